//! The changes of a domain's zone, in order of time, and what `dig` must then show.

use crate::source::Span;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The zone of one domain, through the whole change.
#[derive(Clone, Debug)]
pub struct Zone {
    /// As `po.co`.
    pub domain: String,
    pub span: Span,
    /// Who serves it today.
    pub provider: Option<String>,
    /// The names by which closing stores answer; sorted.
    pub names: Vec<String>,
    /// The names that only independent regions answer by; sorted.
    pub kept: Vec<String>,
    /// Whether all of it is known: a zone file was given.
    pub is_whole: bool,
    /// What is known of it before the first change.
    pub before: Sets,
    /// In order of time.
    pub changes: Vec<Change>,
}

/// Records by name and type.
pub type Sets = BTreeMap<(String, String), Set>;

/// The records of one name and type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set {
    /// In seconds; `None` where it is not known.
    pub ttl: Option<u32>,
    /// Sorted by data, each once.
    pub values: BTreeMap<String, Span>,
}

/// What a change is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ChangeKind {
    LowerTtl,
    Move,
    RestoreTtl,
    RemoveDs,
    ChangeProvider,
    /// Of what ends with a milestone.
    Delete,
    StopSending,
    StopReceiving,
    Release,
}

impl ChangeKind {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            ChangeKind::LowerTtl => "lower-ttl",
            ChangeKind::Move => "move",
            ChangeKind::RestoreTtl => "restore-ttl",
            ChangeKind::RemoveDs => "remove-ds",
            ChangeKind::ChangeProvider => "change-provider",
            ChangeKind::Delete => "delete",
            ChangeKind::StopSending => "stop-sending",
            ChangeKind::StopReceiving => "stop-receiving",
            ChangeKind::Release => "release",
        }
    }
}

/// One change of a zone: what is done at once.
#[derive(Clone, Debug)]
pub struct Change {
    pub kind: ChangeKind,
    /// As `lower-ttl`; unique in its zone, and the name of a folder.
    pub name: String,
    /// The step of the runbook that does it.
    pub step: String,
    /// What it does, in one sentence.
    pub title: String,
    /// Not before this instant, where there is one.
    pub from: Option<Timestamp>,
    /// Done by this instant, where there is one.
    pub until: Option<Timestamp>,
    /// The rank of the stage in which it is done.
    pub stage: usize,
    /// The zone's IANA name in which its instants are read.
    pub zone: String,
    /// What no record says, a line each.
    pub lines: Vec<String>,
    /// By name and type.
    pub edits: Vec<Edit>,
    pub looks: Vec<Look>,
    /// The records that are known or ours once it is done.
    pub after: Sets,
    /// Those of them that a change so far has set; what stands beside them is not known unless the zone is whole.
    pub ours: Vec<(String, String)>,
}

impl Change {
    /// Returns the instant by which it is put in order.
    pub fn at(&self) -> Option<Timestamp> {
        self.from.or(self.until)
    }
}

/// What becomes of the records of one name and type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Absolute, without a dot at its end.
    pub name: String,
    pub kind: String,
    /// `None` where there is none, or it is not known.
    pub before: Option<Set>,
    /// Whether `before` is all that there is.
    pub is_known: bool,
    /// Nothing, where all of them are taken away; without a value, what is there stays and only its time changes.
    pub after: Option<Set>,
    /// Whether other records of this name and type stay.
    pub keeps_others: bool,
}

/// One look at the zone after a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// What to type.
    pub command: String,
    pub expect: Expect,
}

/// What a look shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expect {
    /// These lines and no other, in any order, words parted by one space; none where there is nothing.
    Lines(Vec<String>),
    /// These lines, perhaps with others.
    Among(Vec<String>),
    /// Lines whose second word is at most this number.
    Ttl(u32),
    /// What a person judges.
    Words(String),
}

impl Expect {
    /// Returns what is seen, in words.
    pub fn text(&self) -> String {
        match self {
            Expect::Lines(lines) if lines.is_empty() => "nothing".to_owned(),
            Expect::Lines(lines) => lines.join("; "),
            Expect::Among(lines) => format!("{}, perhaps beside others", lines.join("; ")),
            Expect::Ttl(seconds) => format!("the second column is at most {seconds}"),
            Expect::Words(text) => text.clone(),
        }
    }
}
