//! Says what customers ask, and what is true whenever they ask it.

use super::{Reading, Said, Words};
use crate::emit::language::{Language, Values};
use crate::emit::notices::block::{Block, Item, Letter, Link};
use crate::model::plan::notice::{Notice, Occasion, ServiceFate, Told};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::notice::Promise;
use crate::model::spec::service::{Move, ServiceKind};
use jiff::Timestamp;

/// Returns questions and answers: a heading each, and what is said below it.
pub fn faq(notice: &Notice, language: &Language) -> Said<Letter> {
    let words = Words::new(notice, language, Reading::AnyTime);
    let mut blocks = Vec::new();
    for (question, answer) in words.questions()? {
        if !answer.is_empty() {
            blocks.push(Block::Heading { text: question });
            blocks.extend(answer);
        }
    }
    Ok(Letter { title: words.say("faq-title", words.values()?)?, blocks })
}

/// Returns what customer service sends as a reply; it has no title.
pub fn reply(notice: &Notice, language: &Language) -> Said<Letter> {
    let words = Words::new(notice, language, Reading::AnyTime);
    let mut blocks = vec![words.paragraph("macro-greeting", words.values()?)?];
    if words.has_closed() {
        blocks.push(words.paragraph(&words.either("lead-closed"), words.values()?)?);
        blocks.extend(words.destinations()?);
    } else {
        blocks.push(words.paragraph(&words.either("macro-lead"), words.values()?)?);
        if words.notice.occasion == Occasion::Correction {
            blocks.push(words.paragraph("macro-correction", words.values()?)?);
            blocks.extend(words.corrected()?);
        }
        blocks.push(words.paragraph("macro-dates", words.values()?)?);
        blocks.extend(words.table()?);
        if let Some((text, link)) = words.more_at_all_times()? {
            blocks.push(Block::Paragraph { text });
            blocks.push(Block::Contact { links: vec![link] });
        }
    }
    blocks.extend(behind_heading(words.genuine()?));
    Ok(Letter { title: String::new(), blocks })
}

