//! Says what stays as it is, who answers for data, which addresses are genuine, and where to ask.

use super::{Said, Words, uncapitalised};
use crate::emit::language::one_line;
use crate::emit::notices::block::{Block, Link};
use crate::model::plan::notice::Untouched;
use crate::model::spec::notice::{Promise, Purpose};
use crate::model::spec::service::ServiceKind;
use std::collections::BTreeSet;

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
        if !self.notice.untouched.is_empty() {
            let list: Vec<String> = self.notice.untouched.iter().map(|it| self.untouched(it)).collect();
            blocks.push(self.paragraph("untouched", self.values()?.with("list", self.language.list(&list)))?);
        }
        blocks.push(self.paragraph("rights", self.values()?)?);
        Ok(blocks)
    }

    /// Returns a region's name in the reader's language where the messages know its countries, else as it was written.
    pub(super) fn untouched(&self, region: &Untouched) -> String {
        let countries: Option<Vec<String>> = region.countries.iter().map(|it| self.language.country(it)).collect();
        let name = countries.filter(|it| !it.is_empty()).map_or_else(|| region.name.clone(), |it| self.language.list(&it));
        if region.hosts.is_empty() { name } else { format!("{name} ({})", self.language.list(&region.hosts)) }
    }

    pub(super) fn personal_data(&self) -> Said<Vec<Block>> {
        let Some(controller) = &self.notice.controller else { return Ok(Vec::new()) };
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
        blocks.push(self.paragraph("data-rights", values)?);
        blocks.push(Block::Contact { links: vec![Link::new(&controller.contact)] });
        Ok(blocks)
    }

    /// Returns what customers can do about services that get worse.
    pub(super) fn terms(&self) -> Said<Option<Block>> {
        let Some(terms) = &self.notice.terms else { return Ok(None) };
        let harmed = self.services.iter().filter(|it| terms.services.contains(&it.name));
        let names = harmed.map(|it| self.name(it).map(|it| uncapitalised(&it))).collect::<Said<Vec<_>>>()?;
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
