//! SARIF 2.1.0, for code scanning: every rule with its page, every finding with its places, and what mends it.

use crate::diag::fingerprint::fingerprints;
use crate::diag::{Code, Diagnostic, Edit, Label, Printing, Severity, counted};
use crate::source::{FileId, Span};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// What a path may hold as it is when it stands as a relative URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Returns the findings, waived ones too, as a log of one run.
pub fn render(printing: &Printing) -> String {
    let ranks: BTreeMap<&str, usize> = printing.rules.iter().enumerate().map(|(rank, it)| (it.name, rank)).collect();
    let marks = fingerprints(printing, printing.report.findings.iter());
    let results: Vec<Value> =
        printing.report.findings.iter().zip(marks).map(|(it, mark)| result(printing, it, ranks.get(it.code.name), &mark)).collect();
    let driver = json!({
        "name": "cutover",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": printing.rules.iter().map(|it| rule(it)).collect::<Vec<_>>(),
    });
    let mut run = json!({ "tool": { "driver": driver }, "columnKind": "utf16CodeUnits", "results": results });
    if let Some(day) = printing.as_of {
        run["properties"] = json!({ "as-of": day.to_string() });
    }
    let log = json!({ "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run] });
    serde_json::to_string_pretty(&log).expect("findings hold only text and numbers") + "\n"
}

fn rule(code: &Code) -> Value {
    let page = code.text();
    let first = code.title();
    json!({
        "id": code.name,
        "name": name(code.name),
        "shortDescription": { "text": first },
        "fullDescription": { "text": page.split("\n\n").next().unwrap_or(&first).replace('\n', " ") },
        "help": { "text": page, "markdown": page },
        "defaultConfiguration": { "level": level(code.severity) },
        "properties": { "tags": [code.name.split('/').next().unwrap_or_default()] },
    })
}

/// Returns a rule's name as SARIF advises: one word, each part with a capital.
fn name(rule: &str) -> String {
    let capital = |part: &str| part.chars().take(1).flat_map(char::to_uppercase).chain(part.chars().skip(1)).collect::<String>();
    rule.split(['/', '-']).map(capital).collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning | Severity::Release => "warning",
        Severity::Info => "note",
    }
}

fn result(printing: &Printing, finding: &Diagnostic, rank: Option<&usize>, mark: &str) -> Value {
    let help = finding.help.as_ref().map(|it| format!(" (help: {it})")).unwrap_or_default();
    let (shown, left) = others(finding);
    let left = if left == 0 {
        String::new()
    } else {
        format!(" ({} places are not listed here: `--report places=FILE` lists all)", counted(left))
    };
    let mut result = json!({
        "ruleId": finding.code.name,
        "level": level(finding.severity),
        "message": { "text": format!("{}{help}{left}", finding.message) },
        "locations": [location(printing, finding.span(), None)],
        "partialFingerprints": { "cutover/v1": mark },
    });
    if let Some(rank) = rank {
        result["ruleIndex"] = json!(rank);
    }
    if !shown.is_empty() {
        let others = shown.into_iter().enumerate().map(|(at, it)| location(printing, it.span, Some((at, it))));
        result["relatedLocations"] = others.collect();
    }
    if let Some(reason) = &finding.waived {
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": reason }]);
    }
    if !finding.fix.is_empty() {
        result["fixes"] = json!([fix(printing, finding)]);
    }
    result
}

/// How many other places of one finding are listed: code scanning shows no more.
const LISTED: usize = 100;

/// Returns the other places of a finding, those that its labels show first, and how many are left out.
fn others(finding: &Diagnostic) -> (Vec<&Label>, usize) {
    let labels: BTreeSet<Span> = finding.labels.iter().map(|it| it.span).collect();
    let rest = finding.all.iter().filter(|it| !labels.contains(&it.span));
    let mut others: Vec<&Label> = finding.labels[1..].iter().chain(rest).collect();
    let left = others.len().saturating_sub(LISTED.max(finding.labels.len() - 1));
    others.truncate(others.len() - left);
    (others, left)
}

fn location(printing: &Printing, span: Span, label: Option<(usize, &Label)>) -> Value {
    let mut location =
        json!({ "physicalLocation": { "artifactLocation": artifact(printing, span.file), "region": region(printing, span) } });
    if let Some((at, label)) = label {
        location["id"] = json!(at + 1);
        location["message"] = json!({ "text": label.text });
    }
    location
}

fn artifact(printing: &Printing, file: FileId) -> Value {
    json!({ "uri": utf8_percent_encode(&printing.path(file), PATH).to_string() })
}

fn region(printing: &Printing, span: Span) -> Value {
    let region = printing.sources.region(span, |text| text.encode_utf16().count());
    json!({ "startLine": region.line, "startColumn": region.column, "endLine": region.end_line, "endColumn": region.end_column })
}

fn fix(printing: &Printing, finding: &Diagnostic) -> Value {
    let mut files: BTreeMap<FileId, Vec<&Edit>> = BTreeMap::new();
    finding.fix.iter().for_each(|it| files.entry(it.span.file).or_default().push(it));
    let changes = files.into_iter().map(|(file, edits)| {
        let replacements =
            edits.into_iter().map(|it| json!({ "deletedRegion": region(printing, it.span), "insertedContent": { "text": it.text } }));
        json!({ "artifactLocation": artifact(printing, file), "replacements": replacements.collect::<Vec<_>>() })
    });
    let help = finding.help.as_deref().unwrap_or("write it so");
    json!({ "description": { "text": help }, "artifactChanges": changes.collect::<Vec<_>>() })
}
