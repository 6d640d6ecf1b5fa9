//! What customers were told: the dates in the texts that people signed.

use super::time;
use super::{Graph, Milestone};
use crate::model::spec::approval::Approval;
use crate::model::spec::scalar::{Qualifier, When};
use crate::source::Located;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// The parts of a text's name, as `fr/fr-FR/2024-10-15-announcement.mail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    pub region: &'a str,
    pub locale: &'a str,
    /// `None` of a page.
    pub day: Option<Date>,
    /// The occasion, or of a page its kind.
    pub what: &'a str,
    pub channel: &'a str,
}

impl<'a> Name<'a> {
    /// Returns the parts of `text`; `None` where it has not the shape of a name.
    pub fn of(text: &'a str) -> Option<Name<'a>> {
        let (region, rest) = text.split_once('/')?;
        let (locale, rest) = rest.split_once('/')?;
        let (name, channel) = rest.rsplit_once('.')?;
        let day = name.get(..10).and_then(|it| it.parse().ok()).filter(|_| name.as_bytes().get(10) == Some(&b'-'));
        let what = if day.is_some() { name.get(11..)? } else { name };
        let is_whole = [region, locale, what, channel].iter().all(|it| !it.is_empty() && !it.contains('/'));
        is_whole.then_some(Name { region, locale, day, what, channel })
    }
}

/// A text that was signed, as it went out.
pub struct Sent<'g> {
    pub day: Date,
    pub approval: &'g Located<Approval>,
}

/// What was told, by region and locale, in order of days.
pub struct History<'g>(BTreeMap<(&'g str, &'g str), Vec<Sent<'g>>>);

impl<'g> History<'g> {
    /// Returns what the approvals of `graph` say. A text that was signed twice went out as it was signed last before its day.
    pub fn of(graph: &'g Graph) -> History<'g> {
        let mut texts: BTreeMap<&str, Vec<&Located<Approval>>> = BTreeMap::new();
        for it in &graph.approvals {
            texts.entry(&it.text.value).or_default().push(it);
        }
        let mut told: BTreeMap<(&str, &str), Vec<Sent>> = BTreeMap::new();
        for (text, approvals) in texts {
            let Some((name, day)) = Name::of(text).and_then(|it| Some((it, it.day?))) else { continue };
            let before = approvals.iter().enumerate().filter(|(_, it)| it.on.value.0 <= day).max_by_key(|(at, it)| (it.on.value, *at));
            let later = || approvals.iter().enumerate().min_by_key(|(at, it)| (it.on.value, *at));
            let sent = before.or_else(later).map(|(_, approval)| Sent { day, approval });
            told.entry((name.region, name.locale)).or_default().extend(sent);
        }
        told.values_mut().for_each(|it| it.sort_by_key(|it| (it.day, &it.approval.text.value)));
        History(told)
    }

    /// Returns what was sent to a region's customers, locale by locale in order of days.
    pub fn texts<'s>(&'s self, region: &'s str) -> impl Iterator<Item = (&'g str, &'s Sent<'g>)> {
        let of_region = self.0.iter().filter(move |it| it.0.0 == region);
        of_region.flat_map(|((_, locale), texts)| texts.iter().map(move |it| (*locale, it)))
    }

    /// Returns the dates that were told before `day`, by milestone, each as it was told last.
    pub fn before(&self, region: &str, locale: &str, day: Date) -> BTreeMap<&'g str, (Date, &'g Located<When>)> {
        let texts = self.0.get(&(region, locale)).into_iter().flatten().take_while(|it| it.day < day);
        let dates = texts.flat_map(|sent| sent.approval.told.iter().map(|(name, when)| (name.value.as_str(), (sent.day, when))));
        dates.collect()
    }

    /// Returns the locales in which a region's customers were told something.
    pub fn locales<'s>(&'s self, region: &'s str) -> BTreeSet<&'g str> {
        self.0.keys().filter(|it| it.0 == region).map(|it| it.1).collect()
    }
}

/// Returns the instant that is promised by a date as it was told; by its word alone, for nobody knows more who reads it.
pub fn promised(when: When, zone: &TimeZone) -> Option<Timestamp> {
    let told = match when {
        When::At(moment) => time::at(moment, zone),
        When::Day(Qualifier::By | Qualifier::After, day) => time::end(day, zone),
        When::Day(Qualifier::On | Qualifier::From | Qualifier::Before, day) => time::start(day, zone),
    };
    told.ok()
}

/// What became of a milestone that was told.
pub enum Now<'g> {
    /// It has a date.
    Dated(&'g Milestone),
    /// It was decided that it is never to come.
    Never(&'g Milestone),
    /// Nobody knows its date, or it is not among the region's milestones any more.
    Open,
}

/// Returns what became of a milestone of `region`.
pub fn now<'g>(graph: &'g Graph, region: &str, milestone: &str) -> Now<'g> {
    match graph.regions.get(region).and_then(|it| it.milestones.get(milestone)) {
        Some(it) if it.never.is_some() => Now::Never(it),
        Some(it) if it.when.is_some() => Now::Dated(it),
        _ => Now::Open,
    }
}
