//! Taking over what other programs hold: two of them judge our readers by their own cases, and real sets are carried
//! over whole, but for what is listed.

use cutover::diag::Severity;
use cutover::import::order::settle;
use cutover::import::taken::Taken;
use cutover::import::workspace::Place;
use cutover::import::{Carried, Import, READERS, Rule, find_reader, reader_of};
use cutover::load::Folder;
use cutover::model::plan::answer::Outcome;
use cutover::model::plan::request::Request;
use cutover::{Imported, Options, check_workspace};
use jiff::Timestamp;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SITE: &str = "www.shop.example";

fn corpora() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora")
}

fn bytes(path: &str) -> Vec<u8> {
    std::fs::read(corpora().join(path)).expect("the file is there")
}

fn json<T: for<'d> Deserialize<'d>>(path: &str) -> T {
    serde_json::from_slice(&bytes(path)).expect("the file is as its README says")
}

fn read(format: &str, bytes: &[u8]) -> Result<Import, String> {
    (find_reader(format).expect("a format").read)(bytes)
}

/// Reads files as `cutover import` does.
fn imported(files: &[(&str, &[u8])], place: &Place) -> Imported {
    let files: Vec<(String, Import)> = files
        .iter()
        .enumerate()
        .map(|(at, (format, bytes))| (format!("file-{at}"), read(format, bytes).expect("the file can be read")))
        .collect();
    cutover::import(files, place).expect("memory can be read").expect("a workspace")
}

fn place() -> Place {
    Place { host: Some(SITE.to_owned()), ..Place::default() }
}

