//! Reads redirect tables and inventories: CSV as spreadsheets write it.

use super::rows::{Columns, scan};
use super::{listed, toml};
use crate::diag::rules::schema::{duplicate_id, secret, syntax, unknown_key, wrong_type};
use crate::diag::{Code, Diagnostic, Help, Report, nearest, steers};
use crate::model::rows::PlainRows;
use crate::model::spec::redirect::{AnswerKind, Rule, Status};
use crate::model::spec::scalar::QueryPolicy;
use crate::model::spec::{InventoryRow, Spec};
use crate::source::{FileId, Located, Sources, Span};
use std::ops::Range;
use std::sync::Arc;

/// The columns of a redirect table.
pub const RULE_COLUMNS: &[&str] = &["from", "to", "answer", "status", "query", "since", "until", "site", "trial", "page", "note"];
/// The columns of an inventory.
pub const INVENTORY_COLUMNS: &[&str] = &["url", "methods", "hits", "kind", "valid-for"];

/// Reads a redirect table; its columns are the keys of a rule.
pub fn redirects(name: &Located<String>, file: FileId, spec: &mut Spec, sources: &mut Sources, report: &mut Report) {
    if spec.tables.contains_key(&name.value) {
        return;
    }
    let mut rules = Vec::new();
    let mut plain = None;
    let reading = Reading { file, sources, known: RULE_COLUMNS, required: &["from"], plain: (!spec.is_row_by_row).then_some(&mut plain) };
    let faults = rows(reading, report, &mut |row| {
        let rule = rule(row)?;
        rules.push(Located::new(rule, row.span));
        Ok(())
    });
    spec.plain.extend(plain.map(|it| (name.value.clone(), Arc::new(it))));
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
    let reading = Reading { file, sources, known: INVENTORY_COLUMNS, required: &["url"], plain: None };
    let faults = rows(reading, report, &mut |row| {
        let Some(url) = row.cell("url") else { return Err(row.missing("url")) };
        let methods = row.cell("methods").map(|it| it.value.split_whitespace().map(str::to_ascii_uppercase).collect());
        let hits =
            row.cell("hits").map(|it| it.value.parse().map_err(|_| Wrong::new(&it, "found no number of hits", "write a whole number")));
        let (kind, valid_for) = (listed::kind(row)?, listed::valid_for(row)?);
        urls.push(InventoryRow { url, methods: methods.unwrap_or_default(), hits: hits.transpose()?, kind, valid_for });
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

/// What the row under all rows begins with, in the languages of those who may write one; lower-case.
const TOTALS: &[&str] = &["total", "totals", "totaux", "somme", "sum", "summe", "gesamt", "totale", "suma", "jumlah"];

/// One line of a table.
pub(super) struct Row<'a> {
    columns: &'a [String],
    cells: Vec<Located<&'a str>>,
    pub(super) span: Span,
}

impl Row<'_> {
    /// Returns the cell under `column`, unless it is empty.
    pub(super) fn cell(&self, column: &str) -> Option<Located<String>> {
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

    /// Tells whether a spreadsheet's author added the rows up here.
    fn is_total(&self) -> bool {
        let mut words = self.cells.iter().map(|it| it.value.trim()).filter(|it| !it.is_empty());
        let first = words.next().unwrap_or_default().to_lowercase();
        let word = first.split(|it: char| !it.is_alphabetic()).next().unwrap_or_default();
        TOTALS.contains(&word) && !words.any(|it| it.starts_with('/') || it.contains("://"))
    }

    /// Returns the first cell that looks like a secret, and what it looks like.
    fn secret(&self) -> Option<(Span, &'static str)> {
        let columns = self.columns.iter().map(String::as_str).chain(std::iter::repeat(""));
        self.cells.iter().zip(columns).find_map(|(cell, column)| Some((cell.span, super::secret::kind(column, cell.value)?)))
    }

    pub(super) fn missing(&self, column: &str) -> Wrong {
        Wrong {
            span: self.span,
            message: format!("the row has nothing under `{column}`"),
            help: Help::from(format!("write its `{column}`, or remove the row")),
        }
    }
}

/// Why a row is refused.
pub(super) struct Wrong {
    span: Span,
    message: String,
    help: Help,
}

impl Wrong {
    pub(super) fn new(cell: &Located<String>, message: impl Into<String>, help: impl Into<Help>) -> Wrong {
        Wrong { span: cell.span, message: message.into(), help: help.into() }
    }
}

/// What is refused of a table.
#[derive(Default)]
pub(super) struct Refused {
    pub(super) rows: Vec<Span>,
    /// What stands in the rows, or the cells, that hold secrets.
    pub(super) secrets: Vec<Span>,
}

/// How a table is read.
pub(super) struct Reading<'a> {
    pub(super) file: FileId,
    pub(super) sources: &'a Sources,
    pub(super) known: &'a [&'a str],
    pub(super) required: &'a [&'a str],
    /// Where its plain rows go, if they are wanted apart.
    pub(super) plain: Option<&'a mut Option<PlainRows>>,
}

