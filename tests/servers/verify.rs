//! `cutover verify` against every program that can be started here: what is right, and what was made wrong on purpose.

use crate::plans;
use crate::shortened::is_shortened;
use cutover::emit::Configurations;
use cutover::load::Memory;
use cutover::model::graph::Target;
use cutover::model::plan::Plan;
use cutover::model::spec::workspace::TargetKind;
use cutover::probe::authority::Authority;
use cutover::probe::certificate::Trust;
use cutover::probe::local::home::Home;
use cutover::probe::local::{Running, SERVERS, Server, free_ports};
use cutover::probe::node::{Address, Node};
use cutover::probe::report::Run;
use cutover::probe::{Settings, shop};
use cutover::source::Located;
use cutover::{Local, Options, check_workspace};
use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

const PROGRAM: &str = env!("CARGO_BIN_EXE_cutover");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cutover(workspace: &Path, words: &[&str]) -> Output {
    Command::new(PROGRAM).arg("-C").arg(workspace).args(words).output().expect("it runs")
}

/// Returns the plan of a workspace of the tree, whose responses tell their stage if asked to.
fn plan(workspace: &str, has_header: bool) -> Plan {
    let mut disk: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let dir = root().join(workspace);
    let mut read = |path: &str| disk.insert(path.to_owned(), fs::read(dir.join(path)).expect("a file of the workspace"));
    read("cutover.toml");
    for entry in fs::read_dir(dir.join("regions")).expect("regions") {
        let name = entry.expect("it can be read").file_name().into_string().expect("a name in letters");
        read(&format!("regions/{name}"));
    }
    if has_header {
        let text = disk.get_mut("cutover.toml").expect("it was read");
        text.extend(b"\n[policy]\nstage-header = true\n");
    }
    let checked = check_workspace(&Memory(disk), Options::default()).expect("memory can be read");
    assert!(!checked.report.has_errors(), "{workspace}");
    checked.plan.expect("a plan")
}

fn settings(trust: Trust) -> Settings<'static> {
    Settings { jobs: 16, timeout: Duration::from_secs(20), trust, as_of: None, progress: &|_| {} }
}

/// A server that was started by hand, as a live one would be.
struct Live {
    home: Home,
    node: Node,
    _running: Running,
}

/// Starts the program of `kind` on a stage of `plan`, with the certificates that the plan names.
fn live(server: &'static Server, plan: &Plan, stage: usize) -> Live {
    let mut target: Target = cutover::unwritten(plan, server);
    let ports = free_ports(2).expect("ports");
    (target.listen, target.listen_tls) = (vec![ports[0]], vec![ports[1]]);
    let home = Home::new().expect("a folder");
    let configurations = Configurations::new(plan).expect("pages");
    let files = configurations.of(plan, &target, stage).unwrap_or_else(|it| panic!("{}", it.0));
    let dir = home.write("live", &files).expect("files").join("complete");
    let running = server.start(&dir, &ports).expect("it starts");
    let node = Node { name: "live".to_owned(), plain: Some(Address::here(ports[0])), tls: Some(Address::here(ports[1])) };
    Live { home, node, _running: running }
}

/// Returns the plan with servers of ours behind it, and certificates of an authority that lies in a folder.
fn staged(plan: &Plan) -> (Plan, Authority, Home) {
    let mut plan = plan.clone();
    let (authority, home) = (Authority::new().expect("an authority"), Home::new().expect("a folder"));
    shop::stand_in(&mut plan).expect("servers");
    authority.certify(&mut plan, home.path()).expect("certificates");
    (plan, authority, home)
}

/// Has the plan show a certificate in the place of another.
fn show(plan: &mut Plan, certificate: &str, chain: &Path) {
    let graph = std::sync::Arc::make_mut(&mut plan.graph);
    let shown = graph.certificates.get_mut(certificate).expect("it is written");
    let place = |path: String| Some(Located::new(path, shown.span));
    let path = chain.display().to_string();
    (shown.value.chain, shown.value.key) = (place(path.clone()), place(format!("{path}.key")));
}

