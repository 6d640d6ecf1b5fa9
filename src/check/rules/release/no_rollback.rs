//! `release/no-rollback`

use crate::diag::{Diagnostic, Report};
use crate::model::plan::Plan;
use crate::model::plan::gate::Gate;

crate::diag::code! {
    /// Nothing brings back what a step does, and nobody decides before it.
    ///
    /// ## Why it matters
    ///
    /// At one in the morning it is known how to go back from each stage: `rollback/` says it. What cannot go back is decided
    /// before, by a person who is named, on facts that are written: that is a gate, a step of its own in the runbook and a
    /// box on `go-no-go.html`. An app that has told its users that it ended, and names that lapse on the day until which they
    /// are kept, are such steps. Notices have their sign-off, and services that moved the totals that somebody signs.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones]
    /// app-sunset = { by = 2024-12-31 }
    /// app-links-end = { from = "app-sunset + 90 days" }
    ///
    /// [apps.store]
    /// name = "Store"
    /// platforms = ["web"]
    /// ends = "app-sunset"
    /// delist = "services-done"
    /// in-app-notice = "announce"
    /// api-until = "app-links-end"
    /// replacement = { name = "Mi Store", platforms = ["web"] }
    /// ```
    ///
    /// ## What to do
    ///
    /// Add a gate to the milestone:
    ///
    /// ```text
    /// app-sunset = { on = 2024-12-31, gate = { check = "the new app is in use", owner = "store-uk", at = "services-done" } }
    /// ```
    ///
    /// Names that are not kept for ever are let go at a milestone `domain-release`, which can have one.
    "release/no-rollback" Error
}

/// Reports what nothing brings back and no gate guards.
pub fn run(plan: &Plan, report: &mut Report) {
    let missing: Vec<&Gate> = plan.gates.iter().filter(|it| !it.stands() && !is_told(plan, it, report)).collect();
    for gate in missing {
        let message = format!("nothing brings back `{}`, and no gate stands before it", gate.lets);
        let help = match gate.subject.starts_with("domains.") {
            true => "write `retain = \"forever\"`, or let it go at a milestone `domain-release` with a gate",
            false => "add `gate = { check = \"…\", owner = \"…\", at = \"…\" }` to the milestone",
        };
        report.push(Diagnostic::new(&CODE, gate.span, "cannot be undone", message).help(help).about(gate.subject.clone()));
    }
}

/// Tells whether a missing gate has its finding, or is marked as not known.
fn is_told(plan: &Plan, gate: &Gate, report: &Report) -> bool {
    let code = &crate::check::rules::graph::irreversible_before_gate::CODE;
    let is_open = |it: &crate::model::graph::Region| {
        let path = gate.subject.strip_prefix(&format!("{}.", gate.region)).unwrap_or_default();
        it.is_open(&format!("{path}.gate"))
    };
    report.findings.iter().any(|it| it.code == code && (it.span() == gate.span || it.subject == gate.subject))
        || plan.graph.regions.get(&gate.region).is_some_and(is_open)
}
