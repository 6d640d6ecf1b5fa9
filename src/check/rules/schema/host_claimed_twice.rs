//! `schema/host-claimed-twice`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Disposition, Graph, Host, Site};
use crate::source::Span;
use std::collections::BTreeMap;

crate::diag::code! {
    /// The same URL or the same name belongs to two.
    ///
    /// ## Why it matters
    ///
    /// Two owners have two redirect tables, and a request can follow only one of them.
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
    /// Keep the site in one region, and a name as a host or as an alias of one host.
    "schema/host-claimed-twice" Error
}

/// Reports sites with the same URL, and names that are claimed twice.
pub fn run(graph: &Graph, report: &mut Report) {
    let mut sites: BTreeMap<(&str, &str), Span> = BTreeMap::new();
    let is_kept = |it: &&Site| graph.region_of(it).disposition == Disposition::Independent;
    let mut in_order: Vec<&Site> = graph.sites.values().collect();
    // An independent region's claim stands: whoever comes behind it is the fault.
    in_order.sort_by_key(|it| (!is_kept(it), it.url_span));
    for site in in_order {
        let kept = graph.sites.on(&site.host).filter(|it| it.path == site.path).find(is_kept);
        if let Some(kept) = kept.filter(|it| it.id != site.id) {
            let message = format!("the site `{}` belongs to `{}`, which is independent", site.url(), kept.region);
            let finding = Diagnostic::new(&CODE, site.url_span, "would be closed", message).label(kept.url_span, "is left alone");
            report.push(finding.help("take the site out of the region that closes").about(site.region.clone()));
            continue;
        }
        claim(&mut sites, (site.host.as_str(), site.path.as_str()), site.url_span, &format!("the site `{}`", site.url()), report);
    }
    let mut names: BTreeMap<&str, Span> = graph.hosts.values().map(|it| (it.name.as_str(), it.span)).collect();
    let mut aliases: Vec<_> = graph.hosts.values().flat_map(|it| &it.aliases).collect();
    aliases.sort_by_key(|it| it.span);
    for alias in aliases {
        claim(&mut names, alias.value.as_str(), alias.span, &format!("the name `{}`", alias.value), report);
    }
    let mut owners: BTreeMap<&str, (Span, &Host)> = BTreeMap::new();
    for (alias, host) in graph.hosts.values().flat_map(|host| host.aliases.iter().map(move |it| (it, host))) {
        let owner = owners.entry(&alias.value).or_insert((alias.span, host));
        if alias.span < owner.0 {
            *owner = (alias.span, host);
        }
    }
    for site in graph.sites.values() {
        if let Some((_, owner)) = owners.get(site.host.as_str()).filter(|it| it.1.name != site.host) {
            let message = format!("the site `{}` stands on `{}`, which is an alias of `{}`", site.url(), site.host, owner.name);
            let finding = Diagnostic::new(&CODE, site.url_span, "on an alias", message).label(owner.span, "answers for it");
            report.push(finding.help(format!("write `https://{}{}/`", owner.name, site.path)).about(site.region.clone()));
        }
    }
}

fn claim<K: Ord>(claimed: &mut BTreeMap<K, Span>, key: K, span: Span, what: &str, report: &mut Report) {
    match claimed.get(&key) {
        Some(first) if *first != span => {
            let finding = Diagnostic::new(&CODE, span, "and here again", format!("{what} is claimed twice"));
            report.push(finding.label(*first, "claimed here").help("keep one of the two"));
        }
        Some(_) => {}
        None => drop(claimed.insert(key, span)),
    }
}
