//! How much HAProxy must hold at once: an answer stands in one buffer.

use super::words;
use crate::emit::expression;
use crate::model::graph::pattern::{Condition, Pattern, Segment};
use crate::model::plan::routing::{Action, Route, Routing};

/// The longest target of a request for which answers are promised.
const TARGET: usize = 4_000;
/// The space for what stands around an answer: its other words, the headers that are no site's, what HAProxy reserves.
const AROUND: usize = 4_096;
/// What a buffer has unless a configuration says otherwise.
const USUAL: usize = 16_384;
/// What a buffer has in a configuration of its own: requests and responses with large cookies pass too.
pub const COMFORTABLE: usize = 32_768;
/// The largest answer for which buffers are made larger: every connection has two of them.
pub const LARGEST: usize = 131_072;
/// The longest line of a table, whatever the size of buffers: HAProxy takes what stands behind 16,383 bytes for another line.
pub const LINE: usize = 16_000;

/// The most that a buffer must hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Size {
    most: usize,
    headers: usize,
}

impl Size {
    /// Takes in what is answered by a route.
    pub fn route(&mut self, route: &Route) {
        self.most = self.most.max(length(route).1);
    }

    /// Takes in a page.
    pub fn page(&mut self, length: usize) {
        self.most = self.most.max(length);
    }

    /// Takes in the headers of sites.
    pub fn headers(&mut self, routing: &Routing) {
        let of_site = routing.sites.iter().map(|site| site.headers.iter().map(|(name, value)| name.len() + value.len() + 4).sum());
        self.headers = self.headers.max(of_site.max().unwrap_or_default());
    }

    /// Returns the size of a buffer; 0 where HAProxy's own will do.
    pub fn buffer(self) -> usize {
        let needed = self.most + self.headers + AROUND;
        if needed <= USUAL { 0 } else { needed.next_multiple_of(4_096) }
    }
}

/// Returns how many bytes a source has in a table, without the host's name.
pub fn key(pattern: &Pattern) -> usize {
    let is_literal = |it: &Segment| matches!(it, Segment::Literal(_));
    if !pattern.segments.iter().all(is_literal) {
        return expression::pattern(pattern).len();
    }
    let of_segment = |it: &Segment| match it {
        Segment::Literal(text) => 1 + text.len(),
        Segment::Name(_) | Segment::Splat => 0,
    };
    let of_condition = |it: &Condition| 2 + it.key.len() + it.value.as_ref().map_or(0, String::len);
    pattern.segments.iter().map(of_segment).sum::<usize>() + pattern.conditions.iter().map(of_condition).sum::<usize>()
}

/// Returns how many bytes the destination of a route has in a table, and at most where it is answered.
pub fn length(route: &Route) -> (usize, usize) {
    match &route.action {
        Action::Redirect(redirect) => words::length(&redirect.to, TARGET),
        _ => (0, 0),
    }
}

/// Tells whether the destination of a route holds values of the request.
pub fn has_values(route: &Route) -> bool {
    matches!(&route.action, Action::Redirect(redirect) if words::values(&redirect.to).next().is_some())
}
