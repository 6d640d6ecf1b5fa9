//! What `check` and `build` share: how a run judges, and where its reports go.

use super::show::Form;
use super::{Setting, Stop};
use crate::Options;
use clap::Args;
use clap::ValueEnum;
use jiff::civil::Date;
use std::path::PathBuf;

/// How a run judges, and where its reports go.
#[derive(Args)]
pub struct Judging {
    /// Refuse open points and undecided claims, as a release does
    #[arg(long)]
    strict: bool,
    /// Judge as of this day what depends on the day, such as waivers that expire; `now` is today in UTC
    #[arg(long, value_name = "DATE|now", value_parser = day)]
    as_of: Option<Date>,
    /// Write the findings into a file too, as sarif=FILE; may be repeated
    #[arg(long, value_name = "FORM=FILE", value_parser = report)]
    report: Vec<(Form, PathBuf)>,
}

impl Judging {
    /// Returns how the workspace is judged.
    pub fn options(&self) -> Options {
        Options { is_strict: self.strict, as_of: self.as_of }
    }

    /// Tells whether findings are asked for beyond what a build needs.
    pub fn is_asked(&self) -> bool {
        self.strict || self.as_of.is_some() || !self.report.is_empty()
    }

    /// Returns the reports that are asked for, each with its file.
    pub fn reports(&self) -> Result<&[(Form, PathBuf)], Stop> {
        for (at, (_, file)) in self.report.iter().enumerate() {
            if self.report[..at].iter().any(|(_, it)| it == file) {
                return Err(Stop::usage(format!("two reports cannot be one file: {}", file.display())));
            }
        }
        Ok(&self.report)
    }

    /// Returns the words that repeat the run: `now` is the day that it was, reports are left out.
    pub fn words(&self, setting: &Setting, command: &str) -> Vec<String> {
        let mut words = setting.words(command);
        words.extend(self.strict.then(|| "--strict".to_owned()));
        words.extend(self.as_of.iter().flat_map(|it| ["--as-of".to_owned(), it.to_string()]));
        words
    }
}

/// Reads a day; `now` is today, by the calendar of UTC.
pub(super) fn day(text: &str) -> Result<Date, String> {
    match text {
        // The only look at the clock: from here on it is a day like any other.
        "now" => Ok(jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()),
        text if text.len() == 10 => text.parse().map_err(|_| format!("`{text}` is no day of the calendar")),
        _ => Err("write a day, as 2024-10-15, or `now`".to_owned()),
    }
}

fn report(text: &str) -> Result<(Form, PathBuf), String> {
    let forms = || Form::value_variants().iter().filter_map(ValueEnum::to_possible_value).map(|it| it.get_name().to_owned());
    let known = || forms().collect::<Vec<_>>().join(", ");
    let (form, file) =
        text.split_once('=').ok_or_else(|| format!("write a form and a file, as sarif=findings.sarif; forms: {}", known()))?;
    let form = Form::from_str(form, false).map_err(|_| format!("there is no form `{form}`; there are {}", known()))?;
    if file.is_empty() {
        return Err("the file has no name".to_owned());
    }
    Ok((form, PathBuf::from(file)))
}

/// Returns a command as a shell reads it back.
pub fn quoted(words: &[String]) -> String {
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "-_./:=,@%+".contains(it);
    let word = |it: &String| match !it.is_empty() && it.chars().all(is_plain) {
        true => it.clone(),
        false => format!("'{}'", it.replace('\'', r"'\''")),
    };
    words.iter().map(word).collect::<Vec<_>>().join(" ")
}
