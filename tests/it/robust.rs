//! Whatever stands in a file, a run ends with findings: it never panics, in reading, judging, answering or drawing.

use crate::overlay::{base, check, folder, lay, printing};
use cutover::diag::render;
use cutover::load::Memory;
use proptest::prelude::*;
use std::path::Path;

pub fn survives(disk: &Memory) {
    let checked = check(disk);
    let mut printing = printing(&checked);
    for color in [false, true] {
        printing.color = color;
        let _ = (render::short::render(&printing), render::terminal::render(&printing), render::json::render(&printing));
        let _ = (render::sarif::render(&printing), render::github::render(&printing));
        let _ = (render::gitlab::render(&printing), render::junit::render(&printing));
    }
    for edit in checked.report.findings.iter().flat_map(|it| &it.fix) {
        let text = &checked.sources.file(edit.span.file).text;
        assert!(text.get(edit.span.start as usize..edit.span.end as usize).is_some(), "{edit:?}");
    }
    let Some(plan) = &checked.plan else { return };
    let request = cutover::model::plan::request::Request::of_url("https://www.po.co/uk/a?b=1").expect("a URL");
    for instant in ["2024-10-01T12:00:00Z", "2024-11-10T12:00:00Z", "2025-03-01T12:00:00Z", "2100-01-01T00:00:00Z"] {
        let _ = plan.answer(&request, instant.parse().expect("an instant"));
    }
}

/// The base with a table, an inventory and a few rules of every kind.
fn rich() -> Memory {
    let files = [
        (
            "regions/uk.toml",
            "[redirects]\ntables = [\"uk/redirects.csv\"]\ninventory = [\"uk/inventory.csv\"]\n\n[milestones]\nsales-stop = { from = \"migrate + 2 days\" }\n\
             restored = { kind = \"restore\", before = 2024-12-12, claims = [{ source = \"A\", by = 2024-12-12 }], because = \"B\" }\n\n\
             [[redirects.rules]]\nfrom = \"/blog/:slug/*\"\nto = \"/b/:slug/*\"\nsince = \"migrate\"\n\n[[redirects.rules]]\nfrom = \"/q?id=1\"\nanswer = \"gone\"\n",
        ),
        (
            "regions/uk/redirects.csv",
            "from,to,status,query,since,note\n/a,/x,301,drop,migrate,\"one, two\"\n/b/*,https://po.co/uk/a/*,,,,\n",
        ),
        ("regions/uk/inventory.csv", "url,methods,hits\n/a,GET POST,12\nhttps://www.po.co/,GET,3\n"),
    ];
    let files = files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
    lay(base(), Memory(files.collect()))
}

/// The workspace at the repository's root.
fn root() -> Memory {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut disk = Memory::default();
    disk.0.insert("cutover.toml".to_owned(), std::fs::read(root.join("cutover.toml")).expect("a workspace"));
    disk.0.extend(folder(&root.join("regions")).0.into_iter().map(|(path, bytes)| (format!("regions/{path}"), bytes)));
    disk
}

/// One edit of a file, as a slip of the hand or of a merge makes it; places are shares of the file's length.
#[derive(Clone, Debug)]
enum Edit {
    DeleteLine(usize),
    DoubleLine(usize),
    MoveLine(usize, usize),
    Flip(usize, u8),
    Cut(usize),
    Insert(usize, String),
}

fn edit() -> impl Strategy<Value = Edit> {
    let text = prop_oneof![
        "[ -~\\n]{0,12}",
        Just("[[redirects.rules]]\nfrom = \"/:a/*\"\nto = \"/*\"\n".to_owned()),
        Just("\nunknown = { to = \"\" }\n".to_owned()),
        Just("\"".to_owned()),
        Just("é\u{1F600}\u{202E}\u{0}\r\n\u{feff}".to_owned()),
        Just("9999-12-31".to_owned()),
        Just("-9999-01-01".to_owned()),
        Just(" + 999999999 years".to_owned()),
        Just("/*/:x?y=z&*#".to_owned()),
    ];
    prop_oneof![
        any::<usize>().prop_map(Edit::DeleteLine),
        any::<usize>().prop_map(Edit::DoubleLine),
        any::<(usize, usize)>().prop_map(|(from, to)| Edit::MoveLine(from, to)),
        any::<(usize, u8)>().prop_map(|(at, byte)| Edit::Flip(at, byte)),
        any::<usize>().prop_map(Edit::Cut),
        (any::<usize>(), text).prop_map(|(at, text)| Edit::Insert(at, text)),
    ]
}

fn apply(bytes: &mut Vec<u8>, edit: &Edit) {
    let mut lines: Vec<Vec<u8>> = bytes.split_inclusive(|it| *it == b'\n').map(<[u8]>::to_vec).collect();
    if lines.is_empty() {
        return;
    }
    let count = lines.len();
    match edit {
        Edit::DeleteLine(at) => drop(lines.remove(at % count)),
        Edit::DoubleLine(at) => lines.insert(at % count, lines[at % count].clone()),
        Edit::MoveLine(from, to) => {
            let line = lines.remove(from % count);
            lines.insert(to % count, line);
        }
        Edit::Flip(at, byte) => {
            let at = at % bytes.len();
            bytes[at] ^= byte;
            return;
        }
        Edit::Cut(at) => return bytes.truncate(at % bytes.len()),
        Edit::Insert(at, text) => {
            let at = at % bytes.len();
            bytes.splice(at..at, text.bytes());
            return;
        }
    }
    *bytes = lines.concat();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_may_stand_in_a_file(bytes in proptest::collection::vec(any::<u8>(), 0..200), which in 0..4_usize) {
        let mut disk = rich();
        let path = ["cutover.toml", "regions/uk.toml", "regions/uk/redirects.csv", "regions/uk/inventory.csv"][which];
        disk.0.insert(path.to_owned(), bytes);
        survives(&disk);
    }

    #[test]
    fn any_text_may_stand_in_a_file(text in "[a-z=\\[\\]\\{\\}\"'\\.,;#\\n\\r\\t :/*0-9\\PC-]{0,120}", which in 0..4_usize) {
        let mut disk = rich();
        let path = ["cutover.toml", "regions/global.toml", "regions/uk/redirects.csv", "regions/uk/inventory.csv"][which];
        disk.0.insert(path.to_owned(), text.into_bytes());
        survives(&disk);
    }

    #[test]
    fn any_edit_of_a_small_workspace_is_judged(edits in proptest::collection::vec((any::<usize>(), edit()), 1..5)) {
        let mut disk = rich();
        edited(&mut disk, &edits);
        survives(&disk);
    }

    #[test]
    fn any_edit_of_the_whole_example_is_judged(edits in proptest::collection::vec((any::<usize>(), edit()), 1..5)) {
        let mut disk = root();
        edited(&mut disk, &edits);
        survives(&disk);
    }
}

fn edited(disk: &mut Memory, edits: &[(usize, Edit)]) {
    let paths: Vec<String> = disk.0.keys().cloned().collect();
    for (which, edit) in edits {
        if let Some(bytes) = disk.0.get_mut(&paths[which % paths.len()]).filter(|it| !it.is_empty()) {
            apply(bytes, edit);
        }
    }
}
