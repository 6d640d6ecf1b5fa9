//! Puts the facts of a notice into words, block by block.

mod dates;
mod services;
mod short;
mod stays;
mod support;

use super::block::{Block, Letter, Link, shown};
use crate::emit::language::{Fault, Language, Values};
use crate::model::graph::time;
use crate::model::plan::PageKind;
use crate::model::plan::notice::{Notice, Occasion, ServiceFate, Told};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::notice::Promise;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

pub use short::{Phrase, Short, first, joined, label, message, shorts};
pub use support::{faq, reply};

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
    Words::new(notice, language, Reading::OnItsDay).letter().map(|it| it.set_off(language))
}

/// Returns the page of `kind`, which is true whenever it is read; that of a closed store says what its closing notice says.
pub fn page(notice: &Notice, language: &Language, kind: PageKind) -> Said<Letter> {
    let letter = if kind == PageKind::Closed {
        let words = Words::new(notice, language, Reading::OnItsDay);
        Letter { title: capitalised(&words.subject()?), blocks: words.body()? }
    } else {
        Words::new(notice, language, Reading::AnyTime).page(kind)?
    };
    Ok(letter.set_off(language))
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
    Ok(Letter { title: language.text(title, &values)?, blocks }.set_off(language))
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
        blocks.extend(self.body()?);
        Ok(Letter { title: capitalised(&self.subject()?), blocks })
    }

    /// Returns all that stands below the greeting.
    fn body(&self) -> Said<Vec<Block>> {
        let mut blocks = self.lead()?;
        blocks.extend(self.way()?);
        match self.notice.occasion {
            Occasion::Announcement => {
                blocks.extend(self.dates()?);
                blocks.extend(self.services()?);
                blocks.extend(self.terms()?);
                blocks.extend(self.apps()?);
                blocks.extend(self.also_closing()?);
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
                blocks.extend(self.past_dates()?);
                blocks.extend(self.dates()?);
                blocks.extend(self.apps()?);
                blocks.extend(self.also_closing()?);
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
        Ok(blocks)
    }

    fn page(&self, kind: PageKind) -> Said<Letter> {
        let (title, lead) = match kind {
            PageKind::Notice | PageKind::Closed => (self.either("page-title-notice"), self.either("page-lead-notice")),
            PageKind::Gone => ("page-title-gone".into(), "page-lead-gone".into()),
            PageKind::Moving => ("page-title-moving".into(), "page-lead-moving".into()),
        };
        let mut blocks = vec![self.paragraph(&lead, self.values()?)?];
        blocks.extend(self.way()?);
        match kind {
            PageKind::Notice | PageKind::Closed => {
                blocks.extend(self.dates()?);
                blocks.extend(self.services()?);
                blocks.extend(self.apps()?);
                blocks.extend(self.also_closing()?);
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
            Occasion::LastDay => match &self.notice.next_loss {
                Some(loss) => self.say(&last_day("subject", loss), self.with_last_moment(self.values()?, loss)?),
                None => self.say(&self.either("subject-announcement"), self.values()?),
            },
            Occasion::Reminder => match &self.notice.next_loss {
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
                blocks.extend(self.reasons()?);
                blocks.extend(sunset.map(|it| self.lead_of(it)).transpose()?);
            }
            Occasion::LastDay => {
                if let Some(loss) = &self.notice.next_loss {
                    blocks.push(self.paragraph(&last_day("lead", loss), self.with_last_moment(self.values()?, loss)?)?);
                }
                let later = sunset.filter(|it| self.notice.next_loss.as_ref().is_some_and(|loss| loss.told < it.told));
                blocks.extend(later.map(|it| self.lead_of(it)).transpose()?);
            }
            Occasion::Reminder => match &self.notice.next_loss {
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
            Occasion::Closed => {
                blocks.push(self.paragraph(&self.either("lead-closed"), self.values()?)?);
                blocks.extend(self.reasons()?);
            }
            Occasion::Afterwards => blocks.push(self.paragraph("lead-afterwards", self.values()?)?),
        }
        if self.notice.promises.contains(&Promise::NoAction) {
            blocks.push(self.paragraph("no-action-at-all", self.values()?)?);
        }
        Ok(blocks)
    }

    /// Returns what is said of a loss that is ahead.
    fn lead_of(&self, loss: &Told) -> Said<Block> {
        let values = self.with_when(self.values()?, loss)?;
        let values = if loss.kind == MilestoneKind::Sunset { self.with_last_moment(values, loss)? } else { values };
        self.paragraph(&format!("lead-{}", loss.kind.word()), values)
    }

    /// Returns why it is done.
    fn reasons(&self) -> Said<Option<Block>> {
        if self.notice.reasons.is_empty() || self.notice.successor.is_none() {
            return Ok(None);
        }
        let said = self.notice.reasons.iter().map(|it| self.say(&format!("reason-{}", it.word()), self.values()?));
        let text = said.collect::<Said<Vec<_>>>()?.join(" ");
        Ok(Some(Block::Paragraph { text }))
    }

    /// Returns where the old addresses lead, and the button.
    fn way(&self) -> Said<Vec<Block>> {
        let mut blocks = Vec::new();
        let destinations: BTreeSet<&str> = self.notice.sites.iter().filter_map(|it| it.destination.as_deref()).collect();
        // Without a page of the brand's own the button leads there.
        if self.notice.landing.is_some() && self.notice.successor.is_some() && !destinations.is_empty() {
            let shown: Vec<String> = destinations.iter().map(|it| shown(it).to_owned()).collect();
            blocks.push(self.paragraph("destination", self.values()?.with("destination", self.language.list(&shown)))?);
        }
        blocks.extend(self.button()?);
        Ok(blocks)
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

/// Returns the message that says on the last day before `loss` that it is.
fn last_day(part: &str, loss: &Told) -> String {
    match loss.kind {
        MilestoneKind::Sunset => format!("{part}-last-day"),
        kind => format!("{part}-last-day-{}", kind.word()),
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
