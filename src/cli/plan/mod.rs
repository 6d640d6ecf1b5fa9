//! `cutover plan`: what is done when, what waits for what, and what a slip would do.

pub mod page;
mod slip;

use super::judging::day;
use super::{Exit, Setting, Stop};
use crate::Options;
use crate::diag::plural;
use crate::emit::plan_json::{self, Date, Link};
use crate::load::{Edited, Set};
use crate::model::plan::Plan;
use clap::Args;
use page::{Page, Section};
use serde::Serialize;
use std::io::Write;

pub use slip::SlipJson;

/// Show dates, what they wait for, and the steps in order; or what a changed date would do.
#[derive(Args)]
pub struct PlanCommand {
    /// Take this value instead of what is written, as uk.milestones.sunset=2025-01-07, and show what moves; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// This region only, by its id; may be repeated
    #[arg(long, value_name = "REGION")]
    region: Vec<String>,
    /// Show what is late at the start of this day, and which dates can no longer be kept; `now` is today in UTC
    #[arg(long, value_name = "DATE|now", value_parser = day, conflicts_with = "set")]
    as_of: Option<jiff::civil::Date>,
    /// How it is printed
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Form,
}

/// The form of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// Columns for a terminal
    Text,
    /// For a document or a pull request
    Markdown,
    /// For programs; see schema/plan.schema.json, and with `--set` schema/slip.schema.json
    Json,
}

impl PlanCommand {
    /// Prints the plan, or what changes by other values.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let disk = setting.disk()?;
        let disk = disk.as_ref();
        let sets =
            self.set.iter().map(|it| Set::parse(it)).collect::<Result<Vec<_>, _>>().map_err(|it| Stop::usage(format!("--set: {it}")))?;
        let options = Options { as_of: self.as_of, ..Options::default() };
        let checked = crate::plan_workspace(disk, options)?;
        let plan = super::planned(&checked)?;
        if let Some(unknown) = self.region.iter().find(|it| !plan.graph.regions.contains_key(*it)) {
            let known: Vec<&str> = plan.graph.regions.keys().map(String::as_str).collect();
            return Err(Stop::usage(format!("there is no region `{unknown}`; there are {}", known.join(", "))));
        }
        if sets.is_empty() {
            let json = self.narrowed(plan);
            self.print(&|| self.page(plan, &json), &json)?;
            let is_lost = json.late.as_ref().is_some_and(|it| it.lost.iter().any(|it| !it.is_notice));
            return Ok(if is_lost { Exit::Found } else { super::warned(&checked) });
        }
        let edited = Edited::new(disk, &sets)?.map_err(|it| Stop::usage(format!("--set: {it}")))?;
        let changed = crate::plan_workspace(&edited, Options::default())?;
        let mut slip = slip::of(disk, &sets, &checked, &changed, plan)?;
        slip.narrow(|it| self.is_asked(it));
        self.print(&|| slip::page(&slip), &slip)?;
        Ok(if slip.is_broken() { Exit::Found } else { Exit::Done })
    }

    fn print(&self, page: &dyn Fn() -> Page, json: &impl Serialize) -> Result<(), Stop> {
        let text = match self.format {
            Form::Text => page().text(),
            Form::Markdown => page().markdown().map_err(|it| Stop { exit: Exit::Found, text: it.to_string() })?,
            Form::Json => serde_json::to_string_pretty(json).expect("a published shape has text for keys") + "\n",
        };
        write!(anstream::stdout().lock(), "{text}")?;
        Ok(())
    }

    fn is_asked(&self, region: &str) -> bool {
        self.region.is_empty() || self.region.iter().any(|it| it == region)
    }

    fn narrowed(&self, plan: &Plan) -> plan_json::PlanJson {
        let mut json = plan_json::of(plan);
        json.milestones.retain(|it| self.is_asked(&it.region));
        json.paths.retain(|it| self.is_asked(&it.region));
        json.steps.retain(|it| self.is_asked(&it.region));
        json.late = self.as_of.map(|it| plan_json::late(plan, it));
        if let Some(late) = &mut json.late {
            late.lost.retain(|it| it.region.as_ref().is_none_or(|it| self.is_asked(it)));
        }
        json
    }

    fn page(&self, plan: &Plan, json: &plan_json::PlanJson) -> Page {
        let closing = plan.graph.retiring().filter(|it| self.is_asked(&it.id)).count();
        let counts = [
            plural(closing, "region closes", "regions close"),
            plural(json.stages.len(), "stage", "stages"),
            plural(json.steps.len(), "step", "steps"),
        ];
        let mut sections: Vec<Section> = json.late.iter().flat_map(late).collect();
        let mut dates = Section::table("Dates", &DATES, json.milestones.iter().map(date).collect());
        dates.lines.push("Slack: the whole days that a date can slip before it pushes what waits for it.".into());
        sections.push(dates);
        sections.extend(json.paths.iter().map(|it| {
            let heading = format!("What {}.milestones.{} waits for, the longest way back", it.region, it.milestone);
            Section::table(heading, &["over at", "slack", "what", "place"], it.waits.iter().map(link).collect())
        }));
        let stages = json.stages.iter().map(|it| {
            let causes: Vec<String> = it.causes.iter().map(|it| format!("{}/{}", it.region, it.event)).collect();
            vec![it.since.clone().unwrap_or_else(|| "–".into()), it.name.clone(), causes.join(", ")]
        });
        sections.push(Section::table("Stages", &["since", "stage", "causes"], stages.collect()));
        let steps = json.steps.iter().enumerate().map(|(at, it)| {
            let when = it.from.as_ref().map(|it| it.local.clone()).or(it.until.as_ref().map(|it| format!("before {}", it.local)));
            vec![(at + 1).to_string(), when.unwrap_or_else(|| "at any time".into()), it.owner.clone(), it.title.clone()]
        });
        sections.push(Section::table("Steps, in order", &["", "when", "owner", "what"], steps.collect()));
        sections.retain(|it| !it.rows.is_empty() || !it.lines.is_empty());
        Page { title: format!("{}: {}", json.program.name, counts.join(", ")), sections }
    }
}

