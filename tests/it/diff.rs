//! What a change does: classes of URLs with witnesses, moved dates, guards; and where the workspace before it is read from.

use super::asking::PROGRAM;
use cutover::compare::{self, Class, Difference, Kind};
use cutover::load::Memory;
use cutover::model::plan::Plan;
use cutover::model::plan::answer::{Answer, Outcome};
use cutover::model::plan::request::Request;
use cutover::{Options, plan_workspace};
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// Files by path; regions need no folder and no ending.
type Files = Vec<(String, String)>;

fn files(policy: &str, regions: &[(&str, &str)]) -> Files {
    let workspace = format!("spec = 1\n{PROGRAM}\n[lint.severity]\n\"ent/kind-undeclared\" = \"allow\"\n[policy]\n{policy}");
    let path = |name: &str| if name.contains('.') { format!("regions/{name}") } else { format!("regions/{name}.toml") };
    let regions = regions.iter().map(|(name, text)| (path(name), (*text).to_owned()));
    std::iter::once(("cutover.toml".to_owned(), workspace)).chain(regions).collect()
}

fn planned(files: &Files) -> Plan {
    let disk = Memory(files.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect());
    plan_workspace(&disk, Options::default()).expect("memory can be read").plan.expect("a plan")
}

fn compared(before: &Files, after: &Files) -> Difference {
    compare::compare(&planned(before), &planned(after))
}

const DATES: &str = r#"
[milestones]
announce = { on = 2024-10-15 }
migrate = { from = 2024-10-21 }
sunset = { by = 2024-12-31 }
redirects-end = { at = 2027-01-01T00:00 }
domain-release = { never = "kept" }
"#;

/// A store that closes, whose rules and what else are given.
fn store(more: &str) -> String {
    format!(
        "[region]\ndisposition = \"retire\"\ntime-zone = \"Europe/London\"\nlocales = [\"en-GB\", \"fr-FR\"]\n\
         [[sites]]\nid = \"store\"\nurl = \"https://shop.example/\"\nsuccessor = \"https://new.example/uk/\"\n\
         upstream = \"http://127.0.0.1:8081\"\ndefault = {{ to = \"/all\" }}\nclosure = []\n{DATES}{more}"
    )
}

fn rule(from: &str, to: &str) -> String {
    format!("[[redirects.rules]]\nfrom = \"{from}\"\nto = \"{to}\"\n")
}

fn uk(more: &str) -> Files {
    files("", &[("uk", &store(more))])
}

/// Returns classes in short: what kind, the witness, both answers, and since when.
fn short(difference: &Difference) -> Vec<String> {
    let line = |it: &Class| {
        let witness = it.witness.as_deref().unwrap_or("?").replace("https://shop.example", "");
        let answer = |text: &str| text.replace("https://new.example", "~");
        let since = it.time.since.as_deref().unwrap_or("start").rsplit_once("Z-").map_or("start", |it| it.1);
        let until = it.time.until.as_deref().map_or(String::new(), |it| format!(" until {}", it.rsplit_once("Z-").expect("a stage").1));
        format!("{} {witness}: {} => {} from {since}{until}", it.kind.word(), answer(&it.before.answer), answer(&it.after.answer))
    };
    difference.classes.iter().map(line).collect()
}

#[test]
fn a_rule_that_changes_is_one_class_through_all_stages() {
    let before = uk(&format!("[redirects]\n{}{}", rule("/a", "/old"), rule("/b", "/b")));
    let after = uk(&format!("[redirects]\n{}{}", rule("/a", "/new"), rule("/b", "/b")));
    let found = compared(&before, &after);
    // Since the sunset: on trial first, then for good.
    assert_eq!(short(&found), ["elsewhere /a: 301 ~/uk/old => 301 ~/uk/new from uk-sunset until uk-redirects-end"]);
    assert_eq!(found.classes[0].rows, 1);
    assert_eq!(found.classes[0].before.place.as_deref(), Some("regions/uk.toml:21"));
    assert!(found.dates.is_empty() && found.facts.is_empty(), "{:?}", found.facts);
    assert!(compared(&before, &before).is_empty());
}

