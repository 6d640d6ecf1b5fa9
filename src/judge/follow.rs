//! Follows a request through the workspace, as a visitor does.

use super::Coverage;
use crate::model::plan::Plan;
use crate::model::plan::answer::Outcome;
use crate::model::plan::request::Request;
use jiff::Timestamp;
use std::fmt;

/// The most hops that a browser follows (Fetch standard, section 4.5).
const MOST: usize = 20;

/// Where a visitor ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// At a page: outside, served, or one of ours.
    At(String),
    /// At an answer that is none.
    Nothing(String, u16),
    /// Nowhere.
    Round,
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            End::At(url) => f.write_str(url),
            End::Nothing(url, status) => write!(f, "{url} ({status})"),
            End::Round => write!(f, "no end after {MOST} hops"),
        }
    }
}

/// Returns where `request` ends at `at`.
pub fn end(plan: &Plan, request: &Request, at: Timestamp, coverage: &mut Coverage) -> End {
    let mut request = request.clone();
    let mut url = format!("https://{}{}", request.host, request.target);
    for _ in 0..=MOST {
        let answer = plan.answer(&request, at);
        coverage.ask(&request, &answer);
        match answer.outcome {
            Outcome::Redirect { location, .. } => url = location,
            Outcome::Gone { .. } => return End::Nothing(url, 410),
            Outcome::NotFound => return End::Nothing(url, 404),
            Outcome::Unavailable { .. } => return End::Nothing(url, 503),
            Outcome::Page { .. } | Outcome::Serve { .. } | Outcome::Untouched => return End::At(url),
        }
        let next = Request::of_url(&url).ok().filter(|it| {
            let name = it.host_name();
            plan.hosts.contains_key(&name) || plan.aliases.contains_key(&name)
        });
        match next {
            Some(next) => request = Request { method: request.method, ..next },
            None => return End::At(url),
        }
    }
    End::Round
}
