//! Reads zone files (RFC 1035 section 5), record by record.

use crate::diag::rules::schema::syntax;
use crate::diag::{Diagnostic, Report};
use crate::model::spec::Spec;
use crate::model::spec::zone::{Broken, Entry, Lexer, Record, Token, ZoneFile, absolute, canonical, ttl};
use crate::source::{FileId, Sources, Span};
use std::ops::Range;

/// Reads the zone file of `domain`; a line that cannot be read is a finding, and costs itself.
pub fn zone(domain: &str, file: FileId, spec: &mut Spec, sources: &Sources, report: &mut Report) {
    let mut reading =
        Reading { file, origin: domain.to_owned(), owner: None, default: None, last: None, entries: Vec::new(), faults: Vec::new() };
    reading.read(&sources.file(file).text);
    reading.authority(domain);
    spec.damaged.extend(reading.faults.iter().map(|it| it.span()));
    // A record that follows from one that was not read is no second fault.
    report.findings.append(&mut reading.faults);
    let ttl = reading.default;
    spec.zones.insert(domain.to_owned(), ZoneFile { file, entries: reading.entries, ttl });
}

struct Reading {
    file: FileId,
    origin: String,
    owner: Option<String>,
    /// What `$TTL` says.
    default: Option<u32>,
    /// The TTL of the record before.
    last: Option<u32>,
    entries: Vec<Entry>,
    faults: Vec<Diagnostic>,
}

/// One line, or several within parentheses.
#[derive(Default)]
struct Line {
    is_indented: bool,
    words: Vec<(String, bool, Range<usize>)>,
    range: Range<usize>,
}

impl Reading {
    fn read(&mut self, text: &str) {
        let mut lexer = Lexer::new(text);
        let mut line = Line::default();
        loop {
            match lexer.token() {
                Ok(Some(Token::Word { text, is_quoted, range })) => line.words.push((text, is_quoted, range)),
                Ok(Some(Token::Indent)) => line.is_indented = true,
                Ok(Some(Token::End(end))) => {
                    line.range.end = end;
                    self.line(&line);
                    line = Line { range: end..end, ..Line::default() };
                }
                Ok(None) => {
                    line.range.end = text.len();
                    return self.line(&line);
                }
                Err(Broken { what, at }) => {
                    let end = text[at..].find('\n').map_or(text.len(), |it| at + it);
                    let help = "close it, or put a backslash before it";
                    return self.fault(at..end, "from here on nothing is read", format!("found {what}"), help);
                }
            }
        }
    }

    fn fault(&mut self, range: Range<usize>, label: &str, message: String, help: &str) {
        self.faults.push(Diagnostic::new(&syntax::CODE, Span::new(self.file, range), label, message).help(help));
    }

    fn line(&mut self, line: &Line) {
        let Some((first, _, range)) = line.words.first() else { return };
        match first.strip_prefix('$').filter(|_| !line.is_indented) {
            Some(directive) => self.directive(directive, line, range.clone()),
            None => self.record(line),
        }
    }

    fn directive(&mut self, name: &str, line: &Line, range: Range<usize>) {
        let value = line.words.get(1).map(|it| it.0.as_str()).unwrap_or_default();
        match name.to_ascii_uppercase().as_str() {
            "ORIGIN" => match absolute(value, &self.origin) {
                Some(origin) => self.origin = origin.to_ascii_lowercase(),
                None => {
                    self.fault(range, "no origin", format!("found `$ORIGIN {value}`, wanted a name"), "write a name, as `$ORIGIN po.co.`")
                }
            },
            "TTL" => match ttl(value) {
                Some(seconds) => self.default = Some(seconds),
                None => self.fault(range, "no time", format!("found `$TTL {value}`, wanted seconds"), "write seconds, as `$TTL 86400`"),
            },
            _ => {
                let message = format!("found `${name}`, which stands for records that are not here");
                self.fault(range, "not read", message, "write the records out in this file (`named-checkzone -D` does)");
            }
        }
    }

