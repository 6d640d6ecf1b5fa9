//! `runbook.md`: what is done in which night, by whom, and how one sees that it took.

use super::plan_json::{self, Date};
use super::shape::{code, zone};
use crate::model::artifact::Artifacts;
use crate::model::graph::time;
use crate::model::plan::Plan;
use crate::model::plan::step;
use crate::template::{Failure, Templates, Verbatim};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

/// What the template prints.
#[derive(Serialize)]
struct View {
    program: String,
    successor: String,
    dates: Vec<DateView>,
    nights: Vec<Night>,
}

#[derive(Serialize)]
struct DateView {
    region: String,
    name: String,
    decided: String,
    told: String,
    switch: String,
}

/// The steps of one night.
#[derive(Serialize)]
struct Night {
    name: String,
    steps: Vec<StepView>,
}

#[derive(Serialize)]
struct StepView {
    number: usize,
    id: Verbatim,
    title: String,
    owner: String,
    region: String,
    local: String,
    utc: String,
    how: Vec<String>,
    check: Vec<CheckView>,
    otherwise: Vec<String>,
    undo: Vec<String>,
    /// Empty where something does.
    never_undone: String,
    after: Vec<Verbatim>,
}

#[derive(Serialize)]
struct CheckView {
    /// Empty where a person looks.
    command: Verbatim,
    is_typed: bool,
    expect: String,
}

/// Writes the runbook.
pub fn emit(plan: &Plan, templates: &Templates, out: &mut Artifacts) -> Result<(), Failure> {
    let program = &plan.graph.program;
    let view = View {
        program: program.name.clone(),
        successor: program.successor.as_ref().map_or_else(String::new, |it| it.value.clone()),
        dates: plan_json::dates(plan).iter().map(date).collect(),
        nights: nights(plan),
    };
    out.add("runbook.md", templates.render("runbook/runbook.md.j2", &view)?);
    Ok(())
}

fn date(date: &Date) -> DateView {
    let instant =
        |it: &Option<super::shape::Instant>| it.as_ref().map_or_else(|| "–".to_owned(), |it| format!("{} = {}", it.local, it.utc));
    let never = date.never.as_ref().map(|it| format!("never: {it}"));
    DateView {
        region: date.whose(),
        name: date.name.clone(),
        decided: date.decided.clone().or(never).unwrap_or_else(|| "not known".to_owned()),
        told: instant(&date.told),
        switch: instant(&date.switch),
    }
}

/// Returns the steps by night, in their order.
fn nights(plan: &Plan) -> Vec<Night> {
    let office = plan.graph.program.zone.clone().unwrap_or(TimeZone::UTC);
    let nights = step::nights(&plan.steps, &office).into_iter();
    nights.map(|it| Night { name: name(it.ends), steps: it.steps.into_iter().map(|(rank, it)| view(it, rank + 1)).collect() }).collect()
}

/// Returns what a night is called, by the morning in which it ends.
fn name(ends: Option<jiff::civil::Date>) -> String {
    match ends {
        Some(day) => format!("{}, and the night before", day.strftime("%A, %-d %B %Y")),
        None => "Without a date".to_owned(),
    }
}

fn view(step: &step::Step, number: usize) -> StepView {
    let zone = zone(&step.zone);
    StepView {
        number,
        id: Verbatim(code(&step.id)),
        title: step.title.clone(),
        owner: step.owner.clone(),
        region: step.region.clone(),
        local: window(step, |it| time::local(it, &zone)),
        utc: window(step, |it| time::local(it, &TimeZone::UTC)),
        how: step.how.clone(),
        check: step.check.iter().map(check).collect(),
        otherwise: step.otherwise.clone(),
        undo: if let step::Undo::By(lines) = &step.undo { lines.clone() } else { Vec::new() },
        never_undone: if let step::Undo::Never(why) = &step.undo { why.clone() } else { String::new() },
        after: step.after.iter().map(|it| Verbatim(code(it))).collect(),
    }
}

fn check(check: &step::Check) -> CheckView {
    let command = check.command();
    CheckView {
        is_typed: command.is_some(),
        command: Verbatim(command.as_deref().map(code).unwrap_or_default()),
        expect: check.expect.clone(),
    }
}

/// Says when a step is done, by one clock.
fn window(step: &step::Step, clock: impl Fn(Timestamp) -> String) -> String {
    match (step.from, step.until) {
        (Some(from), Some(until)) => format!("from {} to {}", clock(from), clock(until)),
        (Some(from), None) => format!("at {}", clock(from)),
        (None, Some(until)) => format!("before {}", clock(until)),
        (None, None) => "at any time".to_owned(),
    }
}
