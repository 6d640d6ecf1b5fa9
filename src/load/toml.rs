//! Reads one TOML file entry by entry, so that every fault in it is told at once, each once.

use super::syntax::{Parsed, parse};
use super::value::{Fault, FaultKind, Reading};
use crate::diag::rules::schema::{bad_version, secret, unknown_key, wrong_type};
use crate::diag::{Diagnostic, Help, Report, nearest};
use crate::model::spec::approval::{Approval, Approvals};
use crate::model::spec::expectation::{Expectation, Expectations};
use crate::model::spec::scalar::{DATE_ALONE, Duration, UNQUOTED};
use crate::model::spec::{self, Spec, milestone, notice, place, redirect, region, service, workspace};
use crate::source::{FileId, Sources, Span};
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use toml::Spanned;
use toml::de::DeValue;

/// The version of the language that this program reads.
const SPEC: i64 = 1;

/// Reads `cutover.toml`.
pub fn workspace(file: FileId, sources: &mut Sources, spec: &mut Spec, report: &mut Report) -> Option<spec::Workspace> {
    let text = sources.file(file).text.clone();
    let Parsed { tree, spoilt, is_whole } = parse("", &text, file, sources, spec, report)?;
    if !check_version(&tree, file, sources, report) {
        return None;
    }
    let reading = Reading::new(file, &tree, spoilt);
    tree.get_ref().as_table().into_iter().for_each(|it| reading.refuse_secrets(it));
    let entries = Entries { root: &tree, reading: &reading };
    entries.meet::<spec::Workspace>(&[]);
    entries.meet::<workspace::Lint>(&["lint"]);
    entries.each::<workspace::Platform>(&["platforms"]);
    entries.each::<workspace::PlatformService>(&["platforms", "*", "services"]);
    entries.each::<workspace::Target>(&["targets"]);
    entries.each::<workspace::Waiver>(&["lint", "waivers"]);
    let workspace = reading.read(&tree);
    finish(reading, is_whole, sources, spec, report);
    workspace.filter(|_| is_whole)
}

/// Reads one file of `regions/`.
pub fn region(id: &str, file: FileId, sources: &mut Sources, spec: &mut Spec, report: &mut Report) -> Option<spec::Region> {
    let text = sources.file(file).text.clone();
    let Parsed { mut tree, spoilt, is_whole } = parse(id, &text, file, sources, spec, report)?;
    let reading = Reading::new(file, &tree, spoilt);
    let is_headless = headless(&tree, &reading, report);
    reading.meet::<region::Region>(&tree);
    reading.join(&mut tree);
    tree.get_ref().as_table().into_iter().for_each(|it| reading.refuse_secrets(it));
    let entries = Entries { root: &tree, reading: &reading };
    entries.meet::<redirect::Redirects>(&["redirects"]);
    entries.each::<place::Site>(&["sites"]);
    entries.each::<place::Host>(&["hosts"]);
    entries.each::<place::Domain>(&["domains"]);
    entries.each::<place::Certificate>(&["certificates"]);
    entries.each::<milestone::Milestone>(&["milestones"]);
    entries.each::<service::Service>(&["services"]);
    entries.each::<notice::App>(&["apps"]);
    entries.each::<redirect::Rule>(&["redirects", "rules"]);
    let region = reading.read::<region::Region>(&tree);
    finish(reading, is_whole, sources, spec, report);
    region.filter(|_| is_whole && !is_headless)
}

/// Reads one file of `tests/`; entries that are refused are passed over.
pub fn expectations(path: &str, file: FileId, sources: &mut Sources, spec: &mut Spec, report: &mut Report) -> Option<Expectations> {
    list::<Expectations, Expectation>(("expect", path), file, sources, spec, report)
}

/// Reads `approvals.toml`; entries that are refused are passed over.
pub fn approvals(path: &str, file: FileId, sources: &mut Sources, spec: &mut Spec, report: &mut Report) -> Option<Approvals> {
    list::<Approvals, Approval>(("approvals", path), file, sources, spec, report)
}

/// Reads a file that holds one list of entries, under the key of `at`; the path beside it names what stands in the file.
fn list<T: DeserializeOwned, E: DeserializeOwned>(
    at: (&str, &str),
    file: FileId,
    sources: &mut Sources,
    spec: &mut Spec,
    report: &mut Report,
) -> Option<T> {
    let text = sources.file(file).text.clone();
    let Parsed { tree, spoilt, is_whole } = parse(at.1, &text, file, sources, spec, report)?;
    let reading = Reading::new(file, &tree, spoilt);
    reading.meet::<T>(&tree);
    tree.get_ref().as_table().into_iter().for_each(|it| reading.refuse_secrets(it));
    Entries { root: &tree, reading: &reading }.each::<E>(&[at.0]);
    let read = reading.read::<T>(&tree);
    finish(reading, is_whole, sources, spec, report);
    read
}

