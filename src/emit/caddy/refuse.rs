//! What Caddy's language, or this emitter, cannot say exactly: nothing that any server could be told.

use crate::emit::refuse::refusals;
use crate::emit::target::Refusal;
use crate::model::graph::Target;
use crate::model::plan::Plan;

/// Returns all that `target` cannot say of `plan`, through all its stages.
pub fn cannot(plan: &Plan, target: &Target) -> Vec<Refusal> {
    refusals(plan, target, |_, _| {})
}
