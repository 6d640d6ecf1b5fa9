//! The steps at which somebody says go, and the erasing of data behind some of them.

use super::super::gates::{erased, erasing_step};
use super::{Steps, Whose, blank, concerns, list, look, probes, unnamed};
use crate::model::graph::time;
use crate::model::plan::gate::Gate;
use crate::model::plan::step::{Role, Step, Undo};
use std::collections::{BTreeMap, BTreeSet};

impl Steps<'_> {
    pub(super) fn of_erasings(&mut self) {
        for region in self.graph.retiring() {
            let Some(zone) = &region.zone else { continue };
            for (day, services) in erased(region) {
                let names: Vec<&str> = services.iter().map(|it| it.name.as_str()).collect();
                let id = erasing_step(region, day);
                let mut step = blank(&id, &format!("Erase the old data of {}", region.name), self.whose(region));
                step.how.push(format!("Erase what the old store holds of {}.", list(&names)));
                step.how.push("Copies count too: backups, exports, logs, the stores of those who worked for us.".into());
                step.check.push(look("whoever runs the old store confirms in writing that nothing of it can be read any more"));
                step.otherwise = vec!["Write down which data are erased and which are not, and tell legal the same day.".into()];
                step.undo = Undo::Never("erased data do not come back".into());
                step.roles = concerns(&[Role::Legal, Role::Support]);
                (step.from, step.until) = (time::start(day, zone).ok(), time::end(day, zone).ok());
                step.after = self.switched(&region.id, step.from);
                self.add(None, step);
            }
        }
    }

    pub(super) fn of_gates(&mut self, gates: &[Gate]) {
        for gate in gates.iter().filter(|it| it.stands()) {
            let owner = gate.owner.clone().unwrap_or_else(|| unnamed(&format!("{}.gate.owner", gate.subject)));
            let whose = Whose { region: gate.region.clone(), owner, zone: gate.zone.clone() };
            let mut step = blank(&gate.step, &format!("Go or no-go: {}", gate.lets), whose);
            step.how.push("Print go-no-go.html: whoever decides ticks what is known, and signs.".into());
            step.how.extend(gate.lost.iter().map(|it| format!("Afterwards nothing brings back: {it}")));
            step.check = gate.checks.iter().map(|it| look(it)).collect();
            step.check.extend(gate.probes.as_deref().map(probes));
            step.otherwise = vec![format!("Do not do it: {} waits.", list(&gate.guards))];
            step.otherwise.extend(gate.waiting.iter().cloned());
            // Whom what it guards concerns is added once that is known.
            step.roles = if gate.probes.is_some() { concerns(&[Role::Seo]) } else { concerns(&[Role::Legal, Role::Support]) };
            step.until = gate.until;
            self.add(None, step);
        }
    }
}

/// Lets each gate come before what it guards, after what the first of that waited for, and concern whom that concerns.
pub(super) fn stand(gates: &[Gate], steps: &mut [Step]) {
    let ranks: BTreeMap<String, usize> = steps.iter().enumerate().map(|(rank, it)| (it.id.clone(), rank)).collect();
    for gate in gates.iter().filter(|it| it.stands()) {
        let guarded: Vec<usize> = gate.guards.iter().filter_map(|it| ranks.get(it)).copied().collect();
        let first = guarded.iter().min_by_key(|it| (steps[**it].at(), steps[**it].stage.is_none()));
        let is_free = |it: &&String| !gate.guards.contains(it) && !it.ends_with("/gate");
        let after: Vec<String> = first.into_iter().flat_map(|it| &steps[*it].after).filter(is_free).cloned().collect();
        let roles: BTreeSet<Role> = guarded.iter().flat_map(|it| &steps[*it].roles).copied().collect();
        for rank in guarded {
            steps[rank].after.push(gate.step.clone());
            steps[rank].after.sort();
        }
        if let Some(rank) = ranks.get(&gate.step) {
            steps[*rank].after = after;
            steps[*rank].roles.extend(roles);
        }
    }
}
