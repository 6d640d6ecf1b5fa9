//! `mail/parked-unprotected`

use crate::check::held::{self, Held};
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::graph::Graph;
use crate::model::graph::zone::Zone;
use crate::model::plan::Plan;
use crate::model::spec::place::{Mail, MailEnd};
use crate::model::spec::table::Table;
use crate::model::spec::zone::{Record, unquoted};
use crate::source::Located;
use jiff::civil::Date;
use std::collections::BTreeMap;

crate::diag::code! {
    /// A domain whose mail ends is left open to forgers, or is shut while its own notices are still sent.
    ///
    /// ## Why it matters
    ///
    /// "Your account moves, sign in here" is what a forger would write, and the old name is the best sender for it. A parked
    /// domain says that nobody sends from it (`v=spf1 -all`), that such mail is refused, from the names below too (DMARC
    /// `p=reject; sp=reject`), and has the reports sent to a domain that still takes mail. While notices are sent from it,
    /// the same records have them refused.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [domains."po.co"]
    /// retain = "forever"
    /// owner = "domains@mi.example"
    /// budget = "store-global"
    /// mail = { receive-until = 2026-12-31, send-until = 2025-01-31, then = "null-mx", reports = "mailto:dmarc@po.co" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write `reports` with an address of another domain; the records are then made for the day behind `send-until`. Let
    /// that day come after the last notice.
    "mail/parked-unprotected" Warning
}

/// Reports domains without reports on forgers, and domains that refuse their own notices.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    let senders = senders(plan);
    for held in held::domains(graph).iter().filter(|it| !graph.is_damaged(it.domain.span)) {
        let Some(mail) = &held.domain.mail else { continue };
        report.findings.extend(unread(graph, held, mail).map(|it| it.about(format!("{}.mail", held.subject(graph)))));
        for sending in senders.get(held.name).into_iter().flatten() {
            refused(graph, held, sending, report);
        }
    }
}

/// Returns the fault of reports on forgers that nobody gets.
fn unread(graph: &Graph, held: &Held, mail: &Located<Mail>) -> Option<Diagnostic> {
    mail.then.filter(|it| it.value == MailEnd::NullMx)?;
    let help = "write `reports = \"mailto:…\"` with an address of another domain";
    match &mail.reports {
        None if mail.open("reports").is_some() => None,
        None => {
            let message = format!("nobody is told of mail that is forged in the name of `{}`", held.name);
            Some(Diagnostic::new(&CODE, mail.span, "no `reports`", message).help(help))
        }
        Some(reports) => {
            let host = reports.value.rsplit_once('@').map(|it| it.1.to_ascii_lowercase())?;
            let then = graph.domains.get(&host)?.mail.as_ref()?.then.filter(|it| it.value == MailEnd::NullMx)?;
            let message = format!("reports on forged mail go to `{}`, and `{host}` will take no mail", reports.value);
            Some(Diagnostic::new(&CODE, reports.span, "read by nobody", message).label(then.span, "refused from then on").help(help))
        }
    }
}

/// A region that sends notices, from where, and the day of the last one.
struct Sending<'p> {
    region: &'p str,
    sender: &'p Located<String>,
    last: Date,
}

/// Returns who sends notices, by the domain that they are sent from.
fn senders(plan: &Plan) -> BTreeMap<String, Vec<Sending<'_>>> {
    let mut last: BTreeMap<&str, Date> = BTreeMap::new();
    for notice in &plan.notices {
        let day = last.entry(&notice.region).or_insert(notice.day);
        *day = notice.day.max(*day);
    }
    let mut senders: BTreeMap<String, Vec<Sending>> = BTreeMap::new();
    for region in plan.graph.retiring() {
        let sender = region.notices.as_ref().and_then(|it| it.sender.as_ref());
        let (Some(sender), Some(last)) = (sender, last.get(region.id.as_str())) else { continue };
        let domain = sender.value.rsplit('<').next().and_then(|it| it.trim().trim_end_matches('>').rsplit_once('@'));
        let Some((_, domain)) = domain else { continue };
        senders.entry(domain.trim().to_ascii_lowercase()).or_default().push(Sending { region: &region.id, sender, last: *last });
    }
    senders
}

/// Reports a domain from which a notice is sent while its records have it refused.
fn refused(graph: &Graph, held: &Held, sending: &Sending, report: &mut Report) {
    let Sending { region, sender, last } = sending;
    let subject = format!("{region}.notices");
    let zone = graph.zones.get(held.name);
    if let Some(record) = zone.and_then(|it| refusing(it, held.name)) {
        let message = format!("`{}` lets nobody send mail, and notices are sent from `{}`", held.name, sender.value);
        let finding = Diagnostic::new(&CODE, sender.span, "is refused", message).label(record.span, "has it refused today");
        let help = "take the record out: it is made for the day behind `send-until`";
        report.push(finding.severity(Severity::Error).help(help).about(subject));
        return;
    }
    // With a null MX the same is `mail/null-mx-conflict`.
    let forwards = held.domain.mail.as_ref().filter(|it| it.then.is_some_and(|it| it.value == MailEnd::Forward));
    if let Some(until) = forwards.and_then(|it| it.send_until).filter(|it| it.value.0 < *last) {
        let message = format!("`{}` sends until {}, and the last notice is sent on {last}", held.name, until.value.0);
        let finding = Diagnostic::new(&CODE, sender.span, "is refused after that", message).label(until.span, "ends here");
        let help = format!("let `send-until` be {last} or later, or send from another domain");
        report.push(finding.severity(Severity::Error).help(help).about(subject));
    }
}

/// Returns the record by which the domain has all mail from it refused: an SPF policy that lets nobody send.
fn refusing<'z>(zone: &'z Zone, domain: &str) -> Option<&'z Record> {
    let edge = zone.edge.iter().map(|it| &it.record);
    let all = zone.records.iter().chain(edge).filter(|it| it.kind == "TXT" && it.name == domain);
    let is_closed = |it: &&Record| unquoted(&it.data).trim().eq_ignore_ascii_case("v=spf1 -all");
    all.filter(is_closed).min_by_key(|it| it.span)
}
