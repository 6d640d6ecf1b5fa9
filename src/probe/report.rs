//! What was found of running servers, as programs read it.

use schemars::JsonSchema;
use serde::Serialize;

/// The version of this shape: a key is never renamed or removed under the same number.
const VERSION: u32 = 1;

/// What was found of every server.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Verification {
    /// The version of this shape.
    pub version: u32,
    /// Each server at each stage that it was asked for.
    pub runs: Vec<Run>,
}

impl Verification {
    /// Gathers what was found.
    pub fn new(runs: Vec<Run>) -> Verification {
        Verification { version: VERSION, runs }
    }
}

/// What was found of one server at one stage.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Run {
    /// The server, as `https://10.0.0.1:443`; or the program that was started here.
    pub node: String,
    /// The stage that it must answer.
    pub stage: String,
    /// How many requests were put to it.
    pub asked: usize,
    /// How many of its answers are those of the stage.
    pub agreed: usize,
    /// How many of these the shop's own server gave, whose words are its own.
    pub served: usize,
    /// How many of those say that the shop's own server cannot be reached: 502, 503 or 504.
    pub unserved: usize,
    /// The answers that are not those of the stage.
    pub differences: Vec<Difference>,
    /// What was not asked, and why.
    pub unasked: Vec<Unasked>,
    /// Why nothing could be found out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unreachable: Option<String>,
    /// What a program that was started here says against its configuration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
    /// The stage whose answers it gives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers_as: Option<AnswersAs>,
    /// Each name that it was asked for, where there is more to say of it.
    pub hosts: Vec<HostFacts>,
    /// Where configuration and log of a program were left, if something was wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_in: Option<String>,
}

impl Run {
    /// Tells whether nothing is wrong.
    pub fn is_in_order(&self) -> bool {
        self.faults() == 0 && self.refused.is_none() && self.unreachable.is_none()
    }

    /// Counts all that is wrong with answers and certificates.
    pub fn faults(&self) -> usize {
        self.differences.len() + self.hosts.iter().map(|it| it.faults.len()).sum::<usize>()
    }
}

/// One answer that is not the stage's.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Difference {
    pub method: &'static str,
    pub url: String,
    /// All that is not as it must be.
    pub faults: Vec<Fault>,
    /// The place of the rule that must answer, as `regions/uk.toml:14`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
}

/// One thing that is not as it must be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Fault {
    /// `status`, the name of a header, `served` for the shop's server, or `answer` where none came.
    pub what: String,
    /// Empty where nothing must be there.
    pub wanted: String,
    /// Empty where nothing is there.
    pub found: String,
}

/// Requests that were not put.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Unasked {
    pub count: usize,
    pub why: String,
}

/// The stage whose answers a server gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct AnswersAs {
    /// `header` where responses say it, `answers` where it was found out by asking.
    pub by: &'static str,
    /// The stage, if it is one of the plan; the one that must be answered where several have the same answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The same in words.
    pub text: String,
}

/// What is to be said of one name.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct HostFacts {
    pub host: String,
    /// What its responses say of their stage: the header `Cutover-Stage`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stage_headers: Vec<StageHeader>,
    /// What it shows over https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certificate: Option<CertificateFacts>,
    /// What is wrong with the name as a whole.
    pub faults: Vec<String>,
}

/// One value of the header `Cutover-Stage`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct StageHeader {
    /// Not there where responses carry none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// How many responses say so.
    pub responses: usize,
    /// The stages of the plan that it stands for.
    pub stages: Vec<String>,
}

/// What a certificate says of itself, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct CertificateFacts {
    pub names: Vec<String>,
    pub issuer: String,
    /// RFC 3339.
    pub not_before: String,
    /// RFC 3339.
    pub not_after: String,
    /// SHA-256 of its bytes.
    pub fingerprint: String,
    /// Why it is not to be trusted; none where it is.
    pub faults: Vec<String>,
}
