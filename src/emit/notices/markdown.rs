//! Lays a letter out as Markdown; no value is more than text there, and no address more than a link.

use super::block::{Block, Letter, Line, Link};
use crate::template::markdown;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What a link between `<` and `>` may not hold as it is.
const IN_LINK: &AsciiSet = &CONTROLS.add(b' ').add(b'<').add(b'>').add(b'\\').add(b'`').add(b'|');

/// Returns the letter, with a line break at its end. Headings are of the second rank below the title's first.
pub fn text(letter: &Letter) -> String {
    let title = Some(format!("# {}", said(&letter.title))).filter(|_| !letter.title.is_empty());
    let blocks = letter.blocks.iter().map(|block| match block {
        Block::Heading { text } => format!("## {}", said(text)),
        Block::Paragraph { text } => said(text),
        Block::List { items } => list(items.iter().map(|it| said(it))),
        Block::Items { items } => items
            .iter()
            .map(|it| {
                let text = Some(said(&it.text)).filter(|it| !it.is_empty());
                let parts = [format!("### {}", said(&it.title))].into_iter().chain(text).chain(it.lines.iter().map(line));
                parts.collect::<Vec<_>>().join("\n\n")
            })
            .collect::<Vec<_>>()
            .join("\n\n"),
        Block::Dates { caption, rows } => {
            let rows = list(rows.iter().map(|it| format!("{}: **{}**", said(&it.what), said(&it.when))));
            format!("{}\n\n{rows}", said(caption))
        }
        Block::Button { text, link: to } => format!("{}: {}", said(text), link(to)),
        Block::Contact { links } => list(links.iter().map(link)),
    });
    title.into_iter().chain(blocks).collect::<Vec<_>>().join("\n\n") + "\n"
}

/// Returns text as text: what begins it cannot begin a list, a heading or a block of code.
fn said(text: &str) -> String {
    markdown(text.trim())
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.map(|it| format!("- {it}")).collect::<Vec<_>>().join("\n")
}

fn line(line: &Line) -> String {
    let links: Vec<String> = line.links.iter().map(link).collect();
    format!("{} {}", said(&line.label), links.join(" · "))
}

/// Returns a link that shows its address; one that cannot be followed is text.
fn link(link: &Link) -> String {
    if link.href.is_empty() {
        return said(&link.full);
    }
    // `&copy` would be read as a sign of its own.
    let href = utf8_percent_encode(&link.href, IN_LINK).to_string().replace('&', "\\&");
    format!("[{}](<{href}>)", said(&link.text))
}
