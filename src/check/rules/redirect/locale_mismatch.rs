//! `redirect/locale-mismatch`

use crate::check::rows::{Led, Rows, each_destination};
use crate::diag::{Diagnostic, Report, Severity, listed};
use crate::model::graph::{Disposition, Graph, Region, RuleAnswer, Site};
use crate::source::{Located, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

crate::diag::code! {
    /// A redirect leads customers of one country to the page of another, or to the page for everyone.
    ///
    /// ## Why it matters
    ///
    /// Who reads French and lands on an English page, or is shown prices of another country, has lost the store. Search
    /// engines leave a page out of the results of a country whose language it does not speak. Which pages are whose is
    /// known from `successor` and `url` of all sites, and from `umbrella` of the platform.
    ///
    /// ## Example
    ///
    /// ```toml regions/fr.toml
    /// [region]
    /// name = "France"
    /// extends = "global"
    /// disposition = "retire"
    /// countries = ["FR"]
    /// locales = ["fr-FR"]
    /// time-zone = "Europe/London"
    /// owner = "store-fr"
    ///
    /// [[sites]]
    /// id = "store"
    /// url = "https://www.po.co/fr/"
    /// successor = "https://www.mi.com/fr/"
    /// upstream = "http://127.0.0.1:8082"
    ///
    /// [[redirects.rules]]
    /// from = "/soldes"
    /// to = "https://www.mi.com/uk/poco/offers/"
    /// ```
    ///
    /// ## What to do
    ///
    /// Let it lead to the region's own page: a path alone, as `to = "/poco/offres/"`, is joined to the site's `successor`.
    "redirect/locale-mismatch" Warning
}

/// Reports rules that lead to the page of another language or country, or to the umbrella although the region has a page.
pub fn run(graph: &Graph, report: &mut Report) {
    let pages = Pages::of(graph);
    let mut found = Found { foreign: Rows::new(), umbrella: Rows::new() };
    for region in graph.retiring() {
        let judging = Judging { graph, pages: &pages, region, own: pages.own(graph, region), locales: Locales::of(graph, region) };
        each_destination(region, &mut |it| judging.judge(it, &mut found));
        for site in graph.sites_of(&region.id) {
            // A default is the source of all that no rule names.
            if let Some(RuleAnswer::Redirect { to, .. }) = site.default.as_ref().map(|it| &it.answer) {
                judging.judge(Led { from: "/*", to: &to.text, span: to.span, site: Some(&site.id), is_fixed: false }, &mut found);
            }
        }
    }
    found.foreign.tell("nor is this", report, |span, it, more| {
        let message = format!("`{}` of `{}` ({}) leads to `{}`, a page for {}{more}", it.from, it.region, it.own, it.to, it.other);
        tell(span, "not for them", message, it)
    });
    found.umbrella.tell("so does this", report, |span, it, more| {
        let message =
            format!("`{}` of `{}` leads to `{}`, the page for everyone, and its own is `{}`{more}", it.from, it.region, it.to, it.own);
        tell(span, "leads to the umbrella", message, it).severity(Severity::Release)
    });
}

fn tell(span: Span, label: &str, message: String, told: &Told) -> Diagnostic {
    let help = "let it lead to the region's own page: a path is joined to the site's `successor`";
    Diagnostic::new(&CODE, span, label, message).help(help).about(format!("{}.redirects", told.region))
}

struct Found {
    foreign: Rows<Told>,
    umbrella: Rows<Told>,
}

/// What a finding tells of a rule.
struct Told {
    region: String,
    from: String,
    to: String,
    /// Whom the region is for, or its own page.
    own: String,
    /// Whom the page is for.
    other: String,
}

/// Judges the rules of one region.
struct Judging<'g> {
    graph: &'g Graph,
    pages: &'g Pages<'g>,
    region: &'g Region,
    /// Its own pages below which no other stands.
    own: Vec<&'g str>,
    locales: Locales<'g>,
}

impl Judging<'_> {
    fn judge(&self, led: Led, found: &mut Found) {
        let told = |own: String, other: String| {
            let (region, from, to) = (self.region.id.clone(), led.from.to_owned(), led.to.to_owned());
            Told { region, from, to, own, other }
        };
        let is_own = led.to.starts_with('/') || self.own.iter().any(|it| lies_below(led.to, it));
        let page = if is_own { None } else { self.pages.find(led.to).filter(|it| !it.owners.contains(self.region.id.as_str())) };
        if let Some(page) = page {
            let apart: Option<Vec<_>> = page.owners.iter().map(|it| differ(self.region, &self.graph.regions[*it])).collect();
            let other = apart.and_then(|it| it.into_iter().next());
            match (page.is_umbrella, other) {
                (true, _) => self.own_page(led).into_iter().for_each(|own| found.umbrella.add(led.span, None, || told(own, String::new()))),
                (false, Some((own, other))) => found.foreign.add(led.span, None, || told(own, other)),
                (false, None) => {}
            }
        } else if let Some(other) = self.locales.mismatch(led.from, led.to) {
            let own: Vec<&str> = self.locales.own.clone();
            found.foreign.add(led.span, None, || told(listed(&own), format!("`{other}`")));
        }
    }

    /// Returns the page to which a rule could lead instead of the umbrella.
    fn own_page(&self, led: Led) -> Option<String> {
        let is_meant = |it: &&Site| led.site.is_none_or(|site| *site == it.id);
        let successors = self.graph.sites_of(&self.region.id).filter(is_meant).filter_map(|it| it.successor.as_ref());
        let mut own = successors.filter(|it| !self.pages.umbrellas.contains(it.value.as_str()));
        own.next().map(|it| format!("{}/", it.value))
    }
}

