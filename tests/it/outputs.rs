//! What is written for people and programs, of a workspace of three regions.

use cutover::bundle::{compare, write};
use cutover::emit;
use cutover::emit::target::Clause;
use cutover::load::Memory;
use cutover::model::artifact::Artifacts;
use cutover::model::graph::order::{Need, Order, shortest_cycles};
use cutover::model::graph::schedule::Schedule;
use cutover::model::plan::Plan;
use cutover::{Options, plan_workspace};
use serde_json::Value;
use std::collections::BTreeMap;

const WORKSPACE: &str = r#"
spec = 1
[program]
name = "change </script>"
brand = "Acme </script><b>"
successor = "next"
time-zone = "Asia/Shanghai"
[platforms.next]
origins = ["https://next.test"]
[platforms.next.services]
identity = { url = "https://next.test/account/", live-since = 2024-10-01, owner = "platform" }
[targets.edge]
kind = "nginx"
"#;

const UK: &str = r#"
[region]
name = "=cmd() | \"Kingdom\" </script>\nsecond line"
disposition = "retire"
countries = ["GB"]
locales = ["en-GB"]
time-zone = "Europe/London"
[[sites]]
id = "store"
url = "https://www.old.test/uk/"
successor = "https://next.test/uk/"
upstream = "http://127.0.0.1:8081"
default = { to = "/" }
[hosts."www.old.test"]
aliases = ["old.test"]
upstream = "http://127.0.0.1:8080"
default = { to = "https://next.test/", since = "sunset" }
certificate = "old"
[certificates.old]
names = ["old.test", "www.old.test"]
renewal = "automatic"
[domains."old.test"]
owner = "names@next.test"
dns = { provider = "dns", ttl = "1 day", switch-ttl = "300 s" }
edge = [{ type = "A", value = "192.0.2.20" }]
retain = "forever"
mail = { receive-until = 2026-12-31, send-until = 2025-01-31, then = "null-mx", reports = "mailto:r@next.test" }
[milestones]
announce = { on = 2024-10-15 }
migrate = { from = 2024-10-21 }
done = { kind = "restore", by = 2024-12-16 }
sunset = { by = 2024-12-31, gate = { check = "totals agree", owner = "store", at = "done" } }
redirects-end = { never = "customers keep links" }
[services.accounts]
kind = "accounts"
move = "transfer"
to = "next/identity"
since = "migrate"
until = "migrate"
[services.orders]
kind = "orders"
move = "transfer"
to = "next/identity"
since = "migrate"
until = "done"
needs = ["accounts"]
routes = ["/account/orders/*"]
during = "unavailable"
reconcile = { tolerance = 0, sign-off = "store" }
[notices]
sender = "Acme <notice@next.test>"
channels = ["mail"]
[redirects]
[[redirects.rules]]
from = "/product/:slug"
to = "/p/:slug/"
[[redirects.rules]]
from = "/old"
answer = "gone"
[brand]
landing = "https://next.test/uk/acme/"
[brand.lines.cases]
not-sold = "made by others"
[brand.lines.phones]
name = "Phones"
landing = "https://next.test/uk/acme/phones/"
"#;

const FR: &str = r#"
[region]
disposition = "retire"
locales = ["fr-FR", "en-GB"]
countries = ["FR"]
time-zone = "Europe/Paris"
owner = "store-fr"
[[sites]]
id = "store"
url = "https://www.old.test/fr/"
successor = "https://next.test/fr/"
upstream = "http://127.0.0.1:8082"
default = { to = "/" }
[milestones]
announce = { on = 2024-10-15 }
sunset = { by = 2024-12-31 }
redirects-end = { never = "customers keep links" }
[brand]
landing = "https://next.test/fr/acme/"
"#;

const IN: &str = r#"
[region]
disposition = "independent"
review-by = 2025-12-31
time-zone = "Asia/Kolkata"
owner = "store-in"
[[sites]]
id = "store"
url = "https://www.old.test/in/"
upstream = "http://127.0.0.1:8083"
[[sites]]
id = "own"
url = "https://www.old-in.test/"
[hosts."www.old-in.test"]
aliases = ["old-in.test"]
"#;

