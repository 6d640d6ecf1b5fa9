//! `notice/correction-due`

use crate::check::Telling;
use crate::diag::{Diagnostic, Report, Severity, plural};
use crate::model::graph::history::{History, Now, now, promised};
use crate::model::graph::{Graph, Region, time};
use crate::model::plan::notice::{Notice, Occasion, Told};
use crate::model::plan::text::{as_told, is_as_told, shown};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::scalar::When;
use crate::source::Located;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

crate::diag::code! {
    /// Customers were told a date that has moved, and nobody tells them.
    ///
    /// ## Why it matters
    ///
    /// Who was told a deadline goes by it. Fitbit moved the day until which accounts could be moved, no mail said so, and
    /// what customers had not moved was erased (a secondary report). A text that was signed and sent cannot be taken back;
    /// a correction can be sent, as long as both the old date and the new one are still ahead.
    ///
    /// ## Example
    ///
    /// ```toml approvals.toml
    /// [[approvals]]
    /// text = "uk/en-GB/2024-10-15-announcement.mail"
    /// digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    /// role = "legal"
    /// on = 2024-10-10
    /// told = { sunset = "before 2024-12-24" }
    /// ```
    ///
    /// ```toml regions/uk.toml
    /// [notices]
    /// sender = "POCO <notice@po.co>"
    /// ```
    ///
    /// ```text as-of
    /// 2024-11-20
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the day on which customers are told under `[notices]`, as `correction = 2024-11-21`: the correction is among
    /// the texts then (`cutover notices`). Read it, sign it, send it. Where neither date can be reached any more, tell them
    /// all the same, and answer for what it cost.
    "notice/correction-due" Warning
}

/// Reports dates that were told, have moved, and are corrected by nothing that is still to be sent; judged as of `today`.
pub fn run(telling: &Telling, today: Date, report: &mut Report) {
    let graph = &telling.plan.graph;
    let history = History::of(graph);
    for region in graph.retiring() {
        let mut told: BTreeMap<&str, Moved> = BTreeMap::new();
        for locale in history.locales(&region.id) {
            for (milestone, (day, when)) in history.before(&region.id, locale, today) {
                let moved = Moved::of(telling, region, Was { locale, milestone, day, when });
                told.extend(moved.map(|it| (milestone, it)));
            }
        }
        report.findings.extend(told.values().filter_map(|it| it.judge(graph, today)));
    }
}

/// A date as it was told last.
#[derive(Clone, Copy)]
struct Was<'a> {
    locale: &'a str,
    milestone: &'a str,
    day: Date,
    when: &'a Located<When>,
}

/// A date that was told and does not hold any more.
struct Moved<'a> {
    region: &'a Region,
    zone: &'a TimeZone,
    was: Was<'a>,
    kind: Option<MilestoneKind>,
    /// `None` where there is none now.
    is: Option<&'a Told>,
    now: Now<'a>,
    /// The day of its correction, where there is one.
    correction: Option<Date>,
}

