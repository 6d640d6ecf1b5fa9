//! Finds what stands in words as itself and not as a variable: dates, times, hosts, amounts.

use super::phrase;
use icu_calendar::Date as IcuDate;
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::{E, M, YMD};
use icu_locale::Locale;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// No word for a share, a currency or an hour has more characters.
const LONGEST: usize = 16;

/// What stands for a variable in words that are searched.
pub const HOLE: char = '\u{FFFC}';

/// What a literal states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A day, a month, a year or a weekday.
    Date,
    Time,
    Host,
    Mail,
    Telephone,
    Percentage,
    Money,
    Number,
}

impl Kind {
    /// Returns what to call it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Date => "a date",
            Kind::Time => "a time",
            Kind::Host => "a host",
            Kind::Mail => "a mail address",
            Kind::Telephone => "a telephone number",
            Kind::Percentage => "a percentage",
            Kind::Money => "an amount of money",
            Kind::Number => "a number",
        }
    }
}

/// A fact that is written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    pub range: Range<usize>,
    pub kind: Kind,
}

/// What months and weekdays are called.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    /// By name, as the locale writes it.
    months: BTreeMap<String, i8>,
    weekdays: BTreeSet<String>,
}

/// Names that are other words too: a date only beside a number, or behind a word that leads to one.
const AMBIGUOUS: [&str; 2] = ["May", "March"];
const LEADING: [&str; 12] = ["in", "by", "before", "until", "till", "of", "from", "since", "on", "to", "after", "early"];

/// The last parts of hosts that have more than two letters.
const SUFFIXES: [&str; 22] = [
    "com", "net", "org", "info", "biz", "app", "dev", "shop", "store", "online", "site", "web", "cloud", "email", "edu", "gov", "int",
    "mobi", "name", "example", "test", "asia",
];

const PERCENT: [&str; 9] = ["percent", "per cent", "pour cent", "prozent", "per cento", "por ciento", "persen", "por cento", "procent"];
const CURRENCIES: [&str; 15] =
    ["EUR", "GBP", "USD", "IDR", "INR", "CHF", "CNY", "RMB", "JPY", "PLN", "SEK", "Rp", "euro", "euros", "pounds"];
const CLOCKS: [&str; 7] = ["am", "pm", "a.m", "p.m", "h", "uhr", "o'clock"];
const ORDINALS: [&str; 9] = ["st", "nd", "rd", "th", "er", "e", "º", "ª", "°"];

impl Calendar {
    /// Returns the names of every locale of `locales`, and the English ones; what is no locale has none.
    pub fn of<'l>(locales: impl IntoIterator<Item = &'l str>) -> Calendar {
        let mut calendar = Calendar::default();
        for locale in std::iter::once("en-GB").chain(locales) {
            calendar.add(locale);
        }
        calendar
    }

    fn add(&mut self, locale: &str) -> Option<()> {
        let locale: Locale = locale.parse().ok()?;
        let whole = DateTimeFormatter::try_new((&locale).into(), YMD::long()).ok()?;
        let month = DateTimeFormatter::try_new((&locale).into(), M::long()).ok()?;
        let weekday = DateTimeFormatter::try_new((&locale).into(), E::long()).ok()?;
        let mut seen: BTreeMap<String, BTreeSet<i8>> = BTreeMap::new();
        for number in 1..=12 {
            let day = IcuDate::try_new_iso(2024, number, 1).ok()?;
            for text in [whole.format(&day).to_string(), month.format(&day).to_string()] {
                let words = text.split(|it: char| !it.is_alphabetic()).filter(|it| it.chars().count() > 1);
                words.for_each(|it| seen.entry(it.to_owned()).or_default().extend([number as i8]));
            }
        }
        // A word that stands in several months is no month's name.
        let names = seen.into_iter().filter_map(|(word, of)| Some((word, *of.first().filter(|_| of.len() == 1)?)));
        self.months.extend(names);
        for day in 1..=7 {
            let day = IcuDate::try_new_iso(2024, 1, day).ok()?;
            self.weekdays.insert(weekday.format(&day).to_string());
        }
        Some(())
    }

    /// Returns the days that a date as it is written may be: each reading, and of one without a year that of every `years`.
    pub fn read(&self, text: &str, years: &BTreeSet<i16>) -> Vec<Date> {
        let numbers: Vec<&str> = text.split(|it: char| !it.is_ascii_digit()).filter(|it| !it.is_empty()).collect();
        let values: Vec<i16> = numbers.iter().filter_map(|it| it.parse().ok()).collect();
        let month = self.months.iter().find(|(name, _)| phrase::find(text, name, is_cased(name)).is_some()).map(|it| *it.1);
        let day = |year: i16, month: i16, day: i16| {
            let (month, day) = (i8::try_from(month).ok()?, i8::try_from(day).ok()?);
            Date::new(if year < 100 { year + 2000 } else { year }, month, day).ok()
        };
        let of_years = |month: i16, of: i16| years.iter().filter_map(|it| day(*it, month, of)).collect::<Vec<_>>();
        match (month, values.as_slice()) {
            (Some(month), [one, two]) if *two > 31 => day(*two, month.into(), *one).into_iter().collect(),
            (Some(month), [one, two]) if *one > 31 => day(*one, month.into(), *two).into_iter().collect(),
            (Some(month), [one]) if *one <= 31 => of_years(month.into(), *one),
            (None, [year, month, of]) if numbers[0].len() == 4 => day(*year, *month, *of).into_iter().collect(),
            (None, [one, two, year]) => [day(*year, *two, *one), day(*year, *one, *two)].into_iter().flatten().collect(),
            (None, [one, two]) => [of_years(*two, *one), of_years(*one, *two)].concat(),
            _ => Vec::new(),
        }
    }
}

