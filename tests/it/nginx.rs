//! What the nginx emitter writes and refuses, without a server.

use cutover::Options;
use cutover::emit::nginx::EMITTER;
use cutover::emit::target::{Refusal, Subject};
use cutover::load::{Folder, Memory};
use cutover::model::artifact::Artifacts;
use cutover::model::graph::Target;
use cutover::model::plan::Plan;
use cutover::model::spec::workspace::TargetKind;
use cutover::source::{FileId, Located, Span};
use cutover::template::Templates;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const WORKSPACE: &str = r#"
spec = 1
[program]
successor = "new"
[platforms.new]
origins = ["https://new.test"]
"#;

const REGION: &str = r#"
[region]
disposition = "retire"
time-zone = "Europe/London"
[[sites]]
id = "store"
url = "https://www.shop.test/"
successor = "https://new.test/"
upstream = "http://127.0.0.1:9101"
default = { to = "/" }
[milestones]
announce = { on = 2024-10-15 }
migrate = { from = 2024-10-21 }
sunset = { by = 2024-12-31 }
"#;

fn plan(more: &str) -> Plan {
    let files = [("cutover.toml", WORKSPACE.to_owned()), ("regions/uk.toml", format!("{REGION}{more}"))];
    let disk = Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect());
    cutover::check_workspace(&disk, Options::default()).expect("memory can be read").plan.expect("a plan")
}

fn target(hosts: &[&str]) -> Target {
    let span = Span::new(FileId(0), 0..0);
    let hosts = hosts.iter().map(|it| Located::new((*it).to_owned(), span)).collect();
    Target {
        name: "edge".to_owned(),
        kind: TargetKind::Nginx,
        hosts,
        listen: vec![80, 8080],
        listen_tls: Vec::new(),
        home: "/etc/nginx".to_owned(),
        since: None,
        until: None,
        without: BTreeSet::new(),
        span,
    }
}

fn refused(more: &str) -> Vec<(String, &'static str)> {
    let found: Vec<Refusal> = (EMITTER.cannot)(&plan(more), &target(&[]));
    found.into_iter().map(|it| (it.why, it.clause.name())).collect()
}

fn written(plan: &Plan, target: &Target, stage: usize) -> BTreeMap<String, String> {
    let pages = plan.pages.keys().map(|it| (it.clone(), b"page".to_vec())).collect();
    let templates = Templates::new(BTreeMap::new());
    let mut out = Artifacts::default();
    (EMITTER.emit)(&Subject { plan, target, stage, pages: &pages, templates: &templates }, "edge/", &mut out).expect("the templates fit");
    out.files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).expect("text"))).collect()
}

fn harsh() -> Plan {
    let folder = Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/harsh"));
    cutover::check_workspace(&folder, Options::default()).expect("the workspace can be read").plan.expect("a plan")
}

#[test]
fn plan_that_can_be_said_is_not_refused() {
    assert_eq!(refused(""), []);
    assert_eq!((EMITTER.cannot)(&harsh(), &target(&[])), []);
}

#[test]
fn preloaded_host_is_refused() {
    let found = refused("[hosts.\"www.shop.test\"]\nhsts = { max-age = \"365 days\", include-subdomains = true, preload = true }\n");
    assert_eq!(
        found,
        [("browsers come to `www.shop.test` by https alone, and this target listens without TLS: write `listen-tls`".to_owned(), "scheme")]
    );
}

#[test]
fn ten_placeholders_are_refused_and_nine_are_not() {
    let rule = |count: usize| {
        let names: String = (0..count).map(|it| format!("/:p{it}")).collect();
        format!("[redirects]\nclosure = []\n[[redirects.rules]]\nfrom = \"/x{names}\"\nto = \"/y{names}\"\n")
    };
    assert_eq!(refused(&rule(9)), []);
    let found = refused(&rule(10));
    assert_eq!(found.len(), 1);
    assert!(found[0].0.contains("more than 9 placeholders"), "{}", found[0].0);
}

#[test]
fn word_that_nginx_cannot_read_is_refused() {
    let rule =
        format!("[redirects]\nclosure = []\n[[redirects.rules]]\nfrom = \"/{}\"\nto = \"/{}\"\n", "a".repeat(2_500), "b".repeat(2_500));
    let found = refused(&rule);
    assert_eq!(found.len(), 1);
    assert!(found[0].0.contains("longer together than the words that nginx reads"), "{}", found[0].0);
}

#[test]
fn only_the_hosts_of_the_target_are_written() {
    let plan = harsh();
    let files = written(&plan, &target(&["m.shop.test"]), 0);
    let hosts: Vec<&String> = files.keys().filter(|it| it.contains("/hosts/")).collect();
    assert_eq!(hosts, ["edge/complete/cutover/hosts/m.shop.test.conf", "edge/include/cutover/hosts/m.shop.test.conf"]);
    assert!(files["edge/complete/nginx.conf"].contains("listen 8080 default_server;"));
    let all = written(&plan, &target(&[]), 0);
    assert!(!all.values().any(|it| it.contains("stays.test")), "a host that only an independent site stands on is left alone");
}

#[test]
fn target_that_answers_for_no_host_asks_for_no_certificate() {
    let files = written(&harsh(), &Target { listen_tls: vec![443], ..target(&["www.stays.test"]) }, 0);
    assert!(!files["edge/complete/nginx.conf"].contains("ssl"), "nginx does not start without a certificate");
}

#[test]
fn rule_carries_its_place() {
    let files = written(&harsh(), &target(&[]), harsh().stages.len() - 1);
    let host = &files["edge/complete/cutover/hosts/www.shop.test.conf"];
    assert!(!host.contains("blog"), "what has ended is not written");
    let stage = harsh().stages.iter().position(|it| it.name.contains("sunset")).expect("a stage");
    let files = written(&harsh(), &target(&[]), stage);
    let host = &files["edge/complete/cutover/hosts/www.shop.test.conf"];
    let line = host.lines().find(|it| it.contains("/blog/2024/")).expect("the rule");
    let place = line.rsplit_once("# ").expect("a place").1;
    let (path, number) = place.split_once(':').expect("a line");
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/harsh").join(path)).expect("the file");
    let rule: Vec<&str> = text.lines().skip(number.parse::<usize>().expect("a number") - 1).take(3).collect();
    assert!(rule.iter().any(|it| it.contains("/blog/2024/*")), "{place}: {rule:?}");
}

#[test]
fn both_forms_hold_the_same_rules() {
    let files = written(&harsh(), &target(&[]), 0);
    for (path, text) in &files {
        if let Some(rest) = path.strip_prefix("edge/complete/cutover/").filter(|it| *it != "home.conf") {
            assert_eq!(files.get(&format!("edge/include/cutover/{rest}")), Some(text), "{rest}");
        }
    }
}

#[test]
fn same_plan_gives_the_same_bytes() {
    assert_eq!(written(&harsh(), &target(&[]), 3), written(&harsh(), &target(&[]), 3));
}
