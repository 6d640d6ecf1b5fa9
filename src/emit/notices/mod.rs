//! Writes what customers are told, channel by channel, each in the reader's language.

mod block;
mod channel;
mod eml;
pub mod index;
mod looks;
mod markdown;
mod merge;
mod plain;
mod words;

use super::language::{Fault, Language, Values, one_line};
use crate::model::graph::Graph;
use crate::model::graph::looks::Looks;
use crate::model::plan::notice::{Notice, Occasion, Told};
use crate::model::plan::{PageBody, PageKind, Plan, text};
use crate::model::spec::notice::Channel;
use crate::template::{Failure, Templates};
use block::{Block, Letter};
use channel::Spoken;
pub use channel::banner::Banners;
pub use channel::push::PushFile;
pub use channel::sms::Sms;
use jiff::Timestamp;
use jiff::civil::Date;
use looks::{Logo, Palette};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// The locale of a page whose region names none that has messages; the page says so by its `lang`.
const PLAIN: &str = "en-GB";

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

    /// Returns every text of `plan`, by region, locale, day and channel, the pages last; or everything that cannot be said.
    pub fn texts(&mut self, plan: &Plan) -> Result<Vec<Text>, Vec<Fault>> {
        let (mut texts, mut faults) = (Vec::new(), BTreeSet::new());
        match self.of_notices(&plan.notices) {
            Ok(found) => texts.extend(found),
            Err(found) => faults.extend(found),
        }
        for page in plan.pages.values() {
            let PageBody::Notice { region, kind } = &page.body else { continue };
            match self.of_page(plan, region, *kind) {
                Ok(found) => texts.extend(found),
                Err(found) => faults.extend(found),
            }
        }
        if faults.is_empty() { Ok(texts) } else { Err(faults.into_iter().collect()) }
    }

    /// Returns the texts of `notices`, one a channel of each, or everything that cannot be said.
    pub fn of_notices(&mut self, notices: &[Notice]) -> Result<Vec<Text>, Vec<Fault>> {
        let (mut texts, mut faults) = (Vec::new(), BTreeSet::new());
        for notice in notices {
            match self.of_notice(notice) {
                Ok(found) => texts.extend(found),
                Err(found) => faults.extend(found),
            }
        }
        let zone = |region: &str| notices.iter().find(|it| it.region == region).map_or_else(String::new, |it| it.zone.clone());
        channel::banner::add_schedules(&mut texts, zone);
        if faults.is_empty() { Ok(texts) } else { Err(faults.into_iter().collect()) }
    }

    /// Returns the texts of one notice, one a channel.
    fn of_notice(&mut self, notice: &Notice) -> Result<Vec<Text>, Vec<Fault>> {
        self.language(&notice.locale)?;
        let language = self.languages[&notice.locale].as_ref().expect("emit: the language was asked for");
        let mut texts = Vec::new();
        for channel in &notice.channels {
            let saying = Saying { notice, language, templates: &self.templates };
            let Some(Spoken { words, shown, files }) = channel::say(*channel, &saying)? else { continue };
            merge::refuse(&words, &notice.locale)?;
            let name = format!("{}-{}", notice.day, notice.occasion.word());
            let folder = format!("notices/{}/{}", notice.region, notice.locale);
            texts.push(Text {
                region: notice.region.clone(),
                locale: notice.locale.clone(),
                day: Some(notice.day),
                occasion: Some(notice.occasion),
                channel: *channel,
                told: match channel {
                    // What is said in short knows what it tells; of several dates on one day it tells one.
                    Channel::Banner | Channel::Push | Channel::Sms => ahead(&shown),
                    Channel::Mail | Channel::Page | Channel::Support => told(notice, language, &words),
                },
                files: files.into_iter().map(|(ending, bytes)| (format!("{folder}/{name}.{ending}"), bytes)).collect(),
                name,
                shown,
                words,
            });
        }
        Ok(texts)
    }

    /// Returns what of the pushes does not fit where phones show it, by region; what cannot be said at all is told elsewhere.
    pub fn too_long(&mut self, notices: &[Notice]) -> BTreeSet<(String, Fault)> {
        let mut found = BTreeSet::new();
        for notice in notices.iter().filter(|it| it.speaks_by(Channel::Push)) {
            let short = self.language(&notice.locale).ok().and_then(|it| words::first(notice, it).ok());
            let faults = short.iter().flat_map(|it| channel::push::too_long(it, &notice.locale));
            found.extend(faults.map(|it| (notice.region.clone(), it)));
        }
        found
    }

    /// Returns a page's texts, one a language: all are in the one file, which stands with the first.
    fn of_page(&mut self, plan: &Plan, region: &str, kind: PageKind) -> Result<Vec<Text>, Vec<Fault>> {
        let sections = self.sections(&plan.graph, &plan.notices, region, kind)?;
        let mut files = vec![(format!("notices/{region}/{}.html", kind.word()), self.printed_page(&plan.graph, region, &sections)?)];
        let of_locale = |it: &Section| plan.notices.iter().find(|notice| notice.region == region && notice.locale == it.lang);
        let text = |it: &Section| {
            let words = plain::text(&Letter { title: it.title.clone(), blocks: it.blocks.clone() });
            let language = self.languages.get(&it.lang).and_then(|it| it.as_ref().ok());
            Text {
                region: region.to_owned(),
                locale: it.lang.clone(),
                name: kind.word().to_owned(),
                day: None,
                occasion: None,
                channel: Channel::Page,
                told: of_locale(it).zip(language).map_or_else(BTreeMap::new, |(notice, language)| told(notice, language, &words)),
                files: std::mem::take(&mut files),
                shown: Vec::new(),
                words,
            }
        };
        Ok(sections.iter().map(text).collect())
    }

    /// Returns the page that `region` answers with: true whenever it is served, complete, in each of its languages.
    pub fn page(&mut self, graph: &Graph, notices: &[Notice], region: &str, kind: PageKind) -> Result<Vec<u8>, Vec<Fault>> {
        let sections = self.sections(graph, notices, region, kind)?;
        self.printed_page(graph, region, &sections)
    }

    fn sections(&mut self, graph: &Graph, notices: &[Notice], region: &str, kind: PageKind) -> Result<Vec<Section>, Vec<Fault>> {
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
            let letter = words::page(notice, language, kind).map_err(|it| vec![it])?;
            sections.push(Section::new(letter, language)?);
        }
        if told.is_empty() {
            sections = self.plain_sections(graph, region, kind)?;
        }
        Ok(sections)
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
            sections.push(Section::new(letter, language)?);
        }
        Ok(sections)
    }

    fn printed_page(&self, graph: &Graph, region: &str, sections: &[Section]) -> Result<Vec<u8>, Vec<Fault>> {
        let titles: Vec<&str> = sections.iter().map(|it| it.title.as_str()).collect();
        let first = sections.first().expect("a page has a section");
        let usual = Looks::default();
        let looks = graph.regions.get(region).map_or(&usual, |it| &it.looks);
        let brand = graph.program.brand.as_ref().map_or(graph.program.name.as_str(), |it| it.value.as_str());
        let page = Page {
            lang: &first.lang,
            dir: first.dir,
            title: titles.join(" · "),
            brand: &one_line(brand),
            logo: Logo::inside(looks),
            palette: Palette::of(looks),
            has_languages: sections.len() > 1,
            sections,
        };
        self.printed(PAGE, &page).map(String::into_bytes)
    }

    fn language(&mut self, locale: &str) -> Result<&Language, Vec<Fault>> {
        if !self.languages.contains_key(locale) {
            self.languages.insert(locale.to_owned(), Language::new(locale, &self.overlay));
        }
        self.languages[locale].as_ref().map_err(Clone::clone)
    }

    fn printed(&self, template: &str, view: &impl Serialize) -> Result<String, Vec<Fault>> {
        printed(&self.templates, template, view)
    }
}

