//! Graph → Plan: stages, routes, notices, steps.

mod closure;
mod digest;
mod follow;
mod gates;
pub mod notices;
mod rollback;
mod site;
mod stages;
mod steps;
mod timeline;
mod zones;

use crate::model::graph::order::Order;
use crate::model::graph::{Disposition, Graph, Region};
use crate::model::plan::routing::{Base, Route, Routing, SiteRouting, State};
use crate::model::plan::{Alias, Epoch, Host, Plan};
use crate::model::spec::place::Hsts;
use crate::source::Sources;
use follow::{Ways, World};
use jiff::Timestamp;
use site::{PreparedHost, PreparedSite};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Returns what every URL answers, what customers are told, and when; zones and steps are added by [`add_steps`].
pub fn lower(graph: Graph, sources: Sources) -> Plan {
    let aliases = aliases(&graph);
    let mut hosts = hosts(&graph, &aliases);
    let pages = site::pages(&graph);
    if graph.policy.has_stage_header {
        digest::stamp(&mut hosts, &pages, &sources);
    }
    let stages = stages::stages(&graph);
    let (notices, missed) = notices::notices(&graph);
    Plan {
        pages,
        hosts,
        aliases,
        notices,
        missed,
        zones: Vec::new(),
        steps: Vec::new(),
        gates: Vec::new(),
        rollbacks: Vec::new(),
        stages,
        graph: Arc::new(graph),
        sources: Arc::new(sources),
    }
}

/// Works out the changes of zones, the steps of a plan and the ways back, which a draft's findings do not need.
pub fn add_steps(plan: &mut Plan) {
    let order = Order::of(&plan.graph);
    plan.zones = zones::zones(&plan.graph, &order, &plan.stages);
    plan.rollbacks = rollback::of_answers(plan);
    plan.gates = gates::gates(plan, &order);
    plan.steps = steps::steps(plan, &order);
    rollback::add_steps(plan);
}

fn aliases(graph: &Graph) -> BTreeMap<String, String> {
    let all = graph.hosts.values().flat_map(|host| host.aliases.iter().map(|it| (it.value.clone(), host.name.clone())));
    all.filter(|(alias, _)| !graph.hosts.contains_key(alias)).collect()
}

/// One host with all that it answers by.
struct Prepared<'g> {
    sites: Vec<PreparedSite<'g>>,
    unowned: PreparedHost<'g>,
    is_untouched: bool,
}

fn hosts(graph: &Graph, aliases: &BTreeMap<String, String>) -> BTreeMap<String, Host> {
    let prepared = prepared(graph);
    let untouched: Vec<String> = prepared.iter().filter(|(_, it)| it.is_untouched).map(|(name, _)| (*name).to_owned()).collect();
    let groups = groups(&prepared, aliases);
    let of_group = |group: &Vec<&str>| of_group(graph, aliases, &prepared, &untouched, group);
    if groups.len() < MANY {
        return groups.iter().flat_map(of_group).collect();
    }
    // Groups know nothing of each other, so each thread takes a share of them.
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let shares = groups.chunks(groups.len().div_ceil(threads));
        let of_share = |share: &[Vec<&str>]| share.iter().flat_map(of_group).collect::<Vec<_>>();
        let running: Vec<_> = shares.map(|share| scope.spawn(move || of_share(share))).collect();
        running.into_iter().flat_map(|it| it.join().unwrap_or_else(|it| std::panic::resume_unwind(it))).collect()
    })
}

/// Lays what regions say on every host; where there are big tables to sort, on threads.
fn prepared(graph: &Graph) -> BTreeMap<&str, Prepared<'_>> {
    let names: Vec<&str> = graph.hosts.values().map(|it| it.name.as_str()).collect();
    let rows: usize = graph.regions.values().map(Region::rule_count).sum();
    if rows < SORTED {
        return names.iter().map(|it| (*it, prepare(graph, it))).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some(name) = names.get(next.fetch_add(1, Ordering::Relaxed)) {
            done.push((*name, prepare(graph, name)));
        }
        done
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        running.into_iter().flat_map(|it| it.join().unwrap_or_else(|it| std::panic::resume_unwind(it))).collect()
    })
}

/// From how many rules on threads are worth their beginning.
const SORTED: usize = 20_000;

/// From how many groups of hosts on threads are worth their beginning.
const MANY: usize = 8;

/// Returns the hosts of one group with all their epochs.
fn of_group(
    graph: &Graph,
    aliases: &BTreeMap<String, String>,
    prepared: &BTreeMap<&str, Prepared>,
    untouched: &[String],
    group: &[&str],
) -> Vec<(String, Host)> {
    let mut epochs: BTreeMap<&str, Vec<Epoch>> = BTreeMap::new();
    for since in cuts(group, prepared) {
        let written: BTreeMap<String, Routing> =
            group.iter().map(|name| ((*name).to_owned(), routing(graph, name, &prepared[name], since))).collect();
        let world = World { hosts: &written, aliases, untouched };
        let mut ways = Ways::default();
        for name in group {
            let settled = settled(&written[*name], &world, &mut ways);
            let before = epochs.entry(name).or_default();
            if before.last().is_none_or(|it| *it.routing != settled) {
                before.push(Epoch { since, routing: Arc::new(settled) });
            }
        }
    }
    epochs.into_iter().map(|(name, epochs)| (name.to_owned(), host(graph, name, &prepared[name], epochs))).collect()
}

