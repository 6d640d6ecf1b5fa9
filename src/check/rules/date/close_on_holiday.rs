//! `date/close-on-holiday`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::time::When;
use crate::model::graph::{Graph, Milestone, Region};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::region::Weekday;
use crate::source::Span;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

crate::diag::code! {
    /// Servers switch on a day on which nobody is at work.
    ///
    /// ## Why it matters
    ///
    /// The evening of a closing needs people who answer customers and who can go back. On a weekend, on a holiday, on its
    /// eve and on 24 and 31 December they are there only if somebody has asked them. That is this program's own advice.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [milestones]
    /// sunset = { by = 2025-01-04 }
    /// ```
    ///
    /// ## What to do
    ///
    /// Move the date, or say that people are on duty: `staffed = [2025-01-04]` in `[region]`. Holidays are those of
    /// `holidays`, and the days of the weekend those of `weekend`, if they are not Saturday and Sunday.
    "date/close-on-holiday" Warning
}

const JUDGED: [MilestoneKind; 4] = [MilestoneKind::Migrate, MilestoneKind::SalesStop, MilestoneKind::Freeze, MilestoneKind::Sunset];

/// Reports switches on days without people, each day once a region.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.retiring() {
        let Some(zone) = &region.zone else { continue };
        let mut days: BTreeMap<Date, Vec<(&Milestone, Span)>> = BTreeMap::new();
        for milestone in region.milestones.values().filter(|it| it.kind.is_some_and(|it| JUDGED.contains(&it))) {
            for (day, span) in written(milestone, zone) {
                days.entry(day).or_default().push((milestone, span));
            }
        }
        for (day, milestones) in days {
            if let Some(free) = free(region, day) {
                tell(region, day, &free, &milestones, report);
            }
        }
    }
}

/// Returns the day that is written, and where: its evening, or its first hour, is when servers switch. As long as nothing
/// is decided, those that sources claim.
fn written(milestone: &Milestone, zone: &TimeZone) -> BTreeMap<Date, Span> {
    let local = |it: jiff::Timestamp| it.to_zoned(zone.clone()).date();
    let Some(when) = &milestone.when else {
        let claims = milestone.claims.iter().filter(|_| milestone.never.is_none()).rev();
        return claims.filter_map(|it| Some((day(it.when)?, it.span))).collect();
    };
    let day = day(when.value).filter(|_| milestone.switch.is_none());
    let day = day.or_else(|| milestone.instants(zone).map(|it| local(it.switch)));
    day.map(|it| (it, when.span)).into_iter().collect()
}

fn day(when: When) -> Option<Date> {
    match when {
        When::Day(_, day) => Some(day),
        When::At(_) => None,
    }
}

/// Says why nobody is at work on `day`; `None` where people are.
fn free(region: &Region, day: Date) -> Option<String> {
    if region.staffed.contains(&day) {
        return None;
    }
    let weekday = Weekday::of(day);
    let is_eve = day.tomorrow().is_ok_and(|it| region.holidays.contains(&it));
    match (day.month(), day.day()) {
        _ if region.holidays.contains(&day) => Some("a holiday".to_owned()),
        _ if region.weekend.contains(&weekday) => Some(format!("a {}", weekday.word())),
        (12, 31) => Some("the last evening of the year".to_owned()),
        (12, 24) => Some("Christmas Eve".to_owned()),
        _ => is_eve.then(|| "the eve of a holiday".to_owned()),
    }
}

fn tell(region: &Region, day: Date, free: &str, milestones: &[(&Milestone, Span)], report: &mut Report) {
    let [(first, span), others @ ..] = milestones else { return };
    let names: Vec<String> = milestones.iter().map(|(it, _)| format!("`{}`", it.name)).collect();
    let verb = if others.is_empty() { "is" } else { "are" };
    let message = format!("{} {verb} on {day}, {free}, and nobody is said to be on duty", names.join(" and "));
    let finding = Diagnostic::new(&CODE, *span, free, message);
    let finding = others.iter().fold(finding, |finding, (_, span)| finding.label(*span, "on the same day"));
    let help = format!("move the date, or add `staffed = [{day}]` to `[region]`");
    report.push(finding.help(help).about(format!("{}.milestones.{}", region.id, first.name)));
}
