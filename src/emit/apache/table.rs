//! Tables of sources without placeholders: one row a key, streamed as bytes for `httxt2dbm`.

use super::words::Vocabulary;
use crate::emit::table::{Row, Table};
use crate::model::plan::Plan;
use crate::template::apache_argument;

/// The longest line that `httxt2dbm` reads as one, without its end: of a longer one it makes two.
const LONGEST_LINE: usize = 1_024;

/// Adds a table's rows to `out`, and returns those that are too long for a line of it.
pub fn write<'t, 'p>(out: &mut Vec<u8>, table: &'t Table<'p>, plan: &Plan, vocabulary: &Vocabulary) -> Vec<&'t Row<'p>> {
    let mut long = Vec::new();
    let mut before: Option<&str> = None;
    for row in &table.rows {
        // Of the same key with the same conditions, the first wins; in a dbm the last would.
        if before.replace(&row.lookup) == Some(&row.lookup) {
            continue;
        }
        let place = row.place(plan).map(|it| format!("# {}\n", apache_argument(&it))).filter(|it| it.len() < LONGEST_LINE);
        out.extend(place.unwrap_or_default().bytes());
        let start = out.len();
        out.extend(row.lookup.as_bytes());
        out.push(b' ');
        vocabulary.write_route(out, &row.route(), row.on_alias);
        if out.len() - start > LONGEST_LINE {
            out.truncate(start);
            long.push(row);
        } else {
            out.push(b'\n');
        }
    }
    long
}
