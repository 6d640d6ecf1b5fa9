//! `notice/inaccessible`

use crate::diag::{Diagnostic, Report};
use crate::model::plan::Plan;
use crate::model::spec::colour::{Colour, READABLE};
use crate::source::{FileId, Span};
use crate::template;
use std::collections::BTreeSet;

crate::diag::code! {
    /// Some customers cannot read a notice: its colours are too much alike, or its layout leaves out what they go by.
    ///
    /// ## Why it matters
    ///
    /// Who sees little needs contrast (4.5 to 1, WCAG 2 AA); who has a page read aloud goes by its language, its headings and
    /// the words that stand for pictures. The European Accessibility Act asks it of online stores. What this program lays out
    /// has all of it, and takes a readable colour where the written one is not; a layout of your own is yours to get right.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [brand]
    /// placement = "sub-brand"
    /// landing = "https://www.mi.com/uk/poco/"
    /// colours = { text = "#bbbbbb", background = "#ffffff" }
    ///
    /// [notices]
    /// claims = ["brand-continues"]
    /// ```
    ///
    /// ## What to do
    ///
    /// Write colours that stand apart: the help names the nearest. In a layout of your own keep `lang="{{ lang }}"`, a heading
    /// `<h1>`, text for every picture (`alt`), dates as text, and links that say where they lead.
    "notice/inaccessible" Warning
}

/// Reports colours that are not read upon each other, and layouts without what readers go by.
pub fn run(plan: &Plan, report: &mut Report) {
    let mut told: BTreeSet<Span> = BTreeSet::new();
    for region in plan.graph.retiring().filter(|it| it.notices.is_some()) {
        let Some(colours) = region.brand.as_ref().and_then(|it| it.value.colours.as_ref()) else { continue };
        let (text, ground) = (&colours.text, &colours.background);
        let Some(place) = text.as_ref().or(ground.as_ref()).map(|it| it.span) else { continue };
        let written = |it: &Option<crate::source::Located<Colour>>, usual| it.as_ref().map_or(usual, |it| it.value);
        let (dark, light) = (written(text, USUAL), written(ground, Colour::WHITE));
        let contrast = dark.contrast(light);
        if contrast >= READABLE || !told.insert(place) {
            continue;
        }
        let near = dark.readable_on(light, READABLE);
        // A contrast that only just falls short is not to be shown as one that does not.
        let shown = (contrast * 10.0).floor() / 10.0;
        let message = format!("text of `{dark}` on `{light}` has a contrast of {shown:.1}, wanted {READABLE}");
        let finding = Diagnostic::new(&CODE, place, "hard to read", message);
        let finding = match (text, ground) {
            (Some(_), Some(ground)) => finding.label(ground.span, "behind it"),
            _ => finding,
        };
        let help = format!("write `text = \"{near}\"`, which stands there until another is written");
        report.push(finding.help(help).about(format!("{}.brand.colours", region.id)));
    }
    for (file, source) in template::own(&plan.sources) {
        let Some(layout) = source.path.strip_prefix("templates/notices/").filter(|it| it.ends_with(".html.j2")) else { continue };
        for (span, label, lack) in lacks(layout, file, &source.text) {
            let finding = Diagnostic::new(&CODE, span, label, format!("the layout `{layout}` {}", lack.what));
            report.push(finding.help(lack.help));
        }
    }
}

/// The text that mails and pages have where none is written.
const USUAL: Colour = Colour::new(0x1b_1d_21);

/// What a layout leaves out.
struct Lack {
    what: &'static str,
    help: &'static str,
}

/// What a whole document has, by what it looks like.
const NEEDED: [(&str, Lack); 2] = [
    ("lang=", Lack { what: "does not say its language", help: "write `<html lang=\"{{ lang }}\" dir=\"{{ dir }}\">`" }),
    ("<h1", Lack { what: "has no heading", help: "put `{{ title }}` into `<h1>…</h1>`" }),
];

fn lacks(layout: &str, file: FileId, text: &str) -> Vec<(Span, &'static str, Lack)> {
    let lower = text.to_ascii_lowercase();
    let mut found = Vec::new();
    // A part that others include, or a strip on somebody's page, is no document.
    if matches!(layout, "mail.html.j2" | "page.html.j2") {
        let first = text.find('\n').unwrap_or(text.len());
        let missing = NEEDED.into_iter().filter(|it| !lower.contains(it.0));
        found.extend(missing.map(|(_, lack)| (Span::new(file, 0..first), "readers go by it", lack)));
    }
    let mut at = 0;
    while let Some(start) = lower[at..].find("<img").map(|it| at + it) {
        let end = lower[start..].find('>').map_or(lower.len(), |it| start + it);
        if !lower[start..end].contains("alt=") {
            let lack =
                Lack { what: "shows a picture without words for it", help: "add `alt=\"{{ brand }}\"`, or `alt=\"\"` to a mere ornament" };
            found.push((Span::new(file, start..end), "no words", lack));
        }
        at = end;
    }
    found
}
