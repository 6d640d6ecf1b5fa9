//! The book in `docs/`: what is made is as made, and what is written is true.

use crate::answers;
use crate::parity;
use crate::shortened::is_shortened;
use cutover::diag::Diagnostic;
use cutover::load::Memory;
use cutover::model::graph::time::{self, Instants, Qualifier, When};
use cutover::model::plan::answer::{Answer, Outcome};
use cutover::model::plan::request::Request;
use cutover::model::spec::scalar::Duration;
use cutover::{Options, check_workspace};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cutover");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn docs() -> PathBuf {
    root().join("docs")
}

/// Returns every page of the book by its path.
fn pages() -> BTreeMap<String, String> {
    let all = crate::overlay::folder(&docs().join("src")).0;
    let pages = all.into_iter().filter(|it| it.0.ends_with(".md"));
    pages.map(|(path, bytes)| (path, String::from_utf8(bytes).expect("a page is text"))).collect()
}

fn page(name: &str) -> String {
    pages().remove(name).expect("the page is there")
}

#[test]
fn the_book_is_what_the_program_writes() {
    let made = tempfile::tempdir().expect("a folder");
    let run = Command::new(PROGRAM).args(["man", "--book"]).arg(made.path()).output().expect("it runs");
    assert!(run.status.success());
    let made = crate::overlay::folder(made.path()).0;
    let mut held = crate::overlay::folder(&docs()).0;
    held.retain(|path, _| !path.starts_with("output/") && !path.starts_with("src/images/"));
    assert_eq!(made.keys().collect::<Vec<_>>(), held.keys().collect::<Vec<_>>(), "`cargo run -- man --book docs` writes them");
    for (path, bytes) in &made {
        assert!(held[path] == *bytes, "docs/{path} is not what is made; `cargo run -- man --book docs` writes it");
    }
}

/// A fenced block: what is written behind its fence, and its lines.
struct Block {
    info: String,
    lines: Vec<String>,
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some(block), None) => block.lines.push(line.to_owned()),
            (None, Some(info)) => open = Some(Block { info: info.to_owned(), lines: Vec::new() }),
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block is not closed");
    found
}

/// A copy of the root workspace in which a page is followed.
struct Walk {
    dir: tempfile::TempDir,
}

impl Walk {
    fn new() -> Walk {
        let dir = tempfile::tempdir().expect("a folder");
        let walk = Walk { dir };
        walk.write("cutover.toml", &std::fs::read(root().join("cutover.toml")).expect("the root workspace"));
        for (path, bytes) in crate::overlay::folder(&root().join("regions")).0 {
            walk.write(&format!("regions/{path}"), &bytes);
        }
        walk
    }

    fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        std::fs::write(path, bytes).expect("it can be written");
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.dir.path().join(path)).unwrap_or_default()
    }

    /// Does what a block says: runs its commands, or writes its file.
    fn follow(&self, block: &Block) {
        let text = || block.lines.iter().map(|it| format!("{it}\n")).collect::<String>();
        match block.info.split_once(',') {
            Some((_, file)) if file.starts_with("append=") => {
                let file = file.trim_start_matches("append=");
                self.write(file, (self.read(file) + &text()).as_bytes());
            }
            Some(("diff", file)) => self.edit(file.trim_start_matches("file="), &block.lines),
            Some((_, file)) => self.write(file.trim_start_matches("file="), text().as_bytes()),
            None if block.info == "console" => self.run(&block.lines),
            None => {}
        }
    }

    fn edit(&self, file: &str, lines: &[String]) {
        let side = |kept: char| lines.iter().filter(|it| !it.starts_with(kept)).map(|it| format!("{}\n", &it[1..])).collect::<String>();
        let (before, after) = (side('+'), side('-'));
        let text = self.read(file);
        assert_eq!(text.matches(&before).count(), 1, "{file} does not hold once what the book changes:\n{before}");
        self.write(file, text.replacen(&before, &after, 1).as_bytes());
    }

    fn run(&self, lines: &[String]) {
        let is_command = |it: &&String| it.starts_with("$ ");
        assert!(lines.first().is_some_and(|it| is_command(&it)), "a console begins with a command: {lines:?}");
        let starts: Vec<usize> = lines.iter().enumerate().filter(|it| is_command(&it.1)).map(|it| it.0).collect();
        for (at, start) in starts.iter().enumerate() {
            let wanted = &lines[start + 1..starts.get(at + 1).copied().unwrap_or(lines.len())];
            let command = &lines[*start][2..];
            let path =
                format!("{}:{}", Path::new(PROGRAM).parent().expect("a folder").display(), std::env::var("PATH").unwrap_or_default());
            let Output { stdout, .. } = Command::new("sh")
                .args(["-c", &format!("exec 2>&1; {command}")])
                .current_dir(self.dir.path())
                .env("PATH", path)
                .stdin(Stdio::null())
                .output()
                .expect("a shell");
            let found = String::from_utf8(stdout).expect("output is text");
            let found: Vec<&str> = found.lines().map(str::trim_end).collect();
            let wanted: Vec<&str> = wanted.iter().map(|it| it.trim_end()).collect();
            assert!(is_shortened(&found, &wanted), "`{command}` prints\n{}\nand the book says\n{}", found.join("\n"), wanted.join("\n"));
        }
    }
}

#[test]
fn what_is_left_out_is_all_that_may_differ() {
    let found = ["one", "two", "three 3", ""];
    for same in
        [&["one", "…"][..], &["…", "two", "…"], &["one", "two", "three …", ""], &["…", "…ee…", ""], &["one", "…", "two", "three 3", ""]]
    {
        assert!(is_shortened(&found, same), "{same:?}");
    }
    for other in [&["one"][..], &["…", "three 4", "…"], &["two", "…"], &["one", "…", "three …"], &["…", "three… 4", ""], &[]]
    {
        assert!(!is_shortened(&found, other), "{other:?}");
    }
}

#[test]
fn every_command_prints_what_the_book_says() {
    let mut commands = 0;
    for (name, text) in pages() {
        let blocks = blocks(&text);
        if blocks.iter().any(|it| it.info == "console") {
            let walk = Walk::new();
            blocks.iter().for_each(|it| walk.follow(it));
            commands += blocks.iter().filter(|it| it.info == "console").count();
        }
        for file in blocks.iter().filter_map(|it| it.info.split_once(',')?.1.split_once('=')) {
            assert!(text.contains(&format!("`{}`", file.1)), "{name} does not say that a block is of {}", file.1);
        }
        assert!(!blocks.iter().any(|it| it.info == "sh" || it.info == "bash"), "{name}: a command is shown with its output, as `console`");
    }
    assert!(commands > 10);
}

/// Returns the rows of the tables whose header begins as `header` does.
fn rows(page: &str, header: &[&str]) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        line.trim().trim_start_matches('|').trim_end_matches('|').split('|').map(|it| it.trim().to_owned()).collect()
    };
    let mut found = Vec::new();
    let mut is_in = false;
    for line in page.lines() {
        match line.starts_with('|') {
            false => is_in = false,
            true if cells(line) == header => is_in = true,
            true if is_in && !line.starts_with("|---") => found.push(cells(line)),
            true => {}
        }
    }
    assert!(!found.is_empty(), "no table of {header:?}");
    found
}

