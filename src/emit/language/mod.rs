//! Speaks a reader's language: its messages, dates, times, numbers, lists and plurals.
//!
//! Messages are Fluent files, `templates/notices/<locale>/*.ftl`; a workspace lays its own over them, message by
//! message. Nothing is ever said in another language than the one asked for, and nothing with a hole in it.

mod direction;
mod spelling;

use crate::messages::{Messages, form, forms};
use crate::template::is_too_deep;
use fluent_bundle::resolver::ResolverError;
use fluent_bundle::resolver::errors::ReferenceKind;
use fluent_bundle::{FluentArgs, FluentBundle, FluentError, FluentResource};
use icu_calendar::Date as IcuDate;
use icu_datetime::DateTimeFormatter;
use icu_datetime::fieldsets::{T, YMD, YMDE};
use icu_decimal::DecimalFormatter;
use icu_list::ListFormatter;
use icu_locale::{Direction, Locale, LocaleDirectionality};
use icu_plurals::PluralRules;
use icu_time::Time as IcuTime;
use include_dir::{Dir, include_dir};
use jiff::civil::{Date, Time};
use spelling::Spelling;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub use direction::one_line;

static BUILT_IN: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates/notices");

/// The locale whose messages say which messages there are.
const REFERENCE: &str = "en-GB";

/// The message that says `yes` once a native reader has signed a locale's words.
const REVIEWED: &str = "reviewed";

/// What could not be said.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// No messages of that locale, and which there are.
    NoLocale {
        locale: String,
        known: Vec<String>,
    },
    /// A file of messages that cannot be read.
    Syntax {
        path: String,
        message: String,
    },
    NoMessage {
        locale: String,
        message: String,
    },
    /// A message that names a variable or a message that it is not given.
    NoReference {
        locale: String,
        message: String,
        reference: String,
    },
    /// A message that speaks of a field of the sending service where there is none, and why.
    MergeField {
        locale: String,
        message: String,
        field: String,
        why: String,
    },
    /// A message that says more than its place shows.
    TooLong {
        locale: String,
        message: String,
        /// `title` or `body`.
        place: &'static str,
        characters: usize,
        most: usize,
    },
    /// A layout that cannot be printed: its path, and the place with what is wrong there.
    Layout {
        template: String,
        message: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NoLocale { locale, known } => {
                write!(f, "no messages for `{locale}` in `templates/notices/{locale}/`; there are {}", known.join(", "))
            }
            Fault::Syntax { path, message } => write!(f, "`templates/{path}`: {message}"),
            Fault::NoMessage { locale, message } => write!(f, "`{locale}` has no message `{message}`"),
            Fault::NoReference { locale, message, reference } => {
                write!(f, "message `{message}` of `{locale}` speaks of `{reference}`, which it is not given")
            }
            Fault::MergeField { locale, message, field, why } => {
                write!(f, "message `{message}` of `{locale}` speaks of `$merge-{field}`, {why}")
            }
            Fault::TooLong { locale, message, place, characters, most } => write!(
                f,
                "the {place} of a push is {characters} characters long with message `{message}` of `{locale}`, where phones show {most}"
            ),
            Fault::Layout { message, .. } => write!(f, "templates/{message}"),
        }
    }
}

impl std::error::Error for Fault {}

/// What stands around a field of the sending service until all else is laid out, and between its parts: characters that
/// Unicode keeps out of texts.
pub const MARKS: [char; 3] = ['\u{FDD0}', '\u{FDD1}', '\u{FDD2}'];

/// What a message is given, by name; every value is one line.
#[derive(Clone, Debug, Default)]
pub struct Values(Vec<(String, String)>);

impl Values {
    /// Returns no values.
    pub fn new() -> Values {
        Values::default()
    }

    /// Adds `$name`.
    pub fn with(mut self, name: &str, value: impl AsRef<str>) -> Values {
        self.0.push((name.to_owned(), one_line(value.as_ref())));
        self
    }

