//! What the redirects of Netlify can say, and how many of them.

use crate::emit::dialect::{Limit, Line, Reply, has_query, has_text};
use crate::emit::target::Clause;
use crate::model::graph::pattern::{Piece, Segment};
use crate::model::spec::scalar::QueryPolicy;

/// Where its documentation begins to advise against more: a deployment whose rules are too large may fail, and how large
/// is not said. Neither it nor the parser bounds a line.
pub const RULES: Limit =
    Limit { bounds: "rules", most: 10_000, source: "https://docs.netlify.com/manage/routing/redirects/overview/", seen: "2026-11-21" };

/// The page that Netlify shows where there is none; it has one of its own.
pub const NONE: &str = "/404.html";

/// Returns the name of the placeholder of that rank.
fn name(rank: usize, segments: &[Segment]) -> String {
    let placeholders = segments.iter().filter(|it| !matches!(it, Segment::Literal(_)));
    match placeholders.clone().nth(rank) {
        Some(Segment::Splat) | None => "splat".to_owned(),
        _ => format!("v{}", char::from(b'a' + (rank % 26) as u8)),
    }
}

/// Returns what says `line`, or why nothing does.
pub fn say(line: &Line<'_>) -> Result<String, (Clause, String)> {
    let refuse = |clause, why: &str| Err((clause, why.to_owned()));
    if !line.conditions.is_empty() {
        return refuse(Clause::Condition, "of two parameters of one name it takes the last");
    }
    let (to, status) = match &line.reply {
        Reply::Redirect { status: status @ (301 | 302), to, query } => (destination(line, to, query)?, format!("{status}!")),
        Reply::Redirect { status, .. } => return Err((Clause::Redirect, format!("it redirects by 301 and 302, and not by {status}"))),
        Reply::NotFound => (NONE.to_owned(), "404".to_owned()),
        Reply::Gone(_) => return refuse(Clause::Gone, "it has no 410"),
        Reply::Page(_) => return refuse(Clause::Page, "a page that a rule shows has none of our headers"),
        Reply::Unavailable(_) => return refuse(Clause::Unavailable, "it has no 503"),
        Reply::Serve(_) => return refuse(Clause::Serve, "what it fetches from another server is not handed on unchanged"),
    };
    Ok(format!("{} {to} {status}", source(line)?))
}

fn source(line: &Line<'_>) -> Result<String, (Clause, String)> {
    let mut out = String::new();
    let mut rank = 0;
    for segment in line.segments.iter() {
        out.push('/');
        match segment {
            Segment::Literal(text) if text.contains('%') => {
                return Err((Clause::Key, "it compares paths decoded, and takes `%2F` for a slash".to_owned()));
            }
            Segment::Literal(text) if text.starts_with([':', '*']) => {
                return Err((Clause::Source, format!("it would take `{text}` for a placeholder")));
            }
            Segment::Literal(text) => out.push_str(text),
            Segment::Name(_) => out.push_str(&format!(":{}", name(rank, &line.segments))),
            Segment::Splat => out.push('*'),
        }
        rank += usize::from(!matches!(segment, Segment::Literal(_)));
    }
    if rank > 26 {
        return Err((Clause::Source, "it has more placeholders than there are letters".to_owned()));
    }
    Ok(out)
}

fn destination(line: &Line<'_>, to: &[Piece], query: &QueryPolicy) -> Result<String, (Clause, String)> {
    match query {
        QueryPolicy::Keep => {}
        // A destination's own query stands in the place of the visitor's.
        QueryPolicy::Drop if has_query(to) => {}
        QueryPolicy::Drop => return Err((Clause::QueryDrop, "it hands the visitor's query on, unless the destination has one".to_owned())),
        QueryPolicy::Only(_) => return Err((Clause::QueryOnly, "it hands the whole query on".to_owned())),
    }
    if line.is_pattern() && (has_text(to, ":v") || has_text(to, ":splat")) {
        return Err((Clause::Destination, "it would put a value where the destination has a `:`".to_owned()));
    }
    let mut out = String::new();
    for piece in to {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Value(_) if out.contains('?') => {
                return Err((Clause::Destination, "it escapes some characters of a value in a query".to_owned()));
            }
            Piece::Value(at) => out.push_str(&format!(":{}", name(*at, &line.segments))),
        }
    }
    Ok(out)
}
