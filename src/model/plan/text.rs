//! What is known of a text beside its words: what names it, what it tells, and who signed it.

use super::notice::{Occasion, Told, ToldWord};
use crate::model::graph::{Graph, time};
use crate::model::spec::approval::Approval;
use crate::model::spec::notice::Channel;
use crate::model::spec::scalar::{Moment, When};
use crate::source::Located;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// A text: what one channel says on one occasion, or what one page says, in one language.
#[derive(Clone, Debug)]
pub struct Text {
    /// As `fr/fr-FR/2024-10-15-announcement.mail`.
    pub id: String,
    pub region: String,
    pub locale: String,
    /// The day on which it is sent, or from which it is shown; `None` of a page.
    pub day: Option<Date>,
    pub occasion: Option<Occasion>,
    pub channel: Channel,
    /// The SHA-256 of its words.
    pub digest: String,
    /// The dates that it tells, by milestone.
    pub told: BTreeMap<String, Told>,
}

impl Text {
    /// Tells whether it was sent before `day`.
    pub fn is_past(&self, day: Option<Date>) -> bool {
        self.day.zip(day).is_some_and(|(sent, day)| sent < day)
    }
}

/// Returns the roles that must sign the texts of a region, as they were written.
pub fn roles<'g>(graph: &'g Graph, region: &str) -> impl Iterator<Item = &'g Located<String>> {
    let notices = graph.regions.get(region).and_then(|it| it.notices.as_ref());
    notices.into_iter().flat_map(|it| it.sign_off.iter().flatten())
}

/// Tells whether texts are held against what was signed: a region asks for it, or somebody has signed.
pub fn is_asked(graph: &Graph) -> bool {
    !graph.approvals.is_empty() || graph.retiring().any(|it| roles(graph, &it.id).next().is_some())
}

/// How a text stands with a role.
#[derive(Clone, Copy, Debug)]
pub enum Standing<'g> {
    /// It signed the words as they are.
    Signed(&'g Located<Approval>),
    /// It signed other words.
    Changed(&'g Located<Approval>),
    Unsigned,
}

/// Who signed which text.
pub struct Signatures<'g>(BTreeMap<&'g str, BTreeMap<&'g str, Vec<&'g Located<Approval>>>>);

impl<'g> Signatures<'g> {
    /// Returns those of `graph`.
    pub fn of(graph: &'g Graph) -> Signatures<'g> {
        let mut all: BTreeMap<&str, BTreeMap<&str, Vec<&Located<Approval>>>> = BTreeMap::new();
        for it in &graph.approvals {
            all.entry(&it.text.value).or_default().entry(&it.role.value).or_default().push(it);
        }
        Signatures(all)
    }

    /// Returns how a text stands with `role`.
    pub fn standing(&self, text: &Text, role: &str) -> Standing<'g> {
        let signed = self.0.get(text.id.as_str()).and_then(|it| it.get(role)).map_or(&[] as &[_], Vec::as_slice);
        let latest = |(at, it): &(usize, &&'g Located<Approval>)| (it.on.value, *at);
        match signed.iter().rev().find(|it| it.digest.value.0 == text.digest) {
            Some(same) => Standing::Signed(same),
            None => signed.iter().enumerate().max_by_key(latest).map_or(Standing::Unsigned, |it| Standing::Changed(it.1)),
        }
    }

    /// Returns every role that signed the words of a text as they are, or before they changed.
    pub fn roles(&self, text: &Text) -> impl Iterator<Item = &'g str> + use<'g> {
        let roles: Vec<&'g str> = self.0.get(text.id.as_str()).into_iter().flat_map(|it| it.keys().copied()).collect();
        roles.into_iter()
    }

    /// Tells whether everybody signed who must; where nobody must, whether somebody did.
    pub fn is_settled(&self, graph: &Graph, text: &Text) -> bool {
        let is_signed = |role: &str| matches!(self.standing(text, role), Standing::Signed(_));
        let mut asked = roles(graph, &text.region).peekable();
        if asked.peek().is_some() { asked.all(|it| is_signed(&it.value)) } else { self.roles(text).any(is_signed) }
    }
}

/// Returns a date as it is told, as `before 2024-12-31`; a moment with the offset of the zone's clock.
pub fn as_told(told: &Told, zone: &TimeZone) -> String {
    match told.word {
        ToldWord::At => format!("at {}", told.told.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z")),
        word => format!("{} {}", word.word(), told.day),
    }
}

/// Tells whether a date is told now as it was told then.
pub fn is_as_told(then: When, now: &Told, zone: &TimeZone) -> bool {
    match then {
        When::Day(word, day) => now.word != ToldWord::At && word.word() == now.word.word() && day == now.day,
        When::At(moment) => now.word == ToldWord::At && time::at(moment, zone) == Ok(now.told),
    }
}

/// Returns which dates a text tells otherwise than when it was signed, each as `sunset: before 2024-12-31, now before
/// 2025-01-07`.
pub fn changes(graph: &Graph, text: &Text, approval: &Approval) -> Vec<String> {
    let zone = graph.regions.get(&text.region).and_then(|it| it.zone.clone()).unwrap_or(TimeZone::UTC);
    let mut changes = Vec::new();
    for (name, then) in &approval.told {
        match text.told.get(&name.value) {
            Some(now) if is_as_told(then.value, now, &zone) => {}
            Some(now) => changes.push(format!("{}: {}, now {}", name.value, shown(then.value), as_told(now, &zone))),
            None => changes.push(format!("{}: {}, now not told", name.value, shown(then.value))),
        }
    }
    let is_new = |it: &&String| !approval.told.keys().any(|known| known.value == **it);
    changes.extend(text.told.keys().filter(is_new).map(|it| format!("{it}: not told, now {}", as_told(&text.told[it], &zone))));
    changes
}

/// Returns a date that was told, as `approvals.toml` has it.
pub fn shown(then: When) -> String {
    match then {
        When::Day(..) => then.to_string(),
        When::At(Moment { civil, offset: None }) => format!("at {civil}"),
        When::At(Moment { civil, offset: Some(offset) }) => {
            let seconds = offset.seconds();
            let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
            format!("at {civil}{sign}{:02}:{:02}", minutes / 60, minutes % 60)
        }
    }
}
