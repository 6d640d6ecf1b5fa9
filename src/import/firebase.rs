//! Reads `hosting.redirects` of `firebase.json`.
//!
//! A source is a glob, in which `:name` and `:name*` may stand for what is put into the destination, or a regular
//! expression. The first that matches wins, before any file; the visitor's query is joined to the destination's own.

use super::source::{self, OwnQuery, Value};
use super::{Carried, Import, Left, Reader, Rule};
use crate::model::graph::pattern::Segment;
use serde_json::Value as Json;

pub const READER: Reader = Reader { name: "firebase", files: &["firebase.json"], read };

/// As many sources as one glob may stand for.
const MOST: usize = 64;

fn read(bytes: &[u8]) -> Result<Import, String> {
    let json: Json = serde_json::from_str(source::utf8(bytes)?).map_err(|err| format!("it is no JSON: {err}"))?;
    let sites: Vec<&Json> = match json.get("hosting") {
        Some(Json::Array(sites)) => sites.iter().collect(),
        Some(site) => vec![site],
        None => Vec::new(),
    };
    let mut import = Import { closure: Some(Vec::new()), ..Import::default() };
    if sites.len() > 1 {
        import.notes.push("`hosting` names several sites: their redirects are taken for those of one; import them one by one".to_owned());
    }
    for (rank, rule) in sites.iter().filter_map(|it| it.get("redirects")?.as_array()).flatten().enumerate() {
        let (line, text) = (rank + 1, source::one_line(&rule.to_string()));
        match carry(rule) {
            Ok(carried) => import.carried.push(Carried { line, text, ..carried }),
            Err(why) => import.left.push(Left { line, text, why, ..Left::default() }),
        }
    }
    Ok(import)
}

/// Segments of a source, and how the destination names their values.
type Shape = (Vec<Segment>, Vec<Value>);

fn carry(rule: &Json) -> Result<Carried, String> {
    let word = |key: &str| rule.get(key).and_then(Json::as_str);
    let to = word("destination").ok_or("it has no destination")?;
    let status = match rule.get("type") {
        None => 301,
        Some(it) => it
            .as_u64()
            .filter(|it| [301, 302, 307, 308].contains(it))
            .ok_or_else(|| format!("it answers {it}, which is none of 301, 302, 307 and 308"))? as u16,
    };
    let shapes = match (word("source").or(word("glob")), word("regex")) {
        (Some(glob), _) => expanded(glob)?.iter().map(|it| of_glob(it)).collect::<Result<Vec<_>, String>>()?,
        (None, Some(regex)) => vec![of_regex(regex)?],
        (None, None) => return Err("it has no source".to_owned()),
    };
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    for (segments, values) in shapes {
        let to = source::destination(to, &values)?;
        let (query, note) = source::query(&to, &OwnQuery::Joined);
        notes.extend(note);
        let row = |segments: &[Segment], to: String| Rule {
            from: source::text(segments, &[]),
            to: Some(to),
            status: Some(status),
            query: query.clone(),
            ..Rule::default()
        };
        rows.push(row(&segments, to.clone()));
        // `:name*` takes nothing at all too.
        if let (Some((Segment::Splat, before)), true) = (segments.split_last(), values.iter().any(|it| it.0.ends_with('*')))
            && !before.is_empty()
        {
            rows.push(row(before, source::without_splat(&to)));
        }
    }
    notes.dedup();
    let mut rows = rows.into_iter();
    Ok(Carried { rule: rows.next().unwrap_or_default(), also: rows.collect(), notes, ..Carried::default() })
}

/// Writes out what stands between braces, and in `@(…)` and `?(…)`.
fn expanded(glob: &str) -> Result<Vec<String>, String> {
    let mut done = Vec::new();
    let mut open = vec![glob.to_owned()];
    while let Some(text) = open.pop() {
        if done.len() + open.len() > MOST {
            return Err(format!("its source stands for more than {MOST} others"));
        }
        let Some((at, head, end, marks)) = group(&text) else {
            done.push(text);
            continue;
        };
        let inner = &text[at + head..end];
        let ways: Vec<&str> = inner.split(if marks == '{' { ',' } else { '|' }).collect();
        if inner.contains(['{', '(']) || ways.len() == 1 && marks == '{' {
            return Err("its source has groups within groups".to_owned());
        }
        let none = (marks == '?').then_some("");
        for way in none.into_iter().chain(ways.into_iter().rev()) {
            open.push(format!("{}{way}{}", &text[..at], &text[end + 1..]));
        }
    }
    Ok(done)
}

/// Returns the first group of a glob: where it begins, how long its head is, where it ends, and of which kind it is.
fn group(text: &str) -> Option<(usize, usize, usize, char)> {
    let starts = [("{", '{', '}'), ("@(", '@', ')'), ("?(", '?', ')')];
    let first = starts.iter().filter_map(|(head, kind, close)| Some((text.find(head)?, head.len(), *kind, *close))).min()?;
    let (at, head, kind, close) = first;
    let end = at + head + text[at + head..].find(close)?;
    Some((at, head, end, kind))
}