// ---- Netlify ----

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NetlifyCase {
    title: String,
    file: String,
    input: NetlifyInput,
    output: Option<Vec<Value>>,
    error_message: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[derive(Default)]
struct NetlifyInput {
    redirects_files: Vec<String>,
    netlify_config_path: Option<String>,
    config_redirects: Option<Value>,
}

/// What is asserted of Netlify's parser and not asked of a reader.
const NETLIFY_NOT_JUDGED: [(&str, &str, &str); 3] = [
    ("tests/line_parser.js", "non_existing", "a file that is not there is no rule: the command says that it cannot be read"),
    ("tests/line_parser.js", "invalid_dir", "a folder in the place of a file: the command says that it cannot be read"),
    ("tests/netlify_config_parser.js", "non_existing", "a file that is not there is no rule: the command says that it cannot be read"),
];

/// A rule, as far as both can be compared: host, source, destination, status.
type Said = (Option<String>, String, String, u16);

/// Says a rule of Netlify's output in this language; `None` where it cannot be said.
fn netlify_said(rule: &Value) -> Option<Said> {
    let word = |key: &str| rule.get(key).and_then(Value::as_str);
    let status = rule.get("status").map_or(Some(301), Value::as_u64)?;
    let path = word("path").or(word("from"))?;
    let query: BTreeMap<String, String> =
        rule.get("query").map(|it| serde_json::from_value(it.clone()).expect("texts")).unwrap_or_default();
    if rule.get("conditions").is_some() || query.values().any(|it| it.starts_with(':')) || !matches!(status, 301 | 302) {
        return None;
    }
    // With `minimal` the source is not taken apart.
    let (host, path) = match path.strip_prefix("http://").and_then(|it| it.split_once('/')) {
        Some((host, path)) => (Some(host.to_owned()), format!("/{path}")),
        None => (word("host").map(str::to_owned), path.to_owned()),
    };
    let conditions: Vec<String> = query.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let from = if conditions.is_empty() { path.clone() } else { format!("{path}?{}", conditions.join("&")) };
    let to = word("to")?.replace(":splat", "*");
    path.starts_with('/').then_some((host, from, to, status as u16))
}

fn said(carried: &Carried) -> Said {
    let Rule { from, to, status, .. } = &carried.rule;
    (carried.host.clone(), from.clone(), to.clone().unwrap_or_default(), status.unwrap_or_default())
}

#[test]
fn netlifys_own_cases_judge_our_reader() {
    let cases: Vec<NetlifyCase> = json("netlify-parser-suite/cases.json");
    let inputs: BTreeMap<String, String> = json("netlify-parser-suite/inputs.json");
    assert_eq!(cases.len(), 84);
    let is_judged = |it: &&NetlifyCase| !NETLIFY_NOT_JUDGED.iter().any(|(file, title, _)| it.file == *file && it.title == *title);
    let (mut judged, mut carried, mut left) = (0, 0, 0);
    for case in cases.iter().filter(is_judged) {
        let NetlifyInput { redirects_files, netlify_config_path, config_redirects } = &case.input;
        let lines = redirects_files.iter().map(|it| ("netlify", inputs[it].clone()));
        let config = netlify_config_path.iter().map(|it| ("netlify-toml", inputs[&format!("{it}.toml")].clone()));
        let given = config_redirects.iter().map(|it| ("netlify-toml", format!("redirects = {}", inline(it))));
        let read: Vec<Result<Import, String>> =
            lines.chain(config).chain(given).map(|(format, text)| read(format, text.as_bytes())).collect();
        let (files, refused) = (read.len(), read.iter().filter(|it| it.is_err()).count());
        let imports = read.into_iter().flatten().enumerate().map(|(at, it)| (at.to_string(), it));
        let mut taken = Taken::new(imports).expect("one program");
        let read = taken.read();
        settle(&mut taken, SITE);
        let name = format!("{} of {}", case.title, case.file);
        assert_eq!(taken.read(), read, "{name}: what is read is carried or left");
        let found: Vec<Said> = taken.carried.iter().map(|it| said(&it.it)).collect();
        if case.error_message.is_some() {
            assert!(refused + taken.left.len() > 0, "{name}: nothing is refused");
            assert!(files > 1 || found.is_empty(), "{name}: {found:?}");
        }
        if let Some(output) = &case.output {
            // Of one source the first answers.
            let mut seen = BTreeSet::new();
            let on_its_host = |it: Said| if it.1 == "/old-path" && files > 2 { (Some(SITE.to_owned()), it.1, it.2, it.3) } else { it };
            let wanted = output.iter().filter_map(netlify_said).filter(|it| seen.insert((it.0.clone(), it.1.clone()))).map(on_its_host);
            assert_eq!(found, wanted.collect::<Vec<_>>(), "{name}");
            let repeated = usize::from(case.title == "simple_multiple");
            assert_eq!(read, output.len() + repeated, "{name}: a rule is not read");
        }
        judged += 1;
        carried += taken.carried.len();
        left += taken.left.len();
    }
    assert_eq!((judged + NETLIFY_NOT_JUDGED.len(), carried, left), (84, 40, 52));
}

/// Returns rules as TOML on one line.
fn inline(rules: &Value) -> String {
    let table = |it: &Value| {
        let pairs = it.as_object().into_iter().flatten().map(|(key, value)| format!("{key} = {value}"));
        format!("{{{}}}", pairs.collect::<Vec<_>>().join(", "))
    };
    match rules {
        Value::Array(rules) => format!("[{}]", rules.iter().map(table).collect::<Vec<_>>().join(", ")),
        other => table(other),
    }
}

// ---- Cloudflare ----

#[derive(Deserialize)]
struct CloudflareCase {
    title: String,
    input: Option<String>,
    expected: Option<CloudflareExpected>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CloudflareExpected {
    rules: Vec<CloudflareRule>,
    invalid: Vec<CloudflareInvalid>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CloudflareRule {
    from: String,
    to: String,
    status: u16,
    line_number: usize,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CloudflareInvalid {
    line_number: usize,
}

/// What is asserted of Cloudflare's parser and not asked of a reader.
const CLOUDFLARE_NOT_JUDGED: [(&str, &str); 2] = [
    ("parseRedirects should support custom limits", "who calls the parser may give it other limits; a file cannot"),
    ("parseRedirects should allow root patterns to index when HTML handling disabled", "how pages are handled stands in another file"),
];

#[test]
fn cloudflares_own_cases_judge_our_reader() {
    let cases: Vec<CloudflareCase> = json("cloudflare-parser-suite/cases.json");
    assert_eq!(cases.len(), 37);
    let mut judged = 0;
    for case in cases.iter().filter(|it| !CLOUDFLARE_NOT_JUDGED.iter().any(|(title, _)| it.title == *title)) {
        let name = &case.title;
        match (&case.expected, computed(name)) {
            (Some(expected), None) => {
                let import = read("cloudflare-pages", case.input.as_ref().expect("an input").replace("\\`", "`").as_bytes()).expect("text");
                // A rewrite is read there, and is no redirect. In the suite a backtick stands within backticks.
                let sayable = |it: &&CloudflareRule| it.status != 200;
                let literal = |it: &str| it.replace("/:/", "/%3A/");
                let wanted = expected
                    .rules
                    .iter()
                    .filter(sayable)
                    .map(|it| (it.line_number, literal(&it.from), it.to.replace(":splat", "*"), it.status));
                let found = import.carried.iter().map(|it| (it.line, said(it))).map(|(line, it)| (line, it.1, it.2, it.3));
                assert_eq!(found.collect::<Vec<_>>(), wanted.collect::<Vec<_>>(), "{name}");
                let rewrites = expected.rules.iter().filter(|it| !sayable(it)).map(|it| it.line_number);
                let refused: BTreeSet<usize> = expected.invalid.iter().map(|it| it.line_number).chain(rewrites).collect();
                assert_eq!(import.left.iter().map(|it| it.line).collect::<BTreeSet<_>>(), refused, "{name}");
            }
            (None, Some((text, carried, left))) => {
                let import = read("cloudflare-pages", text.as_bytes()).expect("text");
                assert_eq!((import.carried.len(), import.left.len()), (carried, left), "{name}");
            }
            _ => panic!("{name}: neither computed nor expected, or both"),
        }
        judged += 1;
    }
    assert_eq!(judged + CLOUDFLARE_NOT_JUDGED.len(), 37);
}

/// Returns the input that a case computes, and how many of its rules are read and refused by its title.
fn computed(title: &str) -> Option<(String, usize, usize)> {
    let many = |count: usize, rule: fn(usize) -> String| (0..count).map(|it| rule(it) + "\n").collect::<String>();
    let plain = |it| format!("/a/{it} /b/{it}");
    let splat = |it| format!("/a/{it}/* /b/{it}/:splat");
    match title.strip_prefix("parseRedirects should reject ")? {
        "lines longer than ${maxLineLength} chars" => {
            let text = format!("/a /b\n{}\n/{} /c\n", "#".repeat(2_001), "a".repeat(2_000));
            Some((text, 1, 1))
        }
        "any dynamic rules after the first 100" => Some((format!("# a comment\n{}", many(150, splat)), 100, 50)),
        "any static rules after the first ${maxStaticRedirectRules}" => Some((many(2_050, plain), 2_000, 50)),
        "a combination of lots of static and dynamic rules" => Some((many(2_050, plain) + &many(150, splat), 2_100, 100)),
        "wildcard patterns to index" => Some(("\n/* /index.html 200\n/* /index 200\n/ /index.html\n/ /index\n".to_owned(), 0, 4)),
        _ => None,
    }
}

// ---- Real sets ----

/// A set, its files, and how many rules of it are carried over and left.
const SETS: [(&str, &[&str], usize, usize); 4] = [
    ("govuk-direct", &["redirects.csv"], 7_368, 44),
    ("golang-website", &["redirects.csv", "patterns.csv"], 249, 0),
    ("cypress-netlify", &["redirects.csv", "patterns.csv"], 198, 6),
    ("rust-mdbook", &["redirects.csv"], 44, 66),
];

fn set(name: &str, files: &[&str]) -> (usize, Imported) {
    let files: Vec<Vec<u8>> = files.iter().map(|it| bytes(&format!("{name}/{it}"))).collect();
    let rows = files.iter().map(|it| csv::Reader::from_reader(it.as_slice()).into_records().count()).sum();
    let files: Vec<(&str, &[u8])> = files.iter().map(|it| ("table", it.as_slice())).collect();
    let place = if name == "govuk-direct" { Place::default() } else { place() };
    (rows, imported(&files, &place))
}

#[test]
fn of_every_real_set_all_that_is_read_is_carried_over_or_listed() {
    for (name, files, carried, left) in SETS {
        let (rows, imported) = set(name, files);
        assert_eq!(imported.taken.read(), rows, "{name}");
        assert_eq!((imported.taken.carried.len(), imported.taken.left.len()), (carried, left), "{name}");
        assert!(imported.taken.left.iter().all(|it| !it.it.why.is_empty() && !it.it.text.is_empty()), "{name}");
    }
}

#[test]
fn a_written_workspace_answers_as_its_rows_say() {
    for (name, files, ..) in SETS {
        let (_, imported) = set(name, files);
        let Imported { taken, workspace, checked } = &imported;
        assert!(!checked.report.has_errors(), "{name}");
        let plan = checked.plan.as_ref().expect("a plan");
        let at = Timestamp::UNIX_EPOCH;
        let mut asked = 0;
        for (line, rule) in workspace.rows.iter().enumerate() {
            let carried = &taken.carried[*rule].it;
            let first = workspace.rows.iter().position(|it| it == rule).expect("it has a row");
            let row = carried.rows().nth(line - first).expect("the row of that line");
            let host = carried.host.as_deref().unwrap_or(SITE);
            let splat = |text: &str| text.strip_suffix("/*").map_or_else(|| text.to_owned(), |it| format!("{it}/x/y"));
            let fill = |text: &str| splat(&text.replace(":id", "v"));
            // A browser sends a star as it is.
            let request = Request::of_url(&format!("https://{host}{}", fill(&row.from).replace("%2A", "*"))).expect("a URL");
            let answer = plan.answer(&request, at);
            // Hops are taken together.
            let has_hops = answer.redirect().is_some_and(|it| it.hop_count > 0);
            let outcome = answer.outcome;
            let Some(to) = &row.to else {
                assert!(matches!(outcome, Outcome::Gone { .. }), "{name}: {} {outcome:?}", row.from);
                continue;
            };
            let is_bare = to.starts_with("https://") && to.matches('/').count() == 2;
            let to = &format!("{to}{}", if is_bare { "/" } else { "" });
            let location = if to.starts_with('/') { format!("https://{host}{}", fill(to)) } else { fill(to) };
            let is_as_written = outcome == Outcome::Redirect { status: row.status.expect("a redirect"), location };
            assert!(is_as_written || has_hops, "{name}: {} gets {outcome:?}, wanted {to}", row.from);
            asked += usize::from(is_as_written);
        }
        assert!(asked * 10 > workspace.rows.len() * 4, "{name}: {asked} rows are answered as they are written");
    }
}

#[test]
fn check_finds_what_is_wrong_with_the_real_sets() {
    let chains = |name: &str, files: &[&str]| {
        let (_, imported) = set(name, files);
        let of_chain = imported.checked.report.findings.iter().filter(|it| it.code.name == "redirect/chain");
        let texts = of_chain.flat_map(|it| match it.all.is_empty() {
            true => vec![it.message.as_str()],
            false => it.all.iter().map(|it| it.text.as_str()).collect(),
        });
        let hops = texts.map(|it| it.split_whitespace().nth(2).and_then(|it| it.parse::<usize>().ok()).unwrap_or_default());
        let hops: Vec<usize> = hops.collect();
        let others = imported.checked.report.findings.iter().filter(|it| it.code.name != "redirect/chain").count();
        (hops.len(), hops.into_iter().max(), others)
    };
    assert_eq!(chains("golang-website", &["redirects.csv", "patterns.csv"]), (64, Some(3), 0));
    let (_, cypress) = set("cypress-netlify", &["redirects.csv", "patterns.csv"]);
    let twice = cypress.taken.left.iter().filter(|it| it.it.why.ends_with("before it") || it.it.why.contains("never reached"));
    assert_eq!(twice.count(), 6);
}

#[test]
fn what_is_left_still_takes_what_it_takes() {
    let text = b"/app/* /app.html 200\n/app/x /y\n/p /q 404\n/:one /r/s\n/de /s 301 Country=de\n/de/x /t\n";
    let imported = imported(&[("netlify", text)], &place());
    let left: Vec<(usize, bool)> =
        imported.taken.left.iter().map(|it| (it.it.line, it.it.why.contains("line 1 takes all of it"))).collect();
    assert_eq!(left, [(1, false), (2, true), (3, false), (5, false)]);
    let notes = |at: usize| imported.taken.carried[at].it.notes.iter().filter(|it| it.contains("which is left")).count();
    assert_eq!((imported.taken.carried.len(), notes(0), notes(1)), (2, 1, 0));
}

// ---- As people run it ----

const PROGRAM: &str = env!("CARGO_BIN_EXE_cutover");

fn run(arguments: &[&str], dir: &Path) -> Output {
    Command::new(PROGRAM).args(arguments).current_dir(dir).output().expect("it runs")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text")
}

#[test]
fn a_whole_workspace_is_written_and_checks_clean() {
    let home = tempfile::tempdir().expect("a folder");
    let file = |path: &str| corpora().join(path).display().to_string();
    let table = file("cypress-netlify/redirects.csv");
    let written = run(&["import", &table, "--site", "https://docs.shop.example/", "--into", "new"], home.path());
    assert!(written.status.success(), "{}", text(&written.stderr));
    assert!(text(&written.stderr).ends_with("read 199 rules, carried 193, left 6\n"), "{}", text(&written.stderr));
    let checked = run(&["-C", "new", "check"], home.path());
    assert!(checked.status.success(), "{}", text(&checked.stderr));
    let on_disk = check_workspace(&Folder(home.path().join("new")), Options::default()).expect("it can be read");
    assert!(on_disk.report.findings.iter().all(|it| it.severity < Severity::Warning), "only notes");
    assert_eq!(text(&std::fs::read(home.path().join("new/regions/docs-shop-example/left.csv")).expect("a list")).lines().count(), 7);
    assert!(home.path().join("new/IMPORT.md").is_file());
    // What is there is never written over.
    let again = run(&["import", &table, "--site", "https://docs.shop.example/", "--into", "new"], home.path());
    assert_eq!((again.status.code(), text(&again.stderr).contains("holds a workspace")), (Some(2), true));
    // Nothing is half written where the rules are of no site.
    let nameless = run(&["import", &table, "--into", "other"], home.path());
    assert_eq!((nameless.status.code(), home.path().join("other").exists()), (Some(2), false));
}

#[test]
fn a_table_goes_to_standard_output_and_what_is_left_beside_it() {
    let home = tempfile::tempdir().expect("a folder");
    std::fs::write(home.path().join("_redirects"), "/a /b\n/c /d 302!\n/e /f 200\n/x/* /y/:splat\n/a /z\n").expect("written");
    let run = run(&["import", "_redirects"], home.path());
    assert_eq!(text(&run.stdout), "from,to,status\n/a,/b,\n/c,/d,302\n/x/*,/y/*,\n/x,/y/,\n");
    let told = text(&run.stderr);
    for line in [
        "left _redirects:3: /e /f 200\n  it shows another page under the same address (200), and a redirect leads to one\n",
        "left _redirects:5: /a /z\n  it is never reached there either: line 1 takes all of it\n",
        "`--from cloudflare-pages` reads it as Cloudflare does\n",
        "take it out if that page is still shown (lines 1, 4)\n",
    ] {
        assert!(told.contains(line), "{line} is not in\n{told}");
    }
    assert!(told.ends_with("read 5 rules, carried 3, left 2\n"), "{told}");
}

#[test]
fn a_report_is_as_its_schema_says() {
    let home = tempfile::tempdir().expect("a folder");
    std::fs::write(
        home.path().join("vercel.json"),
        r#"{"redirects": [{"source": "/a", "destination": "/b"}, {"source": "/a(b)", "destination": "/c"}]}"#,
    )
    .expect("written");
    let run = run(&["import", "vercel.json", "--format", "json"], home.path());
    let report: Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let schema = cutover::schemas().into_iter().find(|(name, _)| name == "import.schema.json").expect("a schema").1;
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    jsonschema::draft202012::new(&schema).expect("a schema").validate(&report).expect("as the schema says");
    assert_eq!(report["read"], 2);
    assert_eq!(report["carried"][0]["rows"][0]["status"], 308);
    assert_eq!(report["left"][0]["rule"], r#"{"destination":"/c","source":"/a(b)"}"#);
}

// ---- Formats ----

fn rows(import: &Import) -> Vec<(usize, &str, &str)> {
    let row = |it: &'_ Carried| it.rows().map(|row| (it.line, row.from.clone(), row.to.clone().unwrap_or_default())).collect::<Vec<_>>();
    let all: Vec<(usize, String, String)> = import.carried.iter().flat_map(row).collect();
    all.leak().iter().map(|it| (it.0, it.1.as_str(), it.2.as_str())).collect()
}

#[test]
fn a_workbook_is_read_by_the_sheet_that_has_the_columns() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/import/redirects.xlsx");
    let import = read("xlsx", &std::fs::read(path).expect("a workbook")).expect("a workbook");
    assert_eq!(
        rows(&import),
        [
            (4, "/sale", "/offers"),
            (5, "/2023", "/archive/2023"),
            (6, "/gone", ""),
            (7, "/404", "/x"),
            (10, "/last", "https://other.example/a%20b")
        ]
    );
    assert_eq!(import.carried[1].rule.status, Some(302));
    assert_eq!(import.carried[2].rule.answer.as_deref(), Some("gone"));
    assert_eq!(
        import.left.iter().map(|it| (it.line, it.why.as_str())).collect::<Vec<_>>(),
        [(8, "it answers 418, which is none of 301, 302, 307, 308 and 410")]
    );
    assert_eq!(
        import.notes,
        ["the sheet `Redirects` was read", "not read: the columns `Owner`", "not read: `Read me` (2 lines), `Old` (2 lines)"]
    );
}

#[test]
fn a_bulk_redirect_list_is_read_with_its_parameters() {
    let text = "shop.example/a,https://new.example/a,302,true,false,false,false\nhttps://shop.example/b,https://new.example/b,,,true,true\n\
                shop.example/c?d=1,https://new.example/,301\n*.shop.example/,https://new.example/\n";
    let import = read("cloudflare-bulk", text.as_bytes()).expect("a list");
    assert_eq!(
        rows(&import),
        [(1, "/a", "https://new.example/a"), (2, "/b", "https://new.example/b"), (2, "/b/*", "https://new.example/b/*")]
    );
    assert_eq!(import.carried[0].rule.query, None);
    assert_eq!(import.carried[1].rule.query.as_deref(), Some("drop"));
    assert!(import.carried[1].notes[0].contains("every host below `shop.example`"));
    assert_eq!(import.left.len(), 2);
    let json = r#"{"result": [{"redirect": {"source_url": "shop.example/a", "target_url": "https://new.example/", "preserve_query_string": true}}]}"#;
    assert_eq!(rows(&read("cloudflare-bulk", json.as_bytes()).expect("a list")), [(1, "/a", "https://new.example/")]);
}

#[test]
fn a_files_name_says_what_it_is() {
    let name = |file: &str| reader_of(file).map(|it| it.name);
    assert_eq!(name("_redirects"), Some("netlify"));
    assert_eq!(name("Old URLs.XLSX"), Some("xlsx"));
    assert_eq!(name("bulk-redirects.csv"), Some("cloudflare-bulk"));
    assert_eq!(name("urls.tsv"), Some("table"));
    assert_eq!(name("README.md"), None);
}

#[test]
fn http_is_left_unless_it_is_asked_to_be_https() {
    let table: &[u8] = b"from,to\nhttp://old.example/a,http://old.example/b\n/c,http://new.example/\n";
    let left = |is_secure| {
        let place = Place { is_secure, ..place() };
        imported(&[("table", table)], &place).taken.left.iter().map(|it| it.it.line).collect::<Vec<_>>()
    };
    assert_eq!((left(false), left(true)), (vec![3], vec![]));
}

#[test]
fn what_check_refuses_is_left_with_its_finding() {
    let table: &[u8] = b"from,to\n/a,/b\n/b,/a\n/c/../d,/e\n/f,https://us%zz.example/\n/g,/h\n";
    let imported = imported(&[("table", table)], &place());
    let told: Vec<(usize, bool)> = imported.taken.left.iter().map(|it| (it.it.line, it.it.why.contains("(`redirect/"))).collect();
    assert_eq!(told, [(2, true), (4, true), (5, true)]);
    assert_eq!(imported.taken.carried.len(), 2);
}

// ---- Whatever the bytes ----

fn line() -> impl Strategy<Value = String> {
    let place = || {
        prop_oneof![
            Just("/a"),
            Just("/a/*"),
            Just("/:x/b"),
            Just("/a/:x"),
            Just("/"),
            Just("/*"),
            Just("/a#b"),
            Just("/%zz"),
            Just("/é"),
            Just("http://h.example/*"),
            Just("https://h.example/a?b=1"),
            Just("http://"),
            Just("/a*/b"),
            Just("x"),
            Just("/x/:splat"),
            Just("//e"),
            Just("/.netlify/x"),
            Just("/a?b"),
        ]
    };
    let tail = prop_oneof![
        Just(""),
        Just(" 301"),
        Just(" 302!"),
        Just(" 200"),
        Just(" 410"),
        Just(" x"),
        Just(" 301 Country=x"),
        Just(" # c"),
        Just(" \u{0}")
    ];
    let query = prop_oneof![4 => Just(""), 1 => Just(" a=b"), 1 => Just(" a=:a"), 1 => Just(" =")];
    (place(), query, place(), tail).prop_map(|(from, query, to, tail)| format!("{from}{query} {to}{tail}"))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn every_line_is_carried_over_or_left(lines in proptest::collection::vec(line(), 0..12)) {
        let text = lines.join("\n");
        for format in ["netlify", "cloudflare-pages"] {
            let import = read(format, text.as_bytes()).expect("text");
            prop_assert_eq!(import.read(), lines.len());
            let imported = cutover::import([("f".to_owned(), import)], &place()).expect("memory");
            if let Ok(imported) = imported {
                prop_assert_eq!(imported.taken.read(), lines.len());
                prop_assert!(!imported.checked.report.has_errors());
            } else {
                prop_assert!(false, "{:?}", imported.err());
            }
        }
        let table = format!("from,to\n{}", lines.iter().map(|it| it.replacen(' ', ",", 1) + "\n").collect::<String>());
        prop_assert_eq!(read("table", table.as_bytes()).expect("text").read(), lines.len());
        let rules: Vec<Value> = lines.iter().map(|it| {
            let (from, to) = it.split_once(' ').expect("two words");
            serde_json::json!({"source": from, "destination": to.split(' ').next(), "type": 301})
        }).collect();
        let firebase = serde_json::json!({"hosting": {"redirects": rules}}).to_string();
        prop_assert_eq!(read("firebase", firebase.as_bytes()).expect("JSON").read(), lines.len());
        let vercel = serde_json::json!({"redirects": rules}).to_string();
        prop_assert_eq!(read("vercel", vercel.as_bytes()).expect("JSON").read(), lines.len());
    }

    #[test]
    fn no_bytes_stop_a_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400), kept in 0_usize..7_000, flipped in any::<(usize, u8)>()) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/import/redirects.xlsx");
        let mut book = std::fs::read(path).expect("a workbook");
        let at = flipped.0 % book.len();
        book[at] ^= flipped.1;
        book.truncate(kept.max(1));
        for reader in READERS {
            let _ = (reader.read)(&bytes);
            let _ = (reader.read)(&book);
        }
    }
}
