//! Rules that say again what another says, wherever and whenever they hold.

use super::rows::{Written, at};
use super::{Found, Left, Repair, Subject};
use crate::model::graph::pattern::{Part, Piece, Segment, Template};
use crate::model::graph::{Graph, Redirect, Region, RuleAnswer, Site};
use crate::model::spec::place::Closure;
use crate::model::spec::scalar::QueryPolicy;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the rules of all regions as they are bound, in the order of each.
pub fn rules(graph: &Graph) -> impl Iterator<Item = (&Region, &Redirect)> {
    graph.regions.values().flat_map(|region| region.redirects.iter().map(move |it| (region, it)))
}

/// With how many other answers of one source a rule is compared; a source with more has findings enough.
const COMPARED: usize = 16;

/// Finds rules that can be taken out: of each the later one, in every region that it holds in.
pub fn find(subject: &Subject) -> Found {
    let graph = &subject.plan.graph;
    let mut twins: BTreeMap<Span, (Span, usize)> = BTreeMap::new();
    for region in graph.retiring() {
        for (later, first) in of_region(graph, region) {
            twins.entry(later).or_insert((first, 0)).1 += 1;
        }
    }
    let mut bound: BTreeMap<Span, usize> = BTreeMap::new();
    for (_, rule) in rules(graph).filter(|(_, it)| twins.contains_key(&it.span)) {
        *bound.entry(rule.span).or_default() += 1;
    }
    twins.retain(|later, (_, count)| bound.get(later) == Some(count));
    let firsts: BTreeSet<Span> = twins.values().map(|it| it.0).collect();
    let notes: BTreeMap<Span, Option<&str>> =
        at(subject.spec, &firsts).into_iter().filter_map(|it| Some((it.rule.from.as_ref()?.span, note(&it)))).collect();
    let mut found = Found::default();
    for rule in at(subject.spec, &twins.keys().copied().collect()) {
        let Some((from, (first, _))) = rule.rule.from.as_ref().and_then(|it| Some((it, twins.get(&it.span)?))) else { continue };
        let is_told = note(&rule).is_none_or(|it| notes.get(first).copied().flatten() == Some(it));
        let taken = if is_told { subject.layout.take_out(&rule) } else { Err("a note stands with it, and would be lost".to_owned()) };
        match taken {
            Ok(edit) => found.repairs.push(Repair { rule: rule.span(), edits: vec![edit], is_mend: false }),
            Err(why) => {
                let why = format!("`{}` is answered alike already, but {why}", from.value);
                found.left.push(Left { span: from.span, why, other: Some(*first) });
            }
        }
    }
    found
}

fn note<'s>(rule: &Written<'s>) -> Option<&'s str> {
    rule.rule.note.as_ref().map(|it| it.value.as_str())
}

/// Returns the rules of a region that say again what an earlier one says, each with that one.
fn of_region(graph: &Graph, region: &Region) -> Vec<(Span, Span)> {
    let sites: Vec<&Site> = graph.sites_of(&region.id).collect();
    let mut ranks: Vec<(String, usize)> = rules_of(region).enumerate().map(|(rank, it)| (source(it), rank)).collect();
    ranks.sort_unstable();
    let rules: Vec<&Redirect> = rules_of(region).collect();
    let mut found = Vec::new();
    for group in ranks.chunk_by(|one, two| one.0 == two.0).filter(|it| it.len() > 1) {
        let mut kept: Vec<&Redirect> = Vec::new();
        for rule in group.iter().map(|it| rules[it.1]) {
            match kept.iter().take(COMPARED).find(|it| says_as(it, rule, &sites)) {
                Some(first) => found.push((rule.span, first.span)),
                None => kept.push(rule),
            }
        }
    }
    found
}

fn rules_of(region: &Region) -> impl Iterator<Item = &Redirect> {
    region.redirects.iter()
}

/// Returns a source without what closure makes alike: equal for rules that may be twins.
fn source(rule: &Redirect) -> String {
    let pattern = &rule.source.pattern;
    let is_open = matches!(pattern.segments.last(), Some(Segment::Literal(text)) if text.is_empty());
    let segments = &pattern.segments[..pattern.segments.len() - usize::from(is_open)];
    let mut text = String::new();
    for segment in segments {
        text.push('/');
        match segment {
            Segment::Literal(literal) => text.push_str(literal),
            // A space stands in no literal.
            Segment::Name(_) => text.push_str(" :"),
            Segment::Splat => text.push_str(" *"),
        }
    }
    for condition in &pattern.conditions {
        text.push_str(&format!(" {condition}"));
    }
    text
}

/// Tells whether `first` says what `rule` says, wherever and whenever that holds.
fn says_as(first: &Redirect, rule: &Redirect, sites: &[&Site]) -> bool {
    let covers = sites.len() == 1 || first.source.site.is_none() || first.source.site == rule.source.site;
    let is_alike = first.source.pattern.has_shape_of(&rule.source.pattern);
    let is_closed = |it: &&Site| it.closure.contains(&Closure::TrailingSlash);
    let same_time = (&first.since, &first.until, first.trial) == (&rule.since, &rule.until, rule.trial);
    let own = || sites.iter().filter(|it| rule.source.site.as_ref().is_none_or(|site| *site == it.id));
    covers && same_time && (is_alike || own().all(is_closed)) && own().all(|it| answer(first, it) == answer(rule, it))
}

/// What a rule answers on one site, in a form that can be compared.
#[derive(PartialEq, Eq)]
enum Said<'r> {
    Redirect { to: Vec<Piece>, status: u16, query: &'r QueryPolicy },
    Page(Option<&'r str>),
    Word(&'static str),
}

fn answer<'r>(rule: &'r Redirect, site: &'r Site) -> Said<'r> {
    match &rule.answer {
        RuleAnswer::Redirect { to, status } => {
            let query = rule.query.as_ref().map_or(&site.query, |it| &it.value);
            Said::Redirect { to: joined(&to.template, site), status: *status, query }
        }
        RuleAnswer::Page { file } => Said::Page(file.as_deref()),
        RuleAnswer::Gone => Said::Word("gone"),
        RuleAnswer::Unavailable => Said::Word("unavailable"),
        RuleAnswer::Serve => Said::Word("serve"),
    }
}

fn joined(to: &Template, site: &Site) -> Vec<Piece> {
    match (&site.successor, to.origin.is_empty()) {
        (Some(successor), true) => {
            let (scheme, rest) = successor.value.split_at(successor.value.find("://").map_or(0, |at| at + 3));
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let path = path.split('/').skip(1).map(|it| Part::Literal(it.to_owned()));
            let whole = Template { origin: format!("{scheme}{host}"), path: path.chain(to.path.iter().cloned()).collect(), ..to.clone() };
            whole.pieces()
        }
        _ => to.pieces(),
    }
}
