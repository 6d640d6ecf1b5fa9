//! What Caddy reads: sources as regular expressions of Go (RE2), answers as words, and what keeps both literal.

use crate::emit::expression;
use crate::emit::table::OnAlias;
use crate::model::graph::pattern::{Pattern, Piece, Template};
use crate::model::plan::answer::http_date;
use crate::model::plan::routing::{Action, Base, Redirect, Route, UpstreamUrl};
use crate::model::spec::scalar::QueryPolicy;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Returns `text` for a value in which Caddy looks for placeholders. Where there is no `{` it looks for nothing, not
/// even for a `\` to take away.
pub fn literal(text: &str) -> String {
    if text.contains('{') { text.replace('{', "\\{").replace('}', "\\}") } else { text.to_owned() }
}

/// Returns the placeholder that holds what is worked out of a request under `name`. No URL may hold a `>`: Caddy
/// refuses a `map` whose values hold the name of what it sets.
pub fn placeholder(name: &str) -> String {
    format!("{{cutover>{name}}}")
}

/// Returns the placeholder of the first part of the query that has a name, behind `&`.
pub fn argument(name: &str) -> String {
    placeholder(&format!("?{name}"))
}

/// Returns the expression for a query behind `?`; its group is the first part with a name. RE2 cannot look ahead, but
/// of all that match it takes what the fewest parts stand in front of.
pub fn first_argument(name: &str) -> String {
    format!("^\\?(?:[^&]*&)*?({}(?:=[^&]*)?)(?:&|$)", expression::literal(name))
}

/// Returns the expression for a key that `pattern` is, and behind `?` the first parts of the query that it looks at,
/// sorted by name, each behind `&`; its groups are its placeholders.
pub fn pattern(pattern: &Pattern) -> String {
    if pattern.conditions.is_empty() {
        return expression::pattern(pattern);
    }
    let shape = Pattern { segments: pattern.segments.clone(), conditions: Vec::new() };
    let mut regex = expression::pattern(&shape);
    regex.truncate(regex.len() - END.len());
    regex.push_str("\\?");
    for condition in &pattern.conditions {
        let _ = write!(regex, "(?:&[^&]*)*&{}", expression::literal(&condition.to_string()));
    }
    regex + "(?:&|$)"
}

/// How the expression of a pattern without conditions ends.
const END: &str = "(?:\\?|$)";

/// Whether Caddy looks for groups of an expression in an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The answer of a whole key.
    Text,
    /// The answer of an expression: `${1}` is its first group.
    Expanded,
}

/// Names that stand for longer things in the answers of one configuration.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The word of each list of query keys that are kept.
    only: BTreeMap<Vec<String>, String>,
    /// The word of each page.
    pages: BTreeMap<String, String>,
    upstreams: BTreeSet<UpstreamUrl>,
    /// The names of queries that are looked at.
    arguments: BTreeSet<String>,
}

impl Vocabulary {
    /// Takes in all that `route` looks at, and answers with.
    pub fn learn(&mut self, route: &Route) {
        for condition in &route.pattern.conditions {
            self.learn_argument(&condition.key);
        }
        match &route.action {
            Action::Redirect(redirect) => {
                if let QueryPolicy::Only(names) = &redirect.query
                    && !self.only.contains_key(names)
                {
                    self.only.insert(names.clone(), format!("only{}", self.only.len() + 1));
                    names.iter().for_each(|it| self.learn_argument(it));
                }
            }
            Action::Gone { page } | Action::Page { page } | Action::Unavailable { page, .. } => self.learn_page(page),
            Action::Serve(upstream) => self.learn_upstream(upstream),
            Action::NotFound => {}
        }
    }

    /// Takes in all that `base` answers with.
    pub fn learn_base(&mut self, base: &Base) {
        match base {
            Base::Serve(upstream) => self.learn_upstream(upstream),
            Base::Default(route) => self.learn(route),
            Base::Gone(page) => self.learn_page(page),
            Base::NotFound => {}
        }
    }

    /// Takes in a server.
    pub fn learn_upstream(&mut self, upstream: &UpstreamUrl) {
        if !self.upstreams.contains(upstream) {
            self.upstreams.insert(upstream.clone());
        }
    }

    fn learn_argument(&mut self, name: &str) {
        if !self.arguments.contains(name) {
            self.arguments.insert(name.to_owned());
        }
    }

    fn learn_page(&mut self, page: &str) {
        if !self.pages.contains_key(page) {
            let plain = plain(page);
            let taken: BTreeSet<&String> = self.pages.values().collect();
            let counted = (2..).map(|it| format!("{plain}-{it}"));
            let word = std::iter::once(plain.clone()).chain(counted).find(|it| !taken.contains(it));
            self.pages.insert(page.to_owned(), word.expect("there is always another number"));
        }
    }

    /// Returns the lists of query keys that are kept, each with its word.
    pub fn only(&self) -> impl Iterator<Item = (&Vec<String>, &String)> {
        self.only.iter()
    }

    /// Returns the pages that are answered with, each with its word.
    pub fn pages(&self) -> impl Iterator<Item = (&String, &String)> {
        self.pages.iter()
    }

    /// Returns the servers.
    pub fn upstreams(&self) -> impl Iterator<Item = &UpstreamUrl> {
        self.upstreams.iter()
    }

    /// Returns the names of queries that are looked at.
    pub fn arguments(&self) -> impl Iterator<Item = &String> {
        self.arguments.iter()
    }

