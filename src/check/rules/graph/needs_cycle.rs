//! Runs `graph/cycle` over what services need; its page stands with the fault itself.

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, order};

pub use crate::diag::rules::graph::cycle::CODE;

/// Reports every shortest round of services that need each other.
pub fn run(graph: &Graph, report: &mut Report) {
    for round in order::service_cycles(graph) {
        let names: Vec<String> =
            round.iter().map(|it| format!("`{}`", it.from)).chain(round.first().map(|it| format!("`{}`", it.from))).collect();
        let message = format!("services wait for each other: {}", names.join(" needs "));
        let finding = Diagnostic::new(&CODE, round[0].span, "needs this", message);
        let finding = round[1..].iter().fold(finding, |finding, edge| finding.label(edge.span, "which needs this"));
        report.push(finding.help("take one of them out of `needs`").about(round[0].subject.clone()));
    }
}
