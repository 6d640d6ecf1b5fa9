//! Reads redirect tables and inventories: CSV as spreadsheets write it.

use super::toml;
use crate::diag::rules::schema::{secret, syntax, unknown_key, wrong_type};
use crate::diag::{Code, Diagnostic, Help, Report};
use crate::model::spec::redirect::{AnswerKind, Rule, Status};
use crate::model::spec::scalar::QueryPolicy;
use crate::model::spec::{InventoryRow, Spec};
use crate::source::{FileId, Located, Sources, Span};
use std::ops::Range;

/// The columns of a redirect table.
pub const RULE_COLUMNS: &[&str] = &["from", "to", "answer", "status", "query", "since", "until", "site", "trial", "page", "note"];
/// The columns of an inventory.
pub const INVENTORY_COLUMNS: &[&str] = &["url", "methods", "hits"];

/// Reads a redirect table; its columns are the keys of a rule.
pub fn redirects(name: &Located<String>, file: FileId, spec: &mut Spec, sources: &mut Sources, report: &mut Report) {
    if spec.tables.contains_key(&name.value) {
        return;
    }
    let mut rules = Vec::new();
    let faults = rows(file, sources, RULE_COLUMNS, &["from"], report, &mut |row| {
        let rule = rule(row)?;
        rules.push(Located::new(rule, row.span));
        Ok(())
    });
    spec.damaged.extend(faults.rows);
    faults.secrets.into_iter().for_each(|it| sources.cover(it));
    spec.tables.insert(name.value.clone(), rules);
}

/// Reads an inventory: URLs, and methods and hits where they are known.
pub fn inventory(name: &Located<String>, file: FileId, spec: &mut Spec, sources: &mut Sources, report: &mut Report) {
    if spec.inventories.contains_key(&name.value) {
        return;
    }
    let mut urls = Vec::new();
    let faults = rows(file, sources, INVENTORY_COLUMNS, &["url"], report, &mut |row| {
        let Some(url) = row.cell("url") else { return Err(row.missing("url")) };
        let methods = row.cell("methods").map(|it| it.value.split_whitespace().map(str::to_ascii_uppercase).collect());
        let hits =
            row.cell("hits").map(|it| it.value.parse().map_err(|_| Wrong::new(&it, "found no number of hits", "write a whole number")));
        urls.push(InventoryRow { url, methods: methods.unwrap_or_default(), hits: hits.transpose()? });
        Ok(())
    });
    spec.damaged.extend(faults.rows);
    faults.secrets.into_iter().for_each(|it| sources.cover(it));
    spec.inventories.insert(name.value.clone(), urls);
}

fn rule(row: &Row) -> Result<Rule, Wrong> {
    let from = row.cell("from").ok_or_else(|| row.missing("from"))?;
    let word = |key: &str, known: &'static [(&'static str, AnswerKind)]| {
        row.cell(key).map(|it| {
            let found = known.iter().find(|(word, _)| *word == it.value).map(|(_, kind)| *kind);
            found.map(|kind| Located::new(kind, it.span)).ok_or_else(|| {
                let words = known.iter().map(|(word, _)| *word);
                let help = Help::nearest(&it.value, words, || "write `gone`, `page`, `unavailable` or `serve`".to_owned());
                Wrong::new(&it, format!("found `{}`, which is no answer", it.value), help)
            })
        })
    };
    let status = row.cell("status").map(|it| {
        let status = it.value.parse().ok().filter(|it| Status::ALL.contains(it));
        status.map(|status| Located::new(Status(status), it.span)).ok_or_else(|| {
            let help =
                if it.value == "410" { "leave `status` empty and write `gone` in a column `answer`" } else { "write 301, 302, 307 or 308" };
            Wrong::new(&it, format!("found status `{}`", it.value), help)
        })
    });
    let query = row.cell("query").map(|it| {
        let policy = match it.value.as_str() {
            "keep" => QueryPolicy::Keep,
            "drop" => QueryPolicy::Drop,
            names => QueryPolicy::Only(names.split_whitespace().map(str::to_owned).collect()),
        };
        Located::new(policy, it.span)
    });
    let trial = row.cell("trial").map(|it| {
        it.value
            .parse()
            .map(|trial| Located::new(trial, it.span))
            .map_err(|err: String| Wrong::new(&it, err, "write a duration, as `14 days`"))
    });
    Ok(Rule {
        from: Some(from),
        to: row.cell("to"),
        answer: word(
            "answer",
            &[
                ("gone", AnswerKind::Gone),
                ("page", AnswerKind::Page),
                ("unavailable", AnswerKind::Unavailable),
                ("serve", AnswerKind::Serve),
            ],
        )
        .transpose()?,
        status: status.transpose()?,
        query,
        since: row.cell("since"),
        until: row.cell("until"),
        site: row.cell("site"),
        trial: trial.transpose()?,
        page: row.cell("page"),
        note: row.cell("note"),
        dropped: None,
        unknown: Default::default(),
    })
}

