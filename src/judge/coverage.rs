//! Which rules are reached, by whom, and which URLs are tried.

use super::report::{Covered, OfHost, OfInventory, Rules, Unreached};
use crate::model::graph::{Graph, Region};
use crate::model::plan::Plan;
use crate::model::plan::answer::Answer;
use crate::model::plan::inventory::Fate;
use crate::model::plan::request::Request;
use crate::model::spec::service::Move;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Which rules are reached; a bit a rule, so that a million of them cost little.
pub struct Coverage<'p> {
    plan: &'p Plan,
    /// The place of every rule, sorted.
    rules: Vec<Span>,
    by_expectations: Bits,
    by_inventories: Bits,
    by_generated: Bits,
    /// Hosts and targets that expectations ask for.
    asked: BTreeSet<(String, String)>,
    inventories: BTreeMap<&'p str, OfInventory>,
}

#[derive(Clone, Default)]
struct Bits(Vec<u64>);

impl Bits {
    fn of(length: usize) -> Bits {
        Bits(vec![0; length.div_ceil(64)])
    }

    fn set(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    fn has(&self, at: usize) -> bool {
        self.0[at / 64] & (1 << (at % 64)) != 0
    }

    fn count(&self) -> usize {
        self.0.iter().map(|it| it.count_ones() as usize).sum()
    }
}

/// One rule of a region: its place, its source, and the host that it is for alone.
struct Rule<'g> {
    span: Span,
    text: &'g str,
    host: Option<&'g str>,
}

/// Returns all rules of a region: every one that an answer can come from.
fn rules_of<'g>(graph: &'g Graph, region: &'g Region) -> impl Iterator<Item = Rule<'g>> {
    let host = |site: &'g Option<String>| site.as_ref().and_then(|it| graph.sites.get(it)).map(|it| it.host.as_str());
    let redirects = region.redirects.iter().map(move |it| Rule { span: it.span, text: &it.source.text, host: host(&it.source.site) });
    let tables = region.rows.iter().flat_map(|it| &it.tables);
    let plain = tables.flat_map(|table| table.rows.iter().map(|row| Rule { span: table.span(*row), text: table.from(*row), host: None }));
    let services = region.services.values().filter(|it| it.movement.as_ref().is_none_or(|it| it.value != Move::None));
    let routes = services.flat_map(|it| &it.routes).chain(&region.notice_page);
    let routes = routes.map(move |it| Rule { span: it.span, text: &it.text, host: host(&it.site) });
    let of_site = graph.sites_of(&region.id).filter_map(|it| Some((it.default.as_ref()?.span, it.host.as_str())));
    let of_host =
        graph.hosts.values().filter(|it| it.region == region.id).filter_map(|it| Some((it.default.as_ref()?.span, it.name.as_str())));
    let defaults = of_site.chain(of_host).map(|(span, host)| Rule { span, text: "/*", host: Some(host) });
    redirects.chain(plain).chain(routes).chain(defaults)
}

impl<'p> Coverage<'p> {
    /// Returns the coverage of a plan of which nothing was asked.
    pub fn new(plan: &'p Plan) -> Coverage<'p> {
        let graph = &plan.graph;
        let mut rules: Vec<Span> = graph.regions.values().flat_map(|it| rules_of(graph, it)).map(|it| it.span).collect();
        rules.sort_unstable();
        rules.dedup();
        let none = Bits::of(rules.len());
        let (by_expectations, by_inventories) = (none.clone(), none.clone());
        let (asked, inventories) = (BTreeSet::new(), BTreeMap::new());
        Coverage { plan, rules, by_expectations, by_inventories, by_generated: none, asked, inventories }
    }

    /// Counts what an expectation asks.
    pub fn ask(&mut self, request: &Request, answer: &Answer) {
        let name = request.host_name();
        let host = self.plan.aliases.get(&name).cloned().unwrap_or(name);
        self.asked.insert((host, request.target.clone()));
        if let Some(at) = self.rank(answer) {
            self.by_expectations.set(at);
        }
    }

    /// Counts a request that the program made itself.
    pub fn generated(&mut self, answer: &Answer) {
        if let Some(at) = self.rank(answer) {
            self.by_generated.set(at);
        }
    }

    /// Counts every URL of every inventory, as it is answered once its site is dark.
    pub fn inventories(&mut self) {
        let plan = self.plan;
        for listed in plan.listed() {
            if let Some(at) = self.rank(&listed.answer) {
                self.by_inventories.set(at);
            }
            let hits = listed.url.hits.unwrap_or_default();
            let is_tested = self.asked.contains(&(listed.site.host.clone(), listed.url.target.clone()));
            let path = plan.sources.file(listed.url.span.file).path.as_str();
            let list = self.inventories.entry(path).or_insert_with(|| OfInventory { path: path.to_owned(), ..OfInventory::default() });
            list.urls += 1;
            list.hits = list.hits.saturating_add(hits);
            if is_tested {
                list.tested += 1;
                list.tested_hits = list.tested_hits.saturating_add(hits);
            }
            let fate = listed.fate();
            if fate != Fate::Unanswered {
                list.answered += 1;
                list.answered_hits = list.answered_hits.saturating_add(hits);
            }
            list.by_default += usize::from(fate == Fate::Default);
        }
    }

    /// Returns what was reached and what was not; `expected` counts the expectations of each host.
    pub fn told(self, expected: &BTreeMap<String, usize>) -> Covered {
        let is_reached = |at: usize| self.by_expectations.has(at) || self.by_inventories.has(at);
        let all = self.rules.len();
        let reached = (0..all).filter(|it| is_reached(*it)).count();
        let rules = Rules {
            all,
            by_expectations: self.by_expectations.count(),
            by_inventories: self.by_inventories.count(),
            reached,
            by_generated_alone: (0..all).filter(|it| !is_reached(*it) && self.by_generated.has(*it)).count(),
            per_cent: (reached * 100).checked_div(all).unwrap_or(100),
        };
        let graph = &self.plan.graph;
        let mut lying: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        let mut unreached: BTreeMap<Span, (&str, bool)> = BTreeMap::new();
        for region in graph.regions.values() {
            let of_region: BTreeSet<&str> = graph.sites_of(&region.id).map(|it| it.host.as_str()).collect();
            for rule in rules_of(graph, region) {
                let Ok(at) = self.rules.binary_search(&rule.span) else { continue };
                if !is_reached(at) {
                    unreached.insert(rule.span, (rule.text, self.by_generated.has(at)));
                }
                for host in of_region.iter().copied().filter(|it| rule.host.is_none_or(|own| own == *it)) {
                    lying.entry(host).or_default().push(at as u32);
                }
            }
        }
        let host = |(host, mut ranks): (&str, Vec<u32>)| {
            // What several regions take over is one rule.
            ranks.sort_unstable();
            ranks.dedup();
            OfHost {
                host: host.to_owned(),
                rules: ranks.len(),
                reached: ranks.iter().filter(|it| is_reached(**it as usize)).count(),
                expectations: expected.get(host).copied().unwrap_or_default(),
            }
        };
        let hosts = lying.into_iter().map(host).collect();
        let place = |span: Span| self.plan.place(span).to_string();
        let unreached =
            unreached.into_iter().map(|(span, (text, is_generated))| Unreached { place: place(span), text: text.to_owned(), is_generated });
        Covered { rules, unreached: unreached.collect(), hosts, inventories: self.inventories.into_values().collect() }
    }

    fn rank(&self, answer: &Answer) -> Option<usize> {
        self.rules.binary_search(&answer.rule.as_ref()?.span()).ok()
    }
}
