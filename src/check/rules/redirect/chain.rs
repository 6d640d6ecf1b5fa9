//! `redirect/chain`

use super::cycle;
use crate::check::reach;
use crate::diag::{Diagnostic, Report, Severity, plural};
use crate::model::plan::Plan;
use crate::model::plan::routing::{End, Hop, KEPT, Redirect, Route};
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

/// A chain as far as it is told: its places, how many hops it has, and which rules may take the last.
type Told = (Vec<Span>, usize, Vec<Hop>);

/// Reports every chain once, where it is the longest.
pub fn run(plan: &Plan, report: &mut Report) {
    let rounds = report.findings.iter().filter(|it| it.code == &cycle::CODE);
    let in_rounds: BTreeSet<Span> = rounds.flat_map(|it| it.labels.iter().chain(&it.all).map(|label| label.span)).collect();
    let written = reach::redirects(plan).filter(|(it, _)| it.origin.made.is_empty() && !in_rounds.contains(&it.origin.span));
    let chains: Vec<(&Route, &Redirect)> = written.filter(|(_, it)| !it.hops.is_empty() || !open(it).is_empty()).collect();
    let parts: BTreeSet<Told> = chains.iter().flat_map(|(_, it)| parts(it)).collect();
    let mut told = BTreeSet::new();
    for (route, redirect) in chains {
        let places = std::iter::once(route.origin.span).chain(redirect.hops.iter().map(|it| it.span)).take(KEPT).collect();
        let chain: Told = (places, redirect.hop_count, open(redirect).to_vec());
        if !parts.contains(&chain) && told.insert(chain) {
            finding(plan, route, redirect).into_iter().for_each(|it| report.push(it));
        }
    }
}

fn open(redirect: &Redirect) -> &[Hop] {
    match &redirect.end {
        End::Open(hops) => hops,
        _ => &[],
    }
}

/// Returns the chains that begin at the hops of a longer one.
fn parts(redirect: &Redirect) -> impl Iterator<Item = Told> {
    (0..redirect.hops.len()).filter(|from| is_told_alike(redirect, *from)).map(|from| {
        let places = redirect.hops[from..].iter().map(|it| it.span).collect();
        (places, redirect.hop_count - from - 1, open(redirect).to_vec())
    })
}

/// Tells whether a chain that begins at a hop would be told with the places that are known here.
fn is_told_alike(redirect: &Redirect, from: usize) -> bool {
    from == 0 || redirect.hops.len() == redirect.hop_count
}

fn finding(plan: &Plan, route: &Route, redirect: &Redirect) -> Option<Diagnostic> {
    let policy = &plan.graph.policy;
    let open = open(redirect);
    let count = 1 + redirect.hop_count + usize::from(!open.is_empty());
    let (from, hops) = (&route.origin.text, plural(count, "hop", "hops"));
    let more = if redirect.hop_count > KEPT { format!(" (the first {KEPT} are shown)") } else { String::new() };
    let (severity, message, help) = if open.is_empty() {
        let message = format!("`{from}` takes {hops} and is answered with the last at once{more}");
        (Severity::Info, message, "nothing needs to be done; to say so in the table, write the last destination")
    } else {
        let severity = if count > policy.chain_error as usize { Severity::Error } else { Severity::Warning };
        let message = format!("`{from}` takes {hops} or more, and the next hop is not the same for every request{more}");
        (severity, message, "let the rule lead to where the chain ends")
    };
    if severity != Severity::Info && count <= policy.chain_warn as usize {
        return None;
    }
    let finding = Diagnostic::new(&CODE, route.origin.span, "begins here", message).severity(severity);
    let finding = redirect.hops.iter().chain(open).fold(finding, |finding, hop| finding.label(hop.span, "goes on here"));
    Some(finding.help(help))
}