/// Tells whether the keys of `[region]` stand above all tables: one header is missing, not each key misplaced.
fn headless(tree: &Spanned<DeValue<'_>>, reading: &Reading, report: &mut Report) -> bool {
    let known = <region::Head as spec::table::Table>::keys();
    let Some(table) = tree.get_ref().as_table() else { return false };
    let stray = |key: &str| !matches!(key, "region" | "sites" | "redirects") && known.iter().any(|it| it == key);
    let mut keys: Vec<_> = table.iter().filter(|(key, _)| stray(key.get_ref())).collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    let Some((first, _)) = keys.first() else { return false };
    let names: Vec<&str> = keys.iter().map(|(key, _)| key.get_ref().as_ref()).collect();
    let (span, verb) = (Span::new(reading.file, first.span()), if names.len() == 1 { "stands" } else { "stand" });
    let message = format!("{} {verb} above all tables, wanted under `[region]`", crate::diag::listed(&names));
    let finding = Diagnostic::new(&unknown_key::CODE, span, "under no header", message);
    let is_missing = !table.keys().any(|it| reading.name(it) == "region");
    report.push(match is_missing {
        true => finding.help("write `[region]` above it").replace(Span { end: span.start, ..span }, "[region]\n"),
        false => finding.help("move it below `[region]`"),
    });
    reading.pruned.borrow_mut().extend(keys.iter().map(|(_, value)| value.span().start as u32));
    is_missing
}

