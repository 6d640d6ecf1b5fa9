//! `date/qualifier-lost`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::Graph;
use crate::model::graph::time::{Qualifier, When};

crate::diag::code! {
    /// A source said by, before, from or after, and the decided date says only on.
    ///
    /// ## Why it matters
    ///
    /// The word is an inequality: before the 12th excludes the 12th, by the 12th includes it. Whoever drops the word
    /// loses the rule, and every retelling loses it again.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones.restored]
    /// kind = "restore"
    /// on = 2024-12-12
    /// claims = [{ source = "report B", before = 2024-12-12 }]
    /// ```
    ///
    /// ## What to do
    ///
    /// Keep the source's word as the key, or say with `because` why it is another.
    "date/qualifier-lost" Warning
}

/// Reports decided dates that drop the word of a claim.
pub fn run(graph: &Graph, report: &mut Report) {
    for milestone in graph.retiring().flat_map(|it| it.milestones.values()).filter(|it| it.because.is_none()) {
        let Some(when) = milestone.when.as_ref() else { continue };
        let When::Day(Qualifier::On, day) = when.value else { continue };
        let lost = milestone.claims.iter().find(|it| matches!(it.when, When::Day(word, _) if word != Qualifier::On));
        if let Some(claim) = lost {
            let message = format!("`{}` is decided `on {day}`, and {} says `{}`", milestone.name, claim.source, claim.when);
            let finding = Diagnostic::new(&CODE, when.span, "the word is lost", message).label(claim.span, "said so here");
            let word = claim.when.to_string();
            let (word, day) = word.split_once(' ').unwrap_or(("on", ""));
            report.push(
                finding
                    .help(format!("write `{word} = {day}`, or `because = \"…\"`"))
                    .about(format!("{}.milestones.{}", milestone.region, milestone.name)),
            );
        }
    }
}
