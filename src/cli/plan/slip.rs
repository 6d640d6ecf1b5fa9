//! What a changed value does: dates and steps that move, told dates that become false, and the next day that can be kept.

use super::page::{Page, Section};
use crate::cli::Stop;
use crate::compare::{self, FalseDate, MovedDate, MovedStep};
use crate::diag::{Diagnostic, Severity};
use crate::emit::shape::{Instant, VERSION, zone};
use crate::load::{Disk, Edited, Set};
use crate::model::plan::Plan;
use crate::{Checked, Options};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;
use std::io;

/// What another value does.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Slip")]
pub struct SlipJson {
    /// The version of this shape.
    version: u32,
    /// The values that were taken, as `uk.milestones.sunset=2025-01-07`.
    set: Vec<String>,
    /// Findings that are there only with the change.
    new: Vec<Found>,
    /// Findings that are there only without it.
    gone: Vec<Found>,
    /// For a date that brings errors, the nearest day on which it brings none.
    nearest_feasible_day: Option<String>,
    /// So many days before and after it were tried in vain; 0 where a day was found, or none was looked for.
    days_tried: u32,
    dates: Vec<DateMoves>,
    told: Vec<ToldFalse>,
    stages_gone: Vec<String>,
    stages_new: Vec<String>,
    steps: Vec<StepMoves>,
}

impl SlipJson {
    /// Keeps what is of the regions that `is_asked` for.
    pub fn narrow(&mut self, is_asked: impl Fn(&str) -> bool) {
        self.dates.retain(|it| is_asked(&it.region));
        self.told.retain(|it| is_asked(&it.region));
        self.steps.retain(|it| is_asked(&it.region));
    }

    /// Tells whether the change brings errors.
    pub fn is_broken(&self) -> bool {
        self.new.iter().any(|it| it.severity == "error")
    }
}

/// A finding that comes or goes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Found {
    rule: &'static str,
    severity: &'static str,
    message: String,
    place: String,
    help: Option<String>,
}

/// A milestone that comes at another instant.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct DateMoves {
    region: String,
    /// The zones that its days are read in; the instants are by the first.
    zones: Vec<String>,
    name: String,
    decided: Change<String>,
    told: Change<Instant>,
    switch: Change<Instant>,
}

/// A date that a notice tells and that does not hold any more.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct ToldFalse {
    region: String,
    /// The zones that its days are read in; the instants are by the first.
    zones: Vec<String>,
    locale: String,
    /// The day on which the notice is sent.
    day: String,
    occasion: &'static str,
    milestone: String,
    told: Change<Instant>,
}

/// A step that is done at another time, or in one of the two plans only.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct StepMoves {
    id: String,
    region: String,
    title: String,
    at: Change<Instant>,
    /// `moved`, `gone` or `new`.
    what: &'static str,
}

/// What it was and what it is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Change<T> {
    before: Option<T>,
    after: Option<T>,
}

/// Works out what `sets` change; `plan` is the one without them.
pub fn of(disk: &dyn Disk, sets: &[Set], before: &Checked, after: &Checked, plan: &Plan) -> Result<SlipJson, Stop> {
    let slip = after.plan.as_ref().filter(|_| !crate::is_broken(&after.report)).map(|it| compare::slip(plan, it)).unwrap_or_default();
    let (new, gone) = (only(after, before), only(before, after));
    let is_broken = new.iter().any(|it| it.severity == "error");
    let search = if is_broken { nearest_feasible(disk, sets, before)? } else { Search::NotDone };
    Ok(SlipJson {
        version: VERSION,
        set: sets.iter().map(Set::to_string).collect(),
        nearest_feasible_day: match search {
            Search::Found(day) => Some(day.to_string()),
            Search::NotDone | Search::Nothing => None,
        },
        days_tried: if search == Search::Nothing { AROUND.unsigned_abs() } else { 0 },
        new,
        gone,
        dates: slip.dates.iter().map(date).collect(),
        told: slip.told.iter().map(told).collect(),
        stages_gone: slip.stages_gone,
        stages_new: slip.stages_new,
        steps: slip.steps.iter().map(step).collect(),
    })
}

