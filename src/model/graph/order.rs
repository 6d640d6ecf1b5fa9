//! What must happen before what: the dependency graph, its rounds and its order.
//!
//! An edge leads from what comes first to what waits for it, with the least time between the two. Three readers:
//! `check` looks for rounds and for dates that cannot be kept, `lower` orders the runbook by it.

use super::time::{self, Instants};
use super::{Disposition, Graph, MilestoneRef, Region, Service, ServiceRef, Site, zone};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::place::Domain;
use crate::model::spec::scalar::{Duration, Unit};
use crate::model::spec::service::Move;
use crate::source::{Located, Span};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use petgraph::Direction;
use petgraph::algo::kosaraju_scc;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};
use std::fmt;

/// How long ahead of the sunset archives ask to be told (UK Government Web Archive, guidance on closing sites).
pub const ARCHIVE_LEAD: Duration = Duration { count: 8, unit: Unit::Week };

/// Something that happens, or is done.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Node {
    /// A platform's service is up.
    Ready(ServiceRef),
    /// The copy of a region's sites is asked for.
    Archive(String),
    /// The certificate is issued and covers its names.
    Certificate(String),
    /// Answers of the domain's zone are kept for a short time only.
    TtlLowered(String),
    /// The host answers by our configuration.
    Host(String),
    /// The domain's names lead to our servers.
    DnsMoved(String),
    /// Customers of a region are told.
    Told(String),
    ServiceBegins(ServiceRef),
    ServiceEnds(ServiceRef),
    Milestone(MilestoneRef),
    /// Servers change what they answer.
    Switch(Timestamp),
    /// A site is dark.
    Site(String),
    TtlRestored(String),
    /// The domain is paid for no longer, or for ever looked after.
    Domain(String),
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Node::Ready(it) => write!(f, "{it} is up"),
            Node::Archive(it) => write!(f, "archive copy of {it}"),
            Node::Certificate(it) => write!(f, "certificate {it}"),
            Node::TtlLowered(it) => write!(f, "short TTL of {it}"),
            Node::Host(it) => write!(f, "host {it}"),
            Node::DnsMoved(it) => write!(f, "DNS of {it}"),
            Node::Told(it) => write!(f, "customers of {it} are told"),
            Node::ServiceBegins(it) => write!(f, "{it} begins to move"),
            Node::ServiceEnds(it) => write!(f, "{it} has moved"),
            Node::Milestone(it) => write!(f, "{}.milestones.{}", it.region, it.name),
            Node::Switch(it) => write!(f, "switch {}", time::utc(*it)),
            Node::Site(it) => write!(f, "site {it} is dark"),
            Node::TtlRestored(it) => write!(f, "usual TTL of {it}"),
            Node::Domain(it) => write!(f, "domain {it}"),
        }
    }
}

impl fmt::Display for ServiceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

/// A node with what is known of its time and place.
#[derive(Clone, Debug)]
pub struct Event {
    pub node: Node,
    /// When it happens, or is due.
    pub at: Option<Timestamp>,
    /// Whether it has no date of its own and is only due by then.
    pub is_due: bool,
    /// What customers are told of it, where that is another instant.
    pub told: Option<Timestamp>,
    pub span: Option<Span>,
    /// The clock that its days are read by.
    pub zone: Option<TimeZone>,
}

/// Why one thing waits for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// Caches forget the old answer.
    Ttl,
    /// A name answers over https only with its certificate.
    Certified,
    /// A name leads to servers that are ready.
    Installed,
    /// Archives need time before the end.
    Archived,
    /// Customers are told before they lose anything.
    Announced,
    /// A service `needs` another.
    Needs,
    /// The destination is up before anything goes there.
    Up,
    /// It begins with this date.
    Begins,
    /// It begins before it ends.
    Moves,
    /// What was taken is given back before the end.
    Restored,
    /// The date is counted from another.
    Counted,
    /// It takes effect at this switch.
    Effect,
    /// Time passes.
    Then,
}

impl Why {
    /// Tells whether nothing can begin before what it waits for so is over. What is only wished for, moves along by itself,
    /// or is another name of one instant, binds nothing.
    pub fn is_binding(self) -> bool {
        !matches!(self, Why::Announced | Why::Begins | Why::Counted | Why::Effect | Why::Then)
    }
}

