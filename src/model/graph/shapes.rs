//! The patterns of one site as a tree of their shapes: which of them takes a key first, and which keys one of them wins.
//!
//! An edge is a literal or a placeholder, and a splat stands at the node where it begins. Patterns are asked by shape: a
//! literal before a placeholder before a splat, segment by segment. So the first that takes a key is what a walk from the
//! root finds that tries the edges in that order and goes back where nothing fits ([`Shapes::first`]). It comes to a node
//! once at most, so it never costs more than to try all patterns, and for most keys as much as the key is long.
//!
//! Whether others together take every key of a pattern ([`Rivals::reach`]) seems to ask for all choices of words, and does
//! not. Let a *fresh* word be one that no pattern names. Whatever takes a key with a fresh word takes it with any other
//! word there, the empty one apart, which no placeholder takes. So fresh words and empty ones are all that must be tried,
//! and fresh ones alone where the pattern has a placeholder. Of those that are asked before a pattern and share a key with
//! fresh words, none differs from it in front of its splat: at the first difference it would have to be a literal, which a
//! fresh word avoids, or come after it. What is left is a tree of two letters behind the splat, in which each word has one
//! path: a search by levels that never leaves the nodes below the pattern's own. All patterns of a site together cost as
//! many steps as there are nodes, times the number of splats above each, which is no more than the longest source.
//!
//! Conditions add to it: a rival takes a key for certain only if the pattern's conditions imply its own. Where many rules of
//! one shape hang on conditions that search is bounded by [`Steps`], and what is not found out by then is said to be so.

use super::pattern::{Condition, Part, Pattern, Segment, first, split};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Patterns as a tree of their shapes.
#[derive(Clone, Debug)]
pub struct Shapes {
    /// The first is the root.
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    literals: BTreeMap<String, usize>,
    name: Option<usize>,
    ends: Entries,
    /// Those whose splat begins here: they take every key that goes on, if only by an empty segment.
    splats: Entries,
    /// The rank of the first word that no literal is.
    fresh: u64,
}

/// A pattern of the node's shape.
#[derive(Clone, Debug)]
struct Entry {
    id: usize,
    conditions: Vec<Condition>,
}

/// Patterns of one shape, from many conditions to few, as they are asked.
#[derive(Clone, Debug, Default)]
pub struct Entries {
    all: Vec<Entry>,
    /// Where there are many: by the keys of their conditions, and then by the values, the rank of the first.
    ranks: BTreeMap<Vec<String>, BTreeMap<Vec<Option<String>>, usize>>,
}

/// How many patterns of one shape are looked through one by one.
const FEW: usize = 16;

impl Entries {
    /// Returns the patterns with their conditions; of those with the same ones the first given is asked first.
    pub fn of<'p>(patterns: impl IntoIterator<Item = (usize, &'p Pattern)>) -> Entries {
        let all = patterns.into_iter().map(|(id, it)| Entry { id, conditions: it.conditions.clone() });
        let mut entries = Entries { all: all.collect(), ..Entries::default() };
        entries.settle();
        entries
    }

    fn settle(&mut self) {
        self.all.sort_by(|one, two| key(one).cmp(&key(two)));
        if self.all.len() <= FEW {
            return;
        }
        for (rank, entry) in self.all.iter().enumerate() {
            let keys = entry.conditions.iter().map(|it| it.key.clone()).collect();
            let values = entry.conditions.iter().map(|it| it.value.clone()).collect();
            self.ranks.entry(keys).or_default().entry(values).or_insert(rank);
        }
    }

    /// Returns the first pattern whose conditions hold for `query`.
    pub fn first(&self, query: &str) -> Option<usize> {
        if self.ranks.is_empty() {
            return self.all.iter().find(|it| it.conditions.iter().all(|it| it.holds(query))).map(|it| it.id);
        }
        let found = self.ranks.iter().filter_map(|(keys, ranks)| {
            let values: Option<Vec<Option<String>>> = keys.iter().map(|it| first(query, it).map(|it| it.map(str::to_owned))).collect();
            ranks.get(&values?).copied()
        });
        found.min().map(|it| self.all[it].id)
    }
}

/// What one part of a path may be.
#[derive(Clone, Copy)]
enum Word<'k> {
    This(&'k str),
    /// Any but the empty one.
    Any,
    /// All that follows.
    Rest,
}

/// A place of a walk: the node, how many words are behind it, and whether its splats are meant.
type Stop = (usize, usize, bool);

