//! Says what stays as it is, who answers for data, which addresses are genuine, and where to ask.

use super::{Reading, Said, Words};
use crate::emit::language::one_line;
use crate::emit::notices::block::{Block, Link, shown};
use crate::model::plan::notice::{OldData, OtherRegion, ServiceFate};
use crate::model::spec::notice::{Promise, Purpose};
use crate::model::spec::service::ServiceKind;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

impl Words<'_> {
    pub(super) fn stays(&self) -> Said<Vec<Block>> {
        let mut blocks = vec![self.heading("heading-stays")?];
        if self.notice.promises.contains(&Promise::BrandContinues) {
            let values = self.values()?;
            blocks.extend(self.notice.successor.as_ref().map(|_| self.paragraph("brand-continues", values)).transpose()?);
        }
        for (promise, message) in
            [(Promise::ProductsAvailable, "products-available"), (Promise::SupportUninterrupted, "support-uninterrupted")]
        {
            if self.notice.promises.contains(&promise) {
                blocks.push(self.paragraph(message, self.values()?)?);
            }
        }
        blocks.extend(self.untouched()?);
        blocks.push(self.paragraph("rights", self.values()?)?);
        Ok(blocks)
    }

    /// Returns the regions that are left alone, those for now apart.
    pub(super) fn untouched(&self) -> Said<Vec<Block>> {
        let mut blocks = Vec::new();
        for (message, is_provisional) in [("untouched", false), ("untouched-for-now", true)] {
            let alike = self.notice.untouched.iter().filter(|it| it.is_provisional == is_provisional);
            let list: Vec<String> = alike.map(|it| self.other_region(it, it.name.clone())).collect();
            if !list.is_empty() {
                blocks.push(self.paragraph(message, self.values()?.with("list", self.language.list(&list)))?);
            }
        }
        Ok(blocks)
    }

    /// Returns the other stores that close, for their customers may be this one's too.
    pub(super) fn also_closing(&self) -> Said<Vec<Block>> {
        if self.notice.also_closing.is_empty() {
            return Ok(Vec::new());
        }
        let items = self.notice.also_closing.iter().map(|it| self.other_region(it, String::new())).collect();
        Ok(vec![self.heading("heading-also-closing")?, self.paragraph("also-closing", self.values()?)?, Block::List { items }])
    }

    /// Returns a region by its countries, where the messages know them, else by `name`, and its addresses.
    fn other_region(&self, region: &OtherRegion, name: String) -> String {
        let countries: Option<Vec<String>> = region.countries.iter().map(|it| self.language.country(it)).collect();
        let name = countries.filter(|it| !it.is_empty()).map_or(name, |it| self.language.list(&it));
        let addresses: Vec<String> = region.addresses.iter().map(|it| shown(it).to_owned()).collect();
        let addresses = self.language.list(&addresses);
        match (name.is_empty(), addresses.is_empty()) {
            (true, _) => one_line(&addresses),
            (false, true) => one_line(&name),
            (false, false) => one_line(&format!("{name} ({addresses})")),
        }
    }

    /// Returns what becomes of data that stays with the old store, alike for all services or by name.
    fn old_data(&self) -> Said<Vec<Block>> {
        let mut alike: BTreeMap<OldData, Vec<&ServiceFate>> = BTreeMap::new();
        for fate in self.services.iter().copied() {
            if let Some(data) = fate.old_data {
                alike.entry(data).or_default().push(fate);
            }
        }
        let mut blocks = Vec::new();
        for (data, fates) in &alike {
            let names = fates.iter().map(|it| self.name(it).map(|it| self.language.within(&it))).collect::<Said<Vec<_>>>()?;
            let mut said = vec![self.say("old-data", self.values()?.with("services", self.language.list(&names)))?];
            let is_over = |it: &Date| self.reading == Reading::OnItsDay && *it < self.notice.day;
            for (message, day) in [
                ("old-data-export", data.export_until.filter(|it| !is_over(it))),
                ("old-data-keep", data.keep_until),
                ("old-data-erase", data.erase_on),
            ] {
                let day = day.map(|it| self.language.day(it));
                said.extend(day.map(|it| self.say(message, self.values()?.with("day", it))).transpose()?);
            }
            blocks.push(Block::Paragraph { text: said.join(" ") });
        }
        Ok(blocks)
    }

    pub(super) fn personal_data(&self) -> Said<Vec<Block>> {
        let old_data = self.old_data()?;
        let Some(controller) = &self.notice.controller else {
            let heading = if old_data.is_empty() { None } else { Some(self.heading("heading-data")?) };
            return Ok(heading.into_iter().chain(old_data).collect());
        };
        let message = if controller.before == controller.after { "controller-same" } else { "controller-change" };
        let values = self.values()?.with("before", &controller.before).with("after", &controller.after);
        let mut blocks = vec![self.heading("heading-data")?, self.paragraph(message, values.clone())?];
        let purpose = controller.purpose.filter(|_| controller.before != controller.after).map(|it| match it {
            Purpose::Same => "controller-purpose-same",
            Purpose::Further => "controller-purpose-further",
        });
        blocks.extend(purpose.map(|it| self.paragraph(it, values.clone())).transpose()?);
        if !controller.countries.is_empty() {
            let name = |it: &String| self.language.country(it).unwrap_or_else(|| it.clone());
            let countries: Vec<String> = controller.countries.iter().map(name).collect();
            blocks.push(self.paragraph("controller-countries", values.clone().with("countries", self.language.list(&countries)))?);
        }
        blocks.extend(old_data);
        blocks.push(self.paragraph("data-rights", values)?);
        blocks.push(Block::Contact { links: vec![Link::new(&controller.contact)] });
        Ok(blocks)
    }

    /// Returns what customers can do about services that get worse.
    pub(super) fn terms(&self) -> Said<Option<Block>> {
        let Some(terms) = &self.notice.terms else { return Ok(None) };
        let harmed = self.services.iter().filter(|it| terms.services.contains(&it.name));
        let names = harmed.map(|it| self.name(it).map(|it| self.language.within(&it))).collect::<Said<Vec<_>>>()?;
        let values = self.values()?.with("services", self.language.list(&names)).with_count("days", terms.days, self.language);
        self.paragraph("terms-right", values).map(Some)
    }

    pub(super) fn genuine(&self) -> Said<Vec<Block>> {
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

    pub(super) fn contact(&self) -> Said<Vec<Block>> {
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
}
