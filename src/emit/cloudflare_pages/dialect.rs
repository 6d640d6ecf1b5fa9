//! What the tables of Cloudflare Pages can say, and how much of it.

use crate::emit::dialect::{Limit, Line, Reply, has_query, has_text};
use crate::emit::target::Clause;
use crate::model::graph::pattern::{Piece, Segment};
use crate::model::spec::scalar::QueryPolicy;

const REDIRECTS: &str = "https://developers.cloudflare.com/pages/configuration/redirects/";
const HEADERS: &str = "https://developers.cloudflare.com/pages/configuration/headers/";
const SEEN: &str = "2026-11-21";

/// Rules without a pattern, above the first with one.
pub const STATIC: Limit = Limit { bounds: "rules without placeholders", most: 2_000, source: REDIRECTS, seen: SEEN };
/// All others.
pub const DYNAMIC: Limit = Limit { bounds: "rules with placeholders, or behind one", most: 100, source: REDIRECTS, seen: SEEN };
/// A line; the parser that wrangler 4.86 ships takes 2,000.
pub const LINE: Limit = Limit { bounds: "characters in a line", most: 1_000, source: REDIRECTS, seen: SEEN };
pub const HEADER_RULES: Limit = Limit { bounds: "rules for headers", most: 100, source: HEADERS, seen: SEEN };
pub const HEADER_LINE: Limit = Limit { bounds: "characters in a line of headers", most: 2_000, source: HEADERS, seen: SEEN };

/// The folder of our pages, and a file that is not there.
pub const PAGES: &str = "/cutover-pages/";
pub const NONE: &str = "/cutover-none";

/// What a line says: from where, to where, with which status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub from: String,
    pub to: String,
    pub status: u16,
}

impl Said {
    /// Returns it as one line of `_redirects`.
    pub fn line(&self) -> String {
        format!("{} {} {}", self.from, self.to, self.status)
    }
}

/// Returns the name of the placeholder of that rank.
fn name(rank: usize, segments: &[Segment]) -> String {
    let placeholders = segments.iter().filter(|it| !matches!(it, Segment::Literal(_)));
    match placeholders.clone().nth(rank) {
        Some(Segment::Splat) | None => "splat".to_owned(),
        // Letters, so that none begins another.
        _ => format!("v{}", char::from(b'a' + (rank % 26) as u8)),
    }
}

/// Returns a source as its files write it.
pub fn source(segments: &[Segment]) -> Result<String, (Clause, String)> {
    let mut out = String::new();
    let mut rank = 0;
    for segment in segments {
        out.push('/');
        match segment {
            Segment::Literal(text) => {
                let names = text.split(':').skip(1).any(|it| it.starts_with(|it: char| it.is_ascii_alphabetic()));
                if text.contains('*') || names {
                    return Err((Clause::Source, format!("it would take `{text}` for a placeholder")));
                }
                out.push_str(text);
            }
            Segment::Name(_) => out.push_str(&format!(":{}", name(rank, segments))),
            Segment::Splat => out.push('*'),
        }
        rank += usize::from(!matches!(segment, Segment::Literal(_)));
    }
    if rank > 26 {
        return Err((Clause::Source, "it has more placeholders than there are letters".to_owned()));
    }
    // Two slashes in front would name a host.
    if out.starts_with("//") {
        return Err((Clause::Source, "two slashes in front would be read as the name of a host".to_owned()));
    }
    Ok(out)
}

/// Returns what says `line`, or why nothing does.
pub fn say(line: &Line<'_>) -> Result<Said, (Clause, String)> {
    let refuse = |clause, why: &str| Err((clause, why.to_owned()));
    if !line.conditions.is_empty() {
        return refuse(Clause::Condition, "it does not look at the query");
    }
    let (to, status) = match &line.reply {
        Reply::Redirect { status, to, query } => (destination(line, to, query)?, *status),
        Reply::Page(page) => (format!("{PAGES}{}", page.strip_suffix(".html").unwrap_or(page)), 200),
        Reply::NotFound => (NONE.to_owned(), 200),
        Reply::Gone(_) => return refuse(Clause::Gone, "it has no 410"),
        Reply::Unavailable(_) => return refuse(Clause::Unavailable, "it has no 503"),
        Reply::Serve(_) => return refuse(Clause::Serve, "it shows files of its own, and no other server's answer"),
    };
    Ok(Said { from: source(&line.segments)?, to, status })
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
