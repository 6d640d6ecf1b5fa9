//! Which stage a server answers, by what its responses say of themselves, or by what they are.

use super::client::Found;
use super::judge::{Behind, faults};
use super::report::{AnswersAs, StageHeader};
use crate::diag;
use crate::model::plan::Plan;
use crate::model::plan::answer::STAGE;
use crate::model::plan::probe::Probe;
use std::collections::BTreeMap;

/// What responses say of their stage: by the name that was asked for, how many say which.
#[derive(Default)]
pub(super) struct Headers(BTreeMap<String, BTreeMap<Option<String>, usize>>);

impl Headers {
    /// Takes in one response to a request whose answer carries the header.
    pub fn note(&mut self, host: &str, found: &Found) {
        let value = found.value(STAGE).map(str::to_owned);
        *self.0.entry(host.to_owned()).or_default().entry(value).or_default() += 1;
    }

    /// Returns each name's values, with the stages that they stand for.
    pub fn by_host(&self, plan: &Plan) -> BTreeMap<String, Vec<StageHeader>> {
        let of_host = |host: &String, values: &BTreeMap<Option<String>, usize>| {
            let header = |(value, responses): (&Option<String>, &usize)| {
                let ranks = value.as_ref().map(|it| ranks(plan, host, it)).unwrap_or_default();
                let stages = ranks.iter().map(|it| plan.stages[*it].name.clone()).collect();
                StageHeader { value: value.clone(), responses: *responses, stages }
            };
            values.iter().map(header).collect()
        };
        self.0.iter().map(|(host, values)| (host.clone(), of_host(host, values))).collect()
    }

    /// Tells which stage it is; `None` where no response says it.
    pub fn answers_as(&self, plan: &Plan, asked: usize) -> Option<AnswersAs> {
        let says = |values: &BTreeMap<Option<String>, usize>| values.keys().any(Option::is_some);
        let said: Vec<(&String, &BTreeMap<Option<String>, usize>)> = self.0.iter().filter(|it| says(it.1)).collect();
        if said.is_empty() {
            return None;
        }
        // Two values on one name are no one stage.
        let of_host = |(host, values): &(&String, &BTreeMap<Option<String>, usize>)| -> Vec<usize> {
            let mut known = values.keys().flatten();
            let first = known.next().map(|it| ranks(plan, host, it)).unwrap_or_default();
            if known.next().is_some() { Vec::new() } else { first }
        };
        let hosts: Vec<Vec<usize>> = said.iter().map(of_host).collect();
        let fits: Vec<usize> = (0..plan.stages.len()).filter(|rank| hosts.iter().all(|it| it.contains(rank))).collect();
        let is_unknown = said.iter().all(|(host, values)| values.keys().flatten().all(|it| ranks(plan, host, it).is_empty()));
        let (stage, text) = match nearest(&fits, asked) {
            Some(rank) => (Some(rank), told(plan, rank, asked)),
            None if is_unknown => (None, "another release does: no stage of this plan".to_owned()),
            None => {
                let right = hosts.iter().filter(|it| it.contains(&asked)).count();
                (
                    None,
                    format!(
                        "several stages at once: {right} of {} as {}",
                        diag::plural(hosts.len(), "host", "hosts"),
                        plan.stages[asked].name
                    ),
                )
            }
        };
        Some(AnswersAs { by: "header", stage: stage.map(|it| plan.stages[it].name.clone()), text })
    }
}

/// Returns the stages in which a host's responses say `value`.
fn ranks(plan: &Plan, host: &str, value: &str) -> Vec<usize> {
    let Some(host) = plan.hosts.get(plan.aliases.get(host).map_or(host, String::as_str)) else { return Vec::new() };
    let says = |rank: &usize| {
        let mut headers = host.routing(plan.instant_of(*rank)).sites.iter().flat_map(|it| &it.headers);
        headers.any(|it| it.0 == STAGE && it.1 == value)
    };
    (0..plan.stages.len()).filter(says).collect()
}

/// Returns the stages whose answers all responses could be, the nearest to `asked` first; never that one.
pub(super) fn candidates(plan: &Plan, asked: usize, responses: &[(&Probe, &Found)]) -> Vec<usize> {
    let fits = |rank: &usize| {
        let at = plan.instant_of(*rank);
        let agrees = |(probe, found): &(&Probe, &Found)| {
            let other = plan.probe(&probe.request(), probe.method, probe.purpose, at);
            other.is_none_or(|it| faults(plan, &it, found, Behind::Shop, b"").is_empty())
        };
        *rank != asked && responses.iter().all(agrees)
    };
    let mut fitting: Vec<usize> = (0..plan.stages.len()).filter(fits).collect();
    fitting.sort_by_key(|it| (it.abs_diff(asked), *it));
    fitting
}

/// Returns the nearest to `asked`; of two as near, the earlier.
fn nearest(fits: &[usize], asked: usize) -> Option<usize> {
    fits.iter().copied().min_by_key(|it| (it.abs_diff(asked), *it))
}

/// Tells where a stage lies from the one that was asked for.
pub(super) fn told(plan: &Plan, rank: usize, asked: usize) -> String {
    let name = &plan.stages[rank].name;
    match (asked.abs_diff(rank), rank < asked) {
        (0, _) => format!("{name}, as it must"),
        (1, true) => format!("{name}: the stage before"),
        (1, false) => format!("{name}: the stage after"),
        (count, true) => format!("{name}: {count} stages before"),
        (count, false) => format!("{name}: {count} stages after"),
    }
}
