//! What is late on a day: what had to be done by then, and what cannot be kept any more where it was not.
//!
//! A date that is written and past is taken to have happened; what is only due by some instant may not have been done.

use super::order::{Edge, Event, Node, Order, Why};
use super::schedule::{Schedule, Wait, shifted};
use super::time;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use petgraph::Direction;
use petgraph::graph::NodeIndex;
use petgraph::visit::EdgeRef;

/// What is late, and what it costs.
#[derive(Clone, Debug, Default)]
pub struct Lateness<'o> {
    /// What should have been done, by when it was due.
    pub overdue: Vec<Overdue<'o>>,
    /// Dates ahead that cannot be kept if what is overdue begins on the day itself, by their instant.
    pub lost: Vec<Lost<'o>>,
}

/// Something that should have been done.
#[derive(Clone, Copy, Debug)]
pub struct Overdue<'o> {
    pub event: &'o Event,
    pub due: Timestamp,
}

/// A date that cannot be kept.
#[derive(Clone, Debug)]
pub struct Lost<'o> {
    pub event: &'o Event,
    /// When it can be at the earliest.
    pub earliest: Timestamp,
    /// What it waits for, the nearest first, back to what is overdue.
    pub waits: Vec<Wait<'o>>,
    /// Whether it is only the time that customers are to be told ahead.
    pub is_notice: bool,
}

/// The way by which lateness reaches an event.
#[derive(Clone, Copy)]
struct Reached<'o> {
    /// When the event can happen, if what is overdue begins now.
    at: Timestamp,
    from: Option<(usize, &'o Edge)>,
}

impl<'o> Lateness<'o> {
    /// Returns what is late at the start of `day`, by the clock of each thing.
    pub fn of(order: &'o Order, day: Date) -> Lateness<'o> {
        let schedule = Schedule::of(order);
        let mut reached: Vec<Option<Reached>> = vec![None; order.graph.node_count()];
        let mut late = Lateness::default();
        for rank in order.ranks() {
            let event = &order.graph[NodeIndex::new(rank)];
            let now = start(day, event);
            let is_past = !event.is_due && event.at.is_some_and(|it| it < now);
            if is_past {
                continue;
            }
            reached[rank] = pushed(order, &reached, rank);
            let is_dated = !event.is_due && event.at.is_some();
            if is_dated {
                // What still comes in time pushes nothing.
                reached[rank] = reached[rank].filter(|it| event.at.is_some_and(|at| at < it.at));
                if let Some(to) = reached[rank] {
                    late.lost.push(Lost { event, earliest: to.at, waits: back(order, &reached, rank), is_notice: false });
                }
                late.notice(order, rank, day);
                continue;
            }
            let due = schedule.latest(&event.node).filter(|it| *it < now && is_wanted(order, rank, day));
            if let Some(due) = due {
                late.overdue.push(Overdue { event, due });
                let at = reached[rank].map_or(now, |it| it.at.max(now));
                reached[rank] = Some(reached[rank].unwrap_or(Reached { at, from: None }));
            }
        }
        late.overdue.sort_by(|one, two| (one.due, &one.event.node).cmp(&(two.due, &two.event.node)));
        late.lost.sort_by(|one, two| (one.event.at, &one.event.node).cmp(&(two.event.at, &two.event.node)));
        late
    }

    /// Adds a loss before which customers can no longer be told in time, if they are yet to be told.
    fn notice(&mut self, order: &'o Order, rank: usize, day: Date) {
        let told = &order.graph[NodeIndex::new(rank)];
        if !matches!(told.node, Node::Told(_)) {
            return;
        }
        let now = start(day, told);
        for edge in order.graph.edges_directed(NodeIndex::new(rank), Direction::Outgoing).filter(|it| it.weight().why == Why::Announced) {
            let event = &order.graph[edge.target()];
            let Some(at) = event.at.filter(|it| *it >= now) else { continue };
            let (Some(due), Some(over)) = (shifted(at, edge.weight(), told, true), shifted(now, edge.weight(), told, false)) else {
                continue;
            };
            if due < now {
                self.overdue.push(Overdue { event: told, due });
                let wait = Wait { event: told, edge: edge.weight(), over, others: 0 };
                self.lost.push(Lost { event, earliest: over, waits: vec![wait], is_notice: true });
            }
        }
    }
}

/// Returns the start of `day` by the clock of `event`.
fn start(day: Date, event: &Event) -> Timestamp {
    time::start(day, event.zone.as_ref().unwrap_or(&TimeZone::UTC)).unwrap_or(Timestamp::MAX)
}

/// Returns until when what an event waits for holds it back; of several, the last.
fn pushed<'o>(order: &'o Order, reached: &[Option<Reached>], rank: usize) -> Option<Reached<'o>> {
    let edges = order.graph.edges_directed(NodeIndex::new(rank), Direction::Incoming).filter(|it| it.weight().why.is_binding());
    let over = edges.filter_map(|it| {
        let source = it.source().index();
        let at = shifted(reached[source]?.at, it.weight(), &order.graph[it.source()], false)?;
        Some(Reached { at, from: Some((source, it.weight())) })
    });
    over.max_by_key(|it| (it.at, it.from.map(|it| std::cmp::Reverse(it.0))))
}

