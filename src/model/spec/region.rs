//! `regions/<id>.toml`: one market.

use super::milestone::Milestone;
use super::notice::{App, Brand, Notices};
use super::place::{Certificate, Domain, Host, Site};
use super::redirect::Redirects;
use super::scalar::Day;
use super::service::Service;
use super::table::{Inherit, table};
use crate::source::{Located, Span};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// One market: it retires, or it is independent and left alone.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Region {
    /// What the region is.
    pub region: Option<Located<Head>>,
    /// The URLs that the region answers for.
    pub sites: Option<Vec<Located<Site>>>,
    /// DNS names that serve, each described once, by name.
    pub hosts: BTreeMap<Located<String>, Located<Host>>,
    /// Registered names: registration, zone and mail, by name.
    pub domains: BTreeMap<Located<String>, Located<Domain>>,
    /// Certificates, by any name.
    pub certificates: BTreeMap<Located<String>, Located<Certificate>>,
    /// Dated events, by name.
    pub milestones: BTreeMap<Located<String>, Located<Milestone>>,
    /// What customers use, by name, and what becomes of it.
    pub services: BTreeMap<Located<String>, Located<Service>>,
    /// Apps, by name.
    pub apps: BTreeMap<Located<String>, Located<App>>,
    /// Where the old URLs lead.
    pub redirects: Option<Located<Redirects>>,
    /// How customers are told.
    pub notices: Option<Located<Notices>>,
    /// Where the brand stands on the successor.
    pub brand: Option<Located<Brand>>,
}

impl Region {
    /// Returns the places of all values that are written, by their names, as `milestones.sunset.by`.
    pub fn places(&self) -> Vec<(String, Span)> {
        let mut places = Vec::new();
        self.region.places("region", &mut places);
        self.sites.places("sites", &mut places);
        self.hosts.places("hosts", &mut places);
        self.domains.places("domains", &mut places);
        self.certificates.places("certificates", &mut places);
        self.milestones.places("milestones", &mut places);
        self.services.places("services", &mut places);
        self.apps.places("apps", &mut places);
        self.redirects.places("redirects", &mut places);
        self.notices.places("notices", &mut places);
        self.brand.places("brand", &mut places);
        places
    }
}

table! {
    /// What the region is.
    pub struct Head {
        /// The name as people read it.
        pub name: Option<Located<String>>,
        /// The region whose values this one takes over where it writes none.
        pub extends: Option<Located<String>>,
        /// Only inherited from: nothing is made for it.
        pub layer: Option<Located<bool>>,
        /// `retire`: its sites close. `independent`: nothing of it is touched.
        pub disposition: Option<Located<Disposition>>,
        /// The day by which an independence that is not for ever is looked at again.
        pub review_by: Option<Located<Day>>,
        /// ISO 3166-1 codes of two letters, as `GB`.
        pub countries: Option<Vec<Located<String>>>,
        /// BCP 47 tags, as `en-GB`; the first is the region's own.
        pub locales: Option<Vec<Located<String>>>,
        /// The zone that the region's days are read in; an IANA name such as `Europe/London`.
        pub time_zone: Option<Located<String>>,
        /// The team, not a person, that answers for the region.
        pub owner: Option<Located<String>>,
        /// Days on which people do not work, besides weekends.
        pub holidays: Option<Vec<Located<Day>>>,
        /// Days on which people are on duty, though it is a weekend, a holiday or the eve of one.
        pub staffed: Option<Vec<Located<Day>>>,
        /// The days of the weekend; Saturday and Sunday unless written.
        pub weekend: Option<Vec<Located<Weekday>>>,
    }
}

/// What becomes of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Disposition {
    /// Its sites close.
    Retire,
    /// Nothing of it is touched, and nothing is made for it.
    Independent,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// Returns the day of the week that a day is.
    pub fn of(day: jiff::civil::Date) -> Weekday {
        match day.weekday() {
            jiff::civil::Weekday::Monday => Weekday::Monday,
            jiff::civil::Weekday::Tuesday => Weekday::Tuesday,
            jiff::civil::Weekday::Wednesday => Weekday::Wednesday,
            jiff::civil::Weekday::Thursday => Weekday::Thursday,
            jiff::civil::Weekday::Friday => Weekday::Friday,
            jiff::civil::Weekday::Saturday => Weekday::Saturday,
            jiff::civil::Weekday::Sunday => Weekday::Sunday,
        }
    }

    /// Returns the word for it, as a sentence has it.
    pub fn word(self) -> &'static str {
        match self {
            Weekday::Monday => "Monday",
            Weekday::Tuesday => "Tuesday",
            Weekday::Wednesday => "Wednesday",
            Weekday::Thursday => "Thursday",
            Weekday::Friday => "Friday",
            Weekday::Saturday => "Saturday",
            Weekday::Sunday => "Sunday",
        }
    }
}
