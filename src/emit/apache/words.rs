//! What Apache reads: arguments of its rewriting, answers as one word of a table, and what is escaped in each.

use crate::emit::table::OnAlias;
use crate::model::graph::pattern::{Part, Piece, Template};
use crate::model::plan::routing::{Action, Base, Redirect, Route, UpstreamUrl};
use crate::model::spec::scalar::QueryPolicy;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// The most placeholders of a source: `%9` is the last value that Apache can name by its number.
pub const PLACEHOLDERS: usize = 9;

/// Returns a regular expression as an argument of `RewriteCond`, which undoes no escapes between its quotes.
pub fn regex(regex: &str) -> String {
    let mut word = String::from("\"");
    for char in regex.chars() {
        match char {
            '"' => word.push_str("\\x22"),
            it if it.is_control() || it == ' ' => word.push_str("\\s"),
            it => word.push(it),
        }
    }
    word + "\""
}

/// Returns an argument of `RewriteCond` that a text must be equal to; it holds what a request may hold, and no more.
pub fn equal(text: &str) -> String {
    format!("\"={text}\"")
}

/// Returns text for a place where rewriting looks for values: `%1`, `$1`.
pub fn fixed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\%22"),
            it if it.is_control() || it == ' ' => out.push_str("\\%20"),
            // A `{` behind `$` would begin a variable already where the file is read.
            '\\' | '$' | '%' | '{' => out.extend(['\\', char]),
            it => out.push(it),
        }
    }
    out
}

/// Returns the value of a header for `Header`, which reads `%` as the beginning of a variable.
pub fn header(value: &str) -> String {
    value.replace('\\', "\\\\").replace('%', "%%")
}

/// Returns a destination as a substitution: values are the groups of the condition in front of it.
pub fn destination(template: &Template) -> String {
    let piece = |it: Piece| match it {
        Piece::Text(text) => fixed(&text),
        Piece::Value(at) => format!("%{}", at + 1),
    };
    template.pieces().into_iter().map(piece).collect()
}

/// Returns what `text` is called where only a plain word can stand.
fn plain(text: &str) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "-_./".contains(it);
    let word: String = text.chars().map(|it| if is_plain(it) { it } else { '-' }).collect();
    // A dot in front hides a file from many servers.
    word.strip_prefix('.').map_or_else(|| word.clone(), |it| format!("-{it}"))
}

/// Names that stand for other things in one configuration.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    /// The file of each page.
    pub pages: BTreeMap<String, String>,
    /// The word of each list of query keys that are kept.
    pub only: BTreeMap<Vec<String>, String>,
    pub upstreams: BTreeSet<UpstreamUrl>,
    /// When what is unavailable comes back.
    pub untils: BTreeSet<Timestamp>,
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
            Action::Gone { page } | Action::Page { page } => self.learn_page(page),
            Action::Unavailable { page, until } => {
                self.learn_page(page);
                self.untils.extend(until);
            }
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
        if !self.pages.contains_key(page) {
            let file = self.unique(page);
            self.pages.insert(page.to_owned(), file);
        }
    }

    /// Takes in a server.
    pub fn learn_upstream(&mut self, upstream: &UpstreamUrl) {
        if !self.upstreams.contains(upstream) {
            self.upstreams.insert(upstream.clone());
        }
    }

    /// Returns a plain word for `text` that nothing else has, whatever its case.
    pub fn unique(&mut self, text: &str) -> String {
        let word = plain(text);
        let counted = (2..).map(|it| format!("{it}-{word}"));
        let found = std::iter::once(word.clone()).chain(counted).find(|it| !self.taken.contains(&it.to_ascii_lowercase()));
        let found = found.expect("there is always another number");
        self.taken.insert(found.to_ascii_lowercase());
        found
    }

    /// Writes what `route` does, as one word of a table; `|` stands between its parts, for no URL holds one.
    pub fn write_route(&self, out: &mut Vec<u8>, route: &Route, on_alias: OnAlias) {
        match &route.action {
            Action::Redirect(redirect) => self.write_redirect(out, redirect),
            Action::Gone { page } => write(out, &["gone", &self.pages[page]]),
            Action::Page { page } => write(out, &["page", &self.pages[page]]),
            Action::Unavailable { page, until: None } => write(out, &["unavailable", &self.pages[page]]),
            Action::Unavailable { page, until: Some(until) } => write(out, &["unavailable", &self.pages[page], &until.to_string()]),
            Action::Serve(upstream) => {
                let word = if on_alias == OnAlias::Again { "serve" } else { "own" };
                write(out, &[word, &address(upstream)]);
            }
            Action::NotFound => write(out, &["none"]),
        }
    }

    fn write_redirect(&self, out: &mut Vec<u8>, redirect: &Redirect) {
        let query = match &redirect.query {
            QueryPolicy::Keep => "keep",
            QueryPolicy::Drop => "drop",
            QueryPolicy::Only(names) => &self.only[names],
        };
        write!(out, "{}|{query}|{}|", redirect.status, redirect.max_age).expect("memory takes all");
        write_url(out, &redirect.to);
    }
}

