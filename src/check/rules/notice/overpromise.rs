//! `notice/overpromise`

use crate::check::wording::{self, Passage};
use crate::check::{own_page, phrase};
use crate::diag::{Diagnostic, Report, plural};
use crate::model::graph::{Region, promise};
use crate::model::plan::Plan;
use crate::model::spec::notice::Promise;
use crate::model::spec::service::ServiceKind;
use crate::source::{FileId, Span};
use std::ops::Range;

crate::diag::code! {
    /// A notice is to promise what the rest of the workspace contradicts.
    ///
    /// ## Why it matters
    ///
    /// "Nothing changes" is easy to write and is quoted back. What customers must do, what stops, pauses, gets worse or is
    /// answered by nobody makes it untrue. A notice leaves out a promise that is not borne out; whoever wrote it should
    /// know. A message, a layout or a page of one's own is searched for words that promise as much, in each of its languages:
    /// "automatically", "aucune démarche", "nichts ändert sich", "senza interruzioni". What is said of one service is held
    /// against that service alone.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [notices]
    /// sender = "POCO <notice@po.co>"
    /// claims = ["no-action"]
    /// ```
    ///
    /// ## What to do
    ///
    /// Take the claim out, or change what contradicts it. In a message of your own, say what is true of each service.
    "notice/overpromise" Error
}

/// So many contradictions are shown; the message counts all of them.
const SHOWN: usize = 8;

/// Words that promise that nothing changes.
const NOTHING_CHANGES: &phrase::Phrases = &[
    (
        "en",
        &[
            "nothing changes",
            "nothing will change",
            "no changes",
            "everything stays the same",
            "everything remains the same",
            "business as usual",
        ],
    ),
    ("fr", &["rien ne change", "rien ne changera", "tout reste comme avant", "tout reste identique", "aucun changement"]),
    (
        "de",
        &[
            "nichts ändert sich",
            "ändert sich nichts",
            "es ändert sich für Sie nichts",
            "alles bleibt beim Alten",
            "alles bleibt gleich",
            "keine Änderungen",
        ],
    ),
    (
        "it",
        &[
            "niente cambia",
            "nulla cambia",
            "non cambia nulla",
            "non cambia niente",
            "non cambierà nulla",
            "tutto resta come prima",
            "nessun cambiamento",
        ],
    ),
    ("es", &["nada cambia", "nada cambiará", "no cambia nada", "no cambiará nada", "todo sigue igual", "ningún cambio"]),
    ("id", &["tidak ada perubahan", "tidak ada yang berubah", "semua tetap sama"]),
];

/// Words that promise that customers need do nothing.
const NO_ACTION: &phrase::Phrases = &[
    (
        "en",
        &["automatically", "no action", "nothing to do", "do not need to do anything", "don't need to do anything", "without any action"],
    ),
    ("fr", &["automatiquement", "aucune démarche", "aucune action", "rien à faire", "sans aucune action"]),
    ("de", &["automatisch", "nichts tun", "nichts unternehmen", "keine Maßnahmen", "ohne Ihr Zutun"]),
    (
        "it",
        &[
            "automaticamente",
            "nessuna azione",
            "non devi fare nulla",
            "non dovete fare nulla",
            "non è necessario fare nulla",
            "senza alcuna azione",
        ],
    ),
    (
        "es",
        &[
            "automáticamente",
            "ninguna acción",
            "no tienes que hacer nada",
            "no tiene que hacer nada",
            "no es necesario hacer nada",
            "sin hacer nada",
        ],
    ),
    ("id", &["secara otomatis", "otomatis", "tidak perlu melakukan apa pun", "tidak perlu tindakan", "tanpa tindakan"]),
];

/// Words that promise that there is no time without a service.
const UNINTERRUPTED: &phrase::Phrases = &[
    (
        "en",
        &[
            "uninterrupted",
            "without interruption",
            "without a break",
            "no interruption",
            "seamless",
            "seamlessly",
            "no disruption",
            "without disruption",
            "not be disrupted",
        ],
    ),
    ("fr", &["sans interruption", "sans coupure", "sans rupture", "ininterrompu", "ininterrompue"]),
    ("de", &["unterbrechungsfrei", "ohne Unterbrechung", "nahtlos", "lückenlos"]),
    ("it", &["senza interruzioni", "senza interruzione", "ininterrotto", "ininterrotta", "senza soluzione di continuità"]),
    ("es", &["sin interrupciones", "sin interrupción", "ininterrumpido", "ininterrumpida"]),
    ("id", &["tanpa gangguan", "tanpa terputus", "tidak terganggu", "tanpa jeda"]),
];

const PROMISES: [(Promise, &phrase::Phrases); 3] =
    [(Promise::NothingChanges, NOTHING_CHANGES), (Promise::NoAction, NO_ACTION), (Promise::Uninterrupted, UNINTERRUPTED)];

/// Messages that are said only where they are true: a notice takes each only where the model bears it out.
const CONDITIONAL: [&str; 7] =
    ["no-action", "no-action-at-all", "match-account", "match-service", "untouched", "support-uninterrupted", "products-available"];

/// What in front of such words turns them round: "not automatically".
const NOT: [&str; 12] = ["not", "never", "pas", "jamais", "nicht", "nie", "non", "mai", "no", "nunca", "tidak", "bukan"];

