//! A difference as Markdown for a pull request: the whole in a line, then tables, what is long folded, and cut openly.

use super::json::DiffJson;
use super::lines::{self, FactLine};
use crate::diag::printable;
use crate::emit::shape::code;
use crate::template::{Failure, Templates, Verbatim};
use serde::Serialize;
use std::collections::BTreeMap;

/// What the template prints.
#[derive(Serialize)]
struct View {
    base: Verbatim,
    summary: String,
    guards: Vec<GuardView>,
    dates: Vec<Vec<Verbatim>>,
    /// The classes that are seen at once, and those that are folded.
    urls: Vec<Vec<Verbatim>>,
    folded: Vec<Vec<Verbatim>>,
    aliases: Vec<Verbatim>,
    facts: Vec<Vec<Verbatim>>,
    left_out: usize,
}

#[derive(Serialize)]
struct GuardView {
    found: String,
    allow: Verbatim,
    verdict: &'static str,
}

/// How many classes are seen without unfolding.
const SEEN: usize = 10;
/// A longer cell says less.
const CELL: usize = 400;

/// Returns the difference as Markdown of at most `limit` bytes.
pub fn markdown(diff: &DiffJson, limit: usize) -> Result<String, Failure> {
    let templates = Templates::new(BTreeMap::new());
    let render = |rows: usize| templates.render("diff/diff.md.j2", &view(diff, rows));
    let all = diff.dates.len() + diff.urls.len() + lines::facts(diff).len();
    // A row takes twenty bytes at least, so more need not be tried.
    let (mut fits, mut too_many) = (0, all.min(limit / 20) + 1);
    while fits + 1 < too_many {
        let middle = fits + (too_many - fits) / 2;
        if render(middle)?.len() <= limit { fits = middle } else { too_many = middle }
    }
    let text = render(fits)?;
    if text.len() <= limit {
        return Ok(text);
    }
    let end = (0..=limit.saturating_sub(1)).rev().find(|it| text.is_char_boundary(*it)).unwrap_or_default();
    let end = text[..end].rfind('\n').unwrap_or_default();
    Ok(format!("{}\n", &text[..end]))
}

/// Returns what is printed with so many rows; dates first, then URLs.
fn view(diff: &DiffJson, rows: usize) -> View {
    let facts = lines::facts(diff);
    let dates = diff.dates.len().min(rows);
    let urls = diff.urls.len().min(rows - dates);
    let shown_facts = facts.len().min(rows - dates - urls);
    let seen = urls.min(SEEN);
    let left_out = diff.dates.len() + diff.urls.len() + facts.len() - dates - urls - shown_facts;
    let guard = |it: &super::json::GuardJson| GuardView {
        found: short(&it.found),
        allow: Verbatim(code(&it.allow)),
        verdict: if it.allowed { "let pass by" } else { "to let exactly this pass:" },
    };
    View {
        base: Verbatim(code(&short(&diff.base))),
        summary: diff.summary.clone(),
        guards: diff.guards.iter().take(SEEN).map(guard).collect(),
        dates: diff.dates[..dates].iter().map(|it| lines::date(it).iter().map(|it| cell(it)).collect()).collect(),
        urls: diff.urls[..seen].iter().map(row).collect(),
        folded: diff.urls[seen..urls].iter().map(row).collect(),
        aliases: diff.aliases.iter().take(SEEN).map(|(host, it)| cell(&format!("{} as {host}", it.join(", ")))).collect(),
        facts: facts[..shown_facts].iter().map(fact).collect(),
        left_out,
    }
}

fn row(urls: &super::json::Urls) -> Vec<Verbatim> {
    let line = lines::url(urls);
    let plain = |it: &str| Verbatim(it.to_owned());
    vec![plain(line.kind), cell(&line.url), cell(&line.was), cell(&line.is), cell(&line.when), plain(&line.much)]
}

fn fact(line: &FactLine) -> Vec<Verbatim> {
    vec![Verbatim(format!("{} {}", line.subject, line.what)), cell(&line.names.join(", ")), cell(&line.changes)]
}

/// Returns a value as code in a cell of a table: it links nowhere, calls nobody, and does not end the cell.
fn cell(text: &str) -> Verbatim {
    if text.is_empty() {
        return Verbatim(String::new());
    }
    Verbatim(code(&short(text)).replace('|', r"\|"))
}

fn short(text: &str) -> String {
    let text = printable(&text.replace(['\n', '\r'], " "));
    match text.char_indices().nth(CELL) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}
