//! `cutover rehearse` with every program that can be started here: what is right, and what was made wrong on purpose.

use crate::plans;
use crate::shortened::is_shortened;
use cutover::model::plan::Plan;
use cutover::model::plan::routing::Base;
use cutover::probe::Settings;
use cutover::probe::certificate::Trust;
use cutover::probe::local::{SERVERS, Server};
use cutover::probe::rehearsal::Walk;
use cutover::{Local, NotStarted, OnDisk, Rehearsing};
use serde_json::Value;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cutover");

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn cutover(workspace: &Path, words: &[&str]) -> Output {
    Command::new(PROGRAM).arg("-C").arg(workspace).args(words).output().expect("it runs")
}

fn settings() -> Settings<'static> {
    Settings { jobs: 16, timeout: Duration::from_secs(20), trust: Trust::nobody(), as_of: None, progress: &|_| {} }
}

/// Walks a plan through all its stages without a way back; each configuration is shown before it is read.
fn walk(server: &'static Server, plan: &Plan, written: &dyn Fn(&OnDisk) -> io::Result<()>) -> Walk {
    rehearsed(server, plan, &Rehearsing { written, ..asked(plan) }, |_| ())
}

fn asked(plan: &Plan) -> Rehearsing<'static> {
    Rehearsing { stages: (0, plan.stages.len() - 1), rolled: &|_| false, by_restart: false, begun: &|_| {}, written: &|_| Ok(()) }
}

fn rehearsed(server: &'static Server, plan: &Plan, asked: &Rehearsing<'_>, edit: impl Fn(&mut Plan)) -> Walk {
    let mut plan = plan.clone();
    edit(&mut plan);
    let target = cutover::unwritten(&plan, server);
    let mut local = Local::new(plan, &target, server).unwrap_or_else(|_| panic!("it can be written"));
    match local.rehearse(asked, &settings()) {
        Ok(walk) => walk,
        Err(NotStarted::Machine(err)) => panic!("{err}"),
        Err(_) => panic!("{} can be started", server.name),
    }
}

