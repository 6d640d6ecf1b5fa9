//! Repairs in place: what each makes of a file, and that no request ends elsewhere for it.

use crate::hops;
use crate::overlay::{cases, folder};
use cutover::fix::{Asked, Files, Fixed, Kind, diff};
use cutover::load::Memory;
use cutover::model::plan::Plan;
use cutover::model::plan::answer::Outcome;
use cutover::model::plan::request::Request;
use cutover::{Options, check_workspace};
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

const ALL: [Kind; 5] = [Kind::Http, Kind::Encoding, Kind::Chains, Kind::Duplicates, Kind::Sort];
/// What is repaired unless something else is asked for.
const OWN: [Kind; 4] = [Kind::Http, Kind::Encoding, Kind::Chains, Kind::Duplicates];

fn fix(disk: &Memory, kinds: &[Kind]) -> Fixed {
    let kinds: BTreeSet<Kind> = kinds.iter().copied().collect();
    cutover::fix(disk, &Asked { kinds: &kinds, may_change: &|_| true }).expect("memory can be read").expect("a plan")
}

/// Returns the workspace with what was repaired.
fn after(disk: &Memory, fixed: &Fixed) -> Memory {
    let mut disk = disk.clone();
    let now: Files = fixed.files.iter().map(|(path, (_, now))| (path.clone(), now.clone())).collect();
    disk.0.extend(now);
    disk
}

fn plan(disk: &Memory) -> Plan {
    check_workspace(disk, Options::default()).expect("memory can be read").plan.expect("a plan")
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("UTF-8")
}

/// Returns what a run shows: the hunks, and what was left.
fn shown(fixed: &Fixed) -> String {
    let mut out: String = fixed.files.iter().map(|(path, (before, now))| diff::unified(path, text(before), text(now))).collect();
    for left in &fixed.left {
        let other = left.other.as_ref().map_or_else(String::new, |it| format!(" (see {it})"));
        out.push_str(&format!("left {}: {}: {}{other}\n", left.place, left.kind.word(), left.why));
    }
    out.extend(fixed.mended.iter().map(|(kind, count)| format!("{count} {}\n", kind.word())));
    out + &format!("{} faults\n", fixed.faults)
}

#[test]
fn every_case_is_repaired_as_it_was_read_and_judged() {
    let mut names: Vec<String> = std::fs::read_dir(cases().join("fix"))
        .expect("cases")
        .map(|it| it.expect("a case").file_name().to_string_lossy().into_owned())
        .filter(|it| it != "base")
        .collect();
    names.sort();
    assert!(names.len() > 6, "{names:?}");
    for name in names {
        let case = cases().join("fix").join(&name);
        let disk = laid(&case);
        let kinds = if name.starts_with("rows_are_put_in_order") || name.starts_with("a_line_that") { &ALL[..] } else { &OWN[..] };
        let fixed = fix(&disk, kinds);
        let again = fix(&after(&disk, &fixed), kinds);
        assert!(again.files.is_empty(), "{name}: {}", shown(&again));
        assert_eq!(again.left, fixed.left, "{name}");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(case);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!("fixed", shown(&fixed)));
    }
}

/// Lays a case over the base: what the base has too is written below it, unless it is a region of its own.
fn laid(case: &Path) -> Memory {
    let mut disk = folder(&cases().join("fix/base"));
    for (path, bytes) in folder(&case.join("before")).0 {
        let below = disk.0.get(&path).filter(|_| path.ends_with(".toml") && !bytes.starts_with(b"[region]"));
        let whole = below.map(|it| [it.as_slice(), b"\n", &bytes].concat());
        disk.0.insert(path, whole.unwrap_or(bytes));
    }
    disk
}

