//! What several published files have in common: versions, places, instants, digests.

use crate::model::artifact::Artifacts;
use crate::model::graph::time;
use crate::model::plan::routing;
use crate::model::spec::place::Closure;
use crate::source::Sources;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The version of every published shape: a key is never renamed or removed under the same number.
pub const VERSION: u32 = 1;

/// Adds `value` as JSON for people and programs.
pub fn json(path: &str, value: &impl Serialize, out: &mut Artifacts) {
    out.add(path, pretty(value));
}

/// Returns `value` as JSON for people and programs.
pub fn pretty(value: &impl Serialize) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).expect("emit: a published shape has text for keys");
    text.push(b'\n');
    text
}

/// Returns the SHA-256 of `bytes` in hexadecimal, as `sha256sum` prints it.
pub fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|it| format!("{it:02x}")).collect()
}

/// Where something was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Origin {
    /// File and line from the workspace's root, as `regions/uk.toml:14`.
    pub place: String,
    /// The source as it was written.
    pub text: String,
    /// `rule`, `service`, `notice` or `default`.
    pub kind: &'static str,
    /// The spelling that was made of it: `hex-case`, `decoded`, `trailing-slash`; empty for a written one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub made: Vec<&'static str>,
}

impl Origin {
    /// Returns the published form of an origin.
    pub fn of(sources: &Sources, origin: &routing::Origin) -> Origin {
        let kind = match origin.kind {
            routing::OriginKind::Rule => "rule",
            routing::OriginKind::Service => "service",
            routing::OriginKind::Notice => "notice",
            routing::OriginKind::Default => "default",
        };
        let made = |it: &Closure| match it {
            Closure::HexCase => "hex-case",
            Closure::Decoded => "decoded",
            Closure::TrailingSlash => "trailing-slash",
        };
        Origin {
            place: sources.place(origin.span).to_string(),
            text: origin.text.clone(),
            kind,
            made: origin.made.iter().map(made).collect(),
        }
    }
}

/// One instant, by two clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Instant {
    /// As RFC 3339 has it, to the second.
    pub utc: String,
    /// As the zone's clock shows it, with its name: `2025-01-01 00:00 Europe/London`.
    pub local: String,
}

impl Instant {
    /// Returns `at` by UTC and by the clock of `zone`.
    pub fn of(at: Timestamp, zone: &TimeZone) -> Instant {
        Instant { utc: time::utc(at), local: time::local(at, zone) }
    }
}

/// Returns the zone of that name, or UTC where there is none.
pub fn zone(name: &str) -> TimeZone {
    time::zone(name).unwrap_or(TimeZone::UTC)
}

/// Returns text as a code span of Markdown: the fence is longer than any run of backticks in it, and it is one line.
pub fn code(text: &str) -> String {
    let line: String = text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    let longest = line.split(|it| it != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if line.starts_with('`') || line.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{line}{pad}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_cannot_leave_its_span() {
        assert_eq!(code("dig a"), "`dig a`");
        assert_eq!(code("a `` b\n# c"), "``` a `` b # c```".replace("``` a", "```a"));
        assert_eq!(code("`x"), "`` `x ``");
    }
}
