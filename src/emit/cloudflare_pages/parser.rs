//! A model of what Cloudflare Pages makes of its tables: `_redirects` and `_headers` of the published asset server
//! (`@cloudflare/pages-shared` 0.13, `wrangler` 4.86).

use super::dialect::{DYNAMIC, HEADER_RULES, NONE, PAGES, STATIC};
use crate::emit::dialect::{Found, Rule, Table, Token, as_url, capture, fill, joined};
use crate::model::graph::pattern::Piece;
use std::collections::{BTreeMap, BTreeSet};

/// The longest line that it reads.
const LONGEST: usize = 2_000;

/// `_redirects` as it is read.
#[derive(Debug, Default)]
pub struct Redirects {
    /// All rules in the order of the file.
    pub rules: Vec<Rule>,
    /// Those without placeholders that stand above the first with one: looked up first.
    exact: Table,
    others: Table,
}

/// Reads `_redirects`; what it would pass over is missing.
pub fn redirects(text: &str) -> Redirects {
    let mut read = Redirects::default();
    let mut seen = BTreeSet::new();
    let (mut exact, mut others) = (0, 0);
    for line in text.lines().map(str::trim) {
        if line.is_empty() || line.starts_with('#') || line.len() > LONGEST {
            continue;
        }
        let words: Vec<&str> = line.split_whitespace().collect();
        let (from, to, status) = match words.as_slice() {
            [from, to] => (*from, *to, "302"),
            [from, to, status] => (*from, *to, *status),
            _ => continue,
        };
        if !from.starts_with('/') {
            continue;
        }
        let (source, names) = source(from);
        let is_exact = names.is_empty() && others == 0;
        if is_exact {
            exact += 1;
            if exact > STATIC.most {
                continue;
            }
        } else {
            others += 1;
            if others > DYNAMIC.most {
                break;
            }
        }
        let Some(status) = status.parse().ok().filter(|it| [200, 301, 302, 303, 307, 308].contains(it)) else { continue };
        let is_readable = if status == 200 { to.starts_with('/') } else { to.starts_with('/') || to.starts_with("https://") };
        if !is_readable || !seen.insert(from.to_owned()) {
            continue;
        }
        let rule = Rule { source, status, to: destination(to, &names) };
        if is_exact { &mut read.exact } else { &mut read.others }.push(rule.clone());
        read.rules.push(rule);
    }
    read
}

/// Returns a source with the names of its placeholders.
fn source(text: &str) -> (Vec<Token>, Vec<String>) {
    let (mut tokens, mut names, mut literal) = (Vec::new(), Vec::new(), String::new());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let name: String = match first {
            ':' => rest[1..].chars().take_while(|it| it.is_ascii_alphanumeric() || *it == '_').collect(),
            _ => String::new(),
        };
        let is_name = name.starts_with(|it: char| it.is_ascii_alphabetic());
        if first != '*' && !is_name {
            literal.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        if !literal.is_empty() {
            tokens.push(Token::Text(std::mem::take(&mut literal)));
        }
        tokens.push(if is_name { Token::Name } else { Token::Rest });
        rest = &rest[1 + name.len()..];
        names.push(if is_name { name } else { "splat".to_owned() });
    }
    if !literal.is_empty() {
        tokens.push(Token::Text(literal));
    }
    (tokens, names)
}

/// Returns a destination as the values are put into it: each name wherever its letters stand, one name after another.
fn destination(text: &str, names: &[String]) -> Vec<Piece> {
    let mut pieces = vec![Piece::Text(text.to_owned())];
    for (rank, name) in names.iter().enumerate() {
        let mut next = Vec::new();
        for piece in pieces {
            let Piece::Text(text) = piece else {
                next.push(piece);
                continue;
            };
            for (at, part) in text.split(&format!(":{name}")).enumerate() {
                next.extend((at > 0).then_some(Piece::Value(rank)));
                next.extend((!part.is_empty()).then(|| Piece::Text(part.to_owned())));
            }
        }
        pieces = joined(next);
    }
    pieces
}

impl Redirects {
    /// Answers GET for `path`; `pages` tells which of our files there are, by their path without `.html`.
    pub fn answer(&self, path: &str, pages: &BTreeSet<String>) -> Option<Found> {
        let (rule, values) = self.exact.first(path).or_else(|| self.others.first(path))?;
        let to = fill(&rule.to, &values);
        if rule.status != 200 {
            return Some(Found { status: rule.status, location: as_url(&to) });
        }
        let is_there = to != NONE && to.strip_prefix(PAGES).is_some_and(|it| pages.contains(it));
        Some(Found { status: if is_there { 200 } else { 404 }, location: None })
    }
}

