//! `date/out-of-order`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::time::{self, Instants};
use crate::model::graph::{Graph, Milestone, Region};
use crate::model::spec::milestone::MilestoneKind;
use crate::source::Span;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

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
        let mut wrong: Vec<Pair> = Vec::new();
        for (first, second) in ORDER {
            for (early, _, one) in dated.iter().filter(|it| it.1 == *first) {
                let late = dated.iter().filter(|(_, kind, two)| kind == second && one.switch > two.switch);
                wrong.extend(late.map(|(late, _, two)| Pair { early, one: *one, late, two: *two }));
            }
        }
        pairs(wrong, zone, report);
        for (milestone, kind, instants) in &dated {
            own_switch(milestone, *kind, *instants, zone, report);
        }
        windows(graph, region, zone, report);
    }
}

/// What dates in the wrong order bring into doubt: one of them changes, and what hangs on it with it.
pub struct Disorder {
    dates: BTreeSet<Span>,
    regions: BTreeSet<String>,
}

impl Disorder {
    /// Returns what this rule has found.
    pub fn of(report: &Report) -> Disorder {
        let found = || report.findings.iter().filter(|it| it.code == &CODE && it.labels.len() > 1);
        let dates = found().flat_map(|it| it.labels.iter().map(|it| it.span)).collect();
        let regions = found().filter_map(|it| it.subject.split_once(".milestones.")).map(|it| it.0.to_owned()).collect();
        Disorder { dates, regions }
    }

    /// Tells whether a milestone is one of those in the wrong order.
    pub fn has(&self, milestone: &Milestone) -> bool {
        self.dates.contains(&milestone.place())
    }

    /// Tells whether milestones of a region are in the wrong order: its stages are none that will be.
    pub fn is_of(&self, region: &str) -> bool {
        self.regions.contains(region)
    }
}

/// Two milestones in the wrong order.
struct Pair<'g> {
    early: &'g Milestone,
    one: Instants,
    late: &'g Milestone,
    two: Instants,
}

/// Reports pairs: those that share a milestone are one finding, about that.
fn pairs(mut wrong: Vec<Pair>, zone: &TimeZone, report: &mut Report) {
    while !wrong.is_empty() {
        let count = |name: &str| wrong.iter().filter(|it| it.early.name == name || it.late.name == name).count();
        let names = wrong.iter().flat_map(|it| [it.early, it.late]);
        let Some(most) = names.clone().map(|it| count(&it.name)).max() else { return };
        let Some(common) = names.into_iter().find(|it| count(&it.name) == most).map(|it| it.name.clone()) else { return };
        let (mut mine, others) = wrong.into_iter().partition::<Vec<_>, _>(|it| it.early.name == common || it.late.name == common);
        // The one that is furthest off stands for all.
        mine.sort_by_key(|it| (it.two.switch.as_second() - it.one.switch.as_second(), it.late.kind.map(MilestoneKind::word)));
        wrong = others;
        let first = mine.remove(0);
        let more: Vec<&Milestone> = mine.iter().map(|it| if it.early.name == common { it.late } else { it.early }).collect();
        let finding = if first.early.name == common { first.comes_late(&more, zone) } else { first.comes_early(&more, zone) };
        report.push(finding.help("move one of the two dates"));
    }
}

impl Pair<'_> {
    fn comes_late(&self, more: &[&Milestone], zone: &TimeZone) -> Diagnostic {
        let (at, other) = (time::local(self.one.switch, zone), time::local(self.two.switch, zone));
        let message = format!("`{}` is at {at}, after `{}`{} at {other}", self.early.name, self.late.name, and(more));
        self.found(message, ("comes too late", "comes before it"), more)
    }

    fn comes_early(&self, more: &[&Milestone], zone: &TimeZone) -> Diagnostic {
        if more.is_empty() {
            return self.comes_late(more, zone);
        }
        let (at, other) = (time::local(self.two.switch, zone), time::local(self.one.switch, zone));
        let message = format!("`{}` is at {at}, before `{}`{} at {other}", self.late.name, self.early.name, and(more));
        Pair { early: self.late, one: self.two, late: self.early, two: self.one }.found(
            message,
            ("comes too early", "comes after it"),
            more,
        )
    }

    fn found(&self, message: String, labels: (&str, &str), more: &[&Milestone]) -> Diagnostic {
        let finding = Diagnostic::new(&CODE, self.early.place(), labels.0, message).label(self.late.place(), labels.1);
        let finding = more.iter().fold(finding, |finding, it| finding.label(it.place(), labels.1));
        finding.about(format!("{}.milestones.{}", self.early.region, self.early.name))
    }
}

fn and(more: &[&Milestone]) -> String {
    if more.is_empty() { String::new() } else { format!(" (and {} more)", more.len()) }
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
    for rule in region.timed_rules() {
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