/// One line of a table.
struct Row<'a> {
    columns: &'a [String],
    cells: Vec<Located<&'a str>>,
    span: Span,
}

impl Row<'_> {
    /// Returns the cell under `column`, unless it is empty.
    fn cell(&self, column: &str) -> Option<Located<String>> {
        let at = self.columns.iter().position(|it| it == column)?;
        let cell = self.cells.get(at)?;
        let text = cell.value.trim();
        let mut span = cell.span;
        // Where the cell is spelled as it reads, its place is that of the text without the spaces round it.
        if (span.end - span.start) as usize == cell.value.len() {
            span.start += (cell.value.len() - cell.value.trim_start().len()) as u32;
            span.end = span.start + text.len() as u32;
        }
        (!text.is_empty()).then(|| Located::new(text.to_owned(), span))
    }

    /// Returns the first cell that looks like a secret, and what it looks like.
    fn secret(&self) -> Option<(Span, &'static str)> {
        let columns = self.columns.iter().map(String::as_str).chain(std::iter::repeat(""));
        self.cells.iter().zip(columns).find_map(|(cell, column)| Some((cell.span, super::secret::kind(column, cell.value)?)))
    }

    fn missing(&self, column: &str) -> Wrong {
        Wrong {
            span: self.span,
            message: format!("the row has nothing under `{column}`"),
            help: Help::from(format!("write its `{column}`, or remove the row")),
        }
    }
}

/// Why a row is refused.
struct Wrong {
    span: Span,
    message: String,
    help: Help,
}

impl Wrong {
    fn new(cell: &Located<String>, message: impl Into<String>, help: impl Into<Help>) -> Wrong {
        Wrong { span: cell.span, message: message.into(), help: help.into() }
    }
}

/// What is refused of a table.
#[derive(Default)]
struct Refused {
    rows: Vec<Span>,
    /// What stands in the rows, or the cells, that hold secrets.
    secrets: Vec<Span>,
}

/// Hands every row of a table to `take` and returns what it refuses.
fn rows(
    file: FileId,
    sources: &Sources,
    known: &[&str],
    required: &[&str],
    report: &mut Report,
    take: &mut dyn FnMut(&Row) -> Result<(), Wrong>,
) -> Refused {
    let mut refused = Refused::default();
    let text = &sources.file(file).text;
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = &text[start..];
    let head_end = body.find('\n').unwrap_or(body.len());
    let separator = delimiter(&body[..head_end]);
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(body.as_bytes());
    let mut records = reader.into_records();
    let span = Span::new(file, start..start + body[..head_end].trim_end().len());
    let head = match records.next() {
        Some(Ok(record)) => {
            let cells = quoted(&record, body[..head_end].trim_end_matches('\r'), separator);
            let place = |it: &Range<usize>| Span::new(file, start + it.start..start + it.end);
            let named = |(text, range): (&str, &Range<usize>)| Located::new(text.trim().to_lowercase(), place(range));
            Head { span, separator: char::from(separator), columns: record.iter().zip(&cells).map(named).collect() }
        }
        _ => Head { span, separator: ',', columns: Vec::new() },
    };
    if !has_columns(&head, known, required, report) {
        return Refused { rows: vec![span], secrets: Vec::new() };
    }
    let columns: Vec<String> = head.columns.iter().map(|it| it.value.clone()).collect();
    let table = Table { columns: &columns, body, start, file, separator };
    let mut refuse = |code: &'static Code, wrong: Wrong| {
        refused.rows.push(wrong.span);
        report.push(Diagnostic::new(code, wrong.span, "in this row", wrong.message).help(wrong.help));
    };
    let mut secrets = Vec::new();
    for record in records {
        let record = match record {
            Ok(record) => record,
            Err(err) => {
                let at = err.position().map_or(0, |it| it.byte() as usize) + start;
                let wrong = Wrong {
                    span: Span::new(file, at..at),
                    message: "the row cannot be read".to_owned(),
                    help: Help::from("mend its quotes"),
                };
                refuse(&syntax::CODE, wrong);
                continue;
            }
        };
        let at = record.position().map_or(0, |it| it.byte() as usize);
        let row = table.row(&record, at);
        if record.len() > columns.len() {
            let message = format!("the row has {} cells, the first line names {}", record.len(), columns.len());
            refuse(
                &wrong_type::CODE,
                Wrong { span: row.span, message, help: Help::from("put quotes round a cell that holds a separator") },
            );
        } else if let Some((cell, what)) = row.secret() {
            let message = format!("the cell looks like {what}");
            refuse(&secret::CODE, Wrong { span: cell, message, help: Help::from(toml::SECRET) });
            secrets.push(cell);
        } else if let Some(cell) = row.cells.iter().find(|it| it.value.chars().any(char::is_control)) {
            let (message, help) = match cell.value.contains(['\n', '\r']) {
                true => ("the cell holds a line break", "close its quote, or write it on one line"),
                false => ("the cell holds a control character", "write the cell without it"),
            };
            let wrong = Wrong { span: cell.span, message: message.to_owned(), help: Help::from(help) };
            refuse(&wrong_type::CODE, wrong);
        } else if row.cells.iter().any(|it| !it.value.trim().is_empty())
            && let Err(wrong) = take(&row)
        {
            refuse(&wrong_type::CODE, wrong);
        }
    }
    refused.secrets = secrets;
    refused
}