/// Tells whether a name is one only as it is written: a capital tells it from another word.
fn is_cased(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}

/// Tells whether a date is written in figures alone.
pub fn is_numeric_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split(['.', '/', '-']).map(str::trim).filter(|it| !it.is_empty()).collect();
    (2..=3).contains(&parts.len()) && parts.iter().all(|it| it.chars().all(|it| it.is_ascii_digit()))
}

/// Returns the facts that stand in `text` as themselves, in its order; none overlaps another.
pub fn literals(text: &str, calendar: &Calendar) -> Vec<Literal> {
    let mut found = Found::default();
    mails(text).into_iter().for_each(|it| found.add(it, Kind::Mail));
    hosts(text).into_iter().for_each(|it| found.add(it, Kind::Host));
    telephones(text).into_iter().for_each(|it| found.add(it, Kind::Telephone));
    numbers(text).into_iter().for_each(|(range, kind)| found.add(range, kind));
    let numbered: Vec<Range<usize>> = found.0.iter().map(|(start, it)| *start..it.0).collect();
    for name in calendar.months.keys() {
        let is_meant = |it: &Range<usize>| !AMBIGUOUS.contains(&name.as_str()) || is_beside(text, it, &numbered);
        phrase::all(text, name, is_cased(name)).into_iter().filter(is_meant).for_each(|it| found.add(it, Kind::Date));
    }
    for name in &calendar.weekdays {
        phrase::all(text, name, is_cased(name)).into_iter().for_each(|it| found.add(it, Kind::Date));
    }
    joined(text, found.0.into_iter().map(|(start, (end, kind))| Literal { range: start..end, kind }).collect())
}

/// Ends and kinds by where they start; none overlaps another.
#[derive(Default)]
struct Found(BTreeMap<usize, (usize, Kind)>);

impl Found {
    /// Adds what lies in nothing that was found before.
    fn add(&mut self, range: Range<usize>, kind: Kind) {
        let is_free = self.0.range(..range.end).next_back().is_none_or(|(_, it)| it.0 <= range.start);
        if is_free && !range.is_empty() {
            self.0.insert(range.start, (range.end, kind));
        }
    }
}

