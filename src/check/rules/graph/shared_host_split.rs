//! `graph/shared-host-split`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Disposition, Fallback, Graph, Host, RuleAnswer, Site};
use std::collections::BTreeMap;

crate::diag::code! {
    /// A host that a closing and an independent store share is acted upon as a whole.
    ///
    /// ## Why it matters
    ///
    /// No rule of ours reaches a path that the independent site owns. But its pages load pictures, scripts and
    /// `/favicon.ico` from paths beside its own, which the host's default takes once it begins; and HSTS binds every
    /// path of a host, so that it is the site's to set that stays. What is done on such a host is done by path, in the
    /// sites that close, or by the region that stays.
    ///
    /// ## Example
    ///
    /// ```toml regions/ix.toml
    /// [region]
    /// name = "India on the shared host"
    /// disposition = "independent"
    ///
    /// [[sites]]
    /// id = "store"
    /// url = "https://www.po.co/in/"
    /// upstream = "http://127.0.0.1:8084"
    /// ```
    ///
    /// ```toml regions/global.toml
    /// [hosts."www.po.co"]
    /// hsts = { max-age = "365 days" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Take `default` and `hsts` out of the host: give it `upstream` alone, and let each site that closes have its own
    /// default. What the independent store decides for the whole host stands in its own region's file.
    "graph/shared-host-split" Error
}

/// Reports defaults and HSTS that a region which closes writes for a host that an independent site shares.
pub fn run(graph: &Graph, report: &mut Report) {
    for (name, sites) in sites(graph) {
        let is_independent = |it: &&&Site| graph.region_of(it).disposition == Disposition::Independent;
        let is_retiring = |it: &&Site| graph.region_of(it).disposition == Disposition::Retire;
        let (Some(kept), Some(host)) = (sites.iter().find(is_independent), graph.hosts.get(name)) else { continue };
        let is_theirs = graph.regions.get(&host.region).is_some_and(|it| it.disposition == Disposition::Independent);
        // One that stands on an alias is told of as that.
        if sites.iter().any(is_retiring) && !is_theirs && kept.host == host.name {
            judge(host, kept, sites.iter().any(|it| it.path.is_empty()), report);
        }
    }
}

/// Returns the sites on each host, its aliases' among them.
fn sites(graph: &Graph) -> BTreeMap<&str, Vec<&Site>> {
    let aliases = graph.hosts.values().flat_map(|host| host.aliases.iter().map(|it| (it.value.as_str(), host.name.as_str())));
    let aliases: BTreeMap<&str, &str> = aliases.collect();
    let mut sites: BTreeMap<&str, Vec<&Site>> = BTreeMap::new();
    for site in graph.sites.values() {
        let host = aliases.get(site.host.as_str()).copied().unwrap_or(&site.host);
        sites.entry(host).or_default().push(site);
    }
    sites
}

fn judge(host: &Host, kept: &Site, owns_root: bool, report: &mut Report) {
    let subject = |key: &str| format!("{}.hosts.{}.{key}", host.region, host.name);
    if let Some(hsts) = &host.hsts {
        let message = format!("`hsts` binds all of `{}`, and the independent site `{}` shares it", host.name, kept.url());
        let finding = Diagnostic::new(&CODE, hsts.span, "binds the whole host", message).label(kept.url_span, "stays, and is bound too");
        report.push(finding.help("take `hsts` out: it is the independent site's to set").about(subject("hsts")));
    }
    // Where a site owns the root, no path is left for the default.
    let takes = |it: &&Fallback| !matches!(it.answer, RuleAnswer::Serve) && !owns_root;
    if let Some(default) = host.default.as_ref().filter(takes) {
        let message = format!(
            "the default of `{}` takes every path beside its sites, and those of the independent site `{}` too",
            host.name,
            kept.url()
        );
        let finding = Diagnostic::new(&CODE, default.span, "takes what no site owns", message).label(kept.url_span, "stays on this host");
        let help =
            "take `default` out of the host, and give it `upstream = \"http://…\"` alone; a site that closes has a default of its own";
        report.push(finding.help(help).about(subject("default")));
    }
}
