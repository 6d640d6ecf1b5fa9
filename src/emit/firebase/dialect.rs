//! What `firebase.json` can say, and how much of it.
//!
//! Redirects are asked before files and rewrites, whatever their order: a redirect leaves out, by its regular expression
//! (RE2, which cannot look ahead), what a page or a 404 above it takes.

use crate::emit::dialect::{Limit, Line, Part, Reply, Token, can_meet, escaped, has_query, has_text, regex, tokens};
use crate::emit::target::Clause;
use crate::model::graph::pattern::{Piece, Segment};
use crate::model::spec::scalar::QueryPolicy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Ours: no number is published, but RE2 refuses an expression that takes too much memory, 8 MB unless it is told otherwise.
pub const REGEX: Limit = Limit {
    bounds: "bytes in a regular expression",
    most: 8_000,
    source: "our own bound, as RE2 bounds memory by `kDefaultMaxMem`, https://github.com/google/re2",
    seen: "2026-11-21",
};

/// The folder of our pages.
pub const PAGES: &str = "/cutover-pages/";

/// `firebase.json`, as far as it is ours.
#[derive(Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Firebase {
    pub hosting: Hosting,
}

#[derive(Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub struct Hosting {
    pub public: String,
    pub ignore: Vec<String>,
    pub redirects: Vec<Redirect>,
    pub rewrites: Vec<Rewrite>,
    pub headers: Vec<Headers>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Redirect {
    pub regex: String,
    pub destination: String,
    #[serde(rename = "type")]
    pub status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Rewrite {
    pub regex: String,
    pub destination: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Headers {
    pub regex: String,
    pub headers: Vec<Header>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Header {
    pub key: String,
    pub value: String,
}

/// Returns the redirects that say `line`, which is behind `before`; several where it may take an empty rest.
pub fn redirects(line: &Line<'_>, before: &[&Line<'_>]) -> Result<Vec<Redirect>, (Clause, String)> {
    let Reply::Redirect { status, to, query } = &line.reply else { return Ok(Vec::new()) };
    if !matches!(status, 301 | 302) {
        return Err((Clause::Redirect, format!("it redirects by 301 and 302, and not by {status}")));
    }
    let destination = destination(to, query)?;
    let shut: Vec<&Line<'_>> = before.iter().filter(|it| meets(it, line)).copied().collect();
    let has_rest = to.iter().any(|it| matches!(it, Piece::Value(at) if is_splat(line, *at)));
    let whole = if shut.is_empty() { regex(&line.segments) } else { without(line, &shut)? };
    let redirect = |regex: String, destination: String| Redirect { regex, destination, status: *status };
    if !has_rest {
        return Ok(vec![redirect(whole, destination)]);
    }
    // No value is put in where there is none.
    let front = tokens(&line.segments[..line.segments.len() - 1]);
    let front: String = front.iter().map(|it| if let Token::Text(text) = it { escaped(text) } else { "([^/]+)".to_owned() }).collect();
    let bare: Vec<Piece> = to.iter().filter(|it| !matches!(it, Piece::Value(at) if is_splat(line, *at))).cloned().collect();
    let bare = self::destination(&bare, query)?;
    let mut key = line.segments[..line.segments.len() - 1].to_vec();
    key.push(Segment::Literal(String::new()));
    let is_shut = shut.iter().any(|it| can_meet(&it.segments, &key));
    let bare = (!is_shut).then(|| redirect(format!("^{front}/$"), bare));
    Ok(bare.into_iter().chain([redirect(whole, destination)]).collect())
}

fn is_splat(line: &Line<'_>, at: usize) -> bool {
    line.segments.iter().filter(|it| !matches!(it, Segment::Literal(_))).nth(at) == Some(&Segment::Splat)
}

/// Tells whether `above`, which redirects nothing, takes a key of `line`.
fn meets(above: &Line<'_>, line: &Line<'_>) -> bool {
    !matches!(above.reply, Reply::Redirect { .. }) && can_meet(&above.segments, &line.segments)
}

/// Returns the expression of a splat that leaves out keys and what is below some.
fn without(line: &Line<'_>, shut: &[&Line<'_>]) -> Result<String, (Clause, String)> {
    let refuse = || {
        let taken = shut.iter().find(|it| it.part != Part::Reserved).or(shut.first());
        let clause = if taken.is_some_and(|it| it.part == Part::Reserved) { Clause::Reserved } else { Clause::Order };
        let taken = taken.map(|it| it.source()).unwrap_or_default();
        (clause, format!("it would take what `{taken}` answers without a redirect, as redirects are asked first"))
    };
    let literal = |it: &Segment| if let Segment::Literal(text) = it { Some(text.clone()) } else { None };
    let (Some(Segment::Splat), front) = (line.segments.last(), &line.segments[..line.segments.len() - 1]) else { return Err(refuse()) };
    let front: Vec<String> = front.iter().map(literal).collect::<Option<_>>().ok_or_else(refuse)?;
    let base = front.iter().map(|it| format!("/{it}")).collect::<String>() + "/";
    let mut tree = Tree::default();
    for above in shut {
        let (rest, is_prefix) = match above.segments.split_last() {
            Some((Segment::Splat, rest)) => (rest, true),
            _ => (&above.segments[..], false),
        };
        let parts: Vec<String> = rest.iter().map(literal).collect::<Option<_>>().ok_or_else(refuse)?;
        let key = parts.iter().map(|it| format!("/{it}")).collect::<String>() + if is_prefix { "/" } else { "" };
        tree.shut(key.strip_prefix(&base).ok_or_else(refuse)?, is_prefix);
    }
    Ok(format!("^{}({})$", escaped(&base), tree.rest()))
}

/// Keys and prefixes that are left out, letter by letter.
#[derive(Default)]
struct Tree {
    next: BTreeMap<char, Tree>,
    is_key: bool,
    is_prefix: bool,
}

impl Tree {
    fn shut(&mut self, text: &str, is_prefix: bool) {
        let mut here = self;
        for letter in text.chars() {
            here = here.next.entry(letter).or_default();
        }
        *(if is_prefix { &mut here.is_prefix } else { &mut here.is_key }) = true;
    }

    /// Returns an expression of all that is not left out.
    fn rest(&self) -> String {
        let mut ways: Vec<String> = Vec::new();
        let class: String = self.next.keys().map(|it| if "\\^-[]".contains(*it) { format!("\\{it}") } else { it.to_string() }).collect();
        ways.push(if class.is_empty() { ".+".to_owned() } else { format!("[^{class}].*") });
        for (letter, tree) in self.next.iter().filter(|it| !it.1.is_prefix) {
            ways.push(format!("{}{}", escaped(&letter.to_string()), tree.rest()));
        }
        let all = ways.join("|");
        format!("(?:{all}){}", if self.is_key { "" } else { "?" })
    }
}

fn destination(to: &[Piece], query: &QueryPolicy) -> Result<String, (Clause, String)> {
    let refuse = |clause, why: &str| Err((clause, why.to_owned()));
    match query {
        QueryPolicy::Keep => {}
        QueryPolicy::Drop => return refuse(Clause::QueryDrop, "it hands the visitor's query on"),
        QueryPolicy::Only(_) => return refuse(Clause::QueryOnly, "it hands the whole query on"),
    }
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "-._~/:".contains(it);
    let is_odd = |it: &Piece| matches!(it, Piece::Text(text) if !text.chars().all(is_plain));
    let text: String = to.iter().map(|it| if let Piece::Text(text) = it { text.as_str() } else { "" }).collect();
    let ports = text.strip_prefix("https://").unwrap_or(&text).contains(':');
    if has_query(to) || has_text(to, "#") || to.iter().any(is_odd) || ports {
        return refuse(Clause::Destination, "it reads some characters of a destination as its own, and writes others anew");
    }
    let text = |it: &Piece| match it {
        Piece::Text(text) => text.clone(),
        Piece::Value(at) => format!(":{}", at + 1),
    };
    // A value stands for a whole segment.
    let is_split = |pair: &[Piece]| matches!(pair, [Piece::Value(_), Piece::Text(text)] if !text.starts_with('/'));
    if to.windows(2).any(is_split) {
        return refuse(Clause::Destination, "a value must be a whole segment of the destination");
    }
    Ok(to.iter().map(text).collect())
}

/// Returns why nothing says `line`, where that is so whatever stands above it.
pub fn cannot(line: &Line<'_>) -> Option<(Clause, String)> {
    let refuse = |clause, why: &str| Some((clause, why.to_owned()));
    if !line.conditions.is_empty() {
        return refuse(Clause::Condition, "it does not look at the query");
    }
    match &line.reply {
        Reply::Gone(_) => refuse(Clause::Gone, "it has no 410"),
        Reply::Unavailable(_) => refuse(Clause::Unavailable, "it has no 503"),
        Reply::Serve(_) => refuse(Clause::Serve, "it shows files of its own, and no other server's answer"),
        Reply::Page(_) if line.is_pattern() => refuse(Clause::Page, "it shows a page for one path"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_is_all_that_is_not_taken() {
        let mut tree = Tree::default();
        tree.shut(".well-known/", true);
        tree.shut("hook", false);
        let rest = tree.rest();
        assert_eq!(
            Tree { is_prefix: false, ..Tree::default() }.rest(),
            "(?:.+)?",
            "nothing is left out, so that all is taken, and nothing too"
        );
        assert!(rest.starts_with("(?:[^.h].*|"), "{rest}");
        assert!(!rest.contains("hook.*") && rest.ends_with(")?"), "{rest}");
    }
}
