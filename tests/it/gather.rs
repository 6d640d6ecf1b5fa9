//! What is found on thousands of rows is one finding: with a number, the first places, and a file with all.

use crate::overlay::{drawn, short};
use cutover::diag::{Diagnostic, Printing, render};
use cutover::load::Memory;
use cutover::{Checked, Options, check_workspace};
use serde_json::Value;

const ROWS: usize = 2000;

/// Returns a workspace of one region with a table.
fn of_table(rows: &str, more: &str) -> Memory {
    let region = "[region]\ndisposition = \"retire\"\n[[sites]]\nid = \"store\"\nurl = \"https://old.example/\"\n\
                  successor = \"https://new.example/\"\nupstream = \"http://127.0.0.1:8081\"\n\
                  [redirects]\nclosure = []\nquery = \"drop\"\ntables = [\"shop/rows.csv\"]\ndefault = { to = \"/default\" }\n";
    let program = format!("spec = 1\n[program]\nsuccessor = \"new\"\n[platforms.new]\norigins = [\"https://new.example\"]\n{more}");
    let files =
        [("cutover.toml", program), ("regions/shop.toml", region.to_owned()), ("regions/shop/rows.csv", format!("from,to\n{rows}"))];
    Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect())
}

fn check(disk: &Memory) -> Checked {
    check_workspace(disk, Options::default()).expect("memory can be read")
}

/// Each source twice, led to two places: in line 2 and 3, 4 and 5, and so on.
fn duplicates() -> String {
    (0..ROWS).map(|it| format!("/k{it},/one\n/k{it},/two\n")).collect()
}

fn of<'c>(checked: &'c Checked, rule: &str) -> Vec<&'c Diagnostic> {
    checked.report.findings.iter().filter(|it| it.code.name == rule).collect()
}

fn printing(checked: &Checked) -> Printing<'_> {
    Printing { sources: &checked.sources, report: &checked.report, color: false, prefix: "", rules: &[], as_of: None }
}

#[test]
fn two_thousand_duplicates_are_one_finding() {
    let checked = check(&of_table(&duplicates(), ""));
    let found = of(&checked, "redirect/same-key");
    let [one] = found.as_slice() else { panic!("{}", short(&checked)) };
    assert_eq!(one.message, "two rules answer `https://old.example/k0` differently, and 1,999 more like this");
    let lines = |spans: Vec<cutover::source::Span>| spans.into_iter().map(|it| checked.sources.place(it).line).collect::<Vec<_>>();
    assert_eq!(lines(one.labels.iter().map(|it| it.span).collect()), [3, 2, 5, 7, 9, 11]);
    assert_eq!(lines(one.all.iter().map(|it| it.span).collect()), (0..ROWS).map(|it| 2 * it + 3).collect::<Vec<_>>());
    let text = drawn(&checked);
    assert!(text.contains("note: all 2,000 places are in what `--report places=FILE` writes"), "{text}");
    assert!(text.lines().count() < 60, "{text}");
}

#[test]
fn the_file_of_places_has_them_all() {
    let checked = check(&of_table(&duplicates(), ""));
    let text = render::places::render(&printing(&checked));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|it| it.expect("a row")).collect();
    let mine: Vec<_> = rows.iter().filter(|it| &it[0] == "redirect/same-key").collect();
    assert_eq!(mine.len(), ROWS);
    for (at, row) in mine.into_iter().enumerate() {
        let (line, message) = ((2 * at + 3).to_string(), format!("two rules answer `https://old.example/k{at}` differently"));
        let wanted = ["redirect/same-key", "error", "regions/shop/rows.csv", line.as_str(), "1", message.as_str(), ""];
        assert_eq!(row.iter().collect::<Vec<_>>(), wanted);
    }
    // What is no group has its own row.
    let others = checked.report.findings.iter().filter(|it| it.all.is_empty()).count();
    assert_eq!(rows.len(), ROWS + others);
}

