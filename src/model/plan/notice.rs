//! What customers are told, when, and of what.

use crate::model::graph::looks::Looks;
use crate::model::graph::time::{self, Qualifier, When};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::notice::{Channel, Promise, Purpose};
use crate::model::spec::scalar::Duration;
use crate::model::spec::service::{Move, Rounding, ServiceKind};
use crate::model::spec::workspace::Reason;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Why a notice is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Occasion {
    Announcement,
    Reminder,
    LastDay,
    Closed,
    Afterwards,
    /// A date that a signed text told has moved.
    Correction,
}

impl Occasion {
    /// All of them.
    pub const ALL: [Occasion; 6] =
        [Occasion::Announcement, Occasion::Reminder, Occasion::LastDay, Occasion::Closed, Occasion::Afterwards, Occasion::Correction];

    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Occasion::Announcement => "announcement",
            Occasion::Reminder => "reminder",
            Occasion::LastDay => "last-day",
            Occasion::Closed => "closed",
            Occasion::Afterwards => "afterwards",
            Occasion::Correction => "correction",
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
    /// The day of the region's next notice, from which this one is no longer shown; `None` of the last.
    pub next_day: Option<Date>,
    pub occasion: Occasion,
    /// How customers are reached.
    pub channels: BTreeSet<Channel>,
    /// What a correction corrects; none on other occasions.
    pub corrections: Vec<Correction>,
    /// The zone's IANA name, as `Europe/London`.
    pub zone: String,
    pub brand: String,
    /// The platform that takes over, by the name that customers know; `None` where nobody does.
    pub successor: Option<String>,
    /// The sites that close, in order of their ids; there is at least one.
    pub sites: Vec<SiteMove>,
    /// The brand's page on the successor.
    pub landing: Option<String>,
    /// When this was announced.
    pub announced: Option<Told>,
    /// The dates that are told, in order of the instant told.
    pub dates: Vec<Told>,
    /// The next loss that is still ahead on `day`; the sunset where several come at once. It is what a reminder reminds of, and
    /// what a last day is the last one before.
    pub next_loss: Option<Told>,
    /// The last day on which customers can use the store, where there is a sunset.
    pub last_day: Option<Date>,
    /// What customers use, but for what the store never had.
    pub services: Vec<ServiceFate>,
    pub apps: Vec<AppFate>,
    /// Hosts at which customers may be asked for something, sorted; a notice warns of others.
    pub genuine_hosts: Vec<String>,
    /// The address from which notices come.
    pub sender: Option<String>,
    /// The name that stands before it, as it was written.
    pub sender_name: Option<String>,
    pub reply_to: Option<String>,
    pub controller: Option<ControllerChange>,
    /// The right to end a contract, where there is one.
    pub terms: Option<TermsChange>,
    /// What is promised and borne out by the rest; a promise that the model contradicts is not among them.
    pub promises: Vec<Promise>,
    /// Whole days from `day` to the instant told of the sunset; 0 on that day and after it.
    pub days_left: i64,
    /// Regions that are left alone.
    pub untouched: Vec<OtherRegion>,
    /// The other regions whose stores close.
    pub also_closing: Vec<OtherRegion>,
    /// Why it is done.
    pub reasons: BTreeSet<Reason>,
    /// Product lines that are decided not to be sold any more, by name.
    pub not_sold: Vec<String>,
    /// How the brand looks.
    pub looks: Looks,
    /// What the sending service fills in, by the name that messages use.
    pub merge_fields: BTreeMap<String, String>,
    /// The notice's own page on the first site.
    pub page: Option<NoticePage>,
    /// Whether the store still serves something of its own once it has closed.
    pub serves_on: bool,
}

impl Notice {
    /// Returns the first date of `kind`.
    pub fn date(&self, kind: MilestoneKind) -> Option<&Told> {
        self.dates.iter().find(|it| it.kind == kind)
    }

    /// Tells whether a date is still ahead on the notice's day: what is over is not told any more.
    pub fn is_ahead(&self, date: &Told) -> bool {
        let zone = time::zone(&self.zone).unwrap_or(TimeZone::UTC);
        time::start(self.day, &zone).is_ok_and(|start| date.told > start)
    }

    /// Returns the time through which the notice is the latest one: from its day's beginning to that of the next.
    pub fn window(&self) -> (Timestamp, Option<Timestamp>) {
        let zone = time::zone(&self.zone).unwrap_or(TimeZone::UTC);
        let start = time::start(self.day, &zone).unwrap_or(Timestamp::MIN);
        let until = self.next_day.and_then(|it| time::start(it, &zone).ok());
        (self.announced.as_ref().map_or(start, |it| it.told.max(start)), until)
    }

