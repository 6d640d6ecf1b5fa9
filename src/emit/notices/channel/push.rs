//! The push, and what the app itself shows.

use super::{Spoken, shown};
use crate::emit::language::Fault;
use crate::emit::notices::words::{self, Phrase, Short};
use crate::emit::notices::{Saying, Shown};
use crate::emit::shape::{Instant, VERSION, digest, pretty, zone};
use crate::model::plan::notice::Notice;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

/// How many characters of a title, and of a body, phones show: iOS cuts the title at about 50 and the body, of four lines, at
/// 178; Android shows 65 and 240. What is longer is a fault, and never cut.
const TITLE: usize = 50;
const BODY: usize = 178;

/// How many bytes APNs takes as `apns-collapse-id`.
const COLLAPSE_ID: usize = 64;

/// A push of one notice, and what the app shows until the next.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct PushFile {
    /// The version of this shape.
    pub version: u32,
    pub region: String,
    pub locale: String,
    /// `announcement`, `reminder`, `last-day`, `closed`, `afterwards` or `correction`.
    pub occasion: &'static str,
    pub push: Push,
    /// In order of time; none where the region has no app, or its app tells nothing yet.
    pub in_app: Vec<InApp>,
}

/// What is sent to phones.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Push {
    /// At most 50 characters.
    #[schemars(length(max = 50))]
    pub title: String,
    /// At most 178 characters.
    #[schemars(length(max = 178))]
    pub body: String,
    /// What opens when it is tapped; none where nothing is served to read more.
    pub url: Option<String>,
    /// The same for all pushes of a region: a later one takes the place of an earlier one (`apns-collapse-id`,
    /// `collapse_key`).
    #[schemars(length(max = 64))]
    pub collapse_id: String,
    /// It is not sent before.
    pub since: Instant,
    /// From here it is not delivered any more: what it tells is then behind (`apns-expiration`, `ttl`); none where nothing
    /// ends it.
    pub expires: Option<Instant>,
}

/// What the app shows for a time.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct InApp {
    pub title: String,
    pub body: String,
    /// A link to read more; none where nothing is served.
    pub action: Option<Action>,
    pub since: Instant,
    /// None where nothing ends it.
    pub until: Option<Instant>,
}

/// A link with its label.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Action {
    pub label: String,
    pub url: String,
}

/// Returns the push of a notice, and what the app shows until the next.
pub fn say(saying: &Saying) -> Result<Option<Spoken>, Vec<Fault>> {
    let (notice, zone) = (saying.notice, zone(&saying.notice.zone));
    let shorts = words::shorts(notice, saying.language).map_err(|it| vec![it])?;
    let Some(first) = shorts.first() else { return Ok(None) };
    let faults = too_long(first, &notice.locale);
    if !faults.is_empty() {
        return Err(faults);
    }
    let in_app: Vec<Short> = shorts.iter().filter_map(|it| within(it, notice)).collect();
    let instant = |it: Timestamp| Instant::of(it, &zone);
    let file = PushFile {
        version: VERSION,
        region: notice.region.clone(),
        locale: notice.locale.clone(),
        occasion: notice.occasion.word(),
        push: Push {
            title: first.title.text.clone(),
            body: words::joined(&first.brief),
            url: action(first).map(|it| it.url),
            collapse_id: collapse_id(&notice.region),
            since: instant(first.since),
            expires: first.until.map(instant),
        },
        in_app: in_app
            .iter()
            .map(|it| InApp {
                title: it.title.text.clone(),
                body: it.body(),
                action: action(it),
                since: instant(it.since),
                until: it.until.map(instant),
            })
            .collect(),
    };
    let url = file.push.url.as_deref().unwrap_or_default();
    let mut push = shown(first, format!("{}\n{}\n{url}\n", file.push.title, file.push.body));
    push.ahead.retain(|_| first.is_brief_dated);
    let shown: Vec<Shown> = [push].into_iter().chain(in_app.iter().map(|it| shown(it, words_of(it)))).collect();
    let words = shown.iter().map(|it| it.words.as_str()).collect::<Vec<_>>().join("\n");
    Ok(Some(Spoken { words, shown, files: vec![("push.json".to_owned(), pretty(&file))] }))
}

/// Returns what does not fit into a push, with the message that it comes from.
pub fn too_long(short: &Short, locale: &str) -> Vec<Fault> {
    let count = |it: &str| it.chars().count();
    let fault = |message: &Phrase, characters, most| Fault::TooLong {
        locale: locale.to_owned(),
        message: message.message.clone(),
        place: if most == TITLE { "title" } else { "body" },
        characters,
        most,
    };
    let title = Some(count(&short.title.text)).filter(|it| *it > TITLE).map(|it| fault(&short.title, it, TITLE));
    let longest = short.brief.iter().max_by_key(|it| count(&it.text));
    let body = longest.zip(Some(count(&words::joined(&short.brief))).filter(|it| *it > BODY)).map(|(message, it)| fault(message, it, BODY));
    title.into_iter().chain(body).collect()
}

/// Returns the part of a time in which the app tells something and works.
fn within(short: &Short, notice: &Notice) -> Option<Short> {
    let tells_since = notice.apps.iter().filter_map(|it| it.tells_since).min();
    let until = match (short.until, notice.apps_end()) {
        (Some(until), Some(end)) => Some(until.min(end)),
        (until, end) => until.or(end),
    };
    let since = tells_since.map_or(short.since, |it| it.max(short.since));
    let is_some = !notice.apps.is_empty() && until.is_none_or(|until| since < until);
    is_some.then(|| Short { since, until, ..short.clone() })
}

fn action(short: &Short) -> Option<Action> {
    let (label, link) = short.more.as_ref().filter(|it| !it.1.href.is_empty())?;
    Some(Action { label: label.clone(), url: link.href.clone() })
}

fn words_of(short: &Short) -> String {
    let action = action(short).map(|it| format!("{} {}\n", it.label, it.url)).unwrap_or_default();
    format!("{}\n{}\n{action}", short.title.text, short.body())
}

fn collapse_id(region: &str) -> String {
    let id = format!("{region}-closing");
    if id.len() <= COLLAPSE_ID { id } else { digest(id.as_bytes())[..COLLAPSE_ID].to_owned() }
}