fn prepare<'g>(graph: &'g Graph, name: &str) -> Prepared<'g> {
    let mut sites: Vec<PreparedSite> = graph.sites.on(name).map(|it| PreparedSite::new(graph, it)).collect();
    sites.sort_by_key(|it| (std::cmp::Reverse(it.site().path.len()), it.site().path.clone()));
    let is_independent = |it: &PreparedSite| graph.region_of(it.site()).disposition == Disposition::Independent;
    let is_untouched = match sites.is_empty() {
        true => graph.regions.get(&graph.hosts[name].region).is_some_and(|it| it.disposition == Disposition::Independent),
        false => sites.iter().all(is_independent),
    };
    Prepared { is_untouched, sites, unowned: PreparedHost::new(graph, &graph.hosts[name]) }
}

/// Returns the hosts that lead to each other, directly or through others: only their switches can change their answers.
fn groups<'p>(prepared: &'p BTreeMap<&str, Prepared>, aliases: &'p BTreeMap<String, String>) -> Vec<Vec<&'p str>> {
    let names: Vec<&str> = prepared.keys().copied().collect();
    let rank: BTreeMap<&str, usize> = names.iter().enumerate().map(|(at, it)| (*it, at)).collect();
    let mut union = petgraph::unionfind::UnionFind::new(names.len());
    for (name, host) in prepared {
        let to = host.sites.iter().flat_map(PreparedSite::destinations).chain(host.unowned.destination());
        for to in to {
            let to = aliases.get(to).map_or(to, String::as_str);
            if let Some(other) = rank.get(to) {
                union.union(rank[name], *other);
            }
        }
    }
    let mut groups: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (at, name) in names.iter().enumerate() {
        groups.entry(union.find(at)).or_default().push(name);
    }
    groups.into_values().collect()
}

/// Returns the instants at which an answer of the group may change; the first is the time before all of them.
fn cuts(group: &[&str], prepared: &BTreeMap<&str, Prepared>) -> Vec<Option<Timestamp>> {
    let hosts = group.iter().map(|it| &prepared[*it]).filter(|it| !it.is_untouched);
    let all: BTreeSet<Timestamp> =
        hosts.flat_map(|it| it.sites.iter().flat_map(PreparedSite::switches).chain(it.unowned.switches())).collect();
    std::iter::once(None).chain(all.into_iter().map(Some)).collect()
}

fn routing(graph: &Graph, name: &str, prepared: &Prepared, at: Option<Timestamp>) -> Routing {
    let sites: Vec<SiteRouting> = prepared.sites.iter().map(|it| it.routing(at)).collect();
    let is_let_go = !sites.is_empty() && sites.iter().all(|it| it.state == State::LetGo);
    let upstream = graph.hosts[name].reserved_upstream.as_ref().filter(|_| !is_let_go);
    Routing {
        sites,
        unowned: prepared.unowned.base(at),
        reserved_upstream: upstream.and_then(|it| crate::model::plan::upstream(&it.value)),
    }
}

/// Returns the routing with every redirect's hops taken together.
fn settled(written: &Routing, world: &World, ways: &mut Ways) -> Routing {
    let mut settled = written.clone();
    let of_base = |base: &mut Base, ways: &mut Ways| {
        if let Base::Default(route) = base {
            follow::settle(route, world, ways);
        }
    };
    for site in &mut settled.sites {
        site.routes.iter_mut().for_each(|it: &mut Route| follow::settle(it, world, ways));
        follow::settle_rows(site, world, ways);
        of_base(&mut site.base, ways);
    }
    of_base(&mut settled.unowned, ways);
    settled
}

fn host(graph: &Graph, name: &str, prepared: &Prepared, epochs: Vec<Epoch>) -> Host {
    let host = &graph.hosts[name];
    let is_shared = prepared.sites.iter().any(|it| graph.region_of(it.site()).disposition == Disposition::Independent);
    Host {
        name: name.to_owned(),
        aliases: host
            .aliases
            .iter()
            .map(|it| Alias { name: it.value.clone(), is_preloaded: is_preloaded(graph, &it.value, name) })
            .collect(),
        is_preloaded: is_preloaded(graph, name, name),
        hsts: host.hsts.as_ref().filter(|_| !is_shared).and_then(|it| hsts(&it.value)),
        max_age: graph.policy.redirect_max_age.nominal_seconds(),
        is_untouched: prepared.is_untouched,
        epochs,
    }
}

/// Tells whether browsers come to `name` by https alone: it, or a parent whose policy binds the names below, is on their list.
fn is_preloaded(graph: &Graph, name: &str, canonical: &str) -> bool {
    let is_on = |hsts: &Hsts| hsts.preload.is_some_and(|it| it.value);
    let own = graph.hosts[canonical].hsts.as_ref().is_some_and(|it| is_on(it));
    let binds = |hsts: &Hsts| is_on(hsts) && hsts.include_subdomains.is_some_and(|it| it.value);
    let is_below = |parent: &str| name.strip_suffix(parent).is_some_and(|it| it.ends_with('.'));
    let parents = graph.hosts.values().filter(|it| it.hsts.as_ref().is_some_and(|it| binds(it)));
    own || parents.flat_map(|it| std::iter::once(it.name.as_str()).chain(it.aliases.iter().map(|it| it.value.as_str()))).any(is_below)
}

/// Returns the value of `Strict-Transport-Security` (RFC 6797 section 6.1).
fn hsts(hsts: &Hsts) -> Option<String> {
    let age = hsts.max_age?.value.nominal_seconds();
    let below = if hsts.include_subdomains.is_some_and(|it| it.value) { "; includeSubDomains" } else { "" };
    let preload = if hsts.preload.is_some_and(|it| it.value) { "; preload" } else { "" };
    Some(format!("max-age={age}{below}{preload}"))
}