fn of_glob(glob: &str) -> Result<Shape, String> {
    let path = glob.strip_prefix('/').unwrap_or(glob);
    let parts: Vec<&str> = path.split('/').collect();
    let (mut segments, mut values) = (Vec::new(), Vec::new());
    for (at, part) in parts.iter().enumerate() {
        let is_last = at + 1 == parts.len();
        segments.push(match part.strip_prefix(':') {
            Some(name) if is_last && name.strip_suffix('*').is_some_and(is_name) => {
                let name = name.trim_end_matches('*');
                values.extend([(format!(":{name}*"), "*".to_owned()), (format!(":{name}"), "*".to_owned())]);
                Segment::Splat
            }
            Some(name) if is_name(name) => {
                values.push(((*part).to_owned(), (*part).to_owned()));
                Segment::Name(name.to_owned())
            }
            None if *part == "**" && is_last => Segment::Splat,
            None if *part == "*" => Segment::Name(format!("any{}", at + 1)),
            None if !part.contains(['*', '?', '[', ']', '(', ')', '{', '}', '!', '+', '@', '|', ':']) => {
                Segment::Literal((*part).to_owned())
            }
            _ => return Err(format!("its source has `{part}`, and a placeholder is a whole segment here, all that follows the last")),
        });
    }
    Ok((segments, values))
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_')
}

/// Reads a regular expression of the few forms that a source can say: `^/a/([^/]+)/(.*)$`.
fn of_regex(regex: &str) -> Result<Shape, String> {
    let wrong = |what: &str| Err(format!("its regular expression {what}"));
    let Some(inner) = regex.strip_prefix("^/").and_then(|it| it.strip_suffix('$')) else {
        return wrong("does not begin with `^/` and end with `$`: it takes a part of a path");
    };
    let (mut segments, mut values) = (Vec::new(), Vec::new());
    let mut groups = 0;
    let parts: Vec<&str> = split_segments(inner);
    for (at, part) in parts.iter().enumerate() {
        let bare = part.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
        let (name, bare) = match bare.and_then(|it| it.strip_prefix("?P<")).and_then(|it| it.split_once('>')) {
            Some((name, inner)) => (Some(name), Some(inner)),
            None => (None, bare),
        };
        groups += usize::from(bare.is_some());
        let mut value = |ours: String| {
            if bare.is_some() {
                values.push((format!(":{groups}"), ours.clone()));
            }
            if let Some(name) = name {
                values.push((format!(":{name}"), ours));
            }
        };
        segments.push(match bare.unwrap_or(part) {
            "[^/]+" | "[^\\/]+" => {
                let name = format!("v{}", at + 1);
                value(format!(":{name}"));
                Segment::Name(name)
            }
            ".*" if at + 1 == parts.len() => {
                value("*".to_owned());
                Segment::Splat
            }
            _ => match literal(part) {
                Some(text) => Segment::Literal(text),
                None => return wrong(&format!("has `{part}`, which no source can say")),
            },
        });
    }
    Ok((segments, values))
}

/// Splits an expression at its slashes, but not within brackets.
fn split_segments(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth) = (Vec::new(), 0, 0_usize);
    for (at, letter) in text.char_indices() {
        match letter {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            '/' if depth == 0 => {
                parts.push(text[from..at].trim_end_matches('\\'));
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}

/// Returns the text that an expression without any freedom takes.
fn literal(part: &str) -> Option<String> {
    let mut out = String::new();
    let mut letters = part.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.push(letters.next().filter(|it| !it.is_alphanumeric())?),
            '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' | '^' | '$' => return None,
            other => out.push(other),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rule: &str) -> Result<Vec<(String, String)>, String> {
        let carried = carry(&serde_json::from_str(rule).expect("JSON"))?;
        Ok(carried.rows().map(|it| (it.from.clone(), it.to.clone().unwrap_or_default())).collect())
    }

    fn pairs(all: &[(&str, &str)]) -> Result<Vec<(String, String)>, String> {
        Ok(all.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect())
    }

    #[test]
    fn globs_and_captures_are_sources() {
        assert_eq!(rows(r#"{"source": "/foo{,/**}", "destination": "/bar"}"#), pairs(&[("/foo", "/bar"), ("/foo/*", "/bar")]));
        assert_eq!(
            rows(r#"{"source": "/blog/:post*", "destination": "https://b.test/:post"}"#),
            pairs(&[("/blog/*", "https://b.test/*"), ("/blog", "https://b.test/")])
        );
        assert_eq!(rows(r#"{"source": "/u/*/x", "destination": "/y", "type": 302}"#), pairs(&[("/u/:any2/x", "/y")]));
        assert_eq!(rows(r#"{"source": "/@(a|b)/c", "destination": "/y"}"#), pairs(&[("/a/c", "/y"), ("/b/c", "/y")]));
        assert_eq!(rows(r#"{"regex": "^/d/([^/]+)/(?P<r>.*)$", "destination": "/e/:1/:r"}"#), pairs(&[("/d/:v2/*", "/e/:v2/*")]));
    }

    #[test]
    fn what_no_source_can_say_is_left() {
        for rule in [
            r#"{"source": "/foo*", "destination": "/bar"}"#,
            r#"{"source": "/a/**/b", "destination": "/bar"}"#,
            r#"{"source": "/!(a)", "destination": "/bar"}"#,
            r#"{"regex": "/a", "destination": "/bar"}"#,
            r#"{"regex": "^/\\d+$", "destination": "/bar"}"#,
            r#"{"source": "/a", "destination": "/b", "type": 303}"#,
            r#"{"source": "/a"}"#,
        ] {
            assert!(rows(rule).is_err(), "{rule}");
        }
    }
}
