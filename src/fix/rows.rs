//! Where rules are written: rows of tables and entries of regions, and how one of them is written otherwise.

use super::Edit;
use crate::model::spec::Spec;
use crate::model::spec::redirect::Rule;
use crate::model::spec::scalar::QueryPolicy;
use crate::model::spec::workspace::Waiver;
use crate::source::{FileId, Located, Sources, Span};
use std::collections::BTreeSet;
use std::ops::Range;

/// A rule as a person wrote it.
#[derive(Clone, Copy)]
pub struct Written<'s> {
    pub rule: &'s Located<Rule>,
    /// Whether it is a row of a table.
    pub is_row: bool,
}

impl Written<'_> {
    /// Returns the place of its row or entry, from its first value or header to its last value.
    pub fn span(&self) -> Span {
        let all = values(self.rule).into_iter().filter(|it| it.file == self.rule.span.file);
        all.fold(self.rule.span, |span, it| Span { start: span.start.min(it.start), end: span.end.max(it.end), ..span })
    }
}

/// Returns every rule that a region wrote, in its file or in one of its tables.
pub fn written(spec: &Spec) -> impl Iterator<Item = Written<'_>> {
    let redirects = || spec.regions.values().filter_map(|it| it.region.as_ref()?.redirects.as_ref());
    let rules = redirects().flat_map(|it| it.rules.iter().flatten()).map(|rule| Written { rule, is_row: false });
    let names: BTreeSet<&str> = redirects().flat_map(|it| it.tables.iter().flatten()).map(|it| it.value.as_str()).collect();
    let rows = names.into_iter().filter_map(|it| spec.tables.get(it)).flatten().map(|rule| Written { rule, is_row: true });
    rules.chain(rows)
}

/// Returns the rules whose source stands at one of `places`.
pub fn at<'s>(spec: &'s Spec, places: &BTreeSet<Span>) -> Vec<Written<'s>> {
    if places.is_empty() {
        return Vec::new();
    }
    let is_asked = |it: &Written| it.rule.from.as_ref().is_some_and(|from| places.contains(&from.span));
    written(spec).filter(is_asked).collect()
}

/// How the files are laid out in which rules stand.
pub struct Layout<'s> {
    pub sources: &'s Sources,
    pub waivers: &'s [Located<Waiver>],
}

