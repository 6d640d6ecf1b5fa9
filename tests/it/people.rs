//! People who make one honest mistake each, and the first message that they see: it names the fix, and nothing is told
//! that only follows.
//!
//! A case is laid over `people/base`, a copy of the root workspace as it was: it may be written on without touching these.
//! `note.md` says what the person wanted; `edits` names a file and lines that give way (`-`) or come (`+`), at the end
//! where none gives way; whatever else is in the folder is a file of the workspace.

use crate::overlay::{self, cases, folder};
use cutover::Checked;
use cutover::diag::{Diagnostic, Severity, render};
use cutover::load::Memory;
use std::path::PathBuf;

/// A case, and all that is found in it by place: its rule, and what the help says to type.
type Person = (&'static str, &'static [(&'static str, &'static str)]);

const PEOPLE: &[Person] = &[
    (
        "a_service_is_renamed_in_one_file",
        &[
            ("ent/gap-window", "write `global.services.loyalty` in the waiver"),
            ("schema/dangling-ref", "did you mean `loyalty`"),
            ("schema/dangling-ref", "write `[services.loyalty]`"),
        ],
    ),
    ("a_service_that_five_need_is_renamed", &[("schema/dangling-ref", "did you mean `account`?")]),
    ("the_uk_closes_before_its_coupons_are_back", &[("graph/too-early", "write `by = 2024-12-18`")]),
    ("all_close_before_their_coupons_are_back", &[("graph/too-early", "write `by = 2024-12-18`")]),
    (
        "italy_is_an_empty_file",
        &[("schema/region-without-disposition", "`[region]`, `extends = \"global\"` and `disposition = \"retire\"`")],
    ),
    (
        "italy_has_a_head",
        &[
            ("schema/region-without-disposition", "`url = \"https://www.po.co/fr/\"`, `successor = \"https://www.mi.com/fr/\"`"),
            ("notice/silent-fallback", "write `de-DE`, `en-GB`, `es-ES`, `fr-FR`, `id-ID` or `it-IT` instead"),
            ("schema/host-claimed-twice", "take it out of `countries` of `other`, or of `it`"),
        ],
    ),
    (
        "italy_takes_a_path_that_is_taken",
        &[
            ("notice/silent-fallback", "write `de-DE`, `en-GB`, `es-ES`, `fr-FR`, `id-ID` or `it-IT` instead"),
            ("redirect/bad-destination", "as `successor = \"https://www.mi.com/fr/\"`"),
            ("schema/host-claimed-twice", "take its `[[sites]]` out of `regions/other.toml`"),
        ],
    ),
    ("italy_begins_to_speak_german", &[("notice/silent-fallback", "in `templates/notices/de-IT/`")]),
    ("italy_is_done", &[]),
    ("indias_host_becomes_an_alias", &[("schema/host-claimed-twice", "take `\"www.poco.in\"` out of the aliases of `www.po.co`")]),
    ("indias_site_is_closed_by_global", &[("schema/host-claimed-twice", "take the site out of `global`")]),
    ("indias_host_is_described_by_global", &[("schema/duplicate-id", "take `[hosts.\"www.poco.in\"]` out of `regions/global.toml`")]),
    ("india_extends_global", &[("redirect/captures-kept-region", "take `extends` out")]),
    (
        "a_table_comes_from_french_excel",
        &[
            ("schema/unknown-key", "write the first line as `from;to;note`"),
            ("schema/syntax", "“CSV UTF-8”"),
            ("redirect/bad-destination", "write `/poco/%22guide%22/`"),
            ("redirect/bad-source", "write `%20` for a space"),
            ("schema/wrong-type", "take the row out"),
        ],
    ),
    (
        "a_table_comes_from_french_excel_as_utf_8",
        &[
            ("schema/unknown-key", "write the first line as `from;to;note`"),
            ("redirect/bad-destination", "write `/poco/%22guide%22/`"),
            ("redirect/bad-source", "write `%20` for a space"),
            ("schema/wrong-type", "take the row out"),
        ],
    ),
    ("a_table_from_french_excel_is_mended", &[]),
    ("a_header_is_forgotten", &[("schema/unknown-key", "write `[region]` above it")]),
    ("a_year_is_typed_wrong", &[("date/out-of-order", "move one of the two dates")]),
    ("a_year_is_not_moved_along", &[("date/out-of-order", "move one of the two dates")]),
    ("a_waiver_names_a_place_that_is_not_there", &[("ent/gap-window", "write `global.services.coupons` in the waiver")]),
    ("a_duration_is_written_short", &[("schema/wrong-type", "write `\"14 days\"`")]),
];

