//! `redirect/home-page-dump`

use crate::check::reach::{self, Written};
use crate::diag::{Diagnostic, Report, plural};
use crate::model::graph::pattern::{Segment, Template};
use crate::model::graph::{Graph, Inventoried, Redirect, Region, RuleAnswer, Site};
use crate::model::plan::Plan;
use crate::model::plan::answer::Outcome;
use crate::source::{Located, Span};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

crate::diag::code! {
    /// Many old pages lead to one home page.
    ///
    /// ## Why it matters
    ///
    /// Who asks for a page and lands on a home page has lost it, and so have search engines: they take such a redirect as
    /// a page that is gone. One in ten is this program's own limit; change it with `home-page-share` under `[policy]`.
    /// With an inventory its URLs are counted, else the rules, but for the home page itself.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [redirects]
    /// default = { to = "/" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Let each page lead to the one that replaces it, and what nothing replaces be `gone`. If it is meant so, waive the
    /// finding with the reason.
    "redirect/home-page-dump" Warning
}

/// Reports regions of whose old pages too many lead to a home page, or all of whose sites lead to the one umbrella.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    let mut listed: BTreeMap<&str, Vec<&Inventoried>> = BTreeMap::new();
    for url in &graph.inventory {
        listed.entry(&graph.sites[&url.site].region).or_default().push(url);
    }
    let (dark, written) = (reach::dark(plan), Written::of(plan));
    for region in graph.retiring() {
        let sites: Vec<&Site> = graph.sites_of(&region.id).collect();
        let homes = homes(graph, &sites);
        let urls = listed.get(region.id.as_str()).map_or(&[][..], Vec::as_slice);
        let counted = inventory(plan, urls, &dark, &homes).or_else(|| rules(region, &sites, &homes));
        match counted {
            Some(counted) if counted.is_over(graph.policy.home_page_share) => tell(&written, region, &counted, report),
            _ => one_page(graph, region, &sites, report),
        }
    }
}

/// How many old pages there are, how many of them lead to a home page, and the rule or default of the first that does.
#[derive(Default)]
struct Counted {
    all: usize,
    dumped: usize,
    /// What is counted.
    noun: &'static str,
    home: String,
    span: Option<Span>,
}

impl Counted {
    fn add(&mut self, home: Option<(&str, Span)>) {
        self.all += 1;
        if let Some((home, span)) = home {
            self.dumped += 1;
            if self.span.is_none() {
                (self.home, self.span) = (home.to_owned(), Some(span));
            }
        }
    }

    fn is_over(&self, share: u32) -> bool {
        self.dumped as u64 * 100 > self.all as u64 * u64::from(share)
    }
}

/// Returns the pages that nobody asked for: roots, the sites' successors and the umbrellas, without slashes at the end.
fn homes(graph: &Graph, sites: &[&Site]) -> BTreeSet<String> {
    let bare = |it: &str| it.trim_end_matches('/').to_owned();
    let successors = sites.iter().filter_map(|it| it.successor.as_ref()).map(|it| bare(&it.value));
    let umbrellas = graph.platforms.values().filter_map(|it| it.umbrella.as_ref()).map(|it| bare(&it.value));
    successors.chain(umbrellas).chain(graph.origins.iter().map(|it| bare(it))).collect()
}

/// Returns the home page that a URL is.
fn home<'h>(homes: &'h BTreeSet<String>, url: &str) -> Option<&'h str> {
    homes.get(url.split(['?', '#']).next().unwrap_or(url).trim_end_matches('/')).map(String::as_str)
}

/// Counts the URLs of the inventory by what they answer once their site is dark; `None` where none is listed.
fn inventory(plan: &Plan, urls: &[&Inventoried], dark: &BTreeMap<&str, (Timestamp, bool)>, homes: &BTreeSet<String>) -> Option<Counted> {
    let mut counted = Counted { noun: "URLs", ..Counted::default() };
    for url in urls {
        let site = &plan.graph.sites[&url.site];
        let key = url.target.split('?').next().unwrap_or(&url.target);
        let is_home = key.trim_end_matches('/') == site.path;
        let Some((at, _)) = dark.get(site.id.as_str()).filter(|_| !is_home) else { continue };
        let request = reach::request(site, url);
        let answer = plan.answer(&request, *at);
        let led = match &answer.outcome {
            Outcome::Redirect { location, .. } => home(homes, location),
            _ => None,
        };
        counted.add(led.map(|it| (it, answer.origin().map_or(url.span, |it| it.span))));
    }
    (counted.all > 0).then_some(counted)
}