impl Layout<'_> {
    /// Tells whether a waiver names a line of the file, or an entry by its rank: nothing may then move in it.
    pub fn is_cited(&self, file: FileId) -> bool {
        let path = self.sources.file(file).path.trim_start_matches("regions/");
        let region = path.trim_end_matches(".toml");
        let is_cited = |at: &str| {
            at.strip_prefix(path).is_some_and(|it| it.starts_with(':'))
                || at.strip_prefix(region).is_some_and(|it| it.starts_with(".redirects.rules["))
        };
        self.waivers.iter().any(|it| is_cited(&it.at.value))
    }

    /// Writes another text for a value that is there.
    pub fn rewrite(&self, written: &Written, value: &Located<String>, text: &str) -> Result<Edit, String> {
        if written.is_row {
            return self.rewrite_cell(written, value.span, text);
        }
        let token = self.sources.text(value.span);
        let quote = token.chars().next().unwrap_or_default();
        let is_plain = !text.contains(['"', '\\', '\'']) && !text.chars().any(char::is_control);
        let is_as_it_reads = token.len() == value.value.len() + 2 && token.get(1..token.len() - 1) == Some(value.value.as_str());
        match (is_as_it_reads && matches!(quote, '"' | '\''), is_plain) {
            (true, true) => {
                Ok(Edit { span: Span { start: value.span.start + 1, end: value.span.end - 1, ..value.span }, text: text.to_owned() })
            }
            (_, true) => Ok(Edit { span: value.span, text: format!("\"{text}\"") }),
            (_, false) => Ok(Edit { span: value.span, text: toml::Value::from(text).to_string() }),
        }
    }

    /// Writes a status for the one that a rule has, written or not.
    pub fn status(&self, written: &Written, status: u16) -> Result<Edit, String> {
        match (&written.rule.status, written.is_row) {
            (Some(it), true) => self.rewrite_cell(written, it.span, &status.to_string()),
            (Some(it), false) => Ok(Edit { span: it.span, text: status.to_string() }),
            (None, true) => self.fill(written, "status", &status.to_string()),
            (None, false) => self.add(written, &format!("status = {status}")),
        }
    }

    /// Writes what happens to the query of a rule's request.
    pub fn query(&self, written: &Written, query: &QueryPolicy) -> Result<Edit, String> {
        let (cell, value) = match query {
            QueryPolicy::Keep => ("keep".to_owned(), toml::Value::from("keep")),
            QueryPolicy::Drop => ("drop".to_owned(), toml::Value::from("drop")),
            QueryPolicy::Only(names) => (names.join(" "), toml::Value::from(names.clone())),
        };
        match (&written.rule.query, written.is_row) {
            (Some(it), true) => self.rewrite_cell(written, it.span, &cell),
            (Some(it), false) => Ok(Edit { span: it.span, text: value.to_string() }),
            (None, true) => self.fill(written, "query", &cell),
            (None, false) => self.add(written, &format!("query = {value}")),
        }
    }

    fn rewrite_cell(&self, written: &Written, cell: Span, text: &str) -> Result<Edit, String> {
        let row = written.span();
        let (line, separator) = (self.sources.text(row), self.head(row.file).separator);
        let at = cell.start.saturating_sub(row.start) as usize;
        let whole = cells(line, separator).into_iter().find(|it| it.start <= at && at <= it.end).ok_or(UNKNOWN_FORM)?;
        if line[whole.clone()].trim_start().starts_with('"') || !text.contains([separator, '"']) {
            return Ok(Edit { span: cell, text: text.replace('"', "\"\"") });
        }
        Ok(Edit { span: inside(row, whole), text: in_quotes(text) })
    }

    /// Fills the empty cell of a column.
    fn fill(&self, written: &Written, column: &str, text: &str) -> Result<Edit, String> {
        let row = written.span();
        let head = self.head(row.file);
        let line = self.sources.text(row);
        let rank = head.columns.iter().position(|it| it == column).ok_or_else(|| format!("the table has no column `{column}`"))?;
        let cells = cells(line, head.separator);
        let text = if text.contains([head.separator, '"']) { in_quotes(text) } else { text.to_owned() };
        match cells.get(rank) {
            Some(cell) => Ok(Edit { span: inside(row, cell.clone()), text }),
            None => {
                let between = head.separator.to_string().repeat(rank + 1 - cells.len());
                Ok(Edit { span: Span { start: row.end, ..row }, text: format!("{between}{text}") })
            }
        }
    }

    /// Adds a key behind the destination of an entry.
    fn add(&self, written: &Written, line: &str) -> Result<Edit, String> {
        let to = written.rule.to.as_ref().ok_or(UNKNOWN_FORM)?.span;
        let behind = Span { start: to.end, ..to };
        if self.is_inline(written) {
            return Ok(Edit { span: behind, text: format!(", {line}") });
        }
        if self.is_cited(to.file) {
            return Err(CITED.to_owned());
        }
        let text = &self.sources.file(to.file).text;
        let rest = text[to.end as usize..].split_inclusive('\n').next().unwrap_or_default();
        let line_end = if rest.ends_with("\r\n") { "\r\n" } else { "\n" };
        let at = to.end as usize + rest.trim_end_matches(['\r', '\n']).len();
        let indent: String = self.line(to).chars().take_while(|it| matches!(it, ' ' | '\t')).collect();
        Ok(Edit { span: Span::new(to.file, at..at), text: format!("{line_end}{indent}{line}") })
    }

    /// Takes a rule out, with its line or lines.
    pub fn take_out(&self, written: &Written) -> Result<Edit, String> {
        let span = written.span();
        if self.is_cited(span.file) {
            return Err(CITED.to_owned());
        }
        let text = &self.sources.file(span.file).text;
        if written.is_row {
            return Ok(Edit { span: with_line_end(text, span), text: String::new() });
        }
        let whole = if self.is_inline(written) { self.inline(written)? } else { self.block(written)? };
        Ok(Edit { span: whole, text: String::new() })
    }

    fn is_inline(&self, written: &Written) -> bool {
        self.sources.text(written.rule.span).starts_with('{')
    }

    /// Returns an entry of a list, which stands on lines of its own, with them.
    fn inline(&self, written: &Written) -> Result<Span, String> {
        let span = written.span();
        let text = &self.sources.file(span.file).text;
        let line_start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let rest = &text[span.end as usize..];
        let line_end = span.end as usize + rest.find('\n').map_or(rest.len(), |at| at + 1);
        let (before, behind) = (text[line_start..span.start as usize].trim(), text[span.end as usize..line_end].trim());
        if !before.is_empty() || !matches!(behind, "," | "") {
            return Err("it stands in one line with something else".to_owned());
        }
        self.unless_noted(Span::new(span.file, line_start..line_end), written)
    }

    /// Returns a table of its own from its header to its last value.
    fn block(&self, written: &Written) -> Result<Span, String> {
        let span = written.span();
        let text = &self.sources.file(span.file).text;
        if !self.sources.text(span).starts_with("[[") {
            return Err(UNKNOWN_FORM.to_owned());
        }
        let mut start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let last = span.end as usize;
        let mut end = text[last..].find('\n').map_or(text.len(), |at| last + at + 1);
        // Of the empty lines round it those behind it go too; at the end of the file those before it.
        let blank = |text: &str| text.split_inclusive('\n').take_while(|it| it.trim().is_empty()).map(str::len).sum::<usize>();
        end += blank(&text[end..]);
        if end == text.len() {
            start = text[..start].trim_end().len();
            start += text[start..].find('\n').map_or(0, |at| at + 1);
        }
        self.unless_noted(Span::new(span.file, start..end), written)
    }

    /// Returns `whole` unless a person wrote a comment in it, or right above it.
    fn unless_noted(&self, whole: Span, written: &Written) -> Result<Span, String> {
        let text = &self.sources.file(whole.file).text;
        let above = text[..whole.start as usize].trim_end_matches([' ', '\t']).strip_suffix('\n').unwrap_or_default();
        let is_noted_above = above.rsplit('\n').next().unwrap_or_default().trim_start().starts_with('#');
        let mut places = values(written.rule);
        places.sort_unstable();
        let mut at = whole.start;
        let mut is_noted = is_noted_above;
        for value in places.iter().filter(|it| whole.contains(**it)) {
            is_noted |= text[at.min(value.start) as usize..value.start as usize].contains('#');
            at = at.max(value.end);
        }
        is_noted |= text[at as usize..whole.end as usize].contains('#');
        if is_noted { Err("a comment stands with it, and would be lost".to_owned()) } else { Ok(whole) }
    }

    fn line(&self, span: Span) -> &str {
        self.sources.line(span)
    }

    /// Returns the first line of a table.
    pub fn head(&self, file: FileId) -> Head {
        let text = &self.sources.file(file).text;
        let mut start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        let line = |at: usize| text[at..].split_inclusive('\n').next().unwrap_or_default();
        if line(start).get(..4).is_some_and(|it| it.eq_ignore_ascii_case("sep=")) {
            start += line(start).len();
        }
        let head = line(start).trim_end_matches(['\r', '\n']);
        let count = |it: char| head.chars().filter(|found| *found == it).count();
        let separator = [',', ';', '\t'].into_iter().max_by_key(|it| (count(*it), *it == ',')).unwrap_or(',');
        let name = |it: Range<usize>| head[it].trim().trim_matches('"').trim().to_lowercase();
        Head { separator, columns: cells(head, separator).into_iter().map(name).collect() }
    }
}

