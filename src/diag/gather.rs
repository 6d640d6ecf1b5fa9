//! Makes one finding of many that differ in names alone: with their number, the first places, and a list of all.

use super::{Diagnostic, Label, Severity, counted};
use crate::source::{FileId, Sources};
use std::collections::BTreeMap;

/// How many findings alike are told one by one.
const ALONE: usize = 10;
/// How many places of those that are told as one are shown.
const SHOWN: usize = 5;

/// What findings that are one have in common: the rule, how grave it is, the file, the words of the message and the help, the
/// waiver, and whether they can be mended for certain.
type Kind = (&'static str, Severity, FileId, String, Option<String>, Option<String>, bool);

/// Gathers what one rule finds alike in many rows of a table, or in many rules of a region. Each stands where the first of
/// its findings stood. What concerns other keys stays apart: each of them is a thing of its own.
pub fn gather(findings: Vec<Diagnostic>, sources: &Sources) -> Vec<Diagnostic> {
    let is_apart = |it: &Diagnostic| !it.code.name.starts_with("redirect/") && !sources.file(it.span().file).path.ends_with(".csv");
    let mut numbers: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut kinds: Vec<usize> = Vec::with_capacity(findings.len());
    let mut counts: Vec<usize> = Vec::new();
    for finding in &findings {
        let number = match is_apart(finding) {
            true => counts.len(),
            false => *numbers.entry(kind(finding)).or_insert(counts.len()),
        };
        counts.resize(counts.len().max(number + 1), 0);
        counts[number] += 1;
        kinds.push(number);
    }
    let mut alike: Vec<Vec<Diagnostic>> = counts.iter().map(|it| Vec::with_capacity(*it)).collect();
    for (finding, number) in findings.into_iter().zip(&kinds) {
        alike[*number].push(finding);
    }
    let mut alike: Vec<_> = alike.into_iter().map(Vec::into_iter).collect();
    let mut kept = Vec::new();
    for number in kinds {
        let Some(first) = alike[number].next() else { continue };
        kept.push(if counts[number] > ALONE { one(first, alike[number].by_ref()) } else { first });
    }
    kept
}

fn kind(finding: &Diagnostic) -> Kind {
    let (code, severity, file) = (finding.code.name, finding.severity, finding.span().file);
    let help = finding.help.as_deref().map(shape);
    (code, severity, file, shape(&finding.message), help, finding.waived.clone(), finding.fix.is_empty())
}

/// Returns a text without its names and numbers; several names in a row are as one.
fn shape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            match out.strip_suffix("``, ").map(str::len) {
                Some(before) => out.truncate(before + 2),
                None => out.push_str("``"),
            }
            continue;
        }
        let mut was_digit = false;
        for it in part.chars() {
            let is_digit = it.is_ascii_digit();
            if !(is_digit && was_digit) {
                out.push(if is_digit { '0' } else { it });
            }
            was_digit = is_digit;
        }
    }
    out
}

/// Returns a finding and those like it as one.
fn one(mut first: Diagnostic, others: impl Iterator<Item = Diagnostic>) -> Diagnostic {
    let mut places = found(&mut first);
    let (mut shown, mut more) = (vec![first.span()], 0);
    for mut other in others {
        more += 1;
        let place = other.labels[0].clone();
        if shown.len() < SHOWN && !shown.contains(&place.span) {
            shown.push(place.span);
            first.labels.push(place);
        }
        places.extend(found(&mut other));
        first.fix.append(&mut other.fix);
    }
    first.message = format!("{}, and {} more like this", first.message, counted(more));
    first.all = places;
    first.fix.sort();
    first.fix.dedup();
    first
}

/// Returns the places of a finding, each with what it says: all that it lists, or its own.
fn found(finding: &mut Diagnostic) -> Vec<Label> {
    match finding.all.is_empty() {
        true => vec![Label { span: finding.span(), text: finding.message.clone() }],
        false => std::mem::take(&mut finding.all),
    }
}
