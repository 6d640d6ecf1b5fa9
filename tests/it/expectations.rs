//! What a workspace expects of its own URLs: read, judged, counted, printed.

use crate::overlay::{base, check, folder, lay, short};
use cutover::Checked;
use cutover::judge::report::Tested;
use cutover::load::Memory;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The base with a table of three rules for the UK's store.
fn workspace(tests: &[(&str, &str)]) -> Memory {
    let files = [
        ("regions/uk.toml", "[redirects]\ntables = [\"uk/redirects.csv\"]\ndefault = { to = \"/poco/\" }\n"),
        ("regions/uk/redirects.csv", "from,to,status\n/a,/x,301\n/b,https://www.po.co/uk/a,302\n/c,/y,\n/d,,\n"),
        ("regions/uk/inventory.csv", "url,hits\n/a,30\n/c,10\n/nobody,60\n"),
    ];
    let files = files.iter().chain(tests).map(|(path, text)| ((*path).to_owned(), text.replace("/d,,\n", "").into_bytes()));
    lay(base(), Memory(files.collect()))
}

fn tested(checked: &Checked) -> Tested {
    cutover::test(checked.plan.as_ref().expect("a plan"), &checked.expectations)
}

/// Returns what does not hold, a line a fault.
fn faults(checked: &Checked) -> Vec<String> {
    let results = tested(checked).results;
    let lines = results.iter().flat_map(|it| {
        let remark = it.remark.as_ref().map_or_else(String::new, |it| format!(" ({it})"));
        it.faults.iter().map(move |fault| format!("{}: {}: {} for {}{remark}", it.place, fault.what, fault.found, fault.wanted))
    });
    lines.collect()
}

fn toml(entries: &str) -> Checked {
    check(&workspace(&[("tests/a.toml", entries)]))
}

/// Returns the findings about files of `tests/`: place, rule, message, help.
fn found(checked: &Checked) -> Vec<String> {
    let all = checked.report.findings.iter().map(|it| (checked.sources.place(it.span()), it));
    let mine = all.filter(|(place, _)| place.path.starts_with("tests/"));
    mine.map(|(place, it)| format!("{place}:{}: {}: {}; {}", place.column, it.code.name, it.message, it.help.as_deref().unwrap_or("")))
        .collect()
}

#[test]
fn what_holds_is_silent_and_each_thing_that_does_not_is_told() {
    let right = "[[expect]]\nurl = \"https://www.po.co/uk/a?utm=1\"\nstatus = 301\nlocation = \"https://www.mi.com/uk/x?utm=1\"\nanswer = \"redirect\"\n\
                 header = { cache-control = \"max-age=86400\" }\n";
    assert_eq!(found(&toml(right)), [""; 0]);
    assert_eq!(faults(&toml(right)), [""; 0]);
    let wrong = [
        ("status = 301", "status = 308", "tests/a.toml:2: status: 301 for 308"),
        ("/uk/x?", "/uk/X?", "tests/a.toml:2: Location: https://www.mi.com/uk/x?utm=1 for https://www.mi.com/uk/X?utm=1"),
        ("\"redirect\"", "\"gone\"", "tests/a.toml:2: answer: redirect for gone"),
        ("max-age=86400", "max-age=1", "tests/a.toml:2: cache-control: max-age=86400 for max-age=1"),
        ("cache-control", "X-None", "tests/a.toml:2: X-None:  for max-age=86400"),
    ];
    for (from, to, told) in wrong {
        assert!(right.contains(from), "{from}");
        assert_eq!(faults(&toml(&right.replace(from, to))), [told]);
    }
}

