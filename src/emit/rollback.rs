//! `rollback/<stage>/`: what undoes a stage, what stays all the same, and how one sees that it took.

use super::Selection;
use super::probes::of_stage;
use super::shape::{Instant, VERSION, code, json, zone};
use crate::model::artifact::Artifacts;
use crate::model::plan::probe::Probe;
use crate::model::plan::rollback::{self, Lasts, Rollback, Whole};
use crate::model::plan::zone::Set;
use crate::model::plan::{Host, Plan};
use crate::template::{Failure, Templates, Verbatim};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The way back from a stage to the one before it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RollbackJson {
    /// The version of this shape.
    pub version: u32,
    /// The stage that is undone.
    pub stage: String,
    /// The stage before it.
    pub to: String,
    /// When the stage began.
    pub since: Option<Instant>,
    /// Before this instant going back restores all; none where nothing further is planned.
    pub whole_until: Option<Instant>,
    /// What happens at that instant.
    pub whole_because: Option<String>,
    pub installs: Vec<Install>,
    /// Hosts that both stages answer alike: nothing is done for them.
    pub same: Vec<String>,
    pub servers: Vec<Server>,
    /// What the shop does again.
    pub reopened: Vec<String>,
    /// Steps that are taken back, the last first.
    pub undone: Vec<Undone>,
    /// Changes of zones, the last first.
    pub dns: Vec<DnsBack>,
    pub lingers: Vec<Linger>,
    pub kept: Vec<Kept>,
    /// What nothing brings back.
    pub never: Vec<Never>,
    /// How many probes tell the two stages apart.
    pub probes: usize,
}

/// A target whose configuration is put back.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Install {
    pub target: String,
    /// The folder to install; none where the target is not used in the stage before.
    pub folder: Option<String>,
    pub hosts: Vec<String>,
}

/// A server of the shop that is asked again.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Server {
    pub address: String,
    pub serves: String,
}

/// A step that is taken back.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Undone {
    pub step: String,
    pub title: String,
    /// When it was due.
    pub at: Option<Instant>,
    pub lines: Vec<String>,
}

/// A change of a zone, reversed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct DnsBack {
    pub domain: String,
    pub provider: Option<String>,
    pub step: String,
    pub title: String,
    /// When it was due.
    pub at: Option<Instant>,
    /// Only the time changed for which answers are kept: nothing needs to go back.
    pub time_only: bool,
    pub records: Vec<RecordBack>,
}

/// Records of one name and type, put back.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RecordBack {
    pub name: String,
    pub r#type: String,
    /// What is there again; none where nothing was, or it is not known.
    pub values: Option<Vec<String>>,
    /// In seconds; none where it is not known.
    pub ttl: Option<u32>,
    /// Whether `values` is all that was there.
    pub is_known: bool,
    pub lasts: Time,
}

/// How long something stays.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Time {
    /// None where nobody can say, or it is not written.
    pub seconds: Option<u64>,
    /// What would say it, where it is not written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unwritten: Option<String>,
    pub text: String,
}

/// Something that stays after going back.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Linger {
    /// `permanent-redirect`, `temporary-redirect`, `page`, `header`, `hsts`, `dns` or `search`.
    pub kind: &'static str,
    pub what: String,
    pub why: String,
    pub lasts: Time,
    /// A URL of which it is true.
    pub witness: Option<String>,
    /// How many sources of URLs it is true of; 0 where it is not of URLs.
    pub sources: usize,
}

/// URLs whose permanent redirect browsers keep.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Kept {
    /// Where browsers end: `as-before`, `as-undone` or `neither`.
    pub ends: &'static str,
    /// What the stage before answers there.
    pub instead: &'static str,
    pub sources: usize,
    /// One of the URLs.
    pub witness: String,
    pub location: String,
    /// Where that ends; none where it goes round.
    pub end: Option<String>,
    /// In seconds.
    pub max_age: u64,
}

/// A step that nothing brings back.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Never {
    pub step: String,
    pub title: String,
    pub at: Option<Instant>,
    pub why: String,
}

/// What the template prints.
#[derive(Serialize)]
struct View {
    stage: Verbatim,
    to: Verbatim,
    since: String,
    whole: String,
    further: Verbatim,
    installs: Vec<InstallView>,
    same: String,
    servers: Vec<Server>,
    reopened: Vec<String>,
    undone: Vec<UndoneView>,
    dns: Vec<DnsView>,
    lingers: Vec<LingerView>,
    kept: Vec<KeptView>,
    never: Vec<UndoneView>,
    verify: Verbatim,
    probes: usize,
}

