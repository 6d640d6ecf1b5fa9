//! `notice/controller-change`

use crate::check::rules::date::out_of_order::Disorder;
use crate::check::wording;
use crate::diag::{Diagnostic, Report, listed};
use crate::model::graph::{Region, time};
use crate::model::plan::Plan;
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::notice::{Channel, Controller, Notices};
use crate::model::spec::service::{Move, ServiceKind};
use crate::model::spec::table::{Table, unwritten};
use crate::source::Located;
use std::collections::BTreeSet;

crate::diag::code! {
    /// Somebody else answers for personal data after the move, and customers are not told who, what for, or where.
    ///
    /// ## Why it matters
    ///
    /// Another company of the same group is another controller too. GDPR Art. 14 asks that whoever receives personal data
    /// from elsewhere says who they are, what for, and what rights there are, within a month and at the first contact at the
    /// latest; Art. 13(3) asks it before a further purpose begins (both quoted in independent documents). The guidelines
    /// WP260 ask that a change of recipients, or a transfer to a third country, is told well in advance (read in full, in
    /// one language), and the UK's data sharing code asks to decide how people are told when a controller changes (read in
    /// full). Which countries the law holds equal is general knowledge here, unchecked. Ask counsel.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [notices]
    /// controller = { before = "Acme Ltd", after = "Big Ltd", contact = "privacy@mi.example" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write both names, where rights are exercised, what the data is used for and in which countries, and what protects it
    /// where one of them is outside the EEA and the countries that it holds equal:
    ///
    /// ```text
    /// controller = { before = "Acme Ltd", after = "Big Ltd", contact = "privacy@mi.example", purpose = "same", countries = ["SG"], safeguard = "standard clauses; counsel was asked" }
    /// ```
    "notice/controller-change" Release
}

const KEYS: [&str; 5] = ["before", "after", "contact", "purpose", "countries"];

/// The European Economic Area.
pub const EEA: [&str; 30] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT",
    "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Countries that are held equal for all transfers.
const EQUAL: [&str; 13] = ["AD", "AR", "CH", "FO", "GB", "GG", "IL", "IM", "JE", "JP", "KR", "NZ", "UY"];

/// Reports changes of who answers for personal data of which customers are not told enough, or not in time.
pub fn run(plan: &Plan, report: &mut Report) {
    let disorder = Disorder::of(report);
    let mut changes = BTreeSet::new();
    for region in plan.graph.retiring() {
        let Some(notices) = &region.notices else { continue };
        let Some(controller) = notices.controller.as_ref().filter(|it| !plan.graph.is_damaged(it.span) && is_changing(it)) else {
            continue;
        };
        changes.extend(region.locales.iter().map(|it| it.value.as_str()));
        let found = [
            unsaid(controller),
            unprotected(region, controller),
            out_of_sight(notices, controller),
            late(plan, region, controller, &disorder),
        ];
        report.findings.extend(found.into_iter().flatten().map(|it| it.about(format!("{}.notices.controller", region.id))));
    }
    nameless(plan, &changes, report);
}

/// Tells whether somebody else answers afterwards, as far as both are written.
fn is_changing(controller: &Controller) -> bool {
    match (&controller.before, &controller.after) {
        (Some(before), Some(after)) => before.value.trim() != after.value.trim(),
        (None, None) => false,
        _ => true,
    }
}

fn unsaid(controller: &Located<Controller>) -> Option<Diagnostic> {
    let missing = unwritten(Some(&controller.value), &KEYS);
    let message = format!("somebody else answers for personal data after the move, and {} is not said", listed(&missing));
    let message = if missing.len() > 1 { message.replace(" is not said", " are not said") } else { message };
    let finding = || Diagnostic::new(&CODE, controller.span, "not said in full", message);
    let help = format!("write {} in `controller`, and ask counsel what else customers must know", listed(&missing));
    (!missing.is_empty()).then(finding).map(|it| it.help(help))
}

