//! What customers are told, for a terminal.

use super::json::{NoticesJson, SignatureJson, State, TextJson};
use crate::diag::{plural, printable};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Returns the texts as a table for each region and language.
pub fn texts(shown: &NoticesJson) -> String {
    let mut groups: BTreeMap<(&str, &str), Vec<&TextJson>> = BTreeMap::new();
    for it in &shown.texts {
        groups.entry((&it.region, &it.locale)).or_default().push(it);
    }
    let width = |of: fn(&TextJson) -> usize| shown.texts.iter().map(of).max().unwrap_or(0);
    let (occasion, channel) = (width(|it| it.occasion.chars().count()), width(|it| it.channel.len()));
    let mut out = String::new();
    for ((region, locale), mut texts) in groups {
        texts.sort_by_key(|it| (it.day.is_none(), &it.day));
        let _ = writeln!(out, "{}", printable(&format!("{region}/{locale}")));
        for it in texts {
            let day = it.day.as_deref().unwrap_or("any time");
            let signed = signatures(&it.signatures);
            let line = format!("  {day:<10}  {:<occasion$}  {:<channel$}  {:<8}  {signed}", it.occasion, it.channel, it.state.word());
            let _ = writeln!(out, "{}", printable(line.trim_end()));
        }
        out.push('\n');
    }
    let count = |state: State| shown.texts.iter().filter(|it| it.state == state).count();
    let states = [State::Sent, State::Signed, State::Changed, State::Unsigned];
    let counts: Vec<String> = states.into_iter().filter(|it| count(*it) > 0).map(|it| format!("{} {}", count(it), it.word())).collect();
    let as_of = shown.as_of.as_ref().map_or_else(String::new, |it| format!(", as of {it}"));
    let counts = if counts.is_empty() { String::new() } else { format!(": {}", counts.join(", ")) };
    let _ = writeln!(out, "{}{counts}{as_of}", plural(shown.texts.len(), "text", "texts"));
    out
}

/// Says how each role stands; those that stand alike together.
fn signatures(all: &[SignatureJson]) -> String {
    let mut alike: BTreeMap<Alike, Vec<&str>> = BTreeMap::new();
    for it in all {
        alike.entry((it.state, it.on.as_deref(), &it.changes)).or_default().push(&it.role);
    }
    let words = |((state, on, changes), roles): (Alike, Vec<&str>)| {
        let (roles, on) = (roles.join(", "), on.unwrap_or_default());
        match state {
            State::Signed | State::Sent => format!("{roles} {on}"),
            State::Unsigned => format!("wants {roles}"),
            State::Changed if changes.is_empty() => format!("{roles} signed other words {on}"),
            State::Changed => format!("{roles} signed {on}: {}", changes.join("; ")),
        }
    };
    alike.into_iter().map(words).collect::<Vec<_>>().join("; ")
}

/// What roles have in common that are told together: how they stand, since when, and what has changed since.
type Alike<'a> = (State, Option<&'a str>, &'a [String]);

/// Returns what is missing, a line each.
pub fn missing(shown: &NoticesJson) -> String {
    let mut out = String::new();
    for it in &shown.missing {
        let place = it.locale.as_ref().map_or_else(|| it.region.clone(), |locale| format!("{}/{locale}", it.region));
        let _ = writeln!(out, "{}", printable(&format!("{place}: {}: {}", it.kind.word(), it.what)));
    }
    let _ = match shown.missing.len() {
        0 => writeln!(out, "nothing is missing"),
        count => writeln!(out, "{}", plural(count, "thing is missing", "things are missing")),
    };
    out
}