#[test]
fn when_it_is_asked_is_a_day_a_time_a_stage_or_a_milestone() {
    // The UK's store switches at the start of 1 January, London time, and the last stage is long behind that.
    let cases = [
        ("2024-12-31", "serve"),
        ("2025-01-01", "redirect"),
        ("2024-12-31T23:59:59", "serve"),
        ("2024-12-31T23:30:00-01:00", "redirect"),
        ("\"start\"", "serve"),
        ("\"sunset\"", "redirect"),
        ("\"uk/sunset\"", "redirect"),
        ("\"uk/migrate\"", "serve"),
        ("\"2025-01-01T0000Z\"", "redirect"),
        ("\"2025-01-01T0000Z-global-sun\"", "redirect"),
    ];
    for (at, answer) in cases {
        let entry = format!("[[expect]]\nurl = \"https://www.po.co/uk/a\"\nat = {at}\nanswer = \"{answer}\"\n");
        assert_eq!((found(&toml(&entry)), faults(&toml(&entry))), (vec![], vec![]), "{at}");
    }
    // By the clock of the URL's site: in October that is an hour ahead of UTC.
    for (at, instant) in [("2024-10-20T23:30:00", "2024-10-20T22:30:00Z"), ("2024-10-20", "2024-10-19T23:00:00Z")] {
        let results = tested(&toml(&format!("[[expect]]\nurl = \"https://po.co/uk/a\"\nat = {at}\nstatus = 301\n"))).results;
        assert_eq!(results[0].at.as_deref(), Some(instant));
    }
    let unclear = [
        ("\"sunst\"", "tests/a.toml:2: at: no milestone and no stage of that name; did you mean `sunset`? for sunst"),
        ("\"fr/sunset\"", "tests/a.toml:2: at: no milestone and no stage of that name; did you mean `uk/sunset`? for fr/sunset"),
        (
            "2024-03-31T01:30:00",
            "tests/a.toml:2: at: no such instant by the clock of Europe/London, or two: write it with its offset for 2024-03-31T01:30:00",
        ),
    ];
    for (at, told) in unclear {
        let entry = format!("[[expect]]\nurl = \"https://www.po.co/uk/a\"\nat = {at}\nstatus = 301\n");
        assert_eq!(faults(&toml(&entry)), [told]);
    }
}

#[test]
fn where_a_visitor_ends_is_followed() {
    let ends = |url: &str, end: &str| faults(&toml(&format!("[[expect]]\nurl = \"{url}\"\nends = \"{end}\"\n")));
    assert_eq!(ends("https://www.po.co/uk/b", "https://www.mi.com/uk/x"), [""; 0]);
    assert_eq!(ends("http://po.co/uk/b", "https://www.mi.com/uk/x"), [""; 0]);
    assert_eq!(ends("https://www.poco.in/a", "/a"), [""; 0]);
    assert_eq!(ends("https://www.po.co/uk/b", "/uk/a"), ["tests/a.toml:2: ends: https://www.mi.com/uk/x for https://www.po.co/uk/a"]);
    let hop = "[[expect]]\nurl = \"https://www.po.co/uk/b\"\nlocation = \"/uk/a\"\n";
    let told = "tests/a.toml:2: Location: https://www.mi.com/uk/x for https://www.po.co/uk/a (hops are taken together, through `/a` in \
                regions/uk/redirects.csv:2: write `ends` for where a visitor ends)";
    assert_eq!(faults(&toml(hop)), [told]);
    let stranger = "[[expect]]\nurl = \"https://www.elsewhere.test/\"\nstatus = 301\n";
    let told = "tests/a.toml:2: status: 404 for 301 (the host `www.elsewhere.test` is none of this workspace)";
    assert_eq!(faults(&toml(stranger)), [told]);
}

