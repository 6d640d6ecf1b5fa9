//! What is known of a domain's zone, and what of it is ours to change.

use super::name::is_retiring;
use super::{Disposition, Graph, MilestoneRef, order};
use crate::model::spec::scalar::{Duration, Unit};
use crate::model::spec::zone::{Record, ZoneFile};
use crate::source::Located;
use std::collections::{BTreeMap, BTreeSet};

/// The zone of a domain with a table.
#[derive(Clone, Debug, Default)]
pub struct Zone {
    /// What is known of it before the change; all of it where there is a file.
    pub records: Vec<Record>,
    pub file: Option<ZoneFile>,
    /// What names lead to once our servers answer.
    pub edge: Vec<Edge>,
    /// The milestones with which records of ours lose what they lead to.
    pub ends: Vec<Ending>,
    /// The milestone with which another provider takes the zone over.
    pub next_since: Option<Located<MilestoneRef>>,
}

/// A record that names lead to.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Its name is that of the domain where it is for every name of ours.
    pub record: Record,
    pub is_for_all: bool,
}

/// A record that leads to something that ends.
#[derive(Clone, Debug)]
pub struct Ending {
    pub record: Record,
    pub ends: Located<MilestoneRef>,
    /// Whether it is one of those that names lead to once our servers answer.
    pub is_edge: bool,
}

/// The types by which a name leads to a server of the web.
pub const ADDRESSES: [&str; 5] = ["A", "AAAA", "ALIAS", "CNAME", "HTTPS"];

/// Tells whether a record leads to a server of the web.
pub fn is_address(record: &Record) -> bool {
    ADDRESSES.contains(&record.kind.as_str())
}

impl Zone {
    /// Returns what `name` leads to once our servers answer; what is for all names is for those of ours.
    pub fn edge_of<'z>(&'z self, name: &'z str, is_ours: bool) -> impl Iterator<Item = &'z Record> {
        let is_for = move |it: &&Edge| if it.is_for_all { is_ours } else { it.record.name == name };
        self.edge.iter().filter(is_for).map(|it| &it.record)
    }
}

/// The names of hosts that lie in a domain.
#[derive(Clone, Debug, Default)]
pub struct Names<'g> {
    /// Those by which closing stores answer.
    pub ours: BTreeSet<&'g str>,
    /// Those that only independent regions answer by.
    pub kept: BTreeSet<&'g str>,
    /// The hosts behind those of ours, by the hosts' own names.
    pub hosts: BTreeSet<&'g str>,
}

/// Returns the names of hosts that lie in each domain, aliases among them.
pub fn names(graph: &Graph) -> BTreeMap<&str, Names<'_>> {
    let mut names: BTreeMap<&str, Names> = BTreeMap::new();
    for host in graph.hosts.values() {
        let mut regions = graph.sites.on(&host.name).map(|it| graph.region_of(it).disposition).peekable();
        let is_described = host.is_described || regions.peek().is_none();
        let is_closing = regions.peek().is_none() || regions.any(|it| it == Disposition::Retire);
        let is_ours = is_closing && (!is_described || is_retiring(graph, &host.region));
        for name in std::iter::once(host.name.as_str()).chain(host.aliases.iter().map(|it| it.value.as_str())) {
            let Some(domain) = order::domain_of(graph, name) else { continue };
            let below = names.entry(domain).or_default();
            if is_ours {
                below.ours.insert(name);
                below.hosts.insert(&host.name);
            } else {
                below.kept.insert(name);
            }
        }
    }
    names
}

/// Returns how long resolvers keep answers for the names of ours in `domain` today, and where that is written: what the
/// domain says of all, or the longest time of a record that leads to a server.
pub fn old_ttl(graph: &Graph, domain: &str, names: &Names) -> Option<Located<Duration>> {
    let written = graph.domains.get(domain)?.dns.as_ref().and_then(|it| it.ttl);
    let records = graph.zones.get(domain).into_iter().flat_map(|it| &it.records);
    let times = records.filter(|it| is_address(it) && names.ours.contains(it.name.as_str()));
    let longest = times.filter_map(|it| Some((it.ttl?, it.span))).max_by_key(|it| it.0);
    match (written, longest) {
        (Some(written), Some(longest)) if written.value.nominal_seconds() < u64::from(longest.0) => {
            Some(Located::new(spoken(longest.0), longest.1))
        }
        (Some(written), _) => Some(written),
        (None, longest) => longest.map(|it| Located::new(spoken(it.0), it.1)),
    }
}

/// Returns seconds in the largest unit that they are a whole number of; a day is elapsed time here.
pub fn spoken(seconds: u32) -> Duration {
    match seconds {
        it if it > 0 && it % 3_600 == 0 => Duration { count: it / 3_600, unit: Unit::Hour },
        it if it > 0 && it % 60 == 0 => Duration { count: it / 60, unit: Unit::Minute },
        it => Duration { count: it, unit: Unit::Second },
    }
}
