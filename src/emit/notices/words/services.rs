//! Says what becomes of each service and app, and what its customers do.

use super::{Reading, Said, Words, slug};
use crate::emit::language::{Values, one_line};
use crate::emit::notices::block::{Block, Item, Line, Link};
use crate::model::graph::time;
use crate::model::plan::notice::{AppFate, ServiceFate, Told};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::service::{Move, Rounding, ServiceKind};

impl Words<'_> {
    pub(super) fn services(&self) -> Said<Vec<Block>> {
        let item =
            |it: &ServiceFate| if self.reading == Reading::OnItsDay && self.is_moved(it) { self.present(it) } else { self.service(it) };
        let items = self.services.iter().copied().map(item).collect::<Said<Vec<_>>>()?;
        if items.is_empty() { Ok(Vec::new()) } else { Ok(vec![self.heading("heading-services")?, Block::Items { items }]) }
    }

    pub(super) fn service(&self, fate: &ServiceFate) -> Said<Item> {
        let values = || self.values_of(fate);
        let kind = fate.kind.word();
        let mut said = vec![self.fate(fate)?];
        said.extend(self.timing(fate)?);
        if let Some(span) = fate.tail.map(|it| self.span(it)).transpose()?.flatten() {
            said.push(self.say_first(&[&format!("tail-{kind}"), "tail"], values()?.with("span", span))?);
        }
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
        if let Some(span) = fate.valid_for.map(|it| self.span(it)).transpose()?.flatten() {
            said.push(self.say("valid-for", values()?.with("span", span))?);
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

    /// Returns what becomes of a service.
    fn fate(&self, fate: &ServiceFate) -> Said<String> {
        let (kind, movement) = (fate.kind.word(), fate.movement.word());
        let values = self.values_of(fate)?;
        if fate.kind == ServiceKind::Catalogue && fate.movement == Move::Transfer && !self.notice.not_sold.is_empty() {
            return self.say("fate-catalogue-transfer-but", values.with("lines", self.language.list(&self.notice.not_sold)));
        }
        self.say_first(&[&format!("fate-{kind}-{movement}"), &format!("fate-{movement}")], values)
    }

    pub(super) fn timing(&self, fate: &ServiceFate) -> Said<Option<String>> {
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

    pub(super) fn gap(&self, fate: &ServiceFate, since: &Told, until: &Told) -> Said<String> {
        let from = since.told.min(since.switch).to_zoned(self.zone.clone()).date();
        let values = self.values_of(fate)?.with("from", self.language.day(from)).with("until", self.when_in_short(until)?);
        let values = values.with_count("days", fate.gap_days, self.language);
        self.say_first(&[&format!("gap-{}", fate.kind.word()), "gap"], values)
    }

    /// Returns what is not usable for a time, and how long.
    pub(super) fn gaps(&self) -> Said<Vec<Block>> {
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
    pub(super) fn whereabouts(&self) -> Said<Vec<Block>> {
        let items = self.services.iter().map(|it| self.present(it)).collect::<Said<Vec<_>>>()?;
        if items.is_empty() { Ok(Vec::new()) } else { Ok(vec![self.heading("heading-now")?, Block::Items { items }]) }
    }

    pub(super) fn present(&self, fate: &ServiceFate) -> Said<Item> {
        let values = self.values_of(fate)?;
        if fate.is_open {
            return Ok(Item { title: self.name(fate)?, text: self.fate(fate)?, lines: self.lines(fate)? });
        }
        let end = fate.until.as_ref().or(fate.since.as_ref()).filter(|_| fate.movement != Move::End && !self.is_moved(fate));
        let text = match end {
            Some(end) => self.say("now-pending", values.with("until", self.when_in_short(end)?))?,
            None => self.say(&format!("now-{}", fate.movement.word()), values)?,
        };
        Ok(Item { title: self.name(fate)?, text, lines: self.lines(fate)? })
    }

    /// Tells whether a service that goes on is where it goes, on the notice's day.
    pub(super) fn is_moved(&self, fate: &ServiceFate) -> bool {
        fate.movement != Move::End && fate.until.as_ref().or(fate.since.as_ref()).is_some_and(|it| self.is_over(it))
    }

    /// Returns the address of each service that has a new one.
    pub(super) fn addresses(&self) -> Said<Vec<Block>> {
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
    pub(super) fn name(&self, fate: &ServiceFate) -> Said<String> {
        let service = self.say(&format!("service-{}", fate.kind.word()), self.values()?)?;
        let is_twin = self.services.iter().filter(|it| it.kind == fate.kind).count() > 1;
        if !is_twin && fate.kind != ServiceKind::Other {
            return Ok(service);
        }
        self.say("service-named", Values::new().with("service", service).with("name", fate.name.replace('-', " ")))
    }

    pub(super) fn lines(&self, fate: &ServiceFate) -> Said<Vec<Line>> {
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

    pub(super) fn apps(&self) -> Said<Vec<Block>> {
        let items = self.notice.apps.iter().map(|it| self.app(it)).collect::<Said<Vec<_>>>()?;
        if items.is_empty() { Ok(Vec::new()) } else { Ok(vec![self.heading("heading-apps")?, Block::Items { items }]) }
    }

    pub(super) fn app(&self, fate: &AppFate) -> Said<Item> {
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

    pub(super) fn is_switched(&self, date: &Told) -> bool {
        time::start(self.notice.day, &self.zone).is_ok_and(|start| date.switch <= start)
    }
}

fn rounding(rounding: Rounding) -> &'static str {
    match rounding {
        Rounding::Up => "rounding-up",
        Rounding::Down => "rounding-down",
        Rounding::Nearest => "rounding-nearest",
    }
}
