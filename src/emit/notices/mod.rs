//! Writes what customers are told: mail as text and HTML, and pages, each in the reader's language.

mod block;
mod text;
mod words;

use super::language::{Fault, Language, one_line};
use crate::model::artifact::Artifacts;
use crate::model::graph::Graph;
use crate::model::plan::PageKind;
use crate::model::plan::notice::{Notice, Occasion};
use crate::template::{Failure, Templates};
use block::{Block, Letter};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The locale of a page whose region names none that has messages; the page says so by its `lang`.
const PLAIN: &str = "en-GB";

const MAIL: &str = "notices/mail.html.j2";
const PAGE: &str = "notices/page.html.j2";

/// Puts facts into words and words into files; messages and layouts are read once.
pub struct Printer {
    languages: BTreeMap<String, Result<Language, Vec<Fault>>>,
    templates: Templates,
    overlay: BTreeMap<String, String>,
}

impl Printer {
    /// `overlay` holds what a workspace lays over the built-in messages and layouts: text by its path below
    /// `templates/`, as `notices/fr-FR/services.ftl`.
    pub fn new(overlay: &BTreeMap<String, String>) -> Printer {
        Printer { languages: BTreeMap::new(), templates: Templates::new(overlay.clone()), overlay: overlay.clone() }
    }

    /// Returns the files of all `notices`, or everything that cannot be said.
    pub fn notices(&mut self, notices: &[Notice]) -> Result<Artifacts, Vec<Fault>> {
        let (mut artifacts, mut faults) = (Artifacts::default(), BTreeSet::new());
        for notice in notices {
            match self.letter(notice) {
                Ok(files) => files.into_iter().for_each(|(path, text)| artifacts.add(path, text)),
                Err(found) => faults.extend(found),
            }
        }
        if faults.is_empty() { Ok(artifacts) } else { Err(faults.into_iter().collect()) }
    }

    /// Returns the page that `region` answers with: true whenever it is served, complete, in each of its languages.
    pub fn page(&mut self, graph: &Graph, notices: &[Notice], region: &str, kind: PageKind) -> Result<Vec<u8>, Vec<Fault>> {
        let mut told: Vec<&Notice> = Vec::new();
        let is_apt = |it: &&Notice| it.region == region && (kind != PageKind::Closed || it.occasion == Occasion::Closed);
        for notice in notices.iter().filter(is_apt) {
            if !told.iter().any(|it| it.locale == notice.locale) {
                told.push(notice);
            }
        }
        let mut sections = Vec::new();
        for notice in &told {
            let language = self.language(&notice.locale)?;
            let letter = match kind {
                // A closed store's page says what its closing notice says.
                PageKind::Closed => words::letter(notice, language),
                _ => words::page(notice, language, kind),
            };
            let letter = letter.map_err(|it| vec![it])?;
            sections.push(Section::new(letter, language));
        }
        if told.is_empty() {
            sections = self.plain_sections(graph, region, kind)?;
        }
        self.printed_page(sections)
    }

    fn plain_sections(&mut self, graph: &Graph, region: &str, kind: PageKind) -> Result<Vec<Section>, Vec<Fault>> {
        let sites: Vec<String> = graph.sites_of(region).map(|it| it.url()).collect();
        let to: BTreeSet<String> = graph.sites_of(region).filter_map(|it| it.successor.as_ref()).map(|it| it.value.clone()).collect();
        let to: Vec<String> = to.into_iter().collect();
        let written = graph.regions.get(region).into_iter().flat_map(|it| &it.locales).map(|it| it.value.clone());
        let known = super::language::locales(&self.overlay);
        let mut locales: Vec<String> = written.filter(|it| known.contains(it)).collect();
        if locales.is_empty() {
            locales.push(PLAIN.to_owned());
        }
        let mut sections = Vec::new();
        for locale in locales {
            let language = self.language(&locale)?;
            let letter = words::plain_page(&sites, &to, language, kind).map_err(|it| vec![it])?;
            sections.push(Section::new(letter, language));
        }
        Ok(sections)
    }

    /// Returns the files of one notice, by path.
    fn letter(&mut self, notice: &Notice) -> Result<Vec<(String, String)>, Vec<Fault>> {
        let language = self.language(&notice.locale)?;
        let letter = words::letter(notice, language).map_err(|it| vec![it])?;
        let (lang, dir) = (language.locale().to_owned(), language.direction());
        let page = Section::new(letter.clone(), language);
        let mail = Mail { lang, dir, preheader: letter.preheader(), title: &letter.title, blocks: &letter.blocks };
        let stem = format!("notices/{}/{}/{}-{}", notice.region, notice.locale, notice.day, notice.occasion.word());
        Ok(vec![
            (format!("{stem}.subject.txt"), format!("{}\n", one_line(&letter.title))),
            (format!("{stem}.txt"), text::text(&letter)),
            (format!("{stem}.html"), self.printed(MAIL, &mail)?),
            (format!("{stem}.page.html"), String::from_utf8(self.printed_page(vec![page])?).expect("a template prints text")),
        ])
    }

    fn printed_page(&self, sections: Vec<Section>) -> Result<Vec<u8>, Vec<Fault>> {
        let titles: Vec<&str> = sections.iter().map(|it| it.title.as_str()).collect();
        let first = sections.first().expect("a page has a section");
        let page = Page { lang: first.lang.clone(), dir: first.dir, title: titles.join(" · "), sections: &sections };
        self.printed(PAGE, &page).map(String::into_bytes)
    }

    fn language(&mut self, locale: &str) -> Result<&Language, Vec<Fault>> {
        if !self.languages.contains_key(locale) {
            self.languages.insert(locale.to_owned(), Language::new(locale, &self.overlay));
        }
        self.languages[locale].as_ref().map_err(Clone::clone)
    }

    fn printed(&self, template: &str, view: &impl Serialize) -> Result<String, Vec<Fault>> {
        let fault = |it: Failure| vec![Fault::Layout { template: it.template.clone(), message: it.to_string() }];
        self.templates.render(template, view).map_err(fault)
    }
}

#[derive(Serialize)]
struct Mail<'a> {
    lang: String,
    dir: &'static str,
    /// What mail programs show behind the subject.
    preheader: &'a str,
    title: &'a str,
    blocks: &'a [Block],
}

#[derive(Serialize)]
struct Page<'a> {
    lang: String,
    dir: &'static str,
    title: String,
    sections: &'a [Section],
}

/// A letter in its language.
#[derive(Serialize)]
struct Section {
    lang: String,
    dir: &'static str,
    title: String,
    blocks: Vec<Block>,
}

impl Section {
    fn new(letter: Letter, language: &Language) -> Section {
        Section { lang: language.locale().to_owned(), dir: language.direction(), title: letter.title, blocks: letter.blocks }
    }
}

impl Letter {
    /// Returns its first sentence behind the greeting.
    fn preheader(&self) -> &str {
        let mut texts = self.blocks.iter().filter_map(|it| match it {
            Block::Paragraph { text } => Some(text.as_str()),
            _ => None,
        });
        texts.nth(1).unwrap_or_default()
    }
}
