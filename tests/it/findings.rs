//! What a run tells: every mistake once, whoever inherits it, and what a workspace lets pass.

use crate::overlay::{base, cases, check, folder, lay, merge, short, tripped};
use crate::rules::snapshots;
use cutover::diag::{Diagnostic, Severity};
use cutover::load::Memory;
use cutover::{Checked, Options};

/// Lays one text over one file of the base.
fn with(files: &[(&str, &str)]) -> Checked {
    check(&laid(files))
}

fn laid(files: &[(&str, &str)]) -> Memory {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    lay(base(), Memory(files.collect()))
}

/// Returns `file:line rule` of each finding that is no note.
fn places(checked: &Checked) -> Vec<String> {
    let grave = checked.report.findings.iter().filter(|it| it.severity > Severity::Info && it.waived.is_none());
    grave.map(|it| format!("{} {}", checked.sources.place(it.span()), it.code.name)).collect()
}

fn of<'c>(checked: &'c Checked, rule: &str) -> Vec<&'c Diagnostic> {
    checked.report.findings.iter().filter(|it| it.code.name == rule).collect()
}

#[test]
fn every_mistake_of_many_in_one_file_is_one_finding() {
    for (name, count) in [("five", 5), ("twelve", 12)] {
        let case = cases().join("five_mistakes").join(name);
        let mut disk = base();
        disk.0.extend(folder(&case.join("regions")).0.into_iter().map(|(path, bytes)| (format!("regions/{path}"), bytes)));
        let checked = check(&disk);
        snapshots(&case, &checked);
        assert_eq!(checked.report.findings.len(), count, "{}", short(&checked));
    }
}

#[test]
fn text_from_a_file_cannot_speak_to_the_terminal() {
    let checked = with(&[
        ("regions/uk.toml", "[region]\nname = \"a\u{7f}b\"\n"),
        ("regions/fr.toml", "[region]\nname = \"a\\u001bb\"\n\"k\\u001b[2Jy\" = 1\n"),
    ]);
    for text in [short(&checked), crate::overlay::drawn(&checked)] {
        assert!(!text.contains(|it: char| it.is_control() && it != '\n'), "{text:?}");
    }
}
