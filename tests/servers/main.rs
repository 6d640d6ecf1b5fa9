//! What every URL answers, asked of the plan and of the real server that reads what is generated.

#[path = "../hostile.rs"]
mod hostile;

mod authority;
mod client;
mod compare;
mod engine;
mod caddy;
mod envoy;
mod haproxy;
mod near;
mod outside;
mod plans;
mod serve;
mod table;
mod upstream;

use compare::Differential;
use cutover::emit::Selection;
use cutover::model::plan::answer::Outcome;
use cutover::model::plan::request::{Request, Scheme};
use cutover::probe::local;
use engine::ENGINES;

/// How many requests each workspace is asked at least, over all its stages.
const REQUESTS: usize = 6_000;

#[test]
fn servers_answer_as_the_plan_does() {
    let workspaces = [
        ("built by hand", plans::harsh()),
        ("tests/workspaces/harsh", plans::workspace("tests/workspaces/harsh")),
        ("tests/workspaces/ending", plans::workspace("tests/workspaces/ending")),
        ("tests/workspaces/secure", plans::workspace("tests/workspaces/secure")),
        ("the root workspace", plans::workspace(".")),
    ];
    for engine in ENGINES {
        let mut differential = Differential::new(engine);
        for (name, plan) in &workspaces {
            differential.workspace(name, plan, REQUESTS);
        }
        differential.finish();
    }
}

#[test]
fn every_row_of_a_large_table_is_found() {
    let plan = plans::large(6_000);
    let stage = plan.stages.len() - 1;
    let routing = plan.hosts["www.shop.test"].routing(plan.instant_of(stage));
    let keys: Vec<&String> = routing.sites.iter().flat_map(|it| it.exact.keys()).collect();
    assert!(keys.len() >= 6_000);
    for engine in ENGINES {
        let running = (engine.boot)(&plan, stage, &compare::pages(&plan));
        let mut client = client::Client::new(running.port);
        for target in keys.iter().flat_map(|it| [(*it).clone(), format!("{it}?a=1"), format!("{it}0")]) {
            let request = Request { scheme: Scheme::Http, method: "GET".to_owned(), host: "www.shop.test".to_owned(), target };
            let answer = plan.answer(&request, plan.instant_of(stage)).outcome;
            let Outcome::Redirect { status, location } = answer else { panic!("`{}` is {answer:?}", request.target) };
            let response = client.ask("GET", &request.target, &request.host, "", b"").expect("an answer");
            assert_eq!((response.status, response.header("Location")), (status, Some(location.as_str())), "{}", engine.name);
        }
    }
}

#[test]
fn hostile_text_leaves_a_configuration_that_loads() {
    let (disk, _) = hostile::workspace();
    let built = cutover::build(&disk, cutover::Options::default(), |_| Selection::default()).expect("memory can be read");
    let plan = built.checked.plan.expect("a plan");
    let artifacts = built.artifacts.expect("no error").expect("it can be written");
    let dir = tempfile::TempDir::new().expect("a folder");
    engine::write(dir.path(), &artifacts);
    for stage in &plan.stages {
        for target in plan.graph.targets.values() {
            let Some(server) = local::server(target.kind) else { continue };
            let home = dir.path().join("stages").join(&stage.name).join(&target.name).join("complete");
            let (status, said) = server.check(&home).expect("the program is installed");
            assert!(status.success() && !said.lines().any(server.is_fault), "{}, {}: {said}", stage.name, target.name);
        }
    }
}
