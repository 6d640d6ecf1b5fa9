//! Plain rows of tables answer as the same rules do that are written one by one, and big tables are written as small ones are.

use cutover::load::Memory;
use cutover::model::plan::Plan;
use cutover::model::plan::request::Request;
use cutover::{Options, check_workspace};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

const STORE: &str = r#"[region]
disposition = "retire"
time-zone = "Europe/London"

[milestones]
announce = { on = 2024-10-01 }
sunset = { by = 2024-12-31 }
redirects-end = { on = 2026-06-01 }

[[sites]]
id = "store"
url = "https://shop.example/uk/"
successor = "https://new.example/uk/"
upstream = "http://127.0.0.1:8081"

[[sites]]
id = "club"
url = "https://shop.example/uk/b/"
successor = "https://new.example/club/"
upstream = "http://127.0.0.1:8081"

[hosts."shop.example"]
aliases = ["old.example"]
upstream = "http://127.0.0.1:8082"
"#;

/// Returns a workspace whose rows are rules of the region's own file, or rows of a table.
fn workspace(rows: &[(String, String, u16)], rules: &[(String, String)], is_table: bool) -> Memory {
    let mut text = STORE.to_owned();
    let mut table = "from,to,status\n".to_owned();
    text += if is_table { "[redirects]\ntables = [\"uk/rows.csv\"]\n" } else { "[redirects]\n" };
    for (from, to) in rules {
        let _ = writeln!(text, "[[redirects.rules]]\nfrom = \"{from}\"\nto = \"{to}\"");
    }
    for (from, to, status) in rows {
        let _ = writeln!(table, "{from},{to},{status}");
        if !is_table {
            let _ = writeln!(text, "[[redirects.rules]]\nfrom = \"{from}\"\nto = \"{to}\"\nstatus = {status}");
        }
    }
    let mut disk = Memory::default();
    disk.0.insert("cutover.toml".to_owned(), b"spec = 1\n".to_vec());
    disk.0.insert("regions/uk.toml".to_owned(), text.into_bytes());
    if is_table {
        disk.0.insert("regions/uk/rows.csv".to_owned(), table.into_bytes());
    }
    disk
}

fn plan(disk: &Memory) -> Plan {
    check_workspace(disk, Options::default()).expect("memory can be read").plan.expect("a plan")
}

/// Returns what every URL of a small alphabet gets in every stage: status, place and headers, without a word on files.
fn answers(plan: &Plan) -> BTreeMap<(String, String), String> {
    let words = ["a", "b", "c", "a%2Bb", "a+b", ""];
    let mut keys: Vec<String> = Vec::new();
    for one in words {
        keys.push(format!("/uk/{one}"));
        keys.extend(words.iter().map(|two| format!("/uk/{one}/{two}")));
        keys.extend(words.iter().map(|two| format!("/uk/{one}/{two}/")));
    }
    keys.extend(["/uk", "/", "/ukx"].map(str::to_owned));
    let mut all = BTreeMap::new();
    for host in ["shop.example", "old.example"] {
        for target in keys.iter().flat_map(|it| [it.clone(), format!("{it}?x=1")]) {
            let url = format!("https://{host}{target}");
            let request = Request::of_url(&url).expect("a URL");
            for stage in 0..plan.stages.len() {
                let answer = plan.answer(&request, plan.instant_of(stage));
                let said = format!("{:?} {:?} {:?}", answer.outcome, answer.headers, answer.origin().map(|it| it.text.clone()));
                all.insert((url.clone(), plan.stages[stage].name.clone()), said);
            }
        }
    }
    all
}

fn source() -> impl Strategy<Value = String> {
    let word = || prop::sample::select(vec!["a", "b", "c", "a+b"]);
    (prop::collection::vec(word(), 1..3), any::<bool>())
        .prop_map(|(words, slash)| format!("/{}{}", words.join("/"), if slash { "/" } else { "" }))
}

