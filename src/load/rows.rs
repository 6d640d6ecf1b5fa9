//! Finds the plain rows of a redirect table at the speed of memory; the others are left to who reads them cell by cell.

use super::secret;
use crate::model::rows::{PlainRows, Row};
use crate::source::FileId;
use memchr::{memchr, memchr_iter, memmem};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// Where the columns of a table stand that a plain row may fill.
pub struct Columns {
    pub from: usize,
    pub to: usize,
    pub status: Option<usize>,
    /// Nothing reads it but people.
    pub note: Option<usize>,
    /// How many columns there are.
    pub count: usize,
    pub separator: u8,
}

/// What a table holds.
pub struct Scanned {
    pub plain: PlainRows,
    /// The stretches of the text, line by line, that want a closer look.
    pub rest: Vec<Range<usize>>,
}

/// From how many bytes on a table is shared out between threads.
const LARGE: usize = 1 << 20;
/// How many origins a table has at most whose rows are plain: they are counted in two bytes.
const ORIGINS: usize = 60_000;

/// Finds the plain rows of `text` from `start` on, where a line begins.
pub fn scan(file: FileId, text: &Arc<String>, start: usize, columns: &Columns) -> Scanned {
    let bytes = text.as_bytes();
    let threads = if bytes.len() > LARGE { std::thread::available_parallelism().map_or(1, usize::from) } else { 1 };
    // Where a cell goes on in the next line, lines are no rows.
    let end = broken(bytes, start, columns.separator).unwrap_or(bytes.len());
    let may_hide = memmem::find(bytes, b"glpat-").is_some() || memmem::find(bytes, b"xox").is_some();
    let cuts = cuts(bytes, start..end, threads);
    let head = memchr_iter(b'\n', &bytes[..start]).count() as u32;
    let chunk = |range: Range<usize>| Chunk::new(text, columns, may_hide).read(range, head);
    let chunks: Vec<Chunk> = match cuts.as_slice() {
        [one] => vec![chunk(one.clone())],
        several => std::thread::scope(|scope| {
            let running: Vec<_> = several.iter().map(|it| scope.spawn(|| chunk(it.clone()))).collect();
            running.into_iter().map(|it| it.join().unwrap_or_else(|it| std::panic::resume_unwind(it))).collect()
        }),
    };
    // Which rows are plain may not hang on how many threads there are, so of a table with more origins none is.
    if chunks.iter().flat_map(|it| &it.origins).collect::<BTreeSet<_>>().len() > ORIGINS {
        let plain = PlainRows { file, text: Arc::clone(text), rows: Vec::new(), has_upper: false, longest: 0, origins: Vec::new() };
        return Scanned { plain, rest: std::iter::once(start..bytes.len()).collect() };
    }
    let mut plain = PlainRows { file, text: Arc::clone(text), rows: Vec::new(), has_upper: false, longest: 0, origins: Vec::new() };
    let mut rest: Vec<Range<usize>> = Vec::new();
    let mut known: BTreeMap<&str, u16> = BTreeMap::new();
    let mut lines = 0;
    let count: usize = chunks.iter().map(|it| it.rows.len()).sum();
    for (at, chunk) in chunks.into_iter().enumerate() {
        let ranks: Vec<u16> = chunk
            .origins
            .iter()
            .map(|it| {
                let next = known.len() as u16 + 1;
                *known.entry(it).or_insert(next)
            })
            .collect();
        if at == 0 {
            plain.rows = chunk.rows;
            plain.rows.reserve_exact(count - plain.rows.len());
        } else {
            plain.rows.extend(chunk.rows.iter().map(|it| it.shifted(&ranks, lines)));
        }
        lines += chunk.lines;
        plain.longest = plain.longest.max(chunk.longest);
        plain.has_upper |= chunk.has_upper;
        chunk.rest.into_iter().for_each(|it| note(&mut rest, it));
    }
    let mut origins: Vec<(&str, u16)> = known.into_iter().collect();
    origins.sort_by_key(|it| it.1);
    plain.origins = origins.into_iter().map(|it| it.0.to_owned()).collect();
    if end < bytes.len() {
        note(&mut rest, end..bytes.len());
    }
    Scanned { plain, rest }
}