/// Tells whether a name stands beside a number or a variable, or behind a word that leads to a date.
fn is_beside(text: &str, range: &Range<usize>, numbers: &[Range<usize>]) -> bool {
    let near = |from: usize, to: usize| text.get(from..to).is_some_and(|it| it.chars().count() <= 2);
    let before = text[..range.start].trim_end();
    let last = before.rsplit(|it: char| !it.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
    before.ends_with(HOLE)
        || text[range.end..].trim_start().starts_with(HOLE)
        || LEADING.contains(&last.as_str())
        || numbers.iter().any(|it| near(it.end, range.start) || near(range.end, it.start))
}

/// Puts the parts of one date together: `31`, `December` and `2024`.
fn joined(text: &str, found: Vec<Literal>) -> Vec<Literal> {
    const BETWEEN: [&str; 11] = ["", " ", ".", ". ", ", ", "\u{A0}", "\u{202F}", " de ", " of ", "er ", "th "];
    let mut out: Vec<Literal> = Vec::new();
    for it in found {
        let is_part = |kind| matches!(kind, Kind::Date | Kind::Number);
        let joins = out.last().is_some_and(|last| {
            let between = text.get(last.range.end..it.range.start).unwrap_or("-");
            is_part(last.kind) && is_part(it.kind) && (last.kind, it.kind) != (Kind::Number, Kind::Number) && BETWEEN.contains(&between)
        });
        match out.last_mut().filter(|_| joins) {
            Some(last) => *last = Literal { range: last.range.start..it.range.end, kind: Kind::Date },
            None => out.push(it),
        }
    }
    out
}

fn mails(text: &str) -> Vec<Range<usize>> {
    let is_local = |it: char| it.is_alphanumeric() || "._%+-".contains(it);
    let is_host = |it: char| it.is_alphanumeric() || ".-".contains(it);
    let mail = |at: usize| {
        let start = text[..at].char_indices().rev().take_while(|it| is_local(it.1)).last()?.0;
        let host: &str = text[at + 1..].split(|it: char| !is_host(it)).next()?.trim_end_matches(['.', '-']);
        host.contains('.').then(|| start..at + 1 + host.len())
    };
    text.match_indices('@').filter_map(|(at, _)| mail(at)).collect()
}

fn hosts(text: &str) -> Vec<Range<usize>> {
    let is_end = |it: char| it.is_whitespace() || it == HOLE || "\"'<>()[]{}«»“”’,;".contains(it);
    let mut found = Vec::new();
    for (at, _) in text.match_indices("://") {
        let start = text[..at].char_indices().rev().take_while(|it| it.1.is_ascii_alphanumeric()).last().map_or(at, |it| it.0);
        let end = text[at + 3..].find(is_end).map_or(text.len(), |it| at + 3 + it);
        let url = text[start..end].trim_end_matches(['.', '!', '?', ':']);
        if url.len() > at + 3 - start {
            found.push(start..start + url.len());
        }
    }
    let mut at = 0;
    for word in text.split_inclusive(|it: char| is_end(it) || "!?:".contains(it)) {
        let start = at;
        at += word.len();
        let word = word.trim_end_matches(|it: char| is_end(it) || "!?:".contains(it));
        let host = word.split('/').next().unwrap_or_default().trim_end_matches('.');
        if is_host(host) {
            let whole = if host.len() < word.split('/').next().map_or(0, str::len) { host } else { word.trim_end_matches('.') };
            found.push(start..start + whole.len());
        }
    }
    found
}

/// Tells whether a word is the name of a host, not an abbreviation or two sentences without a space.
fn is_host(word: &str) -> bool {
    let labels: Vec<&str> = word.split('.').collect();
    let is_label = |it: &&str| !it.is_empty() && it.chars().all(|it| it.is_alphanumeric() || it == '-') && !it.starts_with('-');
    let (Some(last), true) = (labels.last(), labels.len() > 1 && labels.iter().all(is_label)) else { return false };
    let is_known = SUFFIXES.contains(last) || (last.len() == 2 && last.bytes().all(|it| it.is_ascii_lowercase()));
    let is_word = labels.iter().rev().skip(1).all(|it| it.chars().count() > 1 && it.chars().any(char::is_alphabetic));
    labels[0] == "www" || (is_known && (is_word || last.len() > 2))
}

/// Returns stretches of figures that are dialled: with a plus in front, or at least seven of them behind a nought.
fn telephones(text: &str) -> Vec<Range<usize>> {
    let is_part = |it: char| it.is_ascii_digit() || " ()-/.\u{A0}\u{202F}".contains(it);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(['+', '0', '(']).map(|it| at + it) {
        let first = text[start..].chars().next().map_or(1, char::len_utf8);
        if text[..start].ends_with(|it: char| it.is_alphanumeric() || "-./,".contains(it)) {
            at = start + first;
            continue;
        }
        let rest = &text[start + first..];
        let end = rest.find(|it| !is_part(it)).unwrap_or(rest.len());
        let stretch = text[start..start + first + end].trim_end_matches(|it: char| !it.is_ascii_digit());
        let digits = stretch.chars().filter(char::is_ascii_digit).count();
        if digits >= 7 && !is_numeric_date(stretch.trim_start_matches('(')) {
            found.push(start..start + stretch.len());
            at = start + stretch.len();
        } else {
            at = start + first;
        }
    }
    found
}

fn numbers(text: &str) -> Vec<(Range<usize>, Kind)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find(char::is_numeric).map(|it| at + it) {
        let end = end_of_number(text, start);
        at = end;
        let (before, after) = (&text[..start], &text[end..]);
        let suffix: &str = after.split(|it: char| !it.is_alphabetic() && !"º°".contains(it)).next().unwrap_or_default();
        let is_name = before.ends_with(|it: char| it.is_alphabetic() || it == '_')
            || (!suffix.is_empty() && !ORDINALS.contains(&suffix) && !CLOCKS.contains(&suffix.to_lowercase().as_str()));
        let is_listed = before.trim().is_empty() && after.starts_with(['.', ')']) && after[1..].starts_with(' ');
        let number = &text[start..end];
        if !is_name && !is_listed && number != "24/7" {
            let (range, kind) = kind_of(text, start..end);
            at = range.end.max(at);
            found.push((range, kind));
        }
    }
    found
}

