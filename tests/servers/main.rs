//! What every URL answers, asked of the plan and of the real server that reads what is generated.

#[path = "../hostile.rs"]
mod hostile;

mod authority;
mod client;
mod compare;
mod engine;
mod near;
mod plans;
mod serve;
mod tables;
mod upstream;

use compare::Differential;
use cutover::emit::Selection;
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

#[test]
fn engines_of_tables_answer_as_the_plan_does() {
    tables::differential(&plans::workspace("tests/workspaces/static"));
}

#[test]
fn routes_of_a_gateway_are_as_their_schema_asks() {
    tables::routes_are_as_their_schema_asks(&plans::workspace("tests/workspaces/static"));
}

#[test]
fn what_tables_refuse_is_answered_otherwise_where_it_is_written() {
    tables::refusals_are_real();
}
