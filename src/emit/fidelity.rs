//! `proof/targets.json`: in what each target of the workspace answers otherwise than the plan.

use super::emitter;
use super::shape::{VERSION, json};
use super::target::{Clause, Holding};
use crate::model::artifact::Artifacts;
use crate::model::graph::Target;
use crate::model::plan::Plan;
use schemars::JsonSchema;
use serde::Serialize;

/// In what targets differ. What a target cannot hold is not among it: a rule that needs it has stopped the build.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Targets {
    /// The version of this shape.
    pub version: u32,
    pub targets: Vec<TargetProof>,
}

/// One target.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct TargetProof {
    pub target: String,
    /// The program, as the language calls it.
    pub kind: String,
    /// All other clauses of the meaning hold.
    pub differs: Vec<Difference>,
}

/// One clause: outside the requests that the meaning covers, or in a part of them that the dialect cannot tell.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Difference {
    pub clause: String,
    pub says: String,
    /// What the program does instead.
    pub how: String,
}

/// Writes the proof.
pub fn emit(plan: &Plan, out: &mut Artifacts) {
    let targets = plan.graph.targets.values().map(of_target).collect();
    json("proof/targets.json", &Targets { version: VERSION, targets }, out);
}

fn of_target(target: &Target) -> TargetProof {
    let fidelity = emitter(target).fidelity;
    let difference = |clause: &Clause| match fidelity(*clause) {
        Holding::Differs(how) | Holding::Within(how) => {
            Some(Difference { clause: clause.name().to_owned(), says: clause.says().to_owned(), how: how.to_owned() })
        }
        Holding::Holds | Holding::Refused(_) | Holding::Open => None,
    };
    TargetProof { target: target.name.clone(), kind: target.kind.word(), differs: Clause::ALL.iter().filter_map(difference).collect() }
}