fn destination() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => source(),
        2 => source().prop_map(|it| format!("https://new.example{it}")),
        2 => source().prop_map(|it| format!("https://shop.example/uk{it}")),
        1 => source().prop_map(|it| format!("https://old.example/uk{it}")),
    ]
}

fn rule() -> impl Strategy<Value = (String, String)> {
    let from = prop::sample::select(vec!["/:x", "/a/:x", "/a/*", "/c/*", "/a?x=1", "/a/b?x=1", "/a%2Bb", "/b/c"]);
    let end = prop::sample::select(vec!["/a", "/c", "/a/b"]);
    // What a placeholder takes may lead on to any row.
    let on = (from.clone(), end).prop_map(|(from, end): (&str, &str)| {
        let tail = from.rfind("/:").or(from.rfind("/*")).map_or("", |at| &from[at..]);
        (from.to_owned(), format!("https://shop.example/uk{end}{tail}"))
    });
    prop_oneof![(from.prop_map(str::to_owned), destination()), on]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_row_answers_as_the_same_rule_does(
        rows in prop::collection::vec((source(), destination(), prop::sample::select(vec![301_u16, 308])), 0..8),
        rules in prop::collection::vec(rule(), 0..4),
    ) {
        // Of two that contradict each other which one answers hangs on their places: a fault, and no question here.
        let mut rows = rows;
        rows.sort();
        rows.dedup_by(|one, two| one.0.trim_end_matches('/') == two.0.trim_end_matches('/'));
        let mut rules = rules;
        rules.sort();
        rules.dedup_by(|one, two| one.0 == two.0);
        let is_row = |from: &str| rows.iter().any(|it| it.0.trim_end_matches('/').replace('+', "%2B") == from.replace('+', "%2B"));
        rules.retain(|it| !is_row(&it.0));
        let (one, two) = (answers(&plan(&workspace(&rows, &rules, true))), answers(&plan(&workspace(&rows, &rules, false))));
        for (asked, said) in &one {
            prop_assert_eq!(said, &two[asked], "{:?} with {:?} and {:?}", asked, rows, rules);
        }
    }
}

const PROGRAM: &str = env!("CARGO_BIN_EXE_cutover");

fn run(arguments: &[&str], dir: &Path) -> (Option<i32>, String) {
    let out = Command::new(PROGRAM).args(arguments).current_dir(dir).output().expect("it runs");
    (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned())
}

/// Writes a workspace with one big table, whose rows `row` makes.
fn big(dir: &Path, rows: usize, row: impl Fn(usize) -> String) {
    let region = "[region]\ndisposition = \"retire\"\ntime-zone = \"UTC\"\n\n[[sites]]\nid = \"shop\"\nurl = \"https://shop.example/\"\n\
                  successor = \"https://new.example/\"\nclosure = []\ndefault = { answer = \"gone\" }\n\n[redirects]\ntables = [\"shop/rows.csv\"]\n";
    let table: String = std::iter::once("from,to\n".to_owned()).chain((0..rows).map(|it| row(it) + "\n")).collect();
    std::fs::create_dir_all(dir.join("regions/shop")).expect("a folder");
    std::fs::write(dir.join("cutover.toml"), "spec = 1\n\n[targets.edge]\nkind = \"nginx\"\n").expect("written");
    std::fs::write(dir.join("regions/shop.toml"), region).expect("written");
    std::fs::write(dir.join("regions/shop/rows.csv"), table).expect("written");
}

