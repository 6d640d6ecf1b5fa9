//! `notice/terms-change`

use super::controller_change::EEA;
use crate::diag::{Diagnostic, Report, listed};
use crate::model::graph::{Graph, Region, promise};
use crate::model::spec::notice::{Channel, Notices, Terms};
use crate::model::spec::scalar::{Duration, Unit};
use crate::model::spec::table::Table;
use crate::source::{Located, Span};

crate::diag::code! {
    /// A service gets worse for customers in Europe, and nobody says what that means for their contracts.
    ///
    /// ## Why it matters
    ///
    /// Directive (EU) 2019/770 Art. 19 asks, of a digital service that goes on, that a change which harms its use more than
    /// slightly is told reasonably in advance on a durable medium, with its features and its time, and that customers can
    /// end the contract free of charge within 30 days, or keep what they had. It was read in full as Ireland has it
    /// (Consumer Rights Act 2022 s. 64); the 30 days are from a secondary report, and the law of the UK is general
    /// knowledge, unchecked. Whether a store's account or points are such a service is counsel's to say. Ask counsel.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [services.orders]
    /// kind = "orders"
    /// move = "end"
    /// since = "migrate"
    /// until = "services-done"
    /// needs = ["accounts"]
    ///
    /// [notices]
    /// terms = { right-to-end = "14 days", counsel = "asked" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write what counsel answered. The announcement then tells the right; `mail` among the channels is the durable medium:
    ///
    /// ```text
    /// terms = { right-to-end = "30 days", counsel = "asked on 1 October; the points are such a service" }
    /// ```
    "notice/terms-change" Warning
}

/// So long customers have at the least to end their contract.
const RIGHT: Duration = Duration { count: 30, unit: Unit::Day };

/// So many harmed services are shown; the message names all of them.
const SHOWN: usize = 8;

/// Reports regions in Europe whose services get worse without an answer for contracts.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.retiring() {
        let Some(notices) = region.notices.as_ref().filter(|it| it.open("terms").is_none() && !graph.is_damaged(it.span)) else { continue };
        let Some(country) = region.countries.iter().find(|it| EEA.contains(&it.value.as_str()) || it.value == "GB") else { continue };
        let harmed: Vec<_> = promise::harmed(graph, region).into_iter().filter(|it| !graph.is_damaged(it.0.span)).collect();
        let Some((place, label, help)) = lack(notices).filter(|_| !harmed.is_empty()) else { continue };
        let names: Vec<&str> = harmed.iter().map(|it| it.0.name.as_str()).collect();
        let (verb, is_are) = if names.len() == 1 { ("gets", "it") } else { ("get", "them") };
        let message =
            format!("{} {verb} worse for customers in `{}`, and {label} for contracts on {is_are}", listed(&names), country.value);
        let finding = Diagnostic::new(&CODE, place, "ask counsel", message);
        let finding = harmed.into_iter().take(SHOWN).fold(finding, |finding, (_, span, what)| finding.label(span, what));
        report.push(finding.help(help).about(subject(region)));
    }
}

fn subject(region: &Region) -> String {
    format!("{}.notices.terms", region.id)
}

/// Returns what notices lack: the place, what it is, and the way out.
fn lack(notices: &Located<Notices>) -> Option<(Span, &'static str, &'static str)> {
    let Some(terms) = &notices.terms else {
        return Some((
            notices.span,
            "nothing says what follows",
            "ask counsel, and write `terms = { right-to-end = \"30 days\", counsel = \"…\" }`",
        ));
    };
    if let Some(lack) = lack_of(terms) {
        return Some(lack);
    }
    let channels = notices.channels.as_ref()?;
    let is_durable = channels.iter().any(|it| it.value == Channel::Mail);
    let place = channels.first().map_or(notices.span, |it| it.span);
    (!is_durable).then_some((place, "no durable medium tells what follows", "add `\"mail\"` to `channels`"))
}

fn lack_of(terms: &Located<Terms>) -> Option<(Span, &'static str, &'static str)> {
    let is_said = |key: &str| terms.holds(key) || terms.open(key).is_some();
    let short = terms.right_to_end.as_ref().filter(|it| it.value.nominal_seconds() < RIGHT.nominal_seconds());
    match short {
        Some(right) if terms.keep.is_none() => {
            return Some((right.span, "less than 30 days are left", "write `right-to-end = \"30 days\"`, or ask counsel"));
        }
        _ if !is_said("right-to-end") && !is_said("keep") => {
            return Some((terms.span, "neither an end nor a way to keep is said", "write `right-to-end = \"30 days\"` or `keep = \"…\"`"));
        }
        _ => {}
    }
    (!is_said("counsel")).then_some((terms.span, "nobody is said to have been asked", "ask counsel, and write `counsel = \"…\"`"))
}
