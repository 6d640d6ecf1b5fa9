//! The pages that a workspace answers with itself: what they say, and to whose customers.

use super::literal::Calendar;
use super::wording::{self, Passage};
use crate::model::graph::{Region, RuleAnswer};
use crate::model::plan::Plan;
use crate::source::FileId;
use std::collections::BTreeMap;

/// A file that URLs of a region are answered with.
pub struct OwnPage<'p> {
    pub region: &'p Region,
    pub file: FileId,
    pub passages: Vec<Passage<'p>>,
}

impl OwnPage<'_> {
    /// Returns the languages that its readers are told in.
    pub fn locales(&self) -> Vec<&str> {
        let written = self.region.locales.iter().map(|it| it.value.as_str());
        std::iter::once("en").filter(|_| self.region.locales.is_empty()).chain(written).collect()
    }

    /// Returns what days are called by its readers.
    pub fn calendar(&self) -> Calendar {
        Calendar::of(self.region.locales.iter().map(|it| it.value.as_str()))
    }

    /// Returns what a finding is about.
    pub fn subject(&self) -> String {
        format!("{}.redirects", self.region.id)
    }
}

/// Returns the pages of HTML that regions that close answer with, by region and file.
pub fn pages(plan: &Plan) -> Vec<OwnPage<'_>> {
    let graph = &plan.graph;
    let mut named: BTreeMap<(&str, &str), &Region> = BTreeMap::new();
    for region in graph.retiring() {
        let rules = region.redirects.iter().map(|it| &it.answer);
        let sites = graph.sites_of(&region.id).filter_map(|it| it.default.as_ref());
        let hosts = graph.hosts.values().filter(|it| it.region == region.id).filter_map(|it| it.default.as_ref());
        for answer in rules.chain(sites.chain(hosts).map(|it| &it.answer)) {
            if let RuleAnswer::Page { file: Some(file) } = answer {
                named.insert((&region.id, file), region);
            }
        }
    }
    let is_html = |it: &str| [".html", ".htm"].iter().any(|end| it.to_ascii_lowercase().ends_with(end));
    let read = |((_, path), region): ((&str, &str), _)| {
        let file = plan.sources.find_file(&format!("regions/{path}"))?;
        Some(OwnPage { region, file, passages: wording::of_layout(&plan.sources.file(file).text) })
    };
    named.into_iter().filter(|it| is_html(it.0.1)).filter_map(read).collect()
}
