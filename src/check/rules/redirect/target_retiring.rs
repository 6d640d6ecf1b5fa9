//! `redirect/target-retiring`

use crate::check::reach;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::pattern::{Part, split};
use crate::model::plan::Plan;
use crate::model::plan::answer::Outcome;
use crate::model::plan::request::Request;
use crate::model::plan::routing::{End, Redirect, Route};
use crate::model::spec::milestone::MilestoneKind;
use crate::source::Span;
use std::collections::BTreeSet;

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
    for (route, redirect) in reach::redirects(plan) {
        let span = route.origin.span;
        match &redirect.end {
            End::Nothing { why, span: ended } if !close_together(plan, route, redirect) && told.insert(span) => {
                let names = route.pattern.names();
                let message = format!("`{}` leads to `{}`, which is {why}", route.origin.text, redirect.written_to.display(&names));
                let finding = Diagnostic::new(&CODE, reach::destination(plan, span), "leads to nothing", message);
                let finding = ended.iter().fold(finding, |finding, it| finding.label(*it, "ends here"));
                report.push(finding.help("lead to a page that stays"));
            }
            End::Outside if !plan.graph.origins.contains(&redirect.to.origin) && told.insert(span) => {
                let message = format!("`{}` leads to `{}`, which no platform lists", route.origin.text, redirect.to.origin);
                let help = format!("add `\"{}\"` to the `origins` of the platform that owns it", redirect.to.origin);
                report.push(Diagnostic::new(&CODE, reach::destination(plan, span), "leads off the list", message).help(help));
            }
            _ => {}
        }
    }
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

/// Tells whether both sites close by one date that two clocks read: the hours between them are `date/region-spread`'s.
fn close_together(plan: &Plan, route: &Route, redirect: &Redirect) -> bool {
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
    let source = plan.graph.regions.values().find(|it| it.redirects.iter().any(|rule| rule.span == route.origin.span));
    source.zip(target).is_some_and(|(source, target)| closing(&source.id).is_some() && closing(&source.id) == closing(&target.region))
}