/// The first line of a table.
struct Head {
    span: Span,
    separator: char,
    /// The columns' names, lower-case.
    columns: Vec<Located<String>>,
}

/// What all rows of a table share.
struct Table<'a> {
    columns: &'a [String],
    body: &'a str,
    start: usize,
    file: FileId,
    separator: u8,
}

impl<'a> Table<'a> {
    fn row(&self, record: &'a csv::StringRecord, at: usize) -> Row<'a> {
        let body = self.body;
        // The reader counts a record from behind the one before: step over the line end that is left.
        let at = at + body[at..].len() - body[at..].trim_start_matches(['\r', '\n']).len();
        let end = at + body[at..].find(['\r', '\n']).unwrap_or(body.len() - at);
        let place = |it: Range<usize>| Span::new(self.file, self.start + at + it.start..self.start + at + it.end);
        let line = &body[at..end];
        let cells: Vec<Located<&str>> = match line.contains('"') {
            true => record.iter().zip(quoted(record, line, self.separator)).map(|(text, it)| Located::new(text, place(it))).collect(),
            false => record.iter().enumerate().map(|(rank, text)| Located::new(text, place(plain(record, rank, line)))).collect(),
        };
        Row { columns: self.columns, cells, span: place(0..end - at) }
    }
}

/// Returns where a cell stands in a line without quotes: the record holds its cells without the separators between them.
fn plain(record: &csv::StringRecord, rank: usize, line: &str) -> Range<usize> {
    let range = record.range(rank).unwrap_or_default();
    (range.start + rank).min(line.len())..(range.end + rank).min(line.len())
}

/// Returns where the cells stand in a line with quotes, without those round them; a cell that goes on in the next line ends
/// with this one.
fn quoted(record: &csv::StringRecord, line: &str, separator: u8) -> Vec<Range<usize>> {
    let bytes = line.as_bytes();
    let mut ranges = Vec::with_capacity(record.len());
    let mut at = 0;
    while ranges.len() < record.len() {
        let start = at.min(line.len());
        let is_quoted = bytes.get(start) == Some(&b'"');
        let mut open = false;
        while at < bytes.len() && (open || bytes[at] != separator) {
            // Two quotes in a quoted cell close and open it again.
            open ^= is_quoted && bytes[at] == b'"';
            at += 1;
        }
        let end = at.min(line.len());
        let inner = line[start..end].trim_end();
        let is_closed = is_quoted && inner.len() > 1 && inner.ends_with('"');
        ranges.push(if is_closed { start + 1..start + inner.len() - 1 } else { start..end });
        at += 1;
    }
    ranges
}

fn delimiter(head: &str) -> u8 {
    [b',', b';', b'\t'].into_iter().max_by_key(|it| (head.bytes().filter(|byte| byte == it).count(), *it == b',')).unwrap_or(b',')
}

/// What other programs and languages call the columns; lower-case.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    (
        "from",
        &[
            "de",
            "source",
            "origine",
            "ancien",
            "ancienne",
            "ancienne url",
            "ancien lien",
            "old",
            "old url",
            "url source",
            "redirect from",
            "von",
            "quelle",
            "alt",
            "alte url",
            "da",
            "desde",
            "origen",
            "antigua",
            "vecchio url",
            "dari",
            "path",
        ],
    ),
    (
        "to",
        &[
            "vers",
            "à",
            "a",
            "cible",
            "destination",
            "nouveau",
            "nouvelle",
            "nouvelle url",
            "nouveau lien",
            "new",
            "new url",
            "target",
            "redirect to",
            "redirect",
            "nach",
            "ziel",
            "neu",
            "neue url",
            "hacia",
            "destino",
            "nueva",
            "nuovo url",
            "ke",
            "destinazione",
        ],
    ),
    ("url", &["adresse", "page", "lien", "link", "address", "uri", "from", "path"]),
    ("hits", &["visites", "vues", "aufrufe", "views", "count", "visits", "clicks"]),
    ("status", &["code", "statut", "http status"]),
    ("note", &["remarque", "commentaire", "comment", "bemerkung", "notes"]),
];

