//! The plain rows of a site's tables: exact keys by the million, kept as places in their files.

use super::routing::{Action, End, Origin, OriginKind, Redirect, Route};
use crate::model::graph::pattern::{Part, Pattern, Template, split};
use crate::model::rows::{PlainRows, Row};
use crate::model::spec::place::Closure;
use crate::model::spec::scalar::QueryPolicy;
use crate::source::{FileId, Span};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

/// What is the same for the rows of a site whenever they hold.
#[derive(Debug)]
pub struct Index {
    /// The site's path: empty for the root.
    pub path: String,
    /// Whether each source also stands for its spelling with, or without, a slash at its end.
    pub is_slash_closed: bool,
    pub query: QueryPolicy,
    /// When they begin and end, by the clock of the site.
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    /// How long an answer may be kept that is permanent, and one that is not, in seconds.
    pub max_age: (u64, u64),
    tables: Vec<Laid>,
    /// The number of the first row of each table.
    starts: Vec<u32>,
    /// The numbers of rows by their source; of several with one source the first.
    order: Vec<u32>,
    /// Rows whose source another has: the other, and the row.
    again: Vec<(u32, u32)>,
    slots: OnceLock<HashTable<u32>>,
    /// How often a source was looked for.
    asked: AtomicUsize,
}

/// A table with where its destinations lead.
#[derive(Debug)]
pub struct Laid {
    pub rows: Arc<PlainRows>,
    /// What stands in front of the path of a destination: first for those that are paths, then by origin.
    pub fronts: Vec<Front>,
}

/// What stands in front of the paths of destinations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Front {
    /// Scheme and host, as `https://www.mi.com`; empty where nothing is known of paths.
    pub origin: String,
    /// The path that paths are joined to: empty, or it begins with `/`.
    pub path: String,
    /// Whether it is the site's own host, by any of its names.
    pub is_here: bool,
    /// Whether it is a host of the workspace.
    pub is_inner: bool,
}

/// All that is written in a row.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'i> {
    pub source: &'i str,
    pub front: &'i Front,
    pub to_path: &'i str,
    pub status: u16,
    pub file: FileId,
    pub line: u32,
}

/// The rows of a site in one epoch.
#[derive(Clone, Debug)]
pub struct Rows {
    pub index: Arc<Index>,
    pub is_on_trial: bool,
    /// Rows that are kept as routes, for they hop on, or end where they should not; all others end outside the workspace
    /// or are served.
    pub odd: BTreeSet<u32>,
}

impl PartialEq for Rows {
    fn eq(&self, other: &Rows) -> bool {
        Arc::ptr_eq(&self.index, &other.index) && (self.is_on_trial, &self.odd) == (other.is_on_trial, &other.odd)
    }
}

impl Eq for Rows {}

/// A row that answers a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub number: u32,
    /// Whether the key is spelled as the compiler made it, not as the row has it.
    pub is_made: bool,
}

/// What an index is made for.
pub struct Site {
    pub path: String,
    pub is_slash_closed: bool,
    pub query: QueryPolicy,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    pub max_age: (u64, u64),
}

/// Which part of the rows is asked for before they get slots.
const OFTEN: usize = 16;

impl Index {
    /// Returns how many bytes a row has at most, its site's path and what stands in front of its destination with them.
    pub fn longest(&self) -> usize {
        let of_table = |it: &Laid| {
            let front = it.fronts.iter().map(|it| it.origin.len() + it.path.len()).max().unwrap_or_default();
            it.rows.longest + front
        };
        self.path.len() + self.tables.iter().map(of_table).max().unwrap_or_default()
    }

    /// Tells whether some source holds an upper-case letter.
    pub fn has_upper(&self) -> bool {
        self.tables.iter().any(|it| it.rows.has_upper)
    }

