//! `plan.json`: stages and their causes, dates as they are told and switched, what closings wait for, and the steps in order.

use super::shape::{Instant, VERSION, json, zone};
use crate::model::artifact::Artifacts;
use crate::model::graph::late::{self, Lateness};
use crate::model::graph::order::{Event, Node, Order};
use crate::model::graph::schedule::{Schedule, Wait};
use crate::model::graph::time::utc;
use crate::model::graph::{Milestone, MilestoneRef, Region};
use crate::model::plan::Plan;
use crate::model::plan::step;
use crate::model::spec::milestone::MilestoneKind;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// The whole change.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct PlanJson {
    /// The version of this shape.
    pub version: u32,
    pub program: Program,
    /// In order of time.
    pub stages: Vec<Stage>,
    /// In order of the switch, once for each zone that its region's sites are in; those without an instant last.
    pub milestones: Vec<Date>,
    /// What each region's sunset waits for.
    pub paths: Vec<Path>,
    /// What is late, where it was asked as of a day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late: Option<Late>,
    /// In the order in which they are done.
    pub steps: Vec<Step>,
}

/// What is changed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Program {
    pub name: String,
    pub brand: Option<String>,
    /// The platform that takes over.
    pub successor: Option<String>,
}

/// The time between two switches.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Stage {
    /// As `2024-12-31T2300Z-fr-sunset`; the first is `start`.
    pub name: String,
    /// From this instant on (UTC); none for the first.
    pub since: Option<String>,
    pub causes: Vec<Cause>,
}

/// What happens at a switch.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Cause {
    pub region: String,
    /// The milestone, or `<milestone>-trial-end`.
    pub event: String,
    /// Whether the state of a site changes by it.
    pub changes_state: bool,
}

/// A milestone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Date {
    pub region: String,
    pub name: String,
    /// As `sunset`; none where it is not written.
    pub kind: Option<&'static str>,
    /// As it was decided, as `by 2024-12-31`.
    pub decided: Option<String>,
    /// Why it never happens, where that was decided.
    pub never: Option<String>,
    pub because: Option<String>,
    /// The zone's IANA name.
    pub zone: Option<String>,
    /// Other zones of the region's sites whose clocks give the same instants.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub also_zones: Vec<String>,
    /// What customers are told.
    pub told: Option<Instant>,
    /// When servers switch.
    pub switch: Option<Instant>,
    /// When what it waits for is over; it cannot switch before that.
    pub earliest: Option<Instant>,
    /// How many whole days it can slip before it pushes what waits for it.
    pub slack_days: Option<i64>,
    /// Where it was written.
    pub place: String,
}

impl Date {
    /// Returns the region, with the zones beside the first that give the same instants: `other (also Europe/Rome)`.
    pub fn whose(&self) -> String {
        if self.also_zones.is_empty() { self.region.clone() } else { format!("{} (also {})", self.region, self.also_zones.join(", ")) }
    }
}

/// What a region's sunset waits for the longest, what that waits for, and so on: the critical path, backwards.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Path {
    pub region: String,
    /// The milestone at its end.
    pub milestone: String,
    /// The nearest first.
    pub waits: Vec<Link>,
}

/// What is late at the start of a day.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Late {
    /// The day.
    pub as_of: String,
    /// What should have been done by then, by when it was due; whether it was is not known here.
    pub overdue: Vec<Overdue>,
    /// Dates ahead that cannot be kept if what is overdue begins only on that day.
    pub lost: Vec<Lost>,
}

/// Something that should have been done.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Overdue {
    pub what: String,
    pub due: Instant,
    /// Where it was written.
    pub place: Option<String>,
}

/// A date that cannot be kept.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Lost {
    pub what: String,
    /// The region that it is of, where it is one's.
    pub region: Option<String>,
    /// As it is written.
    pub at: Option<Instant>,
    /// When it can be at the earliest.
    pub earliest: Instant,
    /// Whether it is only that customers would be told later than they should.
    pub is_notice: bool,
    /// The nearest first.
    pub waits: Vec<Link>,
    pub place: Option<String>,
}

/// One thing that another waits for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Link {
    /// As `uk/orders has moved`.
    pub what: String,
    /// How many others are waited for until the same instant.
    pub others: usize,
    /// The least time from it to what waits for it, as `30 days`.
    pub lead: Option<String>,
    /// When it lets go of what waits for it.
    pub over: Instant,
    /// The whole days between that and what waits for it; 0 where nothing is to spare, less where it is late.
    pub slack_days: Option<i64>,
    /// Where it was written.
    pub place: Option<String>,
}