/// Returns where a number ends that begins at `start`: a mark between two figures is part of it.
fn end_of_number(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut rest = text[start..].chars().peekable();
    while let Some(it) = rest.next() {
        let goes_on = it.is_numeric() || (".,:/-'’\u{A0}\u{202F}".contains(it) && rest.peek().is_some_and(|it| it.is_numeric()));
        if !goes_on {
            break;
        }
        end += it.len_utf8();
    }
    end
}

fn kind_of(text: &str, range: Range<usize>) -> (Range<usize>, Kind) {
    let number = &text[range.clone()];
    let (before, after) = (text[..range.start].trim_end(), &text[range.end..]);
    let next = after.trim_start();
    let skipped = after.len() - next.len();
    let begins = |words: &[&str]| {
        let lower = next.chars().take(LONGEST).collect::<String>().to_lowercase();
        let is_whole = |it: &&str| !lower[it.len()..].starts_with(char::is_alphabetic);
        words.iter().map(|it| it.to_lowercase()).find(|it| lower.starts_with(it.as_str()) && is_whole(&it.as_str())).map(|it| it.len())
    };
    let to = |length: usize| {
        let end = (range.end + skipped + length).min(text.len());
        range.start..(end..=text.len()).find(|it| text.is_char_boundary(*it)).unwrap_or(text.len())
    };
    if next.starts_with(['%', '‰', '٪']) {
        return (to(next.chars().next().map_or(0, char::len_utf8)), Kind::Percentage);
    }
    if let Some(length) = begins(&PERCENT) {
        return (to(length), Kind::Percentage);
    }
    if next.starts_with(['€', '£', '$', '¥', '₹']) {
        return (to(next.chars().next().map_or(0, char::len_utf8)), Kind::Money);
    }
    if let Some(length) = begins(&CURRENCIES) {
        return (to(length), Kind::Money);
    }
    if before.ends_with(['€', '£', '$', '¥', '₹']) {
        let start = before.char_indices().last().map_or(range.start, |it| it.0);
        return (start..range.end, Kind::Money);
    }
    if let Some(code) = CURRENCIES.iter().find(|it| before.ends_with(**it)) {
        return (before.len() - code.len()..range.end, Kind::Money);
    }
    let parts: Vec<&str> = number.split(':').collect();
    if parts.len() > 1 && parts.iter().all(|it| it.len() <= 2) {
        return (range, Kind::Time);
    }
    if let Some(length) = begins(&CLOCKS) {
        return (to(length), Kind::Time);
    }
    let is_year = number.len() == 4 && (number.starts_with("19") || number.starts_with("20"));
    let is_day = is_numeric_date(number) && number.split(['.', '/', '-']).all(|it| it.len() <= 4) && !is_decimal(number);
    (range, if is_year || is_day { Kind::Date } else { Kind::Number })
}

