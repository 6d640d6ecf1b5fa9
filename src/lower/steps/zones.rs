//! The steps that change zones: one for each change.

use super::{Steps, blank, concerns, quoted};
use crate::model::graph::order::Node;
use crate::model::plan::Stage;
use crate::model::plan::step::{Check, Role, Undo, Way};
use crate::model::plan::zone::{Change, ChangeKind, Edit, Expect, Look, Set, Zone};

impl Steps<'_> {
    pub(super) fn of_zones(&mut self, zones: &[Zone], stages: &[Stage]) {
        for zone in zones {
            for (rank, change) in zone.changes.iter().enumerate() {
                let domain = &self.graph.domains[&zone.domain];
                let mut step = blank(&change.step, &change.title, self.whose_domain(domain));
                let provider = zone.provider.as_deref().unwrap_or("the DNS provider (not written)");
                step.how.extend(
                    (!change.edits.is_empty()).then(|| format!("At {provider}, as stages/{}/dns.md has it:", stages[change.stage].name)),
                );
                step.how.extend(change.edits.iter().map(told));
                step.how.extend(change.lines.iter().cloned());
                step.check = change.looks.iter().map(typed).collect();
                step.otherwise = vec![
                    "Look at the provider whether the change was saved and published; some publish minutes later.".into(),
                    "The lines above ask the zone's own name servers. Other resolvers keep what they had for as long as its TTL was."
                        .into(),
                ];
                step.undo = back(change);
                step.roles = concerns(&[Role::Dns]);
                step.zone.clone_from(&change.zone);
                (step.from, step.until) = (change.from, change.until);
                // What a milestone or a day brings about follows the change before it.
                let before = rank.checked_sub(1).map(|it| &zone.changes[it]);
                step.after.extend(before.filter(|_| node(&zone.domain, change.kind).is_none()).map(|it| it.step.clone()));
                self.add(node(&zone.domain, change.kind).as_ref(), step);
            }
        }
    }
}

/// Returns the event that a change brings about.
fn node(domain: &str, kind: ChangeKind) -> Option<Node> {
    match kind {
        ChangeKind::LowerTtl => Some(Node::TtlLowered(domain.to_owned())),
        ChangeKind::Move => Some(Node::DnsMoved(domain.to_owned())),
        ChangeKind::RestoreTtl => Some(Node::TtlRestored(domain.to_owned())),
        _ => None,
    }
}

/// Returns a look as a line whose exit status tells, where a program can judge it.
fn typed(look: &Look) -> Check {
    let dig = &look.command;
    let line = match &look.expect {
        Expect::Lines(lines) if lines.is_empty() => format!("test -z \"$({dig})\""),
        Expect::Lines(lines) if lines.len() == 1 => format!("test \"$({dig} | tr -s ' \\t' ' ')\" = {}", quoted(&lines[0])),
        Expect::Lines(lines) => {
            let mut sorted: Vec<String> = lines.iter().map(|it| quoted(it)).collect();
            sorted.sort();
            format!("test \"$({dig} | tr -s ' \\t' ' ' | sort)\" = \"$(printf '%s\\n' {} | sort)\"", sorted.join(" "))
        }
        Expect::Among(lines) if lines.len() == 1 => format!("{dig} | tr -s ' \\t' ' ' | grep -xF {}", quoted(&lines[0])),
        Expect::Ttl(most) => format!("{dig} | awk '$2 > {most} {{ late = 1 }} END {{ exit late || !NR }}'"),
        Expect::Among(_) | Expect::Words(_) => dig.clone(),
    };
    let expect = match &look.expect {
        Expect::Words(text) => text.clone(),
        Expect::Lines(_) => format!("nothing, with exit status 0: dig says {}", look.expect.text()),
        _ => look.expect.text(),
    };
    Check { way: Way::Command(line), expect }
}

/// Says what becomes of the records of one name and type.
fn told(edit: &Edit) -> String {
    let (name, kind) = (&edit.name, &edit.kind);
    let Some(after) = &edit.after else {
        return match &edit.before {
            Some(before) => format!("{name} {kind}: delete {}.", data(before)),
            None => format!("{name} {kind}: delete whatever is there."),
        };
    };
    let ttl = after.ttl.map_or_else(String::new, |it| format!("TTL {it} s"));
    if after.values.is_empty() {
        return format!("{name} {kind}, and whatever else leads there: {ttl}.");
    }
    let before = edit.before.as_ref().filter(|it| it.values.keys().eq(after.values.keys()));
    match (before, edit.keeps_others) {
        (Some(before), _) => {
            let was = before.ttl.map_or_else(|| "not known".to_owned(), |it| format!("{it} s"));
            format!("{name} {kind} {}: {ttl}, was {was}.", data(after))
        }
        (None, true) => format!("{name} {kind} {}: {ttl}; beside others that are no such policy.", data(after)),
        (None, false) => format!("{name} {kind} {}: {ttl}, and no other.", data(after)),
    }
}

fn data(set: &Set) -> String {
    set.values.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Says how a change is taken back.
fn back(change: &Change) -> Undo {
    let line = |it: &Edit| match &it.before {
        Some(before) => format!(
            "{} {}: put back {}{}.",
            it.name,
            it.kind,
            data(before),
            before.ttl.map_or_else(String::new, |it| format!(", TTL {it} s"))
        ),
        None => format!("{} {}: delete it again.", it.name, it.kind),
    };
    if change.edits.is_empty() { Undo::Nothing } else { Undo::By(change.edits.iter().map(line).collect()) }
}
