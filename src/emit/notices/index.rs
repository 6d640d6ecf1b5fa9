//! `notices/index.html`: every text by region, language, occasion and channel, to read and tick through.

use super::Text;
use crate::emit::Selection;
use crate::model::artifact::Artifacts;
use crate::model::plan::Plan;
use crate::model::plan::notice::Told;
use crate::model::plan::text::{Signatures, Standing, as_told, roles};
use crate::model::spec::notice::Channel;
use crate::template::{Failure, Templates};
use icu_locale::{Direction, Locale, LocaleDirectionality};
use jiff::tz::TimeZone;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Where the page lies in the output.
pub const PATH: &str = "notices/index.html";

/// What the template prints.
#[derive(Serialize)]
struct View {
    program: String,
    count: usize,
    regions: Vec<RegionView>,
    /// What the reader can narrow the page to.
    choices: Vec<Choice>,
}

#[derive(Serialize)]
struct Choice {
    key: &'static str,
    label: &'static str,
    values: BTreeSet<String>,
}

#[derive(Serialize)]
struct RegionView {
    id: String,
    name: String,
    /// The roles that must sign; empty where none must.
    roles: Vec<String>,
    languages: Vec<LanguageView>,
}

#[derive(Serialize)]
struct LanguageView {
    id: String,
    locale: String,
    channels: Vec<&'static str>,
    rows: Vec<RowView>,
    texts: Vec<TextView>,
}

/// One occasion: a cell for each channel, each with the texts on it.
#[derive(Serialize)]
struct RowView {
    day: String,
    occasion: String,
    cells: Vec<Vec<CellView>>,
}

#[derive(Serialize)]
struct CellView {
    id: String,
    channel: &'static str,
}

#[derive(Serialize)]
struct TextView {
    id: String,
    region: String,
    locale: String,
    dir: &'static str,
    day: String,
    occasion: String,
    channel: &'static str,
    digest: String,
    /// Empty where there is none.
    subject: String,
    preheader: String,
    words: String,
    /// How often a telephone counts it; empty of what is no text message.
    segments: String,
    dates: Vec<DateView>,
    signatures: Vec<SignatureView>,
    files: Vec<FileView>,
}

#[derive(Serialize)]
struct DateView {
    milestone: String,
    told: String,
    instant: String,
}

#[derive(Serialize)]
struct SignatureView {
    role: String,
    state: String,
    is_signed: bool,
}

#[derive(Serialize)]
struct FileView {
    href: String,
    name: String,
}

/// Writes the page over `texts`, where there are any.
pub fn emit(plan: &Plan, selection: &Selection, texts: &[Text], templates: &Templates, out: &mut Artifacts) -> Result<(), Failure> {
    let is_asked = |it: &&Text| selection.regions.as_ref().is_none_or(|regions| regions.contains(&it.region));
    let texts: Vec<&Text> = texts.iter().filter(is_asked).collect();
    if texts.is_empty() {
        return Ok(());
    }
    let signatures = Signatures::of(&plan.graph);
    let mut regions: BTreeMap<&str, BTreeMap<&str, Vec<&Text>>> = BTreeMap::new();
    for text in &texts {
        regions.entry(&text.region).or_default().entry(&text.locale).or_default().push(text);
    }
    let of_file = files(&texts);
    let region = |(id, languages): (&&str, &BTreeMap<&str, Vec<&Text>>)| RegionView {
        id: (*id).to_owned(),
        name: plan.graph.regions.get(*id).map_or_else(|| (*id).to_owned(), |it| it.name.clone()),
        roles: roles(&plan.graph, id).map(|it| it.value.clone()).collect(),
        languages: languages.iter().map(|(locale, texts)| language(plan, locale, texts, &signatures, &of_file)).collect(),
    };
    let values = |of: fn(&Text) -> String| texts.iter().map(|it| of(it)).collect();
    let choices = vec![
        Choice { key: "region", label: "Region", values: values(|it| it.region.clone()) },
        Choice { key: "locale", label: "Language", values: values(|it| it.locale.clone()) },
        Choice { key: "occasion", label: "Occasion", values: values(occasion) },
        Choice { key: "channel", label: "Channel", values: values(|it| it.channel.word().to_owned()) },
    ];
    let view =
        View { program: plan.graph.program.name.clone(), count: texts.len(), regions: regions.iter().map(region).collect(), choices };
    out.add(PATH, templates.render("notices/index.html.j2", &view)?);
    Ok(())
}

/// Returns the word for why a text is sent; of a page its kind.
fn occasion(text: &Text) -> String {
    text.occasion.map_or_else(|| text.name.clone(), |it| it.word().to_owned())
}

/// Returns the files of each text; a page is one file for all its languages, which the first holds.
fn files<'t>(texts: &[&'t Text]) -> BTreeMap<(&'t str, &'t str), Vec<&'t str>> {
    let mut files: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for text in texts.iter().filter(|it| it.channel == Channel::Page) {
        files.entry((&text.region, &text.name)).or_default().extend(text.files.iter().map(|it| it.0.as_str()));
    }
    files
}