    /// Adds `$name` as `language` writes the number, and `$name-form`: its plural form there.
    pub fn with_count(self, name: &str, count: i64, language: &Language) -> Values {
        let form = language.plural(count);
        self.with(name, language.number(count)).with(&format!("{name}-form"), form)
    }
}

/// One locale's words and forms.
pub struct Language {
    locale: String,
    is_right_to_left: bool,
    spelling: Spelling,
    /// The variables by which messages choose; they are never printed.
    selectors: BTreeSet<String>,
    bundle: FluentBundle<FluentResource>,
    /// The fields of the sending service that messages speak of.
    merge_fields: BTreeSet<String>,
    day: DateTimeFormatter<YMD>,
    weekday: DateTimeFormatter<YMDE>,
    clock: DateTimeFormatter<T>,
    decimal: DecimalFormatter,
    list: ListFormatter,
    plurals: PluralRules,
}

/// Returns the locales that have messages, with those that `overlay` brings.
pub fn locales(overlay: &BTreeMap<String, String>) -> BTreeSet<String> {
    let of_path = |path: &String| path.strip_prefix("notices/")?.split_once('/').map(|it| it.0.to_owned());
    let laid = overlay.keys().filter(|it| it.ends_with(".ftl")).filter_map(of_path);
    BUILT_IN.dirs().map(|it| it.path().to_string_lossy().into_owned()).chain(laid).collect()
}

/// Tells whether a file, by its path below `templates/`, is one that this program brings, word by word.
pub fn is_built_in(path: &str, text: &str) -> bool {
    path.strip_prefix("notices/").and_then(|it| BUILT_IN.get_file(it)).is_some_and(|it| it.contents() == text.as_bytes())
}

/// What one locale lacks of what there is to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lacks {
    /// Messages that `en-GB` has, sorted.
    pub messages: Vec<String>,
    /// Messages that lack words for a form of numbers, each with CLDR's name of the form; sorted.
    pub forms: Vec<(String, &'static str)>,
    /// Files that cannot be read.
    pub faults: Vec<Fault>,
    /// Whether a native reader has signed the words: the message `reviewed` says `yes`.
    pub is_reviewed: bool,
}

impl Lacks {
    /// Returns in one sentence what cannot be said in `locale`, and where that belongs; `None` where everything can.
    pub fn told(&self, locale: &str) -> Option<String> {
        if let Some(fault) = self.faults.first() {
            let more = self.faults.len() - 1;
            return Some(if more > 0 { format!("{fault}, and {more} more like this") } else { fault.to_string() });
        }
        let mut files: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for message in self.messages.iter().take(NAMED) {
            files.entry(home(message)).or_default().push(format!("`{message}`"));
        }
        let named: Vec<String> = files.into_iter().map(|(file, it)| format!("{} ({file})", it.join(", "))).collect();
        let more = self.messages.len().saturating_sub(NAMED);
        let more = if more > 0 { format!(", and {more} more") } else { String::new() };
        (!named.is_empty()).then(|| format!("`{locale}` has no {}{more}", named.join(", ")))
    }
}

/// How many missing messages are named.
const NAMED: usize = 8;

/// Returns the file in which `en-GB` has a message.
fn home(message: &str) -> &'static str {
    let files = BUILT_IN.get_dir(REFERENCE).into_iter().flat_map(|it| it.files());
    let says = |text: &str| text.lines().filter_map(|it| it.split_once('=')).any(|it| it.0.trim_end() == message);
    let found = files.filter(|it| it.contents_utf8().is_some_and(says)).find_map(|it| it.path().file_name()?.to_str());
    found.unwrap_or_default()
}