#[test]
fn kinds_are_told_apart() {
    let with = |rules: &str| uk(&format!("[redirects]\n{rules}"));
    let kind = |before: &str, after: &str| {
        let found = compared(&with(before), &with(after));
        assert_eq!(found.classes.len(), 1, "{:?}", short(&found));
        (found.classes[0].kind, found.classes[0].witness.clone().expect("a witness").replace("https://shop.example", ""))
    };
    let a = |more: &str| format!("{}{more}\n", rule("/a", "/x"));
    assert_eq!(kind("", &a("")), (Kind::New, "/a".into()));
    assert_eq!(kind(&a(""), ""), (Kind::Lost, "/a".into()));
    assert_eq!(kind(&a(""), "[[redirects.rules]]\nfrom = \"/a\"\nanswer = \"gone\"\n"), (Kind::Lost, "/a".into()));
    assert_eq!(kind(&a("status = 302"), &a("status = 301\ntrial = \"0 days\"")), (Kind::Permanent, "/a".into()));
    assert_eq!(kind(&a("status = 301\ntrial = \"0 days\""), &a("status = 307")), (Kind::Temporary, "/a".into()));
    assert_eq!(kind(&a("status = 302"), &a("status = 307")), (Kind::Status, "/a".into()));
    assert_eq!(kind(&a("query = \"keep\""), &a("query = \"drop\"")), (Kind::Query, "/a?x=1".into()));
    assert_eq!(kind(&a("query = [\"k\"]"), &a("query = \"drop\"")), (Kind::Query, "/a?k=1".into()));
}

#[test]
fn a_pattern_that_loses_part_of_its_keys_has_a_witness_among_them() {
    let before = uk(&format!("[redirects]\n{}{}", rule("/p/*", "/q/*"), rule("/p/:x/z", "/z/:x")));
    let after = uk(&format!("[redirects]\n{}{}{}", rule("/p/*", "/q/*"), rule("/p/:x/z", "/z/:x"), rule("/p/b/*", "/elsewhere/*")));
    let found = compared(&before, &after);
    assert_eq!(
        short(&found),
        // `/p/b/z` too goes elsewhere, by another pair of rules.
        [
            "elsewhere /p/b/x: 301 ~/uk/q/b/x => 301 ~/uk/elsewhere/x from uk-sunset until uk-redirects-end",
            "elsewhere /p/b/z: 301 ~/uk/z/b => 301 ~/uk/elsewhere/z from uk-sunset until uk-redirects-end",
        ]
    );
    // The same answers, written otherwise, are no change.
    let split = uk(&format!("[redirects]\n{}{}{}", rule("/p/*", "/q/*"), rule("/p/:x/z", "/z/:x"), rule("/p/b/*", "/q/b/*")));
    assert_eq!(
        short(&compared(&before, &split)),
        ["elsewhere /p/b/z: 301 ~/uk/z/b => 301 ~/uk/q/b/z from uk-sunset until uk-redirects-end"]
    );
}

#[test]
fn a_date_that_moves_is_a_date_and_no_change_of_urls() {
    let rules = format!("[redirects]\n{}{}", rule("/a", "/x"), rule("/p/*", "/q/*"));
    let before = uk(&rules);
    let moved: Files = before
        .iter()
        .map(|(path, text)| (path.clone(), text.replace("sunset = { by = 2024-12-31 }", "sunset = { by = 2025-01-10 }")))
        .collect();
    let found = compared(&before, &moved);
    assert_eq!(short(&found), [""; 0]);
    assert_eq!(found.dates.iter().map(|it| format!("{}/{}", it.region, it.name)).collect::<Vec<_>>(), ["uk/sunset"]);
    // Past another switch: what is answered between them follows from the dates too.
    let past: Files = before
        .iter()
        .map(|(path, text)| (path.clone(), text.replace("sunset = { by = 2024-12-31 }", "sunset = { by = 2024-10-18 }")))
        .collect();
    assert_eq!(short(&compared(&before, &past)), [""; 0]);
    // What changes beside the date is told.
    let both: Files = moved.iter().map(|(path, text)| (path.clone(), text.replace("to = \"/x\"", "to = \"/y\""))).collect();
    assert_eq!(short(&compared(&before, &both)), ["elsewhere /a: 301 ~/uk/x => 301 ~/uk/y from uk-sunset until uk-redirects-end"]);
}

#[test]
fn defaults_reserved_paths_and_the_shops_server_are_part_of_it() {
    let before = uk("");
    let with = |from: &str, to: &str| -> Files { before.iter().map(|(path, text)| (path.clone(), text.replace(from, to))).collect() };
    let found = compared(&before, &with("/all", "/others/*"));
    assert_eq!(short(&found), ["elsewhere /x: 301 ~/uk/all => 301 ~/uk/others/x from uk-sunset until uk-redirects-end"]);
    assert!(found.classes[0].is_pattern);
    let found = compared(&before, &with("closure = []", "closure = []\nreserved = [\"/feed/\"]"));
    let lost = "lost /feed/x: 301 ~/uk/all => 404 from uk-sunset until uk-redirects-end";
    assert_eq!(short(&found), [lost, "another answer /feed/x: 410 uk-gone.html => 404 from uk-redirects-end"]);
    let found = compared(&before, &with("127.0.0.1:8081", "127.0.0.1:8082"));
    let wanted = "another answer /x: served by http://127.0.0.1:8081 => served by http://127.0.0.1:8082 from start until uk-sunset";
    assert!(short(&found).contains(&wanted.to_owned()), "{:?}", short(&found));
}

