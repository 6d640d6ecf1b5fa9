//! What moves in time between two plans, and which of the told dates are then false.

use crate::model::graph::time::Instants;
use crate::model::graph::{Milestone, Region};
use crate::model::plan::Plan;
use crate::model::plan::notice::{Notice, Occasion};
use crate::model::plan::step::Step;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// What moves when dates are changed.
#[derive(Clone, Debug, Default)]
pub struct Slip {
    pub dates: Vec<MovedDate>,
    /// The names of stages that are no more.
    pub stages_gone: Vec<String>,
    /// The names of stages that are new.
    pub stages_new: Vec<String>,
    pub steps: Vec<MovedStep>,
    /// Dates that were promised and do not hold any more.
    pub told: Vec<FalseDate>,
}

/// A milestone that comes at another instant.
#[derive(Clone, Debug)]
pub struct MovedDate {
    pub region: String,
    pub name: String,
    /// The IANA names of the region's zones, its own first; its days are read by each.
    pub zones: Vec<String>,
    /// As it was decided, as `by 2024-12-31`.
    pub decided: [Option<String>; 2],
    /// Before and after the change, by the first zone; `None` where it has none.
    pub instants: [Option<Instants>; 2],
}

/// A step that is done at another time, or by one plan only.
#[derive(Clone, Debug)]
pub struct MovedStep {
    pub id: String,
    pub region: String,
    pub title: String,
    /// The zone's IANA name.
    pub zone: String,
    /// When it is done, before and after the change; the inner `None` is a step without a date, the outer one no step.
    pub at: [Option<Option<Timestamp>>; 2],
}

/// A date that a notice tells and that does not hold any more.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FalseDate {
    pub region: String,
    /// A BCP 47 tag, as `en-GB`.
    pub locale: String,
    /// The day on which the notice is sent.
    pub day: Date,
    pub occasion: Occasion,
    pub milestone: String,
    /// The IANA names of the region's zones, its own first; its days are read by each.
    pub zones: Vec<String>,
    /// What was told, by the first zone.
    pub told: Timestamp,
    /// What would have to be told; `None` where there is no such date any more.
    pub now: Option<Timestamp>,
}

/// Returns what moves from `before` to `after`.
pub fn slip(before: &Plan, after: &Plan) -> Slip {
    let names = |plan: &Plan| -> BTreeSet<String> { plan.stages.iter().map(|it| it.name.clone()).collect() };
    let (old, new) = (names(before), names(after));
    let in_order = |plan: &Plan, only: &BTreeSet<String>, other: &BTreeSet<String>| -> Vec<String> {
        plan.stages.iter().map(|it| &it.name).filter(|it| only.contains(*it) && !other.contains(*it)).cloned().collect()
    };
    Slip {
        dates: dates(before, after),
        stages_gone: in_order(before, &old, &new),
        stages_new: in_order(after, &new, &old),
        steps: steps(before, after),
        told: told(before, after),
    }
}

pub(super) fn dates(before: &Plan, after: &Plan) -> Vec<MovedDate> {
    let (old, new) = (milestones(before), milestones(after));
    let keys: BTreeSet<&(&str, &str)> = old.keys().chain(new.keys()).collect();
    let moved = keys.into_iter().filter_map(|key| {
        let (one, two) = (old.get(key), new.get(key));
        let instants = [one, two].map(|it| it.and_then(|(region, milestone)| milestone.instants(region.zone.as_ref()?)));
        let zones = zones(if two.is_some() { after } else { before }, key.0);
        let decided = [one, two].map(|it| it.and_then(|(_, milestone)| decided(milestone)));
        (instants[0] != instants[1]).then(|| MovedDate { region: key.0.into(), name: key.1.into(), zones, decided, instants })
    });
    let mut moved: Vec<MovedDate> = moved.collect();
    let at = |it: &MovedDate| it.instants[1].or(it.instants[0]).map(|it| it.switch);
    moved.sort_by_key(|it| (at(it), it.region.clone(), it.name.clone()));
    moved
}

fn decided(milestone: &Milestone) -> Option<String> {
    let never = milestone.never.as_ref().map(|_| "never".to_owned());
    milestone.when.as_ref().map(|it| it.value.to_string()).or(never)
}

/// Returns the zones that a region's days are read in, its own first.
fn zones(plan: &Plan, region: &str) -> Vec<String> {
    let own = plan.graph.regions.get(region).and_then(|it| it.zone.as_ref());
    let all = own.into_iter().chain(plan.graph.sites_of(region).filter_map(|it| it.zone.as_ref()));
    let mut zones: Vec<String> = Vec::new();
    for zone in all.filter_map(|it| it.iana_name()) {
        if !zones.iter().any(|it| it == zone) {
            zones.push(zone.to_owned());
        }
    }
    zones
}

fn milestones(plan: &Plan) -> BTreeMap<(&str, &str), (&Region, &Milestone)> {
    let of = |region| -> Vec<_> {
        let region: &Region = region;
        region.milestones.iter().map(|(name, it)| ((region.id.as_str(), name.as_str()), (region, it))).collect()
    };
    plan.graph.retiring().flat_map(of).collect()
}

fn steps(before: &Plan, after: &Plan) -> Vec<MovedStep> {
    let by_id = |plan| -> BTreeMap<String, Step> {
        let plan: &Plan = plan;
        plan.steps.iter().map(|it| (it.id.clone(), it.clone())).collect()
    };
    let (old, new) = (by_id(before), by_id(after));
    let window = |it: &Step| (it.from, it.until);
    let gone = before.steps.iter().filter(|it| !new.contains_key(&it.id)).map(|it| moved(it, Some(it), None));
    let other = after.steps.iter().filter_map(|it| match old.get(&it.id) {
        Some(was) if window(was) == window(it) => None,
        was => Some(moved(it, was, Some(it))),
    });
    gone.chain(other).collect()
}

fn moved(step: &Step, before: Option<&Step>, after: Option<&Step>) -> MovedStep {
    let at = [before, after].map(|it| it.map(Step::at));
    MovedStep { id: step.id.clone(), region: step.region.clone(), title: step.title.clone(), zone: step.zone.clone(), at }
}

fn told(before: &Plan, after: &Plan) -> Vec<FalseDate> {
    let new = milestones(after);
    let of = |notice| -> Vec<FalseDate> {
        let notice: &Notice = notice;
        let dates = notice.dates.iter().filter(|it| notice.is_ahead(it)).filter_map(|told| {
            let now =
                new.get(&(notice.region.as_str(), told.milestone.as_str())).and_then(|(region, it)| it.instants(region.zone.as_ref()?));
            let now = now.map(|it| it.told);
            (now != Some(told.told)).then(|| FalseDate {
                region: notice.region.clone(),
                locale: notice.locale.clone(),
                day: notice.day,
                occasion: notice.occasion,
                milestone: told.milestone.clone(),
                zones: zones(after, &notice.region),
                told: told.told,
                now,
            })
        });
        dates.collect()
    };
    let mut told: Vec<FalseDate> = before.notices.iter().flat_map(of).collect();
    told.sort_by(|one, two| (one.day, one).cmp(&(two.day, two)));
    told
}
