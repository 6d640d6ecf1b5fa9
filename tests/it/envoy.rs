//! What the Envoy emitter writes and refuses, without a server.

use cutover::Options;
use cutover::emit::envoy::EMITTER;
use cutover::emit::target::{Ground, Refusal, Subject};
use cutover::load::{Folder, Memory};
use cutover::model::artifact::Artifacts;
use cutover::model::graph::Target;
use cutover::model::plan::Plan;
use cutover::model::spec::workspace::TargetKind;
use cutover::source::{FileId, Located, Span};
use cutover::template::Templates;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

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
upstream = "https://origin.shop.test"
default = { to = "/" }
[milestones]
announce = { on = 2024-10-15 }
migrate = { from = 2024-10-21 }
sunset = { by = 2024-12-31 }
[redirects]
closure = []
"#;

fn plan(more: &str) -> Plan {
    let files = [("cutover.toml", WORKSPACE.to_owned()), ("regions/uk.toml", format!("{REGION}{more}"))];
    let disk = Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect());
    cutover::check_workspace(&disk, Options::default()).expect("memory can be read").plan.expect("a plan")
}

fn harsh() -> Plan {
    let folder = Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/harsh"));
    cutover::check_workspace(&folder, Options::default()).expect("the workspace can be read").plan.expect("a plan")
}

fn target(hosts: &[&str]) -> Target {
    let span = Span::new(FileId(0), 0..0);
    let hosts = hosts.iter().map(|it| Located::new((*it).to_owned(), span)).collect();
    Target {
        name: "edge".to_owned(),
        kind: TargetKind::Envoy,
        hosts,
        listen: vec![80, 8080],
        listen_tls: Vec::new(),
        home: "/srv/envoy".to_owned(),
        span,
        since: None,
        until: None,
        without: std::collections::BTreeSet::new(),
    }
}

fn refused(plan: &Plan) -> Vec<Refusal> {
    (EMITTER.cannot)(plan, &target(&[]))
}

fn written(plan: &Plan, target: &Target, stage: usize) -> BTreeMap<String, String> {
    let pages = plan.pages.keys().map(|it| (it.clone(), b"page".to_vec())).collect();
    let templates = Templates::new(BTreeMap::new());
    let mut out = Artifacts::default();
    (EMITTER.emit)(&Subject { plan, target, stage, pages: &pages, templates: &templates }, "edge/", &mut out).expect("the templates fit");
    out.files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).expect("text"))).collect()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|err| panic!("{err}: {text}"))
}

#[test]
fn plan_that_can_be_said_is_not_refused() {
    assert_eq!(refused(&plan("")), []);
    assert_eq!(refused(&harsh()), []);
}

#[test]
fn thirty_three_placeholders_are_refused_and_thirty_two_are_not() {
    let rule = |count: usize| {
        let names: String = (0..count).map(|it| format!("/:p{it}")).collect();
        plan(&format!("[[redirects.rules]]\nfrom = \"/x{names}\"\nto = \"/y{names}\"\n"))
    };
    assert_eq!(refused(&rule(32)), []);
    let found = refused(&rule(33));
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].ground, Ground::Limit);
    assert!(found[0].why.contains("more than 32 placeholders"), "{}", found[0].why);
}

#[test]
fn more_patterns_than_a_script_can_hold_are_refused() {
    let with = |count: usize| {
        let mut plan = plan("[[redirects.rules]]\nfrom = \"/a/:b\"\nto = \"/a/:b\"\n");
        let host = plan.hosts.get_mut("www.shop.test").expect("the host");
        for epoch in &mut host.epochs {
            for site in &mut Arc::make_mut(&mut epoch.routing).sites {
                site.patterns = site.patterns.first().map_or_else(Vec::new, |first| vec![*first; count]);
            }
        }
        plan
    };
    assert_eq!(refused(&with(20_000)), []);
    let found = refused(&with(20_001));
    assert_eq!(found.len(), 1);
    assert!(found[0].why.starts_with("`/a/:b` and what follows it are more than the 20000 sources"), "{}", found[0].why);
}

