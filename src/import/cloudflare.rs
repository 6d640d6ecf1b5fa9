//! Reads the redirects of Cloudflare: `_redirects` of Pages and of Workers' assets, and the items of a Bulk Redirect List.
//!
//! `_redirects` is read as the parser of `wrangler` does, limits and all; a source without placeholders above the first
//! with one is looked up first, all others are asked in their order, so the first that matches wins in both. A path is
//! compared as it is, to its last slash. Of a list the most exact source wins.

use super::source::{self, OwnQuery, Value};
use super::{Carried, Import, Left, Order, Reader, Rule};
use crate::model::graph::pattern::Segment;
use std::collections::BTreeMap;
use url::Url;

pub const PAGES: Reader = Reader { name: "cloudflare-pages", files: &[], read: pages };
pub const BULK: Reader = Reader { name: "cloudflare-bulk", files: &["bulk-redirects.csv", "bulk-redirects.json"], read: bulk };

/// What `wrangler` reads of a file, and no more.
const LONGEST: usize = 2_000;
const STATIC: usize = 2_000;
const DYNAMIC: usize = 100;

fn pages(bytes: &[u8]) -> Result<Import, String> {
    let text = source::utf8(bytes)?;
    let mut import = Import { closure: Some(Vec::new()), ..Import::default() };
    let mut seen = BTreeMap::new();
    let (mut exact, mut others) = (0, 0);
    let lines = text.split('\n').map(str::trim).enumerate().filter(|(_, it)| !it.is_empty() && !it.starts_with('#'));
    for (at, line) in lines {
        let number = at + 1;
        let mut takes = Vec::new();
        let read = words(line).and_then(|(from, to, status)| {
            let from = relative(from)?;
            if is_plain(&from) && others == 0 {
                exact += 1;
                if exact > STATIC {
                    return Err(format!("it is beyond the {STATIC} rules without placeholders that are read there"));
                }
            } else {
                others += 1;
                if others > DYNAMIC {
                    return Err(format!("it is beyond the {DYNAMIC} rules with placeholders, or behind one, that are read there"));
                }
            }
            let rule = checked(&from, to, status)?;
            if let Some(first) = seen.insert(from.clone(), number) {
                seen.insert(from, first);
                return Err(format!("line {first} has the same source, and only the first is read there"));
            }
            takes = segments(&from).map(|it| vec![source::text(&it.0, &[])]).unwrap_or_default();
            carry(&from, rule)
        });
        let text = source::one_line(line);
        match read {
            Ok(carried) => import.carried.push(Carried { line: number, text, ..carried }),
            Err(why) => import.left.push(Left { line: number, text, why, takes, ..Left::default() }),
        }
    }
    Ok(import)
}

/// Returns source, destination and status of a line.
fn words(line: &str) -> Result<(&str, &str, &str), String> {
    if line.chars().count() > LONGEST {
        return Err(format!("it is longer than the {LONGEST} characters that are read there"));
    }
    let words: Vec<&str> =
        line.split_whitespace().enumerate().take_while(|(at, it)| *at < 2 || !it.starts_with('#')).map(|it| it.1).collect();
    match words.as_slice() {
        [from, to] => Ok((from, to, "302")),
        [from, to, status] => Ok((from, to, status)),
        other => Err(format!(
            "it has {}, wanted a source, a destination and perhaps a status",
            crate::diag::plural(other.len(), "word", "words")
        )),
    }
}

/// Returns a path as a browser spells it.
fn spelled(path: &str) -> Result<Url, String> {
    Url::parse(&format!("relative:///{}", path.trim_start_matches('/'))).map_err(|_| format!("`{path}` is no path"))
}

fn relative(from: &str) -> Result<String, String> {
    if from.starts_with("https://") && from.len() > "https://".len() {
        return Err("its source is a whole URL, and only paths are read there".to_owned());
    }
    spelled(from).map(|it| it.path().to_owned())
}

fn is_plain(from: &str) -> bool {
    let is_name = |it: &str| it.starts_with(|it: char| it.is_ascii_alphabetic());
    !from.contains('*') && !from.split(':').skip(1).any(is_name)
}