    /// Returns the instant from which a loss may not be told as ahead any more, by the earliest of the sites' clocks.
    pub fn stale_at(&self, loss: &Told) -> Timestamp {
        let stale = |(told, switch, end): (Timestamp, Timestamp, Timestamp)| match loss.word {
            // What ends on a day may be said to end on it until the day is over, or it has ended.
            ToldWord::On => told.max(end.min(switch)),
            _ => told,
        };
        self.by_each_clock(loss).into_iter().map(stale).min().unwrap_or(loss.told)
    }

    /// Returns the instant from which a date is behind, told and switched, by each of the sites' clocks.
    pub fn over_from(&self, date: &Told) -> Timestamp {
        self.by_each_clock(date).into_iter().map(|(told, switch, _)| told.max(switch)).max().unwrap_or(date.switch)
    }

    /// Returns what is told of a date, when servers switch, and when its day ends, by the region's clock and by each site's.
    fn by_each_clock(&self, date: &Told) -> Vec<(Timestamp, Timestamp, Timestamp)> {
        let names: BTreeSet<&str> = self.sites.iter().map(|it| it.zone.as_str()).chain([self.zone.as_str()]).collect();
        let at = |name: &str| {
            let zone = time::zone(name)?;
            let end = time::end(date.day, &zone).unwrap_or(date.told);
            if name == self.zone {
                return Some((date.told, date.switch, end));
            }
            let instants = time::instants(date.when, date.kind.is_gain(), false, &zone).ok()?;
            Some((instants.told, instants.switch, end))
        };
        names.into_iter().filter_map(at).collect()
    }

    /// Tells whether the store has closed at `at`, by each of its sites' clocks.
    pub fn is_closed_at(&self, at: Timestamp) -> bool {
        match self.occasion {
            Occasion::Closed | Occasion::Afterwards => true,
            _ => self.date(MilestoneKind::Sunset).is_some_and(|it| self.over_from(it) <= at),
        }
    }

    /// Returns the instant from which none of the apps works any more; `None` where one goes on, or there is none.
    pub fn apps_end(&self) -> Option<Timestamp> {
        let ends: Option<Vec<Timestamp>> = self.apps.iter().map(|it| it.ends.as_ref().map(|it| self.over_from(it))).collect();
        ends?.into_iter().max()
    }

    /// Tells whether customers are told something by `channel`, and it can reach them.
    pub fn speaks_by(&self, channel: Channel) -> bool {
        let since = self.window().0;
        self.channels.contains(&channel)
            && match channel {
                // A store that only leads elsewhere has no page on which a strip could stand.
                Channel::Banner => !self.is_closed_at(since) || self.serves_on,
                // An app that has stopped shows nothing.
                Channel::Push => self.apps_end().is_none_or(|it| since < it),
                Channel::Mail | Channel::Page | Channel::Sms | Channel::Support => true,
            }
    }

    /// Returns where the first site goes.
    pub fn destination(&self) -> Option<&str> {
        self.sites.iter().find_map(|it| it.destination.as_deref())
    }
}

/// The notice's own page on a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticePage {
    pub url: String,
    /// The instant from which it is served.
    pub since: Option<Timestamp>,
    /// The instant from which it is not served any more.
    pub until: Option<Timestamp>,
}

/// A date that has moved since a signed text told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The date as it was told.
    pub was: Told,
    /// The date as it is; `None` where it is never to come any more.
    pub is: Option<Told>,
}

/// A rung of a ladder that is not climbed: a notice that is not sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    pub region: String,
    /// The milestone on which the ladder hangs.
    pub milestone: String,
    pub rung: Rung,
    /// The day that it falls on, by the region's clock.
    pub day: Date,
    pub why: Why,
}

/// Where on a ladder a notice stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rung {
    /// So long before the event.
    Reminder(Duration),
    /// The last day before it.
    LastDay,
}

/// Why a rung is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Its day lies before that of the announcement.
    BeforeAnnouncement,
    /// Its moment is not before the event.
    AfterEvent,
}

/// A site that closes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteMove {
    pub url: String,
    /// Where its customers go from now on.
    pub destination: Option<String>,
    /// The zone's IANA name in which its days are read.
    pub zone: String,
}

