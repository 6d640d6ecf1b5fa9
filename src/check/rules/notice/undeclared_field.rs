//! `notice/undeclared-field`

use crate::diag::{Diagnostic, Report, listed};
use crate::model::plan::Plan;
use crate::source::Span;
use crate::template;
use std::collections::BTreeSet;

crate::diag::code! {
    /// A message speaks of a merge field that no region declares.
    ///
    /// ## Why it matters
    ///
    /// What the sending service fills in, such as a first name, is written in its own language, and each service has another.
    /// A message names the field, and the region says once how it is written. Where it does not, customers would read a hole.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [notices]
    /// merge-fields = { first-name = "*|FNAME|*" }
    /// ```
    ///
    /// ```ftl templates/notices/en-GB/notice.ftl
    /// greeting = Dear { $merge-surname },
    /// ```
    ///
    /// ## What to do
    ///
    /// Declare the field in `[notices]` of the region, as its sending service writes it:
    /// `merge-fields = { surname = "*|LNAME|*" }`; or speak of one that is declared.
    "notice/undeclared-field" Error
}

/// What stands in front of a field in a message.
const MERGE: &str = "$merge-";

/// Reports fields of the workspace's own messages that a region which is told them does not declare.
pub fn run(plan: &Plan, report: &mut Report) {
    for (file, source) in template::own(&plan.sources) {
        let below = source.path.strip_prefix("templates/notices/").filter(|it| it.ends_with(".ftl"));
        let Some((locale, _)) = below.and_then(|it| it.split_once('/')) else { continue };
        let told = plan.graph.retiring().filter(|it| it.locales.iter().any(|it| it.value == locale));
        let told: Vec<_> = told.filter_map(|it| Some((it.id.as_str(), it.notices.as_ref()?))).collect();
        let (mut known, mut start) = (BTreeSet::new(), 0);
        while let Some(at) = source.text[start..].find(MERGE).map(|it| start + it) {
            let rest = &source.text[at + MERGE.len()..];
            let length = rest.find(|it: char| !it.is_ascii_alphanumeric() && !matches!(it, '-' | '_')).unwrap_or(rest.len());
            let field = &rest[..length];
            start = at + MERGE.len() + length;
            let is_comment = source.text[..at].rsplit('\n').next().is_some_and(|it| it.starts_with('#'));
            let declares = |it: &crate::model::spec::notice::Notices| it.merge_fields.keys().any(|it| it.value == field);
            let without: Vec<&str> = told.iter().filter(|it| !declares(&it.1.value)).map(|it| it.0).collect();
            let message = message(&source.text[..at]);
            if is_comment || without.is_empty() || !known.insert((message, field)) {
                continue;
            }
            let regions = listed(&without);
            let do_not = if without.len() == 1 { "does not" } else { "do not" };
            let text = format!("the message `{message}` of `{locale}` speaks of `{MERGE}{field}`, which {regions} {do_not} declare");
            let finding = Diagnostic::new(&CODE, Span::new(file, at..start), "not declared", text);
            report
                .push(finding.help(format!("add `merge-fields = {{ {field} = \"…\" }}` to `[notices]`, as the sending service writes it")));
        }
    }
}

/// Returns the name of the message that is open at the end of `text`.
fn message(text: &str) -> &str {
    let mut heads = text.lines().rev().filter(|it| it.starts_with(|it: char| it.is_ascii_alphabetic() || it == '-'));
    heads.next().and_then(|it| it.split_once('=')).map_or("", |it| it.0.trim())
}