#[test]
fn only_the_hosts_of_the_target_are_written() {
    let plan = harsh();
    let files = written(&plan, &target(&["m.shop.test"]), 0);
    let hosts: Vec<&String> = files.keys().filter(|it| it.contains("/hosts/")).collect();
    assert_eq!(hosts, ["edge/complete/cutover/hosts/m.shop.test.lua", "edge/include/cutover/hosts/m.shop.test.lua"]);
    let envoy = json(&files["edge/complete/envoy.json"]);
    let listener = &envoy["static_resources"]["listeners"][0];
    assert_eq!(listener["additional_addresses"][0]["address"]["socket_address"]["port_value"], 8080);
    let all = written(&plan, &target(&[]), 0);
    assert!(!all.values().any(|it| it.contains("stays.test")), "a host that only an independent site stands on is left alone");
}

#[test]
fn server_over_tls_is_asked_by_its_name() {
    let files = written(&plan(""), &target(&[]), 0);
    let cluster = &json(&files["edge/complete/envoy.json"])["static_resources"]["clusters"][0];
    assert_eq!(cluster["type"], "LOGICAL_DNS");
    assert_eq!(cluster["transport_socket"]["typed_config"]["sni"], "origin.shop.test");
    let mut same = json(&files["edge/include/cutover/clusters.json"])["resources"][0].clone();
    same.as_object_mut().expect("a table").remove("@type");
    assert_eq!(&same, cluster);
}

#[test]
fn what_another_configuration_takes_in_once_is_the_same_in_every_stage() {
    let plan = harsh();
    let of = |stage: usize, name: &str| {
        let files = written(&plan, &target(&[]), stage);
        json(&files[&format!("edge/include/cutover/{name}")])["resources"].clone()
    };
    for stage in 1..plan.stages.len() {
        assert_eq!(of(stage, "routes.json"), of(0, "routes.json"));
        assert_eq!(of(stage, "clusters.json"), of(0, "clusters.json"));
        assert_ne!(of(stage, "filter.json"), of(0, "filter.json"), "Envoy reads the script again");
    }
}

#[test]
fn rule_carries_its_place() {
    let stage = harsh().stages.iter().position(|it| it.name.contains("sunset")).expect("a stage");
    let files = written(&harsh(), &target(&[]), stage);
    let host = &files["edge/complete/cutover/hosts/www.shop.test.lua"];
    let line = host.lines().find(|it| it.contains("/blog/2024/")).expect("the rule");
    let place = line.rsplit('"').nth(1).expect("a place");
    let (path, number) = place.split_once(':').expect("a line");
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/harsh").join(path)).expect("the file");
    let rule: Vec<&str> = text.lines().skip(number.parse::<usize>().expect("a number") - 1).take(3).collect();
    assert!(rule.iter().any(|it| it.contains("/blog/2024/*")), "{place}: {rule:?}");
}

#[test]
fn rows_are_sorted_by_their_bytes() {
    for (path, text) in written(&harsh(), &target(&[]), 2).iter().filter(|it| it.0.ends_with(".tsv")) {
        let keys: Vec<&str> = text.lines().skip(1).map(|it| it.split('\t').next().expect("a key")).collect();
        assert!(!keys.is_empty() && keys.is_sorted() && keys.windows(2).all(|it| it[0] != it[1]), "{path}");
        assert!(text.lines().all(|it| it.split('\t').count() == 3), "{path}");
    }
}

#[test]
fn both_forms_hold_the_same_rules() {
    let files = written(&harsh(), &target(&[]), 0);
    for (path, text) in &files {
        if let Some(rest) = path.strip_prefix("edge/complete/cutover/") {
            assert_eq!(files.get(&format!("edge/include/cutover/{rest}")), Some(text), "{rest}");
        }
    }
}

#[test]
fn same_plan_gives_the_same_bytes() {
    assert_eq!(written(&harsh(), &target(&[]), 3), written(&harsh(), &target(&[]), 3));
}