impl Shapes {
    /// Returns the tree of `patterns`; of those with one shape and the same conditions the first given is asked first.
    pub fn of<'p>(patterns: impl IntoIterator<Item = (usize, &'p Pattern)>) -> Shapes {
        let mut shapes = Shapes { nodes: vec![Node::default()] };
        for (id, pattern) in patterns {
            let mut at = 0;
            let mut is_splat = false;
            for segment in &pattern.segments {
                at = match segment {
                    Segment::Literal(text) => shapes.literal(at, text),
                    Segment::Name(_) => shapes.name(at),
                    Segment::Splat => {
                        is_splat = true;
                        break;
                    }
                };
            }
            let node = &mut shapes.nodes[at];
            let entries = if is_splat { &mut node.splats } else { &mut node.ends };
            entries.all.push(Entry { id, conditions: pattern.conditions.clone() });
        }
        for node in &mut shapes.nodes {
            node.ends.settle();
            node.splats.settle();
            node.fresh = (0..).find(|it| !node.literals.contains_key(&word(*it))).unwrap_or_default();
        }
        shapes
    }

    fn literal(&mut self, at: usize, text: &str) -> usize {
        if let Some(known) = self.nodes[at].literals.get(text) {
            return *known;
        }
        let new = self.add();
        self.nodes[at].literals.insert(text.to_owned(), new);
        new
    }

    fn name(&mut self, at: usize) -> usize {
        if let Some(known) = self.nodes[at].name {
            return known;
        }
        let new = self.add();
        self.nodes[at].name = Some(new);
        new
    }

    fn add(&mut self) -> usize {
        self.nodes.push(Node::default());
        self.nodes.len() - 1
    }

    /// Returns the first pattern that takes `key` with `query`.
    pub fn first(&self, key: &str, query: &str) -> Option<usize> {
        let words: Vec<Word> = split(key.strip_prefix('/').map(|_| key)?).map(Word::This).collect();
        self.walk(&words, |entries| entries.first(query))
    }

    /// Offers the patterns that may take a key of `path` to `take`, in the order in which they are asked, and returns the
    /// first that it takes. Some may be offered that take none.
    pub fn first_meeting<T>(&self, path: &[Part], mut take: impl FnMut(usize) -> Option<T>) -> Option<T> {
        let words = path.iter().map(|it| match it {
            Part::Literal(text) => Word::This(text),
            Part::Name(_) => Word::Any,
            Part::Splat(_) => Word::Rest,
        });
        let words: Vec<Word> = words.collect();
        self.walk(&words, |entries| entries.all.iter().find_map(|it| take(it.id)))
    }

    fn walk<T>(&self, words: &[Word], mut take: impl FnMut(&Entries) -> Option<T>) -> Option<T> {
        // What is to be tried last is put down first.
        let mut open: Vec<Stop> = vec![(0, 0, false)];
        while let Some((at, behind, is_splat)) = open.pop() {
            let node = &self.nodes[at];
            let is_rest = matches!(words.get(behind.saturating_sub(1)), Some(Word::Rest)) && behind > 0;
            let ends = behind == words.len();
            if is_splat || ends {
                let entries = if is_splat { &node.splats } else { &node.ends };
                if let Some(found) = take(entries) {
                    return Some(found);
                }
                // A rest that has begun may go on.
                if is_splat || !is_rest {
                    continue;
                }
            }
            let word = if ends { Word::Rest } else { words[behind] };
            let next = (behind + 1).min(words.len());
            open.push((at, behind, true));
            let named = node.name.filter(|_| !matches!(word, Word::This("")));
            open.extend(named.map(|it| (it, next, false)));
            match word {
                Word::This(text) => open.extend(node.literals.get(text).map(|it| (*it, next, false))),
                Word::Any => open.extend(node.literals.iter().rev().filter(|it| !it.0.is_empty()).map(|it| (*it.1, next, false))),
                Word::Rest => open.extend(node.literals.values().rev().map(|it| (*it, next, false))),
            }
        }
        None
    }
}

fn key(entry: &Entry) -> (Reverse<usize>, &[Condition]) {
    (Reverse(entry.conditions.len()), &entry.conditions)
}

/// What an answer may still cost.
#[derive(Clone, Copy, Debug)]
pub struct Steps(pub u64);

impl Default for Steps {
    /// Hundreds for each of ten thousand patterns, and a small part of a second.
    fn default() -> Steps {
        Steps(1 << 22)
    }
}

/// The steps have run out.
struct Spent;

impl Steps {
    fn spend(&mut self, steps: usize) -> Result<(), Spent> {
        self.0 = self.0.saturating_sub(u64::try_from(steps).unwrap_or(u64::MAX));
        if self.0 == 0 { Err(Spent) } else { Ok(()) }
    }
}

/// Which keys a pattern wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reach {
    /// This one among others: of those with the fewest segments one with the fewest bytes. A word that can be chosen is the
    /// first that no rival names there.
    Won(String),
    /// None: these take them all.
    Taken(Vec<Rival>),
    /// The steps have run out before it was found out.
    Unknown,
}