/// Adds a stretch to those before it.
fn note(rest: &mut Vec<Range<usize>>, range: Range<usize>) {
    match rest.last_mut() {
        Some(last) if last.end == range.start => last.end = range.end,
        _ => rest.push(range),
    }
}

/// Returns stretches of whole lines, one a thread.
fn cuts(bytes: &[u8], range: Range<usize>, threads: usize) -> Vec<Range<usize>> {
    let mut cuts = Vec::new();
    let mut start = range.start;
    for rank in 1..=threads {
        let wanted = (range.start + range.len() / threads * rank).max(start);
        let end =
            if rank == threads { range.end } else { memchr(b'\n', &bytes[wanted..range.end]).map_or(range.end, |it| wanted + it + 1) };
        cuts.push(start..end);
        start = end;
    }
    cuts
}

/// Returns the start of the first line whose last cell goes on behind it, or that ends as old programs end lines.
fn broken(bytes: &[u8], start: usize, separator: u8) -> Option<usize> {
    let line_of = |at: usize| memchr::memrchr(b'\n', &bytes[start..at]).map_or(start, |it| start + it + 1);
    let bare = memchr_iter(b'\r', &bytes[start..]).map(|it| start + it).find(|it| bytes.get(it + 1) != Some(&b'\n'));
    let mut seen = start;
    let open = memchr_iter(b'"', &bytes[start..]).map(|it| start + it).find_map(|at| {
        if at < seen {
            return None;
        }
        let from = line_of(at);
        let to = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |it| at + it);
        seen = to;
        is_open(&bytes[from..to], separator).then_some(from)
    });
    [bare.map(line_of), open].into_iter().flatten().min()
}

/// Tells whether a line ends within a quoted cell.
fn is_open(line: &[u8], separator: u8) -> bool {
    let (mut is_start, mut is_quoted, mut is_open) = (true, false, false);
    for byte in line {
        if is_start && *byte == separator {
            continue;
        }
        if is_start {
            is_quoted = *byte == b'"';
            is_open = is_quoted;
            is_start = false;
        } else if is_open || *byte != separator {
            is_open ^= is_quoted && *byte == b'"';
        } else {
            is_start = true;
        }
    }
    is_open
}

/// What a byte may be in a plain cell.
const PLAIN: u8 = 1;
/// Upper case or `_`, without which most secrets are none.
const MARK: u8 = 2;
/// What a host's name is made of.
const HOST: u8 = 4;

const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        // `=` and `@` may belong to a secret: a closer look.
        let is_plain = byte.is_ascii_alphanumeric()
            || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'!' | b'$' | b'&' | b'\'')
            || matches!(byte, b'(' | b')' | b'*' | b'+' | b',' | b';' | b':' | b'/');
        classes[at] = if is_plain { PLAIN } else { 0 }
            | if byte.is_ascii_uppercase() || byte == b'_' { MARK } else { 0 }
            | if byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'-') { HOST } else { 0 };
        at += 1;
    }
    classes
};

/// The rows of one stretch of a table.
struct Chunk<'t> {
    text: &'t str,
    columns: &'t Columns,
    /// Whether every cell must be looked at for secrets.
    may_hide: bool,
    rows: Vec<Row>,
    origins: Vec<&'t str>,
    ranks: BTreeMap<&'t str, u16>,
    last: u16,
    rest: Vec<Range<usize>>,
    /// How many lines end in it.
    lines: u32,
    longest: usize,
    has_upper: bool,
}

