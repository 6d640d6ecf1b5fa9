//! Days, zones and the two instants that a milestone gives.

use crate::model::spec::scalar::{Duration, Moment};
use jiff::civil::Date;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, Zoned};

pub use crate::model::spec::scalar::{Qualifier, When};

/// Returns the zone of that IANA name, from the data inside this program: the same on every machine.
pub fn zone(name: &str) -> Option<TimeZone> {
    TimeZoneDatabase::bundled().get(name).ok()
}

/// The two instants of a milestone: what customers are told, and when servers switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instants {
    pub told: Timestamp,
    pub switch: Timestamp,
}

/// Why a day or a time gives no instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoInstant {
    /// The zone never had this day.
    MissingDay,
    /// The clock skips this time.
    Skipped,
    /// The clock shows this time twice, and no offset says which is meant.
    Repeated,
    /// The date is outside the calendar (years -9999 to 9999).
    OutOfRange,
}

/// Returns the first instant whose local date in `zone` is `day`.
pub fn start(day: Date, zone: &TimeZone) -> Result<Timestamp, NoInstant> {
    let noon = day.at(12, 0, 0, 0).to_zoned(zone.clone()).map_err(|_| NoInstant::OutOfRange)?;
    let start = noon.start_of_day().map_err(|_| NoInstant::OutOfRange)?;
    if start.date() == day { Ok(start.timestamp()) } else { Err(NoInstant::MissingDay) }
}

/// Returns the start of the day behind `day`.
pub fn end(day: Date, zone: &TimeZone) -> Result<Timestamp, NoInstant> {
    start(day, zone)?;
    let mut next = day;
    loop {
        next = next.tomorrow().map_err(|_| NoInstant::OutOfRange)?;
        match start(next, zone) {
            // The zone may never have had the day behind: the one after it begins at the same instant.
            Err(NoInstant::MissingDay) => continue,
            other => return other,
        }
    }
}

/// Returns the instant that `moment` means in `zone`.
pub fn at(moment: Moment, zone: &TimeZone) -> Result<Timestamp, NoInstant> {
    if let Some(offset) = moment.offset {
        return offset.to_timestamp(moment.civil).map_err(|_| NoInstant::OutOfRange);
    }
    let found = zone.to_ambiguous_timestamp(moment.civil);
    match found.offset() {
        jiff::tz::AmbiguousOffset::Unambiguous { .. } => found.compatible().map_err(|_| NoInstant::OutOfRange),
        jiff::tz::AmbiguousOffset::Gap { .. } => Err(NoInstant::Skipped),
        jiff::tz::AmbiguousOffset::Fold { .. } => Err(NoInstant::Repeated),
    }
}

/// Returns the two instants of `when`: a loss is promised early and switched late, a gain the other way round;
/// an announcement (`is_told_only`) has one instant, what a loss would tell.
pub fn instants(when: When, is_gain: bool, is_told_only: bool, zone: &TimeZone) -> Result<Instants, NoInstant> {
    let (told, switch) = match when {
        When::At(moment) => {
            let at = at(moment, zone)?;
            (at, at)
        }
        When::Day(qualifier, day) => {
            let (start, end) = (start(day, zone)?, end(day, zone)?);
            match (qualifier, is_gain) {
                (Qualifier::On | Qualifier::By, false) => (start, end),
                (Qualifier::On, true) => (end, start),
                (Qualifier::By, true) | (Qualifier::After, _) => (end, end),
                (Qualifier::Before | Qualifier::From, _) => (start, start),
            }
        }
    };
    Ok(Instants { told, switch: if is_told_only { told } else { switch } })
}

/// Returns the instant `duration` after (or before) `instant`: days and longer are steps of the zone's calendar, and
/// a start of day stays one; shorter ones are elapsed time.
pub fn shift(instant: Timestamp, duration: Duration, is_earlier: bool, zone: &TimeZone) -> Result<Timestamp, NoInstant> {
    let local = instant.to_zoned(zone.clone());
    let span = if is_earlier { duration.span().negate() } else { duration.span() };
    let moved = |from: &Zoned| from.checked_add(span).map_err(|_| NoInstant::OutOfRange);
    let is_start = duration.unit.is_calendar() && local.start_of_day().is_ok_and(|it| it == local);
    if !is_start {
        return moved(&local).map(|it| it.timestamp());
    }
    let day = local.date().checked_add(span).map_err(|_| NoInstant::OutOfRange)?;
    match start(day, zone) {
        Err(NoInstant::MissingDay) => end_of_missing(day, zone),
        other => other,
    }
}

fn end_of_missing(day: Date, zone: &TimeZone) -> Result<Timestamp, NoInstant> {
    let next = day.tomorrow().map_err(|_| NoInstant::OutOfRange)?;
    start(next, zone)
}

/// Returns the instant as RFC 3339 has it, to the second, as `2024-12-31T23:00:00Z`.
pub fn utc(instant: Timestamp) -> String {
    instant.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Returns the instant as the zone's clock shows it, as `2025-01-01 00:00 Europe/London`.
pub fn local(instant: Timestamp, zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or("UTC");
    format!("{} {name}", instant.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M"))
}
