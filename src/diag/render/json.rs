//! Findings for programs; the shape is versioned and described in `schema/findings.schema.json`.

use crate::diag::{Label, Printing, Severity};
use schemars::JsonSchema;
use serde::Serialize;

/// The findings of one run.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Findings {
    /// The version of this shape.
    version: u32,
    /// The day that counted as today; without it nothing that depends on the day was judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    as_of: Option<String>,
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
    /// Every place with what is told of it, where there are more than `places` shows.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    all: Vec<Labelled>,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    /// What mends it for certain, in the order of the file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fix: Vec<Change>,
    /// Why it is let pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<String>,
}

/// What stands at a place gives way to a text.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Change {
    /// From the repository's root.
    path: String,
    /// The bytes of the file that give way, the end exclusive.
    bytes: [u32; 2],
    text: String,
}

/// One place in a file of the workspace.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Labelled {
    /// From the repository's root: the nearest folder upwards with `.git`, else the workspace's own.
    path: String,
    /// From 1.
    line: usize,
    /// From 1, in characters.
    column: usize,
    /// The line of the last character.
    end_line: usize,
    /// The column behind the last character.
    end_column: usize,
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
        places: it.labels.iter().map(|label| labelled(printing, label)).collect(),
        all: it.all.iter().map(|label| labelled(printing, label)).collect(),
        fix: it
            .fix
            .iter()
            .map(|it| Change { path: printing.path(it.span.file), bytes: [it.span.start, it.span.end], text: it.text.clone() })
            .collect(),
        help: it.help.clone(),
        waived: it.waived.clone(),
    });
    let findings = Findings { version: 1, as_of: printing.as_of.map(|it| it.to_string()), findings: findings.collect() };
    debug_assert!(printing.report.findings.iter().all(|it| it.severity != Severity::Release));
    serde_json::to_string_pretty(&findings).expect("findings hold only text and numbers") + "\n"
}

fn labelled(printing: &Printing, label: &Label) -> Labelled {
    let region = printing.sources.region(label.span, |text| text.chars().count());
    Labelled {
        path: printing.path(label.span.file),
        line: region.line,
        column: region.column,
        end_line: region.end_line,
        end_column: region.end_column,
        bytes: [label.span.start, label.span.end],
        label: label.text.clone(),
    }
}