#[test]
fn hosts_services_notices_and_targets_are_told() {
    let service = "[services.orders]\nkind = \"orders\"\nmove = \"transfer\"\nto = \"new/orders\"\nsince = \"announce\"\nuntil = \"migrate\"\nroutes = [\"/orders\"]\n";
    let host = "[hosts.\"shop.example\"]\naliases = [\"old.example\"]\n";
    let other = store(&format!("{host}{service}[notices]\n"));
    let before = files("", &[("uk", &other)]);
    let change = |from: &str, to: &str| -> Difference {
        let after = before.iter().map(|(path, text)| (path.clone(), text.replace(from, to))).collect();
        compared(&before, &after)
    };
    let facts = |found: &Difference| -> Vec<String> {
        let text = |it: &Option<String>| it.clone().unwrap_or_default();
        let changes = |it: &compare::Fact| {
            it.changes.iter().map(|it| format!(" {} {}>{}", it.field, text(&it.before), text(&it.after))).collect::<String>()
        };
        let shown = found.facts.iter().filter(|it| it.subject != compare::Subject::Notice);
        shown.map(|it| format!("{} {} {}{}", it.subject.word(), it.what.word(), it.name, changes(it))).collect()
    };
    let moved = change("until = \"migrate\"", "until = \"sunset\"");
    assert_eq!(facts(&moved), ["service changed uk.services.orders until uk/migrate>uk/sunset"]);
    assert!(
        moved.facts.iter().any(|it| it.subject == compare::Subject::Notice),
        "the notices tell of it: {:?}",
        planned(&before).notices.len()
    );
    assert!(moved.classes.iter().any(|it| it.after.rule == "/orders" || it.before.rule == "/orders"));
    assert_eq!(
        facts(&change("new/orders", "new/club")),
        ["service changed uk.services.orders to new/orders>new/club url https://new.example/orders>https://new.example/club?from=old"]
    );
    assert_eq!(facts(&change("[\"old.example\"]", "[\"older.example\"]")), ["host changed shop.example aliases old.example>older.example"]);
    let gone = change("shop.example", "store.example");
    assert!(facts(&gone).contains(&"host gone shop.example".to_owned()), "{:?}", facts(&gone));
    assert!(short(&gone).iter().any(|it| it.contains("=> not a host of the workspace")), "{:?}", short(&gone));
}

#[test]
fn what_is_left_alone_is_seen_to_be_touched() {
    let kept = "[region]\ndisposition = \"independent\"\ntime-zone = \"Asia/Kolkata\"\n[[sites]]\nid = \"in\"\nurl = \"https://shop.example/in/\"\nupstream = \"http://127.0.0.1:8083\"\n";
    let before = files("", &[("uk", &store("")), ("in", kept)]);
    let after = files("", &[("uk", &store(""))]);
    let (old, new) = (planned(&before), planned(&after));
    let found = compare::compare(&old, &new);
    assert!(found.touched.contains("in"));
    let stopped = compare::guards(&found, [&old, &new], None, &[]);
    assert!(stopped.iter().any(|it| it.allow.to_string() == "independent-touched=in"), "{stopped:?}");
    // Rules of others change nothing of it.
    let others = files("", &[("uk", &store(&format!("[redirects]\n{}", rule("/in/*", "/x/*")))), ("in", kept)]);
    assert!(compared(&before, &others).touched.is_empty());
}

