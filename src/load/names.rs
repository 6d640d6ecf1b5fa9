//! What each stretch of a file is called in the language, as `uk.milestones.sunset`.

use crate::source::{FileId, Span};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// Returns the stretches of `table` with their names, each with all that belongs to it.
pub fn names(prefix: &str, file: FileId, table: &DeTable<'_>) -> Vec<(Span, String)> {
    let mut names = Vec::new();
    for (key, value) in table.iter() {
        let name = if prefix.is_empty() { key.get_ref().to_string() } else { format!("{prefix}.{}", key.get_ref()) };
        let span = walk(&name, file, value, &mut names);
        names.push((join(Span::new(file, key.span()), span), name));
    }
    names
}

/// Names what is inside `value` and returns the stretch of all of it.
fn walk(name: &str, file: FileId, value: &Spanned<DeValue<'_>>, names: &mut Vec<(Span, String)>) -> Span {
    let own = Span::new(file, value.span());
    match value.get_ref() {
        DeValue::Table(table) => table.iter().fold(own, |whole, (key, value)| {
            let name = format!("{name}.{}", key.get_ref());
            let span = join(Span::new(file, key.span()), walk(&name, file, value, names));
            names.push((span, name));
            join(whole, span)
        }),
        DeValue::Array(list) => list.iter().enumerate().fold(own, |whole, (at, value)| {
            let name = format!("{name}[{at}]");
            let span = walk(&name, file, value, names);
            names.push((span, name));
            join(whole, span)
        }),
        _ => own,
    }
}

fn join(one: Span, other: Span) -> Span {
    Span { file: one.file, start: one.start.min(other.start), end: one.end.max(other.end) }
}