/// A region beside the reader's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherRegion {
    /// Its name as it was written.
    pub name: String,
    /// ISO 3166-1 codes.
    pub countries: Vec<String>,
    /// The hosts of a region that is left alone, the sites of one that closes.
    pub addresses: Vec<String>,
    /// Whether its independence is looked at again on some day.
    pub is_provisional: bool,
}

/// A date as customers are told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    pub kind: MilestoneKind,
    pub milestone: String,
    /// The decided value, with its word.
    pub when: When,
    /// The instant told.
    pub told: Timestamp,
    /// The instant at which servers switch.
    pub switch: Timestamp,
    /// The word to print in front of `day`: the decided one where it is true of the instant told, else one that is.
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

impl ToldWord {
    /// Returns the word, as messages choose by it.
    pub fn word(self) -> &'static str {
        match self {
            ToldWord::On => "on",
            ToldWord::From => "from",
            ToldWord::By => "by",
            ToldWord::Before => "before",
            ToldWord::After => "after",
            ToldWord::At => "at",
        }
    }
}

/// What becomes of one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceFate {
    pub name: String,
    pub kind: ServiceKind,
    pub movement: Move,
    /// Who runs it afterwards, by the name that customers know.
    pub successor: Option<String>,
    /// Where it is reached afterwards.
    pub url: Option<String>,
    pub since: Option<Told>,
    pub until: Option<Told>,
    /// Whether its end is named, and no date of it is known: nothing may be said to be done.
    pub is_open: bool,
    /// Calendar days between its loss and its return, a begun one counted; 0 where there is no gap.
    pub gap_days: i64,
    /// What must be held, valid or issued, and when, to be carried over.
    pub cohort: Option<Cohort>,
    pub rate: Option<Rate>,
    /// What is worse afterwards.
    pub reduced: Vec<Reduction>,
    /// What customers get for the time without it, as the workspace writes it.
    pub compensation: Option<String>,
    /// Whether it reaches only accounts that are matched with one of the successor.
    pub needs_match: bool,
    /// Pages, telephone numbers and mail addresses.
    pub contact: Vec<String>,
    /// What becomes of the data that the old store still holds.
    pub old_data: Option<OldData>,
    /// How long after its delivery an order is still tracked and taken back.
    pub tail: Option<Duration>,
    /// How long it can be used once it is back.
    pub valid_for: Option<Duration>,
}

/// What becomes of data that stays behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OldData {
    /// The last day on which customers can fetch it.
    pub export_until: Option<Date>,
    pub keep_until: Option<Date>,
    pub erase_on: Option<Date>,
}

/// What can be worse of what customers held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reduction {
    Value,
    Validity,
    MinimumSpend,
    Scope,
}

impl Reduction {
    /// Returns the word for it, as the language writes it.
    pub fn word(self) -> &'static str {
        match self {
            Reduction::Value => "value",
            Reduction::Validity => "validity",
            Reduction::MinimumSpend => "minimum-spend",
            Reduction::Scope => "scope",
        }
    }
}

/// Whose entitlements are carried over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cohort {
    pub basis: CohortBasis,
    pub word: Qualifier,
    pub day: Date,
}

/// What a cohort is told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CohortBasis {
    Held,
    Valid,
    Issued,
}

impl CohortBasis {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            CohortBasis::Held => "held",
            CohortBasis::Valid => "valid",
            CohortBasis::Issued => "issued",
        }
    }
}

/// So many old units are so many new ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    pub old: u32,
    pub new: u32,
    pub rounding: Option<Rounding>,
}

/// What becomes of one app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppFate {
    pub name: String,
    /// When stores stop offering it.
    pub delisted: Option<Told>,
    pub ends: Option<Told>,
    pub replacement: Option<String>,
    /// The page that does the same in a browser.
    pub url: Option<String>,
    /// The instant from which the app itself tells its users; `None` where it is not written.
    pub tells_since: Option<Timestamp>,
}

/// Who answers for personal data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControllerChange {
    pub before: String,
    pub after: String,
    pub contact: String,
    /// What the data is used for afterwards, where that is known.
    pub purpose: Option<Purpose>,
    /// Where it is held or seen afterwards: ISO 3166-1 codes.
    pub countries: Vec<String>,
}

/// What customers can do about services that get worse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsChange {
    /// So many days after the notice they can end their contract free of charge.
    pub days: i64,
    /// The services, by the names under which they are among the notice's.
    pub services: Vec<String>,
}
