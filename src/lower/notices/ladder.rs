//! Hangs reminders on the first loss, and again on the close: which day which notice is sent on.

use super::REMINDED;
use crate::model::graph::promise::first_whole_day;
use crate::model::graph::{Milestone, Region, time};
use crate::model::plan::notice::{Missed, Occasion, Rung, Why};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::scalar::Duration;
use crate::source::Located;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// How long after the closing customers are told once more where things are.
const AFTERWARDS: Duration = Duration::days(30);

/// The days on which a region's customers hear from us, and those on which they would have.
pub struct Ladder {
    /// One notice a day: the announcement before all others, a last day before a reminder.
    pub days: BTreeMap<Date, Occasion>,
    pub missed: Vec<Missed>,
}

impl Ladder {
    pub fn of(region: &Region, reminders: &[Located<Duration>], zone: &TimeZone) -> Ladder {
        let mut ladder = Ladder { days: BTreeMap::new(), missed: Vec::new() };
        let announced = region.instants(MilestoneKind::Announce).map(|it| local(it.told, zone));
        ladder.days.extend(announced.map(|it| (it, Occasion::Announcement)));

        let sunset = region.milestones.values().find(|it| it.kind == Some(MilestoneKind::Sunset));
        let told = sunset.and_then(|it| Some((it, it.instants(zone)?.told)));
        let first_loss = region.first_loss().map(|(it, instants)| (it, instants.told));
        let mut events: Vec<(&Milestone, Timestamp)> = told.into_iter().collect();
        // What comes at the same time as the close is told with it.
        events.extend(first_loss.filter(|it| events.iter().all(|known| known.1 != it.1)));
        for (milestone, event) in &events {
            let mut rungs = Vec::new();
            if milestone.kind.is_some_and(|it| REMINDED.contains(&it)) {
                rungs.push((Rung::LastDay, Some(last_day(*event, zone))));
            }
            rungs.extend(reminders.iter().filter_map(|it| {
                let at = time::shift(*event, it.value, true, zone).ok()?;
                Some((Rung::Reminder(it.value), Some(local(at, zone)).filter(|_| at < *event)))
            }));
            for (rung, day) in rungs {
                let why = match day {
                    None => Some(Why::AfterEvent),
                    Some(day) if announced.is_some_and(|it| day < it) => Some(Why::BeforeAnnouncement),
                    Some(_) => None,
                };
                let day = day.unwrap_or_else(|| local(*event, zone));
                match why {
                    Some(why) => {
                        ladder.missed.push(Missed { region: region.id.clone(), milestone: milestone.name.clone(), rung, day, why })
                    }
                    None => ladder.climb(day, if rung == Rung::LastDay { Occasion::LastDay } else { Occasion::Reminder }),
                }
            }
        }

        if let Some(closed) = region.instants(MilestoneKind::Sunset).and_then(|it| first_whole_day(it.switch, zone)) {
            ladder.days.insert(closed, Occasion::Closed);
            let later = time::start(closed, zone).and_then(|it| time::shift(it, AFTERWARDS, false, zone));
            ladder.days.extend(later.ok().map(|it| (local(it, zone), Occasion::Afterwards)));
        }
        ladder
    }

    fn climb(&mut self, day: Date, occasion: Occasion) {
        let rank = |it: Occasion| [Occasion::Reminder, Occasion::LastDay].iter().position(|known| *known == it);
        let known = self.days.entry(day).or_insert(occasion);
        if rank(*known).is_some_and(|it| Some(it) < rank(occasion)) {
            *known = occasion;
        }
    }
}

pub fn local(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

/// Returns the day that holds the moment before `end`.
pub fn last_day(end: Timestamp, zone: &TimeZone) -> Date {
    local(end - SignedDuration::from_nanos(1), zone)
}
