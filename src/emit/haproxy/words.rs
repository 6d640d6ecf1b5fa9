//! What HAProxy's tables hold: rows of a key and an answer, and the names in them.

use crate::emit::table::OnAlias;
use crate::model::graph::pattern::{Part, Piece, Template};
use crate::model::plan::answer::http_date;
use crate::model::plan::routing::{Action, Base, Redirect, Route, UpstreamUrl};
use crate::model::spec::scalar::QueryPolicy;
use crate::template::plain;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// The most values that a destination can name: `\9` is the last group of an expression.
pub const VALUES: usize = 9;

/// Names that stand for longer things in the tables of one configuration. They are words of letters, digits, `-`, `.`, `_`.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    upstreams: BTreeMap<UpstreamUrl, String>,
    /// The word of each list of query keys that are kept.
    only: BTreeMap<Vec<String>, String>,
    /// The file of each page.
    pages: BTreeMap<String, String>,
    /// Pages, each behind the word of its answer.
    answers: BTreeSet<(&'static str, String)>,
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
            Action::Gone { page } => self.learn_page("gone", page),
            Action::Page { page } => self.learn_page("page", page),
            Action::Unavailable { page, .. } => self.learn_page("unavailable", page),
            Action::Serve(upstream) => self.learn_upstream(upstream),
            Action::NotFound => {}
        }
    }

    /// Takes in all that `base` answers with.
    pub fn learn_base(&mut self, base: &Base) {
        match base {
            Base::Serve(upstream) => self.learn_upstream(upstream),
            Base::Default(route) => self.learn(route),
            Base::Gone(page) => self.learn_page("gone", page),
            Base::NotFound => {}
        }
    }

    fn learn_page(&mut self, word: &'static str, page: &str) {
        if !self.pages.contains_key(page) {
            let name = self.name(page);
            self.pages.insert(page.to_owned(), name);
        }
        if !self.answers.iter().any(|it| it.0 == word && it.1 == page) {
            self.answers.insert((word, page.to_owned()));
        }
    }

    /// Takes in a server.
    pub fn learn_upstream(&mut self, upstream: &UpstreamUrl) {
        if !self.upstreams.contains_key(upstream) {
            let name = self.name(&format!("shop-{}", upstream.authority));
            self.upstreams.insert(upstream.clone(), name);
        }
    }

    /// Returns a word for `text` that nothing else has, whatever its case: it may name a file.
    pub fn name(&mut self, text: &str) -> String {
        self.unique(text, "-._")
    }

    /// Returns the word for a site that nothing else has, as `uk/store`.
    pub fn site(&mut self, text: &str) -> String {
        self.unique(text, "-._/")
    }

    fn unique(&mut self, text: &str, marks: &str) -> String {
        let is_kept = |it: char| it.is_ascii_alphanumeric() || marks.contains(it);
        let words = text.split(|it: char| !is_kept(it)).filter(|it| !it.is_empty());
        let plain = words.collect::<Vec<_>>().join("-");
        // A name that begins with a dot or is empty is no file's.
        let plain = if plain.is_empty() || plain.starts_with('.') { format!("_{plain}") } else { plain };
        let counted = (2..).map(|it| format!("{plain}-{it}"));
        // A name and a site may be the same: they stand in different places.
        let taken = |it: &str| format!("{marks} {}", it.to_ascii_lowercase());
        let found = std::iter::once(plain.clone()).chain(counted).find(|it| !self.taken.contains(&taken(it)));
        let found = found.expect("there is always another number");
        self.taken.insert(taken(&found));
        found
    }

    /// Returns the servers, each with its name.
    pub fn upstreams(&self) -> impl Iterator<Item = (&UpstreamUrl, &String)> {
        self.upstreams.iter()
    }

    /// Returns the lists of query keys that are kept, each with its word.
    pub fn only(&self) -> impl Iterator<Item = (&Vec<String>, &String)> {
        self.only.iter()
    }

    /// Returns the pages that are answered with, each with the name of its file.
    pub fn pages(&self) -> impl Iterator<Item = (&String, &String)> {
        self.pages.iter()
    }

    /// Returns the words of answers, each with its page and the name of its file.
    pub fn answers(&self) -> impl Iterator<Item = (&'static str, &String, &String)> {
        self.answers.iter().map(|(word, page)| (*word, page, &self.pages[page]))
    }

    /// Writes what `route` does.
    pub fn write_route(&self, out: &mut Vec<u8>, route: &Route, on_alias: OnAlias) {
        match &route.action {
            Action::Redirect(redirect) => self.write_redirect(out, redirect),
            Action::Gone { page } => self.write_page(out, "gone", page),
            Action::Page { page } => self.write_page(out, "page", page),
            Action::Unavailable { page, until } => {
                self.write_page(out, "unavailable", page);
                if let Some(until) = until {
                    write!(out, " {}", http_date(*until)).expect("memory takes all");
                }
            }
            Action::Serve(upstream) => self.write_serve(out, upstream, on_alias),
            Action::NotFound => out.extend(b"none"),
        }
    }

    /// Writes what `base` does.
    pub fn write_base(&self, out: &mut Vec<u8>, base: &Base, on_alias: OnAlias) {
        match base {
            Base::Serve(upstream) => self.write_serve(out, upstream, on_alias),
            Base::Default(route) => self.write_route(out, route, OnAlias::Served),
            Base::Gone(page) => self.write_page(out, "gone", page),
            Base::NotFound => out.extend(b"none"),
        }
    }

    /// Writes that `upstream` serves.
    pub fn write_serve(&self, out: &mut Vec<u8>, upstream: &UpstreamUrl, on_alias: OnAlias) {
        let word = match on_alias {
            OnAlias::Again => "serve",
            OnAlias::Served => "own",
        };
        write!(out, "{word} {}", self.upstreams[upstream]).expect("memory takes all");
    }

    fn write_page(&self, out: &mut Vec<u8>, word: &str, page: &str) {
        write!(out, "{word} {}", self.pages[page]).expect("memory takes all");
    }

    fn write_redirect(&self, out: &mut Vec<u8>, redirect: &Redirect) {
        let query = match &redirect.query {
            QueryPolicy::Keep => "keep",
            QueryPolicy::Drop => "drop",
            QueryPolicy::Only(names) => &self.only[names],
        };
        write!(out, "{} {query} {} ", redirect.status, redirect.max_age).expect("memory takes all");
        write_template(out, &redirect.to);
    }
}