/// Reports claims that the model contradicts, each with all that does, and words of one's own that promise as much.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    for region in graph.retiring() {
        for claim in region.notices.iter().flat_map(|it| it.claims.iter().flatten()) {
            let contradictions = promise::contradictions(graph, region, claim.value);
            if contradictions.is_empty() {
                continue;
            }
            let times = plural(contradictions.len(), "time", "times");
            let message = format!("notices promise `{}`, which is contradicted {times}", claim.value.word());
            let finding = Diagnostic::new(&CODE, claim.span, "promised here", message);
            let finding = contradictions.into_iter().take(SHOWN).fold(finding, |finding, (span, what)| finding.label(span, what));
            let help = format!("take `\"{}\"` out of `claims`, or change what contradicts it", claim.value.word());
            report.push(finding.help(help).about(format!("{}.notices.claims", region.id)));
        }
    }
    in_words(plan, report);
}

/// Reports words of the workspace's own that promise what the model of a region contradicts.
fn in_words(plan: &Plan, report: &mut Report) {
    let told: Vec<&Region> = plan.graph.retiring().filter(|it| it.notices.is_some()).collect();
    for wording in wording::messages(plan).into_iter().chain(wording::layouts(plan)) {
        let is_reader = |it: &&Region| wording.locale.is_none_or(|locale| it.locales.iter().any(|it| it.value == locale));
        let readers: Vec<&Region> = told.iter().copied().filter(is_reader).collect();
        let spoken =
            readers.iter().flat_map(|it| &it.locales).map(|it| it.value.as_str()).filter(|it| wording.locale.is_none_or(|own| own == *it));
        let locales: Vec<&str> = spoken.collect();
        for passage in wording.passages.iter().filter(|it| !CONDITIONAL.contains(&it.message)) {
            report.findings.extend(Words { plan, file: wording.file, passage }.broken(&readers, &locales));
        }
    }
    for page in own_page::pages(plan) {
        for passage in &page.passages {
            let words = Words { plan, file: page.file, passage };
            report.findings.extend(words.broken(&[page.region], &page.locales()).into_iter().map(|it| it.about(page.subject())));
        }
    }
}

/// Words that may promise something.
struct Words<'w> {
    plan: &'w Plan,
    file: FileId,
    passage: &'w Passage<'w>,
}

impl Words<'_> {
    /// Returns a finding for each promise in the words that the model of a reader's region contradicts.
    fn broken(&self, readers: &[&Region], locales: &[&str]) -> Vec<Diagnostic> {
        let found = PROMISES.into_iter().filter_map(|(promise, phrases)| {
            let text = &self.passage.text;
            let places = phrase::of(phrases, locales.iter().copied()).into_iter().flat_map(|it| phrase::all(text, it, false));
            let place = places.filter(|it| !is_denied(text, it)).min_by_key(|it| it.start)?;
            let (region, contradictions) = readers.iter().find_map(|it| Some((it, self.contradictions(it, promise)?)))?;
            let message = format!(
                "`{}` promises customers of `{}` as much as `{}`, which is contradicted {}",
                &text[place.clone()],
                region.id,
                promise.word(),
                plural(contradictions.len(), "time", "times")
            );
            let finding = Diagnostic::new(&CODE, self.passage.span(self.file, place), "promised here", message);
            let finding = contradictions.into_iter().take(SHOWN).fold(finding, |finding, (span, what)| finding.label(span, what));
            Some(finding.help("say what is true of each service, or change what contradicts it"))
        });
        found.collect()
    }

    /// Returns what contradicts a promise of these words: of a service's own message, what happens to that service.
    fn contradictions(&self, region: &Region, promise: Promise) -> Option<Vec<(Span, String)>> {
        let graph = &self.plan.graph;
        let found = match kind_of(self.passage.message) {
            Some(kind) => promise::contradictions_of(graph, region, kind, promise),
            None => promise::contradictions(graph, region, promise),
        };
        (!found.is_empty()).then_some(found)
    }
}

/// Returns the class of service that a message is about, as `fate-loyalty-points-transfer` is.
fn kind_of(message: &str) -> Option<ServiceKind> {
    let (first, rest) = message.split_once('-')?;
    let is_of = |it: &ServiceKind| rest.strip_prefix(it.word()).is_some_and(|it| it.is_empty() || it.starts_with('-'));
    let all = ServiceKind::ANSWERED.into_iter().chain([ServiceKind::CustomerService, ServiceKind::Catalogue]);
    let of_service = ["fate", "service", "timing", "gap", "cohort", "rate", "now"].contains(&first);
    all.filter(is_of).max_by_key(|it| it.word().len()).filter(|_| of_service)
}

/// Tells whether the words right before turn a promise round.
fn is_denied(text: &str, place: &Range<usize>) -> bool {
    let before = text[..place.start].rsplit(['.', '!', '?', ';', ':']).next().unwrap_or_default();
    let mut words = before.split(|it: char| !it.is_alphanumeric() && it != '\'' && it != '’').filter(|it| !it.is_empty()).rev().take(3);
    words.any(|it| NOT.contains(&it.to_lowercase().as_str()) || it.to_lowercase().ends_with("n't") || it.ends_with("n’t"))
}