/// Hands every row of a table to `take`, but for plain ones that are wanted apart, and returns what it refuses.
pub(super) fn rows(reading: Reading<'_>, report: &mut Report, take: &mut dyn FnMut(&Row) -> Result<(), Wrong>) -> Refused {
    let mut refused = Refused::default();
    let Reading { file, sources, known, required, plain } = reading;
    let text = &sources.file(file).text;
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let start = start + told_separator(&text[start..]);
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
    let Some(columns) = columns(&head, known, required, report) else {
        return Refused { rows: vec![span], secrets: Vec::new() };
    };
    let behind = start + records.reader().position().byte() as usize;
    let rest = match plain.zip(plain_columns(&columns, separator)) {
        Some((plain, columns)) => {
            let scanned = scan(file, text, behind, &columns);
            *plain = Some(scanned.plain);
            scanned.rest
        }
        None => std::iter::once(behind..text.len()).collect(),
    };
    let mut refuse = |code: &'static Code, wrong: Wrong| {
        refused.rows.push(wrong.span);
        report.push(Diagnostic::new(code, wrong.span, "in this row", wrong.message).help(wrong.help));
    };
    let (mut secrets, mut totals) = (Vec::new(), Vec::new());
    let lines = |range: Range<usize>| {
        let body = &text[range.clone()];
        let table = Table { columns: &columns, body, start: range.start, file };
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(body.as_bytes());
        reader.into_records().map(move |it| (table, it))
    };
    for (table, record) in rest.into_iter().flat_map(lines) {
        let record = match record {
            Ok(record) => record,
            Err(err) => {
                let at = err.position().map_or(0, |it| it.byte() as usize) + table.start;
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
        let row = table.row(&record, at, separator);
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
        } else if let Some(cell) = row.cells.iter().find(|it| it.value.chars().any(steers)) {
            let (message, help) = match cell.value.contains(['\n', '\r']) {
                true => ("the cell holds a line break", "close its quote, or write it on one line"),
                false => ("the cell holds a control character", "write the cell without it"),
            };
            let wrong = Wrong { span: cell.span, message: message.to_owned(), help: Help::from(help) };
            refuse(&wrong_type::CODE, wrong);
        } else if row.is_total() {
            totals.push((row.span, table.with_line_end(row.span)));
        } else if row.cells.iter().any(|it| !it.value.trim().is_empty())
            && let Err(wrong) = take(&row)
        {
            refuse(&wrong_type::CODE, wrong);
        }
    }
    refused.secrets = secrets;
    for (total, line) in totals {
        let message = "the row adds up the others, wanted nothing below the last of them";
        let finding = Diagnostic::new(&wrong_type::CODE, total, "a sum", message).help("take the row out");
        report.push(finding.replace(line, ""));
        refused.rows.push(total);
    }
    refused
}

/// The first line of a table.
struct Head {
    span: Span,
    separator: char,
    /// The columns' names, lower-case.
    columns: Vec<Located<String>>,
}

/// Returns where a plain row's columns stand, if the table has them.
fn plain_columns(columns: &[String], separator: u8) -> Option<Columns> {
    let at = |name: &str| columns.iter().position(|it| it == name);
    Some(Columns { from: at("from")?, to: at("to")?, status: at("status"), note: at("note"), count: columns.len(), separator })
}

/// What the rows of a stretch of a table share.
#[derive(Clone, Copy)]
struct Table<'a> {
    columns: &'a [String],
    body: &'a str,
    start: usize,
    file: FileId,
}

impl<'a> Table<'a> {
    /// Returns a row with the end of its line.
    fn with_line_end(self, row: Span) -> Span {
        let end = row.end as usize - self.start;
        let rest = &self.body[end..];
        let line_end = rest.len() - rest.trim_start_matches('\r').strip_prefix('\n').unwrap_or(rest).len();
        Span { end: row.end + line_end as u32, ..row }
    }

