//! The steps in final words, night by night: what the runbook, the tasks and each role's extract print.

use crate::emit::index;
use crate::emit::plan_json;
use crate::emit::shape::{Instant, code, zone};
use crate::model::plan::Plan;
use crate::model::plan::step::{self, Step, Undo};
use crate::template::Verbatim;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The steps of one night.
#[derive(Serialize)]
pub struct NightView {
    /// As `night-2024-10-15`, by the day in whose morning it ends.
    pub anchor: String,
    /// As `Monday 14 to Tuesday 15 October 2024`; no two nights share it.
    pub name: String,
    /// When the first and the last step is due, by the program's clock and in UTC; empty without a date.
    pub first: String,
    pub first_utc: String,
    pub last: String,
    pub last_utc: String,
    /// The name of that clock.
    pub clock: String,
    /// Who has something to do.
    pub owners: Vec<String>,
    pub switches: Vec<Reference>,
    pub count: usize,
    pub steps: Vec<StepView>,
}

/// One step.
#[derive(Serialize)]
pub struct StepView {
    /// From 1, in the whole runbook.
    pub number: usize,
    pub id: String,
    pub id_code: Verbatim,
    pub title: String,
    pub owner: String,
    /// Its owner, or each where there are several.
    pub owners: Vec<String>,
    /// Those that it is for, by id.
    pub regions: Vec<String>,
    pub roles: Vec<String>,
    pub is_switch: bool,
    pub window: String,
    pub utc: String,
    pub how: Vec<Line>,
    /// What every step of its kind does.
    pub usual: Vec<Line>,
    /// The step of the same night that says the same of every step of its kind.
    pub as_in: Option<usize>,
    pub check: Vec<CheckView>,
    pub otherwise: Vec<Line>,
    pub undo: Vec<Line>,
    /// Empty where something does, or nothing was changed.
    pub never_undone: String,
    pub after: Vec<Reference>,
}

/// A line of plain text, and the same in parts.
#[derive(Serialize)]
pub struct Line {
    pub text: String,
    pub parts: Vec<Part>,
}

/// Some words, and the file that they name.
#[derive(Serialize)]
pub struct Part {
    pub text: String,
    /// Empty where no file is named.
    pub href: String,
}

/// Another step.
#[derive(Clone, Serialize)]
pub struct Reference {
    pub number: usize,
    pub id_code: Verbatim,
    pub title: String,
    pub owner: String,
    /// Whether it stands in the same text.
    pub is_here: bool,
}

/// One look at the result.
#[derive(Serialize)]
pub struct CheckView {
    /// What is typed; empty where a person looks.
    pub command: String,
    pub command_code: Verbatim,
    pub is_typed: bool,
    pub expect: String,
}

/// One date of the change, and what it is by each clock.
#[derive(Serialize)]
pub struct Dates {
    pub name: String,
    pub decided: String,
    pub clocks: Vec<Clock>,
}

/// The regions whose clocks show a date alike.
#[derive(Serialize)]
pub struct Clock {
    /// As `Europe/Paris (fr)`.
    pub whose: String,
    /// By that clock and in UTC; empty where it never comes, or is not known.
    pub told: String,
    pub switch: String,
}

/// For whom steps are put into words.
pub trait Reader {
    /// Returns a step as it is told to them.
    fn told(&self, step: &Step) -> Step;
    /// Tells whether it is for them, or only named by one that is.
    fn has(&self, step: &Step) -> bool;
    /// Tells whether there is a file of that path to be linked to.
    fn has_file(&self, path: &str) -> bool;
}

/// Returns the nights with the steps that are for `reader`.
pub fn nights(plan: &Plan, reader: &dyn Reader) -> Vec<NightView> {
    let office = plan.graph.program.zone.clone().unwrap_or(TimeZone::UTC);
    let told: Vec<Step> = plan.steps.iter().map(|it| reader.told(it)).collect();
    let reference = |(rank, it): (usize, &'_ Step)| Reference {
        number: rank + 1,
        id_code: Verbatim(code(&it.id)),
        title: it.title.clone(),
        owner: it.owner.clone(),
        is_here: reader.has(&plan.steps[rank]),
    };
    let references: BTreeMap<&str, Reference> = told.iter().enumerate().map(|it| (it.1.id.as_str(), reference(it))).collect();
    let regions = regions_of_stages(plan);
    let see = See { references: &references, regions: &regions, reader };
    let night = |it: &step::Night| {
        let steps = it.steps.iter().filter(|it| reader.has(it.1)).map(|(rank, _)| (*rank, &told[*rank]));
        let steps: Vec<(usize, &Step)> = steps.collect();
        (!steps.is_empty()).then(|| see.night(it.ends, &steps, &office))
    };
    step::nights(&plan.steps, &office).iter().filter_map(night).collect()
}

