//! The published shape of what customers are told; the other form prints it too.

use super::missing::Missing;
use crate::emit::notices::Text;
use crate::emit::shape::{Instant, VERSION};
use crate::model::plan::Plan;
use crate::model::plan::text::{Signatures, Standing, as_told, changes, roles};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// What customers are told, text by text.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Notices")]
pub struct NoticesJson {
    /// The version of this shape.
    pub version: u32,
    /// The day that counted as today.
    pub as_of: Option<String>,
    /// By region, language, day and channel, pages last.
    pub texts: Vec<TextJson>,
    /// What is missing, where that was asked for.
    pub missing: Vec<Missing>,
}

/// One text.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct TextJson {
    /// As `fr/fr-FR/2024-10-15-announcement.mail`.
    pub id: String,
    pub region: String,
    /// A BCP 47 tag, as `fr-FR`.
    pub locale: String,
    /// `announcement`, `reminder`, `last-day`, `closed`, `afterwards`, `correction`; of a page its kind.
    pub occasion: String,
    pub channel: &'static str,
    /// The day on which it is sent, or from which it is shown, by the region's clock; none of a page.
    pub day: Option<String>,
    pub state: State,
    /// The SHA-256 of its words.
    pub digest: String,
    /// The dates that it tells, in order.
    pub dates: Vec<DateJson>,
    /// How each role stands that must sign it, or has.
    pub signatures: Vec<SignatureJson>,
    /// Its files, by path in the output.
    pub files: Vec<String>,
}

/// How a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum State {
    /// Its day is over.
    Sent,
    /// Everybody signed it as it stands who must.
    Signed,
    /// It has changed since somebody signed it.
    Changed,
    /// Somebody has not signed it who must, or nobody has.
    Unsigned,
}

impl State {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            State::Sent => "sent",
            State::Signed => "signed",
            State::Changed => "changed",
            State::Unsigned => "unsigned",
        }
    }
}

/// A date that a text tells.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct DateJson {
    pub milestone: String,
    /// With its word, as `before 2024-12-31`.
    pub told: String,
    /// The instant that is promised.
    pub instant: Instant,
}

/// How a role stands with a text.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct SignatureJson {
    pub role: String,
    pub state: State,
    /// The day on which it signed.
    pub on: Option<String>,
    /// The dates that have changed since, as `sunset: before 2024-12-31, now before 2025-01-07`; none where only words have.
    pub changes: Vec<String>,
}

impl NoticesJson {
    /// Returns the published form of `texts`.
    pub fn of(plan: &Plan, texts: &[Text], missing: &[Missing], as_of: Option<Date>) -> NoticesJson {
        let signatures = Signatures::of(&plan.graph);
        NoticesJson {
            version: VERSION,
            as_of: as_of.map(|it| it.to_string()),
            texts: texts.iter().map(|it| text(plan, it, &signatures, as_of)).collect(),
            missing: missing.to_vec(),
        }
    }
}

fn text(plan: &Plan, text: &Text, signatures: &Signatures, as_of: Option<Date>) -> TextJson {
    let graph = &plan.graph;
    let known = text.known();
    let zone = graph.regions.get(&text.region).and_then(|it| it.zone.clone()).unwrap_or(TimeZone::UTC);
    let mut dates: Vec<_> = text.told.values().collect();
    dates.sort_by_key(|it| (it.told, &it.milestone));
    let date = |it: &&crate::model::plan::notice::Told| DateJson {
        milestone: it.milestone.clone(),
        told: as_told(it, &zone),
        instant: Instant::of(it.told, &zone),
    };
    let roles: BTreeSet<&str> = roles(graph, &text.region).map(|it| it.value.as_str()).chain(signatures.roles(&known)).collect();
    let signature = |role: &str| {
        let (state, approval) = match signatures.standing(&known, role) {
            Standing::Signed(it) => (State::Signed, Some(it)),
            Standing::Changed(it) => (State::Changed, Some(it)),
            Standing::Unsigned => (State::Unsigned, None),
        };
        let changes = approval.filter(|_| state == State::Changed).map_or_else(Vec::new, |it| changes(graph, &known, it));
        SignatureJson { role: role.to_owned(), state, on: approval.map(|it| it.on.value.0.to_string()), changes }
    };
    let signed: Vec<SignatureJson> = roles.into_iter().map(signature).collect();
    let state = match known.is_past(as_of) {
        true => State::Sent,
        false if signatures.is_settled(graph, &known) => State::Signed,
        false if signed.iter().any(|it| it.state == State::Changed) => State::Changed,
        false => State::Unsigned,
    };
    TextJson {
        id: known.id,
        region: text.region.clone(),
        locale: text.locale.clone(),
        occasion: text.occasion.map_or_else(|| text.name.clone(), |it| it.word().to_owned()),
        channel: text.channel.word(),
        day: text.day.map(|it| it.to_string()),
        state,
        digest: known.digest,
        dates: dates.iter().map(date).collect(),
        signatures: signed,
        files: text.files.iter().map(|it| it.0.clone()).collect(),
    }
}
