//! Drawn workspaces on every engine: each answer held against the plan, and a failure made small and kept.

use crate::compare::{Asking, Clients, Judgement, Shop, pages};
use crate::engine::{ENGINES, Engine};
use crate::generate::{self, Drawn};
use crate::kept::{self, Case, Fault};
use crate::near::{self, Near, Random};
use crate::odd::Odd;
use crate::sayable::{self, Sayable};
use crate::shrink::{shrink, simplify};
use crate::text::Files;
use cutover::emit::target::Emitter;
use cutover::model::plan::request::{Request, Scheme};
use cutover::model::spec::workspace::TargetKind;
use std::collections::BTreeMap;

/// How many workspaces are drawn, unless `CUTOVER_SEEDS` says another number.
const SEEDS: u64 = 104;
/// How many requests a stage is asked within domain N, and just outside it.
const WITHIN: usize = 150;
const OUTSIDE: usize = 30;
/// How many of them are as long as domain N allows.
const LONG: usize = 2;
/// The least that a full target is asked, whatever the number of seeds.
const LEAST: usize = 200;
/// How many failures of an engine are made small: it takes a while.
const SHRUNK: usize = 3;

#[test]
fn drawn_workspaces_are_answered_as_the_plan_does() {
    let seeds = std::env::var("CUTOVER_SEEDS").map_or(SEEDS, |it| it.parse().expect("`CUTOVER_SEEDS` is a number"));
    let drawn: Vec<Drawn> = (1..=seeds).map(generate::draw).collect();
    let thrown_away: usize = drawn.iter().map(|it| it.thrown_away).sum();
    let (entries, taken_out) = drawn.iter().fold((0, 0), |sum, it| (sum.0 + it.files.entries(), sum.1 + it.taken_out));
    println!(
        "drawn: {seeds} workspaces of {entries} rules, rows and services; {taken_out} taken out and {thrown_away} workspaces thrown away on the way"
    );
    assert!(thrown_away * 10 <= drawn.len(), "most of what is drawn can be mended");
    // What templates of one's own make of a workspace is their owner's; the ones that the book shows are asked elsewhere.
    let engines = ENGINES.iter().filter(|it| it.kind != TargetKind::Template);
    let told: Vec<String> = engines.map(|engine| Run::new(engine).of(&drawn)).collect();
    assert!(told.iter().all(String::is_empty), "{}", told.concat());
}

/// What one engine made of all workspaces.
struct Run {
    engine: &'static Engine,
    emitter: &'static Emitter,
    workspaces: usize,
    stages: usize,
    within: usize,
    outside: usize,
    differences: usize,
    kinds: BTreeMap<&'static str, usize>,
    /// How many rules, or whole stages, were taken out because of a clause.
    refused: BTreeMap<&'static str, usize>,
    told: String,
}

impl Run {
    fn new(engine: &'static Engine) -> Run {
        let (kinds, refused) = (BTreeMap::new(), BTreeMap::new());
        let emitter = sayable::emitter(engine);
        Run { engine, emitter, workspaces: 0, stages: 0, within: 0, outside: 0, differences: 0, kinds, refused, told: String::new() }
    }

    /// Asks of every workspace one or two stages, and returns what is to be told of failures.
    fn of(mut self, drawn: &[Drawn]) -> String {
        for it in drawn {
            let mut random = Random::new(it.seed);
            let count = it.plan.stages.len();
            let mut ranks = vec![random.below(count), random.below(count)];
            ranks.dedup();
            let before = self.stages;
            ranks.into_iter().for_each(|rank| self.stage(it, rank, &mut random));
            self.workspaces += usize::from(self.stages > before);
        }
        println!("answers asked for: {:?}", self.kinds);
        if !self.refused.is_empty() {
            println!("taken out for {}, by clause: {:?}", self.engine.name, self.refused);
        }
        println!(
            "differential {}: {} drawn workspaces, {} stages, {} requests and {} outside the promise, {} differences",
            self.engine.name, self.workspaces, self.stages, self.within, self.outside, self.differences
        );
        if sayable::is_full(self.emitter) {
            assert_eq!(self.workspaces, drawn.len(), "a full target takes every workspace");
            assert!(
                self.within >= LEAST * drawn.len().min(100),
                "{} is asked {} times, which is not enough",
                self.engine.name,
                self.within
            );
        }
        assert!(self.within > 0, "{} is asked nothing", self.engine.name);
        self.told
    }

