//! The mail as a file (RFC 5322) that mail programs open: a proof to look at, to no recipient.

use crate::model::graph::time;
use crate::model::plan::notice::Notice;
use email_encoding::headers::rfc2047;
use email_encoding::headers::writer::EmailWriter;
use jiff::tz::TimeZone;
use lettre::Address;
use lettre::message::header::{ContentType, From, HeaderName, HeaderValue, Headers, MIME_VERSION_1_0, ReplyTo};
use lettre::message::{Mailbox, Mailboxes, MultiPart, SinglePart};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// The hour at which a proof is dated, by the region's clock.
const HOUR: i8 = 9;

/// A mail in full.
pub struct Mail<'a> {
    pub notice: &'a Notice,
    pub lang: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    pub html: &'a str,
    /// What the sending service fills in for the way out of its list.
    pub unsubscribe: Option<&'a str>,
}

impl Mail<'_> {
    /// Returns the file; `None` where no address is known from which it comes.
    pub fn file(&self) -> Option<Vec<u8>> {
        let sender = address(self.notice.sender.as_deref()?)?;
        let (digest, domain) = (self.digest(), sender.domain().to_owned());
        let mut headers = Headers::new();
        // As it was written: lettre's own header knows no zone.
        headers.insert_raw(as_is("Date", &self.date()?));
        match &self.notice.sender_name {
            Some(name) if !is_plain(name) => headers.insert_raw(encoded("From", name, &format!("<{sender}>"))?),
            name => headers.set(From::from(Mailboxes::from(Mailbox::new(name.clone(), sender)))),
        }
        if let Some(reply_to) = self.notice.reply_to.as_deref().and_then(address) {
            headers.set(ReplyTo::from(Mailboxes::from(Mailbox::new(None, reply_to))));
        }
        headers.insert_raw(match is_plain(self.subject) {
            true => as_is("Subject", self.subject),
            false => encoded("Subject", self.subject, "")?,
        });
        headers.insert_raw(as_is("Message-ID", &format!("<{digest}@{domain}>")));
        headers.insert_raw(as_is("Content-Language", self.lang));
        if let Some(it) = self.unsubscribe {
            headers.insert_raw(as_is("List-Unsubscribe", &format!("<{it}>")));
        }
        headers.set(MIME_VERSION_1_0);
        let part = |kind: ContentType, body: &str| SinglePart::builder().header(kind).body(body.to_owned());
        let parts = MultiPart::alternative()
            .boundary(format!("={digest}"))
            .singlepart(part(ContentType::TEXT_PLAIN, self.text))
            .singlepart(part(ContentType::TEXT_HTML, self.html));
        Some([headers.to_string().into_bytes(), parts.formatted()].concat())
    }

    /// Returns what only this mail has: another word is another mail.
    fn digest(&self) -> String {
        let Notice { region, locale, day, occasion, .. } = self.notice;
        let whole = format!("{region}/{locale}/{day}-{}\n{}\n{}\n{}", occasion.word(), self.subject, self.text, self.html);
        Sha256::digest(whole.as_bytes()).iter().take(16).map(|it| format!("{it:02x}")).collect()
    }

    /// Returns the hour of its day at which it is dated, as RFC 5322 writes it.
    fn date(&self) -> Option<String> {
        let zone = time::zone(&self.notice.zone).unwrap_or(TimeZone::UTC);
        let at = self.notice.day.at(HOUR, 0, 0, 0).to_zoned(zone).ok()?;
        jiff::fmt::rfc2822::to_string(&at).ok()
    }
}

/// Returns the address, if any mail program can write to it.
fn address(text: &str) -> Option<Address> {
    text.parse().ok().filter(|_| text.is_ascii())
}

/// Tells whether a header may hold the text as it is: what looks encoded would be decoded, what is spaced out be drawn together,
/// and a word that cannot be folded make a line too long.
fn is_plain(text: &str) -> bool {
    let words = || text.split(' ');
    text.is_ascii() && !text.contains("=?") && words().all(|it| (1..60).contains(&it.len()))
}

/// Returns a header of which all but its end is encoded (RFC 2047).
fn encoded(name: &'static str, text: &str, end: &str) -> Option<HeaderValue> {
    let mut line = String::new();
    let mut writer = EmailWriter::new(&mut line, name.len() + ": ".len(), 0, false);
    rfc2047::encode(text, &mut writer).ok()?;
    if !end.is_empty() {
        writer.space();
        writer.folding().write_str(end).ok()?;
    }
    drop(writer);
    Some(HeaderValue::dangerous_new_pre_encoded(HeaderName::new_from_ascii_str(name), text.to_owned(), line))
}

fn as_is(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_text_ends_its_header(text in "[a-z =?<>\",:;\r\n\u{e9}\u{2028}]{1,80}") {
            let line = encoded("From", &text, "<a@b.example>").map(|it| { let mut all = Headers::new(); all.insert_raw(it); all.to_string() });
            let line = line.unwrap();
            prop_assert!(line.is_ascii());
            for (rank, it) in line.trim_end_matches("\r\n").split("\r\n").enumerate() {
                prop_assert!(it.len() <= 78 && it.starts_with(' ') == (rank > 0) && !it.contains(['\r', '\n']), "{line}");
            }
        }
    }
}
