//! `notice/overpromise`

use crate::diag::{Diagnostic, Report, plural};
use crate::model::graph::{Graph, promise};

crate::diag::code! {
    /// A notice is to promise what the rest of the workspace contradicts.
    ///
    /// ## Why it matters
    ///
    /// "Nothing changes" is easy to write and is quoted back. What customers must do, what stops, pauses, gets worse or is
    /// answered by nobody makes it untrue. A notice leaves out a promise that is not borne out; whoever wrote it should
    /// know.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [notices]
    /// sender = "POCO <notice@po.co>"
    /// claims = ["no-action"]
    /// ```
    ///
    /// ## What to do
    ///
    /// Take the claim out, or change what contradicts it.
    "notice/overpromise" Error
}

/// So many contradictions are shown; the message counts all of them.
const SHOWN: usize = 8;

/// Reports claims of notices that the model contradicts, each with all that does.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.retiring() {
        for claim in region.notices.iter().flat_map(|it| it.claims.iter().flatten()) {
            let contradictions = promise::contradictions(graph, region, claim.value);
            if contradictions.is_empty() {
                continue;
            }
            let times = plural(contradictions.len(), "time", "times");
            let message = format!("notices promise `{}`, which is contradicted {times}", claim.value.word());
            let finding = Diagnostic::new(&CODE, claim.span, "promised here", message);
            let finding = contradictions.into_iter().take(SHOWN).fold(finding, |finding, (span, what)| finding.label(span, what));
            let help = format!("take `\"{}\"` out of `claims`, or change what contradicts it", claim.value.word());
            report.push(finding.help(help).about(format!("{}.notices.claims", region.id)));
        }
    }
}
