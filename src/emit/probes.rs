//! `stages/<stage>/probes.jsonl`: requests with the answers that must come back, one a line, sorted.
//!
//! A rule is proved by a request that it wins. Where no request was found that it wins, `proof/probes.json` says so.

use super::Selection;
use super::shape::{Origin, VERSION, json};
use crate::model::artifact::Artifacts;
use crate::model::graph::pattern::{Pattern, Segment};
use crate::model::plan::probe::Probe;
use crate::model::plan::request::{Request, Scheme};
use crate::model::plan::routing::{Action, Base, Route, Routing, SiteRouting};
use crate::model::plan::rows::Rows;
use crate::model::plan::{Host, Plan};
use crate::model::spec::scalar::QueryPolicy;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What the probes of all stages prove.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Proof {
    /// The version of this shape.
    pub version: u32,
    pub stages: Vec<StageProof>,
}

/// What the probes of one stage prove.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct StageProof {
    pub stage: String,
    pub probes: usize,
    /// Routes and defaults of the stage, made spellings among them.
    pub routes: usize,
    /// Those for which no request was found that they win.
    pub unproved: Vec<Unproved>,
    /// Rows of big tables that are not asked for: of so many rows, an even sample is.
    pub unasked: usize,
}

/// A route for which no request was found that it wins.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Unproved {
    pub host: String,
    pub pattern: String,
    pub origin: Origin,
    pub why: String,
}

/// Writes the probes of every stage, and what they prove.
pub fn emit(plan: &Plan, selection: &Selection, out: &mut Artifacts) {
    let mut known = Known::default();
    let mut stages = Vec::new();
    for (rank, stage) in plan.stages.iter().enumerate().filter(|(rank, _)| selection.has_stage(*rank)) {
        let hosts: Vec<Arc<Probed>> = plan.hosts.values().map(|it| known.of_host(plan, it, plan.instant_of(rank))).collect();
        let mut lines: Vec<&String> = hosts.iter().flat_map(|it| &it.lines).collect();
        lines.sort();
        let mut text = String::new();
        lines.iter().for_each(|it| {
            text.push_str(it);
            text.push('\n');
        });
        out.add(format!("stages/{}/probes.jsonl", stage.name), text);
        stages.push(StageProof {
            stage: stage.name.clone(),
            probes: lines.len(),
            routes: hosts.iter().map(|it| it.routes).sum(),
            unproved: hosts.iter().flat_map(|it| it.unproved.iter().cloned()).collect(),
            unasked: hosts.iter().map(|it| it.unasked).sum(),
        });
    }
    json("proof/probes.json", &Proof { version: VERSION, stages }, out);
}

/// Returns the probes of a stage for each host that `is_asked` names, sorted. What is written of https is asked over http
/// too: a server may stand behind one that takes TLS off.
pub fn of_stage(plan: &Plan, rank: usize, is_asked: impl Fn(&Host) -> bool) -> Vec<Probe> {
    let at = plan.instant_of(rank);
    let mut probes = BTreeSet::new();
    for host in plan.hosts.values().filter(|it| is_asked(it)) {
        let mut probing = Probing::new(plan, host, at);
        probing.gather();
        let plain = |it: &Probe| plan.probe(&Request { scheme: Scheme::Http, ..it.request() }, it.method, it.purpose, at);
        probes.extend(once_each(&probing.probes).filter_map(plain));
        probes.append(&mut probing.probes);
    }
    once_each(&probes).cloned().collect()
}

/// Hands `ask` every request that is made of a plan, and an instant: those of each time through which a host's answers stay
/// the same.
pub fn requests(plan: &Plan, ask: &mut dyn FnMut(&Request, Timestamp)) {
    for host in plan.hosts.values() {
        for epoch in &host.epochs {
            let at = epoch.since.unwrap_or_else(|| plan.instant_of(0));
            let mut probing = Probing::new(plan, host, at);
            probing.gather();
            once_each(&probing.probes).for_each(|it| ask(&it.request(), at));
        }
    }
}

/// Returns each request once, also where it serves two purposes.
fn once_each(probes: &BTreeSet<Probe>) -> impl Iterator<Item = &Probe> {
    let mut seen = BTreeSet::new();
    probes.iter().filter(move |it| seen.insert((it.url.as_str(), it.method)))
}

/// The probes of each host's epochs: stages share them.
#[derive(Default)]
struct Known(BTreeMap<(String, usize), Arc<Probed>>);

impl Known {
    fn of_host(&mut self, plan: &Plan, host: &Host, at: Timestamp) -> Arc<Probed> {
        let routing = host.routing(at);
        let rank = host.epochs.iter().position(|it| std::ptr::eq(&*it.routing, routing)).unwrap_or_default();
        let made = || Arc::new(Probing::new(plan, host, at).probed());
        self.0.entry((host.name.clone(), rank)).or_insert_with(made).clone()
    }
}