#[test]
fn the_first_message_names_the_fix_and_none_only_follows() {
    for (name, wanted) in PEOPLE {
        let checked = overlay::check(&workspace(name));
        let found: Vec<&Diagnostic> = grave(&checked).collect();
        let codes: Vec<&str> = found.iter().map(|it| it.code.name).collect();
        assert_eq!(codes, wanted.iter().map(|it| it.0).collect::<Vec<_>>(), "{name}:\n{}", overlay::short(&checked));
        for (finding, (_, typed)) in found.iter().zip(*wanted) {
            let help = finding.help.as_deref().unwrap_or_default();
            assert!(help.contains(typed), "{name}: `{help}` does not say `{typed}`");
        }
    }
}

#[test]
fn what_each_of_them_sees_is_as_it_was_read_and_judged() {
    for (name, _) in PEOPLE {
        let mut checked = overlay::check(&workspace(name));
        // Notes are no news: they were there before the mistake.
        checked.report.findings.retain(|it| it.severity > Severity::Info);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(case(name));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("seen", render::terminal::render(&overlay::printing(&checked))));
    }
}

#[test]
fn every_person_is_asked_for_and_says_what_they_wanted() {
    let mut found: Vec<String> = std::fs::read_dir(cases().join("people"))
        .expect("cases")
        .map(|it| it.expect("a case").file_name().to_string_lossy().into_owned())
        .filter(|it| it != "base")
        .collect();
    found.sort();
    let mut known: Vec<&str> = PEOPLE.iter().map(|it| it.0).collect();
    known.sort_unstable();
    assert_eq!(found, known);
    for name in known {
        let note = std::fs::read_to_string(case(name).join("note.md")).expect("a note");
        assert!(note.starts_with("I "), "{name}: {note}");
    }
}

#[test]
fn the_workspace_below_them_checks_clean() {
    let checked = overlay::check(&folder(&case("base")));
    assert_eq!(grave(&checked).count(), 0, "{}", overlay::short(&checked));
}

/// Returns what is found of severity warning or error, by place.
fn grave(checked: &Checked) -> impl Iterator<Item = &Diagnostic> {
    checked.report.findings.iter().filter(|it| it.severity > Severity::Info && it.waived.is_none())
}

fn case(name: &str) -> PathBuf {
    cases().join("people").join(name)
}

/// Returns the workspace as the person left it.
fn workspace(name: &str) -> Memory {
    let mut disk = folder(&case("base"));
    let mut edits = String::new();
    for (path, bytes) in folder(&case(name)).0 {
        match path.as_str() {
            "edits" => edits = String::from_utf8(bytes).expect("edits are text"),
            "note.md" => {}
            it if it.ends_with(".snap") || it.ends_with(".snap.new") => {}
            _ => drop(disk.0.insert(path, bytes)),
        }
    }
    edit(&mut disk, &edits);
    disk
}

/// Changes lines of files; a line that gives way stands once where it is looked for first.
fn edit(disk: &mut Memory, edits: &str) {
    let (mut path, mut at) = (String::new(), None);
    for line in edits.lines() {
        let (sign, text) = line.split_at(line.len().min(1));
        if !matches!(sign, "-" | "+") {
            (path, at) = (line.to_owned(), None);
            continue;
        }
        let bytes = disk.0.get_mut(&path).unwrap_or_else(|| panic!("no `{path}`"));
        let mut lines: Vec<String> = String::from_utf8(bytes.clone()).expect("text").lines().map(str::to_owned).collect();
        let from = at.unwrap_or(0);
        match sign {
            "-" => {
                let found = lines[from..].iter().position(|it| it == text).unwrap_or_else(|| panic!("`{path}` has no `{text}`"));
                lines.remove(from + found);
                at = Some(from + found);
            }
            _ => {
                let place = at.unwrap_or(lines.len());
                lines.insert(place, text.to_owned());
                at = Some(place + 1);
            }
        }
        *bytes = (lines.join("\n") + "\n").into_bytes();
    }
}