#[test]
fn tables_are_one_class_counted_by_rows_urls_and_hits() {
    let table = |to: &str, rows: usize| -> String {
        std::iter::once("from,to\n".to_owned()).chain((0..rows).map(|it| format!("/r{it},/{to}{it}\n"))).collect()
    };
    let text = store("[redirects]\ntables = [\"uk/rows.csv\"]\ninventory = [\"uk/known.csv\"]\n");
    let known = "url,hits\nhttps://shop.example/r7?u=1,90\nhttps://shop.example/r9,10\nhttps://shop.example/other,100\n";
    let of = |rows: &str| files("", &[("uk", &text), ("uk/rows.csv", rows), ("uk/known.csv", known)]);
    let found = compared(&of(&table("x", 50)), &of(&table("y", 50)));
    assert_eq!(short(&found), ["elsewhere /r7?u=1: 301 ~/uk/x7?u=1 => 301 ~/uk/y7?u=1 from uk-sunset until uk-redirects-end"]);
    let class = &found.classes[0];
    assert_eq!((class.rows, class.urls, class.hits), (50, 2, 100));
    assert_eq!(class.before.rule, "rows of regions/uk/rows.csv");
    assert_eq!((found.counts.urls_changed, found.counts.urls, found.counts.hits_changed, found.counts.hits), (2, 3, 100, 200));
    let fewer = compared(&of(&table("x", 50)), &of(&table("x", 40)));
    assert_eq!((fewer.counts.redirects, fewer.counts.redirects_lost), (50, 10));
}

/// What a property test draws: rules, and what stands around them.
fn workspace() -> impl Strategy<Value = String> {
    let literal = || prop_oneof![Just("a"), Just("b"), Just("c")];
    let segments = proptest::collection::vec(prop_oneof![3 => literal(), 1 => Just(":x"), 1 => Just(":y")], 0..3);
    let end = prop_oneof![3 => Just(None), 2 => Just(Some("*")), 1 => Just(Some(""))];
    let conditions = prop_oneof![4 => Just(""), 1 => Just("?k=1"), 1 => Just("?l=2"), 1 => Just("?k=1&l=2")];
    let rule = (segments, end, conditions, 0..6_usize, 0..6_usize).prop_map(|(segments, end, conditions, to, more)| {
        let mut seen = Vec::new();
        let mut from: Vec<&str> = segments
            .into_iter()
            .filter(|it| {
                !it.starts_with(':')
                    || !seen.contains(it) && {
                        seen.push(it);
                        true
                    }
            })
            .collect();
        from.extend(end);
        let values: Vec<&str> = from.iter().copied().filter(|it| it.starts_with(':') || *it == "*").collect();
        let to = match (to, values.as_slice()) {
            (0, _) => "/a".to_owned(),
            (1, _) => "/b/a".to_owned(),
            (_, []) => "/c".to_owned(),
            (2, values) => format!("/v/{}", values.join("/")),
            (_, values) => format!("/a/{}", values[values.len() - 1]),
        };
        let more = ["", "", "status = 302\n", "query = \"drop\"\n", "query = [\"k\"]\n", "since = \"migrate\"\n"][more];
        format!("[[redirects.rules]]\nfrom = \"/{}{conditions}\"\nto = \"https://new.example{to}\"\n{more}", from.join("/"))
    });
    let rules = proptest::collection::vec(rule, 0..6);
    let default = prop_oneof![3 => Just("default = { to = \"/all\" }"), 1 => Just("default = { to = \"/a/*\" }"), 1 => Just("default = { answer = \"gone\" }")];
    let reserved = prop_oneof![3 => Just(""), 1 => Just("reserved = [\"/a/\"]"), 1 => Just("reserved = [\"/b\"]")];
    let second = prop_oneof![2 => Just(""), 1 => Just("[[sites]]\nid = \"second\"\nurl = \"https://shop.example/b/\"\nsuccessor = \"https://new.example/two/\"\nupstream = \"http://127.0.0.1:8082\"\ndefault = { to = \"/second\" }\n")];
    (rules, default, reserved, second).prop_map(|(rules, default, reserved, second)| {
        let text = store("")
            .replace("default = { to = \"/all\" }", default)
            .replace("closure = []", &format!("closure = [\"trailing-slash\"]\n{reserved}"));
        let text = text.replace("[milestones]", &format!("{second}[milestones]"));
        format!("{text}[redirects]\n{}", rules.concat())
    })
}

fn answer<'p>(plan: &'p Plan, url: &str, at: Timestamp) -> Answer<'p> {
    plan.answer(&Request::of_url(url).expect("a URL"), at)
}

/// Returns what of an answer counts: all but dates.
fn counts(answer: &Answer) -> (String, Option<String>) {
    let age = answer.headers.iter().find(|it| it.0 == "Cache-Control").map(|it| it.1.clone());
    let outcome = match &answer.outcome {
        Outcome::Unavailable { page, .. } => format!("503 {page}"),
        other => format!("{other:?}"),
    };
    (outcome, age)
}