impl<'t> Chunk<'t> {
    fn new(text: &'t str, columns: &'t Columns, may_hide: bool) -> Chunk<'t> {
        Chunk {
            text,
            columns,
            may_hide,
            rows: Vec::new(),
            origins: Vec::new(),
            ranks: BTreeMap::new(),
            last: 0,
            rest: Vec::new(),
            lines: 0,
            longest: 0,
            has_upper: false,
        }
    }

    /// Reads a stretch, above which there are `head` lines.
    fn read(mut self, range: Range<usize>, head: u32) -> Chunk<'t> {
        let bytes = self.text.as_bytes();
        let mut start = range.start;
        for end in memchr_iter(b'\n', &bytes[range.clone()]).map(|it| range.start + it + 1).chain([range.end]) {
            if start == end {
                continue;
            }
            self.lines += 1;
            match self.row(head + self.lines, start, end) {
                Some(row) => {
                    if self.rows.len() == self.rows.capacity() && self.rows.len() > 4_096 {
                        // What is left of the stretch is likely to be as what was read.
                        let more = (range.end - end) / ((end - range.start) / self.rows.len()).max(1) + 64;
                        self.rows.reserve_exact(more);
                    }
                    self.longest = self.longest.max(row.length());
                    self.rows.push(row);
                }
                None => note(&mut self.rest, start..end),
            }
            start = end;
        }
        self
    }

    /// Returns the plain row that the line from `start` to `end` is, if it is one.
    fn row(&mut self, line: u32, start: usize, end: usize) -> Option<Row> {
        let bytes = self.text.as_bytes();
        let mut end = end - usize::from(bytes[end - 1] == b'\n');
        end -= usize::from(end > start && bytes[end - 1] == b'\r');
        let (mut from, mut to, mut status) = (0..0, 0..0, 0..0);
        let (mut at, mut column) = (start, 0);
        loop {
            let cell = at..memchr(self.columns.separator, &bytes[at..end]).map_or(end, |it| at + it);
            at = cell.end + 1;
            if column == self.columns.from {
                from = cell.clone();
            } else if column == self.columns.to {
                to = cell.clone();
            } else if Some(column) == self.columns.status {
                status = cell.clone();
            } else if Some(column) == self.columns.note {
                self.is_note(&bytes[cell.clone()]).then_some(())?;
            } else if !cell.is_empty() {
                return None;
            }
            column += 1;
            if cell.end >= end {
                break;
            }
        }
        if column > self.columns.count {
            return None;
        }
        let status = match &bytes[status] {
            [] => 0,
            b"301" => 301,
            b"308" => 308,
            _ => return None,
        };
        if from.len() < 2 || !self.is_path(from.clone()) {
            return None;
        }
        let origin = if bytes.get(to.start) == Some(&b'/') { 0 } else { self.origin(to.clone())? };
        self.has_upper |= bytes[from.clone()].iter().any(u8::is_ascii_uppercase);
        let skipped = if origin == 0 { 0 } else { self.origins[usize::from(origin) - 1].len() };
        if !self.is_path(to.start + skipped..to.end) {
            return None;
        }
        Row::new(line, (from.start, from.len()), (to.start, to.len()), origin, status)
    }

    /// Tells whether a cell is a path whose bytes mean what they say.
    fn is_path(&self, cell: Range<usize>) -> bool {
        let bytes = &self.text.as_bytes()[cell.clone()];
        if bytes.first() != Some(&b'/') {
            return false;
        }
        let (mut all, mut any) = (u8::MAX, 0);
        let mut before = 0;
        let mut is_odd = false;
        for byte in bytes {
            let class = CLASSES[usize::from(*byte)];
            all &= class;
            any |= class;
            // Behind a slash these begin an empty or dot segment, a placeholder or a splat.
            is_odd |= before == b'/' && matches!(*byte, b'/' | b'.' | b':' | b'*');
            before = *byte;
        }
        all & PLAIN != 0 && !is_odd && !((self.may_hide || any & MARK != 0) && secret::kind("", &self.text[cell]).is_some())
    }

    fn is_note(&self, cell: &[u8]) -> bool {
        cell.iter().all(|it| (b' '..0x7f).contains(it) && *it != b'"')
            && std::str::from_utf8(cell).is_ok_and(|it| secret::kind("note", it).is_none())
    }

    /// Returns the number of the origin that a whole URL begins with.
    fn origin(&mut self, cell: Range<usize>) -> Option<u16> {
        const SCHEME: &str = "https://";
        let text = &self.text[cell];
        if let Some(last) = self.origins.get(usize::from(self.last.wrapping_sub(1)))
            && text.len() > last.len()
            && text.as_bytes()[last.len()] == b'/'
            && text.starts_with(last)
        {
            return Some(self.last);
        }
        let rest = text.strip_prefix(SCHEME)?;
        let host = rest.find('/')?;
        if host == 0 || !rest.as_bytes()[..host].iter().all(|it| CLASSES[usize::from(*it)] & HOST != 0) {
            return None;
        }
        let origin = &text[..SCHEME.len() + host];
        if let Some(rank) = self.ranks.get(origin) {
            self.last = *rank;
            return Some(*rank);
        }
        // One more than can be says that there are too many.
        if self.origins.len() > ORIGINS {
            return None;
        }
        self.origins.push(origin);
        self.last = self.origins.len() as u16;
        self.ranks.insert(origin, self.last);
        Some(self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scanned(text: &str) -> (Vec<String>, Vec<String>) {
        let text = Arc::new(text.to_owned());
        let columns = Columns { from: 0, to: 1, status: Some(2), note: Some(3), count: 4, separator: b',' };
        let found = scan(FileId(0), &text, 0, &columns);
        let plain = found.plain.rows.iter().map(|it| format!("{} {} {}", found.plain.from(*it), found.plain.to(*it), it.status()));
        (plain.collect(), found.rest.into_iter().map(|it| text[it].to_owned()).collect())
    }

    #[test]
    fn only_what_means_what_it_says_is_plain() {
        let (plain, rest) = scanned("/a,/b\r\n/c,https://x.example/d,308,why\n/e/:f,/g\n/h/*,/\n/i%20j,/k\n\n/l,/m,,\n");
        assert_eq!(plain, ["/a /b 301", "/c https://x.example/d 308", "/l /m 301"]);
        assert_eq!(rest, ["/e/:f,/g\n/h/*,/\n/i%20j,/k\n\n"]);
        let odd = ["/,/a", "/a//b,/c", "/a/../b,/c", "/a,http://x/", "/a,https://x", "/a,/b,200", "a,/b", "/a?b=c,/d", "/a,/b#c", "/a, /b"];
        for line in odd {
            assert_eq!(scanned(line), (vec![], vec![line.to_owned()]));
        }
    }

    #[test]
    fn a_cell_that_goes_on_takes_all_that_follows() {
        let (plain, rest) = scanned("/a,/b\n/c,\"/d\",,\n/e,/f\n/g,/h,,\"x\n/i,/j,,y\"\n/k,/l\n");
        assert_eq!(plain, ["/a /b 301", "/e /f 301"]);
        assert_eq!(rest, ["/c,\"/d\",,\n", "/g,/h,,\"x\n/i,/j,,y\"\n/k,/l\n"]);
    }

    #[test]
    fn origins_are_counted_once_whoever_found_them() {
        let lines: String = (0..60_000).map(|it| format!("/{it:010},https://host{}.example/{it}\n", it % 3)).collect();
        let text = Arc::new(lines);
        let columns = Columns { from: 0, to: 1, status: None, note: None, count: 2, separator: b',' };
        let found = scan(FileId(0), &text, 0, &columns).plain;
        assert!(text.len() > LARGE && found.rows.len() == 60_000 && found.origins.len() == 3);
        for (at, row) in found.rows.iter().enumerate() {
            assert_eq!((found.from(*row), found.to_path(*row)), (format!("/{at:010}").as_str(), format!("/{at}").as_str()));
            assert_eq!(found.origins[usize::from(row.origin) - 1], format!("https://host{}.example", at % 3));
        }
    }

    #[test]
    fn a_table_of_more_origins_than_are_counted_has_no_plain_rows_however_it_is_shared_out() {
        let table = |count: usize| -> String { (0..count).map(|it| format!("/{it},https://h{it}.example/\n")).collect() };
        let (some, none) = (scanned(&table(ORIGINS)), scanned(&table(ORIGINS + 1)));
        assert_eq!((some.0.len(), some.1.len()), (ORIGINS, 0));
        assert_eq!((none.0.len(), none.1.len()), (0, 1));
    }

    #[test]
    fn a_secret_is_never_plain() {
        let token = format!("/reset/{}{}", "ghp_", "a1B2c3D4e5".repeat(5));
        assert_eq!(scanned(&format!("{token},/b")).0.len(), 0);
        let token = format!("/reset/{}{}", "glpat-", "a1b2c3d4e5".repeat(5));
        assert_eq!(scanned(&format!("{token},/b")).0.len(), 0);
    }
}
