//! `schema/conflicting-claims`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, Milestone};

crate::diag::code! {
    /// Sources disagree on a date, and nobody has decided.
    ///
    /// ## Why it matters
    ///
    /// By, before, on and after are different instants. Whichever a notice happens to take, some source contradicts it;
    /// the decision must be somebody's, with its reason, before anything is released.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones.coupons-restored]
    /// kind = "restore"
    /// claims = [
    ///   { source = "report A", by = 2024-12-12 },
    ///   { source = "report B", before = 2024-12-12 },
    /// ]
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the date that holds, with its qualifier, and `because = "…"`. The claims stay as evidence.
    "schema/conflicting-claims" Release
}

/// Reports milestones whose claims differ and that have no decision with a reason.
pub fn run(graph: &Graph, report: &mut Report) {
    for milestone in graph.retiring().flat_map(|it| it.milestones.values()).filter(|it| is_open(it)) {
        let claims = &milestone.claims;
        let Some(other) = claims.iter().find(|it| it.when != claims[0].when) else { continue };
        let message = format!(
            "sources disagree on `{}`: {} says `{}`, {} says `{}`",
            milestone.name, claims[0].source, claims[0].when, other.source, other.when
        );
        let finding = Diagnostic::new(&CODE, milestone.span, "not decided", message)
            .label(claims[0].span, "one says this")
            .label(other.span, "another this");
        let help = "write the date that holds, and `because = \"…\"`";
        report.push(finding.help(help).about(format!("{}.milestones.{}", milestone.region, milestone.name)));
    }
}

fn is_open(milestone: &Milestone) -> bool {
    let is_decided = milestone.when.is_some() || milestone.never.is_some();
    !(milestone.claims.is_empty() || is_decided && milestone.because.is_some())
}
