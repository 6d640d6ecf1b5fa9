//! The shortest key that two sources match and others do not.

use crate::model::graph::pattern::{Pattern, Segment};
use std::collections::{BTreeSet, VecDeque};

/// Returns the source of the keys that both match, whatever their conditions are.
pub fn meet(one: &Pattern, two: &Pattern) -> Option<Pattern> {
    let mut segments = Vec::new();
    let longest = one.segments.len().max(two.segments.len());
    for at in 0..longest {
        let segment = match (one.segments.get(at), two.segments.get(at)) {
            (Some(Segment::Splat), Some(_)) => {
                segments.extend_from_slice(&two.segments[at..]);
                return Some(Pattern { segments, conditions: Vec::new() });
            }
            (Some(_), Some(Segment::Splat)) => {
                segments.extend_from_slice(&one.segments[at..]);
                return Some(Pattern { segments, conditions: Vec::new() });
            }
            (Some(Segment::Literal(one)), Some(Segment::Literal(two))) if one == two => Segment::Literal(one.clone()),
            (Some(Segment::Literal(text)), Some(Segment::Name(_))) | (Some(Segment::Name(_)), Some(Segment::Literal(text)))
                if !text.is_empty() =>
            {
                Segment::Literal(text.clone())
            }
            (Some(Segment::Name(name)), Some(Segment::Name(_))) => Segment::Name(name.clone()),
            _ => return None,
        };
        segments.push(segment);
    }
    Some(Pattern { segments, conditions: Vec::new() })
}

/// Returns a key of `pattern` whose placeholders hold what no source and no destination has: where two rules answer alike
/// there, they do so for every key, for destinations are text with values in it.
pub fn generic(pattern: &Pattern) -> String {
    let part = |(at, it): (usize, &Segment)| match it {
        Segment::Literal(text) => text.clone(),
        Segment::Name(_) | Segment::Splat => format!("\u{1}{at}\u{2}"),
    };
    let parts: Vec<String> = pattern.segments.iter().enumerate().map(part).collect();
    format!("/{}", parts.join("/"))
}

/// What looking for a key gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    Key(String),
    /// There is none.
    Nothing,
    /// The search was given up: there may be one.
    GaveUp,
}

/// How many steps a search may take.
const STEPS: usize = 20_000;
/// What is put where any text may stand; of two rules that differ one pair at least tells them apart.
const FRESH: [&str; 3] = ["x", "q7", "other-page"];

/// Looks for the shortest key of `pattern` that none of `rivals` matches, and that `is_taken` agrees with. Keys that differ
/// only in text that no source names are tried a few times.
pub fn find_witness(pattern: &Pattern, rivals: &[&Pattern], is_taken: &mut dyn FnMut(&str) -> bool) -> Found {
    let mut gave_up = false;
    for fresh in FRESH {
        match (Search { pattern, rivals, fresh }).run(is_taken) {
            Found::Nothing => {}
            Found::GaveUp => gave_up = true,
            found @ Found::Key(_) => return found,
        }
    }
    if gave_up { Found::GaveUp } else { Found::Nothing }
}

struct Search<'s> {
    pattern: &'s Pattern,
    rivals: &'s [&'s Pattern],
    fresh: &'s str,
}

