//! What stays after going back, by small stores that differ in one thing each; and that their names stay text on each page.

use cutover::diag::Severity;
use cutover::emit::{self, Selection};
use cutover::load::Memory;
use cutover::model::plan::Plan;
use cutover::model::plan::gate::Ground;
use cutover::model::plan::rollback::{Kept, KeptKind, Lasts, LingerKind, Rollback, Whole};
use cutover::model::plan::step::{Role, Step};
use cutover::{Options, plan_workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const WORKSPACE: &str = r#"
spec = 1
[program]
name = "night"
successor = "next"
time-zone = "Europe/London"
[platforms.next]
origins = ["https://next.test"]
[targets.edge]
kind = "nginx"
[policy]
trial = "14 days"
[lint.severity]
"ent/kind-undeclared" = "allow"
"#;

const SHOP: &str = r#"
[region]
name = "Kingdom"
disposition = "retire"
time-zone = "Europe/London"
owner = "store"
[[sites]]
id = "store"
url = "https://www.old.test/"
successor = "https://next.test/uk/"
upstream = "http://127.0.0.1:8081"
[hosts."www.old.test"]
hsts = { max-age = "30 days" }
[domains."old.test"]
registrar = "example registrar"
owner = "names@next.test"
budget = "store"
retain = "forever"
dns = { provider = "dns", ttl = "1 day", switch-ttl = "300 s" }
records = [{ type = "A", name = "www", value = "192.0.2.10" }]
edge = [{ type = "A", value = "192.0.2.20" }]
[milestones]
announce = { on = 2024-10-15 }
sunset = { by = 2024-12-31, gate = { check = "all orders are delivered", owner = "store", at = "announce" } }
redirects-end = { never = "customers keep links" }
[redirects]
default = { to = "/" }
"#;

/// A store that stays open until it redirects to the first, or for good.
const SECOND: &str = r#"
[region]
name = "Second"
disposition = "retire"
time-zone = "Europe/London"
owner = "store"
[[sites]]
id = "second"
url = "https://www.second.test/"
successor = "https://next.test/second/"
upstream = "http://127.0.0.1:8082"
default = { to = "/" }
[milestones]
announce = { on = 2024-10-15 }
early = { kind = "freeze", on = 2024-12-31 }
sunset = { by = 2025-12-31 }
redirects-end = { never = "customers keep links" }
"#;

/// Returns the workspace with texts put in the place of others.
fn disk(edits: &[(&str, &str)], more: &[(&str, &str)]) -> Memory {
    let mut files = BTreeMap::from([("cutover.toml", WORKSPACE.to_owned()), ("regions/shop.toml", SHOP.to_owned())]);
    for (from, to) in edits {
        assert!(files.values().any(|it| it.contains(from)), "{from} is written");
        files.values_mut().for_each(|it| *it = it.replace(from, to));
    }
    files.extend(more.iter().map(|(path, text)| (*path, (*text).to_owned())));
    Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect())
}

fn plan(disk: &Memory) -> Plan {
    let checked = plan_workspace(disk, Options::default()).expect("memory can be read");
    let findings: Vec<String> = checked.report.findings.iter().map(|it| format!("{}: {}", it.code.name, it.message)).collect();
    let plan = checked.plan.unwrap_or_else(|| panic!("{findings:?}"));
    assert!(plan.stages.len() > 2, "{findings:#?}");
    plan
}

/// Returns the way back from the stage that something of a name begins.
fn back<'p>(plan: &'p Plan, name: &str) -> &'p Rollback {
    let found = plan.rollbacks.iter().find(|it| plan.stages[it.stage].name.contains(name));
    found.unwrap_or_else(|| panic!("{name} in {:?}", plan.stages.iter().map(|it| &it.name).collect::<Vec<_>>()))
}

fn lasts(rollback: &Rollback, kind: LingerKind) -> Vec<&Lasts> {
    rollback.lingers.iter().filter(|it| it.kind == kind).map(|it| &it.lasts).collect()
}

#[test]
fn addresses_stay_for_the_ttl_that_is_in_force() {
    let whole = |seconds| Lasts::Seconds(seconds);
    let lowered = plan(&disk(&[], &[]));
    assert_eq!(lasts(back(&lowered, "-shop-announce"), LingerKind::Dns), [&whole(300)]);
    // With the last switch the zone has its old time again.
    assert_eq!(lasts(back(&lowered, "-shop-sunset"), LingerKind::Dns), [&whole(86_400)]);
    let kept = plan(&disk(&[(", switch-ttl = \"300 s\"", "")], &[]));
    assert_eq!(lasts(back(&kept, "-shop-announce"), LingerKind::Dns), [&whole(86_400)]);
    let without = ["dns = ", "records = ", "edge = "].map(|key| SHOP.lines().find(|it| it.starts_with(key)).expect("a line"));
    let unwritten = plan(&disk(&without.map(|it| (it, "")), &[]));
    assert_eq!(lasts(back(&unwritten, "-shop-announce"), LingerKind::Dns), [&Lasts::Unwritten("domains.dns.ttl".into())]);
}

