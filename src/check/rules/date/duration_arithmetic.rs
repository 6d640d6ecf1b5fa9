//! `date/duration-arithmetic`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, time};
use crate::model::spec::scalar::Duration;
use std::collections::BTreeSet;

crate::diag::code! {
    /// A length of days is written in hours, and the clocks change within it.
    ///
    /// ## Why it matters
    ///
    /// Days are steps of the calendar, hours are elapsed time: 336 hours from 21 October 2024 in London end an hour
    /// before fourteen days do, in the middle of the night.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [redirects]
    /// trial = "336 hours"
    ///
    /// [[redirects.rules]]
    /// from = "/a"
    /// to = "/x"
    /// since = "migrate"
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the length in days: `"14 days"`.
    "date/duration-arithmetic" Warning
}

/// Reports trials in hours that do not end where the same number of days would.
pub fn run(graph: &Graph, report: &mut Report) {
    let mut told = BTreeSet::new();
    for region in graph.retiring() {
        let Some(zone) = &region.zone else { continue };
        for rule in region.timed_rules() {
            let hours = rule.trial.nominal_seconds();
            if rule.trial.unit.is_calendar() || hours == 0 || !hours.is_multiple_of(86_400) {
                continue;
            }
            let days = Duration::days(u32::try_from(hours / 86_400).unwrap_or(u32::MAX));
            let Some(since) = rule.since.as_ref() else { continue };
            let Some(begins) = graph.find_milestone(&since.value).and_then(|it| it.instants(zone)) else { continue };
            let ends = |it| time::shift(begins.switch, it, false, zone);
            if let (Ok(elapsed), Ok(calendar)) = (ends(rule.trial), ends(days))
                && elapsed != calendar
            {
                let message = format!(
                    "a trial of {} ends at {}, one of {days} at {}",
                    rule.trial,
                    time::local(elapsed, zone),
                    time::local(calendar, zone)
                );
                let place = rule.trial_span.unwrap_or(rule.span);
                if told.insert(place) {
                    let finding = Diagnostic::new(&CODE, place, "the clocks change within it", message).label(since.span, "begins here");
                    report.push(finding.help(format!("write `\"{days}\"`")).about(format!("{}.redirects.trial", region.id)));
                }
            }
        }
    }
}
