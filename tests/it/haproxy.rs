//! What the HAProxy emitter writes and refuses, without a server.

use cutover::Options;
use cutover::emit::haproxy::EMITTER;
use cutover::emit::target::{Refusal, Subject};
use cutover::load::{Folder, Memory};
use cutover::model::artifact::Artifacts;
use cutover::model::graph::Target;
use cutover::model::plan::Plan;
use cutover::model::spec::workspace::TargetKind;
use cutover::source::{FileId, Span};
use cutover::template::Templates;
use std::collections::BTreeMap;
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

fn target(listen_tls: &[u16]) -> Target {
    Target {
        name: "edge".to_owned(),
        kind: TargetKind::Haproxy,
        hosts: Vec::new(),
        listen: vec![80, 8080],
        listen_tls: listen_tls.to_vec(),
        home: "/srv/edge".to_owned(),
        span: Span::new(FileId(0), 0..0),
        since: None,
        until: None,
        without: std::collections::BTreeSet::new(),
    }
}

fn refused(plan: &Plan, target: &Target) -> Vec<(String, &'static str)> {
    let found: Vec<Refusal> = (EMITTER.cannot)(plan, target);
    found.into_iter().map(|it| (it.why, it.clause.name())).collect()
}

fn written(plan: &Plan, target: &Target, stage: usize, page: &[u8]) -> BTreeMap<String, String> {
    let pages = plan.pages.keys().map(|it| (it.clone(), page.to_vec())).collect();
    let templates = Templates::new(BTreeMap::new());
    let mut out = Artifacts::default();
    (EMITTER.emit)(&Subject { plan, target, stage, pages: &pages, templates: &templates }, "edge/", &mut out).expect("the templates fit");
    out.files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).expect("text"))).collect()
}

fn harsh() -> Plan {
    let folder = Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/harsh"));
    cutover::check_workspace(&folder, Options::default()).expect("the workspace can be read").plan.expect("a plan")
}

/// Returns a rule whose source has that many placeholders, and whose destination names them from one on.
fn rule(count: usize, from: usize) -> String {
    let names = |from: usize| (from..count).map(|it| format!("/:p{it}")).collect::<String>();
    format!("[redirects]\nclosure = []\n[[redirects.rules]]\nfrom = \"/x{}\"\nto = \"/y{}\"\n", names(0), names(from))
}

/// Returns the sections that give the host a certificate.
fn certificate(chain: &str, key: &str) -> String {
    format!(
        "[hosts.\"www.shop.test\"]\ncertificate = \"shop\"\n[certificates.shop]\nnames = [\"www.shop.test\"]\nchain = \"{chain}\"\nkey = \"{key}\"\n"
    )
}

#[test]
fn plan_that_can_be_said_is_not_refused() {
    assert_eq!(refused(&plan(""), &target(&[])), []);
    assert_eq!(refused(&harsh(), &target(&[])), []);
}

#[test]
fn tenth_value_is_refused_and_a_tenth_placeholder_is_not() {
    assert_eq!(refused(&plan(&rule(9, 0)), &target(&[])), []);
    assert_eq!(refused(&plan(&rule(12, 12)), &target(&[])), []);
    let found = refused(&plan(&rule(10, 9)), &target(&[]));
    assert_eq!(found.len(), 1);
    assert!(found[0].0.contains("a placeholder behind the first 9"), "{}", found[0].0);
    assert_eq!(found[0].1, "destination");
}

#[test]
fn row_and_answer_that_nothing_holds_are_refused() {
    let rule = |length: usize| format!("[redirects]\nclosure = []\n[[redirects.rules]]\nfrom = \"/a\"\nto = \"/{}\"\n", "b".repeat(length));
    assert_eq!(refused(&plan(&rule(15_000)), &target(&[])), []);
    let found = refused(&plan(&rule(16_000)), &target(&[]));
    assert_eq!(found.len(), 1);
    assert!(found[0].0.contains("longer together than the lines that HAProxy reads"), "{}", found[0].0);
    let many = |count: usize| {
        let values = "/:s".repeat(count);
        format!("[redirects]\nclosure = []\n[[redirects.rules]]\nfrom = \"/a/:s\"\nto = \"{values}\"\n")
    };
    assert_eq!(refused(&plan(&many(32)), &target(&[])), []);
    assert_eq!(refused(&plan(&many(33)), &target(&[])).len(), 1);
}

