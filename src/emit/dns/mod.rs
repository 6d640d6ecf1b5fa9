//! `stages/<stage>/dns.json` and `dns.md`: what changes in each zone until the next stage, and what `dig` must then show.
//!
//! A change that is no switch of a site belongs to the stage in which it falls due. Beside them stands, for each change,
//! the zone after it: as octoDNS reads it, and as a zone file where one was given to begin from.

mod octodns;
mod zone_file;

use super::Selection;
use super::shape::{Instant, VERSION, code, json};
use crate::model::artifact::Artifacts;
use crate::model::plan::Plan;
use crate::model::plan::zone::{Change, Edit, Expect, Look, Set, Zone};
use crate::source::Span;
use crate::template::{Failure, Templates, Verbatim};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;

/// What changes in DNS from one stage's beginning to the next one's; in `start`, before the first switch.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Dns {
    /// The version of this shape.
    pub version: u32,
    pub stage: String,
    /// By domain; only those that change in this stage.
    pub zones: Vec<ZoneChanges>,
}

/// What changes in one zone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ZoneChanges {
    /// As `po.co`.
    pub domain: String,
    /// File and line from the workspace's root.
    pub place: String,
    pub provider: Option<String>,
    /// Whether the whole zone is known: a zone file was given.
    pub whole: bool,
    /// Names that only independent regions answer by: nothing is changed there.
    pub untouched: Vec<String>,
    /// In order of time.
    pub changes: Vec<ZoneChange>,
}

/// What is done at once.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ZoneChange {
    /// As `lower-ttl`; unique in its zone.
    pub name: String,
    /// The step of the runbook.
    pub step: String,
    pub title: String,
    /// Not before this instant; none where it may be done at any time before `until`.
    pub from: Option<Instant>,
    /// Done by this instant.
    pub until: Option<Instant>,
    /// By name and type.
    pub records: Vec<RecordChange>,
    /// What no record says, a line each.
    pub also: Vec<String>,
    /// What is seen once it is done.
    pub must_show: Vec<Shown>,
    /// The zone after it as octoDNS reads it, a path from this file; none where it cannot be written.
    pub octodns: Option<String>,
    /// The zone file after it, a path from this file; none where no zone file was given.
    pub zone_file: Option<String>,
}

/// What becomes of the records of one name and type.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RecordChange {
    /// With a dot at its end.
    pub name: String,
    pub r#type: String,
    pub action: Action,
    /// What was there; none where there was nothing, or it is not known.
    pub before: Option<Records>,
    /// Whether `before` is all that was there.
    pub before_is_known: bool,
    /// What is there then; none where nothing is.
    pub after: Option<Records>,
    /// Whether other records of this name and type stay.
    pub keeps_others: bool,
}

/// What is done with the records of one name and type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// They are these, and no other unless `keeps-others`.
    Set,
    /// Only how long they are kept changes.
    SetTtl,
    Delete,
}

/// Records of one name and type.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Records {
    /// In seconds; none where it is not known.
    pub ttl: Option<u32>,
    pub values: Vec<Value>,
}

/// One record.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Value {
    /// As a zone file has it.
    pub data: String,
    /// File and line from the workspace's root.
    pub place: String,
}

/// One look at the zone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Shown {
    pub command: String,
    pub is: Is,
    /// The lines, words parted by one space; empty for `ttl-at-most` and `judged`.
    pub lines: Vec<String>,
    /// The most that the second word of each line may be, for `ttl-at-most`.
    pub ttl: Option<u32>,
    /// The same in words.
    pub text: String,
}

/// How what is seen is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Is {
    /// These lines and no other, in any order.
    Exactly,
    /// These lines, perhaps with others.
    Among,
    TtlAtMost,
    /// A person judges.
    Judged,
}

/// Writes the changes of every stage that has some.
pub fn emit(plan: &Plan, selection: &Selection, templates: &Templates, out: &mut Artifacts) -> Result<(), Failure> {
    for (rank, stage) in plan.stages.iter().enumerate().filter(|(rank, _)| selection.has_stage(*rank)) {
        let mut writing = Writing { plan, prefix: format!("stages/{}/", stage.name), out };
        let zones: Vec<ZoneChanges> = plan.zones.iter().filter_map(|it| writing.zone(it, rank)).collect();
        if zones.is_empty() {
            continue;
        }
        let dns = Dns { version: VERSION, stage: stage.name.clone(), zones };
        let prefix = writing.prefix;
        out.add(format!("{prefix}dns.md"), templates.render("dns/dns.md.j2", &view(plan, rank, &dns))?);
        json(&format!("{prefix}dns.json"), &dns, out);
    }
    Ok(())
}

