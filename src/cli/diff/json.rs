//! The published shape of a difference; the other forms print it too.

use crate::compare::{Class, Difference, Fact, MovedDate, Side, Stopped, Subject, What};
use crate::diag::plural;
use crate::emit::shape::{Instant, VERSION, zone};
use crate::model::graph::time::Instants;
use crate::model::plan::Plan;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What a change does.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Diff")]
pub struct DiffJson {
    /// The version of this shape.
    pub version: u32,
    /// What it is compared with, as it was named.
    pub base: String,
    /// The whole name of that commit; none where it is a folder.
    pub commit: Option<String>,
    /// The whole in a line.
    pub summary: String,
    pub counts: Counts,
    /// URLs that are answered otherwise, as classes; those asked for most first.
    pub urls: Vec<Urls>,
    /// The names that answer as hosts among these do.
    pub aliases: BTreeMap<String, Vec<String>>,
    /// Milestones that come at another instant, are new or are gone.
    pub dates: Vec<DateMoves>,
    pub facts: Vec<FactJson>,
    /// Guards of `[policy]` that stop the change.
    pub guards: Vec<GuardJson>,
}

/// How much changes.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Counts {
    /// The URLs of both inventories.
    pub urls: usize,
    /// Those of them that are answered otherwise at some time.
    pub urls_changed: usize,
    /// Their hits; 0 where no inventory counts them.
    pub hits: u64,
    pub hits_changed: u64,
    /// The redirects that people wrote, before the change.
    pub redirects: usize,
    /// Those of them that no longer redirect.
    pub redirects_lost: usize,
}

/// URLs that change in the same way.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Urls {
    pub host: String,
    /// As `uk/store`; none where no site owns them.
    pub site: Option<String>,
    /// `lost`, `elsewhere`, `new`, `permanent now`, `temporary now`, `another status`, `another query`, `other headers` or
    /// `another answer`.
    pub kind: &'static str,
    /// The URL that is asked for most, or else the shortest; none where a search was given up.
    pub witness: Option<String>,
    /// Where a search was given up: what the two rules may both match.
    pub undecided: Option<String>,
    pub before: Answers,
    pub after: Answers,
    /// How many exact paths are among them, with the spellings that the compiler makes.
    pub paths: usize,
    /// How many of those people wrote.
    pub rows: usize,
    /// Whether a pattern or a default is among what answers, so that there is no end of such URLs.
    pub pattern: bool,
    /// The stage from which it is so; none where it is so from the start.
    pub since: Option<String>,
    /// The stage from which it is no longer so; none where it is so for good.
    pub until: Option<String>,
    /// The stages in which the host's answers change and in which it is so.
    pub stages: Vec<String>,
    /// How many URLs of the inventories are among them.
    pub known_urls: usize,
    pub hits: u64,
}

/// What the witness gets on one side, and why.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Answers {
    /// As `301 https://www.mi.com/uk/`.
    pub answer: String,
    /// The rule's source as it was written, the table whose rows they are, or what answers where nothing is written.
    pub rule: String,
    /// Where it stands, as `regions/uk.toml:14`.
    pub place: Option<String>,
}

/// A milestone that comes at another instant.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct DateMoves {
    pub region: String,
    /// The zones that its days are read in; the instants are by the first.
    pub zones: Vec<String>,
    pub name: String,
    pub decided: Change<String>,
    pub told: Change<Instant>,
    pub switch: Change<Instant>,
    /// By how many whole days what is told moves; negative where it comes earlier.
    pub days: Option<i64>,
}

/// Something that is new, gone or not as it was.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct FactJson {
    /// `region`, `site`, `host`, `service`, `notice`, `words` (of a text, by its name), `target`, `record`, `text` or `policy`.
    pub subject: &'static str,
    pub name: String,
    /// `gone`, `new` or `changed`.
    pub what: &'static str,
    pub changes: Vec<FieldJson>,
}

/// What of it changes: of a list what is on one side only.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct FieldJson {
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// A guard that stops the change.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct GuardJson {
    /// `redirects-lost`, `sunset-earlier`, `answers-changed`, `host-lost` or `independent-touched`.
    pub guard: &'static str,
    pub found: String,
    /// What `[policy]` lets pass.
    pub limit: String,
    /// What to type to let this pass, as `--allow redirects-lost=3.2%`.
    pub allow: String,
    /// Whether it was typed.
    pub allowed: bool,
}

/// What it was and what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Change<T> {
    pub before: Option<T>,
    pub after: Option<T>,
}

