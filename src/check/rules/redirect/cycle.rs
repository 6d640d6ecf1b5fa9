//! `redirect/cycle`

use crate::check::reach::{self, Placed, Written};
use crate::diag::{Diagnostic, Report, Severity, counted};
use crate::model::graph::pattern::{Part, Segment, Template};
use crate::model::plan::Plan;
use crate::model::plan::answer::Outcome;
use crate::model::plan::request::Request;
use crate::model::plan::routing::{Action, End, Hop};
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

/// How many requests are tried for all such rules together.
const TRIED_IN_ALL: usize = 50_000;

/// Reports every round once, with all its places and a witness.
pub fn run(plan: &Plan, report: &mut Report) {
    let mut telling = Telling { written: Written::of(plan), told: BTreeSet::new(), report };
    let mut witnesses: BTreeMap<Span, String> = BTreeMap::new();
    for placed in reach::routes(plan).filter(|it| matches!(&it.route.action, Action::Redirect(it) if matches!(it.end, End::Cycle(_)))) {
        if let Some(witness) = placed.witness() {
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
            telling.round(round, witness.map(String::as_str));
        }
    }
    let foreign = foreign(plan);
    let hanging: Vec<Placed> = reach::routes(plan).filter(|it| hangs(it, &foreign)).collect();
    let tried = TRIED.min((TRIED_IN_ALL / hanging.len().max(1)).max(1));
    let words = words(plan);
    for placed in hanging {
        let at = placed.host.epochs[placed.epoch].since.unwrap_or_else(|| plan.instant_of(0));
        let targets = targets(&placed.route.pattern.segments, &words);
        let query = placed.route.pattern.conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        let mut urls = targets.iter().take(tried).map(|it| format!("https://{}{it}{mark}{query}", placed.host.name));
        let round = urls.find_map(|url| Some((follow(plan, &url, at, &foreign)?, url)));
        match round {
            Some((round, url)) => telling.round(&round, Some(&url)),
            None if targets.len() > tried && tried < TRIED => telling.given_up(&placed, tried),
            None => {}
        }
    }
}

/// Tells whether the next hop of a redirect is only known once it is asked for.
fn hangs(placed: &Placed, foreign: &BTreeMap<String, (String, Span)>) -> bool {
    let Action::Redirect(redirect) = &placed.route.action else { return false };
    match redirect.end {
        End::Open(_) => true,
        End::Outside => leads_to_one_of(&redirect.to, foreign),
        _ => false,
    }
}

/// Tells whether one of the successor's own redirects begins as every URL of a destination does.
fn leads_to_one_of(to: &Template, foreign: &BTreeMap<String, (String, Span)>) -> bool {
    let literal = to.path.iter().map_while(|it| match it {
        Part::Literal(text) => Some(format!("/{text}")),
        Part::Name(_) | Part::Splat(_) => None,
    });
    let beginning = to.origin.clone() + &literal.collect::<String>();
    foreign.range(beginning.clone()..).next().is_some_and(|(url, _)| url.starts_with(&beginning))
}

/// What was told of rounds so far.
struct Telling<'p, 'r> {
    written: Written<'p>,
    told: BTreeSet<Vec<Span>>,
    report: &'r mut Report,
}

/// How many rules of a round are named and shown.
const NAMED: usize = 8;

impl Telling<'_, '_> {
    fn round(&mut self, round: &[Hop], witness: Option<&str>) {
        let mut key: Vec<Span> = round.iter().map(|it| it.span).collect();
        key.sort_unstable();
        key.dedup();
        if !self.told.insert(key) {
            return;
        }
        let first = round.iter().enumerate().min_by_key(|(_, it)| it.span).map_or(0, |(at, _)| at);
        let round: Vec<&Hop> = round[first..].iter().chain(&round[..first]).collect();
        let witness = witness.map_or_else(String::new, |it| format!(": ask for `{it}`"));
        let message = format!("`{}` leads back to itself{}{witness}", round[0].text, through(&round[1..]));
        let finding = Diagnostic::new(&CODE, round[0].span, "begins here", message);
        let shown = if round.len() > NAMED + 1 { &round[1..NAMED] } else { &round[1..] };
        let finding = shown.iter().fold(finding, |finding, it| finding.label(it.span, "goes on here"));
        let last = round[round.len() - 1].span;
        let returns = self.written.destination(last);
        let finding = if returns == last && shown.len() + 1 == round.len() { finding } else { finding.label(returns, "and returns here") };
        let finding = if shown.len() + 1 < round.len() { finding.all(round.iter().map(|it| (it.span, it.text.clone()))) } else { finding };
        self.report.push(finding.help("let one of them lead to a page that exists"));
    }

    /// Says that not every request of a rule was tried.
    fn given_up(&mut self, placed: &Placed, tried: usize) {
        let origin = &placed.route.origin;
        if self.told.insert(vec![origin.span]) {
            let message = format!("cannot tell whether `{}` may come back to itself: {tried} of its URLs were tried", origin.text);
            let finding = Diagnostic::new(&CODE, origin.span, "where it goes on hangs on the request", message);
            self.report.push(finding.severity(Severity::Info).help("let it lead to where the chain ends"));
        }
    }
}

/// Returns the other rules of a round as the message names them, those in the middle of a long one by their number.
fn through(rest: &[&Hop]) -> String {
    let named = |hops: &[&Hop]| hops.iter().map(|it| format!("`{}`", it.text)).collect::<Vec<_>>().join(", ");
    match rest {
        [] => String::new(),
        [first @ .., last] if rest.len() > NAMED => {
            let (shown, cut) = first.split_at(NAMED - 2);
            format!(" through {}, … {} more …, `{}`", named(shown), counted(cut.len()), last.text)
        }
        rest => format!(" through {}", named(rest)),
    }
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
