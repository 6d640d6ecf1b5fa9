//! `redirect/overlap`

use crate::check::reach;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::pattern::{Condition, Pattern, Segment};
use crate::model::plan::Plan;
use std::collections::BTreeSet;

crate::diag::code! {
    /// Two rules of the same shape match the same request, and nothing says which one wins.
    ///
    /// ## Why it matters
    ///
    /// A literal wins over a placeholder and more conditions over fewer; what is equal in both is a tie. The order of
    /// the file decides nothing, for servers would not agree on it.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[redirects.rules]]
    /// from = "/a/:x"
    /// to = "/1/:x"
    ///
    /// [[redirects.rules]]
    /// from = "/a/:y"
    /// to = "/2/:y"
    /// ```
    ///
    /// ## What to do
    ///
    /// Keep one of the two; where both hang on the query, add a rule for both conditions together.
    "redirect/overlap" Error
}

/// Reports ties, each with a witness.
pub fn run(plan: &Plan, report: &mut Report) {
    let mut ties = reach::ties(plan);
    // As written first: what is made of two written rules that meet only follows from them.
    ties.sort_by_key(|it| !it.one.route.origin.made.is_empty());
    let mut told = BTreeSet::new();
    for tie in ties {
        let (one, two) = (&tie.one, &tie.two);
        let is_exact = one.route.pattern.key().is_some();
        let is_same = one.route.pattern.conditions == two.route.pattern.conditions;
        let is_made = !one.route.origin.made.is_empty();
        // Two written rules with one key have their own finding.
        // A rule does not stand in its own way: its window is empty, which is a finding of its dates.
        let is_one = one.route.origin.span == two.route.origin.span && !is_made;
        if is_one || !told.insert((one.route.origin.span, two.route.origin.span)) || (is_exact && is_same && !is_made) {
            continue;
        }
        let witness = one.meeting(two).map_or_else(|| witness(&one.route.pattern, &two.route.pattern), |it| it.target());
        let (first, second) = (&one.route.origin, &two.route.origin);
        let message = format!("`{}` and `{}` both match `https://{}{witness}`{}", first.text, second.text, one.host.name, tie.more());
        let help = match (is_made, is_same) {
            (true, _) => "write a rule for this spelling, or narrow `closure`",
            (false, true) if tie.others.is_empty() => "keep one of the two",
            (false, true) => "keep one of them",
            (false, false) => "add a rule with the conditions of both",
        };
        let finding = Diagnostic::new(&CODE, second.span, "and so does this", message);
        report.push(finding.label(first.span, "this rule matches").help(help));
    }
}

/// Returns a target that both match, though others take it.
fn witness(one: &Pattern, two: &Pattern) -> String {
    let segment = |it: &Segment| match it {
        Segment::Literal(text) => text.clone(),
        Segment::Name(_) | Segment::Splat => "0".to_owned(),
    };
    let key: Vec<String> = one.segments.iter().map(segment).collect();
    let mut conditions: Vec<&Condition> = one.conditions.iter().chain(&two.conditions).collect();
    conditions.sort();
    conditions.dedup();
    let query: Vec<String> = conditions.iter().map(ToString::to_string).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/{}{mark}{}", key.join("/"), query.join("&"))
}
