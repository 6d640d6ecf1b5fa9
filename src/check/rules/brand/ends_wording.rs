//! `brand/ends-wording`

use crate::check::phrase;
use crate::check::wording::{self, Wording};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Disposition, Region};
use crate::model::plan::Plan;
use crate::model::spec::notice::{Placement, Promise};
use crate::source::Span;

crate::diag::code! {
    /// Customers are left to think that the brand ends, or that a store closes which stays.
    ///
    /// ## Why it matters
    ///
    /// A notice that speaks of a closing and no more is read as the end of the brand, everywhere. Where the brand goes on,
    /// the notice says so; where a market is left alone, it names it. The messages that come with this program do both, if
    /// the workspace claims the one and does not write over the other.
    ///
    /// ## Example
    ///
    /// ```toml cutover.toml
    /// [program]
    /// brand = "POCO"
    /// ```
    ///
    /// ```toml regions/global.toml
    /// [brand]
    /// placement = "sub-brand"
    /// landing = "https://www.mi.com/global/poco/"
    ///
    /// [notices]
    /// channels = ["page"]
    /// ```
    ///
    /// ## What to do
    ///
    /// Add `"brand-continues"` to the `claims` of `[notices]`. In messages of your own, in each language, let `untouched` hold
    /// `{ $list }` and `brand-continues` hold `{ $brand }`, and say that a store closes, not that a brand does.
    "brand/ends-wording" Warning
}

/// Reports notices that do not say that the brand goes on, and messages that do not name who is left alone.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    for region in graph.retiring() {
        silent(plan, region, report);
    }
    let kept = graph.regions.values().find(|it| it.disposition == Disposition::Independent);
    for wording in wording::messages(plan) {
        let untouched = kept.and_then(|kept| lacking(&wording, "untouched", "list").map(|span| (span, kept)));
        if let Some((span, kept)) = untouched {
            let message = format!("the message `untouched` does not name who is left alone, as `{}`", kept.id);
            let finding = Diagnostic::new(&CODE, span, "names nobody", message);
            report.push(finding.label(kept.span, "is left alone").help("let the message hold `{ $list }`"));
        }
        if let Some(span) = lacking(&wording, "brand-continues", "brand") {
            let message = "the message `brand-continues` does not name the brand that goes on";
            report.push(Diagnostic::new(&CODE, span, "names nothing", message).help("let the message hold `{ $brand }`"));
        }
        ending(plan, &wording, report);
    }
}

/// Returns the place of a message of its own that does not hold a variable, in any of its variants.
fn lacking(wording: &Wording, message: &str, variable: &str) -> Option<Span> {
    let said = || wording.passages.iter().filter(|it| it.message == message);
    let first = said().next()?;
    let holds = said().any(|it| it.variables.contains(&variable));
    (!holds).then(|| first.span(wording.file, 0..first.text.trim_end().len()))
}

/// Words that have the brand end.
const ENDING: &phrase::Phrases = &[
    (
        "en",
        &[
            "end of the brand",
            "the brand is closing",
            "the brand ends",
            "the brand will end",
            "the brand is ending",
            "the brand disappears",
            "the brand will disappear",
        ],
    ),
    ("fr", &["fin de la marque", "la marque disparaît", "la marque s'arrête", "la marque cesse", "la marque ferme"]),
    ("de", &["Ende der Marke", "die Marke endet", "die Marke verschwindet", "die Marke wird eingestellt", "Einstellung der Marke"]),
    ("it", &["fine del marchio", "il marchio chiude", "il marchio cessa", "il marchio scompare", "il marchio finisce"]),
    ("es", &["fin de la marca", "la marca desaparece", "la marca cierra", "la marca termina", "la marca deja de existir"]),
    ("id", &["akhir merek", "merek berakhir", "merek ditutup", "merek ini berakhir", "merek ini ditutup"]),
];

/// Reports own messages that have the brand end where it goes on.
fn ending(plan: &Plan, wording: &Wording, report: &mut Report) {
    let is_reader = |it: &&Region| it.locales.iter().any(|it| Some(it.value.as_str()) == wording.locale);
    let goes_on = plan.graph.retiring().filter(is_reader).find_map(|it| {
        let brand = it.brand.as_ref().filter(|it| it.placement.is_none_or(|it| it.value != Placement::Archive))?;
        Some(brand.placement.map_or(brand.span, |it| it.span))
    });
    let Some(goes_on) = goes_on else { return };
    let phrases = phrase::of(ENDING, wording.locale);
    for passage in &wording.passages {
        let Some(place) = phrases.iter().flat_map(|it| phrase::all(&passage.text, it, false)).min_by_key(|it| it.start) else { continue };
        let message = format!("the message `{}` says `{}`, and the brand goes on", passage.message, &passage.text[place.clone()]);
        let finding = Diagnostic::new(&CODE, passage.span(wording.file, place), "ends it", message);
        report.push(finding.label(goes_on, "it goes on here").help("say that the store closes, and where the brand is found"));
    }
}

fn silent(plan: &Plan, region: &Region, report: &mut Report) {
    let graph = &plan.graph;
    let (Some(name), Some(brand), Some(notices)) = (&graph.program.brand, &region.brand, &region.notices) else { return };
    let ends = brand.placement.is_some_and(|it| it.value == Placement::Archive);
    let says = notices.claims.iter().flatten().any(|it| it.value == Promise::BrandContinues);
    let Some(place) = brand.placement.map(|it| it.span).or(brand.landing.as_ref().map(|it| it.span)) else { return };
    // A header stands apart from its keys: one of them may be what could not be read.
    let whole = plan.sources.stretch(notices.span).unwrap_or(notices.span);
    if ends || says || region.is_open("notices.claims") || graph.is_damaged(whole) {
        return;
    }
    let message = format!("the notices of `{}` do not say that {} goes on", region.id, name.value);
    let span = notices.claims.as_ref().and_then(|it| it.first()).map_or(notices.span, |it| it.span);
    let finding = Diagnostic::new(&CODE, span, "says nothing of it", message).label(place, "it goes on here");
    let help = match notices.claims.iter().flatten().next() {
        Some(_) => "add `\"brand-continues\"` to `claims`",
        None => "add `claims = [\"brand-continues\"]` to `[notices]`",
    };
    report.push(finding.help(help).about(format!("{}.notices", region.id)));
}
