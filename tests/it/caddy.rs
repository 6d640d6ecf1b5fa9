//! What the Caddy emitter writes, without a server.

use cutover::Options;
use cutover::emit::caddy::EMITTER;
use cutover::emit::target::Subject;
use cutover::load::Folder;
use cutover::model::artifact::Artifacts;
use cutover::model::graph::Target;
use cutover::model::plan::Plan;
use cutover::model::spec::workspace::TargetKind;
use cutover::source::{FileId, Located, Span};
use cutover::template::Templates;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

fn harsh() -> Plan {
    let folder = Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/harsh"));
    cutover::check_workspace(&folder, Options::default()).expect("the workspace can be read").plan.expect("a plan")
}

fn target(hosts: &[&str]) -> Target {
    let span = Span::new(FileId(0), 0..0);
    Target {
        name: "edge".to_owned(),
        kind: TargetKind::Caddy,
        hosts: hosts.iter().map(|it| Located::new((*it).to_owned(), span)).collect(),
        listen: vec![80, 8080],
        listen_tls: Vec::new(),
        home: "/srv/my_caddy".to_owned(),
        span,
        since: None,
        until: None,
        without: std::collections::BTreeSet::new(),
    }
}

fn written(target: &Target, stage: &str) -> BTreeMap<String, String> {
    let plan = harsh();
    assert_eq!((EMITTER.cannot)(&plan, target), []);
    let stage = plan.stages.iter().position(|it| it.name.contains(stage)).expect("the stage");
    let pages = plan.pages.keys().map(|it| (it.clone(), b"page".to_vec())).collect();
    let templates = Templates::new(BTreeMap::new());
    let mut out = Artifacts::default();
    (EMITTER.emit)(&Subject { plan: &plan, target, stage, pages: &pages, templates: &templates }, "edge/", &mut out)
        .expect("the templates fit");
    out.files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).expect("text"))).collect()
}

#[test]
fn both_forms_are_the_same_route() {
    let files = written(&target(&[]), "sunset");
    assert_eq!(
        files.keys().collect::<Vec<_>>(),
        ["edge/complete/README.md", "edge/complete/caddy.json", "edge/include/README.md", "edge/include/cutover.json"]
    );
    let complete: Value = serde_json::from_str(&files["edge/complete/caddy.json"]).expect("JSON");
    let mut route: Value = serde_json::from_str(&files["edge/include/cutover.json"]).expect("JSON");
    assert_eq!(route.as_object_mut().expect("a route").remove("@id"), Some("cutover".into()));
    assert_eq!(complete["apps"]["http"]["servers"]["cutover"]["routes"][0], route);
}

#[test]
fn readme_names_the_folder_and_the_hosts() {
    let readme = &written(&target(&[]), "sunset")["edge/include/README.md"];
    assert!(readme.contains("-d @/srv/my_caddy/cutover.json"), "{readme}");
    assert!(readme.contains("\n- www.shop.test\n") && !readme.contains("stays.test"), "{readme}");
}

#[test]
fn only_the_hosts_of_the_target_are_written() {
    let files = written(&target(&["m.shop.test"]), "start");
    let route: Value = serde_json::from_str(&files["edge/include/cutover.json"]).expect("JSON");
    assert_eq!(route["match"][0]["host"], serde_json::json!(["m.shop.test", "m.shop.test."]));
    assert!(!files.values().any(|it| it.contains("www.shop.test")));
}

#[test]
fn rule_carries_its_place() {
    let files = written(&target(&[]), "sunset");
    let line = files["edge/include/cutover.json"].lines().find(|it| it.contains("/blog/2024/")).expect("the rule").to_owned();
    let place = line.rsplit_once("  # ").expect("a place").1.trim_end_matches(['"', ']', '}', ',']);
    let (path, number) = place.split_once(':').expect("a line");
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/harsh").join(path)).expect("the file");
    let rule: Vec<&str> = text.lines().skip(number.parse::<usize>().expect("a number") - 1).take(3).collect();
    assert!(rule.iter().any(|it| it.contains("/blog/2024/*")), "{place}: {rule:?}");
}

#[test]
fn same_plan_gives_the_same_bytes() {
    assert_eq!(written(&target(&[]), "sunset"), written(&target(&[]), "sunset"));
}
