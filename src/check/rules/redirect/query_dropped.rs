//! `redirect/query-dropped`

use crate::check::rows::{Rows, each_rule};
use crate::check::{held, reach};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, Inventoried};
use crate::model::plan::Plan;
use crate::model::plan::answer::Outcome;
use crate::model::spec::scalar::QueryPolicy;
use crate::source::Span;
use std::collections::BTreeSet;

crate::diag::code! {
    /// A URL that says what it is about in its query is redirected without it, and nobody said that it should be.
    ///
    /// ## Why it matters
    ///
    /// Behind a tracked link, a coupon, a search or the link of a campaign stands which order, which code, which words and
    /// which advertisement. Without them the customer asks again, and nobody knows any more what brought them. A rule that
    /// says `query = "drop"` itself is taken at its word; one that only follows the region's or the site's is not.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [redirects]
    /// inventory = ["uk/inventory.csv"]
    /// query = "drop"
    ///
    /// [[redirects.rules]]
    /// from = "/coupon"
    /// to = "/poco/coupons/"
    /// ```
    ///
    /// ```csv regions/uk/inventory.csv
    /// url,kind
    /// /coupon?code=WELCOME,coupon
    /// ```
    ///
    /// ## What to do
    ///
    /// Write `query = "keep"`, or the names of the parameters that are kept, in the rule; or `query = "drop"` if nothing
    /// behind it can use them.
    "redirect/query-dropped" Warning
}

/// A URL whose query is lost, and the place of what answers it.
struct Lost<'p> {
    url: &'p Inventoried,
    by: Span,
    to: &'p str,
}

/// Reports URLs of the inventory that lose a query they need once their site is dark.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    let dark = reach::dark(plan);
    let mut lost = Vec::new();
    for (url, kind) in graph.inventory.iter().filter_map(|it| Some((it, it.kind.filter(|it| it.needs_its_query())?))) {
        let site = &graph.sites[&url.site];
        let Some((at, _)) = dark.get(site.id.as_str()).filter(|_| held::is_closing(graph, site)) else { continue };
        let answer = plan.answer(&reach::request(site, url), *at);
        if let (Outcome::Redirect { .. }, Some(redirect), Some(origin)) = (&answer.outcome, answer.redirect(), answer.origin())
            && loses(&redirect.query, url)
        {
            lost.push(Lost { url, by: origin.span, to: kind.word() });
        }
    }
    let decided = decided(graph, &lost);
    let mut rows = Rows::new();
    for it in lost.iter().filter(|it| !decided.contains(&it.by)) {
        let site = &graph.sites[&it.url.site];
        rows.add(it.url.span, it.url.hits, || (site.region.clone(), format!("https://{}{}", site.host, it.url.target), it.by, it.to));
    }
    rows.tell("so does this", report, |span, (region, url, by, kind), more| {
        let message = format!("`{url}`, a {kind} URL, loses its query, and the rule does not say so{more}");
        let finding = Diagnostic::new(&CODE, span, "loses its query", message).label(*by, "redirected here");
        finding.help("write `query = \"keep\"` in the rule, or `query = \"drop\"` if it is meant").about(format!("{region}.redirects"))
    });
}

/// Tells whether a policy takes something of a URL's query away; of a URL listed without one, that it has one is known.
fn loses(policy: &QueryPolicy, url: &Inventoried) -> bool {
    let query = url.target.split_once('?').map_or("", |it| it.1);
    match policy {
        QueryPolicy::Keep => false,
        QueryPolicy::Drop => true,
        QueryPolicy::Only(names) => {
            let mut keys = query.split('&').map(|it| it.split_once('=').map_or(it, |it| it.0)).filter(|it| !it.is_empty());
            keys.any(|key| !names.iter().any(|it| it == key))
        }
    }
}

/// Returns the places of those rules among the lossy ones that say themselves what happens to the query.
fn decided(graph: &Graph, lost: &[Lost]) -> BTreeSet<Span> {
    let asked: BTreeSet<Span> = lost.iter().map(|it| it.by).collect();
    let mut decided = BTreeSet::new();
    for region in graph.retiring().filter(|_| !asked.is_empty()) {
        each_rule(region, &mut |rule| {
            if rule.query.is_some() && asked.contains(&rule.span) {
                decided.insert(rule.span);
            }
        });
    }
    decided
}
