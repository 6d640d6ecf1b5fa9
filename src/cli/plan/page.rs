//! A page of lines and tables, as text for a terminal or as Markdown.

use crate::template::{Failure, Templates};
use serde::Serialize;
use std::collections::BTreeMap;

/// What is printed.
#[derive(Clone, Debug, Serialize)]
pub struct Page {
    pub title: String,
    pub sections: Vec<Section>,
}

/// One part: a heading, lines, and a table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Section {
    pub heading: String,
    pub lines: Vec<String>,
    pub head: Vec<&'static str>,
    /// As many cells each as `head` has.
    pub rows: Vec<Vec<String>>,
}

impl Section {
    /// Returns a section with a table.
    pub fn table(heading: impl Into<String>, head: &[&'static str], rows: Vec<Vec<String>>) -> Section {
        Section { heading: heading.into(), lines: Vec::new(), head: head.to_vec(), rows }
    }
}

impl Page {
    /// Returns the page for a terminal: columns are as wide as their widest cell.
    pub fn text(&self) -> String {
        let mut out = format!("{}\n", self.title);
        for section in &self.sections {
            out.push_str(&format!("\n{}\n", section.heading));
            section.lines.iter().for_each(|it| out.push_str(&format!("  {it}\n")));
            if !section.rows.is_empty() {
                let head: Vec<String> = section.head.iter().map(|it| (*it).to_owned()).collect();
                columns(std::iter::once(&head).chain(&section.rows), &mut out);
            }
        }
        crate::diag::printable_lines(&out)
    }

    /// Returns the page as Markdown.
    pub fn markdown(&self) -> Result<String, Failure> {
        Templates::new(BTreeMap::new()).render("plan/plan.md.j2", self)
    }
}

fn columns<'r>(rows: impl Iterator<Item = &'r Vec<String>>, out: &mut String) {
    let line = |it: &String| crate::diag::printable(&it.replace(['\n', '\r'], " "));
    let rows: Vec<Vec<String>> = rows.map(|it| it.iter().map(line).collect()).collect();
    let width = |it: &str| it.chars().count();
    let mut widths: Vec<usize> = Vec::new();
    for row in &rows {
        widths.resize(widths.len().max(row.len()), 0);
        row.iter().zip(&mut widths).for_each(|(cell, widest)| *widest = width(cell).max(*widest));
    }
    for row in &rows {
        let cells = row.iter().zip(&widths).map(|(cell, widest)| format!("{cell}{}", " ".repeat(widest - width(cell))));
        out.push_str(format!("  {}", cells.collect::<Vec<_>>().join("  ")).trim_end());
        out.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page() -> Page {
        let rows = vec![vec!["a|b".to_owned(), "\u{1b}[2J".to_owned()], vec!["é".to_owned(), "x\ny".to_owned()]];
        Page {
            title: "T".into(),
            sections: vec![Section { lines: vec!["one *line*".into()], ..Section::table("H", &["one", "two"], rows) }],
        }
    }

    #[test]
    fn columns_line_up_and_nothing_steers_the_terminal() {
        assert_eq!(page().text(), "T\n\nH\n  one *line*\n  one  two\n  a|b  \\u001B[2J\n  é    x y\n");
    }

    #[test]
    fn no_cell_leaves_its_table() {
        let text = page().markdown().expect("the template renders");
        assert_eq!(text, "# T\n\n## H\n\none \\*line\\*\n\n| one | two |\n|---|---|\n| a\\|b |  \\[2J |\n| é | x y |\n");
    }
}
