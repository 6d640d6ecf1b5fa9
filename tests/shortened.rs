//! What the book shows of an output, held against the whole.

/// Tells whether `wanted` is `found`, with `…` for any lines, or within a line for any text.
pub fn is_shortened(found: &[&str], wanted: &[&str]) -> bool {
    match wanted.split_first() {
        None => found.is_empty(),
        Some((&"…", rest)) => (0..=found.len()).any(|it| is_shortened(&found[it..], rest)),
        Some((line, rest)) => found.split_first().is_some_and(|(first, found)| is_line(first, line) && is_shortened(found, rest)),
    }
}

fn is_line(found: &str, wanted: &str) -> bool {
    match wanted.split_once('…') {
        None => found == wanted,
        Some((before, rest)) => found
            .strip_prefix(before)
            .is_some_and(|it| it.char_indices().map(|it| it.0).chain([it.len()]).any(|at| is_line(&it[at..], rest))),
    }
}
