//! `redirect/target-retiring`

use crate::check::reach::{self, Written};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::Region;
use crate::model::graph::pattern::{Part, split};
use crate::model::plan::Plan;
use crate::model::plan::answer::Outcome;
use crate::model::plan::request::Request;
use crate::model::plan::routing::{End, Redirect};
use crate::model::plan::rows::{Front, Index};
use crate::model::spec::milestone::MilestoneKind;
use crate::source::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

crate::diag::code! {
    /// A redirect, or a page that customers are told of, leads to where nothing is, or to a host that nobody vouched for.
    ///
    /// ## Why it matters
    ///
    /// A second closing breaks what the first one led to. Destinations belong to the workspace, or to the `origins` of
    /// a platform: the list of where visitors may be sent. The same holds for `landing` of the brand and `url` of a
    /// service's `contact`: notices name them, and a page on a strange host reads like fraud.
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
    told_of(plan, &mut told, report);
}

/// Reports pages that customers are told of, and that are gone by then or on no platform's list.
fn told_of(plan: &Plan, told: &mut BTreeSet<Span>, report: &mut Report) {
    let graph = &plan.graph;
    let dark = reach::dark(plan);
    for region in graph.retiring().filter(|_| !graph.platforms.is_empty()) {
        let brand = region.brand.iter().flat_map(|it| it.landing.iter().chain(it.lines.values().filter_map(|it| it.landing.as_ref())));
        let contacts = region.services.values().filter_map(|it| it.written.contact.as_ref()?.url.as_ref());
        for (what, url) in brand.map(|it| ("the brand's page", it)).chain(contacts.map(|it| ("the contact", it))) {
            let Ok(request) = Request::of_url(&url.value) else { continue };
            let origin = url.value.match_indices('/').nth(2).map_or(url.value.as_str(), |(end, _)| &url.value[..end]);
            let finding = match graph.find_host(&request.host_name()) {
                None if graph.origins.contains(origin) => None,
                None => {
                    let message = format!("{what} of `{}` is on `{origin}`, which no platform lists", region.id);
                    let help = format!("add `\"{origin}\"` to the `origins` of the platform that owns it");
                    Some(Diagnostic::new(&CODE, url.span, "off the list", message).help(help))
                }
                Some(host) => graph.sites.owner(&host.name, request.key()).and_then(|site| {
                    let gone =
                        matches!(plan.answer(&request, dark.get(site.id.as_str())?.0).outcome, Outcome::Gone { .. } | Outcome::NotFound);
                    let message = format!("{what} of `{}` is on the site `{}`, and is not there once that is dark", region.id, site.url());
                    let finding = Diagnostic::new(&CODE, url.span, "gone by then", message).label(site.url_span, "closes");
                    gone.then(|| finding.help("name a page that stays"))
                }),
            };
            report.findings.extend(finding.filter(|_| told.insert(url.span)).map(|it| it.about(region.id.clone())));
        }
    }
}

/// How many rows that lead to one origin are told one by one.
const FEW: usize = 100;

/// Reports plain rows that lead outside every allow-list, those of one table to one origin together if there are many.
fn rows(plan: &Plan, report: &mut Report) {
    let sites = plan.hosts.values().flat_map(|it| &it.epochs).flat_map(|it| &it.routing.sites);
    let mut told: BTreeSet<(FileId, String)> = BTreeSet::new();
    let mut seen: BTreeSet<*const Index> = BTreeSet::new();
    for index in sites.filter_map(|it| Some(&it.rows.as_ref()?.index)).filter(|it| seen.insert(Arc::as_ptr(it))) {
        let is_off = |it: &Front| !it.is_inner && !it.origin.is_empty() && !plan.graph.origins.contains(&it.origin);
        let mut off: BTreeMap<(FileId, &str), Vec<u32>> = BTreeMap::new();
        if index.tables().iter().flat_map(|it| &it.fronts).any(is_off) {
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
            let finding = |number: u32, message: String| {
                Diagnostic::new(&CODE, index.to_span(number), "leads off the list", message).help(help.clone())
            };
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
