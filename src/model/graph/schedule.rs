//! When things can happen at the earliest, and must at the latest, if everything that they wait for takes its time.
//!
//! A date that is written stands; what has none of its own happens as late as what waits for it allows. The earliest
//! instant of a thing is the latest of those at which what it waits for has happened, each with its lead.

use super::order::{Edge, Event, Node, Order, Why};
use super::time;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use petgraph::Direction;
use petgraph::graph::{EdgeReference, NodeIndex};
use petgraph::visit::EdgeRef;
use std::collections::BTreeSet;

/// The earliest and the latest instants of an order's events.
#[derive(Clone, Debug)]
pub struct Schedule<'o> {
    order: &'o Order,
    /// By the rank of the node: when what it waits for lets it happen.
    earliest: Vec<Option<Timestamp>>,
    /// By the rank of the node: by when it must have happened.
    latest: Vec<Option<Timestamp>>,
}

/// One thing that another waits for.
#[derive(Clone, Copy, Debug)]
pub struct Wait<'o> {
    pub event: &'o Event,
    pub edge: &'o Edge,
    /// When it lets go of what waits for it.
    pub over: Timestamp,
    /// How many others are waited for until the same instant.
    pub others: usize,
}

impl<'o> Schedule<'o> {
    /// Works out the instants of `order`; what lies on a round has none.
    pub fn of(order: &'o Order) -> Schedule<'o> {
        let count = order.graph.node_count();
        let mut schedule = Schedule { order, earliest: vec![None; count], latest: vec![None; count] };
        let ranks = order.ranks();
        for rank in &ranks {
            schedule.earliest[*rank] = schedule.waits(*rank).iter().map(|it| it.over).max();
        }
        for rank in ranks.iter().rev() {
            let then = order.graph.edges_directed(NodeIndex::new(*rank), Direction::Outgoing);
            schedule.latest[*rank] = then.filter_map(|it| schedule.due(&it)).min();
        }
        schedule
    }

    /// Returns when `node` can happen at the earliest; `None` where it waits for nothing that has a date.
    pub fn earliest(&self, node: &Node) -> Option<Timestamp> {
        self.earliest[self.order.rank(node)?]
    }

    /// Returns by when `node` must have happened; `None` where nothing that has a date waits for it.
    pub fn latest(&self, node: &Node) -> Option<Timestamp> {
        self.latest[self.order.rank(node)?]
    }

    /// Returns the time by which `node` can slip before it pushes what waits for it, in seconds; negative where it is late.
    pub fn slack(&self, node: &Node) -> Option<i64> {
        let at = self.order.find(node)?.at?;
        Some(self.latest(node)?.as_second() - at.as_second())
    }

    /// Returns the dates that come before what they wait for allows, each with what it waits for in vain, nearest first.
    /// What only follows from another such date is not among them.
    pub fn broken(&self) -> Vec<(&'o Event, Vec<Wait<'o>>)> {
        let mut found: Vec<_> = self.order.graph.node_indices().filter_map(|it| self.broken_at(it.index())).collect();
        found.sort_by(|one, two| (one.0.at, &one.0.node).cmp(&(two.0.at, &two.0.node)));
        found
    }

    fn broken_at(&self, rank: usize) -> Option<(&'o Event, Vec<Wait<'o>>)> {
        let event = self.event(rank);
        let at = event.at.filter(|_| !event.is_due)?;
        let is_late = |it: &EdgeReference<'o, Edge>| self.over_as_written(it).is_some_and(|over| over > at);
        self.edges(rank, Direction::Incoming).any(|it| is_late(&it)).then(|| (event, self.back_from(rank, true)))
    }

    /// Returns what `node` waits for the longest, what that waits for, and so on back to what waits for nothing.
    pub fn path(&self, node: &Node) -> Vec<Wait<'o>> {
        self.order.rank(node).map_or_else(Vec::new, |it| self.back_from(it, false))
    }