/// Writes a certificate that vouches for itself, and ends in a year.
fn self_signed(names: &[&str], year: i32, chain: &Path) {
    let key = KeyPair::generate().expect("a key");
    let names: Vec<String> = names.iter().map(|it| (*it).to_owned()).collect();
    let mut params = CertificateParams::new(names).expect("names");
    params.not_after = date_time_ymd(year, 6, 1);
    fs::write(chain, params.self_signed(&key).expect("a certificate").pem()).expect("a file");
    fs::write(chain.with_extension("pem.key"), key.serialize_pem()).expect("a file");
}

fn trusting(authority: &Authority) -> Trust {
    let mut trust = Trust::nobody();
    trust.add(&authority.root).expect("a root");
    trust
}

fn held(plan: &Plan, stage: usize, live: &Live, trust: Trust) -> Run {
    let runs = cutover::verify(plan, stage, None, std::slice::from_ref(&live.node), &settings(trust));
    runs.expect("it can be asked").remove(0)
}

#[test]
fn every_program_holds_every_stage() {
    for server in SERVERS {
        for workspace in ["tests/workspaces/secure", "."] {
            let dir = root().join(workspace);
            let ended = cutover(&dir, &["verify", "--local", server.name, "--all-stages", "--format", "json"]);
            assert!(ended.status.success(), "{}\n{}", String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
            let found: Value = serde_json::from_slice(&ended.stdout).expect("JSON");
            let runs = found["runs"].as_array().expect("runs");
            assert_eq!(runs.len(), plans::workspace(workspace).stages.len());
            for run in runs {
                assert!(run["asked"].as_u64() >= Some(50) && run["served"].as_u64() >= Some(1), "{run}");
                assert_eq!(run["asked"], run["agreed"]);
                assert_eq!(run["answers-as"]["stage"], run["stage"]);
                assert_eq!(run.get("left-in"), None);
            }
        }
    }
}

#[test]
fn a_server_tells_which_stage_it_is_at() {
    for (server, has_header) in SERVERS.iter().flat_map(|it| [(it, false), (it, true)]) {
        let (plan, authority, _certificates) = staged(&plan("tests/workspaces/secure", has_header));
        for stage in 0..plan.stages.len() {
            let live = live(server, &plan, stage);
            let own = held(&plan, stage, &live, trusting(&authority));
            assert!(own.is_in_order(), "{own:#?}");
            let says = own.answers_as.expect("it says so");
            assert_eq!((says.by, says.stage.as_ref()), (if has_header { "header" } else { "answers" }, Some(&plan.stages[stage].name)));
            let Some(after) = plan.stages.get(stage + 1) else { continue };
            let other = held(&plan, stage + 1, &live, trusting(&authority));
            let says = other.answers_as.as_ref().expect("it is found out");
            // Where no answer changes from one stage to the next, it is at both.
            if other.is_in_order() {
                assert_eq!(says.stage.as_ref(), Some(&after.name));
                continue;
            }
            assert_eq!(says.stage.as_ref(), Some(&plan.stages[stage].name), "{says:?}");
            assert!(says.text.ends_with("the stage before"), "{says:?}");
            let names_it = |it: &String| it.contains(&plan.stages[stage].name);
            assert_eq!(other.hosts.iter().flat_map(|it| &it.faults).any(names_it), has_header, "{:?}", other.hosts);
        }
    }
}

#[test]
fn one_of_our_answers_is_not_taken_for_the_shops() {
    let (plan, authority, _certificates) = staged(&plans::workspace("."));
    // Those behind it answer alike.
    let late = plan.stages.iter().position(|it| it.name == "2025-01-15T0000Z-global-sunset-trial-end").expect("the stage");
    let run = held(&plan, 0, &live(&SERVERS[0], &plan, late), trusting(&authority));
    let of_shop: Vec<_> = run.differences.iter().flat_map(|it| &it.faults).filter(|it| it.what == "served").collect();
    assert!(of_shop.iter().any(|it| it.found.starts_with("our own 301, as at 2024-12-30")), "{of_shop:?}");
    assert!(run.unasked.iter().any(|it| it.why == "would be a POST to the shop itself" && it.count > 0), "{:?}", run.unasked);
    assert_eq!(run.answers_as.and_then(|it| it.stage).as_ref(), Some(&plan.stages[late].name));
}

#[test]
fn the_book_shows_what_is_printed() {
    let page = fs::read_to_string(root().join("docs/src/verify.md")).expect("the chapter");
    let stage = |plan: &Plan, name: &str| plan.stages.iter().position(|it| it.name == name).expect("the stage");
    let (plan, _, _certificates) = staged(&plans::workspace("."));
    let node = live(&SERVERS[0], &plan, stage(&plan, "2024-12-31T2300Z-fr-sunset"));
    let here = node.node.plain.as_ref().expect("an address").to_string();
    let blocks: Vec<&str> = page.split("```text\n").skip(1).filter_map(|it| it.split("```").next()).collect();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        let (command, wanted) = block.split_once('\n').expect("a command and what it prints");
        let words: Vec<String> = command.split(' ').skip(2).map(|it| it.replace("edge-1.example.net", &here)).collect();
        let ended = cutover(root(), &words.iter().map(String::as_str).collect::<Vec<_>>());
        let found = String::from_utf8(ended.stdout).expect("text") + &String::from_utf8(ended.stderr).expect("text");
        let found = found.replace(&here, "edge-1.example.net:80").replace(&format!("cutover -C {}", root().display()), "cutover");
        let (found, wanted): (Vec<&str>, Vec<&str>) = (found.lines().collect(), wanted.lines().collect());
        assert!(is_shortened(&found, &wanted), "`{command}` prints\n{}", found.join("\n"));
    }
}

