//! Workflow commands: GitHub shows each as an annotation beside the line.

use crate::diag::{Diagnostic, Printing, Severity, plural, printable};
use std::fmt::Write;

/// How many annotations of a kind GitHub shows for one step; what is over, it drops without a word.
const SHOWN: usize = 10;

/// Returns a command for each finding, as many as are shown; a last notice counts those that are not.
pub fn render(printing: &Printing) -> String {
    let kinds =
        [("error", [Severity::Error].as_slice()), ("warning", &[Severity::Warning, Severity::Release]), ("notice", &[Severity::Info])];
    let of = |kinds: &[Severity]| printing.open().filter(|it| kinds.contains(&it.severity)).collect::<Vec<_>>();
    let found = kinds.map(|(kind, severities)| (kind, of(severities)));
    let is_cut = found.iter().any(|(_, it)| it.len() > SHOWN);
    let mut out = String::new();
    let mut left = Vec::new();
    for (kind, findings) in found {
        // The closing notice takes the place of one.
        let room = if kind == "notice" && is_cut { SHOWN - 1 } else { SHOWN };
        findings.iter().take(room).for_each(|it| command(printing, kind, it, &mut out));
        if findings.len() > room {
            left.push(plural(findings.len() - room, kind, &format!("{kind}s")));
        }
    }
    if is_cut {
        let message = format!("{} more: only {SHOWN} of a kind are shown here, the log of `cutover check` has all", left.join(", "));
        let _ = writeln!(out, "::notice title=cutover::{}", data(&message));
    }
    out
}

fn command(printing: &Printing, kind: &str, finding: &Diagnostic, out: &mut String) {
    let region = printing.sources.region(finding.span(), |text| text.chars().count());
    let path = property(&printable(&printing.path(finding.span().file)));
    let _ = write!(out, "::{kind} file={path},line={},endLine={}", region.line, region.end_line);
    if region.line == region.end_line {
        // Both columns are shown: the last is the last character's own. On several lines GitHub refuses columns.
        let _ = write!(out, ",col={},endColumn={}", region.column, (region.end_column - 1).max(region.column));
    }
    let help = finding.help.as_ref().map(|it| format!("\nhelp: {it}")).unwrap_or_default();
    let page = format!("\nsee `cutover explain {}`", finding.code.name);
    let _ = writeln!(out, ",title={}::{}", property(finding.code.name), data(&format!("{}{help}{page}", finding.message)));
}

/// Returns `text` as a command's message can hold it.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Returns `text` as the value of a command's property can hold it.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
