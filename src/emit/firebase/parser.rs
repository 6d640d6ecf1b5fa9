//! A model of what Firebase Hosting makes of `firebase.json`: redirects first, then rewrites to our pages (as
//! `superstatic` 10.0, which its own tools run, does for paths without escapes).

use super::dialect::{Firebase, PAGES};
use crate::emit::dialect::{Found, as_url};

/// A regular expression of the few forms that we write, taken apart.
#[derive(Debug)]
enum Part {
    Letter(char),
    /// Any letter but these.
    But(Vec<char>),
    Any,
    /// One way of several; whether none will do too.
    Ways(Vec<Vec<Part>>, bool),
    /// As many as there are of it, at least so many.
    Many(Box<Part>, usize),
    /// What it takes is a value.
    Group(Vec<Vec<Part>>),
}

/// Names with their values.
type Pairs = Vec<(String, String)>;

/// `firebase.json` as it is read.
#[derive(Debug)]
pub struct Hosting {
    redirects: Vec<(Vec<Part>, String, u16)>,
    rewrites: Vec<(Vec<Part>, String)>,
    headers: Vec<(Vec<Part>, Pairs)>,
}

/// Reads it; `None` where something in it is none of ours.
pub fn read(text: &str) -> Option<Hosting> {
    let hosting = serde_json::from_str::<Firebase>(text).ok()?.hosting;
    let redirects = hosting.redirects.into_iter().map(|it| Some((regex(&it.regex)?, it.destination, it.status)));
    let rewrites = hosting.rewrites.into_iter().map(|it| Some((regex(&it.regex)?, it.destination)));
    let pairs = |it: Vec<super::dialect::Header>| it.into_iter().map(|it| (it.key, it.value)).collect();
    let headers = hosting.headers.into_iter().map(|it| Some((regex(&it.regex)?, pairs(it.headers))));
    Some(Hosting {
        redirects: redirects.collect::<Option<_>>()?,
        rewrites: rewrites.collect::<Option<_>>()?,
        headers: headers.collect::<Option<_>>()?,
    })
}

fn regex(text: &str) -> Option<Vec<Part>> {
    let letters: Vec<char> = text.strip_prefix('^')?.strip_suffix('$')?.chars().collect();
    let mut at = 0;
    let mut ways = ways(&letters, &mut at)?;
    (at == letters.len() && ways.len() == 1).then(|| ways.remove(0))
}

/// Reads ways up to the end of a group.
fn ways(letters: &[char], at: &mut usize) -> Option<Vec<Vec<Part>>> {
    let mut ways = vec![Vec::new()];
    while let Some(letter) = letters.get(*at).copied().filter(|it| *it != ')') {
        *at += 1;
        let part = match letter {
            '|' => {
                ways.push(Vec::new());
                continue;
            }
            '\\' => {
                *at += 1;
                Part::Letter(*letters.get(*at - 1)?)
            }
            '.' => Part::Any,
            '[' => class(letters, at)?,
            '(' => {
                let is_value = letters.get(*at..*at + 2) != Some(&['?', ':']);
                *at += if is_value { 0 } else { 2 };
                let inner = self::ways(letters, at)?;
                *at += 1;
                if is_value { Part::Group(inner) } else { Part::Ways(inner, false) }
            }
            '^' | '$' | '*' | '+' | '?' | ']' | '{' | '}' => return None,
            other => Part::Letter(other),
        };
        let part = match (letters.get(*at), part) {
            (Some('*'), part) => Part::Many(Box::new(part), 0),
            (Some('+'), part) => Part::Many(Box::new(part), 1),
            (Some('?'), Part::Ways(ways, _)) => Part::Ways(ways, true),
            (_, part) => {
                ways.last_mut()?.push(part);
                continue;
            }
        };
        *at += 1;
        ways.last_mut()?.push(part);
    }
    Some(ways)
}

fn class(letters: &[char], at: &mut usize) -> Option<Part> {
    if letters.get(*at) != Some(&'^') {
        return None;
    }
    let mut but = Vec::new();
    loop {
        *at += 1;
        match letters.get(*at)? {
            ']' => break,
            '\\' => {
                *at += 1;
                but.push(*letters.get(*at)?);
            }
            letter => but.push(*letter),
        }
    }
    *at += 1;
    Some(Part::But(but))
}

/// Returns the values of an expression that takes all of `path`.
fn capture<'k>(parts: &[Part], path: &'k str) -> Option<Vec<&'k str>> {
    let mut values = Vec::new();
    is_taken(parts, path, &mut values).then_some(values)
}

