//! Where a byte came from: the files that were read, and places in them.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

/// One file of the workspace, by its rank in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A stretch of one file, in bytes; `end` is the first byte behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// Returns the span of the bytes `range` of `file`.
    pub fn new(file: FileId, range: Range<usize>) -> Span {
        let offset = |it: usize| u32::try_from(it).unwrap_or(u32::MAX);
        Span { file, start: offset(range.start), end: offset(range.end) }
    }

    /// Tells whether `other` lies wholly inside this span.
    pub fn contains(&self, other: Span) -> bool {
        self.file == other.file && self.start <= other.start && other.end <= self.end
    }
}

/// Spans in order, to be asked about often.
#[derive(Clone, Debug, Default)]
pub struct Spans {
    sorted: Vec<Span>,
    /// By rank, the furthest end of the span of that rank and of those before it in its file.
    furthest: Vec<(FileId, u32)>,
    /// By rank, the nearest end of the span of that rank and of those behind it in its file.
    nearest: Vec<(FileId, u32)>,
}

impl Spans {
    /// Returns the spans of `all`.
    pub fn new(all: &[Span]) -> Spans {
        let mut sorted = all.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        let end = |it: &Span| (it.file, it.end);
        let furthest = sorted.iter().map(end).scan((FileId(0), 0), |far, it| {
            *far = it.max(*far);
            Some(*far)
        });
        let furthest = furthest.collect();
        let mut nearest: Vec<(FileId, u32)> = sorted.iter().map(end).collect();
        for at in (1..nearest.len()).rev() {
            nearest[at - 1] = nearest[at - 1].min(nearest[at]);
        }
        Spans { sorted, furthest, nearest }
    }

    /// Tells whether one of them contains `span`, or lies inside it.
    pub fn meet(&self, span: Span) -> bool {
        let (from, end) = ((span.file, span.start), (span.file, span.end));
        let behind = self.sorted.partition_point(|it| (it.file, it.start) <= from);
        let first = self.sorted.partition_point(|it| (it.file, it.start) < from);
        let contains = |far: &(FileId, u32)| far.0 == span.file && *far >= end;
        let lies_inside = |near: &(FileId, u32)| near.0 == span.file && *near <= end;
        behind.checked_sub(1).and_then(|it| self.furthest.get(it)).is_some_and(contains) || self.nearest.get(first).is_some_and(lies_inside)
    }

    /// Tells whether one of them is in `file`.
    pub fn touch(&self, file: FileId) -> bool {
        let first = self.sorted.partition_point(|it| it.file < file);
        self.sorted.get(first).is_some_and(|it| it.file == file)
    }
}

/// One file as it was read.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path from the workspace's root, with `/` between its parts.
    pub path: String,
    pub text: Arc<String>,
    /// What each stretch of the file is called in the language, as `uk.milestones.sunset`; sorted by start, the wider first.
    pub names: Vec<(Span, String)>,
    /// What stretches below a misspelt key would be called if it were spelled as it is meant.
    meant: Vec<(Span, String)>,
    /// Where lines begin; counted when first asked for.
    lines: OnceLock<Vec<u32>>,
}

impl Source {
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let breaks = memchr::memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(breaks.map(|at| at as u32 + 1)).collect()
        })
    }

    /// Returns the first byte of a line's text: in the first line a byte order mark is none of it.
    fn line_start(&self, line: usize) -> usize {
        let mark = if line == 1 && self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        self.lines()[line - 1] as usize + mark
    }
}

/// Where a stretch begins and ends: lines and columns from 1, the end behind the last character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    pub line: usize,
    pub column: usize,
    pub end_line: usize,
    pub end_column: usize,
}

/// A place as people count it: lines and columns from 1, columns in characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    pub path: String,
    pub line: usize,
    pub column: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.path, self.line)
    }
}

/// How many characters of a covered text are left to be recognised by.
const SHOWN: usize = 5;

/// All files of a workspace, in the order in which they were read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
    by_path: BTreeMap<String, FileId>,
}

impl Sources {
    /// Keeps a file and returns its name for spans.
    pub fn add(&mut self, path: String, text: String) -> FileId {
        let id = FileId(self.files.len() as u32);
        self.by_path.insert(path.clone(), id);
        self.files.push(Source { path, text: Arc::new(text), names: Vec::new(), meant: Vec::new(), lines: OnceLock::new() });
        id
    }

