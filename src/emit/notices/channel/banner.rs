//! The strip on the store's pages, and when each is up.

use super::{Spoken, shown};
use crate::emit::language::Fault;
use crate::emit::notices::words::{self, Short};
use crate::emit::notices::{Saying, Shown, Text, printed};
use crate::emit::shape::{Instant, VERSION, pretty, zone};
use crate::model::graph::time;
use crate::model::spec::notice::Channel;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

const BANNER: &str = "notices/banner.html.j2";

/// When each strip of one region and language is up.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Banners {
    /// The version of this shape.
    pub version: u32,
    pub region: String,
    pub locale: String,
    /// In order of time; where one ends before the next begins, none is up.
    pub banners: Vec<Banner>,
}

/// One strip, and its time.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Banner {
    /// The name of its file, which lies beside this one.
    pub file: String,
    /// What it says, without its link.
    pub text: String,
    pub since: Instant,
    /// None where nothing ends it.
    pub until: Option<Instant>,
}

/// Returns the strips from the notice's day to that of the next: one, and another whenever its words would stop being true.
pub fn say(saying: &Saying) -> Result<Option<Spoken>, Vec<Fault>> {
    let (notice, language) = (saying.notice, saying.language);
    let fault = |it| vec![it];
    let label = words::label(notice, language).map_err(fault)?;
    let shorts = words::shorts(notice, language).map_err(fault)?;
    let mut spoken = Spoken { words: String::new(), shown: Vec::new(), files: Vec::new() };
    for short in shorts.iter().filter(|it| !it.is_closed || notice.serves_on) {
        let (text, until) = (short.body(), short.until.map(time::utc));
        let view = View {
            lang: language.locale(),
            dir: language.direction(),
            label: &label,
            text: &text,
            since: time::utc(short.since),
            until: until.as_deref().unwrap_or_default(),
            more: short.more.as_ref().filter(|it| !it.1.href.is_empty()).map(|it| More { text: &it.0, href: &it.1.href }),
        };
        let html = printed(saying.templates, BANNER, &view)?;
        let ending = match spoken.files.is_empty() {
            true => "banner.html".to_owned(),
            false => format!("{}.banner.html", short.since.strftime("%Y-%m-%dT%H%MZ")),
        };
        spoken.files.push((ending, html.into_bytes()));
        spoken.shown.push(shown(short, words_of(short, &label)));
    }
    spoken.words = spoken.shown.iter().map(|it| it.words.as_str()).collect::<Vec<_>>().join("\n");
    Ok(Some(spoken).filter(|it| !it.files.is_empty()))
}

fn words_of(short: &Short, label: &str) -> String {
    let more = short.more.as_ref().map(|it| format!("{}\n{}\n", it.0, it.1.full)).unwrap_or_default();
    format!("{label}\n{}\n{more}", short.body())
}

/// Adds, to the first strip of each region and language, the file that says when each is up. A strip whose notice says
/// nothing more is followed by none.
pub fn add_schedules(texts: &mut [Text], zone_of: impl Fn(&str) -> String) {
    let firsts: Vec<usize> = (0..texts.len())
        .filter(|it| texts[*it].channel == Channel::Banner)
        .filter(|it| !texts[..*it].iter().any(|text| is_of(text, &texts[*it])))
        .collect();
    for first in firsts {
        let text = &texts[first];
        let clock = zone(&zone_of(&text.region));
        let instant = |it: Timestamp| Instant::of(it, &clock);
        let banner = |(file, shown): (&(String, Vec<u8>), &Shown)| Banner {
            file: file.0.rsplit('/').next().unwrap_or(&file.0).to_owned(),
            text: shown.words.lines().nth(1).unwrap_or_default().to_owned(),
            since: instant(shown.since),
            until: shown.until.map(instant),
        };
        let of_all = texts.iter().filter(|it| is_of(it, text)).flat_map(|it| it.files.iter().zip(&it.shown).map(banner));
        let banners = Banners { version: VERSION, region: text.region.clone(), locale: text.locale.clone(), banners: of_all.collect() };
        let path = format!("notices/{}/{}/banners.json", text.region, text.locale);
        texts[first].files.push((path, pretty(&banners)));
    }
}

fn is_of(text: &Text, other: &Text) -> bool {
    text.channel == Channel::Banner && text.region == other.region && text.locale == other.locale
}

#[derive(Serialize)]
struct View<'a> {
    lang: &'a str,
    dir: &'static str,
    label: &'a str,
    text: &'a str,
    since: String,
    /// Empty where nothing ends it.
    until: &'a str,
    more: Option<More<'a>>,
}

#[derive(Serialize)]
struct More<'a> {
    text: &'a str,
    href: &'a str,
}