/// Writes a destination; values are the groups of the expression in front of it. As `Template::pieces`, without its copies.
fn write_template(out: &mut Vec<u8>, template: &Template) {
    let value = |out: &mut Vec<u8>, at: usize| write!(out, "\\{}", at + 1).expect("memory takes all");
    out.extend(template.origin.as_bytes());
    for part in &template.path {
        out.push(b'/');
        match part {
            Part::Literal(text) => out.extend(text.as_bytes()),
            Part::Name(at) | Part::Splat(at) => value(out, *at),
        }
    }
    for (at, piece) in template.query.iter().flatten().enumerate() {
        if at == 0 {
            out.push(b'?');
        }
        match piece {
            Piece::Text(text) => out.extend(text.as_bytes()),
            Piece::Value(at) => value(out, *at),
        }
    }
    if template.query.as_ref().is_some_and(Vec::is_empty) {
        out.push(b'?');
    }
    if let Some(fragment) = &template.fragment {
        out.push(b'#');
        out.extend(fragment.as_bytes());
    }
}

/// Returns the ranks of the values that a destination holds.
pub fn values(template: &Template) -> impl Iterator<Item = usize> {
    let of_path = template.path.iter().filter_map(|it| match it {
        Part::Name(at) | Part::Splat(at) => Some(*at),
        Part::Literal(_) => None,
    });
    let of_query = template.query.iter().flatten().filter_map(|it| match it {
        Piece::Value(at) => Some(*at),
        Piece::Text(_) => None,
    });
    of_path.chain(of_query)
}

