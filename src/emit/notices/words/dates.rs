//! Says which dates there are, each with its word and by which clock.

use super::{Reading, Said, Words};
use crate::emit::language::Values;
use crate::emit::notices::block::{Block, Row, shown};
use crate::model::graph::time::When;
use crate::model::plan::notice::{Correction, ServiceFate, SiteMove, Told, ToldWord};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::scalar::{Duration, Unit};
use crate::model::spec::service::Move;
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};

impl Words<'_> {
    pub(super) fn dates(&self) -> Said<Vec<Block>> {
        let is_ahead = |it: &&Told| self.reading == Reading::AnyTime || !self.is_over(it);
        let rows = self.notice.dates.iter().filter(is_ahead);
        let rows = rows.map(|it| Ok(Row { what: self.what(it)?, when: self.when(it)? })).collect::<Said<Vec<_>>>()?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![self.heading("heading-dates")?, Block::Dates { caption: self.clocks()?, rows }])
    }

    /// Returns what has happened, each with the day that was decided.
    pub(super) fn past_dates(&self) -> Said<Vec<Block>> {
        let announced = self.notice.announced.iter();
        let over = announced.chain(self.notice.dates.iter().filter(|it| self.is_over(it)));
        let rows = over.map(|it| Ok(Row { what: self.what_was(it)?, when: self.when_decided(it)? })).collect::<Said<Vec<_>>>()?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![self.heading("heading-past-dates")?, Block::Dates { caption: self.clocks()?, rows }])
    }

    fn what_was(&self, date: &Told) -> Said<String> {
        match date.kind {
            MilestoneKind::Announce | MilestoneKind::Sunset | MilestoneKind::AppDelist | MilestoneKind::AppSunset => {
                self.say(&format!("past-{}", date.kind.word()), self.values()?)
            }
            _ => self.what(date),
        }
    }

    /// Returns a date with the word that was decided, as `by Tuesday 31 December 2024`.
    fn when_decided(&self, date: &Told) -> Said<String> {
        let When::Day(word, day) = date.when else { return self.when(date) };
        self.say(&format!("when-{}", word.word()), Values::new().with("day", self.language.weekday(day)))
    }

    /// Returns each date that has moved: what it was, and what it is.
    pub(super) fn corrections(&self) -> Said<Vec<Block>> {
        let row = |it: &Correction| {
            let values = self.values()?.with("was", self.when(&it.was)?);
            let when = match &it.is {
                Some(is) => self.say("correction-is", values.with("is", self.when(is)?))?,
                None => self.say("correction-never", values)?,
            };
            Ok(Row { what: self.what(it.is.as_ref().unwrap_or(&it.was))?, when })
        };
        let rows = self.notice.corrections.iter().map(row).collect::<Said<Vec<_>>>()?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![self.heading("heading-correction")?, Block::Dates { caption: self.clocks()?, rows }])
    }

    /// Returns the clock, or the clocks, by which all dates are meant.
    pub(super) fn clocks(&self) -> Said<String> {
        let sites = &self.notice.sites;
        if self.has_one_clock() {
            return self.say("dates-zone", self.values()?);
        }
        let of_site = |it: &SiteMove| {
            let values = Values::new().with("zone", self.language.zone(&it.zone)?).with("site", shown(&it.url));
            self.say("zone-of-site", values)
        };
        let clocks = sites.iter().map(of_site).collect::<Said<Vec<_>>>()?;
        self.say("dates-zones", self.values()?.with("zones", self.language.list(&clocks)))
    }

    pub(super) fn what(&self, date: &Told) -> Said<String> {
        let is_of = |it: &Option<Told>| it.as_ref().is_some_and(|it| it.milestone == date.milestone);
        let services: Vec<&ServiceFate> = match date.kind {
            MilestoneKind::Freeze => self.services.iter().copied().filter(|it| it.gap_days > 0 && is_of(&it.since)).collect(),
            MilestoneKind::Restore => {
                let is_back = |it: &&ServiceFate| it.movement != Move::End && is_of(&it.until) && !is_of(&it.since);
                self.services.iter().copied().filter(is_back).collect()
            }
            _ => Vec::new(),
        };
        let message = match date.kind {
            MilestoneKind::Migrate => self.either("date-migrate"),
            kind if services.is_empty() => format!("date-{}", kind.word()),
            kind => format!("date-{}-of", kind.word()),
        };
        let names = services.iter().map(|it| self.name(it).map(|it| self.language.within(&it))).collect::<Said<Vec<_>>>()?;
        self.say(&message, self.with_when(self.values()?, date)?.with("services", self.language.list(&names)))
    }

    /// Returns a date with its word and its weekday, as `before Tuesday 31 December 2024`.
    pub(super) fn when(&self, date: &Told) -> Said<String> {
        self.dated(date, |it| self.language.weekday(it))
    }

    /// Returns a date with its word, as `before 31 December 2024`.
    pub(super) fn when_in_short(&self, date: &Told) -> Said<String> {
        self.dated(date, |it| self.language.day(it))
    }

    /// Returns a length of time in days, months or years; `None` where it is hours.
    pub(super) fn span(&self, span: Duration) -> Said<Option<String>> {
        let (message, count) = match span.unit {
            Unit::Day => ("days", span.count),
            Unit::Week => ("days", span.count.saturating_mul(7)),
            Unit::Month => ("months", span.count),
            Unit::Year => ("years", span.count),
            Unit::Second | Unit::Minute | Unit::Hour => return Ok(None),
        };
        self.say(message, Values::new().with_count(message, count.into(), self.language)).map(Some)
    }

    pub(super) fn dated(&self, date: &Told, shown: impl Fn(Date) -> String) -> Said<String> {
        let local = date.told.to_zoned(self.zone.clone());
        let (word, day) = match date.word {
            ToldWord::At if local.time() == Time::midnight() => ("at-start", local.date()),
            ToldWord::At => ("at", local.date()),
            word => (word.word(), date.day),
        };
        let values = Values::new().with("day", shown(day)).with("time", self.language.time(local.time())?);
        self.language.text(&format!("when-{word}"), &values)
    }

    /// Tells whether a date is behind the notice's day from its beginning.
    pub(super) fn is_over(&self, date: &Told) -> bool {
        !self.notice.is_ahead(date)
    }

    /// Adds `$last-day` and `$last-time`: the last minute before `loss` that customers are promised.
    pub(super) fn with_last_moment(&self, values: Values, loss: &Told) -> Said<Values> {
        let local = |it: Timestamp| it.to_zoned(self.zone.clone());
        let is_hour = loss.word == ToldWord::At && local(loss.told).time() != Time::midnight();
        let last = local(if is_hour { loss.told } else { loss.told - SignedDuration::from_mins(1) });
        Ok(values.with("last-day", self.language.weekday(last.date())).with("last-time", self.language.time(last.time())?))
    }
}
