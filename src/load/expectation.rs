//! Reads what the workspace expects of its own URLs: `tests/*.toml`, and `tests/*.csv` as spreadsheets write it.

use super::table::{Reading, Row, Wrong, rows};
use super::{Disk, toml};
use crate::diag::rules::schema::wrong_type;
use crate::diag::{Diagnostic, Help, Report};
use crate::model::plan::request::Request;
use crate::model::spec::Spec;
use crate::model::spec::expectation::{Expectation, Kind, Method};
use crate::model::spec::scalar::At;
use crate::source::{FileId, Located, Sources, Spans};
use std::collections::BTreeMap;
use std::io;

/// The folder of expectations.
const FOLDER: &str = "tests";
/// The columns of a table of expectations.
pub const COLUMNS: &[&str] = &["url", "location", "status", "at", "method", "answer", "ends", "note"];

/// Reads every file of expectations.
pub fn all(disk: &dyn Disk, spec: &mut Spec, sources: &mut Sources, report: &mut Report) -> io::Result<()> {
    let mut paths = disk.list(FOLDER, "toml")?;
    paths.extend(disk.list(FOLDER, "csv")?);
    paths.sort();
    for path in paths {
        let Some(bytes) = disk.read(&path)? else { continue };
        let Some(file) = super::text(&path, bytes, sources, report) else { continue };
        let read: Vec<Expectation> = match path.ends_with(".toml") {
            true => {
                toml::expectations(&path, file, sources, spec, report).into_iter().flat_map(|it| it.expect).map(|it| it.value).collect()
            }
            false => table(file, spec, sources, report),
        };
        // What is missing from an entry that could not be read in full is no second fault.
        let damaged = Spans::new(&spec.damaged);
        for it in read.into_iter().filter(|it| !damaged.meet(it.url.span)) {
            match wrong(&it) {
                Some(finding) => report.push(finding),
                None => spec.expectations.push(it),
            }
        }
    }
    Ok(())
}

/// Says why nothing can be asked by an entry, or nothing would be expected.
fn wrong(it: &Expectation) -> Option<Diagnostic> {
    if let Err(why) = Request::of_url(&it.url.value) {
        let finding = Diagnostic::new(&wrong_type::CODE, it.url.span, "no URL", why);
        return Some(finding.help("write the URL as a browser has it, as `https://www.po.co/uk/sale`"));
    }
    if !it.is_some() {
        let finding =
            Diagnostic::new(&wrong_type::CODE, it.url.span, "expects nothing", format!("nothing is expected of `{}`", it.url.value));
        return Some(finding.help("add `status = 301`, or `location = \"https://…\"`, or another key of those that expect"));
    }
    None
}

fn table(file: FileId, spec: &mut Spec, sources: &mut Sources, report: &mut Report) -> Vec<Expectation> {
    let mut read = Vec::new();
    let reading = Reading { file, sources, known: COLUMNS, required: &["url"], plain: None };
    let refused = rows(reading, report, &mut |row| {
        read.push(expectation(row)?);
        Ok(())
    });
    spec.damaged.extend(refused.rows);
    refused.secrets.into_iter().for_each(|it| sources.cover(it));
    read
}

fn expectation(row: &Row) -> Result<Expectation, Wrong> {
    let url = row.cell("url").ok_or_else(|| row.missing("url"))?;
    let at = row.cell("at").map(|it| match At::of_text(&it.value) {
        Ok(at) => Ok(Located::new(at, it.span)),
        Err(why) => Err(Wrong::new(&it, why, "write a day as 2024-12-31, a time, or the name of a stage or a milestone")),
    });
    let status = row.cell("status").map(|it| match it.value.parse() {
        Ok(status) => Ok(Located::new(status, it.span)),
        Err(_) => Err(Wrong::new(&it, format!("found status `{}`", it.value), "write a number, as 301")),
    });
    let method = row.cell("method").map(|it| word(it, &Method::ALL.map(|it| (it.word(), it))));
    let answer = row.cell("answer").map(|it| word(it, &Kind::ALL.map(|it| (it.word(), it))));
    Ok(Expectation {
        url,
        at: at.transpose()?,
        method: method.transpose()?,
        answer: answer.transpose()?,
        status: status.transpose()?,
        location: row.cell("location"),
        ends: row.cell("ends"),
        header: BTreeMap::new(),
        note: row.cell("note"),
    })
}

fn word<T: Copy>(cell: Located<String>, known: &[(&'static str, T)]) -> Result<Located<T>, Wrong> {
    let found = known.iter().find(|(word, _)| *word == cell.value).map(|it| it.1);
    found.map(|it| Located::new(it, cell.span)).ok_or_else(|| {
        let words: Vec<String> = known.iter().map(|it| format!("`{}`", it.0)).collect();
        let help = Help::nearest(&cell.value, known.iter().map(|it| it.0), || format!("write one of {}", words.join(", ")));
        Wrong::new(&cell, format!("found `{}`, which is not one of the words known here", cell.value), help)
    })
}
