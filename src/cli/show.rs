//! Prints findings and their closing line.

use super::judging::quoted;
use super::{Exit, Setting, Stop};
use crate::Checked;
use crate::diag::render::{github, gitlab, json, junit, places, sarif, short, terminal};
use crate::diag::{Printing, Report, Severity, plural};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::path::{Path, PathBuf};

/// The form of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Form {
    /// Drawn, with every place in its file
    Terminal,
    /// One line each: file:line:column: severity[rule]: text
    Short,
    /// For programs; see schema/findings.schema.json
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Workflow commands, which GitHub shows beside the lines
    Github,
    /// GitLab's Code Quality
    Gitlab,
    /// JUnit's XML, for boards that show test runs
    Junit,
    /// CSV with every place of every finding, where others show the first and count the rest
    Places,
}

impl Form {
    fn render(self, printing: &Printing) -> String {
        match self {
            Form::Terminal => terminal::render(printing),
            Form::Short => short::render(printing),
            Form::Json => json::render(printing),
            Form::Sarif => sarif::render(printing),
            Form::Github => github::render(printing),
            Form::Gitlab => gitlab::render(printing),
            Form::Junit => junit::render(printing),
            Form::Places => places::render(printing),
        }
    }
}

/// Prints the findings of a run, drawn ones on standard error, all else on standard output, and writes its reports.
pub fn findings(checked: &Checked, form: Form, setting: &Setting) -> Result<(), Stop> {
    let mut shown: Report = checked.report.clone();
    if setting.is_quiet {
        shown.findings.retain(|it| it.severity == Severity::Error);
    }
    let text = rendered(checked, &shown, form, true, setting)?;
    match form {
        Form::Terminal => write!(anstream::stderr().lock(), "{text}")?,
        _ => write!(anstream::stdout().lock(), "{text}")?,
    }
    Ok(())
}

/// Writes the reports that are asked for: all that can be, before what cannot is told.
pub fn reports(checked: &Checked, reports: &[(Form, PathBuf)], setting: &Setting) -> Result<(), Stop> {
    let mut failed = Vec::new();
    for (form, path) in reports {
        let text = rendered(checked, &checked.report, *form, false, setting)?;
        let folder = path.parent().filter(|it| !it.as_os_str().is_empty() && !it.is_dir());
        match (folder, crate::bundle::write_file(path, text.as_bytes())) {
            (_, Ok(())) => {}
            (Some(folder), Err(_)) => failed.push(format!("{}: there is no folder `{}`", path.display(), folder.display())),
            (None, Err(err)) => failed.push(Stop::machine(path, &err).text),
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(Stop { exit: Exit::Machine, text: failed.join("\nerror: ") }) }
}

fn rendered(checked: &Checked, report: &Report, form: Form, color: bool, setting: &Setting) -> Result<String, Stop> {
    let (prefix, rules) = (prefix(setting)?, crate::codes());
    Ok(form.render(&Printing { sources: &checked.sources, report, color, prefix: &prefix, rules: &rules, as_of: checked.as_of }))
}

/// Returns the way from the repository, the nearest folder upwards with `.git`, to the workspace's root.
pub fn prefix(setting: &Setting) -> Result<String, Stop> {
    // What lies in a bundle lies in no repository.
    if setting.dir.is_file() {
        return Ok(String::new());
    }
    let root = setting.root()?;
    let repository = root.ancestors().find(|it| it.join(".git").exists());
    let inside = repository.and_then(|it| root.strip_prefix(it).ok()).unwrap_or(Path::new(""));
    Ok(inside.components().map(|it| it.as_os_str().to_string_lossy().into_owned() + "/").collect())
}

/// Returns the figures of a run in one line, with what was left open.
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
    let found = if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") };
    if let Some(day) = checked.as_of {
        return format!("{found}, judged as of {day}");
    }
    let open = checked.unjudged;
    let left = [(open.waivers, "waiver", "waivers"), (open.rules, "rule", "rules")];
    let left: Vec<String> = left.iter().filter(|it| it.0 > 0).map(|(count, one, many)| plural(*count, one, many)).collect();
    if left.is_empty() {
        return found;
    }
    let was = if open.waivers + open.rules == 1 { "was" } else { "were" };
    format!("{found}; {} {was} not judged without `--as-of`", left.join(" and "))
}

/// Says where the first error stands, behind the figures of a run; nothing where there is none.
pub fn first_error(checked: &Checked) -> String {
    let first = checked.report.findings.iter().find(|it| it.severity == Severity::Error && it.waived.is_none());
    let place = first.map(|it| checked.sources.place(it.span()));
    place.map_or_else(String::new, |it| format!("; the first error is at {}:{}", crate::diag::printable(&it.path), it.line))
}

/// Says, as the last line of a red run, how to repeat it, by which version, and on which inputs.
pub fn repeat(checked: &Checked, words: &[String]) -> Result<(), Stop> {
    let mut digest = Sha256::new();
    for (_, source) in checked.sources.files() {
        digest.update(format!("{}\0{}\0", source.path, source.text.len()));
        digest.update(source.text.as_bytes());
    }
    let digest: String = digest.finalize().iter().take(8).map(|it| format!("{it:02x}")).collect();
    let version = env!("CARGO_PKG_VERSION");
    writeln!(anstream::stderr().lock(), "repeat with `{}` (cutover {version}, inputs sha256:{digest}…)", quoted(words))?;
    Ok(())
}

/// Returns how a run with these findings ends.
pub fn exit(checked: &Checked) -> Exit {
    if checked.report.has_errors() { Exit::Found } else { Exit::Done }
}