/// What leads from one node to another.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    pub why: Why,
    /// The least time between the two.
    pub lead: Option<Duration>,
    /// Where it was written, if it was.
    pub span: Option<Span>,
}

/// What must happen before what.
#[derive(Clone, Debug, Default)]
pub struct Order {
    pub graph: DiGraph<Event, Edge>,
    index: BTreeMap<Node, NodeIndex>,
}

impl Order {
    /// Returns the dependencies of a workspace.
    pub fn of(graph: &Graph) -> Order {
        let mut order = Order::default();
        let dated: Vec<&Region> = graph.retiring().filter(|it| it.is_dated && it.zone.is_some()).collect();
        dated.iter().for_each(|it| order.milestones(graph, it));
        for region in dated {
            order.dates(graph, region);
            let moving = region.services.values().filter(|it| it.movement.is_none_or(|it| it.value != Move::None));
            moving.for_each(|it| order.service(graph, region, it));
            graph.sites_of(&region.id).for_each(|it| order.site(region, it));
        }
        order.chain();
        let below = sites_by_domain(graph);
        let names = zone::names(graph);
        for (name, domain) in graph.domains.iter().filter(|(_, it)| !is_kept(graph, it)) {
            if let Some(switches) = below.get(name.as_str()).and_then(|it| switches_of_domain(graph, it)) {
                let old = names.get(name.as_str()).and_then(|it| zone::old_ttl(graph, name, it));
                order.domain(graph, (name, domain), old, switches);
            }
        }
        order.hosts(graph);
        order.settle();
        order
    }

    /// Returns the event of `node`.
    pub fn find(&self, node: &Node) -> Option<&Event> {
        Some(&self.graph[*self.index.get(node)?])
    }

    /// Returns what `node` waits for, in the nodes' order.
    pub fn before(&self, node: &Node) -> Vec<(&Event, &Edge)> {
        let Some(index) = self.index.get(node) else { return Vec::new() };
        let edges = self.graph.edges_directed(*index, Direction::Incoming);
        let mut found: Vec<_> = edges.map(|it| (&self.graph[it.source()], it.weight())).collect();
        found.sort_by(|one, two| (&one.0.node, one.1.why).cmp(&(&two.0.node, two.1.why)));
        found
    }

    /// Returns all events, each behind what it waits for; else by instant, then by name. Those of a round come last.
    pub fn sorted(&self) -> Vec<&Event> {
        self.ranks().into_iter().map(|it| &self.graph[NodeIndex::new(it)]).collect()
    }

    /// Returns the ranks of all events in that order.
    pub fn ranks(&self) -> Vec<usize> {
        let keys: Vec<_> = self.graph.node_weights().map(|it| (it.at, it.node.to_string())).collect();
        let edges: Vec<_> = self.graph.edge_references().map(|it| (it.source().index(), it.target().index())).collect();
        sort(&keys, &edges)
    }

    /// Returns the rank of `node` in the graph.
    pub fn rank(&self, node: &Node) -> Option<usize> {
        self.index.get(node).map(|it| it.index())
    }

    pub(super) fn add(&mut self, event: Event) -> NodeIndex {
        match self.index.get(&event.node) {
            Some(index) => *index,
            None => {
                let node = event.node.clone();
                let index = self.graph.add_node(event);
                self.index.insert(node, index);
                index
            }
        }
    }

    pub(super) fn edge(&mut self, from: &Node, to: &Node, why: Why, lead: Option<Duration>, span: Option<Span>) {
        if let (Some(from), Some(to)) = (self.index.get(from), self.index.get(to)) {
            self.graph.update_edge(*from, *to, Edge { why, lead, span });
        }
    }

