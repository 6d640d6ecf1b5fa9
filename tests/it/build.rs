//! The program as people run it: what it writes, and how it ends.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cutover(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cutover"));
    command.arg("-C").arg(dir);
    command
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    cutover(dir).args(arguments).output().expect("the program runs")
}

fn status(output: &Output) -> i32 {
    output.status.code().expect("the program ends by itself")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("the folder is there") {
        let entry = entry.expect("it can be read");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to)
        } else {
            std::fs::copy(entry.path(), &to).map(|_| ()).expect("a file can be copied")
        }
    }
}

/// Returns a copy of the root workspace in a folder of its own.
fn workspace() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder can be made");
    std::fs::copy(root().join("cutover.toml"), dir.path().join("cutover.toml")).expect("a file can be copied");
    copy(&root().join("regions"), &dir.path().join("regions"));
    dir
}

/// Returns every file below a folder with its bytes and mode.
fn tree(dir: &Path) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let mut open = vec![dir.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(&next).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let mode = path.metadata().expect("it is there").permissions().mode();
                found
                    .insert(path.strip_prefix(dir).expect("it is below").to_owned(), (mode, std::fs::read(&path).expect("it can be read")));
            }
        }
    }
    found
}

#[test]
fn the_same_workspace_gives_the_same_bytes_anywhere() {
    let (one, two) = (workspace(), workspace());
    let first = run(one.path(), &["build"]);
    assert_eq!(status(&first), 0, "{}", said(&first));
    // Another folder, zone, locale and umask, files written in another order, and from below the root.
    let regions = two.path().join("regions");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(&regions).expect("it is there").map(|it| it.expect("it can be read").path()).filter(|it| it.is_file()).collect();
    files.sort();
    for file in files.iter().rev() {
        let text = std::fs::read(file).expect("it can be read");
        std::fs::remove_file(file).expect("it can be removed");
        std::fs::write(file, text).expect("it can be written");
    }
    let script = format!("umask 077; exec {} -C {} build", env!("CARGO_BIN_EXE_cutover"), regions.join("uk").display());
    let mut command = Command::new("sh");
    command.args(["-c", &script]).env("TZ", "Pacific/Apia").env("LANG", "tr_TR.UTF-8").env("LC_ALL", "tr_TR.UTF-8").current_dir("/");
    let second = command.output().expect("the program runs");
    assert_eq!(status(&second), 0, "{}", said(&second));
    let (first, second) = (tree(&one.path().join("dist")), tree(&two.path().join("dist")));
    assert!(first.len() > 500);
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, bytes) in &first {
        assert!(second[path] == *bytes, "{} differs", path.display());
    }
}

#[test]
fn a_build_is_held_against_what_is_there() {
    let dir = workspace();
    assert_eq!(status(&run(dir.path(), &["build", "--check"])), 1);
    assert!(!dir.path().join("dist").exists());
    assert_eq!(status(&run(dir.path(), &["build"])), 0);
    assert_eq!(status(&run(dir.path(), &["build", "--check"])), 0);
    let dist = dir.path().join("dist");
    std::fs::write(dist.join("runbook.md"), "changed").expect("it can be written");
    std::fs::remove_file(dist.join("plan.json")).expect("it can be removed");
    std::fs::write(dist.join("stray.txt"), "").expect("it can be written");
    let checked = run(dir.path(), &["build", "--check"]);
    assert_eq!(status(&checked), 1);
    let lines = String::from_utf8_lossy(&checked.stdout).into_owned();
    for line in ["plan.json: is missing", "runbook.md: differs", "stray.txt: would not be written"] {
        assert!(lines.lines().any(|it| it == line), "{lines}");
    }
    assert_eq!(lines.lines().count(), 3);
}

#[test]
fn a_fault_writes_nothing_and_leaves_what_was_there() {
    let dir = workspace();
    assert_eq!(status(&run(dir.path(), &["build"])), 0);
    let before = tree(&dir.path().join("dist"));
    let uk = dir.path().join("regions/uk.toml");
    let text = std::fs::read_to_string(&uk).expect("it is text");
    std::fs::write(&uk, text + "\n[services.points]\nto = \"xiaomi/reward\"\n").expect("it can be written");
    let built = run(dir.path(), &["build"]);
    assert_eq!(status(&built), 1);
    assert!(said(&built).contains("did you mean `xiaomi/rewards`?"), "{}", said(&built));
    assert!(said(&built).contains("nothing was written"));
    assert!(tree(&dir.path().join("dist")) == before);
}

#[test]
fn a_folder_that_is_not_ours_is_left_alone() {
    let dir = workspace();
    std::fs::create_dir(dir.path().join("dist")).expect("it can be made");
    std::fs::write(dir.path().join("dist/precious.txt"), "mine").expect("it can be written");
    let built = run(dir.path(), &["build"]);
    assert_ne!(status(&built), 0);
    assert_eq!(std::fs::read_to_string(dir.path().join("dist/precious.txt")).expect("it is there"), "mine");
    assert_eq!(tree(&dir.path().join("dist")).len(), 1);
}