fn plan() -> Plan {
    let files = [("cutover.toml", WORKSPACE), ("regions/uk.toml", UK), ("regions/fr.toml", FR), ("regions/in.toml", IN)];
    let disk = Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect());
    plan_workspace(&disk, Options::default()).unwrap().plan.expect("a workspace that can be planned")
}

fn built(plan: &Plan) -> Artifacts {
    let built = emit::emit(plan, &emit::Selection::default());
    built.unwrap_or_else(|faults| panic!("{}", faults.iter().map(|it| it.0.as_str()).collect::<Vec<_>>().join("\n")))
}

fn text<'a>(out: &'a Artifacts, path: &str) -> &'a str {
    std::str::from_utf8(out.files.get(path).unwrap_or_else(|| panic!("{path} is written"))).unwrap()
}

fn json(out: &Artifacts, path: &str) -> Value {
    serde_json::from_str(text(out, path)).unwrap()
}

fn steps(out: &Artifacts) -> Vec<Value> {
    json(out, "plan.json")["steps"].as_array().unwrap().clone()
}

fn step(out: &Artifacts, id: &str) -> Value {
    steps(out).into_iter().find(|it| it["id"] == id).unwrap_or_else(|| panic!("{id} is a step"))
}

#[test]
fn the_same_workspace_gives_the_same_bytes() {
    assert_eq!(built(&plan()).files, built(&plan()).files);
}

#[test]
fn what_is_published_is_what_its_schema_says() {
    let out = built(&plan());
    let schemas: BTreeMap<&str, schemars::Schema> = emit::schemas().into_iter().collect();
    let validator = |name: &str| jsonschema::draft202012::new(schemas[name].as_value()).unwrap();
    let mut judged = 0;
    for path in out.files.keys().filter(|it| it.ends_with(".json")) {
        let name = match path.split('/').next_back().unwrap() {
            "certificates.json" => "certificates.schema.json",
            "dns.json" => "dns.schema.json",
            "routes.json" => "routes.schema.json",
            "plan.json" => "plan.schema.json",
            "manifest.json" => "manifest.schema.json",
            "targets.json" => "targets.schema.json",
            "untouched.json" => "untouched.schema.json",
            "probes.json" => "probes-proof.schema.json",
            "inventory.json" => "inventory-proof.schema.json",
            _ => match path.split('/').next().unwrap() {
                "redirects" => "redirects.schema.json",
                "rollback" => "rollback.schema.json",
                "services" => "services.schema.json",
                "placement" => "placement.schema.json",
                _ => panic!("{path} has a schema"),
            },
        };
        if let Err(err) = validator(name).validate(&json(&out, path)) {
            panic!("{path}: {err}");
        }
        judged += 1;
    }
    let probe = validator("probe.schema.json");
    let lines = text(&out, "stages/start/probes.jsonl").lines();
    lines.for_each(|it| assert!(probe.is_valid(&serde_json::from_str(it).unwrap()), "{it}"));
    assert!(judged > 10, "{judged}");
}

#[test]
fn a_step_comes_behind_those_that_it_waits_for() {
    let out = built(&plan());
    let steps = steps(&out);
    let rank = |id: &Value| steps.iter().position(|it| it["id"] == *id).unwrap_or_else(|| panic!("{id} is a step"));
    for (at, step) in steps.iter().enumerate() {
        for before in step["after"].as_array().unwrap() {
            assert!(rank(before) < at, "{} comes before {}", before, step["id"]);
        }
    }
    let ids: Vec<&str> = steps.iter().map(|it| it["id"].as_str().unwrap()).collect();
    let mut once = ids.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "ids are unique");
    insta::assert_snapshot!("steps", ids.join("\n"));
}