/// Takes away what a walk left for a person.
fn sweep(walk: &Walk) {
    let left = walk.left_in.as_ref().expect("it is left for a person");
    fs::remove_dir_all(left).expect("it is there");
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

/// Holds that a whole workspace is walked through in order; returns what was found.
fn in_order(workspace: &Path, server: &str, more: &[&str]) -> Value {
    let ended = cutover(workspace, &[&["rehearse", "--local", server, "--format", "json"], more].concat());
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{server}: {said}\n{}", String::from_utf8_lossy(&ended.stdout));
    let mut found: Value = serde_json::from_slice(&ended.stdout).expect("JSON");
    let walk = found["walks"][0].take();
    for stage in walk["stages"].as_array().expect("stages") {
        assert_eq!(stage["run"]["asked"], stage["run"]["agreed"], "{stage}");
        assert!(stage["run"]["asked"].as_u64() >= Some(40), "{stage}");
        assert_eq!(stage["unsteady"], serde_json::json!([]));
    }
    for switch in walk["switches"].as_array().expect("switches") {
        assert!(switch["asked"].as_u64() >= Some(16), "{switch}");
        assert_eq!(switch["third"], 0, "{switch}");
        assert!(switch["refused"] == 0 || server == "caddy", "{switch}");
        // Each request has its old answer before the switch, and its new one behind it.
        let is_seen = |side: &str| switch[side].as_u64() > Some(0);
        assert!(switch["changed"] == 0 || (is_seen("before") && is_seen("after")), "{switch}");
    }
    walk
}

#[test]
fn every_program_walks_through_the_root_workspace() {
    let plan = plans::workspace(".");
    for server in SERVERS {
        let walk = in_order(root(), server.name, &[]);
        assert_eq!(walk["stages"].as_array().map(Vec::len), Some(plan.stages.len()));
        assert_eq!(walk["switches"].as_array().map(Vec::len), Some(plan.stages.len() - 1));
        let undone: Vec<&str> = walk["rollbacks"].as_array().expect("rollbacks").iter().filter_map(|it| it["stage"].as_str()).collect();
        assert_eq!(undone, ["2024-12-31T1700Z-other-sunset", "2024-12-31T2300Z-fr-sunset", "2025-01-01T0000Z-global-sunset"]);
        for rollback in walk["rollbacks"].as_array().expect("rollbacks") {
            assert!(rollback["own"].as_u64() >= Some(20), "{rollback}");
        }
        let untouched = &walk["untouched"][0];
        assert_eq!((&untouched["region"], &untouched["stages"]), (&Value::from("in"), &Value::from(plan.stages.len())));
        assert_eq!(untouched["hosts"], serde_json::json!(["poco.in", "www.poco.in"]));
    }
}

#[test]
fn every_program_walks_through_tls_aliases_trials_and_a_big_table() {
    let dir = tempfile::tempdir().expect("a folder");
    let secure = root().join("tests/workspaces/secure");
    fs::create_dir_all(dir.path().join("regions/shop")).expect("a folder");
    fs::copy(secure.join("cutover.toml"), dir.path().join("cutover.toml")).expect("a file");
    fs::copy(secure.join("regions/stays.toml"), dir.path().join("regions/stays.toml")).expect("a file");
    let shop = fs::read_to_string(secure.join("regions/shop.toml")).expect("a file");
    let shop = shop.replacen("[redirects]\n", "[redirects]\ntables = [\"shop/old.csv\"]\n", 1);
    fs::write(dir.path().join("regions/shop.toml"), shop).expect("a file");
    let rows = |count: usize| {
        let rows: String = (0..count).map(|it| format!("/t/{it},/n/{it},plain,migrate\n")).collect();
        fs::write(dir.path().join("regions/shop/old.csv"), format!("from,to,site,since\n{rows}")).expect("a file");
    };
    // As many are written as a stream.
    rows(cutover::emit::big::MANY + 4);
    in_order(dir.path(), "nginx", &["--stage", "2024-10-20", "--roll", "none"]);
    rows(60);
    for server in SERVERS {
        let walk = in_order(dir.path(), server.name, &["--roll", "all", "--from", "start", "--until", "2024-11"]);
        assert_eq!(walk["rollbacks"].as_array().map(Vec::len), walk["switches"].as_array().map(Vec::len));
        let untouched = &walk["untouched"][0];
        assert_eq!(untouched["sites"], serde_json::json!(["stays/store"]));
        assert!(untouched["answers"].as_u64() >= Some(60), "{untouched}");
    }
}

#[test]
fn a_line_that_was_broken_on_purpose_ends_the_rehearsal_with_its_probe() {
    let plan = plans::workspace("tests/workspaces/secure");
    let stage = plan.stages.iter().position(|it| it.name.ends_with("shop-migrate")).expect("the stage");
    for server in SERVERS {
        let walk = walk(server, &plan, &|it| {
            assert!(it.stage != stage || replace(&it.dir, "new.test/acme", "new.test/acmf") > 0, "{} names it", server.name);
            Ok(())
        });
        assert!(walk.faults() > 0 && walk.stopped.is_none(), "{walk:#?}");
        for (rank, it) in walk.stages.iter().enumerate() {
            assert_eq!(it.run.differences.is_empty(), rank != stage, "{}: {:?}", server.name, it.run.differences);
            for it in &it.run.differences {
                assert!(it.url.contains("/.well-known/acme-challenge/known"), "{it:?}");
                assert_eq!(it.rule.as_deref(), Some("regions/shop.toml:65"));
                let fault = &it.faults[0];
                assert!(fault.what == "Location" && fault.found.starts_with("https://new.test/acmf"), "{it:?}");
            }
        }
        assert_eq!(walk.untouched.iter().map(|it| it.differences.len()).sum::<usize>(), 0);
        sweep(&walk);
    }
}

#[test]
fn a_configuration_that_is_refused_is_not_given_to_the_server() {
    let plan = plans::workspace("tests/workspaces/secure");
    for server in SERVERS {
        let walk = walk(server, &plan, &|it| {
            for entry in fs::read_dir(&it.dir)?.filter(|_| it.stage == 1) {
                let path = entry?.path();
                if path.is_file() {
                    fs::write(path, "} no configuration {\n")?;
                }
            }
            Ok(())
        });
        assert_eq!((walk.stages.len(), walk.switches.len()), (1, 1));
        let why = walk.stopped.as_ref().expect("it could not go on");
        assert!(why.contains(&plan.stages[1].name) && why.contains(server.name), "{why}");
        // Who was there before still answers, and as before.
        assert_eq!((walk.switches[0].refused, walk.switches[0].third, walk.switches[0].after), (0, 0, 0), "{:?}", walk.switches[0]);
        sweep(&walk);
    }
}

#[test]
fn an_independent_site_that_is_touched_is_told() {
    let plan = plans::workspace("tests/workspaces/secure");
    let last = plan.stages.len() - 1;
    // Another server is asked from the last stage on, and the plan that everything is judged by says so too.
    let touched = |plan: &mut Plan| {
        let host = plan.hosts.get_mut("shared.shop.test").expect("the host");
        let epoch = host.epochs.last_mut().expect("an epoch");
        assert_eq!(epoch.since, plan.stages[last].since);
        let other = Base::Serve(cutover::model::plan::upstream("http://127.0.0.1:9399").expect("an address"));
        let sites = &mut Arc::make_mut(&mut epoch.routing).sites;
        sites.iter_mut().filter(|it| it.is_independent).for_each(|it| it.base = other.clone());
    };
    let walk = rehearsed(&SERVERS[0], &plan, &asked(&plan), touched);
    assert!(walk.stages.iter().all(|it| it.run.is_in_order()), "every answer is the plan's");
    let [stays] = walk.untouched.as_slice() else { panic!("{:?}", walk.untouched) };
    assert!(!stays.differences.is_empty() && !walk.is_in_order());
    for it in &stays.differences {
        assert!(it.url.contains("shared.shop.test/stays"), "{it:?}");
        assert_eq!(it.faults.iter().map(|it| it.what.as_str()).collect::<Vec<_>>(), ["bytes"]);
    }
    sweep(&walk);
}

#[test]
fn who_is_refused_while_a_server_is_switched_is_counted() {
    let plan = plans::workspace("tests/workspaces/secure");
    let by_restart = rehearsed(&SERVERS[0], &plan, &Rehearsing { by_restart: true, ..asked(&plan) }, |_| ());
    assert!(by_restart.is_in_order(), "{by_restart:#?}");
    assert!(by_restart.switches.iter().map(|it| it.refused).sum::<usize>() > 0, "{:?}", by_restart.switches);
    // A server that goes away when it is told to reload is not one that was switched.
    let night = SERVERS[0].night.map(|it| cutover::probe::local::kept::Night {
        reload: cutover::probe::local::kept::Reload::Signal(rustix::process::Signal::TERM),
        ..it
    });
    let gone: &'static Server = Box::leak(Box::new(Server { night, ..SERVERS[0] }));
    let walk = rehearsed(gone, &plan, &asked(&plan), |_| ());
    assert!(walk.stopped.as_ref().is_some_and(|it| it.contains("nginx ended with")), "{walk:#?}");
    assert!(walk.switches[0].refused > 0 && walk.faults() >= walk.switches[0].refused, "{:?}", walk.switches[0]);
    assert!(walk.switches[0].unanswered.iter().all(|it| it.faults[0].what == "answer"));
    sweep(&walk);
}

#[test]
fn an_interrupt_leaves_no_server_and_no_folder() {
    for server in SERVERS {
        let home = tempfile::tempdir().expect("a folder");
        let mut command = Command::new(PROGRAM);
        command.arg("-C").arg(root()).args(["rehearse", "--local", server.name]).env("TMPDIR", home.path());
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it runs");
        let own = home.path().to_str().expect("a path in letters");
        let running = || {
            let said = Command::new("ps").args(["-A", "-o", "args="]).output().expect("ps");
            String::from_utf8_lossy(&said.stdout).lines().any(|it| it.contains(own))
        };
        let end = Instant::now() + Duration::from_secs(60);
        while !running() && Instant::now() < end {
            std::thread::park_timeout(Duration::from_millis(20));
        }
        assert!(running(), "{} was started", server.name);
        let pid = rustix::process::Pid::from_child(&child);
        rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("it runs");
        assert_eq!(child.wait().expect("it ends").code(), Some(130));
        assert!(!running(), "{} is still there", server.name);
        assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 0, "{}", server.name);
    }
}

#[test]
fn a_program_that_is_missing_is_the_machines_fault() {
    for server in SERVERS {
        let mut command = Command::new(PROGRAM);
        command.arg("-C").arg(root()).args(["rehearse", "--local", server.name]).env("PATH", "");
        let ended = command.output().expect("it runs");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(3), "{said}");
        assert!(said.contains(server.install), "{said}");
    }
}

#[test]
fn the_chapter_shows_what_is_printed() {
    let page = fs::read_to_string(root().join("docs/src/rehearse.md")).expect("the chapter");
    let blocks: Vec<&str> = page.split("```text\n").skip(1).filter_map(|it| it.split("```").next()).collect();
    assert_eq!(blocks.len(), 2);
    for block in blocks {
        let (command, wanted) = block.split_once('\n').expect("a command and what it prints");
        let words: Vec<&str> = command.split(' ').skip(2).collect();
        let ended = cutover(root(), &words);
        let found = String::from_utf8(ended.stdout).expect("text") + &String::from_utf8(ended.stderr).expect("text");
        let (found, wanted): (Vec<&str>, Vec<&str>) = (found.lines().collect(), wanted.lines().collect());
        assert!(is_shortened(&found, &wanted), "`{command}` prints\n{}", found.join("\n"));
    }
}
