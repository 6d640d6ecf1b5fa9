//! Puts the facts of a notice into words, block by block.

use super::super::language::{Fault, Language, Values, one_line};
use super::block::{Block, Item, Letter, Line, Link, Row, shown};
use crate::model::graph::time;
use crate::model::plan::PageKind;
use crate::model::plan::notice::{AppFate, Notice, Occasion, ServiceFate, Told, ToldWord, Untouched};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::notice::Promise;
use crate::model::spec::service::{Move, Rounding, ServiceKind};
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

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
            Occasion::LastDay => self.say("subject-last-day", self.with_last_moment(self.values()?)?),
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
                blocks.extend(sunset.map(|it| self.lead_of(it)).transpose()?);
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
            Occasion::LastDay => blocks.push(self.paragraph("lead-last-day", self.with_last_moment(self.values()?)?)?),
            Occasion::Closed => blocks.push(self.paragraph(&self.either("lead-closed"), self.values()?)?),
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

    // Dates.

    fn dates(&self) -> Said<Vec<Block>> {
        let is_ahead = |it: &&Told| self.reading == Reading::AnyTime || !self.is_over(it);
        let rows = self.notice.dates.iter().filter(is_ahead);
        let rows = rows.map(|it| Ok(Row { what: self.what(it)?, when: self.when(it)? })).collect::<Said<Vec<_>>>()?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![self.heading("heading-dates")?, Block::Dates { caption: self.clocks()?, rows }])
    }

    /// Returns the clock, or the clocks, by which all dates are meant.
    fn clocks(&self) -> Said<String> {
        let sites = &self.notice.sites;
        if self.has_one_clock() {
            return self.say("dates-zone", self.values()?);
        }
        let of_site = |it: &crate::model::plan::notice::SiteMove| {
            let values = Values::new().with("zone", self.language.zone(&it.zone)?).with("site", shown(&it.url));
            self.say("zone-of-site", values)
        };
        let clocks = sites.iter().map(of_site).collect::<Said<Vec<_>>>()?;
        self.say("dates-zones", self.values()?.with("zones", self.language.list(&clocks)))
    }

    fn what(&self, date: &Told) -> Said<String> {
        let is_of = |it: &Option<Told>| it.as_ref().is_some_and(|it| it.milestone == date.milestone);
        let services: Vec<&ServiceFate> = match date.kind {
            MilestoneKind::Freeze => self.services.iter().copied().filter(|it| it.gap_days > 0 && is_of(&it.since)).collect(),
            MilestoneKind::Restore => {
                let is_back = |it: &&ServiceFate| it.movement != Move::End && is_of(&it.until) && !is_of(&it.since);
                self.services.iter().copied().filter(is_back).collect()
            }
            _ => Vec::new(),
        };
        let message = match date.kind {
            MilestoneKind::Migrate => self.either("date-migrate"),
            kind if services.is_empty() => format!("date-{}", kind.word()),
            kind => format!("date-{}-of", kind.word()),
        };
        let names = services.iter().map(|it| self.name(it).map(|it| uncapitalised(&it))).collect::<Said<Vec<_>>>()?;
        self.say(&message, self.with_when(self.values()?, date)?.with("services", self.language.list(&names)))
    }

    /// Returns a date with its word and its weekday, as `before Tuesday 31 December 2024`.
    fn when(&self, date: &Told) -> Said<String> {
        self.dated(date, |it| self.language.weekday(it))
    }

    /// Returns a date with its word, as `before 31 December 2024`.
    fn when_in_short(&self, date: &Told) -> Said<String> {
        self.dated(date, |it| self.language.day(it))
    }

    fn dated(&self, date: &Told, shown: impl Fn(Date) -> String) -> Said<String> {
        let local = date.told.to_zoned(self.zone.clone());
        let (word, day) = match date.word {
            ToldWord::At if local.time() == Time::midnight() => ("at-start", local.date()),
            ToldWord::At => ("at", local.date()),
            word => (word.word(), date.day),
        };
        let values = Values::new().with("day", shown(day)).with("time", self.language.time(local.time())?);
        self.language.text(&format!("when-{word}"), &values)
    }

    /// Tells whether a date is behind the notice's day from its beginning.
    fn is_over(&self, date: &Told) -> bool {
        !self.notice.is_ahead(date)
    }

    /// Adds `$last-day` and `$last-time`: the last minute that customers are promised.
    fn with_last_moment(&self, values: Values) -> Said<Values> {
        let Some(sunset) = self.notice.date(MilestoneKind::Sunset) else { return Ok(values) };
        let local = |it: Timestamp| it.to_zoned(self.zone.clone());
        let is_hour = sunset.word == ToldWord::At && local(sunset.told).time() != Time::midnight();
        let last = local(if is_hour { sunset.told } else { sunset.told - SignedDuration::from_mins(1) });
        Ok(values.with("last-day", self.language.weekday(last.date())).with("last-time", self.language.time(last.time())?))
    }

    // Services.

    fn services(&self) -> Said<Vec<Block>> {
        let item =
            |it: &ServiceFate| if self.reading == Reading::OnItsDay && self.is_moved(it) { self.present(it) } else { self.service(it) };
        let items = self.services.iter().copied().map(item).collect::<Said<Vec<_>>>()?;
        if items.is_empty() { Ok(Vec::new()) } else { Ok(vec![self.heading("heading-services")?, Block::Items { items }]) }
    }

    fn service(&self, fate: &ServiceFate) -> Said<Item> {
        let values = || self.values_of(fate);
        let (kind, movement) = (fate.kind.word(), fate.movement.word());
        let mut said = vec![self.say_first(&[&format!("fate-{kind}-{movement}"), &format!("fate-{movement}")], values()?)?];
        said.extend(self.timing(fate)?);
        if let Some(cohort) = &fate.cohort {
            let day = Values::new().with("day", self.language.day(cohort.day));
            let when = self.say(&format!("when-{}", cohort.word.word()), day)?;
            let basis = cohort.basis.word();
            let (own, general) = (format!("cohort-{kind}-{basis}"), format!("cohort-{basis}"));
            said.push(self.say_first(&[&own, &general], values()?.with("when", when))?);
        }
        if let Some(rate) = &fate.rate {
            let values = values()?.with_count("old", rate.old.into(), self.language).with_count("new", rate.new.into(), self.language);
            said.push(self.say_first(&[&format!("rate-{kind}"), "rate"], values)?);
            said.extend(rate.rounding.map(|it| self.say(rounding(it), self.values()?)).transpose()?);
        }
        for it in &fate.reduced {
            said.push(self.say(&format!("reduced-{}", it.word()), values()?)?);
        }
        if let Some(compensation) = fate.compensation.as_ref().filter(|_| fate.gap_days > 0) {
            said.push(self.say_first(&[&format!("compensation-{}", slug(compensation)), "compensation"], values()?)?);
        }
        let action = match (fate.needs_match, fate.movement) {
            (_, Move::End | Move::Reroute | Move::None) => None,
            (true, _) if fate.kind == ServiceKind::Accounts => Some("match-account"),
            (true, _) => Some("match-service"),
            (false, _) => Some("no-action"),
        };
        said.extend(action.map(|it| self.say(it, values()?)).transpose()?);
        Ok(Item { title: self.name(fate)?, text: said.join(" "), lines: self.lines(fate)? })
    }

    fn timing(&self, fate: &ServiceFate) -> Said<Option<String>> {
        let values = self.values_of(fate)?;
        if fate.movement == Move::End {
            let end = fate.since.as_ref().or(fate.until.as_ref()).or(self.notice.date(MilestoneKind::Sunset));
            let own = format!("timing-end-{}", fate.kind.word());
            let values = |it: &Told| Ok(values.clone().with("when", self.when_in_short(it)?).with("word", it.word.word()));
            return end.map(|it| self.say_first(&[&own, "timing-end"], values(it)?)).transpose();
        }
        Ok(Some(match (&fate.since, &fate.until) {
            (Some(since), Some(until)) if fate.gap_days > 0 => self.gap(fate, since, until)?,
            (Some(since), Some(until)) if since.milestone != until.milestone => {
                self.say("timing-window", values.with("since", self.when_in_short(since)?).with("until", self.when_in_short(until)?))?
            }
            (Some(since), _) => self.say("timing-instant", values.with("since", self.when_in_short(since)?))?,
            (None, Some(until)) => self.say("timing-until", values.with("until", self.when_in_short(until)?))?,
            (None, None) => return Ok(None),
        }))
    }

    fn gap(&self, fate: &ServiceFate, since: &Told, until: &Told) -> Said<String> {
        let from = since.told.min(since.switch).to_zoned(self.zone.clone()).date();
        let values = self.values_of(fate)?.with("from", self.language.day(from)).with("until", self.when_in_short(until)?);
        let values = values.with_count("days", fate.gap_days, self.language);
        self.say_first(&[&format!("gap-{}", fate.kind.word()), "gap"], values)
    }

    /// Returns what is not usable for a time, and how long.
    fn gaps(&self) -> Said<Vec<Block>> {
        let mut items = Vec::new();
        for fate in self.services.iter().filter(|it| it.gap_days > 0) {
            if let (Some(since), Some(until)) = (&fate.since, &fate.until) {
                items.push(Item { title: self.name(fate)?, text: self.gap(fate, since, until)?, lines: self.lines(fate)? });
            }
        }
        if items.is_empty() {
            return Ok(Vec::new());
        }
        Ok(vec![self.heading("heading-services")?, Block::Paragraph { text: self.clocks()? }, Block::Items { items }])
    }

    /// Returns where each service is now, or that it is still under way.
    fn whereabouts(&self) -> Said<Vec<Block>> {
        let items = self.services.iter().map(|it| self.present(it)).collect::<Said<Vec<_>>>()?;
        if items.is_empty() { Ok(Vec::new()) } else { Ok(vec![self.heading("heading-now")?, Block::Items { items }]) }
    }

    fn present(&self, fate: &ServiceFate) -> Said<Item> {
        let values = self.values_of(fate)?;
        if fate.is_open {
            let (kind, movement) = (fate.kind.word(), fate.movement.word());
            let text = self.say_first(&[&format!("fate-{kind}-{movement}"), &format!("fate-{movement}")], values)?;
            return Ok(Item { title: self.name(fate)?, text, lines: self.lines(fate)? });
        }
        let end = fate.until.as_ref().or(fate.since.as_ref()).filter(|_| fate.movement != Move::End && !self.is_moved(fate));
        let text = match end {
            Some(end) => self.say("now-pending", values.with("until", self.when_in_short(end)?))?,
            None => self.say(&format!("now-{}", fate.movement.word()), values)?,
        };
        Ok(Item { title: self.name(fate)?, text, lines: self.lines(fate)? })
    }

    /// Tells whether a service that goes on is where it goes, on the notice's day.
    fn is_moved(&self, fate: &ServiceFate) -> bool {
        fate.movement != Move::End && fate.until.as_ref().or(fate.since.as_ref()).is_some_and(|it| self.is_over(it))
    }

    /// Returns the address of each service that has a new one.
    fn addresses(&self) -> Said<Vec<Block>> {
        let mut items = Vec::new();
        for fate in &self.services {
            let lines = self.lines(fate)?;
            if !lines.is_empty() {
                items.push(Item { title: self.name(fate)?, text: String::new(), lines });
            }
        }
        if items.is_empty() { Ok(Vec::new()) } else { Ok(vec![self.heading("heading-addresses")?, Block::Items { items }]) }
    }

    /// Returns the service's name; its own stands behind that of its class where several have the same.
    fn name(&self, fate: &ServiceFate) -> Said<String> {
        let service = self.say(&format!("service-{}", fate.kind.word()), self.values()?)?;
        let is_twin = self.services.iter().filter(|it| it.kind == fate.kind).count() > 1;
        if !is_twin && fate.kind != ServiceKind::Other {
            return Ok(service);
        }
        self.say("service-named", Values::new().with("service", service).with("name", fate.name.replace('-', " ")))
    }

    fn lines(&self, fate: &ServiceFate) -> Said<Vec<Line>> {
        let mut lines = Vec::new();
        if let Some(url) = &fate.url {
            lines.push(Line { label: self.say("where", self.values()?)?, links: vec![Link::new(url)] });
        }
        let others: Vec<Link> = fate.contact.iter().filter(|it| Some(*it) != fate.url.as_ref()).map(|it| Link::new(it)).collect();
        if !others.is_empty() {
            lines.push(Line { label: self.say("reach", self.values()?)?, links: others });
        }
        Ok(lines)
    }

    fn apps(&self) -> Said<Vec<Block>> {
        let items = self.notice.apps.iter().map(|it| self.app(it)).collect::<Said<Vec<_>>>()?;
        if items.is_empty() { Ok(Vec::new()) } else { Ok(vec![self.heading("heading-apps")?, Block::Items { items }]) }
    }

    fn app(&self, fate: &AppFate) -> Said<Item> {
        let values = || Ok(self.values()?.with("app", &fate.name));
        let mut said = Vec::new();
        let is_said = |it: &&Told| self.reading == Reading::AnyTime || !self.is_over(it);
        if let Some(delisted) = fate.delisted.as_ref().filter(is_said) {
            said.push(self.say("app-delisted", self.with_when(values()?, delisted)?)?);
        }
        match &fate.ends {
            Some(ends) if is_said(&ends) => said.push(self.say("app-ends", self.with_when(values()?, ends)?)?),
            // It works until its switch; between the two nothing is said of it.
            Some(ends) if self.is_switched(ends) => said.push(self.say("app-ended", values()?)?),
            _ => {}
        }
        said.extend(fate.replacement.as_ref().map(|it| self.say("app-replacement", values()?.with("replacement", it))).transpose()?);
        let line = |url: &String| Ok(Line { label: self.say("where", self.values()?)?, links: vec![Link::new(url)] });
        let lines = fate.url.iter().map(line).collect::<Said<Vec<_>>>()?;
        Ok(Item { title: one_line(&fate.name), text: said.join(" "), lines })
    }

    fn is_switched(&self, date: &Told) -> bool {
        crate::model::graph::time::start(self.notice.day, &self.zone).is_ok_and(|start| date.switch <= start)
    }

    // What stays, and whom to trust.

    fn stays(&self) -> Said<Vec<Block>> {
        let mut blocks = vec![self.heading("heading-stays")?];
        if self.notice.promises.contains(&Promise::BrandContinues) {
            let values = self.values()?;
            blocks.extend(self.notice.successor.as_ref().map(|_| self.paragraph("brand-continues", values)).transpose()?);
        }
        if !self.notice.untouched.is_empty() {
            let list: Vec<String> = self.notice.untouched.iter().map(|it| self.untouched(it)).collect();
            blocks.push(self.paragraph("untouched", self.values()?.with("list", self.language.list(&list)))?);
        }
        blocks.push(self.paragraph("rights", self.values()?)?);
        Ok(blocks)
    }

    /// Returns a region's name in the reader's language where the messages know its countries, else as it was written.
    fn untouched(&self, region: &Untouched) -> String {
        let countries: Option<Vec<String>> = region.countries.iter().map(|it| self.language.country(it)).collect();
        let name = countries.filter(|it| !it.is_empty()).map_or_else(|| region.name.clone(), |it| self.language.list(&it));
        if region.hosts.is_empty() { name } else { format!("{name} ({})", self.language.list(&region.hosts)) }
    }

    fn personal_data(&self) -> Said<Vec<Block>> {
        let Some(controller) = &self.notice.controller else { return Ok(Vec::new()) };
        let message = if controller.before == controller.after { "controller-same" } else { "controller-change" };
        let values = self.values()?.with("before", &controller.before).with("after", &controller.after);
        Ok(vec![
            self.heading("heading-data")?,
            self.paragraph(message, values.clone())?,
            self.paragraph("data-rights", values)?,
            Block::Contact { links: vec![Link::new(&controller.contact)] },
        ])
    }

    fn genuine(&self) -> Said<Vec<Block>> {
        let mut blocks = vec![self.heading("heading-genuine")?];
        if !self.notice.genuine_hosts.is_empty() {
            blocks.push(self.paragraph("genuine", self.values()?)?);
        }
        blocks.push(Block::List { items: self.notice.genuine_hosts.iter().map(|it| one_line(it)).collect() });
        if let Some(sender) = &self.notice.sender {
            blocks.push(self.paragraph("sender", self.values()?.with("sender", sender))?);
        }
        Ok(blocks)
    }

    fn contact(&self) -> Said<Vec<Block>> {
        let mut blocks = Vec::new();
        if let Some(mail) = &self.notice.reply_to {
            blocks.push(self.paragraph("contact", self.values()?)?);
            blocks.push(Block::Contact { links: vec![Link::new(mail)] });
        }
        let care = self.services.iter().filter(|it| it.kind == ServiceKind::CustomerService);
        let mut addresses: Vec<&String> = care.flat_map(|it| it.url.iter().chain(&it.contact)).collect();
        let mut seen = BTreeSet::new();
        addresses.retain(|it| Some(*it) != self.notice.reply_to.as_ref() && seen.insert(*it));
        let links: Vec<Link> = addresses.into_iter().map(|it| Link::new(it)).collect();
        if !links.is_empty() {
            blocks.push(self.paragraph("contact-service", self.values()?)?);
            blocks.push(Block::Contact { links });
        }
        if !blocks.is_empty() {
            blocks.insert(0, self.heading("heading-contact")?);
        }
        Ok(blocks)
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

fn rounding(rounding: Rounding) -> &'static str {
    match rounding {
        Rounding::Up => "rounding-up",
        Rounding::Down => "rounding-down",
        Rounding::Nearest => "rounding-nearest",
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
