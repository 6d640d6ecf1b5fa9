//! What must be done, and what every URL answers at every instant.

pub mod answer;
pub mod gate;
pub mod index;
pub mod inventory;
pub mod notice;
pub mod probe;
pub mod request;
pub mod rollback;
pub mod routing;
pub mod rows;
pub mod step;
pub mod text;
pub mod zone;

use crate::model::graph::Graph;
use crate::source::{Place, Sources};
use jiff::Timestamp;
use routing::{Routing, UpstreamUrl};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The cutover: stages, hosts, notices, steps.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What it was made of; emitters read names, owners and services there, never what a URL answers.
    pub graph: Arc<Graph>,
    /// In order of time; the first has no instant.
    pub stages: Vec<Stage>,
    /// By name.
    pub hosts: BTreeMap<String, Host>,
    /// The host that an alias answers as.
    pub aliases: BTreeMap<String, String>,
    pub pages: BTreeMap<String, Page>,
    pub notices: Vec<notice::Notice>,
    /// Notices that are not sent though a ladder has a rung for them, by region.
    pub missed: Vec<notice::Missed>,
    /// The zones that change, by domain; none in a plan that is only judged.
    pub zones: Vec<zone::Zone>,
    /// In the order in which they are done; none in a plan that is only judged.
    pub steps: Vec<step::Step>,
    /// What stands before whatever nothing brings back, in order of time; none in a plan that is only judged.
    pub gates: Vec<gate::Gate>,
    /// The way back from each stage but the first; none in a plan that is only judged.
    pub rollbacks: Vec<rollback::Rollback>,
    /// The files that were read: where each rule was written.
    pub sources: Arc<Sources>,
}

impl Plan {
    /// Returns the rank of the stage that holds at `at`.
    pub fn stage_at(&self, at: Timestamp) -> usize {
        self.stages.partition_point(|it| it.since.is_none_or(|since| since <= at)) - 1
    }

    /// Returns an instant at which `stage` holds: its first, or a moment before the first switch.
    pub fn instant_of(&self, stage: usize) -> Timestamp {
        match (self.stages[stage].since, self.stages.get(stage + 1).and_then(|it| it.since)) {
            (Some(since), _) => since,
            (None, Some(next)) => next - jiff::SignedDuration::from_secs(1),
            (None, None) => Timestamp::UNIX_EPOCH,
        }
    }

    /// Returns the place of a span.
    pub fn place(&self, span: crate::source::Span) -> Place {
        self.sources.place(span)
    }
}

/// The time between two switches.
#[derive(Clone, Debug)]
pub struct Stage {
    /// As `2024-12-31T2300Z-fr-sunset`; the first is `start`.
    pub name: String,
    pub since: Option<Timestamp>,
    pub causes: Vec<Cause>,
}

/// What happens at a switch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cause {
    pub region: String,
    /// The milestone, or `<milestone>-trial-end`.
    pub event: String,
    /// Whether the state of a site changes by it.
    pub changes_state: bool,
}

impl Cause {
    /// Returns its name, as `fr-sunset`.
    pub fn name(&self) -> String {
        format!("{}-{}", self.region, self.event)
    }
}

/// A host, through its whole life.
#[derive(Clone, Debug)]
pub struct Host {
    pub name: String,
    pub aliases: Vec<Alias>,
    /// Whether browsers come by https alone (HSTS preload, its own or a parent's).
    pub is_preloaded: bool,
    /// The value of `Strict-Transport-Security`, unless another region's site shares the host.
    pub hsts: Option<String>,
    /// How long a redirect to the host's own name or to https may be kept, in seconds.
    pub max_age: u64,
    /// Whether only independent sites stand on it: nothing is made for it.
    pub is_untouched: bool,
    /// In order of time; the first has no instant.
    pub epochs: Vec<Epoch>,
}

impl Host {
    /// Returns what the host answers by at `at`.
    pub fn routing(&self, at: Timestamp) -> &Routing {
        let rank = self.epochs.partition_point(|it| it.since.is_none_or(|since| since <= at)) - 1;
        &self.epochs[rank].routing
    }
}

/// A name that answers as its host does.
#[derive(Clone, Debug)]
pub struct Alias {
    pub name: String,
    pub is_preloaded: bool,
}

/// A time through which a host's answers stay the same.
#[derive(Clone, Debug)]
pub struct Epoch {
    pub since: Option<Timestamp>,
    pub routing: Arc<Routing>,
}

/// A page that is answered with 200, 410 or 503.
#[derive(Clone, Debug)]
pub struct Page {
    /// A file name that is unique in the plan, as `uk-gone.html`.
    pub name: String,
    pub content_type: String,
    pub body: PageBody,
}

/// What a page holds.
#[derive(Clone, Debug)]
pub enum PageBody {
    /// A file of the workspace.
    File(String),
    /// The notice of a region, made of what the model knows.
    Notice { region: String, kind: PageKind },
}

/// What a page that the program makes is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PageKind {
    /// 200: the notice.
    Notice,
    /// 200: the notice once the site is dark, when what was to come has come.
    Closed,
    /// 410: it is gone.
    Gone,
    /// 503: it moves.
    Moving,
}

impl PageKind {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            PageKind::Notice => "notice",
            PageKind::Closed => "closed",
            PageKind::Gone => "gone",
            PageKind::Moving => "moving",
        }
    }
}

/// Reads the address of an upstream, as `http://127.0.0.1:8081`.
pub fn upstream(text: &str) -> Option<UpstreamUrl> {
    let (scheme, rest) = text.split_once("://")?;
    let authority = rest.strip_suffix('/').unwrap_or(rest);
    let is_plain = !authority.is_empty() && authority.bytes().all(|it| it.is_ascii_alphanumeric() || b".-:[]_".contains(&it));
    (matches!(scheme, "http" | "https") && is_plain).then(|| UpstreamUrl { scheme: scheme.to_owned(), authority: authority.to_owned() })
}