#[test]
fn each_fault_of_a_file_is_told_at_its_place_and_the_rest_is_read() {
    let text = "[[expect]]\nurl = \"/uk/a\"\nstatus = 301\n\n[[expect]]\nurl = \"https://www.po.co/uk/a\"\n\n[[expect]]\nurl = \"https://www.po.co/uk/a\"\n\
                statuss = 301\n\n[[expect]]\nurl = \"https://www.po.co/uk/a\"\nat = \"2025-01-01\"\nmethod = \"get\"\nanswer = \"redirct\"\nstatus = \"301\"\n\n\
                [[expect]]\nstatus = 301\n\n[[expect]]\nurl = \"https://www.po.co/uk/c\"\nstatus = 301\n";
    let checked = toml(text);
    let wanted = [
        "tests/a.toml:2:7: schema/wrong-type: `/uk/a` does not begin with `https://` or `http://`; write the URL as a browser has it, as \
         `https://www.po.co/uk/sale`",
        "tests/a.toml:6:7: schema/wrong-type: nothing is expected of `https://www.po.co/uk/a`; add `status = 301`, or \
         `location = \"https://…\"`, or another key of those that expect",
        "tests/a.toml:10:1: schema/unknown-key: found the key `statuss`, which is not known here; did you mean `status`?",
        "tests/a.toml:14:6: schema/wrong-type: found a date written as text, wanted it without quotes: 2025-01-01; write `2025-01-01`",
        "tests/a.toml:15:10: schema/wrong-type: found `get`, which is not one of the words known here; did you mean `GET`?",
        "tests/a.toml:16:10: schema/wrong-type: found `redirct`, which is not one of the words known here; did you mean `redirect`?",
        "tests/a.toml:17:10: schema/wrong-type: found text, wanted a whole number from 0 to 65535; write `301`",
        "tests/a.toml:19:1: schema/wrong-type: the key `url` is missing in `tests/a.toml.expect[4]`; add `url = …`",
    ];
    assert_eq!(found(&checked), wanted);
    assert!(checked.expectations.iter().any(|it| it.url.value == "https://www.po.co/uk/c"), "the last is whole");
}

#[test]
fn a_table_of_a_publisher_is_read_by_the_names_that_it_has() {
    let ours =
        "url,status,location,at,answer\nhttps://www.po.co/uk/a,301,https://www.mi.com/uk/x,,\nhttps://www.po.co/uk/a,,,2024-12-31,serve\n";
    let checked = check(&workspace(&[("tests/a.csv", ours)]));
    assert_eq!((found(&checked), faults(&checked), checked.expectations.len()), (vec![], vec![], 2));
    let theirs = "url,expected_location,expected_status\nhttps://www.po.co/uk/a,/uk/x,301\n";
    let checked = check(&workspace(&[("tests/a.csv", theirs)]));
    let wanted = "tests/a.csv:1:1: schema/unknown-key: the columns `expected_location` and `expected_status` have other names here; write the \
                  first line as `url,location,status`";
    assert_eq!(found(&checked), [wanted]);
    assert_eq!(faults(&checked), ["tests/a.csv:2: Location: https://www.mi.com/uk/x for https://www.po.co/uk/x"]);
    let wrong = "url,status,method,at\nhttps://www.po.co/uk/a,moved,,\nhttps://www.po.co/uk/a,301,FETCH,\nhttps://www.po.co/uk/a,301,,2024-02-30\n,301,,\n";
    let told = found(&check(&workspace(&[("tests/a.csv", wrong)])));
    let places: Vec<&str> = told.iter().map(|it| it.split(": schema").next().unwrap_or_default()).collect();
    assert_eq!(places, ["tests/a.csv:2:24", "tests/a.csv:3:28", "tests/a.csv:4:29", "tests/a.csv:5:1"], "{told:?}");
}

