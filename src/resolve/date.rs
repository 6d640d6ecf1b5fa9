//! Settles dates: those that are counted from others, and those that no clock shows.

use crate::diag::rules::date::nonexistent_local_time;
use crate::diag::rules::graph::cycle;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::time::{self, NoInstant, When};
use crate::model::graph::{Graph, Milestone, MilestoneRef};
use crate::source::{Located, Span};
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

/// Gives every milestone its date, as far as it is known.
pub fn date(graph: &mut Graph, report: &mut Report) {
    follow_sync(graph);
    count(graph, report);
    for region in graph.regions.values() {
        for milestone in region.milestones.values() {
            exists(graph, milestone, report);
        }
    }
}

/// With `sync = "program"` all regions read their days by the head office's clock.
fn follow_sync(graph: &mut Graph) {
    let is_synced = graph.program.sync == Some(crate::model::spec::workspace::Sync::Program);
    if let Some(zone) = graph.program.zone.clone().filter(|_| is_synced) {
        graph.regions.values_mut().for_each(|it| it.zone = Some(zone.clone()));
        graph.sites.forget_zones();
    }
}

/// Counts relative dates, those first that hang on nothing else.
fn count(graph: &mut Graph, report: &mut Report) {
    let mut open: Vec<MilestoneRef> = Vec::new();
    for region in graph.regions.values() {
        let counted = region.milestones.values().filter(|it| it.counted_from.is_some());
        open.extend(counted.map(|it| MilestoneRef { region: region.id.clone(), name: it.name.clone() }));
    }
    loop {
        let before = open.len();
        open.retain(|it| !count_one(graph, it));
        if open.len() == before {
            break;
        }
    }
    for it in &open {
        if let Some(round) = round(graph, it) {
            report_round(graph, &round, report);
        }
    }
}

/// Tells whether the milestone is dated now, or never will be.
fn count_one(graph: &mut Graph, name: &MilestoneRef) -> bool {
    let Some(milestone) = graph.find_milestone(name) else { return true };
    let Some(counted) = milestone.counted_from.clone() else { return true };
    let Some(base) = graph.find_milestone(&counted.value.milestone) else { return true };
    let Some(when) = base.when.as_ref() else { return base.counted_from.is_none() };
    let span = if counted.value.is_earlier { counted.value.by.span().negate() } else { counted.value.by.span() };
    let zone = graph.regions.get(&counted.value.milestone.region).and_then(|it| it.zone.as_ref());
    if let Ok(day) = local_day(when.value, zone).checked_add(span) {
        let when = Located::new(When::Day(counted.value.qualifier, day), counted.span);
        if let Some(it) = graph.regions.get_mut(&name.region).and_then(|it| it.milestones.get_mut(&name.name)) {
            it.when = Some(when);
        }
    }
    true
}

/// Returns the day that the clock of `zone` shows: a moment with an offset may be written by another clock.
fn local_day(when: When, zone: Option<&TimeZone>) -> jiff::civil::Date {
    match (when, zone) {
        (When::At(moment), Some(zone)) if moment.offset.is_some() => {
            time::at(moment, zone).map_or(when.day(), |it| it.to_zoned(zone.clone()).date())
        }
        _ => when.day(),
    }
}

/// Returns the round that `start` lies on, if it lies on one, from its smallest name on.
fn round(graph: &Graph, start: &MilestoneRef) -> Option<Vec<MilestoneRef>> {
    let mut round = vec![start.clone()];
    loop {
        let next = &graph.find_milestone(round.last()?)?.counted_from.as_ref()?.value.milestone;
        if next == start {
            return (round.iter().min() == Some(start)).then_some(round);
        }
        if round.contains(next) {
            return None;
        }
        round.push(next.clone());
    }
}

fn report_round(graph: &Graph, round: &[MilestoneRef], report: &mut Report) {
    let names: Vec<String> = round.iter().chain(round.first()).map(|it| format!("`{}`", it.name)).collect();
    let places: Vec<Span> = round.iter().filter_map(|it| graph.find_milestone(it)?.counted_from.as_ref()).map(|it| it.span).collect();
    let finding = Diagnostic::new(&cycle::CODE, places[0], "is counted from", format!("no date can be had: {}", names.join(" waits for ")));
    let finding = places[1..].iter().fold(finding, |finding, span| finding.label(*span, "which is counted from"));
    report.push(finding.help("give one of them a date of its own").about(format!("{}.milestones.{}", round[0].region, round[0].name)));
}

/// Reports a day or a time that a clock which reads it never shows.
fn exists(graph: &Graph, milestone: &Milestone, report: &mut Report) {
    let Some(when) = &milestone.when else { return };
    for zone in zones(graph, &milestone.region) {
        let name = zone.iana_name().unwrap_or("UTC").to_owned();
        let found = match (milestone.try_instants(&zone), &milestone.switch) {
            (Some(Err(why)), Some(switch)) if time::at(switch.value, &zone).is_err() => Some((why, switch.span)),
            (Some(Err(why)), _) => Some((why, when.span)),
            _ => None,
        };
        let Some((why, span)) = found else { continue };
        let time = match (&when.value, &milestone.switch) {
            (_, Some(switch)) if switch.span == span => switch.value.civil.strftime("%Y-%m-%d %H:%M").to_string(),
            (When::At(moment), _) => moment.civil.strftime("%Y-%m-%d %H:%M").to_string(),
            (When::Day(_, day), _) => day.to_string(),
        };
        let (message, help) = match why {
            NoInstant::MissingDay => (format!("{} never was in {name}", when.value.day()), "take the day before or after it"),
            NoInstant::Skipped => {
                (format!("{time} is skipped by the clock of {name}"), "take a time that the clock shows, or write an offset")
            }
            NoInstant::Repeated => (format!("{time} comes twice on the clock of {name}"), "write the offset that is meant, as `+01:00`"),
            NoInstant::OutOfRange => ("the date lies outside the calendar".to_owned(), "take a date that the store lives to see"),
        };
        let finding = Diagnostic::new(&nonexistent_local_time::CODE, span, "no instant", message);
        report.push(finding.help(help).about(format!("{}.milestones.{}", milestone.region, milestone.name)));
    }
}

/// Returns the zones by whose clocks a region's dates are read.
fn zones(graph: &Graph, region: &str) -> Vec<TimeZone> {
    let own = graph.regions[region].zone.clone();
    let mut seen = BTreeSet::new();
    let all = own.into_iter().chain(graph.sites_of(region).filter_map(|it| it.zone.clone()));
    all.filter(|it| seen.insert(it.iana_name().map(str::to_owned))).collect()
}