    fn stage(&mut self, drawn: &Drawn, rank: usize, random: &mut Random) {
        let at = drawn.plan.instant_of(rank);
        let said = match sayable::mend(self.emitter, drawn, at) {
            Ok(said) => said,
            Err(refused) => return refused.into_iter().for_each(|it| *self.refused.entry(it.name()).or_default() += 1),
        };
        said.refused.iter().for_each(|it| *self.refused.entry(it.name()).or_default() += 1);
        self.stages += 1;
        let shop = Shop::behind(&said.plan);
        let pages = pages(&shop.plan);
        let Some(running) = kept::boot(self.engine, &shop.plan, said.stage, &pages) else {
            return self.keep(drawn, &said, None, format!("{} does not start\n", self.engine.name));
        };
        let mut asking = Asking { plan: &shop.plan, pages: &pages, at, clients: Clients::of(&running) };
        let hosts: Vec<Near<'_>> = near::hosts(&shop.plan).into_iter().map(Near::of).collect();
        let hits = hosts.iter().flat_map(|it| it.hits(at, random)).collect::<Vec<_>>();
        let mut requests: Vec<Request> = hits.into_iter().take(WITHIN / 2).collect();
        requests.extend((requests.len()..WITHIN).map(|rank| hosts[rank % hosts.len()].draw(random)));
        requests.iter_mut().rev().take(LONG).for_each(lengthen);
        for mut request in requests {
            if running.tls_port.is_some() && asking.knows(&request) && random.one_in(2) {
                request.scheme = Scheme::Https;
            }
            match asking.judge(&request) {
                Judgement::Unasked => {}
                Judgement::Agrees(kind) => {
                    self.within += 1;
                    *self.kinds.entry(kind).or_default() += 1;
                }
                Judgement::Differs(text) => {
                    self.within += 1;
                    // One failure of a stage is enough to look at.
                    return self.keep(drawn, &said, Some(&request), text);
                }
            }
        }
        for rank in 0..OUTSIDE {
            let odd = Odd::draw(&hosts[rank % hosts.len()], random);
            self.outside += 1;
            let response = asking.send(&odd.request);
            let fault = match &response {
                Ok(response) => odd.fault(&shop.plan, at, self.emitter, response),
                Err(err) => Some(format!("no response: {err}")),
            };
            if let Some(fault) = fault {
                let request = &odd.request;
                self.differences += 1;
                self.told += &format!(
                    "\nseed {}, {at}, outside the promise: {} {}{}\n  {fault}\n",
                    drawn.seed, request.method, request.host, request.target
                );
            }
        }
    }

    /// Tells of a failure, made small and kept as a case.
    fn keep(&mut self, drawn: &Drawn, said: &Sayable, request: Option<&Request>, text: String) {
        self.differences += 1;
        if self.differences > SHRUNK {
            return;
        }
        let at = said.at;
        let case = |files: &Files, request: Option<&Request>| Case { files: files.clone(), asked: vec![(at, request.cloned())] };
        let fails = |files: &Files, request: Option<&Request>| {
            let is_alike = |it: &Fault| matches!(it, Fault::Start) == request.is_none();
            kept::faults(self.engine, &case(files, request)).is_ok_and(|it| it.iter().any(is_alike))
        };
        if !fails(&said.files, request) {
            self.told += &format!("\nseed {}, at {at}: {text}  it failed once, and not again\n", drawn.seed);
            return;
        }
        let small = shrink(said.files.clone(), |it| fails(it, request));
        let request = request.map(|it| simplify(it.clone(), |it| fails(&small, Some(it))));
        let small = shrink(small, |it| fails(it, request.as_ref()));
        let path = case(&small, request.as_ref()).write(&format!("{}-{}", self.engine.name, drawn.seed));
        self.told += &format!("\nseed {}, at {at}: {text}  made small and kept in {}\n", drawn.seed, path.display());
    }
}

/// Makes a target as long as domain N allows, by its query.
fn lengthen(request: &mut Request) {
    request.target.push(if request.target.contains('?') { '&' } else { '?' });
    let missing = 4_000_usize.saturating_sub(request.target.len());
    request.target.extend(std::iter::repeat_n('z', missing));
}
