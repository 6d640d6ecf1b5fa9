//! Reads workbooks of spreadsheets: the first sheet that has columns for a source and a destination.

use super::{Import, Reader, table};
use calamine::{Data, Reader as _, Xlsx};
use std::io::Cursor;

pub const READER: Reader = Reader { name: "xlsx", files: &[".xlsx", ".xlsm"], read };

/// As many lines may stand above the names of the columns.
const ABOVE: usize = 10;

fn read(bytes: &[u8]) -> Result<Import, String> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(|err| format!("it is no workbook: {err}"))?;
    let mut found: Option<(String, Import)> = None;
    let mut others = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|err| format!("its sheet `{name}` cannot be read: {err}"))?;
        let above = range.start().map_or(0, |it| it.0 as usize);
        let row = |(at, cells): (usize, &[Data])| (above + at + 1, cells.iter().map(text).collect::<Vec<String>>());
        let rows: Vec<(usize, Vec<String>)> = range.rows().enumerate().map(row).collect();
        let head = rows.iter().take(ABOVE).position(|(_, cells)| table::Head::new(cells).is_some());
        match head.and_then(|it| table::import(&rows[it..])) {
            Some(import) if found.is_none() => found = Some((name, import)),
            _ if rows.is_empty() => {}
            _ => others.push(format!("`{name}` ({})", crate::diag::plural(rows.len(), "line", "lines"))),
        }
    }
    let (name, mut import) =
        found.ok_or("no sheet has a column that is called as a source is, such as `from`, and one as a destination is, such as `to`")?;
    import.notes.insert(0, format!("the sheet `{name}` was read"));
    if !others.is_empty() {
        import.notes.push(format!("not read: {}", others.join(", ")));
    }
    Ok(import)
}

/// Returns what a cell shows; a whole number without its fraction.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}
