//! `redirect/cycle`

use crate::check::reach;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::pattern::Segment;
use crate::model::plan::answer::Outcome;
use crate::model::plan::request::Request;
use crate::model::plan::routing::{End, Hop};
use crate::model::plan::{Plan, routing::Action};
use crate::source::Span;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

crate::diag::code! {
    /// A redirect leads back to itself.
    ///
    /// ## Why it matters
    ///
    /// Browsers give up with an error page, and crawlers drop the URL: for its visitors the site is dead. The compiler
    /// follows every rule through all hosts and aliases of the workspace and through the successor's own redirects where
    /// they are known, also where a query is kept or a path grows on the way.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[redirects.rules]]
    /// from = "/sale"
    /// to = "https://www.po.co/uk/offers"
    ///
    /// [[redirects.rules]]
    /// from = "/offers"
    /// to = "https://www.po.co/uk/sale"
    /// ```
    ///
    /// ## What to do
    ///
    /// Let one of the rules lead to a page that exists.
    "redirect/cycle" Error
}

/// How many hops are followed before a path that only grows counts as a round.
const FAR: usize = 40;
/// How many requests are tried for one rule whose next hop hangs on its values.
const TRIED: usize = 512;

/// How many words are tried two at a time where a `*` stands.
const PAIRED: usize = 12;

/// Reports every round once, with all its places and a witness.
pub fn run(plan: &Plan, report: &mut Report) {
    let mut told: BTreeSet<Vec<Span>> = BTreeSet::new();
    let mut witnesses: BTreeMap<Span, String> = BTreeMap::new();
    for placed in reach::routes(plan).filter(|it| matches!(&it.route.action, Action::Redirect(it) if matches!(it.end, End::Cycle(_)))) {
        if let Some(witness) = reach::witness(placed.routing, placed.site, placed.rank) {
            let url = format!("https://{}{}", placed.host.name, witness.target());
            let known = witnesses.entry(placed.route.origin.span).or_insert_with(|| url.clone());
            // The shortest: an heir's URL may only lead into the round.
            if (url.len(), &url) < (known.len(), known) {
                *known = url;
            }
        }
    }
    let mut rounds: BTreeSet<*const Hop> = BTreeSet::new();
    for (_, redirect) in reach::redirects(plan) {
        if let End::Cycle(round) = &redirect.end
            && rounds.insert(round.as_ptr())
        {
            let witness = round.iter().filter_map(|it| Some((it.span, witnesses.get(&it.span)?))).min().map(|(_, it)| it);
            tell(plan, round, witness.map(String::as_str), &mut told, report);
        }
    }
    let foreign = foreign(plan);
    let inner: BTreeSet<String> = plan.hosts.keys().chain(plan.aliases.keys()).map(|it| format!("https://{it}")).collect();
    let words = words(plan);
    for placed in reach::routes(plan) {
        let Action::Redirect(redirect) = &placed.route.action else { continue };
        let hangs = matches!(redirect.end, End::Open(_)) || (!foreign.is_empty() && !inner.contains(&redirect.to.origin));
        if !hangs || matches!(redirect.end, End::Cycle(_)) {
            continue;
        }
        let at = placed.host.epochs[placed.epoch].since.unwrap_or_else(|| plan.instant_of(0));
        for target in targets(&placed.route.pattern.segments, &words).into_iter().take(TRIED) {
            let query = placed.route.pattern.conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join("&");
            let mark = if query.is_empty() { "" } else { "?" };
            let url = format!("https://{}{target}{mark}{query}", placed.host.name);
            if let Some(round) = follow(plan, &url, at, &foreign) {
                tell(plan, &round, Some(&url), &mut told, report);
                break;
            }
        }
    }
}