/// Returns for how long resolvers keep that there is no record of a name and type, where a change took it away.
fn absent(plan: &Plan, name: &str, kind: &str) -> Vec<Lasts> {
    let all = plan.rollbacks.iter().flat_map(|it| &it.dns).flat_map(|it| &it.edits);
    let here = all.filter(|it| it.edit.name == name && it.edit.kind == kind && it.edit.before.is_none());
    here.map(|it| it.lasts.clone()).collect()
}

#[test]
fn that_there_is_nothing_stays_as_the_soa_record_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/zones/workspace");
    let names = [
        "cutover.toml",
        "regions/shop.toml",
        "regions/ended.toml",
        "regions/kept.toml",
        "regions/shop/shop.test.zone",
        "regions/shop/ended.test.zone",
    ];
    let files = || names.iter().map(|it| ((*it).to_owned(), std::fs::read(root.join(it)).expect("it is there")));
    let written = Memory(files().collect());
    // The minimum of the SOA record is five minutes, and its own TTL a day.
    assert_eq!(absent(&plan(&written), "m.shop.test", "HTTPS"), [Lasts::Seconds(300)]);
    // Where the record itself is kept shorter, so is what it says.
    let mut shorter = Memory(files().collect());
    let zone = shorter.0.get_mut("regions/shop/shop.test.zone").expect("a zone");
    *zone = String::from_utf8(zone.clone()).unwrap().replace("shop    IN SOA", "shop 60 IN SOA").into_bytes();
    assert_eq!(absent(&plan(&shorter), "m.shop.test", "HTTPS"), [Lasts::Seconds(60)]);
    // Of this zone some records are written, and the SOA record is not among them.
    let unknown = Lasts::Unwritten("the SOA record of part.test".into());
    assert_eq!(absent(&plan(&written), "faq.part.test", "CNAME"), [unknown]);
}

#[test]
fn hsts_stays_where_a_host_sends_it_and_is_new_where_its_target_is() {
    let what = |plan: &Plan| -> Vec<(String, String)> {
        let lingers = back(plan, "-shop-sunset").lingers.iter().filter(|it| it.kind == LingerKind::Hsts);
        lingers.map(|it| (it.what.clone(), emit::rollback::told(&it.lasts))).collect()
    };
    let of = |since: &str| {
        (format!("Strict-Transport-Security of www.old.test, sent over https since {since} was installed"), "30 days".to_owned())
    };
    assert_eq!(what(&plan(&disk(&[], &[]))), [of("the start stage")]);
    assert_eq!(what(&plan(&disk(&[("kind = \"nginx\"", "kind = \"nginx\"\nsince = \"shop/sunset\"")], &[]))), [of("this stage")]);
    assert!(what(&plan(&disk(&[("hsts = { max-age = \"30 days\" }", "")], &[]))).is_empty());
}

/// Returns what browsers keep behind the sunset of the first store, whose redirects are permanent at once.
fn kept(rule: &str, second: &str) -> Vec<Kept> {
    let shop = format!("default = {{ to = \"/\" }}\n[[redirects.rules]]\nfrom = \"/a\"\nto = \"{rule}\"");
    let second = format!("{SECOND}{second}");
    let plan = plan(&disk(&[("14 days", "0 days"), ("default = { to = \"/\" }", &shop)], &[("regions/second.toml", &second)]));
    back(&plan, "-shop-sunset").kept.clone()
}

#[test]
fn a_kept_redirect_ends_where_the_stage_before_leads_from_there() {
    let kinds = |kept: &[Kept]| kept.iter().map(|it| (it.kind, it.instead, it.count, it.end.clone())).collect::<Vec<_>>();
    // The shop serves again, and browsers go on to the successor.
    let found = kinds(&kept("https://next.test/a", ""));
    // The rule by both its spellings, and the default.
    assert_eq!(found, [(KeptKind::AsUndone, "serve", 3, Some("https://next.test/a".into()))]);
    // Until the stage the destination led elsewhere, and will again.
    let until =
        |to: &str| format!("[[redirects.rules]]\nfrom = \"/b\"\nto = \"{to}\"\nsince = \"announce\"\nuntil = \"early\"\nstatus = 302\n");
    let found = kept("https://www.second.test/b", &until("https://next.test/elsewhere"));
    let neither = found.iter().find(|it| it.url.ends_with("/a")).unwrap_or_else(|| panic!("{found:#?}"));
    assert_eq!((neither.kind, neither.end.as_deref()), (KeptKind::Neither, Some("https://next.test/elsewhere")));
    // It led back to where browsers come from, who do not ask there again.
    let found = kept("https://www.second.test/b", &until("https://www.old.test/a"));
    let round = found.iter().find(|it| it.url.ends_with("/a")).unwrap_or_else(|| panic!("{found:#?}"));
    assert_eq!((round.kind, round.end.as_deref()), (KeptKind::Neither, None));
}

