//! `notice/typography`

use crate::diag::{Diagnostic, Report};
use crate::messages::{Messages, Words};
use crate::model::plan::Plan;
use crate::source::{FileId, Span};
use crate::template;
use icu_locale::{Direction, Locale, LocaleDirectionality};

crate::diag::code! {
    /// A message of the workspace's own is not set as its language sets text.
    ///
    /// ## Why it matters
    ///
    /// Fraud comes in careless type, and readers know it: a message with a machine's quotation marks looks like one. A French
    /// colon without its space, a date that was put together by hand or a foreign word that turns the direction of an Arabic
    /// line are read wrongly as well. The program sets no-break spaces, dates and the marks around variables by itself.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [notices]
    /// sender = "POCO <notice@po.co>"
    /// ```
    ///
    /// ```ftl templates/notices/en-GB/notice.ftl
    /// contact = If you can't find something, write to:
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the marks of the language (’ for an apostrophe, “ ” in English, « » in French, „ “ in German), a space before
    /// `; : ! ?` in French, `$day` for a date, and U+2068 and U+2069 around a foreign word in text from right to left.
    "notice/typography" Info
}

/// Reports what a native editor would set otherwise in the workspace's own messages.
pub fn run(plan: &Plan, report: &mut Report) {
    for (file, source) in template::own(&plan.sources) {
        let below = source.path.strip_prefix("templates/notices/").filter(|it| it.ends_with(".ftl"));
        let Some((folder, _)) = below.and_then(|it| it.split_once('/')) else { continue };
        let Ok(locale) = folder.parse::<Locale>() else { continue };
        let reading = Reading { locale: &locale, file, text: &source.text };
        let messages = Messages::new(&source.text);
        for words in &messages.words {
            reading.judge(words, report);
        }
        for printed in messages.printed.iter().filter(|it| BY_HAND.contains(&it.name)) {
            let message = format!("the message `{}` puts a date together by hand with `{}`", printed.message, printed.name);
            let finding = Diagnostic::new(&CODE, reading.place(printed.name), "by hand", message);
            report.push(finding.help("write `{ $day }`, which stands in the order and spelling of the locale"));
        }
    }
}

/// Parts of dates, and what puts them in an order of its own.
const BY_HAND: [&str; 5] = ["DATETIME", "date", "month", "weekday", "year"];

/// A file of messages as one locale reads it.
struct Reading<'t> {
    locale: &'t Locale,
    file: FileId,
    text: &'t str,
}

/// Something in typed words: its bytes, what it is, and what is right there.
struct Slip<'t> {
    part: &'t str,
    is: &'static str,
    right: String,
}

impl Reading<'_> {
    /// Reports the first slip of each kind in a message's words.
    fn judge(&self, words: &Words<'_>, report: &mut Report) {
        let slips = [self.quote(words.text), self.apostrophe(words.text), self.space(words.text), self.foreign(words.text)];
        for slip in slips.into_iter().flatten() {
            let message = format!("the message `{}` has {}", words.message, slip.is);
            report.push(Diagnostic::new(&CODE, self.place(slip.part), "set otherwise", message).help(slip.right));
        }
    }

    /// Straight double quotes, where the language has its own.
    fn quote<'t>(&self, text: &'t str) -> Option<Slip<'t>> {
        let own = match self.locale.id.language.as_str() {
            "de" => "„ “",
            "es" | "it" | "pt" => "« »",
            "fr" => "« » with a space inside each",
            "en" | "id" | "nl" | "tr" => "“ ”",
            "pl" => "„ ”",
            _ => return None,
        };
        let at = text.find('"')?;
        Some(Slip { part: &text[at..=at], is: "straight quotation marks", right: format!("write {own}") })
    }

    /// A straight apostrophe between letters.
    fn apostrophe<'t>(&self, text: &'t str) -> Option<Slip<'t>> {
        if !matches!(self.locale.id.language.as_str(), "ca" | "de" | "en" | "fr" | "it" | "nl" | "pt") {
            return None;
        }
        let is_between = |at: usize| {
            let (before, after) = (text[..at].chars().next_back(), text[at + 1..].chars().next());
            before.is_some_and(char::is_alphabetic) && after.is_none_or(char::is_alphabetic)
        };
        let (at, _) = text.match_indices('\'').find(|it| is_between(it.0))?;
        Some(Slip { part: &text[at..=at], is: "a straight apostrophe", right: "write ’".to_owned() })
    }

    /// French marks without the space in front of them, or guillemets without the one inside.
    fn space<'t>(&self, text: &'t str) -> Option<Slip<'t>> {
        if self.locale.id.language.as_str() != "fr" {
            return None;
        }
        let is_close = |at: usize, mark: char| match mark {
            ';' | ':' | '!' | '?' | '»' => text[..at].chars().next_back().is_some_and(|it| it.is_alphanumeric() || it == ')'),
            '«' => text[at + mark.len_utf8()..].chars().next().is_some_and(char::is_alphanumeric),
            _ => false,
        };
        let (at, mark) = text.char_indices().find(|it| is_close(it.0, it.1))?;
        let right = if mark == '«' { "write a space behind `«`".to_owned() } else { format!("write a space before `{mark}`") };
        Some(Slip { part: &text[at..at + mark.len_utf8()], is: "a French mark without its space", right })
    }

    /// Words of the other direction in text from right to left, outside of an isolate.
    fn foreign<'t>(&self, text: &'t str) -> Option<Slip<'t>> {
        if LocaleDirectionality::new_common().get(&self.locale.id) != Some(Direction::RightToLeft) {
            return None;
        }
        let mut depth = 0_usize;
        let start = text.char_indices().find_map(|(at, it)| {
            match it {
                '\u{2066}'..='\u{2068}' => depth += 1,
                '\u{2069}' => depth = depth.saturating_sub(1),
                _ => {}
            }
            (depth == 0 && it.is_ascii_alphabetic()).then_some(at)
        })?;
        let end = text[start..].find(|it: char| !it.is_ascii_alphanumeric()).map_or(text.len(), |it| start + it);
        let right = "write U+2068 before it and U+2069 behind it".to_owned();
        Some(Slip { part: &text[start..end], is: "words of the other direction that are not set off", right })
    }

    /// Returns the place of a part of the text.
    fn place(&self, part: &str) -> Span {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len());
        Span::new(self.file, start..(start + part.len()).min(self.text.len()))
    }
}
