//! `redirect/unmapped-url`

use crate::check::{held, reach};
use crate::diag::{Diagnostic, Report, Severity, plural};
use crate::model::graph::similar::{Index, Suggestion};
use crate::model::graph::{Graph, Inventoried, Site};
use crate::model::plan::Plan;
use crate::model::plan::inventory::{Fate, share};
use crate::source::Span;
use std::collections::BTreeMap;

crate::diag::code! {
    /// A URL that people ask for today is answered by nothing once the site is dark.
    ///
    /// ## Why it matters
    ///
    /// A move begins with the list of the URLs that exist. Each of them is redirected, said to be gone, or served; a 404
    /// tells a customer that nobody thought of it. Without a list nobody can know: then one warning a host says so.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[sites]]
    /// id = "help"
    /// url = "https://www.po.co/help/"
    /// successor = "https://www.mi.com/uk/support/"
    /// upstream = "http://127.0.0.1:8081"
    /// reserved = ["/status/"]
    /// ```
    ///
    /// ```csv regions/uk/inventory.csv
    /// url
    /// https://www.po.co/help/status/orders
    /// ```
    ///
    /// ## What to do
    ///
    /// Write an exact rule for the URL, or `reserved-upstream` at the host where a reserved path is meant to be served
    /// on. Where there is no list, add `inventory = ["uk/inventory.csv"]` under `[redirects]`, or name the store's sitemap there.
    ///
    /// Where the successor's pages are listed too (`inventory` of a platform), the one whose path is most like the old one is
    /// suggested. It is a guess that a person looks at, and never applied; `cutover test --suggest FILE` writes a row for each
    /// URL.
    "redirect/unmapped-url" Error
}

/// Reports inventory URLs that are not found once their site is dark, and hosts without an inventory.
pub fn run(plan: &Plan, report: &mut Report) {
    let dark = reach::dark(plan);
    let mut hosts: BTreeMap<&str, Lost> = BTreeMap::new();
    for listed in plan.listed() {
        // Without a default, `redirect/unanswered` says it.
        let is_said = dark.get(listed.site.id.as_str()).is_some_and(|it| it.1);
        let host = hosts.entry(&listed.site.host).or_default();
        host.hits = host.hits.saturating_add(listed.url.hits.unwrap_or_default());
        if is_said && held::is_closing(&plan.graph, listed.site) && listed.fate() == Fate::Unanswered {
            host.urls.push(listed.url);
        }
    }
    let mut index: Option<Index> = None;
    for lost in hosts.values_mut().filter(|it| !it.urls.is_empty()) {
        lost.urls.sort_by_key(|it| (std::cmp::Reverse(it.hits), it.span));
        let near = lost.urls.first().and_then(|it| suggestion(plan, it, &mut index));
        tell(&plan.graph, lost, near, report);
    }
    unlisted(&plan.graph, report);
}

/// What is lost on one host.
#[derive(Default)]
struct Lost<'p> {
    /// How often the host's URLs are asked for, answered or not.
    hits: u64,
    urls: Vec<&'p Inventoried>,
}

/// Returns the row that would lead a URL to the one most like it, among those that platforms list.
fn suggestion<'p>(plan: &'p Plan, url: &Inventoried, index: &mut Option<Index<'p>>) -> Option<Suggestion<'p>> {
    let index = index.get_or_insert_with(|| Index::of_platforms(&plan.graph));
    Suggestion::of(&plan.graph.sites[&url.site], &url.target, index)
}

/// Reports what is lost on one host, the most asked for first.
fn tell(graph: &Graph, lost: &Lost, near: Option<Suggestion>, report: &mut Report) {
    let Some((first, rest)) = lost.urls.split_first() else { return };
    let site = &graph.sites[&first.site];
    let hits = first
        .hits
        .map_or_else(String::new, |it| format!(", asked for {}", plural(usize::try_from(it).unwrap_or(usize::MAX), "time", "times")));
    let more = match rest.len() {
        0 => String::new(),
        1 => ", nor is 1 more".to_owned(),
        more => format!(", nor are {more} more"),
    };
    let lost_hits = lost.urls.iter().fold(0_u64, |sum, it| sum.saturating_add(it.hits.unwrap_or_default()));
    let share = match lost_hits {
        0 => String::new(),
        some => format!(" ({} of the host's hits)", share(some, lost.hits)),
    };
    let message = format!("`https://{}{}` is not found once its site is dark{hits}{more}{share}", site.host, first.target);
    let finding = Diagnostic::new(&CODE, first.span, "answered by nothing", message);
    let finding = rest.iter().take(SHOWN).fold(finding, |finding, it| finding.label(it.span, "nor is this"));
    let near = near.map_or_else(String::new, |it| {
        format!("; the most like it is `{}`: look at it, and if it is the page, add the row `{}`", it.url, it.row())
    });
    let help = format!("write a rule for it: `to = \"/…\"`, or `answer = \"gone\"`{near}");
    report.push(finding.help(help).about(format!("{}.redirects.inventory", site.region)));
}

/// How many further URLs a finding points at.
const SHOWN: usize = 4;

/// Reports hosts of dated regions of which nobody listed a URL.
fn unlisted(graph: &Graph, report: &mut Report) {
    let mut hosts: BTreeMap<&str, (Span, &Site, bool)> = BTreeMap::new();
    for site in graph.sites.values().filter(|it| held::is_closing(graph, it)) {
        let region = graph.region_of(site);
        let is_excused = region.has_inventory || !region.is_dated || region.is_open("redirects.inventory") || graph.is_damaged(region.span);
        let entry = hosts.entry(&site.host).or_insert((site.url_span, site, false));
        entry.2 |= is_excused;
    }
    for (name, (span, site, is_excused)) in hosts {
        if !is_excused {
            let message = format!("nobody has listed the URLs of `{name}`, so none of them can be checked");
            let finding = Diagnostic::new(&CODE, span, "no list of its URLs", message).severity(Severity::Warning);
            let help = format!("add `inventory = [\"{}/inventory.csv\"]` under `[redirects]`, with a column `url`", site.region);
            report.push(finding.help(help).about(format!("{}.redirects.inventory", site.region)));
        }
    }
}
