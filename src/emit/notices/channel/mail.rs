//! The mail: subject, text and HTML.

use crate::emit::language::{Fault, one_line};
use crate::emit::notices::block::{Block, Letter};
use crate::emit::notices::{Said, Saying, plain, printed, words};
use serde::Serialize;

const MAIL: &str = "notices/mail.html.j2";

/// Returns the mail of a notice.
pub fn say(saying: &Saying) -> Result<Said, Vec<Fault>> {
    let language = saying.language;
    let letter = words::letter(saying.notice, language).map_err(|it| vec![it])?;
    let (lang, dir) = (language.locale(), language.direction());
    let mail = Mail { lang, dir, preheader: letter.preheader(), title: &letter.title, blocks: &letter.blocks };
    let html = printed(saying.templates, MAIL, &mail)?;
    let (subject, text) = (format!("{}\n", one_line(&letter.title)), plain::text(&letter));
    Ok(Said {
        words: format!("{subject}{}\n\n{text}", letter.preheader()),
        files: vec![("subject.txt", subject.into_bytes()), ("txt", text.into_bytes()), ("html", html.into_bytes())],
    })
}

#[derive(Serialize)]
struct Mail<'a> {
    lang: &'a str,
    dir: &'static str,
    /// What mail programs show behind the subject.
    preheader: &'a str,
    title: &'a str,
    blocks: &'a [Block],
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