    fn milestones(&mut self, graph: &Graph, region: &Region) {
        let Some(zone) = &region.zone else { return };
        let node = |name: &str| Node::Milestone(MilestoneRef { region: region.id.clone(), name: name.to_owned() });
        for milestone in region.milestones.values().filter(|it| it.never.is_none()) {
            let instants = milestone.instants(zone);
            let (at, told) = (instants.map(|it| it.switch), instants.map(|it| it.told));
            self.add(Event { node: node(&milestone.name), at, is_due: false, told, span: Some(milestone.span), zone: Some(zone.clone()) });
            for switch in zones(graph, region).iter().filter_map(|it| Some(milestone.instants(it)?.switch)) {
                self.add(Event { node: Node::Switch(switch), at: Some(switch), is_due: false, told: None, span: None, zone: None });
                self.edge(&node(&milestone.name), &Node::Switch(switch), Why::Effect, None, Some(milestone.span));
            }
        }
    }

    /// What the dates of a region wait for.
    fn dates(&mut self, graph: &Graph, region: &Region) {
        let Some(zone) = &region.zone else { return };
        let node = |name: &str| Node::Milestone(MilestoneRef { region: region.id.clone(), name: name.to_owned() });
        for milestone in region.milestones.values() {
            if let Some(counted) = &milestone.counted_from {
                let (base, own) = (Node::Milestone(counted.milestone.clone()), node(&milestone.name));
                let (first, then) = if counted.is_earlier { (&own, &base) } else { (&base, &own) };
                self.edge(first, then, Why::Counted, Some(counted.by), Some(counted.span));
            }
        }
        self.ends(region, zone, &node);
        self.told(graph, region, zone, &node);
    }

    /// What the sunset waits for: restorations, and the archive's copy.
    fn ends(&mut self, region: &Region, zone: &TimeZone, node: &dyn Fn(&str) -> Node) {
        let Some(sunset) = region.of_kind(MilestoneKind::Sunset) else { return };
        for restored in region.milestones.values().filter(|it| it.kind == Some(MilestoneKind::Restore)) {
            self.edge(&node(&restored.name), &node(&sunset.name), Why::Restored, None, Some(restored.span));
        }
        let archive = Node::Archive(region.id.clone());
        self.add(Event { node: archive.clone(), at: None, is_due: false, told: None, span: Some(sunset.span), zone: Some(zone.clone()) });
        self.edge(&archive, &node(&sunset.name), Why::Archived, Some(ARCHIVE_LEAD), Some(sunset.span));
    }

    fn told(&mut self, graph: &Graph, region: &Region, zone: &TimeZone, node: &dyn Fn(&str) -> Node) {
        let Some((announce, instants)) = region.of_kind(MilestoneKind::Announce).and_then(|it| Some((it, it.instants(zone)?))) else {
            return;
        };
        let told = Node::Told(region.id.clone());
        self.add(Event {
            node: told.clone(),
            at: Some(instants.told),
            is_due: false,
            told: None,
            span: Some(announce.span),
            zone: Some(zone.clone()),
        });
        self.edge(&Node::Switch(instants.switch), &told, Why::Effect, None, Some(announce.span));
        if let Some((loss, _)) = region.first_loss() {
            let span = graph.policy.written.get("announce-lead").copied();
            self.edge(&told, &node(&loss.name), Why::Announced, Some(graph.policy.announce_lead), span.or(Some(loss.span)));
        }
    }