#[test]
fn a_big_table_has_every_row_once_in_every_form() {
    let root = tempfile::tempdir().expect("a folder");
    // Case tells two rows apart that nginx looks up as one, a chain leads on, and a comma wants quotes.
    big(root.path(), 5_000, |it| match it {
        7 => "/Row/8,/upper".to_owned(),
        9 => "/row/9,https://shop.example/row/10".to_owned(),
        11 => "/row/$11,/cash$".to_owned(),
        13 => "\"/row/13\",\"/a,b\"".to_owned(),
        _ => format!("/row/{it},/new/{it}"),
    });
    let (status, err) = run(&["build"], root.path());
    assert_eq!(status, Some(0), "{err}");
    let dist = root.path().join("dist");
    let maps = dist.join("stages/start/edge/complete/cutover/maps");
    let map: String =
        std::fs::read_dir(&maps).expect("maps").map(|it| std::fs::read_to_string(it.expect("an entry").path()).expect("text")).collect();
    let answered = |key: &str| map.matches(&format!("{key} 301 keep ")).count();
    assert_eq!((answered("\"/row/1"), answered("\"/row/4999"), answered("/Row/8"), answered("/row/8")), (1, 1, 1, 1));
    assert_eq!(map.matches(" 301 keep ").count(), 5_000);
    assert!(map.contains("\"/row/9 301 keep 86400 https://new.example/new/10\""), "a chain is taken together");
    assert!(map.contains("https://new.example/cash${cutover_dollar}"), "a dollar is no variable");
    let mut table = csv::Reader::from_path(dist.join("redirects/shop.csv")).expect("a table");
    let rows: Vec<csv::StringRecord> = table.records().map(|it| it.expect("a row")).collect();
    let of = |from: &str| rows.iter().filter(|it| &it[0] == from).map(|it| (it[1].to_owned(), it[11].to_owned())).collect::<Vec<_>>();
    assert_eq!(rows.len(), 5_001);
    assert_eq!(of("https://shop.example/row/4999"), [("https://new.example/new/4999".to_owned(), "regions/shop/rows.csv:5001".to_owned())]);
    assert_eq!(of("https://shop.example/row/13"), [("https://new.example/a,b".to_owned(), "regions/shop/rows.csv:15".to_owned())]);
    for file in ["redirects/shop.json", "stages/start/routes.json", "manifest.json"] {
        let text = std::fs::read(dist.join(file)).expect("written");
        let json: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
        let count = match file {
            "redirects/shop.json" => json["rules"].as_array().map(Vec::len),
            "stages/start/routes.json" => json["hosts"][0]["sites"][0]["routes"].as_array().map(Vec::len),
            _ => continue,
        };
        assert_eq!(count.expect("a list") / 10, 500, "{file}");
    }
    assert_eq!(run(&["build", "--check"], root.path()).0, Some(0), "the digests are of what was written");
}

#[test]
fn a_build_of_which_nothing_changed_ends_at_once_and_any_change_is_seen() {
    let root = tempfile::tempdir().expect("a folder");
    big(root.path(), 5_000, |it| format!("/row/{it},/new/{it}"));
    let build = || {
        let (status, err) = run(&["build"], root.path());
        assert_eq!(status, Some(0), "{err}");
        err
    };
    let at = |path: &str| root.path().join(path);
    assert!(build().contains("wrote "));
    assert!(build().contains("is up to date"));
    let map = at("dist/stages/start/edge/complete/cutover/maps/shop.example-1-1.map");
    let text = std::fs::read_to_string(&map).expect("a map");
    for changed in [text.replacen("/new/1\"", "/new/2\"", 1), text.clone() + "\n"] {
        std::fs::write(&map, changed).expect("written");
        assert!(build().contains("wrote "), "what was written was changed");
    }
    std::fs::write(at("dist/more"), "").expect("written");
    assert!(build().contains("wrote "), "a file came");
    std::fs::remove_file(at("dist/index.html")).expect("removed");
    assert!(build().contains("wrote "), "a file went");
    assert!(build().contains("is up to date"));
    std::fs::create_dir_all(at("templates/nginx")).expect("a folder");
    std::fs::write(at("templates/nginx/settings.conf.j2"), "# other settings\n").expect("written");
    assert!(build().contains("wrote "), "a template came");
    let table = std::fs::read_to_string(at("regions/shop/rows.csv")).expect("a table");
    std::fs::write(at("regions/shop/rows.csv"), table.replace("/new/7\n", "/new/8\n")).expect("written");
    assert!(build().contains("wrote "), "a row changed");
    assert!(run(&["build", "--strict"], root.path()).1.contains("wrote "), "what is to be judged is judged");
}
