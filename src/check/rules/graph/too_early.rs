//! `graph/too-early`

use crate::check::rules::date::out_of_order::Disorder;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::order::{Event, Node, Order};
use crate::model::graph::schedule::{Schedule, Wait};
use crate::model::graph::time::{self, When};
use crate::model::graph::{Graph, Milestone, ServiceRef};
use crate::source::Span;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

crate::diag::code! {
    /// A date comes before what it waits for can be over.
    ///
    /// ## Why it matters
    ///
    /// A store that goes dark before its coupons are given back takes them with it, and a move that takes a month is not
    /// over in a week because a table says so. What a date waits for, and for how long, is a chain: the finding shows it
    /// link by link, the longest way back, and the first day that can be kept.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [services.orders]
    /// takes = "60 days"
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the day that the finding names, begin earlier, or shorten what it waits for.
    "graph/too-early" Error
}

/// How much of a chain is told.
const SHOWN: usize = 5;

/// Reports dates that lie before what they wait for is over.
pub fn run(graph: &Graph, report: &mut Report) {
    let order = Order::of(graph);
    let disorder = Disorder::of(report);
    // By the date that was written: regions that inherit it wait for different things, and one day suits them all.
    let mut worst: BTreeMap<Span, (&Milestone, &Event, Vec<Wait>)> = BTreeMap::new();
    for (event, chain) in Schedule::of(&order).broken() {
        // What ends or begins too early by itself is told by its milestone, or by `graph/starts-before-dependency` and
        // `graph/successor-not-live`.
        let Node::Milestone(name) = &event.node else { continue };
        let Some(milestone) = graph.find_milestone(name).filter(|it| !disorder.has(it)) else { continue };
        // What only waits for a date in the wrong order is told with that.
        if chain.iter().filter_map(|it| dated(graph, &it.event.node)).any(|it| disorder.has(it)) {
            continue;
        }
        let late = |chain: &[Wait]| chain.first().map(|it| (earliest(milestone, event, it), it.over));
        match worst.get(&milestone.place()) {
            Some(known) if late(&known.2) >= late(&chain) => {}
            _ => drop(worst.insert(milestone.place(), (milestone, event, chain))),
        }
    }
    report.findings.extend(worst.into_values().map(|(it, event, chain)| milestone(graph, it, event, &chain)));
}

/// Returns the first day on which a milestone can be kept, as it would be written.
fn earliest(milestone: &Milestone, event: &Event, wait: &Wait) -> Option<Date> {
    match earliest_day(milestone, wait.over, event.zone.as_ref()?)? {
        When::Day(_, day) => Some(day),
        When::At(_) => None,
    }
}

fn milestone(graph: &Graph, milestone: &Milestone, event: &Event, chain: &[Wait]) -> Diagnostic {
    let finding = found(graph, milestone, event, chain);
    let day = chain.first().zip(event.zone.as_ref()).and_then(|(it, zone)| earliest_day(milestone, it.over, zone));
    let help = match day {
        Some(when) => format!("write `{}`, the first day that can be kept, or shorten what it waits for", typed(when)),
        None => "let it come later, or shorten what it waits for".to_owned(),
    };
    finding.help(help).about(format!("{}.milestones.{}", milestone.region, milestone.name))
}

fn found(graph: &Graph, milestone: &Milestone, event: &Event, chain: &[Wait]) -> Diagnostic {
    let zone = event.zone.clone().unwrap_or(TimeZone::UTC);
    let at = event.at.map_or_else(String::new, |it| time::local(it, &zone));
    let links: Vec<String> = chain.iter().take(SHOWN).map(|it| link(graph, it, &zone)).collect();
    let more = if chain.len() > SHOWN { " ← …" } else { "" };
    let message = format!("`{}` cannot be kept at {at}: it waits for {}{more}", milestone.name, links.join(" ← "));
    let place = milestone.when.as_ref().map_or(milestone.span, |it| it.span);
    let finding = Diagnostic::new(&CODE, place, "comes too early", message);
    // Of the first link the date that stands in the way is shown too.
    let end = chain.first().and_then(|it| match &it.event.node {
        Node::ServiceEnds(it) => ends_at(graph, it),
        _ => None,
    });
    let finding = end.into_iter().fold(finding, |finding, it| finding.label(it.place(), "moves until then"));
    chain.iter().take(SHOWN).filter_map(|it| Some((it.event.span?, it))).fold(finding, |finding, (span, wait)| {
        let label = match wait.edge.lead {
            Some(lead) => format!("{lead} from here"),
            None => "which waits for this".to_owned(),
        };
        finding.label(span, label)
    })
}

/// Returns the milestone that gives an event its date.
fn dated<'g>(graph: &'g Graph, node: &Node) -> Option<&'g Milestone> {
    match node {
        Node::Milestone(it) => graph.find_milestone(it),
        Node::ServiceEnds(it) => ends_at(graph, it),
        Node::ServiceBegins(it) => {
            let service = graph.regions.get(&it.owner)?.services.get(&it.name)?;
            graph.find_milestone(&service.since.as_ref()?.value)
        }
        _ => None,
    }
}

/// Returns the milestone at which a service has moved: the date that stands in the way is written there.
fn ends_at<'g>(graph: &'g Graph, service: &ServiceRef) -> Option<&'g Milestone> {
    let service = graph.regions.get(&service.owner)?.services.get(&service.name)?;
    graph.find_milestone(&service.until.as_ref()?.value)
}

/// Says what is waited for, and when it is over.
fn link(graph: &Graph, wait: &Wait, zone: &TimeZone) -> String {
    let (name, does) = match &wait.event.node {
        Node::Milestone(it) => (format!("`{}`", it.name), String::new()),
        Node::ServiceEnds(it) => {
            let until = ends_at(graph, it).map_or_else(String::new, |it| format!(" by `{}`", it.name));
            (format!("`{}`", it.name), format!(", which has moved{until}"))
        }
        Node::ServiceBegins(it) => (format!("`{}`", it.name), ", which begins".to_owned()),
        Node::Ready(it) => (format!("`{it}`"), ", which is up".to_owned()),
        other => (other.to_string(), String::new()),
    };
    let more = if wait.others > 0 { format!(" (and {} more)", wait.others) } else { String::new() };
    let what = format!("{name}{more}{does}");
    let happens = wait.event.at.filter(|_| wait.edge.lead.is_some());
    match happens.zip(wait.edge.lead) {
        Some((at, lead)) => format!("{what} at {} and takes {lead}, to {}", local(at, zone), local(wait.over, zone)),
        None => format!("{what} at {}", local(wait.over, zone)),
    }
}

fn local(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Returns the first day on which the milestone, with its own word, can be kept: servers switch no earlier than `over`,
/// and of a loss customers are told a later instant, for what they are given back at the last moment is lost.
fn earliest_day(milestone: &Milestone, over: Timestamp, zone: &TimeZone) -> Option<When> {
    let When::Day(qualifier, _) = milestone.when.as_ref()?.value else { return None };
    let is_gain = milestone.kind?.is_gain();
    let first = over.to_zoned(zone.clone()).date().yesterday().ok()?;
    let days = first.series(jiff::Span::new().days(1)).take(4).map(|it| When::Day(qualifier, it));
    let can_be_kept =
        |it: &When| time::instants(*it, is_gain, false, zone).is_ok_and(|it| it.switch >= over && (is_gain || it.told > over));
    days.into_iter().find(can_be_kept)
}

fn typed(when: When) -> String {
    match when {
        When::Day(qualifier, day) => format!("{} = {day}", qualifier.word()),
        When::At(_) => when.to_string(),
    }
}
