//! `brand/ends-wording`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Disposition, Region};
use crate::model::plan::Plan;
use crate::model::spec::notice::{Placement, Promise};
use crate::source::{Source, Span};

crate::diag::code! {
    /// Customers are left to think that the brand ends, or that a store closes which stays.
    ///
    /// ## Why it matters
    ///
    /// A notice that speaks of a closing and no more is read as the end of the brand, everywhere. Where the brand goes on,
    /// the notice says so; where a market is left alone, it names it. The messages that come with this program do both, if
    /// the workspace claims the one and does not write over the other.
    ///
    /// ## Example
    ///
    /// ```toml cutover.toml
    /// [program]
    /// brand = "POCO"
    /// ```
    ///
    /// ```toml regions/global.toml
    /// [brand]
    /// placement = "sub-brand"
    /// landing = "https://www.mi.com/global/poco/"
    ///
    /// [notices]
    /// channels = ["page"]
    /// ```
    ///
    /// ## What to do
    ///
    /// Add `"brand-continues"` to the `claims` of `[notices]`. In messages of your own, let `untouched` hold `{ $list }`.
    "brand/ends-wording" Warning
}

/// Reports notices that do not say that the brand goes on, and messages that do not name who is left alone.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    for region in graph.retiring() {
        silent(plan, region, report);
    }
    let Some(kept) = graph.regions.values().find(|it| it.disposition == Disposition::Independent) else { return };
    if !graph.retiring().any(|it| it.notices.is_some()) {
        return;
    }
    for (file, source) in plan.sources.files() {
        let Some((start, text)) = message(source, "untouched").filter(|(_, it)| !it.contains("$list")) else { continue };
        let message = format!("the message `untouched` does not name who is left alone, as `{}`", kept.id);
        let finding = Diagnostic::new(&CODE, Span::new(file, start..start + text.trim_end().len()), "names nobody", message);
        report.push(finding.label(kept.span, "is left alone").help("let the message hold `{ $list }`"));
    }
}

fn silent(plan: &Plan, region: &Region, report: &mut Report) {
    let graph = &plan.graph;
    let (Some(name), Some(brand), Some(notices)) = (&graph.program.brand, &region.brand, &region.notices) else { return };
    let ends = brand.placement.is_some_and(|it| it.value == Placement::Archive);
    let says = notices.claims.iter().flatten().any(|it| it.value == Promise::BrandContinues);
    let Some(place) = brand.placement.map(|it| it.span).or(brand.landing.as_ref().map(|it| it.span)) else { return };
    // A header stands apart from its keys: one of them may be what could not be read.
    let whole = plan.sources.stretch(notices.span).unwrap_or(notices.span);
    if ends || says || region.is_open("notices.claims") || graph.is_damaged(whole) {
        return;
    }
    let message = format!("the notices of `{}` do not say that {} goes on", region.id, name.value);
    let span = notices.claims.as_ref().and_then(|it| it.first()).map_or(notices.span, |it| it.span);
    let finding = Diagnostic::new(&CODE, span, "says nothing of it", message).label(place, "it goes on here");
    let help = match notices.claims.iter().flatten().next() {
        Some(_) => "add `\"brand-continues\"` to `claims`",
        None => "add `claims = [\"brand-continues\"]` to `[notices]`",
    };
    report.push(finding.help(help).about(format!("{}.notices", region.id)));
}

/// Returns where the message of that name begins in a file of messages, and its text: up to the next line that begins
/// at the margin.
fn message<'s>(source: &'s Source, name: &str) -> Option<(usize, &'s str)> {
    if !source.path.ends_with(".ftl") {
        return None;
    }
    let mut start = None;
    let mut at = 0;
    for line in source.text.split_inclusive('\n') {
        let is_margin = !line.starts_with([' ', '\t', '\r', '\n']);
        if let Some(start) = start.filter(|_| is_margin) {
            return source.text.get(start..at).map(|it| (start, it));
        }
        if is_margin && line.split_once('=').is_some_and(|it| it.0.trim_end() == name) {
            start = Some(at);
        }
        at += line.len();
    }
    start.and_then(|start| source.text.get(start..).map(|it| (start, it)))
}