/// Returns what `locale` lacks; where it has no messages at all, every one.
pub fn lacks(locale: &str, overlay: &BTreeMap<String, String>) -> Lacks {
    let wanted = messages(REFERENCE, &BTreeMap::new());
    let (Some(name), Some(forms)) = (known(locale, overlay), forms(locale)) else {
        return Lacks { messages: wanted.into_iter().collect(), ..Lacks::default() };
    };
    let bundle = match bundle(&name, overlay, spelling::joined) {
        Ok(bundle) => bundle,
        Err(faults) => return Lacks { faults, ..Lacks::default() },
    };
    let mut choices = BTreeMap::new();
    for (_, text) in files(&name, overlay) {
        let found = Messages::new(&text);
        // What stands later stands over what was said before.
        let said: BTreeSet<&str> = found.words.iter().map(|it| it.message).chain(found.printed.iter().map(|it| it.message)).collect();
        said.iter().for_each(|it| drop(choices.remove(*it)));
        for choice in &found.choices {
            let missing = choice.missing(&forms);
            choices.entry(choice.message.to_owned()).or_insert_with(BTreeSet::new).extend(missing);
        }
    }
    let has = |it: &String| bundle.get_message(it).is_some_and(|it| it.value().is_some());
    Lacks {
        messages: wanted.into_iter().filter(|it| !has(it)).collect(),
        forms: choices.into_iter().flat_map(|(message, forms)| forms.into_iter().map(move |it| (message.clone(), it))).collect(),
        faults: Vec::new(),
        is_reviewed: is_reviewed(&bundle),
    }
}

/// Returns the locale's name as its folder writes it.
fn known(locale: &str, overlay: &BTreeMap<String, String>) -> Option<String> {
    let icu: Locale = locale.parse().ok()?;
    locales(overlay).into_iter().find(|it| it.parse::<Locale>().is_ok_and(|it| it == icu))
}

fn is_reviewed(bundle: &FluentBundle<FluentResource>) -> bool {
    let pattern = bundle.get_message(REVIEWED).and_then(|it| it.value());
    pattern.is_some_and(|it| bundle.format_pattern(it, None, &mut Vec::new()).trim() == "yes")
}

impl Language {
    /// Returns the language of `locale`, a BCP 47 tag; `overlay` holds a workspace's own files by their path below
    /// `templates/`, as `notices/fr-FR/services.ftl`.
    pub fn new(locale: &str, overlay: &BTreeMap<String, String>) -> Result<Language, Vec<Fault>> {
        let no_locale = || vec![Fault::NoLocale { locale: locale.to_owned(), known: locales(overlay).into_iter().collect() }];
        let icu: Locale = locale.parse().map_err(|_| no_locale())?;
        let name = known(locale, overlay).ok_or_else(no_locale)?;
        let day = DateTimeFormatter::try_new((&icu).into(), YMD::long()).map_err(|_| no_locale())?;
        let weekday = DateTimeFormatter::try_new((&icu).into(), YMDE::long()).map_err(|_| no_locale())?;
        let spelling = Spelling::new(&icu, &day, &weekday);
        let language = Language {
            locale: name.clone(),
            is_right_to_left: LocaleDirectionality::new_common().get(&icu.id) == Some(Direction::RightToLeft),
            merge_fields: merge_fields(&files(&name, overlay)),
            bundle: bundle(&name, overlay, spelling.words())?,
            selectors: selectors(&name, overlay),
            spelling,
            day,
            weekday,
            clock: DateTimeFormatter::try_new((&icu).into(), T::hm()).map_err(|_| no_locale())?,
            decimal: DecimalFormatter::try_new((&icu).into(), Default::default()).map_err(|_| no_locale())?,
            list: ListFormatter::try_new_and((&icu).into(), Default::default()).map_err(|_| no_locale())?,
            plurals: PluralRules::try_new_cardinal((&icu).into()).map_err(|_| no_locale())?,
        };
        let missing = messages(REFERENCE, &BTreeMap::new()).into_iter().filter(|it| !language.has(it));
        let missing: Vec<Fault> = missing.map(|message| Fault::NoMessage { locale: name.clone(), message }).collect();
        if missing.is_empty() { Ok(language) } else { Err(missing) }
    }

    /// Returns its BCP 47 tag.
    pub fn locale(&self) -> &str {
        &self.locale
    }

