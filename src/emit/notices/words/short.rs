//! Says it in two sentences, for a strip, a push or a text message, and when they stop being true.

use super::{Reading, Said, Words};
use crate::emit::language::{Language, Values};
use crate::emit::notices::block::{Block, Link};
use crate::model::plan::notice::{Correction, Notice, NoticePage, Occasion, Told};
use crate::model::spec::milestone::MilestoneKind;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// What is said through one span of time, in few words.
#[derive(Clone)]
pub struct Short {
    pub since: Timestamp,
    /// `None` where nothing ends it.
    pub until: Option<Timestamp>,
    /// Whether the store has closed by then.
    pub is_closed: bool,
    pub title: Phrase,
    pub sentences: Vec<Phrase>,
    /// The first sentence as a text message has it, which begins with who sends it.
    pub opening: String,
    /// What of the sentences a push says: it has room for one date, and says of several only that there are some.
    pub brief: Vec<Phrase>,
    pub is_brief_dated: bool,
    /// Where to read more, and what to call it.
    pub more: Option<(String, Link)>,
    /// The dates that it tells as still ahead.
    pub ahead: Vec<Told>,
}

/// A sentence, and the message that it was made of.
#[derive(Clone, PartialEq, Eq)]
pub struct Phrase {
    pub message: String,
    pub text: String,
}

impl Short {
    /// Returns its sentences as one text.
    pub fn body(&self) -> String {
        joined(&self.sentences)
    }

    fn says_the_same(&self, other: &Short) -> bool {
        let address = |it: &Short| it.more.as_ref().map(|it| (it.0.clone(), it.1.full.clone()));
        self.is_closed == other.is_closed
            && self.title == other.title
            && self.sentences == other.sentences
            && address(self) == address(other)
            && self.ahead == other.ahead
    }
}