const UNKNOWN_FORM: &str = "it is written in a form that cannot be changed for certain";
/// Why nothing may move in a file.
pub const CITED: &str = "a waiver names a line of the file, and lines would move";

/// The first line of a table.
pub struct Head {
    pub separator: char,
    /// In lower case.
    pub columns: Vec<String>,
}

/// Returns where the cells of a line stand, with the quotes round them.
fn cells(line: &str, separator: char) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut is_open) = (0, false);
    for (at, it) in line.char_indices() {
        // Two quotes in a quoted cell close and open it again.
        is_open ^= it == '"' && line[start..].starts_with('"');
        if it == separator && !is_open {
            found.push(start..at);
            start = at + it.len_utf8();
        }
    }
    found.push(start..line.len());
    found
}

fn in_quotes(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn inside(row: Span, cell: Range<usize>) -> Span {
    Span::new(row.file, row.start as usize + cell.start..row.start as usize + cell.end)
}

/// Returns a row with the end of its line.
pub fn with_line_end(text: &str, row: Span) -> Span {
    let rest = &text[row.end as usize..];
    let behind = rest.trim_start_matches('\r').strip_prefix('\n').map_or(0, |it| rest.len() - it.len());
    Span { end: row.end + behind as u32, ..row }
}

/// Returns the places of all that is written in a rule.
fn values(rule: &Rule) -> Vec<Span> {
    let texts = [&rule.from, &rule.to, &rule.since, &rule.until, &rule.site, &rule.page, &rule.note, &rule.dropped];
    let others = [
        rule.answer.map(|it| it.span),
        rule.status.map(|it| it.span),
        rule.query.as_ref().map(|it| it.span),
        rule.trial.as_ref().map(|it| it.span),
    ];
    texts.into_iter().filter_map(|it| it.as_ref().map(|it| it.span)).chain(others.into_iter().flatten()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_separator_in_quotes_parts_nothing() {
        let line = "/a,\"b,\"\"c\"\"\",,\"d\"";
        let texts: Vec<&str> = cells(line, ',').into_iter().map(|it| &line[it]).collect();
        assert_eq!(texts, ["/a", "\"b,\"\"c\"\"\"", "", "\"d\""]);
        assert_eq!(cells("", ';').len(), 1);
    }
}
