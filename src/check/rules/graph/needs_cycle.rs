//! Runs `graph/cycle` over what services need; its page stands with the fault itself.

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, ServiceRef, order};

pub use crate::diag::rules::graph::cycle::CODE;

/// Reports every shortest round of services that need each other.
pub fn run(graph: &Graph, report: &mut Report) {
    for round in order::shortest_cycles(graph) {
        let name = |it: &ServiceRef| if it.owner == round[0].service.owner { it.name.clone() } else { format!("{}/{}", it.owner, it.name) };
        let names: Vec<String> =
            round.iter().map(|it| &it.service).chain(round.first().map(|it| &it.service)).map(|it| format!("`{}`", name(it))).collect();
        let message = format!("services wait for each other: {}", names.join(" needs "));
        let finding = Diagnostic::new(&CODE, round[0].span, "needs this", message);
        let finding = round[1..].iter().fold(finding, |finding, need| finding.label(need.span, "which needs this"));
        let subject = format!("{}.services.{}", round[0].service.owner, round[0].service.name);
        report.push(finding.help("take one of them out of `needs`").about(subject));
    }
}