    /// Returns what an event waits for the longest, and so on back; if `is_driven`, only to what happens when it does because
    /// its own date says so.
    fn back_from(&self, rank: usize, is_driven: bool) -> Vec<Wait<'o>> {
        let mut chain: Vec<Wait> = Vec::new();
        let mut seen = BTreeSet::from([rank]);
        let mut at = rank;
        while let Some(next) = self.longest(at) {
            let is_by_choice = !chain.is_empty() && self.event(at).at.is_some_and(|it| it > next.over);
            let Some(rank) = self.order.rank(&next.event.node).filter(|it| seen.insert(*it) && !(is_driven && is_by_choice)) else { break };
            chain.push(next);
            at = rank;
        }
        chain
    }

    /// Returns the wait that is over last; of several, the first by name.
    fn longest(&self, rank: usize) -> Option<Wait<'o>> {
        let waits = self.waits(rank);
        let last = waits.iter().max_by(|one, two| (one.over, &two.event.node).cmp(&(two.over, &one.event.node)))?;
        let others = waits.iter().filter(|it| it.over == last.over).count() - 1;
        Some(Wait { others, ..*last })
    }

    fn waits(&self, rank: usize) -> Vec<Wait<'o>> {
        let edges = self.edges(rank, Direction::Incoming);
        edges
            .filter_map(|it| {
                let event = self.event(it.source().index());
                let happens = event.at.filter(|_| !event.is_due).max(self.earliest[it.source().index()])?;
                Some(Wait { event, edge: it.weight(), over: shifted(happens, it.weight(), event, false)?, others: 0 })
            })
            .collect()
    }

    /// Returns when the source of an edge lets go of its target, if its own date is kept.
    fn over_as_written(&self, edge: &EdgeReference<'o, Edge>) -> Option<Timestamp> {
        let event = self.event(edge.source().index());
        shifted(event.at.filter(|_| !event.is_due)?, edge.weight(), event, false)
    }

    /// Returns by when the source of an edge must have happened, so that its target can be in time.
    fn due(&self, edge: &EdgeReference<'o, Edge>) -> Option<Timestamp> {
        let then = self.event(edge.target().index());
        let latest = self.latest[edge.target().index()];
        let at = match edge.weight().why {
            // What begins with a date moves along with it, as far as what waits for it allows.
            Why::Begins => latest?,
            // What customers get back must be theirs before they are told that it ends.
            Why::Restored if matches!(self.event(edge.source().index()).node, Node::Milestone(_)) => {
                then.told.or(then.at)? - SignedDuration::from_secs(1)
            }
            why if why.is_binding() => then.at.filter(|_| !then.is_due).or(latest)?,
            _ => return None,
        };
        shifted(at, edge.weight(), self.event(edge.source().index()), true)
    }

    fn edges(&self, rank: usize, direction: Direction) -> impl Iterator<Item = EdgeReference<'o, Edge>> {
        self.order.graph.edges_directed(NodeIndex::new(rank), direction).filter(|it| it.weight().why.is_binding())
    }

    fn event(&self, rank: usize) -> &'o Event {
        &self.order.graph[NodeIndex::new(rank)]
    }
}

/// Returns the instant of what an edge leads to from that of what it comes from, `first`, or the other way round.
pub(super) fn shifted(at: Timestamp, edge: &Edge, first: &Event, is_earlier: bool) -> Option<Timestamp> {
    match edge.lead {
        Some(lead) => time::shift(at, lead, is_earlier, first.zone.as_ref().unwrap_or(&TimeZone::UTC)).ok(),
        None => Some(at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::spec::scalar::{Duration, Unit};

    fn event(name: &str, day: Option<i64>) -> Event {
        let at = day.and_then(|it| Timestamp::from_second(it * 86_400).ok());
        Event { node: Node::Host(name.into()), at, is_due: false, told: None, span: None, zone: None }
    }

    fn order(events: &[(&str, Option<i64>)], edges: &[(&str, &str, u32)]) -> Order {
        let mut order = Order::default();
        events.iter().for_each(|(name, day)| {
            order.add(event(name, *day));
        });
        for (from, to, days) in edges {
            let lead = (*days > 0).then_some(Duration { count: *days, unit: Unit::Day });
            order.edge(&Node::Host((*from).into()), &Node::Host((*to).into()), Why::Needs, lead, None);
        }
        order
    }

    fn day(it: Option<Timestamp>) -> Option<i64> {
        it.map(|it| it.as_second() / 86_400)
    }

    #[test]
    fn the_longest_wait_decides_and_is_told_link_by_link() {
        let events = [("ready", Some(1)), ("short", Some(2)), ("open", None), ("end", Some(6))];
        let order = order(&events, &[("ready", "open", 3), ("open", "end", 4), ("short", "end", 1)]);
        let schedule = Schedule::of(&order);
        let end = Node::Host("end".into());
        assert_eq!(day(schedule.earliest(&end)), Some(8));
        let chain: Vec<String> = schedule
            .back_from(order.rank(&end).expect("it is there"), true)
            .iter()
            .map(|it| format!("{} {:?}", it.event.node, day(Some(it.over))))
            .collect();
        assert_eq!(chain, ["host open Some(8)", "host ready Some(4)"]);
        assert_eq!(day(schedule.latest(&Node::Host("ready".into()))), Some(-1));
        assert_eq!(schedule.slack(&Node::Host("short".into())), Some(3 * 86_400));
        assert_eq!(schedule.slack(&end), None);
    }

    #[test]
    fn a_broken_date_is_told_and_what_follows_from_it_is_not() {
        let events = [("a", Some(5)), ("b", Some(4)), ("c", Some(4)), ("d", Some(9))];
        let order = order(&events, &[("a", "b", 0), ("b", "c", 0), ("c", "d", 1)]);
        let broken: Vec<String> = Schedule::of(&order).broken().iter().map(|it| it.0.node.to_string()).collect();
        assert_eq!(broken, ["host b"]);
    }

    #[test]
    fn a_round_ends() {
        let order = order(&[("a", Some(5)), ("b", None)], &[("a", "b", 1), ("b", "a", 1)]);
        let schedule = Schedule::of(&order);
        assert!(schedule.path(&Node::Host("a".into())).len() <= 2);
    }
}
