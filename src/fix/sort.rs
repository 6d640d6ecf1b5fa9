//! The rows of a table in the order of their sources; empty lines part groups, which are put in order by themselves.

use super::rows::{CITED, Written, with_line_end, written};
use super::{Edit, Found, Repair, Subject};
use crate::source::Span;

/// Finds tables whose rows are in another order.
pub fn find(subject: &Subject) -> Found {
    let mut found = Found::default();
    let mut rows: Vec<Written> = written(subject.spec).filter(|it| it.is_row).collect();
    rows.sort_by_key(|it| it.span());
    for table in rows.chunk_by(|one, two| one.span().file == two.span().file) {
        let text = &subject.sources.file(table[0].span().file).text;
        let is_next = |one: &Written, two: &Written| with_line_end(text, one.span()).end == two.span().start;
        let groups = table.chunk_by(is_next).filter(|it| !it.is_sorted_by_key(|it| source(it)));
        let edits: Vec<Edit> = groups.map(|it| sorted(text, it)).collect();
        match subject.layout.is_cited(table[0].span().file) {
            _ if edits.is_empty() => {}
            true => found.leave(table[0].span(), CITED),
            false => found.repairs.push(Repair { rule: whole(table), edits, is_mend: false }),
        }
    }
    found
}

fn source<'s>(row: &Written<'s>) -> Option<&'s str> {
    row.rule.from.as_ref().map(|it| it.value.as_str())
}

fn whole(rows: &[Written]) -> Span {
    let (first, last) = (rows[0].span(), rows[rows.len() - 1].span());
    Span { end: last.end, ..first }
}

/// Puts the rows of a group in order; each place in it keeps the line end that it has.
fn sorted(text: &str, group: &[Written]) -> Edit {
    let mut order: Vec<&Written> = group.iter().collect();
    order.sort_by_key(|it| source(it));
    let mut out = String::new();
    for (place, row) in group.iter().zip(order) {
        let line_end = with_line_end(text, place.span());
        out.push_str(&text[row.span().start as usize..row.span().end as usize]);
        out.push_str(&text[place.span().end as usize..line_end.end as usize]);
    }
    let span = whole(group);
    Edit { span: Span { end: with_line_end(text, group[group.len() - 1].span()).end, ..span }, text: out }
}
