//! Scalars of the language: days, moments, durations, and lists of words.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// The key under which a deserializer hands over a TOML date or time.
pub const DATE: &str = "$cutover::Date";

/// Reads a TOML date-time, or text, as the two kinds of input that the scalars below know.
enum DateOrText {
    Date(String),
    Text(String),
}

struct DateOrTextVisitor(&'static str);

impl<'de> Visitor<'de> for DateOrTextVisitor {
    type Value = DateOrText;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.0)
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<DateOrText, E> {
        Ok(DateOrText::Text(text.to_owned()))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<DateOrText, A::Error> {
        match map.next_key::<String>()? {
            Some(key) if key == DATE => Ok(DateOrText::Date(map.next_value()?)),
            _ => Err(A::Error::invalid_type(serde::de::Unexpected::Map, &self)),
        }
    }
}

/// A day of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub jiff::civil::Date);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        match deserializer.deserialize_any(DateOrTextVisitor("a date, as 2024-12-31"))? {
            DateOrText::Date(text) => parse_day(&text).map_err(D::Error::custom),
            DateOrText::Text(text) => Err(D::Error::custom(quoted_date(&text, "a date"))),
        }
    }
}

fn parse_day(text: &str) -> Result<Day, String> {
    if text.contains([':', 'T', 't', ' ']) {
        let day: String = text.chars().take(10).collect();
        return Err(format!("found `{text}`, which has a time, wanted {DATE_ALONE}{day}"));
    }
    text.parse().map(Day).map_err(|_| format!("found `{text}`, which is no day of the calendar"))
}

/// What a refusal says in front of the date that would be taken.
pub const UNQUOTED: &str = "it without quotes: ";
/// What a refusal says in front of the date that would be taken, where a time was written too.
pub const DATE_ALONE: &str = "the date alone: ";

fn quoted_date(text: &str, wanted: &str) -> String {
    let is_taken = match wanted {
        "a date with a time" => parse_moment(text).is_ok(),
        _ => text.len() == 10 && parse_day(text).is_ok(),
    };
    if is_taken {
        format!("found a date written as text, wanted {UNQUOTED}{text}")
    } else {
        let time = if wanted == "a date with a time" { "T18:00:00" } else { "" };
        format!("found text, wanted {wanted}, as 2024-12-31{time}")
    }
}

impl JsonSchema for Day {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Day".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date" })
    }
}

/// A day, or a day counted from another milestone: `"sunset + 90 days"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayOrRelative {
    Day(jiff::civil::Date),
    Relative(Relative),
}

/// A day counted from another milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relative {
    /// The milestone, as `sunset` or `uk/sunset`.
    pub milestone: String,
    pub earlier: bool,
    pub by: Duration,
}

impl<'de> Deserialize<'de> for DayOrRelative {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DayOrRelative, D::Error> {
        match deserializer.deserialize_any(DateOrTextVisitor("a date, as 2024-12-31, or text as \"sunset + 90 days\""))? {
            DateOrText::Date(text) => parse_day(&text).map(|it| DayOrRelative::Day(it.0)).map_err(D::Error::custom),
            DateOrText::Text(text) => parse_relative(&text).map(DayOrRelative::Relative).map_err(D::Error::custom),
        }
    }
}

fn parse_relative(text: &str) -> Result<Relative, String> {
    let wrong = || quoted_date(text, "a date, or text as \"sunset + 90 days\"");
    // The last sign counts: a milestone's name may hold one.
    let at = text.rfind(" + ").max(text.rfind(" - ")).ok_or_else(wrong)?;
    let by: Duration = text[at + 3..].parse().map_err(|why: String| if why.ends_with(TOO_LONG) { why } else { wrong() })?;
    let relative = Relative { milestone: text[..at].trim().to_owned(), earlier: text[at..].starts_with(" - "), by };
    if by.unit.is_calendar() { Ok(relative) } else { Err(wrong()) }
}

impl JsonSchema for DayOrRelative {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "DayOrRelative".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        // One pattern, which an editor shows; of two choices it would only say that neither fits.
        json_schema!({
            "type": "string",
            "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2}|.+ [+-] +[0-9]+ +(day|days|week|weeks|month|months|year|years) *)$"
        })
    }
}

