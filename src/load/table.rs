//! Reads redirect tables and inventories: CSV as spreadsheets write it.

use crate::diag::rules::schema::{syntax, unknown_key, wrong_type};
use crate::diag::{Code, Diagnostic, Report, nearest};
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
    spec.damaged.extend(faults);
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
    spec.damaged.extend(faults);
    spec.inventories.insert(name.value.clone(), urls);
}

fn rule(row: &Row) -> Result<Rule, Wrong> {
    let from = row.cell("from").ok_or_else(|| row.missing("from"))?;
    let word = |key: &str, known: &'static [(&'static str, AnswerKind)]| {
        row.cell(key).map(|it| {
            let found = known.iter().find(|(word, _)| *word == it.value).map(|(_, kind)| *kind);
            found.map(|kind| Located::new(kind, it.span)).ok_or_else(|| {
                Wrong::new(&it, format!("found `{}`, which is no answer", it.value), "write `gone`, `page`, `unavailable` or `serve`")
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
        (!text.is_empty()).then(|| Located::new(text.to_owned(), cell.span))
    }

    fn missing(&self, column: &str) -> Wrong {
        Wrong {
            span: self.span,
            message: format!("the row has nothing under `{column}`"),
            help: format!("write its `{column}`, or remove the row"),
        }
    }
}

/// Why a row is refused.
struct Wrong {
    span: Span,
    message: String,
    help: String,
}

impl Wrong {
    fn new(cell: &Located<String>, message: impl Into<String>, help: impl Into<String>) -> Wrong {
        Wrong { span: cell.span, message: message.into(), help: help.into() }
    }
}

/// Hands every row of a table to `take` and returns the places of those that it refuses.
fn rows(
    file: FileId,
    sources: &Sources,
    known: &[&str],
    required: &[&str],
    report: &mut Report,
    take: &mut dyn FnMut(&Row) -> Result<(), Wrong>,
) -> Vec<Span> {
    let mut refused = Vec::new();
    let text = &sources.file(file).text;
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = &text[start..];
    let head_end = body.find('\n').unwrap_or(body.len());
    let delimiter = delimiter(&body[..head_end]);
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(body.as_bytes());
    let mut records = reader.into_records();
    let head = Span::new(file, start..start + body[..head_end].trim_end().len());
    let columns: Vec<String> = match records.next() {
        Some(Ok(record)) => record.iter().map(|it| it.trim().to_ascii_lowercase()).collect(),
        _ => Vec::new(),
    };
    if !has_columns(&columns, head, known, required, report) {
        return vec![head];
    }
    let mut refuse = |code: &'static Code, wrong: Wrong| {
        refused.push(wrong.span);
        report.push(Diagnostic::new(code, wrong.span, "in this row", wrong.message).help(wrong.help));
    };
    for record in records {
        let record = match record {
            Ok(record) => record,
            Err(err) => {
                let at = err.position().map_or(0, |it| it.byte() as usize) + start;
                let wrong = Wrong {
                    span: Span::new(file, at..at),
                    message: "the row cannot be read".to_owned(),
                    help: "mend its quotes".to_owned(),
                };
                refuse(&syntax::CODE, wrong);
                continue;
            }
        };
        let at = record.position().map_or(0, |it| it.byte() as usize);
        let row = row(&columns, &record, body, at, start, file);
        if record.len() > columns.len() {
            let message = format!("the row has {} cells, the first line names {}", record.len(), columns.len());
            refuse(&wrong_type::CODE, Wrong { span: row.span, message, help: "put quotes round a cell that holds a separator".to_owned() });
        } else if let Some(cell) = row.cells.iter().find(|it| it.value.chars().any(char::is_control)) {
            let (message, help) = match cell.value.contains(['\n', '\r']) {
                true => ("the cell holds a line break", "close its quote, or write it on one line"),
                false => ("the cell holds a control character", "write the cell without it"),
            };
            let wrong = Wrong { span: cell.span, message: message.to_owned(), help: help.to_owned() };
            refuse(&wrong_type::CODE, wrong);
        } else if row.cells.iter().any(|it| !it.value.trim().is_empty())
            && let Err(wrong) = take(&row)
        {
            refuse(&wrong_type::CODE, wrong);
        }
    }
    refused
}

fn row<'a>(columns: &'a [String], record: &'a csv::StringRecord, body: &str, at: usize, start: usize, file: FileId) -> Row<'a> {
    // The reader counts a record from behind the one before: step over the line end that is left.
    let at = at + body[at..].len() - body[at..].trim_start_matches(['\r', '\n']).len();
    let end = at + body[at..].find(['\r', '\n']).unwrap_or(body.len() - at);
    let line = &body[at..end];
    let span = Span::new(file, start + at..start + end);
    let is_plain = !line.contains('"');
    let cell = |rank: usize| -> Range<usize> { record.range(rank).filter(|_| is_plain).map_or(at..end, |it| shift(it, at, rank)) };
    let cells = record.iter().enumerate().map(|(rank, text)| {
        let range = cell(rank);
        Located::new(text, Span::new(file, start + range.start..start + range.end))
    });
    Row { columns, cells: cells.collect(), span }
}

/// Returns where a cell stands in the body: the record holds its cells without the separators between them.
fn shift(range: Range<usize>, at: usize, rank: usize) -> Range<usize> {
    at + range.start + rank..at + range.end + rank
}

fn delimiter(head: &str) -> u8 {
    [b',', b';', b'\t'].into_iter().max_by_key(|it| (head.bytes().filter(|byte| byte == it).count(), *it == b',')).unwrap_or(b',')
}

fn has_columns(columns: &[String], head: Span, known: &[&str], required: &[&str], report: &mut Report) -> bool {
    let mut is_right = true;
    for column in columns.iter().filter(|it| !known.contains(&it.as_str())) {
        is_right = false;
        let help = match nearest(column, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", known.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ")),
        };
        let message = if column.is_empty() {
            "a column has no name".to_owned()
        } else {
            format!("found the column `{column}`, which is not known here")
        };
        report.push(Diagnostic::new(&unknown_key::CODE, head, "in the first line", message).help(help));
    }
    if !is_right {
        return false;
    }
    for column in required.iter().filter(|it| !columns.iter().any(|column| column == *it)) {
        is_right = false;
        let message = format!("the first line names no column `{column}`");
        report.push(
            Diagnostic::new(&wrong_type::CODE, head, "names the columns", message)
                .help(format!("begin the file with the line `{}`", known[..2].join(","))),
        );
    }
    is_right
}