#[test]
fn coverage_tells_who_reaches_which_rule() {
    let checked =
        toml("[[expect]]\nurl = \"https://www.po.co/uk/b\"\nstatus = 302\n\n[[expect]]\nurl = \"https://po.co/uk/nobody\"\nstatus = 301\n");
    assert_eq!(faults(&checked), [""; 0], "{}", short(&checked));
    let covered = tested(&checked).coverage;
    let list = covered.inventories.iter().find(|it| it.path == "regions/uk/inventory.csv").expect("the UK's");
    assert_eq!((list.urls, list.hits, list.tested, list.tested_hits), (3, 100, 1, 60));
    assert_eq!((list.answered, list.answered_hits, list.by_default), (3, 100, 1));
    // `/a` and `/c` by the inventory, `/b` by an expectation, the default by both.
    let of_table = covered.unreached.iter().filter(|it| it.place.starts_with("regions/uk/redirects.csv"));
    assert_eq!(of_table.count(), 0, "{:?}", covered.unreached);
    assert_eq!(covered.rules.by_expectations, 2);
    assert_eq!(covered.rules.reached + covered.unreached.len(), covered.rules.all);
    let host = covered.hosts.iter().find(|it| it.host == "www.po.co").expect("the host");
    assert_eq!(host.expectations, 2);
    // Without the inventory, what it reached is reached by generated requests alone.
    let bare = lay(workspace(&[]), Memory([("regions/uk/inventory.csv".to_owned(), b"url\n".to_vec())].into()));
    let covered = tested(&check(&bare)).coverage;
    let of_table: Vec<_> = covered.unreached.iter().filter(|it| it.place.starts_with("regions/uk/redirects.csv")).collect();
    let shown: Vec<(&str, &str, bool)> = of_table.iter().map(|it| (it.place.as_str(), it.text.as_str(), it.is_generated)).collect();
    let place = ["regions/uk/redirects.csv:2", "regions/uk/redirects.csv:3", "regions/uk/redirects.csv:4"];
    assert_eq!(shown, [(place[0], "/a", true), (place[1], "/b", true), (place[2], "/c", true)]);
    assert!(covered.rules.by_generated_alone >= 3);
}

#[test]
fn the_root_workspace_is_as_it_expects() {
    let checked = cutover::check_workspace(&cutover::load::Folder(root().to_owned()), cutover::Options::default()).expect("it can be read");
    assert!(checked.expectations.len() >= 8);
    assert_eq!(faults(&checked), [""; 0]);
}

#[test]
fn the_answers_that_golang_org_asserts_hold() {
    let home = root().join("tests/corpora/golang-website");
    let mut disk = folder(&home.join("workspace"));
    disk.0.insert("regions/go/redirects.csv".to_owned(), std::fs::read(home.join("redirects.csv")).expect("the rows"));
    let prefixes = std::fs::read_to_string(home.join("patterns.csv")).expect("the prefixes");
    let pattern = |it: &str| {
        let mut cells = it.split(',').map(|it| it.replace("{id}", ":id"));
        let (from, to, status) = (cells.next()?, cells.next()?, cells.next()?);
        Some(format!("{from}{},{to},{status}\n", if from.ends_with('/') { "*" } else { "" }))
    };
    let patterns: String = prefixes.lines().skip(1).filter_map(pattern).collect();
    disk.0.insert("regions/go/patterns.csv".to_owned(), format!("from,to,status\n{patterns}").into_bytes());
    let checked = check(&disk);
    assert_eq!(faults(&checked), [""; 0]);
    let tested = tested(&checked);
    assert_eq!((tested.passed, tested.failed), (204, 0));
    // A rule that its publisher does not test is not told to be tested.
    assert!(tested.coverage.unreached.iter().any(|it| it.text == "/pkg/big"));
    let rules = tested.coverage.rules;
    assert_eq!(rules.reached, rules.by_expectations);
}

/// Writes a workspace into a folder and runs the program there.
fn run(disk: &Memory, words: &[&str]) -> (tempfile::TempDir, Output) {
    let dir = tempfile::tempdir().expect("a folder");
    for (path, bytes) in &disk.0 {
        let path: PathBuf = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        std::fs::write(path, bytes).expect("it can be written");
    }
    let output = Command::new(env!("CARGO_BIN_EXE_cutover")).args(words).current_dir(dir.path()).output().expect("it runs");
    (dir, output)
}

const FAILS: &str = "[[expect]]\nurl = \"https://www.po.co/uk/a\"\nstatus = 308\nlocation = \"/<&\\\"x\"\nnote = \"asked for by sales\"\n\n[[expect]]\n\
                     url = \"https://www.po.co/uk/c\"\nstatus = 301\n";

