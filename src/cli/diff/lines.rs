//! The lines of a difference as people read them, before a form gives them their columns.

use super::json::{Change, DateMoves, DiffJson, FactJson, Urls};
use crate::diag::plural;
use crate::emit::shape::Instant;
use std::collections::BTreeMap;

/// One class of URLs, in words.
pub struct UrlLine {
    pub kind: &'static str,
    pub url: String,
    pub was: String,
    pub is: String,
    pub when: String,
    pub much: String,
}

/// Returns a class of URLs in words.
pub fn url(urls: &Urls) -> UrlLine {
    let side = |it: &super::json::Answers| match &it.place {
        Some(place) if it.rule.starts_with("rows of ") => format!("{} ({place})", it.answer),
        Some(place) if it.answer.is_empty() => format!("by {} ({place})", it.rule),
        Some(place) => format!("{} by {} ({place})", it.answer, it.rule),
        None if it.answer.is_empty() => it.rule.clone(),
        None => it.answer.clone(),
    };
    let open = || format!("{} (no witness found; there may be none)", urls.undecided.as_deref().unwrap_or("?"));
    UrlLine {
        kind: urls.kind,
        url: urls.witness.clone().unwrap_or_else(open),
        was: side(&urls.before),
        is: side(&urls.after),
        when: when(urls),
        much: much(urls),
    }
}

fn when(urls: &Urls) -> String {
    match (&urls.since, &urls.until) {
        (None, None) => "always".to_owned(),
        (Some(since), None) => format!("from {since} on"),
        (None, Some(until)) => format!("until {until}"),
        (Some(since), Some(until)) => format!("from {since} until {until}"),
    }
}

fn much(urls: &Urls) -> String {
    let mut parts = Vec::new();
    if urls.pattern {
        parts.push("all that the rules match".to_owned());
    }
    if urls.rows > 0 {
        parts.push(plural(urls.rows, "row", "rows"));
    } else if urls.paths > 0 {
        parts.push(plural(urls.paths, "spelling", "spellings"));
    }
    if urls.known_urls > 0 {
        parts.push(plural(urls.known_urls, "known URL", "known URLs"));
    }
    if urls.hits > 0 {
        parts.push(format!("{} hits", urls.hits));
    }
    parts.join(", ")
}

/// Returns a date that moves, as its name, what was decided, and by how much it moves.
pub fn date(it: &DateMoves) -> [String; 3] {
    let text = |it: &Option<String>| it.clone().unwrap_or_else(|| "–".to_owned());
    let decided = format!("{} → {}", text(&it.decided.before), text(&it.decided.after));
    let days = match (it.days, &it.told.before, &it.told.after) {
        (_, None, _) => "new".to_owned(),
        (_, _, None) => "gone".to_owned(),
        (Some(0), ..) | (None, ..) => "the same day".to_owned(),
        (Some(days), ..) if days < 0 => format!("{} earlier", plural(days.unsigned_abs() as usize, "day", "days")),
        (Some(days), ..) => format!("{} later", plural(days.unsigned_abs() as usize, "day", "days")),
    };
    let (told, switch) = (instants(&it.told), instants(&it.switch));
    let when = if told == switch { format!("told and switched {told}") } else { format!("told {told}; switched {switch}") };
    [format!("{}/{}", it.region, it.name), decided, format!("{days}: {when}")]
}

fn instants(change: &Change<Instant>) -> String {
    let local = |it: &Option<Instant>| it.as_ref().map_or_else(|| "–".to_owned(), |it| it.local.clone());
    if change.before == change.after { local(&change.after) } else { format!("{} → {}", local(&change.before), local(&change.after)) }
}

/// Facts that differ in their names alone, as one.
pub struct FactLine {
    pub subject: &'static str,
    pub what: &'static str,
    pub names: Vec<String>,
    pub changes: String,
}

/// Returns the facts, in order; those of one subject with the same changes are one.
pub fn facts(diff: &DiffJson) -> Vec<FactLine> {
    let mut lines: Vec<FactLine> = Vec::new();
    let mut known: BTreeMap<(&str, &str, String), usize> = BTreeMap::new();
    for fact in &diff.facts {
        let changes = changes(fact);
        let rank = *known.entry((fact.subject, fact.what, changes.clone())).or_insert(lines.len());
        match lines.get_mut(rank) {
            Some(line) => line.names.push(fact.name.clone()),
            None => lines.push(FactLine { subject: fact.subject, what: fact.what, names: vec![fact.name.clone()], changes }),
        }
    }
    lines
}

/// Returns what changes of a thing. When a notice is sent follows from its dates, and is told of what has no other change.
fn changes(fact: &FactJson) -> String {
    let is_sent = |it: &&super::json::FieldJson| fact.subject == "notice" && it.field == "sent" && fact.changes.len() > 1;
    let text = |it: &Option<String>| it.clone().unwrap_or_else(|| "–".to_owned());
    let all = fact.changes.iter().filter(|it| !is_sent(it));
    let all: Vec<String> = all.map(|it| format!("{}: {} → {}", it.field, text(&it.before), text(&it.after))).collect();
    all.join("; ")
}