impl Search<'_> {
    /// Goes breadth first over the segments of keys; what matters of a key's beginning is which rivals may still match.
    fn run(&self, is_taken: &mut dyn FnMut(&str) -> bool) -> Found {
        let longest = self.rivals.iter().map(|it| it.segments.len()).max().unwrap_or_default();
        let depth = longest.max(self.pattern.segments.len()) + 1;
        let mut queue: VecDeque<(Vec<String>, Vec<usize>)> = VecDeque::from([(Vec::new(), (0..self.rivals.len()).collect())]);
        let mut seen: BTreeSet<(usize, Vec<usize>)> = BTreeSet::new();
        let mut steps = 0;
        while let Some((key, alive)) = queue.pop_front() {
            let at = key.len();
            for segment in self.choices(at, &alive) {
                steps += 1 + alive.len() / 8;
                if steps > STEPS {
                    return Found::GaveUp;
                }
                let next: Vec<usize> = alive.iter().copied().filter(|it| takes(self.rivals[*it], at, &segment)).collect();
                // A rival in its splat takes whatever follows.
                if next.iter().any(|it| is_in_splat(self.rivals[*it], at)) {
                    continue;
                }
                let mut key = key.clone();
                key.push(segment);
                if ends(self.pattern, at + 1) && !next.iter().any(|it| ends(self.rivals[*it], at + 1)) {
                    let key = format!("/{}", key.join("/"));
                    if is_taken(&key) {
                        return Found::Key(key);
                    }
                }
                if at + 1 < depth && seen.insert((at + 1, next.clone())) {
                    queue.push_back((key, next));
                }
            }
        }
        Found::Nothing
    }

    /// Returns the segments worth trying: one that no rival names, an empty one, and those that they name.
    fn choices(&self, at: usize, alive: &[usize]) -> Vec<String> {
        let named: BTreeSet<&str> = alive
            .iter()
            .filter_map(|it| match self.rivals[*it].segments.get(at) {
                Some(Segment::Literal(text)) => Some(text.as_str()),
                _ => None,
            })
            .collect();
        let mut spellings = std::iter::once(self.fresh.to_owned()).chain((1..).map(|it| format!("{}{it}", self.fresh)));
        let fresh = spellings.find(|it| !named.contains(it.as_str()));
        let others = || named.iter().filter(|it| !it.is_empty()).map(|it| (*it).to_owned());
        match self.pattern.segments.get(at) {
            Some(Segment::Literal(text)) => vec![text.clone()],
            Some(Segment::Name(_)) => fresh.into_iter().chain(others()).collect(),
            None if self.pattern.segments.last() != Some(&Segment::Splat) => Vec::new(),
            Some(Segment::Splat) | None => fresh.into_iter().chain([String::new()]).chain(others()).collect(),
        }
    }
}

fn is_in_splat(pattern: &Pattern, at: usize) -> bool {
    at + 1 >= pattern.segments.len() && pattern.segments.last() == Some(&Segment::Splat)
}

/// Tells whether `pattern` matches a key that ends behind `length` segments it has taken.
fn ends(pattern: &Pattern, length: usize) -> bool {
    match pattern.segments.last() {
        Some(Segment::Splat) => length >= pattern.segments.len(),
        _ => length == pattern.segments.len(),
    }
}

/// Tells whether `pattern` takes `segment` as its segment of rank `at`.
fn takes(pattern: &Pattern, at: usize, segment: &str) -> bool {
    match pattern.segments.get(at) {
        Some(Segment::Literal(text)) => text == segment,
        Some(Segment::Name(_)) => !segment.is_empty(),
        Some(Segment::Splat) => true,
        None => pattern.segments.last() == Some(&Segment::Splat),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::graph::pattern::split;

    fn pattern(text: &str) -> Pattern {
        let segment = |it: &str| match it {
            "*" => Segment::Splat,
            it if it.starts_with(':') => Segment::Name(it[1..].to_owned()),
            it => Segment::Literal(it.to_owned()),
        };
        Pattern { segments: split(text).map(segment).collect(), conditions: Vec::new() }
    }

    fn shortest(of: &str, rivals: &[&str]) -> Found {
        let rivals: Vec<Pattern> = rivals.iter().map(|it| pattern(it)).collect();
        find_witness(&pattern(of), &rivals.iter().collect::<Vec<_>>(), &mut |_| true)
    }

    #[test]
    fn a_witness_is_of_the_source_and_of_no_rival() {
        assert_eq!(shortest("/a/:x", &["/a/x", "/a/x1"]), Found::Key("/a/x2".into()));
        assert_eq!(shortest("/a/*", &["/a/:x"]), Found::Key("/a/".into()));
        assert_eq!(shortest("/a/*", &["/a/", "/a/:x"]), Found::Key("/a/x/x".into()));
        assert_eq!(shortest("/a/*", &["/a/", "/a/:x", "/a/:x/*", "/a//*"]), Found::Nothing);
        assert_eq!(shortest("/a/b", &["/a/*"]), Found::Nothing);
    }

    #[test]
    fn what_two_sources_share_is_a_source() {
        let met = |one: &str, two: &str| meet(&pattern(one), &pattern(two)).map(|it| it.to_string());
        assert_eq!(met("/a/:x", "/:y/b").as_deref(), Some("/a/b"));
        assert_eq!(met("/a/*", "/:y/b/c").as_deref(), Some("/a/b/c"));
        assert_eq!(met("/*", "/a/*").as_deref(), Some("/a/*"));
        assert_eq!(met("/a", "/a/*"), None);
        assert_eq!(met("/a/", "/a/:x"), None);
    }
}
