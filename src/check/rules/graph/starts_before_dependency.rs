//! `graph/starts-before-dependency`

use crate::check::rules::date::out_of_order::Disorder;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, order, time};
use crate::source::Span;
use std::collections::BTreeSet;

crate::diag::code! {
    /// A service begins to move before what it needs has moved.
    ///
    /// ## Why it matters
    ///
    /// Coupons that are issued before there are accounts to hold them are void.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones]
    /// late = { kind = "restore", by = 2024-12-01 }
    ///
    /// [services.accounts]
    /// until = "late"
    /// ```
    ///
    /// ## What to do
    ///
    /// Let the service begin at the milestone at which what it needs has moved, or move that earlier.
    "graph/starts-before-dependency" Error
}

/// Reports services whose `since` lies before the `until` of one that they need.
pub fn run(graph: &Graph, report: &mut Report) {
    let disorder = Disorder::of(report);
    // In a round each comes before what it needs, whatever the dates: the round is the fault.
    let in_round: BTreeSet<Span> = order::shortest_cycles(graph).iter().flatten().map(|it| it.span).collect();
    for region in graph.retiring() {
        let Some(zone) = &region.zone else { continue };
        for service in region.services.values() {
            let Some(since) = service.since.as_ref() else { continue };
            let dated = |it| graph.find_milestone(it).filter(|it| !disorder.has(it));
            let Some(begins) = dated(&since.value).and_then(|it| it.instants(zone)) else { continue };
            for needed in service.needs.iter().filter(|it| !in_round.contains(&it.span)) {
                let Some(other) = graph.regions.get(&needed.value.owner).and_then(|it| it.services.get(&needed.value.name)) else {
                    continue;
                };
                let Some(until) = other.until.as_ref() else { continue };
                let other_zone = graph.regions[&other.region].zone.as_ref().unwrap_or(zone);
                let Some(ends) = dated(&until.value).and_then(|it| it.instants(other_zone)) else { continue };
                if begins.switch < ends.switch {
                    let message = format!(
                        "`{}` begins to move at {}, before `{}` has moved at {}",
                        service.name,
                        time::local(begins.switch, zone),
                        needed.value.name,
                        time::local(ends.switch, zone)
                    );
                    let finding = Diagnostic::new(&CODE, since.span, "begins here", message)
                        .label(needed.span, "needs this")
                        .label(until.span, "moved only here");
                    let help = format!("write `since = \"{}\"`", until.value.name);
                    report.push(finding.help(help).about(format!("{}.services.{}", region.id, service.name)));
                }
            }
        }
    }
}
