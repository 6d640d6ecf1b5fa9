//! `redirect/duplicate`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{MilestoneRef, Redirect, RuleAnswer};
use crate::model::plan::Plan;
use crate::source::{Located, Span};
use std::collections::BTreeMap;

crate::diag::code! {
    /// A rule is written twice, and says the same both times.
    ///
    /// ## Why it matters
    ///
    /// Nothing breaks today. The day somebody changes one of the two, they contradict each other, and the build stops.
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
    /// to = "/offers"
    /// ```
    ///
    /// ## What to do
    ///
    /// Take one of the two out.
    "redirect/duplicate" Warning
}

/// What two rules must have in common to be one.
type Said<'g> = (Option<&'g str>, String, String, String, [Option<&'g MilestoneRef>; 2]);

/// Reports rules that another of the same region repeats.
pub fn run(plan: &Plan, report: &mut Report) {
    let mut again: Vec<(Span, Span, String)> = Vec::new();
    for region in plan.graph.retiring() {
        let mut seen: BTreeMap<Said, Span> = BTreeMap::new();
        for rule in &region.redirects {
            let first = *seen.entry(said(rule)).or_insert(rule.span);
            if first != rule.span {
                again.push((first, rule.span, rule.source.text.clone()));
            }
        }
    }
    let sites = plan.hosts.values().flat_map(|it| &it.epochs).flat_map(|it| &it.routing.sites);
    for index in sites.filter_map(|it| Some(&it.rows.as_ref()?.index)) {
        let same = index.again().iter().filter(|(one, two)| index.is_same_answer(*one, *two));
        again.extend(same.map(|(one, two)| (index.span(*one), index.span(*two), index.source(*two).to_owned())));
    }
    again.sort();
    again.dedup();
    for (first, second, text) in again {
        let finding = Diagnostic::new(&CODE, second, "and again", format!("the rule from `{text}` is written twice, with one answer"));
        report.push(finding.label(first, "written here").help("take one of the two out"));
    }
}

fn said(rule: &Redirect) -> Said<'_> {
    let source = &rule.source;
    let answer = match &rule.answer {
        RuleAnswer::Redirect { to, status } => format!("{status} {}", to.text),
        other => format!("{other:?}"),
    };
    let query = rule.query.as_ref().map_or_else(String::new, |it| format!("{:?}", it.value));
    fn name(it: &Option<Located<MilestoneRef>>) -> Option<&MilestoneRef> {
        it.as_ref().map(|it| &it.value)
    }
    (source.site.as_deref(), source.pattern.to_string(), answer, query, [name(&rule.since), name(&rule.until)])
}