#[test]
fn a_lead_is_kept_to_the_second() {
    let out = built(&plan());
    // The first switch is the start of 15 October in Paris; the old TTL is a day.
    assert_eq!(step(&out, "dns/old.test/lower-ttl")["until"]["utc"], "2024-10-13T22:00:00Z");
    assert_eq!(step(&out, "dns/old.test/move")["until"]["utc"], "2024-10-14T22:00:00Z");
    // Eight weeks before the end of 31 December in London, across the change of clocks.
    assert_eq!(step(&out, "uk/archive")["until"]["utc"], "2024-11-06T00:00:00Z");
    assert_eq!(step(&out, "uk/orders/finish")["until"]["utc"], "2024-12-17T00:00:00Z");
}

#[test]
fn a_store_is_said_to_be_closed_only_when_it_is() {
    let out = built(&plan());
    let after = |id: &str| step(&out, id)["after"].clone();
    assert_eq!(after("uk/notice/2025-01-01-closed")[0], "switch/2025-01-01T0000Z-uk-sunset");
    assert_eq!(after("uk/notice/2024-10-15-announcement")[0], "switch/2024-10-14T2300Z-uk-announce");
}

#[test]
fn where_nobody_is_named_the_step_says_so() {
    let out = built(&plan());
    assert_eq!(step(&out, "uk/archive")["owner"], "nobody is named (uk.region.owner)");
    assert_eq!(step(&out, "fr/archive")["owner"], "store-fr");
}

#[test]
fn every_rule_has_a_request_that_it_wins_or_is_counted() {
    let out = built(&plan());
    let proof = json(&out, "proof/probes.json");
    for stage in proof["stages"].as_array().unwrap() {
        let name = stage["stage"].as_str().unwrap();
        assert_eq!(stage["unasked"], 0);
        assert_eq!(stage["unproved"], Value::Array(Vec::new()), "{name}");
        let lines: Vec<&str> = text(&out, &format!("stages/{name}/probes.jsonl")).lines().collect();
        assert_eq!(stage["probes"], lines.len());
        assert!(lines.is_sorted(), "{name}");
    }
    let last = proof["stages"].as_array().unwrap().last().unwrap()["stage"].as_str().unwrap().to_owned();
    let lines: Vec<Value> =
        text(&out, &format!("stages/{last}/probes.jsonl")).lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    let of = |url: &str| lines.iter().find(|it| it["url"] == url && it["method"] == "GET").unwrap_or_else(|| panic!("{url} is asked"));
    let product = of("https://www.old.test/uk/product/sample");
    assert_eq!((&product["status"], &product["location"]), (&Value::from(301), &Value::from("https://next.test/uk/p/sample/")));
    assert!(product["rule"].as_str().unwrap().starts_with("regions/uk.toml:"));
    assert_eq!(of("https://www.old.test/uk/old")["answer"], "gone");
    assert_eq!(of("https://www.old.test/in/")["answer"], "serve");
    assert_eq!(of("https://old.test/uk/cutover-no-such-page")["for"], "alias");
}

#[test]
fn what_is_left_alone_is_shown_to_be_so_in_every_stage() {
    let plan = plan();
    let proof = json(&built(&plan), "proof/untouched.json");
    assert_eq!(proof["holds"], true);
    let sites = proof["regions"][0]["sites"].as_array().unwrap();
    let shown: Vec<&str> = sites.iter().map(|it| it["shown-by"].as_str().unwrap()).collect();
    assert_eq!(shown, ["nothing-is-generated", "one-serve-route"]);
    assert!(sites.iter().all(|it| it["stages"].as_array().unwrap().len() == plan.stages.len()));
}

