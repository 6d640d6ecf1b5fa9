//! Every place of every finding as CSV, a row each: what a drawn finding of thousands of places does not show.

use crate::diag::{Diagnostic, Label, Printing};

/// Returns the rows, in the order of the findings; the first place of a finding that lists none is its only one.
pub fn render(printing: &Printing) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut row = |cells: [&str; 7]| writer.write_record(cells).expect("a buffer takes every row");
    row(["rule", "severity", "path", "line", "column", "text", "waived"]);
    for finding in &printing.report.findings {
        for place in places(finding) {
            let at = printing.sources.region(place.span, |text| text.chars().count());
            let (path, line, column) = (printing.path(place.span.file), at.line.to_string(), at.column.to_string());
            let waived = finding.waived.as_deref().unwrap_or_default();
            let cells = [finding.code.name, finding.severity.word(), &path, &line, &column, &place.text, waived];
            row(cells.map(guarded).each_ref().map(String::as_str));
        }
    }
    String::from_utf8(writer.into_inner().expect("a buffer takes every row")).expect("the cells are texts")
}

/// Returns the places of a finding, each with what is told of it.
fn places(finding: &Diagnostic) -> Vec<Label> {
    match finding.all.is_empty() {
        true => vec![Label { span: finding.span(), text: finding.message.clone() }],
        false => finding.all.clone(),
    }
}

/// Returns a cell that a spreadsheet reads as text: one that begins like a formula gets an apostrophe in front.
pub fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert!(guarded(cell).starts_with('\''), "{cell:?}");
        }
        assert_eq!(guarded("https://www.po.co/=a"), "https://www.po.co/=a");
    }
}