/// Tells whether the file is written in the version of the language that this program reads.
fn check_version(tree: &Spanned<DeValue<'_>>, file: FileId, sources: &Sources, report: &mut Report) -> bool {
    let Some(version) = tree.get_ref().get("spec") else {
        let start = Span::new(file, 0..0);
        // Behind what stands above all keys, such as the line that names the schema.
        let body = tree.span().start;
        let comments = sources.file(file).text[body..].split_inclusive('\n').take_while(|it| it.starts_with('#') && it.ends_with('\n'));
        let first = body + comments.map(str::len).sum::<usize>();
        report.push(
            Diagnostic::new(&bad_version::CODE, start, "no version", "the key `spec` is missing")
                .help("write `spec = 1` on the first line")
                .replace(Span::new(file, first..first), "spec = 1\n"),
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
            let finding = Diagnostic::new(&bad_version::CODE, span, "no number", message).help("write `spec = 1`");
            report.push(if sources.text(span).trim_matches('"') == "1" { finding.replace(span, "1") } else { finding });
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
    /// Looks at the keys of the tables at `path`, each of which a `T` is to be read from.
    fn meet<T: DeserializeOwned>(&self, path: &[&str]) {
        self.descend(self.root, path).into_iter().for_each(|it| self.reading.meet::<T>(it));
    }

    /// Reads every entry of the table or list at `path` as a `T`, and passes over what is refused.
    fn each<T: DeserializeOwned>(&self, path: &[&str]) {
        for section in self.descend(self.root, path) {
            match section.get_ref() {
                DeValue::Table(table) => table.iter().for_each(|(_, it)| drop(self.reading.read::<T>(it))),
                DeValue::Array(list) => list.iter().for_each(|it| drop(self.reading.read::<T>(it))),
                _ => {}
            }
        }
    }

    /// Returns what stands at `path`, whose parts are keys as they are meant, or `*` for any.
    fn descend<'v>(&self, value: &'v Spanned<DeValue<'v>>, path: &[&str]) -> Vec<&'v Spanned<DeValue<'v>>> {
        let Some((first, rest)) = path.split_first() else { return vec![value] };
        let DeValue::Table(table) = value.get_ref() else { return Vec::new() };
        let found = table.iter().filter(|(key, _)| *first == "*" || self.reading.name(key) == *first);
        found.flat_map(|(_, it)| self.descend(it, rest)).collect()
    }
}

/// Words what was refused, and notes which entries are not whole. What is missing from half a file may stand in the other.
fn finish(reading: Reading, is_whole: bool, sources: &mut Sources, spec: &mut Spec, report: &mut Report) {
    spec.damaged.extend(reading.damaged.into_inner().into_iter().map(|it| sources.stretch(it).unwrap_or(it)));
    for fault in reading.faults.borrow().iter().filter(|it| matches!(it.kind, FaultKind::Secret(_))) {
        fault.span.into_iter().for_each(|it| sources.cover(it));
    }
    for (key, near) in reading.meant.into_inner() {
        let names = sources.also(Span { file: reading.file, start: key, end: key + 1 }, near);
        spec.written.extend(names);
    }
    let mut faults = reading.faults.into_inner();
    // A value that is none may stand where nobody asked for it.
    let told: BTreeSet<Option<Span>> = faults.iter().map(|it| it.span).collect();
    faults.extend(reading.spoilt.into_values().filter(|it| !told.contains(&it.span)));
    for fault in faults.into_iter().filter(|it| is_whole || !matches!(it.kind, FaultKind::Missing { .. })) {
        let span = fault.span.unwrap_or(Span::new(reading.file, 0..0));
        spec.damaged.push(span);
        report.push(worded(&fault, span, sources));
    }
}

fn worded(fault: &Fault, span: Span, sources: &Sources) -> Diagnostic {
    match &fault.kind {
        FaultKind::UnknownKey { found, known, written } => {
            let help = match nearest(found, known.iter().copied()).filter(|it| written.contains(it)) {
                Some(near) => Help::from(format!("take it out: `{near}` is written already")),
                None => Help::nearest(found, known.iter().copied(), || format!("known here: {}", listed(known))),
            };
            Diagnostic::new(&unknown_key::CODE, span, "not known here", fault.to_string()).help(help)
        }
        FaultKind::UnknownWord { found, known } => {
            let help = Help::nearest(found, known.iter().copied(), || format!("write one of {}", listed(known)));
            Diagnostic::new(&wrong_type::CODE, span, "not known here", fault.to_string()).help(help)
        }
        FaultKind::Missing { key } => {
            let name = sources.names_of(span).last().map_or_else(|| "the file".to_owned(), |it| format!("`{it}`"));
            Diagnostic::new(&wrong_type::CODE, span, "not whole", format!("{fault} in {name}")).help(format!("add `{key} = …`"))
        }
        FaultKind::Spoilt { text, help } => Diagnostic::new(&wrong_type::CODE, span, "no value", text.clone()).help(help.clone()),
        FaultKind::WrongType { found: "a date", wanted } if wanted == "text" && is_time(span, sources) => {
            Diagnostic::new(&wrong_type::CODE, span, "a date", WANTS_MILESTONE)
                .help("name a milestone, as `\"sunset\"`; dates stand under `[milestones]`")
        }
        FaultKind::WrongType { found, wanted } => {
            let written = sources.text(span);
            let bare = written.trim_matches(['"', '\'']);
            let finding = Diagnostic::new(&wrong_type::CODE, span, "another kind of value", fault.to_string());
            let name = sources.names_of(span).last().copied().unwrap_or_default().to_owned();
            let help = match wanted.as_str() {
                "a list" if *found == "text" => Help::write(written, &format!("[{written}]")),
                it if *found == "text" && it.starts_with("a whole number") && bare.parse::<u32>().is_ok() => Help::write(written, bare),
                "true or false" if matches!(bare, "true" | "false") => Help::write(written, bare),
                "text" if *found == "a whole number" => Help::write(written, &format!("\"{written}\"")),
                "a table" if name.contains(".milestones.") => Help::from("write a table, as `{ on = 2024-12-31 }`"),
                wanted => Help::from(format!("write {wanted}")),
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
                Some((_, wanted)) if wanted.starts_with(UNQUOTED) => {
                    finding.help(Help::write(sources.text(span), wanted.trim_start_matches(UNQUOTED)))
                }
                Some((_, wanted)) if wanted.starts_with(DATE_ALONE) => {
                    finding.help(Help::write(sources.text(span), wanted.trim_start_matches(DATE_ALONE)))
                }
                Some((_, wanted)) => match Duration::respelled(sources.text(span).trim_matches(['"', '\''])) {
                    Some(right) if wanted.starts_with("a duration") => {
                        finding.help(Help::write(sources.text(span), &format!("\"{right}\"")))
                    }
                    _ => finding.help(format!("write {wanted}")),
                },
                None if text.contains("control character") || text.contains("holds a tab") => finding.help("write the text without it"),
                None => finding.help("write the value as its page shows"),
            }
        }
    }
}

/// What is told where a milestone's name is wanted.
pub const WANTS_MILESTONE: &str = "found a date, wanted the name of a milestone: each date stands once";

/// Tells whether `span` is the value of a `since` or an `until`.
fn is_time(span: Span, sources: &Sources) -> bool {
    sources.names_of(span).last().is_some_and(|it| it.ends_with(".since") || it.ends_with(".until"))
}

fn listed(known: &[&str]) -> String {
    known.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")
}
