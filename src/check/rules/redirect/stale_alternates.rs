//! `redirect/stale-alternates`

use crate::check::held;
use crate::check::rows::Rows;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Alternate, Graph, Site};
use crate::model::spec::Rel;
use std::collections::{BTreeMap, BTreeSet};

crate::diag::code! {
    /// A page that stays names one that closes, or names another language that does not name it.
    ///
    /// ## Why it matters
    ///
    /// `hreflang`, `canonical` and sitemaps tell search engines which page to show to whom. One that names a closed URL
    /// sends them back to what they were to forget. And the pages of one set have to name each other, and themselves: where
    /// one does not, the whole set is ignored, and customers of one country find the page of another.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [redirects]
    /// inventory = ["uk/inventory.csv"]
    /// alternates = ["uk/alternates.csv"]
    /// ```
    ///
    /// ```csv regions/uk/alternates.csv
    /// url,href,rel
    /// https://www.mi.com/uk/poco/,https://www.po.co/uk/shoes/,canonical
    /// ```
    ///
    /// ## What to do
    ///
    /// Let the page name the successor of what closes, in both directions; then list again what the pages say.
    "redirect/stale-alternates" Warning
}

/// Reports links to what closes, and links that are not returned.
pub fn run(graph: &Graph, report: &mut Report) {
    let aliases = graph.hosts.values().flat_map(|host| host.aliases.iter().map(|it| (it.value.as_str(), host.name.as_str())));
    let hosts: BTreeMap<&str, &str> = aliases.chain(graph.hosts.keys().map(|it| (it.as_str(), it.as_str()))).collect();
    let closing = |url: &str| find_site(graph, &hosts, url).filter(|it| held::is_closing(graph, it));
    let (mut stale, mut alone) = (Rows::new(), Rows::new());
    // What a page says that closes itself is over with it.
    let staying: Vec<&Alternate> = graph.alternates.iter().filter(|it| closing(&it.url.value).is_none()).collect();
    for link in &staying {
        if let Some(site) = closing(&link.href.value) {
            stale.add(link.href.span, None, || (*link, site));
        }
    }
    let named = || staying.iter().filter(|it| it.rel == Rel::Alternate).map(|it| (it.url.value.as_str(), it.href.value.as_str()));
    let pairs: BTreeSet<(&str, &str)> = named().collect();
    // Of a page that is not listed it is not known what it says.
    let listed: BTreeSet<&str> = named().map(|it| it.0).collect();
    let answers = |url: &str, href: &str| !listed.contains(url) || pairs.contains(&(url, href));
    for link in staying.iter().filter(|it| it.rel == Rel::Alternate && closing(&it.href.value).is_none()) {
        let (url, href) = (link.url.value.as_str(), link.href.value.as_str());
        if !answers(href, url) {
            alone.add(link.href.span, None, || (*link, "does not name it"));
        } else if !answers(url, url) {
            alone.add(link.url.span, None, || (*link, "itself is not among what it names"));
        }
    }
    stale.tell("so does this", report, |span, (link, site), more| {
        let message = format!("`{}` names `{}` as its {}, and that closes{more}", link.url.value, link.href.value, word(link.rel));
        let finding = Diagnostic::new(&CODE, span, "names what closes", message).label(site.url_span, "this closes");
        finding.help("let the page name the successor of that URL").about(format!("{}.redirects.alternates", link.region))
    });
    alone.tell("nor is this", report, |span, (link, why), more| {
        let message = match link.url.span == span {
            true => format!("`{}` names other languages, and {why}{more}", link.url.value),
            false => format!("`{}` names `{}` as its {}, and that page {why}{more}", link.url.value, link.href.value, word(link.rel)),
        };
        let finding = Diagnostic::new(&CODE, span, "not returned", message);
        finding.help("let all pages of one set name each other, and themselves").about(format!("{}.redirects.alternates", link.region))
    });
}

/// Returns the site of the workspace that a URL belongs to.
fn find_site<'g>(graph: &'g Graph, hosts: &BTreeMap<&str, &str>, url: &str) -> Option<&'g Site> {
    let rest = url.strip_prefix("https://")?.split('?').next()?;
    let at = rest.find('/').unwrap_or(rest.len());
    let key = if at == rest.len() { "/" } else { &rest[at..] };
    graph.sites.owner(hosts.get(&rest[..at])?, key)
}

/// Returns what a link makes of the page that it speaks of.
fn word(rel: Rel) -> &'static str {
    match rel {
        Rel::Alternate => "page in another language",
        Rel::Canonical => "own address",
        Rel::Sitemap => "entry",
    }
}
