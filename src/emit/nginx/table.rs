//! Tables of sources without placeholders: one row a key, streamed as bytes.
//!
//! nginx folds the case of the keys of a `map`, so a row's value begins with its key as it is, and a second `map`
//! compares it. Keys that differ only by case share a row.

use super::words::{self, Vocabulary};
use crate::emit::big::Big;
use crate::emit::table::{Row, Table};
use crate::model::artifact::Stream;
use crate::model::plan::Plan;
use crate::model::plan::routing::Route;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::sync::Arc;

/// Returns the rows as nginx includes them in a `map`, and counts them into `size`.
pub fn write(table: &Table<'_>, plan: &Plan, vocabulary: &Vocabulary, size: &mut Size) -> Vec<u8> {
    let mut out = Vec::with_capacity(table.rows.len() * 128);
    for group in Groups::of(&table.rows).iter() {
        let row = |at: &u32| &table.rows[*at as usize];
        let first = row(&group[0]);
        size.count(first.lookup.len());
        out.extend(b"    ");
        words::write_map_key(&mut out, &first.lookup);
        out.extend(b" \"");
        for (rank, at) in group.iter().enumerate() {
            // Of the same key with the same conditions, the first wins.
            if group[..rank].iter().any(|it| row(it).lookup == row(at).lookup) {
                continue;
            }
            if rank > 0 {
                out.extend(b" | ");
            }
            write_value(&mut out, row(at), vocabulary);
        }
        out.extend(b"\";");
        let places = group.iter().filter_map(|it| row(it).place(plan));
        for (rank, place) in places.enumerate() {
            let mark = if rank == 0 { "  #" } else { "," };
            write!(out, "{mark} {}", crate::template::nginx_word(&place)).expect("memory takes all");
        }
        out.push(b'\n');
    }
    out
}

/// Returns the rows of a big table as a stream, but for those in `but`, and counts them into `size`.
pub fn stream(big: Big, but: BTreeSet<String>, vocabulary: &Vocabulary, size: &mut Size) -> Stream {
    size.count_all(big.rows.index.size());
    let rows = &big.rows;
    let how = |status: u16| {
        let mut how = Vec::new();
        vocabulary.write_how(&mut how, status, &rows.index.query, rows.max_age(status));
        how
    };
    let hows: BTreeMap<u16, Vec<u8>> = [301, 302, 307, 308].into_iter().map(|it| (it, how(it))).collect();
    let identity = format!("nginx {} {:p} {} {hows:?} {:?} {but:?}", big.site, Arc::as_ptr(&rows.index), rows.is_on_trial, rows.odd);
    Stream::new(identity, move |out| {
        let mut line = Vec::with_capacity(512);
        big.each(|key, found| {
            if !but.is_empty() && but.contains(key) {
                return Ok(());
            }
            line.clear();
            line.extend(b"    \"");
            line.extend(key.as_bytes());
            line.extend(b"\" \"");
            escape(&mut line, key);
            line.push(b' ');
            let entry = big.rows.index.entry(found.number);
            line.extend(&hows[&big.rows.status_now(entry.status)]);
            line.extend(entry.front.origin.as_bytes());
            escape(&mut line, &entry.front.path);
            escape(&mut line, entry.to_path);
            line.extend(b"\";\n");
            out.write_all(&line)
        })
    })
}

/// Writes what stands in a plain row; only a `$` means something to nginx.
fn escape(out: &mut Vec<u8>, text: &str) {
    match memchr::memchr(b'$', text.as_bytes()) {
        Some(_) => words::escape(out, text),
        None => out.extend(text.as_bytes()),
    }
}

/// Hands over the length of each value as nginx reads it, with its first route.
pub fn lengths(table: &Table<'_>, vocabulary: &Vocabulary, mut take: impl FnMut(usize, &Route)) {
    let mut out = Vec::new();
    for group in Groups::of(&table.rows).iter() {
        out.clear();
        for at in group {
            write_value(&mut out, &table.rows[*at as usize], vocabulary);
            out.extend(b" | ");
        }
        take(out.len(), &table.rows[group[0] as usize].route());
    }
}