/// Returns the findings of `here` that are not in `there`.
fn only(here: &Checked, there: &Checked) -> Vec<Found> {
    let known: BTreeSet<_> = standing(there).map(key).collect();
    let found = standing(here).filter(|it| !known.contains(&key(it)) && it.severity != Severity::Info);
    let found = found.map(|it| Found {
        rule: it.code.name,
        severity: it.severity.word(),
        message: it.message.clone(),
        place: place(here, there, it),
        help: it.help.clone(),
    });
    let mut found: Vec<Found> = found.collect();
    found.sort_by_key(|it| it.severity != "error");
    found
}

/// Returns where a finding is in the files as they are; `--set` where its line stands in none of them.
fn place(here: &Checked, there: &Checked, finding: &Diagnostic) -> String {
    let found = here.sources.place(finding.span());
    let text =
        |checked: &Checked| checked.sources.find_file(&found.path).map_or_else(String::new, |it| checked.sources.file(it).text.to_string());
    let (edited, written) = (text(here), text(there));
    let Some(line) = edited.lines().nth(found.line - 1) else { return found.to_string() };
    // The lines above it may have become more.
    let is_same = |at: usize| written.lines().nth(at) == Some(line);
    let at = Some(found.line - 1).filter(|it| is_same(*it)).or_else(|| written.lines().position(|it| it == line));
    at.map_or_else(|| "--set".to_owned(), |at| format!("{}:{}", found.path, at + 1))
}

fn standing(checked: &Checked) -> impl Iterator<Item = &Diagnostic> {
    checked.report.findings.iter().filter(|it| it.waived.is_none())
}

/// What makes two findings the same one, wherever its line has gone.
fn key(finding: &Diagnostic) -> (&'static str, &str, &str) {
    (finding.code.name, &finding.subject, &finding.message)
}

/// How far around a day another one is looked for.
const AROUND: i32 = 200;

/// What looking for another day gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Search {
    /// It was no single date that was set.
    NotDone,
    /// The nearest day on which the change brings no error; of two as near, the later.
    Found(Date),
    Nothing,
}

/// Looks for the day nearest to the one that was asked for on which the change brings no error that is not there without it.
fn nearest_feasible(disk: &dyn Disk, sets: &[Set], before: &Checked) -> io::Result<Search> {
    let Some((last, first)) = sets.split_last().filter(|it| it.0.milestone().is_some()) else { return Ok(Search::NotDone) };
    let (word, day) = last.value.rsplit_once(' ').map_or(("", last.value.as_str()), |(word, day)| (word, day));
    let Ok(day) = day.parse::<Date>() else { return Ok(Search::NotDone) };
    for far in 1..=AROUND {
        for days in [far, -far] {
            let Ok(other) = day.checked_add(jiff::Span::new().days(days)) else { continue };
            let value = format!("{word} {other}").trim().to_owned();
            let sets: Vec<Set> = first.iter().cloned().chain([last.with(value)]).collect();
            let Ok(edited) = Edited::new(disk, &sets)? else { return Ok(Search::NotDone) };
            let after = crate::check_workspace(&edited, Options::default())?;
            if !only(&after, before).iter().any(|it| it.severity == "error") {
                return Ok(Search::Found(other));
            }
        }
    }
    Ok(Search::Nothing)
}

fn date(moved: &MovedDate) -> DateMoves {
    let zone = first_zone(&moved.zones);
    let [before, after] = moved.instants;
    let change = |of: fn(crate::model::graph::time::Instants) -> Timestamp| Change {
        before: before.map(|it| Instant::of(of(it), &zone)),
        after: after.map(|it| Instant::of(of(it), &zone)),
    };
    let [was, is] = moved.decided.clone();
    DateMoves {
        region: moved.region.clone(),
        zones: moved.zones.clone(),
        name: moved.name.clone(),
        decided: Change { before: was, after: is },
        told: change(|it| it.told),
        switch: change(|it| it.switch),
    }
}

fn told(it: &FalseDate) -> ToldFalse {
    let zone = first_zone(&it.zones);
    ToldFalse {
        region: it.region.clone(),
        zones: it.zones.clone(),
        locale: it.locale.clone(),
        day: it.day.to_string(),
        occasion: it.occasion.word(),
        milestone: it.milestone.clone(),
        told: Change { before: Some(Instant::of(it.told, &zone)), after: it.now.map(|now| Instant::of(now, &zone)) },
    }
}

fn step(moved: &MovedStep) -> StepMoves {
    let zone = zone(&moved.zone);
    let [before, after] = moved.at.map(|it| it.flatten().map(|it| Instant::of(it, &zone)));
    let what = match moved.at {
        [_, None] => "gone",
        [None, _] => "new",
        _ => "moved",
    };
    StepMoves { id: moved.id.clone(), region: moved.region.clone(), title: moved.title.clone(), at: Change { before, after }, what }
}

