//! When things begin and end, by the clock of the site that they are for.

use crate::model::graph::{Graph, MilestoneRef, Region, Site, time};
use crate::model::plan::routing::State;
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::scalar::Duration;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// When a milestone switches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switch {
    At(Timestamp),
    /// Decided never to happen.
    Never,
    Unknown,
}

/// Returns the zone whose clock a site's dates are read by.
pub fn zone<'g>(graph: &'g Graph, site: &'g Site) -> Option<&'g TimeZone> {
    site.zone.as_ref().or(graph.regions.get(&site.region)?.zone.as_ref())
}

/// Returns when `name` switches for something of `region` with the clock `zone`; another region's milestone by that
/// region's own clock.
pub fn switch(graph: &Graph, name: &MilestoneRef, region: &str, zone: Option<&TimeZone>) -> Switch {
    let zone = if name.region == region { zone } else { graph.regions.get(&name.region).and_then(|it| it.zone.as_ref()) };
    let milestone = graph.find_milestone(name);
    match milestone.zip(zone).and_then(|(it, zone)| it.instants(zone)) {
        Some(it) => Switch::At(it.switch),
        None if milestone.is_some_and(|it| it.never.is_some()) => Switch::Never,
        None => Switch::Unknown,
    }
}

/// Returns when a site's default begins, and at which milestone: when the site goes dark, or before where `since` says
/// so; `None` where neither is known.
pub fn default_begins(graph: &Graph, site: &Site) -> Option<(Timestamp, String)> {
    let region = graph.region_of(site);
    let since = site.default.as_ref().and_then(|it| it.since.as_ref()).filter(|_| region.is_dated);
    let since = since.and_then(|it| match switch(graph, &it.value, &site.region, zone(graph, site)) {
        Switch::At(at) => Some((at, it.value.name.clone())),
        Switch::Never | Switch::Unknown => None,
    });
    let sunset = region.of_kind(MilestoneKind::Sunset);
    let dark = sunset.zip(zone(graph, site)).and_then(|(it, zone)| Some((it.instants(zone)?.switch, it.name.clone())));
    since.into_iter().chain(dark).min_by_key(|it| it.0)
}

/// Where a site is when.
#[derive(Clone, Debug, Default)]
pub struct Life {
    /// Whether its region has dates; without, it is dark from the beginning.
    pub is_dated: bool,
    pub announced: Option<Timestamp>,
    pub moving: Option<Timestamp>,
    pub dark: Option<Timestamp>,
    pub closed: Option<Timestamp>,
    pub let_go: Option<Timestamp>,
    /// What is told of the sunset, and of the redirects' end.
    pub sunset_told: Option<Timestamp>,
    pub redirects_end_told: Option<Timestamp>,
}

impl Life {
    /// Returns the life of a site of `region` by the clock `zone`.
    pub fn of(region: &Region, zone: Option<&TimeZone>) -> Life {
        let instants = |kind| region.of_kind(kind).zip(zone).and_then(|(it, zone)| it.instants(zone));
        let switch = |kind| instants(kind).map(|it| it.switch);
        Life {
            is_dated: region.is_dated,
            announced: switch(MilestoneKind::Announce),
            moving: switch(MilestoneKind::Migrate),
            dark: switch(MilestoneKind::Sunset),
            closed: switch(MilestoneKind::RedirectsEnd),
            let_go: switch(MilestoneKind::DomainRelease),
            sunset_told: instants(MilestoneKind::Sunset).map(|it| it.told),
            redirects_end_told: instants(MilestoneKind::RedirectsEnd).map(|it| it.told),
        }
    }

    /// Returns the state at `at`; `None` is a time before every switch.
    pub fn state(&self, at: Option<Timestamp>) -> State {
        let is_past = |it: Option<Timestamp>| it.zip(at).is_some_and(|(it, at)| it <= at);
        if is_past(self.let_go) {
            State::LetGo
        } else if is_past(self.closed) {
            State::Closed
        } else if is_past(self.dark) || !self.is_dated {
            State::Dark
        } else if is_past(self.moving) {
            State::Moving
        } else if is_past(self.announced) {
            State::Announced
        } else {
            State::Live
        }
    }

    /// Returns the instants at which the state changes.
    pub fn switches(&self) -> impl Iterator<Item = Timestamp> {
        [self.announced, self.moving, self.dark, self.closed, self.let_go].into_iter().flatten()
    }
}

/// Returns the end of a trial that begins at `since`; `None` where there is none.
pub fn trial_end(since: Option<Timestamp>, trial: Duration, zone: Option<&TimeZone>) -> Option<Timestamp> {
    let since = since.filter(|_| trial.count > 0)?;
    time::shift(since, trial, false, zone.unwrap_or(&TimeZone::UTC)).ok()
}
