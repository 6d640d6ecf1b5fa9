//! `notice/vague-instant`

use crate::check::literal::{Kind, is_numeric_date, literals};
use crate::check::wording::{self, Passage, Wording};
use crate::check::{own_page, phrase};
use crate::diag::{Diagnostic, Report, listed};
use crate::model::plan::Plan;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

crate::diag::code! {
    /// Customers are told a time that can be read in two ways.
    ///
    /// ## Why it matters
    ///
    /// "Midnight on the 31st" is the first minute of that day to some and the last to others. "Tomorrow" and "soon" are true
    /// on the day of sending and on no other. 03/12 is March in one country and December in the next. A time without its
    /// clock is another time in each zone. GOV.UK's style, which was read in full, writes 11:59pm for the end of a day.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [notices]
    /// reminders = ["7 days", "1 day"]
    /// ```
    ///
    /// ```ftl templates/notices/en-GB/notice.ftl
    /// lead-reminder = The { $brand } online store at { $site } closes at midnight.
    /// ```
    ///
    /// ## What to do
    ///
    /// Say the instant by its variables: `{ $when }` with `{ $zone }`, or `{ $last-time }` on `{ $last-day }`. In a page of
    /// your own write the month as a word.
    "notice/vague-instant" Warning
}

/// Words that name an hour that two days share, or a day by the one on which they are read.
const VAGUE: &phrase::Phrases = &[
    (
        "en",
        &[
            "midnight",
            "tomorrow",
            "today",
            "tonight",
            "yesterday",
            "next week",
            "next month",
            "next year",
            "this week",
            "this month",
            "soon",
            "shortly",
            "in a few days",
            "in the coming days",
            "in the coming weeks",
            "until further notice",
        ],
    ),
    (
        "fr",
        &[
            "minuit",
            "demain",
            "aujourd'hui",
            "ce soir",
            "hier",
            "la semaine prochaine",
            "le mois prochain",
            "cette semaine",
            "ce mois-ci",
            "bientôt",
            "prochainement",
            "sous peu",
            "d'ici peu",
            "dans quelques jours",
            "jusqu'à nouvel ordre",
        ],
    ),
    (
        "de",
        &[
            "Mitternacht",
            "morgen",
            "heute",
            "gestern",
            "nächste Woche",
            "nächsten Monat",
            "diese Woche",
            "bald",
            "demnächst",
            "in Kürze",
            "in den nächsten Tagen",
            "bis auf Weiteres",
        ],
    ),
    (
        "it",
        &[
            "mezzanotte",
            "domani",
            "oggi",
            "ieri",
            "stasera",
            "la prossima settimana",
            "la settimana prossima",
            "il mese prossimo",
            "questa settimana",
            "presto",
            "a breve",
            "prossimamente",
            "nei prossimi giorni",
            "fino a nuovo avviso",
        ],
    ),
    (
        "es",
        &[
            "medianoche",
            "mañana",
            "hoy",
            "ayer",
            "esta noche",
            "la próxima semana",
            "la semana que viene",
            "el próximo mes",
            "esta semana",
            "pronto",
            "próximamente",
            "en breve",
            "en los próximos días",
            "hasta nuevo aviso",
        ],
    ),
    (
        "id",
        &[
            "tengah malam",
            "besok",
            "hari ini",
            "kemarin",
            "minggu depan",
            "bulan depan",
            "minggu ini",
            "segera",
            "sebentar lagi",
            "dalam waktu dekat",
            "beberapa hari lagi",
        ],
    ),
];

/// What in front of such a word makes another one of it: "as soon as", "guten Morgen", "por la mañana".
const UNLESS_BEHIND: &[(&str, &[&str])] = &[
    ("soon", &["as"]),
    ("morgen", &["guten", "am"]),
    ("mañana", &["la"]),
    ("pronto", &["tan"]),
    ("presto", &["più"]),
    ("segera", &["sesegera"]),
];

