//! What a target can be told of a workspace: all of it, or one moment of it without the rules that it refuses.

use crate::engine::Engine;
use crate::generate::{self, Drawn};
use crate::plans;
use crate::text::Files;
use cutover::emit::EMITTERS;
use cutover::emit::target::{Clause, Emitter, Refusal};
use cutover::model::plan::{Epoch, Plan, Stage};
use jiff::Timestamp;

/// A workspace that a target can be told, at one moment.
pub struct Sayable {
    pub files: Files,
    pub plan: Plan,
    /// The rank of the stage that holds at the moment.
    pub stage: usize,
    pub at: Timestamp,
    /// Why rules were taken out.
    pub refused: Vec<Clause>,
}

/// How often what is refused is taken out.
const ROUNDS: usize = 10;

/// Returns what writes for an engine, which is called as the language calls the kind of target.
pub fn emitter(engine: &Engine) -> &'static Emitter {
    EMITTERS.iter().find(|it| it.kind.word() == engine.name).expect("an engine is named after its kind of target")
}

/// Returns what is refused of a plan, as the tests tell it an engine: with TLS where every host has a certificate.
pub fn refusals(emitter: &Emitter, plan: &Plan) -> Vec<Refusal> {
    let mut target = plans::target(emitter.kind, 80);
    let is_certified = |it| cutover::emit::target::certificate(plan, it).is_some();
    if cutover::emit::target::hosts(plan, &target).all(is_certified) {
        target.listen_tls.push(443);
    }
    (emitter.cannot)(plan, &target)
}

/// Takes rules out until the engine can be told what is left, or says which clauses leave nothing that it can be told.
pub fn mend(engine: &Engine, drawn: &Drawn, at: Timestamp) -> Result<Sayable, Vec<Clause>> {
    let emitter = emitter(engine);
    if refusals(emitter, &drawn.plan).is_empty() {
        let (files, plan) = (drawn.files.clone(), drawn.plan.clone());
        return Ok(Sayable { files, stage: plan.stage_at(at), plan, at, refused: Vec::new() });
    }
    let (mut files, mut plan) = (drawn.files.clone(), freeze(&drawn.plan, at));
    let mut refused = Vec::new();
    for _ in 0..ROUNDS {
        let found = refusals(emitter, &plan);
        if found.is_empty() {
            return Ok(Sayable { files, plan, stage: 0, at, refused });
        }
        let places = found.iter().filter_map(|it| Some(plan.place(it.span?))).map(|it| (it.path, it.line));
        let places: Vec<(String, usize)> = places.filter(|it| files.entry_at(&it.0, it.1).is_some()).collect();
        refused.extend(found.iter().map(|it| it.clause));
        if places.is_empty() {
            return Err(refused);
        }
        files.drop_entries(&places);
        let Ok((mended, whole)) = generate::mend(files) else { return Err(refused) };
        (files, plan) = (mended, freeze(&whole, at));
    }
    Err(refused)
}

/// Returns the plan as if what holds at one moment held for ever.
pub fn freeze(plan: &Plan, at: Timestamp) -> Plan {
    let mut plan = plan.clone();
    for host in plan.hosts.values_mut() {
        let rank = host.epochs.partition_point(|it| it.since.is_none_or(|since| since <= at)) - 1;
        host.epochs = vec![Epoch { since: None, routing: host.epochs[rank].routing.clone() }];
    }
    plan.stages = vec![Stage { since: None, ..plan.stages[plan.stage_at(at)].clone() }];
    plan
}
