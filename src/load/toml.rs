//! Reads one TOML file entry by entry, so that every fault in it is told at once, each once.

use super::names::names;
use super::value::{Fault, FaultKind, Reading};
use crate::diag::rules::schema::{bad_version, duplicate_id, secret, syntax, unknown_key, wrong_type};
use crate::diag::{Diagnostic, Report, nearest};
use crate::model::spec::{self, Spec, milestone, notice, place, redirect, region, service, workspace};
use crate::source::{FileId, Sources, Span};
use serde::de::DeserializeOwned;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

/// The version of the language that this program reads.
const SPEC: i64 = 1;

/// Reads `cutover.toml`.
pub fn workspace(file: FileId, sources: &mut Sources, spec: &mut Spec, report: &mut Report) -> Option<spec::Workspace> {
    let text = sources.file(file).text.clone();
    let tree = parse("", &text, file, sources, spec, report)?;
    if !check_version(&tree, file, report) {
        return None;
    }
    let reading = Reading::new(file, &tree);
    tree.get_ref().as_table().into_iter().for_each(|it| reading.refuse_secrets(it));
    let entries = Entries { root: &tree, reading: &reading };
    entries.each::<workspace::Platform>(&["platforms"]);
    entries.each::<workspace::PlatformService>(&["platforms", "*", "services"]);
    entries.each::<workspace::Target>(&["targets"]);
    entries.each::<workspace::Waiver>(&["lint", "waivers"]);
    let workspace = reading.read(&tree);
    finish(reading, sources, spec, report);
    workspace
}

/// Reads one file of `regions/`.
pub fn region(id: &str, file: FileId, sources: &mut Sources, spec: &mut Spec, report: &mut Report) -> Option<spec::Region> {
    let text = sources.file(file).text.clone();
    let tree = parse(id, &text, file, sources, spec, report)?;
    let reading = Reading::new(file, &tree);
    tree.get_ref().as_table().into_iter().for_each(|it| reading.refuse_secrets(it));
    let entries = Entries { root: &tree, reading: &reading };
    entries.each::<place::Site>(&["sites"]);
    entries.each::<place::Host>(&["hosts"]);
    entries.each::<place::Domain>(&["domains"]);
    entries.each::<place::Certificate>(&["certificates"]);
    entries.each::<milestone::Milestone>(&["milestones"]);
    entries.each::<service::Service>(&["services"]);
    entries.each::<notice::App>(&["apps"]);
    entries.each::<redirect::Rule>(&["redirects", "rules"]);
    let region = reading.read::<region::Region>(&tree);
    finish(reading, sources, spec, report);
    region
}

/// Parses a file; with a fault of syntax nothing of it is compiled.
fn parse<'a>(
    id: &str,
    text: &'a str,
    file: FileId,
    sources: &mut Sources,
    spec: &mut Spec,
    report: &mut Report,
) -> Option<Spanned<DeValue<'a>>> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let (table, errors) = DeTable::parse_recoverable(text);
    let known = names(id, file, table.get_ref());
    spec.written.extend(known.iter().map(|(_, name)| name.clone()));
    sources.name(file, known);
    let mut faults: Vec<(Span, String)> = errors.iter().map(|it| place(it, file, text)).collect();
    faults.sort();
    faults.dedup();
    for (span, message) in &faults {
        let code = if message.contains("duplicate key") { &duplicate_id::CODE } else { &syntax::CODE };
        let (message, help) = match code.name == duplicate_id::CODE.name {
            true => (format!("`{}` is written twice", sources.text(*span)), "keep one of the two"),
            false => (format!("this is not TOML: {message}"), "mend the line; the rest of the file was not judged"),
        };
        report.push(Diagnostic::new(code, *span, "here", message).help(help));
    }
    let range = table.span();
    faults.is_empty().then(|| Spanned::new(range.start.max(start)..range.end, DeValue::Table(table.into_inner())))
}

fn place(error: &Error, file: FileId, text: &str) -> (Span, String) {
    let range = error.span().unwrap_or(0..0);
    let message = error.message().replace('\n', ", ").replace("invalid ", "no proper ").replace("expected ", "wanted ");
    (Span::new(file, range.start.min(text.len())..range.end.min(text.len())), message)
}

/// Tells whether the file is written in the version of the language that this program reads.
fn check_version(tree: &Spanned<DeValue<'_>>, file: FileId, report: &mut Report) -> bool {
    let Some(version) = tree.get_ref().get("spec") else {
        let start = Span::new(file, 0..0);
        report.push(
            Diagnostic::new(&bad_version::CODE, start, "no version", "the key `spec` is missing")
                .help("write `spec = 1` on the first line"),
        );
        return false;
    };
    let span = Span::new(file, version.span());
    match version.get_ref().as_integer().and_then(|it| i64::from_str_radix(it.as_str(), it.radix()).ok()) {
        Some(SPEC) => true,
        Some(other) => {
            let message = format!("the workspace is written in version {other} of the language, this program reads version {SPEC}");
            let help = if other > SPEC { "take a newer `cutover`, or write `spec = 1`" } else { "write `spec = 1`" };
            report.push(Diagnostic::new(&bad_version::CODE, span, "another version", message).help(help));
            false
        }
        None => {
            let message = "found another kind of value, wanted the version of the language: a whole number";
            report.push(Diagnostic::new(&bad_version::CODE, span, "no number", message).help("write `spec = 1`"));
            false
        }
    }
}

