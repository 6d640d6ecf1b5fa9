//! Reads the redirects of Netlify: `_redirects` and `netlify.toml`.
//!
//! Both are read as its published parser does (`@netlify/redirect-parser`), and matched as its engine was seen to: a slash
//! at the end of a path means nothing, `/blog/*` takes `/blog` too, and of all rules the first that matches wins. A query
//! of the destination stands in the place of the visitor's.

use super::source::{self, OwnQuery, Value};
use super::{Carried, Import, Left, Order, Reader, Rule};
use crate::model::graph::pattern::{Condition, Segment};
use std::collections::BTreeMap;
use toml_edit::{Document, Item, TableLike};

pub const REDIRECTS: Reader = Reader { name: "netlify", files: &["_redirects"], read: redirects };
pub const TOML: Reader = Reader { name: "netlify-toml", files: &["netlify.toml"], read: toml };

/// A rule as Netlify reads it.
#[derive(Debug, Default)]
struct Found {
    from: String,
    to: Option<String>,
    query: BTreeMap<String, Option<String>>,
    /// None where none is written.
    status: Option<i64>,
    is_forced: bool,
    /// What else must hold, by its name.
    conditions: BTreeMap<String, String>,
}

/// A rule of a file, with its place.
struct Placed {
    line: usize,
    text: String,
    found: Result<Found, String>,
}

fn redirects(bytes: &[u8]) -> Result<Import, String> {
    let text = source::utf8(bytes)?;
    let lines = text.split('\n').map(str::trim).enumerate().filter(|(_, it)| !it.is_empty() && !it.starts_with('#'));
    Ok(import(lines.map(|(at, line)| Placed { line: at + 1, text: line.to_owned(), found: of_line(line) })))
}

/// Reads a line: `from [key=value …] to [status[!]] [Key=value …]`.
fn of_line(line: &str) -> Result<Found, String> {
    let mut words = line.split_whitespace().take_while(|it| !it.starts_with('#'));
    let from = words.next().unwrap_or_default().to_owned();
    let words: Vec<&str> = words.collect();
    let Some(first) = words.first() else { return Err("it has no destination".to_owned()) };
    let is_place = |it: &&str| it.starts_with('/') || it.starts_with("http://") || it.starts_with("https://");
    // Without a destination, `/a/* 200` leads to itself.
    let (query, to, rest) = match (whole_number(first), words.iter().position(is_place)) {
        (Some(_), _) => (&words[..0], None, &words[..]),
        (None, Some(at)) => (&words[..at], Some(words[at].to_owned()), &words[at + 1..]),
        (None, None) => return Err("it has no destination that begins with `/`, `http://` or `https://`".to_owned()),
    };
    let (status, is_forced) = match rest.first() {
        None => (None, false),
        Some(word) => (Some(whole_number(word).ok_or_else(|| format!("`{word}` is no status"))?), word.ends_with('!')),
    };
    let pair = |it: &&str| match it.split_once('=') {
        Some((key, value)) => (key.to_owned(), Some(value.split('=').next().unwrap_or_default().to_owned())),
        None => ((*it).to_owned(), None),
    };
    let conditions = rest.iter().skip(1).map(pair).map(|(key, value)| (key, value.unwrap_or_default())).collect();
    Ok(Found { from, to, query: query.iter().map(pair).collect(), status, is_forced, conditions })
}

/// Returns the whole number that a text begins with.
fn whole_number(text: &str) -> Option<i64> {
    let text = text.trim_start();
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let end = digits.find(|it: char| !it.is_ascii_digit()).unwrap_or(digits.len());
    let number = digits[..end].parse::<i64>().ok()?;
    Some(if text.starts_with('-') { -number } else { number })
}

fn toml(bytes: &[u8]) -> Result<Import, String> {
    let text = source::utf8(bytes)?;
    let document = Document::parse(text).map_err(|err| format!("it is no TOML: {}", source::one_line(&err.to_string())))?;
    let items: Vec<(usize, Result<&dyn TableLike, String>)> = match document.get("redirects") {
        None => Vec::new(),
        Some(Item::ArrayOfTables(tables)) => {
            tables.iter().map(|it| (it.span().map_or(0, |it| it.start), Ok(it as &dyn TableLike))).collect()
        }
        Some(item) => {
            let array = item.as_array().ok_or("its `redirects` are no array of tables")?;
            let entry = |it| (toml_edit::Value::span(it).map_or(0, |it| it.start), it.as_inline_table().map(|it| it as &dyn TableLike));
            let or_text = |it: &toml_edit::Value| format!("`{}` is no table", source::one_line(&it.to_string()));
            array.iter().map(|it| (entry(it).0, entry(it).1.ok_or_else(|| or_text(it)))).collect()
        }
    };
    Ok(import(items.into_iter().map(|(at, table)| {
        let line = source::line_of(text, at);
        match table {
            Ok(table) => Placed { line, text: spelled(table), found: of_table(table) },
            Err(why) => Placed { line, text: why.clone(), found: Err(why) },
        }
    })))
}

