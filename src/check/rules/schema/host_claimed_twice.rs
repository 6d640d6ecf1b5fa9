//! `schema/host-claimed-twice`

use crate::diag::{Diagnostic, Report, Severity};
use crate::model::graph::{Disposition, Graph, Host, Site};
use crate::source::{Located, Span};
use std::collections::{BTreeMap, BTreeSet};

crate::diag::code! {
    /// The same URL, the same name or the same country belongs to two.
    ///
    /// ## Why it matters
    ///
    /// Two owners have two redirect tables, and a request can follow only one of them. A country that two regions name is a
    /// warning: its customers are told two dates.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[sites]]
    /// id = "again"
    /// url = "https://www.po.co/uk/"
    /// successor = "https://www.mi.com/uk/"
    /// upstream = "http://127.0.0.1:8081"
    /// ```
    ///
    /// ## What to do
    ///
    /// Keep the site in one region, a name as a host or as an alias of one host, and a country in one region's `countries`.
    "schema/host-claimed-twice" Error
}

/// Reports sites with the same URL, and names that are claimed twice.
pub fn run(graph: &Graph, report: &mut Report) {
    sites(graph, report);
    names(graph, report);
    on_aliases(graph, report);
    countries(graph, report);
}

/// Reports countries that two regions name; what one takes over from the other is written once.
fn countries(graph: &Graph, report: &mut Report) {
    let contested = contested(report);
    // Who claims a site too is told of that: with it the country is settled.
    let is_told = |region: &str| graph.sites_of(region).any(|it| contested.contains(&it.url_span));
    let mut first: BTreeMap<&str, (Span, &str)> = BTreeMap::new();
    for region in graph.regions.values() {
        for country in &region.countries {
            let (span, owner) = *first.entry(country.value.as_str()).or_insert((country.span, region.id.as_str()));
            if span != country.span && !(is_told(owner) && is_told(&region.id)) {
                let place = if owner == region.id { "twice".to_owned() } else { format!("for `{owner}` and for `{}`", region.id) };
                let message = format!("the country `{}` is named {place}", country.value);
                let finding = Diagnostic::new(&CODE, country.span, "and here again", message).severity(Severity::Warning);
                let help = format!("take it out of `countries` of `{}`, or of `{owner}`", region.id);
                let help = if owner == region.id { "name it once".to_owned() } else { help };
                report.push(finding.label(span, "named here").help(help).about(format!("{}.region.countries", region.id)));
            }
        }
    }
}

/// Returns the claims that are one of two: what else there is to say of them only follows.
pub fn contested(report: &Report) -> BTreeSet<Span> {
    report.findings.iter().filter(|it| it.code == &CODE).flat_map(|it| it.labels.iter().map(|it| it.span)).collect()
}

fn sites(graph: &Graph, report: &mut Report) {
    let mut sites: BTreeMap<(&str, &str), &Site> = BTreeMap::new();
    let is_kept = |it: &&Site| graph.region_of(it).disposition == Disposition::Independent;
    let mut in_order: Vec<&Site> = graph.sites.values().collect();
    // An independent region's claim stands: whoever comes behind it is the fault.
    in_order.sort_by_key(|it| (!is_kept(it), it.url_span));
    for site in in_order {
        let kept = graph.sites.on(&site.host).filter(|it| it.path == site.path).find(is_kept);
        if let Some(kept) = kept.filter(|it| it.id != site.id) {
            let message = format!("the site `{}` belongs to `{}`, which is independent", site.url(), kept.region);
            let finding = Diagnostic::new(&CODE, site.url_span, "would be closed", message).label(kept.url_span, "is left alone");
            let help = format!("take the site out of `{}`", site.region);
            report.push(finding.help(help).about(site.region.clone()));
            continue;
        }
        let first = *sites.entry((site.host.as_str(), site.path.as_str())).or_insert(site);
        if first.url_span != site.url_span {
            let (one, other) = (&first.region, &site.region);
            let (message, help) = match one == other {
                true => (format!("the site `{}` is claimed twice", site.url()), "keep one of the two `[[sites]]`".to_owned()),
                false => (
                    format!("the site `{}` is claimed by `{one}` and by `{other}`", site.url()),
                    format!("take its `[[sites]]` out of `regions/{other}.toml`, or out of `regions/{one}.toml`"),
                ),
            };
            let finding = Diagnostic::new(&CODE, site.url_span, "and here again", message);
            report.push(finding.label(first.url_span, "claimed here").help(help));
        }
    }
}

fn names(graph: &Graph, report: &mut Report) {
    let is_kept = |it: &Host| graph.regions.get(&it.region).is_some_and(|it| it.disposition == Disposition::Independent);
    let mut names: BTreeMap<&str, (Span, &Host)> = graph.hosts.values().map(|it| (it.name.as_str(), (it.span, it))).collect();
    let mut aliases: Vec<(&Located<String>, &Host)> =
        graph.hosts.values().flat_map(|host| host.aliases.iter().map(move |it| (it, host))).collect();
    aliases.sort_by_key(|(it, host)| (!is_kept(host), it.span));
    for (alias, host) in aliases {
        let (first, owner) = *names.entry(alias.value.as_str()).or_insert((alias.span, host));
        if first == alias.span {
            continue;
        }
        let finding = match is_kept(owner) && !is_kept(host) {
            true => {
                let message = format!("the name `{}` belongs to `{}`, which is independent", alias.value, owner.region);
                let help = format!("take `\"{}\"` out of the aliases of `{}`", alias.value, host.name);
                Diagnostic::new(&CODE, alias.span, "would be closed", message).label(first, "is left alone").help(help)
            }
            false => {
                let message = format!("the name `{}` is claimed twice", alias.value);
                let help = format!("take it out of the aliases of `{}`, or of `{}`", host.name, owner.name);
                let help = if owner.name == alias.value { format!("take it out of the aliases of `{}`", host.name) } else { help };
                Diagnostic::new(&CODE, alias.span, "and here again", message).label(first, "claimed here").help(help)
            }
        };
        report.push(finding);
    }
}

/// Sites that stand on an alias; where that is a host of its own too, which it is to be is told.
fn on_aliases(graph: &Graph, report: &mut Report) {
    let contested = contested(report);
    let mut owners: BTreeMap<&str, (Span, &Host)> = BTreeMap::new();
    for (alias, host) in graph.hosts.values().flat_map(|host| host.aliases.iter().map(move |it| (it, host))) {
        let owner = owners.entry(&alias.value).or_insert((alias.span, host));
        if alias.span < owner.0 {
            *owner = (alias.span, host);
        }
    }
    for site in graph.sites.values() {
        if let Some((alias, owner)) = owners.get(site.host.as_str()).filter(|it| it.1.name != site.host)
            && !(graph.hosts.contains_key(&site.host) && contested.contains(alias))
        {
            let message = format!("the site `{}` stands on `{}`, which is an alias of `{}`", site.url(), site.host, owner.name);
            let finding = Diagnostic::new(&CODE, site.url_span, "on an alias", message).label(owner.span, "answers for it");
            report.push(finding.help(format!("write `https://{}{}/`", owner.name, site.path)).about(site.region.clone()));
        }
    }
}
