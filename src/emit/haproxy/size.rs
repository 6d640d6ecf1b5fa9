//! How much HAProxy must hold at once: a line of a table and an answer each stand in one buffer.

use super::words;
use crate::model::plan::routing::{Action, Route, Routing};

/// The longest target of a request for which answers are promised.
const TARGET: usize = 4_000;
/// The space for what stands around an answer: its other words, the headers that are no site's, what HAProxy reserves.
const AROUND: usize = 4_096;
/// What a buffer has unless a configuration says otherwise.
const USUAL: usize = 16_384;
/// What a buffer has in a configuration of its own: requests and responses with large cookies pass too.
pub const COMFORTABLE: usize = 32_768;
/// The largest line or answer for which buffers are made larger: every connection has two of them.
pub const LARGEST: usize = 131_072;

/// The most that a buffer must hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Size {
    most: usize,
    headers: usize,
}

impl Size {
    /// Takes in a row of a table, with a key of `key` bytes.
    pub fn row(&mut self, key: usize, route: &Route) {
        self.most = self.most.max(of_row(key, route));
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

/// Returns how many bytes a row and the answer that is made of it have at most.
pub fn of_row(key: usize, route: &Route) -> usize {
    match &route.action {
        Action::Redirect(redirect) => {
            let (least, most) = words::length(&redirect.to, TARGET);
            most.max(key + least)
        }
        _ => key,
    }
}

/// Tells whether the destination of a route holds values of the request.
pub fn has_values(route: &Route) -> bool {
    matches!(&route.action, Action::Redirect(redirect) if words::values(&redirect.to).next().is_some())
}