/// Returns sentences as one text.
pub fn joined(sentences: &[Phrase]) -> String {
    sentences.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Returns what is said from the notice's day to that of the next, in order of time and without a gap: each time that
/// something of it would stop being true, other words begin.
pub fn shorts(notice: &Notice, language: &Language) -> Said<Vec<Short>> {
    let words = Words::new(notice, language, Reading::AnyTime);
    let (since, until) = notice.window();
    let mut cuts = BTreeSet::from([since]);
    let corrected = notice.corrections.iter().filter_map(|it| it.is.as_ref());
    for date in notice.dates.iter().chain(corrected) {
        cuts.extend([notice.stale_at(date), notice.over_from(date)]);
    }
    cuts.extend(notice.page.iter().flat_map(|it| [it.since, it.until]).flatten());
    let cuts: Vec<Timestamp> = cuts.into_iter().filter(|it| since <= *it && until.is_none_or(|until| *it < until)).collect();
    let mut shorts: Vec<Short> = Vec::new();
    for (rank, at) in cuts.iter().enumerate() {
        let short = words.short(*at, cuts.get(rank + 1).copied().or(until))?;
        match shorts.last_mut().filter(|it| it.says_the_same(&short)) {
            Some(last) => last.until = short.until,
            None => shorts.push(short),
        }
    }
    Ok(shorts)
}

/// Returns what is said when the notice is sent, as if nothing ended it.
pub fn first(notice: &Notice, language: &Language) -> Said<Short> {
    Words::new(notice, language, Reading::AnyTime).short(notice.window().0, None)
}

impl Words<'_> {
    fn short(&self, since: Timestamp, until: Option<Timestamp>) -> Said<Short> {
        let is_closed = self.notice.is_closed_at(since);
        let corrections: Vec<&Correction> = self.notice.corrections.iter().filter(|it| self.is_apt(it, since)).collect();
        let state = match corrections.len() {
            0 if is_closed => self.either("closed"),
            0 => self.either("state"),
            1 => "changed".to_owned(),
            _ => "changed-several".to_owned(),
        };
        let mut sentences = vec![self.phrase(format!("short-{state}"), self.values()?)?];
        sentences.extend(corrections.iter().map(|it| self.short_correction(it)).collect::<Said<Vec<_>>>()?);
        let mut ahead: Vec<Told> = corrections.iter().filter_map(|it| it.is.clone()).collect();
        if let Some(loss) = self.next_loss_at(since).filter(|_| corrections.is_empty() && !is_closed) {
            let values = self.values()?.with("when", self.when_in_short(loss)?).with("word", loss.word.word());
            sentences.push(self.phrase(format!("short-{}", loss.kind.word()), values)?);
            ahead.push(loss.clone());
        }
        let title = match self.notice.occasion {
            _ if !corrections.is_empty() => "correction",
            Occasion::Afterwards => "afterwards",
            _ if is_closed => "closed",
            Occasion::Reminder | Occasion::LastDay if !ahead.is_empty() => "reminder",
            _ => "announcement",
        };
        let brief = match corrections.len() {
            0 => sentences.clone(),
            1 => sentences[1..].to_vec(),
            _ => sentences[..1].to_vec(),
        };
        Ok(Short {
            since,
            until,
            is_closed,
            title: self.phrase(format!("short-title-{title}"), self.values()?)?,
            sentences,
            opening: self.say(&format!("sms-{state}"), self.values()?)?,
            brief,
            is_brief_dated: corrections.len() < 2,
            more: self.more(since)?,
            ahead,
        })
    }

    /// Returns the next loss that may be told as ahead at `at`.
    fn next_loss_at(&self, at: Timestamp) -> Option<&Told> {
        let rank = |it: &Told| MilestoneKind::LOSSES.iter().position(|kind| *kind == it.kind);
        let losses = self.notice.dates.iter().filter(|it| rank(it).is_some() && at < self.notice.stale_at(it));
        losses.min_by_key(|it| (it.told, rank(it)))
    }

    /// Tells whether a correction still tells something at `at`.
    fn is_apt(&self, correction: &Correction, at: Timestamp) -> bool {
        correction.is.as_ref().is_none_or(|it| at < if it.kind.is_gain() { it.told } else { self.notice.stale_at(it) })
    }

    /// Returns a date as it is, and as it was told.
    pub(super) fn short_correction(&self, correction: &Correction) -> Said<Phrase> {
        let date = correction.is.as_ref().unwrap_or(&correction.was);
        let message = if date.kind == MilestoneKind::Migrate { self.either("date-migrate") } else { format!("date-{}", date.kind.word()) };
        let what = self.say(&message, self.with_when(self.values()?, date)?)?;
        let values = self.values()?.with("what", what).with("was", self.when_in_short(&correction.was)?);
        match &correction.is {
            Some(is) => self.phrase("short-correction".to_owned(), values.with("is", self.when_in_short(is)?)),
            None => self.phrase("short-correction-never".to_owned(), values),
        }
    }

    /// Returns where to read more at `at`: the notice's own page while it is served, else where the notice's button leads. A
    /// closed store asks nobody back to its own address while there is another.
    pub(super) fn more(&self, at: Timestamp) -> Said<Option<(String, Link)>> {
        let is_served = |it: &&NoticePage| it.since.is_none_or(|since| since <= at) && it.until.is_none_or(|until| at < until);
        let page = self.notice.page.as_ref().filter(is_served);
        let page = page.map(|it| Ok((self.say("short-more", self.values()?)?, Link::new(&it.url)))).transpose()?;
        let button = self.button()?.and_then(|it| match it {
            Block::Button { text, link } => Some((text, link)),
            _ => None,
        });
        Ok(if self.notice.is_closed_at(at) { button.or(page) } else { page.or(button) })
    }

    fn phrase(&self, message: String, values: Values) -> Said<Phrase> {
        let text = self.say(&message, values)?;
        Ok(Phrase { message, text })
    }
}

/// Returns the name of what a strip is, for those who hear it read.
pub fn label(notice: &Notice, language: &Language) -> Said<String> {
    let words = Words::new(notice, language, Reading::AnyTime);
    words.say("banner-label", words.values()?)
}

/// Returns the text message of what is said at its time.
pub fn message(notice: &Notice, language: &Language, short: &Short) -> Said<String> {
    let words = Words::new(notice, language, Reading::AnyTime);
    let mut parts = vec![short.opening.clone()];
    parts.extend(short.sentences.iter().skip(1).map(|it| it.text.clone()));
    if let Some((_, link)) = short.more.as_ref().filter(|it| !it.1.href.is_empty()) {
        parts.push(words.say("sms-more", Values::new().with("url", &link.full))?);
    }
    Ok(parts.join(" "))
}
