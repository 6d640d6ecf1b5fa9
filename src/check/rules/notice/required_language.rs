//! `notice/required-language`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, Region};
use crate::source::Span;

crate::diag::code! {
    /// Customers of a country are not told in a language that has to be used there.
    ///
    /// ## Why it matters
    ///
    /// In France what a shop presents, offers and instructs has to be in French (law 94-665 of 4 August 1994, the "loi
    /// Toubon", article 2), so `FR` needs `fr`. Which languages another country asks for is a question for counsel; where
    /// there is an answer, it belongs into `[policy]`.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [region]
    /// countries = ["FR"]
    /// locales = ["en-GB"]
    ///
    /// [notices]
    /// sender = "POCO <notice@po.co>"
    /// ```
    ///
    /// ## What to do
    ///
    /// Add a locale of that language to the region. Other countries are added by their codes; what is written for a country
    /// replaces what this program has for it:
    ///
    /// ```text
    /// [policy]
    /// required-languages = { FR = ["fr"], BE = ["fr", "nl"] }
    /// ```
    "notice/required-language" Error
}

/// Reports closing regions that are not told in a language which one of their countries requires.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.retiring().filter(|it| it.notices.is_some()) {
        for country in &region.countries {
            let code = country.value.to_ascii_uppercase();
            for required in graph.policy.required_languages.get(&code).into_iter().flatten() {
                if speaks(region, &required.language) {
                    continue;
                }
                let language = &required.language;
                let message = format!("customers in `{code}` are told nothing in `{language}`, which has to be used there");
                let place = region.locales.first().map_or(region.span, |it| it.span);
                let finding = Diagnostic::new(&CODE, place, format!("not `{language}`"), message).label(country.span, "customers here");
                let finding = required.span.into_iter().fold(finding, |it, span: Span| it.label(span, "asks for it"));
                let help = format!("add `\"{language}-{code}\"` to `locales` of the region");
                report.push(finding.help(help).about(format!("{}.region.locales", region.id)));
            }
        }
    }
}

/// Tells whether one of the region's locales is of that language.
fn speaks(region: &Region, language: &str) -> bool {
    region.locales.iter().any(|it| it.value.split(['-', '_']).next().is_some_and(|first| first.eq_ignore_ascii_case(language)))
}
