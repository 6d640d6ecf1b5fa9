//! What a run found, for people and programs.

use schemars::JsonSchema;
use serde::Serialize;

/// The version of this shape.
pub const VERSION: u32 = 1;

/// Every expectation with what was found, and what they leave untried.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Tested {
    /// The version of this shape.
    pub version: u32,
    pub passed: usize,
    pub failed: usize,
    /// In the order of the files.
    pub results: Vec<Judged>,
    pub coverage: Covered,
}

/// One expectation; it holds if it has no fault.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Judged {
    /// Where it is written, as `tests/expectations.toml:12`.
    pub place: String,
    pub url: String,
    pub method: &'static str,
    /// The instant, RFC 3339; not there where none could be made of what is written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The stage that holds then.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The place of the rule that answers, as `regions/uk.toml:14`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// What may explain the faults.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<String>,
    pub faults: Vec<Fault>,
}

impl Judged {
    /// Tells whether it holds.
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Something that is otherwise than expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Fault {
    /// `answer`, `status`, `Location`, `ends`, `at`, or the name of a header.
    pub what: String,
    /// Empty where there is nothing.
    pub found: String,
    pub wanted: String,
}

/// Which rules are tried, and which URLs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Covered {
    pub rules: Rules,
    /// Rules that no expectation and no URL of an inventory reaches, by place.
    pub unreached: Vec<Unreached>,
    /// By name.
    pub hosts: Vec<OfHost>,
    /// By path.
    pub inventories: Vec<OfInventory>,
}

/// How many rules there are, and how many are reached: rules and rows, defaults, routes of services, pages of notices. One
/// that several regions take over is one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Rules {
    pub all: usize,
    pub by_expectations: usize,
    pub by_inventories: usize,
    /// By an expectation, or by a URL of an inventory, or by both.
    pub reached: usize,
    /// By the requests alone that the program makes itself.
    pub by_generated_alone: usize,
    /// How many of a hundred are reached, rounded down.
    pub per_cent: usize,
}

/// A rule that nobody tries.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Unreached {
    /// As `regions/uk/redirects.csv:14`.
    pub place: String,
    /// The source as it was written.
    pub text: String,
    /// Whether a request that the program makes itself reaches it; of big tables it asks for a part.
    pub is_generated: bool,
}

/// One host. A rule that lies on several counts on each.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct OfHost {
    pub host: String,
    pub rules: usize,
    /// Those that an expectation or a URL of an inventory reaches.
    pub reached: usize,
    /// Expectations of its URLs.
    pub expectations: usize,
}

/// One inventory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct OfInventory {
    /// As `regions/uk/inventory.csv`.
    pub path: String,
    pub urls: usize,
    /// Nought where the list does not say.
    pub hits: u64,
    /// URLs that an expectation names, in any stage.
    pub tested: usize,
    pub tested_hits: u64,
    /// URLs that get an answer once their site is dark.
    pub answered: usize,
    pub answered_hits: u64,
    /// Those of them that the default alone answers.
    pub by_default: usize,
}