/// Reports vague words and figures in what is the workspace's own, and own messages that drop the clock.
pub fn run(plan: &Plan, report: &mut Report) {
    for wording in wording::messages(plan) {
        let phrases = phrase::of(VAGUE, wording.locale);
        for passage in &wording.passages {
            let words = vague(&passage.text, &phrases).map(|it| (passage.span(wording.file, it.clone()), passage.text[it].to_owned()));
            report.findings.extend(words.map(|(span, word)| of_word(span, &word, passage.message)));
        }
        report.findings.extend(without_clock(&wording));
    }
    for wording in wording::layouts(plan) {
        let phrases = phrase::of(VAGUE, plan.graph.retiring().flat_map(|it| &it.locales).map(|it| it.value.as_str()));
        for passage in &wording.passages {
            let words = vague(&passage.text, &phrases).map(|it| (passage.span(wording.file, it.clone()), passage.text[it].to_owned()));
            report.findings.extend(words.map(|(span, word)| of_word(span, &word, "")));
        }
    }
    for page in own_page::pages(plan) {
        let phrases = phrase::of(VAGUE, page.locales());
        for passage in &page.passages {
            for range in vague(&passage.text, &phrases) {
                report.push(of_word(passage.span(page.file, range.clone()), &passage.text[range], "").about(page.subject()));
            }
            let dates = literals(&passage.text, &page.calendar()).into_iter().filter(|it| it.kind == Kind::Date).map(|it| it.range);
            for range in dates.filter(|it| is_ambiguous(&passage.text[it.clone()])) {
                report.push(of_figures(passage.span(page.file, range.clone()), &passage.text[range]).about(page.subject()));
            }
        }
    }
}

/// Tells whether a date is in figures and does not begin with its year: countries read it in different ways.
fn is_ambiguous(text: &str) -> bool {
    is_numeric_date(text) && text.split(['-', '/', '.']).next().is_some_and(|it| it.len() <= 2)
}

/// Returns the first place of each vague phrase.
fn vague(text: &str, phrases: &BTreeSet<&'static str>) -> impl Iterator<Item = std::ops::Range<usize>> {
    let is_meant = move |phrase: &str, at: usize| {
        let before = text[..at].trim_end().rsplit(|it: char| !it.is_alphabetic()).next().unwrap_or_default().to_lowercase();
        !UNLESS_BEHIND.iter().any(|(word, behind)| *word == phrase && behind.contains(&before.as_str()))
    };
    phrases.iter().filter_map(move |it| phrase::all(text, it, false).into_iter().find(|range| is_meant(it, range.start)))
}

fn of_word(span: Span, word: &str, message: &str) -> Diagnostic {
    let (place, help) = match message.is_empty() {
        true => ("the page".to_owned(), "write the day and the hour, with the clock that they are read by"),
        false => (format!("the message `{message}`"), "say the instant by `{ $when }` and `{ $zone }`, where the message is given them"),
    };
    Diagnostic::new(&CODE, span, "when is that?", format!("{place} says `{word}`, which is another time to another reader")).help(help)
}

fn of_figures(span: Span, text: &str) -> Diagnostic {
    let message = format!("`{text}` is another day to readers who put the month first");
    Diagnostic::new(&CODE, span, "figures alone", message).help("write the month as a word")
}

/// What says a time, and what says by which clock.
const TIMES: [&str; 8] = ["when", "last-time", "last-day", "time", "since", "until", "from", "day"];
const CLOCKS: [&str; 2] = ["zone", "zones"];

/// Reports messages that say a time and not its clock, where the built-in one of that name says both; and one clock for
/// stores that have several.
fn without_clock(wording: &Wording) -> Vec<Diagnostic> {
    let mut messages: BTreeMap<&str, Vec<&Passage>> = BTreeMap::new();
    for passage in &wording.passages {
        messages.entry(passage.message).or_default().push(passage);
    }
    let known = wording::given();
    let lacking = messages.into_iter().filter_map(|(message, passages)| {
        let given = known.get(message)?;
        let said: BTreeSet<&str> = passages.iter().flat_map(|it| it.variables.iter().copied()).collect();
        let dropped: Vec<&str> = CLOCKS.into_iter().filter(|it| given.contains(it) && !said.contains(it)).collect();
        let is_told = message.starts_with("dates-zone") || message == "zone-of-site" || TIMES.iter().any(|it| said.contains(it));
        let first = passages.first().filter(|_| is_told && !dropped.is_empty())?;
        let names: Vec<String> = dropped.iter().map(|it| format!("{{ ${it} }}")).collect();
        let names = listed(&names.iter().map(String::as_str).collect::<Vec<_>>());
        let text = format!("the message `{message}` does not say by which clock");
        let end = first.text.len();
        Some(Diagnostic::new(&CODE, first.span(wording.file, 0..end), "by which clock?", text).help(format!("let it hold {names}")))
    });
    lacking.collect()
}
