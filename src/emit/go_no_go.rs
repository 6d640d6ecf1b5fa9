//! `go-no-go.md` and `go-no-go.html`: what is decided before something that nothing brings back, to tick and to sign.
//!
//! No fact stands here that the workspace does not give: what it does not say is a line to fill in by hand.

use super::rollback::{instant, told};
use super::shape::{code, zone};
use crate::model::artifact::Artifacts;
use crate::model::graph::zone::names;
use crate::model::plan::Plan;
use crate::model::plan::gate::{Gate, Ground};
use crate::model::plan::step::Step;
use crate::template::{Failure, Templates, Verbatim};
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How many days around a milestone no registrar, provider or account changes.
const STILL: i64 = 30;

/// What the templates print.
#[derive(Serialize)]
struct View {
    program: String,
    gates: Vec<GateView>,
    still: Vec<Still>,
    held: Vec<Held>,
    retiring: String,
    waivers: Vec<WaiverView>,
}

#[derive(Serialize)]
struct GateView {
    number: usize,
    lets: String,
    step: Words,
    owner: String,
    is_own: bool,
    when: String,
    seen: String,
    lost: Vec<String>,
    checks: Vec<String>,
    /// Empty where no probes are put.
    verify: Words,
    facts: Vec<Fact>,
    lingers: Vec<String>,
    back: Back,
    waiting: Vec<String>,
}

/// A text as both languages print it: as code of Markdown, and plain.
#[derive(Serialize)]
struct Words {
    code: Verbatim,
    text: String,
}

impl Words {
    fn of(text: &str) -> Words {
        Words { code: Verbatim(if text.is_empty() { String::new() } else { code(text) }), text: text.to_owned() }
    }
}

#[derive(Serialize)]
struct Fact {
    step: Words,
    title: String,
    owner: String,
}

/// The way back before the gate, and what of it works no longer behind it.
#[derive(Serialize)]
struct Back {
    before: Words,
    behind: String,
}

#[derive(Serialize)]
struct Still {
    domain: String,
    registrar: String,
    provider: String,
    days: String,
}

#[derive(Serialize)]
struct Held {
    domain: String,
    registrar: String,
    owner: String,
}

#[derive(Serialize)]
struct WaiverView {
    rule: Words,
    at: Words,
    because: String,
    approver: String,
    expires: String,
}

/// Writes the page in both forms.
pub fn emit(plan: &Plan, templates: &Templates, out: &mut Artifacts) -> Result<(), Failure> {
    let view = view(plan);
    out.add("go-no-go.md", templates.render("go_no_go/go-no-go.md.j2", &view)?);
    out.add("go-no-go.html", templates.render("go_no_go/go-no-go.html.j2", &view)?);
    Ok(())
}

fn view(plan: &Plan) -> View {
    let steps: BTreeMap<&str, &Step> = plan.steps.iter().map(|it| (it.id.as_str(), it)).collect();
    let standing = plan.gates.iter().filter(|it| it.stands());
    let ours = names(&plan.graph);
    let retiring: BTreeSet<&str> = ours.iter().filter(|(_, it)| !it.ours.is_empty()).map(|(name, _)| *name).collect();
    let waiver = |it: &crate::source::Located<crate::model::spec::workspace::Waiver>| WaiverView {
        rule: Words::of(&it.rule.value),
        at: Words::of(&it.at.value),
        because: it.because.value.clone(),
        approver: it.approver.value.clone(),
        expires: it.expires.value.0.to_string(),
    };
    View {
        program: plan.graph.program.name.clone(),
        gates: standing.enumerate().map(|(rank, it)| gate(plan, it, rank + 1, &steps)).collect(),
        still: retiring.iter().map(|it| still(plan, it)).collect(),
        held: retiring.iter().map(|it| held(plan, it)).collect(),
        retiring: retiring.iter().copied().collect::<Vec<_>>().join(", "),
        waivers: plan.graph.waivers.iter().map(waiver).collect(),
    }
}