#[test]
fn a_run_prints_what_does_not_hold_and_ends_so() {
    let (_dir, output) = run(&workspace(&[("tests/a.toml", FAILS)]), &["test"]);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).expect("text");
    let wanted = "tests/a.toml:2: GET https://www.po.co/uk/a at 2025-01-15T00:00:00Z (2025-01-15T0000Z-global-sunset-trial-end)\n  status: found `301`, wanted `308`\n  \
                  Location: found `https://www.mi.com/uk/x`, wanted `https://www.po.co/<&\"x`\n  by the rule in regions/uk/redirects.csv:2\n  \
                  note: asked for by sales\n2 expectations: 1 does not hold\n";
    assert!(text.starts_with(wanted), "{text}");
    assert!(
        text.contains(
            "  regions/uk/inventory.csv: 3 of 3 URLs answered (100 % of the hits), 1 by the default alone, 2 tested (40 % of the hits)\n"
        ),
        "{text}"
    );
    let (_dir, output) =
        run(&workspace(&[("tests/a.toml", &FAILS.replace("308", "301").replace("/<&\\\"x", "https://www.mi.com/uk/x"))]), &["test", "-q"]);
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    let (_dir, output) = run(&workspace(&[]), &["test"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("no expectations: write `tests/expectations.toml`\n"));
}

#[test]
fn too_little_coverage_is_a_fault() {
    let disk = workspace(&[]);
    let per_cent = tested(&check(&disk)).coverage.rules.per_cent;
    assert!(per_cent > 0 && per_cent < 100, "{per_cent}");
    let code = |least: usize| run(&disk, &["test", "--min-coverage", &least.to_string()]).1;
    assert_eq!(code(per_cent).status.code(), Some(0));
    let short = code(per_cent + 1);
    assert_eq!(short.status.code(), Some(1));
    let said = format!("error: {per_cent} % of the rules are tried, wanted at least {} %\n", per_cent + 1);
    assert_eq!(String::from_utf8_lossy(&short.stderr), said);
    assert_eq!(code(101).status.code(), Some(2));
}

#[test]
fn programs_read_it_as_json_and_as_junit() {
    let disk = workspace(&[("tests/a.toml", FAILS)]);
    let (dir, output) = run(&disk, &["test", "--format", "json", "--min-coverage", "100", "--report", "junit=tested.xml"]);
    assert_eq!(output.status.code(), Some(1));
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let schema = cutover::schemas().into_iter().find(|it| it.0 == "tested.schema.json").expect("a schema").1;
    let validator = jsonschema::validator_for(&serde_json::from_str(&schema).expect("JSON")).expect("a schema");
    let refused: Vec<String> = validator.iter_errors(&json).map(|it| it.to_string()).collect();
    assert_eq!(refused, [""; 0]);
    assert_eq!((json["passed"].as_u64(), json["failed"].as_u64()), (Some(1), Some(1)));
    assert_eq!(json["results"][0]["faults"][0]["wanted"], "308");
    let text = std::fs::read_to_string(dir.path().join("tested.xml")).expect("it is written");
    let xml = roxmltree::Document::parse(&text).expect("XML");
    let all = |name: &str| xml.descendants().filter(|it| it.has_tag_name(name)).collect::<Vec<_>>();
    assert_eq!(all("testcase").len(), 3);
    let failures: Vec<&str> = all("failure").iter().filter_map(|it| it.attribute("message")).collect();
    let told = "status: found `301`, wanted `308`; Location: found `https://www.mi.com/uk/x`, wanted `https://www.po.co/<&\"x`";
    assert_eq!(failures[0], told);
    assert!(failures[1].ends_with(" % of the rules are tried"), "{failures:?}");
    assert_eq!(xml.root_element().attribute("failures"), Some("2"));
}