    fn service(&mut self, graph: &Graph, region: &Region, service: &Service) {
        let own = ServiceRef { owner: region.id.clone(), name: service.name.clone() };
        let (begins, ends) = (Node::ServiceBegins(own.clone()), Node::ServiceEnds(own));
        let at = |it: &Option<Located<MilestoneRef>>| switch_of(graph, &it.as_ref()?.value);
        let event = |node, at| Event { node, at, is_due: false, told: None, span: Some(service.span), zone: region.zone.clone() };
        let (since, until) = (at(&service.since), at(&service.until));
        self.add(event(begins.clone(), since));
        self.add(event(ends.clone(), until));
        let takes = service.written.takes;
        self.edge(&begins, &ends, Why::Moves, takes.map(|it| it.value), Some(takes.map_or(service.span, |it| it.span)));
        if let Some(until) = &service.until {
            self.edge(&ends, &Node::Milestone(until.value.clone()), Why::Effect, None, Some(until.span));
        }
        if let Some((first, then)) = service.since.as_ref().zip(service.until.as_ref()).filter(|(first, then)| first != then) {
            self.edge(&Node::Milestone(first.value.clone()), &begins, Why::Begins, None, Some(first.span));
            self.edge(&begins, &Node::Milestone(then.value.clone()), Why::Moves, takes.map(|it| it.value), takes.map(|it| it.span));
        }
        if let (Some(at), Some(since)) = (since.filter(|it| Some(*it) != until), &service.since) {
            self.edge(&Node::Switch(at), &begins, Why::Effect, None, Some(since.span));
        }
        if let Some(sunset) = region.of_kind(MilestoneKind::Sunset) {
            let sunset = MilestoneRef { region: region.id.clone(), name: sunset.name.clone() };
            self.edge(&ends, &Node::Milestone(sunset), Why::Restored, None, Some(service.span));
        }
        for (needed, why) in service.needs.iter().map(|it| (it, Why::Needs)).chain(service.to.iter().map(|it| (it, Why::Up))) {
            let first = match graph.platforms.get(&needed.owner) {
                Some(_) => self.ready(graph, &needed.value),
                None => Node::ServiceEnds(needed.value.clone()),
            };
            if why == Why::Needs && matches!(first, Node::ServiceEnds(_)) {
                let span = graph.regions.get(&needed.owner).and_then(|it| it.services.get(&needed.name)).map(|it| it.span);
                self.add(Event { node: first.clone(), at: needed_at(graph, &needed.value), is_due: false, told: None, span, zone: None });
            }
            self.edge(&first, &begins, why, None, Some(needed.span));
        }
    }

    fn ready(&mut self, graph: &Graph, service: &ServiceRef) -> Node {
        let found = graph.platforms.get(&service.owner).and_then(|it| it.services.get(&service.name));
        let day = found.and_then(|it| it.live_since);
        let at = day.zip(graph.program.zone.as_ref()).and_then(|(day, zone)| time::start(day.value, zone).ok());
        let node = Node::Ready(service.clone());
        self.add(Event {
            node: node.clone(),
            at,
            is_due: false,
            told: None,
            span: found.map(|it| it.span),
            zone: graph.program.zone.clone(),
        });
        node
    }

    fn site(&mut self, region: &Region, site: &Site) {
        let zone = site.zone.as_ref().or(region.zone.as_ref());
        let dark = region.of_kind(MilestoneKind::Sunset).zip(zone).and_then(|(it, zone)| it.instants(zone));
        let Some(Instants { switch, told }) = dark else { return };
        let node = Node::Site(site.id.clone());
        self.add(Event {
            node: node.clone(),
            at: Some(switch),
            is_due: false,
            told: Some(told),
            span: Some(site.span),
            zone: zone.cloned(),
        });
        self.edge(&Node::Switch(switch), &node, Why::Effect, None, Some(site.span));
    }

    /// Lets the switches follow each other.
    fn chain(&mut self) {
        let switches: Vec<Node> = self.index.keys().filter(|it| matches!(it, Node::Switch(_))).cloned().collect();
        for pair in switches.windows(2) {
            self.edge(&pair[0], &pair[1], Why::Then, None, None);
        }
    }

    /// What the names of a domain wait for, from their first switch to their last; `old` is how long answers are kept today.
    fn domain(
        &mut self,
        graph: &Graph,
        (name, domain): (&str, &Located<Domain>),
        old: Option<Located<Duration>>,
        (first, last): (Timestamp, Timestamp),
    ) {
        let zone = region_at(graph, domain.span).and_then(|it| it.zone.clone()).or(graph.program.zone.clone());
        let event =
            |node: &Node, at| Event { node: node.clone(), at, is_due: false, told: None, span: Some(domain.span), zone: zone.clone() };
        let moved = Node::DnsMoved(name.to_owned());
        if domain.edge.as_ref().is_some_and(|it| !it.is_empty()) {
            self.add(event(&moved, None));
            self.edge(&moved, &Node::Switch(first), Why::Installed, None, Some(domain.span));
        }
        let ttl = old.filter(|_| domain.dns.as_ref().is_some_and(|it| it.switch_ttl.is_some()));
        if let Some(ttl) = ttl {
            let (lowered, restored) = (Node::TtlLowered(name.to_owned()), Node::TtlRestored(name.to_owned()));
            self.add(event(&lowered, None));
            let next = if self.index.contains_key(&moved) { moved } else { Node::Switch(first) };
            self.edge(&lowered, &next, Why::Ttl, Some(ttl.value), Some(ttl.span));
            self.add(event(&restored, Some(last)));
            self.edge(&Node::Switch(last), &restored, Why::Then, None, Some(ttl.span));
        }
        let retained = Node::Domain(name.to_owned());
        self.add(event(&retained, Some(last)));
        self.edge(&Node::Switch(last), &retained, Why::Then, None, Some(domain.span));
    }

