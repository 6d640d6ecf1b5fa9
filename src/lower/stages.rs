//! Cuts time at every switch, and names the pieces.

use super::timeline::{self, Switch};
use crate::model::graph::{Disposition, Graph, MilestoneRef, PlainRedirects, Service};
use crate::model::plan::{Cause, Stage};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::scalar::Duration;
use crate::model::spec::service::Move;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the stages in order of time; the first is `start`.
pub fn stages(graph: &Graph) -> Vec<Stage> {
    let mut cuts: BTreeMap<Timestamp, BTreeSet<Cause>> = BTreeMap::new();
    for region in graph.retiring() {
        for zone in zones(graph, &region.id) {
            for milestone in region.milestones.values() {
                if let Some(instants) = milestone.instants(&zone) {
                    let changes_state = milestone.kind.is_some_and(changes_state);
                    let cause = Cause { region: region.id.clone(), event: milestone.name.clone(), changes_state };
                    cuts.entry(instants.switch).or_default().insert(cause);
                }
            }
        }
        trials(graph, &region.id, &mut cuts);
        named(graph, &region.id, &mut cuts);
    }
    let start = Stage { name: "start".to_owned(), since: None, causes: Vec::new() };
    std::iter::once(start).chain(cuts.into_iter().map(|(at, causes)| stage(at, causes))).collect()
}

fn stage(at: Timestamp, causes: BTreeSet<Cause>) -> Stage {
    let mut causes: Vec<Cause> = causes.into_iter().collect();
    causes.sort_by_key(Cause::name);
    let first = causes.iter().find(|it| it.changes_state).or(causes.first());
    let cause = first.map_or_else(String::new, Cause::name);
    Stage { name: format!("{}-{cause}", at.strftime("%Y-%m-%dT%H%MZ")), since: Some(at), causes }
}

/// Tells whether a site's state changes by a milestone of this kind.
fn changes_state(kind: MilestoneKind) -> bool {
    use MilestoneKind::{Announce, DomainRelease, Migrate, RedirectsEnd, Sunset};
    matches!(kind, Announce | Migrate | Sunset | RedirectsEnd | DomainRelease)
}

/// Returns the clocks that a region's dates are read by: its sites', or its own if it has none.
fn zones(graph: &Graph, region: &str) -> Vec<TimeZone> {
    let mut seen = BTreeSet::new();
    let of_sites = graph.sites_of(region).filter_map(|it| timeline::zone(graph, it));
    let own = graph.regions[region].zone.as_ref();
    let all = of_sites.chain(own.filter(|_| graph.sites_of(region).next().is_none() || graph.hosts.values().any(|it| it.region == region)));
    all.filter(|it| seen.insert(it.iana_name().map(str::to_owned))).cloned().collect()
}

/// Adds the milestones on which something of a region hangs: another region's may be nobody else's cut, and is read by
/// that region's clock.
fn named(graph: &Graph, region: &str, cuts: &mut BTreeMap<Timestamp, BTreeSet<Cause>>) {
    let written = &graph.regions[region];
    let plain = written.rows.iter().flat_map(|it| [&it.since, &it.until]);
    let rules = written.redirects.iter().flat_map(|it| [&it.since, &it.until]).chain(plain);
    let services = written.services.values().flat_map(|it| [&it.since, &it.until]);
    let all: BTreeSet<&MilestoneRef> = rules.chain(services).flatten().map(|it| &it.value).collect();
    let mut add = |name: &MilestoneRef, zone: Option<&TimeZone>| {
        let Switch::At(at) = timeline::switch(graph, name, region, zone) else { return };
        let owner = &graph.regions[&name.region];
        let kind = graph.find_milestone(name).and_then(|it| it.kind);
        let changes_state = owner.disposition == Disposition::Retire && kind.is_some_and(changes_state);
        let cause = Cause { region: name.region.clone(), event: name.name.clone(), changes_state };
        cuts.entry(at).or_default().insert(cause);
    };
    for site in graph.sites_of(region) {
        let zone = timeline::zone(graph, site);
        all.iter().for_each(|it| add(it, zone));
        site.default.iter().filter_map(|it| it.since.as_ref()).for_each(|it| add(&it.value, zone));
    }
    for host in graph.hosts.values().filter(|it| it.region == region) {
        host.default.iter().filter_map(|it| it.since.as_ref()).for_each(|it| add(&it.value, written.zone.as_ref()));
    }
}

/// Adds the ends of trials: of every rule, service and default that redirects.
fn trials(graph: &Graph, region: &str, cuts: &mut BTreeMap<Timestamp, BTreeSet<Cause>>) {
    let mut end = |begin: (Timestamp, &str), trial: Duration, zone: Option<&TimeZone>| {
        if let Some(end) = timeline::trial_end(Some(begin.0), trial, zone) {
            let event = format!("{}-trial-end", begin.1);
            cuts.entry(end).or_default().insert(Cause { region: region.to_owned(), event, changes_state: false });
        }
    };
    let mut add = |since: &MilestoneRef, trial: Duration, zone: Option<&TimeZone>| {
        if let Switch::At(at) = timeline::switch(graph, since, region, zone) {
            end((at, &since.name), trial, zone);
        }
    };
    let begins = begins(graph, region);
    for site in graph.sites_of(region) {
        let zone = timeline::zone(graph, site);
        begins.iter().for_each(|(since, trial)| add(since, *trial, zone));
    }
    for host in graph.hosts.values().filter(|it| it.region == region) {
        if let Some(default) = &host.default
            && let Some(since) = default.since.as_ref().filter(|_| super::site::may_be_on_trial(&default.answer))
        {
            add(&since.value, default.trial, graph.regions[region].zone.as_ref());
        }
    }
    for site in graph.sites_of(region) {
        if let Some(default) = site.default.as_ref().filter(|it| super::site::may_be_on_trial(&it.answer))
            && let Some((at, name)) = timeline::default_begins(graph, site)
        {
            end((at, &name), default.trial, timeline::zone(graph, site));
        }
    }
}

/// Returns the milestones at which redirects of a region begin, with their trials.
fn begins(graph: &Graph, region: &str) -> BTreeSet<(MilestoneRef, Duration)> {
    let region = &graph.regions[region];
    let rules = region.redirects.iter().filter(|it| super::site::may_be_on_trial(&it.answer));
    let rules = rules.filter_map(|it| Some((it.since.as_ref()?.value.clone(), it.trial)));
    let is_tried = |it: &&PlainRedirects| it.tables.iter().flat_map(|it| &it.rows).any(|it| matches!(it.status(), 301 | 308));
    let plain = region.rows.iter().filter(is_tried).filter_map(|it| Some((it.since.as_ref()?.value.clone(), it.trial)));
    let rules = rules.chain(plain);
    let moves = |it: &&Service| !matches!(it.movement.map(|it| it.value), Some(Move::End | Move::None));
    let services = region.services.values().filter(moves).filter(|it| !it.routes.is_empty() && it.destination.is_some());
    let services = services.filter_map(|it| Some((it.until.as_ref()?.value.clone(), region.trial)));
    rules.chain(services).collect()
}
