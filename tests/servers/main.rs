//! What every URL answers, asked of the plan and of the real server that reads what is generated.

#[path = "../hostile.rs"]
mod hostile;

mod client;
mod compare;
mod engine;
mod near;
mod plans;
mod serve;
mod upstream;

use compare::Differential;
use cutover::emit::Selection;
use engine::ENGINES;

/// How many requests each workspace is asked at least, over all its stages.
const REQUESTS: usize = 6_000;

#[test]
fn servers_answer_as_the_plan_does() {
    let workspaces = [
        ("built by hand", plans::harsh()),
        ("tests/workspaces/harsh", plans::workspace("tests/workspaces/harsh")),
        ("tests/workspaces/ending", plans::workspace("tests/workspaces/ending")),
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
        let said = engine::nginx_test(&dir.path().join("stages").join(&stage.name).join("edge/complete"));
        assert!(said.contains("test is successful") && !said.contains("[warn]") && !said.contains("[emerg]"), "{}: {said}", stage.name);
    }
}
