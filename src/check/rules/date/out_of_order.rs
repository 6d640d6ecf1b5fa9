//! `date/out-of-order`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::time::{self, Instants};
use crate::model::graph::{Graph, Milestone, Region};
use crate::model::spec::milestone::MilestoneKind;
use jiff::Timestamp;
use jiff::tz::TimeZone;

crate::diag::code! {
    /// Milestones come in an order that no closing can have.
    ///
    /// ## Why it matters
    ///
    /// Announced before anything is lost; frozen before restored; dark before the redirects end,
    /// and those before the name is let go; an app leaves its stores before it stops, and its links end after it.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones]
    /// sales-stop = { from = 2025-02-03 }
    /// ```
    ///
    /// ## What to do
    ///
    /// Move one of the two dates that the finding shows.
    "date/out-of-order" Error
}

/// What must not come after what.
const ORDER: &[(MilestoneKind, MilestoneKind)] = &[
    (MilestoneKind::Announce, MilestoneKind::Migrate),
    (MilestoneKind::Announce, MilestoneKind::SalesStop),
    (MilestoneKind::Announce, MilestoneKind::Freeze),
    (MilestoneKind::Announce, MilestoneKind::Sunset),
    (MilestoneKind::Migrate, MilestoneKind::Sunset),
    (MilestoneKind::SalesStop, MilestoneKind::Sunset),
    (MilestoneKind::Freeze, MilestoneKind::Restore),
    (MilestoneKind::Sunset, MilestoneKind::RedirectsEnd),
    (MilestoneKind::RedirectsEnd, MilestoneKind::DomainRelease),
    (MilestoneKind::AppDelist, MilestoneKind::AppSunset),
    (MilestoneKind::AppSunset, MilestoneKind::AppLinksEnd),
];

/// Reports pairs of milestones in the wrong order, switches on the wrong side of what is told, and empty windows.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.retiring() {
        let Some(zone) = &region.zone else { continue };
        let dated: Vec<(&Milestone, MilestoneKind, Instants)> =
            region.milestones.values().filter_map(|it| Some((it, it.kind?, it.instants(zone)?))).collect();
        for (first, second) in ORDER {
            for (early, _, one) in dated.iter().filter(|it| it.1 == *first) {
                for (late, _, two) in dated.iter().filter(|it| it.1 == *second) {
                    if one.switch > two.switch {
                        pair(early, *one, late, *two, zone, report);
                    }
                }
            }
        }
        for (milestone, kind, instants) in &dated {
            own_switch(milestone, *kind, *instants, zone, report);
        }
        windows(graph, region, zone, report);
    }
}

fn pair(early: &Milestone, one: Instants, late: &Milestone, two: Instants, zone: &TimeZone, report: &mut Report) {
    let message =
        format!("`{}` is at {}, after `{}` at {}", early.name, time::local(one.switch, zone), late.name, time::local(two.switch, zone));
    let place = |it: &Milestone| it.when.as_ref().map_or(it.span, |it| it.span);
    let finding = Diagnostic::new(&CODE, place(early), "comes too late", message).label(place(late), "comes before it");
    report.push(finding.help("move one of the two dates").about(format!("{}.milestones.{}", early.region, early.name)));
}

/// A written switch lies behind what is told of a loss, and before what is told of a gain.
fn own_switch(milestone: &Milestone, kind: MilestoneKind, instants: Instants, zone: &TimeZone, report: &mut Report) {
    let Some(switch) = &milestone.switch else { return };
    let is_wrong = if kind.is_gain() { instants.switch > instants.told } else { instants.switch < instants.told };
    if is_wrong {
        let side = if kind.is_gain() { "after" } else { "before" };
        let message = format!(
            "servers switch `{}` at {}, {side} customers are told {}",
            milestone.name,
            time::local(instants.switch, zone),
            time::local(instants.told, zone)
        );
        let help = if kind.is_gain() { "switch a gain no later than it is told" } else { "switch a loss no earlier than it is told" };
        report.push(
            Diagnostic::new(&CODE, switch.span, "on the wrong side", message)
                .help(help)
                .about(format!("{}.milestones.{}", milestone.region, milestone.name)),
        );
    }
}

/// A rule's window has a length, and ends with the redirects at the latest.
fn windows(graph: &Graph, region: &Region, zone: &TimeZone, report: &mut Report) {
    let end = region.instants(MilestoneKind::RedirectsEnd).map(|it| it.switch);
    let release = region.instants(MilestoneKind::DomainRelease).map(|it| it.switch);
    for rule in &region.redirects {
        let instant = |name: &Option<crate::source::Located<crate::model::graph::MilestoneRef>>| -> Option<Timestamp> {
            graph.find_milestone(&name.as_ref()?.value)?.instants(zone).map(|it| it.switch)
        };
        let (since, until) = (instant(&rule.since), instant(&rule.until));
        let subject = format!("{}.redirects", region.id);
        if let (Some(since), Some(until)) = (since, until)
            && since >= until
        {
            let message = format!(
                "the rule from `{}` ends at {}, before it begins at {}",
                rule.source.text,
                time::local(until, zone),
                time::local(since, zone)
            );
            report.push(Diagnostic::new(&CODE, rule.span, "never holds", message).help("let `until` come after `since`").about(subject));
        } else if let (Some(until), Some((limit, what))) =
            (until, end.map(|it| (it, "redirects-end")).or(release.map(|it| (it, "domain-release"))))
            && until > limit
        {
            let message = format!(
                "the rule from `{}` ends at {}, after `{what}` at {}",
                rule.source.text,
                time::local(until, zone),
                time::local(limit, zone)
            );
            report.push(Diagnostic::new(&CODE, rule.span, "ends too late", message).help(format!("let it end at `{what}`")).about(subject));
        }
    }
}
