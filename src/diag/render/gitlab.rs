//! GitLab's Code Quality: a list of what is shown in the difference of a merge request.

use crate::diag::fingerprint::fingerprints;
use crate::diag::{Printing, Severity};
use serde::Serialize;

#[derive(Serialize)]
struct Issue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// Returns the findings that are not waived, as a list in JSON.
pub fn render(printing: &Printing) -> String {
    let marks = fingerprints(printing, printing.open());
    let issues = printing.open().zip(marks).map(|(finding, fingerprint)| {
        let region = printing.sources.region(finding.span(), str::len);
        let help = finding.help.as_ref().map(|it| format!("; {it}")).unwrap_or_default();
        Issue {
            description: format!("{}{help}", finding.message),
            check_name: finding.code.name,
            fingerprint,
            severity: match finding.severity {
                Severity::Error => "critical",
                Severity::Warning | Severity::Release => "major",
                Severity::Info => "info",
            },
            location: Location { path: printing.path(finding.span().file), lines: Lines { begin: region.line, end: region.end_line } },
        }
    });
    serde_json::to_string_pretty(&issues.collect::<Vec<_>>()).expect("findings hold only text and numbers") + "\n"
}
