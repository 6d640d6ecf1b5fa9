//! `redirect/same-key`

use crate::check::reach;
use crate::diag::{Diagnostic, Report};
use crate::model::plan::Plan;
use std::collections::BTreeSet;

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
    let mut told = BTreeSet::new();
    for (one, two) in reach::ties(plan) {
        let is_exact = one.route.pattern.key().is_some();
        let is_same = one.route.pattern.conditions == two.route.pattern.conditions;
        let is_written = one.route.origin.made.is_empty() && two.route.origin.made.is_empty();
        if is_exact && is_same && is_written && told.insert((one.route.origin.span, two.route.origin.span)) {
            let (first, second) = (&one.route.origin, &two.route.origin);
            let url = format!("https://{}{}", one.host.name, one.route.pattern);
            let finding = Diagnostic::new(&CODE, second.span, "and this one", format!("two rules answer `{url}` differently"));
            report.push(finding.label(first.span, "this rule").help("keep one of the two"));
        }
    }
}