fn zone(name: &str) -> jiff::tz::TimeZone {
    time::zone(name).unwrap_or_else(|| panic!("{name} is no zone"))
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

#[test]
fn days_begin_and_end_as_the_book_says() {
    for row in rows(&page("time.md"), &["day", "zone", "starts", "ends"]) {
        let (day, zone) = (day(&row[0]), zone(&row[1]));
        assert_eq!(time::utc(time::start(day, &zone).expect("a day")), row[2], "{row:?}");
        assert_eq!(time::utc(time::end(day, &zone).expect("a day")), row[3], "{row:?}");
    }
}

#[test]
fn qualifiers_mean_what_the_book_says() {
    let (day, zone) = (day("2024-12-31"), zone("Europe/London"));
    let start = time::start(day, &zone).expect("a day");
    let word = |it: Timestamp| if it == start { "start" } else { "end" };
    let all = [Qualifier::On, Qualifier::By, Qualifier::Before, Qualifier::From, Qualifier::After];
    let table = rows(&page("time.md"), &["qualifier", "loss: told", "loss: switch", "gain: told", "gain: switch"]);
    assert_eq!(table.len(), all.len());
    for (row, qualifier) in table.iter().zip(all) {
        let of = |is_gain| time::instants(When::Day(qualifier, day), is_gain, false, &zone).expect("a day");
        let (loss, gain): (Instants, Instants) = (of(false), of(true));
        let found = [&format!("`{}`", qualifier.word()), word(loss.told), word(loss.switch), word(gain.told), word(gain.switch)];
        assert_eq!(row, &found);
    }
}

#[test]
fn milestones_give_the_instants_that_the_book_says() {
    for row in rows(&page("time.md"), &["milestone", "zone", "customers are told", "servers switch"]) {
        let written = row[0].trim_matches('`');
        let name = written.split(" = ").next().expect("a name");
        let sunset = if name == "sunset" { "" } else { "sunset = { by = 2024-12-31 }\n" };
        let region = format!("[region]\nlayer = true\n[milestones]\n{sunset}{written}\n");
        let own = format!("[region]\nextends = \"base\"\ndisposition = \"retire\"\ntime-zone = \"{}\"\n", row[1]);
        let checked = crate::asking::check(crate::asking::PROGRAM, &[("base", &region), ("uk", &own)], Options::default());
        let graph = checked.plan.expect("a plan").graph;
        let found = graph.regions["uk"].milestones[name].instants(&zone(&row[1])).unwrap_or_else(|| panic!("{row:?} gives no instants"));
        assert_eq!((time::utc(found.told), time::utc(found.switch)), (row[2].clone(), row[3].clone()), "{row:?}");
    }
}

#[test]
fn durations_are_as_long_as_the_book_says() {
    for row in rows(&page("time.md"), &["from", "duration", "zone", "is", "hours"]) {
        let from: Timestamp = row[0].parse().expect("an instant");
        let duration: Duration = row[1].parse().expect("a duration");
        let found = time::shift(from, duration, false, &zone(&row[2])).expect("an instant");
        assert_eq!((time::utc(found), found.duration_since(from).as_hours().to_string()), (row[3].clone(), row[4].clone()), "{row:?}");
    }
}

#[test]
fn stages_that_the_book_names_are_those_of_the_root_workspace() {
    let checked = check_workspace(&cutover::load::Folder(root().to_owned()), Options::default()).expect("the root workspace");
    let stages: BTreeSet<String> = checked.plan.expect("a plan").stages.iter().map(|it| it.name.clone()).collect();
    for (name, text) in pages().into_iter().filter(|it| !it.0.starts_with("rules/")) {
        for named in quoted(&text).filter(|it| it.contains("00Z-") && !it.contains(['/', '<'])) {
            assert!(stages.contains(named), "{name} names the stage `{named}`");
        }
    }
}

fn shown(answer: &Answer) -> String {
    match &answer.outcome {
        Outcome::Redirect { status, location } => format!("{status} {location}"),
        Outcome::Serve { upstream, .. } => format!("served by {}", upstream.authority),
        other => other.status().map_or_else(|| "untouched".to_owned(), |it| it.to_string()),
    }
}

#[test]
fn every_url_answers_what_the_book_says() {
    let table = rows(&page("answers.md"), &["rules", "request", "at", "answer"]);
    let mut rules = String::new();
    for row in &table {
        if row[0] != "as above" {
            let line = |it: &str| if it.contains(": ") { format!("{it}\n") } else { format!("uk: {it}\n") };
            rules = quoted(&row[0]).map(|it| line(&it.replace('→', "->"))).collect();
        }
        let checked = answers::workspace(&rules);
        let findings: Vec<&str> = checked.report.findings.iter().map(|it| it.code.name).collect();
        if row[3].starts_with("finding") {
            let wanted = quoted(&row[3]).next().expect("a rule");
            assert!(findings.contains(&wanted), "{row:?}: {findings:?}");
            continue;
        }
        assert!(!checked.report.has_errors(), "{row:?}: {findings:?}");
        let asked = row[1].trim_matches('`');
        let at = if row[2].contains('T') { row[2].clone() } else { format!("{}T12:00:00Z", row[2]) };
        let request: Request = answers::request(asked);
        let plan = checked.plan.expect("a plan");
        assert_eq!(shown(&plan.answer(&request, at.parse().expect("an instant"))), row[3].trim_matches('`'), "{row:?}");
    }
    assert!(table.len() > 40);
}

/// Returns what stands in backticks outside of fenced blocks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    let mut is_fenced = false;
    text.lines()
        .filter(move |it| {
            let is_fence = it.starts_with("```");
            is_fenced ^= is_fence;
            !is_fence && !is_fenced
        })
        .flat_map(|it| it.split('`').skip(1).step_by(2))
}