    /// Returns `ltr` or `rtl`, as HTML has it.
    pub fn direction(&self) -> &'static str {
        if self.is_right_to_left { "rtl" } else { "ltr" }
    }

    /// Tells whether a native reader has signed its words.
    pub fn is_reviewed(&self) -> bool {
        is_reviewed(&self.bundle)
    }

    /// Tells whether there is a message of that name.
    pub fn has(&self, message: &str) -> bool {
        self.bundle.get_message(message).is_some_and(|it| it.value().is_some())
    }

    /// Returns the message with its values in place.
    pub fn text(&self, message: &str, values: &Values) -> Result<String, Fault> {
        let no_message = || Fault::NoMessage { locale: self.locale.clone(), message: message.to_owned() };
        let pattern = self.bundle.get_message(message).and_then(|it| it.value()).ok_or_else(no_message)?;
        let mut args: FluentArgs = values.0.iter().map(|(name, value)| (name.as_str(), self.printed(name, value))).collect();
        let [open, between, close] = MARKS;
        for field in &self.merge_fields {
            args.set(format!("merge-{field}"), format!("{open}{message}{between}{field}{close}"));
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors);
        match errors.first() {
            None => Ok(self.spelling.sentence(text.into_owned())),
            Some(error) => {
                Err(Fault::NoReference { locale: self.locale.clone(), message: message.to_owned(), reference: reference(error) })
            }
        }
    }

    /// Returns a value as it is printed within a message.
    fn printed<'v>(&self, name: &str, value: &'v str) -> Cow<'v, str> {
        if self.selectors.contains(name) { Cow::Borrowed(value) } else { self.set_off(value) }
    }

    /// Returns text that stands beside the locale's own: in right-to-left text in an isolate where it is of the other direction.
    pub fn set_off<'v>(&self, text: &'v str) -> Cow<'v, str> {
        if self.is_right_to_left { direction::isolated(text) } else { direction::bare(text) }
    }

    /// Returns a heading as it stands within a sentence.
    pub fn within(&self, name: &str) -> String {
        self.spelling.within(name)
    }

    /// Returns the day, as `31 December 2024`.
    pub fn day(&self, day: Date) -> String {
        let text = self.day.format(&icu_date(day)).to_string();
        self.spelling.date(text, day)
    }

    /// Returns the day with its weekday, as `Tuesday 31 December 2024`.
    pub fn weekday(&self, day: Date) -> String {
        let text = self.weekday.format(&icu_date(day)).to_string();
        self.spelling.date(text, day)
    }

    /// Returns the time of day in the locale's own manner, which the message `clock` may put in other words.
    pub fn time(&self, time: Time) -> Result<String, Fault> {
        let icu = IcuTime::try_new(time.hour() as u8, time.minute() as u8, 0, 0).expect("a time of jiff's is a time");
        let half = match (time.hour(), time.minute()) {
            (12, 0) => "noon",
            (0..12, _) => "am",
            _ => "pm",
        };
        let values = Values::new()
            .with("time", self.clock.format(&icu).to_string())
            .with("hour", self.number(i64::from(time.hour())))
            .with("hour-of-half", self.number(i64::from((time.hour() + 11) % 12 + 1)))
            .with("minute", format!("{:02}", time.minute()))
            .with("half", half);
        self.text("clock", &values)
    }

    /// Returns the number with the locale's digits and groups.
    pub fn number(&self, number: i64) -> String {
        self.decimal.format(&fixed_decimal::Decimal::from(number)).to_string()
    }

    /// Returns the items as one phrase: `a, b and c`.
    pub fn list(&self, items: &[String]) -> String {
        let items: Vec<Cow<'_, str>> = items.iter().map(|it| self.set_off(it)).collect();
        self.list.format(items.iter().map(AsRef::as_ref)).to_string()
    }

    /// Returns the plural form of `count`, by CLDR's name.
    pub fn plural(&self, count: i64) -> &'static str {
        form(self.plurals.category_for(count.unsigned_abs()))
    }

    /// Returns the plural forms that the locale tells apart.
    pub fn plural_forms(&self) -> Vec<&'static str> {
        self.plurals.categories().map(form).collect()
    }

    /// Returns the zone's time in words that customers use, as `UK time`.
    pub fn zone(&self, name: &str) -> Result<String, Fault> {
        let message = format!("zone-{}", name.replace('/', "-"));
        if self.has(&message) {
            return self.text(&message, &Values::new());
        }
        let city = name.rsplit_once('/').map_or(name, |it| it.1).replace('_', " ");
        self.text("zone-of-city", &Values::new().with("city", city))
    }

    /// Returns a country's name by its ISO 3166-1 code; `None` where the messages do not have it.
    pub fn country(&self, code: &str) -> Option<String> {
        self.text(&format!("country-{}", code.to_ascii_uppercase()), &Values::new()).ok()
    }
}

