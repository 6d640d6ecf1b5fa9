//! Requests just outside domain N, and what a server may still answer to them.
//!
//! It may answer by the same rule, by what the site answers where no rule does, or with 4xx. By another rule's
//! destination only where its fidelity says that it differs.

use crate::client::Response;
use crate::near::{Near, Random};
use crate::upstream::Seen;
use cutover::emit::target::{Clause, Emitter, Holding};
use cutover::model::plan::Plan;
use cutover::model::plan::answer::Outcome;
use cutover::model::plan::request::Request;
use jiff::Timestamp;
use std::sync::Arc;

/// A request outside domain N, and the clause that says what is made of it, if one does.
pub struct Odd {
    pub request: Request,
    pub clause: Option<Clause>,
}

const DOTS: &[&str] = &["/.", "/..", "/./", "/../", "/%2e", "/%2E%2e", "/.%2E/", "/x/..", "/x/../", "/x/%2e%2e/"];
const BROKEN: &[&str] = &["%", "%zz", "%4", "%0", "%00", "%g1"];
const RAW: &[&str] = &["é", "\"", "<", ">", "\\", "^", "{", "}", "|", "`", "你", "<b>", "\"><x"];
const METHODS: &[&str] = &["FOO", "TRACE", "PROPFIND", "get", "BREW", "LINK"];

impl Odd {
    /// Draws a request near the rules of a host, and bends it once.
    pub fn draw(near: &Near<'_>, random: &mut Random) -> Odd {
        let mut request = near.draw(random);
        let (key, query) = (request.key().to_owned(), request.query().to_owned());
        let mark = if query.is_empty() { "" } else { "?" };
        let slashes: Vec<usize> = key.match_indices('/').map(|it| it.0).chain([key.len()]).collect();
        let at = slashes[random.below(slashes.len())];
        let (before, behind) = key.split_at(at);
        let mut clause = None;
        request.target = match random.below(8) {
            0 | 1 => {
                clause = Some(Clause::DotSegments);
                let behind = behind.trim_start_matches('/');
                let dots = random.of(DOTS);
                let slash = if dots.ends_with('/') || behind.is_empty() { "" } else { "/" };
                format!("{before}{dots}{slash}{behind}{mark}{query}")
            }
            2 => {
                clause = Some(Clause::EmptyQuery);
                format!("{key}?")
            }
            3 => {
                clause = Some(Clause::BrokenEscapes);
                // A target that is no path has no place in a request.
                let before = if before.is_empty() { "/" } else { before };
                format!("{before}{}{behind}{mark}{query}", random.of(BROKEN))
            }
            4 => match random.one_in(2) {
                true => format!("{key}{}{mark}{query}", random.of(RAW)),
                false => format!("{key}?{query}{}", random.of(RAW)),
            },
            5 => {
                let length = 4_001 + random.below(5_000);
                format!("{key}?{query}&z={}", "z".repeat(length.saturating_sub(key.len() + query.len() + 4)))
            }
            6 => {
                request.method = random.of(METHODS).to_owned();
                request.target
            }
            _ => format!("{key}#{}{mark}{query}", random.of(&["", "top", "/a", "é"])),
        };
        Odd { request, clause }
    }

    /// Says what a response has that it may not have.
    pub fn fault(&self, plan: &Plan, at: Timestamp, emitter: &Emitter, response: &Response) -> Option<String> {
        // A server that does not know a method says 501 (RFC 9110 section 15.6.2).
        let is_refused =
            (400..500).contains(&response.status) || (response.status == 501 && METHODS.contains(&self.request.method.as_str()));
        if is_refused {
            return None;
        }
        let bare = without_rules(plan);
        let readings = self.readings(emitter);
        let wanted: Vec<Outcome> = readings.iter().flat_map(|it| [plan.answer(it, at).outcome, bare.answer(it, at).outcome]).collect();
        let is_one = wanted.iter().any(|it| agrees(it, response));
        (!is_one).then(|| {
            format!("found {} to {:?} of {:?}, wanted one of {wanted:?}", response.status, response.header("Location"), Seen::of(response))
        })
    }

    /// Returns what the request may be taken for.
    fn readings(&self, emitter: &Emitter) -> Vec<Request> {
        let reading = |target: String| Request { target, ..self.request.clone() };
        let target = &self.request.target;
        // A fragment is no part of what is asked for (RFC 9110 section 4.2.5), and a raw byte means its escape (RFC 3987).
        let cut = target.split('#').next().unwrap_or(target);
        let mut readings = vec![self.request.clone(), reading(cut.to_owned()), reading(escaped(target))];
        if self.clause.is_some_and(|it| matches!((emitter.fidelity)(it), Holding::Differs(_))) {
            readings.push(reading(resolved(target)));
        }
        readings
    }
}

/// Returns the plan as if no rule were written: what sites and hosts answer where no rule does.
fn without_rules(plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    for epoch in plan.hosts.values_mut().flat_map(|it| &mut it.epochs) {
        for site in &mut Arc::make_mut(&mut epoch.routing).sites {
            site.routes.clear();
            site.rows = None;
            site.exact.clear();
            site.patterns.clear();
        }
    }
    plan
}

fn agrees(wanted: &Outcome, response: &Response) -> bool {
    let seen = Seen::of(response);
    match wanted {
        Outcome::Serve { upstream, .. } => seen.is_some_and(|it| it.server == upstream.authority),
        Outcome::Redirect { status, location } => {
            let found = response.header("Location").map(plain);
            response.status == *status && found == Some(plain(location))
        }
        outcome => seen.is_none() && outcome.status() == Some(response.status),
    }
}

/// Returns a `Location` without what servers may spell otherwise outside domain N.
fn plain(location: &str) -> String {
    let escaped = escaped(location);
    escaped.strip_suffix('?').unwrap_or(&escaped).to_owned()
}

/// Returns text with every byte escaped that a URL cannot hold.
fn escaped(text: &str) -> String {
    let is_kept = |it: u8| it.is_ascii_graphic() && !b"\"<>\\^`{|}".contains(&it);
    text.bytes().map(|it| if is_kept(it) { char::from(it).to_string() } else { format!("%{it:02X}") }).collect()
}

/// Returns a target with its dot segments resolved (RFC 3986 section 5.2.4), as those do that read it as a URL.
fn resolved(target: &str) -> String {
    let (key, query) = target.split_once('?').map_or((target, None), |(key, query)| (key, Some(query)));
    let mut kept: Vec<&str> = Vec::new();
    let mut is_open = false;
    for segment in key.split('/').skip(1) {
        let dots = segment.to_ascii_lowercase().replace("%2e", ".");
        is_open = dots == "." || dots == "..";
        match dots.as_str() {
            "." => {}
            ".." => drop(kept.pop()),
            _ => kept.push(segment),
        }
    }
    let end = if is_open { "/" } else { "" };
    let path = if kept.is_empty() { "/".to_owned() } else { format!("/{}{end}", kept.join("/")) };
    query.map_or(path.clone(), |it| format!("{path}?{it}"))
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn dot_segments_are_resolved_as_urls_are() {
        for (target, wanted) in
            [("/a/../b", "/b"), ("/a/%2e%2E/b?x", "/b?x"), ("/a/.", "/a/"), ("/..", "/"), ("/a/b/..", "/a/"), ("/./a//b", "/a//b")]
        {
            assert_eq!(resolved(target), wanted);
            let url = url::Url::parse(&format!("https://host.test{target}")).expect("a URL");
            assert_eq!(url.path(), wanted.split('?').next().unwrap_or_default());
        }
    }
}
