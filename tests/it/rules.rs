//! Every rule: its page, the example on it, what trips it and what only comes close.

use crate::overlay::{self, base, cases, drawn, folder, lay, short, tripped};
use cutover::diag::Code;
use cutover::load::Memory;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[test]
fn the_workspace_below_all_cases_checks_clean() {
    for is_strict in [false, true] {
        let checked = overlay::judge(&base(), is_strict);
        assert_eq!(tripped(&checked), [] as [&str; 0], "{}", short(&checked));
    }
}

/// Judges what is written for a rule: strictly, where the rule is one of a release.
fn check(code: &Code, disk: &Memory) -> cutover::Checked {
    if code.name == "release/not-reproducible" {
        return crate::bundle::packed_while_saving(disk.clone());
    }
    overlay::judge(disk, code.name.starts_with("release/"))
}

#[test]
fn every_page_says_why_shows_an_example_and_the_way_out() {
    for code in cutover::codes() {
        let first = code.page.lines().next().unwrap_or_default().trim();
        let sentence = code.page.split("\n\n").next().unwrap_or_default().trim();
        assert!(first.starts_with(|it: char| it.is_uppercase()), "{}: {first}", code.name);
        assert!(sentence.ends_with('.'), "{}: {sentence}", code.name);
        let heads: Vec<&str> = code.page.lines().map(str::trim).filter(|it| it.starts_with("## ")).collect();
        assert_eq!(heads, ["## Why it matters", "## Example", "## What to do"], "{}", code.name);
    }
}

#[test]
fn the_example_on_every_page_trips_its_rule_and_no_other() {
    let mut wrong = Vec::new();
    for code in cutover::codes() {
        let files = example(code);
        assert!(!files.0.is_empty(), "{} has no example", code.name);
        let checked = check(code, &lay(base(), files));
        let others: Vec<&str> = tripped(&checked).into_iter().filter(|it| *it != code.name).collect();
        if !others.is_empty() || !checked.report.findings.iter().any(|it| it.code == code) {
            wrong.push(format!("{}:\n{}", code.name, short(&checked)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Returns the files in the fenced blocks of a page; what is `text` is only read, but for `text as-of`: the day.
pub fn example(code: &Code) -> Memory {
    let mut disk = Memory::default();
    let mut open: Option<(&str, String)> = None;
    for line in code.page.lines().map(|it| it.strip_prefix(' ').unwrap_or(it)) {
        match (&mut open, line.strip_prefix("```")) {
            (Some((path, text)), Some(_)) => {
                if *path != "text" {
                    disk.0.insert((*path).to_owned(), text.clone().into_bytes());
                }
                open = None;
            }
            (Some((_, text)), None) => text.extend([line, "\n"]),
            (None, Some(info)) => open = Some((info.split_once(' ').map_or(info, |(_, path)| path), String::new())),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "{}: a block is not closed", code.name);
    disk
}

/// Returns the folder of a rule's case.
fn case(code: &Code) -> PathBuf {
    cases().join("rules").join(code.name.replace('-', "_"))
}

#[test]
fn every_rule_finds_what_trips_it() {
    for code in cutover::codes() {
        let checked = check(code, &lay(base(), folder(&case(code).join("trips"))));
        assert!(
            checked.report.findings.iter().any(|it| it.code == code),
            "{} is not tripped by {}:\n{}",
            code.name,
            case(code).display(),
            short(&checked)
        );
        snapshots(&case(code), &checked);
    }
}

#[test]
fn no_rule_finds_what_only_comes_close() {
    let mut wrong = Vec::new();
    for code in cutover::codes() {
        let checked = check(code, &lay(base(), folder(&case(code).join("close"))));
        if !tripped(&checked).is_empty() || checked.report.findings.iter().any(|it| it.code == code) {
            wrong.push(format!("{}:\n{}", code.name, short(&checked)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Holds the whole output, a line each and drawn, beside the case.
pub fn snapshots(case: &Path, checked: &cutover::Checked) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(case);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!("short", short(checked));
        insta::assert_snapshot!("drawn", drawn(checked));
    });
}

#[test]
fn every_rule_has_a_file_a_page_and_a_case_and_nothing_else_has() {
    let known: BTreeSet<String> = cutover::codes().iter().map(|it| it.name.to_owned()).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut declared = BTreeSet::new();
    for (path, bytes) in ["src/check/rules", "src/diag/rules"].iter().flat_map(|it| folder(&root.join(it)).0) {
        let text = String::from_utf8(bytes).expect("Rust is UTF-8");
        if !text.contains("code! {") {
            continue;
        }
        let name = path.trim_end_matches(".rs").replace('_', "-");
        assert!(text.starts_with(&format!("//! `{name}`\n")), "{path} does not open with its rule's name");
        assert!(text.contains(&format!("    \"{name}\" ")), "{path} declares another rule than its path says");
        assert!(declared.insert(name), "{path} is a second page of its rule");
    }
    assert_eq!(declared, known, "files of rules, and the lists of them");
    let mut found = BTreeSet::new();
    for topic in std::fs::read_dir(cases().join("rules")).expect("cases").map(|it| it.expect("a topic").path()) {
        let topic_name = topic.file_name().expect("a name").to_string_lossy().into_owned();
        for fault in std::fs::read_dir(&topic).into_iter().flatten().map(|it| it.expect("a fault").path()) {
            if topic_name != "base" {
                let fault = fault.file_name().expect("a name").to_string_lossy().into_owned();
                found.insert(format!("{topic_name}/{}", fault.replace('_', "-")));
            }
        }
    }
    assert_eq!(found, known, "folders of cases, and the lists of rules");
}

#[test]
fn lines_are_laid_over_lines_of_the_same_key() {
    let merged = overlay::merge("a = 1\n\n[x]\nb = 1\nc = 2\n\n[[y]]\nd = 1\n", "[x]\nc = 3\n\n[[y]]\nd = 2\n\n[x.b]\ne = 1\n");
    assert_eq!(merged, "a = 1\n\n[x]\nc = 3\n\n[[y]]\nd = 1\n\n[[y]]\nd = 2\n\n[x.b]\ne = 1\n");
}
