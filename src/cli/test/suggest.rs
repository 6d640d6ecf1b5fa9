//! Tables that lead lost URLs to the successor's pages most like them, for a person to look at.

use crate::cli::{Exit, Stop};
use crate::diag::{nearest, plural};
use crate::model::graph::similar::{Index, Suggestion};
use crate::model::plan::Plan;
use crate::model::plan::inventory::{Fate, Listed, share};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A table, and how many URLs have no row in it.
pub struct Table {
    text: String,
    rows: usize,
    without: usize,
}

/// Returns the tables that are asked for, each with its file.
pub fn tables(plan: &Plan, asked: &[(String, PathBuf)]) -> Result<Vec<(PathBuf, Table)>, Stop> {
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let index = Index::of_platforms(&plan.graph);
    if index.is_empty() {
        let text = "nothing can be suggested: no platform lists its pages; add `inventory = [\"sitemap.xml\"]` under `[platforms.…]`";
        return Err(Stop::usage(text));
    }
    let table = |(region, path): &(String, PathBuf)| {
        if !plan.graph.regions.contains_key(region) {
            let near = nearest(region, plan.graph.regions.keys().map(String::as_str)).map(|it| format!("; did you mean `{it}`?"));
            return Err(Stop::usage(format!("there is no region `{region}`{}", near.unwrap_or_default())));
        }
        if path.exists() {
            return Err(Stop::usage(format!("{} is there already, and somebody may have worked on it: name another file", path.display())));
        }
        Ok((path.clone(), of_region(plan, region, &index)))
    };
    asked.iter().map(table).collect()
}

fn of_region(plan: &Plan, region: &str, index: &Index) -> Table {
    let is_lost = |it: &Listed| it.site.region == region && matches!(it.fate(), Fate::Unanswered | Fate::Default);
    let mut lost: Vec<Listed> = plan.listed().filter(is_lost).collect();
    lost.sort_by_key(|it| (std::cmp::Reverse(it.url.hits), it.url.span));
    let has_sites = plan.graph.sites_of(region).count() > 1;
    let mut table = Table { text: format!("from,to,{}note\n", if has_sites { "site," } else { "" }), rows: 0, without: 0 };
    let mut seen = BTreeSet::new();
    for it in lost {
        let Some(found) = Suggestion::of(it.site, &it.url.target, index) else {
            table.without += 1;
            continue;
        };
        if !seen.insert((it.site.id.clone(), found.from.clone())) {
            continue;
        }
        let site = it.site.id.rsplit('/').next().filter(|_| has_sites).map_or_else(String::new, |it| format!("{it},"));
        let hits =
            it.url.hits.map_or_else(String::new, |it| format!("; {}", plural(usize::try_from(it).unwrap_or(usize::MAX), "hit", "hits")));
        let like = share((found.likeness * 100.0).round() as u64, 100);
        table.rows += 1;
        table.text += &format!("{},{site}suggested: {like} alike{hits}\n", found.row());
    }
    table
}

/// Writes a table, and tells what is in it.
pub fn write(path: &Path, table: &Table) -> Result<(), Stop> {
    crate::bundle::write_file(path, table.text.as_bytes()).map_err(|err| Stop { exit: Exit::Machine, ..Stop::machine(path, &err) })?;
    let without =
        if table.without == 0 { String::new() } else { format!(", and {} like nothing", plural(table.without, "URL is", "URLs are")) };
    let rows = plural(table.rows, "suggestion", "suggestions");
    anstream::eprintln!("{}: {rows}, to be looked at row by row{without}", path.display());
    Ok(())
}
