//! `date/short-lead`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::time::{self};
use crate::model::graph::{Graph, Milestone};
use crate::model::spec::milestone::MilestoneKind;

crate::diag::code! {
    /// Customers learn of a loss too shortly before it.
    ///
    /// ## Why it matters
    ///
    /// What counts is not the last switch but the first thing that customers lose: the last order, the frozen points.
    /// They need time to spend what they hold and to ask. The length is this program's own advice, not a law; change it
    /// with `announce-lead` under `[policy]`.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones]
    /// announce = { on = 2024-10-15 }
    /// sales-stop = { from = 2024-10-21 }
    /// ```
    ///
    /// ## What to do
    ///
    /// Announce earlier, or stop later. If the dates are as they are, waive the finding with the reason:
    ///
    /// ```text
    /// [[lint.waivers]]
    /// rule = "date/short-lead"
    /// at = "uk.milestones.announce"
    /// because = "announced as reported"
    /// approver = "release-manager"
    /// expires = 2025-03-31
    /// ```
    "date/short-lead" Warning
}

/// Reports regions whose first loss comes sooner after the announcement than the policy asks.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.retiring() {
        let Some(zone) = &region.zone else { continue };
        let Some((announce, told)) = region.of_kind(MilestoneKind::Announce).and_then(|it| Some((it, it.instants(zone)?.told))) else {
            continue;
        };
        let Some((loss, first)) = region.first_loss() else { continue };
        let is_late = told > first.told;
        // Announced behind a loss that must follow: `date/out-of-order` says so.
        if is_late && matches!(loss.kind, Some(MilestoneKind::SalesStop | MilestoneKind::Freeze | MilestoneKind::Sunset)) {
            continue;
        }
        let lead = graph.policy.announce_lead;
        if time::shift(told, lead, false, zone).is_ok_and(|earliest| earliest <= first.told) {
            continue;
        }
        let day = |it: jiff::Timestamp| it.to_zoned(zone.clone()).date();
        let days = day(first.told).since(day(told)).map_or(0, |it| it.get_days());
        let early = crate::diag::plural(days.unsigned_abs() as usize, "day", "days");
        let (side, wanted) = if is_late { ("after", "before it are wanted") } else { ("before", "are wanted") };
        let origin = graph.policy.origin("announce-lead");
        let message = format!("customers learn of `{}` {early} {side} it; {lead} {wanted}, {origin}", loss.name);
        let place = |it: &Milestone| it.when.as_ref().map_or(it.span, |it| it.span);
        let finding = Diagnostic::new(&CODE, place(announce), "announced here", message)
            .label(place(loss), if loss.kind == Some(MilestoneKind::Migrate) { "may be the first loss" } else { "the first loss" });
        let finding =
            graph.policy.written.get("announce-lead").into_iter().fold(finding, |finding, span| finding.label(*span, "asked for here"));
        report.push(
            finding.help("announce earlier, or waive it with the reason").about(format!("{}.milestones.{}", region.id, announce.name)),
        );
    }
}
