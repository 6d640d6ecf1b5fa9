//! What a target can be told of a workspace: all of it, or one moment of it without the rules that it refuses.

use crate::engine::{self, ENGINES, Engine};
use crate::generate::{self, Drawn};
use crate::plans;
use crate::text::Files;
use cutover::emit::target::{Clause, Emitter, Holding, Refusal, certificate, hosts};
use cutover::model::graph::Target;
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

/// Returns what writes for an engine.
pub fn emitter(engine: &Engine) -> &'static Emitter {
    engine::emitter(engine.kind)
}

/// Returns the target that tests write for, which speaks TLS where every host has a certificate.
pub fn target(emitter: &Emitter, plan: &Plan) -> Target {
    let mut target = plans::target(emitter.kind, 80);
    if hosts(plan, &target).next().is_some() && hosts(plan, &target).all(|it| certificate(plan, it).is_some()) {
        target.listen_tls.push(443);
    }
    target
}

/// Returns the plan with the shop's servers called as the emitter's target wants them.
pub fn named(emitter: &Emitter, plan: &Plan) -> Plan {
    let mut plan = plan.clone();
    ENGINES.iter().filter(|it| it.kind == emitter.kind).for_each(|it| (it.name_servers)(&mut plan));
    plan
}

/// Returns what is refused of a plan.
pub fn refusals(emitter: &Emitter, plan: &Plan) -> Vec<Refusal> {
    let plan = named(emitter, plan);
    (emitter.cannot)(&plan, &target(emitter, &plan))
}

/// Tells whether a target takes whatever the language says.
pub fn is_full(emitter: &Emitter) -> bool {
    !Clause::ALL.iter().any(|it| matches!((emitter.fidelity)(*it), Holding::Refused(_) | Holding::Open))
}

/// Takes rules out until a target can be told what is left, or says which clauses leave nothing that it can be told.
pub fn mend(emitter: &Emitter, drawn: &Drawn, at: Timestamp) -> Result<Sayable, Vec<Clause>> {
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

#[cfg(test)]
pub mod tests {
    use super::*;
    use cutover::model::plan::routing::{Action, Redirect, SiteRouting};
    use cutover::model::spec::scalar::QueryPolicy;
    use cutover::model::spec::workspace::TargetKind;

    /// What nginx's emitter would be if its language had no 410 and could not drop a query.
    pub fn partial() -> Emitter {
        let cannot = |plan: &Plan, _: &Target| {
            let sites = plan.hosts.values().flat_map(|it| &it.epochs).flat_map(|it| &it.routing.sites);
            let of = |it: &cutover::model::plan::routing::Route| match &it.action {
                Action::Gone { .. } => Some((Clause::Gone, it.origin.span)),
                Action::Redirect(to) if matches!(**to, Redirect { query: QueryPolicy::Drop, .. }) => {
                    Some((Clause::QueryDrop, it.origin.span))
                }
                _ => None,
            };
            let refused = sites.flat_map(SiteRouting::all_routes).filter_map(|it| of(&it));
            let refusal = |(clause, span)| Refusal {
                host: String::new(),
                clause,
                span: Some(span),
                why: String::new(),
                ground: cutover::emit::target::Ground::Language,
            };
            refused.map(refusal).collect()
        };
        let fidelity = |clause| match clause {
            Clause::Gone | Clause::QueryDrop => Holding::Refused("it has no word for it"),
            _ => Holding::Holds,
        };
        Emitter { fidelity, cannot, ..*engine::emitter(TargetKind::Nginx) }
    }

    #[test]
    fn what_is_refused_is_taken_out_and_the_rest_is_told() {
        let (mut told, mut taken_out) = (0, 0);
        for seed in 1..=20 {
            let drawn = generate::draw(seed);
            let at = drawn.plan.instant_of(drawn.plan.stages.len() / 2);
            let Ok(said) = mend(&partial(), &drawn, at) else { continue };
            told += 1;
            taken_out += said.refused.len();
            assert!(refusals(&partial(), &said.plan).is_empty());
            assert!(said.refused.iter().all(|it| matches!(it, Clause::Gone | Clause::QueryDrop)));
            assert!(said.refused.is_empty() || said.files.entries() < drawn.files.entries());
        }
        assert!(told > 10 && taken_out > 10, "{told} of 20 are told, without {taken_out} rules");
        assert!(!is_full(&partial()) && is_full(engine::emitter(TargetKind::Nginx)));
    }
}