/// What takes keys that a pattern takes too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rival {
    /// A pattern of the site.
    Pattern(usize),
    /// What goes before all of them.
    Front(usize),
    /// A rule without placeholders.
    Exact(usize),
}

/// What may take a key before a pattern does.
pub struct Rivals<'s> {
    pub patterns: &'s Shapes,
    /// What goes before all patterns, whatever the query is. These have no placeholder, but for a splat.
    pub front: &'s Shapes,
    /// Returns the rule without placeholders that takes a key with every query of the pattern, if there is one, and takes
    /// off what it cost.
    pub exact: &'s dyn Fn(&str, &mut Steps) -> Option<usize>,
}

/// Where a walk is in both trees; `None` where nothing of a tree is left.
#[derive(Clone, Copy, PartialEq, Eq)]
struct At {
    own: Option<usize>,
    front: Option<usize>,
}

/// A beginning of a key.
#[derive(Clone)]
struct Begun {
    at: At,
    words: Vec<String>,
    /// The last word that may be any other, and where it was chosen.
    free: Option<(usize, At)>,
}

impl Rivals<'_> {
    /// Returns which keys `asked` wins if it stands at `id` in the order of the patterns; it has a placeholder.
    pub fn reach(&self, asked: &Pattern, id: usize, steps: &mut Steps) -> Reach {
        self.search(asked, id, steps).unwrap_or(Reach::Unknown)
    }

    fn search(&self, asked: &Pattern, id: usize, steps: &mut Steps) -> Result<Reach, Spent> {
        let mut begun = Begun { at: At { own: Some(0), front: Some(0) }, words: Vec::new(), free: None };
        for segment in &asked.segments {
            steps.spend(1)?;
            let front = ids(self.front(begun.at, |it| &it.splats));
            if !front.is_empty() {
                return Ok(Reach::Taken(front));
            }
            match segment {
                Segment::Literal(text) => begun = self.next(begun, Some(text)),
                Segment::Name(_) => begun = self.next(begun, None),
                Segment::Splat => {
                    return match self.same(begun.at, |it| &it.splats, asked, id) {
                        Some(twin) => Ok(Reach::Taken(vec![twin])),
                        None => self.behind(begun, asked, steps),
                    };
                }
            }
        }
        let front = ids(self.front(begun.at, |it| &it.ends));
        if !front.is_empty() {
            return Ok(Reach::Taken(front));
        }
        if let Some(twin) = self.same(begun.at, |it| &it.ends, asked, id) {
            return Ok(Reach::Taken(vec![twin]));
        }
        let found = self.dodge(begun, steps)?;
        Ok(found.map_or_else(|rival| Reach::Taken(vec![rival]), Reach::Won))
    }

    /// Looks for the shortest key behind the splat of `asked`, level by level.
    fn behind(&self, start: Begun, asked: &Pattern, steps: &mut Steps) -> Result<Reach, Spent> {
        let mut takers: Vec<Rival> = Vec::new();
        let mut level = vec![start];
        while !level.is_empty() {
            let mut found: Option<String> = None;
            let mut next = Vec::new();
            for begun in level {
                for word in [Some(""), None] {
                    steps.spend(1 + begun.words.len())?;
                    let longer = self.next(begun.clone(), word);
                    let ended = self.taken(longer.at, |it| &it.ends, asked, steps)?;
                    let key = match ended {
                        Some(rival) => Err(rival),
                        None => self.dodge(longer.clone(), steps)?,
                    };
                    let gone_on = self.taken(longer.at, |it| &it.splats, asked, steps)?;
                    takers.extend(gone_on);
                    match key {
                        Ok(key) => found = found.filter(|it| (it.len(), it) <= (key.len(), &key)).or(Some(key)),
                        Err(rival) => {
                            takers.push(rival);
                            next.extend(Some(longer).filter(|_| gone_on.is_none()));
                        }
                    }
                }
            }
            if let Some(found) = found {
                return Ok(Reach::Won(found));
            }
            level = next;
        }
        takers.sort_unstable();
        takers.dedup();
        Ok(Reach::Taken(takers))
    }

    /// Returns the key with one word more: `word`, or a fresh one.
    fn next(&self, mut begun: Begun, word: Option<&str>) -> Begun {
        let step = |shapes: &Shapes, at: Option<usize>| {
            let node = &shapes.nodes[at?];
            word.map_or(node.name, |it| node.literals.get(it).copied())
        };
        let at = At { own: step(self.patterns, begun.at.own), front: step(self.front, begun.at.front) };
        if word.is_none() {
            begun.free = Some((begun.words.len(), begun.at));
        }
        begun.words.push(word.map_or_else(|| self.fresh(begun.at).next().unwrap_or_default(), str::to_owned));
        Begun { at, ..begun }
    }

    /// Returns words that nothing names at a place, short ones first.
    fn fresh(&self, at: At) -> impl Iterator<Item = String> {
        let names = |shapes: &Shapes, at: Option<usize>, word: &str| at.is_some_and(|it| shapes.nodes[it].literals.contains_key(word));
        let first = |shapes: &Shapes, at: Option<usize>| at.map_or(0, |it| shapes.nodes[it].fresh);
        (first(self.patterns, at.own).max(first(self.front, at.front))..)
            .map(word)
            .filter(move |it| !names(self.patterns, at.own, it) && !names(self.front, at.front, it))
    }

    /// Returns the key, its last free word changed until no rule without placeholders takes it; the rule if it has none.
    fn dodge(&self, mut begun: Begun, steps: &mut Steps) -> Result<Result<String, Rival>, Spent> {
        let key = |words: &[String]| format!("/{}", words.join("/"));
        let first = key(&begun.words);
        let taker = (self.exact)(&first, steps);
        steps.spend(1)?;
        let Some(taker) = taker else { return Ok(Ok(first)) };
        let Some((rank, at)) = begun.free else { return Ok(Err(Rival::Exact(taker))) };
        for word in self.fresh(at) {
            begun.words[rank] = word;
            let key = key(&begun.words);
            let taker = (self.exact)(&key, steps);
            steps.spend(1 + begun.words.len())?;
            if taker.is_none() {
                return Ok(Ok(key));
            }
        }
        Err(Spent)
    }

    fn front(&self, at: At, of: fn(&Node) -> &Entries) -> &[Entry] {
        at.front.map_or(&[], |it| &of(&self.front.nodes[it]).all)
    }

    /// Returns the pattern of the same shape and conditions that is asked before `asked`.
    fn same(&self, at: At, of: fn(&Node) -> &Entries, asked: &Pattern, id: usize) -> Option<Rival> {
        let entries = &of(&self.patterns.nodes[at.own?]).all;
        let wanted = (Reverse(asked.conditions.len()), asked.conditions.as_slice());
        let first = entries.get(entries.partition_point(|it| key(it) < wanted))?;
        (key(first) == wanted && first.id < id).then_some(Rival::Pattern(first.id))
    }

    /// Returns what takes every query of `asked` there, if something does.
    fn taken(&self, at: At, of: fn(&Node) -> &Entries, asked: &Pattern, steps: &mut Steps) -> Result<Option<Rival>, Spent> {
        if let Some(front) = self.front(at, of).first() {
            return Ok(Some(Rival::Front(front.id)));
        }
        let entries = at.own.map_or(&[] as &[Entry], |it| &of(&self.patterns.nodes[it]).all);
        Ok(implied(entries, &asked.conditions, steps)?.map(Rival::Pattern))
    }
}

