//! The runbook, and how far it is, as programs read them.

use super::choice::Numbered;
use super::log::{Log, Runbook, State};
use crate::emit::plan_json;
use crate::emit::shape::{VERSION, digest, pretty};
use crate::model::plan::Plan;
use schemars::JsonSchema;
use serde::Serialize;

/// The steps that were asked for.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RunbookJson {
    /// The version of this shape.
    version: u32,
    program: String,
    /// The SHA-256 of all steps, those too that are left out here.
    digest: String,
    steps: Vec<Step>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Step {
    /// Its place in the whole runbook, from 1.
    number: usize,
    /// The day in whose morning its night ends; none for a step without a date.
    night: Option<String>,
    #[serde(flatten)]
    step: plan_json::Step,
}

/// How far a runbook is that is followed by a log.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct StatusJson {
    /// The version of this shape.
    pub version: u32,
    /// The runbook that the log is of; none where nothing was begun.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runbook: Option<Runbook>,
    /// Whether the workspace has these steps.
    pub is_current: bool,
    /// Whether the log's last line was cut off.
    pub is_cut: bool,
    pub steps: Vec<Standing>,
    /// Steps that the log speaks of, and the workspace does not have.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<String>,
}

/// How far a step is.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Standing {
    /// Its place in the whole runbook, from 1.
    pub number: usize,
    pub id: String,
    pub title: String,
    pub owner: String,
    pub state: State,
    /// When that was written (UTC).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// Why, where a person said so.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
}

/// What a person wrote of a step.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Note {
    /// When (UTC).
    pub at: String,
    pub who: String,
    pub text: String,
}

/// Returns the digest of all steps of a plan.
pub fn of_steps(plan: &Plan) -> String {
    digest(&pretty(&plan_json::of(plan).steps))
}

/// Returns the published form of steps.
pub fn of(plan: &Plan, asked: &[Numbered]) -> RunbookJson {
    let mut all: Vec<Option<plan_json::Step>> = plan_json::of(plan).steps.into_iter().map(Some).collect();
    let steps = asked.iter().filter_map(|it| {
        let step = all.get_mut(it.number - 1)?.take()?;
        Some(Step { number: it.number, night: it.night.map(|it| it.to_string()), step })
    });
    RunbookJson { version: VERSION, program: plan.graph.program.name.clone(), digest: of_steps(plan), steps: steps.collect() }
}

/// Returns how far the steps are by a log.
pub fn status(plan: &Plan, asked: &[Numbered], log: &Log) -> StatusJson {
    let standing = log.standing();
    let of = |it: &Numbered| {
        let said = standing.of(&it.step.id);
        let notes = standing.notes.get(&it.step.id).into_iter().flatten();
        Standing {
            number: it.number,
            id: it.step.id.clone(),
            title: it.step.title.clone(),
            owner: it.step.owner.clone(),
            state: said.map_or(State::Open, |it| it.state),
            at: said.map(|it| it.at.clone()),
            who: said.map(|it| it.who.clone()),
            reason: said.map_or_else(String::new, |it| it.reason.clone()),
            notes: notes.map(|it| Note { at: it.at.clone(), who: it.who.clone(), text: it.reason.clone() }).collect(),
        }
    };
    let is_unknown = |it: &&str| !plan.steps.iter().any(|step| step.id == **it);
    StatusJson {
        version: VERSION,
        runbook: log.runbook().cloned(),
        is_current: log.runbook().is_some_and(|it| it.steps == of_steps(plan)),
        is_cut: log.is_cut,
        steps: asked.iter().map(of).collect(),
        unknown: standing.steps().filter(is_unknown).map(str::to_owned).collect(),
    }
}