/// Returns whose clock nights go by.
pub fn clock_name(plan: &Plan) -> String {
    plan.graph.program.zone.as_ref().and_then(TimeZone::iana_name).unwrap_or("UTC").to_owned()
}

fn regions_of_stages(plan: &Plan) -> BTreeMap<&str, BTreeSet<&str>> {
    plan.stages.iter().map(|it| (it.name.as_str(), it.causes.iter().map(|it| it.region.as_str()).collect())).collect()
}

/// What the words of a step need besides it.
struct See<'s> {
    references: &'s BTreeMap<&'s str, Reference>,
    regions: &'s BTreeMap<&'s str, BTreeSet<&'s str>>,
    reader: &'s dyn Reader,
}

impl See<'_> {
    fn night(&self, ends: Option<Date>, steps: &[(usize, &Step)], office: &TimeZone) -> NightView {
        let mut usual: BTreeMap<&[String], usize> = BTreeMap::new();
        let mut views = Vec::new();
        for (rank, step) in steps {
            let said = step.parts().1;
            let first = *usual.entry(said).or_insert(*rank);
            views.push(StepView { as_in: (!said.is_empty() && first != *rank).then_some(first + 1), ..self.step(*rank, step) });
        }
        let instants = || steps.iter().filter_map(|it| it.1.at());
        let (first, last) = (instants().min(), instants().max());
        let on = |at: Option<Timestamp>, zone: &TimeZone| at.map_or_else(String::new, |it| face(it, zone));
        let owners: BTreeSet<&String> = views.iter().flat_map(|it| &it.owners).collect();
        let switches = views.iter().filter(|it| it.is_switch).filter_map(|it| self.references.get(it.id.as_str()).cloned());
        NightView {
            anchor: ends.map_or_else(|| "night-without-a-date".to_owned(), |it| format!("night-{it}")),
            name: ends.map_or_else(|| "Without a date".to_owned(), name),
            first: on(first, office),
            first_utc: on(first, &TimeZone::UTC),
            last: on(last, office),
            last_utc: on(last, &TimeZone::UTC),
            clock: office.iana_name().unwrap_or("UTC").to_owned(),
            owners: owners.into_iter().cloned().collect(),
            switches: switches.collect(),
            count: views.len(),
            steps: views,
        }
    }

    fn step(&self, rank: usize, step: &Step) -> StepView {
        let zone = zone(&step.zone);
        let (how, usual) = step.parts();
        let lines = |it: &[String]| it.iter().map(|it| self.line(it)).collect::<Vec<_>>();
        let of_stage = step.stage.as_ref().and_then(|it| self.regions.get(it.as_str()));
        let regions: BTreeSet<&str> =
            of_stage.into_iter().flatten().copied().chain([step.region.as_str()]).filter(|it| !it.is_empty()).collect();
        let owners: BTreeSet<&str> = step.owner.split(", ").filter(|it| !it.is_empty()).collect();
        StepView {
            number: rank + 1,
            id: step.id.clone(),
            id_code: Verbatim(code(&step.id)),
            title: step.title.clone(),
            owner: step.owner.clone(),
            owners: owners.into_iter().map(str::to_owned).collect(),
            regions: regions.into_iter().map(str::to_owned).collect(),
            roles: step.roles.iter().map(|it| it.word().to_owned()).collect(),
            is_switch: step.stage.is_some(),
            window: window(step, &zone),
            utc: window(step, &TimeZone::UTC),
            how: lines(how),
            usual: lines(usual),
            as_in: None,
            check: step.check.iter().map(check).collect(),
            otherwise: lines(&step.otherwise),
            undo: if let Undo::By(it) = &step.undo { lines(it) } else { Vec::new() },
            never_undone: if let Undo::Never(why) = &step.undo { why.clone() } else { String::new() },
            after: step.after.iter().filter_map(|it| self.references.get(it.as_str()).cloned()).collect(),
        }
    }

    /// Returns a line with links to the files that it names.
    fn line(&self, text: &str) -> Line {
        let mut parts: Vec<Part> = Vec::new();
        let mut add = |text: &str, href: &str| match parts.last_mut().filter(|it| it.href.is_empty() && href.is_empty()) {
            Some(last) => last.text.push_str(text),
            None => parts.push(Part { text: text.to_owned(), href: href.to_owned() }),
        };
        for word in text.split_inclusive(' ') {
            let path = word.trim_end_matches([' ', '.', ',', ':', ';']);
            let is_file = path.contains('/') && self.reader.has_file(path);
            add(path, &if is_file { index::href(path) } else { String::new() });
            add(&word[path.len()..], "");
        }
        parts.retain(|it| !it.text.is_empty());
        Line { text: text.to_owned(), parts }
    }
}

