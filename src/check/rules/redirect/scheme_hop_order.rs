//! `redirect/scheme-hop-order`

use crate::diag::{Diagnostic, Report, listed};
use crate::model::graph::Host;
use crate::model::plan::Plan;
use crate::model::spec::table::Table;

crate::diag::code! {
    /// A host is on the browsers' list of names with https alone, and its redirects do not meet the terms of the list.
    ///
    /// ## Why it matters
    ///
    /// With `preload = true` http is sent to https on the same host first and goes on from there, two hops where one would
    /// do: the list asks for it. It also asks that the second hop carries the header with a `max-age` of a year and
    /// `includeSubDomains` (hstspreload.org). A name that no longer does is struck off, and the second hop was for nothing.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [hosts."www.po.co"]
    /// hsts = { max-age = "30 days", include-subdomains = true, preload = true }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write `max-age = "365 days"` and `include-subdomains = true`, or `preload = false` if the name is not on the list:
    /// http then leads to the destination in one hop.
    "redirect/scheme-hop-order" Warning
}

/// The least `max-age` that the list takes, in seconds: a year.
const YEAR: u64 = 31_536_000;

/// Reports hosts on the list whose answers it would refuse.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    let answered = plan.hosts.values().filter(|it| !it.is_untouched).filter_map(|it| graph.hosts.get(&it.name));
    for host in answered.filter(|it| !graph.is_damaged(it.span)) {
        report.findings.extend(judge(host));
    }
}

fn judge(host: &Host) -> Option<Diagnostic> {
    let hsts = host.hsts.as_ref()?;
    let preload = hsts.preload.filter(|it| it.value)?;
    let subject = format!("{}.hosts.{}.hsts", host.region, host.name);
    let is_short = hsts.max_age.map_or(hsts.open("max-age").is_none(), |it| it.value.nominal_seconds() < YEAR);
    let is_alone = hsts.include_subdomains.map_or(hsts.open("include-subdomains").is_none(), |it| !it.value);
    let wanted: Vec<&str> = [(is_short, "max-age = \"365 days\""), (is_alone, "include-subdomains = true")]
        .into_iter()
        .filter_map(|(is_wanted, text)| is_wanted.then_some(text))
        .collect();
    if wanted.is_empty() {
        return None;
    }
    let message = format!("`{}` is on the browsers' list, which asks for {}", host.name, listed(&wanted));
    let help = format!("write {}, or `preload = false` if it is not on the list", listed(&wanted));
    let finding = Diagnostic::new(&CODE, preload.span, "two hops, for the list", message);
    let finding = hsts.max_age.filter(|_| is_short).into_iter().fold(finding, |finding, it| finding.label(it.span, "shorter than a year"));
    let below = hsts.include_subdomains.filter(|_| is_alone);
    let finding = below.into_iter().fold(finding, |finding, it| finding.label(it.span, "binds this name alone"));
    Some(finding.help(help).about(subject))
}
