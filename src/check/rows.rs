//! What many rows have in common: one finding a file, with their number and the first of them.

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Redirect, Region, RuleAnswer};
use crate::source::{FileId, Span};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How many rows of one fault are shown.
pub const SHOWN: usize = 5;

/// Calls `look` with every rule of a region of which more is written than where one literal path leads.
pub fn each_rule<'g>(region: &'g Region, look: &mut dyn FnMut(&'g Redirect)) {
    region.redirects.iter().for_each(look);
}

/// A source, and the destination that it has.
#[derive(Clone, Copy)]
pub struct Led<'g> {
    /// Both as they were written.
    pub from: &'g str,
    pub to: &'g str,
    /// The place of the destination.
    pub span: Span,
    /// The one site that it is for, as `uk/store`.
    pub site: Option<&'g str>,
    /// Whether the destination is the same for every request.
    pub is_fixed: bool,
}

/// Calls `look` with every redirect of a region, the plainest rows of its tables among them.
pub fn each_destination<'g>(region: &'g Region, look: &mut dyn FnMut(Led<'g>)) {
    for rule in &region.redirects {
        if let RuleAnswer::Redirect { to, .. } = &rule.answer {
            let (from, site) = (rule.source.text.as_str(), rule.source.site.as_deref());
            look(Led { from, to: &to.text, span: to.span, site, is_fixed: to.template.is_fixed() });
        }
    }
    for table in region.rows.iter().flat_map(|it| &it.tables) {
        for row in &table.rows {
            look(Led { from: table.from(*row), to: table.to(*row), span: table.to_span(*row), site: None, is_fixed: true });
        }
    }
}

/// Rows of one fault, file by file. A row that several regions inherit is one.
#[derive(Default)]
pub struct Rows<T> {
    seen: BTreeSet<Span>,
    files: BTreeMap<FileId, Alike<T>>,
}

/// The rows of one fault in one file.
struct Alike<T> {
    count: usize,
    /// The busiest first, then by place.
    shown: Vec<(Reverse<Option<u64>>, Span, T)>,
}

impl<T> Rows<T> {
    /// Returns no rows.
    pub fn new() -> Rows<T> {
        Rows { seen: BTreeSet::new(), files: BTreeMap::new() }
    }

    /// Adds a row with how often it is asked for, if that is known; `told` says what a finding tells of it.
    pub fn add(&mut self, span: Span, hits: Option<u64>, told: impl FnOnce() -> T) {
        if !self.seen.insert(span) {
            return;
        }
        let alike = self.files.entry(span.file).or_insert_with(|| Alike { count: 0, shown: Vec::new() });
        alike.count += 1;
        let key = (Reverse(hits), span);
        let at = alike.shown.partition_point(|it| (it.0, it.1) < key);
        if at < SHOWN {
            alike.shown.insert(at, (key.0, key.1, told()));
            alike.shown.truncate(SHOWN);
        }
    }

    /// Reports each file's rows as the finding that `say` makes of the first of them and of how many more there are; the
    /// others that are shown have the label `also`.
    pub fn tell(&self, also: &str, report: &mut Report, say: impl Fn(Span, &T, &str) -> Diagnostic) {
        for alike in self.files.values() {
            let Some(((_, span, told), rest)) = alike.shown.split_first() else { continue };
            let more = match alike.count - 1 {
                0 => String::new(),
                more => format!(", and {more} more like it"),
            };
            report.push(rest.iter().fold(say(*span, told, &more), |finding, (_, span, _)| finding.label(*span, also)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busiest_rows_are_shown_and_all_are_counted_once() {
        let mut rows = Rows::new();
        let span = |at: usize| Span::new(FileId(0), at..at + 1);
        for at in 0..20 {
            rows.add(span(at), Some(at as u64 % 7), || at);
            rows.add(span(at), Some(99), || 99);
        }
        let alike = &rows.files[&FileId(0)];
        assert_eq!(alike.count, 20);
        assert_eq!(alike.shown.iter().map(|it| it.2).collect::<Vec<_>>(), [6, 13, 5, 12, 19]);
    }
}
