//! What nginx reads: sources as regular expressions, answers as words, and the quotes around both.

use crate::emit::table::OnAlias;
use crate::model::graph::pattern::{Part, Piece, Template};
use crate::model::plan::answer::http_date;
use crate::model::plan::routing::{Action, Base, Redirect, Route, UpstreamUrl};
use crate::model::spec::scalar::QueryPolicy;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// The most placeholders of a source: `$9` is the last value that nginx can name by its number.
pub const PLACEHOLDERS: usize = 9;

/// Returns `value` as one quoted word, with no variable in it.
pub fn map_value(value: &str) -> String {
    text(|out| {
        out.push(b'"');
        escape(out, value);
        out.push(b'"');
    })
}

/// Writes `text` for between quotes, where nginx looks for variables.
pub fn escape(out: &mut Vec<u8>, text: &str) {
    for (rank, part) in text.split('$').enumerate() {
        if rank > 0 {
            out.extend(b"${cutover_dollar}");
        }
        escape_key(out, part);
    }
}

/// Writes `text` for between quotes, where nginx looks for no variable: in the key of a `map`.
fn escape_key(out: &mut Vec<u8>, text: &str) {
    match text.bytes().any(|it| it < 32 || matches!(it, b'"' | b'\\' | 127)) {
        true => text.bytes().for_each(|it| escape_byte(out, it)),
        false => out.extend(text.as_bytes()),
    }
}

fn escape_byte(out: &mut Vec<u8>, byte: u8) {
    match byte {
        b'"' | b'\\' => out.extend([b'\\', byte]),
        b'\n' => out.extend(b"\\n"),
        b'\r' => out.extend(b"\\r"),
        0..32 | 127 => out.push(b' '),
        other => out.push(other),
    }
}

/// Returns the bytes that were written as text.
pub fn text(write: impl FnOnce(&mut Vec<u8>)) -> String {
    let mut out = Vec::new();
    write(&mut out);
    String::from_utf8(out).expect("emit: what is written of text is text")
}

/// Returns the quoted key of a `map` that is compared as it is.
pub fn map_key(key: &str) -> String {
    text(|out| write_map_key(out, key))
}

/// Writes the quoted key of a `map` that is compared as it is.
pub fn write_map_key(out: &mut Vec<u8>, key: &str) {
    out.push(b'"');
    if key.starts_with(['~', '\\']) || matches!(key, "default" | "include" | "hostnames" | "volatile") {
        out.extend(b"\\\\");
    }
    escape_key(out, key);
    out.push(b'"');
}

/// Returns the quoted key of a `map` that is a regular expression, with case.
pub fn regex_key(regex: &str) -> String {
    text(|out| {
        out.extend(b"\"~");
        escape_key(out, regex);
        out.push(b'"');
    })
}

/// Names that stand for longer things in the answers of one configuration.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The name of the `upstream` block, by server.
    upstreams: BTreeMap<UpstreamUrl, String>,
    /// The word of each list of query keys that are kept.
    only: BTreeMap<Vec<String>, String>,
    pages: BTreeSet<String>,
    taken: BTreeSet<String>,
}