/// Writes a destination without values. As `Template::pieces`, without its copies.
fn write_url(out: &mut Vec<u8>, template: &Template) {
    out.extend(template.origin.as_bytes());
    for part in &template.path {
        out.push(b'/');
        if let Part::Literal(text) = part {
            out.extend(text.as_bytes());
        }
    }
    if let Some(query) = &template.query {
        out.push(b'?');
        for piece in query {
            if let Piece::Text(text) = piece {
                out.extend(text.as_bytes());
            }
        }
    }
    if let Some(fragment) = &template.fragment {
        out.push(b'#');
        out.extend(fragment.as_bytes());
    }
}

fn write(out: &mut Vec<u8>, words: &[&str]) {
    out.extend(words.join("|").as_bytes());
}

/// Returns the beginning of all URLs of a server.
pub fn address(upstream: &UpstreamUrl) -> String {
    format!("{}://{}", upstream.scheme, upstream.authority)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::expression::literal;

    #[test]
    fn arguments_are_escaped_for_their_place() {
        assert_eq!(regex(&literal("/a.b$(c)\"")), r#""/a\.b\$\(c\)\x22""#);
        assert_eq!(fixed("a%2Fb$1${x}\\"), r"a\%2Fb\$1\$\{x}\\");
        assert_eq!(header("50%\\\""), "50%%\\\\\"");
        assert_eq!(equal("/a$b?&id=1"), "\"=/a$b?&id=1\"");
    }

    #[test]
    fn destination_is_as_the_template_fills_it() {
        let mut template = Template {
            origin: "https://www.mi.com".into(),
            path: vec![Part::Literal("a%2F".into()), Part::Name(1), Part::Splat(0)],
            query: Some(vec![Piece::Text("k=".into()), Piece::Value(1), Piece::Text("&z".into())]),
            fragment: Some("f".into()),
        };
        assert_eq!(destination(&template), "https://www.mi.com/a\\%2F/%2/%1?k=%2&z#f");
        assert_eq!(template.fill(&["v1", "v2"]), "https://www.mi.com/a%2F/v2/v1?k=v2&z#f");
        template.path.truncate(1);
        template.query = Some(vec![Piece::Text("k=1".into())]);
        let mut url = Vec::new();
        write_url(&mut url, &template);
        assert_eq!(String::from_utf8(url).unwrap(), template.fill(&[]));
    }

    #[test]
    fn names_are_plain_and_unique_whatever_their_case() {
        let mut vocabulary = Vocabulary::default();
        assert_eq!(vocabulary.unique("uk gone,é].html"), "uk-gone---.html");
        assert_eq!(vocabulary.unique("uk-Gone---.html"), "2-uk-Gone---.html");
        assert_eq!(vocabulary.unique(".htaccess"), "-htaccess");
    }
}
