//! Works out what has moved since signed texts told it, and on which day customers hear of it.

use crate::model::graph::history::{self, History, Now, promised};
use crate::model::graph::{Graph, Region};
use crate::model::plan::notice::{Correction, Notice, Told, ToldWord};
use crate::model::plan::text::is_as_told;
use crate::model::spec;
use crate::model::spec::scalar::{Qualifier, When};
use crate::source::Located;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// What the customers of a region are told anew.
pub struct Corrections<'g> {
    pub day: Date,
    /// By locale, in order of what was promised; none is empty.
    pub of: BTreeMap<&'g str, Vec<Correction>>,
}

impl<'g> Corrections<'g> {
    /// Holds what was told against `facts`; `None` where everything still holds.
    pub fn of(graph: &'g Graph, region: &'g Region, written: &spec::notice::Notices, facts: &Notice) -> Option<Corrections<'g>> {
        let zone = region.zone.as_ref()?;
        let history = History::of(graph);
        let moved = |(name, when): (&Located<String>, &Located<When>)| correction(graph, facts, &name.value, when.value, zone);
        let is_moved = |(_, sent): &(&str, &history::Sent)| sent.approval.told.iter().any(|it| moved(it).is_some());
        let first = || history.texts(&region.id).filter(is_moved).map(|it| it.1.day).min();
        let day = match &written.correction {
            Some(day) => day.value.0,
            None => first()?.tomorrow().ok()?,
        };
        let mut of = BTreeMap::new();
        for locale in history.locales(&region.id) {
            let told = history.before(&region.id, locale, day);
            let found = told.iter().filter_map(|(name, (_, when))| correction(graph, facts, name, when.value, zone));
            let mut found: Vec<Correction> = found.collect();
            found.sort_by(|one, two| (one.was.told, &one.was.milestone).cmp(&(two.was.told, &two.was.milestone)));
            if !found.is_empty() {
                of.insert(locale, found);
            }
        }
        (!of.is_empty()).then_some(Corrections { day, of })
    }
}

/// Returns what is said of a date that was told as `when`; `None` where it holds, or where nobody knows what holds.
fn correction(graph: &Graph, facts: &Notice, milestone: &str, when: When, zone: &TimeZone) -> Option<Correction> {
    let (kind, is) = match history::now(graph, &facts.region, milestone) {
        Now::Dated(it) => (it.kind?, Some(facts.dates.iter().find(|it| it.milestone == milestone)?)),
        Now::Never(it) => (it.kind?, None),
        Now::Open => return None,
    };
    if is.is_some_and(|it| is_as_told(when, it, zone)) {
        return None;
    }
    let told = promised(when, zone)?;
    let (word, day) = match when {
        When::Day(qualifier, day) => (said(qualifier), day),
        When::At(_) => (ToldWord::At, told.to_zoned(zone.clone()).date()),
    };
    let was = Told { kind, milestone: milestone.to_owned(), when, told, switch: told, word, day };
    Some(Correction { was, is: is.cloned() })
}

fn said(qualifier: Qualifier) -> ToldWord {
    match qualifier {
        Qualifier::On => ToldWord::On,
        Qualifier::From => ToldWord::From,
        Qualifier::By => ToldWord::By,
        Qualifier::Before => ToldWord::Before,
        Qualifier::After => ToldWord::After,
    }
}
