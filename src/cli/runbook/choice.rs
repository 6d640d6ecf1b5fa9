//! Which steps of the runbook are asked for.

use crate::cli::Stop;
use crate::diag::{listed, nearest};
use crate::model::plan::Plan;
use crate::model::plan::step::{Role, Step, nights};
use clap::Args;
use clap::builder::PossibleValuesParser;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

/// Narrows the runbook; what stands in one list is joined, and each list narrows the others.
#[derive(Args)]
pub struct Choice {
    /// The night that ends in the morning of this day, as the runbook's headings have it; may be repeated
    #[arg(long, value_name = "DATE")]
    night: Vec<Date>,
    /// This region only, by its id; may be repeated
    #[arg(long, value_name = "REGION")]
    region: Vec<String>,
    /// What this team does only; may be repeated
    #[arg(long, value_name = "OWNER")]
    owner: Vec<String>,
    /// What concerns this trade only; may be repeated
    #[arg(long, value_name = "ROLE", value_parser = PossibleValuesParser::new(Role::ALL.map(Role::word)))]
    role: Vec<String>,
    /// This step only, by its id or its number; may be repeated
    #[arg(long, value_name = "STEP")]
    step: Vec<String>,
}

/// A step with its place in the whole runbook.
#[derive(Clone, Copy)]
pub struct Numbered<'p> {
    /// From 1.
    pub number: usize,
    /// The day in whose morning its night ends; `None` for a step without a date.
    pub night: Option<Date>,
    pub step: &'p Step,
}

/// Returns all steps with their numbers.
pub fn all(plan: &Plan) -> Vec<Numbered<'_>> {
    let office = plan.graph.program.zone.clone().unwrap_or(TimeZone::UTC);
    let nights = nights(&plan.steps, &office).into_iter();
    nights.flat_map(|it| it.steps.into_iter().map(move |(rank, step)| Numbered { number: rank + 1, night: it.ends, step })).collect()
}

/// Finds a step by its id or its number.
pub fn find(all: &[Numbered], text: &str) -> Result<usize, String> {
    let by_number = || text.parse::<usize>().ok().and_then(|it| it.checked_sub(1)).filter(|it| *it < all.len());
    all.iter().position(|it| it.step.id == text).or_else(by_number).ok_or_else(|| {
        let near = nearest(text, all.iter().map(|it| it.step.id.as_str()));
        let help = near.map_or_else(|| format!("there are 1 to {}", all.len()), |it| format!("did you mean `{it}`?"));
        format!("there is no step `{}`; {help}", crate::diag::printable(text))
    })
}

impl Choice {
    /// Tells whether it leaves anything out.
    pub fn is_narrowed(&self) -> bool {
        let lists = [&self.region, &self.owner, &self.role, &self.step];
        !self.night.is_empty() || lists.iter().any(|it| !it.is_empty())
    }

    /// Returns the places of the steps that are asked for; a word that nothing is called by is wrong usage.
    pub fn of(&self, all: &[Numbered]) -> Result<Vec<usize>, Stop> {
        self.nights(all)?;
        known("region", &self.region, all.iter().map(|it| it.step.region.as_str()))?;
        known("owner", &self.owner, all.iter().map(|it| it.step.owner.as_str()))?;
        let steps = self.step.iter().map(|it| find(all, it)).collect::<Result<Vec<_>, _>>().map_err(Stop::usage)?;
        let is_in = |list: &[String], word: &str| list.is_empty() || list.iter().any(|it| it == word);
        let is_asked = |at: &usize| {
            let Numbered { night, step, .. } = &all[*at];
            (self.night.is_empty() || night.is_some_and(|it| self.night.contains(&it)))
                && is_in(&self.region, &step.region)
                && is_in(&self.owner, &step.owner)
                && (self.role.is_empty() || step.roles.iter().any(|it| is_in(&self.role, it.word())))
                && (steps.is_empty() || steps.contains(at))
        };
        Ok((0..all.len()).filter(is_asked).collect())
    }

    fn nights(&self, all: &[Numbered]) -> Result<(), Stop> {
        let known: BTreeSet<Date> = all.iter().filter_map(|it| it.night).collect();
        let Some(unknown) = self.night.iter().find(|it| !known.contains(it)) else { return Ok(()) };
        let near: Vec<String> =
            known.range(..unknown).next_back().into_iter().chain(known.range(unknown..).next()).map(ToString::to_string).collect();
        let near: Vec<&str> = near.iter().map(String::as_str).collect();
        Err(Stop::usage(format!("no night with a step ends on {unknown}; the nearest end on {}", listed(&near))))
    }
}

fn known<'p>(what: &str, asked: &[String], known: impl Iterator<Item = &'p str>) -> Result<(), Stop> {
    let known: BTreeSet<&str> = known.filter(|it| !it.is_empty()).collect();
    let Some(unknown) = asked.iter().find(|it| !known.contains(it.as_str())) else { return Ok(()) };
    let names: Vec<&str> = known.iter().copied().collect();
    let help = nearest(unknown, known).map_or_else(|| format!("there are {}", listed(&names)), |it| format!("did you mean `{it}`?"));
    Err(Stop::usage(format!("no step has the {what} `{unknown}`; {help}")))
}