#[test]
fn suggestions_are_written_for_a_person_and_over_nothing() {
    let platform = ("cutover.toml", "[platforms.xiaomi]\ninventory = [\"pages.csv\"]\n");
    let pages = ("regions/pages.csv", "url\n/uk/shoes/red-12\n/uk/about\n");
    let list = ("regions/uk/inventory.csv", "url,hits\n/nobody,6\n/old/red-shoes-12.html,9\n/about-us?x=1,99\n/a,1\n");
    let disk = workspace(&[platform, pages, list]);
    let (dir, output) = run(&disk, &["test", "--suggest", "uk=new.csv"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(
        (output.status.code(), said.as_str()),
        (Some(0), "new.csv: 2 suggestions, to be looked at row by row, and 1 URL is like nothing\n")
    );
    let table = std::fs::read_to_string(dir.path().join("new.csv")).expect("it is written");
    let rows: Vec<&str> = table.lines().collect();
    assert_eq!(rows[0], "from,to,note");
    assert!(rows[1].starts_with("/about-us,/about,suggested: ") && rows[1].ends_with(" % alike; 99 hits"), "{table}");
    assert!(rows[2].starts_with("/old/red-shoes-12.html,/shoes/red-12,suggested: "), "{table}");
    assert_eq!(rows.len(), 3);
    // What is there is left alone, and a region that nobody has is named.
    let again = Command::new(env!("CARGO_BIN_EXE_cutover")).args(["test", "--suggest", "uk=new.csv"]).current_dir(dir.path()).output();
    let again = again.expect("it runs");
    assert_eq!(again.status.code(), Some(2));
    assert_eq!(std::fs::read_to_string(dir.path().join("new.csv")).expect("it is there"), table);
    let (_dir, output) = run(&disk, &["test", "--suggest", "ku=new.csv"]);
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: there is no region `ku`; did you mean `uk`?\n");
    let (_dir, output) = run(&workspace(&[]), &["test", "--suggest", "uk=new.csv"]);
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("error: nothing can be suggested: no platform lists its pages"));
}

#[test]
fn editors_and_the_loader_refuse_the_same_entries() {
    let all: Vec<(String, String)> = cutover::schemas().into_iter().filter(|it| it.0.starts_with("tests.")).collect();
    assert_eq!(all.len(), 2);
    let entries = [
        "url = \"https://www.po.co/\"\nstatus = 301",
        "url = \"https://www.po.co/\"\nat = 2024-12-31\nmethod = \"HEAD\"\nanswer = \"not-found\"\nends = \"/\"\nheader = { A = \"b\" }\nnote = \"x\"",
        "url = \"https://www.po.co/\"\nstatuss = 301",
        "url = \"https://www.po.co/\"\nstatus = \"301\"",
        "url = \"https://www.po.co/\"\nstatus = 70000",
        "url = \"https://www.po.co/\"\nstatus = 301\nmethod = \"get\"",
        "url = \"https://www.po.co/\"\nanswer = \"found\"",
        "url = 1\nstatus = 301",
        "status = 301",
        "url = \"https://www.po.co/\"\nheader = { A = 1 }",
    ];
    for (name, schema) in all {
        let schema: Value = serde_json::from_str(&schema).expect("JSON");
        let validator = jsonschema::validator_for(&schema).expect("a schema");
        for (rank, entry) in entries.iter().enumerate() {
            let text = format!("[[expect]]\n{entry}\n");
            let table: toml::Table = text.parse().expect("TOML");
            let json = serde_json::to_value(&table).expect("JSON");
            let json = if entry.contains("2024-12-31") {
                serde_json::from_str(&json.to_string().replace("{\"$__toml_private_datetime\":\"2024-12-31\"}", "\"2024-12-31\""))
                    .expect("JSON")
            } else {
                json
            };
            let is_refused = !found(&toml(&text)).is_empty();
            assert_eq!(validator.is_valid(&json), !is_refused, "{name}: {entry}");
            assert_eq!(is_refused, rank > 1, "{entry}: {:?}", found(&toml(&text)));
        }
    }
}
