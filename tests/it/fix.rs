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
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

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

/// Returns a workspace of one host with a table that others wrote; `origins` are where they lead.
fn shop(host: &str, origins: &[&str], table: &str) -> Memory {
    let site = format!(
        "[region]\ndisposition = \"retire\"\n[[sites]]\nurl = \"https://{host}/\"\nsuccessor = \"{}/\"\nquery = \"drop\"\n[redirects]\ntables = [\"t.csv\"]\ndefault = {{ to = \"/\" }}\n",
        origins[0]
    );
    let files = [
        ("cutover.toml", format!("spec = 1\n[platforms.new]\norigins = {origins:?}\n")),
        ("regions/shop.toml", site),
        ("regions/t.csv", table.to_owned()),
    ];
    Memory(files.map(|(path, text)| (path.to_owned(), text.into_bytes())).into())
}

/// Rows as people wrote them for cypress.io's documentation: 204 rules with patterns in another's syntax.
#[test]
fn rules_that_others_wrote_lose_their_duplicates_and_their_chain() {
    let rows = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora/cypress-netlify/redirects.csv"));
    let rows = rows.expect("the corpus is there");
    // A path there stands for the host itself.
    let here = |it: &str| if it.starts_with('/') { format!("https://docs.example{it}") } else { it.to_owned() };
    let cells = rows.lines().skip(1).filter_map(|it| it.rsplit_once(',')).filter_map(|(it, status)| Some((it.split_once(',')?, status)));
    let lines = cells.map(|((from, to), status)| format!("{from},{},{status}\n", here(to)));
    let table = format!("from,to,status\n{}", lines.collect::<String>());
    let before = shop("docs.example", &["https://new.example"], &table);
    let fixed = fix(&before, &OWN);
    insta::assert_snapshot!("cypress", shown(&fixed));
    let (one, repaired) = (plan(&before), after(&before, &fixed));
    let two = plan(&repaired);
    assert!(fix(&repaired, &OWN).files.is_empty());
    for from in table.lines().skip(1).filter_map(|it| it.split(',').next()) {
        for url in [format!("https://docs.example{from}"), format!("https://docs.example{from}/?q=1")] {
            assert_eq!(end(&one, &url, Timestamp::UNIX_EPOCH), end(&two, &url, Timestamp::UNIX_EPOCH), "{url}");
        }
    }
}

/// Rows as people wrote them for direct.gov.uk: not encrypted, in capitals, with spaces, with fragments, twice.
#[test]
fn a_table_of_many_years_is_repaired_as_far_as_it_is_certain() {
    let table = "from,to,status\r\n\
        http://www.direct.gov.uk/14-19prospectus,https://www.gov.uk/courses-qualifications,301\r\n\
        http://www.direct.gov.uk/en/Hl1/Help/Accessibility/index.htm,http://www.direct.gov.uk/accessibility,301\r\n\
        http://www.direct.gov.uk/Accessibility,https://www.gov.uk/help/accessibility#fonts,301\r\n\
        http://www.direct.gov.uk/accessibility,https://www.gov.uk/help/accessibility#fonts,301\r\n\
        http://www.direct.gov.uk/en/Diol1/Do It Online/DG_4017514,https://www.gov.uk/do it,301\r\n\
        http://www.direct.gov.uk/en/Diol1/DoItOnline/DG_4017514?rev=$component,https://www.gov.uk/do,301\r\n\
        http://www.direct.gov.uk/14-19prospectus/,https://www.gov.uk/courses-qualifications,\r\n\
        http://www.direct.gov.uk/a#b,https://www.gov.uk/a,301\r\n\
        http://www.communities.gov.uk/outgoing/http%3a//www.direct.gov.uk,https://www.gov.uk/c,301\r\n";
    let before = shop("www.direct.gov.uk", &["https://www.gov.uk"], table);
    let fixed = fix(&before, &OWN);
    insta::assert_snapshot!("direct", shown(&fixed));
    let whole = table.lines().filter(|it| !it.contains("communities") && !it.contains("/a#b")).collect::<Vec<_>>().join("\r\n");
    let whole = shop("www.direct.gov.uk", &["https://www.gov.uk"], &whole);
    let fixed = fix(&whole, &OWN);
    insta::assert_snapshot!("direct_without_what_is_unclear", shown(&fixed));
    assert_eq!(fixed.faults, 0);
}

fn folder_of(disk: &Memory) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    for (path, bytes) in &disk.0 {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        std::fs::write(path, bytes).expect("it can be written");
    }
    dir
}

fn run(dir: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output: Output =
        Command::new(env!("CARGO_BIN_EXE_cutover")).arg("-C").arg(dir).arg("fix").args(arguments).output().expect("it runs");
    let text = |it: &[u8]| text(it).to_owned();
    (output.status.code().expect("it ends by itself"), text(&output.stdout), text(&output.stderr))
}

const TABLE: &str = "from,to\n/a é,/x\n/b,/y\n/b,/y\n/c,https://shop.example/b\n";

