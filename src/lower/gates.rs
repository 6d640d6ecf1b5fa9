//! The gates: what nothing brings back, and who decides before it on what.

use crate::model::graph::order::{Node, Order};
use crate::model::graph::schedule::Schedule;
use crate::model::graph::{Milestone, MilestoneRef, Region, Service, time};
use crate::model::plan::gate::{Gate, Ground};
use crate::model::plan::rollback::Rollback;
use crate::model::plan::zone::ChangeKind;
use crate::model::plan::{Plan, Stage};
use crate::model::spec::milestone::{self, MilestoneKind};
use crate::model::spec::service::Move;
use crate::source::{Located, Span};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Returns what stands, or should stand, before whatever nothing brings back, in order of time.
pub fn gates(plan: &Plan, order: &Order) -> Vec<Gate> {
    let schedule = Schedule::of(order);
    let mut gates = Vec::new();
    for region in plan.graph.retiring() {
        let Some(zone) = &region.zone else { continue };
        let gating = Gating { plan, region, zone };
        gates.extend(region.milestones.values().filter_map(|it| gating.milestone(it, &schedule)));
        gates.extend(erased(region).into_iter().map(|(day, services)| gating.erasing(day, &services)));
    }
    gates.extend(plan.rollbacks.iter().filter(|it| !it.kept.is_empty()).map(|it| permanent(plan, it)));
    gates.extend(lapses(plan));
    gates.sort_by(|one, two| (one.until, &one.step).cmp(&(two.until, &two.step)));
    gates
}

/// Returns the services of a region whose old data are erased, by the day.
pub fn erased(region: &Region) -> BTreeMap<Date, Vec<&Service>> {
    let mut days: BTreeMap<Date, Vec<&Service>> = BTreeMap::new();
    for service in region.services.values().filter(|it| it.movement.is_none_or(|it| it.value != Move::None)) {
        if let Some(day) = service.written.old_data.as_ref().and_then(|it| it.erase_on) {
            days.entry(day.value.0).or_default().push(service);
        }
    }
    days
}

/// Returns the id of the step that erases the old data of a region on a day.
pub fn erasing_step(region: &Region, day: Date) -> String {
    format!("{}/erase/{day}", region.id)
}

/// The gates of one region.
struct Gating<'p> {
    plan: &'p Plan,
    region: &'p Region,
    zone: &'p TimeZone,
}

