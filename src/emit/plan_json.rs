//! `plan.json`: stages and their causes, dates as they are told and switched, and the steps in order.

use super::shape::{Instant, VERSION, json, zone};
use crate::model::artifact::Artifacts;
use crate::model::graph::time::utc;
use crate::model::graph::{Milestone, Region};
use crate::model::plan::Plan;
use crate::model::plan::step;
use schemars::JsonSchema;
use serde::Serialize;

/// The whole change.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlanJson {
    /// The version of this shape.
    pub version: u32,
    pub program: Program,
    /// In order of time.
    pub stages: Vec<Stage>,
    /// In order of the switch; those without an instant last.
    pub milestones: Vec<Date>,
    /// In the order in which they are done.
    pub steps: Vec<Step>,
}

/// What is changed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Program {
    pub name: String,
    pub brand: Option<String>,
    /// The platform that takes over.
    pub successor: Option<String>,
}

/// The time between two switches.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Stage {
    /// As `2024-12-31T2300Z-fr-sunset`; the first is `start`.
    pub name: String,
    /// From this instant on (UTC); none for the first.
    pub since: Option<String>,
    pub causes: Vec<Cause>,
}

/// What happens at a switch.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Cause {
    pub region: String,
    /// The milestone, or `<milestone>-trial-end`.
    pub event: String,
    /// Whether the state of a site changes by it.
    pub changes_state: bool,
}

/// A milestone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
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
    /// What customers are told.
    pub told: Option<Instant>,
    /// When servers switch.
    pub switch: Option<Instant>,
    /// Where it was written.
    pub place: String,
}

/// One thing that somebody does.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Step {
    /// Unique, as `uk/points/finish`.
    pub id: String,
    pub title: String,
    pub how: Vec<String>,
    pub check: Vec<Check>,
    pub owner: String,
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
pub struct Check {
    /// What to type; none where a person looks.
    pub command: Option<String>,
    pub expect: String,
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
        steps: plan.steps.iter().map(of_step).collect(),
    }
}

/// Returns the milestones of all regions that retire, in order of the switch.
pub fn dates(plan: &Plan) -> Vec<Date> {
    let all = plan.graph.retiring().flat_map(|region| region.milestones.values().map(move |it| date(plan, region, it)));
    let mut dates: Vec<Date> = all.collect();
    let key = |it: &Date| (it.switch.is_none(), it.switch.as_ref().map(|it| it.utc.clone()), it.region.clone(), it.name.clone());
    dates.sort_by_key(key);
    dates
}

fn date(plan: &Plan, region: &Region, milestone: &Milestone) -> Date {
    let instants = region.zone.as_ref().and_then(|zone| Some((milestone.instants(zone)?, zone)));
    Date {
        region: region.id.clone(),
        name: milestone.name.clone(),
        kind: milestone.kind.map(|it| it.word()),
        decided: milestone.when.as_ref().map(|it| it.value.to_string()),
        never: milestone.never.as_ref().map(|it| it.value.clone()),
        because: milestone.because.as_ref().map(|it| it.value.clone()),
        zone: region.zone.as_ref().and_then(|it| it.iana_name()).map(str::to_owned),
        told: instants.map(|(it, zone)| Instant::of(it.told, zone)),
        switch: instants.map(|(it, zone)| Instant::of(it.switch, zone)),
        place: plan.place(milestone.span).to_string(),
    }
}

fn of_step(step: &step::Step) -> Step {
    let zone = zone(&step.zone);
    let instant = |it| Instant::of(it, &zone);
    Step {
        id: step.id.clone(),
        title: step.title.clone(),
        how: step.how.clone(),
        check: step.check.iter().map(|it| Check { command: it.command.clone(), expect: it.expect.clone() }).collect(),
        owner: step.owner.clone(),
        region: step.region.clone(),
        zone: step.zone.clone(),
        from: step.from.map(instant),
        until: step.until.map(instant),
        stage: step.stage.clone(),
        after: step.after.clone(),
    }
}
