//! What is drawn: things, and what each waits for, region by region; regions that differ in nothing are drawn once.

use crate::model::graph::order::{self, Order, Why};
use crate::model::graph::{MilestoneRef, Region, ServiceRef};
use crate::model::plan::Plan;
use crate::model::spec::milestone::MilestoneKind;
use crate::source::Located;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use petgraph::algo::tred::{dag_to_toposorted_adjacency_list, dag_transitive_reduction_closure};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{EdgeRef, IntoNeighbors};
use std::collections::{BTreeMap, BTreeSet};

/// All that is drawn.
#[derive(Clone, Debug)]
pub struct Flow {
    pub panels: Vec<Panel>,
}

/// One picture: a region, or several that differ in nothing; or what all of them share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// The regions' names, or what is shared.
    pub title: String,
    pub nodes: Vec<Node>,
    /// Between ranks of `nodes`; what follows from others is left out.
    pub edges: Vec<Edge>,
}

impl Panel {
    /// Marks what `last` waits for the longest, what that waits for, and so on back.
    fn mark(&mut self, last: usize) {
        let mut at = last;
        self.nodes[at].is_critical = true;
        // What is only due has no date that decides.
        let ends = |nodes: &[Node], it: usize| nodes[it].at.filter(|_| nodes[it].kind != Kind::Work);
        while let Some(edge) = self
            .edges
            .iter_mut()
            .filter(|it| it.to == at && !self.nodes[it.from].is_critical && ends(&self.nodes, it.from).is_some())
            .max_by_key(|it| (ends(&self.nodes, it.from), std::cmp::Reverse(it.from)))
        {
            edge.is_critical = true;
            at = edge.from;
            self.nodes[at].is_critical = true;
        }
    }
}

/// What a thing is; it decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A service of the platform that takes over.
    Ready,
    Service,
    Gain,
    Loss,
    Told,
    /// Something that is done before a switch.
    Work,
}

impl Kind {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Ready => "ready",
            Kind::Service => "service",
            Kind::Gain => "gain",
            Kind::Loss => "loss",
            Kind::Told => "told",
            Kind::Work => "work",
        }
    }
}

/// One thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    pub name: String,
    /// Its days, as `2024-10-21 – 2024-12-17`, or `before 2024-11-06`; empty where it has none.
    pub days: String,
    pub kind: Kind,
    /// When it is over; forgotten once the longest wait is marked, for what is drawn does not show it.
    at: Option<Timestamp>,
    /// Whether the sunset waits for it the longest.
    pub is_critical: bool,
}

/// One thing that another waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    pub from: usize,
    pub to: usize,
    /// The least time between the two, as `30 days`; empty where there is none.
    pub lead: String,
    pub is_critical: bool,
}

/// What one drawn thing stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Service(ServiceRef),
    Other(order::Node),
}

impl Flow {
    /// Returns what is drawn of a plan.
    pub fn of(plan: &Plan) -> Flow {
        let order = Order::of(&plan.graph);
        let mut panels: Vec<(Panel, Vec<String>)> = Vec::new();
        for region in plan.graph.retiring() {
            let panel = Sketch { plan, order: &order, region }.panel();
            match panels.iter_mut().find(|(known, _)| *known == panel) {
                Some((_, names)) => names.push(region.name.clone()),
                None => panels.push((panel, vec![region.name.clone()])),
            }
        }
        let mut panels: Vec<Panel> = panels.into_iter().map(|(panel, names)| Panel { title: names.join(", "), ..panel }).collect();
        panels.extend(shared(plan, &order));
        panels.retain(|it| !it.nodes.is_empty());
        Flow { panels }
    }
}

/// One region, while it is drawn.
struct Sketch<'p> {
    plan: &'p Plan,
    order: &'p Order,
    region: &'p Region,
}

