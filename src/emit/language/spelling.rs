//! Puts right what a native editor would: spaces, articles in front of dates, and what CLDR's own forms leave.

use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::{YMD, YMDE};
use icu_locale::Locale;
use jiff::civil::{Date, date};
use std::borrow::Cow;

/// A locale's orthography.
pub struct Spelling {
    kind: Kind,
    /// What stands in front of a date in the messages, and what is right there; longer ones first.
    joins: Vec<(String, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    British,
    French,
    German,
    Indonesian,
    Italian,
    Spanish,
    Other,
}

impl Spelling {
    /// Returns the orthography of a locale, whose dates are formatted by `day` and `weekday`.
    pub fn new(locale: &Locale, day: &DateTimeFormatter<YMD>, weekday: &DateTimeFormatter<YMDE>) -> Spelling {
        let kind = match (locale.id.language.as_str(), locale.id.region.as_ref().map(|it| it.as_str())) {
            ("en", Some("GB" | "IE" | "AU" | "NZ" | "IN" | "ZA")) => Kind::British,
            ("fr", _) => Kind::French,
            ("de", _) => Kind::German,
            ("id", _) => Kind::Indonesian,
            ("it", _) => Kind::Italian,
            ("es", _) => Kind::Spanish,
            _ => Kind::Other,
        };
        let first = |text: String| text.split([',', ' ']).next().unwrap_or_default().to_owned();
        let weekdays: Vec<String> = (1..=7).map(|it| first(weekday.format(&super::icu_date(date(2024, 1, it))).to_string())).collect();
        let months = (1..=12).map(|it| day.format(&super::icu_date(date(2024, it, 8))).to_string());
        let months: Vec<String> = months.filter_map(|it| Some(it.split(' ').nth(1)?.to_owned())).collect();
        Spelling { kind, joins: joins(kind, &weekdays, &months) }
    }

    /// Returns a date that the locale's own form has almost right.
    pub fn date(&self, text: String, day: Date) -> String {
        let numbered = |number: &str| text.split(' ').map(|it| if it == "1" { number } else { it }).collect::<Vec<_>>().join(" ");
        match self.kind {
            Kind::French if day.day() == 1 => numbered("1er"),
            Kind::Italian if day.day() == 1 => numbered("1º"),
            // Within a sentence a comma behind the weekday would part what belongs together.
            Kind::British | Kind::Spanish => text.replacen(", ", " ", 1),
            Kind::Indonesian => text.replacen(", 0", ", ", 1),
            _ => text,
        }
    }

    /// Returns the words of one message, without its values, with the spaces of the locale and on one line.
    pub fn words(&self) -> fn(&str) -> Cow<'_, str> {
        if self.kind == Kind::French { french } else { joined }
    }

    /// Returns a whole sentence with what stands in front of its dates and times put right.
    pub fn sentence(&self, text: String) -> String {
        self.joins
            .iter()
            .fold(text, |text, (plain, right)| if text.contains(plain.as_str()) { replaced(&text, plain, right) } else { text })
    }

    /// Returns a heading as it stands within a sentence; an abbreviation stays as it is, and so does a German noun.
    pub fn within(&self, name: &str) -> String {
        let mut chars = name.chars();
        match (chars.next(), chars.clone().next()) {
            (Some(first), Some(second)) if !second.is_uppercase() && self.kind != Kind::German => {
                first.to_lowercase().chain(chars).collect()
            }
            _ => name.to_owned(),
        }
    }
}

/// Returns what messages write in front of any date, and what is written there in front of some.
fn joins(kind: Kind, weekdays: &[String], months: &[String]) -> Vec<(String, String)> {
    let mut joins = Vec::new();
    match kind {
        // `vor dem Dienstag, 31.` is `vor Dienstag, dem 31.`; without its weekday the date keeps its article.
        Kind::German => joins.extend(weekdays.iter().map(|it| (format!("dem {it}, "), format!("{it}, dem ")))),
        Kind::Spanish => joins.push(("las 1:".to_owned(), "la 1:".to_owned())),
        Kind::Italian => {
            // `otto` and `undici` begin with a vowel.
            let dates: Vec<String> = ["8", "11"].iter().flat_map(|number| months.iter().map(move |it| format!("{number} {it} "))).collect();
            let articles = [("il ", "l’"), ("del ", "dell’"), ("dal ", "dall’"), ("al ", "all’")];
            joins.extend(dates.iter().flat_map(|it| articles.map(|(plain, right)| (format!("{plain}{it}"), format!("{right}{it}")))));
            joins.extend(dates.iter().map(|it| (format!("Dal {it}"), format!("Dall’{it}"))));
            let articles = [("il ", ""), ("del ", "di "), ("dal ", "da "), ("al ", "a "), ("Dal ", "Da ")];
            joins.extend(weekdays.iter().flat_map(|it| articles.map(|(plain, right)| (format!("{plain}{it} "), format!("{right}{it} ")))));
        }
        Kind::British | Kind::French | Kind::Indonesian | Kind::Other => {}
    }
    joins
}

/// Replaces `plain` where it does not stand within a word.
fn replaced(text: &str, plain: &str, right: &str) -> String {
    let (mut done, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find(plain) {
        let (before, found) = rest.split_at(at);
        let is_within = before.chars().next_back().or(done.chars().next_back()).is_some_and(char::is_alphanumeric);
        done.push_str(before);
        done.push_str(if is_within { plain } else { right });
        rest = &found[plain.len()..];
    }
    done + rest
}

/// A message that is written on several lines is one line.
pub(super) fn joined(text: &str) -> Cow<'_, str> {
    if text.contains('\n') { Cow::Owned(text.replace('\n', " ")) } else { Cow::Borrowed(text) }
}

/// Puts French spaces where the messages have plain ones: narrow before `; ! ?`, full before `:` and within « ».
fn french(text: &str) -> Cow<'_, str> {
    let spaces = [
        ("\n", " "),
        (" ;", "\u{202F};"),
        (" !", "\u{202F}!"),
        (" ?", "\u{202F}?"),
        (" :", "\u{A0}:"),
        ("« ", "«\u{A0}"),
        (" »", "\u{A0}»"),
    ];
    if !spaces.iter().any(|it| text.contains(it.0)) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(spaces.iter().fold(text.to_owned(), |text, (plain, right)| text.replace(plain, right)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn french_spaces_stand_where_typographers_want_them() {
        assert_eq!(french("Quoi ? « Oui » : non ; si !"), "Quoi\u{202F}? «\u{A0}Oui\u{A0}»\u{A0}: non\u{202F}; si\u{202F}!");
    }

    #[test]
    fn a_word_that_ends_like_an_article_is_none() {
        assert_eq!(replaced("il 8 maggio 2024, avril 8 maggio", "il 8 maggio", "l’8 maggio"), "l’8 maggio 2024, avril 8 maggio");
        assert_eq!(replaced("las 1:05, a las 1:05", "las 1:", "la 1:"), "la 1:05, a la 1:05");
    }
}
