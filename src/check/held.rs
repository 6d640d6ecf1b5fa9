//! Which domains the closing stores stand on, and when the last of them closes.

use crate::model::graph::{Disposition, Graph, Region, Site, order};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::place::Domain;
use crate::source::{Located, Span};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A domain with a table of its own, and the closing regions that stand on it.
pub struct Held<'g> {
    pub name: &'g str,
    pub domain: &'g Located<Domain>,
    /// By id; there is at least one.
    pub regions: BTreeMap<&'g str, &'g Region>,
}

impl Held<'_> {
    /// Returns what a finding about it is about.
    pub fn subject(&self, graph: &Graph) -> String {
        let region = order::region_at(graph, self.domain.span).or(self.regions.values().next().copied());
        format!("{}.domains.{}", region.map_or("", |it| &it.id), self.name)
    }

    /// Returns the day on which the last store on it closes, as customers are told.
    pub fn closes(&self) -> Option<(Date, Span)> {
        let close = |it: &Region| {
            let zone = it.zone.clone()?;
            let sunset = it.of_kind(MilestoneKind::Sunset)?;
            Some((sunset.instants(&zone)?.told.to_zoned(zone).date(), sunset.place()))
        };
        self.regions.values().copied().filter_map(close).max()
    }
}

/// Returns the domains that closing stores stand on, or that closing regions describe; by name.
pub fn domains(graph: &Graph) -> Vec<Held<'_>> {
    let mut regions: BTreeMap<&str, BTreeMap<&str, &Region>> = BTreeMap::new();
    for site in graph.sites.values().filter(|it| is_closing(graph, it)) {
        for (name, _) in names(graph, site) {
            if let Some(domain) = order::domain_of(graph, name) {
                regions.entry(domain).or_default().insert(&site.region, graph.region_of(site));
            }
        }
    }
    let held = graph.domains.iter().map(|(name, domain)| {
        let mut regions = regions.remove(name.as_str()).unwrap_or_default();
        let written = order::region_at(graph, domain.span).filter(|it| it.disposition == Disposition::Retire);
        regions.extend(written.map(|it| (it.id.as_str(), it)));
        Held { name, domain, regions }
    });
    held.filter(|it| !it.regions.is_empty()).collect()
}

/// Tells whether a site's region retires.
pub fn is_closing(graph: &Graph, site: &Site) -> bool {
    graph.region_of(site).disposition == Disposition::Retire
}

/// Returns the names that a site answers by, each with its place: its host's, and the aliases'.
pub fn names<'g>(graph: &'g Graph, site: &'g Site) -> Vec<(&'g str, Span)> {
    match graph.find_host(&site.host) {
        Some(host) => {
            std::iter::once((host.name.as_str(), host.span)).chain(host.aliases.iter().map(|it| (it.value.as_str(), it.span))).collect()
        }
        None => vec![(site.host.as_str(), site.url_span)],
    }
}
