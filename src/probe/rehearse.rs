//! Walks a server through stages at a simulated clock: what is put to it at each, at each switch, and on the way back.

use super::Settings;
use super::asking::{Asking, Outcome};
use super::certificate::Watch;
use super::client::Way;
use super::judge::Behind;
use super::local::Server;
use super::local::kept::Kept;
use super::node::{Address, Node};
use super::rehearsal::{Rollback, StageWalk, Switch, Walk};
use super::report::Run;
use super::steady::{Pair, Seen, Steady};
use super::untouched::{self, Watched};
use super::verify::{BODY, Subject, verify};
use crate::model::plan::probe::Probe;
use crate::model::plan::request::{Request, Scheme};
use crate::model::plan::{Host, Plan};
use jiff::{SignedDuration, Timestamp};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

/// Makes the probes of the stage of that rank.
pub type Probes<'a> = &'a (dyn Fn(usize) -> Vec<Probe> + Sync);

/// What is walked through.
pub struct Route<'a> {
    pub plan: &'a Plan,
    pub probes: Probes<'a>,
    /// Tells whether the server answers for a host.
    pub served: &'a dyn Fn(&Host) -> bool,
    /// The first stage and the last.
    pub stages: (usize, usize),
    /// Whether the server is stopped and started in the place of a reload.
    pub by_restart: bool,
}

/// A walk, with what is known of the stages around the one that it is at.
pub struct Walker<'a> {
    route: Route<'a>,
    settings: Settings<'a>,
    server: &'static Server,
    ports: Vec<u16>,
    /// There from the first stage on.
    kept: Option<Kept>,
    walk: Walk,
    node: Node,
    plain: Option<Way>,
    tls: Option<Way>,
    /// By the rank of the stage: those that were made, and are asked again beside it.
    known: BTreeMap<usize, Arc<Vec<Probe>>>,
    watched: Vec<Watched>,
}

/// So many requests whose answer changes are asked while a server is switched, and so many others.
const STEADY: usize = 24;

