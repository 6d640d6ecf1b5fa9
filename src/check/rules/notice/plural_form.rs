//! `notice/plural-form`

use crate::diag::{Diagnostic, Report, listed};
use crate::model::plan::Plan;
use crate::source::{FileId, Span};
use crate::template;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use icu_locale::Locale;
use icu_plurals::{PluralCategory, PluralRules};
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

/// What CLDR calls the forms.
const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Reports choices by number, in the workspace's own messages, that lack a form of their language.
pub fn run(plan: &Plan, report: &mut Report) {
    let told = plan.graph.retiring().filter(|it| it.notices.is_some());
    let locales: BTreeSet<&str> = told.flat_map(|it| &it.locales).map(|it| it.value.as_str()).collect();
    for (file, source) in plan.sources.files() {
        let below = source.path.strip_prefix("templates/notices/").filter(|it| it.ends_with(".ftl"));
        let Some((locale, _)) = below.and_then(|it| it.split_once('/')) else { continue };
        let Some(forms) = Some(locale).filter(|it| locales.contains(it)).and_then(forms) else { continue };
        let mut choices = Vec::new();
        if template::is_too_deep(&source.text) {
            continue;
        }
        // What cannot be read is told where the messages are put together.
        let Ok(messages) = fluent_syntax::parser::parse(source.text.as_str()) else { continue };
        for entry in &messages.body {
            match entry {
                Entry::Message(it) => {
                    it.value.iter().chain(it.attributes.iter().map(|it| &it.value)).for_each(|value| walk(it.id.name, value, &mut choices));
                }
                Entry::Term(it) => walk(it.id.name, &it.value, &mut choices),
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => {}
            }
        }
        let reading = Reading { locale, forms: &forms, file, text: &source.text };
        report.findings.extend(choices.iter().filter_map(|it| reading.judge(it)));
    }
}

/// Returns the plural forms that a locale tells apart.
fn forms(locale: &str) -> Option<Vec<&'static str>> {
    let locale: Locale = locale.parse().ok()?;
    let rules = PluralRules::try_new_cardinal((&locale).into()).ok()?;
    let word = |it| match it {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    };
    Some(rules.categories().map(word).collect())
}

/// A choice between variants by a variable.
struct Choice<'t> {
    message: &'t str,
    variable: &'t str,
    variants: Vec<&'t str>,
}

/// Adds every choice within `pattern`, an outer one before those inside it.
fn walk<'t>(message: &'t str, pattern: &Pattern<&'t str>, choices: &mut Vec<Choice<'t>>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        let mut expression = expression;
        while let Expression::Inline(InlineExpression::Placeable { expression: inner }) = expression {
            expression = inner;
        }
        let Expression::Select { selector, variants } = expression else { continue };
        if let InlineExpression::VariableReference { id } = selector {
            choices.push(Choice { message, variable: id.name, variants: variants.iter().map(key).collect() });
        }
        variants.iter().for_each(|it| walk(message, &it.value, choices));
    }
}

fn key<'t>(variant: &Variant<&'t str>) -> &'t str {
    match variant.key {
        VariantKey::Identifier { name } => name,
        VariantKey::NumberLiteral { value } => value,
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
            let missing: Vec<&str> = self.forms.iter().filter(|it| !choice.variants.contains(it)).copied().collect();
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