/// A local date and time, or one with an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    pub civil: jiff::civil::DateTime,
    /// The offset from UTC, where one is written.
    pub offset: Option<jiff::tz::Offset>,
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
        match deserializer.deserialize_any(DateOrTextVisitor("a date with a time, as 2024-12-31T18:00:00"))? {
            DateOrText::Date(text) => parse_moment(&text).map_err(D::Error::custom),
            DateOrText::Text(text) => Err(D::Error::custom(quoted_date(&text, "a date with a time"))),
        }
    }
}

fn parse_moment(text: &str) -> Result<Moment, String> {
    let wrong = || format!("found `{text}`, wanted a date with a time, as 2024-12-31T18:00:00");
    let spaced = text.replacen(' ', "T", 1);
    if !spaced.contains(['T', 't']) {
        return Err(wrong());
    }
    let time = spaced.find(['T', 't']).map_or(0, |at| at + 1);
    let offset = spaced[time..].find(['Z', 'z', '+', '-']).map(|at| time + at);
    let Some(at) = offset else {
        return spaced.parse().map(|civil| Moment { civil, offset: None }).map_err(|_| wrong());
    };
    let civil: jiff::civil::DateTime = spaced[..at].parse().map_err(|_| wrong())?;
    let instant: jiff::Timestamp = spaced.parse().map_err(|_| wrong())?;
    let utc = civil.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| wrong())?.timestamp();
    let seconds = utc.duration_since(instant).as_secs();
    let offset = i32::try_from(seconds).ok().and_then(|it| jiff::tz::Offset::from_seconds(it).ok()).ok_or_else(wrong)?;
    Ok(Moment { civil, offset: Some(offset) })
}

impl JsonSchema for Moment {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?$"
        })
    }
}

/// The word in front of a date; it carries an inequality.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Qualifier {
    On,
    From,
    By,
    Before,
    After,
}

impl Qualifier {
    /// All of them.
    const ALL: [Qualifier; 5] = [Qualifier::On, Qualifier::From, Qualifier::By, Qualifier::Before, Qualifier::After];

    /// Returns the word.
    pub fn word(self) -> &'static str {
        match self {
            Qualifier::On => "on",
            Qualifier::From => "from",
            Qualifier::By => "by",
            Qualifier::Before => "before",
            Qualifier::After => "after",
        }
    }
}

/// A date with its word, as it was decided or as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Day(Qualifier, jiff::civil::Date),
    At(Moment),
}

impl When {
    /// Returns the day that is written.
    pub fn day(self) -> jiff::civil::Date {
        match self {
            When::Day(_, day) => day,
            When::At(moment) => moment.civil.date(),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Day(qualifier, day) => write!(f, "{} {day}", qualifier.word()),
            When::At(moment) => match moment.offset {
                Some(offset) => write!(f, "at {}{offset}", moment.civil),
                None => write!(f, "at {}", moment.civil),
            },
        }
    }
}

impl std::str::FromStr for When {
    type Err = String;
    /// Reads what is displayed.
    fn from_str(text: &str) -> Result<When, String> {
        let wrong = || format!("found `{text}`, wanted a date with its word, as \"before 2024-12-31\"");
        let (word, rest) = text.split_once(' ').ok_or_else(wrong)?;
        if word == "at" {
            return parse_moment(rest).map(When::At).map_err(|_| wrong());
        }
        let qualifier = Qualifier::ALL.into_iter().find(|it| it.word() == word).ok_or_else(wrong)?;
        let day = parse_day(rest).ok().filter(|_| rest.len() == 10).ok_or_else(wrong)?;
        Ok(When::Day(qualifier, day.0))
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<When, D::Error> {
        deserializer.deserialize_any(TextVisitor("a date with its word, as \"before 2024-12-31\"", str::parse))
    }
}

impl JsonSchema for When {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "When".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^((on|from|by|before|after) [0-9]{4}-[0-9]{2}-[0-9]{2}|at [0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]+)?)?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)?)$"
        })
    }
}

/// The SHA-256 of some text, in lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sha256(pub String);