/// Returns where a visitor ends who follows every redirect within the workspace, with the statuses on the way; outside it
/// two spellings of one place are one. `None` where there is no end.
fn end(plan: &Plan, url: &str, at: Timestamp) -> Option<(String, Option<Outcome>)> {
    let mut url = url.to_owned();
    for _ in 0..60 {
        let request = Request::of_url(&url).ok()?;
        let name = request.host_name();
        if !plan.hosts.contains_key(plan.aliases.get(&name).unwrap_or(&name)) {
            return Some((canonical(&url), None));
        }
        match plan.answer(&request, at).outcome {
            Outcome::Redirect { location, .. } => {
                let fragment = url.split_once('#').map(|it| it.1.to_owned()).filter(|_| !location.contains('#'));
                url = fragment.map_or(location.clone(), |it| format!("{location}#{it}"));
            }
            other => return Some((url, Some(other))),
        }
        if url.len() > 2_000 {
            return None;
        }
    }
    None
}

/// Spells a URL as RFC 3986 section 6.2.2 does, by other means than the program.
fn canonical(url: &str) -> String {
    let (path, rest) = url.split_at(url.find(['?', '#']).unwrap_or(url.len()));
    let bytes: Vec<u8> = percent_encoding::percent_decode_str(path).collect();
    format!("{}{rest}", String::from_utf8_lossy(&bytes))
}

