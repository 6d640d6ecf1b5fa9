//! What a run found, for people.

use crate::diag::{plural, printable};
use crate::judge::report::{Judged, OfInventory, Tested};
use crate::model::plan::inventory::share;
use std::fmt::Write;

/// How many of a long list are told.
const TOLD: usize = 20;
/// How many characters of a value are shown.
const LONGEST: usize = 200;

/// Returns the report; `is_quiet` leaves out all but what does not hold.
pub fn render(tested: &Tested, is_all: bool, is_quiet: bool) -> String {
    let mut out = String::new();
    let most = if is_all { usize::MAX } else { TOLD };
    let failed = tested.results.iter().filter(|it| !it.holds());
    failed.clone().take(most).for_each(|it| result(it, &mut out));
    if tested.failed > most {
        let _ = writeln!(out, "… and {} more: `--all` lists them", tested.failed - most);
    }
    if is_quiet {
        return out;
    }
    let _ = match (tested.passed, tested.failed) {
        (0, 0) => writeln!(out, "no expectations: write `tests/expectations.toml`"),
        (all, 0) => writeln!(out, "{}", if all == 1 { "1 expectation holds".to_owned() } else { format!("{all} expectations hold") }),
        (passed, failed) => {
            let not = if failed == 1 { "does not hold" } else { "do not hold" };
            writeln!(out, "{}: {failed} {not}", plural(passed + failed, "expectation", "expectations"))
        }
    };
    coverage(tested, most, &mut out);
    out
}

fn result(it: &Judged, out: &mut String) {
    let when = match (&it.at, &it.stage) {
        // Before the first switch no instant says more than another.
        (Some(_), Some(stage)) if stage == "start" => " (start)".to_owned(),
        (Some(at), Some(stage)) => format!(" at {at} ({stage})"),
        _ => String::new(),
    };
    let _ = writeln!(out, "{}: {} {}{when}", printable(&it.place), it.method, printable(&it.url));
    for fault in &it.faults {
        let found = match (fault.what.as_str(), fault.found.as_str()) {
            (_, "") => "nothing".to_owned(),
            // What stands in the place of an instant is said in words.
            ("at", words) => printable(words),
            (_, value) => shown(value),
        };
        let _ = writeln!(out, "  {}: found {found}, wanted {}", printable(&fault.what), shown(&fault.wanted));
    }
    let _ = match &it.rule {
        Some(rule) => writeln!(out, "  by the rule in {}", printable(rule)),
        None if it.at.is_some() => writeln!(out, "  by no rule"),
        None => Ok(()),
    };
    if let Some(remark) = &it.remark {
        let _ = writeln!(out, "  {}", printable(remark));
    }
    if let Some(note) = &it.note {
        let _ = writeln!(out, "  note: {}", printable(note));
    }
}

fn shown(text: &str) -> String {
    let cut = text.chars().count().saturating_sub(LONGEST);
    let text: String = printable(text).chars().take(LONGEST).collect();
    match (text.is_empty(), cut) {
        (true, _) => "nothing".to_owned(),
        (_, 0) => format!("`{text}`"),
        (_, cut) => format!("`{text}` and {cut} more characters"),
    }
}

fn coverage(tested: &Tested, most: usize, out: &mut String) {
    let (covered, rules) = (&tested.coverage, &tested.coverage.rules);
    let _ = writeln!(
        out,
        "{} of {} tried ({} %): {} by expectations, {} by inventories; {} more by generated requests alone",
        rules.reached,
        plural(rules.all, "rule", "rules"),
        rules.per_cent,
        rules.by_expectations,
        rules.by_inventories,
        rules.by_generated_alone
    );
    for it in &covered.hosts {
        let asked = plural(it.expectations, "expectation", "expectations");
        let _ = writeln!(out, "  {}: {} of {} tried, {asked}", it.host, it.reached, plural(it.rules, "rule", "rules"));
    }
    covered.inventories.iter().for_each(|it| inventory(it, out));
    if covered.unreached.is_empty() {
        return;
    }
    let _ = writeln!(out, "nobody tries {}:", plural(covered.unreached.len(), "rule", "rules"));
    for it in covered.unreached.iter().take(most) {
        let generated = if it.is_generated { "" } else { ", nor does a generated request" };
        let _ = writeln!(out, "  {} `{}`{generated}", printable(&it.place), printable(&it.text));
    }
    if covered.unreached.len() > most {
        let _ = writeln!(out, "  … and {} more: `--all` lists them", covered.unreached.len() - most);
    }
}

fn inventory(it: &OfInventory, out: &mut String) {
    let hits = |some: u64| if it.hits == 0 { String::new() } else { format!(" ({} of the hits)", share(some, it.hits)) };
    let by_default = if it.by_default == 0 { String::new() } else { format!(", {} by the default alone", it.by_default) };
    let _ = writeln!(
        out,
        "  {}: {} of {} answered{}{by_default}, {} tested{}",
        printable(&it.path),
        it.answered,
        plural(it.urls, "URL", "URLs"),
        hits(it.answered_hits),
        it.tested,
        hits(it.tested_hits)
    );
}
