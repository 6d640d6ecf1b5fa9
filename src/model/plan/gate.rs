//! The gates: what is decided before something that nothing brings back.

use crate::source::Span;
use jiff::Timestamp;

/// A point of no return, with what stands before it. Its lines are plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gate {
    /// The step at which it is decided, as `uk/app-delist/gate`.
    pub step: String,
    /// What it lets happen, as `take POCO Store out of the app stores in the UK`.
    pub lets: String,
    /// The steps that wait for it.
    pub guards: Vec<String>,
    pub region: String,
    /// Who decides; `None` where nobody is named.
    pub owner: Option<String>,
    /// The zone's IANA name in which its instants are read.
    pub zone: String,
    /// When what it guards begins.
    pub until: Option<Timestamp>,
    /// The milestone at which it is verified, with its instant.
    pub seen_at: Option<(String, Option<Timestamp>)>,
    /// What is verified, a line each.
    pub checks: Vec<String>,
    /// The stage whose probes are put.
    pub probes: Option<String>,
    /// What cannot be undone afterwards, a line each.
    pub lost: Vec<String>,
    /// What it costs to wait, a line each.
    pub waiting: Vec<String>,
    /// The rank of the stage behind it, where it guards a switch.
    pub stage: Option<usize>,
    pub ground: Ground,
    /// Where it, or what it should guard, is written.
    pub span: Span,
    /// What a finding about it is of, as `uk.milestones.app-delist`.
    pub subject: String,
}

/// Who asks for a gate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// The workspace.
    Written,
    /// This program, whatever the workspace says.
    Own,
    /// Nobody: it is missing.
    Missing,
}

impl Gate {
    /// Tells whether it stands: it is a step of the runbook.
    pub fn stands(&self) -> bool {
        self.ground != Ground::Missing
    }
}