fn language(
    plan: &Plan,
    locale: &str,
    texts: &[&Text],
    signatures: &Signatures,
    files: &BTreeMap<(&str, &str), Vec<&str>>,
) -> LanguageView {
    let mut texts: Vec<&Text> = texts.to_vec();
    texts.sort_by(|one, two| {
        (one.day.is_none(), one.day, occasion(one), one.channel).cmp(&(two.day.is_none(), two.day, occasion(two), two.channel))
    });
    let channels: BTreeSet<Channel> = texts.iter().map(|it| it.channel).collect();
    let mut rows: Vec<RowView> = Vec::new();
    for text in &texts {
        let (day, occasion) = (day(text), occasion(text));
        if rows.last().is_none_or(|it| (&it.day, &it.occasion) != (&day, &occasion)) {
            rows.push(RowView { day, occasion, cells: channels.iter().map(|_| Vec::new()).collect() });
        }
        let at = channels.iter().position(|it| *it == text.channel);
        if let Some(cell) = rows.last_mut().zip(at).and_then(|(row, at)| row.cells.get_mut(at)) {
            cell.push(CellView { id: text.id(), channel: text.channel.word() });
        }
    }
    LanguageView {
        id: texts.first().map_or_else(String::new, |it| format!("{}/{locale}", it.region)),
        locale: locale.to_owned(),
        channels: channels.iter().map(|it| it.word()).collect(),
        rows,
        texts: texts.iter().map(|it| view(plan, it, signatures, files)).collect(),
    }
}

fn day(text: &Text) -> String {
    text.day.map_or_else(|| "at any time".to_owned(), |it| it.to_string())
}

fn view(plan: &Plan, text: &Text, signatures: &Signatures, of_page: &BTreeMap<(&str, &str), Vec<&str>>) -> TextView {
    let graph = &plan.graph;
    let zone = graph.regions.get(&text.region).and_then(|it| it.zone.clone()).unwrap_or(TimeZone::UTC);
    let known = text.known();
    let mut dates: Vec<&Told> = text.told.values().collect();
    dates.sort_by_key(|it| (it.told, &it.milestone));
    let date = |it: &&Told| DateView {
        milestone: it.milestone.clone(),
        told: as_told(it, &zone),
        instant: crate::model::graph::time::local(it.told, &zone),
    };
    let asked: BTreeSet<&str> = roles(graph, &text.region).map(|it| it.value.as_str()).chain(signatures.roles(&known)).collect();
    let signature = |role: &str| {
        let (state, is_signed) = match signatures.standing(&known, role) {
            Standing::Signed(it) => (format!("signed on {}", it.on.value.0), true),
            Standing::Changed(it) => (format!("signed other words on {}", it.on.value.0), false),
            Standing::Unsigned => ("not signed".to_owned(), false),
        };
        SignatureView { role: role.to_owned(), state, is_signed }
    };
    let (subject, preheader, words) = parts(text);
    let own = || text.files.iter().map(|it| it.0.as_str()).collect();
    let files: Vec<&str> =
        of_page.get(&(text.region.as_str(), text.name.as_str())).cloned().filter(|_| text.channel == Channel::Page).unwrap_or_else(own);
    TextView {
        id: known.id.clone(),
        region: text.region.clone(),
        locale: text.locale.clone(),
        dir: direction(&text.locale),
        day: day(text),
        occasion: occasion(text),
        channel: text.channel.word(),
        digest: known.digest.clone(),
        subject,
        preheader,
        words,
        segments: segments(text),
        dates: dates.iter().map(date).collect(),
        signatures: asked.into_iter().map(signature).collect(),
        files: files.into_iter().map(file).collect(),
    }
}

/// Parts the words of a mail into its subject, what mail programs show behind it, and the rest.
fn parts(text: &Text) -> (String, String, String) {
    let subject = text.files.iter().find(|it| it.0.ends_with(".subject.txt")).map(|it| String::from_utf8_lossy(&it.1));
    let rest = subject.as_ref().and_then(|it| text.words.strip_prefix(it.as_ref()));
    match subject.as_ref().zip(rest).and_then(|(subject, rest)| Some((subject, rest.split_once("\n\n")?))) {
        Some((subject, (preheader, words))) => (subject.trim_end().to_owned(), preheader.trim().to_owned(), words.to_owned()),
        None => (String::new(), String::new(), text.words.clone()),
    }
}

/// Returns how many segments a text message takes, where a file of it says so.
fn segments(text: &Text) -> String {
    let json = text.files.iter().find(|it| it.0.ends_with(".sms.json"));
    let value = json.and_then(|it| serde_json::from_slice::<serde_json::Value>(&it.1).ok());
    let count = value.and_then(|it| it.get("segments")?.as_u64());
    count.map_or_else(String::new, |it| if it == 1 { "1 segment".to_owned() } else { format!("{it} segments") })
}

fn direction(locale: &str) -> &'static str {
    let locale: Option<Locale> = locale.parse().ok();
    let found = locale.and_then(|it| LocaleDirectionality::new_common().get(&it.id));
    if found == Some(Direction::RightToLeft) { "rtl" } else { "ltr" }
}

/// Returns the link to a file, from the page's folder.
fn file(path: &str) -> FileView {
    const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/').remove(b'@');
    let below = path.strip_prefix("notices/").unwrap_or(path);
    let name = below.rsplit('/').next().unwrap_or(below);
    FileView { href: utf8_percent_encode(below, KEPT).to_string(), name: name.to_owned() }
}
