//! A whole zone file after a change: the one that was given, line by line, with our changes and no other.

use super::comment;
use crate::model::plan::Plan;
use crate::model::plan::zone::{Set, Sets, Zone};
use crate::model::spec::zone::Entry;
use std::collections::BTreeSet;

/// Returns the zone file after the change of that rank, or `None` where none was given to begin from.
pub fn text(plan: &Plan, zone: &Zone, rank: usize) -> Option<String> {
    let base = plan.graph.zones.get(&zone.domain)?.file.as_ref()?;
    let source = plan.sources.file(base.file).text.as_str();
    let mut writing = Writing {
        plan,
        before: &zone.before,
        after: &zone.changes[rank].after,
        text: String::new(),
        written: BTreeSet::new(),
        is_cut: false,
    };
    let mut at = 0;
    for entry in &base.entries {
        writing.text.push_str(source.get(at..entry.span.start as usize)?);
        writing.entry(entry, source, rank)?;
        at = entry.span.end as usize;
    }
    writing.text.push_str(source.get(at..)?);
    writing.rest();
    Some(writing.text)
}

struct Writing<'p> {
    plan: &'p Plan,
    before: &'p Sets,
    after: &'p Sets,
    text: String,
    /// The names and types whose records are written anew.
    written: BTreeSet<(String, String)>,
    /// Whether the record before the next one is another than in the base: what is left out there is not what it was.
    is_cut: bool,
}

impl Writing<'_> {
    fn entry(&mut self, entry: &Entry, source: &str, rank: usize) -> Option<()> {
        let key = (entry.record.name.clone(), entry.record.kind.clone());
        if self.before.get(&key) == self.after.get(&key) {
            self.kept(entry, source, rank)?;
            self.is_cut = false;
            return Some(());
        }
        self.is_cut = true;
        if let Some(set) = self.after.get(&key).filter(|_| self.written.insert(key.clone())) {
            self.set(&key, set);
        }
        Some(())
    }

    /// Writes a record as it stands, but for a serial, and for an owner or a time that was left out behind another record.
    fn kept(&mut self, entry: &Entry, source: &str, rank: usize) -> Option<()> {
        let range = entry.span.start as usize..entry.span.end as usize;
        let record = &entry.record;
        if let Some(serial) = entry.serial {
            // Raised by one a change: the same for the same workspace, and never twice the same (RFC 1982).
            let old: u32 = source.get(serial.start as usize..serial.end as usize)?.parse().ok()?;
            let new = old.wrapping_add(u32::try_from(rank).ok()?.wrapping_add(1)).max(1);
            self.text.push_str(source.get(range.start..serial.start as usize)?);
            self.text.push_str(&new.to_string());
            self.text.push_str(source.get(serial.end as usize..range.end)?);
            return Some(());
        }
        if !self.is_cut || entry.is_whole {
            self.text.push_str(source.get(range)?);
            return Some(());
        }
        let head = source.get(range.start..entry.kind_at as usize)?;
        let time = record.ttl.map_or_else(String::new, |it| format!("{it} "));
        match head.contains('(') {
            // A parenthesis that opens in front of the type would be left open.
            true => self.text.push_str(&format!("{}. {time}IN {} {}\n", record.name, record.kind, record.data)),
            false => {
                self.text.push_str(&format!("{}. {time}IN ", record.name));
                self.text.push_str(source.get(entry.kind_at as usize..range.end)?);
            }
        }
        Some(())
    }

    fn set(&mut self, (name, kind): &(String, String), set: &Set) {
        let time = set.ttl.map_or_else(String::new, |it| format!("{it} "));
        for (data, span) in &set.values {
            self.text.push_str(&format!("{name}. {time}IN {kind} {data} ; {}\n", comment(self.plan, *span)));
        }
    }

    /// Writes what the base has no record of.
    fn rest(&mut self) {
        if !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        let (before, after) = (self.before, self.after);
        for (key, set) in after.iter().filter(|it| !before.contains_key(it.0)) {
            self.set(key, set);
        }
    }
}
