//! `redirect/crawl-blocked`

use crate::check::held;
use crate::check::robots::{CRAWLERS, Robots, Told};
use crate::diag::{Diagnostic, Report, plural};
use crate::model::graph::{Inventoried, Site, time};
use crate::model::plan::answer::Outcome;
use crate::model::plan::request::{Request, Scheme};
use crate::model::plan::routing::State;
use crate::model::plan::{Host, PageBody, Plan};
use crate::source::{FileId, Span};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

crate::diag::code! {
    /// Search engines may not ask for the URLs that redirect.
    ///
    /// ## Why it matters
    ///
    /// A redirect that no crawler may see moves nothing: the old URLs stay listed, without their text, and the successor
    /// begins at nothing. What `/robots.txt` says is known where a rule answers it with a page; a copy of what the host's own
    /// server says is named under `robots`, for as long as that answers. A 503 forbids everything (RFC 9309 section 2.3.1.4).
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [[redirects.rules]]
    /// from = "/robots.txt"
    /// answer = "page"
    /// page = "global/robots.txt"
    /// ```
    ///
    /// ```text regions/global/robots.txt
    /// User-agent: *
    /// Disallow: /
    /// ```
    ///
    /// ## What to do
    ///
    /// Take the line out, and block nothing that redirects. For the move of a whole domain also use the search engines' own
    /// form for a change of address; for paths of a host that stays there is none.
    "redirect/crawl-blocked" Warning
}

/// Reports hosts of which crawlers are told to keep out while they redirect.
pub fn run(plan: &Plan, report: &mut Report) {
    let mut listed: BTreeMap<&str, Vec<&Inventoried>> = BTreeMap::new();
    for url in &plan.graph.inventory {
        listed.entry(&url.site).or_default().push(url);
    }
    for host in plan.hosts.values().filter(|it| !it.is_untouched) {
        let mut told: BTreeSet<Option<FileId>> = BTreeSet::new();
        for epoch in &host.epochs {
            let at = epoch.since.unwrap_or_else(|| plan.instant_of(0));
            let dark = epoch.routing.sites.iter().filter(|it| it.state == State::Dark).map(|it| &plan.graph.sites[&it.site]);
            let dark: Vec<&Site> = dark.filter(|it| held::is_closing(&plan.graph, it)).collect();
            let Some(said) = said(plan, host, at).filter(|_| !dark.is_empty()) else { continue };
            if told.contains(&said.file) {
                continue;
            }
            if let Some(finding) = judge(plan, host, &said, &dark, &listed) {
                told.insert(said.file);
                let from = format!("{}, from {} on", finding.message, time::utc(at));
                let message = if epoch.since.is_some() { from } else { finding.message.clone() };
                report.push(Diagnostic { message, ..finding });
            }
        }
    }
}

/// What `/robots.txt` says: a file, or a 503 where there is none; and where that is written.
struct Answered {
    file: Option<FileId>,
    span: Span,
}

fn said(plan: &Plan, host: &Host, at: Timestamp) -> Option<Answered> {
    let graph = &plan.graph;
    let request = Request { scheme: Scheme::Https, method: "GET".to_owned(), host: host.name.clone(), target: "/robots.txt".to_owned() };
    let answer = plan.answer(&request, at);
    let described = graph.hosts.get(&host.name)?;
    let (file, span) = match &answer.outcome {
        Outcome::Unavailable { .. } => return Some(Answered { file: None, span: answer.origin().map_or(described.span, |it| it.span) }),
        Outcome::Page { page } => match &plan.pages.get(page)?.body {
            PageBody::File(file) => (file, answer.origin().map_or(described.span, |it| it.span)),
            PageBody::Notice { .. } => return None,
        },
        Outcome::Serve { .. } => described.robots.as_ref().map(|it| (&it.value, it.span))?,
        _ => return None,
    };
    let file = plan.sources.find_file(&format!("regions/{file}"))?;
    Some(Answered { file: Some(file), span })
}

fn judge(plan: &Plan, host: &Host, said: &Answered, dark: &[&Site], listed: &BTreeMap<&str, Vec<&Inventoried>>) -> Option<Diagnostic> {
    let subject = format!("{}.hosts.{}", plan.graph.hosts[&host.name].region, host.name);
    let Some(file) = said.file else {
        let message = format!("`https://{}/robots.txt` is answered with 503, so crawlers ask for nothing of it", host.name);
        let finding = Diagnostic::new(&CODE, said.span, "answers with 503", message);
        return Some(finding.help("write a rule for `/robots.txt`, with `answer = \"gone\"` or a page").about(subject));
    };
    let robots = Robots::new(&plan.sources.file(file).text);
    let (crawler, line, blocked) = CRAWLERS.iter().find_map(|crawler| {
        let (line, blocked) = blocked(&robots.told(crawler), dark, listed)?;
        Some((*crawler, Span::new(file, line), blocked))
    })?;
    let reader = if crawler == "*" { "crawlers" } else { crawler };
    let message = format!("`robots.txt` of `{}` forbids {reader} to ask for {blocked}", host.name);
    let finding = Diagnostic::new(&CODE, line, "keeps them out", message).label(said.span, "answers with this file");
    Some(finding.help("take the line out, or allow what redirects").about(subject))
}

/// Returns the first line that keeps a crawler out of sites that redirect, and of what: a whole site, or listed URLs of it.
fn blocked(told: &Told, dark: &[&Site], listed: &BTreeMap<&str, Vec<&Inventoried>>) -> Option<(std::ops::Range<usize>, String)> {
    let whole = |it: &&Site| Some((told.forbids(&format!("{}/", it.path))?, format!("all URLs of `{}`", it.url())));
    if let Some(found) = dark.iter().find_map(whole) {
        return Some(found);
    }
    let urls = dark.iter().flat_map(|it| listed.get(it.id.as_str()).into_iter().flatten());
    let mut found = urls.filter_map(|it| Some((told.forbids(&it.target)?, it)));
    let (line, first) = found.next()?;
    let more = found.count();
    let also = if more == 0 { String::new() } else { format!(" and {}", plural(more, "other URL", "other URLs")) };
    Some((line, format!("`{}`{also}", first.target)))
}