/// One thing that somebody does.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Step {
    /// Unique, as `uk/points/finish`.
    pub id: String,
    pub title: String,
    pub how: Vec<String>,
    pub check: Vec<Check>,
    /// What to do if it did not take.
    pub otherwise: Vec<String>,
    /// What to do to go back; nothing where it changes nothing, or where `never-undone` says why nothing brings back what was.
    pub undo: Vec<String>,
    /// Why nothing brings back what was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub never_undone: Option<String>,
    pub owner: String,
    /// Those whom it concerns besides its owner: `dns`, `legal`, `marketing`, `seo`, `support`.
    pub roles: Vec<&'static str>,
    pub region: String,
    /// The zone's IANA name.
    pub zone: String,
    /// Not before.
    pub from: Option<Instant>,
    /// Done by.
    pub until: Option<Instant>,
    /// The stage that it brings, where it is a switch.
    pub stage: Option<String>,
    /// The steps that come before it.
    pub after: Vec<String>,
}

/// One look at the result of a step.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Check {
    /// What to type; none where a person looks.
    pub command: Option<String>,
    pub expect: String,
    /// The stage whose probes are put, where that is the check.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probes: Option<String>,
}

/// Writes `plan.json`.
pub fn emit(plan: &Plan, out: &mut Artifacts) {
    json("plan.json", &of(plan), out);
}

/// Returns the published form of a plan.
pub fn of(plan: &Plan) -> PlanJson {
    let program = &plan.graph.program;
    let cause =
        |it: &crate::model::plan::Cause| Cause { region: it.region.clone(), event: it.event.clone(), changes_state: it.changes_state };
    let stage = |it: &crate::model::plan::Stage| Stage {
        name: it.name.clone(),
        since: it.since.map(utc),
        causes: it.causes.iter().map(cause).collect(),
    };
    PlanJson {
        version: VERSION,
        program: Program {
            name: program.name.clone(),
            brand: program.brand.as_ref().map(|it| it.value.clone()),
            successor: program.successor.as_ref().map(|it| it.value.clone()),
        },
        stages: plan.stages.iter().map(stage).collect(),
        milestones: dates(plan),
        paths: paths(plan),
        late: None,
        steps: steps(plan),
    }
}

/// Returns the published form of the steps.
pub fn steps(plan: &Plan) -> Vec<Step> {
    plan.steps.iter().map(of_step).collect()
}

/// Returns the milestones of all regions that retire, by each of their clocks, in order of the switch.
pub fn dates(plan: &Plan) -> Vec<Date> {
    let order = Order::of(&plan.graph);
    let schedule = Schedule::of(&order);
    let mut dates = Vec::new();
    for region in plan.graph.retiring() {
        let clocks = clocks(plan, region);
        for milestone in region.milestones.values() {
            dates.extend(by_clocks(plan, &schedule, milestone, &clocks));
        }
    }
    let key =
        |it: &Date| (it.switch.is_none(), it.switch.as_ref().map(|it| it.utc.clone()), it.region.clone(), it.name.clone(), it.zone.clone());
    dates.sort_by_key(key);
    dates
}

/// Returns a milestone once for each pair of instants that the clocks give; what never happens does so by all of them.
fn by_clocks(plan: &Plan, schedule: &Schedule, milestone: &Milestone, clocks: &[Option<&TimeZone>]) -> Vec<Date> {
    let mut dates: Vec<Date> = Vec::new();
    for zone in clocks {
        let next = date(plan, schedule, milestone, *zone);
        let instants = |it: &Date| [&it.told, &it.switch].map(|it| it.as_ref().map(|it| it.utc.clone()));
        match dates.iter_mut().find(|it| instants(it) == instants(&next)) {
            Some(known) => known.also_zones.extend(next.zone),
            None => dates.push(next),
        }
    }
    dates
}

/// Returns the zones that a region's dates are read in, its own first; none where no zone is written.
fn clocks<'p>(plan: &'p Plan, region: &'p Region) -> Vec<Option<&'p TimeZone>> {
    let mut seen = BTreeSet::new();
    let zones = region.zone.iter().chain(plan.graph.sites_of(&region.id).filter_map(|it| it.zone.as_ref()));
    let clocks: Vec<_> = zones.filter(|it| seen.insert(it.iana_name())).map(Some).collect();
    if clocks.is_empty() { vec![None] } else { clocks }
}

