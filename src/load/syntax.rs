//! Reads TOML as far as it can be read: a value that is none costs that value, a broken line what follows it.

use super::names::names;
use super::value::{Fault, FaultKind};
use crate::diag::rules::schema::{duplicate_id, syntax};
use crate::diag::{Diagnostic, Help, Report};
use crate::model::spec::Spec;
use crate::source::{FileId, Sources, Span};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue, Error};

/// A file as far as it is TOML.
pub struct Parsed<'a> {
    pub tree: Spanned<DeValue<'a>>,
    /// Values that are none, by where they start: what is wrong with each.
    pub spoilt: BTreeMap<u32, Fault>,
    /// Whether all of the file was read; of one that was not nothing is compiled.
    pub is_whole: bool,
}

/// How often the end of what can be read is looked for, a line further up each time.
const TRIES: usize = 24;

/// Parses a file and reports what is no TOML; `None` where nothing of it can be read.
pub fn parse<'a>(id: &str, text: &'a str, file: FileId, sources: &mut Sources, spec: &mut Spec, report: &mut Report) -> Option<Parsed<'a>> {
    let (table, errors) = DeTable::parse_recoverable(text);
    let known = names(id, file, table.get_ref());
    spec.written.extend(known.iter().map(|(_, name)| name.clone()));
    sources.name(file, known);
    let Faults { mut spoilt, twice, broken } = sort(&errors, table.get_ref(), file, text);
    let end = broken.as_ref().map_or(u32::MAX, |it| it.0.start);
    for (again, first) in twice.iter().filter(|it| it.0.start < end) {
        let message = format!("`{}` is written twice", sources.text(*again));
        let finding = Diagnostic::new(&duplicate_id::CODE, *again, "written again", message);
        let finding = first.iter().fold(finding, |finding, it| finding.label(*it, "written here first"));
        report.push(finding.help("keep one of the two"));
        // What stands below two headers of one name is all meant; of two values one is not.
        if !line(text, again.start as usize).starts_with('[') {
            spec.twice.extend([Some(*again), *first].into_iter().flatten().filter_map(|it| sources.stretch(it)));
        }
    }
    let Some((span, message)) = broken else {
        return Some(Parsed { tree: root(table, text), spoilt, is_whole: true });
    };
    let readable = readable(text, span);
    let end = readable.as_ref().map_or(0, |it| it.0);
    spoilt.retain(|start, _| (*start as usize) < end);
    let line = text[..end].lines().count() + 1;
    let finding = Diagnostic::new(&syntax::CODE, span, "here", format!("this is not TOML: {message}"));
    report.push(finding.help(format!("mend it; from line {line} on the file was not read")));
    readable.map(|(_, table)| Parsed { tree: root(table, text), spoilt, is_whole: false })
}

fn root<'a>(table: Spanned<DeTable<'a>>, text: &str) -> Spanned<DeValue<'a>> {
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let range = table.span();
    Spanned::new(range.start.max(start)..range.end, DeValue::Table(table.into_inner()))
}

/// What is wrong with a file.
struct Faults {
    spoilt: BTreeMap<u32, Fault>,
    /// Keys and headers that are written again, with the place where they were written first.
    twice: Vec<(Span, Option<Span>)>,
    /// The first fault after which nothing can be trusted.
    broken: Option<(Span, String)>,
}

