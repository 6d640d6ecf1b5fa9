//! Values with variables: destinations, and what a `map` makes of a request.

use super::syntax::Directive;
use crate::import::steps::{Query, Text};
use std::collections::BTreeMap;

/// Every `map` of a file, by the variable that it makes.
pub type Maps = BTreeMap<String, Map>;

/// What one variable is made of another.
pub struct Map {
    pub from: String,
    pub line: usize,
    pub entries: Vec<Entry>,
    /// What it makes of anything else.
    pub default: String,
}

/// One line of a map.
pub struct Entry {
    pub line: usize,
    pub key: String,
    pub value: String,
}

impl Map {
    pub fn new(from: &str, block: &Directive) -> Map {
        let mut map = Map { from: from.to_owned(), line: block.line, entries: Vec::new(), default: String::new() };
        for it in block.inner() {
            match &it.words[..] {
                [name] if matches!(name.as_str(), "hostnames" | "volatile") => {}
                [key, value] if key == "default" => map.default.clone_from(value),
                [key, value] => map.entries.push(Entry { line: it.line, key: key.clone(), value: value.clone() }),
                _ => {}
            }
        }
        // nginx looks literal keys up first, then asks the expressions in their order.
        map.entries.sort_by_key(|it| it.key.starts_with('~'));
        map
    }
}

/// A stretch of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    Text(String),
    Variable(String),
}

/// Takes a value apart.
pub fn parts(value: &str) -> Vec<Part> {
    let mut found: Vec<Part> = Vec::new();
    let mut text = String::new();
    let mut rest = value;
    while let Some(at) = rest.find('$') {
        text.push_str(&rest[..at]);
        let behind = &rest[at + 1..];
        let (name, after) = match behind.strip_prefix('{').and_then(|it| it.split_once('}')) {
            Some((name, after)) => (name, after),
            None => {
                let is_number = behind.starts_with(|it: char| it.is_ascii_digit());
                let length = match is_number {
                    true => 1,
                    false => behind.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').unwrap_or(behind.len()),
                };
                behind.split_at(length)
            }
        };
        if name.is_empty() {
            text.push('$');
        } else {
            if !text.is_empty() {
                found.push(Part::Text(std::mem::take(&mut text)));
            }
            found.push(Part::Variable(name.to_owned()));
        }
        rest = after;
    }
    text.push_str(rest);
    if !text.is_empty() {
        found.push(Part::Text(text));
    }
    found
}

/// Returns a destination, and whether the query is kept; `sets` are the variables that the server has set before.
pub fn destination(value: &str, sets: &BTreeMap<String, String>) -> Result<(Vec<Text>, Query), String> {
    let mut to: Vec<Text> = Vec::new();
    let mut query = Query::Drop;
    let parts = unfolded(value, sets, 0);
    for (at, part) in parts.iter().enumerate() {
        let is_last = |count: usize| at + count >= parts.len();
        if query == Query::Keep {
            // `$is_args` is followed by `$args`.
            if matches!(part, Part::Variable(it) if it == "args" || it == "query_string") && is_last(1) {
                continue;
            }
            return Err(format!("its destination `{value}` goes on behind the query of the request"));
        }
        match part {
            Part::Text(text) => match text.strip_suffix('?') {
                Some(text) if matches!(parts.get(at + 1), Some(Part::Variable(it)) if it == "args" || it == "query_string") => {
                    to.push(Text::Fixed(text.to_owned()));
                    query = Query::Keep;
                }
                _ => to.push(Text::Fixed(text.clone())),
            },
            Part::Variable(name) => match name.as_str() {
                "request_uri" => {
                    to.push(Text::Path);
                    query = Query::Keep;
                }
                "uri" | "document_uri" => to.push(Text::Path),
                "is_args" => query = Query::Keep,
                "scheme" => to.push(Text::Fixed("https".to_owned())),
                "host" | "http_host" | "server_name" => to.push(Text::Host),
                name if name.bytes().all(|it| it.is_ascii_digit()) => to.push(Text::Group(name.parse().unwrap_or(u32::MAX))),
                name => to.push(Text::Named(name.to_owned())),
            },
        }
    }
    Ok((joined(to), query))
}

/// Puts in the place of each variable what it was set to.
fn unfolded(value: &str, sets: &BTreeMap<String, String>, depth: usize) -> Vec<Part> {
    let mut found = Vec::new();
    for part in parts(value) {
        match &part {
            Part::Variable(name) if depth < 8 => match sets.get(name) {
                Some(value) => found.extend(unfolded(value, sets, depth + 1)),
                None => found.push(part),
            },
            _ => found.push(part),
        }
    }
    found
}

fn joined(texts: Vec<Text>) -> Vec<Text> {
    let mut found: Vec<Text> = Vec::new();
    for it in texts {
        match (found.last_mut(), it) {
            (Some(Text::Fixed(before)), Text::Fixed(more)) => before.push_str(&more),
            (_, it) => found.push(it),
        }
    }
    found.retain(|it| *it != Text::Fixed(String::new()));
    found
}