impl<'a> Moved<'a> {
    fn of(telling: &Telling<'a>, region: &'a Region, was: Was<'a>) -> Option<Moved<'a>> {
        let zone = region.zone.as_ref()?;
        let of_region = |it: &&Notice| it.region == region.id && it.locale == was.locale;
        let notices = || telling.plan.notices.iter().filter(of_region);
        let is = notices().next().and_then(|it| it.dates.iter().find(|it| it.milestone == was.milestone));
        if is.is_some_and(|it| is_as_told(was.when.value, it, zone)) {
            return None;
        }
        let is_of = |it: &&Notice| it.occasion == Occasion::Correction && it.corrections.iter().any(|it| it.was.milestone == was.milestone);
        let correction = notices().find(is_of).map(|it| it.day);
        let now = now(&telling.plan.graph, &region.id, was.milestone);
        // Customers are not told the date of every milestone: what was signed of another is no date of theirs.
        if is.is_none() && matches!(now, Now::Dated(_)) {
            return None;
        }
        let kind = region.milestones.get(was.milestone).and_then(|it| it.kind);
        Some(Moved { region, zone, was, kind, is, now, correction })
    }

    fn judge(&self, graph: &Graph, today: Date) -> Option<Diagnostic> {
        let start = |day: Date| time::start(day, self.zone).ok();
        let instants: Vec<Timestamp> = promised(self.was.when.value, self.zone).into_iter().chain(self.is.map(|it| it.told)).collect();
        let is_late = |day: Date| start(day).zip(instants.iter().min().copied()).is_some_and(|(at, first)| at >= first);
        let is_over = start(today).zip(instants.iter().max().copied()).is_some_and(|(at, last)| at >= last);
        let due = self.correction.filter(|it| *it >= today);
        if due.is_some_and(|it| !is_late(it)) {
            return None;
        }
        let region = &self.region.id;
        let is = match (&self.now, self.is) {
            (_, Some(it)) => format!("it is `{}` now", as_told(it, self.zone)),
            (Now::Never(_), None) => "it is never to come now".to_owned(),
            (_, None) => "nobody knows it now".to_owned(),
        };
        let told = shown(self.was.when.value);
        let milestone = self.was.milestone;
        let what = format!("customers of `{region}` were told `{milestone}: {told}` on {}, and {is}", self.was.day);
        let late = due.unwrap_or(today);
        let (message, help) = match (self.correction, is_late(late)) {
            (None, _) if matches!(self.now, Now::Open) => (what, format!("write the date of `{milestone}`, or `never = \"…\"`")),
            (_, false) => {
                let past = self.correction.map_or_else(String::new, |it| format!("; the correction of {it} was not signed"));
                (format!("{what}{past}"), format!("write `correction = {today}` under `[notices]` of `{region}`, and sign it"))
            }
            (_, true) => {
                let why = format!("{what}; no correction can reach them before the first of the two: {}", self.cost());
                let back = if is_over { String::new() } else { format!("move `{milestone}` back, or ") };
                (why, format!("{back}tell them all the same: `correction = {today}` under `[notices]` of `{region}`"))
            }
        };
        let place = match &self.now {
            Now::Dated(it) => (it.place(), "now"),
            Now::Never(it) => (it.never.as_ref().map_or(it.span, |it| it.span), "now"),
            Now::Open => (self.was.when.span, "told"),
        };
        let finding = Diagnostic::new(&CODE, place.0, place.1, message);
        let finding = if place.0 == self.was.when.span { finding } else { finding.label(self.was.when.span, "signed so") };
        let written = self.region.notices.as_ref().and_then(|it| it.correction.as_ref()).filter(|_| !graph.approvals.is_empty());
        let finding = written.into_iter().fold(finding, |finding, it| finding.label(it.span, "corrected then"));
        // What is over cannot be mended: it is told with what it cost.
        let severity = if is_late(late) && !is_over { Severity::Error } else { Severity::Warning };
        Some(finding.help(help).severity(severity).about(format!("{region}.milestones.{milestone}")))
    }

    /// Says what it costs that customers go by the old date.
    fn cost(&self) -> String {
        let is_gain = self.kind.is_some_and(MilestoneKind::is_gain);
        let Some((was, is)) = promised(self.was.when.value, self.zone).zip(self.is.map(|it| it.told)) else {
            return if is_gain { "they wait for what does not come" } else { "they hurried for nothing" }.to_owned();
        };
        let day = |at: Timestamp| at.to_zoned(self.zone.clone()).date();
        let days = day(was).until(day(is)).map_or(0, |it| it.get_days().unsigned_abs() as usize);
        let days = plural(days, "day", "days");
        match (is_gain, is > was) {
            (false, false) => format!("who goes by it comes {days} too late"),
            (false, true) => format!("who goes by it hurries {days} too soon"),
            (true, true) => format!("they wait {days} longer than they were told"),
            (true, false) => format!("they wait {days} for what is there already"),
        }
    }
}
