//! `graph/irreversible-before-gate`

use crate::check::rules::date::out_of_order::Disorder;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, Milestone, Region, Service, time};
use crate::model::spec::milestone::{Gate, MilestoneKind};
use crate::model::spec::scalar::Day;
use crate::model::spec::service::{Move, OldData};
use crate::model::spec::table::Table;
use crate::source::{Located, Span};
use std::collections::BTreeMap;

crate::diag::code! {
    /// Something that cannot be undone happens before anybody has seen that it may.
    ///
    /// ## Why it matters
    ///
    /// An app that stores no longer offer is not installed again, and a domain that was let go belongs to whoever comes
    /// next, and data that is erased does not come back, least of all while the store is open. Between the work and such a step stands a gate: what is verified, by which team, and at which milestone, no
    /// later than the step itself. The runbook prints it where the step is done.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [milestones]
    /// app-delist = { on = 2024-12-30 }
    /// ```
    ///
    /// ## What to do
    ///
    /// Add the gate to the milestone:
    ///
    /// ```text
    /// app-delist = { on = 2024-12-30, gate = { check = "totals agree", owner = "store-uk", at = "services-done" } }
    /// ```
    ///
    /// Before data are erased it stands beside the day, with one of the services whose data are erased on it:
    ///
    /// ```text
    /// old-data = { …, erase-on = 2031-01-31, gate = { check = "no claim is open", owner = "privacy", at = "sunset" } }
    /// ```
    "graph/irreversible-before-gate" Error
}

/// Reports delistings, domains let go, and data erased that no gate guards, or one that comes later.
pub fn run(graph: &Graph, report: &mut Report) {
    let disorder = Disorder::of(report);
    for region in graph.retiring() {
        for milestone in region.milestones.values().filter(|it| it.when.is_some() && !graph.is_damaged(it.span)) {
            let Some(what) = irreversible(region, milestone) else { continue };
            match &milestone.gate {
                None => none(region, milestone, what, report),
                Some(gate) => judge(graph, Guarded { region, milestone, gate }, &disorder, report),
            }
        }
        erased(region, report);
        unguarded(graph, region, &disorder, report);
    }
}

/// Data that is erased, those of one day together: the gate that is written with any of them is that of all.
fn unguarded(graph: &Graph, region: &Region, disorder: &Disorder, report: &mut Report) {
    let mut days: BTreeMap<Day, Vec<Erased>> = BTreeMap::new();
    for service in region.services.values().filter(|it| it.movement.is_none_or(|it| it.value != Move::None)) {
        let Some(data) = service.written.old_data.as_ref().filter(|it| !graph.is_damaged(it.span)) else { continue };
        let Some(erase) = data.erase_on else { continue };
        days.entry(erase.value).or_default().push((service, data, erase.span));
    }
    for (day, services) in days {
        let names: Vec<&str> = services.iter().map(|it| it.0.name.as_str()).collect();
        let subject = format!("{}.services.{}", region.id, names.first().copied().unwrap_or_default());
        let written: Vec<&Located<Gate>> = services.iter().filter_map(|it| it.1.gate.as_ref()).collect();
        let is_told = report.findings.iter().any(|it| it.code == &CODE && services.iter().any(|data| data.2 == it.span()));
        let erasing = Erasing { region, day, span: services[0].2, subject };
        for gate in written.iter().filter(|_| !is_told) {
            erasing.judge(graph, gate, disorder, report);
        }
        let is_open = services.iter().any(|it| it.1.open("gate").is_some());
        if !written.is_empty() || is_open || is_told {
            continue;
        }
        let message = format!("the old data of {} are erased on {}, and no gate stands before it", crate::diag::listed(&names), day.0);
        let finding = Diagnostic::new(&CODE, erasing.span, "cannot be undone", message);
        let help = "add `gate = { check = \"…\", owner = \"…\", at = \"…\" }` to one of them: it holds for all of that day";
        report.push(finding.help(help).about(erasing.subject));
    }
}

/// A service, what becomes of its old data, and where the day is written.
type Erased<'g> = (&'g Service, &'g Located<OldData>, Span);

/// Data of a region that is erased on one day.
struct Erasing<'g> {
    region: &'g Region,
    day: Day,
    span: Span,
    subject: String,
}

impl Erasing<'_> {
    fn judge(&self, graph: &Graph, gate: &Located<Gate>, disorder: &Disorder, report: &mut Report) {
        whole(graph, gate, (&format!("the erasing on {}", self.day.0), self.subject.clone()), report);
        let Some((at, seen)) = gate.at.as_ref().and_then(|it| Some((it, graph.milestone_named(&self.region.id, &it.value)?))) else {
            return;
        };
        let Some(zone) = &self.region.zone else { return };
        let message = match (seen.instants(zone), time::start(self.day.0, zone)) {
            _ if seen.never.is_some() => format!("the erasing on {} is verified at `{}`, which never comes", self.day.0, seen.name),
            (Some(it), Ok(erased)) if it.switch > erased && !disorder.has(seen) => {
                format!("the erasing on {} is verified at {}, after it happens", self.day.0, time::local(it.switch, zone))
            }
            _ => return,
        };
        let finding = Diagnostic::new(&CODE, self.span, "cannot be undone", message).label(at.span, "verified here");
        report.push(finding.help("let `at` be a milestone that comes before it").about(self.subject.clone()));
    }
}