/// One rule of `_headers` as it is read: its source, what it takes away, then what it sets, each name in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderRule {
    source: Vec<Token>,
    unset: Vec<String>,
    set: BTreeMap<String, String>,
}

/// Reads `_headers`.
pub fn headers(text: &str) -> Vec<HeaderRule> {
    let mut rules: Vec<HeaderRule> = Vec::new();
    for line in text.lines().map(str::trim).filter(|it| !it.is_empty() && !it.starts_with('#') && it.len() <= LONGEST) {
        if line.starts_with('/') {
            if rules.len() >= HEADER_RULES.most {
                break;
            }
            rules.push(HeaderRule { source: source(line).0, unset: Vec::new(), set: BTreeMap::new() });
            continue;
        }
        let Some(rule) = rules.last_mut() else { continue };
        match (line.split_once(':'), line.strip_prefix("! ")) {
            (Some((name, value)), _) => {
                let value = value.trim();
                let join = |it: &mut String| it.push_str(&format!(", {value}"));
                rule.set.entry(name.trim().to_ascii_lowercase()).and_modify(join).or_insert_with(|| value.to_owned());
            }
            (None, Some(name)) => rule.unset.push(name.to_ascii_lowercase()),
            (None, None) => {}
        }
    }
    rules
}

/// Returns the headers that the rules set for `path`, by name in lower case.
pub fn headers_for(rules: &[HeaderRule], path: &str) -> BTreeMap<String, String> {
    let mut headers: BTreeMap<String, String> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for rule in rules.iter().filter(|it| capture(&it.source, path).is_some()) {
        for name in &rule.unset {
            headers.remove(name);
        }
        for (name, value) in &rule.set {
            let is_first = seen.insert(name);
            let joined = headers.get(name).filter(|_| !is_first).map_or_else(|| value.clone(), |it| format!("{it}, {value}"));
            headers.insert(name.clone(), joined);
        }
    }
    headers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(status: u16, location: &str) -> Option<Found> {
        Some(Found { status, location: (!location.is_empty()).then(|| location.to_owned()) })
    }

    #[test]
    fn a_rule_without_placeholders_wins_over_a_pattern_only_above_it() {
        let read = redirects("/a https://x.test/1 301\n/* https://x.test/2/:splat\n/b https://x.test/3 301\n");
        let none = BTreeSet::new();
        assert_eq!(read.answer("/a", &none), found(301, "https://x.test/1"));
        assert_eq!(read.answer("/b", &none), found(302, "https://x.test/2/b"));
        assert_eq!(read.answer("/a/", &none), found(302, "https://x.test/2/a/"));
    }

    #[test]
    fn what_it_passes_over_is_not_there() {
        let read = redirects("/a https://x.test/ 410\nhttps://h.test/a /b\n/a http://x.test/\n/a /b 301 x\n/a /b 301\n/a /c 301\n");
        assert_eq!(read.rules.len(), 1);
        let many: String = (0..101).map(|it| format!("/{it}/* https://x.test/\n")).collect();
        assert_eq!(redirects(&many).rules.len(), 100);
        let many: String = (0..2_001).map(|it| format!("/{it} https://x.test/\n")).collect();
        assert_eq!(redirects(&many).rules.len(), 2_000);
    }

    #[test]
    fn values_stand_where_their_names_do() {
        let read = redirects("/p/:va/:vb https://x.test/:vb/:va 302\n");
        assert_eq!(read.answer("/p/1/2", &BTreeSet::new()), found(302, "https://x.test/2/1"));
        assert_eq!(read.answer("/p/1", &BTreeSet::new()), None);
    }

    #[test]
    fn a_file_of_ours_is_shown_and_one_that_is_not_there_is_404() {
        let read = redirects("/n /cutover-pages/n 200\n/.well-known/* /cutover-none 200\n");
        let pages = BTreeSet::from(["n".to_owned()]);
        assert_eq!(read.answer("/n", &pages), found(200, ""));
        assert_eq!(read.answer("/.well-known/x", &pages), found(404, ""));
    }

    #[test]
    fn every_rule_for_headers_that_fits_is_applied_in_order() {
        let read = headers("/*\n  A: 1\n  Link: <x>\n  Link: <y>\n/a/*\n  ! A\n  A: 2\n/a/b\n  A: 3\n");
        assert_eq!(headers_for(&read, "/")["a"], "1");
        assert_eq!(headers_for(&read, "/")["link"], "<x>, <y>");
        assert_eq!(headers_for(&read, "/a/c")["a"], "2");
        assert_eq!(headers_for(&read, "/a/b")["a"], "2, 3");
    }
}