#[derive(Serialize)]
struct InstallView {
    target: Verbatim,
    /// Empty where the target is not used there.
    folder: Verbatim,
    is_used: bool,
    hosts: String,
}

#[derive(Serialize)]
struct UndoneView {
    step: Verbatim,
    title: String,
    at: String,
    lines: Vec<String>,
}

#[derive(Serialize)]
struct DnsView {
    title: String,
    provider: String,
    at: String,
    time_only: bool,
    lines: Vec<String>,
}

#[derive(Serialize)]
struct LingerView {
    what: String,
    lasts: String,
    why: String,
    /// Empty where it is not of URLs.
    witness: Verbatim,
    count: String,
}

#[derive(Serialize)]
struct KeptView {
    what: String,
    url: Verbatim,
    location: Verbatim,
    count: String,
    lasts: String,
}

/// Writes what undoes each stage but the first.
pub fn emit(plan: &Plan, selection: &Selection, templates: &Templates, out: &mut Artifacts) -> Result<(), Failure> {
    for rollback in plan.rollbacks.iter().filter(|it| selection.has_stage(it.stage)) {
        let stage = &plan.stages[rollback.stage].name;
        let probes = probes(plan, rollback.stage);
        let mut text = String::new();
        for probe in &probes {
            text.push_str(&serde_json::to_string(probe).expect("emit: a probe has text for keys"));
            text.push('\n');
        }
        out.add(format!("rollback/{stage}/probes.jsonl"), text);
        let view = view(plan, rollback, probes.len());
        out.add(format!("rollback/{stage}/rollback.md"), templates.render("rollback/rollback.md.j2", &view)?);
        json(&format!("rollback/{stage}/rollback.json"), &published(plan, rollback, probes.len()), out);
    }
    Ok(())
}

/// Returns the requests that a stage and the one before it answer otherwise, each with the answer of the one before, sorted:
/// they tell whether servers went back. The first stage has none.
pub fn probes(plan: &Plan, rank: usize) -> Vec<Probe> {
    let Some(before) = rank.checked_sub(1) else { return Vec::new() };
    let [then, now] = [before, rank].map(|it| plan.instant_of(it));
    let changes = |host: &Host| !std::ptr::eq(host.routing(then), host.routing(now));
    // Which of two purposes a request is told for is that of the stage before.
    let mut wanted: BTreeMap<(String, &str), Probe> = BTreeMap::new();
    for probe in [before, rank].into_iter().flat_map(|it| of_stage(plan, it, changes)) {
        wanted.entry((probe.url.clone(), probe.method)).or_insert(probe);
    }
    let differing = |probe: Probe| {
        let at = |at| plan.probe(&probe.request(), probe.method, probe.purpose, at);
        let (was, is) = (at(then)?, at(now)?);
        differ(&was, &is).then_some(was)
    };
    let probes: BTreeSet<Probe> = wanted.into_values().filter_map(differing).collect();
    probes.into_iter().collect()
}

/// Tells whether a client can tell two answers apart, or who was asked in its place.
fn differ(one: &Probe, other: &Probe) -> bool {
    let seen = |it: &Probe| (it.answer, it.status, it.location.clone(), it.headers.clone(), it.served.clone());
    seen(one) != seen(other)
}

/// Returns the clock of a stage: that of the region that leads it.
fn clock(plan: &Plan, rank: usize) -> TimeZone {
    let regions = plan.stages[rank].causes.iter().filter_map(|it| plan.graph.regions.get(&it.region)?.zone.clone());
    regions.into_iter().next().or(plan.graph.program.zone.clone()).unwrap_or(TimeZone::UTC)
}