impl Sketch<'_> {
    fn panel(&self) -> Panel {
        let mut links: BTreeMap<(Thing, Thing), String> = BTreeMap::new();
        let mut things: BTreeSet<Thing> = BTreeSet::new();
        for edge in self.order.graph.edge_references() {
            let (from, to) = (&self.order.graph[edge.source()], &self.order.graph[edge.target()]);
            let (Some(from), Some(to)) = (thing(&from.node), thing(&to.node)) else { continue };
            if from == to || !self.is_ours(&to) || edge.weight().why == Why::Effect || !self.is_drawn(&from) {
                continue;
            }
            let lead = edge.weight().lead.map_or_else(String::new, |it| it.to_string());
            links.entry((from, to)).and_modify(|it| it.clone_from(&lead)).or_insert(lead);
        }
        for service in self.region.services.values() {
            let own = Thing::Service(ServiceRef { owner: self.region.id.clone(), name: service.name.clone() });
            if let Some(since) = &service.since {
                links.entry((Thing::Other(order::Node::Milestone(since.value.clone())), own)).or_default();
            }
        }
        for milestone in self.region.milestones.values().filter(|it| it.never.is_none()) {
            things.insert(Thing::Other(order::Node::Milestone(self.milestone(&milestone.name))));
        }
        if let Some(announce) = self.region.of_kind(MilestoneKind::Announce) {
            let told = Thing::Other(order::Node::Told(self.region.id.clone()));
            links.entry((Thing::Other(order::Node::Milestone(self.milestone(&announce.name))), told)).or_default();
        }
        links.retain(|(from, to), _| self.has(from) && self.has(to));
        things.extend(links.keys().flat_map(|(from, to)| [from.clone(), to.clone()]));
        let zone = self.region.zone.clone().unwrap_or(TimeZone::UTC);
        let nodes = things.iter().map(|it| self.node(it, &zone)).collect();
        let mut panel = Panel { title: String::new(), nodes, edges: reduced(&things, &links) };
        let sunset = self.region.of_kind(MilestoneKind::Sunset).map(|it| Thing::Other(order::Node::Milestone(self.milestone(&it.name))));
        if let Some(at) = sunset.and_then(|it| things.iter().position(|thing| *thing == it)) {
            panel.mark(at);
        }
        panel.nodes.iter_mut().for_each(|it| it.at = None);
        panel
    }

    fn milestone(&self, name: &str) -> MilestoneRef {
        MilestoneRef { region: self.region.id.clone(), name: name.to_owned() }
    }

    fn is_ours(&self, thing: &Thing) -> bool {
        match thing {
            Thing::Service(it) => it.owner == self.region.id,
            Thing::Other(order::Node::Milestone(it)) => it.region == self.region.id,
            Thing::Other(order::Node::Told(it) | order::Node::Archive(it)) => *it == self.region.id,
            Thing::Other(_) => false,
        }
    }

    fn is_drawn(&self, thing: &Thing) -> bool {
        !matches!(thing, Thing::Other(order::Node::Switch(_) | order::Node::Site(_)))
    }

    fn has(&self, thing: &Thing) -> bool {
        match thing {
            Thing::Service(it) => self.order.find(&order::Node::ServiceBegins(it.clone())).is_some(),
            Thing::Other(it) => self.order.find(it).is_some(),
        }
    }

    fn node(&self, thing: &Thing, zone: &TimeZone) -> Node {
        let day = |it: Timestamp| it.to_zoned(zone.clone()).date().to_string();
        let at = |node: order::Node| self.order.find(&node).and_then(|it| it.at);
        match thing {
            Thing::Service(it) => {
                let own = self.region.services.get(&it.name).filter(|_| it.owner == self.region.id);
                let by_own_clock =
                    |name: Option<&Located<MilestoneRef>>| Some(self.plan.graph.find_milestone(&name?.value)?.instants(zone)?.switch);
                let (begins, ends) = match own {
                    Some(own) => (by_own_clock(own.since.as_ref()), by_own_clock(own.until.as_ref())),
                    None => (at(order::Node::ServiceBegins(it.clone())), at(order::Node::ServiceEnds(it.clone()))),
                };
                let days = match (begins, ends) {
                    (Some(begins), Some(ends)) if begins != ends => format!("{} – {}", day(begins), day(ends)),
                    (Some(at), _) | (None, Some(at)) => day(at),
                    (None, None) => String::new(),
                };
                let name = if it.owner == self.region.id { it.name.clone() } else { it.to_string() };
                Node { name, days, kind: Kind::Service, at: ends.or(begins), is_critical: false }
            }
            Thing::Other(node) => {
                let event = self.order.find(node);
                let word = if event.is_some_and(|it| it.is_due) { "before " } else { "" };
                // A platform's day is the head office's.
                let zone = event.and_then(|it| it.zone.clone()).filter(|_| matches!(node, order::Node::Ready(_))).unwrap_or(zone.clone());
                let at = event.and_then(|it| it.at);
                let days = at.map_or_else(String::new, |it| format!("{word}{}", it.to_zoned(zone).date()));
                let (name, kind) = self.named(node);
                Node { name, days, kind, at, is_critical: false }
            }
        }
    }

    fn named(&self, node: &order::Node) -> (String, Kind) {
        match node {
            order::Node::Ready(it) => (format!("{it} is up"), Kind::Ready),
            order::Node::Archive(_) => ("archive copy is asked for".to_owned(), Kind::Work),
            order::Node::Told(_) => ("customers are told".to_owned(), Kind::Told),
            order::Node::Milestone(it) => {
                let kind = self.plan.graph.find_milestone(it).and_then(|it| it.kind);
                let name = if it.region == self.region.id { it.name.clone() } else { format!("{}/{}", it.region, it.name) };
                let kind = match kind {
                    Some(MilestoneKind::Announce) => Kind::Told,
                    Some(it) if it.is_gain() => Kind::Gain,
                    _ => Kind::Loss,
                };
                (name, kind)
            }
            other => (other.to_string(), Kind::Work),
        }
    }
}

