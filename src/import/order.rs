//! Makes precedence explicit: the other program asks its rules in an order of its own, this language by their shapes.
//!
//! A rule is kept where both orders give every request the same winner. One that an earlier rule takes whole is never
//! reached there either; one that would win here what an earlier rule wins there would change the meaning.

use super::source;
use super::taken::{Of, Taken};
use super::{Carried, Left, Order, Rule};
use crate::model::graph::pattern::{Pattern, Segment};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// Lists every rule that cannot stand in this language's order; `main` is the host of rules that name none, where others do.
pub fn settle(taken: &mut Taken, main: &str) {
    if taken.order == Order::FirstOfLast {
        leave_repeated(taken);
    }
    let mut known = Known { slash_is_nothing: taken.order == Order::FirstOfLast, ..Known::default() };
    let by_source = taken.order == Order::Source;
    let mut kept: Vec<Of<Carried>> = Vec::with_capacity(taken.carried.len());
    let mut silent = Silent::new(taken);
    for mut of in std::mem::take(&mut taken.carried) {
        silent.add_before((of.file, of.it.line), &mut known);
        let mut rows = known.rows_of(&of.it);
        let mut verdicts: Vec<Verdict> = rows.iter().map(|it| known.judge(it, by_source)).collect();
        if let Some(host) = verdicts.iter().find_map(|it| if let Verdict::NotOn(host) = it { Some(host.clone()) } else { None }) {
            of.it.host = Some(main.to_owned());
            of.it.notes.push(format!("it is carried over for `{main}` alone: on `{host}` an earlier rule takes some of it"));
            rows = known.rows_of(&of.it);
            verdicts = rows.iter().map(|it| known.judge(it, by_source)).collect();
        }
        if let Some(why) = reason(&verdicts, |at| place(known.places[at], of.file, &taken.files)) {
            taken.left.push(Of { file: of.file, it: Left { line: of.it.line, text: of.it.text, why, ..Left::default() } });
            continue;
        }
        let rank = known.places.len();
        known.places.push((of.file, of.it.line));
        let more = rows.iter().filter_map(|it| known.left_within(it)).min();
        let took = more.map(|at| place(known.places[at], of.file, &taken.files));
        of.it.notes.extend(took.map(|it| format!("{it}, which is left, took a part of it first: this rule takes that too now")));
        // Of several rows those stay that are reached.
        let mut stay: Vec<Rule> = Vec::new();
        for ((rule, row), verdict) in of.it.rows().zip(rows).zip(&verdicts) {
            let Verdict::Stands(ties) = verdict else { continue };
            stay.push(rule.clone());
            let unions: Vec<Row> = ties.iter().map(|at| known.rows[*at].0.within(&row)).collect();
            stay.extend(unions.iter().map(Row::rule));
            std::iter::once(row).chain(unions).for_each(|it| known.add(it, rank));
        }
        let mut stay = stay.into_iter();
        of.it.rule = stay.next().unwrap_or_default();
        of.it.also = stay.collect();
        kept.push(of);
    }
    taken.carried = kept;
}

/// Returns why a rule cannot stand, by what becomes of its rows; `name` tells where another stands.
fn reason(verdicts: &[Verdict], name: impl Fn(usize) -> String) -> Option<String> {
    let changed = verdicts.iter().find_map(|it| if let Verdict::Changes(at) = it { Some(*at) } else { None });
    if let Some(at) = changed {
        return Some(format!("{} takes a part of it first, and here it would win that part: the more exact source does", name(at)));
    }
    if verdicts.iter().any(|it| !matches!(it, Verdict::Never(..))) {
        return None;
    }
    match verdicts.first()? {
        Verdict::Never(at, true) => Some(format!("{} says the same before it", name(*at))),
        Verdict::Never(at, false) => Some(format!("it is never reached there either: {} takes all of it", name(*at))),
        _ => None,
    }
}

/// Lists rules that are written again, word for word, below.
fn leave_repeated(taken: &mut Taken) {
    let mut last: BTreeMap<_, usize> = BTreeMap::new();
    let key = |of: &Of<Carried>| (of.it.host.clone(), of.it.rule.clone(), of.it.also.clone(), of.it.notes.clone());
    for (at, of) in taken.carried.iter().enumerate() {
        last.insert(key(of), at);
    }
    let again = taken.carried.iter().enumerate().map(|(at, of)| {
        let twin = last.get(&key(of)).filter(|it| **it != at)?;
        let twin = (taken.carried[*twin].file, taken.carried[*twin].it.line);
        Some(format!("{} says it again, and only the last counts there", place(twin, of.file, &taken.files)))
    });
    let again: Vec<Option<String>> = again.collect();
    taken.leave(|at, _| again[at].clone());
}

