//! What a notice is made of: blocks that are laid out as text, as mail and as a page.

use crate::emit::language::Language;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

/// A notice in words, not yet laid out.
#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    /// The subject of the mail, and the heading of all.
    pub title: String,
    pub blocks: Vec<Block>,
}

impl Letter {
    /// Sets off what stands in it as it was written in a file, beside the words of `language`.
    pub fn set_off(mut self, language: &Language) -> Letter {
        let set_off = |it: &mut String| *it = language.set_off(it).into_owned();
        for block in &mut self.blocks {
            match block {
                Block::Items { items } => {
                    for item in items {
                        set_off(&mut item.title);
                        for link in item.lines.iter_mut().flat_map(|it| &mut it.links) {
                            set_off(&mut link.text);
                            // Text has the address behind its label, on one line.
                            set_off(&mut link.full);
                        }
                    }
                }
                Block::List { items } => items.iter_mut().for_each(set_off),
                Block::Button { link, .. } => set_off(&mut link.text),
                Block::Contact { links } => links.iter_mut().for_each(|it| set_off(&mut it.text)),
                Block::Heading { .. } | Block::Paragraph { .. } | Block::Dates { .. } => {}
            }
        }
        self
    }
}

/// One part of a letter.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Block {
    Heading {
        text: String,
    },
    Paragraph {
        text: String,
    },
    /// Things with a name, and what is said of each.
    Items {
        items: Vec<Item>,
    },
    /// Lines with a mark in front.
    List {
        items: Vec<String>,
    },
    /// What happens when.
    Dates {
        caption: String,
        rows: Vec<Row>,
    },
    Button {
        text: String,
        link: Link,
    },
    /// Where one can write or call.
    Contact {
        links: Vec<Link>,
    },
}

/// A thing with a name.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    pub title: String,
    pub text: String,
    pub lines: Vec<Line>,
}

/// A label and the links behind it.
#[derive(Clone, Debug, Serialize)]
pub struct Line {
    pub label: String,
    pub links: Vec<Link>,
}

/// One date.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub what: String,
    pub when: String,
}

/// An address, shown as itself so that a reader sees where it leads.
#[derive(Clone, Debug, Serialize)]
pub struct Link {
    /// The address in short, as `www.mi.com/uk`.
    pub text: String,
    /// The address in full, as plain text needs it.
    pub full: String,
    /// Empty where it cannot be followed.
    pub href: String,
}

/// What an address may hold in a `mailto:` (RFC 6068).
const IN_MAIL: &AsciiSet = &NON_ALPHANUMERIC.remove(b'@').remove(b'.').remove(b'-').remove(b'_').remove(b'+');

impl Link {
    /// Returns the link to a page, a mail address or a telephone number; anything else is only shown.
    pub fn new(address: &str) -> Link {
        let address = super::super::language::one_line(address.trim());
        let href = if url::Url::parse(&address).is_ok_and(|it| matches!(it.scheme(), "https" | "http") && it.has_host()) {
            address.clone()
        } else if address.contains('@') && !address.contains([' ', ':', '/']) {
            format!("mailto:{}", utf8_percent_encode(&address, IN_MAIL))
        } else if !address.is_empty() && address.chars().all(|it| it.is_ascii_digit() || "+-()./ \u{A0}".contains(it)) {
            format!("tel:{}", address.chars().filter(|it| it.is_ascii_digit() || *it == '+').collect::<String>())
        } else {
            String::new()
        };
        Link { text: shown(&address).to_owned(), full: address, href }
    }
}

/// Returns a URL without its scheme and the slash at its end; other text as it is.
pub fn shown(url: &str) -> &str {
    let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else { return url };
    rest.strip_suffix('/').unwrap_or(rest)
}
