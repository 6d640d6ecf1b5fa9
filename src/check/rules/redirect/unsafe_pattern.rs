//! `redirect/unsafe-pattern`

use crate::check::reach::{self, Written};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::pattern::Part;
use crate::model::plan::Plan;
use crate::source::Span;
use std::collections::BTreeSet;

crate::diag::code! {
    /// A value of the request stands right behind the destination's host.
    ///
    /// ## Why it matters
    ///
    /// A `*` may hold slashes: with `https://www.mi.com/*` the path `/old//evil.test` becomes `//evil.test` on the
    /// successor, which browsers read as another host (an open redirect).
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[redirects.rules]]
    /// from = "/old/*"
    /// to = "https://www.mi.com/*"
    /// ```
    ///
    /// ## What to do
    ///
    /// Put a literal segment between the host and the `*`.
    "redirect/unsafe-pattern" Error
}

/// Reports destinations that begin with a splat.
pub fn run(plan: &Plan, report: &mut Report) {
    let mut told: BTreeSet<Span> = BTreeSet::new();
    let written = Written::of(plan);
    for (route, redirect) in reach::redirects(plan) {
        let is_unsafe = [&redirect.to, &redirect.written_to].into_iter().any(|it| matches!(it.path.first(), Some(Part::Splat(_))));
        if is_unsafe && told.insert(route.origin.span) {
            let witness: Vec<String> =
                route.pattern.segments.iter().map(|it| reach::literal(it).map_or_else(|| "/evil.test".to_owned(), str::to_owned)).collect();
            let message =
                format!("`{}` puts what visitors write right behind the host: ask for `/{}`", route.origin.text, witness.join("/"));
            report.push(
                Diagnostic::new(&CODE, written.destination(route.origin.span), "leads wherever they say", message)
                    .help("put a literal segment between the host and the `*`"),
            );
        }
    }
}