#[test]
fn without_a_trial_going_back_never_restores_all_and_with_one_until_it_ends() {
    let whole = |trial: &str, stage: &str| {
        let plan = plan(&disk(&[("14 days", trial)], &[]));
        let rollback = back(&plan, stage);
        let since = |name: &str| plan.stages.iter().find(|it| it.name.contains(name)).and_then(|it| it.since);
        match &rollback.whole {
            Whole::Until(at, _) if Some(*at) == since("-shop-sunset") => "sunset",
            Whole::Until(at, _) if Some(*at) == since("-trial-end") => "trial end",
            Whole::Until(..) => "another instant",
            Whole::Always => "always",
        }
    };
    assert_eq!(whole("0 days", "-shop-announce"), "sunset");
    assert_eq!(whole("0 days", "-shop-sunset"), "sunset");
    assert_eq!(whole("14 days", "-shop-sunset"), "trial end");
    assert_eq!(whole("14 days", "-trial-end"), "trial end");
}

fn step<'p>(plan: &'p Plan, id: &str) -> &'p Step {
    let found = plan.steps.iter().find(|it| it.id == id);
    found.unwrap_or_else(|| panic!("{id} in {:?}", plan.steps.iter().map(|it| &it.id).collect::<Vec<_>>()))
}

#[test]
fn two_gates_stand_before_one_switch_and_neither_waits_for_the_other() {
    let plan = plan(&disk(&[("14 days", "0 days")], &[]));
    let switch = format!("switch/{}", plan.stages[back(&plan, "-shop-sunset").stage].name);
    let gates: Vec<(&str, Ground)> =
        plan.gates.iter().filter(|it| it.guards.contains(&switch)).map(|it| (it.step.as_str(), it.ground)).collect();
    let own = format!("{switch}/gate");
    assert_eq!(gates, [("shop/sunset/gate", Ground::Written), (own.as_str(), Ground::Own)]);
    let rank = |id: &str| plan.steps.iter().position(|it| it.id == id).expect("a step");
    for (id, other) in [("shop/sunset/gate", own.as_str()), (own.as_str(), "shop/sunset/gate")] {
        assert!(step(&plan, &switch).after.iter().any(|it| it == id), "{id}");
        assert!(!step(&plan, id).after.iter().any(|it| it == other), "{id}");
        assert!(rank(id) < rank(&switch), "{id}");
    }
    let out = emit::emit(&plan, &only("go-no-go")).expect("it can be written");
    let page = String::from_utf8(out.files["go-no-go.md"].clone()).unwrap();
    for id in ["shop/sunset/gate", own.as_str()] {
        assert!(page.contains(&format!("- Step: `{id}`")), "{page}");
    }
}