#[test]
fn key_is_refused_where_haproxy_does_not_look_for_it() {
    for (chain, key) in
        [("/etc/ssl/a.pem", "/etc/ssl/a.pem.key"), ("/etc/ssl/a.crt", "/etc/ssl/a.crt.key"), ("/etc/ssl/a.crt", "/etc/ssl/a.key")]
    {
        assert_eq!(refused(&plan(&certificate(chain, key)), &target(&[443])), [], "{chain} and {key}");
    }
    let found = refused(&plan(&certificate("/etc/ssl/full.pem", "/etc/ssl/private.pem")), &target(&[443]));
    assert_eq!(
        found,
        [(
            "the key of `shop` is `/etc/ssl/private.pem`, and HAProxy 2.6 looks for it at `/etc/ssl/full.pem.key`: write \
             `key = \"/etc/ssl/full.pem.key\"`, and there `ln -s /etc/ssl/private.pem /etc/ssl/full.pem.key`"
                .to_owned(),
            "scheme"
        )]
    );
    assert_eq!(refused(&plan(&certificate("/etc/ssl/full.pem", "/etc/ssl/private.pem")), &target(&[])), []);
}

#[test]
fn certificates_are_listed_with_their_names() {
    let plan = plan(&certificate("/etc/ssl/a.crt", "/etc/ssl/a.key"));
    let files = written(&plan, &target(&[443]), 0, b"page");
    assert!(files["edge/complete/cutover/certificates.txt"].ends_with("\n/etc/ssl/a.crt www.shop.test\n"));
    assert!(files["edge/complete/haproxy.cfg"].contains("ssl-load-extra-del-ext"));
    assert!(files["edge/complete/haproxy.cfg"].contains("bind :443 ssl crt-list cutover/certificates.txt\n"));
    assert!(!files.contains_key("edge/include/cutover/certificates.txt"), "whoever takes the rules in has certificates");
}

#[test]
fn buffer_grows_with_the_longest_answer() {
    let last = harsh().stages.len() - 1;
    let buffer = |page: &[u8], form: &str| {
        let files = written(&harsh(), &target(&[]), last, page);
        let line = files[form].lines().find_map(|it| it.trim().strip_prefix("tune.bufsize ").map(str::to_owned));
        line.map(|it| it.split(' ').next().unwrap_or_default().parse::<usize>().expect("a number"))
    };
    let (whole, part) = ("edge/complete/haproxy.cfg", "edge/include/cutover/cutover.cfg");
    assert_eq!((buffer(b"page", whole), buffer(b"page", part)), (Some(32_768), None));
    let large = vec![b'a'; 50_000];
    assert!(buffer(&large, whole).is_some_and(|it| it > 54_000) && buffer(&large, part) == buffer(&large, whole));
}

#[test]
fn rule_carries_its_place() {
    let plan = harsh();
    let stage = plan.stages.iter().position(|it| it.name.contains("sunset")).expect("a stage");
    let files = written(&plan, &target(&[]), stage, b"page");
    let lines: Vec<&str> =
        files.iter().filter(|it| it.0.starts_with("edge/complete/cutover/patterns/")).flat_map(|it| it.1.lines()).collect();
    let at = lines.iter().position(|it| it.starts_with('^') && it.contains("/blog/2024/")).expect("the rule");
    let (path, number) = lines[at - 1].strip_prefix("# ").and_then(|it| it.split_once(':')).expect("a place");
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/harsh").join(path)).expect("the file");
    let rule: Vec<&str> = text.lines().skip(number.parse::<usize>().expect("a number") - 1).take(3).collect();
    assert!(rule.iter().any(|it| it.contains("/blog/2024/*")), "{rule:?}");
}

#[test]
fn both_forms_hold_the_same_tables() {
    let files = written(&harsh(), &target(&[]), 5, b"page");
    for (path, text) in files.iter().filter(|it| it.0.starts_with("edge/complete/cutover/")) {
        assert_eq!(files.get(&path.replace("/complete/", "/include/")), Some(text), "{path}");
    }
    let backend = |form: &str| {
        let text = &files[&format!("edge/{form}")];
        text[text.find("\nbackend ").expect("a backend")..].replace("/srv/edge/cutover/", "cutover/")
    };
    assert_eq!(backend("complete/haproxy.cfg"), backend("include/cutover/cutover.cfg"));
    let whole = &files["edge/complete/haproxy.cfg"];
    assert!(!whole.contains("/srv/edge") && !files.values().any(|it| it.contains("stays.test")));
}

#[test]
fn same_plan_gives_the_same_bytes() {
    assert_eq!(written(&harsh(), &target(&[]), 3, b"page"), written(&harsh(), &target(&[]), 3, b"page"));
}