impl Gating<'_> {
    /// Returns the gate before a milestone: where one is written, or where one should be.
    fn milestone(&self, milestone: &Milestone, schedule: &Schedule) -> Option<Gate> {
        let switch = milestone.instants(self.zone)?.switch;
        let (mut guards, mut lost) = self.apps(milestone);
        if milestone.kind == Some(MilestoneKind::DomainRelease) {
            lost.push("The names are let go: they belong to whoever comes next.".to_owned());
            guards.extend(self.releases());
        }
        if milestone.gate.is_none() && lost.is_empty() {
            return None;
        }
        let is_cause = |it: &(usize, &Stage)| it.1.causes.iter().any(|it| it.region == self.region.id && it.event == milestone.name);
        let stages: Vec<(usize, &Stage)> = self.plan.stages.iter().enumerate().filter(is_cause).collect();
        guards.extend(stages.iter().map(|it| format!("switch/{}", it.1.name)));
        if lost.is_empty() {
            lost.push(format!("{} of {}: the workspace counts it as something that cannot be undone.", milestone.name, self.region.name));
        }
        let node = Node::Milestone(MilestoneRef { region: self.region.id.clone(), name: milestone.name.clone() });
        let slack = schedule.slack(&node).map(|it| it.div_euclid(86_400)).filter(|it| *it > 0);
        let mut waiting = vec![match slack {
            Some(days) => format!("It can wait {days} whole days before it pushes what waits for it."),
            None => "It cannot wait without pushing what waits for it.".to_owned(),
        }];
        waiting.push(format!(
            "cutover plan --set {}.milestones.{}=DATE shows what another day costs; customers who were told this one get a correction.",
            self.region.id, milestone.name
        ));
        let until = stages.iter().filter_map(|it| it.1.since).min().or(Some(switch));
        let place = Place { id: format!("{}/{}/gate", self.region.id, milestone.name), until, stage: stages.first().map(|it| it.0) };
        let subject = format!("{}.milestones.{}", self.region.id, milestone.name);
        let lets = format!("{} of {}", milestone.name, self.region.name);
        let gate = self.gate(place, milestone.gate.as_ref(), milestone.place(), subject);
        Some(Gate { lets, guards, lost, waiting, ..gate })
    }

    /// Returns the steps of apps that hang on a milestone, and what is lost by them.
    fn apps(&self, milestone: &Milestone) -> (Vec<String>, Vec<String>) {
        let (mut guards, mut lost) = (Vec::new(), Vec::new());
        let is_here = |it: &Option<Located<String>>| {
            let named = it.as_ref().and_then(|it| self.plan.graph.milestone_named(&self.region.id, &it.value));
            named.is_some_and(|it| it.region == milestone.region && it.name == milestone.name)
        };
        for (id, app) in &self.region.apps {
            let name = app.name.as_ref().map_or(id.as_str(), |it| it.value.as_str());
            if is_here(&app.delist) {
                guards.push(format!("{}/app/{id}/delist", self.region.id));
                lost.push(format!("{name} is taken out of the app stores: one that lists it again reviews it first, and may refuse."));
            }
            if is_here(&app.ends) {
                guards.push(format!("{}/app/{id}/end", self.region.id));
                lost.push(format!("{name} ends: installed copies tell their users so."));
            }
        }
        (guards, lost)
    }

    /// Returns the steps that let names of the region go.
    fn releases(&self) -> Vec<String> {
        let hosts: BTreeSet<&str> = self.plan.graph.sites_of(&self.region.id).map(|it| it.host.as_str()).collect();
        let is_ours = |it: &&crate::model::plan::zone::Zone| it.names.iter().any(|it| hosts.contains(it.as_str()));
        let changes = self.plan.zones.iter().filter(is_ours).flat_map(|it| &it.changes);
        changes.filter(|it| it.kind == ChangeKind::Release).map(|it| it.step.clone()).collect()
    }

    /// Returns the gate before the old data of services are erased: what is written with all of them.
    fn erasing(&self, day: Date, services: &[&Service]) -> Gate {
        let gates = || services.iter().filter_map(|it| it.written.old_data.as_ref()?.gate.as_ref());
        let told = |key: fn(&milestone::Gate) -> &Option<Located<String>>| -> BTreeSet<&str> {
            gates().filter_map(|it| key(it).as_ref()).map(|it| it.value.as_str()).collect()
        };
        let (checks, owners) = (told(|it| &it.check), told(|it| &it.owner));
        let first = services.first().and_then(|it| it.written.old_data.as_ref()?.erase_on).map_or(self.region.span, |it| it.span);
        let step = erasing_step(self.region, day);
        let place = Place { id: format!("{step}/gate"), until: time::start(day, self.zone).ok(), stage: None };
        let names: Vec<&str> = services.iter().map(|it| it.name.as_str()).collect();
        let gate = self.gate(place, gates().next(), first, format!("{}.services", self.region.id));
        Gate {
            lets: format!("erase the old data of {}", self.region.name),
            guards: vec![step],
            owner: (!owners.is_empty()).then(|| owners.into_iter().collect::<Vec<_>>().join(", ")),
            checks: checks.into_iter().map(str::to_owned).collect(),
            lost: vec![format!("What the old store holds of {} is erased, and no copy stays.", names.join(", "))],
            waiting: vec!["Notices say on which day it is erased: whether it may be kept longer is counsel's to say.".to_owned()],
            ..gate
        }
    }

    fn gate(&self, place: Place, written: Option<&Located<milestone::Gate>>, span: Span, subject: String) -> Gate {
        let seen = written.and_then(|it| it.at.as_ref());
        let instant = |name: &str| Some(self.plan.graph.milestone_named(&self.region.id, name)?.instants(self.zone)?.switch);
        Gate {
            step: place.id,
            lets: String::new(),
            guards: Vec::new(),
            region: self.region.id.clone(),
            owner: written.and_then(|it| it.owner.as_ref()).map(|it| it.value.clone()),
            zone: self.zone.iana_name().unwrap_or("UTC").to_owned(),
            until: place.until,
            seen_at: seen.map(|it| (it.value.clone(), instant(&it.value))),
            checks: written.and_then(|it| it.check.as_ref()).map(|it| it.value.clone()).into_iter().collect(),
            probes: None,
            lost: Vec::new(),
            waiting: Vec::new(),
            stage: place.stage,
            ground: if written.is_some() { Ground::Written } else { Ground::Missing },
            span: written.map_or(span, |it| it.span),
            subject,
        }
    }
}