/// Returns the fault of data that goes where nothing is said to protect it.
fn unprotected(region: &Region, controller: &Located<Controller>) -> Option<Diagnostic> {
    let is_held = |it: &&str| EEA.contains(it) || *it == "GB";
    let asking = region.countries.iter().find(|it| is_held(&it.value.as_str()))?;
    let is_third = |it: &&Located<String>| !EEA.contains(&it.value.as_str()) && !EQUAL.contains(&it.value.as_str());
    let third = controller.countries.iter().flatten().find(is_third)?;
    if controller.safeguard.is_some() || controller.open("safeguard").is_some() {
        return None;
    }
    let message =
        format!("personal data of customers in `{}` goes to `{}`, and nothing is said to protect it there", asking.value, third.value);
    let finding = Diagnostic::new(&CODE, third.span, "a third country", message);
    Some(finding.help("ask counsel, and write `safeguard = \"…\"` in `controller`"))
}

/// Returns the fault of a change that no channel has room to tell.
fn out_of_sight(notices: &Notices, controller: &Located<Controller>) -> Option<Diagnostic> {
    let channels = notices.channels.as_ref()?;
    let has_room = channels.iter().any(|it| matches!(it.value, Channel::Mail | Channel::Page));
    let message = "the change of who answers for personal data is told by no mail and no page";
    let finding = || Diagnostic::new(&CODE, controller.span, "told nowhere", message);
    let finding = (!has_room).then(finding)?;
    let finding = channels.iter().fold(finding, |finding, it| finding.label(it.span, "too short for it"));
    Some(finding.help("add `\"mail\"` to `channels`"))
}

/// Returns the fault of data that has changed hands when customers are told.
fn late(plan: &Plan, region: &Region, controller: &Located<Controller>, disorder: &Disorder) -> Option<Diagnostic> {
    use ServiceKind::{Accounts, Addresses, AfterSales, Feedback, OpenOrders, Orders, Returns};
    let zone = region.zone.as_ref()?;
    let announce = region.of_kind(MilestoneKind::Announce)?;
    let told = announce.instants(zone)?.told;
    let is_personal = |it: ServiceKind| matches!(it, Accounts | Addresses | AfterSales | Feedback | OpenOrders | Orders | Returns);
    let moved = region.services.values().filter(|it| {
        let is_moved = it.movement.as_ref().is_some_and(|it| matches!(it.value, Move::Transfer | Move::Reissue));
        is_moved && it.kind.as_ref().is_some_and(|it| is_personal(it.value))
    });
    let since = moved.filter_map(|it| {
        let since = it.since.as_ref()?;
        let milestone = plan.graph.find_milestone(&since.value).filter(|it| !disorder.has(it))?;
        Some((milestone.instants(zone)?.switch.min(milestone.instants(zone)?.told), since.span, it))
    });
    let (first, span, service) = since.min_by_key(|it| (it.0, it.1)).filter(|it| it.0 <= told)?;
    let message = format!(
        "the data of `{}` changes hands at {}, before customers are told at {}",
        service.name,
        time::local(first, zone),
        time::local(told, zone)
    );
    let finding = Diagnostic::new(&CODE, span, "changes hands here", message).label(announce.place(), "told here");
    Some(finding.label(controller.span, "to somebody else").help("announce before it moves, and ask counsel how long before"))
}

/// Reports own messages on the change that do not name both.
fn nameless(plan: &Plan, changes: &BTreeSet<&str>, report: &mut Report) {
    for wording in wording::messages(plan).iter().filter(|it| it.locale.is_some_and(|it| changes.contains(it))) {
        let said = || wording.passages.iter().filter(|it| it.message == "controller-change");
        let Some(first) = said().next() else { continue };
        let is_said = |name: &&str| said().any(|it| it.variables.contains(name));
        let missing: Vec<String> = ["before", "after"].iter().filter(|it| !is_said(it)).map(|it| format!("{{ ${it} }}")).collect();
        let names: Vec<&str> = missing.iter().map(String::as_str).collect();
        if !names.is_empty() {
            let message = "the message `controller-change` does not name who answers before and after";
            let finding = Diagnostic::new(&CODE, first.span(wording.file, 0..first.text.len()), "names not both", message);
            report.push(finding.help(format!("let it hold {}", listed(&names))));
        }
    }
}