/// Sorts the parser's errors, up to the first that breaks the file; the parser tells them in no order.
fn sort(errors: &[Error], table: &DeTable<'_>, file: FileId, text: &str) -> Faults {
    let mut errors: Vec<(Range<usize>, &str)> = errors.iter().map(|it| (it.span().unwrap_or(0..0), it.message())).collect();
    errors.sort_by_key(|(range, message)| (range.start, range.end, *message));
    let mut faults = Faults { spoilt: BTreeMap::new(), twice: Vec::new(), broken: None };
    if errors.is_empty() {
        return faults;
    }
    let written = Written::of(table, text);
    // What stands below a header that is written again is no second fault.
    let mut below_again = 0..0;
    for (range, message) in errors {
        let range = range.start.min(text.len())..range.end.min(text.len());
        if message.contains("duplicate key") {
            if !below_again.contains(&range.start) {
                let first = written.first(&range, text).map(|it| Span::new(file, it));
                faults.twice.push((Span::new(file, range.clone()), first));
            }
            if line(text, range.start).starts_with('[') {
                below_again = range.end..text[range.end..].find("\n[").map_or(text.len(), |it| range.end + it);
            }
            continue;
        }
        let Some((start, end)) = written.leaf(range.start, text, message) else {
            faults.broken = Some((Span::new(file, range), worded(message)));
            break;
        };
        let fault = Fault { span: Some(Span::new(file, start..end)), kind: spoilt(&text[start..end], message) };
        faults.spoilt.entry(start as u32).or_insert(fault);
    }
    faults
}

fn worded(message: &str) -> String {
    message.replace('\n', ", ").replace("invalid ", "no proper ").replace("expected ", "wanted ")
}

fn line(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |it| it + 1);
    text[start..].lines().next().unwrap_or_default().trim_start()
}

/// What the parser made of a file with faults.
#[derive(Default)]
struct Written<'t> {
    /// The plain values that stand on one line, start to end.
    leaves: BTreeMap<usize, usize>,
    /// Where each key stands, by its name; in order.
    keys: BTreeMap<String, Vec<Range<usize>>>,
    /// Where each header stands first, as it is written.
    headers: BTreeMap<&'t str, Range<usize>>,
}

impl<'t> Written<'t> {
    fn of(table: &DeTable<'_>, text: &'t str) -> Written<'t> {
        let mut written = Written::default();
        written.table(table, text);
        written.keys.values_mut().for_each(|it| it.sort_by_key(|range| range.start));
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let header = header(line);
            if header.starts_with('[') {
                let at = start + line.find('[').unwrap_or(0);
                written.headers.entry(header).or_insert(at..at + header.len());
            }
            start += line.len();
        }
        written
    }

    fn table(&mut self, table: &DeTable<'_>, text: &str) {
        for (key, value) in table.iter() {
            self.keys.entry(key.get_ref().to_string()).or_default().push(key.span());
            self.value(value, text);
        }
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, text: &str) {
        match value.get_ref() {
            DeValue::Table(table) => self.table(table, text),
            DeValue::Array(list) => list.iter().for_each(|it| self.value(it, text)),
            _ => {
                let range = value.span();
                if text.get(range.clone()).is_some_and(|it| !it.contains('\n')) {
                    self.leaves.insert(range.start, range.end);
                }
            }
        }
    }

    /// Returns the plain value in which the error at `at` lies, if it goes no further than that value.
    fn leaf(&self, at: usize, text: &str, message: &str) -> Option<(usize, usize)> {
        if ["missing comma", "unclosed", "unwanted"].iter().any(|it| message.starts_with(it)) {
            return None;
        }
        let (start, end) = self.leaves.range(..=at).next_back().map(|(start, end)| (*start, *end))?;
        // Right behind a value something is missing; only of an open text it is the text's own end.
        let is_open = at == end && text[start..].starts_with(['"', '\'']) && message.contains("string");
        (at < end || at == start || is_open).then_some((start, end))
    }

    /// Returns where a key or header that is written again at `again` was written first.
    fn first(&self, again: &Range<usize>, text: &str) -> Option<Range<usize>> {
        let line = line(text, again.start);
        if line.starts_with('[')
            && let Some(first) = self.headers.get(header(line)).filter(|it| it.end < again.start)
        {
            return Some(first.clone());
        }
        let all = self.keys.get(text[again.clone()].trim_matches(['"', '\'']))?;
        all[..all.partition_point(|it| it.start < again.start)].last().cloned()
    }
}

/// Returns a line without its comment and the spaces round it.
fn header(line: &str) -> &str {
    line.split('#').next().unwrap_or_default().trim()
}

