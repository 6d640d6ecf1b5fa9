//! `notice/missing-stage`

use crate::check::rules::date::out_of_order::Disorder;
use crate::diag::{Diagnostic, Report, plural};
use crate::model::graph::{Milestone, Region};
use crate::model::plan::Plan;
use crate::model::plan::notice::{Missed, Rung, Why};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::notice::{Channel, Notices};
use crate::model::spec::table::Table;
use crate::source::{Located, Span};

crate::diag::code! {
    /// Customers are not told at a time at which they should be: never, only once, too late for a reminder, or not after
    /// the close.
    ///
    /// ## Why it matters
    ///
    /// One mail is overlooked. Customers are told at the announcement, again before the first thing they lose, again before
    /// the close, on the last day, when it has closed, and a month later once more. A reminder whose day lies before the
    /// announcement is not sent, and nobody notices. The steps are this program's own policy.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [notices]
    /// reminders = ["90 days", "7 days"]
    /// ```
    ///
    /// ## What to do
    ///
    /// Announce earlier, or take the reminder out of `reminders`. Where the dates are as they are, waive the finding with
    /// the reason. For a region that is told nothing, add `[notices]`, a language and the dates of `announce` and `sunset`.
    "notice/missing-stage" Warning
}

/// Reports, for each region that closes, the stages at which its customers hear nothing.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    let disorder = Disorder::of(report);
    let told = graph.retiring().find_map(|it| it.notices.as_ref());
    for region in graph.retiring() {
        let Some(notices) = &region.notices else {
            // Of whom neither a language nor a country is known, nobody can tell who would be told.
            let has_customers = !region.locales.is_empty() || !region.countries.is_empty();
            let Some(other) = told.filter(|_| has_customers && !graph.is_damaged(region.span)) else { continue };
            let message = format!("the customers of `{}` are told nothing, and those of others are", region.id);
            let finding = Diagnostic::new(&CODE, region.span, "no `[notices]`", message).label(other.span, "others are told");
            report.push(finding.help("add `[notices]`, or let the region extend one that has it").about(format!("{}.notices", region.id)));
            continue;
        };
        if graph.is_damaged(plan.sources.stretch(notices.span).unwrap_or(notices.span)) {
            continue;
        }
        let found = [unheard(region, notices), only_once(region, notices), no_end(region), nobody_behind(region, notices)];
        report.findings.extend(found.into_iter().flatten());
        let is_ordered = |it: &&Missed| region.milestones.get(&it.milestone).is_some_and(|it| !disorder.has(it));
        let missed: Vec<&Missed> = plan.missed.iter().filter(|it| it.region == region.id).filter(is_ordered).collect();
        for rungs in missed.chunk_by(|one, two| one.milestone == two.milestone) {
            report.findings.extend(left_out(region, notices, rungs));
        }
    }
}

/// Returns the fault of a region that is told nothing for want of a language or of an announcement.
fn unheard(region: &Region, notices: &Located<Notices>) -> Option<Diagnostic> {
    if region.locales.is_empty() && !region.is_open("region.locales") {
        let message = format!("the customers of `{}` are told nothing: no language of theirs is written", region.id);
        let finding = Diagnostic::new(&CODE, region.span, "no `locales`", message).label(notices.span, "told by these");
        return Some(finding.help("add `locales = [\"en-GB\"]` or others under `[region]`").about(format!("{}.region", region.id)));
    }
    let (more, close) = match is_without(region, MilestoneKind::Sunset) {
        true => (", nor when it does", " and `sunset = { by = … }`"),
        false => ("", ""),
    };
    let message = format!("nothing says when the customers of `{}` first hear that it closes{more}", region.id);
    let finding = || Diagnostic::new(&CODE, notices.span, "never announced", message).about(format!("{}.milestones", region.id));
    let help = format!("add `announce = {{ on = … }}`{close} under `[milestones]`");
    is_without(region, MilestoneKind::Announce).then(finding).map(|it| it.help(help))
}

/// Tells whether a region has no milestone of `kind`: one that is not known or undecided yet has a finding of its own.
fn is_without(region: &Region, kind: MilestoneKind) -> bool {
    !region.milestones.values().any(|it| it.kind == Some(kind))
}

