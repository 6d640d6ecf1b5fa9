//! `date/boundary-missing`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::time::{Qualifier, When};
use crate::model::graph::{Graph, Milestone};
use crate::model::spec::milestone::MilestoneKind;

crate::diag::code! {
    /// It is not decided whether something closes at the start or at the end of its day.
    ///
    /// ## Why it matters
    ///
    /// “Closes on the 31st” is a day during which half of the customers believe the one and half the other. What is
    /// told and what is switched must be one decision.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones]
    /// sunset = { on = 2024-12-31 }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write `by` (finish before the day, servers switch at its end), `before`, `from` or `after`, or keep `on` and say
    /// why with `because`.
    "date/boundary-missing" Release
}

/// Reports closings whose boundary within the day nobody decided.
pub fn run(graph: &Graph, report: &mut Report) {
    let is_closing = |it: &&Milestone| matches!(it.kind, Some(MilestoneKind::Sunset | MilestoneKind::AppSunset));
    for milestone in graph.retiring().flat_map(|it| it.milestones.values()).filter(is_closing) {
        if milestone.because.is_some() {
            continue;
        }
        let subject = format!("{}.milestones.{}", milestone.region, milestone.name);
        let help = "write `by`, `before`, `from` or `after`, and `because = \"…\"`";
        let claims = &milestone.claims;
        let differ = claims.iter().any(|it| it.when != claims[0].when) && claims.iter().all(|it| it.when.day() == claims[0].when.day());
        if differ {
            let message =
                format!("sources leave open whether `{}` is at the start or at the end of {}", milestone.name, claims[0].when.day());
            let finding = Diagnostic::new(&CODE, milestone.span, "start or end?", message)
                .label(claims[0].span, "one reading")
                .label(claims[1].span, "another");
            report.push(finding.help(help).about(subject));
        } else if let Some(when) = milestone.when.as_ref().filter(|it| matches!(it.value, When::Day(Qualifier::On, _))) {
            let message = format!("`{}` is on {}, and nobody says at which end of the day", milestone.name, when.value.day());
            report.push(Diagnostic::new(&CODE, when.span, "start or end?", message).help(help).about(subject));
        }
    }
}