/// Tells whether `parts` take `rest` to its end.
fn is_taken<'k>(parts: &[Part], rest: &'k str, values: &mut Vec<&'k str>) -> bool {
    let Some((part, parts)) = parts.split_first() else { return rest.is_empty() };
    let one = |part: &Part, text: &str| {
        let letter = text.chars().next()?;
        let is_taken = match part {
            Part::Letter(it) => *it == letter,
            Part::But(but) => !but.contains(&letter),
            _ => true,
        };
        is_taken.then_some(letter.len_utf8())
    };
    match part {
        Part::Letter(_) | Part::But(_) | Part::Any => one(part, rest).is_some_and(|it| is_taken(parts, &rest[it..], values)),
        Part::Many(inner, least) => {
            let mut ends = vec![0];
            while let Some(more) = one(inner, &rest[ends[ends.len() - 1]..]) {
                ends.push(ends[ends.len() - 1] + more);
            }
            ends[(*least).min(ends.len())..].iter().rev().any(|it| is_taken(parts, &rest[*it..], values))
        }
        // Only our own rest of a path stands in one: it ends where the path does.
        Part::Ways(ways, or_none) => {
            let is_way = ways.iter().any(|way| is_taken(way, rest, &mut Vec::new()));
            (is_way || (*or_none && rest.is_empty())) && (parts.is_empty() || rest.is_empty())
        }
        Part::Group(ways) => {
            let lengths = (0..=rest.len()).rev().filter(|it| rest.is_char_boundary(*it));
            for length in lengths {
                let inner = ways.iter().any(|way| is_taken(way, &rest[..length], &mut Vec::new()));
                let before = values.len();
                values.push(&rest[..length]);
                if inner && is_taken(parts, &rest[length..], values) {
                    return true;
                }
                values.truncate(before);
            }
            false
        }
    }
}

impl Hosting {
    /// Answers GET for `path`; a rewrite always leads to a page of ours.
    pub fn answer(&self, path: &str) -> Option<Found> {
        for (regex, destination, status) in &self.redirects {
            if let Some(values) = capture(regex, path) {
                let mut to = destination.clone();
                for (rank, value) in values.iter().enumerate().rev() {
                    to = to.replace(&format!("/:{}", rank + 1), &format!("/{value}"));
                }
                return Some(Found { status: *status, location: as_url(&to) });
            }
        }
        let (_, page) = self.rewrites.iter().find(|it| capture(&it.0, path).is_some())?;
        page.starts_with(PAGES).then_some(Found { status: 200, location: None })
    }

    /// Returns the headers for `path`, by name in lower case: all rules that fit, a later value in the place of an earlier.
    pub fn headers(&self, path: &str) -> Vec<(String, String)> {
        let mut headers: std::collections::BTreeMap<String, String> = std::collections::BTreeMap::new();
        for (_, pairs) in self.headers.iter().filter(|it| capture(&it.0, path).is_some()) {
            headers.extend(pairs.iter().map(|(name, value)| (name.to_ascii_lowercase(), value.clone())));
        }
        headers.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(text: &str, path: &str) -> bool {
        capture(&regex(text).expect("an expression of ours"), path).is_some()
    }

    #[test]
    fn expressions_take_what_they_say() {
        for (text, path, wanted) in [
            ("^/a\\.b$", "/a.b", true),
            ("^/a\\.b$", "/axb", false),
            ("^/p/([^/]+)/(.*)$", "/p/1/2/3", true),
            ("^/p/([^/]+)$", "/p/", false),
            ("^/((?:[^.].*|\\.(?:[^w].*)?)?)$", "/", true),
            ("^/((?:[^.].*|\\.(?:[^w].*)?)?)$", "/.w", false),
            ("^/((?:[^.].*|\\.(?:[^w].*)?)?)$", "/.x", true),
        ] {
            assert_eq!(takes(text, path), wanted, "{text} and {path}");
        }
        assert!(regex("/a").is_none() && regex("^a{2}$").is_none());
    }

    #[test]
    fn redirects_are_asked_before_pages() {
        let text = r#"{"hosting": {"public": "public", "ignore": [],
            "redirects": [{"regex": "^/d/(.*)$", "destination": "https://x.test/:1", "type": 301}],
            "rewrites": [{"regex": "^/n$", "destination": "/cutover-pages/n.html"}, {"regex": "^/d/n$", "destination": "/cutover-pages/n.html"}],
            "headers": [{"regex": "^/(.*)$", "headers": [{"key": "A", "value": "1"}]}, {"regex": "^/n$", "headers": [{"key": "a", "value": "2"}]}]}}"#;
        let read = read(text).expect("ours");
        let found = |path| read.answer(path).map(|it| (it.status, it.location.unwrap_or_default()));
        assert_eq!(found("/d/n"), Some((301, "https://x.test/n".to_owned())));
        assert_eq!(found("/n"), Some((200, String::new())));
        assert_eq!(found("/m"), None);
        assert_eq!(read.headers("/n"), [("a".to_owned(), "2".to_owned())]);
    }
}