/// Returns what stands above the break, and how far that reaches.
fn readable<'a>(text: &'a str, broken: Span) -> Option<(usize, Spanned<DeTable<'a>>)> {
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |it| it + 1);
    let mut end = line_start((broken.start as usize).min(text.len()));
    for _ in 0..TRIES {
        let (table, errors) = DeTable::parse_recoverable(&text[..end]);
        let faults = sort(&errors, table.get_ref(), broken.file, &text[..end]);
        let Some((span, _)) = faults.broken else { return Some((end, table)) };
        // An open bracket is found missing at the end of what follows it: go up, line by line.
        let at = line_start((span.start as usize).min(end));
        end = if at < end { at } else { line_start(end.checked_sub(1)?) };
    }
    None
}

/// Words a value that is none.
fn spoilt(found: &str, message: &str) -> FaultKind {
    let text = format!("found `{found}`, which is no value");
    let kind = |text: String, help: Help| FaultKind::Spoilt { text, help };
    if message.starts_with("invalid date") || found.split(['.', '/', '-']).count() == 3 && found.starts_with(|it: char| it.is_ascii_digit())
    {
        return date(found);
    }
    if let Ok(right) = jiff::civil::Date::strptime("%d %B %Y", found) {
        return kind(format!("found `{found}`, wanted a date as 2024-12-31"), Help::write(found, &right.to_string()));
    }
    if let Some(right) = ["true", "false"].into_iter().find(|it| found.eq_ignore_ascii_case(it)) {
        return kind(text, Help::write(found, right));
    }
    if message.starts_with("unexpected leading zero") {
        return kind(text, Help::write(found, found.trim_start_matches('0')));
    }
    let is_word = |it: &str| !it.is_empty() && !it.contains(['"', '\'', '\\', '#']) && !it.starts_with(|it: char| it.is_ascii_digit());
    if is_word(found) {
        return kind(format!("found `{found}` without quotes"), Help::write(found, &format!("\"{found}\"")));
    }
    if found.starts_with(['"', '\'']) && message.contains("escape") {
        let help = "write `\\\\` for a backslash, or the text in single quotes";
        return kind("found a backslash that escapes nothing".to_owned(), Help::from(help));
    }
    if found.starts_with(['"', '\'']) {
        return kind("found a text that is not closed".to_owned(), Help::from(format!("end it with `{}`", &found[..1])));
    }
    if found.is_empty() {
        return kind("found no value".to_owned(), Help::from("write one, or take the key out"));
    }
    kind(format!("this is not TOML: {}", worded(message)), Help::from("mend the value"))
}

fn date(found: &str) -> FaultKind {
    let parts: Vec<&str> = found.split(['.', '/', '-']).collect();
    let number = |at: usize| parts.get(at).and_then(|it| it.parse::<i16>().ok());
    let day = |year: usize, day: usize| {
        let (year, month, day) = (number(year)?, i8::try_from(number(1)?).ok()?, i8::try_from(number(day)?).ok()?);
        jiff::civil::Date::new(year, month, day).ok()
    };
    // A day in front is one only where dots stand between: with slashes it may be a month.
    let right = if parts[0].len() == 4 { day(0, 2) } else { day(2, 0).filter(|_| found.contains('.') && parts[2].len() == 4) };
    if let Some(right) = right {
        return FaultKind::Spoilt {
            text: format!("found `{found}`, wanted a date as 2024-12-31"),
            help: Help::write(found, &right.to_string()),
        };
    }
    let is_time = found.contains([':', 'T', 't']);
    let month = number(0).zip(number(1)).and_then(|(year, month)| jiff::civil::Date::new(year, i8::try_from(month).ok()?, 1).ok());
    let help = match month.filter(|_| parts.len() == 3 && parts[2].len() == 2) {
        Some(it) => format!("take a day from {it} to {}", it.last_of_month()),
        None if is_time => "write a date with a time, as 2024-12-31T18:00:00".to_owned(),
        None => "write year, month and day, as 2024-12-31".to_owned(),
    };
    let what = if is_time { "no time that a calendar and a clock show" } else { "no day of the calendar" };
    FaultKind::Spoilt { text: format!("found `{found}`, which is {what}"), help: Help::from(help) }
}
