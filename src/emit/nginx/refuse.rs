//! What nginx's language, or this emitter, cannot say exactly.

use super::table;
use super::words::{self, Vocabulary};
use crate::emit::big::{self, is_big};
use crate::emit::expression;
use crate::emit::refuse::{Report, refusals, routes};
use crate::emit::table::{OnAlias, tables_but};
use crate::emit::target::{Clause, Refusal};
use crate::model::graph::Target;
use crate::model::graph::pattern::Segment;
use crate::model::plan::Plan;
use crate::model::plan::routing::{Route, Routing};
use crate::model::plan::rows::Found;
use std::collections::BTreeSet;

/// The longest word that nginx reads (its buffer has 4,096 bytes), with room for what stands around it.
const LONGEST_WORD: usize = 4_000;

/// How many bytes stand in a word beside a key, twice, and a destination.
const ROOM: usize = 300;

/// Returns all that `target` cannot say of `plan`, through all its stages.
pub fn cannot(plan: &Plan, target: &Target) -> Vec<Refusal> {
    refusals(plan, target, routing)
}

fn routing(routing: &Routing, report: &mut Report<'_>) {
    for (name, value) in routing.sites.iter().filter(|it| !it.is_independent).flat_map(|it| &it.headers) {
        if value.len() > LONGEST_WORD {
            report.exceed(Clause::Headers, None, format!("the value of `{name}` is longer than {LONGEST_WORD} bytes"));
        }
    }
    for route in routes(routing) {
        let pattern = &route.pattern;
        let most = words::PLACEHOLDERS;
        if pattern.segments.iter().filter(|it| !matches!(it, Segment::Literal(_))).count() > most {
            let why = format!("`{pattern}` has more than {most} placeholders, and nginx numbers {most}");
            report.exceed(Clause::Source, Some(route.origin.span), why);
        }
    }
    let mut vocabulary = Vocabulary::default();
    super::learn(&mut vocabulary, routing);
    let none = BTreeSet::new();
    for table in tables_but(routing, |site| is_big(site).then_some(&none)) {
        table::lengths(&table, &vocabulary, |size, route| length(size, route, report));
    }
    for big in big::tables(routing) {
        let index = &big.rows.index;
        if 2 * index.longest() + ROOM <= LONGEST_WORD {
            continue;
        }
        // A key stands twice in the word, with a status and its age.
        let longest =
            |it: &u32| 2 * (index.path.len() + index.source(*it).len()) + index.front(*it).path.len() + index.to_path(*it).len() + ROOM;
        for number in big.rows.numbers().filter(|it| longest(it) > LONGEST_WORD) {
            let found = Found { number, is_made: false };
            let key = big.rows.key(number);
            let mut answer = Vec::new();
            words::escape(&mut answer, &key);
            vocabulary.write_route(&mut answer, &big.rows.route(&key, found), OnAlias::Again);
            length(answer.len() + 4, &big.rows.route(&key, found), report);
        }
    }
    for route in routing.sites.iter().flat_map(|site| site.patterns.iter().map(|it| &site.routes[*it])) {
        let mut answer = Vec::new();
        vocabulary.write_route(&mut answer, route, OnAlias::Again);
        length(answer.len().max(words::regex_key(&expression::pattern(&route.pattern)).len()), route, report);
    }
}

fn length(length: usize, route: &Route, report: &mut Report<'_>) {
    if length > LONGEST_WORD {
        let why = format!("source and destination are longer together than the words that nginx reads, {LONGEST_WORD} bytes");
        report.exceed(Clause::Source, Some(route.origin.span), why);
    }
}