fn published(plan: &Plan, rollback: &Rollback, probes: usize) -> RollbackJson {
    let clock = clock(plan, rollback.stage);
    let at = |at: Option<Timestamp>, name: &str| at.map(|it| Instant::of(it, &zone(name)));
    let (until, because) = match &rollback.whole {
        Whole::Always => (None, None),
        Whole::Until(at, why) => (Some(Instant::of(*at, &clock)), Some(why.clone())),
    };
    let install = |it: &rollback::Install| Install { target: it.target.clone(), folder: it.folder.clone(), hosts: it.hosts.clone() };
    RollbackJson {
        version: VERSION,
        stage: plan.stages[rollback.stage].name.clone(),
        to: plan.stages[rollback.stage - 1].name.clone(),
        since: plan.stages[rollback.stage].since.map(|it| Instant::of(it, &clock)),
        whole_until: until,
        whole_because: because,
        installs: rollback.installs.iter().map(install).collect(),
        same: rollback.same.clone(),
        servers: servers(rollback),
        reopened: rollback.reopened.clone(),
        undone: rollback
            .undone
            .iter()
            .map(|it| Undone { step: it.step.clone(), title: it.title.clone(), at: at(it.at, &it.zone), lines: it.lines.clone() })
            .collect(),
        dns: rollback.dns.iter().map(dns).collect(),
        lingers: rollback.lingers.iter().map(linger).collect(),
        kept: rollback.kept.iter().map(kept).collect(),
        never: rollback
            .never
            .iter()
            .map(|it| Never { step: it.step.clone(), title: it.title.clone(), at: at(it.at, &it.zone), why: it.why.clone() })
            .collect(),
        probes,
    }
}

fn servers(rollback: &Rollback) -> Vec<Server> {
    rollback.servers.iter().map(|it| Server { address: it.address.clone(), serves: it.serves.clone() }).collect()
}

fn dns(back: &rollback::DnsBack) -> DnsBack {
    let record = |it: &rollback::EditBack| RecordBack {
        name: format!("{}.", it.edit.name),
        r#type: it.edit.kind.clone(),
        values: it.edit.after.as_ref().map(|it| it.values.keys().cloned().collect()),
        ttl: it.edit.after.as_ref().and_then(|it| it.ttl),
        is_known: it.edit.is_known,
        lasts: time(&it.lasts),
    };
    DnsBack {
        domain: back.domain.clone(),
        provider: back.provider.clone(),
        step: back.step.clone(),
        title: back.title.clone(),
        at: back.at.map(|it| Instant::of(it, &zone(&back.zone))),
        time_only: back.is_of_time(),
        records: back.edits.iter().map(record).collect(),
    }
}

fn linger(it: &rollback::Linger) -> Linger {
    Linger {
        kind: it.kind.word(),
        what: it.what.clone(),
        why: it.why.clone(),
        lasts: time(&it.lasts),
        witness: it.witness.clone(),
        sources: it.count,
    }
}

fn kept(it: &rollback::Kept) -> Kept {
    Kept {
        ends: it.kind.word(),
        instead: it.instead,
        sources: it.count,
        witness: it.url.clone(),
        location: it.location.clone(),
        end: it.end.clone(),
        max_age: it.max_age,
    }
}

fn time(lasts: &Lasts) -> Time {
    let (seconds, unwritten) = match lasts {
        Lasts::Seconds(it) => (Some(*it), None),
        Lasts::Unwritten(key) => (None, Some(key.clone())),
        Lasts::Open => (None, None),
    };
    Time { seconds, unwritten, text: told(lasts) }
}

/// Says how long something stays.
pub fn told(lasts: &Lasts) -> String {
    match lasts {
        Lasts::Seconds(it) => spoken(*it),
        Lasts::Unwritten(key) => format!("not written ({key})"),
        Lasts::Open => "nobody can say how long".to_owned(),
    }
}

/// Returns seconds in the largest unit that they are a whole number of.
fn spoken(seconds: u64) -> String {
    let units = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let (size, unit) = units.into_iter().find(|(size, _)| seconds > 0 && seconds.is_multiple_of(*size)).unwrap_or((1, "second"));
    crate::diag::plural(usize::try_from(seconds / size).unwrap_or(usize::MAX), unit, &format!("{unit}s"))
}

