//! `notice/unreviewed`

use crate::check::Telling;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::Region;
use crate::model::plan::text::roles;
use crate::source::Span;
use std::collections::BTreeMap;

crate::diag::code! {
    /// Nobody who reads a language has said that its messages are right.
    ///
    /// ## Why it matters
    ///
    /// Each sentence is put together from a message and the facts. Whoever signs a text off sees one of them; whether a
    /// language has the right word in front of every date, and the right form for every number, only a reader of it can
    /// say. The messages that this program brings are drafts until somebody of yours has read them.
    ///
    /// ## Example
    ///
    /// ```toml cutover.toml
    /// [[lint.waivers]]
    /// rule     = "notice/unsigned"
    /// at       = "uk.notices.sign-off"
    /// because  = "signed once a native reader has seen them"
    /// approver = "release-manager"
    /// expires  = 2024-10-10
    /// ```
    ///
    /// ```toml regions/uk.toml
    /// [notices]
    /// sender = "POCO <notice@po.co>"
    /// sign-off = ["legal"]
    /// ```
    ///
    /// ## What to do
    ///
    /// Have a native reader go through the texts of the language. Then write `reviewed = yes` into
    /// `templates/notices/<locale>/locale.ftl` of the workspace.
    "notice/unreviewed" Release
}

/// Reports languages that nobody has reviewed, where texts must be signed; each once.
pub fn run(telling: &Telling, report: &mut Report) {
    let graph = &telling.plan.graph;
    let mut open: BTreeMap<&str, Vec<(&Region, Span)>> = BTreeMap::new();
    for region in graph.retiring().filter(|it| roles(graph, &it.id).next().is_some()) {
        for locale in region.locales.iter().filter(|it| telling.reviewed.get(&it.value) == Some(&false)) {
            open.entry(&locale.value).or_default().push((region, locale.span));
        }
    }
    for (locale, regions) in open {
        let Some((first, span)) = regions.first() else { continue };
        let message = format!("nobody has reviewed the messages in `{locale}`");
        let finding = Diagnostic::new(&CODE, *span, "customers read them", message);
        let finding = regions.iter().skip(1).fold(finding, |finding, (_, span)| finding.label(*span, "here too"));
        let help = format!("once a native reader has, write `reviewed = yes` in `templates/notices/{locale}/locale.ftl`");
        report.push(finding.help(help).about(format!("{}.region.locales", first.id)));
    }
}