/// Returns what is late, and what that costs date by date.
fn late(late: &plan_json::Late) -> Vec<Section> {
    let place = |it: &Option<String>| it.clone().unwrap_or_default();
    let overdue = late.overdue.iter().map(|it| vec![it.due.local.clone(), it.what.clone(), place(&it.place)]);
    let mut first = Section::table(format!("Late on {}", late.as_of), &["was due by", "what", "place"], overdue.collect());
    first.lines.push(match first.rows.is_empty() {
        true => "Nothing that is still wanted had to be done before this day.".into(),
        false => "Had to be done before this day. Where it was, all is well; where it begins only now, these dates move:".into(),
    });
    let mut sections = vec![first];
    for lost in &late.lost {
        let at = lost.at.as_ref().map_or_else(String::new, |it| it.local.clone());
        let heading = match lost.is_notice {
            true => format!("{} at {at}: customers would be told too late", lost.what),
            false => format!("{} at {at} cannot be kept", lost.what),
        };
        let mut section =
            Section::table(heading, &["over at", "slack", "what it waits for", "place"], lost.waits.iter().map(link).collect());
        section.lines.push(format!("It can be at {} at the earliest.", lost.earliest.local));
        sections.push(section);
    }
    sections
}

const DATES: [&str; 7] = ["region", "date", "decided", "customers are told", "servers switch", "earliest", "slack"];

fn date(date: &Date) -> Vec<String> {
    let instant = |it: &Option<crate::emit::shape::Instant>| it.as_ref().map_or_else(|| "–".to_owned(), |it| it.local.clone());
    let never = date.never.as_ref().map(|_| "never".to_owned());
    let decided = date.decided.clone().or(never).unwrap_or_else(|| "not known".to_owned());
    let slack = date.slack_days.map_or_else(|| "–".to_owned(), |it| it.to_string());
    vec![date.whose(), date.name.clone(), decided, instant(&date.told), instant(&date.switch), instant(&date.earliest), slack]
}

fn link(link: &Link) -> Vec<String> {
    let lead = link.lead.as_ref().map_or_else(String::new, |it| format!(", and takes {it}"));
    let others = if link.others == 0 { String::new() } else { format!(" (and {} more)", link.others) };
    vec![
        link.over.local.clone(),
        link.slack_days.map_or_else(|| "–".to_owned(), |it| it.to_string()),
        format!("{}{others}{lead}", link.what),
        link.place.clone().unwrap_or_default(),
    ]
}
