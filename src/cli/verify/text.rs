//! What was found of running servers, as people read it.

use crate::diag::{plural, printable, printable_lines};
use crate::probe::report::{Difference, HostFacts, Run, Verification};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// So many differences of a server are told; of the others it is told how many there are.
const TOLD: usize = 20;
/// So many of its hosts' faults.
const TOLD_OF_HOSTS: usize = 40;
/// So many characters of a value that is not as it must be.
const LONGEST: usize = 400;

/// Returns all of it, servers one after the other; certificates, and what was not asked, are told once behind all stages.
/// If it is to be quiet, of what is in order nothing is.
pub fn of(found: &Verification, is_quiet: bool) -> String {
    let mut out = String::new();
    for runs in found.runs.chunk_by(|one, two| one.node == two.node) {
        runs.iter().filter(|it| !is_quiet || !it.is_in_order()).for_each(|it| run(it, &mut out));
        if is_quiet {
            continue;
        }
        certificates(runs, &mut out);
        let mut unasked: BTreeMap<&str, usize> = BTreeMap::new();
        for it in runs.iter().filter(|it| it.unreachable.is_none()).flat_map(|it| &it.unasked) {
            *unasked.entry(&it.why).or_default() += it.count;
        }
        for (why, count) in unasked {
            let _ = writeln!(out, "not asked of {}: {} {}", runs[0].node, plural(count, "request", "requests"), single(why, count));
        }
    }
    out
}

fn run(run: &Run, out: &mut String) {
    let head = format!("{} at {}", run.node, run.stage);
    if let Some(why) = &run.unreachable {
        let _ = writeln!(out, "{head}: {}", printable(why));
        return left(run, out);
    }
    if let Some(why) = &run.refused {
        let _ = writeln!(out, "{head}: it does not start\n  {}", printable_lines(why.trim_end()).replace('\n', "\n  "));
        return left(run, out);
    }
    let agreed = if run.agreed == run.asked { "all agree".to_owned() } else { format!("{} agree", run.agreed) };
    let differ = match run.differences.len() {
        0 => String::new(),
        count => format!(", {count} differ"),
    };
    let unserved = if run.unserved > 0 { format!(", which failed {}", times(run.unserved)) } else { String::new() };
    let served = if run.served > 0 { format!(" ({} by the shop's own server{unserved})", run.served) } else { String::new() };
    let _ = writeln!(out, "{head}: {} asked, {agreed}{served}{differ}", run.asked);
    // That a stage agrees with itself is said already, unless responses say so.
    if let Some(stage) = run.answers_as.as_ref().filter(|it| it.by == "header" || it.stage.as_ref() != Some(&run.stage)) {
        let _ = writeln!(out, "  answers as {} (by its {})", stage.text, if stage.by == "header" { "own word" } else { "answers" });
    }
    differences(&run.differences, out);
    hosts(&run.hosts, out);
    left(run, out);
}

fn times(count: usize) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

/// Says of one what is said of many.
fn single(why: &str, count: usize) -> String {
    if count != 1 {
        return why.to_owned();
    }
    match why.split_once(' ') {
        Some(("are", rest)) => format!("is {rest}"),
        Some(("were", rest)) => format!("was {rest}"),
        _ => why.to_owned(),
    }
}

fn left(run: &Run, out: &mut String) {
    if let Some(dir) = &run.left_in {
        let _ = writeln!(out, "  its configuration and what it said are in {dir}");
    }
}

pub(in crate::cli) fn differences(all: &[Difference], out: &mut String) {
    for it in all.iter().take(TOLD) {
        let rule = it.rule.as_ref().map_or_else(String::new, |it| format!(" ({})", printable(it)));
        let _ = writeln!(out, "  {} {}{rule}", it.method, printable(&it.url));
        for fault in &it.faults {
            let _ = writeln!(out, "    {}: found {}, wanted {}", fault.what, value(&fault.found), value(&fault.wanted));
        }
    }
    if all.len() > TOLD {
        let _ = writeln!(out, "  … and {} more: `--report json=FILE` holds all", all.len() - TOLD);
    }
}

fn value(text: &str) -> String {
    let shown: String = printable(text).chars().take(LONGEST).collect();
    let cut = text.chars().count().saturating_sub(LONGEST);
    match (text.is_empty(), cut) {
        (true, _) => "nothing".to_owned(),
        (_, 0) => format!("`{shown}`"),
        (_, cut) => format!("`{shown}` and {cut} more characters"),
    }
}

/// Tells each certificate once, with the names that show it.
fn certificates(runs: &[Run], out: &mut String) {
    let mut shown: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for host in runs.iter().flat_map(|it| &it.hosts) {
        if let Some(it) = &host.certificate {
            let ends = it.not_after.split('T').next().unwrap_or_default();
            let facts = format!("for {}; by {}; until {ends}", it.names.join(", "), it.issuer);
            shown.entry(facts).or_default().insert(&host.host);
        }
    }
    for (facts, names) in shown {
        let names: Vec<&str> = names.into_iter().collect();
        let _ = writeln!(out, "certificate of {}: {}", names.join(", "), printable(&facts));
    }
}

/// Tells what is wrong with names as a whole.
pub(in crate::cli) fn hosts(hosts: &[HostFacts], out: &mut String) {
    let faults: Vec<(&str, &String)> = hosts.iter().flat_map(|it| it.faults.iter().map(|fault| (it.host.as_str(), fault))).collect();
    for (host, fault) in faults.iter().take(TOLD_OF_HOSTS) {
        let _ = writeln!(out, "  {host}: {}", printable(fault));
    }
    if faults.len() > TOLD_OF_HOSTS {
        let _ = writeln!(out, "  … and {} more of other hosts: `--report json=FILE` holds all", faults.len() - TOLD_OF_HOSTS);
    }
}