fn ids(front: &[Entry]) -> Vec<Rival> {
    front.iter().map(|it| Rival::Front(it.id)).collect()
}

/// Of how many conditions all choices are looked up, where that is less than to look through all patterns.
const CHOSEN: usize = 12;

/// Returns a pattern whose conditions hold wherever `conditions` do.
fn implied(entries: &[Entry], conditions: &[Condition], steps: &mut Steps) -> Result<Option<usize>, Spent> {
    let few = &entries[entries.partition_point(|it| it.conditions.len() > conditions.len())..];
    if conditions.len() <= CHOSEN && few.len() > 1 << conditions.len() {
        for choice in 0..1_usize << conditions.len() {
            steps.spend(1 + conditions.len())?;
            let chosen = conditions.iter().enumerate().filter(|(at, _)| choice & (1 << at) != 0).map(|it| it.1);
            let chosen: Vec<&Condition> = chosen.collect();
            let order = |it: &Entry| {
                Reverse(it.conditions.len()).cmp(&Reverse(chosen.len())).then_with(|| it.conditions.iter().cmp(chosen.iter().copied()))
            };
            let at = few.partition_point(|it| order(it).is_lt());
            if let Some(found) = few.get(at).filter(|it| order(it).is_eq()) {
                return Ok(Some(found.id));
            }
        }
        return Ok(None);
    }
    // Those with few conditions stand last, and are implied by most.
    for entry in few.iter().rev() {
        steps.spend(1 + entry.conditions.len() * conditions.len())?;
        if entry.conditions.iter().all(|it| conditions.contains(it)) {
            return Ok(Some(entry.id));
        }
    }
    Ok(None)
}

/// Returns the word of a rank, short ones first: `0`, `1`, … `z`, `00`.
fn word(mut rank: u64) -> String {
    const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(LETTERS[usize::try_from(rank % 36).unwrap_or_default()]));
        rank /= 36;
        if rank == 0 {
            return letters.iter().rev().collect();
        }
        rank -= 1;
    }
}