/// Writes the zones of one stage.
struct Writing<'p, 'o> {
    plan: &'p Plan,
    /// As `stages/start/`.
    prefix: String,
    out: &'o mut Artifacts,
}

impl Writing<'_, '_> {
    /// Returns the changes of a zone in the stage of that rank, and writes the zone after each of them.
    fn zone(&mut self, zone: &Zone, stage: usize) -> Option<ZoneChanges> {
        let mine = zone.changes.iter().enumerate().filter(|it| it.1.stage == stage);
        let changes: Vec<ZoneChange> = mine.map(|(rank, it)| self.change(zone, rank, it)).collect();
        (!changes.is_empty()).then(|| ZoneChanges {
            domain: zone.domain.clone(),
            place: self.plan.place(zone.span).to_string(),
            provider: zone.provider.clone(),
            whole: zone.is_whole,
            untouched: zone.kept.clone(),
            changes,
        })
    }

    fn change(&mut self, zone: &Zone, rank: usize, change: &Change) -> ZoneChange {
        let clock = super::shape::zone(&change.zone);
        let instant = |it: Option<Timestamp>| it.map(|it| Instant::of(it, &clock));
        let mut also = change.lines.clone();
        let octodns = octodns::yaml(self.plan, zone, change).unwrap_or_else(|why| {
            also.push(why);
            None
        });
        let path = |folder: &str, ending: &str| format!("{folder}/{}/{}.{ending}", change.name, zone.domain);
        ZoneChange {
            name: change.name.clone(),
            step: change.step.clone(),
            title: change.title.clone(),
            from: instant(change.from),
            until: instant(change.until),
            records: change.edits.iter().map(|it| of_edit(self.plan, it)).collect(),
            also,
            must_show: change.looks.iter().map(shown).collect(),
            octodns: self.add(path("octodns", "yaml"), octodns),
            zone_file: self.add(path("zones", "zone"), zone_file::text(self.plan, zone, rank)),
        }
    }

    /// Writes a file of the stage, if there is one, and returns its path.
    fn add(&mut self, path: String, text: Option<String>) -> Option<String> {
        self.out.add(format!("{}{path}", self.prefix), text?);
        Some(path)
    }
}

fn of_edit(plan: &Plan, edit: &Edit) -> RecordChange {
    let same = |one: &Set, other: &Set| one.values.keys().eq(other.values.keys());
    let action = match (&edit.before, &edit.after) {
        (_, None) => Action::Delete,
        (_, Some(after)) if after.values.is_empty() => Action::SetTtl,
        (Some(before), Some(after)) if same(before, after) => Action::SetTtl,
        (_, Some(_)) => Action::Set,
    };
    let records =
        |it: &Option<Set>| it.as_ref().map(|it| Records { ttl: it.ttl, values: it.values.iter().map(|it| value(plan, it)).collect() });
    RecordChange {
        name: format!("{}.", edit.name),
        r#type: edit.kind.clone(),
        action,
        before: records(&edit.before),
        before_is_known: edit.is_known,
        after: records(&edit.after),
        keeps_others: edit.keeps_others,
    }
}

fn value(plan: &Plan, (data, span): (&String, &Span)) -> Value {
    Value { data: data.clone(), place: plan.place(*span).to_string() }
}

/// Returns the place of a record as a comment, on one line whatever a file is called.
fn comment(plan: &Plan, span: Span) -> String {
    plan.place(span).to_string().chars().map(|it| if it.is_control() { ' ' } else { it }).collect()
}

fn shown(look: &Look) -> Shown {
    let (is, lines, ttl) = match &look.expect {
        Expect::Lines(lines) => (Is::Exactly, lines.clone(), None),
        Expect::Among(lines) => (Is::Among, lines.clone(), None),
        Expect::Ttl(seconds) => (Is::TtlAtMost, Vec::new(), Some(*seconds)),
        Expect::Words(_) => (Is::Judged, Vec::new(), None),
    };
    Shown { command: look.command.clone(), is, lines, ttl, text: look.expect.text() }
}

/// What the template prints.
#[derive(Serialize)]
struct View {
    stage: Verbatim,
    /// From when to when the stage is.
    time: String,
    zones: Vec<ZoneView>,
}

#[derive(Serialize)]
struct ZoneView {
    domain: Verbatim,
    provider: String,
    about: Verbatim,
    untouched: String,
    changes: Vec<ChangeView>,
}

#[derive(Serialize)]
struct ChangeView {
    title: String,
    step: Verbatim,
    local: String,
    utc: String,
    rows: Vec<Row>,
    also: Vec<String>,
    looks: Vec<LookView>,
    files: Vec<Verbatim>,
}