impl<'de> Deserialize<'de> for Sha256 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Sha256, D::Error> {
        let parse = |text: &str| match text.len() == 64 && text.bytes().all(|it| matches!(it, b'0'..=b'9' | b'a'..=b'f')) {
            true => Ok(Sha256(text.to_owned())),
            false => Err(format!("found `{text}`, wanted a digest: 64 digits of 0 to 9 and a to f")),
        };
        deserializer.deserialize_any(TextVisitor("a digest, as `cutover notices` shows it", parse))
    }
}

impl JsonSchema for Sha256 {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Sha256".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
    }
}

/// Reads text; says what was wanted where there is none.
struct TextVisitor<F>(&'static str, F);

impl<T, F: Fn(&str) -> Result<T, String>> Visitor<'_> for TextVisitor<F> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(self.0)
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        (self.1)(text).map_err(E::custom)
    }
}

/// When something is asked: a day, a time, or the name of a stage or a milestone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// The start of the day.
    Day(jiff::civil::Date),
    Moment(Moment),
    /// A stage, its beginning, or a milestone, as `uk/sunset`.
    Name(String),
}

impl At {
    /// Reads what a cell of a table says.
    pub fn of_text(text: &str) -> Result<At, String> {
        let is_day = text.len() == 10 && text.bytes().all(|it| it.is_ascii_digit() || it == b'-');
        if is_day {
            return parse_day(text).map(|it| At::Day(it.0));
        }
        Ok(parse_moment(text).map_or_else(|_| At::Name(text.to_owned()), At::Moment))
    }
}

impl<'de> Deserialize<'de> for At {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<At, D::Error> {
        match deserializer.deserialize_any(DateOrTextVisitor("a date, as 2024-12-31, or the name of a stage or a milestone"))? {
            DateOrText::Date(text) if text.contains(':') => parse_moment(&text).map(At::Moment).map_err(D::Error::custom),
            DateOrText::Date(text) => parse_day(&text).map(|it| At::Day(it.0)).map_err(D::Error::custom),
            DateOrText::Text(text) => match At::of_text(&text) {
                Ok(At::Day(_)) => Err(D::Error::custom(quoted_date(&text, "a date"))),
                Ok(other) => Ok(other),
                Err(why) => Err(D::Error::custom(why)),
            },
        }
    }
}

impl JsonSchema for At {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "At".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

impl Unit {
    /// Tells whether the unit is a step of the calendar, not of the clock.
    pub fn is_calendar(self) -> bool {
        !matches!(self, Unit::Second | Unit::Minute | Unit::Hour)
    }
}

/// A length of time: days and longer are steps of the calendar, hours and shorter are elapsed time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration {
    pub count: u32,
    pub unit: Unit,
}

impl Duration {
    /// Returns `count` days.
    pub const fn days(count: u32) -> Duration {
        Duration { count, unit: Unit::Day }
    }

    /// Returns the duration that a usual short form stands for, as `14d`; none where it may be read in two ways.
    pub fn respelled(text: &str) -> Option<Duration> {
        let text = text.trim().to_lowercase();
        let unit = text.find(|it: char| !it.is_ascii_digit())?;
        let word = match text[unit..].trim() {
            "d" | "j" | "jours" | "tage" => "days",
            "w" | "wk" | "wks" => "weeks",
            "y" | "yr" | "yrs" => "years",
            "hr" | "hrs" => "hours",
            "sec" | "secs" => "seconds",
            "mins" => "minutes",
            other => other,
        };
        format!("{} {word}", &text[..unit]).parse().ok()
    }

    /// Returns the length in seconds, a day as 86,400, a month as 30 days, a year as 365.
    pub fn nominal_seconds(self) -> u64 {
        let unit = match self.unit {
            Unit::Second => 1,
            Unit::Minute => 60,
            Unit::Hour => 3_600,
            Unit::Day => 86_400,
            Unit::Week => 7 * 86_400,
            Unit::Month => 30 * 86_400,
            Unit::Year => 365 * 86_400,
        };
        u64::from(self.count) * unit
    }

    /// Returns the length as jiff has it.
    pub fn span(self) -> jiff::Span {
        let span = jiff::Span::new();
        let count = i64::from(self.count);
        match self.unit {
            Unit::Second => span.seconds(count),
            Unit::Minute => span.minutes(count),
            Unit::Hour => span.hours(count),
            Unit::Day => span.days(count),
            Unit::Week => span.weeks(count),
            Unit::Month => span.months(count),
            Unit::Year => span.years(count),
        }
    }
}

