//! `runbook.md` and `runbook.html`: what is done in which night, by whom, how one sees that it took, and what to do if not.

pub mod view;

use super::plan_json;
use super::shape;
use crate::model::artifact::Artifacts;
use crate::model::plan::Plan;
use crate::model::plan::step::Step;
use crate::template::{Failure, Templates, Verbatim};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use view::{Dates, NightView, Reader, StepView};

/// What both forms say besides the steps.
#[derive(Serialize)]
struct View<'v> {
    program: &'v str,
    /// Empty where none is written.
    successor: &'v str,
    /// By whose clock nights begin and end.
    clock: &'v str,
    count: usize,
    dates: &'v [Dates],
    nights: &'v [NightView],
    /// The steps, night by night.
    bodies: Vec<Verbatim>,
    page: Option<Page>,
}

/// What only the page has.
#[derive(Serialize)]
struct Page {
    /// Another one where any step is another.
    digest: String,
    choices: Vec<Choice>,
    style: Verbatim,
    script: Verbatim,
    /// As a policy of contents names them.
    style_hash: String,
    script_hash: String,
}

/// What a reader can narrow the page to.
#[derive(Serialize)]
struct Choice {
    key: &'static str,
    label: &'static str,
    values: Vec<Value>,
}

#[derive(Serialize)]
struct Value {
    value: String,
    label: String,
}

/// Writes both forms.
pub fn emit(plan: &Plan, templates: &Templates, out: &mut Artifacts) -> Result<(), Failure> {
    let nights = view::nights(plan, &Everyone { written: Some(out) });
    let dates = view::dates(plan);
    let mut view = View {
        program: &plan.graph.program.name,
        successor: plan.graph.program.successor.as_ref().map_or("", |it| it.value.as_str()),
        clock: &view::clock_name(plan),
        count: plan.steps.len(),
        dates: &dates,
        nights: &nights,
        bodies: bodies(templates, "runbook/night.md.j2", &nights)?,
        page: None,
    };
    let markdown = templates.render("runbook/runbook.md.j2", &view)?;
    let (style, script) = (templates.render("runbook/style.css.j2", &())?, templates.render("runbook/script.js.j2", &())?);
    view.bodies = bodies(templates, "runbook/night.html.j2", &nights)?;
    view.page = Some(Page {
        digest: shape::digest(&serde_json::to_vec(&plan_json::steps(plan)).expect("emit: a published shape has text for keys")),
        choices: choices(plan, &nights),
        style_hash: hash(&style),
        script_hash: hash(&script),
        style: Verbatim(style),
        script: Verbatim(script),
    });
    let page = templates.render("runbook/runbook.html.j2", &view)?;
    out.add("runbook.md", markdown);
    out.add("runbook.html", page);
    Ok(())
}

/// Those who lead the night: they read every step as it is.
pub struct Everyone<'a> {
    /// What is written so far, where it is linked to.
    pub written: Option<&'a Artifacts>,
}

impl Reader for Everyone<'_> {
    fn told(&self, step: &Step) -> Step {
        step.clone()
    }

    fn has(&self, _: &Step) -> bool {
        true
    }

    fn has_file(&self, path: &str) -> bool {
        self.written.is_some_and(|it| it.files.contains_key(path))
    }
}

/// Returns what `template` makes of each night: one at a time, so that a long runbook is not stopped as an endless one.
pub fn bodies(templates: &Templates, template: &str, nights: &[NightView]) -> Result<Vec<Verbatim>, Failure> {
    nights.iter().map(|it| templates.render(template, it).map(Verbatim)).collect()
}

/// Returns what a policy of contents lets run, or lets style the page: this text and no other.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

fn choices(plan: &Plan, nights: &[NightView]) -> Vec<Choice> {
    let same = |it: String| Value { label: it.clone(), value: it };
    let of = |names: fn(&StepView) -> &Vec<String>| {
        let all: BTreeSet<&String> = nights.iter().flat_map(|it| &it.steps).flat_map(names).collect();
        all.into_iter().cloned()
    };
    let region = |it: String| {
        let name = plan.graph.regions.get(&it).map(|it| &it.name).filter(|name| **name != it);
        Value { label: name.map_or_else(|| it.clone(), |name| format!("{name} ({it})")), value: it }
    };
    let night = |it: &NightView| Value { value: it.anchor.clone(), label: it.name.clone() };
    vec![
        Choice { key: "night", label: "Night", values: nights.iter().map(night).collect() },
        Choice { key: "owner", label: "Owner", values: of(|it| &it.owners).map(same).collect() },
        Choice { key: "region", label: "Region", values: of(|it| &it.regions).map(region).collect() },
        Choice { key: "role", label: "Role", values: of(|it| &it.roles).map(same).collect() },
    ]
}
