//! `redirect/stale-permanent`

use crate::check::reach;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::time;
use crate::model::plan::answer::Outcome;
use crate::model::plan::request::{Request, Scheme};
use crate::model::plan::routing::{Action, End, OriginKind, State};
use crate::model::plan::{Host, Plan};
use crate::source::Span;
use jiff::Timestamp;
use std::collections::BTreeSet;

crate::diag::code! {
    /// Browsers keep a permanent redirect, and later the URL is answered otherwise.
    ///
    /// ## Why it matters
    ///
    /// A 301 or a 308 cannot be recalled from browsers. Whoever kept it never asks again, and goes on to end where the
    /// rule led at first. That a site closes is no such change: its kept redirects still lead somewhere.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[redirects.rules]]
    /// from = "/a"
    /// to = "/x"
    /// since = "migrate"
    /// until = "sunset"
    /// ```
    ///
    /// ## What to do
    ///
    /// Write `status = 302` (or 307) for the rule that ends, or let both lead to the same page.
    "redirect/stale-permanent" Warning
}

/// How many hops a browser follows.
const HOPS: usize = 10;

/// Reports rules whose kept answer ends elsewhere than a later stage's own.
pub fn run(plan: &Plan, report: &mut Report) {
    let mut told: BTreeSet<Span> = BTreeSet::new();
    // What a rule gives is held against all later epochs once, at the first in which browsers may keep it.
    let mut judged: BTreeSet<(Span, String, String)> = BTreeSet::new();
    for placed in reach::routes(plan) {
        let Action::Redirect(redirect) = &placed.route.action else { continue };
        let is_last = placed.epoch + 1 == placed.host.epochs.len();
        if is_last
            || !matches!(redirect.status, 301 | 308)
            || told.contains(&placed.route.origin.span)
            || placed.route.origin.kind == OriginKind::Default
        {
            continue;
        }
        let Some(witness) = placed.witness() else { continue };
        let url = format!("https://{}{}", placed.host.name, witness.target());
        let Some(request) = request(&url) else { continue };
        let at = |epoch: usize| placed.host.epochs[epoch].since.unwrap_or_else(|| plan.instant_of(0));
        let Some(kept) = answered(plan, &request, at(placed.epoch)) else { continue };
        if !judged.insert((placed.route.origin.span, url.clone(), kept.clone())) {
            continue;
        }
        for later in placed.epoch + 1..placed.host.epochs.len() {
            let at = at(later);
            if answered(plan, &request, at).as_ref() == Some(&kept) {
                continue;
            }
            if is_closed(placed.host, later, &placed.site.site) || leads_nowhere(plan, &url, at) || ends_alike(plan, &kept, &url, at) {
                continue;
            }
            let span = placed.route.origin.span;
            told.insert(span);
            let message = format!("browsers keep `{url}` → `{kept}`, and from {} on it is answered otherwise", time::utc(at));
            let finding = Diagnostic::new(&CODE, span, "kept for ever", message);
            let origin = origin(plan, &url, at).filter(|it| *it != span);
            let finding = origin.into_iter().fold(finding, |finding, span| finding.label(span, "answers then"));
            let better = if redirect.status == 308 { 307 } else { 302 };
            report.push(finding.help(format!("write `status = {better}`, or let both lead to the same page")));
            break;
        }
    }
}

fn is_closed(host: &Host, epoch: usize, site: &str) -> bool {
    host.epochs[epoch].routing.sites.iter().any(|it| it.site == site && it.state >= State::Closed)
}

/// Tells whether the rule itself leads to nothing by then, which has its own finding.
fn leads_nowhere(plan: &Plan, url: &str, at: Timestamp) -> bool {
    request(url).is_some_and(|it| plan.answer(&it, at).redirect().is_some_and(|it| matches!(it.end, End::Nothing { .. })))
}

fn request(url: &str) -> Option<Request> {
    Request::of_url(url).ok().map(|it| Request { scheme: Scheme::Https, ..it })
}

fn location(plan: &Plan, url: &str, at: Timestamp) -> Option<String> {
    answered(plan, &request(url)?, at)
}

fn answered(plan: &Plan, request: &Request, at: Timestamp) -> Option<String> {
    match plan.answer(request, at).outcome {
        Outcome::Redirect { location, .. } => Some(location),
        _ => None,
    }
}

fn origin(plan: &Plan, url: &str, at: Timestamp) -> Option<Span> {
    plan.answer(&request(url)?, at).origin().map(|it| it.span)
}

fn ends_alike(plan: &Plan, kept: &str, url: &str, at: Timestamp) -> bool {
    end(plan, kept, at).zip(end(plan, url, at)).is_none_or(|(one, other)| one == other)
}

/// Returns where a browser ends, as far as the workspace knows; `None` where it goes round, which has its own finding.
fn end(plan: &Plan, url: &str, at: Timestamp) -> Option<String> {
    let mut url = url.to_owned();
    for _ in 0..HOPS {
        match location(plan, &url, at) {
            Some(next) => url = next,
            None => return Some(url),
        }
    }
    None
}
