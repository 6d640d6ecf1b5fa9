//! One line a finding: `file:line:column: error[rule]: text`.

use crate::diag::{Printing, Severity};
use std::fmt::Write;

/// Returns the findings, a line each, by place; where there is colour the grave ones stand out.
pub fn render(printing: &Printing) -> String {
    let mut out = String::new();
    for finding in printing.open() {
        let place = printing.sources.place(finding.span());
        let (severity, code) = (finding.severity.word(), finding.code.name);
        let place_path = crate::diag::printable(&place.path);
        let style = if printing.color { style(finding.severity) } else { "" };
        let plain = if style.is_empty() { "" } else { PLAIN };
        let (line, column, text) = (place.line, place.column, &finding.message);
        let _ = writeln!(out, "{place_path}:{line}:{column}: {style}{severity}[{code}]{plain}: {text}");
    }
    out
}

/// What ends a style.
const PLAIN: &str = "\u{1b}[0m";

/// Returns what a terminal is told in front of the severity's word.
fn style(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "\u{1b}[1;91m",
        Severity::Warning | Severity::Release => "\u{1b}[1;33m",
        Severity::Info => "",
    }
}