/// Where a gate stands.
struct Place {
    id: String,
    until: Option<Timestamp>,
    stage: Option<usize>,
}

/// Returns the gate before a stage whose permanent redirects browsers keep: it is ours, whatever the workspace says.
fn permanent(plan: &Plan, rollback: &Rollback) -> Gate {
    let (stage, before) = (&plan.stages[rollback.stage], &plan.stages[rollback.stage - 1]);
    let regions = || stage.causes.iter().filter_map(|it| plan.graph.regions.get(&it.region));
    let owners: BTreeSet<&str> = regions().filter_map(|it| it.owner.as_ref()).map(|it| it.value.as_str()).collect();
    let names: BTreeSet<&str> = regions().map(|it| it.name.as_str()).collect();
    let first = regions().next();
    let zone = first.and_then(|it| it.zone.as_ref()).or(plan.graph.program.zone.as_ref());
    let count: usize = rollback.kept.iter().map(|it| it.count).sum();
    let age = rollback.kept.iter().map(|it| it.max_age).max().unwrap_or_default();
    Gate {
        step: format!("switch/{}/gate", stage.name),
        lets: format!("make redirects of {} permanent", names.into_iter().collect::<Vec<_>>().join(", ")),
        guards: vec![format!("switch/{}", stage.name)],
        region: first.map_or_else(String::new, |it| it.id.clone()),
        owner: (!owners.is_empty()).then(|| owners.into_iter().collect::<Vec<_>>().join(", ")),
        zone: zone.and_then(TimeZone::iana_name).unwrap_or("UTC").to_owned(),
        until: stage.since,
        seen_at: None,
        checks: vec!["no answer of the stage before was found wrong since it began".to_owned()],
        probes: Some(before.name.clone()),
        lost: vec![format!(
            "Browsers that follow one of these redirects keep it for {age} s, and do not ask again ({count} {}).",
            if count == 1 { "source" } else { "sources" }
        )],
        waiting: vec![
            "Redirects stay temporary (302, 307): customers are led as well, and search engines wait with them.".to_owned(),
            "Write a longer `trial`, so that the plan says what the servers do.".to_owned(),
        ],
        stage: Some(rollback.stage),
        ground: Ground::Own,
        span: first.map_or(Span::new(crate::source::FileId(0), 0..0), |it| it.span),
        subject: first.map_or_else(String::new, |it| it.id.clone()),
    }
}

/// Returns names that are let go by the day until which they are kept: no milestone stands there, so no gate does.
fn lapses(plan: &Plan) -> impl Iterator<Item = Gate> {
    let changes = plan.zones.iter().flat_map(|zone| zone.changes.iter().map(move |it| (zone, it)));
    changes.filter(|(_, it)| it.kind == ChangeKind::Release && it.from.is_none()).map(|(zone, change)| Gate {
        step: format!("{}/gate", change.step),
        lets: format!("let {} go", zone.domain),
        guards: vec![change.step.clone()],
        region: String::new(),
        owner: None,
        zone: change.zone.clone(),
        until: change.until,
        seen_at: None,
        checks: Vec::new(),
        probes: None,
        lost: vec!["The names are let go: they belong to whoever comes next.".to_owned()],
        waiting: Vec::new(),
        stage: None,
        ground: Ground::Missing,
        span: zone.span,
        subject: format!("domains.{}", zone.domain),
    })
}