#[test]
fn another_release_is_no_stage_of_this_plan() {
    let (plan, authority, _certificates) = staged(&plan("tests/workspaces/secure", true));
    let mut older = plan.clone();
    for host in older.hosts.values_mut() {
        for epoch in &mut host.epochs {
            let sites = &mut std::sync::Arc::make_mut(&mut epoch.routing).sites;
            sites.iter_mut().flat_map(|it| &mut it.headers).filter(|it| it.0 == "Cutover-Stage").for_each(|it| it.1 = "0".repeat(16));
        }
    }
    let run = held(&plan, 2, &live(&SERVERS[0], &older, 2), trusting(&authority));
    let says = run.answers_as.as_ref().expect("it says so");
    assert_eq!((says.by, says.stage.as_ref()), ("header", None));
    assert!(says.text.contains("no stage of this plan"), "{says:?}");
    assert!(run.differences.is_empty() && run.faults() > 0, "every answer is right, and still it is not this release");
}

#[test]
fn hosts_at_two_stages_are_told() {
    let (plan, authority, _certificates) = staged(&plan("tests/workspaces/secure", true));
    let mut mixed = plan.clone();
    let late = mixed.hosts.get_mut("plain.test").expect("the host");
    let early = late.epochs[0].routing.clone();
    late.epochs.iter_mut().for_each(|it| it.routing = early.clone());
    let run = held(&plan, 2, &live(&SERVERS[0], &mixed, 2), trusting(&authority));
    let says = run.answers_as.as_ref().expect("it says so");
    assert_eq!(says.stage, None);
    assert!(says.text.starts_with("several stages at once: "), "{says:?}");
    let faulty: Vec<&str> = run.hosts.iter().filter(|it| !it.faults.is_empty()).map(|it| it.host.as_str()).collect();
    assert_eq!(faulty, ["plain.test", "www.plain.test"]);
    assert!(run.differences.iter().all(|it| it.url.contains("plain.test")));
}

