//! `dns/ttl-too-long`

use crate::check::held;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, order, zone};
use crate::model::spec::scalar::{Duration, Unit};

crate::diag::code! {
    /// Resolvers keep the old answer for so long that a switch cannot be taken back.
    ///
    /// ## Why it matters
    ///
    /// Whoever asked for a name keeps the answer for its TTL. With a day, a switch takes a day to reach the last
    /// customer, and so does the way back. Ten minutes or less, lowered at least one old TTL ahead, make both short;
    /// two days ahead are usual, for some resolvers keep answers longer than they should.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [domains."po.co"]
    /// retain = "forever"
    /// owner = "domains@mi.example"
    /// budget = "store-global"
    /// mail = { then = "keep" }
    /// dns = { provider = "example-dns", ttl = "1 day" }
    /// edge = [{ type = "A", value = "192.0.2.20" }]
    /// ```
    ///
    /// ## What to do
    ///
    /// Write `switch-ttl = "300 s"` in the domain's `dns`: the runbook then lowers the TTL in time, and restores it.
    "dns/ttl-too-long" Warning
}

/// The longest time around a switch.
const LONGEST: Duration = Duration { count: 10, unit: Unit::Minute };

/// Reports names that change while others remember them for long.
pub fn run(graph: &Graph, report: &mut Report) {
    let names = zone::names(graph);
    for held in held::domains(graph).iter().filter(|it| !order::is_kept(graph, it.domain) && !graph.is_damaged(it.domain.span)) {
        let subject = format!("{}.dns", held.subject(graph));
        let help = "write `switch-ttl = \"300 s\"` in `dns`";
        let short = held.domain.dns.as_ref().and_then(|it| it.switch_ttl);
        if let Some(short) = short.filter(|it| it.value.nominal_seconds() > LONGEST.nominal_seconds()) {
            let message =
                format!("around the switch answers for `{}` are kept for {}; at most {LONGEST} are wanted", held.name, short.value);
            report.push(Diagnostic::new(&CODE, short.span, "so long for the way back", message).help(help).about(subject));
            continue;
        }
        let is_open = held.domain.dns.as_ref().is_some_and(|it| it.unknown.keys().any(|it| it.value == "switch-ttl"));
        let moves = graph.zones.get(held.name).is_some_and(|it| it.edge.iter().any(|it| zone::is_address(&it.record)));
        let old = names.get(held.name).and_then(|it| zone::old_ttl(graph, held.name, it));
        let old = old.filter(|it| it.value.nominal_seconds() > LONGEST.nominal_seconds());
        if let Some(old) = old.filter(|_| moves && short.is_none() && !is_open) {
            let message =
                format!("answers for `{}` are kept for {}, and nothing shortens that before its names move", held.name, old.value);
            report.push(Diagnostic::new(&CODE, old.span, "so long for the way back", message).help(help).about(subject));
        }
    }
}