/// Rules that are left and yet take, there, what they take: in the order of the files.
struct Silent(std::vec::IntoIter<Took>);

/// Where a rule stands, its host, and the sources that it takes.
type Took = ((usize, usize), Option<String>, Vec<String>);

impl Silent {
    fn new(taken: &Taken) -> Silent {
        let takes = taken.left.iter().filter(|of| !of.it.takes.is_empty());
        let mut all: Vec<Took> = takes.map(|of| ((of.file, of.it.line), of.it.host.clone(), of.it.takes.clone())).collect();
        all.sort();
        Silent(all.into_iter())
    }

    /// Adds those that stand before `place`.
    fn add_before(&mut self, place: (usize, usize), known: &mut Known) {
        while self.0.as_slice().first().is_some_and(|it| it.0 < place) {
            let Some((place, host, sources)) = self.0.next() else { return };
            let rank = known.places.len();
            known.places.push(place);
            for from in sources {
                let rule = Rule { from, answer: Some(LEFT.to_owned()), ..Rule::default() };
                let row = Row::new(&host, &rule, known.slash_is_nothing);
                known.add(row, rank);
            }
        }
    }
}

/// The answer of a rule that was left: no other is like it.
const LEFT: &str = "left";

/// Returns where a rule stands, for a reader of the file `here`.
fn place((file, line): (usize, usize), here: usize, files: &[String]) -> String {
    if file == here { format!("line {line}") } else { format!("line {line} of {}", files[file]) }
}

/// What becomes of a row behind those before it.
enum Verdict {
    /// It is asked where it is; with each of these it can match by other conditions, and the earlier must win.
    Stands(Vec<usize>),
    /// That rule takes all of it; whether it answers the same.
    Never(usize, bool),
    /// That rule takes a part of it there, and would not here.
    Changes(usize),
    /// On that host an earlier rule takes all or a part of it, and it is a rule of every host.
    NotOn(String),
}

/// A row, so far that others are compared with it.
#[derive(Clone)]
struct Row {
    host: Option<String>,
    pattern: Pattern,
    answer: Rule,
}

impl Row {
    fn new(host: &Option<String>, rule: &Rule, slash_is_nothing: bool) -> Row {
        let mut pattern = source::pattern(&rule.from);
        if slash_is_nothing && pattern.segments.len() > 1 && pattern.segments.last() == Some(&Segment::Literal(String::new())) {
            pattern.segments.pop();
        }
        Row { host: host.clone(), pattern, answer: Rule { from: String::new(), note: None, ..rule.clone() } }
    }

    /// Tells whether every request that `other` takes is taken by this too, on a host that both are of.
    fn covers(&self, other: &Row) -> bool {
        other.pattern.implies_conditions_of(&self.pattern) && covers(&self.pattern.segments, &other.pattern.segments)
    }

    /// Tells whether both hold on some host.
    fn shares_host(&self, other: &Row) -> bool {
        self.host.is_none() || other.host.is_none() || self.host == other.host
    }

    /// Tells whether both answer every request alike that both take.
    fn answers_as(&self, other: &Row) -> bool {
        let fixed = |it: &Row| it.answer.to.as_ref().is_none_or(|to| source::is_fixed(to));
        let one_shape = self.pattern.segments == other.pattern.segments;
        self.answer == other.answer && (one_shape || fixed(self) && fixed(other))
    }

    /// Returns this row where the conditions of `other`, of the same shape, hold too: with both the more win.
    fn within(&self, other: &Row) -> Row {
        let mut conditions = self.pattern.conditions.clone();
        conditions.extend(other.pattern.conditions.iter().filter(|it| !self.pattern.conditions.contains(it)).cloned());
        conditions.sort();
        let pattern = Pattern { segments: self.pattern.segments.clone(), conditions };
        Row { host: other.host.clone(), pattern, answer: self.answer.clone() }
    }

    fn rule(&self) -> Rule {
        Rule { from: self.pattern.to_string(), ..self.answer.clone() }
    }