impl Words<'_> {
    fn questions(&self) -> Said<Vec<(String, Vec<Block>)>> {
        let ask = |message: &str| self.say(message, self.values()?);
        let mut all = Vec::new();
        if self.notice.occasion == Occasion::Correction {
            all.push((ask("faq-correction")?, self.corrected()?));
        }
        all.push((ask("faq-close")?, self.close()?));
        all.push((ask("faq-order")?, self.order()?));
        all.push((ask("faq-where")?, self.destinations()?));
        all.push((ask("faq-action")?, vec![self.action()?]));
        for fate in &self.services {
            all.push((self.question(fate)?, self.answer(fate)?));
        }
        for app in &self.notice.apps {
            let question = self.say("faq-app", self.values()?.with("app", &app.name))?;
            let has_ended = app.ends.as_ref().is_some_and(|it| self.notice.over_from(it) <= self.notice.window().0);
            let reading = if has_ended { Reading::OnItsDay } else { Reading::AnyTime };
            let item = Words::new(self.notice, self.language, reading).app(app)?;
            all.push((question, untitled(item)));
        }
        if !self.has_closed() {
            all.push((ask("faq-dates")?, self.table()?));
        }
        all.push((ask("faq-genuine")?, behind_heading(self.genuine()?)));
        all.push((ask("faq-data")?, behind_heading(self.personal_data()?)));
        all.push((ask("faq-rights")?, vec![self.paragraph("rights", self.values()?)?, self.paragraph("faq-no-advice", self.values()?)?]));
        if self.notice.promises.contains(&Promise::BrandContinues) && self.notice.successor.is_some() {
            all.push((ask("faq-brand")?, vec![self.paragraph("brand-continues", self.values()?)?]));
        }
        if !self.notice.untouched.is_empty() {
            all.push((ask("faq-untouched")?, self.untouched()?));
        }
        all.push((ask("faq-contact")?, behind_heading(self.contact()?)));
        Ok(all)
    }

    fn has_closed(&self) -> bool {
        matches!(self.notice.occasion, Occasion::Closed | Occasion::Afterwards)
    }

    fn close(&self) -> Said<Vec<Block>> {
        if self.has_closed() {
            return Ok(vec![self.paragraph(&self.either("lead-closed"), self.values()?)?]);
        }
        let Some(sunset) = self.notice.date(MilestoneKind::Sunset) else { return Ok(Vec::new()) };
        let values = self.with_last_moment(self.with_when(self.values()?, sunset)?, sunset)?;
        Ok(vec![self.paragraph("faq-close-answer", values)?])
    }

    fn order(&self) -> Said<Vec<Block>> {
        let stop = self.notice.date(MilestoneKind::SalesStop);
        let since = self.notice.window().0;
        if self.has_closed() || stop.is_some_and(|it| self.notice.over_from(it) <= since) {
            return Ok(vec![self.paragraph("faq-order-ended", self.values()?)?]);
        }
        let Some(stop) = stop else { return Ok(Vec::new()) };
        Ok(vec![self.paragraph("faq-order-answer", self.with_when(self.values()?, stop)?)?])
    }

    /// Returns where customers go, site by site, and where the brand stands.
    fn destinations(&self) -> Said<Vec<Block>> {
        let to = self.notice.sites.iter().filter_map(|it| it.destination.as_ref()).chain(&self.notice.landing);
        let mut links: Vec<Link> = Vec::new();
        for link in to.map(|it| Link::new(it)) {
            if !links.iter().any(|it| it.full == link.full) {
                links.push(link);
            }
        }
        if links.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![self.paragraph("page-destination", self.values()?)?, Block::Contact { links }])
    }

    fn action(&self) -> Said<Block> {
        let is_promised = self.notice.promises.contains(&Promise::NoAction);
        self.paragraph(if is_promised { "no-action-at-all" } else { "faq-action-answer" }, self.values()?)
    }

    /// Returns what is asked of a service: by its class, or by its name where several are of one class.
    fn question(&self, fate: &ServiceFate) -> Said<String> {
        let own = format!("faq-{}", fate.kind.word());
        let is_twin = self.services.iter().filter(|it| it.kind == fate.kind).count() > 1;
        if is_twin || fate.kind == ServiceKind::Other {
            return self.say("faq-service", self.values()?.with("service", self.name(fate)?));
        }
        self.say_first(&[&own, "faq-service"], self.values()?.with("service", self.name(fate)?))
    }

    /// Returns what becomes of a service; where all of it lies behind the notice's day, where it is.
    fn answer(&self, fate: &ServiceFate) -> Said<Vec<Block>> {
        let since = self.notice.window().0;
        let dates = || fate.since.iter().chain(&fate.until);
        let is_behind = dates().next().is_some() && !fate.is_open && dates().all(|it| self.notice.over_from(it) <= since);
        let mut item = if is_behind { self.present(fate)? } else { self.service(fate)? };
        if is_behind && fate.needs_match && fate.kind == ServiceKind::Accounts && fate.movement != Move::End {
            item.text = format!("{} {}", item.text, self.say("match-account", self.values_of(fate)?)?);
        }
        Ok(untitled(item))
    }

    /// Returns all dates, each with its word, whether ahead or behind.
    fn table(&self) -> Said<Vec<Block>> {
        let row = |it: &Told| {
            let values = Values::new().with("what", self.what(it)?).with("when", self.when(it)?);
            self.say("faq-row", values)
        };
        let items = self.notice.dates.iter().map(row).collect::<Said<Vec<_>>>()?;
        if items.is_empty() { Ok(Vec::new()) } else { Ok(vec![Block::List { items }, Block::Paragraph { text: self.clocks()? }]) }
    }

    /// Returns each date that has moved.
    fn corrected(&self) -> Said<Vec<Block>> {
        let items = self.notice.corrections.iter().map(|it| self.short_correction(it).map(|it| it.text)).collect::<Said<Vec<_>>>()?;
        Ok(if items.is_empty() { Vec::new() } else { vec![Block::List { items }] })
    }

    /// Returns where to read more, if it is the same from the notice's day to that of the next.
    fn more_at_all_times(&self) -> Said<Option<(String, Link)>> {
        let (since, until) = self.notice.window();
        let page = self.notice.page.iter().flat_map(|it| [it.since, it.until]).flatten();
        let last: Timestamp = page.filter(|it| since < *it && until.is_none_or(|until| *it < until)).max().unwrap_or(since);
        // The button's address outlives the page.
        self.more(last)
    }
}

/// Returns what an item says, without its title.
fn untitled(item: Item) -> Vec<Block> {
    let text = Some(item.text).filter(|it| !it.is_empty()).map(|text| Block::Paragraph { text });
    let lines = item.lines.into_iter().flat_map(|it| [Block::Paragraph { text: it.label }, Block::Contact { links: it.links }]);
    text.into_iter().chain(lines).collect()
}

/// Returns what stands below a heading: a question takes its place.
fn behind_heading(blocks: Vec<Block>) -> Vec<Block> {
    blocks.into_iter().filter(|it| !matches!(it, Block::Heading { .. })).collect()
}