#[test]
fn a_waiver_takes_one_row_out_of_a_group() {
    let waiver = "[[lint.waivers]]\nrule = \"redirect/same-key\"\nat = \"shop/rows.csv:7\"\nbecause = \"known\"\n\
                  approver = \"release-manager\"\nexpires = 2025-03-31\n";
    let checked = check(&of_table(&duplicates(), waiver));
    let found = of(&checked, "redirect/same-key");
    let [group, waived] = found.as_slice() else { panic!("{}", short(&checked)) };
    assert!(group.message.ends_with(", and 1,998 more like this") && group.waived.is_none(), "{}", group.message);
    assert_eq!(
        (waived.message.as_str(), waived.waived.as_deref()),
        ("two rules answer `https://old.example/k2` differently", Some("known"))
    );
    assert!(group.all.iter().all(|it| it.span != waived.span()));
    assert!(of(&checked, "lint/waiver-unused").is_empty());
}

#[test]
fn programs_read_all_places_and_code_scanning_is_told_what_is_left_out() {
    let checked = check(&of_table(&duplicates(), ""));
    let read = |text: String| serde_json::from_str::<Value>(&text).expect("JSON");
    let list = read(render::json::render(&printing(&checked)));
    let of_rule = |it: &&Value| it["rule"] == "redirect/same-key" || it["ruleId"] == "redirect/same-key";
    let one = list["findings"].as_array().and_then(|it| it.iter().find(of_rule)).expect("the finding");
    assert_eq!((one["all"].as_array().map(Vec::len), &one["all"][1999]["line"]), (Some(ROWS), &Value::from(4001)));
    let log = read(render::sarif::render(&printing(&checked)));
    let result = log["runs"][0]["results"].as_array().and_then(|it| it.iter().find(of_rule)).expect("the finding");
    assert_eq!(result["relatedLocations"].as_array().map(Vec::len), Some(100));
    let text = result["message"]["text"].as_str().expect("a text");
    assert!(text.ends_with("(1,900 places are not listed here: `--report places=FILE` lists all)"), "{text}");
}

#[test]
fn what_differs_in_more_than_names_stays_apart() {
    let rows: String = (0..11).map(|it| format!("/k{it},https://gone.example/\n/x y{it},/one\n")).collect();
    let checked = check(&of_table(&rows, ""));
    for (rule, message) in [
        ("redirect/target-retiring", "`/k0` leads to `https://gone.example`, which no platform lists, and 10 more like this"),
        ("redirect/bad-source", ", and 10 more like this"),
    ] {
        let found = of(&checked, rule);
        assert!(matches!(found.as_slice(), [one] if one.message.ends_with(message)), "{}", short(&checked));
    }
    // As many as can still be read are told one by one.
    let checked = check(&of_table(&(0..10).map(|it| format!("/k{it},https://gone.example/\n")).collect::<String>(), ""));
    assert_eq!(of(&checked, "redirect/target-retiring").len(), 10);
}

#[test]
fn a_round_of_a_thousand_rows_is_cut_openly() {
    let rows: String = (0..1000).map(|it| format!("/c{it},https://old.example/c{}\n", (it + 1) % 1000)).collect();
    let checked = check(&of_table(&rows, ""));
    let found = of(&checked, "redirect/cycle");
    let [one] = found.as_slice() else { panic!("{}", short(&checked)) };
    let through = "`/c1`, `/c2`, `/c3`, `/c4`, `/c5`, `/c6`, … 992 more …, `/c999`";
    assert_eq!(one.message, format!("`/c0` leads back to itself through {through}: ask for `https://old.example/c0`"));
    assert_eq!((one.labels.len(), one.all.len()), (9, 1000));
    assert_eq!(one.all.iter().map(|it| it.text.clone()).collect::<Vec<_>>(), (0..1000).map(|it| format!("/c{it}")).collect::<Vec<_>>());
}
