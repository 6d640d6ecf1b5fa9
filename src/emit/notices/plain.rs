//! Lays a letter out as plain text.

use super::block::{Block, Letter, Line, Link};

/// How many characters a line holds, where words allow.
const WIDTH: usize = 72;

/// Returns the letter as text, with a line break at its end.
pub fn text(letter: &Letter) -> String {
    let mut parts = vec![underlined(&letter.title, '=')];
    for block in &letter.blocks {
        parts.push(match block {
            Block::Heading { text } => format!("\n{}", underlined(text, '-')),
            Block::Paragraph { text } => wrapped(text, "", ""),
            Block::List { items } => items.iter().map(|it| wrapped(it, "- ", "  ")).collect::<Vec<_>>().join("\n"),
            Block::Items { items } => {
                let item = |it: &super::block::Item| {
                    let text = if it.text.is_empty() { None } else { Some(wrapped(&it.text, "  ", "  ")) };
                    let lines = it.lines.iter().map(|it| wrapped(&line(it), "  ", "    "));
                    [wrapped(&it.title, "* ", "  ")].into_iter().chain(text).chain(lines).collect::<Vec<_>>().join("\n")
                };
                items.iter().map(item).collect::<Vec<_>>().join("\n\n")
            }
            Block::Dates { caption, rows } => {
                let rows = rows.iter().map(|it| format!("{}\n{}", wrapped(&it.what, "* ", "  "), wrapped(&it.when, "  ", "  ")));
                [wrapped(caption, "", "")].into_iter().chain(rows).collect::<Vec<_>>().join("\n\n")
            }
            Block::Button { text, link } => format!("{}\n{}", wrapped(text, "", ""), wrapped(&link.full, "  ", "  ")),
            Block::Contact { links } => links.iter().map(|it| format!("  {}", it.full)).collect::<Vec<_>>().join("\n"),
        });
    }
    parts.join("\n\n") + "\n"
}

fn line(line: &Line) -> String {
    let links: Vec<&str> = line.links.iter().map(|it: &Link| it.full.as_str()).collect();
    format!("{} {}", line.label, links.join(" · "))
}

fn underlined(title: &str, with: char) -> String {
    let text = wrapped(title, "", "");
    let width = text.lines().map(|it| it.chars().count()).max().unwrap_or(0);
    format!("{text}\n{}", with.to_string().repeat(width))
}

/// Breaks text at plain spaces only: a no-break space stays where it is, and an address stays whole.
fn wrapped(text: &str, first: &str, rest: &str) -> String {
    let (mut lines, mut line, mut is_empty) = (Vec::new(), first.to_owned(), true);
    for word in text.split(' ').filter(|it| !it.is_empty()) {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(std::mem::replace(&mut line, rest.to_owned()));
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    lines.push(line);
    lines.join("\n")
}
