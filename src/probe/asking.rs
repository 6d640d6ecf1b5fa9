//! Puts many requests to one server, some at a time, and gives up where none is answered.

use super::client::{Client, Found, Way};
use crate::model::plan::request::{Request, Scheme};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::JoinSet;

/// What is asked of one server, and how.
pub(super) struct Asking {
    /// Those of one host side by side: a connection then serves many.
    pub requests: Vec<Request>,
    pub plain: Option<Way>,
    pub tls: Option<Way>,
    /// How many requests are under way at once.
    pub jobs: usize,
    /// How long one may take, its connection included.
    pub timeout: Duration,
    /// What a request that may have a body brings.
    pub body: &'static [u8],
}

/// What became of one request; `None` where the server was given up before.
pub(super) type Outcome = Option<Result<Found, String>>;

/// So many requests without an answer, and a host that never answered is given up.
const OF_HOST: usize = 4;
/// So many on end, and the whole server is.
const OF_NODE: usize = 64;
/// So many, where it never answered at all.
const OF_SILENT_NODE: usize = 16;

impl Asking {
    /// Puts all requests; `done` is called for each that is over.
    pub async fn run(self, mut done: impl FnMut()) -> Vec<Outcome> {
        let mut outcomes: Vec<Outcome> = vec![None; self.requests.len()];
        let jobs = self.jobs.clamp(1, self.requests.len().max(1));
        let shared = Arc::new(Shared { asking: self, next: Mutex::default() });
        let (say, mut hear) = unbounded_channel();
        let mut workers = JoinSet::new();
        for _ in 0..jobs {
            workers.spawn(work(Arc::clone(&shared), say.clone()));
        }
        drop(say);
        while let Some((rank, outcome)) = hear.recv().await {
            outcomes[rank] = Some(outcome);
            done();
        }
        outcomes
    }
}

struct Shared {
    asking: Asking,
    next: Mutex<Next>,
}

/// Which request is next, and what became of those before.
#[derive(Default)]
struct Next {
    rank: usize,
    has_answered: bool,
    /// Requests on end that were not answered.
    silent: usize,
    /// The same by scheme and host; `None` once one was answered.
    silent_hosts: BTreeMap<(Scheme, String), Option<usize>>,
}

impl Next {
    /// Takes the next request that is worth asking.
    fn take(&mut self, requests: &[Request]) -> Option<usize> {
        if self.silent >= if self.has_answered { OF_NODE } else { OF_SILENT_NODE } {
            return None;
        }
        let is_given_up = |it: &Request| self.silent_hosts.get(&(it.scheme, it.host.clone())).copied().flatten() >= Some(OF_HOST);
        let rank = (self.rank..requests.len()).find(|it| !is_given_up(&requests[*it]))?;
        self.rank = rank + 1;
        Some(rank)
    }

    fn note(&mut self, request: &Request, is_answered: bool) {
        self.has_answered |= is_answered;
        self.silent = if is_answered { 0 } else { self.silent + 1 };
        let of_host = self.silent_hosts.entry((request.scheme, request.host.clone())).or_insert(Some(0));
        *of_host = if is_answered { None } else { of_host.map(|it| it + 1) };
    }
}

async fn work(shared: Arc<Shared>, say: UnboundedSender<(usize, Result<Found, String>)>) {
    let asking = &shared.asking;
    let mut plain = asking.plain.clone().map(Client::new);
    let mut tls = asking.tls.clone().map(Client::new);
    loop {
        let rank = shared.next.lock().unwrap_or_else(PoisonError::into_inner).take(&asking.requests);
        let Some(rank) = rank else { return };
        let request = &asking.requests[rank];
        let client = if request.scheme == Scheme::Https { &mut tls } else { &mut plain };
        let Some(client) = client else { continue };
        let body = if matches!(request.method.as_str(), "POST" | "PUT" | "PATCH") { asking.body } else { b"" };
        let outcome = match tokio::time::timeout(asking.timeout, client.ask(request, body)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(format!("no answer within {} s", asking.timeout.as_secs_f32())),
        };
        shared.next.lock().unwrap_or_else(PoisonError::into_inner).note(request, outcome.is_ok());
        if say.send((rank, outcome)).is_err() {
            return;
        }
    }
}