#[test]
fn a_wrong_certificate_is_told_and_what_is_behind_it_still_asked() {
    let (mut plan, authority, certificates) = staged(&plan("tests/workspaces/secure", false));
    let (chain, key) = (certificates.path().join("other.pem"), certificates.path().join("other.pem.key"));
    authority.issue(["elsewhere.test".to_owned()], &chain, &key).expect("a certificate");
    show(&mut plan, "plain", &chain);
    for server in SERVERS {
        let live = live(server, &plan, 0);
        let run = held(&plan, 0, &live, trusting(&authority));
        assert!(run.differences.is_empty() && run.asked == run.agreed, "{run:#?}");
        let faults: Vec<(&str, &str)> =
            run.hosts.iter().flat_map(|it| it.faults.iter().map(|fault| (it.host.as_str(), fault.as_str()))).collect();
        let wanted = ["plain.test", "www.plain.test"].map(|it| (it, format!("its certificate: it does not name `{it}`")));
        assert_eq!(faults, wanted.each_ref().map(|(host, fault)| (*host, fault.as_str())));
        // Whom nobody trusts here nobody vouches for, whatever the name.
        let run = held(&plan, 0, &live, Trust::browsers());
        let unvouched = |it: &&String| it.contains("nobody who is trusted here vouches for it");
        assert_eq!(run.hosts.iter().flat_map(|it| &it.faults).filter(unvouched).count(), run.hosts.len());
        let shown: Vec<&[String]> = run.hosts.iter().filter_map(|it| it.certificate.as_ref()).map(|it| it.names.as_slice()).collect();
        // Envoy chooses by the names in its certificates, so nobody is shown this one.
        let is_shown = shown.contains(&["elsewhere.test".to_owned()].as_slice());
        assert_eq!(is_shown, server.kind != TargetKind::Envoy, "{}: {shown:?}", server.name);
    }
}

#[test]
fn a_certificate_that_ends_too_early_is_judged_as_of_a_day() {
    let (mut plan, authority, certificates) = staged(&plan("tests/workspaces/secure", false));
    let chain = certificates.path().join("short.pem");
    self_signed(&["plain.test", "www.plain.test"], 2025, &chain);
    show(&mut plan, "plain", &chain);
    let mut trust = trusting(&authority);
    trust.add_file(&chain).expect("an authority");
    let faults = |plan: &Plan, day: &str| {
        let live = live(&SERVERS[0], plan, 0);
        let settings = Settings { as_of: Some(day.parse().expect("a day")), ..settings(trust.clone()) };
        let runs = cutover::verify(plan, 0, None, std::slice::from_ref(&live.node), &settings).expect("it can be asked");
        runs[0].hosts.iter().flat_map(|it| it.faults.clone()).collect::<Vec<String>>()
    };
    // It is renewed by itself, so only a day behind its end is too late.
    assert_eq!(faults(&plan, "2025-05-01"), [] as [&str; 0]);
    assert_eq!(faults(&plan, "2025-07-01"), ["its certificate: its time is over"; 2]);
    std::sync::Arc::make_mut(&mut plan.graph).certificates.get_mut("plain").expect("it is written").value.renewal = None;
    let told = "its certificate ends on 2025-06-01, its redirects are needed until 2026-01-01, and no one says that it is renewed";
    assert_eq!(faults(&plan, "2025-05-01"), [told; 2]);
}

/// Replaces a text in every file below `dir`; returns how often it stood there.
fn replace(dir: &Path, text: &str, by: &str) -> usize {
    let mut count = 0;
    for entry in fs::read_dir(dir).expect("a folder") {
        let path: PathBuf = entry.expect("it can be read").path();
        if path.is_dir() {
            count += replace(&path, text, by);
        } else if let Ok(found) = fs::read_to_string(&path) {
            count += found.matches(text).count();
            fs::write(&path, found.replace(text, by)).expect("a file");
        }
    }
    count
}

#[test]
fn a_configuration_that_is_broken_on_purpose_differs_just_there() {
    let plan = plan("tests/workspaces/secure", false);
    let stage = plan.stages.iter().position(|it| it.name.ends_with("shop-migrate")).expect("the stage");
    for server in SERVERS {
        let mut local =
            Local::new(plan.clone(), &cutover::unwritten(&plan, server), server).unwrap_or_else(|_| panic!("it can be written"));
        let on_disk = local.write(stage).unwrap_or_else(|_| panic!("it can be written"));
        assert!(replace(&on_disk.dir, "new.test/acme", "new.test/acmf") > 0, "{} names the destination", server.name);
        let run = local.hold(&on_disk, &settings(Trust::nobody())).unwrap_or_else(|_| panic!("it can be started"));
        assert!(!run.differences.is_empty());
        for it in &run.differences {
            assert!(it.url.contains("/.well-known/acme-challenge/known"), "{it:?}");
            let [fault] = it.faults.as_slice() else { panic!("{it:?}") };
            assert_eq!(fault.what, "Location");
            assert_eq!(fault.wanted.replace("acme", "acmf"), fault.found);
            assert_eq!(it.rule.as_deref(), Some("regions/shop.toml:65"));
        }
        let left = run.left_in.expect("it is left for a person");
        assert!(Path::new(&left).join("said.txt").is_file(), "{left}");
        fs::remove_dir_all(on_disk.dir.ancestors().nth(2).expect("the folder of the run")).expect("it is there");
    }
}

