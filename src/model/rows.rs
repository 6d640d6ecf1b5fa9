//! Rows of tables that say no more than where a path leads: kept as places in their file, for there are millions.

use crate::model::spec::redirect::{Rule, Status};
use crate::source::{FileId, Located, Span};
use std::sync::Arc;

/// The plain rows of one table, in the order of the file.
///
/// Every `from` begins with `/`, is longer than that, and its bytes mean what they say: no escape, no placeholder, no
/// condition, no dot or empty segment but the last. So does every `to`, behind its origin where it has one.
#[derive(Clone, Debug)]
pub struct PlainRows {
    pub file: FileId,
    /// The file, byte order mark included.
    pub text: Arc<String>,
    pub rows: Vec<Row>,
    /// Whether some source holds an upper-case letter.
    pub has_upper: bool,
    /// How many bytes a source and its destination have together at most.
    pub longest: usize,
    /// What `to` begins with where it is a whole URL, as `https://www.mi.com`; rows count from 1.
    pub origins: Vec<String>,
}

/// One row: bytes of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    from: u32,
    to: u32,
    from_len: u16,
    to_len: u16,
    /// From 1.
    line: u32,
    /// 0 for a path; otherwise one more than the rank of its origin.
    pub origin: u16,
    /// 0 where none is written.
    status: u16,
}

impl Row {
    /// Returns a row of two cells of a file; `None` where they are longer than a row can hold.
    pub fn new(line: u32, from: (usize, usize), to: (usize, usize), origin: u16, status: u16) -> Option<Row> {
        let at = |it: usize| u32::try_from(it).ok();
        let length = |it: usize| u16::try_from(it).ok();
        Some(Row { from: at(from.0)?, to: at(to.0)?, from_len: length(from.1)?, to_len: length(to.1)?, line, origin, status })
    }

    /// Returns the status that its rule says: 301 unless another is written.
    pub fn status(self) -> u16 {
        if self.status == 0 { 301 } else { self.status }
    }

    /// Returns how many bytes its source and its destination have together.
    pub fn length(self) -> usize {
        usize::from(self.from_len) + usize::from(self.to_len)
    }

    /// Returns the line of the file, from 1.
    pub fn line(self) -> u32 {
        self.line
    }

    /// Returns the row with its origin as `origins` number them, and `lines` lines further down.
    pub fn shifted(self, origins: &[u16], lines: u32) -> Row {
        Row { origin: if self.origin == 0 { 0 } else { origins[usize::from(self.origin) - 1] }, line: self.line + lines, ..self }
    }
}

impl PlainRows {
    /// Returns the row whose source stands there.
    pub fn at(&self, span: Span) -> Option<Row> {
        let at = self.rows.binary_search_by_key(&span.start, |it| it.from).ok()?;
        (span.file == self.file).then_some(self.rows[at])
    }

    /// Returns the place of a row's destination.
    pub fn to_span(&self, row: Row) -> Span {
        Span::new(self.file, row.to as usize..row.to as usize + usize::from(row.to_len))
    }

    /// Returns the source of a row.
    pub fn from(&self, row: Row) -> &str {
        &self.text[row.from as usize..row.from as usize + usize::from(row.from_len)]
    }

    /// Returns the destination of a row as it is written.
    pub fn to(&self, row: Row) -> &str {
        &self.text[row.to as usize..row.to as usize + usize::from(row.to_len)]
    }

    /// Returns the path of the destination, which begins with `/`.
    pub fn to_path(&self, row: Row) -> &str {
        let origin = if row.origin == 0 { 0 } else { self.origins[usize::from(row.origin) - 1].len() };
        &self.to(row)[origin..]
    }

    /// Returns the place of a row's source.
    pub fn span(&self, row: Row) -> Span {
        Span::new(self.file, row.from as usize..row.from as usize + usize::from(row.from_len))
    }

    /// Returns a row as any other rule is read.
    pub fn rule(&self, row: Row) -> Located<Rule> {
        let span = self.span(row);
        let to = self.to_span(row);
        let rule = Rule {
            from: Some(Located::new(self.from(row).to_owned(), span)),
            to: Some(Located::new(self.to(row).to_owned(), to)),
            status: (row.status > 0).then(|| Located::new(Status(row.status), to)),
            ..Rule::default()
        };
        Located::new(rule, self.line(row))
    }

    /// Returns the place of the whole row.
    fn line(&self, row: Row) -> Span {
        let at = row.from.min(row.to) as usize;
        let start = self.text[..at].rfind('\n').map_or(0, |it| it + 1);
        let end = self.text[at..].find(['\r', '\n']).map_or(self.text.len(), |it| at + it);
        Span::new(self.file, start..end)
    }
}
