//! Graph → findings, and Plan → findings: two doors, each rule at the door whose noun it needs.

mod held;
mod literal;
mod moves;
mod own_page;
mod phrase;
mod reach;
mod robots;
mod rows;
pub mod rules;
mod waive;
mod wording;

use crate::diag::{Code, Report};
use crate::model::graph::Graph;
use crate::model::plan::Plan;
use crate::model::spec::workspace::Waiver;
use crate::source::{Located, Sources};
use jiff::civil::Date;

pub use waive::waive;

/// A rule: its page, and what runs it.
pub struct Rule {
    pub code: &'static Code,
    run: Run,
}

enum Run {
    Graph(fn(&Graph, &mut Report)),
    /// What depends on the day: judged only where the run is told one.
    Present(fn(&Graph, Date, &mut Report)),
    Plan(fn(&Plan, &mut Report)),
    /// What waivers let pass, once all else is judged: the waivers that cover nothing.
    Waivers(fn(&[&Located<Waiver>], &Sources, &mut Report)),
}

/// Judges what was written, as it is meant; with a day, also what depends on it.
pub fn graph(graph: &Graph, as_of: Option<Date>, report: &mut Report) {
    for rule in rules::RULES {
        match (&rule.run, as_of) {
            (Run::Graph(run), _) => run(graph, report),
            (Run::Present(run), Some(day)) => run(graph, day, report),
            _ => {}
        }
    }
}

/// Judges what URLs answer.
pub fn plan(plan: &Plan, report: &mut Report) {
    for rule in rules::RULES {
        if let Run::Plan(run) = rule.run {
            run(plan, report);
        }
    }
}

/// Tells whether a rule judges only where the run is told a day.
fn needs_a_day(rule: &str) -> bool {
    rules::RULES.iter().any(|it| it.code.name == rule && matches!(it.run, Run::Present(_)))
}

/// What a run without a day leaves open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unjudged {
    /// Waivers that may have expired.
    pub waivers: usize,
    /// Rules that did not run, besides the one on waivers.
    pub rules: usize,
}

/// Returns what was left open for want of a day.
pub fn unjudged(graph: &Graph, as_of: Option<Date>) -> Unjudged {
    if as_of.is_some() {
        return Unjudged::default();
    }
    let expiry = rules::lint::waiver_expired::CODE.name;
    let rules = rules::RULES.iter().filter(|it| it.code.name != expiry && matches!(it.run, Run::Present(_)));
    Unjudged { waivers: graph.waivers.len(), rules: rules.count() }
}
