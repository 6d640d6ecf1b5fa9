//! Puts the facts of a notice into words, block by block.

mod dates;
mod services;
mod stays;

use super::block::{Block, Letter, Link, shown};
use crate::emit::language::{Fault, Language, Values};
use crate::model::graph::time;
use crate::model::plan::PageKind;
use crate::model::plan::notice::{Notice, Occasion, ServiceFate, Told};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::notice::Promise;
use jiff::tz::TimeZone;

type Said<T> = Result<T, Fault>;

/// How a letter that is read on its day differs from a page that is read at any time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// On the notice's day: what is over is left out.
    OnItsDay,
    /// At any time: what is over stands beside what is ahead.
    AnyTime,
}

/// One notice and the language it is put into.
pub struct Words<'a> {
    notice: &'a Notice,
    /// Without those of which only the same could be said again.
    services: Vec<&'a ServiceFate>,
    language: &'a Language,
    zone: TimeZone,
    reading: Reading,
}

/// Returns the notice as it is sent.
pub fn letter(notice: &Notice, language: &Language) -> Said<Letter> {
    Words::new(notice, language, Reading::OnItsDay).letter()
}

/// Returns the page of `kind`, which is true whenever it is read.
pub fn page(notice: &Notice, language: &Language, kind: PageKind) -> Said<Letter> {
    Words::new(notice, language, Reading::AnyTime).page(kind)
}

/// Returns the page of `kind` of a store of which only its addresses are known: its own, and those it leads to.
pub fn plain_page(sites: &[String], destinations: &[String], language: &Language, kind: PageKind) -> Said<Letter> {
    let sites: Vec<String> = sites.iter().map(|it| shown(it).to_owned()).collect();
    let values = Values::new().with("site", language.list(&sites));
    let (title, lead) = match kind {
        PageKind::Notice | PageKind::Closed => ("page-title-plain", "page-notice-plain"),
        PageKind::Gone => ("page-title-gone", "page-gone-plain"),
        PageKind::Moving => ("page-title-moving", "page-lead-moving"),
    };
    let mut blocks = vec![Block::Paragraph { text: language.text(lead, &values)? }];
    if !destinations.is_empty() {
        blocks.push(Block::Paragraph { text: language.text("page-destination", &values)? });
        blocks.push(Block::Contact { links: destinations.iter().map(|it| Link::new(it)).collect() });
    }
    Ok(Letter { title: language.text(title, &values)?, blocks })
}