    /// Covers what stands in `span` but for its beginning, so that no drawing shows a secret; places stay as they are.
    pub fn cover(&mut self, span: Span) {
        let mut range = self.clamp(span);
        let source = &mut self.files[span.file.0 as usize];
        let shown = source.text[range.clone()].char_indices().nth(SHOWN).map_or(range.len(), |(at, _)| at);
        range.start += shown;
        let covered: String = source.text[range.clone()]
            .bytes()
            .map(|it| if matches!(it, b'\n' | b'\r' | b'"' | b'\'') { char::from(it) } else { '*' })
            .collect();
        Arc::make_mut(&mut source.text).replace_range(range, &covered);
    }

    /// Tells what the stretches of `file` are called.
    pub fn name(&mut self, file: FileId, mut names: Vec<(Span, String)>) {
        names.sort_by(|(one, first), (two, second)| {
            (one.start, std::cmp::Reverse(one.end), first).cmp(&(two.start, std::cmp::Reverse(two.end), second))
        });
        self.files[file.0 as usize].names = names;
    }

    /// Gives the stretch whose key stands at `key`, with all that is inside, another last part of its name beside its own,
    /// and returns the new names.
    pub fn also(&mut self, key: Span, last: &str) -> Vec<String> {
        let Some(old) = self.names_of(key).last().map(|it| (*it).to_owned()) else { return Vec::new() };
        let new = old.rsplit_once('.').map_or_else(|| last.to_owned(), |(head, _)| format!("{head}.{last}"));
        let source = &mut self.files[key.file.0 as usize];
        let all = source.names.iter().chain(&source.meant).filter_map(|(span, name)| {
            let rest = name.strip_prefix(&old).filter(|it| it.is_empty() || it.starts_with(['.', '[']))?;
            Some((*span, format!("{new}{rest}")))
        });
        let all: Vec<(Span, String)> = all.collect();
        source.meant.extend(all.iter().cloned());
        all.into_iter().map(|it| it.1).collect()
    }

    /// Returns one file.
    pub fn file(&self, id: FileId) -> &Source {
        &self.files[id.0 as usize]
    }

    /// Returns all files, in the order in which they were read.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(at, it)| (FileId(at as u32), it))
    }

    /// Returns the file that was read from `path`.
    pub fn find_file(&self, path: &str) -> Option<FileId> {
        self.by_path.get(path).copied()
    }

    /// Returns the place where `span` begins.
    pub fn place(&self, span: Span) -> Place {
        let source = self.file(span.file);
        let start = floor_boundary(&source.text, span.start as usize);
        let line = source.lines().partition_point(|it| *it as usize <= start).max(1);
        let from = source.line_start(line).min(start);
        let column = source.text[from..start].chars().count() + 1;
        Place { path: source.path.clone(), line, column }
    }

    /// Returns where `span` begins and ends, columns from 1 as `measure` counts what stands in front; the end is behind
    /// the last character. A byte order mark counts as nothing.
    pub fn region(&self, span: Span, measure: fn(&str) -> usize) -> Region {
        let range = self.clamp(span);
        let source = self.file(span.file);
        let position = |at: usize| {
            let line = source.lines().partition_point(|it| *it as usize <= at).max(1);
            let from = source.line_start(line).min(at);
            (line, measure(&source.text[from..at]) + 1)
        };
        let ((line, column), (end_line, end_column)) = (position(range.start), position(range.end));
        Region { line, column, end_line, end_column }
    }

    /// Returns the whole line in which `span` begins, without what ends it.
    pub fn line(&self, span: Span) -> &str {
        let source = self.file(span.file);
        let start = floor_boundary(&source.text, span.start as usize);
        let from = source.line_start(source.lines().partition_point(|it| *it as usize <= start).max(1));
        source.text[from.min(start)..].lines().next().unwrap_or_default()
    }

    /// Returns the lines that hold `range` of a file and `margin` more on each side: their text, the byte at which they begin,
    /// and the number of the first.
    pub fn lines(&self, file: FileId, range: Range<usize>, margin: usize) -> (&str, usize, usize) {
        let source = self.file(file);
        let line = |at: usize| source.lines().partition_point(|it| *it as usize <= at).max(1);
        let first = line(range.start).saturating_sub(margin).max(1);
        let start = source.lines()[first - 1] as usize;
        let end = source.lines().get(line(range.end) + margin).map_or(source.text.len(), |it| *it as usize);
        (&source.text[start..end], start, first)
    }

    /// Returns the text of `span`, cut to whole characters.
    pub fn text(&self, span: Span) -> &str {
        let text = &self.file(span.file).text;
        let range = self.clamp(span);
        &text[range]
    }

    /// Returns the bytes of `span` as a range that is safe to slice with.
    pub fn clamp(&self, span: Span) -> Range<usize> {
        let text = &self.file(span.file).text;
        let start = floor_boundary(text, span.start as usize);
        let end = floor_boundary(text, span.end as usize).max(start);
        start..end
    }

    /// Returns the narrowest named stretch that contains `span`: for a table's header, all of the table.
    pub fn stretch(&self, span: Span) -> Option<Span> {
        let names = &self.file(span.file).names;
        // Sorted by start: what begins behind the span does not contain it.
        let before = &names[..names.partition_point(|(it, _)| it.start <= span.start)];
        before.iter().rfind(|(it, _)| it.contains(span)).map(|(it, _)| *it)
    }

    /// Tells whether any stretch of any file has that name.
    pub fn is_named(&self, name: &str) -> bool {
        self.files.iter().any(|it| it.names.iter().chain(&it.meant).any(|(_, it)| it == name))
    }

    /// Tells whether a stretch that contains `span` has that name, or is meant to.
    pub fn is_called(&self, span: Span, name: impl Fn(&str) -> bool) -> bool {
        let file = self.file(span.file);
        file.names.iter().chain(&file.meant).any(|(it, own)| it.contains(span) && name(own))
    }

    /// Returns the names of all stretches that contain `span`, the widest first.
    pub fn names_of(&self, span: Span) -> Vec<&str> {
        let names = &self.file(span.file).names;
        names.iter().filter(|(it, _)| it.contains(span)).map(|(_, name)| name.as_str()).collect()
    }
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A value and the place where it was written.
#[derive(Clone, Copy, Debug)]
pub struct Located<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Located<T> {
    /// Returns the value at `span`.
    pub fn new(value: T, span: Span) -> Located<T> {
        Located { value, span }
    }

