//! `notice/plural-form`

use crate::diag::{Diagnostic, Report, listed};
use crate::messages::{Choice, FORMS, Messages, forms};
use crate::model::plan::Plan;
use crate::source::{FileId, Span};
use std::collections::BTreeSet;

crate::diag::code! {
    /// A message has no words for some numbers.
    ///
    /// ## Why it matters
    ///
    /// Languages count in different ways: French takes 0 and 1 together ("0 jour") and has a form of its own for whole
    /// millions, Polish has four forms, Indonesian one. A message that chooses by a number has words for each form of its
    /// language (CLDR's names: zero, one, two, few, many, other); where one is left out, customers read a wrong one.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [notices]
    /// sender = "POCO <notice@po.co>"
    /// ```
    ///
    /// ```ftl templates/notices/en-GB/form.ftl
    /// days = { $days } { $days-form ->
    ///    *[other] days
    /// }
    /// ```
    ///
    /// ## What to do
    ///
    /// Add the form that is missing, and choose by the form, not by the number as it is written:
    ///
    /// ```text
    /// days = { $days } { $days-form ->
    ///     [one] jour
    ///     [many] de jours
    ///    *[other] jours
    /// }
    /// ```
    "notice/plural-form" Error
}

/// Reports choices by number, in the workspace's own messages, that lack a form of their language.
pub fn run(plan: &Plan, report: &mut Report) {
    let told = plan.graph.retiring().filter(|it| it.notices.is_some());
    let locales: BTreeSet<&str> = told.flat_map(|it| &it.locales).map(|it| it.value.as_str()).collect();
    for (file, source) in plan.sources.files() {
        let below = source.path.strip_prefix("templates/notices/").filter(|it| it.ends_with(".ftl"));
        let Some((locale, _)) = below.and_then(|it| it.split_once('/')) else { continue };
        let Some(forms) = Some(locale).filter(|it| locales.contains(it)).and_then(forms) else { continue };
        let messages = Messages::new(&source.text);
        let reading = Reading { locale, forms: &forms, file, text: &source.text };
        report.findings.extend(messages.choices.iter().filter_map(|it| reading.judge(it)));
    }
}

/// A file of messages as one locale reads it.
struct Reading<'t> {
    locale: &'t str,
    forms: &'t [&'static str],
    file: FileId,
    text: &'t str,
}

impl Reading<'_> {
    fn judge(&self, choice: &Choice) -> Option<Diagnostic> {
        let (message, variable, locale) = (choice.message, choice.variable, self.locale);
        let place = self.place(choice.variable);
        if variable.ends_with("-form") {
            let missing = choice.missing(self.forms);
            let first = missing.first()?;
            let text = format!("the message `{message}` has no words for {} of `{locale}`", listed(&missing));
            let finding = Diagnostic::new(&CODE, place, "a form is missing", text);
            return Some(finding.help(format!("add `[{first}] …` before the variant with the star")));
        }
        // A number comes as text: only the variable beside it says which form that is.
        let is_counted = choice.variants.iter().any(|it| *it != "other" && FORMS.contains(it));
        let text = format!("the message `{message}` chooses a form by `${variable}`, which is the number as it is written");
        let finding = || Diagnostic::new(&CODE, place, "no form", text).help(format!("write `${variable}-form ->`"));
        is_counted.then(finding)
    }

    /// Returns the place of a part of the text.
    fn place(&self, part: &str) -> Span {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len());
        Span::new(self.file, start..(start + part.len()).min(self.text.len()))
    }
}