/// Holds every class against both plans, and every URL of a small alphabet that changes against the classes.
fn hold(base: &Plan, head: &Plan) -> Result<usize, TestCaseError> {
    let found = compare::compare(base, head);
    let at = |name: &str| head.stages.iter().chain(&base.stages).find(|it| it.name == name).and_then(|it| it.since);
    let start: Timestamp = "2024-01-01T00:00:00Z".parse().expect("an instant");
    for class in &found.classes {
        prop_assert!(class.open.is_none(), "{class:?}");
        let witness = class.witness.as_ref().expect("a witness");
        let differs = |stage: &String| {
            let at = at(stage).unwrap_or(start);
            let (one, two) = (answer(base, witness, at), answer(head, witness, at));
            if class.kind == Kind::Headers { one.headers != two.headers } else { counts(&one) != counts(&two) }
        };
        prop_assert!(class.time.stages.iter().all(differs) || class.time.stages.iter().any(differs), "{class:#?}");
    }
    let parts = ["", "a", "b", "c", "z"];
    let mut keys: Vec<String> = parts.iter().map(|it| format!("/{it}")).collect();
    for _ in 0..2 {
        let longer: Vec<String> = keys.iter().flat_map(|key| parts.iter().map(move |it| format!("{key}/{it}"))).collect();
        keys.extend(longer);
    }
    keys.sort();
    keys.dedup();
    let mut changed = 0;
    for stage in &head.stages {
        let at_stage = stage.since.unwrap_or(start);
        for (key, query) in keys.iter().flat_map(|key| ["", "?k=1", "?l=2", "?k=1&l=2", "?z"].map(|it| (key, it))) {
            let url = format!("https://shop.example{key}{query}");
            let (one, two) = (answer(base, &url, at_stage), answer(head, &url, at_stage));
            if counts(&one) == counts(&two) {
                continue;
            }
            changed += 1;
            let place = |plan: &Plan, it: &Answer| it.origin().map(|it| plan.place(it.span).to_string());
            let is_in = |it: &&Class| {
                it.before.place == place(base, &one)
                    && it.after.place == place(head, &two)
                    && it.time.since.as_ref().is_none_or(|it| at(it).is_none_or(|it| it <= at_stage))
                    && it.time.until.as_ref().is_none_or(|it| at(it).is_some_and(|it| at_stage < it))
            };
            prop_assert!(
                found.classes.iter().any(|it| is_in(&it)),
                "{url} at {} is in no class: {one:?} {two:?}\n{:#?}",
                stage.name,
                found.classes
            );
        }
    }
    if changed == 0 {
        prop_assert!(found.classes.iter().all(|it| it.kind == Kind::Headers || it.witness.is_some()));
    }
    Ok(changed)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_url_that_changes_is_in_a_class_and_every_witness_changes(before in workspace(), after in workspace()) {
        hold(&planned(&files("", &[("uk", &before)])), &planned(&files("", &[("uk", &after)])))?;
    }
}

#[test]
fn the_drawn_workspaces_do_change() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut draw = || workspace().new_tree(&mut runner).expect("a workspace").current();
    let changed = (0..8)
        .filter(|_| hold(&planned(&files("", &[("uk", &draw())])), &planned(&files("", &[("uk", &draw())]))).expect("they agree") > 0);
    assert!(changed.count() >= 6);
}

/// A folder with the workspace before a change in `before`, and with it in `after`.
struct Folders(tempfile::TempDir);

fn write(dir: &Path, files: &Files) {
    for (path, text) in files {
        let path = dir.join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
        std::fs::write(path, text).expect("it is written");
    }
}

/// Runs a program in `dir`; returns its exit status, standard output and standard error.
fn run(dir: &Path, program: &str, arguments: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(dir).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), "somebody").env(format!("GIT_{who}_EMAIL"), "somebody@example.org");
    }
    command
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .env("GIT_CEILING_DIRECTORIES", std::env::temp_dir());
    let Output { status, stdout, stderr } = command.output().expect("the program runs");
    let text = |it| String::from_utf8(it).expect("UTF-8");
    (status.code().expect("a status"), text(stdout), text(stderr))
}

const CUTOVER: &str = env!("CARGO_BIN_EXE_cutover");

impl Folders {
    fn new(before: &Files, after: &Files) -> Folders {
        let dir = tempfile::tempdir().expect("a folder");
        write(&dir.path().join("before"), before);
        write(&dir.path().join("after"), after);
        Folders(dir)
    }

    fn diff(&self, more: &[&str]) -> (i32, String, String) {
        let arguments: Vec<&str> = ["diff", "../before"].iter().chain(more).copied().collect();
        run(&self.0.path().join("after"), CUTOVER, &arguments)
    }
}