fn icu_date(day: Date) -> IcuDate<icu_calendar::Iso> {
    IcuDate::try_new_iso(i32::from(day.year()), day.month() as u8, day.day() as u8).expect("a day of jiff's is a day")
}

/// Returns the messages' files of `locale`, the built-in ones first.
fn files(locale: &str, overlay: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for file in BUILT_IN.get_dir(locale).iter().flat_map(|it| it.files()) {
        let name = file.path().to_string_lossy().into_owned();
        if name.ends_with(".ftl") {
            files.push((format!("notices/{name}"), file.contents_utf8().unwrap_or_default().to_owned()));
        }
    }
    files.sort();
    let prefix = format!("notices/{locale}/");
    let is_laid =
        |(path, text): &(&String, &String)| path.starts_with(&prefix) && path.ends_with(".ftl") && !is_built_in(path, text.as_str());
    files.extend(overlay.iter().filter(is_laid).map(|(path, text)| (path.clone(), text.clone())));
    files
}

/// Returns the fields of a sending service that messages speak of, as `first-name` of `$merge-first-name`.
fn merge_fields(files: &[(String, String)]) -> BTreeSet<String> {
    let is_part = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_');
    let rests = files.iter().flat_map(|it| it.1.split("$merge-").skip(1));
    rests.map(|it| it.split(|it| !is_part(it)).next().unwrap_or_default().to_owned()).collect()
}

fn bundle(
    locale: &str,
    overlay: &BTreeMap<String, String>,
    words: fn(&str) -> Cow<'_, str>,
) -> Result<FluentBundle<FluentResource>, Vec<Fault>> {
    let mut bundle = FluentBundle::new(vec![locale.parse().unwrap_or_default()]);
    // Marks around every value would stand in mail as visible boxes; where they are needed values bring them along.
    bundle.set_use_isolating(false);
    bundle.set_transform(Some(words));
    let mut faults = Vec::new();
    for (path, text) in files(locale, overlay) {
        if is_too_deep(&text) {
            faults.push(Fault::Syntax { path, message: "braces stand too deep within each other".to_owned() });
            continue;
        }
        match FluentResource::try_new(text.clone()) {
            Ok(resource) => bundle.add_resource_overriding(resource),
            Err((_, errors)) => faults.extend(errors.iter().map(|it| {
                let line = text.get(..it.pos.start).unwrap_or(&text).matches('\n').count() + 1;
                Fault::Syntax { path: path.clone(), message: format!("line {line}: {}", it.kind) }
            })),
        }
    }
    if faults.is_empty() { Ok(bundle) } else { Err(faults) }
}

/// Returns the names of the locale's messages but for zones, countries and its mark, which a locale has or has not.
fn messages(locale: &str, overlay: &BTreeMap<String, String>) -> BTreeSet<String> {
    let texts = files(locale, overlay);
    let lines = texts.iter().flat_map(|it| it.1.lines());
    let names = lines.filter(|it| it.starts_with(|first: char| first.is_ascii_alphabetic())).filter_map(|it| it.split_once('='));
    let is_zone = |it: &str| it.starts_with("zone-") && !matches!(it, "zone-of-city" | "zone-of-site");
    let is_optional = |it: &str| it == REVIEWED || it.starts_with("country-") || is_zone(it);
    names.map(|it| it.0.trim().to_owned()).filter(|it| !is_optional(it)).collect()
}

