//! `app/replacement-missing`

use crate::diag::{Diagnostic, Report, listed};
use crate::model::graph::{Graph, Region};
use crate::model::spec::notice::{App, Replacement};
use crate::model::spec::table::Table;
use crate::source::Located;

crate::diag::code! {
    /// An app ends, and some of its users have nothing to use instead.
    ///
    /// ## Why it matters
    ///
    /// The next app must be named, run on the same systems and be offered in the same countries, or there is a page that
    /// does the same in a browser. Otherwise people look for it in the app stores, where others wait for them.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones]
    /// app-sunset = { by = 2024-12-31 }
    ///
    /// [apps.store]
    /// name = "Store"
    /// platforms = ["web"]
    /// ends = "app-sunset"
    /// delist = "migrate"
    /// in-app-notice = "announce"
    /// api-until = "app-sunset"
    /// ```
    ///
    /// ## What to do
    ///
    /// Name the app to use instead with its systems, or the page that does the same:
    ///
    /// ```text
    /// replacement = { name = "Mi Store", platforms = ["android", "ios"], url = "https://www.mi.com/uk/" }
    /// ```
    "app/replacement-missing" Warning
}

/// Reports apps without one to use instead, or with one that not all of their users can have.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.retiring() {
        for (id, app) in region.apps.iter().filter(|(_, app)| !graph.is_damaged(app.span)) {
            let subject = format!("{}.apps.{id}", region.id);
            match &app.replacement {
                // Somebody may know it; its users do not, whichever it is.
                None => {
                    let place = app.open("replacement").unwrap_or(app.span);
                    let finding = Diagnostic::new(&CODE, place, "and then?", format!("nothing is named to use instead of the app `{id}`"));
                    let help = "write `replacement = { name = \"…\", platforms = […] }`, or `url` for a page";
                    report.push(finding.help(help).about(subject));
                }
                // A page is for everybody.
                Some(replacement) if replacement.url.is_some() => {}
                Some(replacement) => {
                    let found = [named(id, replacement), systems(id, app, replacement), countries(id, region, replacement)];
                    report.findings.extend(found.into_iter().flatten().map(|it| it.about(subject.clone())));
                }
            }
        }
    }
}

fn named(id: &str, replacement: &Located<Replacement>) -> Option<Diagnostic> {
    let is_said = replacement.name.is_some() || replacement.open("name").is_some() || replacement.open("url").is_some();
    let message = format!("what replaces the app `{id}` has no name");
    (!is_said).then(|| Diagnostic::new(&CODE, replacement.span, "what is it?", message).help("write `name = \"…\"`, or `url` for a page"))
}

fn systems(id: &str, app: &App, replacement: &Located<Replacement>) -> Option<Diagnostic> {
    if replacement.open("platforms").is_some() {
        return None;
    }
    let offered: Vec<_> = replacement.platforms.iter().flatten().map(|it| it.value).collect();
    let wanted: Vec<_> = app.platforms.iter().flatten().filter(|it| !offered.contains(&it.value)).collect();
    let first = wanted.first()?;
    let words: Vec<&str> = wanted.iter().map(|it| it.value.word()).collect();
    let message = format!("the app `{id}` runs on {}, where nothing replaces it", listed(&words));
    let place = replacement.platforms.as_ref().and_then(|it| it.first()).map_or(replacement.span, |it| it.span);
    let finding = Diagnostic::new(&CODE, first.span, "not replaced here", message).label(place, "runs elsewhere");
    Some(finding.help(format!("add {} to the `platforms` of the replacement, or write `url`", listed(&words))))
}

fn countries(id: &str, region: &Region, replacement: &Located<Replacement>) -> Option<Diagnostic> {
    let offered = replacement.countries.as_ref()?;
    let missing: Vec<_> = region.countries.iter().filter(|it| !offered.iter().any(|offered| offered.value == it.value)).collect();
    let first = missing.first()?;
    let words: Vec<&str> = missing.iter().map(|it| it.value.as_str()).collect();
    let message = format!("what replaces the app `{id}` is not offered in {}", listed(&words));
    let place = offered.first().map_or(replacement.span, |it| it.span);
    let finding = Diagnostic::new(&CODE, place, "offered elsewhere", message).label(first.span, "not here");
    Some(finding.help("add the country, or write `url` for a page"))
}