impl std::str::FromStr for Duration {
    type Err = String;
    fn from_str(text: &str) -> Result<Duration, String> {
        let wrong = || format!("found `{text}`, wanted a duration, as \"14 days\"");
        let (count, unit) = text.trim_matches(' ').split_once(' ').ok_or_else(wrong)?;
        let unit = match unit.trim_matches(' ') {
            "s" | "second" | "seconds" => Unit::Second,
            "min" | "minute" | "minutes" => Unit::Minute,
            "h" | "hour" | "hours" => Unit::Hour,
            "day" | "days" => Unit::Day,
            "week" | "weeks" => Unit::Week,
            "month" | "months" => Unit::Month,
            "year" | "years" => Unit::Year,
            _ => return Err(wrong()),
        };
        // A thousand years of seconds would leave the calendar; a million of any unit says nothing either.
        let is_number = count.bytes().all(|it| it.is_ascii_digit());
        let count = count.parse().ok().filter(|it| is_number && *it <= LONGEST).ok_or_else(wrong)?;
        let duration = Duration { count, unit };
        (duration.nominal_seconds() <= 200 * 365 * 86_400).then_some(duration).ok_or_else(|| format!("found `{text}`{TOO_LONG}"))
    }
}

const LONGEST: u32 = 1_000_000_000;
const TOO_LONG: &str = ", wanted at most 200 years";

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self.unit {
            Unit::Second => "second",
            Unit::Minute => "minute",
            Unit::Hour => "hour",
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Year => "year",
        };
        write!(f, "{} {unit}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
        deserializer.deserialize_any(TextVisitor("a duration, as \"14 days\"", str::parse))
    }
}

impl JsonSchema for Duration {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Duration".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^ *[0-9]+ +(s|second|seconds|min|minute|minutes|h|hour|hours|day|days|week|weeks|month|months|year|years) *$"
        })
    }
}

/// `"keep"`, `"drop"`, or the names of the parameters that are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QueryPolicy {
    Keep,
    Drop,
    Only(Vec<String>),
}

impl<'de> Deserialize<'de> for QueryPolicy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<QueryPolicy, D::Error> {
        struct Policy;
        impl<'de> Visitor<'de> for Policy {
            type Value = QueryPolicy;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("\"keep\", \"drop\", or a list of parameter names")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<QueryPolicy, E> {
                match text {
                    "keep" => Ok(QueryPolicy::Keep),
                    "drop" => Ok(QueryPolicy::Drop),
                    other => Err(E::unknown_variant(other, &["keep", "drop"])),
                }
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<QueryPolicy, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = seq.next_element::<String>()? {
                    names.push(name);
                }
                Ok(QueryPolicy::Only(names))
            }
        }
        deserializer.deserialize_any(Policy)
    }
}

impl JsonSchema for QueryPolicy {
    fn schema_name() -> Cow<'static, str> {
        "QueryPolicy".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "What happens to the query of a request: kept as sent, dropped, or narrowed to the named parameters.",
            "type": ["string", "array"],
            "pattern": "^(keep|drop)$",
            "items": { "type": "string" }
        })
    }
}

/// A date that may be refused for ever: a day, or `"forever"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayOrForever {
    Day(jiff::civil::Date),
    Forever,
}

impl<'de> Deserialize<'de> for DayOrForever {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DayOrForever, D::Error> {
        match deserializer.deserialize_any(DateOrTextVisitor("a date, or \"forever\""))? {
            DateOrText::Date(text) => parse_day(&text).map(|it| DayOrForever::Day(it.0)).map_err(D::Error::custom),
            DateOrText::Text(text) if text == "forever" => Ok(DayOrForever::Forever),
            DateOrText::Text(text) => Err(D::Error::custom(quoted_date(&text, "a date, or \"forever\""))),
        }
    }
}

impl JsonSchema for DayOrForever {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "DayOrForever".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^([0-9]{4}-[0-9]{2}-[0-9]{2}|forever)$" })
    }
}