/// Two states that differ in something of everything.
fn example() -> (Files, Files) {
    let table = |rows: &[(usize, &str)]| -> String {
        std::iter::once("from,to\n".to_owned()).chain(rows.iter().map(|(it, to)| format!("/r{it},/{to}{it}\n"))).collect()
    };
    let service =
        "[services.orders]\nkind = \"orders\"\nmove = \"transfer\"\nto = \"new/orders\"\nsince = \"announce\"\nuntil = \"migrate\"\n";
    let host = "[hosts.\"shop.example\"]\naliases = [\"old.example\"]\n";
    let redirects = "[notices]\n[redirects]\ntables = [\"uk/rows.csv\"]\ninventory = [\"uk/known.csv\"]\n";
    let old = store(&format!("{host}{service}{redirects}{}", rule("/sale/*", "/offers/*")));
    let new = old
        .replace("by = 2024-12-31", "by = 2025-01-10")
        .replace("to = \"new/orders\"", "to = \"new/club\"")
        .replace("/offers/*", "/outlet/*")
        .replace("[\"old.example\"]", "[\"old.example\", \"older.example\"]");
    let known = "url,hits\nhttps://shop.example/r1,90\nhttps://shop.example/r2,10\nhttps://shop.example/sale/shoes,60\nhttps://shop.example/other,40\n";
    let before = table(&[(1, "x"), (2, "x"), (3, "x"), (4, "x"), (5, "x")]);
    let after = table(&[(1, "y"), (2, "x"), (3, "y"), (5, "x"), (6, "x")]);
    (
        files("", &[("uk", &old), ("uk/rows.csv", &before), ("uk/known.csv", known)]),
        files("", &[("uk", &new), ("uk/rows.csv", &after), ("uk/known.csv", known)]),
    )
}

#[test]
fn three_forms_tell_the_same_change() {
    let (before, after) = example();
    let folders = Folders::new(&before, &after);
    let (status, text, err) = folders.diff(&[]);
    assert_eq!((status, err.as_str()), (0, ""));
    insta::assert_snapshot!("diff_text", text);
    let (_, markdown, _) = folders.diff(&["--format", "markdown"]);
    insta::assert_snapshot!("diff_markdown", markdown);
    let (_, json, _) = folders.diff(&["--format", "json"]);
    insta::assert_snapshot!("diff_json", json);
    let value: Value = serde_json::from_str(&json).expect("JSON");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/diff.schema.json");
    let schema: Value = serde_json::from_slice(&std::fs::read(path).expect("a schema")).expect("JSON");
    let faults: Vec<String> = jsonschema::validator_for(&schema).expect("a schema").iter_errors(&value).map(|it| it.to_string()).collect();
    assert_eq!(faults, [""; 0]);
    for class in value["urls"].as_array().expect("classes") {
        let witness = class["witness"].as_str().expect("a witness");
        assert!(text.contains(witness) && markdown.contains(witness), "{witness}");
    }
    assert_eq!(folders.diff(&["--exit-code"]).0, 1);
    let same = Folders::new(&before, &before);
    assert_eq!(same.diff(&["--exit-code"]), (0, "since ../before: nothing changes\n".to_owned(), String::new()));
}

#[test]
fn markdown_is_cut_openly_and_nothing_breaks_out_of_it() {
    let rules = |to: &str| -> String { (0..300).map(|it| rule(&format!("/s{it}/*"), &format!("/{to}{it}/*"))).collect() };
    let (before, after) = (uk(&format!("[redirects]\n{}", rules("x"))), uk(&format!("[redirects]\n{}", rules("y"))));
    let folders = Folders::new(&before, &after);
    for limit in [1_000, 5_000, 20_000] {
        let (_, text, _) = folders.diff(&["--format", "markdown", "--limit", &limit.to_string()]);
        assert!(text.len() <= limit && text.len() > limit / 2, "{} of {limit}", text.len());
        let rows = text.lines().filter(|it| it.starts_with("| elsewhere")).count();
        assert!(text.contains(&format!("{} more are left out here", 300 - rows)), "{limit}: {text}");
        assert_eq!(text.matches("<details>").count(), text.matches("</details>").count());
    }
    // A name can hold anything.
    let odd = "[services.\"a|b`c</details>@team\"]\nkind = \"other\"\nmove = \"none\"\n";
    let (_, text, _) = Folders::new(&uk(""), &uk(odd)).diff(&["--format", "markdown"]);
    let row = text.lines().find(|it| it.starts_with("| service new")).expect("a row");
    assert_eq!(row, "| service new | ``uk.services.a\\|b`c</details>@team`` |  |");
}

