//! `notice/unsigned`

use crate::check::Telling;
use crate::diag::{Diagnostic, Report, listed, plural};
use crate::model::graph::Region;
use crate::model::plan::text::{Signatures, Standing, Text, changes, roles};
use crate::source::Span;
use std::collections::BTreeMap;

crate::diag::code! {
    /// A text that customers will read is not signed off as it stands.
    ///
    /// ## Why it matters
    ///
    /// A notice is read by everybody at once and cannot be called back. `sign-off` names who must have seen each text, and
    /// a signature is of its words: another date in it, or another word, and it counts no more. A text whose day is over
    /// was sent, and is not asked for again (with `--as-of`).
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [notices]
    /// sender = "POCO <notice@po.co>"
    /// sign-off = ["legal"]
    /// ```
    ///
    /// ```toml cutover.toml
    /// [[lint.waivers]]
    /// rule     = "notice/unreviewed"
    /// at       = "uk.region.locales"
    /// because  = "a native reader looks at them next week"
    /// approver = "release-manager"
    /// expires  = 2024-10-10
    /// ```
    ///
    /// ## What to do
    ///
    /// Read the texts (`cutover build` writes them, and a page to tick them off: `notices/index.html`), then sign them:
    /// `cutover notices --sign legal --on 2024-10-10`.
    "notice/unsigned" Release
}

/// So many texts that have changed are shown; all are listed.
const SHOWN: usize = 3;

/// Reports what is not signed, a finding a region and language.
pub fn run(telling: &Telling, report: &mut Report) {
    let graph = &telling.plan.graph;
    let signatures = Signatures::of(graph);
    let mut texts: BTreeMap<(&str, &str), Vec<&Text>> = BTreeMap::new();
    for text in telling.texts.iter().filter(|it| !it.is_past(telling.as_of)) {
        texts.entry((&text.region, &text.locale)).or_default().push(text);
    }
    for ((region, locale), texts) in texts {
        let Some(region) = graph.regions.get(region) else { continue };
        report.findings.extend(judge(telling, region, locale, &texts, &signatures));
    }
}

fn judge(telling: &Telling, region: &Region, locale: &str, texts: &[&Text], signatures: &Signatures) -> Option<Diagnostic> {
    let graph = &telling.plan.graph;
    let first = roles(graph, &region.id).next()?;
    let mut open: BTreeMap<&str, usize> = BTreeMap::new();
    let mut places: Vec<(Span, String)> = Vec::new();
    let mut changed: Vec<(Span, String)> = Vec::new();
    let mut count = 0;
    for text in texts {
        let before = places.len();
        for role in roles(graph, &region.id) {
            match signatures.standing(text, &role.value) {
                Standing::Signed(_) => continue,
                Standing::Unsigned => places.push((role.span, format!("`{}` is not signed by `{}`", text.id, role.value))),
                Standing::Changed(approval) => {
                    let changes = changes(graph, text, approval);
                    let what = if changes.is_empty() { "words changed".to_owned() } else { changes.join("; ") };
                    places.push((approval.text.span, format!("`{}` has changed since `{}` signed it: {what}", text.id, role.value)));
                    changed.push((approval.text.span, what));
                }
            }
            *open.entry(&role.value).or_default() += 1;
        }
        count += usize::from(places.len() > before);
    }
    if count == 0 {
        return None;
    }
    let roles: Vec<&str> = open.keys().copied().collect();
    let of = plural(texts.len(), "text", "texts");
    let message = format!("{count} of {of} in `{locale}` for `{}` {} not signed by {}", region.id, be(count), listed(&roles));
    let finding = Diagnostic::new(&super::unsigned::CODE, first.span, format!("asked for `{}/{locale}`", region.id), message);
    let mut finding = changed.into_iter().take(SHOWN).fold(finding, |finding, (span, what)| finding.label(span, what));
    if places.len() > 1 {
        finding = finding.all(places);
    }
    let help = format!("read them, then `cutover notices --sign {} --on DATE '{}/{locale}/*'`", roles[0], region.id);
    Some(finding.help(help).about(format!("{}.notices.sign-off", region.id)))
}

fn be(count: usize) -> &'static str {
    if count == 1 { "is" } else { "are" }
}