/// The way out where a secret stands in a file.
pub const SECRET: &str = "take it out, and change it where it is used: whoever reads this file has seen it";

/// The entries of a file, read one at a time before the file is read as a whole.
struct Entries<'a> {
    root: &'a Spanned<DeValue<'a>>,
    reading: &'a Reading,
}

impl Entries<'_> {
    /// Reads every entry of the table or list at `path` as a `T`, and passes over what is refused.
    fn each<T: DeserializeOwned>(&self, path: &[&str]) {
        for section in descend(self.root, path) {
            match section.get_ref() {
                DeValue::Table(table) => table.iter().for_each(|(_, it)| drop(self.reading.read::<T>(it))),
                DeValue::Array(list) => list.iter().for_each(|it| drop(self.reading.read::<T>(it))),
                _ => {}
            }
        }
    }
}

fn descend<'a>(value: &'a Spanned<DeValue<'a>>, path: &[&str]) -> Vec<&'a Spanned<DeValue<'a>>> {
    let Some((first, rest)) = path.split_first() else { return vec![value] };
    let DeValue::Table(table) = value.get_ref() else { return Vec::new() };
    table.iter().filter(|(key, _)| *first == "*" || key.get_ref() == first).flat_map(|(_, it)| descend(it, rest)).collect()
}

/// Words what was refused, and notes which entries are not whole.
fn finish(reading: Reading, sources: &mut Sources, spec: &mut Spec, report: &mut Report) {
    spec.damaged.extend(reading.damaged.into_inner().into_iter().map(|it| sources.stretch(it).unwrap_or(it)));
    for fault in reading.faults.borrow().iter().filter(|it| matches!(it.kind, FaultKind::Secret(_))) {
        fault.span.into_iter().for_each(|it| sources.cover(it));
    }
    for fault in reading.faults.into_inner() {
        let span = fault.span.unwrap_or(Span::new(reading.file, 0..0));
        spec.damaged.push(span);
        report.push(worded(&fault, span, sources));
    }
}

fn worded(fault: &Fault, span: Span, sources: &Sources) -> Diagnostic {
    match &fault.kind {
        FaultKind::UnknownKey { found, known } => {
            let help = match nearest(found, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known here: {}", listed(known)),
            };
            Diagnostic::new(&unknown_key::CODE, span, "not known here", fault.to_string()).help(help)
        }
        FaultKind::UnknownWord { found, known } => {
            let help = match nearest(found, known.iter().copied()) {
                Some(near) => format!("did you mean `\"{near}\"`?"),
                None => format!("write one of {}", listed(known)),
            };
            Diagnostic::new(&wrong_type::CODE, span, "not known here", fault.to_string()).help(help)
        }
        FaultKind::Missing { key } => {
            let name = sources.names_of(span).last().map_or_else(|| "the file".to_owned(), |it| format!("`{it}`"));
            Diagnostic::new(&wrong_type::CODE, span, "not whole", format!("{fault} in {name}")).help(format!("add `{key} = …`"))
        }
        FaultKind::WrongType { found, wanted } => {
            let finding = Diagnostic::new(&wrong_type::CODE, span, "another kind of value", fault.to_string());
            let name = sources.names_of(span).last().copied().unwrap_or_default().to_owned();
            let help = match wanted.as_str() {
                "a list" if *found == "text" => format!("write `[{}]`", sources.text(span)),
                it if *found == "text"
                    && it.starts_with("a whole number")
                    && sources.text(span).trim_matches('"').parse::<i64>().is_ok() =>
                {
                    format!("write `{}`", sources.text(span).trim_matches('"'))
                }
                "a table" if name.contains(".milestones.") => "write a table, as `{ on = 2024-12-31 }`".to_owned(),
                wanted => format!("write {wanted}"),
            };
            finding.help(help)
        }
        FaultKind::Secret(what) => {
            let name = sources.names_of(span).last().map_or_else(|| "a value".to_owned(), |it| format!("`{it}`"));
            let finding = Diagnostic::new(&secret::CODE, span, "a secret", format!("{name} looks like {what}"));
            finding.help(SECRET)
        }
        FaultKind::Text(text) => {
            let finding = Diagnostic::new(&wrong_type::CODE, span, "cannot be read", text.clone());
            match text.split_once(", wanted ") {
                Some((_, wanted)) => finding.help(format!("write {wanted}")),
                None if text.contains("control character") => finding.help("write the text without it"),
                None => finding.help("write the value as its page shows"),
            }
        }
    }
}

fn listed(known: &[&str]) -> String {
    known.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}
