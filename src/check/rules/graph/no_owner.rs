//! `graph/no-owner`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Disposition, Graph, Host, Region};
use crate::source::{Located, Span};
use std::collections::BTreeSet;

crate::diag::code! {
    /// Nobody answers for something that must work for years, or only one person does.
    ///
    /// ## Why it matters
    ///
    /// Redirects, certificates and domains outlive the people who set them up. A team is still there when its members
    /// have gone; a person's own mailbox is not.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [region]
    /// owner = "jane.doe@po.co"
    /// ```
    ///
    /// ## What to do
    ///
    /// Name a team, as `owner = "store-uk"`, in `[region]`: it answers for the region's services, sites, apps and
    /// certificates, and for its hosts where they name no other. A platform's service that takes over has an owner of its
    /// own.
    "graph/no-owner" Warning
}

/// Reports regions and services without a team, and owners that are one person.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.retiring().filter(|it| has_what_lasts(graph, it)) {
        if region.owner.is_none() && !region.is_open("region.owner") && !graph.is_damaged(region.span) {
            let message = format!("no team answers for `{}`: its sites, its services and its dates", region.id);
            let finding = Diagnostic::new(&CODE, region.span, "nobody's", message);
            report.push(finding.help("add `owner = \"…\"`, the name of a team").about(format!("{}.region.owner", region.id)));
        }
        successors(graph, region, report);
    }
    persons(graph, report);
}

/// Tells whether a region speaks of more than its URLs: with redirects alone nobody is asked who answers for them.
pub fn has_what_lasts(graph: &Graph, region: &Region) -> bool {
    let is_here = |it: Span| it.file == region.span.file;
    let mut described = graph.domains.values().map(|it| it.span).chain(graph.certificates.values().map(|it| it.span));
    !region.services.is_empty() || !region.apps.is_empty() || described.any(is_here)
}

/// Reports the platforms' services that take over and have no team.
fn successors(graph: &Graph, region: &Region, report: &mut Report) {
    for to in region.services.values().filter_map(|it| it.to.as_ref()) {
        let Some(service) = graph.platforms.get(&to.value.owner).and_then(|it| it.services.get(&to.value.name)) else { continue };
        let path = format!("platforms.{}.services.{}.owner", to.value.owner, to.value.name);
        let is_open = graph.unknowns.iter().any(|(it, _)| *it == path);
        if service.owner.is_none() && !is_open && !graph.is_damaged(service.span) {
            let message = format!("no team answers for `{}/{}`, which takes over", to.value.owner, to.value.name);
            let finding = Diagnostic::new(&CODE, service.span, "nobody's", message);
            report.push(finding.help("add `owner = \"…\"`, the name of a team").about(path));
        }
    }
}

/// Reports owners that are one person's mailbox, each once.
fn persons(graph: &Graph, report: &mut Report) {
    let regions = graph.retiring().filter_map(|it| Some((it.owner.as_ref()?, format!("{}.region.owner", it.id))));
    let is_closing = |it: &&Host| graph.regions.get(&it.region).is_some_and(|it| it.disposition == Disposition::Retire);
    let hosts = graph.hosts.values().filter(is_closing);
    let hosts = hosts.filter_map(|it| Some((it.owner.as_ref()?, format!("{}.hosts.{}.owner", it.region, it.name))));
    let domains = graph.domains.iter().filter_map(|(name, it)| Some((it.owner.as_ref()?, format!("domains.{name}.owner"))));
    let platforms = graph.platforms.values().flat_map(|platform| {
        let services = platform.services.values();
        services.filter_map(|it| Some((it.owner.as_ref()?, format!("platforms.{}.services.{}.owner", platform.id, it.name))))
    });
    let mut seen = BTreeSet::new();
    let all: Vec<(&Located<String>, String)> = regions.chain(hosts).chain(domains).chain(platforms).collect();
    for (owner, subject) in all.into_iter().filter(|(it, _)| is_person(&it.value)) {
        if seen.insert(owner.span) {
            let message = format!("`{}` looks like one person's mailbox, wanted a team", owner.value);
            let help = "write the name of a team, or the address that all of it reads";
            report.push(Diagnostic::new(&CODE, owner.span, "one person", message).help(help).about(subject));
        }
    }
}

/// Words that a team's address has and a person's name has not.
const TEAM: &[&str] = &[
    "admin", "care", "data", "desk", "dev", "dns", "domain", "domains", "group", "help", "it", "legal", "mail", "notice", "office", "ops",
    "platform", "registry", "release", "security", "service", "services", "shop", "site", "store", "support", "team", "tech", "web",
];

/// Tells whether an owner reads as `first.last@`.
fn is_person(owner: &str) -> bool {
    let Some((local, _)) = owner.split_once('@') else { return false };
    let Some((first, last)) = local.split_once('.') else { return false };
    let is_name = |it: &str| it.chars().all(|it| it.is_alphabetic() || it == '-') && !TEAM.contains(&it.to_lowercase().as_str());
    !first.is_empty() && last.chars().count() > 2 && is_name(first) && is_name(last)
}

#[cfg(test)]
mod tests {
    use super::is_person;

    #[test]
    fn a_person_has_two_names_and_a_team_has_not() {
        for person in ["jane.doe@po.co", "j.smith@po.co", "Anne-Marie.Öz-Kaya@po.co"] {
            assert!(is_person(person), "{person}");
        }
        for team in ["store-uk", "domains@mi.example", "store.emea@po.co", "web.ops@po.co", "shop.uk@po.co", "team.2@po.co", ".x@po.co"] {
            assert!(!is_person(team), "{team}");
        }
    }
}
