//! Which texts customers read otherwise, and which dates in them are others.

use super::facts::{Change, Fact, Subject, What};
use crate::model::plan::Plan;
use crate::model::plan::text::{Text, as_told};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the texts whose words differ, by name; each side is a plan with all its texts.
pub fn words(before: (&Plan, &[Text]), after: (&Plan, &[Text])) -> Vec<Fact> {
    let by_id = |texts| -> BTreeMap<&str, &Text> {
        let texts: &[Text] = texts;
        texts.iter().map(|it| (it.id.as_str(), it)).collect()
    };
    let (old, new) = (by_id(before.1), by_id(after.1));
    let ids: BTreeSet<&str> = old.keys().chain(new.keys()).copied().collect();
    let fact = |id: &str| {
        let (what, changes) = match (old.get(id), new.get(id)) {
            (Some(one), Some(two)) if one.digest == two.digest => return None,
            (Some(one), Some(two)) => (What::Changed, changes(&told(before.0, one), &told(after.0, two))),
            (Some(_), None) => (What::Gone, Vec::new()),
            (None, _) => (What::New, Vec::new()),
        };
        Some(Fact { subject: Subject::Words, name: id.to_owned(), what, changes })
    };
    ids.into_iter().filter_map(fact).collect()
}

/// Returns the dates of a text as they are told, by milestone.
fn told(plan: &Plan, text: &Text) -> BTreeMap<String, String> {
    let zone = plan.graph.regions.get(&text.region).and_then(|it| it.zone.clone()).unwrap_or(TimeZone::UTC);
    text.told.iter().map(|(name, it)| (name.clone(), as_told(it, &zone))).collect()
}

fn changes(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> Vec<Change> {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let moved = names.into_iter().filter(|it| before.get(*it) != after.get(*it));
    moved.map(|it| Change { field: it.clone(), before: before.get(it).cloned(), after: after.get(it).cloned() }).collect()
}
