//! Reads messages (Fluent) as they are written: what each says, what it chooses by, and the numbers that a locale tells apart.

use crate::template::is_too_deep;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Variant, VariantKey};
use icu_locale::Locale;
use icu_plurals::{PluralCategory, PluralRules};

/// What CLDR calls the forms of numbers.
pub const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// Returns CLDR's name of a form.
pub fn form(category: PluralCategory) -> &'static str {
    match category {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    }
}

/// Returns the plural forms that a locale tells apart; `None` where it is no locale.
pub fn forms(locale: &str) -> Option<Vec<&'static str>> {
    let locale: Locale = locale.parse().ok()?;
    let rules = PluralRules::try_new_cardinal((&locale).into()).ok()?;
    Some(rules.categories().map(form).collect())
}

/// A choice between variants by a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<'t> {
    pub message: &'t str,
    pub variable: &'t str,
    pub variants: Vec<&'t str>,
}

impl Choice<'_> {
    /// Returns which of `forms` it has no words for; none where it does not choose by a number's form.
    pub fn missing(&self, forms: &[&'static str]) -> Vec<&'static str> {
        let is_by_form = self.variable.ends_with("-form");
        forms.iter().filter(|it| is_by_form && !self.variants.contains(it)).copied().collect()
    }
}

/// Words that stand in a message as they were typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words<'t> {
    pub message: &'t str,
    pub text: &'t str,
}

/// A variable that is printed where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Printed<'t> {
    pub message: &'t str,
    pub variable: &'t str,
}

/// What one file of messages holds; nothing of it where it cannot be read, which is told where messages are put together.
#[derive(Clone, Debug, Default)]
pub struct Messages<'t> {
    pub choices: Vec<Choice<'t>>,
    pub words: Vec<Words<'t>>,
    pub printed: Vec<Printed<'t>>,
}

impl<'t> Messages<'t> {
    /// Reads a file.
    pub fn new(text: &'t str) -> Messages<'t> {
        let mut found = Messages::default();
        if is_too_deep(text) {
            return found;
        }
        let Ok(resource) = fluent_syntax::parser::parse(text) else { return found };
        for entry in &resource.body {
            match entry {
                Entry::Message(it) => {
                    let attributes = it.attributes.iter().map(|it| &it.value);
                    it.value.iter().chain(attributes).for_each(|value| found.walk(it.id.name, value));
                }
                Entry::Term(it) => found.walk(it.id.name, &it.value),
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => {}
            }
        }
        found
    }

    /// Adds what `pattern` holds, an outer choice before those inside it.
    fn walk(&mut self, message: &'t str, pattern: &Pattern<&'t str>) {
        for element in &pattern.elements {
            let expression = match element {
                PatternElement::TextElement { value } => {
                    self.words.push(Words { message, text: value });
                    continue;
                }
                PatternElement::Placeable { expression } => expression,
            };
            let mut expression = expression;
            while let Expression::Inline(InlineExpression::Placeable { expression: inner }) = expression {
                expression = inner;
            }
            match expression {
                Expression::Select { selector, variants } => {
                    if let InlineExpression::VariableReference { id } = selector {
                        self.choices.push(Choice { message, variable: id.name, variants: variants.iter().map(key).collect() });
                    }
                    variants.iter().for_each(|it| self.walk(message, &it.value));
                }
                Expression::Inline(InlineExpression::VariableReference { id }) => {
                    self.printed.push(Printed { message, variable: id.name });
                }
                Expression::Inline(InlineExpression::StringLiteral { value }) => self.words.push(Words { message, text: value }),
                Expression::Inline(_) => {}
            }
        }
    }
}

fn key<'t>(variant: &Variant<&'t str>) -> &'t str {
    match variant.key {
        VariantKey::Identifier { name } => name,
        VariantKey::NumberLiteral { value } => value,
    }
}