fn write_value(out: &mut Vec<u8>, row: &Row<'_>, vocabulary: &Vocabulary) {
    words::escape(out, &row.lookup);
    out.push(b' ');
    vocabulary.write_route(out, &row.route(), row.on_alias);
}

/// Rows whose keys are the same but for case, in the order of the first of each.
struct Groups {
    members: Vec<u32>,
    /// The first row of each, and its stretch of `members`.
    groups: Vec<(u32, u32, u32)>,
}

impl Groups {
    fn of(rows: &[Row<'_>]) -> Groups {
        let mut order: Vec<(u64, u32)> = rows.iter().enumerate().map(|(at, it)| (fold(&it.lookup), at as u32)).collect();
        order.sort_unstable();
        let mut found = Groups { members: Vec::with_capacity(rows.len()), groups: Vec::with_capacity(rows.len()) };
        for run in order.chunk_by(|one, two| one.0 == two.0) {
            let mut left: Vec<u32> = if run.len() > 1 { run.iter().map(|it| it.1).collect() } else { Vec::new() };
            if left.is_empty() {
                found.push(&[run[0].1]);
            }
            // Keys that are not the same may still have the same number.
            while let Some(first) = left.first().copied() {
                let is_same = |it: &u32| rows[*it as usize].lookup.eq_ignore_ascii_case(&rows[first as usize].lookup);
                let (same, other): (Vec<u32>, Vec<u32>) = left.iter().partition(|it| is_same(it));
                found.push(&same);
                left = other;
            }
        }
        found.groups.sort_unstable();
        found
    }

    fn push(&mut self, group: &[u32]) {
        let start = self.members.len() as u32;
        self.members.extend(group);
        self.groups.push((group[0], start, self.members.len() as u32));
    }

    fn iter(&self) -> impl Iterator<Item = &[u32]> {
        self.groups.iter().map(|(_, start, end)| &self.members[*start as usize..*end as usize])
    }
}

/// Returns a number that is the same for keys that differ only by case (FNV-1a).
fn fold(key: &str) -> u64 {
    key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, it| (hash ^ u64::from(it.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3))
}

/// How large nginx's hashes must be for what they hold.
#[derive(Clone, Copy, Debug, Default)]
pub struct Size {
    most: usize,
    longest: usize,
    count: usize,
    bytes: usize,
}

impl Size {
    /// Counts one key of `length` bytes.
    pub fn count(&mut self, length: usize) {
        self.count += 1;
        self.bytes += length;
        self.longest = self.longest.max(length);
        self.most = self.most.max(self.count);
    }

    /// Counts keys by how many bytes they have together, the longest of them, and their number.
    pub fn count_all(&mut self, (bytes, longest, count): (usize, usize, usize)) {
        self.count += count;
        self.bytes += bytes;
        self.longest = self.longest.max(longest);
        self.most = self.most.max(self.count);
    }

    /// Begins another hash; the sizes must do for each of them.
    pub fn next(&mut self) {
        self.count = 0;
    }

    /// Returns how many buckets a hash may have: twice as many as keys, so that nginx finds a fit at once.
    pub fn max_size(self) -> usize {
        (self.most * 2).next_power_of_two().max(2_048)
    }

    /// Returns how many bytes a bucket may have: room for twelve keys of average length, and for the longest one.
    pub fn bucket_size(self) -> usize {
        // A pointer, a length of two bytes and the key, to whole pointers; a bucket ends with a null pointer.
        let entry = |length: usize| 8 + (length + 2).next_multiple_of(8);
        let average = self.bytes / self.most.max(1);
        (entry(self.longest) + 8).max(12 * entry(average.min(self.longest)) + 8).next_multiple_of(64).min(65_472)
    }
}
