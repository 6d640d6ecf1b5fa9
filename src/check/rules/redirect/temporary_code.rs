//! `redirect/temporary-code`

use crate::check::rows::{Rows, each_rule};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Fallback, Graph, MilestoneRef, RuleAnswer};
use crate::model::spec::milestone::MilestoneKind;
use crate::source::Located;

crate::diag::code! {
    /// A redirect says that it is temporary, and nothing ends it.
    ///
    /// ## Why it matters
    ///
    /// Behind a 302 or a 307 search engines go on listing the old URL, and what it has earned stays with it. The weeks
    /// in which a redirect is tried out need no such status: `trial` answers it as temporary by itself for that long.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[redirects.rules]]
    /// from = "/shoes"
    /// to = "/poco/shoes/"
    /// status = 302
    /// ```
    ///
    /// ## What to do
    ///
    /// Take `status` out, or write 308 for 307. Where the redirect is to end, say with which milestone: `until = "sunset"`.
    "redirect/temporary-code" Warning
}

/// Reports rules and defaults that are temporary for good.
pub fn run(graph: &Graph, report: &mut Report) {
    let mut rows = Rows::new();
    // Without dates nothing moves for good yet.
    for region in graph.retiring().filter(|it| it.is_dated) {
        each_rule(region, &mut |rule| {
            if let RuleAnswer::Redirect { status: status @ (302 | 307), .. } = rule.answer
                && !ends(graph, rule.until.as_ref())
            {
                rows.add(rule.span, None, || (region.id.clone(), Some(rule.source.text.clone()), status));
            }
        });
    }
    let of_sites = graph.sites.values().filter_map(|it| Some((&it.region, it.default.as_ref()?)));
    let of_hosts = graph.hosts.values().filter_map(|it| Some((&it.region, it.default.as_ref()?)));
    for (region, default) in of_sites.chain(of_hosts) {
        if let Fallback { answer: RuleAnswer::Redirect { status: status @ (302 | 307), .. }, span, .. } = default
            && graph.regions[region].is_dated
        {
            rows.add(*span, None, || (region.clone(), None, *status));
        }
    }
    rows.tell("and this", report, |span, (region, from, status), more| {
        let better = if *status == 307 { 308 } else { 301 };
        let (what, end) = match from {
            Some(from) => (format!("`{from}`"), ", or say when it ends: `until = \"…\"`"),
            None => ("the default".to_owned(), ""),
        };
        let message = format!("{what} redirects with {status}, as if for a time, and nothing ends it{more}");
        let help = format!("write `status = {better}`{end}");
        Diagnostic::new(&CODE, span, "temporary for good", message).help(help).about(format!("{region}.redirects"))
    });
}

/// Tells whether a rule ends before its region's redirects do.
fn ends(graph: &Graph, until: Option<&Located<MilestoneRef>>) -> bool {
    let kind = until.and_then(|it| graph.find_milestone(&it.value)).and_then(|it| it.kind);
    until.is_some() && !matches!(kind, Some(MilestoneKind::RedirectsEnd | MilestoneKind::DomainRelease))
}
