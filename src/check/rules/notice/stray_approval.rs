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

/// Reports signatures that count for nothing; those of texts that were given up before they were sent are one finding.
pub fn run(telling: &Telling, report: &mut Report) {
    let graph = &telling.plan.graph;
    let known: BTreeSet<&str> = telling.texts.iter().map(|it| it.id.as_str()).collect();
    let mut unsent: Vec<&Located<String>> = Vec::new();
    for approval in &graph.approvals {
        let text = &approval.text;
        let found = match Name::of(&text.value).filter(|it| may_be(telling, it)) {
            _ if known.contains(text.value.as_str()) => no_role(telling, approval),
            // It may be of a date that has moved: what was sent stays.
            Some(Name { day: Some(day), .. }) => {
                unsent.extend(telling.as_of.filter(|today| day >= *today).map(|_| text));
                None
            }
            _ => Some(no_text(&known, text)),
        };
        report.findings.extend(found.map(|it| it.about("approvals")));
    }
    report.findings.extend(given_up(&unsent).map(|it| it.about("approvals")));
}

/// Says that a text is not made any more, and that nobody was told by it.
fn given_up(texts: &[&Located<String>]) -> Option<Diagnostic> {
    let first = texts.first()?;
    let message = match texts.len() {
        1 => format!("`{}` was signed, is not made any more, and was not sent", first.value),
        count => format!("{count} signatures are of texts that are not made any more and were not sent"),
    };
    let finding = Diagnostic::new(&CODE, first.span, "no such text now", message);
    let places = texts.iter().map(|it| (it.span, format!("`{}` is not made any more", it.value)));
    let finding = if texts.len() > 1 { finding.all(places) } else { finding };
    Some(finding.help("take them out, or sign the texts anew with `cutover notices --sign`, which does"))
}

/// Says that there is no such text.
fn no_text(known: &BTreeSet<&str>, text: &Located<String>) -> Diagnostic {
    let finding = Diagnostic::new(&CODE, text.span, "no such text", format!("there is no text `{}`", text.value));
    finding.help(Help::nearest(&text.value, known.iter().copied(), || "`cutover notices` lists all texts".to_owned()))
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
