//! What a Bulk Redirect list can say, and how much of it.

use crate::emit::dialect::{Limit, Line, Part, Reply, has_query};
use crate::emit::target::Clause;
use crate::model::graph::pattern::Piece;
use crate::model::spec::scalar::QueryPolicy;

const PARAMETERS: &str = "https://developers.cloudflare.com/rules/url-forwarding/bulk-redirects/reference/parameters/";
const LISTS: &str = "https://developers.cloudflare.com/waf/tools/lists/lists-api/";
const SEEN: &str = "2026-11-21";

/// 32 KB, of the source and of the destination.
pub const URL: Limit = Limit { bounds: "bytes in a URL", most: 32_000, source: PARAMETERS, seen: SEEN };
/// What requests may change in twelve hours; how many a list holds depends on the plan of the account.
pub const ITEMS: Limit = Limit { bounds: "redirects", most: 1_000_000, source: LISTS, seen: SEEN };

const GOES_ON: &str = "what its list does not name goes on to the zone's own server";

/// One row of the list, without the host of its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub key: String,
    pub to: String,
    pub status: u16,
    pub keeps_query: bool,
}

/// Returns the row that says `line`, `None` where the zone's own server is asked, or why nothing says it.
pub fn say(line: &Line<'_>) -> Result<Option<Item>, (Clause, String)> {
    let refuse = |clause, why: &str| Err((clause, why.to_owned()));
    let (status, to, query) = match &line.reply {
        Reply::Serve(_) => return Ok(None),
        Reply::Redirect { status, to, query } => (*status, to, query),
        Reply::Gone(_) => return refuse(Clause::Gone, "it has no 410"),
        Reply::Page(_) => return refuse(Clause::Page, "it shows no page"),
        Reply::Unavailable(_) => return refuse(Clause::Unavailable, "it has no 503"),
        Reply::NotFound => return refuse(Clause::Default, GOES_ON),
    };
    if !line.conditions.is_empty() {
        return refuse(Clause::Condition, "it compares a query as a whole");
    }
    if line.is_pattern() {
        // It could take all below a path, but what is reserved there with it.
        let is_rule = line.part == Part::Rule;
        return if is_rule { refuse(Clause::Source, "it has no placeholders") } else { refuse(Clause::Default, GOES_ON) };
    }
    let keeps_query = match query {
        QueryPolicy::Keep if has_query(to) => return refuse(Clause::QueryKeep, "it is not told what becomes of two queries"),
        QueryPolicy::Keep => true,
        QueryPolicy::Drop => false,
        QueryPolicy::Only(_) => return refuse(Clause::QueryOnly, "it keeps a query whole, or not at all"),
    };
    let text = |it: &Piece| if let Piece::Text(text) = it { text.clone() } else { String::new() };
    let key = line.literals().map(|it| format!("/{it}")).collect();
    Ok(Some(Item { key, to: to.iter().map(text).collect(), status, keeps_query }))
}
