//! Reads messages (Fluent) as they are written: what each says, what it chooses by, and the numbers that a locale tells apart.

use crate::template::is_too_deep;
use fluent_syntax::ast::{self, Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use icu_locale::Locale;
use icu_plurals::{PluralCategory, PluralRules};

/// What CLDR calls the forms of numbers.
pub const FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// What the variable ends in that names the form of the number beside it, as `$days-form` beside `$days`.
pub const FORM: &str = "-form";

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

/// Returns the forms of a locale that stand for more than one number, but for the one that stands for all the rest: French
/// has 0 and 1 in `one`.
pub fn forms_of_several(locale: &str) -> Vec<&'static str> {
    let Some(rules) = locale.parse::<Locale>().ok().and_then(|it| PluralRules::try_new_cardinal((&it).into()).ok()) else {
        return Vec::new();
    };
    let several =
        |it: &PluralCategory| *it != PluralCategory::Other && (0..200_u32).filter(|number| rules.category_for(*number) == *it).count() > 1;
    rules.categories().filter(several).map(form).collect()
}

/// A choice between variants by a variable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice<'t> {
    pub message: &'t str,
    pub variable: &'t str,
    pub variants: Vec<Variant<'t>>,
}

/// One variant of a choice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant<'t> {
    pub key: &'t str,
    /// Whether a choice by `$days-form` prints `$days` with this variant, or may: another message is not looked into.
    pub says_the_number: bool,
}

impl Choice<'_> {
    /// Returns which of `forms` it has no words for; none where it does not choose by a number's form.
    pub fn missing(&self, forms: &[&'static str]) -> Vec<&'static str> {
        let is_by_form = self.variable.ends_with(FORM);
        forms.iter().filter(|it| is_by_form && !self.variants.iter().any(|variant| variant.key == **it)).copied().collect()
    }

    /// Returns which of `forms`, each of several numbers, it has words for that do not say the number.
    pub fn unsaid(&self, forms: &[&'static str]) -> Vec<&'static str> {
        let is_by_form = self.variable.ends_with(FORM);
        let is_unsaid =
            |it: &&&'static str| is_by_form && self.variants.iter().any(|variant| variant.key == **it && !variant.says_the_number);
        forms.iter().filter(is_unsaid).copied().collect()
    }
}

/// Words that stand in a message as they were typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words<'t> {
    pub message: &'t str,
    pub text: &'t str,
}

/// A variable that is printed, or a function that is called, where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Printed<'t> {
    pub message: &'t str,
    pub name: &'t str,
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
                    it.value.iter().chain(attributes).for_each(|value| found.walk(it.id.name, value, &[]));
                }
                Entry::Term(it) => found.walk(it.id.name, &it.value, &[]),
                Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => {}
            }
        }
        found
    }

    /// Adds what `pattern` holds, an outer choice before those inside it; `outer` is printed around it.
    fn walk(&mut self, message: &'t str, pattern: &Pattern<&'t str>, outer: &[&'t str]) {
        let around: Vec<&str> = outer.iter().copied().chain(printed(pattern)).collect();
        for element in &pattern.elements {
            let expression = match element {
                PatternElement::TextElement { value } => {
                    self.words.push(Words { message, text: value });
                    continue;
                }
                PatternElement::Placeable { expression } => bare(expression),
            };
            match expression {
                Expression::Select { selector, variants } => {
                    if let InlineExpression::VariableReference { id } = selector {
                        let number = id.name.strip_suffix(FORM).unwrap_or_default();
                        let is_said = |it: &str| it == number || it == MESSAGE;
                        let variant = |it: &ast::Variant<&'t str>| Variant {
                            key: key(it),
                            says_the_number: around.iter().copied().chain(printed(&it.value)).any(is_said),
                        };
                        let variants = variants.iter().map(variant).collect();
                        self.choices.push(Choice { message, variable: id.name, variants });
                    }
                    variants.iter().for_each(|it| self.walk(message, &it.value, &around));
                }
                Expression::Inline(InlineExpression::StringLiteral { value }) => self.words.push(Words { message, text: value }),
                Expression::Inline(InlineExpression::VariableReference { id } | InlineExpression::FunctionReference { id, .. }) => {
                    self.printed.push(Printed { message, name: id.name });
                }
                Expression::Inline(_) => {}
            }
        }
    }
}

/// What stands for another message where variables are listed.
const MESSAGE: &str = "";

/// Returns the variables that a pattern prints outside of its choices, and a mark for each message that it refers to.
fn printed<'t>(pattern: &Pattern<&'t str>) -> Vec<&'t str> {
    let name = |it: &PatternElement<&'t str>| match it {
        PatternElement::Placeable { expression } => match bare(expression) {
            Expression::Inline(InlineExpression::VariableReference { id }) => Some(id.name),
            Expression::Inline(InlineExpression::MessageReference { .. } | InlineExpression::TermReference { .. }) => Some(MESSAGE),
            _ => None,
        },
        PatternElement::TextElement { .. } => None,
    };
    pattern.elements.iter().filter_map(name).collect()
}

/// Returns what stands in braces, of which there may be several around each other.
fn bare<'e, 't>(mut expression: &'e Expression<&'t str>) -> &'e Expression<&'t str> {
    while let Expression::Inline(InlineExpression::Placeable { expression: inner }) = expression {
        expression = inner;
    }
    expression
}

fn key<'t>(variant: &ast::Variant<&'t str>) -> &'t str {
    match variant.key {
        VariantKey::Identifier { name } => name,
        VariantKey::NumberLiteral { value } => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_several_numbers_are_known() {
        assert_eq!(forms_of_several("fr-FR"), ["one"]);
        assert_eq!(forms_of_several("en-GB"), [] as [&str; 0]);
        assert_eq!(forms_of_several("ar-EG"), ["few", "many"]);
        assert_eq!(forms("id-ID"), Some(vec!["other"]));
    }

    #[test]
    fn a_form_says_its_number_beside_the_choice_or_within_it() {
        let says = |text: &str| Messages::new(text).choices[0].unsaid(&["one"]).is_empty();
        assert!(says("a = { $d } { $d-form ->\n    [one] jour\n   *[other] jours\n}\n"));
        assert!(says("a = { $d-form ->\n    [one] { $d } jour\n   *[other] jours\n}\n"));
        assert!(says("a = { $d-form ->\n    [one] { days }\n   *[other] jours\n}\n"));
        assert!(!says("a = { $d-form ->\n    [one] un jour\n   *[other] { $d } jours\n}\n"));
    }
}
