//! `redirect/same-key`

use crate::check::reach;
use crate::diag::{Diagnostic, Report};
use crate::model::plan::Plan;

crate::diag::code! {
    /// Two rules answer the same URL differently.
    ///
    /// ## Why it matters
    ///
    /// Which one a visitor gets would hang on the order of a file, and servers differ in what they make of that.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[redirects.rules]]
    /// from = "/sale"
    /// to = "/offers"
    ///
    /// [[redirects.rules]]
    /// from = "/sale"
    /// to = "/deals"
    /// ```
    ///
    /// ## What to do
    ///
    /// Keep one of the two, or let one end (`until`) where the other begins (`since`).
    "redirect/same-key" Error
}

/// Reports written rules with one key, the same conditions and different answers.
pub fn run(plan: &Plan, report: &mut Report) {
    for tie in reach::ties(plan) {
        let (one, two) = (&tie.one.route, &tie.two.route);
        let is_exact = one.pattern.key().is_some();
        let is_same = one.pattern.conditions == two.pattern.conditions;
        if is_exact && is_same && one.origin.made.is_empty() && two.origin.made.is_empty() {
            let url = format!("https://{}{}", tie.one.host.name, one.pattern);
            let message = format!("two rules answer `{url}` differently{}", tie.more());
            let finding = Diagnostic::new(&CODE, two.origin.span, "and this one", message);
            let help = if tie.others.is_empty() { "keep one of the two" } else { "keep one of them" };
            report.push(finding.label(one.origin.span, "this rule").help(help));
        }
    }
}