/// Returns the first answer, which no repair may change either.
fn first(plan: &Plan, url: &str, at: Timestamp) -> (Option<u16>, Vec<(&'static str, String)>) {
    let answer = plan.answer(&Request::of_url(url).expect("a URL"), at);
    let headers = answer.headers.into_iter().filter(|it| it.0 != cutover::model::plan::answer::STAGE);
    (answer.outcome.status(), headers.collect())
}

/// A row of a table: how it is meant, and how somebody wrote it.
#[derive(Clone, Debug)]
struct Row {
    from: (String, String),
    to: (String, String),
    /// Status, query, since and note.
    rest: [&'static str; 4],
    /// Whether it stands there again, and then with or without a slash at its end.
    again: Option<bool>,
}

impl Row {
    fn meant(&self) -> String {
        self.line(&self.from.0, &self.to.0)
    }

    fn written(&self) -> String {
        self.line(&self.from.1, &self.to.1)
    }

    fn line(&self, from: &str, to: &str) -> String {
        let line = |from: &str| format!("{from};{to};{}", self.rest.join(";"));
        let other = match from.strip_suffix('/') {
            Some(bare) => bare.to_owned(),
            None => format!("{from}/"),
        };
        match self.again {
            None => line(from),
            Some(is_other) if is_other && !from.contains(['?', '*']) && other.len() > 1 => format!("{}\r\n{}", line(from), line(&other)),
            Some(_) => format!("{}\r\n{}", line(from), line(from)),
        }
    }
}

/// A piece of a path, as it is meant and as it may be written.
fn piece() -> impl Strategy<Value = (&'static str, &'static str)> {
    prop_oneof![
        6 => Just(("a", "a")),
        6 => Just(("b", "b")),
        4 => Just(("c", "c")),
        1 => Just(("c%20d", "c d")),
        1 => Just(("%C3%A9", "é")),
        1 => Just(("%C3%A9", "%c3%a9")),
        1 => Just(("~e", "~e")),
        1 => Just(("%21", "%21")),
        2 => Just((":x", ":x")),
    ]
}

fn row() -> impl Strategy<Value = Row> {
    let from = proptest::collection::vec(piece(), 1..3);
    let end = prop_oneof![5 => Just(None), 1 => Just(Some("*")), 2 => Just(Some(""))];
    let conditions = prop_oneof![6 => Just(""), 1 => Just("?k=1"), 1 => Just("?l=2")];
    let to = proptest::collection::vec(piece(), 1..3);
    let host = prop_oneof![
        3 => Just(("https://shop.example", "https://shop.example")),
        1 => Just(("https://shop.example", "http://shop.example")),
        1 => Just(("https://old.example", "https://old.example")),
        2 => Just(("https://two.example", "https://two.example")),
        3 => Just(("", "")),
        1 => Just(("https://new.example/n", "http://NEW.example:80/n")),
    ];
    let rest = (
        prop_oneof![4 => Just(""), 1 => Just("301"), 1 => Just("302"), 1 => Just("308")],
        prop_oneof![6 => Just(""), 1 => Just("drop"), 1 => Just("keep"), 1 => Just("k")],
        prop_oneof![6 => Just(""), 2 => Just("announce"), 1 => Just("sunset"), 1 => Just("migrate")],
        prop_oneof![6 => Just(""), 1 => Just("why")],
    );
    let again = prop_oneof![5 => Just(None), 1 => Just(Some(false)), 1 => Just(Some(true))];
    (from, end, conditions, to, host, rest, again).prop_map(|(mut from, end, conditions, to, host, rest, again)| {
        if from.iter().filter(|it| it.0 == ":x").count() > 1 {
            from[0] = ("b", "b");
        }
        let names = from.iter().any(|it| it.0 == ":x");
        let path = |pick: fn(&(&'static str, &'static str)) -> &'static str, pieces: &[(&'static str, &'static str)], names: bool| {
            let pieces = pieces.iter().map(pick).map(|it| if it == ":x" && !names { "a" } else { it });
            pieces.collect::<Vec<_>>().join("/")
        };
        let end = end.map_or(String::new(), |it| format!("/{it}"));
        let source = |pick| format!("/{}{end}{conditions}", path(pick, &from, true));
        let tail = if end == "/*" { "/*" } else { "" };
        let target = |host: &str, pick| format!("{host}/{}{tail}", path(pick, &to, names));
        Row {
            from: (source(|it| it.0), source(|it| it.1)),
            to: (target(host.0, |it| it.0), target(host.1, |it| it.1)),
            rest: [rest.0, rest.1, rest.2, rest.3],
            again,
        }
    })
}

/// Two regions with the rules of the hops, and a table each.
fn workspace(rules: &[Vec<String>; 2], tables: [String; 2]) -> Memory {
    let mut disk = Memory::default();
    disk.0.insert("cutover.toml".to_owned(), format!("spec = 1\n{}", hops::PROGRAM).into_bytes());
    let regions = [("one", hops::ONE), ("two", hops::TWO)];
    for (((name, head), rules), table) in regions.into_iter().zip(rules).zip(tables) {
        let tables = format!("[redirects]\ntables = [\"{name}.csv\"]\n");
        disk.0.insert(format!("regions/{name}.toml"), format!("{head}\n{tables}{}", rules.join("# of people\n")).into_bytes());
        disk.0.insert(format!("regions/{name}.csv"), table.into_bytes());
    }
    disk
}

/// Returns a table as a spreadsheet writes it.
fn table(rows: &[Row], row: fn(&Row) -> String) -> String {
    let rows: Vec<String> = rows.iter().map(row).collect();
    format!("\u{feff}from;to;status;query;since;note\r\n{}\r\n", rows.join("\r\n"))
}

/// Returns requests for what rows name, and for some that only come close.
fn asked(rows: &[Row]) -> Vec<String> {
    let mut urls = Vec::new();
    for text in rows.iter().flat_map(|it| [&it.from.0, &it.from.1]).filter(|it| it.is_ascii() && !it.contains(' ')) {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        for value in ["a", "z"] {
            let path = path.replace(":x", value).replace('*', "c/a");
            let slash = path.strip_suffix('/').map_or_else(|| format!("{path}/"), str::to_owned);
            for path in [path.clone(), slash, path.to_lowercase().replace("%21", "!")] {
                urls.push(format!("{path}?{query}").trim_end_matches('?').to_owned());
                urls.push(format!("{path}?k=1&m=3"));
            }
        }
    }
    urls.sort();
    urls.dedup();
    let hosts = ["https://shop.example", "https://shop.example/b", "https://old.example", "https://two.example/a"];
    hosts.iter().flat_map(|host| urls.iter().map(move |it| format!("{host}{it}"))).collect()
}

fn instants() -> Vec<Timestamp> {
    hops::INSTANTS.map(|it| it.parse().expect("an instant")).into()
}

/// Holds what was repaired against the workspace as it is meant.
fn holds(meant: &Memory, written: &Memory, urls: &[String], kinds: &[Kind]) -> Result<(), TestCaseError> {
    let is_exact = std::ptr::eq(meant, written);
    // As it was meant another hand has spelled it.
    let end = |plan: &Plan, url: &str, at| end(plan, url, at).map(|(end, answer)| (if is_exact { end } else { canonical(&end) }, answer));
    let fixed = fix(written, kinds);
    let repaired = after(written, &fixed);
    let again = fix(&repaired, kinds);
    prop_assert!(again.files.is_empty(), "not its own fixed point:\n{}\nthen\n{}", shown(&fixed), shown(&again));
    if fixed.faults > 0 {
        return Ok(());
    }
    let (one, two) = (plan(meant), plan(&repaired));
    for at in instants() {
        for url in urls {
            prop_assert_eq!(end(&one, url, at), end(&two, url, at), "{} at {}\n{}", url, at, shown(&fixed));
            prop_assert_eq!(first(&one, url, at), first(&two, url, at), "{} at {}\n{}", url, at, shown(&fixed));
        }
    }
    let mut stray = Vec::new();
    for (path, (before, now)) in &fixed.files {
        stray.extend(strays(path, text(before), text(now), kinds.contains(&Kind::Sort)));
    }
    prop_assert!(stray.is_empty(), "{stray:?}\n{}", shown(&fixed));
    Ok(())
}

/// Returns what changed of a file that no repair may touch.
fn strays(path: &str, before: &str, now: &str, is_sorted: bool) -> Vec<String> {
    // All but where a rule begins, leads and how: line by line, and of a row its last columns.
    let kept = |text: &str| -> Vec<String> {
        let lines = text.split_inclusive('\n').map(|line| match path.ends_with(".csv") {
            true => line.splitn(5, ';').nth(4).map_or(line, |it| it).to_owned(),
            false => line.to_owned(),
        });
        let is_rule = |it: &String| ["from", "to", "status", "query"].iter().any(|key| it.starts_with(&format!("{key} = ")));
        lines.filter(|it| !is_rule(it)).collect()
    };
    let (mut before, mut now) = (kept(before), kept(now));
    if is_sorted {
        before.sort();
        now.sort();
    }
    let mut rest = before.iter();
    now.iter().filter(|line| !rest.any(|it| it == *line)).map(|it| format!("{path}: {it:?}")).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_request_ends_elsewhere_for_a_repair(
        rules in [proptest::collection::vec(hops::rule(), 0..4), proptest::collection::vec(hops::rule(), 0..4)],
        rows in [proptest::collection::vec(row(), 0..7), proptest::collection::vec(row(), 0..6)],
        urls in proptest::collection::vec(hops::url(), 10),
        is_sorted in any::<bool>(),
    ) {
        let meant = workspace(&rules, [table(&rows[0], Row::meant), table(&rows[1], Row::meant)]);
        let written = workspace(&rules, [table(&rows[0], Row::written), table(&rows[1], Row::written)]);
        let urls: Vec<String> = urls.into_iter().chain(asked(&rows.concat())).collect();
        let kinds = if is_sorted { &ALL[..] } else { &OWN[..] };
        holds(&meant, &meant, &urls, kinds)?;
        if fix(&written, &[]).faults == 0 {
            holds(&written, &written, &urls, kinds)?;
        }
        // Another spelling that can be read is a source by itself.
        let spelled = rows.iter().flatten().all(|it| it.from.0 == it.from.1 || !it.from.1.is_ascii() || it.from.1.contains(' '));
        if spelled {
            holds(&meant, &written, &urls, kinds)?;
        }
    }
}

#[test]
fn the_rules_that_are_repaired_have_something_to_repair() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let rows = (proptest::collection::vec(row(), 6), proptest::collection::vec(row(), 5));
    let mut mended: std::collections::BTreeMap<Kind, usize> = std::collections::BTreeMap::new();
    let mut whole = 0;
    for _ in 0..60 {
        let (one, two) = rows.new_tree(&mut runner).expect("rows").current();
        let fixed = fix(&workspace(&Default::default(), [table(&one, Row::written), table(&two, Row::written)]), &ALL);
        whole += usize::from(fixed.faults == 0);
        fixed.mended.into_iter().for_each(|(kind, count)| *mended.entry(kind).or_default() += count);
    }
    assert!(ALL.iter().all(|it| mended.get(it).is_some_and(|it| *it >= 10)) && whole >= 40, "{mended:?}, {whole} whole");
}