    fn row(self, record: &'a csv::StringRecord, at: usize, separator: u8) -> Row<'a> {
        let body = self.body;
        // The reader counts a record from behind the one before: step over the line end that is left.
        let at = at + body[at..].len() - body[at..].trim_start_matches(['\r', '\n']).len();
        let end = at + body[at..].find(['\r', '\n']).unwrap_or(body.len() - at);
        let place = |it: Range<usize>| Span::new(self.file, self.start + at + it.start..self.start + at + it.end);
        let line = &body[at..end];
        let cells: Vec<Located<&str>> = match line.contains('"') {
            true => record.iter().zip(quoted(record, line, separator)).map(|(text, it)| Located::new(text, place(it))).collect(),
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

/// Returns how long the line is in which a spreadsheet tells itself what separates the cells, as `sep=;`: no row, and no name.
fn told_separator(body: &str) -> usize {
    let line = body.split_inclusive('\n').next().unwrap_or_default();
    let told = line.trim_end().get(..4).filter(|it| it.eq_ignore_ascii_case("sep=")).map(|_| &line.trim_end_matches(['\r', '\n'])[4..]);
    if told.is_some_and(|it| matches!(it, "," | ";" | "\t" | "")) { line.len() } else { 0 }
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
    ("status", &["code", "statut", "http status", "expected_status", "expected status"]),
    ("location", &["expected_location", "expected location", "expected"]),
    ("note", &["remarque", "commentaire", "comment", "bemerkung", "notes"]),
];

/// Returns the columns by the names that they have here; `None` where the rows cannot be read by them.
fn columns(head: &Head, known: &[&str], required: &[&str], report: &mut Report) -> Option<Vec<String>> {
    let is_row = |it: &&Located<String>| it.value.starts_with('/') || it.value.starts_with("http");
    if head.columns.first().as_ref().is_some_and(is_row) {
        report.push(no_head(head, known, required));
        return None;
    }
    let is_taken = |name: &str| head.columns.iter().any(|it| it.value == name);
    let mut names: Vec<String> = head.columns.iter().map(|it| it.value.clone()).collect();
    for name in names.iter_mut() {
        let meant = OTHER_NAMES.iter().find(|(it, others)| known.contains(it) && !is_taken(it) && others.contains(&name.as_str()));
        if let Some((meant, _)) = meant.filter(|_| !known.contains(&name.as_str())) {
            *name = (*meant).to_owned();
        }
    }
    let is_meant_once = names.iter().enumerate().all(|(at, it)| !known.contains(&it.as_str()) || !names[..at].contains(it));
    if !is_meant_once {
        names = head.columns.iter().map(|it| it.value.clone()).collect();
    }
    renamed(head, &names, known, report);
    let is_clear = unknown(head, &names, known, report) && !is_told_twice(head, &names, known, report);
    let missing: Vec<&&str> = required.iter().filter(|it| !names.iter().any(|name| name == **it)).collect();
    // Where a column has a name that nobody knows, that is the fault.
    for column in missing.iter().filter(|_| names.iter().all(|it| known.contains(&it.as_str()))) {
        let message = format!("the first line names no column `{column}`");
        let first = format!("begin the file with the line `{}`", known[..2].join(","));
        report.push(Diagnostic::new(&wrong_type::CODE, head.span, "names the columns", message).help(first));
    }
    (missing.is_empty() && is_clear).then_some(names)
}

/// Reports the columns that have another name here: what each means is known, and the rows are read by it.
fn renamed(head: &Head, names: &[String], known: &[&str], report: &mut Report) {
    let renamed: Vec<(&Located<String>, &String)> = head.columns.iter().zip(names).filter(|(it, name)| it.value != **name).collect();
    let found: Vec<&str> = renamed.iter().map(|(it, _)| it.value.as_str()).collect();
    let message = match found.as_slice() {
        [] => return,
        [one] => format!("the column `{one}` has another name here"),
        all => format!("the columns {} have other names here", crate::diag::listed(all)),
    };
    let line = names.join(&head.separator.to_string());
    let finding = Diagnostic::new(&unknown_key::CODE, head.span, "names the columns", message);
    let finding = finding.help(format!("write the first line as `{line}`"));
    report.push(match names.iter().all(|it| known.contains(&it.as_str())) {
        true => finding.replace(head.span, line),
        false => renamed.into_iter().fold(finding, |finding, (it, name)| finding.replace(it.span, name.clone())),
    });
}

/// Reports known columns that are named again, and tells whether there are any: which of the two is meant is not known.
fn is_told_twice(head: &Head, names: &[String], known: &[&str], report: &mut Report) -> bool {
    let first = |at: usize| names[..at].iter().position(|it| *it == names[at]);
    let again = (0..names.len()).filter(|at| known.contains(&names[*at].as_str())).filter_map(|at| Some((at, first(at)?)));
    let mut is_told = false;
    for (at, first) in again {
        let message = format!("the first line names the column `{}` twice", names[at]);
        let finding = Diagnostic::new(&duplicate_id::CODE, head.columns[at].span, "named again", message);
        report
            .push(finding.label(head.columns[first].span, "named here first").help("keep one of the two, or write another name over one"));
        is_told = true;
    }
    is_told
}

/// Reports the columns that nobody knows; returns whether none of them may be one that is known.
fn unknown(head: &Head, names: &[String], known: &[&str], report: &mut Report) -> bool {
    let mut is_clear = true;
    let free = |it: &&str| !names.iter().any(|name| name == it);
    for (column, _) in head.columns.iter().zip(names).filter(|(_, name)| !known.contains(&name.as_str())) {
        let is_other = column.value.is_empty() || nearest(&column.value, known.iter().copied()).is_some();
        is_clear &= !is_other;
        let help = Help::nearest(&column.value, known.iter().copied().filter(free), || {
            let listed: Vec<String> = known.iter().map(|it| format!("`{it}`")).collect();
            format!("take the column out; known here: {}", listed.join(", "))
        });
        let message = match column.value.is_empty() {
            true => "a column has no name".to_owned(),
            false => format!("found the column `{}`, which is not known here", column.value),
        };
        report.push(Diagnostic::new(&unknown_key::CODE, column.span, "in the first line", message).help(help));
    }
    is_clear
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
