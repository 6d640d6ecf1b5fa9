//! The steps of the runbook.

use jiff::Timestamp;

/// One thing that somebody does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// A name that is unique in the plan, as `uk/sunset/switch`.
    pub id: String,
    /// What is done, in one sentence.
    pub title: String,
    /// How it is done, a line each.
    pub how: Vec<String>,
    /// How one sees that it took, a line each.
    pub check: Vec<String>,
    /// The team that does it.
    pub owner: String,
    pub region: String,
    /// The zone's IANA name in which its instant is read.
    pub zone: String,
    /// Not before this instant.
    pub from: Timestamp,
    /// Done by this instant, where there is one.
    pub until: Option<Timestamp>,
    /// The stage that it brings, where it is a switch.
    pub stage: Option<String>,
    /// The steps that come before it.
    pub after: Vec<String>,
}