/// Tells whether something that is still ahead waits for an event, through what has no date of its own.
fn is_wanted(order: &Order, rank: usize, day: Date) -> bool {
    let (mut open, mut seen) = (vec![rank], vec![false; order.graph.node_count()]);
    while let Some(next) = open.pop() {
        for edge in order.graph.edges_directed(NodeIndex::new(next), Direction::Outgoing).filter(|it| it.weight().why.is_binding()) {
            let event = &order.graph[edge.target()];
            match event.at.filter(|_| !event.is_due) {
                Some(at) if at >= start(day, event) => return true,
                Some(_) => {}
                None if std::mem::replace(&mut seen[edge.target().index()], true) => {}
                None => open.push(edge.target().index()),
            }
        }
    }
    false
}

/// Returns what an event waits for, back to where the lateness begins.
fn back<'o>(order: &'o Order, reached: &[Option<Reached<'o>>], rank: usize) -> Vec<Wait<'o>> {
    let mut waits = Vec::new();
    let mut at = rank;
    while let Some(Reached { at: over, from: Some((source, edge)) }) = reached[at] {
        waits.push(Wait { event: &order.graph[NodeIndex::new(source)], edge, over, others: 0 });
        at = source;
    }
    waits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::spec::scalar::Duration;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn at(text: &str) -> Timestamp {
        time::start(day(text), &TimeZone::UTC).unwrap()
    }

    /// A step that is due so many days before a date, with another date before it.
    fn order() -> Order {
        let mut order = Order::default();
        let event = |name: &str, at: Option<Timestamp>, is_due| Event {
            node: Node::Host(name.to_owned()),
            at,
            is_due,
            told: None,
            span: None,
            zone: None,
        };
        order.add(event("begun", Some(at("2024-11-01")), false));
        order.add(event("copied", None, true));
        order.add(event("end", Some(at("2024-12-31")), false));
        order.add(event("later", Some(at("2025-06-01")), false));
        for (from, to, days) in [("begun", "copied", 0), ("copied", "end", 56), ("end", "later", 7)] {
            let lead = Some(Duration::days(days)).filter(|_| days > 0);
            order.edge(&Node::Host(from.into()), &Node::Host(to.into()), Why::Archived, lead, None);
        }
        order
    }

    fn said(on: &str) -> (Vec<String>, Vec<String>) {
        let order = order();
        let late = Lateness::of(&order, day(on));
        let date = |it: Timestamp| it.to_zoned(TimeZone::UTC).date().to_string();
        let overdue = late.overdue.iter().map(|it| format!("{} {}", it.event.node, date(it.due))).collect();
        let lost = late.lost.iter().map(|it| {
            let waits: Vec<String> = it.waits.iter().map(|it| it.event.node.to_string()).collect();
            format!("{} {} by {}", it.event.node, date(it.earliest), waits.join(" "))
        });
        (overdue, lost.collect())
    }

    #[test]
    fn what_is_in_time_is_not_late() {
        assert_eq!(said("2024-11-05"), (vec![], vec![]));
    }

    #[test]
    fn what_was_due_pushes_what_waits_for_it_and_nothing_that_has_time() {
        let (overdue, lost) = said("2024-12-30");
        assert_eq!(overdue, ["host copied 2024-11-05"]);
        assert_eq!(lost, ["host end 2025-02-24 by host copied"]);
    }

    #[test]
    fn what_is_over_is_over() {
        assert_eq!(said("2025-01-01"), (vec![], vec![]));
    }
}
