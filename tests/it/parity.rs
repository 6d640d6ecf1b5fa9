//! What the tree promises: phases know no other phase, and paths that prose names exist.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(dir: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).expect("it is text")
}

/// The verbs, which only `lib.rs` and the commands know.
const PHASES: [&str; 10] = ["load", "resolve", "check", "lower", "emit", "bundle", "compare", "probe", "judge", "fix"];
/// What every phase may know.
const COMMON: [&str; 5] = ["source", "diag", "template", "messages", "model"];

/// Returns the modules of the crate that a source names.
fn names(text: &str) -> BTreeSet<String> {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    let named = code.match_indices("crate::").map(|(at, it)| &code[at + it.len()..]);
    named
        .map(|it| it.chars().take_while(|it| it.is_ascii_lowercase() || *it == '_').collect())
        .filter(|it: &String| !it.is_empty())
        .collect()
}

#[test]
fn no_phase_knows_another_phase() {
    for phase in PHASES {
        for path in files(&root().join("src").join(phase), "rs") {
            let known: Vec<String> = names(&read(&path)).into_iter().filter(|it| it != phase && !COMMON.contains(&it.as_str())).collect();
            assert!(known.is_empty(), "{} knows {known:?}", path.display());
        }
    }
}

#[test]
fn the_nouns_know_no_verb() {
    let common = ["src/model", "src/diag"].into_iter().flat_map(|it| files(&root().join(it), "rs"));
    for path in common.chain([root().join("src/source.rs"), root().join("src/template.rs"), root().join("src/messages.rs")]) {
        let known: Vec<String> = names(&read(&path)).into_iter().filter(|it| PHASES.contains(&it.as_str()) || it == "cli").collect();
        assert!(known.is_empty(), "{} knows {known:?}", path.display());
    }
}

#[test]
fn the_nouns_are_a_staircase() {
    let below = [("src/model/spec", ["model::graph", "model::plan"].as_slice()), ("src/model/graph", &["model::plan"])];
    for (dir, above) in below {
        for path in files(&root().join(dir), "rs") {
            let text = read(&path);
            let known: Vec<&&str> = above.iter().filter(|it| text.contains(**it)).collect();
            assert!(known.is_empty(), "{} knows {known:?}", path.display());
        }
    }
}

#[test]
fn only_load_reads_workspaces_and_only_bundle_writes() {
    for path in files(&root().join("src"), "rs") {
        let inside = path.strip_prefix(root().join("src")).expect("it is below src").display().to_string();
        let text = read(&path);
        let code = text.split("#[cfg(test)]").next().unwrap_or(&text);
        let may =
            inside.starts_with("load/disk") || inside.starts_with("bundle/") || matches!(inside.as_str(), "cli/files.rs" | "cli/init.rs");
        for word in ["std::fs", "use std::env", "std::env::", "SystemTime", "Timestamp::now", "Zoned::now", "Instant::now"] {
            // `--as-of now` is resolved where it is read, and nowhere else.
            let may = may || (inside == "cli/judging.rs" && word == "Timestamp::now");
            // How late a person is who follows the runbook, and that person's name: both stand in their log and nowhere else.
            let may = may || (inside == "cli/runbook/present.rs" && matches!(word, "Timestamp::now" | "std::env::"));
            // What a running server says, and how long it may take: nothing of that is an answer or an output.
            let may = may || (inside.starts_with("probe/") && matches!(word, "std::fs" | "Instant::now"));
            assert!(may || !code.contains(word), "{inside} names {word}");
        }
    }
}

#[test]
fn every_file_opens_by_finishing_its_path() {
    for path in files(&root().join("src"), "rs") {
        assert!(read(&path).starts_with("//! "), "{} does not say what it is", path.display());
    }
}

#[test]
fn paths_that_prose_names_exist() {
    for prose in ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"] {
        paths_exist(prose, read(&root().join(prose)).split('`').skip(1).step_by(2));
    }
}

/// Holds every path of the tree that `prose` names in backticks against the tree.
pub fn paths_exist<'t>(prose: &str, quoted: impl Iterator<Item = &'t str>) {
    let tops = ["src/", "tests/", "templates/", "schema/", "docs/", "benches/", ".ci/"];
    for path in quoted.filter(|it| tops.iter().any(|top| it.starts_with(top)) && !it.contains(['<', '*', ' ', '{', '…'])) {
        assert!(root().join(path.trim_end_matches('/')).exists(), "{prose} names `{path}`, which is not there");
    }
}
