//! What a rehearsal found, as a release manager reads it.

use crate::cli::verify::text::{differences, hosts};
use crate::diag::{plural, printable_lines};
use crate::probe::rehearsal::{Rehearsal, Rollback, StageWalk, Switch, Untouched, Walk};
use crate::probe::report::{Difference, Run};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Returns all of it, programs one after the other; if it is to be quiet, of what is in order nothing.
pub(super) fn of(found: &Rehearsal, is_quiet: bool) -> String {
    let mut out = String::new();
    for walk in found.walks.iter().filter(|it| !is_quiet || !it.is_in_order()) {
        told(walk, &mut out);
    }
    out
}

fn told(walk: &Walk, out: &mut String) {
    let _ = writeln!(out, "{}, target {}, switched by {}", walk.node, walk.target, walk.switched_by);
    walk.stages.iter().for_each(|it| stage(it, out));
    walk.switches.iter().for_each(|it| switch("to", it, out));
    walk.rollbacks.iter().for_each(|it| rollback(it, out));
    walk.untouched.iter().for_each(|it| untouched(it, out));
    if let Some(why) = &walk.stopped {
        let _ = writeln!(out, "  stopped {}", printable_lines(why.trim_end()).replace('\n', "\n    "));
    }
    let mut unasked: BTreeMap<&str, usize> = BTreeMap::new();
    for it in walk.stages.iter().flat_map(|it| &it.run.unasked) {
        *unasked.entry(&it.why).or_default() += it.count;
    }
    for (why, count) in unasked {
        let _ = writeln!(out, "  not asked: {} that {why}", plural(count, "request", "requests"));
    }
    verdict(walk, out);
    if let Some(dir) = &walk.left_in {
        let _ = writeln!(out, "  configurations and what it said are in {dir}");
    }
}

fn verdict(walk: &Walk, out: &mut String) {
    let refused: usize = walk.switches.iter().chain(walk.rollbacks.iter().flat_map(|it| [&it.back, &it.forth])).map(|it| it.refused).sum();
    let instants: usize = walk.stages.iter().map(|it| usize::from(it.since.is_some()) + usize::from(it.until.is_some())).sum();
    let mut parts = vec![
        plural(walk.stages.len(), "stage", "stages"),
        plural(walk.switches.len(), "switch", "switches"),
        plural(walk.rollbacks.len(), "way back", "ways back"),
    ];
    if refused > 0 {
        parts.push(format!("{refused} refused"));
    }
    let word = match walk.is_in_order() {
        true => {
            let answered = if refused > 0 { " that was answered" } else { "" };
            format!("every request{answered} had its one answer at each of {}", plural(instants.max(1), "instant", "instants"))
        }
        false => format!("not in order: {}", plural(walk.faults(), "difference", "differences")),
    };
    let _ = writeln!(out, "  {word} ({})", parts.join(", "));
}

fn stage(walk: &StageWalk, out: &mut String) {
    let around = if walk.around > 0 { format!(", {} of those beside it", walk.around) } else { String::new() };
    let _ = writeln!(out, "  at {}: {} ({} of its own{around})", walk.run.stage, agreed(&walk.run), walk.own);
    for url in &walk.unsteady {
        let _ = writeln!(out, "    {url} has not one answer from its first instant to its last");
    }
    faults(&walk.run, out);
}

fn agreed(run: &Run) -> String {
    match (&run.unreachable, run.asked - run.agreed) {
        (Some(why), _) => why.clone(),
        (None, 0) => format!("{} asked, all agree", run.asked),
        (None, count) => format!("{} asked, {count} differ", run.asked),
    }
}

fn faults(run: &Run, out: &mut String) {
    indented(&run.differences, out);
    let mut text = String::new();
    hosts(&run.hosts, &mut text);
    for it in text.lines() {
        let _ = writeln!(out, "  {it}");
    }
}

fn indented(all: &[Difference], out: &mut String) {
    let mut text = String::new();
    differences(all, &mut text);
    for it in text.lines() {
        let _ = writeln!(out, "  {it}");
    }
}

fn switch(word: &str, switch: &Switch, out: &mut String) {
    let changed = if switch.changed == 0 {
        "no answer changes".to_owned()
    } else {
        format!("{} of {} answers change", switch.changed, switch.compared)
    };
    let refused = match (switch.refused, &switch.refuses) {
        (0, _) => "none refused".to_owned(),
        (count, Some(why)) => format!("{} refused in between: {why}", plural(count, "request", "requests")),
        (count, None) => format!("{} refused", plural(count, "request", "requests")),
    };
    let third = if switch.third > 0 { format!(", {} of neither stage", plural(switch.third, "answer", "answers")) } else { String::new() };
    let _ = writeln!(
        out,
        "  {word} {}: {changed}; {} asked meanwhile: {} old, {} new, {} the same, {refused}{third}",
        switch.to, switch.asked, switch.before, switch.after, switch.both
    );
    if switch.refuses.is_none() {
        indented(&switch.unanswered, out);
    }
    indented(&switch.others, out);
}

fn rollback(rollback: &Rollback, out: &mut String) {
    let _ = writeln!(
        out,
        "  undone {}: {}, {} of them by the rollback's own; forward again: {}",
        rollback.stage,
        agreed(&rollback.undone),
        rollback.own,
        agreed(&rollback.again)
    );
    faults(&rollback.undone, out);
    faults(&rollback.again, out);
    for it in [&rollback.back, &rollback.forth].into_iter().filter(|it| it.faults() > 0) {
        switch("  to", it, out);
    }
}

fn untouched(region: &Untouched, out: &mut String) {
    let stages = plural(region.stages, "stage", "stages");
    let hosts = if region.hosts.is_empty() { String::new() } else { format!("; nothing of ours answers for {}", region.hosts.join(", ")) };
    let answers = plural(region.answers, "answer", "answers");
    let told = match region.differences.len() {
        0 => format!("  {}: untouched in {stages}, {answers} byte-equal{hosts}", region.region),
        count => format!("  {}: touched: {count} of {answers} in {stages} differ", region.region),
    };
    let _ = writeln!(out, "{told}");
    indented(&region.differences, out);
}