/// Returns a table on one line.
fn spelled(table: &dyn TableLike) -> String {
    let pairs: Vec<String> = table.iter().map(|(key, value)| format!("{key} = {}", value.to_string().trim())).collect();
    source::one_line(&pairs.join(", "))
}

fn of_table(table: &dyn TableLike) -> Result<Found, String> {
    // Its older names are still read.
    let one_of = |names: &[&str]| names.iter().find_map(|it| table.get(it));
    let word = |names: &[&str]| one_of(names).and_then(Item::as_str).map(str::to_owned);
    let from = word(&["from", "origin"]).ok_or("it has no `from`")?;
    if table.get("headers").is_some_and(|it| it.as_table_like().is_none()) {
        return Err("its `headers` are no table".to_owned());
    }
    let status = match table.get("status") {
        None => None,
        Some(it) => {
            let number = it.as_integer().or_else(|| it.as_str().and_then(whole_number));
            Some(number.ok_or_else(|| format!("`{}` is no status", it.to_string().trim()))?)
        }
    };
    let pairs = |item: Option<&Item>| -> BTreeMap<String, String> {
        let listed = |it: &Item| match it.as_array() {
            Some(array) => array.iter().map(|it| it.as_str().unwrap_or_default()).collect::<Vec<_>>().join(","),
            None => it.as_str().map_or_else(|| it.to_string().trim().to_owned(), str::to_owned),
        };
        let table = item.and_then(Item::as_table_like);
        table.map(|it| it.iter().map(|(key, value)| (key.to_owned(), listed(value))).collect()).unwrap_or_default()
    };
    let query = pairs(one_of(&["query", "params", "parameters"]));
    let mut conditions = pairs(table.get("conditions"));
    if let Some(key) = word(&["signed", "signing", "sign"]) {
        conditions.insert("signed".to_owned(), key);
    }
    Ok(Found {
        from,
        to: word(&["to", "destination"]),
        query: query.into_iter().map(|(key, value)| (key, Some(value))).collect(),
        status,
        is_forced: table.get("force").and_then(Item::as_bool).unwrap_or_default(),
        conditions,
    })
}

/// What is told of a rule without `!`.
const GIVES_WAY: &str =
    "without `!` it gives way there to a file of the same path; here the rule wins: take it out if that page is still shown";

fn import(rules: impl Iterator<Item = Placed>) -> Import {
    let mut import = Import { order: Order::FirstOfLast, ..Import::default() };
    for Placed { line, text, found } in rules {
        let text = source::one_line(&text);
        let carried = found.as_ref().map_err(String::clone).and_then(carry);
        match (carried, found) {
            (Ok(mut carried), Ok(found)) => {
                carried.notes.extend((!found.is_forced).then(|| GIVES_WAY.to_owned()));
                import.carried.push(Carried { line, text, ..carried });
            }
            (Err(why), Ok(found)) => {
                let (host, takes) = takes(&found);
                import.left.push(Left { line, text, why, host, takes });
            }
            (Err(why) | Ok(Carried { text: why, .. }), Err(_)) => import.left.push(Left { line, text, why, ..Left::default() }),
        }
    }
    import
}

/// Returns all that a rule takes which is left for what it does, and not for when it holds.
fn takes(found: &Found) -> (Option<String>, Vec<String>) {
    let is_read = found.status.is_none_or(|it| (200..500).contains(&it)) && (found.to.is_some() || found.from.ends_with("/*"));
    let is_always = found.query.is_empty() && found.conditions.keys().all(|it| matches!(it.as_str(), "Sign" | "signed"));
    let Some((host, path)) = place(&found.from).ok().filter(|_| is_read && is_always) else { return (None, Vec::new()) };
    let Ok((segments, _)) = segments(path) else { return (host, Vec::new()) };
    let rule = Rule::default();
    let more = below(&segments, &[], &rule).into_iter().map(|it| it.from);
    (host, std::iter::once(source::text(&segments, &[])).chain(more).collect())
}

