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

/// Lists every rule that cannot stand in this language's order.
pub fn settle(taken: &mut Taken) {
    let mut known = Known { slash_is_nothing: taken.order == Order::First && taken.closure.is_none(), ..Known::default() };
    let by_source = taken.order == Order::Source;
    let mut kept: Vec<Of<Carried>> = Vec::with_capacity(taken.carried.len());
    for mut of in std::mem::take(&mut taken.carried) {
        let host = of.it.host.clone();
        let rows: Vec<Row> = of.it.rows().map(|it| Row::new(&host, it, &known)).collect();
        let verdicts: Vec<Verdict> = rows.iter().map(|it| known.judge(it, by_source)).collect();
        let name = |at: usize| place(&kept[at], of.file, &taken.files);
        let why = match verdicts.iter().find(|it| matches!(it, Verdict::Changes(_))) {
            Some(Verdict::Changes(at)) => {
                let at = name(*at);
                Some(format!("{at} takes a part of it first, and here it would win that part: the more exact source does"))
            }
            _ if verdicts.iter().all(|it| matches!(it, Verdict::Never(..))) => match verdicts.first() {
                Some(Verdict::Never(at, true)) => Some(format!("{} says the same before it", name(*at))),
                Some(Verdict::Never(at, false)) => Some(format!("it is never reached there either: {} takes all of it", name(*at))),
                _ => None,
            },
            _ => None,
        };
        if let Some(why) = why {
            let left = Left { line: of.it.line, text: of.it.text, why };
            taken.left.push(Of { file: of.file, it: left });
            continue;
        }
        // Of several rows those stay that are reached.
        let mut stay: Vec<Rule> = Vec::new();
        for ((rule, row), verdict) in of.it.rows().zip(rows).zip(&verdicts) {
            if matches!(verdict, Verdict::Stands) {
                stay.push(rule.clone());
                known.add(row, kept.len());
            }
        }
        let mut stay = stay.into_iter();
        of.it.rule = stay.next().unwrap_or_default();
        of.it.also = stay.collect();
        kept.push(of);
    }
    taken.carried = kept;
}

/// Returns where a rule stands, for a reader of the file `here`.
fn place(of: &Of<Carried>, here: usize, files: &[String]) -> String {
    if of.file == here { format!("line {}", of.it.line) } else { format!("line {} of {}", of.it.line, files[of.file]) }
}

/// What becomes of a row behind those before it.
enum Verdict {
    Stands,
    /// That rule takes all of it; whether it answers the same.
    Never(usize, bool),
    /// That rule takes a part of it there, and would not here.
    Changes(usize),
}

/// A row, so far that others are compared with it.
#[derive(Clone)]
struct Row {
    host: Option<String>,
    pattern: Pattern,
    answer: Rule,
}

impl Row {
    fn new(host: &Option<String>, rule: &Rule, known: &Known) -> Row {
        let mut pattern = source::pattern(&rule.from);
        if known.slash_is_nothing && pattern.segments.len() > 1 && pattern.segments.last() == Some(&Segment::Literal(String::new())) {
            pattern.segments.pop();
        }
        Row { host: host.clone(), pattern, answer: Rule { from: String::new(), note: None, ..rule.clone() } }
    }

    /// Tells whether every request that `other` takes is taken by this too.
    fn covers(&self, other: &Row) -> bool {
        let is_of_host = self.host.is_none() || self.host == other.host;
        is_of_host && other.pattern.implies_conditions_of(&self.pattern) && covers(&self.pattern.segments, &other.pattern.segments)
    }

    /// Tells whether some request is taken by both, where their shapes meet.
    fn meets(&self, other: &Row) -> bool {
        let hosts = self.host.is_none() || other.host.is_none() || self.host == other.host;
        hosts && self.pattern.conditions_can_meet(&other.pattern)
    }

    /// Tells whether both answer every request alike that both take.
    fn answers_as(&self, other: &Row) -> bool {
        let fixed = |it: &Row| it.answer.to.as_ref().is_none_or(|to| source::is_fixed(to));
        let one_shape = self.pattern.segments == other.pattern.segments;
        self.answer == other.answer && (one_shape || fixed(self) && fixed(other))
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
    /// Whether a slash at the end of a path means nothing there.
    slash_is_nothing: bool,
    rows: Vec<(Row, usize)>,
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
    fn add(&mut self, row: Row, rule: usize) {
        let at = self.rows.len();
        match row.pattern.key() {
            Some(key) => self.exact.entry(key).or_default().push(at),
            None => self.patterns.add(&row.pattern.segments, at),
        }
        self.rows.push((row, rule));
    }

    fn judge(&self, row: &Row, by_source: bool) -> Verdict {
        let key = row.pattern.key();
        let mut meeting: Vec<usize> = key.as_ref().and_then(|it| self.exact.get(it)).cloned().unwrap_or_default();
        if !(by_source && key.is_some()) {
            self.patterns.meeting(&row.pattern.segments, &mut meeting);
        }
        meeting.sort_unstable();
        let mut verdict = Verdict::Stands;
        for (earlier, rule) in meeting.into_iter().map(|at| &self.rows[at]) {
            let is_alike = || earlier.pattern.has_shape_of(&row.pattern) && earlier.pattern.conditions == row.pattern.conditions;
            if by_source && !is_alike() {
                continue;
            }
            if earlier.covers(row) {
                return Verdict::Never(*rule, earlier.answers_as(row) && earlier.pattern.segments == row.pattern.segments);
            }
            let is_changed = || earlier.meets(row) && earlier.is_before(row) != Some(true) && !earlier.answers_as(row);
            if matches!(verdict, Verdict::Stands) && !by_source && is_changed() {
                verdict = Verdict::Changes(*rule);
            }
        }
        verdict
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
        settle(&mut taken);
        let left = taken.left.iter().map(|it| (it.it.line, it.it.why.clone())).collect();
        (taken.carried.iter().map(|it| it.it.rule.from.clone()).collect(), left)
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
    fn an_order_that_is_this_languages_own_loses_nothing() {
        let rules = [("/a/b", "/1"), ("/a/:c", "/2"), ("/a/*", "/3"), ("/*", "/4")];
        assert_eq!(settled(&rules).1, []);
    }
}
