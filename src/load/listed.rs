//! Reads what lists say of URLs: what each is for, how long it works, and what pages say of others.

use super::table::{Reading, Row, Wrong, rows};
use crate::diag::{Help, Report};
use crate::model::spec::redirect::UrlKind;
use crate::model::spec::scalar::Duration;
use crate::model::spec::{AlternateRow, Rel, Spec};
use crate::source::{FileId, Located, Sources};

/// The columns of a list of what pages say of others.
pub const ALTERNATE_COLUMNS: &[&str] = &["url", "href", "rel"];

/// Reads a list of what pages say of others.
pub(super) fn alternates(name: &Located<String>, file: FileId, spec: &mut Spec, sources: &mut Sources, report: &mut Report) {
    if spec.alternates.contains_key(&name.value) {
        return;
    }
    let mut all = Vec::new();
    let reading = Reading { file, sources, known: ALTERNATE_COLUMNS, required: &["url", "href"], plain: None };
    let faults = rows(reading, report, &mut |row| {
        let url = row.cell("url").ok_or_else(|| row.missing("url"))?;
        let href = row.cell("href").ok_or_else(|| row.missing("href"))?;
        let rel = word(row, "rel", &Rel::ALL.map(|it| (it.word(), it)))?.unwrap_or(Rel::Alternate);
        all.push(AlternateRow { url, rel, href });
        Ok(())
    });
    spec.damaged.extend(faults.rows);
    faults.secrets.into_iter().for_each(|it| sources.cover(it));
    spec.alternates.insert(name.value.clone(), all);
}

/// Returns what a URL of an inventory is for.
pub(super) fn kind(row: &Row) -> Result<Option<UrlKind>, Wrong> {
    word(row, "kind", &UrlKind::ALL.map(|it| (it.word(), it)))
}

/// Returns how long a URL of an inventory works after it was given out.
pub(super) fn valid_for(row: &Row) -> Result<Option<Duration>, Wrong> {
    let read = |it: Located<String>| it.value.parse().map_err(|err: String| Wrong::new(&it, err, "write a duration, as `10 years`"));
    row.cell("valid-for").map(read).transpose()
}

/// Returns the one of `known` that a cell names.
fn word<T: Copy>(row: &Row, column: &str, known: &[(&'static str, T)]) -> Result<Option<T>, Wrong> {
    let Some(cell) = row.cell(column) else { return Ok(None) };
    if let Some((_, found)) = known.iter().find(|(word, _)| *word == cell.value) {
        return Ok(Some(*found));
    }
    let words = || known.iter().map(|(word, _)| *word);
    let listed: Vec<String> = words().map(|it| format!("`{it}`")).collect();
    let help = Help::nearest(&cell.value, words(), || format!("write one of {}", listed.join(", ")));
    Err(Wrong::new(&cell, format!("found `{}` under `{column}`", cell.value), help))
}
