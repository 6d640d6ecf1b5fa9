//! `template/literal-fact`

use crate::check::literal::{Calendar, Kind, literals};
use crate::check::wording::{self, Passage, Wording};
use crate::diag::{Diagnostic, Report, plural};
use crate::model::plan::Plan;
use crate::source::Span;
use std::collections::BTreeMap;

crate::diag::code! {
    /// A message or a layout of notices states a date, a host or an amount itself.
    ///
    /// ## Why it matters
    ///
    /// One fact, many texts: a date that stands in a message stays what it was when the milestone moves, and then the mail
    /// says one day and the banner another. Every date, time, host, address, number and amount comes from the model, by a
    /// variable. Figures that choose between variants, and those in styles and markup, state nothing.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [notices]
    /// reminders = ["7 days", "1 day"]
    /// ```
    ///
    /// ```ftl templates/notices/en-GB/notice.ftl
    /// lead-reminder = The { $brand } online store at { $site } closes on 31 December.
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the variable that the message is given. Most are given `{ $brand }`, `{ $successor }`, `{ $site }` and
    /// `{ $zone }`; those on a date `{ $when }` too, and those on the last day `{ $last-day }` and `{ $last-time }`. The
    /// built-in message of the same name shows them all. What no variable holds is no notice's to say: write it in the
    /// region's file, where the rules see it.
    "template/literal-fact" Error
}

/// So many literals of a message are shown; the message counts all of them.
const SHOWN: usize = 8;

/// Reports each own message, and each own layout, that states facts itself.
pub fn run(plan: &Plan, report: &mut Report) {
    for wording in wording::messages(plan).iter().chain(&wording::layouts(plan)) {
        let calendar = calendar(plan, wording);
        let mut found: BTreeMap<&str, Vec<(Span, String, Kind)>> = BTreeMap::new();
        for passage in wording.passages.iter().filter(|it| !wording::is_name(it.message)) {
            found.entry(passage.message).or_default().extend(stated(wording, passage, &calendar));
        }
        for (message, stated) in found {
            report.findings.extend(finding(message, &stated));
        }
    }
}

/// Returns the names of days in the wording's language; of a layout in all that are spoken.
fn calendar(plan: &Plan, wording: &Wording) -> Calendar {
    match wording.locale {
        Some(locale) => Calendar::of([locale]),
        None => Calendar::of(plan.graph.retiring().flat_map(|it| &it.locales).map(|it| it.value.as_str())),
    }
}

fn stated(wording: &Wording, passage: &Passage, calendar: &Calendar) -> Vec<(Span, String, Kind)> {
    let told = |it: crate::check::literal::Literal| {
        (passage.span(wording.file, it.range.clone()), passage.text.get(it.range).unwrap_or_default().to_owned(), it.kind)
    };
    literals(&passage.text, calendar).into_iter().map(told).collect()
}

fn finding(message: &str, stated: &[(Span, String, Kind)]) -> Option<Diagnostic> {
    let (first, rest) = stated.split_first()?;
    let more = if rest.is_empty() { String::new() } else { format!(", and {} more", plural(rest.len(), "fact", "facts")) };
    let what = if message.is_empty() { "the layout".to_owned() } else { format!("the message `{message}`") };
    let finding = Diagnostic::new(&CODE, first.0, first.2.word(), format!("{what} states `{}` itself{more}", first.1));
    let finding = rest.iter().take(SHOWN - 1).fold(finding, |finding, it| finding.label(it.0, it.2.word()));
    Some(finding.help(way_out(message, first.2)))
}

/// Names the variable that holds such a fact, among those that the message is given.
fn way_out(message: &str, kind: Kind) -> String {
    if message.is_empty() {
        return "take it out: a layout lays out what messages say".to_owned();
    }
    let given = wording::given().remove(message).unwrap_or_default();
    let apt: &[&str] = match kind {
        Kind::Date => &["when", "day", "last-day", "since", "until", "from", "today"],
        Kind::Time => &["last-time", "time", "when", "zone"],
        Kind::Host => &["site", "list", "zones"],
        Kind::Mail => &["sender"],
        Kind::Number => &["days", "old", "new"],
        Kind::Telephone | Kind::Percentage | Kind::Money => &[],
    };
    let wanted: Vec<String> = apt.iter().filter(|it| given.contains(*it)).map(|it| format!("`{{ ${it} }}`")).collect();
    let all: Vec<String> = given.iter().map(|it| format!("`{{ ${it} }}`")).collect();
    match (wanted.is_empty(), all.is_empty()) {
        (false, _) => format!("write {}, which it is given", wanted.join(" or ")),
        (true, false) => format!("take it out: this message is given {}", all.join(", ")),
        (true, true) => "take it out: write the fact in the region's file, and let a message that is given it say it".to_owned(),
    }
}
