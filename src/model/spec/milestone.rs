//! Milestones: dated events of a region, with the sources' claims and the decision.

use super::scalar::{Day, DayOrRelative, Moment};
use super::table::table;
use crate::source::Located;
use schemars::JsonSchema;
use serde::Deserialize;

table! {
    /// A dated event. The qualifier is the key: `on`, `from`, `by`, `before`, `after` a day, `at` a moment, or `never`.
    pub struct Milestone one of [on, from, by, before, after, at, never] {
        /// What happens; the milestone's name unless written. A milestone of any other name must say it.
        pub kind: Option<Located<MilestoneKind>>,
        /// During this day: some time between its start and its end.
        pub on: Option<Located<DayOrRelative>>,
        /// From the start of this day onwards.
        pub from: Option<Located<DayOrRelative>>,
        /// At the latest on this day, the day included.
        pub by: Option<Located<DayOrRelative>>,
        /// Earlier than this day, the day excluded.
        pub before: Option<Located<DayOrRelative>>,
        /// Later than this day, the day excluded.
        pub after: Option<Located<DayOrRelative>>,
        /// At this moment, on the region's clock unless an offset is written; a time that the clock skips or shows twice needs one.
        pub at: Option<Located<Moment>>,
        /// Decided not to happen, and why.
        pub never: Option<Located<String>>,
        /// When servers switch, where that is not what the qualifier says; for a loss not before what is told, for a gain not after it.
        pub switch: Option<Located<Moment>>,
        /// Why this was decided; wanted where sources disagree.
        pub because: Option<Located<String>>,
        /// What sources say, where they disagree.
        pub claims: Option<Vec<Located<Claim>>>,
        /// What must be seen before it happens, where it cannot be undone.
        pub gate: Option<Located<Gate>>,
    }
}

table! {
    /// What must be seen before something that cannot be undone.
    pub struct Gate {
        /// What is verified.
        pub check: Option<Located<String>>,
        /// The team that verifies it and says go.
        pub owner: Option<Located<String>>,
        /// The milestone at which it is verified; no later than what it guards.
        pub at: Option<Located<String>>,
    }
}

table! {
    /// What one source says of a date.
    pub struct Claim {
        /// Who says it.
        pub source: Option<Located<String>>,
        /// During this day.
        #[schemars(with = "Day")]
        pub on: Option<Located<DayOrRelative>>,
        /// Since the start of this day.
        #[schemars(with = "Day")]
        pub from: Option<Located<DayOrRelative>>,
        /// At the latest on this day.
        #[schemars(with = "Day")]
        pub by: Option<Located<DayOrRelative>>,
        /// Earlier than this day.
        #[schemars(with = "Day")]
        pub before: Option<Located<DayOrRelative>>,
        /// Later than this day.
        #[schemars(with = "Day")]
        pub after: Option<Located<DayOrRelative>>,
        /// At this moment.
        pub at: Option<Located<Moment>>,
    }
}

impl Milestone {
    /// Tells whether the milestone is written with `day`, whatever word stands in front.
    pub fn names(&self, day: jiff::civil::Date) -> bool {
        let mut days = [&self.on, &self.from, &self.by, &self.before, &self.after].into_iter().flatten();
        days.any(|it| it.value == DayOrRelative::Day(day))
    }
}

/// What a milestone does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum MilestoneKind {
    /// Customers are told, and the notice's page is up.
    Announce,
    /// Redirects and services begin to move; the `Deprecation` header (RFC 9745) names it.
    Migrate,
    /// The last order is taken.
    SalesStop,
    /// What customers hold can no longer be used here.
    Freeze,
    /// What customers hold can be used again, on the successor.
    Restore,
    /// The site goes dark: the default answers for whatever no rule names. The `Sunset` header (RFC 8594) names it.
    Sunset,
    /// Stores stop offering the app.
    AppDelist,
    /// The app stops working.
    AppSunset,
    /// The files below `/.well-known/` that tie links to the app end.
    AppLinksEnd,
    /// The site is closed: every path but the reserved ones is answered with 410.
    RedirectsEnd,
    /// The registered name is given up.
    DomainRelease,
}

impl MilestoneKind {
    /// All kinds, in the order in which a closing usually meets them.
    pub const ALL: [MilestoneKind; 11] = [
        MilestoneKind::Announce,
        MilestoneKind::Migrate,
        MilestoneKind::SalesStop,
        MilestoneKind::Freeze,
        MilestoneKind::Restore,
        MilestoneKind::Sunset,
        MilestoneKind::AppDelist,
        MilestoneKind::AppSunset,
        MilestoneKind::AppLinksEnd,
        MilestoneKind::RedirectsEnd,
        MilestoneKind::DomainRelease,
    ];

    /// Returns the word for it, as the language writes it.
    pub fn word(self) -> &'static str {
        match self {
            MilestoneKind::Announce => "announce",
            MilestoneKind::Migrate => "migrate",
            MilestoneKind::SalesStop => "sales-stop",
            MilestoneKind::Freeze => "freeze",
            MilestoneKind::Restore => "restore",
            MilestoneKind::Sunset => "sunset",
            MilestoneKind::AppDelist => "app-delist",
            MilestoneKind::AppSunset => "app-sunset",
            MilestoneKind::AppLinksEnd => "app-links-end",
            MilestoneKind::RedirectsEnd => "redirects-end",
            MilestoneKind::DomainRelease => "domain-release",
        }
    }

    /// Returns the kind of that name.
    pub fn find(name: &str) -> Option<MilestoneKind> {
        MilestoneKind::ALL.into_iter().find(|it| it.word() == name)
    }

    /// What customers lose by, the weightiest first: where several come at once, this one is spoken of.
    pub const LOSSES: [MilestoneKind; 5] =
        [MilestoneKind::Sunset, MilestoneKind::SalesStop, MilestoneKind::Freeze, MilestoneKind::AppSunset, MilestoneKind::AppDelist];

    /// Tells whether customers gain by it, so that it is promised late and switched early.
    pub fn is_gain(self) -> bool {
        matches!(self, MilestoneKind::Migrate | MilestoneKind::Restore)
    }
}
