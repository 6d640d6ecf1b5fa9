//! What customers are told, when, and of what.

use crate::model::graph::time::When;
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::notice::Promise;
use crate::model::spec::service::{Move, ServiceKind};
use jiff::Timestamp;
use jiff::civil::Date;

/// Why a notice is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    Announcement,
    Reminder,
    LastDay,
    Closed,
    Afterwards,
}

impl Occasion {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Occasion::Announcement => "announcement",
            Occasion::Reminder => "reminder",
            Occasion::LastDay => "last-day",
            Occasion::Closed => "closed",
            Occasion::Afterwards => "afterwards",
        }
    }
}

/// One notice: to one region's customers, in one language, on one day. All facts; no words.
#[derive(Clone, Debug)]
pub struct Notice {
    pub region: String,
    /// The region's name as it was written.
    pub region_name: String,
    /// A BCP 47 tag, as `en-GB`.
    pub locale: String,
    /// The day on which it is sent, by the region's clock.
    pub day: Date,
    pub occasion: Occasion,
    /// The zone's IANA name, as `Europe/London`.
    pub zone: String,
    pub brand: String,
    /// The platform that takes over.
    pub successor: String,
    /// The site's URL.
    pub site: String,
    /// Where customers go from now on.
    pub destination: String,
    /// The brand's page on the successor.
    pub landing: Option<String>,
    /// The dates that are told, in order of the instant told.
    pub dates: Vec<Told>,
    pub services: Vec<ServiceFate>,
    pub apps: Vec<AppFate>,
    /// Hosts that are genuine, sorted; a notice warns of others.
    pub genuine_hosts: Vec<String>,
    pub sender: Option<String>,
    pub reply_to: Option<String>,
    pub controller: Option<ControllerChange>,
    pub promises: Vec<Promise>,
    /// Whole days from `day` to the instant told of the sunset; 0 on that day and after it.
    pub days_left: i64,
    /// Regions that are left alone, by name as it was written.
    pub untouched: Vec<String>,
}

/// A date as customers are told it.
#[derive(Clone, Debug)]
pub struct Told {
    pub kind: MilestoneKind,
    pub milestone: String,
    /// The decided value, with its word.
    pub when: When,
    /// The instant told.
    pub told: Timestamp,
    /// The instant at which servers switch.
    pub switch: Timestamp,
    /// The word to print in front of `day`: the decided one where it is true of the instant told, else `before`.
    pub word: ToldWord,
    /// The day to print.
    pub day: Date,
}

/// How the day of a [`Told`] is introduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ToldWord {
    On,
    From,
    By,
    Before,
    After,
    /// At the instant itself: print day and time.
    At,
}

/// What becomes of one service.
#[derive(Clone, Debug)]
pub struct ServiceFate {
    pub name: String,
    pub kind: ServiceKind,
    pub movement: Move,
    /// Where it is reached afterwards.
    pub url: Option<String>,
    pub since: Option<Told>,
    pub until: Option<Told>,
    /// Whole days between its loss and its return; 0 where there is no gap.
    pub gap_days: i64,
    /// The day on which entitlements must be held or valid to be carried over.
    pub cohort: Option<Date>,
    /// So many old units are so many new ones.
    pub rate: Option<(u32, u32)>,
    pub compensation: Option<String>,
    pub contact: Vec<String>,
}

/// What becomes of one app.
#[derive(Clone, Debug)]
pub struct AppFate {
    pub name: String,
    pub ends: Option<Told>,
    pub replacement: Option<String>,
}

/// Who answers for personal data.
#[derive(Clone, Debug)]
pub struct ControllerChange {
    pub before: String,
    pub after: String,
    pub contact: String,
}