#[test]
fn in_what_a_target_differs_is_told_and_outside_the_promise() {
    let plan = plan();
    let proof = json(&built(&plan), "proof/targets.json");
    let targets = proof["targets"].as_array().unwrap();
    let names: Vec<&str> = targets.iter().map(|it| it["target"].as_str().unwrap()).collect();
    assert_eq!(names, plan.graph.targets.keys().collect::<Vec<_>>());
    let outside: Vec<&str> = Clause::ALL.iter().filter(|it| it.is_outside()).map(|it| it.name()).collect();
    for target in targets {
        let differs = target["differs"].as_array().unwrap();
        assert!(
            differs
                .iter()
                .all(|it| outside.contains(&it["clause"].as_str().unwrap()) && it["how"].as_str().is_some_and(|it| !it.is_empty()))
        );
    }
    let nginx = targets.iter().find(|it| it["kind"] == "nginx").expect("a target of nginx");
    assert!(nginx["differs"].as_array().unwrap().iter().any(|it| it["clause"] == "broken-escapes" && it["how"] == "it gets 400"));
}

#[test]
fn no_value_breaks_out_of_its_place() {
    let out = built(&plan());
    let head = text(&out, "placement/uk.head.html");
    assert_eq!(head.matches("</script>").count(), 1, "{head}");
    assert!(!text(&out, "index.html").contains("change </script>"));
    let runbook = text(&out, "runbook.md");
    assert!(!runbook.contains("</script>") && !runbook.lines().any(|it| it.starts_with("second line")), "{runbook}");
    let calendar = text(&out, "calendar.ics");
    assert!(calendar.split("\r\n").all(|it| it.len() <= 75 && !it.contains('\n')));
    for path in out.files.keys().filter(|it| it.ends_with(".csv")) {
        let mut reader = csv::Reader::from_reader(out.files[path].as_slice());
        assert!(
            reader
                .records()
                .flat_map(|it| it.unwrap().iter().map(str::to_owned).collect::<Vec<_>>())
                .all(|it| !it.starts_with(['=', '+', '-', '@']))
        );
    }
}

#[test]
fn alternates_name_each_other_and_a_country_has_its_own_page() {
    let out = built(&plan());
    let (uk, fr) = (json(&out, "placement/uk.json"), json(&out, "placement/fr.json"));
    assert_eq!(uk["alternates"], fr["alternates"]);
    let pages: Vec<(&str, &str)> =
        uk["alternates"].as_array().unwrap().iter().map(|it| (it["hreflang"].as_str().unwrap(), it["href"].as_str().unwrap())).collect();
    assert_eq!(pages, [("en-GB", "https://next.test/uk/acme/"), ("fr-FR", "https://next.test/fr/acme/")]);
}

#[test]
fn every_product_line_is_said_to_be_somewhere_or_not_sold() {
    let out = built(&plan());
    let lines = json(&out, "placement/uk.json")["lines"].clone();
    assert_eq!(lines[0], serde_json::json!({ "name": "cases", "landing": null, "not-sold": "made by others" }));
    assert_eq!(lines[1], serde_json::json!({ "name": "Phones", "landing": "https://next.test/uk/acme/phones/", "not-sold": null }));
}

#[test]
fn a_gate_is_printed_where_the_step_is_done() {
    let out = built(&plan());
    let how = step(&out, "switch/2025-01-01T0000Z-uk-sunset")["how"].to_string();
    assert!(how.contains("Go on only once store has verified, at done: totals agree."), "{how}");
}