fn reference(error: &FluentError) -> String {
    match error {
        FluentError::ResolverError(ResolverError::Reference(kind)) => match kind {
            ReferenceKind::Variable { id } => format!("${id}"),
            ReferenceKind::Message { id, .. } => id.clone(),
            ReferenceKind::Term { id, .. } => format!("-{id}"),
            ReferenceKind::Function { id } => format!("{id}()"),
        },
        other => other.to_string(),
    }
}

/// Returns the variables by which the locale's messages choose.
fn selectors(locale: &str, overlay: &BTreeMap<String, String>) -> BTreeSet<String> {
    let files = files(locale, overlay);
    files.iter().flat_map(|(_, text)| Messages::new(text).choices.into_iter().map(|it| it.variable.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    fn language(locale: &str) -> Language {
        Language::new(locale, &BTreeMap::new()).unwrap()
    }

    #[test]
    fn days_read_as_an_editor_writes_them() {
        let (en, fr) = (language("en-GB"), language("fr-FR"));
        assert_eq!(en.day(date(2024, 12, 31)), "31 December 2024");
        assert_eq!(en.weekday(date(2024, 12, 31)), "Tuesday 31 December 2024");
        assert_eq!(fr.day(date(2024, 12, 31)), "31 décembre 2024");
        assert_eq!(fr.weekday(date(2025, 1, 1)), "mercredi 1er janvier 2025");
        assert_eq!(fr.day(date(2024, 12, 1)), "1er décembre 2024");
        assert_eq!(fr.day(date(2024, 12, 11)), "11 décembre 2024");
    }

    #[test]
    fn times_and_numbers_read_as_an_editor_writes_them() {
        let (en, fr) = (language("en-GB"), language("fr-FR"));
        assert_eq!(en.time(time(23, 59, 0, 0)).unwrap(), "11:59pm");
        assert_eq!(en.time(time(12, 0, 0, 0)).unwrap(), "midday");
        assert_eq!(en.time(time(0, 5, 0, 0)).unwrap(), "12:05am");
        assert_eq!(fr.time(time(23, 59, 0, 0)).unwrap(), "23\u{A0}h\u{A0}59");
        assert_eq!(en.number(12_345), "12,345");
        assert_eq!(fr.number(12_345), "12\u{202F}345");
        let items = ["a", "b", "c"].map(str::to_owned);
        assert_eq!((en.list(&items), fr.list(&items)), ("a, b and c".into(), "a, b et c".into()));
    }

    #[test]
    fn none_and_one_are_singular_in_french() {
        let (en, fr) = (language("en-GB"), language("fr-FR"));
        let days = |language: &Language, count| language.text("days", &Values::new().with_count("days", count, language)).unwrap();
        assert_eq!([0, 1, 2].map(|it| days(&fr, it)), ["0\u{A0}jour", "1\u{A0}jour", "2\u{A0}jours"]);
        assert_eq!([0, 1, 2].map(|it| days(&en, it)), ["0\u{A0}days", "1\u{A0}day", "2\u{A0}days"]);
        assert_eq!(days(&fr, 1_000_000), "1\u{202F}000\u{202F}000\u{A0}de jours");
    }

    #[test]
    fn zone_is_named_as_people_name_it() {
        let (en, fr) = (language("en-GB"), language("fr-FR"));
        assert_eq!((en.zone("Europe/London").unwrap(), fr.zone("Europe/Paris").unwrap()), ("UK time".into(), "heure de Paris".into()));
        assert_eq!(en.zone("America/Argentina/Buenos_Aires").unwrap(), "Buenos Aires time");
    }

    #[test]
    fn what_is_missing_is_named() {
        let no_locale = Language::new("cy-GB", &BTreeMap::new()).err().unwrap();
        let known = "de-DE, en-GB, es-ES, fr-FR, id-ID, it-IT";
        assert_eq!(no_locale[0].to_string(), format!("no messages for `cy-GB` in `templates/notices/cy-GB/`; there are {known}"));
        let overlay = BTreeMap::from([("notices/cy-GB/a.ftl".to_owned(), "days = diwrnod\n".to_owned())]);
        let missing = Language::new("cy-GB", &overlay).err().unwrap();
        assert!(missing.contains(&Fault::NoMessage { locale: "cy-GB".into(), message: "clock".into() }));
        assert!(!missing.iter().any(|it| it.to_string().contains("`days`")));
        let fault = language("en-GB").text("days", &Values::new()).unwrap_err();
        assert_eq!(fault.to_string(), "message `days` of `en-GB` speaks of `$days`, which it is not given");
        let fault = language("en-GB").text("no-such", &Values::new()).unwrap_err();
        assert_eq!(fault.to_string(), "`en-GB` has no message `no-such`");
    }

    #[test]
    fn workspace_lays_its_words_over_ours() {
        let laid = |text: &str| BTreeMap::from([("notices/en-GB/ours.ftl".to_owned(), text.to_owned())]);
        let language = Language::new("en-GB", &laid("zone-Europe-London = British time\n")).unwrap();
        assert_eq!(language.zone("Europe/London").unwrap(), "British time");
        let fault = Language::new("en-GB", &laid("a = b\nc = { $d ->\n")).err().unwrap();
        assert!(fault[0].to_string().starts_with("`templates/notices/en-GB/ours.ftl`: line "), "{}", fault[0]);
    }

    #[test]
    fn value_is_printed_as_it_is_on_one_line() {
        let overlay = BTreeMap::from([("notices/en-GB/a.ftl".to_owned(), "echo = a { $it } b\n".to_owned())]);
        let language = Language::new("en-GB", &overlay).unwrap();
        let text = language.text("echo", &Values::new().with("it", "{ $x }\r\n{\"y\"} {{ z }}")).unwrap();
        assert_eq!(text, "a { $x }  {\"y\"} {{ z }} b");
    }

    /// Returns each message of the locale's own files, comments left out.
    fn blocks(locale: &str) -> Vec<String> {
        let mut blocks: Vec<String> = Vec::new();
        let texts = files(locale, &BTreeMap::new());
        for line in texts.iter().flat_map(|it| it.1.lines()).filter(|it| !it.starts_with('#') && !it.is_empty()) {
            match blocks.last_mut() {
                Some(block) if line.starts_with([' ', '}']) => *block += &format!("\n{line}"),
                _ => blocks.push(line.to_owned()),
            }
        }
        blocks
    }

    #[test]
    fn every_locale_says_the_same_messages() {
        for locale in locales(&BTreeMap::new()) {
            assert_eq!(messages(&locale, &BTreeMap::new()), messages(REFERENCE, &BTreeMap::new()), "{locale}");
        }
    }

    #[test]
    fn every_choice_by_number_has_all_plural_forms_of_its_locale() {
        for locale in locales(&BTreeMap::new()) {
            for block in blocks(&locale) {
                let choices = block.matches("-form ->").count();
                for form in language(&locale).plural_forms() {
                    assert!(block.matches(&format!("[{form}]")).count() >= choices, "{locale} lacks `{form}` in {block}");
                }
            }
        }
    }

    #[test]
    fn no_message_states_a_fact() {
        for block in locales(&BTreeMap::new()).iter().flat_map(|it| blocks(it)) {
            let (name, mut said) = block.split_once('=').map(|it| (it.0, it.1.to_owned())).unwrap();
            // What stands in braces is a variable, or chooses by one.
            for line in block.lines() {
                for hole in line.split('{').skip(1).filter_map(|it| it.split_once('}')).map(|it| it.0) {
                    said = said.replace(hole, "");
                }
            }
            assert!(!said.contains(|it: char| it.is_ascii_digit() || "%€£@/".contains(it)), "{block}");
            if !name.starts_with("country-") && !name.starts_with("zone-") {
                for fact in ["POCO", "Xiaomi", "www", ".com", ".co", "http", "India", "Inde"] {
                    assert!(!said.contains(fact), "{block}");
                }
            }
        }
    }
}