fn tell(plan: &Plan, round: &[Hop], witness: Option<&str>, told: &mut BTreeSet<Vec<Span>>, report: &mut Report) {
    let mut key: Vec<Span> = round.iter().map(|it| it.span).collect();
    key.sort_unstable();
    key.dedup();
    if !told.insert(key) {
        return;
    }
    let first = round.iter().enumerate().min_by_key(|(_, it)| it.span).map_or(0, |(at, _)| at);
    let round: Vec<&Hop> = round[first..].iter().chain(&round[..first]).collect();
    let through = match &round[1..] {
        [] => String::new(),
        rest => format!(" through {}", rest.iter().map(|it| format!("`{}`", it.text)).collect::<Vec<_>>().join(", ")),
    };
    let witness = witness.map_or_else(String::new, |it| format!(": ask for `{it}`"));
    let message = format!("`{}` leads back to itself{through}{witness}", round[0].text);
    let finding = Diagnostic::new(&CODE, round[0].span, "begins here", message);
    let finding = round[1..].iter().fold(finding, |finding, it| finding.label(it.span, "goes on here"));
    let last = round[round.len() - 1].span;
    let returns = reach::destination(plan, last);
    let finding = if returns == last { finding } else { finding.label(returns, "and returns here") };
    report.push(finding.help("let one of them lead to a page that exists"));
}

/// Returns the successor's own redirects, from URL to URL.
fn foreign(plan: &Plan) -> BTreeMap<String, (String, Span)> {
    let all = plan.graph.platforms.values().flat_map(|it| &it.redirects);
    all.map(|(from, to)| (from.value.clone(), (to.value.clone(), from.span))).collect()
}

/// Returns the segments that any rule names: the values on which a next hop can hang.
fn words(plan: &Plan) -> Vec<String> {
    let mut words: BTreeSet<String> = BTreeSet::from(["0".to_owned()]);
    for placed in reach::routes(plan).filter(|it| it.route.pattern.key().is_none() || it.route.pattern.segments.len() < 6) {
        words.extend(placed.route.pattern.segments.iter().filter_map(reach::literal).filter(|it| !it.is_empty()).map(str::to_owned));
        if words.len() >= 64 {
            break;
        }
    }
    words.into_iter().collect()
}

/// Returns keys of a source, its placeholders filled with every choice of `words`.
fn targets(segments: &[Segment], words: &[String]) -> Vec<String> {
    let mut keys = vec![String::new()];
    for segment in segments {
        let choices: Vec<String> = match segment {
            Segment::Literal(text) => vec![text.clone()],
            Segment::Name(_) => words.to_vec(),
            Segment::Splat => {
                let pairs = words.iter().take(PAIRED).flat_map(|one| words.iter().take(PAIRED).map(move |two| format!("{one}/{two}")));
                std::iter::once(String::new()).chain(words.iter().cloned()).chain(pairs).collect()
            }
        };
        keys = keys.iter().flat_map(|key| choices.iter().map(move |it| format!("{key}/{it}"))).take(TRIED).collect();
    }
    keys
}

/// Follows a URL as a browser does; returns the rules of the round if it comes back or only grows.
fn follow(plan: &Plan, url: &str, at: Timestamp, foreign: &BTreeMap<String, (String, Span)>) -> Option<Vec<Hop>> {
    let mut seen: Vec<(String, Hop)> = Vec::new();
    let mut url = url.to_owned();
    for _ in 0..FAR {
        if let Some(first) = seen.iter().position(|(it, _)| *it == url) {
            return Some(seen[first..].iter().map(|(_, hop)| hop.clone()).collect());
        }
        let bare = url.split(['?', '#']).next().unwrap_or(&url);
        if let Some((to, span)) = foreign.get(bare) {
            seen.push((url.clone(), Hop { span: *span, text: bare.to_owned() }));
            url.clone_from(to);
            continue;
        }
        let answer = plan.answer(&Request::of_url(&url).ok()?, at);
        let (Outcome::Redirect { location, .. }, Some(origin)) = (&answer.outcome, answer.origin()) else { return None };
        seen.push((url, Hop { span: origin.span, text: origin.text.clone() }));
        url = location.split('#').next().unwrap_or(location).to_owned();
    }
    let mut round: Vec<Hop> = seen.into_iter().rev().take(FAR / 2).map(|(_, hop)| hop).collect();
    round.sort();
    round.dedup();
    Some(round)
}