    fn hosts(&mut self, graph: &Graph) {
        for host in graph.hosts.values() {
            let Some(first) = graph.sites.on(&host.name).flat_map(|it| switches_of_site(graph, it)).min() else {
                continue;
            };
            let node = Node::Host(host.name.clone());
            let zone = graph.regions.get(&host.region).and_then(|it| it.zone.clone());
            self.add(Event { node: node.clone(), at: None, is_due: false, told: None, span: Some(host.span), zone: zone.clone() });
            self.edge(&node, &Node::Switch(first), Why::Installed, None, Some(host.span));
            for name in std::iter::once(&host.name).chain(host.aliases.iter().map(|it| &it.value)) {
                if let Some(domain) = domain_of(graph, name) {
                    self.edge(&node, &Node::DnsMoved(domain.to_owned()), Why::Installed, None, Some(host.span));
                }
            }
            let Some(named) = &host.certificate else { continue };
            let certificate = Node::Certificate(named.value.clone());
            let span = graph.certificates.get(&named.value).map(|it| it.span);
            self.add(Event { node: certificate.clone(), at: None, is_due: false, told: None, span, zone });
            self.edge(&certificate, &node, Why::Certified, None, Some(named.span));
        }
    }

    /// Gives what has no date of its own the latest instant that lets everything behind it keep its own.
    fn settle(&mut self) {
        for index in self.ranks().into_iter().rev().map(NodeIndex::new) {
            if self.graph[index].at.is_some() {
                continue;
            }
            let waiting = self.graph.edges_directed(index, Direction::Outgoing);
            let zone = self.graph[index].zone.clone().unwrap_or(TimeZone::UTC);
            let due = waiting.filter_map(|it| latest(self.graph[it.target()].at?, it.weight().lead, &zone));
            (self.graph[index].at, self.graph[index].is_due) = (due.min(), true);
        }
    }
}

fn latest(at: Timestamp, lead: Option<Duration>, zone: &TimeZone) -> Option<Timestamp> {
    match lead {
        Some(lead) => time::shift(at, lead, true, zone).ok(),
        None => Some(at),
    }
}

/// Returns when a milestone switches by the first of its region's clocks: what it waits for is done by then.
fn switch_of(graph: &Graph, name: &MilestoneRef) -> Option<Timestamp> {
    let milestone = graph.find_milestone(name)?;
    let zones = zones(graph, graph.regions.get(&name.region)?);
    zones.iter().filter_map(|it| milestone.instants(it)).map(|it| it.switch).min()
}

fn needed_at(graph: &Graph, service: &ServiceRef) -> Option<Timestamp> {
    let service = graph.regions.get(&service.owner)?.services.get(&service.name)?;
    switch_of(graph, &service.until.as_ref()?.value)
}

/// Returns the clocks that a region's dates are read by.
fn zones(graph: &Graph, region: &Region) -> Vec<TimeZone> {
    let mut seen = BTreeSet::new();
    let all = graph.sites_of(&region.id).filter_map(|it| it.zone.as_ref()).chain(&region.zone);
    all.filter(|it| seen.insert(it.iana_name().map(str::to_owned))).cloned().collect()
}

/// Returns when the answers of a site change because of its region's milestones.
pub fn switches_of_site(graph: &Graph, site: &Site) -> Vec<Timestamp> {
    let Some(region) = graph.regions.get(&site.region).filter(|it| it.disposition == Disposition::Retire) else { return Vec::new() };
    let zone = site.zone.as_ref().or(region.zone.as_ref());
    let instants = region.milestones.values().filter_map(|it| it.instants(zone?));
    instants.map(|it| it.switch).collect()
}