#[test]
fn a_guard_stops_until_its_figure_is_typed_and_stops_again_beyond_it() {
    let table = |rows: std::ops::Range<usize>| -> String {
        std::iter::once("from,to\n".to_owned()).chain(rows.map(|it| format!("/r{it},/x{it}\n"))).collect()
    };
    let text = store("[redirects]\ntables = [\"uk/rows.csv\"]\n");
    let of = |rows| files("", &[("uk", &text), ("uk/rows.csv", &table(rows))]);
    let folders = Folders::new(&of(0..200), &of(20..200));
    let (status, _, err) = folders.diff(&[]);
    assert_eq!(status, 1);
    assert!(err.contains("20 of 200 redirects that people wrote no longer redirect (10%)"), "{err}");
    let typed = "`cutover diff ../before --allow redirects-lost=10%`";
    assert!(err.contains(typed), "{err}");
    assert_eq!(folders.diff(&["--allow", "redirects-lost=10%"]).0, 0);
    let more = Folders::new(&of(0..200), &of(21..200));
    let (status, _, err) = more.diff(&["--allow", "redirects-lost=10%"]);
    assert!(status == 1 && err.contains("--allow redirects-lost=10.5%"), "{err}");
    // A few of a small table are let pass, unless a limit is written; that of either side counts.
    let small = Folders::new(&of(0..20), &of(2..20));
    assert_eq!(small.diff(&[]).0, 0);
    let strict = files("max-redirects-lost = 5\n", &[("uk", &text), ("uk/rows.csv", &table(0..20))]);
    assert_eq!(Folders::new(&strict, &of(2..20)).diff(&[]).0, 1);
    assert_eq!(folders.diff(&["--allow", "redirects-lsot=10%"]).0, 2);
}

#[test]
fn a_promise_that_comes_earlier_stops_and_so_do_the_guards_that_are_asked_for() {
    let earlier = |day: &str| -> Files {
        uk("").into_iter().map(|(path, text)| (path, text.replace("by = 2024-12-31", &format!("by = {day}")))).collect()
    };
    let folders = Folders::new(&uk(""), &earlier("2024-12-21"));
    let (status, _, err) = folders.diff(&[]);
    assert!(status == 1 && err.contains("--allow sunset-earlier=uk/sunset@2024-12-21"), "{err}");
    assert_eq!(folders.diff(&["--allow", "sunset-earlier=uk/sunset@2024-12-21"]).0, 0);
    assert_eq!(folders.diff(&["--allow", "sunset-earlier=uk/sunset@2024-12-22"]).0, 1);
    // Nobody was told yet.
    assert_eq!(folders.diff(&["--as-of", "2024-10-01"]).0, 0);
    assert_eq!(folders.diff(&["--as-of", "2024-10-20"]).0, 1);
    assert_eq!(Folders::new(&uk(""), &earlier("2025-01-05")).diff(&[]).0, 0);
    let known = "url,hits\nhttps://shop.example/a,30\nhttps://shop.example/b,70\n";
    let of = |to: &str, policy: &str| {
        let text = store(&format!("[hosts.\"shop.example\"]\n{policy}[redirects]\ninventory = [\"uk/known.csv\"]\n{}", rule("/a", to)));
        files("max-answers-changed = 20\nhost-lost = \"refuse\"\n", &[("uk", &text), ("uk/known.csv", known)])
    };
    let (status, _, err) = Folders::new(&of("/x", ""), &of("/y", "")).diff(&[]);
    assert!(
        status == 1 && err.contains("30 of 100 hits are answered otherwise (30%)") && err.contains("--allow answers-changed=30%"),
        "{err}"
    );
    let (status, _, err) = Folders::new(&of("/x", "aliases = [\"old.example\"]\n"), &of("/x", "")).diff(&[]);
    assert!(status == 1 && err.contains("--allow host-lost=old.example"), "{err}");
}

/// Runs git, which must not fail.
fn git(dir: &Path, arguments: &[&str]) -> String {
    let (status, out, err) = run(dir, "git", arguments);
    assert_eq!(status, 0, "git {arguments:?}: {err}");
    out
}

/// A repository whose folder `shop` is a workspace, with the states of the example as its commits.
fn repository(dir: &Path) {
    let (before, after) = example();
    git(dir, &["init", "--quiet", "--initial-branch=main"]);
    for (files, tag) in [(&before, "first"), (&after, "second")] {
        write(&dir.join("shop"), files);
        git(dir, &["add", "--all"]);
        git(dir, &["commit", "--quiet", "--message", tag]);
        git(dir, &["tag", tag]);
    }
}