/// Tells whether a URL is a page, without a slash at its end, or stands below it.
fn lies_below(url: &str, page: &str) -> bool {
    url.strip_prefix(page).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// Returns the language of a tag, as `fr` of `fr-FR`.
fn language(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// Returns whom each of two regions is for, if they share no language or no country.
fn differ(one: &Region, two: &Region) -> Option<(String, String)> {
    let of = |all: &[Located<String>], by: fn(&str) -> &str| all.iter().map(|it| by(&it.value).to_owned()).collect::<BTreeSet<_>>();
    let apart =
        |one: &[Located<String>], two: &[Located<String>], by| !one.is_empty() && !two.is_empty() && of(one, by).is_disjoint(&of(two, by));
    let words = |all: &[Located<String>]| listed(&all.iter().map(|it| it.value.as_str()).collect::<Vec<_>>());
    if apart(&one.locales, &two.locales, language) {
        return Some((words(&one.locales), words(&two.locales)));
    }
    apart(&one.countries, &two.countries, |it| it).then(|| (words(&one.countries), words(&two.countries)))
}

/// Whose pages stand where.
struct Pages<'g> {
    /// The regions that go to a page, or stand there; without a slash at its end.
    owners: BTreeMap<String, BTreeSet<&'g str>>,
    umbrellas: BTreeSet<&'g str>,
}

impl<'g> Pages<'g> {
    fn of(graph: &'g Graph) -> Pages<'g> {
        let mut owners: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
        for site in graph.sites.values() {
            // A store that stays has pages of its own; one that closes hands its customers on.
            let stays = graph.region_of(site).disposition == Disposition::Independent;
            let url = stays.then(|| format!("{}{}", site.scheme_and_host, site.path));
            for page in site.successor.iter().map(|it| it.value.clone()).chain(url) {
                owners.entry(page).or_default().insert(&site.region);
            }
        }
        let umbrellas = graph.platforms.values().filter_map(|it| it.umbrella.as_ref()).map(|it| it.value.trim_end_matches('/'));
        let umbrellas: BTreeSet<&str> = umbrellas.collect();
        for umbrella in &umbrellas {
            owners.entry((*umbrella).to_owned()).or_default();
        }
        Pages { owners, umbrellas }
    }

    /// Returns the pages of a region below which no other stands.
    fn own(&self, graph: &'g Graph, region: &Region) -> Vec<&'g str> {
        let own = graph.sites_of(&region.id).filter_map(|it| it.successor.as_ref()).map(|it| it.value.as_str());
        let is_last = |page: &&str| {
            !self
                .owners
                .range::<str, _>((Bound::Excluded(*page), Bound::Unbounded))
                .take_while(|it| it.0.starts_with(page))
                .any(|it| lies_below(it.0, page))
        };
        own.filter(is_last).collect()
    }

    /// Returns the page with the longest path that a destination is or lies below.
    fn find(&self, to: &str) -> Option<Page<'_>> {
        let whole = to.split(['?', '#']).next().unwrap_or(to).trim_end_matches('/');
        let mut path = whole;
        loop {
            if let Some(owners) = self.owners.get(path) {
                let is_umbrella = self.umbrellas.contains(path);
                // Below an umbrella that is a whole host stand pages of all kinds.
                let is_host = path.bytes().filter(|it| *it == b'/').count() < 3;
                let is_meant = path.len() == whole.len() || !(is_host && is_umbrella);
                return is_meant.then_some(Page { is_umbrella, owners });
            }
            path = path.rsplit_once('/')?.0;
        }
    }
}

/// A page that is known, and the regions that go there, or stand there.
struct Page<'p> {
    is_umbrella: bool,
    owners: &'p BTreeSet<&'p str>,
}

/// The tags that a region's paths may name.
struct Locales<'g> {
    own: Vec<&'g str>,
    /// Those of all other regions.
    others: BTreeSet<&'g str>,
}

impl<'g> Locales<'g> {
    fn of(graph: &'g Graph, region: &'g Region) -> Locales<'g> {
        let own: Vec<&str> = region.locales.iter().map(|it| it.value.as_str()).collect();
        let all = graph.regions.values().flat_map(|it| &it.locales).map(|it| it.value.as_str());
        let others = if own.is_empty() { BTreeSet::new() } else { all.filter(|it| !own.contains(it)).collect() };
        Locales { own, others }
    }

    /// Returns the tag that a destination names in its path, where it is not the region's, or not that of the source.
    fn mismatch(&self, from: &str, to: &str) -> Option<&'g str> {
        if self.own.len() > 1
            && let (Some(asked), Some(given)) = (self.named(from), self.named(to))
            && asked != given
        {
            return Some(given);
        }
        let mut tags = parts(to).filter(|it| it.len() < 12 && it.bytes().skip(2).take(2).any(|it| matches!(it, b'-' | b'_')));
        tags.find_map(|part| self.others.iter().find(|it| is_tag(part, it)).copied())
    }

    /// Returns the one of the region's languages that a segment of a path names.
    fn named(&self, path: &str) -> Option<&'g str> {
        let tag = |part: &str| self.own.iter().find(|it| is_tag(part, it) || part.eq_ignore_ascii_case(language(it)));
        parts(path).find_map(tag).map(|it| language(it))
    }
}

/// Returns the segments of a path or a URL.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split(['?', '#']).next().unwrap_or(text).split('/')
}

/// Tells whether a segment is a tag, as `fr-FR`, `fr-fr` or `fr_FR`.
fn is_tag(part: &str, tag: &str) -> bool {
    part.len() == tag.len()
        && part.bytes().zip(tag.bytes()).all(|(one, two)| one.eq_ignore_ascii_case(&two) || (one == b'_' && two == b'-'))
}