/// Returns the domain that `name` is, or lies below.
pub fn domain_of<'g>(graph: &'g Graph, name: &str) -> Option<&'g str> {
    let parents = name.match_indices('.').map(|(at, _)| &name[at + 1..]);
    // The longest first.
    std::iter::once(name).chain(parents).find_map(|it| graph.domains.get_key_value(it)).map(|(domain, _)| domain.as_str())
}

/// Returns the sites on the names of each domain, aliases included.
fn sites_by_domain(graph: &Graph) -> BTreeMap<&str, Vec<&Site>> {
    let mut below: BTreeMap<&str, Vec<&Site>> = BTreeMap::new();
    for site in graph.sites.values() {
        let aliases = graph.find_host(&site.host).into_iter().flat_map(|it| &it.aliases).map(|it| it.value.as_str());
        let domains: BTreeSet<&str> = aliases.chain([site.host.as_str()]).filter_map(|it| domain_of(graph, it)).collect();
        domains.into_iter().for_each(|it| below.entry(it).or_default().push(site));
    }
    below
}

/// Returns when the first answer on `sites` changes, and when its last site is dark (or its last answer changes).
fn switches_of_domain(graph: &Graph, sites: &[&Site]) -> Option<(Timestamp, Timestamp)> {
    let first = sites.iter().flat_map(|it| switches_of_site(graph, it)).min()?;
    let dark = |it: &&Site| {
        let region = graph.region_of(it);
        let zone = it.zone.as_ref().or(region.zone.as_ref());
        Some(region.of_kind(MilestoneKind::Sunset)?.instants(zone?)?.switch)
    };
    let last = sites.iter().filter(|it| graph.region_of(it).disposition == Disposition::Retire).filter_map(dark).max();
    Some((first, last.or_else(|| sites.iter().flat_map(|it| switches_of_site(graph, it)).max())?))
}

/// Tells whether an independent region describes a domain: it is left alone.
pub fn is_kept(graph: &Graph, domain: &Located<Domain>) -> bool {
    region_at(graph, domain.span).is_some_and(|it| it.disposition == Disposition::Independent)
}

/// Returns the region in whose file `span` lies.
pub fn region_at(graph: &Graph, span: Span) -> Option<&Region> {
    graph.regions.values().find(|it| it.span.file == span.file)
}

/// One service that needs another, and where that is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    pub service: ServiceRef,
    pub needs: ServiceRef,
    pub span: Span,
}

/// Returns, for each knot of services that need each other, its shortest round, from its smallest service on.
pub fn shortest_cycles(graph: &Graph) -> Vec<Vec<Need>> {
    let services = graph.regions.values().flat_map(|it| it.services.values());
    let needs = services.flat_map(|it| {
        let own = ServiceRef { owner: it.region.clone(), name: it.name.clone() };
        it.needs.iter().map(move |to| Need { service: own.clone(), needs: to.value.clone(), span: to.span })
    });
    let mut needs: Vec<Need> = needs.collect();
    needs.sort_by(|one, two| (&one.service, &one.needs, one.span).cmp(&(&two.service, &two.needs, two.span)));
    rounds(&needs)
}

fn rounds(needs: &[Need]) -> Vec<Vec<Need>> {
    let names: BTreeSet<&ServiceRef> = needs.iter().flat_map(|it| [&it.service, &it.needs]).collect();
    let rank: BTreeMap<&ServiceRef, usize> = names.into_iter().enumerate().map(|(at, it)| (it, at)).collect();
    let mut graph: DiGraph<(), usize> = DiGraph::new();
    for _ in 0..rank.len() {
        graph.add_node(());
    }
    for (at, need) in needs.iter().enumerate() {
        graph.add_edge(NodeIndex::new(rank[&need.service]), NodeIndex::new(rank[&need.needs]), at);
    }
    let mut knots = kosaraju_scc(&graph);
    knots.iter_mut().for_each(|it| it.sort());
    knots.sort();
    let of_knot = |knot: &Vec<NodeIndex>| knot.iter().filter_map(|it| round(&graph, *it)).min_by_key(Vec::len);
    let rounds = knots.iter().filter_map(of_knot);
    rounds.map(|round| round.into_iter().map(|it| needs[it].clone()).collect()).collect()
}

