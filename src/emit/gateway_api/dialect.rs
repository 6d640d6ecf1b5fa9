//! What an `HTTPRoute` of the Gateway API can say, and how much of it.

use crate::emit::dialect::{Limit, Line, Part, Reply, gathered, has_query, has_text};
use crate::emit::target::Clause;
use crate::model::graph::pattern::{Piece, Segment};
use crate::model::plan::routing::UpstreamUrl;
use crate::model::spec::scalar::QueryPolicy;
use serde::{Deserialize, Serialize};

const SCHEMA: &str = "https://github.com/kubernetes-sigs/gateway-api/blob/main/apis/v1/httproute_types.go";
const SEEN: &str = "2026-11-21";

/// A host's rules are spread over as many routes as they need.
pub const RULES: Limit = Limit { bounds: "rules in a route", most: 16, source: SCHEMA, seen: SEEN };
pub const HEADERS: Limit = Limit { bounds: "headers in a filter", most: 16, source: SCHEMA, seen: SEEN };
pub const PATH: Limit = Limit { bounds: "characters in a path", most: 1_024, source: SCHEMA, seen: SEEN };
pub const HEADER: Limit = Limit { bounds: "characters in a header", most: 4_096, source: SCHEMA, seen: SEEN };

/// One rule of a route.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Rule {
    pub matches: Vec<Match>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filters: Vec<Filter>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub backend_refs: Vec<Backend>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Match {
    pub path: Path,
}

