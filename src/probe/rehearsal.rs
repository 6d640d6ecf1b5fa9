//! What a rehearsal found, as programs read it.

use super::report::{Difference, Run};
use schemars::JsonSchema;
use serde::Serialize;

/// The version of this shape: a key is never renamed or removed under the same number.
const VERSION: u32 = 1;

/// What was found of every program that was started.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Rehearsal {
    /// The version of this shape.
    pub version: u32,
    pub walks: Vec<Walk>,
}

impl Rehearsal {
    /// Gathers what was found.
    pub fn new(walks: Vec<Walk>) -> Rehearsal {
        Rehearsal { version: VERSION, walks }
    }
}

/// One program, through its stages in order.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Walk {
    /// The program, as `nginx`.
    pub node: String,
    /// The workspace's target whose configurations it reads.
    pub target: String,
    /// How it is switched while it runs.
    pub switched_by: String,
    pub stages: Vec<StageWalk>,
    pub switches: Vec<Switch>,
    pub rollbacks: Vec<Rollback>,
    pub untouched: Vec<Untouched>,
    /// Why it could not go on, in the program's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<String>,
    /// Where configuration and log were left, if something was wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_in: Option<String>,
}

impl Walk {
    /// Tells whether nothing is wrong.
    pub fn is_in_order(&self) -> bool {
        self.faults() == 0 && self.stopped.is_none()
    }

    /// Counts all that is wrong.
    pub fn faults(&self) -> usize {
        let stages: usize = self.stages.iter().map(StageWalk::faults).sum();
        let switches: usize = self.switches.iter().map(Switch::faults).sum();
        let rollbacks: usize = self.rollbacks.iter().map(Rollback::faults).sum();
        stages + switches + rollbacks + self.untouched.iter().map(|it| it.differences.len()).sum::<usize>()
    }

    /// Counts the answers that were held against the plan.
    pub fn asked(&self) -> usize {
        let stages: usize = self.stages.iter().map(|it| it.run.asked).sum();
        let back: usize = self.rollbacks.iter().map(|it| it.back.asked + it.undone.asked + it.forth.asked + it.again.asked).sum();
        let switches: usize = self.switches.iter().map(|it| it.asked).sum();
        stages + back + switches + self.untouched.iter().map(|it| it.answers).sum::<usize>()
    }
}

/// One stage: its own requests, and those of the stages that meet it, from its first instant to its last.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct StageWalk {
    /// Its first instant (RFC 3339); the first stage has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Its last instant, a nanosecond before the next switch; the last stage has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// How many requests prove the stage itself.
    pub own: usize,
    /// How many more prove the stage before or after it: they are asked on either side of the switch.
    pub around: usize,
    /// Requests of which nothing is promised here.
    pub unpromised: usize,
    /// Requests whose answer is not the same from the stage's first instant to its last.
    pub unsteady: Vec<String>,
    pub run: Run,
}

impl StageWalk {
    /// Counts what is wrong.
    pub fn faults(&self) -> usize {
        self.run.faults() + self.unsteady.len() + usize::from(self.run.unreachable.is_some())
    }
}

/// A switch of the running server, while clients keep asking.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Switch {
    /// The stage before.
    pub from: String,
    pub to: String,
    /// How many requests have another answer behind it, of all that were compared.
    pub changed: usize,
    pub compared: usize,
    /// How many requests were put while it was made.
    pub asked: usize,
    /// How many of their answers only the stage before gives, how many only the stage after, and how many both.
    pub before: usize,
    pub after: usize,
    pub both: usize,
    /// How many got no answer, and which requests.
    pub refused: usize,
    pub unanswered: Vec<Difference>,
    /// How many got an answer of neither stage, and which requests.
    pub third: usize,
    pub others: Vec<Difference>,
    /// Why it is no fault that some were refused, if that is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refuses: Option<String>,
}

impl Switch {
    /// Counts what is wrong.
    pub fn faults(&self) -> usize {
        self.third + if self.refuses.is_some() { 0 } else { self.refused }
    }
}

/// A way back to the stage before, and forward again.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Rollback {
    /// The stage that is undone.
    pub stage: String,
    pub back: Switch,
    /// The stage before, once more, with the rollback's own requests.
    pub undone: Run,
    /// How many requests tell the two stages apart.
    pub own: usize,
    pub forth: Switch,
    /// The stage itself, once more.
    pub again: Run,
}

impl Rollback {
    /// Counts what is wrong.
    pub fn faults(&self) -> usize {
        let of_run = |it: &Run| it.faults() + usize::from(it.unreachable.is_some());
        self.back.faults() + of_run(&self.undone) + self.forth.faults() + of_run(&self.again)
    }
}

/// An independent region, at every stage.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Untouched {
    pub region: String,
    /// Its sites on hosts that closing stores stand on too.
    pub sites: Vec<String>,
    /// Hosts, and other names of them, that only independent sites stand on.
    pub hosts: Vec<String>,
    /// At how many stages it was asked.
    pub stages: usize,
    /// How many requests were put at each.
    pub requests: usize,
    /// How many answers came.
    pub answers: usize,
    /// Answers that are not as at the first stage byte for byte, or not the site's own server's.
    pub differences: Vec<Difference>,
}