fn check(check: &step::Check) -> CheckView {
    let command = check.command();
    CheckView {
        is_typed: command.is_some(),
        command_code: Verbatim(command.as_deref().map(code).unwrap_or_default()),
        command: command.unwrap_or_default(),
        expect: check.expect.clone(),
    }
}

/// Returns what a night is called, by the morning in which it ends.
fn name(ends: Date) -> String {
    let begins = ends.yesterday().unwrap_or(ends);
    let first = match (begins.year() == ends.year(), begins.month() == ends.month()) {
        (false, _) => "%A %-d %B %Y",
        (_, false) => "%A %-d %B",
        _ => "%A %-d",
    };
    format!("{} to {}", begins.strftime(first), ends.strftime("%A %-d %B %Y"))
}

/// Returns an instant as a clock shows it: seconds only where there are any.
fn face(at: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    let form = if local.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    local.strftime(form).to_string()
}

/// Says when a step is done, by one clock.
pub fn window(step: &Step, zone: &TimeZone) -> String {
    let name = zone.iana_name().unwrap_or("UTC");
    match (step.from, step.until) {
        (Some(from), Some(until)) => format!("from {} to {} {name}", face(from, zone), face(until, zone)),
        (Some(from), None) if step.stage.is_some() => format!("at {} {name}", face(from, zone)),
        (Some(from), None) => format!("from {} {name}", face(from, zone)),
        (None, Some(until)) => format!("before {} {name}", face(until, zone)),
        (None, None) => "at any time".to_owned(),
    }
}

/// The regions that read their dates in a zone, by its name.
type Zones = BTreeMap<String, BTreeSet<String>>;

/// Returns the dates of all regions, those that are decided alike together, and of those the clocks that show them alike.
pub fn dates(plan: &Plan) -> Vec<Dates> {
    let mut dates: Vec<Dates> = Vec::new();
    let mut whose: BTreeMap<[String; 4], Zones> = BTreeMap::new();
    for date in plan_json::dates(plan) {
        let never = date.never.as_ref().map(|it| format!("never: {it}"));
        let decided = date.decided.clone().or(never).unwrap_or_else(|| "not known".to_owned());
        let zones: Vec<String> = date.zone.iter().chain(&date.also_zones).cloned().collect();
        let shown = |it: &Option<Instant>| it.as_ref().map_or_else(String::new, |it| on_clock(it, &zones));
        let (told, switch) = (shown(&date.told), shown(&date.switch));
        let key = [date.name.clone(), decided.clone(), told.clone(), switch.clone()];
        if !whose.contains_key(&key) {
            let clock = Clock { whose: String::new(), told, switch };
            match dates.iter_mut().find(|it| it.name == date.name && it.decided == decided) {
                Some(known) => known.clocks.push(clock),
                None => dates.push(Dates { name: date.name.clone(), decided, clocks: vec![clock] }),
            }
        }
        let regions = whose.entry(key).or_default();
        for zone in if zones.is_empty() { vec!["no clock is written".to_owned()] } else { zones } {
            regions.entry(zone).or_default().insert(date.region.clone());
        }
    }
    for date in &mut dates {
        for clock in &mut date.clocks {
            let key = [date.name.clone(), date.decided.clone(), clock.told.clone(), clock.switch.clone()];
            let zones = whose.remove(&key).unwrap_or_default();
            let names = zones.into_iter().map(|(zone, regions)| format!("{zone} ({})", regions.into_iter().collect::<Vec<_>>().join(", ")));
            clock.whose = names.collect::<Vec<_>>().join(", ");
        }
    }
    dates
}

/// Returns an instant without the name of its clock, which stands beside it.
fn on_clock(at: &Instant, zones: &[String]) -> String {
    let local = zones.iter().find_map(|it| at.local.strip_suffix(it.as_str())).unwrap_or(&at.local).trim_end();
    format!("{local} = {}", at.utc)
}
