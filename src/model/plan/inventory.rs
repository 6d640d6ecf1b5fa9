//! What becomes of the URLs that exist today.

use super::Plan;
use super::answer::{Answer, Outcome};
use super::request::{Request, Scheme};
use super::routing::{Base, OriginKind, State};
use crate::model::graph::{Inventoried, Site};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A URL of an inventory, and what it gets once its site is dark; of a site that never is, in the last stage.
pub struct Listed<'p> {
    pub url: &'p Inventoried,
    pub site: &'p Site,
    pub at: Timestamp,
    pub answer: Answer<'p>,
}

/// What a URL gets, as far as a person has thought of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// A rule, a service's route or a notice answers, or the site is closed and says so.
    Ruled,
    /// The default alone answers, as it does any URL.
    Default,
    /// It is served on.
    Served,
    /// Nothing answers.
    Unanswered,
}

impl Listed<'_> {
    /// Returns what becomes of the URL.
    pub fn fate(&self) -> Fate {
        let is_default = self.answer.origin().is_some_and(|it| it.kind == OriginKind::Default);
        match self.answer.outcome {
            Outcome::NotFound => Fate::Unanswered,
            Outcome::Serve { .. } | Outcome::Untouched => Fate::Served,
            _ if is_default => Fate::Default,
            _ => Fate::Ruled,
        }
    }

    /// Returns the URL as it is asked.
    pub fn url(&self) -> String {
        format!("https://{}{}", self.site.host, self.url.target)
    }
}

impl Plan {
    /// Returns every URL of every inventory with what it gets, one after the other.
    pub fn listed(&self) -> impl Iterator<Item = Listed<'_>> {
        let dark = self.dark();
        let last = self.instant_of(self.stages.len() - 1);
        self.graph.inventory.iter().map(move |url| {
            let site = &self.graph.sites[&url.site];
            let at = dark.get(site.id.as_str()).map_or(last, |it| it.0);
            let request = Request { scheme: Scheme::Https, method: "GET".to_owned(), host: site.host.clone(), target: url.target.clone() };
            Listed { url, site, at, answer: self.answer(&request, at) }
        })
    }

    /// Returns, by site, an instant at which it is dark, and whether anything is written for what no rule names then.
    pub fn dark(&self) -> BTreeMap<&str, (Timestamp, bool)> {
        let mut dark = BTreeMap::new();
        for host in self.hosts.values().filter(|it| !it.is_untouched) {
            for epoch in &host.epochs {
                for site in epoch.routing.sites.iter().filter(|it| it.state == State::Dark) {
                    let since = epoch.since.unwrap_or(Timestamp::UNIX_EPOCH);
                    dark.entry(site.site.as_str()).or_insert((since, site.base != Base::NotFound));
                }
            }
        }
        dark
    }
}

/// Returns a share in words, in whole hundredths: of what is not nought nor all, neither is said.
pub fn share(part: u64, all: u64) -> String {
    let hundredths = (u128::from(part) * 100).checked_div(u128::from(all)).unwrap_or(100);
    match (part, hundredths) {
        (0, _) => "0 %".to_owned(),
        (_, 0) => "less than 1 %".to_owned(),
        (_, it) => format!("{it} %"),
    }
}
