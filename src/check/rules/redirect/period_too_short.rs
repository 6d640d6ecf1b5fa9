//! `redirect/period-too-short`

use crate::check::moves::cite;
use crate::diag::{Diagnostic, Report, Severity, plural};
use crate::model::graph::{Graph, Region, time};
use crate::model::spec::milestone::MilestoneKind;

crate::diag::code! {
    /// The redirects end too soon after the store closes.
    ///
    /// ## Why it matters
    ///
    /// Google asks to keep the redirects of a move for as long as possible, a year at least: it takes so long until each
    /// old URL has been asked for several times and its worth has gone over. People keep links for longer than any year,
    /// so an end that is dated at all is told as a note. The year is `redirect-period` under `[policy]`.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [milestones]
    /// redirects-end = { from = 2025-06-30 }
    /// ```
    ///
    /// ## What to do
    ///
    /// Keep them, and write `redirects-end = { never = "customers keep old links for years" }`.
    "redirect/period-too-short" Error
}

/// Reports regions whose redirects end within the period that the policy asks for, and notes those that end at all.
pub fn run(graph: &Graph, report: &mut Report) {
    graph.retiring().for_each(|it| report.findings.extend(judge(graph, it)));
}

fn judge(graph: &Graph, region: &Region) -> Option<Diagnostic> {
    let own = || graph.sites_of(&region.id).find_map(|it| it.zone.as_ref());
    let zone = region.zone.as_ref().or_else(own)?;
    let (sunset, end) = (region.of_kind(MilestoneKind::Sunset)?, region.of_kind(MilestoneKind::RedirectsEnd)?);
    let (closed, ended) = (sunset.instants(zone)?, end.instants(zone)?.switch);
    // Two milestones in the wrong order are `date/out-of-order`'s.
    if ended <= closed.switch || graph.is_damaged(end.span) {
        return None;
    }
    // Days are counted as people write them: a year from the 31st is the next 31st, whatever the hour.
    let told = closed.told.to_zoned(zone.clone());
    let days = told.date().until(ended.to_zoned(zone.clone()).date()).map_or(0, |it| it.get_days());
    let period = graph.policy.redirect_period;
    let first = told.start_of_day().map_or(closed.told, |it| it.timestamp());
    let last = time::local(ended, zone);
    let subject = format!("{}.milestones.{}", region.id, end.name);
    if time::shift(first, period, false, zone).is_ok_and(|it| ended < it) {
        let (count, origin) = (days.unsigned_abs() as usize, graph.policy.origin("redirect-period"));
        let message =
            format!("the redirects of `{}` end {} after it closes; {period} are wanted, {origin}", region.id, plural(count, "day", "days"));
        let finding = Diagnostic::new(&CODE, end.place(), "end here", message).label(sunset.place(), "closes here");
        let help = "end them later, or write `never = \"customers keep old links for years\"`";
        return Some(cite(graph, "redirect-period", finding).help(help).about(subject));
    }
    let message = format!("the redirects of `{}` end at {last}, and people keep links for longer", region.id);
    let finding = Diagnostic::new(&CODE, end.place(), "end here", message).severity(Severity::Info);
    Some(finding.help("write `never = \"customers keep old links for years\"` if nothing has to end").about(subject))
}
