//! Reads `redirects` of `vercel.json`.
//!
//! A source is read as `path-to-regexp` does: `:name`, `:name*`, `:name(…)`, `(…)`. The first that matches wins; 308 unless
//! it says otherwise; a path is compared as it is, to its last slash; the visitor's query is joined to the destination's.

use super::source::{self, OwnQuery, Value};
use super::{Carried, Import, Left, Reader, Rule};
use crate::model::graph::pattern::{Condition, Segment};
use serde_json::Value as Json;

pub const READER: Reader = Reader { name: "vercel", files: &["vercel.json"], read };

fn read(bytes: &[u8]) -> Result<Import, String> {
    let json: Json = serde_json::from_str(source::utf8(bytes)?).map_err(|err| format!("it is no JSON: {err}"))?;
    let list = |key: &str| json.get(key).and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let mut import = Import { closure: Some(Vec::new()), ..Import::default() };
    let route = |it: &Json| {
        if is_redirect(it) { Some(Err("it is a route by a regular expression: write it under `redirects`".to_owned())) } else { None }
    };
    let redirects = list("redirects").iter().map(|it| (it, Some(carry(it))));
    for (rank, (rule, said)) in redirects.chain(list("routes").iter().map(|it| (it, route(it)))).enumerate() {
        let (line, text) = (rank + 1, source::one_line(&rule.to_string()));
        match said {
            Some(Ok(carried)) => import.carried.push(Carried { line, text, ..carried }),
            Some(Err(why)) => import.left.push(Left { line, text, why, ..Left::default() }),
            None => {}
        }
    }
    if let Some(path) = json.get("bulkRedirectsPath").and_then(Json::as_str) {
        import.notes.push(format!("it takes more redirects from `{}`: import that too", source::one_line(path)));
    }
    Ok(import)
}

/// Tells whether a route redirects.
fn is_redirect(route: &Json) -> bool {
    route.get("status").and_then(Json::as_u64).is_some_and(|it| (300..400).contains(&it))
}

fn carry(rule: &Json) -> Result<Carried, String> {
    let word = |key: &str| rule.get(key).and_then(Json::as_str).ok_or_else(|| format!("it has no `{key}`"));
    let (from, to) = (word("source")?, word("destination")?);
    let status = match (rule.get("permanent").and_then(Json::as_bool), rule.get("statusCode")) {
        (Some(true), _) => 308,
        (Some(false), _) => 307,
        (None, None) => 308,
        (None, Some(it)) => it
            .as_u64()
            .filter(|it| [301, 302, 307, 308].contains(it))
            .ok_or_else(|| format!("it answers {it}, which is none of 301, 302, 307 and 308"))? as u16,
    };
    if rule.get("missing").and_then(Json::as_array).is_some_and(|it| !it.is_empty()) {
        return Err("it holds only where something is `missing`, and no condition here says that".to_owned());
    }
    let mut host = None;
    let mut conditions = Vec::new();
    for has in rule.get("has").and_then(Json::as_array).into_iter().flatten() {
        match condition(has)? {
            Has::Host(name) => host = Some(name),
            Has::Query(condition) => conditions.push(condition),
        }
    }
    conditions.sort();
    if !from.starts_with('/') {
        return Err("its source does not begin with `/`".to_owned());
    }
    let (segments, values, may_be_nothing) = segments(from)?;
    let to = source::destination(to, &values)?;
    let (query, note) = source::query(&to, &OwnQuery::Joined);
    let row = |segments: &[Segment], to: String| Rule {
        from: source::text(segments, &conditions),
        to: Some(to),
        status: Some(status),
        query: query.clone(),
        ..Rule::default()
    };
    let also = match segments.split_last() {
        Some((_, before)) if may_be_nothing && !before.is_empty() => vec![row(before, source::without_splat(&to))],
        _ => Vec::new(),
    };
    Ok(Carried { host, rule: row(&segments, to), also, notes: note.into_iter().collect(), ..Carried::default() })
}

/// What else must hold.
enum Has {
    Host(String),
    Query(Condition),
}