/// What proves one epoch of a host.
struct Probed {
    lines: Vec<String>,
    routes: usize,
    unproved: Vec<Unproved>,
    unasked: usize,
}

struct Probing<'p> {
    plan: &'p Plan,
    host: &'p Host,
    routing: &'p Routing,
    at: Timestamp,
    probes: BTreeSet<Probe>,
    unproved: Vec<Unproved>,
    unasked: usize,
}

impl<'p> Probing<'p> {
    fn new(plan: &'p Plan, host: &'p Host, at: Timestamp) -> Probing<'p> {
        Probing { plan, host, routing: host.routing(at), at, probes: BTreeSet::new(), unproved: Vec::new(), unasked: 0 }
    }

    fn probed(mut self) -> Probed {
        let routes = self.gather();
        let line = |it: &Probe| serde_json::to_string(it).expect("emit: a probe has text for keys");
        let lines = once_each(&self.probes).map(line).collect();
        Probed { lines, routes, unproved: self.unproved, unasked: self.unasked }
    }

    /// Finds every request; returns how many routes and defaults there are.
    fn gather(&mut self) -> usize {
        if self.host.is_untouched {
            return 0;
        }
        let routing = self.routing;
        routing.sites.iter().for_each(|it| self.of_site(it));
        self.of_host();
        let defaults =
            routing.sites.iter().map(|it| &it.base).chain([&routing.unowned]).filter(|it| matches!(it, Base::Default(_))).count();
        routing.sites.iter().map(SiteRouting::route_count).sum::<usize>() + defaults
    }

    fn of_site(&mut self, site: &SiteRouting) {
        let root = format!("{}/", site.path);
        if site.is_independent {
            for path in [root.clone(), format!("{root}{UNKNOWN}")] {
                self.ask(&path, "independent");
            }
            return;
        }
        let mut policies = BTreeSet::new();
        let mut actions = BTreeSet::new();
        let step = (site.exact.len() + site.rows.as_ref().map_or(0, Rows::len)).div_ceil(MOST_ROWS).max(1);
        let (mut asked, mut unasked) = (Vec::new(), 0);
        for (rank, route) in site.routes.iter().enumerate() {
            if rank % step != 0 && route.pattern.key().is_some() {
                unasked += 1;
            } else {
                asked.push(Cow::Borrowed(route));
            }
        }
        if let Some(rows) = &site.rows {
            for (rank, number) in rows.numbers().enumerate() {
                if rank % step != 0 {
                    unasked += rows.keys(number).count();
                } else {
                    asked.extend(rows.keys(number).map(|(key, found)| Cow::Owned(rows.route(&key, found))));
                }
            }
        }
        self.unasked += unasked;
        for route in &asked {
            let witness = self.prove(route);
            let Some(target) = witness else { continue };
            if route.origin.made.is_empty() {
                near(&route.pattern, &target).iter().for_each(|it| self.ask(it, "near-miss"));
            }
            if policies.insert(policy(route)) {
                let mark = if target.contains('?') { '&' } else { '?' };
                self.ask(&format!("{target}{mark}utm_source=probe&a=%20b"), "query");
            }
            if actions.insert(action(route)) {
                ["HEAD", "POST"].into_iter().for_each(|it| self.send(Scheme::Https, &self.host.name.clone(), it, &target, "method"));
                self.aliases(&target);
            }
        }
        if let Base::Default(default) = &site.base {
            self.prove_default(default, &root);
        }
        for path in [root.clone(), format!("{root}{UNKNOWN}"), format!("{root}{UNKNOWN}/below?a=1")] {
            self.ask(&path, if matches!(site.base, Base::Default(_)) { "default" } else { "unknown" });
            self.aliases(&path);
        }
        for reserved in &site.reserved {
            self.ask(&if reserved.ends_with('/') { format!("{reserved}{UNKNOWN}") } else { reserved.clone() }, "reserved");
        }
        self.http(&format!("{root}{UNKNOWN}"));
    }

    fn of_host(&mut self) {
        self.ask(&format!("/.well-known/{UNKNOWN}"), "reserved");
        self.http("/.well-known/acme-challenge/token");
        if let Base::Default(default) = &self.routing.unowned {
            self.prove_default(default, "/");
        }
        for path in ["/".to_owned(), format!("/{UNKNOWN}?a=1")] {
            if self.routing.owner(path.split('?').next().unwrap_or(&path)).is_none() {
                self.ask(&path, "unowned");
                self.aliases(&path);
            }
        }
    }

    /// Finds a request that `route` wins, and asks it.
    fn prove(&mut self, route: &Route) -> Option<String> {
        let witness = self.witness(route, targets(&route.pattern));
        match &witness {
            Some(target) => self.ask(target, "route"),
            None => self.give_up(route),
        }
        witness
    }

    fn prove_default(&mut self, route: &Route, root: &str) {
        match self.witness(route, vec![format!("{root}{UNKNOWN}"), root.to_owned()]) {
            Some(target) => self.ask(&target, "default"),
            None => self.give_up(route),
        }
    }

    fn witness(&self, route: &Route, targets: Vec<String>) -> Option<String> {
        let is_won = |target: &String| {
            let request = self.request(Scheme::Https, &self.host.name, "GET", target);
            request.outside().is_none() && self.plan.answer(&request, self.at).origin().is_some_and(|it| *it == route.origin)
        };
        targets.into_iter().find(is_won)
    }

    fn give_up(&mut self, route: &Route) {
        let why = match targets(&route.pattern).first().map(|it| (it, self.request(Scheme::Https, &self.host.name, "GET", it))) {
            Some((_, request)) if request.outside().is_some() => request.outside().unwrap_or_default().to_owned(),
            Some((target, request)) => match self.plan.answer(&request, self.at).origin() {
                Some(winner) => format!("`{target}` is won by {}", self.plan.place(winner.span)),
                None => format!("`{target}` is answered without a rule"),
            },
            None => "it matches no request".to_owned(),
        };
        let (host, pattern) = (self.host.name.clone(), route.pattern.to_string());
        self.unproved.push(Unproved { host, pattern, origin: Origin::of(&self.plan.sources, &route.origin), why });
    }

    fn ask(&mut self, target: &str, purpose: &'static str) {
        self.send(Scheme::Https, &self.host.name.clone(), "GET", target, purpose);
    }

    fn http(&mut self, target: &str) {
        self.send(Scheme::Http, &self.host.name.clone(), "GET", target, "http");
    }

    fn aliases(&mut self, target: &str) {
        for alias in self.host.aliases.iter().map(|it| it.name.clone()).collect::<Vec<_>>() {
            self.send(Scheme::Https, &alias, "GET", target, "alias");
        }
    }

    fn request(&self, scheme: Scheme, host: &str, method: &str, target: &str) -> Request {
        Request { scheme, method: method.to_owned(), host: host.to_owned(), target: target.to_owned() }
    }

    fn send(&mut self, scheme: Scheme, host: &str, method: &'static str, target: &str, purpose: &'static str) {
        let request = self.request(scheme, host, method, target);
        self.probes.extend(self.plan.probe(&request, method, purpose, self.at));
    }
}

