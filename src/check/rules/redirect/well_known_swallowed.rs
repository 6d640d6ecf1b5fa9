//! `redirect/well-known-swallowed`

use crate::check::reach;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::pattern::split;
use crate::model::plan::Plan;
use crate::model::plan::answer::WELL_KNOWN;
use crate::source::Span;
use std::collections::BTreeSet;

crate::diag::code! {
    /// A pattern lies inside a reserved path.
    ///
    /// ## Why it matters
    ///
    /// Certificates are proved, apps open their links and researchers find an address below `/.well-known/` (RFC 8615).
    /// No pattern and no default ever takes such a path, so a pattern that is written for one never answers.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [[redirects.rules]]
    /// from = "/.well-known/*"
    /// to = "/well-known/*"
    /// ```
    ///
    /// ## What to do
    ///
    /// Write each reserved path as a rule of its own, without a placeholder, or take it off the site's `reserved`.
    "redirect/well-known-swallowed" Error
}

/// Reports patterns whose every key is reserved.
pub fn run(plan: &Plan, report: &mut Report) {
    let mut told: BTreeSet<Span> = BTreeSet::new();
    for placed in reach::routes(plan).filter(|it| it.route.pattern.key().is_none()) {
        let literal: Vec<&str> = placed.route.pattern.segments.iter().map_while(reach::literal).collect();
        let reserved = std::iter::once(WELL_KNOWN).chain(placed.site.reserved.iter().map(String::as_str)).filter(|it| it.ends_with('/'));
        let inside = reserved.into_iter().find(|it| {
            let wanted: Vec<&str> = split(it.trim_end_matches('/')).collect();
            literal.len() >= wanted.len() && literal[..wanted.len()] == wanted[..]
        });
        if let Some(inside) = inside.filter(|_| told.insert(placed.route.origin.span)) {
            let message = format!("the pattern `{}` lies inside `{inside}`, which no pattern takes", placed.route.origin.text);
            let finding = Diagnostic::new(&CODE, placed.route.origin.span, "never answers", message);
            report.push(finding.help("write each path as a rule of its own, without a placeholder"));
        }
    }
}
