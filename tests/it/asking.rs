//! Asks small workspaces that lie in memory.

use cutover::diag::Severity;
use cutover::load::Memory;
use cutover::model::plan::Plan;
use cutover::model::plan::answer::{Answer, Outcome};
use cutover::model::plan::request::Request;
use cutover::{Checked, Options};

/// A platform to go to, with one service.
pub const PROGRAM: &str = r#"
[program]
successor = "new"
[platforms.new]
origins = ["https://new.example"]
[platforms.new.services.orders]
url = "https://new.example/orders"
[platforms.new.services.club]
url = "https://new.example/club?from=old"
"#;

/// The dates of a region that closes as others do.
pub const DATES: &str = r#"
[milestones]
announce = { on = 2024-10-15 }
migrate = { from = 2024-10-21 }
freeze = { from = 2024-11-01 }
restore = { on = 2024-11-20 }
sunset = { by = 2024-12-31 }
redirects-end = { at = 2026-01-01T00:00 }
domain-release = { at = 2027-01-01T00:00, gate = { check = "no link is asked for", owner = "shop", at = "redirects-end" } }
"#;

/// The last of them.
pub const RELEASE: &str =
    "domain-release = { at = 2027-01-01T00:00, gate = { check = \"no link is asked for\", owner = \"shop\", at = \"redirects-end\" } }";

/// Returns the text of a region that closes, with one site at `path` of `shop.example`.
pub fn closing(path: &str, more: &str) -> String {
    format!(
        r#"
[region]
disposition = "retire"
time-zone = "Europe/London"
[[sites]]
id = "store"
url = "https://shop.example{path}/"
successor = "https://new.example{path}/"
upstream = "http://127.0.0.1:8081"
{more}
{DATES}"#
    )
}

/// Checks a workspace of `cutover.toml` without its first line, and regions by id; a path with a dot is another file.
pub fn check(program: &str, files: &[(&str, &str)], options: Options) -> Checked {
    let mut disk = Memory::default();
    // These stores are drawn with what is asked about alone.
    let lint = if program.contains("[lint") { "" } else { "[lint.severity]\n\"ent/kind-undeclared\" = \"allow\"\n" };
    disk.0.insert("cutover.toml".to_owned(), format!("spec = 1\n{program}\n{lint}").into_bytes());
    for (name, text) in files {
        let path = if name.contains('.') { format!("regions/{name}") } else { format!("regions/{name}.toml") };
        disk.0.insert(path, text.as_bytes().to_vec());
    }
    cutover::check_workspace(&disk, options).expect("memory can be read")
}

/// Returns the errors of a workspace as `rule: message`.
pub fn errors(program: &str, files: &[(&str, &str)]) -> Vec<String> {
    let checked = check(program, files, Options::default());
    let errors = checked.report.findings.iter().filter(|it| it.severity == Severity::Error);
    errors.map(|it| format!("{}: {}", it.code.name, it.message)).collect()
}

/// Returns the plan of a workspace that has no errors.
pub fn plan(program: &str, files: &[(&str, &str)]) -> Plan {
    let found = errors(program, files);
    assert!(found.is_empty(), "{found:#?}");
    check(program, files, Options::default()).plan.expect("a plan")
}

/// Returns what `url` gets at `at`: a method may stand before the URL.
pub fn ask<'p>(plan: &'p Plan, url: &str, at: &str) -> Answer<'p> {
    let (method, url) = url.split_once(' ').unwrap_or(("GET", url));
    let url = if url.starts_with('/') { format!("https://shop.example{url}") } else { url.to_owned() };
    let at = if at.contains('T') { at.to_owned() } else { format!("{at}T12:00:00Z") };
    let request = Request { method: method.to_owned(), ..Request::of_url(&url).expect("a URL") };
    plan.answer(&request, at.parse().expect("an instant"))
}

/// Returns an answer in a line.
pub fn shown(answer: &Answer) -> String {
    match &answer.outcome {
        Outcome::Redirect { status, location } => format!("{status} {}", location.replacen("https://new.example", "~", 1)),
        Outcome::Serve { upstream, .. } => format!("served by {}", upstream.authority.rsplit(':').next().unwrap_or_default()),
        Outcome::Untouched => "untouched".to_owned(),
        Outcome::Page { page } => format!("200 {page}"),
        other => other.status().expect("a status").to_string(),
    }
}

/// Holds answers against what is wanted: `url @instant => answer`, a line each.
pub fn says(plan: &Plan, lines: &str) {
    for line in lines.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let (question, wanted) = line.split_once(" => ").expect("an answer");
        let (url, at) = question.rsplit_once(" @").expect("an instant");
        assert_eq!(shown(&ask(plan, url, at)), wanted, "{url} at {at}");
    }
}

/// Returns the header of an answer.
pub fn header(plan: &Plan, url: &str, at: &str, name: &str) -> Option<String> {
    ask(plan, url, at).headers.into_iter().find(|it| it.0 == name).map(|it| it.1)
}