/// Returns the page that people read.
pub fn page(slip: &SlipJson) -> Page {
    let local = |it: &Option<Instant>| it.as_ref().map_or_else(|| "–".to_owned(), |it| it.local.clone());
    let text = |it: &Option<String>| it.clone().unwrap_or_else(|| "–".to_owned());
    let mut sections = vec![verdict(slip)];
    sections.extend(findings("Findings that are new", &slip.new));
    sections.extend(findings("Findings that are gone", &slip.gone));
    let row = |it: &DateMoves| {
        let decided = format!("{} → {}", text(&it.decided.before), text(&it.decided.after));
        let (told, switch) = (change(&it.told, &local), change(&it.switch, &local));
        vec![whose(&it.region, &it.zones), it.name.clone(), decided, told, switch]
    };
    sections.push(Section::table(
        "Dates that move",
        &["region", "date", "decided", "customers are told", "servers switch"],
        slip.dates.iter().map(row).collect(),
    ));
    let row = |it: &ToldFalse| {
        vec![
            it.day.clone(),
            it.occasion.into(),
            whose(&it.region, &it.zones),
            it.locale.clone(),
            it.milestone.clone(),
            change(&it.told, &local),
        ]
    };
    let mut told = Section::table(
        "Told dates that become false",
        &["sent", "notice", "region", "locale", "date", "told"],
        slip.told.iter().map(row).collect(),
    );
    told.lines.push("Whoever was sent one of these is owed a correction.".into());
    sections.push(told);
    let gone = slip.stages_gone.iter().map(|it| vec!["gone".to_owned(), it.clone()]);
    let stages: Vec<Vec<String>> = gone.chain(slip.stages_new.iter().map(|it| vec!["new".to_owned(), it.clone()])).collect();
    sections.push(Section::table("Stages", &["", "stage"], stages));
    let row = |it: &StepMoves| vec![it.what.to_owned(), change(&it.at, &local), it.title.clone()];
    sections.push(Section::table("Steps that move", &["", "when", "what"], slip.steps.iter().map(row).collect()));
    sections.retain(|it| !it.rows.is_empty() || it.head.is_empty());
    Page { title: format!("With {}", slip.set.join(" and ")), sections }
}

/// Returns a region, with the zones beside the first whose clocks its days are read by.
fn whose(region: &str, zones: &[String]) -> String {
    match zones.get(1..) {
        Some(others) if !others.is_empty() => format!("{region} (also {})", others.join(", ")),
        _ => region.to_owned(),
    }
}

fn first_zone(zones: &[String]) -> TimeZone {
    zones.first().map_or(TimeZone::UTC, |it| zone(it))
}

fn change<T: PartialEq>(change: &Change<T>, print: &dyn Fn(&Option<T>) -> String) -> String {
    if change.before == change.after { print(&change.after) } else { format!("{} → {}", print(&change.before), print(&change.after)) }
}

fn verdict(slip: &SlipJson) -> Section {
    let errors = slip.new.iter().filter(|it| it.severity == "error").count();
    let moves = slip.dates.len() + slip.new.len() + slip.gone.len() + slip.stages_gone.len() + slip.stages_new.len() + slip.steps.len();
    let cannot = format!("It cannot be kept: {} that would be new.", crate::diag::plural(errors, "error", "errors"));
    let line = match (errors, &slip.nearest_feasible_day, slip.days_tried) {
        (0, ..) if moves == 0 => "Nothing changes.".to_owned(),
        (0, ..) => "It can be kept: it brings no error.".to_owned(),
        (_, Some(day), _) => format!("{cannot} The nearest feasible day is {day}."),
        (_, None, 0) => cannot,
        (_, None, days) => format!("{cannot} No day within {days} days of it is feasible."),
    };
    Section { heading: "Verdict".into(), lines: vec![line], ..Section::default() }
}

fn findings(heading: &str, found: &[Found]) -> Option<Section> {
    let lines = found.iter().flat_map(|it| {
        let help = it.help.iter().map(|it| format!("    help: {it}"));
        std::iter::once(format!("{}: {}[{}]: {}", it.place, it.severity, it.rule, it.message)).chain(help)
    });
    (!found.is_empty()).then(|| Section { heading: heading.into(), lines: lines.collect(), ..Section::default() })
}