/// Of a site with more exact sources than this, an even sample is asked for.
const MOST_ROWS: usize = 10_000;

/// A path that nobody has.
const UNKNOWN: &str = "cutover-no-such-page";

/// Values for placeholders: more than one, for a rule of one of them may win.
const VALUES: [&str; 4] = ["sample", "sample-2", "zz9", "a.b~c"];

/// Returns requests that `pattern` matches, to be tried in this order.
fn targets(pattern: &Pattern) -> Vec<String> {
    let query: Vec<String> = pattern.conditions.iter().map(ToString::to_string).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    let fill = |value: &str, splat: &str| {
        let segment = |it: &Segment| match it {
            Segment::Literal(text) => format!("/{text}"),
            Segment::Name(_) => format!("/{value}"),
            Segment::Splat => format!("/{splat}"),
        };
        let key: String = pattern.segments.iter().map(segment).collect();
        format!("{key}{mark}{}", query.join("&"))
    };
    if pattern.key().is_some() {
        return vec![fill("", "")];
    }
    let splats = ["sample/below", "sample", "zz9/a/b/c", ""];
    VALUES.iter().flat_map(|value| splats.map(|splat| fill(value, splat))).collect()
}

/// Returns requests that lie close to `target` but beside `pattern`.
fn near(pattern: &Pattern, target: &str) -> Vec<String> {
    let (key, query) = target.split_once('?').map_or((target, None), |(key, query)| (key, Some(query)));
    let mut near = Vec::new();
    if pattern.key().is_some() && !key.ends_with('/') {
        near.push(format!("{key}x"));
        near.push(format!("{key}/{UNKNOWN}"));
        let turned: String =
            key.chars().map(|it| if it.is_ascii_lowercase() { it.to_ascii_uppercase() } else { it.to_ascii_lowercase() }).collect();
        near.push(turned);
    }
    if query.is_some() {
        near.push(key.to_owned());
        near.push(format!("{target}x"));
    }
    near
}

fn policy(route: &Route) -> String {
    match &route.action {
        Action::Redirect(it) => match &it.query {
            QueryPolicy::Keep => "keep".to_owned(),
            QueryPolicy::Drop => "drop".to_owned(),
            QueryPolicy::Only(names) => names.join("&"),
        },
        _ => "none".to_owned(),
    }
}

fn action(route: &Route) -> String {
    match &route.action {
        Action::Redirect(it) => it.status.to_string(),
        Action::Gone { .. } => "gone".to_owned(),
        Action::Page { .. } => "page".to_owned(),
        Action::Unavailable { .. } => "unavailable".to_owned(),
        Action::Serve(_) => "serve".to_owned(),
        Action::NotFound => "not-found".to_owned(),
    }
}
