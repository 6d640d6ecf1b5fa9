//! `dns/host-uncovered`

use crate::check::held;
use crate::check::rules::schema::host_claimed_twice;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::zone::{self, Names, Zone, is_address};
use crate::model::graph::{Graph, order};
use crate::model::spec::zone::Record;
use crate::source::{Located, Span};
use std::collections::{BTreeMap, BTreeSet};

crate::diag::code! {
    /// A name of the old store is led nowhere: one spelling works, and the other dies with the old servers.
    ///
    /// ## Why it matters
    ///
    /// Customers type the name with `www` and without, and links of ten years have both. A name that leads to the old
    /// servers today, and that nobody says anything of, answers nothing from the day on which they are switched off.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [domains."po.co"]
    /// retain = "forever"
    /// owner = "domains@mi.example"
    /// budget = "store-global"
    /// mail = { then = "keep" }
    /// edge = [{ name = "www", type = "A", value = "192.0.2.20" }]
    /// ```
    ///
    /// ## What to do
    ///
    /// Write what the name leads to under `edge` (a record without a name is for all names of ours), and name it among
    /// `aliases` of a host.
    "dns/host-uncovered" Error
}

/// Reports names that our servers answer and nothing leads there, and names that lead to the old ones and nobody describes.
pub fn run(graph: &Graph, report: &mut Report) {
    let all = zone::names(graph);
    let nobody = Names::default();
    let contested = host_claimed_twice::contested(report);
    for held in held::domains(graph).iter().filter(|it| !order::is_kept(graph, it.domain) && !graph.is_damaged(it.domain.span)) {
        let (Some(zone), names) = (graph.zones.get(held.name), all.get(held.name).unwrap_or(&nobody)) else { continue };
        let subject = held.subject(graph);
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for (name, finding) in without_edge(graph, zone, names).into_iter().chain(left_behind(zone, names)) {
            if told.insert(name) && !contested.contains(&finding.span()) {
                report.push(finding.about(subject.clone()));
            }
        }
        // Where nothing is said of DNS at all, nobody is asked for it.
        let is_asked = !zone.edge.is_empty() || held.domain.dns.is_some();
        if let Some(finding) = other_half(graph, (held.name, held.domain.span), zone, names).filter(|_| is_asked) {
            report.push(finding.about(subject));
        }
    }
}

/// A name, and what is wrong with it.
type Fault<'g> = (&'g str, Diagnostic);

/// Returns names of ours that no record leads to our servers, where others are led there.
fn without_edge<'g>(graph: &'g Graph, zone: &'g Zone, names: &Names<'g>) -> Vec<Fault<'g>> {
    let Some(first) = zone.edge.iter().find(|it| is_address(&it.record)) else { return Vec::new() };
    let is_led = |name: &str| zone.edge_of(name, true).any(is_address);
    let bare = names.ours.iter().copied().filter(|it| !is_led(it));
    let fault = |name: &'g str| {
        let span = place(graph, name)?;
        let message = format!("nothing leads `{name}` to our servers, and other names of its domain move there");
        let finding = Diagnostic::new(&CODE, span, "stays behind", message).label(first.record.span, "is for another name");
        Some((name, finding.help("add a record for it under `edge`, or one without `name`, which is for all")))
    };
    bare.filter_map(fault).collect()
}

/// Returns names that lead to the same servers as one of ours does today, and that no host describes.
fn left_behind<'g>(zone: &'g Zone, names: &Names<'g>) -> Vec<Fault<'g>> {
    let is_known = |it: &str| names.ours.contains(it) || names.kept.contains(it);
    let ours: BTreeMap<(&str, &str), &Record> = zone
        .records
        .iter()
        .filter(|it| is_address(it) && names.ours.contains(it.name.as_str()))
        .map(|it| ((it.kind.as_str(), it.data.as_str()), it))
        .collect();
    // A server of mail or names may stand on the same machine, and is no name of the store.
    let used: BTreeSet<String> =
        zone.records.iter().filter(|it| !is_address(it)).flat_map(|it| it.data.split(' ')).map(str::to_ascii_lowercase).collect();
    let serves = |it: &Record| used.contains(&format!("{}.", it.name));
    let left = zone.records.iter().filter(|it| is_address(it) && !is_known(&it.name) && !serves(it) && !it.name.starts_with('*'));
    let fault = |record: &'g Record| {
        let like = ours.get(&(record.kind.as_str(), record.data.as_str()))?;
        let message = format!("`{}` leads to the servers that `{}` leaves, and no host says what it answers", record.name, like.name);
        let finding = Diagnostic::new(&CODE, record.span, "dies with them", message).label(like.span, "moves away");
        let help = format!("add `{}` to the `aliases` of a host, or describe it as one of its own", record.name);
        Some((record.name.as_str(), finding.help(help)))
    };
    left.filter_map(fault).collect()
}

/// Returns the fault that one of the domain's own name and `www` is ours and nobody says anything of the other, where nothing
/// is known of the zone: it may well be there.
fn other_half(graph: &Graph, (domain, span): (&str, Span), zone: &Zone, names: &Names) -> Option<Diagnostic> {
    let www = format!("www.{domain}");
    let is_known = |it: &str| names.ours.contains(it) || names.kept.contains(it);
    let (is, is_not) = match (is_known(domain), is_known(&www)) {
        (true, false) => (domain, www.as_str()),
        (false, true) => (www.as_str(), domain),
        _ => return None,
    };
    let is_ours = names.ours.contains(is) && zone.records.is_empty();
    let at = place(graph, is).filter(|_| is_ours)?;
    let message = format!("`{is}` is described, and nothing says what becomes of `{is_not}`");
    let help = format!("write `aliases = [\"{is_not}\"]` at the host, or list under `records` what the zone holds");
    Some(Diagnostic::new(&CODE, at, "only this one", message).label(span, "its domain").help(help))
}

/// Returns where a name is written: as a host, or as an alias.
fn place(graph: &Graph, name: &str) -> Option<Span> {
    let host = graph.find_host(name)?;
    let alias: Option<&Located<String>> = host.aliases.iter().find(|it| it.value == name);
    Some(alias.map_or(host.span, |it| it.span))
}
