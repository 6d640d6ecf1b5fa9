//! `cutover notices`: what customers are told, who signed it, and what is missing.

mod json;
mod missing;
mod pattern;
mod sign;
mod text;

use super::judging::day;
use super::{Exit, Setting, Stop, planned};
use crate::Options;
use crate::diag::nearest;
use crate::emit::notices::Text;
use crate::model::plan::Plan;
use clap::Args;
use jiff::civil::Date;
use pattern::Pattern;
use std::io::Write;

pub use json::NoticesJson;

/// Tell what customers are told, text by text, and who signed it; list what is missing, or sign.
///
/// A text is named by its region, language, day, occasion and channel, as `fr/fr-FR/2024-10-15-announcement.mail`. What is
/// signed are its words and the dates in them: another word, and the signature counts no more. The words are in the output
/// (`cutover build`), with a page to tick them off: `notices/index.html`.
#[derive(Args)]
pub struct Notices {
    /// The texts that are meant, as `fr`, `fr/fr-FR`, `*.sms` or `*/2024-10-15-announcement.*`; all unless written
    #[arg(value_name = "TEXT")]
    texts: Vec<Pattern>,
    /// List what is missing: languages, messages, notices that a ladder leaves out, channels without text, signatures; and
    /// fail if anything is
    #[arg(long, conflicts_with = "sign")]
    missing: bool,
    /// Sign the texts as they stand, in this role, as `legal`; writes `approvals.toml`
    #[arg(long, value_name = "ROLE", requires = "on")]
    sign: Option<String>,
    /// The day of signing
    #[arg(long, value_name = "DATE", requires = "sign", value_parser = on)]
    on: Option<Date>,
    /// Show what signing would change, and write nothing
    #[arg(long, requires = "sign")]
    dry_run: bool,
    /// Take this day as today: what lies before it was sent; `now` is today in UTC
    #[arg(long, value_name = "DATE|now", value_parser = day, conflicts_with = "sign")]
    as_of: Option<Date>,
    /// The form of what is printed
    #[arg(long, value_name = "FORM", default_value = "terminal")]
    format: Form,
}

/// The form of what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For people
    Terminal,
    /// For programs; see schema/notices.schema.json
    Json,
}

/// Reads the day of signing.
fn on(text: &str) -> Result<Date, String> {
    match text {
        "now" => Err("write the day itself, as 2024-10-10: a signature bears the day on which it was given".to_owned()),
        text => day(text),
    }
}

impl Notices {
    /// Reads the workspace, and lists its texts, or what is missing, or signs.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        if let Some((role, on)) = self.sign.as_ref().zip(self.on) {
            return sign::sign(&setting.root()?, &sign::Asked { role, on, texts: &self.texts, is_dry: self.dry_run }, setting);
        }
        let options = Options { as_of: self.as_of, ..Options::default() };
        let checked = crate::check_workspace(setting.disk()?.as_ref(), options)?;
        let plan = planned(&checked)?;
        let texts = said(plan);
        let missing = if self.missing { missing::missing(plan, texts.as_ref().ok(), self.as_of) } else { Vec::new() };
        let texts = match texts {
            Ok(texts) => texts,
            // What cannot be said is among what is missing.
            Err(_) if self.missing => Vec::new(),
            Err(stop) => return Err(stop),
        };
        let texts = if self.missing && texts.is_empty() { texts } else { matching(texts, &self.texts)? };
        let missing: Vec<missing::Missing> = missing.into_iter().filter(|it| it.is_of(&self.texts)).collect();
        let shown = NoticesJson::of(plan, &texts, &missing, self.as_of);
        let printed = match self.format {
            Form::Json => serde_json::to_string_pretty(&shown).expect("a published shape has text for keys") + "\n",
            Form::Terminal if self.missing => text::missing(&shown),
            Form::Terminal => text::texts(&shown),
        };
        write!(anstream::stdout().lock(), "{printed}")?;
        Ok(if missing.is_empty() { Exit::Done } else { Exit::Found })
    }
}

/// Returns every text of a plan.
fn said(plan: &Plan) -> Result<Vec<Text>, Stop> {
    crate::emit::texts(plan).map_err(|faults| {
        let faults: Vec<String> = faults.into_iter().map(|it| it.0).collect();
        Stop { exit: Exit::Found, text: format!("not every text can be said: {}", faults.join("\nerror: ")) }
    })
}

/// Returns the texts that are meant; a pattern that means none is a slip.
fn matching(texts: Vec<Text>, patterns: &[Pattern]) -> Result<Vec<Text>, Stop> {
    let ids: Vec<String> = texts.iter().map(Text::id).collect();
    if let Some(pattern) = patterns.iter().find(|it| !ids.iter().any(|id| it.is_of(id))) {
        let known = ids.iter().flat_map(|it| [it.as_str(), it.split('/').next().unwrap_or_default()]);
        let near = nearest(pattern.text(), known);
        let near = near.map_or_else(|| "`cutover notices` lists all".to_owned(), |it| format!("did you mean `{it}`?"));
        return Err(Stop::usage(format!("there is no text `{}`; {near}", pattern.text())));
    }
    let is_meant = |id: &str| patterns.is_empty() || patterns.iter().any(|it| it.is_of(id));
    Ok(texts.into_iter().zip(ids).filter(|(_, id)| is_meant(id)).map(|it| it.0).collect())
}