/// How a path is compared: `Exact` or `PathPrefix`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Path {
    #[serde(rename = "type")]
    pub kind: String,
    pub value: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Filter {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_header_modifier: Option<Modifier>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_redirect: Option<Redirect>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Modifier {
    pub set: Vec<Header>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Header {
    pub name: String,
    pub value: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Redirect {
    pub scheme: String,
    pub hostname: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<NewPath>,
    pub status_code: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewPath {
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replace_full_path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replace_prefix_match: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Backend {
    pub name: String,
    pub namespace: String,
    pub port: u16,
}

/// Where a rule stands: on the host, or on its aliases, which lead to the host where that is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names<'a> {
    Own,
    /// With the host's name, and for how long the redirect to it may be kept.
    Aliases(&'a str, u64),
}

/// Returns the rule that says `line`, or why nothing does.
pub fn say(line: &Line<'_>, names: Names<'_>) -> Result<Rule, (Clause, String)> {
    let refuse = |clause, why: &str| Err((clause, why.to_owned()));
    if !line.conditions.is_empty() {
        return refuse(Clause::Condition, "it leaves open which of two parameters of one name is taken");
    }
    let mut headers: Vec<Header> = gathered(line).into_iter().map(|(name, value)| Header { name: name.to_owned(), value }).collect();
    let mut rule = Rule { matches: vec![Match { path: path(line)? }], filters: Vec::new(), backend_refs: Vec::new() };
    match (&line.reply, names) {
        (Reply::Redirect { status, to, query }, _) => rule.filters.push(redirect(line, *status, to, query)?),
        (Reply::Serve(_), Names::Aliases(host, max_age)) if line.part != Part::Reserved => {
            headers.push(Header { name: "Cache-Control".to_owned(), value: format!("max-age={max_age}") });
            let again = Redirect { scheme: "https".to_owned(), hostname: host.to_owned(), port: None, path: None, status_code: 308 };
            rule.filters.push(filter(again));
        }
        (Reply::Serve(upstream), _) => rule.backend_refs.push(backend(upstream)?),
        (Reply::Gone(_), _) => return refuse(Clause::Gone, "it has no 410"),
        (Reply::Page(_), _) => return refuse(Clause::Page, "it shows no page"),
        (Reply::Unavailable(_), _) => return refuse(Clause::Unavailable, "it has no 503"),
        (Reply::NotFound, _) => return refuse(Clause::Default, "it has no 404 where another rule would answer"),
    }
    // The rule for `Strict-Transport-Security` would hold over http too.
    headers.retain(|it| it.name != "Strict-Transport-Security");
    if !headers.is_empty() {
        let kind = "ResponseHeaderModifier".to_owned();
        rule.filters.insert(0, Filter { kind, response_header_modifier: Some(Modifier { set: headers }), request_redirect: None });
    }
    Ok(rule)
}

fn filter(redirect: Redirect) -> Filter {
    Filter { kind: "RequestRedirect".to_owned(), response_header_modifier: None, request_redirect: Some(redirect) }
}

/// Returns how the keys of a line are compared. A prefix takes the path in front of its slash too.
fn path(line: &Line<'_>) -> Result<Path, (Clause, String)> {
    let refuse = |why: &str| Err((Clause::Source, why.to_owned()));
    let mut value = String::new();
    for segment in line.segments.iter() {
        match segment {
            Segment::Literal(text) => value.push_str(&format!("/{text}")),
            Segment::Name(_) => return refuse("it compares whole paths and prefixes, and has no placeholders"),
            Segment::Splat => {}
        }
    }
    let lower = value.to_ascii_lowercase();
    if lower.contains("//") || lower.contains("%2f") || lower.contains('#') || lower.split('/').any(|it| matches!(it, "." | "..")) {
        return refuse("its schema refuses `//`, `%2F` and dot segments in a path");
    }
    let kind = if line.is_pattern() { "PathPrefix" } else { "Exact" };
    Ok(Path { kind: kind.to_owned(), value: if value.is_empty() { "/".to_owned() } else { value } })
}

fn redirect(line: &Line<'_>, status: u16, to: &[Piece], query: &QueryPolicy) -> Result<Filter, (Clause, String)> {
    let refuse = |clause, why: &str| Err((clause, why.to_owned()));
    match query {
        QueryPolicy::Keep => {}
        QueryPolicy::Drop => return refuse(Clause::QueryDrop, "it keeps the visitor's query"),
        QueryPolicy::Only(_) => return refuse(Clause::QueryOnly, "it keeps the whole query"),
    }
    if has_query(to) || has_text(to, "#") {
        return refuse(Clause::Destination, "it has a host and a path for a destination, and no more");
    }
    let (front, has_rest) = match to {
        [Piece::Text(text)] => (text, false),
        [Piece::Text(text), Piece::Value(_)] if text.ends_with('/') && line.is_pattern() => (text, true),
        _ => return refuse(Clause::Destination, "a value can only stand at the end of a destination"),
    };
    let Some((scheme, rest)) = front.split_once("://") else { return refuse(Clause::Destination, "it has no host") };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (hostname, port) = match authority.split_once(':') {
        Some((host, port)) => (host, port.parse().ok()),
        None => (authority, None),
    };
    let path = if has_rest {
        let path = path.strip_suffix('/').filter(|it| !it.is_empty()).unwrap_or("/").to_owned();
        NewPath { kind: "ReplacePrefixMatch".to_owned(), replace_full_path: None, replace_prefix_match: Some(path) }
    } else {
        NewPath { kind: "ReplaceFullPath".to_owned(), replace_full_path: Some(path.to_owned()), replace_prefix_match: None }
    };
    let hostname = hostname.to_ascii_lowercase();
    Ok(filter(Redirect { scheme: scheme.to_owned(), hostname, port, path: Some(path), status_code: status }))
}

/// Returns the service in the cluster that an upstream names.
fn backend(upstream: &UpstreamUrl) -> Result<Backend, (Clause, String)> {
    let why = || {
        let what = format!("`{}` is no service of a cluster", upstream.authority);
        (Clause::Serve, format!("{what}: write it as `http://store.shop.svc:8080`, with its namespace and port"))
    };
    let (host, port) = upstream.authority.rsplit_once(':').ok_or_else(why)?;
    let host = host.strip_suffix(".svc.cluster.local").or_else(|| host.strip_suffix(".svc")).ok_or_else(why)?;
    let (name, namespace) = host.split_once('.').filter(|it| !it.1.contains('.')).ok_or_else(why)?;
    if upstream.scheme != "http" {
        return Err((Clause::Serve, format!("`{}` is asked over TLS, which a route alone cannot say", upstream.authority)));
    }
    Ok(Backend { name: name.to_owned(), namespace: namespace.to_owned(), port: port.parse().map_err(|_| why())? })
}