#[test]
fn a_narrowed_build_needs_a_place_of_its_own() {
    let dir = workspace();
    assert_eq!(status(&run(dir.path(), &["build", "--target", "edge"])), 2);
    let out = dir.path().join("part");
    let built = cutover(dir.path())
        .args(["build", "--stage", "2024-12-31T2300Z", "--target", "edge", "--only", "stages", "--out"])
        .arg(&out)
        .output()
        .expect("the program runs");
    assert_eq!(status(&built), 0, "{}", said(&built));
    assert!(said(&built).contains("partial"));
    let stages: Vec<String> = std::fs::read_dir(out.join("stages"))
        .expect("it is there")
        .map(|it| it.expect("it can be read").file_name().to_string_lossy().into_owned())
        .collect();
    assert_eq!(stages, ["2024-12-31T2300Z-fr-sunset"]);
    assert!(!out.join("notices").exists());
    let regions = cutover(dir.path())
        .args(["build", "--region", "fr", "--only", "notices,redirects", "--out"])
        .arg(&out)
        .output()
        .expect("the program runs");
    assert_eq!(status(&regions), 0, "{}", said(&regions));
    assert!(tree(&out).keys().all(|it| !it.starts_with("notices/uk") && !it.starts_with("stages")), "{:?}", tree(&out).keys());
    for wrong in [["--stage", "2023"], ["--target", "edgy"], ["--region", "gb"], ["--only", "stage"]] {
        assert_eq!(
            status(&cutover(dir.path()).arg("build").args(wrong).arg("--out").arg(&out).output().expect("the program runs")),
            2,
            "{wrong:?}"
        );
    }
}

#[test]
fn a_new_workspace_checks_clean_and_builds() {
    for minimal in [false, true] {
        let dir = tempfile::tempdir().expect("a folder can be made");
        let mut arguments = vec!["init", "shop"];
        arguments.extend(minimal.then_some("--minimal"));
        assert_eq!(status(&run(dir.path(), &arguments)), 0);
        let shop = dir.path().join("shop");
        let checked = run(&shop, &["check", "--strict", "--format", "short"]);
        assert_eq!((status(&checked), String::from_utf8_lossy(&checked.stdout).into_owned()), (0, String::new()), "{}", said(&checked));
        let built = run(&shop, &["build"]);
        assert_eq!(status(&built), 0, "{}", said(&built));
        assert!(shop.join("dist/index.html").is_file());
        // What is there is never touched.
        assert_eq!(status(&run(dir.path(), &arguments)), 2);
        if minimal {
            let lines = ["cutover.toml", "regions/shop.toml"].map(|it| std::fs::read_to_string(shop.join(it)).expect("it is text"));
            let written = lines.iter().flat_map(|it| it.lines()).filter(|it| !it.trim().is_empty() && !it.starts_with('#')).count();
            assert!(written <= 15, "{written} lines");
        }
    }
}

#[test]
fn urls_are_answered() {
    let dir = workspace();
    let ask = |arguments: &[&str]| {
        let output = cutover(dir.path()).arg("ask").args(arguments).output().expect("the program runs");
        (status(&output), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (ended, life) = ask(&["https://www.po.co/uk/product/example", "--all-stages"]);
    assert_eq!(ended, 0);
    insta::assert_snapshot!("life_of_a_product_page", life);
    assert!(ask(&["https://poco.in/"]).1.contains("untouched"));
    let (_, apex) = ask(&["https://po.co/", "--at", "2025-01-20", "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&apex).expect("a line of JSON");
    assert_eq!(answer["location"], "https://www.mi.com/global/");
    assert_eq!(answer["status"], 301);
    let mut many = cutover(dir.path())
        .args(["ask", "-", "--at", "2025-01-20"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let lines = "{\"url\": \"https://po.co/\"}\n{\"url\": \"https://po.co/\", \"at\": \"2024-10-01T00:00Z\", \"method\": \"post\"}\n";
    std::io::Write::write_all(&mut many.stdin.take().expect("it reads"), lines.as_bytes()).expect("it takes lines");
    let said = String::from_utf8(many.wait_with_output().expect("it ends").stdout).expect("it is text");
    let kinds: Vec<String> =
        said.lines().map(|it| serde_json::from_str::<serde_json::Value>(it).expect("JSON")["answer"].to_string()).collect();
    // Before the default begins, the alias sends to the host's own name.
    assert_eq!(kinds, ["\"redirect\"", "\"redirect\""]);
    assert!(said.lines().nth(1).is_some_and(|it| it.contains("https://www.po.co/") && it.contains("308")), "{said}");
    assert_eq!(ask(&["po.co"]).0, 2);
    assert_eq!(ask(&["https://po.co/", "--at", "soon"]).0, 2);
}

#[test]
fn the_program_says_how_it_ends() {
    let empty = tempfile::tempdir().expect("a folder can be made");
    assert_eq!(status(&run(empty.path(), &["check"])), 2);
    assert_eq!(status(&run(empty.path(), &["chekc"])), 2);
    assert_eq!(status(&run(empty.path(), &["--help"])), 0);
    assert_eq!(status(&run(empty.path(), &["explain", "date/short-lead"])), 0);
    assert_eq!(status(&run(empty.path(), &["explain", "date/short-led"])), 2);
    let dir = workspace();
    assert_eq!(status(&run(dir.path(), &["check", "--strict"])), 0);
    assert_eq!(status(&run(dir.path(), &["check", "--deny", "date/region-spread"])), 1);
    let checked = run(dir.path(), &["check", "--format", "json"]);
    let findings: serde_json::Value = serde_json::from_slice(&checked.stdout).expect("findings are JSON");
    assert_eq!(findings["version"], 1);
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let dir = workspace();
    let below = dir.path().join("cutover.toml/dist");
    let built = cutover(dir.path()).args(["build", "--out"]).arg(&below).output().expect("the program runs");
    assert_eq!(status(&built), 3);
    assert!(said(&built).contains("cutover.toml"), "{}", said(&built));
}
