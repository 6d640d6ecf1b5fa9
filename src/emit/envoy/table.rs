//! Tables of sources without placeholders: lines that are sorted by their bytes, so that they are looked up as they lie.

use super::words;
use crate::emit::table::{Row, Table};
use crate::model::plan::Plan;

/// Returns the rows as `edge.lua` looks them up: key, answer and place, a tab between them.
pub fn write(table: &Table<'_>, plan: &Plan) -> Vec<u8> {
    let mut rows: Vec<&Row<'_>> = table.rows.iter().collect();
    // Of the same key with the same conditions, the first wins; the sort keeps their order.
    rows.sort_by(|one, two| one.lookup.as_bytes().cmp(two.lookup.as_bytes()));
    rows.dedup_by(|later, first| later.lookup == first.lookup);
    let mut out = Vec::with_capacity(rows.len() * 128);
    out.extend(b"key\tanswer\tplace\n");
    for row in rows {
        push(&mut out, &row.lookup);
        out.push(b'\t');
        push(&mut out, &words::route(&row.route(), row.on_alias));
        out.push(b'\t');
        push(&mut out, &row.place(plan).unwrap_or_default());
        out.push(b'\n');
    }
    out
}

/// Writes `text` as one field.
fn push(out: &mut Vec<u8>, text: &str) {
    match text.bytes().any(|it| it.is_ascii_control()) {
        true => out.extend(text.bytes().map(|it| if it.is_ascii_control() { b' ' } else { it })),
        false => out.extend(text.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_stays_in_its_line() {
        let mut out = Vec::new();
        push(&mut out, "regions/a\tb\n.toml:1é");
        assert_eq!(String::from_utf8(out).unwrap(), "regions/a b .toml:1é");
    }
}