/// Tells whether two figures with a mark between them are a decimal or a span, not day and month.
fn is_decimal(number: &str) -> bool {
    let parts: Vec<&str> = number.split(['.', '-']).collect();
    parts.len() == 2 && !number.contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use include_dir::{Dir, include_dir};

    static BUILT_IN: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates/notices");

    fn found(locale: &str, text: &str) -> Vec<(String, Kind)> {
        let calendar = Calendar::of([locale]);
        literals(text, &calendar).into_iter().map(|it| (text[it.range].to_owned(), it.kind)).collect()
    }

    fn one(locale: &str, text: &str, literal: &str, kind: Kind) {
        assert_eq!(found(locale, text), [(literal.to_owned(), kind)], "{text}");
    }

    #[test]
    fn facts_are_told_by_what_they_state() {
        one("en-GB", "It closes on 31 December 2024.", "31 December 2024", Kind::Date);
        one("en-GB", "It closes on December 31, 2024.", "December 31, 2024", Kind::Date);
        one("fr-FR", "Fermeture le 1er décembre 2024 !", "1er décembre 2024", Kind::Date);
        one("de-DE", "Am 31. Dezember ist Schluss", "31. Dezember", Kind::Date);
        one("es-ES", "el 31 de diciembre de 2024", "31 de diciembre de 2024", Kind::Date);
        one("id-ID", "tutup 31 Desember", "31 Desember", Kind::Date);
        one("pl-PL", "do 31 grudnia", "31 grudnia", Kind::Date);
        one("it-IT", "entro lunedì", "lunedì", Kind::Date);
        one("en-GB", "until 31/12/2024", "31/12/2024", Kind::Date);
        one("en-GB", "until 2024-12-31, please", "2024-12-31", Kind::Date);
        one("en-GB", "the close (2024-12-31, UK time)", "2024-12-31", Kind::Date);
        one("en-GB", "at 11:59pm", "11:59", Kind::Time);
        one("en-GB", "at 6 pm sharp", "6 pm", Kind::Time);
        one("en-GB", "go to www.mi.com/uk now", "www.mi.com/uk", Kind::Host);
        one("en-GB", "see https://mi.com.", "https://mi.com", Kind::Host);
        one("en-GB", "Write to care@mi.example.", "care@mi.example", Kind::Mail);
        one("en-GB", "call +44 20 7946 0000 today", "+44 20 7946 0000", Kind::Telephone);
        one("en-GB", "call 020 7946 0000", "020 7946 0000", Kind::Telephone);
        one("en-GB", "10 % off", "10 %", Kind::Percentage);
        one("fr-FR", "10 pour cent", "10 pour cent", Kind::Percentage);
        one("en-GB", "worth £10", "£10", Kind::Money);
        one("de-DE", "Gutschein über 10 Euro", "10 Euro", Kind::Money);
        one("en-GB", "within 30 days", "30", Kind::Number);
        one("ar", "خلال ٣٠ يوما", "٣٠", Kind::Number);
    }

    #[test]
    fn names_abbreviations_and_other_words_are_no_facts() {
        for text in [
            "You may ask. We march on; March on with us.",
            "e.g. your MP3s, i.e. music, with 2FA and 5G, 24/7.",
            "This ends here.Please look there.",
            "1. Sign in",
            "From \u{FFFC} on, at \u{FFFC}.",
            "La boutique ferme, z.B. à Paris",
        ] {
            assert_eq!(found("fr-FR", text), [], "{text}");
        }
        one("en-GB", "You may still order in May.", "May", Kind::Date);
    }

    #[test]
    fn date_is_read_as_the_days_that_it_may_be() {
        let calendar = Calendar::of(["fr-FR"]);
        let years = BTreeSet::from([2024]);
        let read = |text: &str| calendar.read(text, &years).iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        assert_eq!(read("31 December 2024"), "2024-12-31");
        assert_eq!(read("1er décembre"), "2024-12-01");
        assert_eq!(read("2024-12-31"), "2024-12-31");
        assert_eq!(read("3/12/2024"), "2024-12-03 2024-03-12");
        assert_eq!(read("Sunday"), "");
    }

    #[test]
    fn built_in_messages_and_layouts_state_no_fact() {
        let mut count = 0;
        let mut open: Vec<&Dir> = vec![&BUILT_IN];
        while let Some(dir) = open.pop() {
            open.extend(dir.dirs());
            for file in dir.files() {
                let path = file.path().to_string_lossy();
                let text = file.contents_utf8().unwrap_or_default();
                let locale = path.split('/').next().unwrap_or_default();
                let calendar = Calendar::of([locale]);
                let said = match path.ends_with(".ftl") {
                    true => super::super::wording::of_messages(text),
                    false => super::super::wording::of_layout(text),
                };
                for it in said.iter().filter(|it| !super::super::wording::is_name(it.message)) {
                    count += 1;
                    let stated = literals(&it.text, &calendar);
                    assert_eq!(stated, [], "{path}: {}: {}", it.message, it.text);
                }
            }
        }
        assert!(count > 100, "{count}");
    }
}