    /// Returns how many bytes the keys have together that its rows answer, and the longest of them, at most; and how many
    /// keys there are.
    pub fn size(&self) -> (usize, usize, usize) {
        let spellings = if self.is_slash_closed { 2 } else { 1 };
        let of_key = self.path.len() + spellings - 1;
        let lengths = self.order.iter().map(|it| self.source(*it).len());
        let (bytes, longest) = lengths.fold((0, 0), |(bytes, longest), it| (bytes + it + of_key, longest.max(it + of_key)));
        (bytes * spellings, longest, self.order.len() * spellings)
    }

    /// Sorts the rows of `tables` by their source.
    pub fn new(site: Site, tables: Vec<Laid>) -> Index {
        let mut starts = Vec::with_capacity(tables.len());
        let mut count = 0_u32;
        for table in &tables {
            starts.push(count);
            count += table.rows.rows.len() as u32;
        }
        let Site { path, is_slash_closed, query, since, until, max_age } = site;
        let (order, again, slots, asked) = (Vec::new(), Vec::new(), OnceLock::new(), AtomicUsize::new(0));
        let mut index = Index { path, is_slash_closed, query, since, until, max_age, tables, starts, order, again, slots, asked };
        index.sort(count);
        index
    }

    fn sort(&mut self, count: u32) {
        let mut keys: Vec<(u64, u32)> = Vec::with_capacity(count as usize);
        let numbers = || (0..count).filter(|it| !self.front(*it).origin.is_empty());
        // What all begin with says nothing of their order.
        let common = numbers().next().map_or("", |it| self.source(it));
        let common = numbers().fold(common.len(), |most, it| {
            self.source(it).bytes().zip(common.bytes()).take(most).take_while(|(one, two)| one == two).count()
        });
        keys.extend(numbers().map(|it| (head(&self.source(it).as_bytes()[common..]), it)));
        keys.sort_unstable_by(|one, two| {
            one.0.cmp(&two.0).then_with(|| self.source(one.1).cmp(self.source(two.1))).then(one.1.cmp(&two.1))
        });
        let mut order: Vec<u32> = Vec::with_capacity(keys.len());
        let mut again = Vec::new();
        let mut before = 0;
        for (head, number) in keys {
            match order.last() {
                Some(last) if head == before && self.source(*last) == self.source(number) => again.push((*last, number)),
                _ => order.push(number),
            }
            before = head;
        }
        (self.order, self.again) = (order, again);
    }

    /// Leaves rows to others.
    pub fn leave(&mut self, numbers: &BTreeSet<u32>) {
        if !numbers.is_empty() {
            self.order.retain(|it| !numbers.contains(it));
            self.slots = OnceLock::new();
        }
    }

    /// Returns the numbers of the rows in the order of their sources, each source once.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// Returns the rows whose source another has: the other, and the row.
    pub fn again(&self) -> &[(u32, u32)] {
        &self.again
    }

    fn table(&self, number: u32) -> (&Laid, Row) {
        // Most sites have one table.
        let at = if self.starts.len() == 1 { 0 } else { self.starts.partition_point(|it| *it <= number) - 1 };
        let table = &self.tables[at];
        (table, table.rows.rows[(number - self.starts[at]) as usize])
    }

