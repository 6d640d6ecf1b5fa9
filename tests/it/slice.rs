//! The slice of the output in `docs/output`, which readers see without building, is what the root workspace builds.

use cutover::emit::Selection;
use cutover::load::Folder;
use cutover::{Options, build};
use std::path::{Path, PathBuf};

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(dir).expect("the folder is there") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn the_slice_is_what_is_built() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let built = build(&Folder(root.to_owned()), Options { is_strict: true, ..Options::default() }, |_| Selection::default())
        .expect("the workspace can be read");
    let artifacts = built.artifacts.expect("the root workspace has no error").expect("it can be written");
    let slice = root.join("docs/output");
    let files = files(&slice);
    assert!(files.len() > 5);
    for path in files {
        let name = path.strip_prefix(&slice).expect("it is below").to_string_lossy().into_owned();
        if name == "README.md" {
            continue;
        }
        let made = artifacts.files.get(&name).unwrap_or_else(|| panic!("docs/output/{name} is no longer built"));
        let held = std::fs::read(&path).expect("it can be read");
        assert!(held == *made, "docs/output/{name} is not what is built: copy dist/{name} over it if the change is meant");
    }
}
