//! `redirect/chain`

use super::cycle;
use crate::check::reach;
use crate::diag::{Diagnostic, Report, Severity, plural};
use crate::model::plan::Plan;
use crate::model::plan::routing::{End, Hop};
use crate::source::Span;
use std::collections::BTreeSet;

crate::diag::code! {
    /// A redirect leads to a redirect.
    ///
    /// ## Why it matters
    ///
    /// Each hop costs a visitor a round trip, and crawlers give up after some. Where every visitor takes the same next
    /// hop the compiler answers with the last one at once, and this is a note. Where the next hop hangs on the query or
    /// on a value, the chain stays and is a warning; with more hops than `chain-error` under `[policy]` it is an error.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[redirects.rules]]
    /// from = "/a"
    /// to = "https://www.po.co/uk/b"
    ///
    /// [[redirects.rules]]
    /// from = "/b?id=1"
    /// to = "/c"
    ///
    /// [[redirects.rules]]
    /// from = "/b"
    /// to = "/d"
    /// ```
    ///
    /// ## What to do
    ///
    /// Let the first rule lead to where the last one ends.
    "redirect/chain" Warning
}

/// Reports every chain, once for each rule that begins one.
pub fn run(plan: &Plan, report: &mut Report) {
    let policy = &plan.graph.policy;
    let mut told = BTreeSet::new();
    let rounds = report.findings.iter().filter(|it| it.code == &cycle::CODE);
    let in_rounds: BTreeSet<Span> = rounds.flat_map(|it| it.labels.iter().map(|label| label.span)).collect();
    for (route, redirect) in reach::redirects(plan).filter(|(it, _)| it.origin.made.is_empty() && !in_rounds.contains(&it.origin.span)) {
        let open: &[Hop] = match &redirect.end {
            End::Open(hops) => hops,
            _ => &[],
        };
        if (redirect.hops.is_empty() && open.is_empty()) || !told.insert((route.origin.span, redirect.hops.clone(), open.to_vec())) {
            continue;
        }
        let count = 1 + redirect.hops.len() + usize::from(!open.is_empty());
        let from = &route.origin.text;
        let (severity, message, help) = if open.is_empty() {
            let message = format!("`{from}` takes {} and is answered with the last at once", plural(count, "hop", "hops"));
            (Severity::Info, message, "nothing needs to be done; to say so in the table, write the last destination")
        } else {
            let severity = if count > policy.chain_error as usize { Severity::Error } else { Severity::Warning };
            let message =
                format!("`{from}` takes {} or more, and the next hop is not the same for every request", plural(count, "hop", "hops"));
            (severity, message, "let the rule lead to where the chain ends")
        };
        if severity != Severity::Info && count <= policy.chain_warn as usize {
            continue;
        }
        let finding = Diagnostic::new(&CODE, route.origin.span, "begins here", message).severity(severity);
        let finding = redirect.hops.iter().chain(open).fold(finding, |finding, hop| finding.label(hop.span, "goes on here"));
        report.push(finding.help(help));
    }
}