impl<'a> Words<'a> {
    fn new(notice: &'a Notice, language: &'a Language, reading: Reading) -> Words<'a> {
        let zone = time::zone(&notice.zone).unwrap_or(TimeZone::UTC);
        let mut services: Vec<&ServiceFate> = Vec::new();
        for fate in &notice.services {
            if !services.iter().any(|it| ServiceFate { name: fate.name.clone(), ..(*it).clone() } == *fate) {
                services.push(fate);
            }
        }
        Words { notice, services, language, zone, reading }
    }

    fn letter(&self) -> Said<Letter> {
        let mut blocks = vec![self.paragraph("greeting", self.values()?)?];
        blocks.extend(self.lead()?);
        blocks.extend(self.button()?);
        match self.notice.occasion {
            Occasion::Announcement => {
                blocks.extend(self.dates()?);
                blocks.extend(self.services()?);
                blocks.extend(self.terms()?);
                blocks.extend(self.apps()?);
                blocks.extend(self.stays()?);
                blocks.extend(self.personal_data()?);
            }
            Occasion::Reminder | Occasion::LastDay => {
                blocks.extend(self.dates()?);
                blocks.extend(self.services()?);
                blocks.extend(self.apps()?);
            }
            Occasion::Closed | Occasion::Afterwards => {
                blocks.extend(self.whereabouts()?);
                blocks.extend(self.dates()?);
                blocks.extend(self.apps()?);
                blocks.extend(self.stays()?);
                blocks.extend(self.personal_data()?);
            }
            Occasion::Correction => {
                blocks.extend(self.corrections()?);
                blocks.extend(self.dates()?);
                blocks.extend(self.services()?);
                blocks.extend(self.apps()?);
            }
        }
        blocks.extend(self.genuine()?);
        blocks.extend(self.contact()?);
        Ok(Letter { title: capitalised(&self.subject()?), blocks })
    }

    fn page(&self, kind: PageKind) -> Said<Letter> {
        let (title, lead) = match kind {
            PageKind::Notice | PageKind::Closed => (self.either("page-title-notice"), self.either("page-lead-notice")),
            PageKind::Gone => ("page-title-gone".into(), "page-lead-gone".into()),
            PageKind::Moving => ("page-title-moving".into(), "page-lead-moving".into()),
        };
        let mut blocks = vec![self.paragraph(&lead, self.values()?)?];
        blocks.extend(self.button()?);
        match kind {
            PageKind::Notice | PageKind::Closed => {
                blocks.extend(self.dates()?);
                blocks.extend(self.services()?);
                blocks.extend(self.apps()?);
                blocks.extend(self.stays()?);
                blocks.extend(self.personal_data()?);
            }
            PageKind::Gone => {
                blocks.extend(self.dates()?);
                blocks.extend(self.addresses()?);
            }
            PageKind::Moving => blocks.extend(self.gaps()?),
        }
        blocks.extend(self.genuine()?);
        blocks.extend(self.contact()?);
        Ok(Letter { title: self.say(&title, self.values()?)?, blocks })
    }

    // What is said of the whole.

    fn subject(&self) -> Said<String> {
        let word = self.notice.occasion.word();
        match self.notice.occasion {
            Occasion::Announcement | Occasion::Closed => self.say(&self.either(&format!("subject-{word}")), self.values()?),
            Occasion::Afterwards => self.say("subject-afterwards", self.values()?),
            Occasion::Correction => self.say("subject-correction", self.values()?),
            Occasion::LastDay if self.is_last_day_of_all() => self.say("subject-last-day", self.with_last_moment(self.values()?)?),
            Occasion::LastDay | Occasion::Reminder => match &self.notice.next_loss {
                Some(loss) => self.say(&format!("subject-reminder-{}", loss.kind.word()), self.with_when(self.values()?, loss)?),
                None => self.say(&self.either("subject-announcement"), self.values()?),
            },
        }
    }

    fn lead(&self) -> Said<Vec<Block>> {
        let mut blocks = Vec::new();
        let sunset = self.notice.date(MilestoneKind::Sunset);
        match self.notice.occasion {
            Occasion::Announcement => {
                blocks.push(self.paragraph(&self.either("lead-announcement"), self.values()?)?);
                blocks.extend(sunset.map(|it| self.lead_of(it)).transpose()?);
            }
            Occasion::LastDay if self.is_last_day_of_all() => {
                blocks.push(self.paragraph("lead-last-day", self.with_last_moment(self.values()?)?)?);
            }
            Occasion::LastDay | Occasion::Reminder => match &self.notice.next_loss {
                Some(loss) if loss.kind == MilestoneKind::Sunset => {
                    blocks.push(self.paragraph("lead-reminder", self.values()?)?);
                    blocks.push(self.lead_of(loss)?);
                    if self.notice.days_left > 0 {
                        let values = self.values()?.with("today", self.language.weekday(self.notice.day));
                        let values = values.with_count("days", self.notice.days_left, self.language);
                        blocks.push(self.paragraph("days-left", values)?);
                    }
                }
                loss => {
                    let of_loss = loss.iter().chain(sunset).map(|it| self.lead_of(it));
                    blocks.extend(of_loss.collect::<Said<Vec<_>>>()?);
                }
            },
            Occasion::Correction => blocks.push(self.paragraph("lead-correction", self.values()?)?),
            Occasion::Closed => blocks.push(self.paragraph(&self.either("lead-closed"), self.values()?)?),
            Occasion::Afterwards => blocks.push(self.paragraph("lead-afterwards", self.values()?)?),
        }
        if self.notice.promises.contains(&Promise::NoAction) {
            blocks.push(self.paragraph("no-action-at-all", self.values()?)?);
        }
        Ok(blocks)
    }

    /// Tells whether the next loss is the close: behind other last days the store stays open.
    fn is_last_day_of_all(&self) -> bool {
        self.notice.next_loss.as_ref().is_some_and(|it| it.kind == MilestoneKind::Sunset)
    }

    /// Returns what is said of a loss that is ahead.
    fn lead_of(&self, loss: &Told) -> Said<Block> {
        let values = self.with_when(self.values()?, loss)?;
        let values = if loss.kind == MilestoneKind::Sunset { self.with_last_moment(values)? } else { values };
        self.paragraph(&format!("lead-{}", loss.kind.word()), values)
    }

    fn button(&self) -> Said<Option<Block>> {
        let (message, url) = match (&self.notice.landing, self.notice.destination(), &self.notice.successor) {
            (Some(url), _, Some(_)) => ("button-brand", url.as_str()),
            (None, Some(url), Some(_)) => ("button-successor", url),
            (Some(url), _, None) => ("button-destination", url.as_str()),
            (None, Some(url), None) => ("button-destination", url),
            (None, None, _) => return Ok(None),
        };
        let link = Link::new(url);
        Ok(if link.href.is_empty() { None } else { Some(Block::Button { text: self.say(message, self.values()?)?, link }) })
    }

    // The small parts.

    /// Returns what every message may speak of.
    fn values(&self) -> Said<Values> {
        let sites: Vec<String> = self.notice.sites.iter().map(|it| shown(&it.url).to_owned()).collect();
        let zone = match self.has_one_clock() {
            true => self.language.zone(&self.notice.zone)?,
            false => self.language.text("local-time", &Values::new())?,
        };
        Ok(Values::new()
            .with("brand", &self.notice.brand)
            .with("successor", self.notice.successor.as_ref().unwrap_or(&self.notice.brand))
            .with("site", self.language.list(&sites))
            .with("zone", zone))
    }

    fn has_one_clock(&self) -> bool {
        self.notice.sites.iter().all(|it| it.zone == self.notice.zone)
    }

    fn values_of(&self, fate: &ServiceFate) -> Said<Values> {
        let successor = fate.successor.as_ref().or(self.notice.successor.as_ref()).unwrap_or(&self.notice.brand);
        Ok(Values::new().with("brand", &self.notice.brand).with("successor", successor).with("service", self.name(fate)?))
    }

    fn with_when(&self, values: Values, date: &Told) -> Said<Values> {
        Ok(values.with("when", self.when(date)?).with("word", date.word.word()))
    }

    /// Returns the message's name, or that of its twin where nobody takes over.
    fn either(&self, message: &str) -> String {
        if self.notice.successor.is_some() { message.to_owned() } else { format!("{message}-alone") }
    }

    fn say(&self, message: &str, values: Values) -> Said<String> {
        self.language.text(message, &values)
    }

    /// Returns the first of the messages that there is.
    fn say_first(&self, messages: &[&str], values: Values) -> Said<String> {
        let found = messages.iter().find(|it| self.language.has(it)).or(messages.last());
        self.say(found.expect("a message is asked for"), values)
    }

    fn paragraph(&self, message: &str, values: Values) -> Said<Block> {
        Ok(Block::Paragraph { text: self.say(message, values)? })
    }

    fn heading(&self, message: &str) -> Said<Block> {
        Ok(Block::Heading { text: self.say(message, self.values()?)? })
    }
}

/// Returns text as the name of a message: words with `-` between them.
fn slug(text: &str) -> String {
    let words = text.split(|it: char| !it.is_ascii_alphanumeric()).filter(|it| !it.is_empty());
    words.map(str::to_ascii_lowercase).collect::<Vec<_>>().join("-")
}

fn capitalised(title: &str) -> String {
    let mut chars = title.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Returns a name as it stands within a sentence; an abbreviation stays as it is.
fn uncapitalised(name: &str) -> String {
    let mut chars = name.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(chars).collect(),
        _ => name.to_owned(),
    }
}
