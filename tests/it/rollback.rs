//! What undoes a stage: its probes come from the stage before, and each of them tells the two apart.

use cutover::load::Folder;
use cutover::model::plan::Plan;
use cutover::model::plan::answer::Outcome;
use cutover::model::plan::probe::Probe;
use cutover::model::plan::rollback::{KeptKind, Lasts, LingerKind, Whole};
use cutover::model::plan::step::Undo;
use cutover::{Options, emit, plan_workspace};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The workspaces that are written by hand: the root, and those that servers are tried with.
fn workspaces() -> Vec<(PathBuf, Plan)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let kept = std::fs::read_dir(root.join("tests/workspaces")).expect("workspaces").map(|it| it.expect("a workspace").path());
    let paths = std::iter::once(root.to_owned()).chain(kept);
    paths.map(|it| (it.clone(), planned(&it))).collect()
}

pub fn planned(path: &Path) -> Plan {
    plan_workspace(&Folder(path.to_owned()), Options::default()).expect("it can be read").plan.expect("a plan")
}

/// Returns what a client sees of the answer to a probe's request at a stage.
fn seen(plan: &Plan, probe: &Probe, rank: usize) -> String {
    let answer = plan.answer(&probe.request(), plan.instant_of(rank));
    // What a page says is no part of the promise.
    let outcome = match answer.outcome {
        Outcome::Page { .. } => Outcome::Page { page: String::new() },
        Outcome::Gone { .. } => Outcome::Gone { page: String::new() },
        Outcome::Unavailable { .. } => Outcome::Unavailable { page: String::new(), until: None },
        other => other,
    };
    format!("{outcome:?} {:?}", answer.headers)
}

#[test]
fn each_probe_of_a_rollback_is_answered_by_the_stage_before_and_not_by_the_stage() {
    let mut count = 0;
    for (path, plan) in workspaces() {
        assert!(emit::rollback::probes(&plan, 0).is_empty());
        for rank in 1..plan.stages.len() {
            for probe in emit::rollback::probes(&plan, rank) {
                let name = format!("{}: {}: {} {}", path.display(), plan.stages[rank].name, probe.method, probe.url);
                let answer = plan.answer(&probe.request(), plan.instant_of(rank - 1));
                assert_eq!(probe.status, answer.outcome.status(), "{name}");
                assert_eq!(probe.headers, answer.headers.iter().cloned().collect(), "{name}");
                assert_ne!(seen(&plan, &probe, rank - 1), seen(&plan, &probe, rank), "{name}");
                count += 1;
            }
        }
    }
    assert!(count > 1_000, "{count}");
}

#[test]
fn whatever_the_probes_of_two_stages_tell_apart_is_asked_after_going_back() {
    for (path, plan) in workspaces() {
        for rank in 1..plan.stages.len() {
            let asked: BTreeSet<(String, &str)> = emit::rollback::probes(&plan, rank).into_iter().map(|it| (it.url, it.method)).collect();
            for probe in [rank - 1, rank].into_iter().flat_map(|it| emit::probes::of_stage(&plan, it, |_| true)) {
                // Nothing is promised of a path of two slashes that a shop serves.
                if probe.request().target.starts_with("//") {
                    continue;
                }
                let differs = seen(&plan, &probe, rank - 1) != seen(&plan, &probe, rank);
                let is_asked = asked.contains(&(probe.url.clone(), probe.method));
                assert_eq!(differs, is_asked, "{}: {}: {}", path.display(), plan.stages[rank].name, probe.url);
            }
        }
    }
}

/// Returns what stays after going back behind the stage whose name ends so, in seconds.
fn seconds(plan: &Plan, stage: &str, kind: LingerKind) -> Option<u64> {
    let found = plan.rollbacks.iter().find(|it| plan.stages[it.stage].name.ends_with(stage)).expect("a stage");
    found.lingers.iter().filter(|it| it.kind == kind).find_map(|it| if let Lasts::Seconds(it) = it.lasts { Some(it) } else { None })
}

#[test]
fn what_stays_is_what_the_workspace_says() {
    let plan = planned(Path::new(env!("CARGO_MANIFEST_DIR")));
    assert_eq!(seconds(&plan, "fr-sunset", LingerKind::Temporary), Some(300));
    assert_eq!(seconds(&plan, "fr-sunset", LingerKind::Permanent), None);
    assert_eq!(seconds(&plan, "fr-sunset-trial-end", LingerKind::Permanent), Some(86_400));
    assert_eq!(seconds(&plan, "fr-sunset", LingerKind::Hsts), Some(365 * 86_400));
    // The TTL is lowered before the first switch.
    assert_eq!(seconds(&plan, "fr-sunset", LingerKind::Dns), Some(300));
}

#[test]
fn a_trial_that_ends_leads_where_it_led_before_and_stands_behind_a_gate() {
    let plan = planned(Path::new(env!("CARGO_MANIFEST_DIR")));
    let ends: Vec<_> = plan.rollbacks.iter().filter(|it| plan.stages[it.stage].name.ends_with("trial-end")).collect();
    assert!(ends.len() > 3);
    for it in ends {
        assert!(!it.kept.is_empty() && it.kept.iter().all(|it| it.kind == KeptKind::AsBefore), "{:?}", it.kept);
        assert!(matches!(&it.whole, Whole::Until(at, _) if Some(*at) == plan.stages[it.stage].since));
        let guarded = format!("switch/{}", plan.stages[it.stage].name);
        let gate = plan.gates.iter().find(|it| it.guards.contains(&guarded) && it.probes.is_some()).expect("a gate");
        let switch = plan.steps.iter().find(|it| it.id == guarded).expect("a switch");
        assert!(switch.after.contains(&gate.step));
    }
}

#[test]
fn whatever_nothing_brings_back_is_guarded_or_signed() {
    let plan = planned(Path::new(env!("CARGO_MANIFEST_DIR")));
    let never: Vec<_> = plan.steps.iter().filter(|it| matches!(it.undo, Undo::Never(_))).collect();
    // A notice is signed, and so are the totals of what moves.
    let is_signed = |id: &str| id.contains("/notice/") || id.ends_with("/finish") || id.ends_with("/move");
    let guarded = |id: &String| plan.gates.iter().any(|it| it.stands() && it.guards.contains(id));
    let open: Vec<_> = never.iter().filter(|it| !is_signed(&it.id) && !guarded(&it.id)).map(|it| &it.id).collect();
    assert!(open.is_empty(), "{open:?}");
    assert!(never.iter().any(|it| it.id.contains("/erase/")));
}