    /// Returns another value at the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Located<U> {
        Located { value: change(self.value), span: self.span }
    }
}

impl<T> std::ops::Deref for Located<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: PartialEq> PartialEq for Located<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl<T: Eq> Eq for Located<T> {}

impl<T: PartialOrd> PartialOrd for Located<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        self.value.partial_cmp(&other.value)
    }
}

impl<T: Ord> Ord for Located<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.value.cmp(&other.value)
    }
}

/// The name under which [`Located`] asks a deserializer for a place.
pub const LOCATED: &str = "$cutover::Located";
/// What a deserializer answers to [`LOCATED`], in this order.
pub const LOCATED_FIELDS: &[&str] = &["$file", "$start", "$end", "$value"];

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Places<T>(std::marker::PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Places<T> {
            type Value = Located<T>;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a value with its place")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Located<T>, A::Error> {
                let mut number = || -> Result<u32, A::Error> {
                    map.next_entry::<&str, u32>()?.map(|(_, it)| it).ok_or_else(|| A::Error::custom("no place"))
                };
                let (file, start, end) = (number()?, number()?, number()?);
                let (_, value) = map.next_entry::<&str, T>()?.ok_or_else(|| A::Error::custom("no value"))?;
                Ok(Located { value, span: Span { file: FileId(file), start, end } })
            }
        }
        deserializer.deserialize_struct(LOCATED, LOCATED_FIELDS, Places(std::marker::PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Located<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> std::borrow::Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_meet_what_contains_them_and_what_lies_inside() {
        let span = |file: u32, start: usize, end: usize| Span::new(FileId(file), start..end);
        let all = [span(0, 0, 90), span(1, 10, 20), span(1, 12, 14), span(1, 15, 40), span(1, 16, 18), span(3, 5, 5)];
        let spans = Spans::new(&all);
        for file in 0..5 {
            for (start, end) in (0..50).flat_map(|start| (start..50).map(move |end| (start, end))) {
                let asked = span(file, start, end);
                assert_eq!(spans.meet(asked), all.iter().any(|it| it.contains(asked) || asked.contains(*it)), "{asked:?}");
            }
            assert_eq!(spans.touch(FileId(file)), all.iter().any(|it| it.file == FileId(file)));
        }
    }
}