fn gate(plan: &Plan, gate: &Gate, number: usize, steps: &BTreeMap<&str, &Step>) -> GateView {
    let clock = zone(&gate.zone);
    let step = steps.get(gate.step.as_str());
    let facts = step.into_iter().flat_map(|it| &it.after).filter_map(|it| steps.get(it.as_str()));
    let stage = gate.stage.or_else(|| Some(plan.stage_at(gate.until?)));
    let rollback = stage.and_then(|it| plan.rollbacks.iter().find(|back| back.stage == it));
    let lingers = rollback.filter(|_| gate.stage.is_some()).into_iter().flat_map(|it| &it.lingers);
    let before = match gate.stage {
        Some(rank) if rank > 1 => format!("rollback/{}/rollback.md", plan.stages[rank - 1].name),
        Some(_) => String::new(),
        None => stage.filter(|it| *it > 0).map_or_else(String::new, |it| format!("rollback/{}/rollback.md", plan.stages[it].name)),
    };
    let seen = gate.seen_at.as_ref().map_or_else(String::new, |(name, at)| match at {
        Some(at) => format!("{name}, {}", instant(*at, &clock)),
        None => format!("{name}, which has no date"),
    });
    GateView {
        number,
        lets: gate.lets.clone(),
        step: Words::of(&gate.step),
        owner: gate.owner.clone().unwrap_or_else(|| "nobody is named".to_owned()),
        is_own: gate.ground == Ground::Own,
        when: gate.until.map_or_else(|| "no date is written".to_owned(), |it| instant(it, &clock)),
        seen,
        lost: gate.lost.clone(),
        checks: gate.checks.clone(),
        verify: Words::of(&gate.probes.as_ref().map_or_else(String::new, |it| format!("cutover verify --stage {it} --connect SERVER:443"))),
        facts: facts.map(|it| Fact { step: Words::of(&it.id), title: it.title.clone(), owner: it.owner.clone() }).collect(),
        lingers: lingers.map(|it| format!("{}: {}", it.what, told(&it.lasts))).collect(),
        back: Back {
            before: Words::of(&before),
            behind: match gate.stage.map(|it| &plan.stages[it].name) {
                Some(name) => format!("rollback/{name}/rollback.md puts the servers back; it does not bring back what is named above"),
                None => "nothing".to_owned(),
            },
        },
        waiting: gate.waiting.clone(),
    }
}

fn still(plan: &Plan, name: &str) -> Still {
    let domain = plan.graph.domains.get(name);
    let registrar = domain.and_then(|it| it.registrar.as_ref()).map(|it| it.value.clone());
    let provider = domain.and_then(|it| it.dns.as_ref()).and_then(|it| it.provider.as_ref()).map(|it| it.value.clone());
    let days: Vec<String> = stretches(&days(plan, name)).iter().map(|(from, to)| format!("{from} to {to}")).collect();
    Still {
        domain: name.to_owned(),
        registrar: registrar.unwrap_or_else(|| "not written".to_owned()),
        provider: provider.unwrap_or_else(|| "not written".to_owned()),
        days: if days.is_empty() { "no milestone has a date".to_owned() } else { days.join("; ") },
    }
}

/// Returns the days on which something of the regions in a domain is told or switched, by UTC.
fn days(plan: &Plan, domain: &str) -> BTreeSet<Date> {
    let is_here = |host: &str| crate::model::graph::order::domain_of(&plan.graph, host) == Some(domain);
    let mut days = BTreeSet::new();
    for region in plan.graph.retiring().filter(|it| plan.graph.sites_of(&it.id).any(|it| is_here(&it.host))) {
        let Some(zone) = &region.zone else { continue };
        let day = |it: Timestamp| it.to_zoned(jiff::tz::TimeZone::UTC).date();
        days.extend(region.milestones.values().filter_map(|it| it.instants(zone)).flat_map(|it| [day(it.told), day(it.switch)]));
    }
    days
}

/// Returns the stretches of days around `days`, those that meet as one.
fn stretches(days: &BTreeSet<Date>) -> Vec<(Date, Date)> {
    let mut stretches: Vec<(Date, Date)> = Vec::new();
    let near = Span::new().days(STILL);
    for day in days {
        let (from, to) = (day.checked_sub(near).unwrap_or(*day), day.checked_add(near).unwrap_or(*day));
        match stretches.last_mut().filter(|it| from <= it.1) {
            Some(last) => last.1 = to,
            None => stretches.push((from, to)),
        }
    }
    stretches
}

fn held(plan: &Plan, name: &str) -> Held {
    let domain = plan.graph.domains.get(name);
    let or = |it: Option<&crate::source::Located<String>>| it.map_or_else(|| "not written".to_owned(), |it| it.value.clone());
    Held {
        domain: name.to_owned(),
        registrar: or(domain.and_then(|it| it.registrar.as_ref())),
        owner: or(domain.and_then(|it| it.owner.as_ref())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_lie_near_each_other_are_one_stretch() {
        let days = ["2024-01-31", "2024-03-15", "2025-01-01"].map(|it| it.parse().unwrap());
        let found: Vec<String> = stretches(&days.into_iter().collect()).iter().map(|(from, to)| format!("{from} {to}")).collect();
        assert_eq!(found, ["2024-01-01 2024-04-14", "2024-12-02 2025-01-31"]);
    }
}
