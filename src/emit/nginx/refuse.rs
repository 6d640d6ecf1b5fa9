//! What nginx's language, or this emitter, cannot say exactly.

use super::table;
use super::words::{self, Vocabulary};
use crate::model::graph::Target;
use crate::model::graph::pattern::{Condition, Part, Piece, Segment, Template};
use crate::model::plan::routing::{Action, Base, Route, Routing};
use crate::model::plan::{Host, Plan};
use crate::model::spec::scalar::QueryPolicy;
use crate::source::Span;
use std::collections::BTreeSet;

/// The longest word that nginx reads (its buffer has 4,096 bytes), with room for what stands around it.
const LONGEST_WORD: usize = 4_000;

/// One thing that cannot be written without changing its meaning.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    pub host: String,
    /// What the meaning calls it: `scheme`, `source`, `destination`, `query` or `headers`.
    pub clause: &'static str,
    /// The rule, where it is one.
    pub span: Option<Span>,
    pub why: String,
}

/// Returns all that `target` cannot say of `plan`, through all its stages.
pub fn cannot(plan: &Plan, target: &Target) -> Vec<Refusal> {
    let mut refusals = BTreeSet::new();
    for host in super::hosts(plan, target) {
        let mut report = Report { host: &host.name, refusals: &mut refusals };
        report.scheme(host);
        for epoch in &host.epochs {
            report.routing(&epoch.routing);
        }
    }
    refusals.into_iter().collect()
}

struct Report<'a> {
    host: &'a str,
    refusals: &'a mut BTreeSet<Refusal>,
}

impl Report<'_> {
    fn refuse(&mut self, clause: &'static str, span: Option<Span>, why: impl Into<String>) {
        self.refusals.insert(Refusal { host: self.host.to_owned(), clause, span, why: why.into() });
    }

    fn scheme(&mut self, host: &Host) {
        let preloaded = host.is_preloaded.then_some(&host.name);
        for name in preloaded.into_iter().chain(host.aliases.iter().filter(|it| it.is_preloaded).map(|it| &it.name)) {
            self.refuse("scheme", None, format!("browsers come to `{name}` by https alone, and this target does not write TLS yet"));
        }
    }

    fn routing(&mut self, routing: &Routing) {
        self.base(&routing.unowned);
        for site in routing.sites.iter().filter(|it| !it.is_independent) {
            site.routes.iter().for_each(|it| self.route(it));
            self.base(&site.base);
            self.base(&site.reserved_base);
            for (name, value) in &site.headers {
                if value.bytes().any(|it| it.is_ascii_control()) || value.len() > LONGEST_WORD {
                    self.refuse("headers", None, format!("the value of `{name}` is longer than a line, or than {LONGEST_WORD} bytes"));
                }
            }
        }
        let mut vocabulary = Vocabulary::default();
        super::learn(&mut vocabulary, routing);
        for table in table::tables(routing) {
            table.lengths(&vocabulary, |length, route| self.length(length, route));
        }
        for route in routing.sites.iter().flat_map(|site| site.patterns.iter().map(|it| &site.routes[*it])) {
            let mut answer = Vec::new();
            vocabulary.write_route(&mut answer, route, words::OnAlias::Again);
            self.length(answer.len().max(words::regex_key(&words::pattern(&route.pattern)).len()), route);
        }
    }

    fn length(&mut self, length: usize, route: &Route) {
        if length > LONGEST_WORD {
            let why = format!("source and destination are longer together than the words that nginx reads, {LONGEST_WORD} bytes");
            self.refuse("source", Some(route.origin.span), why);
        }
    }

    fn base(&mut self, base: &Base) {
        if let Base::Default(route) = base {
            self.route(route);
        }
    }

    fn route(&mut self, route: &Route) {
        let span = Some(route.origin.span);
        let pattern = &route.pattern;
        if pattern.segments.iter().filter(|it| !matches!(it, Segment::Literal(_))).count() > words::PLACEHOLDERS {
            let most = words::PLACEHOLDERS;
            self.refuse("source", span, format!("`{pattern}` has more than {most} placeholders, and nginx numbers {most}"));
        }
        let literals = pattern.segments.iter().filter_map(|it| match it {
            Segment::Literal(text) => Some(text.as_str()),
            _ => None,
        });
        if !literals.into_iter().all(|it| is_sent(it, b"/?#")) {
            self.refuse("source", span, format!("`{pattern}` holds a character that no request may hold"));
        }
        let is_readable = |it: &Condition| {
            let is_named = !it.key.is_empty() || it.value.is_some();
            is_named && is_sent(&it.key, b"=&#") && it.value.as_ref().is_none_or(|it| is_sent(it, b"&#"))
        };
        if !pattern.conditions.iter().all(is_readable) {
            self.refuse("source", span, format!("`{pattern}` has a condition that no query can hold"));
        }
        if let Action::Redirect(redirect) = &route.action {
            if !is_url(&redirect.to) {
                self.refuse("destination", span, "the destination holds a character that a URL must escape");
            }
            if let QueryPolicy::Only(names) = &redirect.query
                && !names.iter().all(|it| is_sent(it, b"=&#"))
            {
                self.refuse("query", span, "a key of the query that is kept holds a character that no key can hold");
            }
        }
    }
}

/// Tells whether nothing of a destination must be escaped.
fn is_url(to: &Template) -> bool {
    let is_part = |it: &Part| !matches!(it, Part::Literal(text) if !is_sent(text, b""));
    let is_piece = |it: &Piece| !matches!(it, Piece::Text(text) if !is_sent(text, b""));
    let is_text = |it: &String| is_sent(it, b"");
    is_text(&to.origin) && to.path.iter().all(is_part) && to.query.iter().flatten().all(is_piece) && to.fragment.iter().all(is_text)
}

/// Tells whether `text` holds only characters of RFC 3986, and none of `but`.
fn is_sent(text: &str, but: &[u8]) -> bool {
    text.bytes().all(|it| (it.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&it)) && !but.contains(&it))
}