/// Returns the shortest way from `start` back to itself, as the weights of its edges.
fn round(graph: &DiGraph<(), usize>, start: NodeIndex) -> Option<Vec<usize>> {
    let mut came_by = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(node) = queue.pop_front() {
        let mut edges: Vec<_> = graph.edges(node).map(|it| (it.target(), *it.weight())).collect();
        edges.sort();
        for (target, weight) in edges {
            if target == start {
                let mut round = vec![weight];
                let mut at = node;
                while at != start {
                    let (from, weight) = came_by[&at];
                    round.push(weight);
                    at = from;
                }
                round.reverse();
                return Some(round);
            }
            if let Entry::Vacant(entry) = came_by.entry(target) {
                entry.insert((node, weight));
                queue.push_back(target);
            }
        }
    }
    None
}

/// Returns the ranks of `keys` so that every edge leads forwards, and else the earliest instant, then the first name,
/// comes first; what has no instant comes as late as its name says behind what has one. Rounds come last.
pub fn sort(keys: &[(Option<Timestamp>, String)], edges: &[(usize, usize)]) -> Vec<usize> {
    let key = |it: usize| Reverse((keys[it].0.unwrap_or(Timestamp::MAX), keys[it].1.as_str(), it));
    let mut waits = vec![0_usize; keys.len()];
    let mut then: Vec<Vec<usize>> = vec![Vec::new(); keys.len()];
    for (from, to) in edges.iter().filter(|(from, to)| from != to) {
        waits[*to] += 1;
        then[*from].push(*to);
    }
    let mut ready: BinaryHeap<_> = (0..keys.len()).filter(|it| waits[*it] == 0).map(key).collect();
    let mut sorted = Vec::with_capacity(keys.len());
    while let Some(Reverse((_, _, at))) = ready.pop() {
        sorted.push(at);
        for next in &then[at] {
            waits[*next] -= 1;
            if waits[*next] == 0 {
                ready.push(key(*next));
            }
        }
    }
    let mut rest: Vec<_> = (0..keys.len()).filter(|it| waits[*it] > 0).map(key).collect();
    rest.sort_by(|one, two| two.cmp(one));
    sorted.extend(rest.into_iter().map(|Reverse((_, _, at))| at));
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn service(name: &str) -> ServiceRef {
        ServiceRef { owner: "uk".into(), name: name.into() }
    }

    fn need(from: &str, to: &str, at: usize) -> Need {
        Need { service: service(from), needs: service(to), span: Span::new(FileId(0), at..at + 1) }
    }

    fn names(rounds: &[Vec<Need>]) -> Vec<String> {
        let text = |round: &Vec<Need>| {
            round.iter().map(|it| format!("{}>{}@{}", it.service.name, it.needs.name, it.span.start)).collect::<Vec<_>>().join(" ")
        };
        rounds.iter().map(text).collect()
    }

    #[test]
    fn each_knot_gives_its_shortest_round() {
        // a → b → c → d → a, with the short cut c → b; e → e by itself; f → a leads in but is in no round.
        let needs = [
            need("a", "b", 1),
            need("b", "c", 2),
            need("c", "b", 3),
            need("c", "d", 4),
            need("d", "a", 5),
            need("e", "e", 6),
            need("f", "a", 7),
        ];
        assert_eq!(names(&rounds(&needs)), ["b>c@2 c>b@3", "e>e@6"]);
        let mut turned = needs.to_vec();
        turned.sort_by_key(|it| Reverse(it.span));
        assert_eq!(names(&rounds(&turned)), names(&rounds(&needs)));
    }

    #[test]
    fn what_waits_comes_behind_and_the_rest_by_time_and_name() {
        let at = |it: i64| Timestamp::from_second(it).ok();
        let keys = [(at(5), "late".into()), (at(1), "b".into()), (at(1), "a".into()), (None, "open".into()), (at(0), "waits".into())];
        assert_eq!(sort(&keys, &[(0, 4)]), [2, 1, 0, 4, 3]);
        assert_eq!(sort(&keys, &[(1, 2), (2, 1)]), [4, 0, 3, 2, 1]);
    }
}