impl<'a> Walker<'a> {
    /// Makes ready to walk a program that will take connections on these ports.
    pub fn new(route: Route<'a>, server: &'static Server, ports: &[u16], settings: Settings<'a>) -> Walker<'a> {
        let way = |rank: usize| ports.get(rank).map(|it| Way { addresses: [SocketAddr::from(([127, 0, 0, 1], *it))].into(), tls: None });
        let address = |rank: usize| ports.get(rank).copied().map(Address::here);
        let watch = Arc::new(Watch::new(&settings.trust, None));
        let node = Node { name: server.name.to_owned(), plain: address(0), tls: address(1) };
        let (plain, tls) = (way(0), way(1).map(|it| Way { tls: Some(watch.config()), ..it }));
        let how = if route.by_restart { "a restart" } else { server.night.map_or("nothing", |it| it.how) };
        let walk = Walk { node: server.name.to_owned(), switched_by: how.to_owned(), ..Walk::default() };
        let (known, ports) = (BTreeMap::new(), ports.to_vec());
        let mut walker = Walker { route, settings, server, ports, kept: None, walk, node, plain, tls, known, watched: Vec::new() };
        let mut others = BTreeSet::new();
        for rank in walker.route.stages.0..=walker.route.stages.1 {
            others.extend(untouched::of_others(&walker.made(rank)));
            walker.known.retain(|it, _| *it < walker.route.stages.0 + 2);
        }
        walker.watched = untouched::watched(walker.route.plan, walker.route.served, &others);
        walker
    }

    /// Has the server answer by the configuration of a stage, in `dir` below `home`: it is started, or switched under
    /// requests. Tells whether it does; an `Err` is the machine's fault.
    pub fn come(&mut self, rank: usize, home: &Path, dir: &Path) -> io::Result<bool> {
        let come = match self.kept {
            None => self.server.keep(home, dir, &self.ports).map(|it| self.kept = Some(it)),
            Some(_) => {
                let (switched, seen) = self.switch(rank - 1, rank, dir)?;
                self.walk.switches.push(seen);
                switched
            }
        };
        self.went("at", rank, come)
    }

    /// Notes why the server could not go on, where it could not.
    fn went(&mut self, word: &str, rank: usize, went: io::Result<()>) -> io::Result<bool> {
        match went {
            Ok(()) => Ok(true),
            Err(err) if matches!(err.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied) => Err(err),
            Err(err) => {
                self.walk.stopped = Some(format!("{word} {}: {err}", self.route.plan.stages[rank].name));
                Ok(false)
            }
        }
    }

    /// Puts all that concerns a stage to the server: its own requests, those of the stages that meet it, and those of
    /// independent regions. What differs is noted; the walk goes on.
    pub fn hold(&mut self, rank: usize) -> io::Result<bool> {
        let (walk, probes) = self.asked_at(rank);
        let run = self.put(rank, &probes)?;
        self.walk.stages.push(StageWalk { run, ..walk });
        self.known.retain(|it, _| *it + 1 >= rank);
        self.untouched(rank)?;
        Ok(true)
    }

    /// Goes back to the stage before, holds the server against it with `own`, the rollback's own requests, and goes forward
    /// again; `dirs` are the configurations of both. Tells whether the server came through.
    pub fn roll(&mut self, rank: usize, dirs: (&Path, &Path), own: &[Probe]) -> io::Result<bool> {
        let before = rank - 1;
        let own: Vec<Probe> = own.iter().filter(|it| self.can_ask(it)).cloned().collect();
        let (switched, back) = self.switch(rank, before, dirs.0)?;
        if !self.went("on the way back from", rank, switched)? {
            return Ok(false);
        }
        let (_, mut probes) = self.asked_at(before);
        let mut seen: BTreeSet<(String, &str)> = probes.iter().map(|it| (it.url.clone(), it.method)).collect();
        probes.extend(own.iter().filter(|it| seen.insert((it.url.clone(), it.method))).cloned());
        let undone = self.put(before, &probes)?;
        let (switched, forth) = self.switch(before, rank, dirs.1)?;
        if !self.went("on the way forward again to", rank, switched)? {
            return Ok(false);
        }
        let (_, probes) = self.asked_at(rank);
        let again = self.put(rank, &probes)?;
        let stage = self.route.plan.stages[rank].name.clone();
        self.walk.rollbacks.push(Rollback { stage, back, undone, own: own.len(), forth, again });
        Ok(true)
    }

    /// Tells whether nothing was wrong so far.
    pub fn is_in_order(&self) -> bool {
        self.walk.is_in_order()
    }

    /// Stops the server, and returns what was found.
    pub fn end(self) -> Walk {
        drop(self.kept);
        Walk { untouched: self.watched.into_iter().map(Watched::found).collect(), ..self.walk }
    }

    fn can_ask(&self, probe: &Probe) -> bool {
        if probe.url.starts_with("https:") { self.tls.is_some() } else { self.plain.is_some() }
    }

    /// Returns what is asked at a stage: an answer is the same from its first instant to its last, or it is told.
    fn asked_at(&mut self, rank: usize) -> (StageWalk, Vec<Probe>) {
        let plan = self.route.plan;
        let (first, last) = (plan.instant_of(rank), last_of(plan, rank));
        let own = self.made(rank);
        let beside = [rank.checked_sub(1), Some(rank + 1).filter(|it| *it < plan.stages.len())];
        let beside: Vec<Arc<Vec<Probe>>> = beside.into_iter().flatten().map(|it| self.made(it)).collect();
        let is_asked = |it: &&Probe| self.can_ask(it);
        let mut walk = StageWalk {
            own: own.iter().filter(is_asked).count(),
            since: plan.stages[rank].since.map(|it| it.to_string()),
            ..StageWalk::default()
        };
        walk.until = last.map(|it| it.to_string());
        let mut all: BTreeMap<(&str, &str), Probe> = own.iter().map(|it| ((it.url.as_str(), it.method), it.clone())).collect();
        for probe in beside.iter().flat_map(|it| it.iter()) {
            let Entry::Vacant(entry) = all.entry((probe.url.as_str(), probe.method)) else { continue };
            match plan.probe(&probe.request(), probe.method, probe.purpose, first) {
                Some(here) => {
                    entry.insert(here);
                }
                None => walk.unpromised += 1,
            }
        }
        walk.around = all.values().filter(is_asked).count() - walk.own;
        for (probe, last) in all.values().filter_map(|it| Some((it, last?))) {
            if plan.probe(&probe.request(), probe.method, probe.purpose, last).as_ref() != Some(probe) {
                walk.unsteady.push(format!("{} {}", probe.method, probe.url));
            }
        }
        (walk, all.into_values().collect())
    }

    /// Holds the server against a stage by these probes.
    fn put(&self, rank: usize, probes: &[Probe]) -> io::Result<Run> {
        let made = |_| probes.to_vec();
        let subject = Subject { plan: self.route.plan, stage: rank, probes: &made, behind: Behind::StandIns };
        let runs = verify(&subject, std::slice::from_ref(&self.node), &self.settings)?;
        runs.into_iter().next().ok_or_else(|| io::Error::other("no server was asked"))
    }

    /// Switches the server from one stage to another, the one before it or after it, while clients keep asking; an inner
    /// `Err` is the server's.
    fn switch(&mut self, from: usize, to: usize, dir: &Path) -> io::Result<(io::Result<()>, Switch)> {
        let pairs = self.pairs(from, to);
        let compared = pairs.len();
        let (changed, same): (Vec<Pair>, Vec<Pair>) = pairs.into_iter().partition(Pair::changes);
        let steady = Steady {
            plan: self.route.plan,
            pairs: [some(&changed), some(&same)].concat(),
            plain: self.plain.clone(),
            tls: self.tls.clone(),
            timeout: self.settings.timeout,
            body: BODY,
        };
        let (kept, by_restart) = (&mut self.kept, self.route.by_restart);
        let (switched, seen) = steady.during(|| kept.as_mut().map_or(Ok(()), |it| it.switch(dir, by_restart)))?;
        let Seen { asked, before, after, both, refused, unanswered, third, others, .. } = seen;
        let [from, to] = [from, to].map(|it| self.route.plan.stages[it].name.clone());
        let counts = Switch { asked, before, after, both, refused, third, compared, changed: changed.len(), ..Switch::default() };
        Ok((switched, Switch { from, to, unanswered, others, refuses: self.refuses(), ..counts }))
    }

    /// Says why a switch may refuse some requests, if it may.
    fn refuses(&self) -> Option<String> {
        let of_program = || self.server.night.and_then(|it| it.refuses);
        if self.route.by_restart { Some("it was stopped and started") } else { of_program() }.map(str::to_owned)
    }

    /// Returns each request of two stages that meet, with its answers just before the switch and at it.
    fn pairs(&mut self, from: usize, to: usize) -> Vec<Pair> {
        let plan = self.route.plan;
        let [before, after] =
            [from, to].map(|it| if it < from.max(to) { last_of(plan, it).unwrap_or(plan.instant_of(it)) } else { plan.instant_of(it) });
        let all = [self.made(from), self.made(to)];
        let mut seen = BTreeSet::new();
        let mut pairs = Vec::new();
        for probe in all.iter().flat_map(|it| it.iter()) {
            let request = probe.request();
            let way = if request.scheme == Scheme::Https { &self.tls } else { &self.plain };
            if way.is_some() && seen.insert((probe.url.as_str(), probe.method)) {
                let at = |at| plan.probe(&request, probe.method, probe.purpose, at);
                pairs.extend(at(before).zip(at(after)).map(|(before, after)| Pair { before, after }));
            }
        }
        pairs
    }

    /// Asks what is an independent region's, at a stage.
    fn untouched(&mut self, rank: usize) -> io::Result<()> {
        let at = self.route.plan.instant_of(rank);
        let mut watched = std::mem::take(&mut self.watched);
        for it in &mut watched {
            let (count, unknown) = (it.requests.len(), it.unknown());
            let outcomes = self.ask([it.requests.clone(), unknown].concat())?;
            let nobody = outcomes.get(count).and_then(|it| it.as_ref()?.as_ref().ok()).cloned();
            it.judge(self.route.plan, at, &outcomes[..count], nobody.as_ref(), BODY);
        }
        self.watched = watched;
        Ok(())
    }

    fn ask(&self, requests: Vec<Request>) -> io::Result<Vec<Outcome>> {
        let (plain, tls) = (self.plain.clone(), self.tls.clone());
        let asking = Asking { requests, plain, tls, jobs: self.settings.jobs, timeout: self.settings.timeout, body: BODY };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(runtime.block_on(asking.run(|| ())))
    }

    fn made(&mut self, rank: usize) -> Arc<Vec<Probe>> {
        let probes = self.route.probes;
        self.known.entry(rank).or_insert_with(|| Arc::new(probes(rank))).clone()
    }
}

/// Returns the last instant of a stage; `None` where no switch ends it.
fn last_of(plan: &Plan, rank: usize) -> Option<Timestamp> {
    plan.stages.get(rank + 1)?.since?.checked_sub(SignedDuration::from_nanos(1)).ok()
}

/// Returns an even sample.
fn some(pairs: &[Pair]) -> Vec<Pair> {
    pairs.iter().step_by(pairs.len().div_ceil(STEADY).max(1)).cloned().collect()
}