/// Returns destination and status, if the rule is read there.
fn checked(from: &str, to: &str, status: &str) -> Result<(String, u16), String> {
    let rest = to.strip_prefix("https://").map(|it| it.trim_start_matches('/')).filter(|it| !it.is_empty());
    let (host, spelled) = match rest {
        Some(rest) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            (format!("https://{host}"), spelled(path)?)
        }
        None if to.starts_with('/') => (String::new(), spelled(to)?),
        None => return Err("its destination begins neither with `/` nor with `https://`".to_owned()),
    };
    let tail = |mark: &str, it: Option<&str>| it.map_or_else(String::new, |it| format!("{mark}{it}"));
    let (query, fragment) = (tail("?", spelled.query()), tail("#", spelled.fragment()));
    let to = format!("{host}{}{query}{fragment}", spelled.path());
    let status: u16 = status
        .parse()
        .ok()
        .filter(|it| [200, 301, 302, 303, 307, 308].contains(it))
        .ok_or_else(|| format!("`{status}` is no status that is read there"))?;
    let is_index = to.ends_with("/index") || to.ends_with("/index.html");
    if host.is_empty() && is_index && (from.ends_with("/*") || from.ends_with('/')) {
        return Err("it leads back to itself, for `/index` is taken off a path there".to_owned());
    }
    Ok((to, status))
}

fn carry(from: &str, (to, status): (String, u16)) -> Result<Carried, String> {
    match status {
        200 => return Err("it shows another page under the same address (200), and a redirect leads to one".to_owned()),
        303 => return Err("it answers 303, which is none of 301, 302, 307 and 308".to_owned()),
        _ => {}
    }
    let (segments, values) = segments(from)?;
    let to = source::destination(&to, &values)?;
    let (query, note) = source::query(&to, &OwnQuery::Instead);
    let rule = Rule { from: source::text(&segments, &[]), to: Some(to), status: Some(status), query, ..Rule::default() };
    Ok(Carried { rule, notes: note.into_iter().collect(), ..Carried::default() })
}

fn segments(from: &str) -> Result<(Vec<Segment>, Vec<Value>), String> {
    let parts: Vec<&str> = from[1..].split('/').collect();
    let (mut segments, mut values) = (Vec::new(), Vec::new());
    for (at, part) in parts.iter().enumerate() {
        let is_name =
            |it: &str| it.starts_with(|it: char| it.is_ascii_alphabetic()) && it.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
        segments.push(match part.strip_prefix(':') {
            Some(name) if is_name(name) => {
                values.push(((*part).to_owned(), (*part).to_owned()));
                Segment::Name(name.to_owned())
            }
            None if *part == "*" && at + 1 == parts.len() => {
                values.push((":splat".to_owned(), "*".to_owned()));
                Segment::Splat
            }
            _ if is_plain(part) => Segment::Literal((*part).to_owned()),
            _ => return Err(format!("its source has `{part}`, and a placeholder is a whole segment here, `*` the last")),
        });
    }
    Ok((segments, values))
}

/// An item of a Bulk Redirect List, as its file or the API has it.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
struct Item {
    source_url: String,
    target_url: String,
    status_code: Option<u16>,
    preserve_query_string: bool,
    include_subdomains: bool,
    subpath_matching: bool,
    preserve_path_suffix: Option<bool>,
}

fn bulk(bytes: &[u8]) -> Result<Import, String> {
    let text = source::utf8(bytes)?;
    let items = if text.trim_start().starts_with(['[', '{']) { json_items(text)? } else { csv_items(text) };
    let mut import = Import { order: Order::Source, closure: Some(Vec::new()), ..Import::default() };
    for (line, text, item) in items {
        match item.and_then(|it| carry_item(&it)) {
            Ok(carried) => import.carried.push(Carried { line, text, ..carried }),
            Err(why) => import.left.push(Left { line, text, why, ..Left::default() }),
        }
    }
    Ok(import)
}

type Items = Vec<(usize, String, Result<Item, String>)>;

