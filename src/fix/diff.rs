//! What was done to a text, line by line: as hunks that `patch` and `git apply` read, and as where each line stood before.
//!
//! Lines that stand once in both texts hold them together, in the longest order that both share; between them, what is
//! alike at both ends is the same. No clock decides when to stop, and a million lines in another order take no longer than
//! sorting them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

/// How many lines are shown round a change.
const ROUND: usize = 3;

/// Returns, for each line of `new`, the rank of the same line in `old`.
pub fn same(old: &str, new: &str) -> Vec<Option<usize>> {
    let (old, new): (Vec<&str>, Vec<&str>) = (lines(old), lines(new));
    let mut same = vec![None; new.len()];
    let anchors = anchors(&old, &new);
    let (mut from, mut to) = (0, 0);
    for (one, two) in anchors.into_iter().chain([(old.len(), new.len())]) {
        ends(&old[from..one], &new[to..two], from, &mut same[to..two]);
        if let Some(it) = same.get_mut(two) {
            *it = Some(one);
        }
        (from, to) = (one + 1, two + 1);
    }
    same
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Pairs what is alike at both ends of two stretches; `from` is the rank of the first old line.
fn ends(old: &[&str], new: &[&str], from: usize, same: &mut [Option<usize>]) {
    let shared = old.len().min(new.len());
    let first = (0..shared).take_while(|at| old[*at] == new[*at]).count();
    let last = (0..shared - first).take_while(|at| old[old.len() - 1 - at] == new[new.len() - 1 - at]).count();
    (0..first).for_each(|at| same[at] = Some(from + at));
    (0..last).for_each(|at| same[new.len() - 1 - at] = Some(from + old.len() - 1 - at));
}

/// Returns the longest list of lines that stand once in each text and come in one order in both.
fn anchors(old: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let once = |lines: &[&str]| {
        let mut ranked: Vec<(String, usize)> = lines.iter().enumerate().map(|(rank, it)| ((*it).to_owned(), rank)).collect();
        ranked.sort();
        let single = ranked.chunk_by(|one, two| one.0 == two.0).filter(|it| it.len() == 1).map(|it| it[0].clone());
        single.collect::<BTreeMap<String, usize>>()
    };
    let old = once(old);
    let mut pairs: Vec<(usize, usize)> = once(new).into_iter().filter_map(|(line, at)| Some((*old.get(&line)?, at))).collect();
    pairs.sort_by_key(|it| it.1);
    // The last pair of the shortest list of each length, and before each pair the one that it goes on from.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (rank, (one, _)) in pairs.iter().enumerate() {
        let length = tails.partition_point(|it| pairs[*it].0 < *one);
        before.push(length.checked_sub(1).map(|it| tails[it]));
        match tails.get_mut(length) {
            Some(tail) => *tail = rank,
            None => tails.push(rank),
        }
    }
    let mut list: Vec<(usize, usize)> = std::iter::successors(tails.last().copied(), |it| before[*it]).map(|it| pairs[it]).collect();
    list.reverse();
    list
}

/// Returns the rank in `old` of each line of `new`, one that was written otherwise for the one whose place it took.
pub fn origins(old: &str, new: &str) -> Vec<usize> {
    let same = same(old, new);
    let mut next = 0;
    let origin = |it: &Option<usize>| {
        let origin = it.unwrap_or(next);
        next = origin + 1;
        origin
    };
    same.iter().map(origin).collect()
}

/// Returns the hunks that make `new` of `old`, the file at `path`.
pub fn unified(path: &str, old: &str, new: &str) -> String {
    let (same, old, new) = (same(old, new), lines(old), lines(new));
    let mut out = format!("--- a/{path}\n+++ b/{path}\n");
    for hunk in hunks(&same, old.len()) {
        hunk.write(&old, &new, &mut out);
    }
    out
}

/// Stretches of both texts that differ, with what stands round them.
#[derive(Clone)]
struct Hunk {
    /// Each a stretch of the old text that gives way to one of the new text.
    changes: Vec<(Range<usize>, Range<usize>)>,
    old: Range<usize>,
    new: Range<usize>,
}

fn hunks(same: &[Option<usize>], length: usize) -> Vec<Hunk> {
    let mut changes: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let (mut from, mut to) = (0, 0);
    for (two, one) in same.iter().enumerate().filter_map(|(at, it)| Some((at, (*it)?))).chain([(same.len(), length)]) {
        if (from, to) != (one, two) {
            changes.push((from..one, to..two));
        }
        (from, to) = (one + 1, two + 1);
    }
    let mut hunks: Vec<Hunk> = Vec::new();
    for (one, two) in changes {
        let round = |it: &Range<usize>, length: usize| it.start.saturating_sub(ROUND)..(it.end + ROUND).min(length);
        let (old, new) = (round(&one, length), round(&two, same.len()));
        match hunks.last_mut().filter(|it| it.old.end >= old.start) {
            Some(last) => {
                last.changes.push((one, two));
                (last.old.end, last.new.end) = (old.end, new.end);
            }
            None => hunks.push(Hunk { changes: vec![(one, two)], old, new }),
        }
    }
    hunks
}

impl Hunk {
    fn write(&self, old: &[&str], new: &[&str], out: &mut String) {
        // An empty stretch is named by the line before it.
        let range = |it: &Range<usize>| match it.len() {
            0 => format!("{},0", it.start),
            1 => format!("{}", it.start + 1),
            count => format!("{},{count}", it.start + 1),
        };
        let _ = writeln!(out, "@@ -{} +{} @@", range(&self.old), range(&self.new));
        let mut at = self.old.start;
        for (one, two) in &self.changes {
            old[at..one.start].iter().for_each(|it| line(' ', it, out));
            old[one.clone()].iter().for_each(|it| line('-', it, out));
            new[two.clone()].iter().for_each(|it| line('+', it, out));
            at = one.end;
        }
        old[at..self.old.end].iter().for_each(|it| line(' ', it, out));
    }
}

fn line(mark: char, text: &str, out: &mut String) {
    out.push(mark);
    out.push_str(text);
    if !text.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hunk_is_one_as_patch_reads_it() {
        let old = "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n";
        let new = "a\nb\nC\nd\ne\nf\ng\nh\nj\nk";
        assert_eq!(
            unified("x.csv", old, new),
            "--- a/x.csv\n+++ b/x.csv\n@@ -1,10 +1,10 @@\n a\n b\n-c\n+C\n d\n e\n f\n g\n h\n-i\n j\n+k\n\\ No newline at end of file\n"
        );
        assert_eq!(unified("x", "a\n", ""), "--- a/x\n+++ b/x\n@@ -1 +0,0 @@\n-a\n");
    }

    #[test]
    fn lines_are_found_where_they_were() {
        assert_eq!(origins("h\n/b\n/x\n/a\n", "h\n/b\n/a\n"), [0, 1, 3]);
        assert_eq!(origins("h\n/b\n/x y\n/a\n", "h\n/b\n/x%20y\n/a\n"), [0, 1, 2, 3]);
    }
}
