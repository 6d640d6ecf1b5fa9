//! Graph → findings, and Plan → findings: two doors, each rule at the door whose noun it needs.

mod held;
mod moves;
mod reach;
pub mod rules;
mod waive;

use crate::diag::{Code, Report};
use crate::model::graph::Graph;
use crate::model::plan::Plan;

pub use waive::waive;

/// A rule: its page, and what runs it.
pub struct Rule {
    pub code: &'static Code,
    run: Run,
}

enum Run {
    Graph(fn(&Graph, &mut Report)),
    Plan(fn(&Plan, &mut Report)),
}

/// Judges what was written, as it is meant.
pub fn graph(graph: &Graph, report: &mut Report) {
    for rule in rules::RULES {
        if let Run::Graph(run) = rule.run {
            run(graph, report);
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
