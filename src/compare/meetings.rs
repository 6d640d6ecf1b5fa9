//! Which times of two plans are held against each other: stages go by what has happened, not by when.

use crate::model::plan::{Host, Plan};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// A time of each plan at which a host is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meeting {
    /// The ranks of the host's epochs in the two plans; 0 where it is not there.
    pub epochs: [usize; 2],
    /// The name of the stage, as the changed plan has it; as the other where only that has it.
    pub stage: String,
    /// The plan that alone has this order of switches, where that is so: what differs may be dates that moved.
    pub alone: Option<usize>,
}

/// A cause, and the how many'th time it comes: a region's sites may have several clocks.
type Event = (String, usize);

/// One plan's times, as far as a host can tell them apart.
struct Times<'p> {
    plan: &'p Plan,
    /// The beginnings of the host's epochs.
    begins: Vec<Option<Timestamp>>,
    /// What happens at each stage.
    events: Vec<Vec<Event>>,
}

/// What has happened, and the epochs that hold until the next thing does, each with the stage in which it begins.
struct State {
    happened: BTreeSet<Event>,
    epochs: Vec<(usize, usize)>,
}

/// Returns the times at which a host's answers are compared, in order.
pub fn meetings(plans: [&Plan; 2], name: &str) -> Vec<Meeting> {
    let times = plans.map(|it| Times::of(it, it.hosts.get(name)));
    let known: [BTreeSet<&Event>; 2] = [0, 1].map(|at| times[at].events.iter().flatten().collect());
    let wanted: BTreeSet<Event> = times.iter().flat_map(|it| it.relevant(name)).collect();
    let shared: BTreeSet<Event> = wanted.into_iter().filter(|it| known.iter().all(|known| known.contains(it))).collect();
    let states = [0, 1].map(|at| times[at].states(&shared));
    let mut met: Vec<(Option<Timestamp>, Meeting)> = Vec::new();
    for state in &states[1] {
        match states[0].iter().find(|it| it.happened == state.happened) {
            Some(other) => pair(&times, other, state, &mut met),
            None => alone(&times, 1, state, &mut met),
        }
    }
    for state in states[0].iter().filter(|it| !states[1].iter().any(|other| other.happened == it.happened)) {
        alone(&times, 0, state, &mut met);
    }
    met.sort_by_key(|it| it.0);
    met.into_iter().map(|it| it.1).collect()
}

/// Adds the meetings of two states in which the same has happened.
fn pair(times: &[Times; 2], base: &State, head: &State, met: &mut Vec<(Option<Timestamp>, Meeting)>) {
    let mut add = |base: (usize, usize), head: (usize, usize), by_base: bool| {
        let (plan, stage) = if by_base { (times[0].plan, base.1) } else { (times[1].plan, head.1) };
        let stage = &plan.stages[stage];
        let meeting = Meeting { epochs: [base.0, head.0], stage: stage.name.clone(), alone: None };
        if !met.iter().any(|it| it.1.epochs == meeting.epochs) {
            met.push((stage.since, meeting));
        }
    };
    for found in &head.epochs {
        add(nearest(&base.epochs, times[0].epoch(times[1].plan.stages[found.1].since)), *found, false);
    }
    for found in &base.epochs {
        add(*found, nearest(&head.epochs, times[1].epoch(times[0].plan.stages[found.1].since)), true);
    }
}

/// Returns the epoch of `wanted`, or the one that is nearest to it.
fn nearest(epochs: &[(usize, usize)], wanted: usize) -> (usize, usize) {
    *epochs.iter().min_by_key(|it| it.0.abs_diff(wanted)).expect("meetings: a state has an epoch")
}

/// Adds the meetings of a state that one plan alone has, with what holds in the other at its instant.
fn alone(times: &[Times; 2], at: usize, state: &State, met: &mut Vec<(Option<Timestamp>, Meeting)>) {
    for (epoch, stage) in &state.epochs {
        let stage = &times[at].plan.stages[*stage];
        let mut epochs = [*epoch; 2];
        epochs[1 - at] = times[1 - at].epoch(stage.since);
        if !met.iter().any(|it| it.1.epochs == epochs) {
            met.push((stage.since, Meeting { epochs, stage: stage.name.clone(), alone: Some(at) }));
        }
    }
}

impl<'p> Times<'p> {
    fn of(plan: &'p Plan, host: Option<&Host>) -> Times<'p> {
        let begins = host.map_or_else(|| vec![None], |it| it.epochs.iter().map(|it| it.since).collect());
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let mut event = |name: String| {
            let count = counts.entry(name.clone()).or_default();
            *count += 1;
            (name, *count)
        };
        let events = plan.stages.iter().map(|it| it.causes.iter().map(|it| event(it.name())).collect()).collect();
        Times { plan, begins, events }
    }

    /// Returns the rank of the epoch that holds at `at`.
    fn epoch(&self, at: Option<Timestamp>) -> usize {
        self.begins.partition_point(|it| *it <= at).saturating_sub(1)
    }

    /// Returns what begins the host's epochs: where several things happen at once, those of its own regions.
    fn relevant(&self, name: &str) -> Vec<Event> {
        let graph = &self.plan.graph;
        let own: BTreeSet<&str> = graph
            .hosts
            .get(name)
            .map(|it| it.region.as_str())
            .into_iter()
            .chain(graph.sites.on(name).map(|it| it.region.as_str()))
            .collect();
        let begins = self.plan.stages.iter().zip(&self.events).filter(|(it, _)| it.since.is_some() && self.begins.contains(&it.since));
        let of_stage = |(stage, events): (&crate::model::plan::Stage, &Vec<Event>)| -> Vec<Event> {
            let both = || stage.causes.iter().zip(events);
            let of_own: Vec<Event> = both().filter(|it| own.contains(it.0.region.as_str())).map(|it| it.1.clone()).collect();
            if of_own.is_empty() { events.clone() } else { of_own }
        };
        begins.flat_map(of_stage).collect()
    }

    /// Returns what has happened when, as far as it is `shared` by both plans.
    fn states(&self, shared: &BTreeSet<Event>) -> Vec<State> {
        let mut states: Vec<State> = Vec::new();
        for (rank, stage) in self.plan.stages.iter().enumerate() {
            let new: Vec<&Event> = self.events[rank].iter().filter(|it| shared.contains(it)).collect();
            let epoch = self.epoch(stage.since);
            match states.last_mut() {
                Some(last) if new.is_empty() => {
                    if last.epochs.last().is_none_or(|it| it.0 != epoch) {
                        last.epochs.push((epoch, rank));
                    }
                }
                last => {
                    let mut happened = last.map_or_else(BTreeSet::new, |it| it.happened.clone());
                    happened.extend(new.into_iter().cloned());
                    states.push(State { happened, epochs: vec![(epoch, rank)] });
                }
            }
        }
        states
    }
}
