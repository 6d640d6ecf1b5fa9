//! `graph/thin-slack`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, Milestone, Region, Service, time};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::service::Move;
use jiff::Timestamp;

crate::diag::code! {
    /// The last service arrives so shortly before the store closes that nothing may go wrong.
    ///
    /// ## Why it matters
    ///
    /// Balances that do not agree, accounts that do not match: such faults show after the move, and are mended while the
    /// old store still stands. The length is this program's own advice; change it with `slack` under `[policy]`.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [milestones]
    /// services-done = { kind = "restore", by = 2024-12-20 }
    /// ```
    ///
    /// ## What to do
    ///
    /// Let the move end earlier, or the store close later.
    "graph/thin-slack" Warning
}

/// Reports regions whose last service has moved later before the sunset than the policy asks.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.retiring() {
        let Some(zone) = &region.zone else { continue };
        let Some((sunset, closes)) = region.of_kind(MilestoneKind::Sunset).and_then(|it| Some((it, it.instants(zone)?.told))) else {
            continue;
        };
        let Some((service, done, ends)) = last(graph, region, closes) else { continue };
        if [sunset.span, done.span, service.span].into_iter().any(|it| graph.is_damaged(it)) {
            continue;
        }
        let slack = graph.policy.slack;
        if time::shift(ends, slack, false, zone).is_ok_and(|earliest| earliest <= closes) {
            continue;
        }
        let day = |it: Timestamp| it.to_zoned(zone.clone()).date();
        let days = day(closes).since(day(ends)).map_or(0, |it| it.get_days());
        let found = crate::diag::plural(days.unsigned_abs() as usize, "day", "days");
        let early = if ends > closes { "no earlier than the sunset".to_owned() } else { format!("{found} before the sunset") };
        let origin = graph.policy.origin("slack");
        let message = format!("the service `{}` has moved {early}; {slack} before it are wanted, {origin}", service.name);
        let finding = Diagnostic::new(&CODE, done.place(), "the last move ends", message).label(sunset.place(), "the store closes");
        let finding = graph.policy.written.get("slack").into_iter().fold(finding, |finding, span| finding.label(*span, "asked for here"));
        let help = "let the move end earlier, or the store close later";
        report.push(finding.help(help).about(format!("{}.milestones.{}", region.id, done.name)));
    }
}

/// Returns the service whose move ends last, the milestone at which it does, and when.
fn last<'g>(graph: &'g Graph, region: &'g Region, closes: Timestamp) -> Option<(&'g Service, &'g Milestone, Timestamp)> {
    let zone = region.zone.as_ref()?;
    let moves = |it: &&Service| it.movement.is_some_and(|it| !matches!(it.value, Move::End | Move::None));
    let done = region.services.values().filter(moves).filter_map(|it| {
        let until = graph.find_milestone(&it.until.as_ref()?.value)?;
        Some((it, until, until.instants(zone)?.switch))
    });
    let dark = region.instants(MilestoneKind::Sunset).map(|it| it.switch);
    let gives_back = |service: &Service, until: &Milestone| {
        until.kind == Some(MilestoneKind::Restore) || service.kind.is_some_and(|it| it.value.holds_value())
    };
    // What is over behind the sunset is told by `graph/too-early`, what is given back behind what is told of it by
    // `ent/reissue-after-close`.
    let is_told_elsewhere = |service: &Service, until: &Milestone, ends: Timestamp| {
        dark.is_some_and(|it| ends > it) || (ends > closes && gives_back(service, until))
    };
    done.filter(|(service, until, ends)| !is_told_elsewhere(service, until, *ends)).max_by_key(|it| it.2)
}
