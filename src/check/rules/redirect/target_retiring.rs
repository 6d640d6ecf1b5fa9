//! `redirect/target-retiring`

use crate::check::reach::{self, Written};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::Region;
use crate::model::graph::pattern::{Part, split};
use crate::model::plan::Plan;
use crate::model::plan::routing::{End, Redirect};
use crate::model::plan::rows::{Front, Index};
use crate::model::spec::milestone::MilestoneKind;
use crate::source::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

crate::diag::code! {
    /// A redirect leads to where nothing is, or to a host that nobody vouched for.
    ///
    /// ## Why it matters
    ///
    /// A second closing breaks what the first one led to. Destinations belong to the workspace, or to the `origins` of
    /// a platform: the list of where visitors may be sent.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[redirects.rules]]
    /// from = "/a"
    /// to = "https://shop.example/a"
    /// ```
    ///
    /// ## What to do
    ///
    /// Lead to a page that stays, or add the origin to the platform that owns it.
    "redirect/target-retiring" Error
}

/// Reports redirects that end at nothing, or outside every allow-list.
pub fn run(plan: &Plan, report: &mut Report) {
    let mut told: BTreeSet<Span> = BTreeSet::new();
    let written = Written::of(plan);
    for (route, redirect) in reach::redirects(plan) {
        let span = route.origin.span;
        match &redirect.end {
            End::Nothing { why, span: ended } if !close_together(plan, written.region(span), redirect) && told.insert(span) => {
                let names = route.pattern.names();
                let message = format!("`{}` leads to `{}`, which is {why}", route.origin.text, redirect.written_to.display(&names));
                let finding = Diagnostic::new(&CODE, written.destination(span), "leads to nothing", message);
                let finding = ended.iter().fold(finding, |finding, it| finding.label(*it, "ends here"));
                report.push(finding.help("lead to a page that stays"));
            }
            End::Outside if !plan.graph.origins.contains(&redirect.to.origin) && told.insert(span) => {
                let message = format!("`{}` leads to `{}`, which no platform lists", route.origin.text, redirect.to.origin);
                let help = format!("add `\"{}\"` to the `origins` of the platform that owns it", redirect.to.origin);
                report.push(Diagnostic::new(&CODE, written.destination(span), "leads off the list", message).help(help));
            }
            _ => {}
        }
    }
    rows(plan, report);
}

/// How many rows that lead to one origin are told one by one.
const FEW: usize = 100;

/// Reports plain rows that lead outside every allow-list, those of one table to one origin together if there are many.
fn rows(plan: &Plan, report: &mut Report) {
    let sites = plan.hosts.values().flat_map(|it| &it.epochs).flat_map(|it| &it.routing.sites);
    let indices: BTreeMap<*const Index, &Index> = sites.filter_map(|it| Some((Arc::as_ptr(&it.rows.as_ref()?.index), &*it.rows.as_ref()?.index))).collect();
    let mut told: BTreeSet<(FileId, String)> = BTreeSet::new();
    for index in indices.into_values() {
        let is_off = |it: &Front| !it.is_inner && !it.origin.is_empty() && !plan.graph.origins.contains(&it.origin);
        let mut off: BTreeMap<(FileId, &str), Vec<u32>> = BTreeMap::new();
        if index.tables().flat_map(|(_, it)| &it.fronts).any(is_off) {
            for number in index.order().iter().filter(|it| is_off(index.front(**it))) {
                off.entry((index.line(*number).0, index.front(*number).origin.as_str())).or_default().push(*number);
            }
        }
        for ((file, origin), mut numbers) in off {
            // Each site of a region has the same rows.
            if !told.insert((file, origin.to_owned())) {
                continue;
            }
            numbers.sort_unstable();
            let help = format!("add `\"{origin}\"` to the `origins` of the platform that owns it");
            let finding = |number: u32, message: String| Diagnostic::new(&CODE, index.to_span(number), "leads off the list", message).help(help.clone());
            if numbers.len() > FEW {
                let message = format!("{} rows lead to `{origin}`, which no platform lists", numbers.len());
                let more = numbers[1..SHOWN].iter().map(|it| index.to_span(*it));
                let finding = more.fold(finding(numbers[0], message), |finding, it| finding.label(it, "and here"));
                let text = |it: &u32| format!("`{}` leads to `{origin}`", index.source(*it));
                report.push(finding.all(numbers.iter().map(|it| (index.to_span(*it), text(it)))));
                continue;
            }
            for number in numbers {
                report.push(finding(number, format!("`{}` leads to `{origin}`, which no platform lists", index.source(number))));
            }
        }
    }
}

/// How many places of many are shown.
const SHOWN: usize = 5;

/// Tells whether both sites close by one date that two clocks read: the hours between them are `date/region-spread`'s.
fn close_together(plan: &Plan, source: Option<&Region>, redirect: &Redirect) -> bool {
    let graph = &plan.graph;
    let Some(host) = graph.find_host(redirect.to.host()) else { return false };
    let literal: Vec<&str> = redirect
        .to
        .path
        .iter()
        .map_while(|it| match it {
            Part::Literal(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let holds = |path: &str| path.is_empty() || split(path).eq(literal.iter().copied().take(split(path).count()));
    let target = graph.sites.on(&host.name).filter(|it| holds(&it.path)).max_by_key(|it| it.path.len());
    let closing = |region: &str| graph.regions.get(region)?.of_kind(MilestoneKind::RedirectsEnd)?.when.as_ref().map(|it| it.value);
    source.zip(target).is_some_and(|(source, target)| closing(&source.id).is_some() && closing(&source.id) == closing(&target.region))
}