#[test]
fn a_gate_concerns_whom_that_concerns_which_it_guards() {
    let plan = crate::rollback::planned(Path::new(env!("CARGO_MANIFEST_DIR")));
    let mut seen: BTreeSet<Role> = BTreeSet::new();
    for gate in plan.gates.iter().filter(|it| it.stands()) {
        let roles = &step(&plan, &gate.step).roles;
        for guarded in gate.guards.iter().filter_map(|id| plan.steps.iter().find(|it| it.id == *id)) {
            assert!(guarded.roles.is_subset(roles), "{}: {:?}", gate.step, roles);
        }
        assert!(!gate.step.contains("/erase/") || roles.contains(&Role::Legal), "{}", gate.step);
        seen.extend(roles);
    }
    assert!(seen.is_superset(&BTreeSet::from([Role::Legal, Role::Seo, Role::Support])), "{seen:?}");
    // Who looks after zones is asked before a name is let go.
    let released = crate::rollback::planned(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/zones/workspace"));
    assert!(step(&released, "ended/domain-release/gate").roles.contains(&Role::Dns));
}

fn only(name: &str) -> Selection {
    Selection { only: Some(BTreeSet::from([name.to_owned()])), ..Selection::default() }
}

/// Returns the pages of a workspace that people go back by.
fn pages(disk: &Memory) -> BTreeMap<String, String> {
    let plan = plan(disk);
    let mut pages = BTreeMap::new();
    for name in ["rollback", "go-no-go"] {
        let out = emit::emit(&plan, &only(name)).unwrap_or_else(|faults| panic!("{:?}", faults.iter().map(|it| &it.0).collect::<Vec<_>>()));
        pages.extend(out.files.iter().map(|(path, it)| (path.clone(), String::from_utf8(it.clone()).expect("UTF-8"))));
    }
    pages
}

#[test]
fn a_small_store_goes_back() {
    let pages = pages(&disk(&[("14 days", "0 days")], &[]));
    let sunset = pages.iter().find(|(path, _)| path.ends_with("-shop-sunset/rollback.md")).expect("a way back");
    insta::assert_snapshot!("rollback", sunset.1);
    insta::assert_snapshot!("go_no_go", pages["go-no-go.md"]);
}

/// Text that would begin a block, end a cell, leave its code or open an element, on lines of its own if it could.
const HOSTILE: &str = "x | y\\n# `z`\\n\\n- [ ] `` </script><b id=hostile> *w* [a](b) ```";

/// What such text stands in, one key after the other.
const PLACES: [&str; 6] =
    ["\"Kingdom\"", "\"example registrar\"", "\"all orders are delivered\"", "\"night\"", "provider = \"dns\"", "owner = \"store\""];

/// Returns the lines of Markdown by what is active in them: marks behind no backslash, and outside of code.
fn active(text: &str) -> Vec<String> {
    text.lines().map(active_line).collect()
}

fn active_line(line: &str) -> String {
    let is_row = line.starts_with('|');
    // What begins a block does so in front.
    let mut found: String = line.chars().take_while(|it| "#>-+ ".contains(*it)).collect();
    let mut rest = line;
    while let Some(char) = rest.chars().next() {
        let fence: String = rest.chars().take_while(|it| *it == '`').collect();
        // A run of backticks ends at the next of its length; cells end within code too.
        let close = |text: &str| {
            let ends = text.match_indices(&fence).map(|it| it.0);
            ends.into_iter().find(|at| !text[..*at].ends_with('`') && !text[at + fence.len()..].starts_with('`'))
        };
        if char == '\\' {
            rest = &rest[1..];
            rest = &rest[rest.chars().next().map_or(0, char::len_utf8)..];
        } else if !fence.is_empty() {
            let behind = &rest[fence.len()..];
            let end = close(behind);
            found.push_str(if end.is_some() { "`" } else { "unclosed" });
            let code = &behind[..end.unwrap_or_default()];
            found.extend(code.chars().filter(|it| is_row && *it == '|'));
            rest = end.map_or(behind, |it| &behind[it + fence.len()..]);
        } else {
            found.extend("|<>*_[]&~".contains(char).then_some(char));
            rest = &rest[char.len_utf8()..];
        }
    }
    found
}

/// Returns a place with another text in it.
fn put(place: &str, text: &str) -> String {
    let (key, _) = place.trim_end_matches('"').rsplit_once('"').expect("a text");
    format!("{key}\"{text}\"")
}

/// Returns the errors of a workspace, by their codes.
fn errors(disk: &Memory) -> Vec<&'static str> {
    let report = plan_workspace(disk, Options::default()).expect("memory can be read").report;
    report.findings.iter().filter(|it| it.severity == Severity::Error).map(|it| it.code.name).collect()
}

#[test]
fn no_name_breaks_out_of_the_pages_of_the_night() {
    let lines = HOSTILE.replace("\\n", " ");
    let mut held = BTreeMap::new();
    for (place, text) in PLACES.iter().flat_map(|it| [(*it, HOSTILE), (*it, &lines)]) {
        let of = |text: &str| disk(&[("14 days", "0 days"), (place, &put(place, text))], &[]);
        let is_taken = errors(&of(text)) == errors(&of("harmless"));
        // A text of many lines may be refused, one of a single line is not.
        assert!(is_taken || text == HOSTILE, "{place}: {:?}", errors(&of(text)));
        if !is_taken {
            continue;
        }
        let (hostile, twin) = (pages(&of(text)), pages(&of("harmless")));
        assert_eq!(hostile.keys().collect::<Vec<_>>(), twin.keys().collect::<Vec<_>>());
        for (path, text) in &hostile {
            let harmless = &twin[path];
            let elements = |text: &str| text.split('<').skip(1).map(|it| it.split('>').next().unwrap().to_owned()).collect::<Vec<_>>();
            match path.rsplit('.').next() {
                Some("md") => assert_eq!(active(text), active(harmless), "{path} with {place}"),
                Some("html") => assert_eq!(elements(text), elements(harmless), "{path} with {place}"),
                _ => continue,
            }
            *held.entry(path.rsplit('/').next().unwrap_or_default().to_owned()).or_insert(0) += usize::from(text.contains("id=hostile"));
        }
    }
    let is_held = |it: &str| held.get(it).is_some_and(|it| *it > 0);
    assert!(["rollback.md", "go-no-go.md", "go-no-go.html"].into_iter().all(is_held), "{held:?}");
}