    /// Tells whether this language asks `self` before `other`, where both match.
    fn is_before(&self, other: &Row) -> Option<bool> {
        match self.pattern.compare_shape(&other.pattern) {
            Ordering::Less => Some(true),
            Ordering::Greater => Some(false),
            Ordering::Equal if self.pattern.implies_conditions_of(&other.pattern) => Some(true),
            Ordering::Equal if other.pattern.implies_conditions_of(&self.pattern) => Some(false),
            Ordering::Equal => None,
        }
    }
}

/// Tells whether the shape `one` matches every key that `two` matches.
fn covers(one: &[Segment], two: &[Segment]) -> bool {
    for (at, segment) in one.iter().enumerate() {
        match (segment, two.get(at)) {
            (_, None) => return false,
            (Segment::Splat, Some(_)) => return true,
            (_, Some(Segment::Splat)) => return false,
            (Segment::Name(_), Some(Segment::Literal(text))) if text.is_empty() => return false,
            (Segment::Name(_), Some(_)) => {}
            (Segment::Literal(one), Some(Segment::Literal(two))) if one == two => {}
            (Segment::Literal(_), Some(_)) => return false,
        }
    }
    one.len() == two.len()
}

/// The rows that stand so far.
#[derive(Default)]
struct Known {
    /// Whether a slash at the end of a path means nothing there, as for Netlify.
    slash_is_nothing: bool,
    rows: Vec<(Row, usize)>,
    /// Where each rule stands: the rank of its file, and the line.
    places: Vec<(usize, usize)>,
    /// Rows without placeholders, by their key.
    exact: BTreeMap<String, Vec<usize>>,
    patterns: Node,
}

/// Rows with placeholders, by their segments.
#[derive(Default)]
struct Node {
    literals: BTreeMap<String, Node>,
    name: Option<Box<Node>>,
    /// Those that end here.
    ends: Vec<usize>,
    /// Those that take all that follows.
    splats: Vec<usize>,
}

impl Known {
    fn rows_of(&self, carried: &Carried) -> Vec<Row> {
        carried.rows().map(|it| Row::new(&carried.host, it, self.slash_is_nothing)).collect()
    }

    fn add(&mut self, row: Row, rule: usize) {
        let at = self.rows.len();
        match row.pattern.key() {
            Some(key) if row.answer.answer.as_deref() != Some(LEFT) => self.exact.entry(key).or_default().push(at),
            _ => self.patterns.add(&row.pattern.segments, at),
        }
        self.rows.push((row, rule));
    }

    /// Returns the first rule that was left, and took a part of a row.
    fn left_within(&self, row: &Row) -> Option<usize> {
        let mut meeting = Vec::new();
        self.patterns.meeting(&row.pattern.segments, &mut meeting);
        let is_left = |it: &Row| it.answer.answer.as_deref() == Some(LEFT) && it.shares_host(row);
        meeting.into_iter().map(|at| &self.rows[at]).filter(|(it, _)| is_left(it)).map(|it| it.1).min()
    }

    fn judge(&self, row: &Row, by_source: bool) -> Verdict {
        let key = row.pattern.key();
        let mut meeting: Vec<usize> = key.as_ref().and_then(|it| self.exact.get(it)).cloned().unwrap_or_default();
        if !(by_source && key.is_some()) {
            self.patterns.meeting(&row.pattern.segments, &mut meeting);
        }
        meeting.sort_unstable();
        let (mut changed, mut ties) = (None, Vec::new());
        for at in meeting {
            let (earlier, rule) = &self.rows[at];
            let is_alike = || earlier.pattern.has_shape_of(&row.pattern) && earlier.pattern.conditions == row.pattern.conditions;
            if !earlier.shares_host(row) || by_source && !is_alike() {
                continue;
            }
            let is_covered = earlier.covers(row);
            let is_before = earlier.is_before(row);
            let is_changed = is_before != Some(true) && earlier.pattern.conditions_can_meet(&row.pattern) && !earlier.answers_as(row);
            match (&earlier.host, &row.host) {
                (Some(host), None) if is_covered || is_changed => return Verdict::NotOn(host.clone()),
                (Some(_), None) => {}
                _ if is_covered => {
                    return Verdict::Never(*rule, earlier.answers_as(row) && earlier.pattern.segments == row.pattern.segments);
                }
                _ if is_changed && is_before.is_none() => ties.push(at),
                _ if is_changed => changed = changed.or(Some(*rule)),
                _ => {}
            }
        }
        changed.map_or(Verdict::Stands(ties), Verdict::Changes)
    }
}

