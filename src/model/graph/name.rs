//! The names by which closing stores answer over https: which certificate covers each, and until when it is needed.

use super::{Disposition, Graph, Host, Region, Site, order};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::place::Certificate;
use crate::model::spec::scalar::DayOrForever;
use crate::source::Span;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// A name by which a closing store answers.
#[derive(Clone, Debug)]
pub struct Need {
    pub name: String,
    pub span: Span,
    pub host: String,
    /// The region that describes the host, or has a site on it.
    pub region: String,
    /// The certificate that covers it: the host's own, or else any.
    pub certificate: Option<String>,
    /// From then on nobody answers by it; `None` where it answers for good.
    pub until: Option<Timestamp>,
    /// Why it ends, or does not.
    pub because: String,
}

/// Tells whether a certificate's name covers a host's: `*` stands for one label (RFC 9525 section 6.3).
pub fn covers(pattern: &str, name: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(parent) => name.split_once('.').is_some_and(|it| it.1.eq_ignore_ascii_case(parent)),
        None => pattern.eq_ignore_ascii_case(name),
    }
}

/// Which certificate covers a name.
#[derive(Clone, Debug)]
pub struct Covering<'g> {
    graph: &'g Graph,
    /// The first certificate of each name in lower case, by the certificates' names.
    by_name: BTreeMap<String, &'g str>,
}

impl<'g> Covering<'g> {
    /// Gathers the names of all certificates.
    pub fn new(graph: &'g Graph) -> Covering<'g> {
        let mut by_name = BTreeMap::new();
        for (certificate, it) in &graph.certificates {
            for name in it.names.iter().flatten() {
                by_name.entry(name.value.to_ascii_lowercase()).or_insert(certificate.as_str());
            }
        }
        Covering { graph, by_name }
    }

    /// Returns a certificate that covers `name`.
    pub fn any(&self, name: &str) -> Option<&'g str> {
        let wildcard = || Some(format!("*.{}", name.split_once('.')?.1));
        self.by_name.get(name).copied().or_else(|| self.by_name.get(&wildcard()?).copied())
    }

    /// Returns the certificate that covers a name of `host`: the one that the host names, and no other; else any.
    pub fn of(&self, host: &Host, name: &str) -> Option<&'g str> {
        let Some(named) = &host.certificate else { return self.any(name) };
        let (key, certificate) = self.graph.certificates.get_key_value(&named.value)?;
        let holds = |it: &Certificate| it.names.iter().flatten().any(|it| covers(&it.value, name));
        holds(certificate).then_some(key.as_str())
    }
}

/// Returns the names by which closing stores answer, sorted.
pub fn needs(graph: &Graph) -> Vec<Need> {
    let mut needs = Vec::new();
    let covering = Covering::new(graph);
    for host in graph.hosts.values().filter(|it| !it.is_described || is_retiring(graph, &it.region)) {
        let retiring = |it: &&Site| graph.region_of(it).disposition == Disposition::Retire;
        let Some(site) = graph.sites.on(&host.name).find(retiring) else { continue };
        let region = if graph.regions.contains_key(&host.region) { &host.region } else { &site.region };
        for (name, span) in std::iter::once((&host.name, host.span)).chain(host.aliases.iter().map(|it| (&it.value, it.span))) {
            let (until, because) = end(graph, host, name);
            let certificate = covering.of(host, name).map(str::to_owned);
            let need = Need { name: name.clone(), span, host: host.name.clone(), region: region.clone(), certificate, until, because };
            needs.push(need);
        }
    }
    needs.sort_by(|one, two| one.name.cmp(&two.name));
    needs
}

/// Tells whether a region closes: what another one describes is not ours to judge.
pub fn is_retiring(graph: &Graph, region: &str) -> bool {
    // A layer has no disposition of its own.
    graph.regions.get(region).is_none_or(|it| it.disposition == Disposition::Retire)
}

/// Returns when nobody answers by `name` any more, and why.
fn end(graph: &Graph, host: &Host, name: &str) -> (Option<Timestamp>, String) {
    let mut ends = Vec::new();
    for site in graph.sites.on(&host.name) {
        let region = graph.region_of(site);
        if region.disposition == Disposition::Independent {
            return (None, format!("{} is independent", site.url()));
        }
        match let_go(region, site) {
            Some(at) => ends.push(at),
            None => return kept(graph, name, region),
        }
    }
    match ends.into_iter().max() {
        Some(at) => (Some(at), "then the last site on it is let go".to_owned()),
        None => (None, "it is not said when it is let go".to_owned()),
    }
}

fn let_go(region: &Region, site: &Site) -> Option<Timestamp> {
    let zone = site.zone.as_ref().or(region.zone.as_ref())?;
    Some(region.of_kind(MilestoneKind::DomainRelease)?.instants(zone)?.switch)
}

/// Returns until when a domain is kept whose sites are never let go.
fn kept(graph: &Graph, name: &str, region: &Region) -> (Option<Timestamp>, String) {
    let domain = order::domain_of(graph, name);
    match domain.and_then(|it| Some((it, graph.domains[it].retain?.value))) {
        Some((domain, DayOrForever::Day(day))) => (retained(graph, domain), format!("{domain} is kept until {day}")),
        Some((domain, DayOrForever::Forever)) => (None, format!("{domain} is kept for ever")),
        None => (None, format!("{} is never let go", region.name)),
    }
}

/// Returns the end of the last day on which a domain is kept.
fn retained(graph: &Graph, domain: &str) -> Option<Timestamp> {
    let written = &graph.domains[domain];
    let DayOrForever::Day(day) = written.retain?.value else { return None };
    let zone = order::region_at(graph, written.span).and_then(|it| it.zone.clone()).or(graph.program.zone.clone());
    super::time::end(day, &zone.unwrap_or(TimeZone::UTC)).ok()
}

/// Returns when a domain is let go: once the last site on it is, else when it is kept no longer; `None` where it never is.
pub fn domain_end(graph: &Graph, domain: &str) -> Option<Timestamp> {
    let on = |host: &Host| {
        std::iter::once(&host.name).chain(host.aliases.iter().map(|it| &it.value)).any(|it| order::domain_of(graph, it) == Some(domain))
    };
    let sites = graph.hosts.values().filter(|it| on(it)).flat_map(|it| graph.sites.on(&it.name));
    let ends: Option<Vec<Timestamp>> = sites.map(|it| let_go(graph.region_of(it), it)).collect();
    ends.and_then(|it| it.into_iter().max()).or_else(|| retained(graph, domain))
}

/// Returns needs by the certificate that covers them.
pub fn by_certificate(needs: &[Need]) -> BTreeMap<&str, Vec<&Need>> {
    let mut grouped: BTreeMap<&str, Vec<&Need>> = BTreeMap::new();
    for need in needs {
        grouped.entry(need.certificate.as_deref().unwrap_or_default()).or_default().push(need);
    }
    grouped
}
