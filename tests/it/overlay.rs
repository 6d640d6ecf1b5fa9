//! Lays files over a workspace, as a person edits it: line by line, so that places stay where they were written.

use cutover::diag::{Code, Printing, Severity, render};
use cutover::load::Memory;
use cutover::model::spec::owners::Owners;
use cutover::{Checked, Options};
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

/// Returns the folder of the cases.
pub fn cases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// Returns all files below `folder`, by their path from it.
pub fn folder(folder: &Path) -> Memory {
    let mut disk = Memory::default();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).unwrap_or_else(|err| panic!("{}: {err}", next.display())) {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("inside").to_string_lossy().replace('\\', "/");
                disk.0.insert(name, std::fs::read(&path).expect("a file"));
            }
        }
    }
    disk
}

/// The workspace that the rules' examples and cases are laid over; it checks clean.
pub fn base() -> Memory {
    folder(&cases().join("rules/base"))
}

/// Lays `files` over `base`: TOML section by section, everything else as it is.
pub fn lay(mut base: Memory, files: Memory) -> Memory {
    for (path, bytes) in files.0 {
        let below = base.0.get(&path).and_then(|it| String::from_utf8(it.clone()).ok()).filter(|_| path.ends_with(".toml"));
        let merged = match (below, String::from_utf8(bytes.clone())) {
            (Some(below), Ok(above)) => merge(&below, &above).into_bytes(),
            _ => bytes,
        };
        base.0.insert(path, merged);
    }
    base
}

/// A header with the lines behind it.
type Section<'t> = (&'t str, Vec<&'t str>);

/// Adds the lines of each section to the section of the same header, where they replace lines of the same key.
pub fn merge(below: &str, above: &str) -> String {
    let mut sections = split(below);
    for (header, lines) in split(above) {
        let keys: Vec<&str> = lines.iter().filter_map(|it| key(it)).collect();
        if let Some((outer, inner)) = header.trim_matches(['[', ']']).rsplit_once('.')
            && let Some((_, outer)) = sections.iter_mut().find(|(it, _)| *it == format!("[{outer}]"))
        {
            outer.retain(|it| key(it) != Some(inner));
        }
        match sections.iter_mut().find(|(it, _)| *it == header && !header.starts_with("[[")) {
            Some((_, own)) => {
                own.retain(|it| key(it).is_none_or(|it| !keys.contains(&it)));
                let end = own.iter().rposition(|it| !it.trim().is_empty()).map_or(0, |it| it + 1);
                let lines: Vec<&str> = lines.into_iter().filter(|it| !it.trim().is_empty()).collect();
                own.splice(end..end, lines);
            }
            None => sections.push((header, lines)),
        }
    }
    let mut text = String::new();
    for (header, lines) in sections {
        if !text.is_empty() && !text.ends_with("\n\n") {
            text.push('\n');
        }
        for line in std::iter::once(header).filter(|it| !it.is_empty()).chain(lines) {
            text.push_str(line);
            text.push('\n');
        }
    }
    text
}

fn split(text: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section> = vec![("", Vec::new())];
    for line in text.lines() {
        if line.starts_with('[') {
            sections.push((line, Vec::new()));
        } else {
            sections.last_mut().expect("one").1.push(line);
        }
    }
    if sections[0].1.iter().all(|it| it.trim().is_empty()) {
        sections.remove(0);
    }
    sections
}

fn key(line: &str) -> Option<&str> {
    let is_bare = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_\"./".contains(&it));
    line.split_once('=').map(|(key, _)| key.trim_end()).filter(|it| is_bare(it))
}

/// Judges a workspace as a draft; a file `as-of` beside its own says on which day, and `CODEOWNERS` who is asked.
pub fn check(disk: &Memory) -> Checked {
    judge(disk, false)
}

/// Judges a workspace as a release does, or as a draft.
pub fn judge(disk: &Memory, is_strict: bool) -> Checked {
    let day = disk.0.get("as-of").map(|it| String::from_utf8_lossy(it).trim().parse().expect("a day"));
    let owners = disk.0.get("CODEOWNERS").map(|it| Owners::read("CODEOWNERS", &String::from_utf8_lossy(it), ""));
    cutover::check_with_owners(disk, Options { as_of: day, is_strict }, owners.as_ref()).expect("memory can be read")
}

/// Returns the findings, a line each.
pub fn short(checked: &Checked) -> String {
    render::short::render(&printing(checked))
}

/// Returns the findings as they are drawn, without colour.
pub fn drawn(checked: &Checked) -> String {
    render::terminal::render(&printing(checked))
}

pub fn printing(checked: &Checked) -> Printing<'_> {
    static RULES: LazyLock<Vec<&Code>> = LazyLock::new(cutover::codes);
    Printing { sources: &checked.sources, report: &checked.report, color: false, prefix: "", rules: &RULES, as_of: checked.as_of }
}

/// Returns the rules that found something of severity warning or error, each once.
pub fn tripped(checked: &Checked) -> Vec<&'static str> {
    let grave = checked.report.findings.iter().filter(|it| it.severity > Severity::Info && it.waived.is_none());
    let mut names: Vec<&str> = grave.map(|it| it.code.name).collect();
    names.sort_unstable();
    names.dedup();
    names
}