fn condition(has: &Json) -> Result<Has, String> {
    let word = |key: &str| has.get(key).and_then(Json::as_str);
    // A value is a regular expression: one without any freedom is a text.
    let is_text = |it: &str| !it.contains(['(', ')', '[', ']', '*', '+', '?', '^', '$', '|', '\\', '{', '}']);
    match (word("type"), word("key"), word("value")) {
        (Some("host"), _, Some(value)) if is_text(value) => {
            source::host(value).map(Has::Host).ok_or_else(|| format!("`{value}` is not the name of a host"))
        }
        (Some("query"), Some(key), Some(value)) if is_text(value) && !value.contains(['&', '.']) => {
            Ok(Has::Query(Condition { key: key.to_owned(), value: Some(value.to_owned()) }))
        }
        (Some("query"), Some(key), _) => {
            Err(format!("it holds for any value of `{key}` in the query, and a condition names the value here"))
        }
        (kind, ..) => Err(format!("it holds only for some `{}`, and no condition here looks at that", kind.unwrap_or("has"))),
    }
}

/// Segments, how the destination names their values, and whether the last may be missing with its slash.
fn segments(from: &str) -> Result<(Vec<Segment>, Vec<Value>, bool), String> {
    let parts: Vec<&str> = from[1..].split('/').collect();
    let (mut segments, mut values) = (Vec::new(), Vec::new());
    let mut may_be_nothing = false;
    let mut groups = 0;
    for (at, part) in parts.iter().enumerate() {
        let is_last = at + 1 == parts.len();
        let refuse = || Err(format!("its source has `{part}`, and a placeholder is a whole segment here, all that follows the last"));
        let name_end = part.strip_prefix(':').map(|it| it.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').unwrap_or(it.len()));
        let (name, tail) = match name_end {
            Some(0) => return refuse(),
            Some(end) => (Some(&part[1..=end]), &part[1 + end..]),
            None => (None, *part),
        };
        if name.is_none() && !part.contains(['(', ')', '{', '}', '*', '+', '?', ':', '\\']) {
            segments.push(Segment::Literal((*part).to_owned()));
            continue;
        }
        groups += 1;
        let mut value = |ours: &str| {
            values.push((format!("${groups}"), ours.to_owned()));
            if let Some(name) = name {
                values.extend([(format!(":{name}*"), ours.to_owned()), (format!(":{name}"), ours.to_owned())]);
            }
        };
        let own = name.map_or_else(|| format!("v{}", at + 1), str::to_owned);
        match (name, tail) {
            (Some(_), "") | (_, "([^/]+)" | "([^/]*)" | "([^/]+?)") => {
                value(&format!(":{own}"));
                segments.push(Segment::Name(own));
            }
            (Some(_), "*") | (_, "(.*)") if is_last => {
                value("*");
                may_be_nothing = tail == "*";
                segments.push(Segment::Splat);
            }
            _ => return refuse(),
        }
    }
    Ok((segments, values, may_be_nothing))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rule: &str) -> Result<Vec<(String, String, u16)>, String> {
        let carried = carry(&serde_json::from_str(rule).expect("JSON"))?;
        Ok(carried.rows().map(|it| (it.from.clone(), it.to.clone().unwrap_or_default(), it.status.unwrap_or_default())).collect())
    }

    #[test]
    fn sources_are_read_as_path_to_regexp_does() {
        let found = rows(r#"{"source": "/blog/:path*", "destination": "/news/:path*", "permanent": false}"#);
        assert_eq!(found, Ok(vec![("/blog/*".into(), "/news/*".into(), 307), ("/blog".into(), "/news/".into(), 307)]));
        let found = rows(r#"{"source": "/u/:id/(.*)", "destination": "/v/:id/$2", "has": [{"type": "query", "key": "a", "value": "b"}]}"#);
        assert_eq!(found, Ok(vec![("/u/:id/*?a=b".into(), "/v/:id/*".into(), 308)]));
    }

    #[test]
    fn what_no_source_can_say_is_left() {
        for rule in [
            r#"{"source": "/u/:id(\\d+)", "destination": "/v/:id"}"#,
            r#"{"source": "/docs(/|)", "destination": "/v"}"#,
            r#"{"source": "/a", "destination": "/v", "has": [{"type": "cookie", "key": "a"}]}"#,
            r#"{"source": "/a", "destination": "/v", "missing": [{"type": "header", "key": "a"}]}"#,
            r#"{"source": "/a", "destination": "/v", "statusCode": 303}"#,
            r#"{"source": "/a/:p+", "destination": "/v"}"#,
        ] {
            assert!(rows(rule).is_err(), "{rule}");
        }
    }
}