fn view(plan: &Plan, rollback: &Rollback, probes: usize) -> View {
    let (stage, before) = (&plan.stages[rollback.stage], &plan.stages[rollback.stage - 1].name);
    let clock = clock(plan, rollback.stage);
    let when = |at: Option<Timestamp>, zone: &TimeZone| at.map_or_else(|| "without a date".to_owned(), |it| instant(it, zone));
    let whole = match &rollback.whole {
        Whole::Always => "Going back restores all, for as long as nothing further is done.".to_owned(),
        Whole::Until(at, why) if Some(*at) == stage.since => {
            format!("From its first instant, {}, going back does not restore all: {why}.", instant(*at, &clock))
        }
        Whole::Until(at, why) => format!("Going back restores all before {}; {why}.", instant(*at, &clock)),
    };
    let further = match rollback.stage {
        1 => format!("{} is the first stage: behind it lies what served before, which is not ours to describe.", code(before)),
        _ => {
            let next = code(&format!("rollback/{before}/rollback.md"));
            format!("To go back further, do what {next} says next, and so on: the last stage first.")
        }
    };
    View {
        stage: Verbatim(code(&stage.name)),
        to: Verbatim(code(before)),
        since: when(stage.since, &clock),
        whole,
        further: Verbatim(further),
        installs: rollback.installs.iter().map(install_view).collect(),
        same: rollback.same.join(", "),
        servers: servers(rollback),
        reopened: rollback.reopened.clone(),
        undone: rollback
            .undone
            .iter()
            .map(|it| UndoneView {
                step: Verbatim(code(&it.step)),
                title: it.title.clone(),
                at: when(it.at, &zone(&it.zone)),
                lines: it.lines.clone(),
            })
            .collect(),
        dns: rollback.dns.iter().map(dns_view).collect(),
        lingers: rollback.lingers.iter().map(linger_view).collect(),
        kept: rollback.kept.iter().map(kept_view).collect(),
        never: rollback
            .never
            .iter()
            .map(|it| UndoneView {
                step: Verbatim(code(&it.step)),
                title: it.title.clone(),
                at: when(it.at, &zone(&it.zone)),
                lines: vec![it.why.clone()],
            })
            .collect(),
        verify: Verbatim(code(&format!("cutover verify --stage {before} --connect SERVER:443"))),
        probes,
    }
}

/// Returns an instant by a clock and by UTC.
pub(super) fn instant(at: Timestamp, zone: &TimeZone) -> String {
    let Instant { utc, local } = Instant::of(at, zone);
    format!("{local} ({utc})")
}

fn install_view(it: &rollback::Install) -> InstallView {
    InstallView {
        target: Verbatim(code(&it.target)),
        folder: Verbatim(it.folder.as_deref().map(code).unwrap_or_default()),
        is_used: it.folder.is_some(),
        hosts: it.hosts.join(", "),
    }
}

fn dns_view(back: &rollback::DnsBack) -> DnsView {
    DnsView {
        title: back.title.clone(),
        provider: back.provider.clone().unwrap_or_else(|| "the DNS provider (not written)".to_owned()),
        at: back.at.map_or_else(|| "without a date".to_owned(), |it| instant(it, &zone(&back.zone))),
        time_only: back.is_of_time(),
        lines: back.edits.iter().map(record).collect(),
    }
}

/// Says what is put back of one name and type.
fn record(back: &rollback::EditBack) -> String {
    let edit = &back.edit;
    let values = |it: &Set| it.values.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let what = match &edit.after {
        Some(set) if !set.values.is_empty() => {
            let ttl = set.ttl.map_or_else(String::new, |it| format!(", TTL {it} s"));
            format!("{} {}: put back {}{ttl}", edit.name, edit.kind, values(set))
        }
        Some(set) => format!("{} {}: TTL {} s again", edit.name, edit.kind, set.ttl.unwrap_or_default()),
        None if edit.is_known => format!("{} {}: delete it again", edit.name, edit.kind),
        None => format!("{} {}: what was there is not written; look it up before it is changed", edit.name, edit.kind),
    };
    format!("{what}. Resolvers go on with what they have: {}.", told(&back.lasts))
}

fn linger_view(it: &rollback::Linger) -> LingerView {
    LingerView {
        what: it.what.clone(),
        lasts: told(&it.lasts),
        why: it.why.clone(),
        witness: Verbatim(it.witness.as_deref().map(code).unwrap_or_default()),
        count: crate::diag::plural(it.count, "source", "sources"),
    }
}

fn kept_view(it: &rollback::Kept) -> KeptView {
    let instead = match it.instead {
        "serve" => "the shop serves them again",
        "redirect" => "they redirect otherwise",
        "page" => "they answer with a page",
        "gone" => "they are gone",
        "unavailable" => "they are unavailable for a time",
        _ => "they are not found",
    };
    let what = match (it.kind, &it.end) {
        (rollback::KeptKind::AsBefore, _) => "browsers end where the stage before leads too".to_owned(),
        (rollback::KeptKind::AsUndone, _) => format!("browsers go on to end where the undone stage led, though {instead}"),
        (rollback::KeptKind::Neither, Some(end)) => {
            format!("browsers end where neither stage leads, at {end}, though {instead}")
        }
        (rollback::KeptKind::Neither, None) => format!("browsers go round until they give up, though {instead}"),
    };
    KeptView {
        what,
        url: Verbatim(code(&it.url)),
        location: Verbatim(code(&it.location)),
        count: crate::diag::plural(it.count, "source", "sources"),
        lasts: spoken(it.max_age),
    }
}