    /// Writes what `route` does.
    pub fn write_route(&self, out: &mut String, route: &Route, on_alias: OnAlias, form: Form) {
        match &route.action {
            Action::Redirect(redirect) => self.write_redirect(out, redirect, form),
            Action::Gone { page } => self.write_page(out, 410, page),
            Action::Page { page } => self.write_page(out, 200, page),
            Action::Unavailable { page, until } => {
                self.write_page(out, 503, page);
                if let Some(until) = until {
                    let _ = write!(out, " until {}", http_date(*until));
                }
            }
            Action::Serve(upstream) => self.write_serve(out, upstream, on_alias),
            Action::NotFound => out.push_str("404"),
        }
    }

    /// Returns what `base` does.
    pub fn base(&self, base: &Base, on_alias: OnAlias) -> String {
        let mut out = String::new();
        match base {
            Base::Serve(upstream) => self.write_serve(&mut out, upstream, on_alias),
            Base::Default(route) => self.write_route(&mut out, route, OnAlias::Served, Form::Text),
            Base::Gone(page) => self.write_page(&mut out, 410, page),
            Base::NotFound => out.push_str("404"),
        }
        out
    }

    /// Returns that `upstream` serves.
    pub fn serve(&self, upstream: &UpstreamUrl) -> String {
        let mut out = String::new();
        self.write_serve(&mut out, upstream, OnAlias::Served);
        out
    }

    fn write_serve(&self, out: &mut String, upstream: &UpstreamUrl, on_alias: OnAlias) {
        let word = match on_alias {
            OnAlias::Again => "serve",
            OnAlias::Served => "own",
        };
        let _ = write!(out, "{word} {}://{}", upstream.scheme, upstream.authority);
    }

    fn write_page(&self, out: &mut String, status: u16, page: &str) {
        let word = self.pages.get(page).expect("emit: every answer was learnt before it is written");
        let _ = write!(out, "{status} {word}");
    }

    fn write_redirect(&self, out: &mut String, redirect: &Redirect, form: Form) {
        let query = match &redirect.query {
            QueryPolicy::Keep => "keep",
            QueryPolicy::Drop => "drop",
            QueryPolicy::Only(names) => self.only.get(names).expect("emit: every answer was learnt before it is written"),
        };
        let _ = write!(out, "{} {query} {} ", redirect.status, redirect.max_age);
        write_template(out, &redirect.to, form);
    }
}

/// Writes where a rule was written, behind its answer; nothing reads on behind the `#`.
pub fn write_place(out: &mut String, place: &str) {
    let _ = write!(out, "  # {}", plain(place));
}

/// Returns `text` as one word that means nothing to Caddy.
fn plain(text: &str) -> String {
    let is_plain = |it: char| !it.is_control() && !it.is_whitespace() && !"{}\\>$#".contains(it);
    text.chars().map(|it| if is_plain(it) { it } else { '?' }).collect()
}

fn write_template(out: &mut String, template: &Template, form: Form) {
    for piece in template.pieces() {
        match (piece, form) {
            (Piece::Text(text), Form::Expanded) => out.push_str(&text.replace('$', "$$")),
            (Piece::Text(text), Form::Text) => out.push_str(&text),
            // A source without placeholders has no values.
            (Piece::Value(at), _) => drop(write!(out, "${{{}}}", at + 1)),
        }
    }
}

/// Returns an answer of which no part is a group of an expression.
pub fn expanded(answer: &str) -> String {
    answer.replace('$', "$$")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::graph::pattern::{Condition, Part, Segment};

    #[test]
    fn braces_are_literal_only_where_caddy_looks_for_them() {
        assert_eq!(literal("a}\\}"), "a}\\}");
        assert_eq!(literal("{env.HOME} \\{"), "\\{env.HOME\\} \\\\{");
    }

    #[test]
    fn destination_is_as_the_template_fills_it() {
        let template = Template {
            origin: "https://www.mi.com".into(),
            path: vec![Part::Literal("a$1".into()), Part::Name(1), Part::Splat(0)],
            query: Some(vec![Piece::Text("k=".into()), Piece::Value(1)]),
            fragment: Some("f".into()),
        };
        let mut out = String::new();
        write_template(&mut out, &template, Form::Expanded);
        assert_eq!(out, "https://www.mi.com/a$$1/${2}/${1}?k=${2}#f");
        assert_eq!(template.fill(&["v1", "v2"]), "https://www.mi.com/a$1/v2/v1?k=v2#f");
    }

    #[test]
    fn pattern_is_an_expression_without_look_ahead() {
        let segments = vec![Segment::Literal("f+".into()), Segment::Name("s".into()), Segment::Splat];
        let conditions = vec![Condition { key: "id".into(), value: Some("4.2".into()) }, Condition { key: "l".into(), value: None }];
        assert_eq!(pattern(&Pattern { segments: segments.clone(), conditions: Vec::new() }), r"^/f\+/([^/?]+)/([^?]*)(?:\?|$)");
        assert_eq!(pattern(&Pattern { segments, conditions }), r"^/f\+/([^/?]+)/([^?]*)\?(?:&[^&]*)*&id=4\.2(?:&[^&]*)*&l(?:&|$)");
        assert_eq!(first_argument("a.b"), r"^\?(?:[^&]*&)*?(a\.b(?:=[^&]*)?)(?:&|$)");
    }

    #[test]
    fn place_and_page_are_one_word() {
        let mut out = String::new();
        write_place(&mut out, "regions/{a}\\> b#$.toml:1");
        assert_eq!(out, "  # regions/?a????b??.toml:1");
    }
}