#[test]
fn what_is_shown_is_what_patch_makes_of_it_and_what_is_written() {
    let disk = shop("shop.example", &["https://new.example"], TABLE);
    let (shown, written) = (folder_of(&disk), folder_of(&disk));
    let (code, hunks, said) = run(shown.path(), &["--dry-run"]);
    assert_eq!((code, said.as_str()), (0, "would repair encoding (1), chains (1), duplicates (1) in 1 file\n"));
    assert_eq!(folder(shown.path()).0, disk.0, "nothing is written");
    assert_eq!(run(shown.path(), &["--check"]).0, 1);
    let (code, out, said) = run(written.path(), &[]);
    assert_eq!((code, out.as_str(), said.as_str()), (0, "", "repaired encoding (1), chains (1), duplicates (1) in 1 file\n"));
    std::fs::write(shown.path().join("hunks"), hunks).expect("it can be written");
    let patch = Command::new("git").args(["apply", "hunks"]).current_dir(shown.path()).output().expect("git runs");
    assert!(patch.status.success(), "{}", text(&patch.stderr));
    std::fs::remove_file(shown.path().join("hunks")).expect("it is there");
    assert_eq!(folder(shown.path()).0, folder(written.path()).0);
    assert_eq!(run(written.path(), &["--check"]), (0, String::new(), "nothing to repair\n".to_owned()));
}

#[test]
fn a_run_is_narrowed_to_kinds_and_files() {
    let mut disk = shop("shop.example", &["https://new.example"], TABLE);
    disk.0.insert("regions/other.csv".to_owned(), b"from,to\n/d \xc3\xa9,/z\n".to_vec());
    let region = text(&disk.0["regions/shop.toml"]).replace("[\"t.csv\"]", "[\"t.csv\", \"other.csv\"]");
    disk.0.insert("regions/shop.toml".to_owned(), region.into_bytes());
    let read = text(&disk.0["regions/t.csv"]).replace("a é", "a");
    disk.0.insert("regions/t.csv".to_owned(), read.into_bytes());
    let dir = folder_of(&disk);
    let said = run(dir.path(), &["--check", "--only", "duplicates"]).2;
    assert!(said.contains("`chains`, `duplicates` and `sort` wait until that is mended"), "{said}");
    disk.0.insert("regions/other.csv".to_owned(), "from,to\n/é,/z\n".into());
    let dir = folder_of(&disk);
    assert!(run(dir.path(), &["--check", "--only", "duplicates"]).2.starts_with("would repair duplicates (1) in 1 file"));
    assert!(run(dir.path(), &["--check", "--only", "encoding,chains", "regions/other.csv"]).1.starts_with("--- a/regions/other.csv"));
    assert!(run(dir.path(), &["--check", "--sort", "regions"]).2.contains("in 2 files"));
    assert_eq!(run(dir.path(), &["--only", "spelling"]).0, 2);
    let (code, _, said) = run(dir.path(), &["regions/none.csv"]);
    assert!(code == 2 && said.contains("there is no file or folder `regions/none.csv` in the workspace"), "{said}");
}

#[test]
fn a_repaired_file_keeps_its_rights_and_a_link_stays_a_link() {
    use std::os::unix::fs::PermissionsExt;
    let dir = folder_of(&shop("shop.example", &["https://new.example"], TABLE));
    let (table, real) = (dir.path().join("regions/t.csv"), dir.path().join("real.csv"));
    std::fs::rename(&table, &real).expect("it can be moved");
    std::os::unix::fs::symlink(&real, &table).expect("a link");
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o640)).expect("rights");
    assert_eq!(run(dir.path(), &[]).0, 0);
    assert!(table.is_symlink());
    assert_eq!(std::fs::metadata(&real).expect("it is there").permissions().mode() & 0o777, 0o640);
    assert_eq!(std::fs::read_to_string(&real).expect("it is text"), "from,to\n/a%20%C3%A9,/x\n/b,/y\n/c,https://new.example/y\n");
    let stray = folder(dir.path()).0.into_keys().filter(|it| it.contains(".cutover-")).count();
    assert_eq!(stray, 0);
}

#[test]
fn what_has_no_plan_is_left_alone_and_says_so() {
    let mut disk = shop("shop.example", &["https://new.example"], TABLE);
    disk.0.insert("cutover.toml".to_owned(), b"spec = 99\n".to_vec());
    let dir = folder_of(&disk);
    let (code, _, said) = run(dir.path(), &[]);
    assert!(code == 1 && said.starts_with("error: there is no plan to prove a repair by"), "{said}");
    // With a row that cannot be read what others say is mended, and what needs a proof waits.
    let dir = folder_of(&shop("shop.example", &["https://new.example"], &format!("{TABLE}/x,http://elsewhere.example/\n")));
    let (code, _, said) = run(dir.path(), &[]);
    assert!(code == 1 && said.contains("repaired encoding (1) in 1 file; 1 left\nerror: 1 thing cannot be read or bound"), "{said}");
}

#[test]
fn an_entry_of_a_list_goes_with_its_line_or_stays() {
    let mut disk = shop("shop.example", &["https://new.example"], "from,to\n");
    let rules = "rules = [\n  { from = \"/é\", to = \"https://shop.example/b\" }, # first\n  { from = \"/b\", to = \"/x\", status = 308 },\n  \
        { from = \"/b/\", to = \"/x\", status = 308 },\n  { from = \"/c\", to = \"/x\" }, { from = \"/c/\", to = \"/x\" },\n]\n";
    let region = text(&disk.0["regions/shop.toml"]).replace("tables = [\"t.csv\"]\n", rules);
    disk.0.insert("regions/shop.toml".to_owned(), region.into_bytes());
    let fixed = fix(&disk, &OWN);
    let now = text(&fixed.files["regions/shop.toml"].1);
    let rules = "rules = [\n  { from = \"/%C3%A9\", to = \"https://new.example/x\" }, # first\n  { from = \"/b\", to = \"/x\", status = 308 },\n  \
        { from = \"/c\", to = \"/x\" }, { from = \"/c/\", to = \"/x\" },\n]\n";
    assert!(now.contains(rules), "{now}");
    assert!(fixed.left.iter().any(|it| it.why.contains("it stands in one line with something else")), "{}", shown(&fixed));
}