fn has_columns(head: &Head, known: &[&str], required: &[&str], report: &mut Report) -> bool {
    let unknown: Vec<&Located<String>> = head.columns.iter().filter(|it| !known.contains(&it.value.as_str())).collect();
    let is_row = |it: &&Located<String>| it.value.starts_with('/') || it.value.starts_with("http");
    if head.columns.first().as_ref().is_some_and(is_row) {
        report.push(no_head(head, known, required));
        return false;
    }
    let meant = |column: &str| {
        let is_named = |names: &&[&str]| names.contains(&column);
        OTHER_NAMES.iter().find(|(it, names)| known.contains(it) && is_named(names)).map(|(it, _)| *it)
    };
    let renamed: Vec<&str> =
        head.columns.iter().filter_map(|it| known.iter().copied().find(|name| *name == it.value).or_else(|| meant(&it.value))).collect();
    let is_each_meant_once = renamed.len() == head.columns.len() && renamed.iter().enumerate().all(|(at, it)| !renamed[..at].contains(it));
    if !unknown.is_empty() && is_each_meant_once {
        let found: Vec<String> = unknown.iter().map(|it| format!("`{}`", it.value)).collect();
        let line = renamed.join(&head.separator.to_string());
        let message = match found.as_slice() {
            [one] => format!("the column {one} has another name here"),
            all => format!("the columns {} have other names here", all.join(" and ")),
        };
        let finding = Diagnostic::new(&unknown_key::CODE, head.span, "names the columns", message);
        report.push(finding.help(format!("write the first line as `{line}`")).replace(head.span, line));
        return false;
    }
    for column in &unknown {
        let free = known.iter().copied().filter(|it| !head.columns.iter().any(|column| column.value == *it));
        let help = Help::nearest(&column.value, free, || {
            format!("known here: {}", known.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", "))
        });
        let message = if column.value.is_empty() {
            "a column has no name".to_owned()
        } else {
            format!("found the column `{}`, which is not known here", column.value)
        };
        report.push(Diagnostic::new(&unknown_key::CODE, column.span, "in the first line", message).help(help));
    }
    if !unknown.is_empty() {
        return false;
    }
    let missing: Vec<&&str> = required.iter().filter(|it| !head.columns.iter().any(|column| column.value == **it)).collect();
    for column in &missing {
        let message = format!("the first line names no column `{column}`");
        let first = format!("begin the file with the line `{}`", known[..2].join(","));
        report.push(Diagnostic::new(&wrong_type::CODE, head.span, "names the columns", message).help(first));
    }
    missing.is_empty()
}

/// Returns the finding of a table that begins with a row.
fn no_head(head: &Head, known: &[&str], required: &[&str]) -> Diagnostic {
    let line = known[..head.columns.len().clamp(required.len(), 2)].join(&head.separator.to_string());
    let message = "the first line is a row already, wanted the names of the columns";
    let finding = Diagnostic::new(&wrong_type::CODE, head.span, "a row", message).help(format!("put the line `{line}` above it"));
    // Of more columns than that nobody but the author knows the meaning.
    match head.columns.len() <= 2 {
        true => finding.replace(Span { end: head.span.start, ..head.span }, line + "\n"),
        false => finding,
    }
}
