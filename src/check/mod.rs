//! Graph → findings, and Plan → findings: two doors, each rule at the door whose noun it needs.

mod held;
mod literal;
mod moves;
mod own_page;
mod phrase;
mod reach;
mod robots;
mod rows;
pub mod rules;
mod waive;
mod wording;

use crate::diag::{Code, Report};
use crate::model::graph::Graph;
use crate::model::plan::Plan;
use crate::model::plan::text::Text;
use crate::model::spec::workspace::Waiver;
use crate::source::{Located, Sources};
use jiff::civil::Date;
use std::collections::BTreeMap;

pub use waive::waive;

/// A rule: its page, and what runs it.
pub struct Rule {
    pub code: &'static Code,
    run: Run,
}

enum Run {
    Graph(fn(&Graph, &mut Report)),
    /// What depends on the day: judged only where the run is told one.
    Present(fn(&Graph, Date, &mut Report)),
    Plan(fn(&Plan, &mut Report)),
    /// What needs the words that customers read.
    Texts(fn(&Telling, &mut Report)),
    /// What needs them and depends on the day.
    PresentTexts(fn(&Telling, Date, &mut Report)),
    /// What a release is followed by: its steps and zones are worked out first, so only strict runs judge it.
    Release(fn(&Plan, &mut Report)),
    /// What waivers let pass, once all else is judged: the waivers that cover nothing.
    Waivers(fn(&[&Located<Waiver>], &Sources, &mut Report)),
}

/// Judges what was written, as it is meant; with a day, also what depends on it.
pub fn graph(graph: &Graph, as_of: Option<Date>, report: &mut Report) {
    for rule in rules::RULES {
        match (&rule.run, as_of) {
            (Run::Graph(run), _) => run(graph, report),
            (Run::Present(run), Some(day)) => run(graph, day, report),
            _ => {}
        }
    }
}

/// Judges what URLs answer.
pub fn plan(plan: &Plan, report: &mut Report) {
    for rule in rules::RULES {
        if let Run::Plan(run) = rule.run {
            run(plan, report);
        }
    }
}

/// What customers are told, as far as rules judge it.
pub struct Telling<'a> {
    pub plan: &'a Plan,
    /// By region, locale, day and channel.
    pub texts: &'a [Text],
    /// Whether a person has looked at the messages of each language.
    pub reviewed: &'a BTreeMap<String, bool>,
    /// The day that counts as today.
    pub as_of: Option<Date>,
}

/// Judges what customers are told; with a day, also what depends on it.
pub fn texts(telling: &Telling, report: &mut Report) {
    for rule in rules::RULES {
        match (&rule.run, telling.as_of) {
            (Run::Texts(run), _) => run(telling, report),
            (Run::PresentTexts(run), Some(day)) => run(telling, day, report),
            _ => {}
        }
    }
}

/// Judges what a release is followed by: a plan with its steps.
pub fn release(plan: &Plan, report: &mut Report) {
    for rule in rules::RULES {
        if let Run::Release(run) = rule.run {
            run(plan, report);
        }
    }
}

/// Which doors a run goes through besides those that are always open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Doors {
    /// The day that counts as today.
    pub as_of: Option<Date>,
    /// Whether it judges a release.
    pub is_release: bool,
}

impl Doors {
    /// Tells whether a rule was judged, if it is one of ours.
    fn judge(self, rule: &str) -> bool {
        rules::RULES.iter().filter(|it| it.code.name == rule).all(|it| match it.run {
            Run::Present(_) | Run::PresentTexts(_) => self.as_of.is_some(),
            Run::Release(_) => self.is_release,
            Run::Graph(_) | Run::Plan(_) | Run::Texts(_) | Run::Waivers(_) => true,
        })
    }
}

/// What a run without a day leaves open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unjudged {
    /// Waivers that may have expired.
    pub waivers: usize,
    /// Rules that did not run, besides the one on waivers.
    pub rules: usize,
}

/// Returns what was left open for want of a day.
pub fn unjudged(graph: &Graph, as_of: Option<Date>) -> Unjudged {
    if as_of.is_some() {
        return Unjudged::default();
    }
    let expiry = rules::lint::waiver_expired::CODE.name;
    let is_open = |it: &&Rule| match it.run {
        Run::Present(_) => it.code.name != expiry,
        // Where nothing was signed nothing was told that could have moved.
        Run::PresentTexts(_) => !graph.approvals.is_empty(),
        Run::Graph(_) | Run::Plan(_) | Run::Texts(_) | Run::Release(_) | Run::Waivers(_) => false,
    };
    let rules = rules::RULES.iter().filter(is_open);
    Unjudged { waivers: graph.waivers.len(), rules: rules.count() }
}
