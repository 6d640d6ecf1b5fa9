//! What is missing before customers can be told.

use super::pattern::Pattern;
use crate::emit::notices::Text;
use crate::model::graph::Graph;
use crate::model::plan::Plan;
use crate::model::plan::notice::{Missed, Rung, Why};
use crate::model::plan::text::{Signatures, roles};
use crate::model::spec::notice::Channel;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// Something that is missing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Missing {
    pub kind: Kind,
    pub region: String,
    /// None where it is missing in every language.
    pub locale: Option<String>,
    /// What it is, in words.
    pub what: String,
}

/// What kind of thing is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Kind {
    /// A language, or a message or a form of it.
    Words,
    /// Nobody who reads the language has looked at its messages.
    Review,
    /// A notice that a ladder has a rung for.
    Notice,
    /// A channel on which nothing is said.
    Channel,
    /// A signature.
    Signature,
}

impl Kind {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Words => "words",
            Kind::Review => "review",
            Kind::Notice => "notice",
            Kind::Channel => "channel",
            Kind::Signature => "signature",
        }
    }
}

impl Missing {
    /// Tells whether any of the patterns may mean a text that it concerns.
    pub fn is_of(&self, patterns: &[Pattern]) -> bool {
        let locale = self.locale.as_ref().map_or_else(String::new, |it| format!("{it}/"));
        let place = format!("{}/{locale}", self.region);
        patterns.is_empty() || patterns.iter().any(|it| it.meets(&place))
    }
}

/// Returns all that is missing, by region; `texts` are `None` where not every text can be said.
pub fn missing(plan: &Plan, texts: Option<&Vec<Text>>, as_of: Option<Date>) -> Vec<Missing> {
    let mut missing = words(plan);
    missing.extend(plan.missed.iter().map(rung));
    if let Some(texts) = texts {
        missing.extend(channels(&plan.graph, texts));
        missing.extend(signatures(&plan.graph, texts, as_of));
    }
    missing.sort_by(|one, two| (&one.region, &one.locale, one.kind).cmp(&(&two.region, &two.locale, two.kind)));
    missing
}

/// Returns what languages lack, and which of them nobody has reviewed.
fn words(plan: &Plan) -> Vec<Missing> {
    let mut all = Vec::new();
    for crate::emit::Missing { region, locale, lacks } in crate::emit::missing(plan) {
        let mut add = |kind, what: String| all.push(Missing { kind, region: region.clone(), locale: Some(locale.clone()), what });
        lacks.faults.iter().for_each(|it| add(Kind::Words, it.to_string()));
        lacks.messages.iter().for_each(|it| add(Kind::Words, format!("there is no message `{it}`")));
        lacks.forms.iter().for_each(|(message, form)| add(Kind::Words, format!("the message `{message}` has no words for `{form}`")));
        if lacks.faults.is_empty() && !lacks.is_reviewed {
            let place = format!("`reviewed = yes` in `templates/notices/{locale}/locale.ftl`");
            add(Kind::Review, format!("no native reader has signed the messages: {place}"));
        }
    }
    all
}

/// Says which rung of a ladder is left out.
fn rung(missed: &Missed) -> Missing {
    let rung = match missed.rung {
        Rung::Reminder(before) => format!("a reminder {before} before `{}`, on {}", missed.milestone, missed.day),
        Rung::LastDay => format!("a notice on the last day before `{}`, {}", missed.milestone, missed.day),
    };
    let why = match missed.why {
        Why::BeforeAnnouncement => "that is before the announcement",
        Why::AfterEvent => "that is not before it",
    };
    Missing { kind: Kind::Notice, region: missed.region.clone(), locale: None, what: format!("{rung}: {why}") }
}

/// Returns the channels that a region lists and on which nothing is said in one of its languages.
fn channels(graph: &Graph, texts: &[Text]) -> Vec<Missing> {
    let said: BTreeSet<(&str, &str, Channel)> = texts.iter().map(|it| (it.region.as_str(), it.locale.as_str(), it.channel)).collect();
    let mut all = Vec::new();
    for region in graph.retiring() {
        let channels: BTreeSet<Channel> = region.notices.iter().flat_map(|it| it.channels.iter().flatten()).map(|it| it.value).collect();
        for locale in &region.locales {
            let is_mute = |it: &&Channel| !said.contains(&(region.id.as_str(), locale.value.as_str(), **it));
            all.extend(channels.iter().filter(is_mute).map(|it| Missing {
                kind: Kind::Channel,
                region: region.id.clone(),
                locale: Some(locale.value.clone()),
                what: format!("nothing is said by `{}`", it.word()),
            }));
        }
    }
    all
}

/// Returns the texts that somebody has not signed as they stand who must.
fn signatures(graph: &Graph, texts: &[Text], as_of: Option<Date>) -> Vec<Missing> {
    let signatures = Signatures::of(graph);
    let mut all = Vec::new();
    for text in texts.iter().map(Text::known).filter(|it| !it.is_past(as_of)) {
        let is_open = |role: &str| !matches!(signatures.standing(&text, role), crate::model::plan::text::Standing::Signed(_));
        let open: Vec<&str> = roles(graph, &text.region).map(|it| it.value.as_str()).filter(|it| is_open(it)).collect();
        if !open.is_empty() {
            let what = format!("`{}` is not signed by {}", text.id, crate::diag::listed(&open));
            all.push(Missing { kind: Kind::Signature, region: text.region.clone(), locale: Some(text.locale.clone()), what });
        }
    }
    all
}