    fn record(&mut self, line: &Line) {
        let mut words = line.words.iter();
        let whole = line.words.first().map_or(0, |it| it.2.start)..line.words.last().map_or(0, |it| it.2.end);
        if !line.is_indented
            && let Some((name, ..)) = words.next()
        {
            self.owner = absolute(name, &self.origin).map(|it| it.to_ascii_lowercase());
            if self.owner.is_none() {
                return self.fault(whole, "no owner", format!("found `{name}`, wanted a name"), "write labels with dots between them");
            }
        }
        let Some(owner) = self.owner.clone() else {
            let message = "found a record without a name, and none before it".to_owned();
            return self.fault(whole, "of nothing", message, "write the name in front of it; `@` is the zone's own");
        };
        let (mut time, mut kind) = (None, None);
        for (word, _, range) in words.by_ref() {
            match word.to_ascii_uppercase().as_str() {
                "IN" => {}
                class @ ("CH" | "CS" | "HS") => {
                    let message = format!("found the class `{class}`, wanted `IN`");
                    return self.fault(range.clone(), "another class", message, "take the record out of this file");
                }
                // No type begins with a digit.
                it if it.starts_with(|it: char| it.is_ascii_digit()) && time.is_none() => match ttl(it) {
                    Some(seconds) => time = Some(seconds),
                    None => {
                        return self.fault(range.clone(), "no time", format!("found `{word}`, wanted seconds"), "write seconds, as `300`");
                    }
                },
                it => {
                    kind = Some((it.to_owned(), range.start));
                    break;
                }
            }
        }
        let Some((kind, kind_at)) = kind.filter(|it| it.0.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-')) else {
            return self.fault(whole, "no type", "found no type of a record, wanted one, as `A`".to_owned(), "write the type and the data");
        };
        let data: Vec<(String, bool, Range<usize>)> = words.cloned().collect();
        let plain: Vec<(String, bool)> = data.iter().map(|it| (it.0.clone(), it.1)).collect();
        let serial = data.get(2).filter(|_| kind == "SOA").map(|it| Span::new(self.file, it.2.clone()));
        match canonical(&kind, &plain, &self.origin) {
            Ok(data) => {
                // Without any, records have the last time of the start of authority (RFC 1035 section 5.1, RFC 2308 section 4).
                let minimum = plain.last().filter(|_| kind == "SOA").and_then(|it| ttl(&it.0));
                let seconds = time.or(self.default).or(self.last).or(minimum);
                self.last = time.or(self.last).or(minimum);
                let span = Span::new(self.file, whole);
                self.entries.push(Entry {
                    span: Span::new(self.file, line.range.clone()),
                    kind_at: kind_at as u32,
                    is_whole: !line.is_indented && (time.is_some() || self.default.is_some()),
                    record: Record { name: owner, kind, ttl: seconds, data, span },
                    serial,
                });
            }
            Err(wanted) => {
                let message = format!("found what is no data of `{kind}`, wanted {wanted}");
                self.fault(whole, "cannot be read", message, &format!("write {wanted}"));
            }
        }
    }

    /// A zone has one start of authority, at its own name; without a `$TTL` before it, records have its time.
    fn authority(&mut self, domain: &str) {
        let all: Vec<(Span, bool)> =
            self.entries.iter().filter(|it| it.record.kind == "SOA").map(|it| (it.record.span, it.record.name == domain)).collect();
        match all.as_slice() {
            [(_, true)] => {}
            _ if !self.faults.is_empty() => {}
            [(span, false), ..] | [_, (span, _), ..] => {
                let message = format!("found a start of authority (SOA) that is not the one of `{domain}`");
                let finding = Diagnostic::new(&syntax::CODE, *span, "of another zone", message);
                self.faults.push(finding.help("give the file of this zone alone"));
            }
            [] => {
                let message = format!("found no start of authority (SOA) of `{domain}`, wanted the whole zone");
                self.fault(0..0, "begins here", message, "give the whole zone, as its server has it (`dig AXFR`)");
            }
        }
    }
}
