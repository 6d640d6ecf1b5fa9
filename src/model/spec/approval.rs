//! Who signed which text, on which day, and which dates it told: `approvals.toml`.

use super::scalar::{Day, Sha256, When};
use crate::source::Located;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The file `approvals.toml`; `cutover notices --sign` writes it.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Approvals {
    /// Who signed what, one entry a text and role.
    pub approvals: Vec<Located<Approval>>,
}

/// One role's word that a text may be sent as it stands.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Approval {
    /// The text, as `fr/fr-FR/2024-10-15-announcement.mail`.
    pub text: Located<String>,
    /// The SHA-256 of its words.
    pub digest: Located<Sha256>,
    /// Who signed, as `legal`.
    pub role: Located<String>,
    /// The day of signing.
    pub on: Located<Day>,
    /// The dates that it tells, each with its word, by milestone.
    #[serde(default)]
    pub told: BTreeMap<Located<String>, Located<When>>,
}