/// Says a rule in this language, or why it cannot be said.
fn carry(found: &Found) -> Result<Carried, String> {
    let (host, path) = place(&found.from)?;
    if path.starts_with("/.netlify") {
        return Err("its source begins with `/.netlify`, which is Netlify's own".to_owned());
    }
    let is_forward = path.ends_with("/*") && found.status.is_some_and(|it| (200..300).contains(&it));
    if found.to.is_none() && !is_forward {
        return Err("it has no destination".to_owned());
    }
    if let Some((key, value)) = found.conditions.iter().find(|(key, _)| !matches!(key.as_str(), "Sign" | "signed")) {
        return Err(format!("it holds only for `{key}={value}`, and no condition here looks at that"));
    }
    let status = match found.status.unwrap_or(301) {
        status @ (301 | 302 | 307 | 308 | 410) => status as u16,
        200 => return Err("it shows another page under the same address (200), and a redirect leads to one".to_owned()),
        404 => return Err("it shows a page with 404, and what no rule names is answered by the site's default".to_owned()),
        other => return Err(format!("it answers {other}, which is none of 301, 302, 307, 308 and 410")),
    };
    let (segments, values) = segments(path)?;
    let conditions = found.query.iter().map(condition).collect::<Result<Vec<Condition>, String>>()?;
    let from = source::text(&segments, &conditions);
    if status == 410 {
        let note = found.to.as_ref().map(|it| format!("the page of the site is shown with 410, and not `{it}`"));
        let rule = Rule { from, answer: Some("gone".to_owned()), ..Rule::default() };
        return Ok(Carried {
            host,
            also: below(&segments, &conditions, &rule),
            rule,
            notes: note.into_iter().collect(),
            ..Carried::default()
        });
    }
    let to = source::destination(found.to.as_deref().unwrap_or_default(), &values)?;
    let (query, note) = source::query(&to, &OwnQuery::Instead);
    let rule = Rule { from, to: Some(to), status: Some(status), query, ..Rule::default() };
    Ok(Carried { host, also: below(&segments, &conditions, &rule), rule, notes: note.into_iter().collect(), ..Carried::default() })
}

/// Returns the row that says that `/blog/*` takes `/blog` too.
fn below(segments: &[Segment], conditions: &[Condition], rule: &Rule) -> Vec<Rule> {
    match segments.split_last() {
        Some((Segment::Splat, before)) if !before.is_empty() => {
            let to = rule.to.as_deref().map(source::without_splat);
            vec![Rule { from: source::text(before, conditions), to, ..rule.clone() }]
        }
        _ => Vec::new(),
    }
}

/// Takes the host off a source.
fn place(from: &str) -> Result<(Option<String>, &str), String> {
    let Some(whole) = source::whole(from) else {
        return if from.starts_with('/') { Ok((None, from)) } else { Err("its source does not begin with `/`".to_owned()) };
    };
    let host = source::host(whole.host).ok_or_else(|| format!("`{}` is not the name of a host", whole.host))?;
    let path = whole.rest.split(['?', '#']).next().unwrap_or_default();
    Ok((Some(host), if path.is_empty() { "/" } else { path }))
}

/// Returns the segments of a source, and how its destination names their values.
fn segments(path: &str) -> Result<(Vec<Segment>, Vec<Value>), String> {
    if path.contains(['?', '#']) {
        return Err("its source has a `?` or a `#`, which no path has".to_owned());
    }
    let parts: Vec<&str> = path[1..].split('/').collect();
    let mut values = Vec::new();
    let mut segments = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        segments.push(match part.strip_prefix(':') {
            Some(name) if is_name(name) => {
                values.push((part.to_string(), part.to_string()));
                Segment::Name(name.to_owned())
            }
            None if *part == "*" && at + 1 == parts.len() => {
                values.push((":splat".to_owned(), "*".to_owned()));
                Segment::Splat
            }
            None if !part.contains(['*', ':']) => Segment::Literal((*part).to_owned()),
            _ => return Err(format!("its source has `{part}`, and a placeholder is a whole segment here, `*` the last")),
        });
    }
    Ok((segments, values))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
}

fn condition((key, value): (&String, &Option<String>)) -> Result<Condition, String> {
    match value {
        Some(value) if value.starts_with(':') => {
            Err(format!("it holds for any value of `{key}` in the query, and a condition names the value here"))
        }
        Some(value) => Ok(Condition { key: key.clone(), value: Some(value.clone()) }),
        None => Err(format!("it asks for `{key}` in the query without a value")),
    }
}
