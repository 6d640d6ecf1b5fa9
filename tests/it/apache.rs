//! What the Apache emitter writes and refuses, without a server.

use cutover::Options;
use cutover::emit::apache::EMITTER;
use cutover::emit::target::{Ground, Refusal, Subject};
use cutover::load::{Folder, Memory};
use cutover::model::artifact::Artifacts;
use cutover::model::graph::Target;
use cutover::model::plan::Plan;
use cutover::template::Templates;
use std::collections::BTreeMap;
use std::path::Path;

const WORKSPACE: &str = r#"
spec = 1
[targets.edge]
kind = "apache"
listen = [80, 8080]
"#;

const REGION: &str = r#"
[region]
disposition = "retire"
[[sites]]
url = "https://www.shop.test/"
successor = "https://new.test/"
[redirects]
closure = []
default = { to = "/" }
"#;

fn plan(more: &str) -> Plan {
    let files = [("cutover.toml", WORKSPACE.to_owned()), ("regions/uk.toml", format!("{REGION}{more}"))];
    let disk = Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect());
    cutover::check_workspace(&disk, Options::default()).expect("memory can be read").plan.expect("a plan")
}

fn target(plan: &Plan) -> &Target {
    &plan.graph.targets["edge"]
}

fn refused(from: &str, to: &str, more: &str) -> Vec<Refusal> {
    let plan = plan(&format!("[[redirects.rules]]\nfrom = \"{from}\"\nto = \"{to}\"\n{more}"));
    (EMITTER.cannot)(&plan, target(&plan))
}

fn written(plan: &Plan, target: &Target, stage: usize) -> BTreeMap<String, String> {
    let pages = plan.pages.keys().map(|it| (it.clone(), b"page".to_vec())).collect();
    let templates = Templates::new(BTreeMap::new());
    let mut out = Artifacts::default();
    (EMITTER.emit)(&Subject { plan, target, stage, pages: &pages, templates: &templates }, "", &mut out).expect("the templates fit");
    out.files.into_iter().map(|(path, bytes)| (path, String::from_utf8(bytes).expect("text"))).collect()
}

#[test]
fn ten_placeholders_are_refused_and_nine_are_not() {
    let names = |count: usize| (0..count).map(|it| format!("/:p{it}")).collect::<String>();
    assert_eq!(refused(&names(9), &names(9), ""), []);
    let found = refused(&names(10), &names(10), "");
    assert_eq!(found.len(), 1);
    assert!(found[0].ground == Ground::Limit && found[0].why.contains("more than 9 placeholders"), "{}", found[0].why);
}

#[test]
fn destination_that_may_become_longer_than_apache_makes_is_refused() {
    assert_eq!(refused("/x/:a", "/:a/:a/:a/:a", ""), []);
    let found = refused("/x/:a", "/:a/:a/:a/:a/:a", "");
    assert_eq!(found.len(), 1);
    assert!(found[0].ground == Ground::Limit && found[0].why.contains("16380 bytes"), "{}", found[0].why);
    let long = format!("/{}", "b".repeat(13_000));
    assert_eq!(refused("/x", &long, "query = \"drop\"\n"), []);
    assert_eq!(refused("/x", &long, "query = \"keep\"\n").len(), 1);
}

#[test]
fn keys_are_rows_of_a_table_and_patterns_rules_with_their_place() {
    let rules = "[[redirects.rules]]\nfrom = \"/a\"\nto = \"/b\"\n[[redirects.rules]]\nfrom = \"/c%2F/:d\"\nto = \"/e%2F/:d?f=1\"\nquery = \"drop\"\n";
    let plan = plan(rules);
    let files = written(&plan, target(&plan), 0);
    assert_eq!(files["complete/cutover/maps/www.shop.test.txt"], "# regions/uk.toml:11\n/a 301|keep|86400|https://new.test/b\n");
    let host = &files["complete/cutover/hosts/www.shop.test.conf"];
    let rule = "# regions/uk.toml:14\n\
                RewriteCond %{ENV:CUTOVER_TARGET} \"^/c%2F/([^/?]+)(?:\\?|$)\"\n\
                RewriteRule ^ \"https://new.test/e\\%2F/%1?f=1?\" [R=301,L,NE,QSL,E=CUTOVER_MAX_AGE:86400]\n";
    assert!(host.contains(rule), "{host}");
    assert!(files["complete/httpd.conf"].contains("<VirtualHost *:80 *:8080>\n    ServerName  www.shop.test\n"));
    assert!(files["include/cutover/home.conf"].contains("Define CUTOVER_HOME /etc/apache2/cutover\n"));
}

#[test]
fn both_forms_hold_the_same_rules() {
    let folder = Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/harsh"));
    let harsh = cutover::check_workspace(&folder, Options::default()).expect("the workspace can be read").plan.expect("a plan");
    let plan = plan("");
    let stage = harsh.stages.iter().position(|it| it.name.contains("sunset")).expect("a stage");
    let files = written(&harsh, target(&plan), stage);
    let rules: Vec<_> = files.iter().filter_map(|(path, text)| Some((path.strip_prefix("complete/cutover/")?, text))).collect();
    for path in ["settings.conf", "build-maps.sh", "hosts/www.shop.test.conf", "maps/www.shop.test.txt"] {
        assert!(rules.iter().any(|it| it.0 == path), "{path}");
    }
    for (rest, text) in rules.into_iter().filter(|it| it.0 != "home.conf") {
        assert_eq!(files.get(&format!("include/cutover/{rest}")), Some(text), "{rest}");
    }
    assert!(!files.values().any(|it| it.contains("stays.test")), "a host that only an independent site stands on is left alone");
    assert_eq!(written(&harsh, target(&plan), stage), files);
}
