//! Tables that are larger than what a server asks row by row.

use crate::client::Client;
use crate::compare::pages;
use crate::engine::ENGINES;
use cutover::Options;
use cutover::diag::Severity;
use cutover::load::Memory;
use cutover::model::plan::Plan;
use cutover::model::plan::answer::Outcome;
use cutover::model::plan::request::{Request, Scheme};
use std::collections::BTreeMap;

const WORKSPACE: &str = "spec = 1\n[program]\nsuccessor = \"new\"\n[platforms.new]\norigins = [\"https://new.test\"]\n";
const REGION: &str = r#"
[region]
disposition = "retire"
time-zone = "Europe/London"
[[sites]]
id = "store"
url = "https://www.shop.test/"
successor = "https://new.test/"
upstream = "http://127.0.0.1:9"
default = { to = "https://new.test/default" }
[milestones]
announce = { on = 2024-10-15 }
sunset = { by = 2024-12-31 }
[redirects]
tables = ["uk/rows.csv"]
closure = []
"#;

/// Returns the keys of a table: numbers, keys that begin as others do, that differ by case, by an escape or by a mark.
fn keys() -> Vec<String> {
    let numbers = (0..3_000).map(|it| format!("/p/{}.html", it * 7_919 % 100_003));
    let marks = ["", "~", "$1", "(x)", "a+b", "a.b", "-", "%C3%A9", "!", "a*", "%5C", "A", "a"];
    let marks = marks.iter().flat_map(|mark| (0..80).map(move |it| format!("/m/{mark}{it}/")));
    let longer = (1..700).map(|it| format!("/l/{}", "a".repeat(it)));
    let texts =
        (0..1_500).map(|it| format!("/t{}/{}", "/x".repeat(it % 3), ["Mi", "mi", "mI"][it % 3].repeat(1 + it / 300) + &it.to_string()));
    numbers.chain(marks).chain(longer).chain(texts).collect()
}

fn plan(keys: &[String]) -> Plan {
    let rows = keys.iter().enumerate().map(|(at, key)| format!("{key},https://new.test/{at}\n"));
    let table = std::iter::once("from,to\n".to_owned()).chain(rows).collect::<String>();
    let files = [("cutover.toml", WORKSPACE.to_owned()), ("regions/uk.toml", REGION.to_owned()), ("regions/uk/rows.csv", table)];
    let disk = Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect::<BTreeMap<_, _>>());
    let checked = cutover::check_workspace(&disk, Options::default()).expect("memory can be read");
    let error = checked.report.findings.iter().find(|it| it.severity == Severity::Error);
    assert_eq!(error.map(|it| &it.message), None, "the table has no fault");
    checked.plan.expect("a plan")
}

#[test]
fn large_table_answers_each_row_and_nothing_beside_it() {
    let keys = keys();
    let plan = plan(&keys);
    let last = plan.stages.iter().position(|it| it.name.ends_with("uk-sunset")).expect("the stage");
    for engine in ENGINES.iter().filter(|it| it.is_full) {
        let running = (engine.boot)(engine.kind, &plan, last, &pages(&plan));
        let mut client = Client::new(running.port);
        let mut rows = 0;
        let beside = |key: &String| [format!("{key}0"), key.to_uppercase(), key[..key.len() - 1].to_owned(), format!("{key}/")];
        for target in keys.iter().flat_map(|it| std::iter::once(it.clone()).chain(beside(it))) {
            let host = "www.shop.test";
            let request = Request { scheme: Scheme::Http, method: "GET".into(), host: host.into(), target };
            if request.outside().is_some() {
                continue;
            }
            let Outcome::Redirect { location, .. } = plan.answer(&request, plan.instant_of(last)).outcome else {
                panic!("`{}` is redirected", request.target)
            };
            let response = client.ask("GET", &request.target, host, "", b"").expect("a response");
            assert_eq!(response.header("Location"), Some(location.as_str()), "{} on `{}`", engine.name, request.target);
            rows += usize::from(location != "https://new.test/default");
        }
        assert!(rows >= keys.len(), "{} found {rows} rows of {}", engine.name, keys.len());
    }
}
