//! `redirect/target-retiring`

use crate::check::reach::{self, Written};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::Region;
use crate::model::graph::pattern::{Part, split};
use crate::model::plan::Plan;
use crate::model::plan::routing::{End, Redirect};
use crate::model::spec::milestone::MilestoneKind;
use crate::source::Span;
use std::collections::BTreeSet;

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
}

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