/// Prints a layout.
fn printed(templates: &Templates, template: &str, view: &impl Serialize) -> Result<String, Vec<Fault>> {
    let fault = |it: Failure| vec![Fault::Layout { template: it.template.clone(), message: it.to_string() }];
    templates.render(template, view).map_err(fault)
}

/// What one channel says on one occasion, or what one page says, in one language.
#[derive(Clone, Debug)]
pub struct Text {
    pub region: String,
    pub locale: String,
    /// Day and occasion, as `2024-10-15-announcement`; of a page its kind.
    pub name: String,
    /// The day on which it is sent, or from which it is shown; `None` of a page.
    pub day: Option<Date>,
    pub occasion: Option<Occasion>,
    pub channel: Channel,
    /// All that a reader reads of it, without its layout: what is signed.
    pub words: String,
    /// The dates that it tells, each with its word, by milestone.
    pub told: BTreeMap<String, Told>,
    /// When each part of it is to be read; none of a mail and a page, which tell the dates of every time.
    pub shown: Vec<Shown>,
    /// By path.
    pub files: Vec<(String, Vec<u8>)>,
}

/// What is read of a text through one span of time.
#[derive(Clone, Debug)]
pub struct Shown {
    pub since: Timestamp,
    /// `None` where nothing ends it.
    pub until: Option<Timestamp>,
    pub words: String,
    /// The dates that it tells as still ahead.
    pub ahead: Vec<Told>,
}