/// Reads what the API gives: items, bare or each below `redirect`, bare or below `result`.
fn json_items(text: &str) -> Result<Items, String> {
    let json: serde_json::Value = serde_json::from_str(text).map_err(|err| format!("it is no JSON: {err}"))?;
    let list = json.get("result").unwrap_or(&json).as_array().ok_or("it is no list of items")?;
    let item = |(at, it): (usize, &serde_json::Value)| {
        let inner = it.get("redirect").unwrap_or(it);
        let item = serde_json::from_value(inner.clone()).map_err(|err| format!("it is no item of a list: {err}"));
        (at + 1, source::one_line(&inner.to_string()), item)
    };
    Ok(list.iter().enumerate().map(item).collect())
}

/// Reads the columns in the order that its documentation gives; only the first two are required, and none has a name.
fn csv_items(text: &str) -> Items {
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let mut items = Vec::new();
    for record in reader.into_records() {
        let record = match record {
            Ok(it) => it,
            Err(err) => {
                items.push((err.position().map_or(0, |it| it.line() as usize), String::new(), Err("the row cannot be read".to_owned())));
                continue;
            }
        };
        let line = record.position().map_or(0, |it| it.line() as usize);
        let cell = |at: usize| record.get(at).unwrap_or_default();
        if line == 1 && cell(0).eq_ignore_ascii_case("source_url") || record.iter().all(str::is_empty) {
            continue;
        }
        let is = |at: usize| cell(at).eq_ignore_ascii_case("true");
        let status = match cell(2) {
            "" => Ok(None),
            other => other.parse().map(Some).map_err(|_| format!("`{other}` is no status")),
        };
        let item = status.map(|status_code| Item {
            source_url: cell(0).to_owned(),
            target_url: cell(1).to_owned(),
            status_code,
            preserve_query_string: is(3),
            include_subdomains: is(4),
            subpath_matching: is(5),
            preserve_path_suffix: (!cell(6).is_empty()).then(|| is(6)),
        });
        items.push((line, source::one_line(&record.iter().collect::<Vec<_>>().join(",")), item));
    }
    items
}

fn carry_item(item: &Item) -> Result<Carried, String> {
    // The scheme may be left out: it then holds for both.
    let written = if item.source_url.contains("://") { item.source_url.clone() } else { format!("https://{}", item.source_url) };
    let whole = source::whole(&written).ok_or_else(|| format!("`{}` is no URL of a page", item.source_url))?;
    let host = source::host(whole.host).ok_or_else(|| format!("`{}` is not the name of a host", whole.host))?;
    if whole.rest.contains(['?', '#']) {
        return Err("its source has a query or a fragment, and a list compares a query as a whole".to_owned());
    }
    if source::whole(&item.target_url).is_none() {
        return Err(format!("`{}` is no whole URL", item.target_url));
    }
    let status = item.status_code.unwrap_or(301);
    if ![301, 302, 307, 308].contains(&status) {
        return Err(format!("it answers {status}, which is none of 301, 302, 307 and 308"));
    }
    let own = item.target_url.contains(['?', '#']);
    let is_suffixed = item.subpath_matching && item.preserve_path_suffix.unwrap_or(true);
    if own && is_suffixed {
        return Err("it puts the rest of the path in front of a query or a fragment of the destination".to_owned());
    }
    let mut notes = Vec::new();
    if own && item.preserve_query_string {
        notes.push("the visitor's query was joined to the destination's own, and is dropped".to_owned());
    }
    if item.include_subdomains {
        notes.push(format!("it holds there on every host below `{host}` too: write a site for each that exists"));
    }
    let query = (own || !item.preserve_query_string).then(|| "drop".to_owned());
    let path = if whole.rest.is_empty() { "/" } else { whole.rest };
    let to = item.target_url.clone();
    let row = |from: String, to: String| Rule { from, to: Some(to), status: Some(status), query: query.clone(), ..Rule::default() };
    let segments = source::literals(path);
    let itself = row(source::text(&segments, &[]), to.clone());
    let carried = Carried { host: Some(host), rule: itself, notes, ..Carried::default() };
    if !item.subpath_matching {
        return Ok(carried);
    }
    let mut below = segments;
    if below.last() == Some(&Segment::Literal(String::new())) {
        below.pop();
    }
    below.push(Segment::Splat);
    let rest = if is_suffixed { format!("{}/*", to.trim_end_matches('/')) } else { to };
    Ok(Carried { also: vec![row(source::text(&below, &[]), rest)], ..carried })
}