fn date(plan: &Plan, schedule: &Schedule, milestone: &Milestone, zone: Option<&TimeZone>) -> Date {
    let instants = zone.and_then(|zone| Some((milestone.instants(zone)?, zone)));
    let node = Node::Milestone(MilestoneRef { region: milestone.region.clone(), name: milestone.name.clone() });
    Date {
        region: milestone.region.clone(),
        name: milestone.name.clone(),
        kind: milestone.kind.map(|it| it.word()),
        decided: milestone.when.as_ref().map(|it| it.value.to_string()),
        never: milestone.never.as_ref().map(|it| it.value.clone()),
        because: milestone.because.as_ref().map(|it| it.value.clone()),
        zone: zone.and_then(|it| it.iana_name()).map(str::to_owned),
        also_zones: Vec::new(),
        told: instants.map(|(it, zone)| Instant::of(it.told, zone)),
        switch: instants.map(|(it, zone)| Instant::of(it.switch, zone)),
        earliest: zone.zip(schedule.earliest(&node)).map(|(zone, it)| Instant::of(it, zone)),
        slack_days: schedule.slack(&node).map(days),
        place: plan.place(milestone.span).to_string(),
    }
}

/// Returns what each region's sunset waits for, region by region.
pub fn paths(plan: &Plan) -> Vec<Path> {
    let order = Order::of(&plan.graph);
    let schedule = Schedule::of(&order);
    let path = |region: &Region| {
        let sunset = region.of_kind(MilestoneKind::Sunset)?;
        let node = Node::Milestone(MilestoneRef { region: region.id.clone(), name: sunset.name.clone() });
        let waits = schedule.path(&node);
        let then = std::iter::once(order.find(&node)?.at).chain(waits.iter().map(|it| it.event.at));
        let zone = region.zone.as_ref()?;
        let waits: Vec<Link> = waits.iter().zip(then).map(|(it, then)| link(plan, it, then, zone)).collect();
        Some(Path { region: region.id.clone(), milestone: sunset.name.clone(), waits })
    };
    plan.graph.retiring().filter_map(path).collect()
}

/// Returns what is late at the start of `day`.
pub fn late(plan: &Plan, day: jiff::civil::Date) -> Late {
    let order = Order::of(&plan.graph);
    let late = Lateness::of(&order, day);
    let utc = TimeZone::UTC;
    let clock = |it: &'_ Event| it.zone.clone().unwrap_or(utc.clone());
    let place = |it: &Event| it.span.map(|it| plan.place(it).to_string());
    let overdue = |it: &late::Overdue| Overdue {
        what: it.event.node.to_string(),
        due: Instant::of(it.due, &clock(it.event)),
        place: place(it.event),
    };
    let lost = |it: &late::Lost| {
        let zone = clock(it.event);
        let then = std::iter::once(it.event.at).chain(it.waits.iter().map(|it| it.event.at));
        Lost {
            what: it.event.node.to_string(),
            region: match &it.event.node {
                Node::Milestone(it) => Some(it.region.clone()),
                _ => None,
            },
            at: it.event.at.map(|at| Instant::of(at, &zone)),
            earliest: Instant::of(it.earliest, &zone),
            is_notice: it.is_notice,
            waits: it.waits.iter().zip(then).map(|(it, then)| link(plan, it, then, &zone)).collect(),
            place: place(it.event),
        }
    };
    Late { as_of: day.to_string(), overdue: late.overdue.iter().map(overdue).collect(), lost: late.lost.iter().map(lost).collect() }
}

fn link(plan: &Plan, wait: &Wait, then: Option<Timestamp>, zone: &TimeZone) -> Link {
    Link {
        what: wait.event.node.to_string(),
        others: wait.others,
        lead: wait.edge.lead.map(|it| it.to_string()),
        over: Instant::of(wait.over, zone),
        slack_days: then.map(|it| days(it.as_second() - wait.over.as_second())),
        place: wait.event.span.map(|it| plan.place(it).to_string()),
    }
}

/// Returns the whole days in so many seconds; a day that has begun to be late is one.
fn days(seconds: i64) -> i64 {
    seconds.div_euclid(86_400)
}

fn of_step(step: &step::Step) -> Step {
    let zone = zone(&step.zone);
    let instant = |it| Instant::of(it, &zone);
    Step {
        id: step.id.clone(),
        title: step.title.clone(),
        how: step.how.clone(),
        check: step.check.iter().map(of_check).collect(),
        otherwise: step.otherwise.clone(),
        undo: if let step::Undo::By(lines) = &step.undo { lines.clone() } else { Vec::new() },
        never_undone: if let step::Undo::Never(why) = &step.undo { Some(why.clone()) } else { None },
        owner: step.owner.clone(),
        roles: step.roles.iter().map(|it| it.word()).collect(),
        region: step.region.clone(),
        zone: step.zone.clone(),
        from: step.from.map(instant),
        until: step.until.map(instant),
        stage: step.stage.clone(),
        after: step.after.clone(),
    }
}

fn of_check(check: &step::Check) -> Check {
    Check {
        command: check.command(),
        expect: check.expect.clone(),
        probes: if let step::Way::Probes(stage) = &check.way { Some(stage.clone()) } else { None },
    }
}