impl Vocabulary {
    /// Takes in all that `route` answers with.
    pub fn learn(&mut self, route: &Route) {
        match &route.action {
            Action::Redirect(redirect) => {
                if let QueryPolicy::Only(names) = &redirect.query
                    && !self.only.contains_key(names)
                {
                    self.only.insert(names.clone(), format!("only{}", self.only.len() + 1));
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

    fn learn_page(&mut self, page: &str) {
        if !self.pages.contains(page) {
            self.pages.insert(page.to_owned());
        }
    }

    /// Takes in a server.
    pub fn learn_upstream(&mut self, upstream: &UpstreamUrl) {
        if !self.upstreams.contains_key(upstream) {
            let name = self.variable("cutover_", &upstream.authority);
            self.upstreams.insert(upstream.clone(), name);
        }
    }

    /// Returns a name for `text` behind `start` that nothing else has. Its own part has no `__`: what stands behind one
    /// is never mistaken for it.
    pub fn variable(&mut self, start: &str, text: &str) -> String {
        let words = text.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
        let plain = words.collect::<Vec<_>>().join("_").to_ascii_lowercase();
        self.unique(format!("{start}{plain}"), '_')
    }

    /// Returns `name`, or with a number behind it if it is taken, whatever its case.
    pub fn unique(&mut self, name: String, between: char) -> String {
        let counted = (2..).map(|it| format!("{name}{between}{it}"));
        let found = std::iter::once(name.clone()).chain(counted).find(|it| !self.taken.contains(&it.to_ascii_lowercase()));
        let found = found.expect("there is always another number");
        self.taken.insert(found.to_ascii_lowercase());
        found
    }

    /// Returns all names that were given, in lower case.
    pub fn taken(&self) -> impl Iterator<Item = &String> {
        self.taken.iter()
    }

    /// Returns the servers, each with the name of its `upstream` block.
    pub fn upstreams(&self) -> impl Iterator<Item = (&UpstreamUrl, &String)> {
        self.upstreams.iter()
    }

    /// Returns the lists of query keys that are kept, each with its word.
    pub fn only(&self) -> impl Iterator<Item = (&Vec<String>, &String)> {
        self.only.iter()
    }

    /// Returns the pages that are answered with.
    pub fn pages(&self) -> impl Iterator<Item = &String> {
        self.pages.iter()
    }

    /// Writes what `route` does, for between quotes.
    pub fn write_route(&self, out: &mut Vec<u8>, route: &Route, on_alias: OnAlias) {
        match &route.action {
            Action::Redirect(redirect) => self.write_redirect(out, redirect),
            Action::Gone { page } => write_page(out, "gone", page),
            Action::Page { page } => write_page(out, "page", page),
            Action::Unavailable { page, until } => {
                write_page(out, "unavailable", page);
                if let Some(until) = until {
                    escape(out, &format!(" {}", http_date(*until)));
                }
            }
            Action::Serve(upstream) => self.write_serve(out, upstream, on_alias),
            Action::NotFound => out.extend(b"none"),
        }
    }

    /// Writes what `base` does, for between quotes.
    pub fn write_base(&self, out: &mut Vec<u8>, base: &Base, on_alias: OnAlias) {
        match base {
            Base::Serve(upstream) => self.write_serve(out, upstream, on_alias),
            Base::Default(route) => self.write_route(out, route, OnAlias::Served),
            Base::Gone(page) => write_page(out, "gone", page),
            Base::NotFound => out.extend(b"none"),
        }
    }

    /// Writes that `upstream` serves, for between quotes.
    pub fn write_serve(&self, out: &mut Vec<u8>, upstream: &UpstreamUrl, on_alias: OnAlias) {
        let word: &[u8] = match on_alias {
            OnAlias::Again => b"serve",
            OnAlias::Served => b"own",
        };
        out.extend(word);
        out.push(b' ');
        escape(out, &upstream.scheme);
        out.extend(b"://");
        out.extend(self.upstreams[upstream].as_bytes());
    }

    fn write_redirect(&self, out: &mut Vec<u8>, redirect: &Redirect) {
        self.write_how(out, redirect.status, &redirect.query, redirect.max_age);
        write_template(out, &redirect.to);
    }

    /// Writes all of a redirect that stands in front of its destination.
    pub fn write_how(&self, out: &mut Vec<u8>, status: u16, query: &QueryPolicy, max_age: u64) {
        let query = match query {
            QueryPolicy::Keep => "keep",
            QueryPolicy::Drop => "drop",
            QueryPolicy::Only(names) => &self.only[names],
        };
        write!(out, "{status} {query} {max_age} ").expect("memory takes all");
    }
}

fn write_page(out: &mut Vec<u8>, word: &str, page: &str) {
    out.extend(word.as_bytes());
    out.push(b' ');
    escape(out, page);
}

/// Writes a destination; values are the groups of the expression in front of it. As `Template::pieces`, without its copies.
fn write_template(out: &mut Vec<u8>, template: &Template) {
    let value = |out: &mut Vec<u8>, at: usize| write!(out, "${}", at + 1).expect("memory takes all");
    escape(out, &template.origin);
    for part in &template.path {
        out.push(b'/');
        match part {
            Part::Literal(text) => escape(out, text),
            Part::Name(at) | Part::Splat(at) => value(out, *at),
        }
    }
    for (at, piece) in template.query.iter().flatten().enumerate() {
        if at == 0 {
            out.push(b'?');
        }
        match piece {
            Piece::Text(text) => escape(out, text),
            Piece::Value(at) => value(out, *at),
        }
    }
    if template.query.as_ref().is_some_and(Vec::is_empty) {
        out.push(b'?');
    }
    if let Some(fragment) = &template.fragment {
        out.push(b'#');
        escape(out, fragment);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::expression::literal;

    #[test]
    fn words_are_quoted_for_their_place() {
        assert_eq!(map_value("a\"b\\c$d\ne"), r#""a\"b\\c${cutover_dollar}d\ne""#);
        assert_eq!(map_key("/a$b\""), r#""/a$b\"""#);
        assert_eq!(map_key("default"), r#""\\default""#);
        assert_eq!(regex_key(&literal("/a.b$(c)")), r#""~/a\\.b\\$\\(c\\)""#);
    }

    #[test]
    fn destination_is_as_the_template_fills_it() {
        let template = Template {
            origin: "https://www.mi.com".into(),
            path: vec![Part::Literal("a$".into()), Part::Name(1), Part::Splat(0)],
            query: Some(vec![Piece::Text("k=".into()), Piece::Value(1), Piece::Text("&z".into())]),
            fragment: Some("f".into()),
        };
        assert_eq!(text(|out| write_template(out, &template)), "https://www.mi.com/a${cutover_dollar}/$2/$1?k=$2&z#f");
        assert_eq!(template.fill(&["v1", "v2"]), "https://www.mi.com/a$/v2/v1?k=v2&z#f");
    }

    #[test]
    fn names_are_unique_whatever_their_case() {
        let mut vocabulary = Vocabulary::default();
        assert_eq!(vocabulary.variable("cutover_", "a--b.test"), "cutover_a_b_test");
        assert_eq!(vocabulary.variable("cutover_", "a.b.Test"), "cutover_a_b_test_2");
    }
}
