//! The mail: subject, text, HTML, and all of it as one file.

use crate::emit::language::Values;
use crate::emit::language::{Fault, one_line};
use crate::emit::notices::block::{Block, Letter};
use crate::emit::notices::looks::{Logo, Palette};
use crate::emit::notices::{Said, Saying, eml, merge, plain, printed, words};
use serde::Serialize;

const MAIL: &str = "notices/mail.html.j2";
/// The merge field that leads out of the sending service's list.
const UNSUBSCRIBE: &str = "unsubscribe";

/// Returns the mail of a notice.
pub fn say(saying: &Saying) -> Result<Said, Vec<Fault>> {
    let (notice, language) = (saying.notice, saying.language);
    let letter = words::letter(notice, language).map_err(|it| vec![it])?;
    let unsubscribe = notice.merge_fields.get(UNSUBSCRIBE).map(|it| it.as_str());
    let way_out = unsubscribe.map(|_| language.text(UNSUBSCRIBE, &Values::new())).transpose().map_err(|it| vec![it])?;
    let way_out = way_out.map(|text| WayOut { text, href: merge::mark(UNSUBSCRIBE, UNSUBSCRIBE) });
    let filled = |text: &str| merge::filled(text, &notice.merge_fields, &notice.locale);
    let html = printed(saying.templates, MAIL, &Mail::new(saying, &letter, way_out.as_ref()))?;
    let text = plain::text(&letter) + &way_out.as_ref().map_or_else(String::new, |it| format!("\n{}\n  {}\n", it.text, it.href));
    let (subject, text, html) = (one_line(&filled(&letter.title)?), filled(&text)?, filled(&html)?);
    let words = format!("{subject}\n{}\n\n{text}", filled(letter.preheader())?);
    let mail = eml::Mail { notice, lang: language.locale(), subject: &subject, text: &text, html: &html, unsubscribe };
    let proof = mail.file();
    let subject = format!("{subject}\n").into_bytes();
    let mut files = vec![("subject.txt", subject), ("txt", text.into_bytes()), ("html", html.into_bytes())];
    files.extend(proof.map(|it| ("eml", it)));
    Ok(Said { words, files })
}

/// Where one leaves the sending service's list.
#[derive(Serialize)]
struct WayOut {
    text: String,
    href: String,
}

#[derive(Serialize)]
struct Mail<'a> {
    lang: &'a str,
    dir: &'static str,
    /// The sides on which a line begins and ends.
    start: &'static str,
    end: &'static str,
    /// What mail programs show behind the subject.
    preheader: &'a str,
    title: &'a str,
    brand: String,
    logo: Option<Logo>,
    palette: Palette,
    blocks: &'a [Block],
    unsubscribe: Option<&'a WayOut>,
}

impl<'a> Mail<'a> {
    fn new(saying: &'a Saying, letter: &'a Letter, unsubscribe: Option<&'a WayOut>) -> Mail<'a> {
        let (notice, language) = (saying.notice, saying.language);
        let (start, end) = if language.direction() == "rtl" { ("right", "left") } else { ("left", "right") };
        Mail {
            lang: language.locale(),
            dir: language.direction(),
            start,
            end,
            preheader: letter.preheader(),
            title: &letter.title,
            brand: one_line(&language.set_off(&notice.brand)),
            logo: Logo::fetched(&notice.looks),
            palette: Palette::of(&notice.looks),
            blocks: &letter.blocks,
            unsubscribe,
        }
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
