//! `redirect/gone-or-moved`

use crate::check::rows::{Led, Rows, each_destination, each_rule};
use crate::check::{held, reach};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, MilestoneRef, Region, RuleAnswer};
use crate::model::plan::Plan;
use crate::model::plan::answer::Outcome;
use crate::model::spec::milestone::MilestoneKind;
use crate::source::{Located, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;

crate::diag::code! {
    /// A URL is said to be gone, and it comes back, or a page that looks like it is there.
    ///
    /// ## Why it matters
    ///
    /// A 410 says that a page is gone for good and that links to it should go too (RFC 9110 section 15.5.11), so
    /// `answer = "gone"` is for what has no end: with an `until` before the redirects end it promises what it does not keep.
    /// And a page that did move is worth more behind a redirect than behind a 404 or a 410: where a known destination has
    /// the same path, that may be the page.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[redirects.rules]]
    /// from = "/press/2019/"
    /// answer = "gone"
    ///
    /// [[redirects.rules]]
    /// from = "/news/2019"
    /// to = "/poco/press/2019"
    /// ```
    ///
    /// ## What to do
    ///
    /// Redirect the URL to that page, if it is the same. For a time, write `answer = "unavailable"` instead of `gone`.
    "redirect/gone-or-moved" Info
}

/// Notes what is gone for a time only, and what is gone though a page with its path is there.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    for_a_time(graph, report);
    let mut lost = lost(plan);
    let mut rows = Rows::new();
    for region in graph.retiring() {
        let Some(of_region) = lost.get_mut(region.id.as_str()) else { continue };
        each_destination(region, &mut |it| equivalent(graph, region, it, of_region, &mut rows));
    }
    rows.tell("and so may this", report, |span, it: &Found, more| {
        let message = format!("`{}` is {}, and another rule leads to `{}`, a page with its path{more}", it.text, it.how, it.to.value);
        let finding = Diagnostic::new(&CODE, span, "may have moved", message).label(it.to.span, "leads there");
        finding.help(format!("write `to = \"{}\"` if it is the same page", it.to.value)).about(format!("{}.redirects", it.region))
    });
}

/// What is told of a URL that is gone: the destination that looks like it.
struct Found {
    region: String,
    text: String,
    how: &'static str,
    to: Located<String>,
}

/// A URL that is not there any more.
struct Lost {
    span: Span,
    text: String,
    how: &'static str,
    hits: Option<u64>,
}

/// Notes rules that say `gone` and end before the redirects do.
fn for_a_time(graph: &Graph, report: &mut Report) {
    let mut rows = Rows::new();
    for region in graph.retiring() {
        each_rule(region, &mut |rule| {
            if let (RuleAnswer::Gone, Some(until)) = (&rule.answer, rule.until.as_ref().filter(|it| ends(graph, it))) {
                rows.add(rule.span, None, || (region.id.clone(), rule.source.text.clone(), until.clone()));
            }
        });
    }
    rows.tell("nor is this", report, |span, (region, text, until), more| {
        let message = format!("`{text}` is said to be gone for good, and only until `{}`{more}", until.value.name);
        let finding = Diagnostic::new(&CODE, span, "not for good", message).label(until.span, "ends with this");
        finding.help("write `answer = \"unavailable\"`, or take `until` out").about(format!("{region}.redirects"))
    });
}

fn ends(graph: &Graph, until: &Located<MilestoneRef>) -> bool {
    let kind = graph.find_milestone(&until.value).and_then(|it| it.kind);
    kind.is_some_and(|it| !matches!(it, MilestoneKind::RedirectsEnd | MilestoneKind::DomainRelease))
}

/// Returns what is lost, by region and by path behind the site's: what rules say is gone, and what the inventory has and
/// nothing answers.
fn lost(plan: &Plan) -> BTreeMap<&str, BTreeMap<String, Vec<Lost>>> {
    let graph = &plan.graph;
    let mut lost: BTreeMap<&str, BTreeMap<String, Vec<Lost>>> = BTreeMap::new();
    let mut add = |region, key: &str, it: Lost| {
        let path = plain(key);
        if !path.is_empty() {
            lost.entry(region).or_default().entry(path.into_owned()).or_default().push(it);
        }
    };
    for region in graph.retiring() {
        each_rule(region, &mut |rule| {
            if let (RuleAnswer::Gone, Some(key)) = (&rule.answer, rule.source.pattern.key()) {
                add(region.id.as_str(), &key, Lost { span: rule.span, text: rule.source.text.clone(), how: "said to be gone", hits: None });
            }
        });
    }
    let dark = reach::dark(plan);
    for url in &graph.inventory {
        let site = &graph.sites[&url.site];
        let Some((at, _)) = dark.get(site.id.as_str()).filter(|_| held::is_closing(graph, site)) else { continue };
        let answer = plan.answer(&reach::request(site, url), *at);
        let how = match answer.outcome {
            // What a rule says of exactly this URL is told where the rule stands.
            Outcome::Gone { .. } if answer.origin().is_none_or(|it| it.text.contains([':', '*'])) => "said to be gone",
            Outcome::NotFound => "not found",
            _ => continue,
        };
        let key = url.target.split('?').next().unwrap_or(&url.target);
        let inner = key.strip_prefix(site.path.as_str()).unwrap_or(key);
        add(site.region.as_str(), inner, Lost { span: url.span, text: url.target.clone(), how, hits: url.hits });
    }
    lost
}

/// Takes out what a rule's destination ends with: the page has that path, with something before it or not.
fn equivalent(graph: &Graph, region: &Region, led: Led, lost: &mut BTreeMap<String, Vec<Lost>>, rows: &mut Rows<Found>) {
    if lost.is_empty() || !led.is_fixed {
        return;
    }
    let successors = || graph.sites_of(&region.id).filter_map(|it| it.successor.as_ref());
    // A page of another region's, or of none, is not the same.
    let Some(inner) = (match led.to.starts_with('/') {
        true => Some(led.to),
        false => successors().find_map(|it| led.to.strip_prefix(it.value.as_str())),
    }) else {
        return;
    };
    let path = plain(inner.split(['?', '#']).next().unwrap_or(inner));
    let mut rest = path.as_ref();
    while !rest.is_empty() {
        for it in lost.remove(rest).into_iter().flatten() {
            let to = Located::new(led.to.to_owned(), led.span);
            rows.add(it.span, it.hits, || Found { region: region.id.clone(), text: it.text, how: it.how, to });
        }
        rest = rest.split_once('/').map_or("", |it| it.1);
    }
}

/// Returns a path without slashes round it, without the ending of a file, in small letters.
fn plain(path: &str) -> Cow<'_, str> {
    let path = path.trim_matches('/');
    let ending = [".html", ".htm", ".php", ".aspx"].into_iter().find(|it| path.len() > it.len() && path.ends_with(it));
    let path = ending.map_or(path, |it| &path[..path.len() - it.len()]);
    if path.bytes().any(|it| it.is_ascii_uppercase()) { Cow::Owned(path.to_ascii_lowercase()) } else { Cow::Borrowed(path) }
}