fn thing(node: &order::Node) -> Option<Thing> {
    match node {
        order::Node::ServiceBegins(it) | order::Node::ServiceEnds(it) => Some(Thing::Service(it.clone())),
        order::Node::Switch(_) | order::Node::Site(_) => None,
        other => Some(Thing::Other(other.clone())),
    }
}

/// Returns certificates, hosts and names: what comes before the first switch and after the last one.
fn shared(plan: &Plan, order: &Order) -> Option<Panel> {
    let is_shared = |it: &order::Node| {
        matches!(
            it,
            order::Node::Certificate(_)
                | order::Node::Host(_)
                | order::Node::DnsMoved(_)
                | order::Node::TtlLowered(_)
                | order::Node::TtlRestored(_)
                | order::Node::Domain(_)
        )
    };
    let mut things: BTreeSet<Thing> = BTreeSet::new();
    let mut links: BTreeMap<(Thing, Thing), String> = BTreeMap::new();
    for edge in order.graph.edge_references() {
        let (from, to) = (&order.graph[edge.source()].node, &order.graph[edge.target()].node);
        if is_shared(from) || is_shared(to) {
            let ends = (Thing::Other(from.clone()), Thing::Other(to.clone()));
            things.extend([ends.0.clone(), ends.1.clone()]);
            links.insert(ends, edge.weight().lead.map_or_else(String::new, |it| it.to_string()));
        }
    }
    let zone = plan.graph.program.zone.clone().unwrap_or(TimeZone::UTC);
    let node = |thing: &Thing| -> Option<Node> {
        let Thing::Other(node) = thing else { return None };
        let event = order.find(node)?;
        let zone = event.zone.as_ref().unwrap_or(&zone);
        let word = if event.is_due { "before " } else { "" };
        let days = event.at.map_or_else(String::new, |it| format!("{word}{}", it.to_zoned(zone.clone()).date()));
        let (name, kind) = match node {
            order::Node::Switch(_) => ("switch of servers".to_owned(), Kind::Loss),
            order::Node::DnsMoved(it) => (format!("{it} leads to our servers"), Kind::Work),
            order::Node::Host(it) => (format!("{it} is installed"), Kind::Work),
            other => (other.to_string(), Kind::Work),
        };
        Some(Node { name, days, kind, at: event.at, is_critical: false })
    };
    let nodes = things.iter().filter_map(node).collect();
    let title = "Certificates, hosts and names".to_owned();
    (!things.is_empty()).then(|| Panel { title, nodes, edges: reduced(&things, &links) })
}

/// Returns the edges without those that follow from others (the transitive reduction); all of them where there is a round.
fn reduced(things: &BTreeSet<Thing>, links: &BTreeMap<(Thing, Thing), String>) -> Vec<Edge> {
    let rank: BTreeMap<&Thing, usize> = things.iter().enumerate().map(|(at, it)| (it, at)).collect();
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(things.len(), links.len());
    things.iter().for_each(|_| {
        graph.add_node(());
    });
    for (from, to) in links.keys() {
        graph.add_edge(NodeIndex::new(rank[from]), NodeIndex::new(rank[to]), ());
    }
    let kept: Option<BTreeSet<(usize, usize)>> = petgraph::algo::toposort(&graph, None).ok().map(|sorted| {
        let (list, _) = dag_to_toposorted_adjacency_list::<_, u32>(&graph, &sorted);
        let (reduction, _) = dag_transitive_reduction_closure(&list);
        let edges = (0..sorted.len()).flat_map(|from| reduction.neighbors(from as u32).map(move |to| (from, to as usize)));
        edges.map(|(from, to)| (sorted[from].index(), sorted[to].index())).collect()
    });
    let edges = links.iter().map(|((from, to), lead)| Edge { from: rank[from], to: rank[to], lead: lead.clone(), is_critical: false });
    edges.filter(|it| kept.as_ref().is_none_or(|kept| kept.contains(&(it.from, it.to)))).collect()
}