#[test]
fn services_have_a_place_at_every_moment() {
    let out = built(&plan());
    let services = json(&out, "services/uk.json");
    let orders = services["services"].as_array().unwrap().iter().find(|it| it["name"] == "orders").unwrap();
    let states: Vec<&str> = orders["times"].as_array().unwrap().iter().map(|it| it["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["here", "moving", "there"]);
    let stages = orders["times"].as_array().unwrap().iter().map(|it| it["stages"].as_array().unwrap().len()).sum::<usize>();
    assert_eq!(stages, plan().stages.len());
    for pair in orders["times"].as_array().unwrap().windows(2) {
        assert_eq!(pair[0]["until"], pair[1]["since"]);
    }
}

#[test]
fn the_manifest_names_every_other_file_and_every_link_leads_to_one() {
    let out = built(&plan());
    let manifest = json(&out, "manifest.json");
    let named: Vec<&str> = manifest["files"].as_array().unwrap().iter().map(|it| it["path"].as_str().unwrap()).collect();
    let written: Vec<&str> = out.files.keys().map(String::as_str).filter(|it| *it != "manifest.json").collect();
    assert_eq!(named, written);
    let index = text(&out, "index.html");
    for href in index.split("href=\"").skip(1).map(|it| it.split('"').next().unwrap()).filter(|it| !it.starts_with('#')) {
        assert!(out.files.contains_key(href), "{href}");
    }
}

#[test]
fn a_build_is_written_and_found_again() {
    let root = tempfile::tempdir().unwrap();
    let dist = root.path().join("dist");
    let out = built(&plan());
    write(&out, &dist).unwrap();
    assert!(compare(&out, &dist).unwrap().is_empty());
    write(&out, &dist).unwrap();
    std::fs::write(dist.join("plan.json"), "{}").unwrap();
    assert_eq!(compare(&out, &dist).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>(), ["plan.json: differs"]);
}

#[test]
fn a_narrowed_build_holds_what_was_asked_for_and_says_that_it_is_partial() {
    let plan = plan();
    let names = |it: &[&str]| Some(it.iter().map(|it| (*it).to_owned()).collect());
    let last = plan.stages.len() - 1;
    let selection = emit::Selection {
        only: names(&["redirects", "stages"]),
        regions: names(&["uk"]),
        stages: Some([last].into()),
        ..Default::default()
    };
    let out = emit::emit(&plan, &selection).unwrap_or_else(|faults| panic!("{}", faults[0].0));
    let stage = format!("stages/{}/", plan.stages[last].name);
    let others: Vec<&str> = out.files.keys().map(String::as_str).filter(|it| !it.starts_with(&stage)).collect();
    assert_eq!(others, ["index.html", "manifest.json", "redirects/uk.csv", "redirects/uk.json"]);
    assert_eq!(json(&out, "manifest.json")["partial"], true);
}

/// Returns the plan of the workspace with `from` replaced by `to` in the file of the first region.
fn changed(from: &str, to: &str) -> Plan {
    let uk = UK.replace(from, to);
    assert_ne!(uk, UK, "{from} is in the file");
    let files = [("cutover.toml", WORKSPACE), ("regions/uk.toml", &uk)];
    let disk = Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect());
    plan_workspace(&disk, Options::default()).unwrap().plan.expect("a workspace that can be planned")
}

#[test]
fn a_round_of_services_is_told_an_edge_at_a_time_with_its_places() {
    let plan = changed("since = \"migrate\"\nuntil = \"migrate\"\n", "since = \"migrate\"\nuntil = \"migrate\"\nneeds = [\"orders\"]\n");
    let rounds = shortest_cycles(&plan.graph);
    let text = |it: &Need| format!("{} needs {} ({})", it.service, it.needs, plan.sources.text(it.span));
    let told: Vec<Vec<String>> = rounds.iter().map(|it| it.iter().map(text).collect()).collect();
    assert_eq!(told, [["uk/accounts needs uk/orders (\"orders\")", "uk/orders needs uk/accounts (\"accounts\")"]]);
    assert!(shortest_cycles(&self::plan().graph).is_empty());
}

#[test]
fn dates_that_leave_too_little_time_are_told() {
    let told = |plan: &Plan| -> Vec<String> {
        let order = Order::of(&plan.graph);
        Schedule::of(&order).broken().iter().map(|(event, chain)| format!("{} < {}", event.node, chain[0].event.node)).collect()
    };
    assert_eq!(told(&plan()), Vec::<String>::new());
    assert_eq!(
        told(&changed("until = \"done\"", "until = \"done\"\ntakes = \"60 days\"")),
        ["uk/orders has moved < uk/orders begins to move", "uk.milestones.done < uk/orders begins to move"]
    );
}
