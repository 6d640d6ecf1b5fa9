//! What a bundle says of itself: an in-toto statement (v1) whose subjects are its files, with a SLSA provenance (v1) of what
//! they were made of, and by what.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The form of statements (<https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md>).
pub const TYPE: &str = "https://in-toto.io/Statement/v1";
/// The form of what is stated (<https://slsa.dev/spec/v1.0/provenance>).
pub const PREDICATE: &str = "https://slsa.dev/provenance/v1";
/// How the files were made: by this program, from the inputs that lie beside them.
pub const BUILD: &str = "urn:cutover:bundle:1";

/// The statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    #[serde(rename = "_type")]
    pub form: String,
    /// Every file of the bundle but this one, in the order in which they are packed.
    pub subject: Vec<Subject>,
    #[serde(rename = "predicateType")]
    pub predicate_type: String,
    pub predicate: Provenance,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// The path below the bundle's folder.
    pub name: String,
    pub digest: Digest,
    pub annotations: Size,
}

/// A digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Digest {
    /// As `sha256sum` prints it.
    pub sha256: String,
}

/// How large a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// In bytes.
    pub size: u64,
}

/// Of what, and by what, the files were made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Provenance {
    pub build_definition: Definition,
    pub run_details: Details,
}

/// What was asked for, and what it was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Definition {
    pub build_type: String,
    pub external_parameters: Asked,
    /// Each file that was read, by its path in the workspace.
    pub resolved_dependencies: Vec<Subject>,
}

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Asked {
    /// The bundle's name.
    pub name: String,
    /// The day that counted as today.
    pub as_of: String,
    /// The stages that it is narrowed to; all where none is named.
    pub stages: Vec<String>,
    /// The regions that it is narrowed to, with those that share a host with one of them.
    pub regions: Vec<String>,
    /// The digest of the bundle before it, where there is one.
    pub base: Option<String>,
}

/// By what the files were made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Details {
    pub builder: Builder,
}

/// The program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Builder {
    pub id: String,
    /// Of the program (`cutover`), the zone data (`tzdb`), and the locale data (`cldr`, `icu4x`).
    pub version: BTreeMap<String, String>,
}

impl Statement {
    /// Returns how many bytes all files have together.
    pub fn bytes(&self) -> u64 {
        self.subject.iter().fold(0, |sum, it| sum.saturating_add(it.annotations.size))
    }
}

/// Returns what two bundles hold otherwise, a line each: first by what they were made, then file by file.
pub fn differences(one: &Statement, two: &Statement) -> Vec<String> {
    let versions = |it: &Statement| it.predicate.run_details.builder.version.clone();
    let (was, is) = (versions(one), versions(two));
    let mut found = Vec::new();
    for name in was.keys().chain(is.keys()).collect::<std::collections::BTreeSet<_>>() {
        if was.get(name) != is.get(name) {
            let shown = |it: Option<&String>| it.map_or("none", String::as_str).to_owned();
            found.push(format!("made with {name} {}, and not {}", shown(was.get(name)), shown(is.get(name))));
        }
    }
    let by_name =
        |it: &Statement| -> BTreeMap<String, String> { it.subject.iter().map(|it| (it.name.clone(), it.digest.sha256.clone())).collect() };
    let (was, is) = (by_name(one), by_name(two));
    for name in was.keys().chain(is.keys()).collect::<std::collections::BTreeSet<_>>() {
        match (was.get(name), is.get(name)) {
            (Some(was), Some(is)) if was == is => {}
            (Some(_), Some(_)) => found.push(format!("`{name}` is another")),
            (Some(_), None) => found.push(format!("`{name}` is not made")),
            (None, _) => found.push(format!("`{name}` is missing")),
        }
    }
    found
}
