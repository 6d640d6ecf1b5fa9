//! Clients that keep asking while a server is switched: each answer is the one before the switch or the one after it.

use super::client::{Client, Found, Way};
use super::judge::{Behind, faults};
use super::report::{Difference, Fault};
use crate::model::plan::Plan;
use crate::model::plan::probe::Probe;
use crate::model::plan::request::{Request, Scheme};
use std::collections::BTreeSet;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

/// One request, with its answer on either side of a switch.
#[derive(Clone)]
pub(super) struct Pair {
    pub before: Probe,
    pub after: Probe,
}

impl Pair {
    /// Tells whether the answers differ in what a client sees.
    pub fn changes(&self) -> bool {
        let seen = |it: &Probe| (it.status, it.location.clone(), it.headers.clone(), it.served.clone());
        seen(&self.before) != seen(&self.after)
    }
}

/// How and by what a server is asked meanwhile.
pub(super) struct Steady<'a> {
    pub plan: &'a Plan,
    pub pairs: Vec<Pair>,
    pub plain: Option<Way>,
    pub tls: Option<Way>,
    pub timeout: Duration,
    pub body: &'static [u8],
}

/// What the clients saw.
#[derive(Default)]
pub(super) struct Seen {
    pub asked: usize,
    /// Answers that only the stage before gives.
    pub before: usize,
    /// Answers that only the stage after gives.
    pub after: usize,
    /// Answers that both give.
    pub both: usize,
    /// Requests without an answer: how many, and of each request the first.
    pub refused: usize,
    pub unanswered: Vec<Difference>,
    /// Answers that neither gives: how many, and of each request the first.
    pub third: usize,
    pub others: Vec<Difference>,
    /// Which requests were told for what: each once.
    told: BTreeSet<(usize, &'static str)>,
}

impl Seen {
    fn is_new(&mut self, rank: usize, what: &'static str) -> bool {
        self.told.insert((rank, what))
    }
}

/// So many clients ask; every other opens a connection for each request.
const CLIENTS: usize = 4;
/// How long each waits between two requests.
const PAUSE: Duration = Duration::from_millis(2);
/// So many answers come in before the switch begins, and behind it.
const AROUND: usize = 2 * CLIENTS;
/// So long is waited for them, and for an answer that only that side gives, at most.
const PATIENCE: Duration = Duration::from_secs(10);

impl Steady<'_> {
    /// Has clients ask as long as `switch` takes, and a moment before and after.
    pub fn during<T>(&self, switch: impl FnOnce() -> T) -> io::Result<(T, Seen)> {
        let (is_over, count, seen) = (AtomicBool::new(self.pairs.is_empty()), AtomicUsize::new(0), Mutex::new(Seen::default()));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let clients = Clients { steady: self, is_over: &is_over, count: &count, seen: &seen };
        let made = std::thread::scope(|scope| {
            scope.spawn(|| runtime.block_on(clients.ask()));
            clients.await_more(|it| it.before);
            let made = switch();
            clients.await_more(|it| it.after);
            is_over.store(true, Ordering::Relaxed);
            made
        });
        Ok((made, seen.into_inner().unwrap_or_else(PoisonError::into_inner)))
    }
}

struct Clients<'a> {
    steady: &'a Steady<'a>,
    is_over: &'a AtomicBool,
    count: &'a AtomicUsize,
    seen: &'a Mutex<Seen>,
}

impl Clients<'_> {
    /// Waits until some more requests are over, and one of them had an answer that only this `side` of the switch gives.
    fn await_more(&self, side: impl Fn(&Seen) -> usize) {
        let told = || side(&self.seen.lock().unwrap_or_else(PoisonError::into_inner));
        let wants_side = self.steady.pairs.iter().any(Pair::changes);
        let (from, end) = (self.count.load(Ordering::Relaxed), Instant::now() + PATIENCE);
        let is_enough = || self.count.load(Ordering::Relaxed) >= from + AROUND && (!wants_side || told() > 0);
        while !self.steady.pairs.is_empty() && !is_enough() && Instant::now() < end {
            std::thread::park_timeout(PAUSE);
        }
    }

    async fn ask(&self) {
        let (say, mut hear) = unbounded_channel();
        let stop = Arc::new(AtomicBool::new(false));
        let mut running = JoinSet::new();
        for rank in 0..CLIENTS.min(self.steady.pairs.len()) {
            running.spawn(Asker::new(self.steady, rank).run(Arc::clone(&stop), say.clone()));
        }
        drop(say);
        while let Some((rank, outcome)) = hear.recv().await {
            self.judge(rank, outcome);
            self.count.fetch_add(1, Ordering::Relaxed);
            stop.store(self.is_over.load(Ordering::Relaxed), Ordering::Relaxed);
        }
    }

    fn judge(&self, rank: usize, outcome: Result<Found, String>) {
        let pair = &self.steady.pairs[rank];
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.asked += 1;
        let difference = |faults| {
            let (url, rule) = (pair.after.url.clone(), pair.after.rule.clone());
            Difference { method: pair.after.method, url, faults, rule }
        };
        let found = match outcome {
            Ok(found) => found,
            Err(found) => {
                let fault = Fault { what: "answer".to_owned(), wanted: pair.after.answer.to_owned(), found };
                seen.refused += 1;
                if seen.is_new(rank, "unanswered") {
                    seen.unanswered.push(difference(vec![fault]));
                }
                return;
            }
        };
        let of = |probe| faults(self.steady.plan, probe, &found, Behind::StandIns, self.steady.body);
        let (of_before, of_after) = (of(&pair.before), of(&pair.after));
        match (of_before.is_empty(), of_after.is_empty()) {
            (true, true) => seen.both += 1,
            (true, false) => seen.before += 1,
            (false, true) => seen.after += 1,
            (false, false) => {
                seen.third += 1;
                if seen.is_new(rank, "other") {
                    seen.others.push(difference(of_after));
                }
            }
        }
    }
}

/// One client.
struct Asker {
    requests: Vec<(usize, Request)>,
    plain: Option<Way>,
    tls: Option<Way>,
    timeout: Duration,
    body: &'static [u8],
    /// Whether it opens a connection for each request.
    is_fresh: bool,
}

impl Asker {
    fn new(steady: &Steady<'_>, rank: usize) -> Asker {
        let own = (0..steady.pairs.len()).map(|it| (it + rank * steady.pairs.len() / CLIENTS) % steady.pairs.len());
        let requests = own.map(|it| (it, steady.pairs[it].before.request())).collect();
        let (plain, tls) = (steady.plain.clone(), steady.tls.clone());
        Asker { requests, plain, tls, timeout: steady.timeout, body: steady.body, is_fresh: rank.is_multiple_of(2) }
    }

    async fn run(self, stop: Arc<AtomicBool>, say: UnboundedSender<(usize, Result<Found, String>)>) {
        let open = || (self.plain.clone().map(Client::new), self.tls.clone().map(Client::new));
        let (mut plain, mut tls) = open();
        for (rank, request) in self.requests.iter().cycle() {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            if self.is_fresh {
                (plain, tls) = open();
            }
            let Some(client) = (if request.scheme == Scheme::Https { &mut tls } else { &mut plain }) else { continue };
            let body = if request.method == "POST" { self.body } else { b"" };
            let outcome = match tokio::time::timeout(self.timeout, client.ask(request, body)).await {
                Ok(outcome) => outcome,
                Err(_) => Err(format!("no answer within {} s", self.timeout.as_secs_f32())),
            };
            if say.send((*rank, outcome)).is_err() {
                return;
            }
            tokio::time::sleep(PAUSE).await;
        }
    }
}