    /// Returns all that is written in a row, and where it leads, with one look.
    pub fn entry(&self, number: u32) -> Entry<'_> {
        let (laid, row) = self.table(number);
        let table = &*laid.rows;
        let front = &laid.fronts[usize::from(row.origin)];
        Entry { source: table.from(row), front, to_path: table.to_path(row), status: row.status(), file: table.file, line: row.line() }
    }

    /// Returns the tables, as they were laid together.
    pub fn tables(&self) -> &[Laid] {
        &self.tables
    }

    /// Returns the source as it was written, behind the site's path.
    pub fn source(&self, number: u32) -> &str {
        let (table, row) = self.table(number);
        table.rows.from(row)
    }

    /// Returns the place of the source.
    pub fn span(&self, number: u32) -> Span {
        let (table, row) = self.table(number);
        table.rows.span(row)
    }

    /// Returns the place of the destination.
    pub fn to_span(&self, number: u32) -> Span {
        let (table, row) = self.table(number);
        table.rows.to_span(row)
    }

    /// Returns the file of a row, and its line from 1.
    pub fn line(&self, number: u32) -> (FileId, u32) {
        let (table, row) = self.table(number);
        (table.rows.file, row.line())
    }

    /// Returns what stands in front of the destination's path.
    pub fn front(&self, number: u32) -> &Front {
        let (table, row) = self.table(number);
        &table.fronts[usize::from(row.origin)]
    }

    /// Returns the destination's path behind its front.
    pub fn to_path(&self, number: u32) -> &str {
        let (table, row) = self.table(number);
        table.rows.to_path(row)
    }

    /// Returns the status that the rule says once its trial is over.
    pub fn status(&self, number: u32) -> u16 {
        self.table(number).1.status()
    }

    /// Returns the row with this source, where few are asked for.
    pub fn search(&self, source: &str) -> Option<u32> {
        let at = self.order.partition_point(|it| self.source(*it) < source);
        self.order.get(at).copied().filter(|it| self.source(*it) == source)
    }

    /// Returns the row with this source.
    pub fn find_source(&self, source: &str) -> Option<u32> {
        // A table of slots is worth its making only for who asks often.
        if self.slots.get().is_none() && self.asked.fetch_add(1, Ordering::Relaxed) < self.order.len() / OFTEN {
            return self.search(source);
        }
        let slots = self.slots.get_or_init(|| {
            let mut slots = HashTable::with_capacity(self.order.len());
            for number in &self.order {
                slots.insert_unique(hash(self.source(*number)), *number, |it| hash(self.source(*it)));
            }
            slots
        });
        slots.find(hash(source), |it| self.source(*it) == source).copied()
    }

    /// Returns the rows whose sources begin with `prefix`, in their order.
    pub fn beginning_with(&self, prefix: &str) -> &[u32] {
        let from = self.order.partition_point(|it| self.source(*it) < prefix);
        let rest = &self.order[from..];
        &rest[..rest.partition_point(|it| self.source(*it).starts_with(prefix))]
    }

    /// Returns the whole destination.
    pub fn to(&self, number: u32) -> String {
        let front = self.front(number);
        [&front.origin, &front.path, self.to_path(number)].concat()
    }

    /// Returns the whole destination as a template without values.
    pub fn template(&self, number: u32) -> Template {
        let front = self.front(number);
        let path = [&front.path, self.to_path(number)].concat();
        let parts = split(&path).map(|it| Part::Literal(it.to_owned())).collect();
        Template { origin: front.origin.clone(), path: parts, query: None, fragment: None }
    }

    /// Tells whether two rows answer alike.
    pub fn is_same_answer(&self, one: u32, two: u32) -> bool {
        self.status(one) == self.status(two) && self.to(one) == self.to(two)
    }

    /// Returns the other spelling of a source, unless a row is written so or it would be led to itself.
    pub fn made(&self, number: u32) -> Option<String> {
        let source = self.source(number);
        let made = toggled(source).filter(|_| self.is_slash_closed)?;
        (!self.leads_to(number, &made) && self.find_source(&made).is_none()).then_some(made)
    }

    /// Tells whether a row leads to its own site at the source `source`.
    fn leads_to(&self, number: u32, source: &str) -> bool {
        let front = self.front(number);
        let path = self.to_path(number);
        front.is_here
            && front.path.len() + path.len() == self.path.len() + source.len()
            && front.path.bytes().chain(path.bytes()).eq(self.path.bytes().chain(source.bytes()))
    }
}

/// Returns the first bytes of a text as a number that sorts as they do.
fn head(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let length = text.len().min(8);
    bytes[..length].copy_from_slice(&text[..length]);
    u64::from_be_bytes(bytes)
}

fn hash(text: &str) -> u64 {
    FixedState::with_seed(0).hash_one(text)
}

/// Returns a source with the slash at its end that it has not, or without the one that it has.
pub fn toggled(source: &str) -> Option<String> {
    match source.strip_suffix('/') {
        Some("") => None,
        Some(bare) => Some(bare.to_owned()),
        None => Some(format!("{source}/")),
    }
}