#[test]
fn a_configuration_that_its_program_refuses_is_told_with_its_words() {
    let plan = plan("tests/workspaces/secure", false);
    for server in SERVERS {
        let mut local =
            Local::new(plan.clone(), &cutover::unwritten(&plan, server), server).unwrap_or_else(|_| panic!("it can be written"));
        let on_disk = local.write(0).unwrap_or_else(|_| panic!("it can be written"));
        for entry in fs::read_dir(&on_disk.dir).expect("a folder") {
            let path = entry.expect("it can be read").path();
            if path.is_file() {
                fs::write(path, "} no configuration {\n").expect("a file");
            }
        }
        let run = local.hold(&on_disk, &settings(Trust::nobody())).unwrap_or_else(|_| panic!("it can be started"));
        assert!(run.refused.is_some_and(|it| it.contains(server.name)) && run.left_in.is_some());
        fs::remove_dir_all(on_disk.dir.ancestors().nth(2).expect("the folder of the run")).expect("it is there");
    }
}

#[test]
fn a_live_server_is_asked_by_the_command() {
    let server = SERVERS.iter().find(|it| it.kind == TargetKind::Nginx).expect("nginx");
    let (mut plan, _, certificates) = staged(&plan("tests/workspaces/secure", false));
    let roots = ["shop", "plain"].map(|it| certificates.path().join(format!("own-{it}.pem")));
    self_signed(&["shop.test", "*.shop.test", "first.test"], 2999, &roots[0]);
    self_signed(&["plain.test", "www.plain.test"], 2999, &roots[1]);
    show(&mut plan, "shop", &roots[0]);
    show(&mut plan, "plain", &roots[1]);
    let live = live(server, &plan, 3);
    let [http, https] = [&live.node.plain, &live.node.tls].map(|it| it.as_ref().expect("an address").to_string());
    let https = format!("https://{https}");
    let secure = root().join("tests/workspaces/secure");
    let stage = |rank: usize| plan.stages[rank].name.as_str();
    let ask = |rank: usize| {
        let [one, two] = roots.each_ref().map(|it| it.to_str().expect("a path in letters"));
        cutover(&secure, &["verify", "--connect", &http, "--connect", &https, "--ca", one, "--ca", two, "--stage", stage(rank)])
    };
    let right = ask(3);
    let said = String::from_utf8_lossy(&right.stdout).into_owned();
    assert_eq!(right.status.code(), Some(0), "{said}");
    assert!(said.contains(&format!("http://{http} at {}: ", stage(3))) && said.contains("all agree"), "{said}");
    assert!(said.contains("certificate of plain.test, www.plain.test: "), "{said}");
    let wrong = ask(4);
    let said = String::from_utf8_lossy(&wrong.stdout).into_owned();
    assert_eq!(wrong.status.code(), Some(1), "{said}");
    assert_eq!(said.matches(&format!("answers as {}: the stage before (by its answers)", stage(3))).count(), 2, "{said}");
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("repeat with `cutover -C "));
    drop(live.home);
}

#[test]
fn a_program_that_is_missing_is_the_machines_fault() {
    let dir = root().join("tests/workspaces/secure");
    for server in SERVERS {
        let mut command = Command::new(PROGRAM);
        command.arg("-C").arg(&dir).args(["verify", "--local", server.name, "--stage", "start"]).env("PATH", "");
        let ended = command.output().expect("it runs");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(3), "{said}");
        assert!(said.contains(server.install), "{said}");
    }
}
