//! One line a finding: `file:line:column: error[rule]: text`.

use crate::diag::Printing;
use std::fmt::Write;

/// Returns the findings, a line each, and the closing line's figures are left to the caller.
pub fn render(printing: &Printing) -> String {
    let mut out = String::new();
    for finding in printing.open() {
        let place = printing.sources.place(finding.span());
        let (severity, code) = (finding.severity.word(), finding.code.name);
        let place_path = crate::diag::printable(&place.path);
        let _ = writeln!(out, "{place_path}:{}:{}: {severity}[{code}]: {}", place.line, place.column, finding.message);
    }
    out
}
