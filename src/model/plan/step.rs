//! The steps of the runbook.

use jiff::Timestamp;

/// One thing that somebody does. Its lines are plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// A name that is unique in the plan, as `uk/points/finish`.
    pub id: String,
    /// What is done, in one sentence.
    pub title: String,
    /// How it is done, a line each.
    pub how: Vec<String>,
    /// How one sees that it took.
    pub check: Vec<Check>,
    /// The team that does it; says so where nobody is named.
    pub owner: String,
    /// The region, or the platform, that it is for.
    pub region: String,
    /// The zone's IANA name in which its instants are read.
    pub zone: String,
    /// Not before this instant, where there is one.
    pub from: Option<Timestamp>,
    /// Done by this instant, where there is one.
    pub until: Option<Timestamp>,
    /// The stage that it brings, where it is a switch.
    pub stage: Option<String>,
    /// The steps that come before it, by id.
    pub after: Vec<String>,
}

impl Step {
    /// Returns the instant by which it is put in order: that of its beginning, else that by which it is done.
    pub fn at(&self) -> Option<Timestamp> {
        self.from.or(self.until)
    }
}

/// One look at the result of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// What to type; `None` where a person looks.
    pub command: Option<String>,
    /// What is then seen.
    pub expect: String,
}
