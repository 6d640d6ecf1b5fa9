//! Holds what came back against what must.

use super::client::Found;
use super::report::Fault;
use super::shop;
use crate::model::plan::Plan;
use crate::model::plan::answer::{Outcome, STAGE};
use crate::model::plan::probe::{Probe, Served};
use crate::model::plan::request::Request;
use sha2::{Digest, Sha256};

/// The headers that are ours to say: none of them stands where none is declared.
pub(super) const OURS: &[&str] =
    &["Cache-Control", "Content-Type", "Deprecation", "Link", "Retry-After", "Strict-Transport-Security", "Sunset", "X-Robots-Tag"];

/// Who stands behind the server that is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// The shop itself, whose words are its own.
    Shop,
    /// Servers in this process, which tell what reached them.
    StandIns,
}

/// Returns what is not as `probe` says. Which stage a response says it belongs to is judged for each host, not here.
pub(super) fn faults(plan: &Plan, probe: &Probe, found: &Found, behind: Behind, body: &[u8]) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut expect = |what: &str, wanted: &str, found: &str| {
        if wanted != found {
            faults.push(Fault { what: what.to_owned(), wanted: wanted.to_owned(), found: found.to_owned() });
        }
    };
    let is_shops = probe.served.is_some() && behind == Behind::Shop;
    if let Some(status) = probe.status {
        expect("status", &status.to_string(), &found.status.to_string());
    }
    if !is_shops {
        expect("Location", probe.location.as_deref().unwrap_or_default(), &found.values("Location").join(" and "));
    }
    for name in OURS.iter().copied() {
        let wanted = probe.headers.get(name).map(String::as_str);
        let values = found.values(name);
        match wanted {
            // What the shop says beside it is the shop's own.
            Some(wanted) if is_shops && values.contains(&wanted) => {}
            Some(wanted) => expect(name, wanted, &values.join(" and ")),
            // A type that nobody declared is the server's own.
            None if is_shops || name == "Content-Type" => {}
            None => expect(name, "", &values.join(" and ")),
        }
    }
    if !probe.headers.contains_key(STAGE) && !is_shops {
        expect(STAGE, "", &found.values(STAGE).join(" and "));
    }
    match (&probe.served, behind) {
        (Some(served), Behind::StandIns) => expect("served", &reached(served, probe, body), &shop::seen(found)),
        (None, Behind::StandIns) => expect("served", "", &shop::seen(found)),
        (Some(served), Behind::Shop) => {
            if let Some(stage) = ours(plan, &probe.request(), found) {
                expect("served", &served.upstream, &format!("our own {}, as at {stage}", found.status));
            }
        }
        (None, Behind::Shop) => {}
    }
    faults
}

/// Returns what must have reached a stand-in, in the words that it has for it.
fn reached(served: &Served, probe: &Probe, body: &[u8]) -> String {
    let server = served.upstream.split_once("://").map_or(served.upstream.as_str(), |it| it.1);
    let body = if probe.method == "POST" { body } else { b"" };
    shop::words(server, probe.method, &probe.request().target, &served.host, body)
}

/// Returns the stage whose redirect or page came back in the place of what the shop would say.
fn ours<'p>(plan: &'p Plan, request: &Request, found: &Found) -> Option<&'p str> {
    if !matches!(found.status, 301 | 302 | 307 | 308 | 410 | 503) {
        return None;
    }
    let name = request.host_name();
    let host = plan.hosts.get(plan.aliases.get(&name).unwrap_or(&name))?;
    let is_ours = |at: jiff::Timestamp| {
        let answer = plan.answer(request, at);
        let headers = || answer.headers.iter().all(|it| it.0 == STAGE || found.values(it.0).contains(&it.1.as_str()));
        match &answer.outcome {
            Outcome::Redirect { status, location } => *status == found.status && found.values("Location") == [location.as_str()],
            Outcome::Gone { .. } | Outcome::Unavailable { .. } => answer.outcome.status() == Some(found.status) && headers(),
            _ => false,
        }
    };
    let start = plan.instant_of(0);
    let at = host.epochs.iter().map(|it| it.since.unwrap_or(start)).find(|it| is_ours(*it))?;
    Some(&plan.stages[plan.stage_at(at)].name)
}

/// Returns the SHA-256 of a body.
pub(super) fn digest(body: &[u8]) -> String {
    Sha256::digest(body).iter().map(|it| format!("{it:02x}")).collect()
}
