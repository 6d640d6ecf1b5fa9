//! `redirect/soft-404`

use crate::check::rows::{Rows, each_rule};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::pattern::Segment;
use crate::model::graph::{Fallback, Graph, Redirect, RuleAnswer};

crate::diag::code! {
    /// A farewell page answers every path with 200.
    ///
    /// ## Why it matters
    ///
    /// To a search engine the whole store then reads as one page, many thousand times: it takes each for an error that
    /// does not say so (a soft 404), and nothing goes over to the successor. A 410 carries the same words.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [redirects]
    /// default = { answer = "page" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Redirect each page to the one that replaces it, and write `answer = "gone"` for what is left: customers read a page
    /// there too. The notice has a path of its own, `page` under `[notices]`.
    "redirect/soft-404" Warning
}

/// Reports defaults, and rules for every path, that answer with a page.
pub fn run(graph: &Graph, report: &mut Report) {
    let mut rows = Rows::new();
    let is_page = |it: &&Fallback| matches!(it.answer, RuleAnswer::Page { .. });
    let of_sites = graph.sites.values().filter_map(|it| Some((&it.region, it.url(), it.default.as_ref().filter(is_page)?)));
    let of_hosts = graph.hosts.values().filter_map(|it| Some((&it.region, format!("https://{}/", it.name), it.default.as_ref()?)));
    for (region, url, default) in of_sites.chain(of_hosts.filter(|it| is_page(&it.2))) {
        rows.add(default.span, None, || (region.clone(), url));
    }
    for region in graph.retiring() {
        each_rule(region, &mut |rule| {
            if matches!(rule.answer, RuleAnswer::Page { .. }) && takes_all(rule) {
                let site = rule.source.site.as_ref().and_then(|it| graph.sites.get(it)).or_else(|| graph.sites_of(&region.id).next());
                rows.add(rule.span, None, || (region.id.clone(), site.map_or_else(String::new, |it| it.url())));
            }
        });
    }
    rows.tell("and here", report, |span, (region, url), more| {
        let message = format!("every path below `{url}` that nothing else names is answered with a page and 200{more}");
        let finding = Diagnostic::new(&CODE, span, "answers with 200", message);
        finding.help("write `answer = \"gone\"`: the same page, and a status that says so").about(format!("{region}.redirects"))
    });
}

fn takes_all(rule: &Redirect) -> bool {
    let pattern = &rule.source.value.pattern;
    matches!(pattern.segments.as_slice(), [Segment::Splat]) && pattern.conditions.is_empty()
}
