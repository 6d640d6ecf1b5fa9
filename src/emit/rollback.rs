//! `rollback/<stage>/`: what undoes a stage, what stays all the same, and how one sees that it took.

use super::Selection;
use super::probes::of_stage;
use crate::model::artifact::Artifacts;
use crate::model::plan::probe::Probe;
use crate::model::plan::{Host, Plan};
use std::collections::{BTreeMap, BTreeSet};

/// Writes what undoes each stage but the first.
pub fn emit(plan: &Plan, selection: &Selection, out: &mut Artifacts) {
    for rank in (1..plan.stages.len()).filter(|it| selection.has_stage(*it)) {
        let mut text = String::new();
        for probe in probes(plan, rank) {
            text.push_str(&serde_json::to_string(&probe).expect("emit: a probe has text for keys"));
            text.push('\n');
        }
        out.add(format!("rollback/{}/probes.jsonl", plan.stages[rank].name), text);
    }
}

/// Returns the requests that a stage and the one before it answer otherwise, each with the answer of the one before, sorted:
/// they tell whether servers went back. The first stage has none.
pub fn probes(plan: &Plan, rank: usize) -> Vec<Probe> {
    let Some(before) = rank.checked_sub(1) else { return Vec::new() };
    let [then, now] = [before, rank].map(|it| plan.instant_of(it));
    let changes = |host: &Host| !std::ptr::eq(host.routing(then), host.routing(now));
    // Which of two purposes a request is told for is that of the stage before.
    let mut wanted: BTreeMap<(String, &str), Probe> = BTreeMap::new();
    for probe in [before, rank].into_iter().flat_map(|it| of_stage(plan, it, changes)) {
        wanted.entry((probe.url.clone(), probe.method)).or_insert(probe);
    }
    let differing = |probe: Probe| {
        let at = |at| plan.probe(&probe.request(), probe.method, probe.purpose, at);
        let (was, is) = (at(then)?, at(now)?);
        differ(&was, &is).then_some(was)
    };
    let probes: BTreeSet<Probe> = wanted.into_values().filter_map(differing).collect();
    probes.into_iter().collect()
}

/// Tells whether a client can tell two answers apart, or who was asked in its place.
fn differ(one: &Probe, other: &Probe) -> bool {
    let seen = |it: &Probe| (it.answer, it.status, it.location.clone(), it.headers.clone(), it.served.clone());
    seen(one) != seen(other)
}