impl Node {
    fn add(&mut self, segments: &[Segment], row: usize) {
        match segments.split_first() {
            None => self.ends.push(row),
            Some((Segment::Splat, _)) => self.splats.push(row),
            Some((Segment::Name(_), rest)) => self.name.get_or_insert_default().add(rest, row),
            Some((Segment::Literal(text), rest)) => self.literals.entry(text.clone()).or_default().add(rest, row),
        }
    }

    /// Adds the rows whose shapes can match a key that `segments` match.
    fn meeting(&self, segments: &[Segment], found: &mut Vec<usize>) {
        let Some((segment, rest)) = segments.split_first() else {
            found.extend(&self.ends);
            return;
        };
        found.extend(&self.splats);
        match segment {
            Segment::Splat => self.below(found),
            Segment::Name(_) => {
                let named = self.literals.iter().filter(|(text, _)| !text.is_empty()).map(|(_, node)| node);
                named.chain(self.name.as_deref()).for_each(|it| it.meeting(rest, found));
            }
            Segment::Literal(text) => {
                let of_name = self.name.as_deref().filter(|_| !text.is_empty());
                self.literals.get(text).into_iter().chain(of_name).for_each(|it| it.meeting(rest, found));
            }
        }
    }

    /// Adds all rows below, but not those that a caller has added.
    fn below(&self, found: &mut Vec<usize>) {
        for node in self.literals.values().chain(self.name.as_deref()) {
            found.extend(node.ends.iter().chain(&node.splats));
            node.below(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Import;

    fn settled(rules: &[(&str, &str)]) -> (Vec<String>, Vec<(usize, String)>) {
        let carried = rules.iter().enumerate().map(|(at, (from, to))| {
            let rule = Rule { from: (*from).to_owned(), to: Some((*to).to_owned()), status: Some(301), ..Rule::default() };
            Carried { line: at + 1, rule, ..Carried::default() }
        });
        let import = Import { carried: carried.collect(), closure: Some(Vec::new()), ..Import::default() };
        let mut taken = Taken::new([("f".to_owned(), import)]).expect("one file");
        settle(&mut taken, "www.shop.example");
        let left = taken.left.iter().map(|it| (it.it.line, it.it.why.clone())).collect();
        (taken.carried.iter().flat_map(|it| it.it.rows()).map(|it| it.from.clone()).collect(), left)
    }

    #[test]
    fn what_an_earlier_rule_takes_whole_is_never_reached() {
        let (kept, left) = settled(&[("/a/*", "/x/*"), ("/a/b", "/y"), ("/a/:c/d", "/z"), ("/b", "/1"), ("/b", "/2"), ("/b", "/1")]);
        assert_eq!(kept, ["/a/*", "/b"]);
        assert_eq!(left.iter().map(|it| it.0).collect::<Vec<_>>(), [2, 3, 5, 6]);
        assert_eq!(left[0].1, "it is never reached there either: line 1 takes all of it");
        assert_eq!(left[3].1, "line 4 says the same before it");
    }

    #[test]
    fn what_would_win_here_and_not_there_is_listed() {
        // `/a/b/c` and the like: there the first wins, here the literal before the placeholder.
        let (kept, left) = settled(&[("/:a/b/*", "/x"), ("/a/*", "/y"), ("/c/:d?e=1", "/z"), ("/c/:d", "/w"), ("/c/d", "/v")]);
        assert_eq!(kept, ["/:a/b/*", "/c/:d?e=1", "/c/:d"]);
        assert_eq!(left.iter().map(|it| it.0).collect::<Vec<_>>(), [2, 5]);
        assert!(left[0].1.starts_with("line 1 takes a part of it first"), "{}", left[0].1);
    }

    #[test]
    fn two_that_can_match_by_other_conditions_are_told_which_wins() {
        let (kept, left) = settled(&[("/a/:x?b=1", "/1/:x"), ("/a/:y?c=2", "/2/:y")]);
        assert_eq!((kept, left), (vec!["/a/:x?b=1".to_owned(), "/a/:y?c=2".to_owned(), "/a/:x?b=1&c=2".to_owned()], Vec::new()));
    }

    #[test]
    fn an_order_that_is_this_languages_own_loses_nothing() {
        let rules = [("/a/b", "/1"), ("/a/:c", "/2"), ("/a/*", "/3"), ("/*", "/4")];
        assert_eq!(settled(&rules).1, []);
    }
}
