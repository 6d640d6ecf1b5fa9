//! `notice/stray-approval`

use crate::check::Telling;
use crate::diag::{Diagnostic, Help, Report, listed};
use crate::model::graph::history::Name;
use crate::model::plan::notice::Occasion;
use crate::model::plan::text::roles;
use crate::model::spec::approval::Approval;
use crate::model::spec::notice::Channel;
use crate::source::Located;
use std::collections::BTreeSet;

crate::diag::code! {
    /// A signature is of no text of the workspace, or by a role that nobody asks.
    ///
    /// ## Why it matters
    ///
    /// It counts for nothing, and the text that was meant stays unsigned. A text that was signed and is not made any more
    /// is kept where it was sent: it says what customers were told. Where it was not sent (with `--as-of`) it would be
    /// taken for something that they know.
    ///
    /// ## Example
    ///
    /// ```toml approvals.toml
    /// [[approvals]]
    /// text = "uk/en-GB/2024-10-15-anouncement.mail"
    /// digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    /// role = "legal"
    /// on = 2024-10-10
    /// ```
    ///
    /// ```toml regions/uk.toml
    /// [notices]
    /// sender = "POCO <notice@po.co>"
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the name as `cutover notices` shows it, or take the entry out. `cutover notices --sign` writes entries without
    /// a slip.
    "notice/stray-approval" Warning
}

/// Reports signatures that count for nothing.
pub fn run(telling: &Telling, report: &mut Report) {
    let graph = &telling.plan.graph;
    let known: BTreeSet<&str> = telling.texts.iter().map(|it| it.id.as_str()).collect();
    for approval in &graph.approvals {
        let text = approval.text.value.as_str();
        let found = match known.contains(text) {
            false => no_text(telling, &known, approval),
            true => no_role(telling, approval),
        };
        report.findings.extend(found.map(|it| it.about("approvals")));
    }
}

/// Says that there is no such text, unless there may have been one.
fn no_text(telling: &Telling, known: &BTreeSet<&str>, approval: &Located<Approval>) -> Option<Diagnostic> {
    let text = &approval.text;
    let name = Name::of(&text.value);
    if let Some(day) = name.filter(|it| may_be(telling, it)).and_then(|it| it.day) {
        // It may be of a date that has moved: what was sent stays.
        let is_unsent = telling.as_of.is_some_and(|today| day >= today);
        let message = format!("`{}` was signed, is not made any more, and was not sent", text.value);
        let finding = Diagnostic::new(&CODE, text.span, "no such text now", message);
        return is_unsent.then(|| finding.help("take the entry out, or sign the texts anew with `cutover notices --sign`"));
    }
    let finding = Diagnostic::new(&CODE, text.span, "no such text", format!("there is no text `{}`", text.value));
    let help = Help::nearest(&text.value, known.iter().copied(), || "`cutover notices` lists all texts".to_owned());
    Some(finding.help(help))
}

/// Tells whether a text of that name could have been made: nothing in it is misspelt.
fn may_be(telling: &Telling, name: &Name) -> bool {
    let is_locale = |it: &&Located<String>| it.value == name.locale;
    let region = telling.plan.graph.regions.get(name.region);
    region.is_some_and(|it| it.locales.iter().any(|it| is_locale(&it)))
        && Occasion::ALL.iter().any(|it| it.word() == name.what)
        && Channel::ALL.iter().any(|it| it.word() == name.channel)
}

/// Says that nobody asks the role, where others are asked.
fn no_role(telling: &Telling, approval: &Located<Approval>) -> Option<Diagnostic> {
    let region = Name::of(&approval.text.value)?.region;
    let asked: Vec<&str> = roles(&telling.plan.graph, region).map(|it| it.value.as_str()).collect();
    let role = &approval.role;
    if asked.is_empty() || asked.contains(&role.value.as_str()) {
        return None;
    }
    let message = format!("nobody asks `{}` to sign for `{region}`", role.value);
    let finding = Diagnostic::new(&CODE, role.span, "not asked", message);
    let help = Help::nearest(&role.value, asked.iter().copied(), || format!("write {}", listed(&asked).replace(" and ", " or ")));
    Some(finding.help(help))
}