#[derive(Serialize)]
struct Row {
    name: Verbatim,
    kind: String,
    before: Verbatim,
    after: Verbatim,
    ttl: String,
    place: String,
}

#[derive(Serialize)]
struct LookView {
    command: Verbatim,
    lines: Verbatim,
    words: String,
}

const WHOLE: &str = "The zone file that was given is the base: below `zones` stands the whole zone after each change, all else as it was, its serial \
    raised by one a change. octoDNS gets the whole zone too.";
const PART: &str = "This is a change set and no zone: what else stands in the zone stays as it is. The files for octoDNS hold what is changed \
    and nothing else; give them as a further source of the zone, with `populate_should_replace: true`, for octoDNS deletes what no source has.";

fn view(plan: &Plan, rank: usize, dns: &Dns) -> View {
    let time = match (plan.stages[rank].since, plan.stages.get(rank + 1).and_then(|it| it.since)) {
        (None, None) => "at all times".to_owned(),
        (None, Some(until)) => format!("before {}", clocked(until)),
        (Some(since), None) => format!("from {} on", clocked(since)),
        (Some(since), Some(until)) => format!("from {} to {}", clocked(since), clocked(until)),
    };
    let of_zone = |it: &ZoneChanges| ZoneView {
        domain: Verbatim(code(&it.domain)),
        provider: it.provider.clone().unwrap_or_else(|| "nobody has written where".to_owned()),
        about: Verbatim(if it.whole { WHOLE } else { PART }.to_owned()),
        untouched: it.untouched.join(", "),
        changes: it.changes.iter().map(of_view).collect(),
    };
    View { stage: Verbatim(code(&dns.stage)), time, zones: dns.zones.iter().map(of_zone).collect() }
}

fn clocked(at: Timestamp) -> String {
    crate::model::graph::time::local(at, &TimeZone::UTC)
}

fn of_view(change: &ZoneChange) -> ChangeView {
    let window = |clock: fn(&Instant) -> String| match (&change.from, &change.until) {
        (Some(from), Some(until)) => format!("from {} to {}", clock(from), clock(until)),
        (Some(from), None) => format!("at {} or later", clock(from)),
        (None, Some(until)) => format!("before {}", clock(until)),
        (None, None) => "at any time".to_owned(),
    };
    let files = [&change.octodns, &change.zone_file].into_iter().flatten();
    ChangeView {
        title: change.title.clone(),
        step: Verbatim(code(&change.step)),
        local: window(|it| it.local.clone()),
        utc: window(|it| it.utc.clone()),
        rows: change.records.iter().map(row).collect(),
        also: change.also.clone(),
        looks: change.must_show.iter().map(seen).collect(),
        files: files.map(|it| Verbatim(code(it))).collect(),
    }
}

fn seen(shown: &Shown) -> LookView {
    let lines: Vec<String> = shown.lines.iter().map(|it| code(it)).collect();
    let others = if shown.is == Is::Among { ", perhaps beside others" } else { "" };
    let (lines, words) = match shown.lines.is_empty() {
        true => (String::new(), shown.text.clone()),
        false => (lines.join(" and "), others.to_owned()),
    };
    LookView { command: Verbatim(code(&shown.command)), lines: Verbatim(lines), words }
}

fn row(record: &RecordChange) -> Row {
    let values = |it: &Records| it.values.iter().map(|it| cell(&it.data)).collect::<Vec<_>>().join("<br>");
    let before = match &record.before {
        Some(before) => values(before),
        None if record.before_is_known => "nothing".to_owned(),
        None => "not known".to_owned(),
    };
    let after = match &record.after {
        None => "nothing".to_owned(),
        Some(after) if after.values.is_empty() => "the same".to_owned(),
        Some(after) if record.keeps_others => format!("{}<br>and what else is there", values(after)),
        Some(after) => values(after),
    };
    let seconds = |it: &Option<Records>| it.as_ref().and_then(|it| it.ttl).map_or_else(|| "–".to_owned(), |it| it.to_string());
    let ttl = match record.action {
        Action::Delete => seconds(&record.before),
        Action::Set | Action::SetTtl => format!("{} → {}", seconds(&record.before), seconds(&record.after)),
    };
    let shown = record.after.as_ref().or(record.before.as_ref());
    let places: Vec<&str> = shown.iter().flat_map(|it| &it.values).map(|it| it.place.as_str()).collect();
    let mut places = places;
    places.dedup();
    Row {
        name: Verbatim(cell(&record.name)),
        kind: record.r#type.clone(),
        before: Verbatim(before),
        after: Verbatim(after),
        ttl,
        place: places.join(", "),
    }
}

/// Returns a code span that can stand in a cell of a table.
fn cell(text: &str) -> String {
    code(text).replace('|', "\\|")
}
