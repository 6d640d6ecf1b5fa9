//! What customer service answers, and what it sends as a reply.

use super::Spoken;
use crate::emit::language::Fault;
use crate::emit::notices::block::{Block, Letter};
use crate::emit::notices::{Saying, Shown, markdown, plain, words};
use crate::model::graph::time;

/// Returns questions with their answers, and a reply to paste: both true from the notice's day to that of the next.
pub fn say(saying: &Saying) -> Result<Spoken, Vec<Fault>> {
    let (notice, language) = (saying.notice, saying.language);
    let faq = words::faq(notice, language).map_err(|it| vec![it])?;
    let reply = pasted(&words::reply(notice, language).map_err(|it| vec![it])?);
    let (since, until) = notice.window();
    let ends = until.map_or_else(String::new, |it| format!(" until {}", time::utc(it)));
    let text = format!("<!-- {}: since {}{ends} -->\n\n{}", language.locale(), time::utc(since), markdown::text(&faq));
    let words = format!("{}\n{reply}", plain::text(&faq));
    let files = vec![("faq.md".to_owned(), text.into_bytes()), ("macro.txt".to_owned(), reply.into_bytes())];
    // Each date stands with its word, and none is said to be ahead.
    Ok(Spoken { shown: vec![Shown { since, until, words: words.clone(), ahead: Vec::new() }], words, files })
}

/// Lays a letter out as text to paste: each paragraph one line, for whatever it is pasted into breaks lines itself.
fn pasted(letter: &Letter) -> String {
    let lines = |it: Vec<String>| it.iter().map(|it| format!("- {it}")).collect::<Vec<_>>().join("\n");
    let part = |block: &Block| match block {
        Block::Heading { text } | Block::Paragraph { text } => text.clone(),
        Block::List { items } => lines(items.clone()),
        Block::Items { items } => lines(items.iter().map(|it| format!("{}: {}", it.title, it.text)).collect()),
        Block::Dates { caption, rows } => {
            format!("{}\n{caption}", lines(rows.iter().map(|it| format!("{}: {}", it.what, it.when)).collect()))
        }
        Block::Button { text, link } => format!("{text}: {}", link.full),
        Block::Contact { links } => lines(links.iter().map(|it| it.full.clone()).collect()),
    };
    letter.blocks.iter().map(part).collect::<Vec<_>>().join("\n\n") + "\n"
}