impl Text {
    /// Returns what names it among all texts, as `fr/fr-FR/2024-10-15-announcement.mail`.
    pub fn id(&self) -> String {
        format!("{}/{}/{}.{}", self.region, self.locale, self.name, self.channel.word())
    }

    /// Returns what is known of it beside its words.
    pub fn known(&self) -> text::Text {
        text::Text {
            id: self.id(),
            region: self.region.clone(),
            locale: self.locale.clone(),
            day: self.day,
            occasion: self.occasion,
            channel: self.channel,
            digest: self.digest(),
            told: self.told.clone(),
        }
    }

    /// Returns the SHA-256 of its words: another word or another fact is another digest, another layout is not.
    pub fn digest(&self) -> String {
        Sha256::digest(self.words.as_bytes()).iter().map(|it| format!("{it:02x}")).collect()
    }
}

/// Returns the dates that are spoken of in `words`.
fn told(notice: &Notice, language: &Language, words: &str) -> BTreeMap<String, Told> {
    // Lines are broken at plain spaces.
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_told = |it: &&Told| words.contains(&language.day(it.day).split_whitespace().collect::<Vec<_>>().join(" "));
    notice.dates.iter().filter(is_told).map(|it| (it.milestone.clone(), it.clone())).collect()
}

fn ahead(shown: &[Shown]) -> BTreeMap<String, Told> {
    shown.iter().flat_map(|it| &it.ahead).map(|it| (it.milestone.clone(), it.clone())).collect()
}

/// What a channel is given to say.
struct Saying<'a> {
    notice: &'a Notice,
    language: &'a Language,
    templates: &'a Templates,
}

/// What a channel says: in words, and as files by what their names end in.
struct Said {
    words: String,
    files: Vec<(&'static str, Vec<u8>)>,
}

#[derive(Serialize)]
struct Page<'a> {
    lang: &'a str,
    dir: &'static str,
    title: String,
    brand: &'a str,
    logo: Option<Logo>,
    palette: Palette,
    /// Whether there is more than one.
    has_languages: bool,
    sections: &'a [Section],
}

/// A letter in its language.
#[derive(Serialize)]
struct Section {
    lang: String,
    /// The language's own name.
    language: String,
    dir: &'static str,
    title: String,
    blocks: Vec<Block>,
}

impl Section {
    fn new(letter: Letter, language: &Language) -> Result<Section, Vec<Fault>> {
        merge::refuse(&plain::text(&letter), language.locale())?;
        Ok(Section {
            lang: language.locale().to_owned(),
            language: language.text("language-name", &Values::new()).map_err(|it| vec![it])?,
            dir: language.direction(),
            title: letter.title,
            blocks: letter.blocks,
        })
    }
}