/// Returns the name under which mdBook makes a heading known.
fn anchors(text: &str) -> BTreeSet<String> {
    let kept = |it: &str| -> String {
        let named = it.trim_start_matches('#').trim().chars();
        named
            .filter(|it| it.is_alphanumeric() || " -_".contains(*it))
            .map(|it| if it == ' ' { '-' } else { it.to_ascii_lowercase() })
            .collect()
    };
    let mut is_fenced = false;
    let heads = text.lines().filter(|it| {
        is_fenced ^= it.starts_with("```");
        !is_fenced && it.starts_with('#')
    });
    heads.map(kept).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let pages = pages();
    for (name, text) in &pages {
        for link in text.split("](").skip(1).filter_map(|it| it.split(')').next()).filter(|it| !it.starts_with("http")) {
            let (path, anchor) = link.split_once('#').map_or((link, None), |(path, anchor)| (path, Some(anchor)));
            let target = if path.is_empty() { name.clone() } else { joined(name, path) };
            if !target.ends_with(".md") && docs().join("src").join(&target).is_file() {
                continue;
            }
            let page = pages.get(&target).unwrap_or_else(|| panic!("{name} links to {link}, which is not there"));
            assert!(anchor.is_none_or(|it| anchors(page).contains(it)), "{name} links to {link}, and there is no such heading");
        }
    }
}

/// Returns the page that `path` means on the page `from`.
fn joined(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            ".." => drop(parts.pop()),
            other => parts.push(other),
        }
    }
    parts.join("/")
}

#[test]
fn what_stands_in_backticks_exists() {
    let codes: BTreeSet<&str> = cutover::codes().iter().map(|it| it.name).collect();
    let topics: BTreeSet<&str> = codes.iter().filter_map(|it| it.split('/').next()).collect();
    let help = page("commands.md");
    let listed = page("SUMMARY.md");
    for (name, text) in pages() {
        assert!(name == "SUMMARY.md" || listed.contains(&format!("({name})")), "SUMMARY.md does not list {name}");
        let blocks = blocks(&text);
        let made: Vec<&str> = blocks.iter().filter_map(|it| it.info.split_once(',')?.1.split_once('=')).map(|it| it.1).collect();
        parity::paths_exist(&format!("docs/src/{name}"), quoted(&text).filter(|it| !codes.contains(it) && !made.contains(it)));
        for word in quoted(&text) {
            if let Some(rest) = word.strip_prefix("cutover ") {
                known_command(&name, rest, &help);
            }
            let topic = word.split('/').next().unwrap_or_default();
            let is_rule = word.split('/').count() == 2
                && topics.contains(topic)
                && word.bytes().all(|it| it.is_ascii_lowercase() || b"-/".contains(&it));
            assert!(!is_rule || codes.contains(word), "{name} names the rule `{word}`");
            assert!(!looks_like_a_key(word) || cutover::manual::has_key(word), "{name} names the key `{word}`");
        }
    }
}

