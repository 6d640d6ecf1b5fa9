//! The text message: the bytes to send, and what they take.

use super::gsm::{Encoding, Size, folded};
use super::{Spoken, shown};
use crate::emit::language::Fault;
use crate::emit::notices::{Saying, words};
use crate::emit::shape::{Instant, VERSION, pretty, zone};
use schemars::JsonSchema;
use serde::Serialize;

/// A text message, and what it takes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Sms {
    /// The version of this shape.
    pub version: u32,
    pub region: String,
    pub locale: String,
    /// `announcement`, `reminder`, `last-day`, `closed`, `afterwards` or `correction`.
    pub occasion: &'static str,
    /// What is sent, as the file that ends in `.sms.txt` has it.
    pub text: String,
    /// `gsm-7` or `ucs-2` (3GPP TS 23.038).
    pub encoding: &'static str,
    pub characters: usize,
    /// Septets in GSM 7-bit, UTF-16 code units in UCS-2.
    pub units: usize,
    /// How many messages it is sent as.
    pub segments: usize,
    /// It is not sent before.
    pub since: Instant,
    /// From here it is not sent, nor delivered, any more: what it tells is then behind; none where nothing ends it.
    pub until: Option<Instant>,
}

/// Returns the text message of a notice.
pub fn say(saying: &Saying) -> Result<Option<Spoken>, Vec<Fault>> {
    let (notice, language) = (saying.notice, saying.language);
    let shorts = words::shorts(notice, language).map_err(|it| vec![it])?;
    let Some(first) = shorts.first() else { return Ok(None) };
    let text = folded(&words::message(notice, language, first).map_err(|it| vec![it])?);
    let (size, zone) = (Size::of(&text), zone(&notice.zone));
    let sms = Sms {
        version: VERSION,
        region: notice.region.clone(),
        locale: notice.locale.clone(),
        occasion: notice.occasion.word(),
        text: text.clone(),
        encoding: match size.encoding {
            Encoding::Gsm7 => "gsm-7",
            Encoding::Ucs2 => "ucs-2",
        },
        characters: size.characters,
        units: size.units,
        segments: size.segments,
        since: Instant::of(first.since, &zone),
        until: first.until.map(|it| Instant::of(it, &zone)),
    };
    let files = vec![("sms.json".to_owned(), pretty(&sms)), ("sms.txt".to_owned(), text.clone().into_bytes())];
    Ok(Some(Spoken { shown: vec![shown(first, text.clone())], words: text, files }))
}
