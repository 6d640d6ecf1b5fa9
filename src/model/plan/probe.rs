//! A request with the answer that must come back: what proves a rule, and what a running server is held against.

use super::Plan;
use super::answer::Outcome;
use super::request::{Request, Scheme};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// A request, and the answer that must come back.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Probe {
    pub url: String,
    pub method: &'static str,
    /// `redirect`, `gone`, `page`, `unavailable`, `serve` or `not-found`.
    pub answer: &'static str,
    /// None where the upstream says it.
    pub status: Option<u16>,
    /// The bytes of `Location`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// Headers that must be there with these values; none is promised of what an upstream answers but these.
    pub headers: BTreeMap<&'static str, String>,
    /// What the probe is for: `route`, `near-miss`, `default`, `unknown`, `reserved`, `alias`, `http`, `query`, `method`, `independent` or `unowned`.
    #[serde(rename = "for")]
    pub purpose: &'static str,
    /// The place of the rule that answers, as `regions/uk.toml:14`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The site that owns the key, as `uk/store`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// Where `answer` is `serve`: who answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served: Option<Served>,
}

/// Who answers in the place of the server that was asked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Served {
    /// As `http://127.0.0.1:8081`.
    pub upstream: String,
    /// The Host that it is asked for.
    pub host: String,
}

impl Probe {
    /// Returns what is asked.
    pub fn request(&self) -> Request {
        let request = Request::of_url(&self.url).expect("model: a probe's URL is made of a request");
        Request { method: self.method.to_owned(), ..request }
    }
}

impl Plan {
    /// Returns the probe that `request` makes at `at`; `None` where nothing is promised of it.
    pub fn probe(&self, request: &Request, method: &'static str, purpose: &'static str, at: Timestamp) -> Option<Probe> {
        let request = Request { method: method.to_owned(), ..request.clone() };
        if request.outside().is_some() {
            return None;
        }
        let answer = self.answer(&request, at);
        if answer.outcome == Outcome::Untouched {
            return None;
        }
        // A path of two slashes is promised to redirects alone.
        if matches!(answer.outcome, Outcome::Serve { .. }) && request.target.starts_with("//") {
            return None;
        }
        let scheme = if request.scheme == Scheme::Https { "https" } else { "http" };
        Some(Probe {
            url: format!("{scheme}://{}{}", request.host, request.target),
            method,
            answer: answer.outcome.word(),
            status: answer.outcome.status(),
            location: match &answer.outcome {
                Outcome::Redirect { location, .. } => Some(location.clone()),
                _ => None,
            },
            served: match &answer.outcome {
                Outcome::Serve { upstream, host } => {
                    Some(Served { upstream: format!("{}://{}", upstream.scheme, upstream.authority), host: host.clone() })
                }
                _ => None,
            },
            rule: answer.origin().map(|it| self.place(it.span).to_string()),
            site: answer.site.map(str::to_owned),
            headers: answer.headers.into_iter().collect(),
            purpose,
        })
    }
}