fn known_command(page: &str, words: &str, help: &str) {
    let mut words = words.split(' ').skip_while(|it| it.starts_with('-') || *it == "./shop");
    let Some(command) = words.next() else { return };
    let section = help.split("\n## ").find(|it| it.starts_with(&format!("`cutover {command}`")));
    let section = section.unwrap_or_else(|| panic!("{page} names the command `{command}`"));
    for flag in words.filter(|it| it.starts_with("--")) {
        let flag = flag.split('=').next().unwrap_or(flag);
        assert!(section.contains(flag), "{page} gives `cutover {command}` the flag `{flag}`");
    }
}

/// Tells whether `word` is written as a name within one of the two files, as `policy.trial`.
fn looks_like_a_key(word: &str) -> bool {
    let mut parts = word.split('.');
    let sections = ["program", "platforms", "targets", "policy", "lint", "region", "redirects", "notices", "brand"];
    let is_section = parts.next().is_some_and(|it| sections.contains(&it));
    let rest: Vec<&str> = parts.collect();
    is_section
        && !rest.is_empty()
        && rest.iter().all(|it| !it.is_empty() && it.bytes().all(|it| it.is_ascii_lowercase() || b"-[]".contains(&it)))
        && !word.ends_with(".toml")
}

#[test]
fn every_example_of_a_key_can_be_read() {
    let mut examples = 0;
    for (name, text) in pages().into_iter().filter(|it| it.0.starts_with("language/")) {
        let is_workspace = text.contains(". In `cutover.toml`.");
        let (mut list, mut header) = (String::new(), String::new());
        for line in text.lines() {
            if let Some(found) = line.strip_prefix("## `[") {
                header = format!("[{}\n", found.trim_end_matches('`').replace("<name>", "x"));
                if header.starts_with("[[") {
                    list.clone_from(&header);
                }
            }
            let Some(example) = line.strip_prefix("- **Example**: `").filter(|it| !it.starts_with("spec")) else { continue };
            // A table within one of a list stands behind it.
            let is_within = header != list && header[1..].starts_with(list.trim_matches(['[', ']', '\n']));
            let before = if is_within { list.as_str() } else { "" };
            can_be_read(&name, is_workspace, &format!("{before}{header}{}\n", example.trim_end_matches('`')));
            examples += 1;
        }
    }
    assert!(examples > 100);
}

fn can_be_read(name: &str, is_workspace: bool, text: &str) {
    assert!(!text.contains("\"…\""), "{name} has no example for {text}: add one to EXAMPLES of src/manual/words.rs");
    let workspace = format!("spec = 1\n{}", if is_workspace { text } else { "" });
    let files = [("cutover.toml", workspace.as_str()), ("regions/uk.toml", if is_workspace { "" } else { text })];
    let disk = Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect());
    let report = check_workspace(&disk, Options::default()).expect("memory can be read").report;
    // That a waiver wants all its keys, and a milestone a kind, is no matter of the value.
    let of_shape = |it: &&Diagnostic| {
        let is_shape = ["schema/syntax", "schema/unknown-key", "schema/wrong-type", "schema/bad-version"].contains(&it.code.name);
        is_shape && !["does not say", "missing", "has no"].iter().any(|word| it.message.contains(word))
    };
    let wrong = report.findings.iter().find(of_shape);
    assert!(wrong.is_none(), "{name}: {text}{:?}", wrong.map(|it| &it.message));
}
