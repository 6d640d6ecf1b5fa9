//! What undoes a stage: what is put back, what stays all the same and for how long, and what nothing brings back.

use super::step::Role;
use super::zone::{ChangeKind, Edit};
use jiff::Timestamp;
use std::collections::BTreeSet;

/// The way back from a stage to the one before it. Its lines are plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rollback {
    /// The rank of the stage that is undone; the one before it is gone back to.
    pub stage: usize,
    /// What each target that answers otherwise reads again, by its name.
    pub installs: Vec<Install>,
    /// The hosts that answer otherwise, sorted.
    pub changed: Vec<String>,
    /// The hosts that answer in both stages alike: nothing is done for them.
    pub same: Vec<String>,
    /// Servers of the shop that are asked again.
    pub servers: Vec<Server>,
    /// What the shop does again, a line each.
    pub reopened: Vec<String>,
    /// What people do besides, the last first.
    pub undone: Vec<Undone>,
    /// What goes back in zones, the last change first.
    pub dns: Vec<DnsBack>,
    pub lingers: Vec<Linger>,
    /// What browsers go on to do after a permanent redirect that only this stage gives.
    pub kept: Vec<Kept>,
    /// What nothing brings back, in order of time.
    pub never: Vec<Never>,
    pub whole: Whole,
}

/// A target whose configuration is put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Install {
    pub target: String,
    /// The folder of the stage before; `None` where the target is not used there.
    pub folder: Option<String>,
    /// Those of its hosts that answer otherwise.
    pub hosts: Vec<String>,
}

/// A server of the shop that the stage before asks, and the stage does not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Server {
    /// As `http://127.0.0.1:8081`.
    pub address: String,
    /// What it serves, as `https://www.po.co/uk/`.
    pub serves: String,
}

/// A step of the stage that can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    pub step: String,
    pub title: String,
    /// The zone's IANA name in which its instant is read.
    pub zone: String,
    /// When it was due.
    pub at: Option<Timestamp>,
    pub lines: Vec<String>,
}

/// A change of a zone, reversed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DnsBack {
    pub domain: String,
    pub provider: Option<String>,
    pub kind: ChangeKind,
    /// The step of the runbook that is undone.
    pub step: String,
    pub title: String,
    pub zone: String,
    /// When it was due.
    pub at: Option<Timestamp>,
    /// What was there is what is put back: `after` is what stood there before the change.
    pub edits: Vec<EditBack>,
}

impl DnsBack {
    /// Tells whether only the time for which answers are kept changed: nothing needs to go back.
    pub fn is_of_time(&self) -> bool {
        matches!(self.kind, ChangeKind::LowerTtl | ChangeKind::RestoreTtl)
    }
}

/// The records of one name and type, put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditBack {
    pub edit: Edit,
    /// How long resolvers go on with what is taken back.
    pub lasts: Lasts,
}

/// Something that stays after going back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Linger {
    pub kind: LingerKind,
    pub what: String,
    /// Where the time comes from, or why none is known.
    pub why: String,
    pub lasts: Lasts,
    /// A URL of which it is true, where it is of URLs.
    pub witness: Option<String>,
    /// How many sources of URLs it is true of; 0 where it is not of URLs.
    pub count: usize,
}

/// What kind of thing stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LingerKind {
    Permanent,
    Temporary,
    Page,
    Header,
    Hsts,
    Dns,
    Search,
}

impl LingerKind {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            LingerKind::Permanent => "permanent-redirect",
            LingerKind::Temporary => "temporary-redirect",
            LingerKind::Page => "page",
            LingerKind::Header => "header",
            LingerKind::Hsts => "hsts",
            LingerKind::Dns => "dns",
            LingerKind::Search => "search",
        }
    }
}

/// How long something stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lasts {
    /// So many seconds behind the last visit, or the last look.
    Seconds(u64),
    /// The key of the language that would say it, where it is not written.
    Unwritten(String),
    /// Nobody can say.
    Open,
}

/// What browsers do that kept a permanent redirect, once servers went back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeptKind {
    /// They end where the stage before leads by itself.
    AsBefore,
    /// They end where the undone stage led.
    AsUndone,
    /// They end where neither stage leads, or go round.
    Neither,
}

impl KeptKind {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            KeptKind::AsBefore => "as-before",
            KeptKind::AsUndone => "as-undone",
            KeptKind::Neither => "neither",
        }
    }
}

/// URLs of one kind whose permanent redirect browsers keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub kind: KeptKind,
    /// What the stage before answers there: `serve`, `redirect`, `page`, `gone`, `unavailable` or `not-found`.
    pub instead: &'static str,
    /// How many sources: exact paths, patterns and defaults count once each.
    pub count: usize,
    /// One of the URLs, with where browsers go from it and where that ends in the stage before; `None` where it goes round.
    pub url: String,
    pub location: String,
    pub end: Option<String>,
    /// In seconds.
    pub max_age: u64,
}

/// A step of the stage that nothing brings back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Never {
    pub step: String,
    pub title: String,
    /// The zone's IANA name in which its instant is read.
    pub zone: String,
    pub at: Option<Timestamp>,
    pub why: String,
    pub roles: BTreeSet<Role>,
}

/// Until when going back restores all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Whole {
    /// As long as nothing further is done.
    #[default]
    Always,
    /// Before this instant, and then no longer, because of what happens at it.
    Until(Timestamp, String),
}