impl Rows {
    /// Returns how many keys are written.
    pub fn len(&self) -> usize {
        self.index.order.len() - self.odd.len()
    }

    /// Tells whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the key that a row's source is.
    pub fn key(&self, number: u32) -> String {
        [&self.index.path, self.index.source(number)].concat()
    }

    /// Returns the row that answers `key`.
    pub fn find(&self, key: &str) -> Option<Found> {
        self.find_any(key).filter(|it| self.odd.is_empty() || !self.odd.contains(&it.number))
    }

    fn find_any(&self, key: &str) -> Option<Found> {
        let source = key.strip_prefix(self.index.path.as_str())?;
        if let Some(number) = self.index.find_source(source) {
            return Some(Found { number, is_made: false });
        }
        if !self.index.is_slash_closed {
            return None;
        }
        // `/a/` stands for `/a` too, and not for `/a//`.
        let other = toggled(source).filter(|it| !it.ends_with("//") && !source.ends_with("//"))?;
        let number = self.index.find_source(&other)?;
        (!self.index.leads_to(number, source)).then_some(Found { number, is_made: true })
    }

    /// Returns the keys that a row answers: its own, and the one that is made of it.
    pub fn keys(&self, number: u32) -> impl Iterator<Item = (String, Found)> {
        let own = (self.key(number), Found { number, is_made: false });
        let made = self.index.made(number).map(|it| ([&self.index.path, it.as_str()].concat(), Found { number, is_made: true }));
        std::iter::once(own).chain(made)
    }

    /// Returns the numbers of the rows by the order of their sources.
    pub fn numbers(&self) -> impl Iterator<Item = u32> {
        self.index.order.iter().copied().filter(|it| self.odd.is_empty() || !self.odd.contains(it))
    }

    /// Returns all keys with what answers them, by the order of the rows' sources.
    pub fn all(&self) -> impl Iterator<Item = (String, Found)> {
        self.numbers().flat_map(|it| self.keys(it))
    }

    /// Returns the status that a row is answered with, before hops are taken together.
    pub fn status(&self, number: u32) -> u16 {
        self.status_now(self.index.status(number))
    }

    /// Returns what is answered now for the status that a rule says.
    pub fn status_now(&self, status: u16) -> u16 {
        match (status, self.is_on_trial) {
            (301, true) => 302,
            (308, true) => 307,
            (status, _) => status,
        }
    }

    /// Returns how long an answer of `status` may be kept, in seconds.
    pub fn max_age(&self, status: u16) -> u64 {
        if matches!(status, 301 | 308) { self.index.max_age.0 } else { self.index.max_age.1 }
    }

    /// Returns what a row answers.
    pub fn redirect(&self, number: u32) -> Redirect {
        let status = self.status(number);
        let to = self.index.template(number);
        Redirect {
            written_to: to.clone(),
            to,
            status,
            query: self.index.query.clone(),
            max_age: self.max_age(status),
            written_status: status,
            written_query: self.index.query.clone(),
            is_on_trial: self.is_on_trial && status != self.index.status(number),
            hops: Vec::new(),
            hop_count: 0,
            end: if self.index.front(number).is_inner { End::Served } else { End::Outside },
        }
    }

    /// Returns where a row comes from.
    pub fn origin(&self, found: Found) -> Origin {
        Origin {
            kind: OriginKind::Rule,
            span: self.index.span(found.number),
            text: self.index.source(found.number).to_owned(),
            made: if found.is_made { vec![Closure::TrailingSlash] } else { Vec::new() },
            since: self.index.since,
            until: self.index.until,
        }
    }

    /// Returns a row as any other rule is kept.
    pub fn route(&self, key: &str, found: Found) -> Route {
        Route { pattern: Pattern::exact(key), action: Action::Redirect(Box::new(self.redirect(found.number))), origin: self.origin(found) }
    }
}