impl DiffJson {
    /// Returns the published form of what changes from `plans[0]` to `plans[1]`.
    pub fn of(base: (String, Option<String>), difference: &Difference, stopped: &[Stopped], plans: [&Plan; 2]) -> DiffJson {
        let counts = Counts {
            urls: difference.counts.urls,
            urls_changed: difference.counts.urls_changed,
            hits: difference.counts.hits,
            hits_changed: difference.counts.hits_changed,
            redirects: difference.counts.redirects,
            redirects_lost: difference.counts.redirects_lost,
        };
        let hosts: BTreeSet<&str> = difference.classes.iter().map(|it| it.host.as_str()).collect();
        let names = |host: &str| -> Vec<String> {
            let found = plans.iter().rev().find_map(|it| it.hosts.get(host));
            found.map_or_else(Vec::new, |it| it.aliases.iter().map(|it| it.name.clone()).collect())
        };
        let aliases = hosts.into_iter().map(|it| (it.to_owned(), names(it))).filter(|it| !it.1.is_empty());
        DiffJson {
            version: VERSION,
            base: base.0,
            commit: base.1,
            summary: summary(difference),
            counts,
            urls: difference.classes.iter().map(urls).collect(),
            aliases: aliases.collect(),
            dates: difference.dates.iter().map(date).collect(),
            facts: difference.facts.iter().map(fact).collect(),
            guards: stopped.iter().map(guard).collect(),
        }
    }
}

/// Returns the whole in a line.
fn summary(difference: &Difference) -> String {
    let counts = &difference.counts;
    let mut parts = Vec::new();
    let mut kinds: BTreeMap<_, usize> = BTreeMap::new();
    difference.classes.iter().for_each(|it| *kinds.entry(it.kind).or_default() += 1);
    if !kinds.is_empty() {
        let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{count} {}", kind.word())).collect();
        parts.push(format!(
            "{} ({})",
            plural(difference.classes.len(), "class of URLs changes", "classes of URLs change"),
            kinds.join(", ")
        ));
    }
    if counts.urls > 0 && counts.urls_changed > 0 {
        let share = |part: u64, all: u64| format!("{:.1}%", part as f64 * 100.0 / all as f64);
        let hits = if counts.hits > 0 { format!(", {} of the hits", share(counts.hits_changed, counts.hits)) } else { String::new() };
        parts.push(format!("{} of {} known URLs{hits}", counts.urls_changed, counts.urls));
    }
    if !difference.dates.is_empty() {
        parts.push(plural(difference.dates.len(), "date moves", "dates move"));
    }
    for subject in Subject::ALL {
        let mut whats: BTreeMap<What, usize> = BTreeMap::new();
        difference.facts.iter().filter(|it| it.subject == subject).for_each(|it| *whats.entry(it.what).or_default() += 1);
        let whats: Vec<String> = whats.iter().map(|(what, count)| format!("{count} {}", what.word())).collect();
        if !whats.is_empty() {
            parts.push(format!("{}: {}", subject.words(), whats.join(", ")));
        }
    }
    if parts.is_empty() { "nothing changes".to_owned() } else { parts.join("; ") }
}

fn urls(class: &Class) -> Urls {
    let side = |it: &Side| Answers { answer: it.answer.clone(), rule: it.rule.clone(), place: it.place.clone() };
    Urls {
        host: class.host.clone(),
        site: class.site.clone(),
        kind: class.kind.word(),
        witness: class.witness.clone(),
        undecided: class.open.clone(),
        before: side(&class.before),
        after: side(&class.after),
        paths: class.keys,
        rows: class.rows,
        pattern: class.is_pattern,
        since: class.time.since.clone(),
        until: class.time.until.clone(),
        stages: class.time.stages.clone(),
        known_urls: class.urls,
        hits: class.hits,
    }
}

fn date(moved: &MovedDate) -> DateMoves {
    let zone = moved.zones.first().map_or(TimeZone::UTC, |it| zone(it));
    let [before, after] = moved.instants;
    let change = |of: fn(Instants) -> Timestamp| Change {
        before: before.map(|it| Instant::of(of(it), &zone)),
        after: after.map(|it| Instant::of(of(it), &zone)),
    };
    let day = |it: Instants| it.told.to_zoned(zone.clone()).date();
    let days = before.zip(after).and_then(|(before, after)| Some(i64::from(day(before).until(day(after)).ok()?.get_days())));
    let [was, is] = moved.decided.clone();
    DateMoves {
        region: moved.region.clone(),
        zones: moved.zones.clone(),
        name: moved.name.clone(),
        decided: Change { before: was, after: is },
        told: change(|it| it.told),
        switch: change(|it| it.switch),
        days,
    }
}

fn fact(fact: &Fact) -> FactJson {
    let change = |it: &crate::compare::Change| FieldJson { field: it.field.clone(), before: it.before.clone(), after: it.after.clone() };
    FactJson {
        subject: fact.subject.word(),
        name: fact.name.clone(),
        what: fact.what.word(),
        changes: fact.changes.iter().map(change).collect(),
    }
}

fn guard(stopped: &Stopped) -> GuardJson {
    GuardJson {
        guard: stopped.guard.word(),
        found: stopped.found.clone(),
        limit: stopped.limit.clone(),
        allow: format!("--allow {}", stopped.allow),
        allowed: stopped.is_allowed,
    }
}
