//! `redirect/never-reached`

use crate::check::reach::{self, Reached, Tie, Winner};
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::graph::{Graph, Redirect};
use crate::model::plan::Plan;
use crate::model::plan::routing::OriginKind;
use crate::source::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};

crate::diag::code! {
    /// A rule never answers, whatever is asked and whenever.
    ///
    /// ## Why it matters
    ///
    /// Somebody wrote it for visitors who now end elsewhere. Other rules take all its requests first, alone or together,
    /// another site owns its path, or its window never opens. Where so many rules differ in their conditions alone that it
    /// would take too long to find out, a note says so of each.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[sites]]
    /// id = "club"
    /// url = "https://www.po.co/uk/club/"
    /// successor = "https://www.mi.com/uk/"
    /// upstream = "http://127.0.0.1:8081"
    ///
    /// [[redirects.rules]]
    /// from = "/club/sale"
    /// to = "/sale"
    /// site = "store"
    /// ```
    ///
    /// ## What to do
    ///
    /// Take the rule out, or make room for it where the finding points.
    "redirect/never-reached" Error
}

/// Reports rules that win no request in any epoch, with what wins instead.
pub fn run(plan: &Plan, report: &mut Report) {
    // A tie has its own finding.
    let mut reached: BTreeSet<Span> = reach::ties(plan).iter().flat_map(Tie::places).collect();
    let homes: BTreeMap<FileId, &str> = plan.graph.regions.values().map(|it| (it.span.file, it.id.as_str())).collect();
    let mut winners: BTreeMap<Span, (String, BTreeSet<Span>)> = BTreeMap::new();
    let mut unknown: BTreeMap<Span, String> = BTreeMap::new();
    for placed in reach::routes(plan).filter(|it| it.route.origin.kind == OriginKind::Rule) {
        let span = placed.route.origin.span;
        if reached.contains(&span) {
            continue;
        }
        let text = || placed.route.origin.text.clone();
        let taken = match placed.reach() {
            Reached::Won(_) => {
                // Where heirs alone have a use for it, it still says something wrong of the region that wrote it.
                if homes.get(&span.file).is_none_or(|it| *it == plan.graph.sites[&placed.site.site].region) {
                    reached.insert(span);
                }
                continue;
            }
            Reached::Unknown => {
                unknown.entry(span).or_insert_with(text);
                continue;
            }
            Reached::Taken(taken) => taken,
        };
        let entry = winners.entry(span).or_insert_with(|| (text(), BTreeSet::new()));
        entry.1.extend(taken.into_iter().filter_map(|it| match it {
            Winner::Route(route) => Some(route.origin.span).filter(|it| *it != span),
            Winner::Site(site) => Some(plan.graph.sites[&site.site].url_span).filter(|_| !site.is_independent),
            Winner::Reserved => None,
        }));
    }
    for (span, text) in unknown.iter().filter(|(span, _)| !reached.contains(span)) {
        winners.remove(span);
        let message = format!("cannot tell whether the rule from `{text}` is ever reached: too many rules meet it");
        let finding = Diagnostic::new(&CODE, *span, "may never answer", message).severity(Severity::Info);
        report.push(finding.help("write fewer rules that differ in their conditions alone"));
    }
    for (span, (text, winners)) in winners.iter().filter(|(span, _)| !reached.contains(span)) {
        // What an independent site owns, and what lies in a reserved path, has its own finding.
        if winners.is_empty() {
            continue;
        }
        let finding = Diagnostic::new(&CODE, *span, "never answers", format!("the rule from `{text}` is never reached"));
        let finding = winners.iter().take(SHOWN).fold(finding, |finding, it| finding.label(*it, "answers instead"));
        report.push(finding.help("take the rule out, or make room for it"));
    }
    reached.extend(unknown.into_keys());
    closed(plan, &reached, &winners, report);
}

const SHOWN: usize = 4;

/// Reports rules that no epoch holds at all, though their milestones are known.
fn closed(plan: &Plan, reached: &BTreeSet<Span>, seen: &BTreeMap<Span, (String, BTreeSet<Span>)>, report: &mut Report) {
    for region in plan.graph.retiring().filter(|it| plan.graph.sites_of(&it.id).next().is_some()) {
        for rule in region.timed_rules().filter(|it| !reached.contains(&it.span) && !seen.contains_key(&it.span)) {
            let Some(never) = never(&plan.graph, &rule) else { continue };
            let message = format!("the rule from `{}` begins at `{}`, which never happens", rule.source.text, never.0);
            let finding = Diagnostic::new(&CODE, rule.span, "never begins", message).label(never.1, "decided never to happen");
            report.push(finding.help("take the rule out, or write another `since`").about(format!("{}.redirects", region.id)));
        }
    }
}

fn never(graph: &Graph, rule: &Redirect) -> Option<(String, Span)> {
    let milestone = graph.find_milestone(&rule.since.as_ref()?.value)?;
    milestone.never.as_ref().map(|it| (milestone.name.clone(), it.span))
}
