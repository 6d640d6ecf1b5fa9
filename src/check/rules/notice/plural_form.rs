//! `notice/plural-form`

use crate::diag::{Diagnostic, Report, listed};
use crate::messages::{Choice, FORM, FORMS, Messages, forms, forms_of_several};
use crate::model::plan::Plan;
use crate::source::{FileId, Span};
use crate::template;

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
    /// Add the form that is missing, choose by the form, not by the number as it is written, and print the number in a form
    /// that stands for several: French has 0 in `one`, and "un jour" is not what 0 days are.
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

/// Reports choices by number, in the workspace's own messages of any locale, that lack a form of their language.
pub fn run(plan: &Plan, report: &mut Report) {
    for (file, source) in template::own(&plan.sources) {
        let below = source.path.strip_prefix("templates/notices/").filter(|it| it.ends_with(".ftl"));
        let Some((locale, _)) = below.and_then(|it| it.split_once('/')) else { continue };
        let Some(forms) = forms(locale) else { continue };
        let messages = Messages::new(&source.text);
        let reading = Reading { locale, forms: &forms, several: &forms_of_several(locale), file, text: &source.text };
        report.findings.extend(messages.choices.iter().filter_map(|it| reading.judge(it)));
    }
}

/// A file of messages as one locale reads it.
struct Reading<'t> {
    locale: &'t str,
    forms: &'t [&'static str],
    /// Those that stand for several numbers.
    several: &'t [&'static str],
    file: FileId,
    text: &'t str,
}

impl Reading<'_> {
    fn judge(&self, choice: &Choice) -> Option<Diagnostic> {
        let (message, variable, locale) = (choice.message, choice.variable, self.locale);
        let place = self.place(choice.variable);
        if variable.ends_with(FORM) {
            let missing = choice.missing(self.forms);
            let Some(first) = missing.first() else { return self.unsaid(choice) };
            let text = format!("the message `{message}` has no words for {} of `{locale}`", listed(&missing));
            let finding = Diagnostic::new(&CODE, place, "a form is missing", text);
            return Some(finding.help(format!("add `[{first}] …` before the variant with the star")));
        }
        // A number comes as text: only the variable beside it says which form that is.
        let is_counted = choice.variants.iter().any(|it| it.key != "other" && FORMS.contains(&it.key));
        let text = format!("the message `{message}` chooses a form by `${variable}`, which is the number as it is written");
        let finding = || Diagnostic::new(&CODE, place, "no form", text).help(format!("write `${variable}-form ->`"));
        is_counted.then(finding)
    }

    /// Judges the forms that stand for several numbers: each has to say which it is.
    fn unsaid(&self, choice: &Choice) -> Option<Diagnostic> {
        let unsaid = choice.unsaid(self.several);
        let first = unsaid.first()?;
        let number = choice.variable.strip_suffix(FORM).unwrap_or_default();
        let (message, locale) = (choice.message, self.locale);
        let text = format!("the message `{message}` does not say the number in {}, which `{locale}` has for several", listed(&unsaid));
        let finding = Diagnostic::new(&CODE, self.place(choice.variable), "no number", text);
        Some(finding.help(format!("write `[{first}] {{ ${number} }} …`")))
    }

    /// Returns the place of a part of the text.
    fn place(&self, part: &str) -> Span {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len());
        Span::new(self.file, start..(start + part.len()).min(self.text.len()))
    }
}
