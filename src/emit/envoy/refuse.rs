//! What Envoy, or this emitter, cannot say exactly.

use super::words;
use crate::emit::refuse::{Report, refusals, routes};
use crate::emit::target::{Clause, Refusal};
use crate::model::graph::Target;
use crate::model::graph::pattern::Segment;
use crate::model::plan::Plan;
use crate::model::plan::routing::Routing;

/// The most patterns of a host: a file of Lua takes 65,536 constants, and a pattern has two.
const PATTERNS: usize = 20_000;

/// Returns all that `target` cannot say of `plan`, through all its stages.
pub fn cannot(plan: &Plan, target: &Target) -> Vec<Refusal> {
    refusals(plan, target, routing)
}

fn routing(routing: &Routing, report: &mut Report<'_>) {
    for route in routes(routing) {
        let pattern = &route.pattern;
        let most = words::PLACEHOLDERS;
        if pattern.segments.iter().filter(|it| !matches!(it, Segment::Literal(_))).count() > most {
            let why = format!("`{pattern}` has more than {most} placeholders, and Lua's patterns have {most} captures");
            report.exceed(Clause::Source, Some(route.origin.span), why);
        }
    }
    let sites = routing.sites.iter().filter(|it| !it.is_independent);
    let mut patterns = sites.flat_map(|site| site.patterns.iter().map(|it| &site.routes[*it]));
    if let Some(first) = patterns.nth(PATTERNS) {
        let why =
            format!("`{}` and what follows it are more than the {PATTERNS} sources with placeholders that a host may have", first.pattern);
        report.exceed(Clause::Source, Some(first.origin.span), why);
    }
}
