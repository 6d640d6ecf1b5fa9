//! What Apache's language, or this emitter, cannot say exactly.

use super::words::PLACEHOLDERS;
use crate::emit::refuse::{Report, refusals, routes};
use crate::emit::target::{Clause, Refusal};
use crate::model::graph::Target;
use crate::model::graph::pattern::{Piece, Segment};
use crate::model::plan::Plan;
use crate::model::plan::routing::{Action, Redirect, Route, Routing};
use crate::model::spec::scalar::QueryPolicy;

/// The longest URL that rewriting makes: twice the longest line of a request (8,190 bytes unless the server says otherwise).
const LONGEST_URL: usize = 2 * 8_190;
/// The longest target of a request that the meaning covers.
const LONGEST_TARGET: usize = 4_000;

/// Returns all that `target` cannot say of `plan`, through all its stages.
pub fn cannot(plan: &Plan, target: &Target) -> Vec<Refusal> {
    refusals(plan, target, routing)
}

fn routing(routing: &Routing, report: &mut Report<'_>) {
    for (name, value) in routing.sites.iter().filter(|it| !it.is_independent).flat_map(|it| &it.headers) {
        if value.starts_with("expr=") {
            report.refuse(Clause::Headers, None, format!("the value of `{name}` begins with `expr=`, which Apache computes"));
        }
    }
    for route in routes(routing) {
        let pattern = &route.pattern;
        if pattern.segments.iter().filter(|it| !matches!(it, Segment::Literal(_))).count() > PLACEHOLDERS {
            let why = format!("`{pattern}` has more than {PLACEHOLDERS} placeholders, and Apache numbers {PLACEHOLDERS}");
            report.exceed(Clause::Source, Some(route.origin.span), why);
        }
        if let Action::Redirect(redirect) = &route.action {
            length(route, redirect, report);
        }
    }
}

/// Refuses a destination that some request would make longer than Apache takes.
fn length(route: &Route, redirect: &Redirect, report: &mut Report<'_>) {
    let mut fixed = 0;
    let mut uses = [0_usize; PLACEHOLDERS + 1];
    for piece in redirect.to.pieces() {
        match piece {
            Piece::Text(text) => fixed += text.len(),
            Piece::Value(at) => uses[at.min(PLACEHOLDERS)] += 1,
        }
    }
    // All values stand in one target, as the query does: the longest URL repeats the most used of them.
    let most = uses.into_iter().max().unwrap_or_default().max(usize::from(redirect.query != QueryPolicy::Drop));
    if fixed + most * LONGEST_TARGET > LONGEST_URL {
        let why = format!("its destination may become longer than the URLs that Apache makes, {LONGEST_URL} bytes");
        report.exceed(Clause::Destination, Some(route.origin.span), why);
    }
}
