//! `lint/waiver-expired`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::Graph;
use jiff::civil::Date;

crate::diag::code! {
    /// A waiver is over: what it let pass counts again.
    ///
    /// ## Why it matters
    ///
    /// Somebody let a fault pass until a day, and that day is behind us. Nobody has decided anything since. This is
    /// judged with `--as-of` alone, for no command reads the clock by itself.
    ///
    /// ## Example
    ///
    /// ```text as-of
    /// 2025-04-01
    /// ```
    ///
    /// ```toml cutover.toml
    /// [[lint.waivers]]
    /// rule = "date/short-lead"
    /// at = "uk.milestones.announce"
    /// because = "announced as reported"
    /// approver = "release-manager"
    /// expires = 2025-03-31
    /// ```
    ///
    /// ## What to do
    ///
    /// Mend the fault and take the waiver out, or have it approved again and write the day until which it holds now.
    "lint/waiver-expired" Error
}

/// Reports waivers whose last day is over on the day `as_of`.
pub fn run(graph: &Graph, as_of: Date, report: &mut Report) {
    for waiver in graph.waivers.iter().filter(|it| it.expires.value.0 < as_of) {
        let (rule, at, last) = (&waiver.rule.value, &waiver.at.value, waiver.expires.value.0);
        let message = format!("the waiver of `{rule}` at `{at}` held until {last}, and {as_of} is later");
        let finding = Diagnostic::new(&CODE, waiver.expires.span, "its last day", message).label(waiver.rule.span, "no longer let pass");
        report.push(finding.help("mend what it let pass, or have it approved again and write a later `expires`").about("lint.waivers"));
    }
}
