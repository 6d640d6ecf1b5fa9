//! What the routes of `vercel.json` can say, and how many of them.

use crate::emit::dialect::{Limit, Line, Reply, gathered, has_query, has_text, regex};
use crate::emit::target::Clause;
use crate::model::graph::pattern::Piece;
use crate::model::spec::scalar::QueryPolicy;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const REDIRECTS: &str = "https://vercel.com/docs/routing/redirects/configuration-redirects";

/// What its documentation and the schema of `@vercel/routing-utils` 6.6.0 bound `redirects` by. They name no number for
/// `routes`, which a deployment makes of them.
pub const ROUTES: Limit = Limit { bounds: "routes", most: 2_048, source: REDIRECTS, seen: "2026-11-21" };
/// So the schema has it for `routes` too.
pub const SOURCE: Limit = Limit { bounds: "characters in a source or destination", most: 4_096, source: REDIRECTS, seen: "2026-11-21" };

/// The folder of our pages.
pub const PAGES: &str = "/cutover-pages/";

/// `vercel.json`, as far as it is ours.
#[derive(Debug, Deserialize, Serialize)]
pub struct Vercel {
    #[serde(rename = "$schema")]
    pub schema: String,
    pub routes: Vec<Route>,
}

/// One route: the first that takes a path answers it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Route {
    pub src: String,
    pub case_sensitive: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dest: Option<String>,
    pub status: u16,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
}

/// Returns what says `line`, or why nothing does.
pub fn say(line: &Line<'_>) -> Result<Route, (Clause, String)> {
    let refuse = |clause, why: &str| Err((clause, why.to_owned()));
    if !line.conditions.is_empty() {
        return refuse(Clause::Condition, "it is not told which of two parameters of one name it takes");
    }
    let mut headers: BTreeMap<String, String> = gathered(line).into_iter().map(|(name, it)| (name.to_owned(), it)).collect();
    if headers.values().any(|it| it.contains('$')) {
        return refuse(Clause::Headers, "it would put a value where a header has a `$`");
    }
    let (status, dest) = match &line.reply {
        Reply::Redirect { status, to, query } => {
            headers.insert("Location".to_owned(), destination(to, query)?);
            (*status, None)
        }
        Reply::Gone(page) => (410, Some(format!("{PAGES}{page}"))),
        Reply::Page(page) => (200, Some(format!("{PAGES}{page}"))),
        Reply::Unavailable(page) => (503, Some(format!("{PAGES}{page}"))),
        Reply::NotFound => (404, None),
        Reply::Serve(_) => return refuse(Clause::Serve, "what it fetches from another server is not handed on unchanged"),
    };
    Ok(Route { src: regex(&line.segments), case_sensitive: true, dest, status, headers })
}

fn destination(to: &[Piece], query: &QueryPolicy) -> Result<String, (Clause, String)> {
    let refuse = |clause, why: &str| Err((clause, why.to_owned()));
    match query {
        QueryPolicy::Keep if has_text(to, "#") => return refuse(Clause::QueryKeep, "it is not told where the query stands beside a `#`"),
        QueryPolicy::Keep => {}
        QueryPolicy::Drop => return refuse(Clause::QueryDrop, "it hands the visitor's query on"),
        QueryPolicy::Only(_) => return refuse(Clause::QueryOnly, "it hands the whole query on"),
    }
    if has_query(to) || has_text(to, "$") {
        return refuse(Clause::Destination, "it would add the visitor's query, or put a value where the destination has a `$`");
    }
    let text = |it: &Piece| match it {
        Piece::Text(text) => text.clone(),
        Piece::Value(at) => format!("${}", at + 1),
    };
    // `$1` in front of a digit would be another number.
    let is_split = |pair: &[Piece]| matches!(pair, [Piece::Value(_), Piece::Text(text)] if text.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '_'));
    if to.windows(2).any(is_split) {
        return refuse(Clause::Destination, "it would read what follows a value as a part of its name");
    }
    Ok(to.iter().map(text).collect())
}
