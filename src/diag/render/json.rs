//! Findings for programs; the shape is versioned and described in `schema/findings.schema.json`.

use crate::diag::{Printing, Severity};
use schemars::JsonSchema;
use serde::Serialize;

/// The findings of one run.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Findings {
    /// The version of this shape.
    version: u32,
    findings: Vec<Finding>,
}

/// One fault.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Finding {
    /// The rule that found it, as `redirect/cycle`.
    rule: &'static str,
    /// `error`, `warning` or `info`.
    severity: &'static str,
    message: String,
    /// What it is about, in the language's words.
    #[serde(skip_serializing_if = "str::is_empty")]
    subject: String,
    /// The first is the fault, the others what it contradicts.
    places: Vec<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// Why it is let pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<String>,
}

/// One place in a file of the workspace.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Labelled {
    path: String,
    /// From 1.
    line: usize,
    /// From 1, in characters.
    column: usize,
    /// The bytes of the file, the end exclusive.
    bytes: [u32; 2],
    label: String,
}

/// Returns the findings as JSON.
pub fn render(printing: &Printing) -> String {
    let findings = printing.report.findings.iter().map(|it| Finding {
        rule: it.code.name,
        severity: it.severity.under(false).word(),
        message: it.message.clone(),
        subject: it.subject.clone(),
        places: it
            .labels
            .iter()
            .map(|label| {
                let place = printing.sources.place(label.span);
                Labelled {
                    path: place.path,
                    line: place.line,
                    column: place.column,
                    bytes: [label.span.start, label.span.end],
                    label: label.text.clone(),
                }
            })
            .collect(),
        help: it.help.clone(),
        waived: it.waived.clone(),
    });
    let findings = Findings { version: 1, findings: findings.collect() };
    debug_assert!(printing.report.findings.iter().all(|it| it.severity != Severity::Release));
    serde_json::to_string_pretty(&findings).expect("findings hold only text and numbers") + "\n"
}