/// Counts the rules; `None` where the region has none.
fn rules(region: &Region, sites: &[&Site], homes: &BTreeSet<String>) -> Option<Counted> {
    let mut counted = Counted { noun: "rules", ..Counted::default() };
    for rule in region.redirects.iter().filter(|it| !is_of_home(it)) {
        let RuleAnswer::Redirect { to, .. } = &rule.answer else { continue };
        let led = fixed(&to.template, sites).and_then(|it| home(homes, &it));
        counted.add(led.map(|it| (it, to.span)));
    }
    rows(region, sites, homes, &mut counted);
    if counted.all > 0 {
        return Some(counted);
    }
    // Without a rule and without a list, everything goes where the default leads.
    let default = sites.iter().find_map(|it| it.default.as_ref()).filter(|_| region.is_dated)?;
    let RuleAnswer::Redirect { to, .. } = &default.answer else { return None };
    let led = fixed(&to.template, sites).and_then(|it| home(homes, &it));
    let mut counted = Counted { noun: "", ..Counted::default() };
    counted.add(led.map(|it| (it, default.span)));
    Some(counted)
}

/// Counts the plain rows of the region's tables.
fn rows(region: &Region, sites: &[&Site], homes: &BTreeSet<String>, counted: &mut Counted) {
    let successor = sites.iter().find_map(|it| it.successor.as_ref()).map(|it| it.value.trim_end_matches('/'));
    let longest = homes.iter().map(String::len).max().unwrap_or_default();
    for table in region.rows.iter().flat_map(|it| &it.tables) {
        for row in &table.rows {
            let path = table.to_path(*row);
            let origin = if row.origin == 0 { successor } else { table.origins.get(usize::from(row.origin) - 1).map(String::as_str) };
            // Few paths are as short as a home page's.
            let led = origin.filter(|_| path.len() <= longest).and_then(|it| home(homes, &[it, path].concat()));
            counted.add(led.map(|it| (it, table.to_span(*row))));
        }
    }
}

fn is_of_home(rule: &Redirect) -> bool {
    let pattern = &rule.source.value.pattern;
    pattern.segments.iter().all(|it| matches!(it, Segment::Literal(text) if text.is_empty()))
}

/// Returns where a destination leads, if it is the same for every request.
fn fixed(to: &Template, sites: &[&Site]) -> Option<String> {
    let text = to.is_fixed().then(|| to.fill(&[]))?;
    if !to.origin.is_empty() {
        return Some(text);
    }
    let successor = sites.iter().find_map(|it| it.successor.as_ref())?;
    Some(format!("{}/{}", successor.value.trim_end_matches('/'), text.trim_start_matches('/')))
}

fn tell(written: &Written, region: &Region, counted: &Counted, report: &mut Report) {
    let graph = &written.plan.graph;
    let Some(span) = counted.span.map(|it| written.destination(it)) else { return };
    let share = graph.policy.home_page_share;
    let origin = graph.policy.origin("home-page-share");
    let message = if counted.noun.is_empty() {
        format!("every page of `{}` leads to the home page `{}/`, and no rule to another", region.id, counted.home)
    } else {
        let verb = if counted.dumped == 1 { "leads" } else { "lead" };
        let all = plural(counted.all, counted.noun.trim_end_matches('s'), counted.noun);
        format!("{} of {all} of `{}` {verb} to the home page `{}/`; {share} in 100 may, {origin}", counted.dumped, region.id, counted.home)
    };
    let finding = Diagnostic::new(&CODE, span, "leads to a home page", message);
    let allowed = graph.policy.written.get("home-page-share");
    let finding = allowed.into_iter().fold(finding, |finding, span| finding.label(*span, "allowed here"));
    let help = "let each page lead to the one that replaces it, or answer `gone`";
    report.push(finding.help(help).about(format!("{}.redirects", region.id)));
}

/// Reports a region whose several sites have no successor of their own: each leads to the umbrella.
fn one_page(graph: &Graph, region: &Region, sites: &[&Site], report: &mut Report) {
    let bare = |it: &str| it.trim_end_matches('/').to_owned();
    let umbrellas: BTreeSet<String> = graph.platforms.values().filter_map(|it| it.umbrella.as_ref()).map(|it| bare(&it.value)).collect();
    let successors = sites.iter().filter_map(|it| it.successor.as_ref());
    let led: Vec<&Located<String>> = successors.filter(|it| umbrellas.contains(&bare(&it.value))).collect();
    let [first, rest @ ..] = led.as_slice() else { return };
    if rest.is_empty() || led.len() < sites.len() {
        return;
    }
    let message = format!("all {} sites of `{}` lead to the one page `{}/`", led.len(), region.id, first.value);
    let finding = Diagnostic::new(&CODE, first.span, "the umbrella", message);
    let finding = rest.iter().fold(finding, |finding, it| finding.label(it.span, "the same"));
    report.push(finding.help("let each site have a successor of its own").about(format!("{}.sites", region.id)));
}