/// Reports a gate that does not say all that it must.
fn whole(graph: &Graph, gate: &Located<Gate>, (before, subject): (&str, String), report: &mut Report) {
    let missing: Vec<&str> = ["check", "owner", "at"].into_iter().filter(|it| !gate.holds(it) && gate.open(it).is_none()).collect();
    if missing.is_empty() || graph.is_damaged(gate.span) {
        return;
    }
    let keys: Vec<String> = missing.iter().map(|it| format!("`{it} = \"…\"`")).collect();
    let message = format!("the gate before {before} does not say its {}", crate::diag::listed(&missing));
    let help = format!("add {} to the gate", keys.join(", "));
    report.push(Diagnostic::new(&CODE, gate.span, "not whole", message).help(help).about(subject));
}

/// Data that is erased before the store is dark: nobody can have looked yet. A day too early is one fault for all data
/// that is erased by the same line.
fn erased(region: &Region, report: &mut Report) {
    let (Some(zone), Some(sunset)) = (&region.zone, region.of_kind(MilestoneKind::Sunset)) else { return };
    let Some(dark) = sunset.instants(zone).map(|it| it.switch) else { return };
    for service in region.services.values().filter(|it| it.movement.is_none_or(|it| it.value != Move::None)) {
        let Some(erase) = service.written.old_data.as_ref().and_then(|it| it.value.erase_on) else { continue };
        if time::start(erase.value.0, zone).is_ok_and(|it| it < dark) {
            let (day, dark) = (erase.value.0, time::local(dark, zone));
            let message = format!("the data of `{}` is erased on {day}, before the store is dark at {dark}", service.name);
            let finding = Diagnostic::new(&CODE, erase.span, "cannot be undone", message).label(sunset.place(), "still open until then");
            report.push(finding.help("erase it after the sunset").about(format!("{}.services.{}", region.id, service.name)));
        }
    }
}

/// Returns what cannot be undone about a milestone, and where that is said if not by its kind.
fn irreversible(region: &Region, milestone: &Milestone) -> Option<(String, Option<Span>)> {
    let is_delisted = |it: &Option<Located<String>>| it.as_ref().is_some_and(|it| it.value == milestone.name);
    match milestone.kind {
        Some(MilestoneKind::DomainRelease) => Some(("a domain is let go".to_owned(), None)),
        Some(MilestoneKind::AppDelist) => Some(("an app is delisted".to_owned(), None)),
        _ => {
            let delisted = region.apps.iter().find(|(_, it)| is_delisted(&it.delist));
            delisted.map(|(name, it)| (format!("the app `{name}` is delisted"), it.delist.as_ref().map(|it| it.span)))
        }
    }
}

fn none(region: &Region, milestone: &Milestone, (what, named): (String, Option<Span>), report: &mut Report) {
    if region.is_open(&format!("milestones.{}.gate", milestone.name)) {
        return;
    }
    let message = format!("{what} at `{}`, and no gate stands before it", milestone.name);
    let help = "add `gate = { check = \"…\", owner = \"…\", at = \"…\" }` to the milestone";
    let finding = Diagnostic::new(&CODE, milestone.place(), "cannot be undone", message);
    let finding = named.into_iter().fold(finding, |finding, span| finding.label(span, "delisted then"));
    report.push(finding.help(help).about(subject(milestone)));
}

/// A milestone and the gate before it.
struct Guarded<'g> {
    region: &'g Region,
    milestone: &'g Milestone,
    gate: &'g Located<Gate>,
}

fn judge(graph: &Graph, guarded: Guarded, disorder: &Disorder, report: &mut Report) {
    let Guarded { region, milestone, gate } = guarded;
    whole(graph, gate, (&format!("`{}`", milestone.name), subject(milestone)), report);
    let Some(at) = &gate.at else { return };
    let Some(seen) = graph.milestone_named(&region.id, &at.value) else { return };
    let instant = |it: &Milestone| Some(it.instants(region.zone.as_ref()?)?.switch);
    let is_itself = seen.name == milestone.name && seen.region == milestone.region;
    let message = match (instant(seen), instant(milestone), &region.zone) {
        _ if is_itself => format!("the gate before `{}` stands at `{}` itself", milestone.name, milestone.name),
        _ if seen.never.is_some() => format!("`{}` is verified at `{}`, which never comes", milestone.name, seen.name),
        (Some(gate), Some(step), _) if gate > step && disorder.has(seen) => return,
        (Some(gate), Some(step), Some(zone)) if gate > step => {
            format!("`{}` is verified at {}, after it happens at {}", milestone.name, time::local(gate, zone), time::local(step, zone))
        }
        _ => return,
    };
    let finding = Diagnostic::new(&CODE, milestone.place(), "cannot be undone", message);
    let finding = if is_itself { finding.label(at.span, "verified here") } else { finding.label(seen.place(), "verified here") };
    report.push(finding.help("let `at` be a milestone that comes before it").about(subject(milestone)));
}

fn subject(milestone: &Milestone) -> String {
    format!("{}.milestones.{}", milestone.region, milestone.name)
}
