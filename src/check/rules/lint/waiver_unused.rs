//! `lint/waiver-unused`

use crate::diag::{Diagnostic, Report};
use crate::model::spec::workspace::Waiver;
use crate::source::{Located, Sources, Span};

crate::diag::code! {
    /// A waiver lets nothing pass.
    ///
    /// ## Why it matters
    ///
    /// The fault was mended, or the place is not the one that was meant. As it stands, the waiver would hide the next
    /// fault of its kind there. A waiver of a rule that did not run is not called unused: while a file cannot be read
    /// or a name cannot be bound, or for a rule that asks for `--as-of` where none is given.
    ///
    /// ## Example
    ///
    /// ```toml cutover.toml
    /// [[lint.waivers]]
    /// rule = "date/short-lead"
    /// at = "uk.milestones.announce"
    /// because = "announced as reported"
    /// approver = "release-manager"
    /// expires = 2025-03-31
    /// ```
    ///
    /// ## What to do
    ///
    /// Take the waiver out. If the fault is still there, its finding names the place to write: what it is about
    /// (`uk.milestones.announce`), a region (`uk`), or a line (`uk/redirects.csv:14`).
    "lint/waiver-unused" Warning
}

/// Reports waivers that cover no finding.
pub fn run(unused: &[&Located<Waiver>], sources: &Sources, report: &mut Report) {
    for waiver in unused {
        let message = format!("the waiver of `{}` at `{}` lets nothing pass", waiver.rule.value, waiver.at.value);
        let finding = Diagnostic::new(&CODE, waiver.at.span, "nothing is found here", message).label(waiver.rule.span, "by this rule");
        let finding = finding.help("take the waiver out, or name the place that is meant").about("lint.waivers");
        report.push(match table(waiver.span, sources) {
            Some(table) => finding.replace(table, ""),
            None => finding,
        });
    }
}

/// Returns the lines of a waiver that has a header of its own, with the empty ones in front of it.
fn table(waiver: Span, sources: &Sources) -> Option<Span> {
    let text = &sources.file(waiver.file).text;
    let stretch = sources.clamp(sources.stretch(waiver)?);
    let head = text[..stretch.start].rfind('\n').map_or(0, |it| it + 1);
    text[head..].trim_start().starts_with("[[").then_some(())?;
    let end = text[stretch.end..].find('\n').map_or(text.len(), |it| stretch.end + it + 1);
    let start = text[..head].trim_end_matches(['\n', '\r', ' ', '\t']).len();
    let start = text[start..head].find('\n').map_or(head, |it| start + it + 1);
    Some(Span::new(waiver.file, start..end))
}
