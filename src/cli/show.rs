//! Prints findings and their closing line.

use super::{Exit, Setting, Stop};
use crate::Checked;
use crate::diag::render::{json, short, terminal};
use crate::diag::{Printing, Severity, plural};
use sha2::{Digest, Sha256};
use std::io::Write;

/// The form of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// Drawn, with every place in its file
    Terminal,
    /// One line each: file:line:column: severity[rule]: text
    Short,
    /// For programs; see schema/findings.schema.json
    Json,
}

/// Prints the findings of a run: for people on standard error, as JSON on standard output.
pub fn findings(checked: &Checked, form: Form, setting: &Setting) -> Result<(), Stop> {
    let printing = Printing { sources: &checked.sources, report: &checked.report, color: true };
    let mut report = checked.report.clone();
    if setting.is_quiet {
        report.findings.retain(|it| it.severity == Severity::Error);
    }
    let printing = Printing { report: &report, ..printing };
    match form {
        Form::Json => write!(anstream::stdout().lock(), "{}", json::render(&printing))?,
        Form::Short => write!(anstream::stdout().lock(), "{}", short::render(&printing))?,
        Form::Terminal => write!(anstream::stderr().lock(), "{}", terminal::render(&printing))?,
    }
    Ok(())
}

/// Returns the figures of a run in one line.
pub fn summary(checked: &Checked) -> String {
    let report = &checked.report;
    let counts = [
        (report.count(Severity::Error), "error", "errors"),
        (report.count(Severity::Warning), "warning", "warnings"),
        (report.count(Severity::Info), "note", "notes"),
    ];
    let mut parts: Vec<String> = counts.iter().filter(|it| it.0 > 0).map(|(count, one, many)| plural(*count, one, many)).collect();
    if report.waived() > 0 {
        parts.push(format!("{} waived", report.waived()));
    }
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}

/// Says, after a red run, how to repeat it, by which version, and on which inputs.
pub fn repeat(checked: &Checked, command: &str) -> Result<(), Stop> {
    if !checked.report.has_errors() {
        return Ok(());
    }
    let mut digest = Sha256::new();
    for (_, source) in checked.sources.files() {
        digest.update(format!("{}\0{}\0", source.path, source.text.len()));
        digest.update(&source.text);
    }
    let digest: String = digest.finalize().iter().take(8).map(|it| format!("{it:02x}")).collect();
    writeln!(anstream::stderr().lock(), "repeat with `{command}` (cutover {}, inputs sha256:{digest}…)", env!("CARGO_PKG_VERSION"))?;
    Ok(())
}

/// Returns how a run with these findings ends.
pub fn exit(checked: &Checked) -> Exit {
    if checked.report.has_errors() { Exit::Found } else { Exit::Done }
}