/// Returns how many bytes a destination has at least and at most, if no target is longer than `target`.
pub fn length(template: &Template, target: usize) -> (usize, usize) {
    let of_part = |it: &Part| match it {
        Part::Literal(text) => 1 + text.len(),
        Part::Name(_) | Part::Splat(_) => 1,
    };
    let of_piece = |it: &Piece| match it {
        Piece::Text(text) => text.len(),
        Piece::Value(_) => 0,
    };
    let path: usize = template.path.iter().map(of_part).sum();
    let query: usize = template.query.iter().map(|it| 1 + it.iter().map(of_piece).sum::<usize>()).sum();
    let fixed = template.origin.len() + path + query + template.fragment.as_ref().map_or(0, |it| 1 + it.len());
    // Values and the query that is kept lie in one target; a value may stand in several places.
    (fixed, fixed + target * values(template).count().max(1))
}

/// One table: a key and a value a line.
#[derive(Clone, Debug, Default)]
pub struct Lines(pub Vec<u8>);

impl Lines {
    /// Returns a table that begins with what it is.
    pub fn of(what: &str) -> Lines {
        let mut lines = Lines::default();
        lines.comment(what);
        lines
    }

    /// Adds a line that is no row.
    pub fn comment(&mut self, text: &str) {
        writeln!(self.0, "# {}", plain(text)).expect("memory takes all");
    }

    /// Adds a row. A key has no space: it is made of what requests hold, of expressions of that, and of our own words.
    pub fn row(&mut self, key: &[&str], value: impl FnOnce(&mut Vec<u8>)) {
        key.iter().for_each(|it| self.0.extend(it.as_bytes()));
        self.0.push(b' ');
        value(&mut self.0);
        self.0.push(b'\n');
    }

    /// Adds a line of a list: a key alone.
    pub fn only(&mut self, key: &str) {
        writeln!(self.0, "{key}").expect("memory takes all");
    }

    /// Adds a row whose value is text.
    pub fn text(&mut self, key: &[&str], value: &str) {
        self.row(key, |out| out.extend(plain(value).as_bytes()));
    }
}

/// Returns a value for where `%` begins a variable.
pub fn format(value: &str) -> String {
    value.replace('%', "%%")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template() -> Template {
        Template {
            origin: "https://www.mi.com".into(),
            path: vec![Part::Literal("a$1".into()), Part::Name(1), Part::Splat(0)],
            query: Some(vec![Piece::Text("k=".into()), Piece::Value(1), Piece::Text("&z".into())]),
            fragment: Some("f".into()),
        }
    }

    #[test]
    fn destination_is_as_the_template_fills_it() {
        let mut out = Vec::new();
        write_template(&mut out, &template());
        assert_eq!(String::from_utf8(out).unwrap(), r"https://www.mi.com/a$1/\2/\1?k=\2&z#f");
        let filled = template().fill(&["", ""]);
        assert_eq!(length(&template(), 4_000), (filled.len(), filled.len() + 12_000));
        assert_eq!(values(&template()).collect::<Vec<_>>(), [1, 0, 1]);
    }

    #[test]
    fn row_stays_on_its_line() {
        let mut lines = Lines::of("a\nwww.po.co x");
        lines.text(&["uk/store"], "a\r\nb # c");
        assert_eq!(String::from_utf8(lines.0).unwrap(), "# a www.po.co x\nuk/store a  b # c\n");
        assert_eq!(format("max-age=1%[path]"), "max-age=1%%[path]");
    }

    #[test]
    fn names_are_words_that_are_unique_whatever_their_case() {
        let mut vocabulary = Vocabulary::default();
        let names = ["uk/store", "UK-store", "a b\"'#\nc.html", "", "..", "é"].map(|it| vocabulary.name(it));
        assert_eq!(names, ["uk-store", "UK-store-2", "a-b-c.html", "_", "_..", "_-2"]);
        assert_eq!(["uk/store", "UK/Store", "www.po.co"].map(|it| vocabulary.site(it)), ["uk/store", "UK/Store-2", "www.po.co"]);
    }
}
