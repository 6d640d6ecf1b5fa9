//! `tasks.md` and `tasks.csv`: the steps as a list for an issue, and as a table for a spreadsheet or a tracker.

use super::runbook::Everyone;
use super::runbook::view::{self, NightView, StepView};
use super::shape::code;
use crate::diag::render::places::guarded;
use crate::model::artifact::Artifacts;
use crate::model::graph::time::utc;
use crate::model::plan::Plan;
use crate::model::plan::step::{Step, Undo};
use crate::template::{Failure, Templates, Verbatim, markdown};
use serde::Serialize;

/// What the template prints.
#[derive(Serialize)]
struct View {
    program: Verbatim,
    nights: Vec<Night>,
}

#[derive(Serialize)]
struct Night {
    name: String,
    tasks: Vec<Task>,
}

#[derive(Serialize)]
struct Task {
    number: usize,
    id: Verbatim,
    title: Verbatim,
    owner: Verbatim,
    window: String,
    utc: String,
}

/// Writes both forms.
pub fn emit(plan: &Plan, templates: &Templates, out: &mut Artifacts) -> Result<(), Failure> {
    let nights = view::nights(plan, &Everyone { written: None });
    let night = |it: &NightView| Night { name: it.name.clone(), tasks: it.steps.iter().map(task).collect() };
    let list = View { program: muted(&plan.graph.program.name), nights: nights.iter().map(night).collect() };
    out.add("tasks.md", templates.render("tasks/tasks.md.j2", &list)?);
    out.add("tasks.csv", table(plan, &nights));
    Ok(())
}

fn task(step: &StepView) -> Task {
    Task {
        number: step.number,
        id: Verbatim(code(&step.id)),
        title: muted(&step.title),
        owner: Verbatim(code(&step.owner)),
        window: step.window.clone(),
        utc: if step.utc == step.window { String::new() } else { step.utc.clone() },
    }
}

/// Returns text of Markdown that calls nobody and names no other issue, wherever it is pasted.
fn muted(text: &str) -> Verbatim {
    Verbatim(markdown(text).replace('@', "@<!-- -->").replace('#', "#<!-- -->"))
}

const COLUMNS: [&str; 14] =
    ["id", "night", "title", "owner", "region", "roles", "not-before", "due", "zone", "after", "how", "check", "if-not", "undo"];

fn table(plan: &Plan, nights: &[NightView]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |row: [&str; 14]| writer.write_record(row.map(guarded)).expect("emit: a buffer takes every row");
    write(COLUMNS);
    for night in nights {
        for (view, step) in night.steps.iter().map(|it| (it, &plan.steps[it.number - 1])) {
            let instant = |it: Option<jiff::Timestamp>| it.map_or_else(String::new, utc);
            let (from, until) = (instant(step.from), instant(step.until));
            let (regions, roles, after) = (view.regions.join(" "), view.roles.join(" "), step.after.join(" "));
            let (how, check, otherwise, undo) = (step.how.join("\n"), checks(step), step.otherwise.join("\n"), undo(step));
            let (id, title, owner, zone) = (&step.id, &step.title, &step.owner, &step.zone);
            write([id, &night.name, title, owner, &regions, &roles, &from, &until, zone, &after, &how, &check, &otherwise, &undo]);
        }
    }
    writer.into_inner().expect("emit: a buffer takes every row")
}

fn checks(step: &Step) -> String {
    let line = |it: &crate::model::plan::step::Check| match it.command() {
        Some(command) => format!("{command} shows: {}", it.expect),
        None => it.expect.clone(),
    };
    step.check.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn undo(step: &Step) -> String {
    match &step.undo {
        Undo::Nothing => String::new(),
        Undo::By(lines) => lines.join("\n"),
        Undo::Never(why) => format!("Nothing brings back what was: {why}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_called_and_no_list_is_begun() {
        assert_eq!(muted("ask @acme about #12\n- [ ] x").0, "ask @<!-- -->acme about #<!-- -->12 - \\[ \\] x");
    }
}