/// Returns the fault of an announcement that is never repeated.
fn only_once(region: &Region, notices: &Located<Notices>) -> Option<Diagnostic> {
    if notices.reminders.as_ref().is_some_and(|it| !it.is_empty()) || notices.open("reminders").is_some() {
        return None;
    }
    let message = "customers are told once, and not reminded before they lose something";
    let finding = Diagnostic::new(&CODE, notices.span, "no `reminders`", message);
    let help = "add `reminders = [\"30 days\", \"7 days\", \"1 day\"]` to `[notices]`";
    Some(finding.help(help).about(format!("{}.notices", region.id)))
}

/// Returns the fault of a close without a date: nobody is told that it has come, nor where things are afterwards.
fn no_end(region: &Region) -> Option<Diagnostic> {
    let message = format!("nothing says when `{}` closes, so nobody is reminded of it, nor told once it has", region.id);
    let finding = || Diagnostic::new(&CODE, region.span, "closes when?", message).about(format!("{}.milestones", region.id));
    let is_announced = !is_without(region, MilestoneKind::Announce);
    (is_announced && is_without(region, MilestoneKind::Sunset))
        .then(finding)
        .map(|it| it.help("add `sunset = { by = … }` under `[milestones]`"))
}

/// Returns the fault of a channel at whose end nobody is.
fn nobody_behind(region: &Region, notices: &Located<Notices>) -> Option<Diagnostic> {
    let push = notices.channels.iter().flatten().find(|it| it.value == Channel::Push)?;
    let message = format!("the customers of `{}` are told by `push`, and it has no app that could show it", region.id);
    let finding = || Diagnostic::new(&CODE, push.span, "reaches nobody", message).about(format!("{}.notices.channels", region.id));
    (region.apps.is_empty() && !region.is_open("apps"))
        .then(finding)
        .map(|it| it.help("take `\"push\"` out, or add the app under `[apps]`"))
}

/// Returns the fault of the rungs of one ladder that are left out.
fn left_out(region: &Region, notices: &Located<Notices>, rungs: &[&Missed]) -> Option<Diagnostic> {
    let milestone = region.milestones.get(&rungs.first()?.milestone)?;
    let labels: Vec<(Span, String)> = rungs.iter().map(|it| (place(it, notices, milestone), text(it))).collect();
    let ((first, label), rest) = labels.split_first()?;
    let count = plural(rungs.len(), "notice", "notices");
    let is_are = if rungs.len() == 1 { "is" } else { "are" };
    let days: Vec<String> = rungs.iter().map(|it| it.day.to_string()).collect();
    let late = rungs.iter().all(|it| it.why == Why::AfterEvent);
    let why = if late { "not before it".to_owned() } else { format!("due before the announcement, on {}", days.join(" and ")) };
    let message = format!("{count} of `{}` {is_are} never sent: {why}", milestone.name);
    let announce = region.of_kind(MilestoneKind::Announce).filter(|_| !late);
    // Of what is due too early the announcement is the fault: there it is waived.
    let finding = match announce {
        Some(it) => Diagnostic::new(&CODE, it.place(), "announced here", message).label(*first, label.clone()),
        None => Diagnostic::new(&CODE, *first, label.clone(), message),
    };
    let finding = rest.iter().fold(finding, |finding, (span, text)| finding.label(*span, text.clone()));
    let finding = finding.label(milestone.place(), "counted from here");
    let help = if late { "take it out of `reminders`" } else { "announce earlier, or take what is too early out of `reminders`" };
    let subject = announce.map_or_else(|| "notices.reminders".to_owned(), |it| format!("milestones.{}", it.name));
    Some(finding.help(help).about(format!("{}.{subject}", region.id)))
}

fn place(missed: &Missed, notices: &Located<Notices>, milestone: &Milestone) -> Span {
    let of_reminder = |wanted| notices.reminders.iter().flatten().find(|it| it.value == wanted).map(|it| it.span);
    match missed.rung {
        Rung::Reminder(before) => of_reminder(before).unwrap_or(notices.span),
        Rung::LastDay => milestone.place(),
    }
}

fn text(missed: &Missed) -> String {
    match missed.rung {
        Rung::Reminder(before) => format!("{before} before: {}", missed.day),
        Rung::LastDay => format!("its last day: {}", missed.day),
    }
}