#[test]
fn a_revision_is_read_without_touching_the_folder() {
    let dir = tempfile::tempdir().expect("a folder");
    repository(dir.path());
    let shop = dir.path().join("shop");
    std::fs::write(shop.join("note.txt"), "mine").expect("it is written");
    let before = git(dir.path(), &["status", "--porcelain"]);
    let (before_files, after_files) = example();
    let (_, wanted, _) = Folders::new(&before_files, &after_files).diff(&[]);
    let body = |text: &str| text.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    for revision in ["HEAD~1", "first", "main^"] {
        let (status, text, err) = run(&shop, CUTOVER, &["diff", revision]);
        assert_eq!((status, err.as_str()), (0, ""), "{revision}");
        assert_eq!(body(&text), body(&wanted), "{revision}");
    }
    let (status, text, _) = run(dir.path(), CUTOVER, &["-C", "shop", "diff", "second"]);
    assert!(status == 0 && text.ends_with("nothing changes\n"), "{text}");
    assert_eq!(git(dir.path(), &["status", "--porcelain"]), before);
    // What is not there is told with what may be meant.
    let (status, _, err) = run(&shop, CUTOVER, &["diff", "frist"]);
    assert!(status == 2 && err.contains("did you mean `first`?"), "{err}");
    std::fs::create_dir(shop.join("empty")).expect("it is made");
    let (status, _, err) = run(&shop, CUTOVER, &["diff", "empty"]);
    assert!(status == 2 && err.contains("holds no `cutover.toml`"), "{err}");
    let (status, _, err) = run(&shop, CUTOVER, &["diff", "--", "--output=x"]);
    assert!(status == 2 && err.contains("no git revision"), "{err}");
}

#[test]
fn a_shallow_clone_is_told_what_to_fetch() {
    let dir = tempfile::tempdir().expect("a folder");
    let origin = dir.path().join("origin");
    std::fs::create_dir(&origin).expect("it is made");
    repository(&origin);
    let url = format!("file://{}", origin.display());
    git(dir.path(), &["clone", "--quiet", "--depth=1", "--no-tags", &url, "clone"]);
    let shop = dir.path().join("clone/shop");
    let (status, _, err) = run(&shop, CUTOVER, &["diff", "first"]);
    assert!(status == 2 && err.contains("shallow") && err.contains("`git fetch --depth=1 origin first`"), "{err}");
    git(&shop, &["fetch", "--quiet", "--depth=1", "origin", "first"]);
    let (status, text, err) = run(&shop, CUTOVER, &["diff", "FETCH_HEAD"]);
    assert!(status == 0 && text.contains("1 date moves"), "{text}{err}");
    let (status, _, err) = run(&shop, CUTOVER, &["diff", "HEAD~1"]);
    assert!(status == 2 && err.contains("`git fetch --unshallow`"), "{err}");
    git(&shop, &["fetch", "--quiet", "--unshallow"]);
    assert_eq!(run(&shop, CUTOVER, &["diff", "HEAD~1"]).0, 0);
}

#[test]
fn without_a_repository_or_git_it_says_so() {
    let (before, after) = example();
    let folders = Folders::new(&before, &after);
    let dir = folders.0.path().join("after");
    let (status, _, err) = run(&dir, CUTOVER, &["diff", "main"]);
    assert!(status == 2 && err.contains("is in no git repository"), "{err}");
    let output = Command::new(CUTOVER).args(["diff", "main"]).current_dir(&dir).env("PATH", "").output().expect("it runs");
    let err = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(output.status.code() == Some(3) && err.contains("git cannot be started"), "{err}");
}

#[test]
fn a_state_that_cannot_be_planned_is_told_and_one_with_errors_is_compared() {
    let (before, after) = example();
    let broken: Files =
        before.iter().map(|(path, text)| (path.clone(), text.replace("disposition = \"retire\"", "disposition = \"retires\""))).collect();
    let (status, _, err) = Folders::new(&broken, &after).diff(&[]);
    assert!(status == 1 && err.contains("there is nothing to compare with: ../before") && err.contains("regions/uk.toml:"), "{err}");
    let cycle = format!("[redirects]\n{}{}", rule("/a", "https://shop.example/b"), rule("/b", "https://shop.example/a"));
    let (status, text, err) = Folders::new(&uk(&cycle), &uk("")).diff(&[]);
    assert!(status == 0 && err.contains("note: ../before has errors"), "{err}");
    assert!(text.contains("https://shop.example/a"), "{text}");
}
