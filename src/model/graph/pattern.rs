//! Sources and destinations: which keys a rule matches, in which order, and what it makes of them.
//!
//! A *key* is the path of a request, byte for byte, up to the first `?`. It is a list of segments between slashes:
//! `/uk/` is `uk` and an empty one.

use std::cmp::Ordering;
use std::fmt;

/// One segment of a source.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Segment {
    Literal(String),
    /// `:name`: a whole segment, not empty.
    Name(String),
    /// `*`: all that follows, at least one segment, which may be empty. Only the last.
    Splat,
}

impl Segment {
    fn rank(&self) -> u8 {
        match self {
            Segment::Literal(_) => 0,
            Segment::Name(_) => 1,
            Segment::Splat => 2,
        }
    }
}

/// The first occurrence of `key` in the query has `value`, byte for byte.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Condition {
    pub key: String,
    /// `None` for a key without `=`.
    pub value: Option<String>,
}

impl Condition {
    /// Tells whether it holds for `query` (RFC 3986 section 3.4, without the `?`).
    pub fn holds(&self, query: &str) -> bool {
        first(query, &self.key) == Some(self.value.as_deref())
    }
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "{}={value}", self.key),
            None => f.write_str(&self.key),
        }
    }
}

/// Returns what stands behind the first `key` of a query: `Some(None)` for a key without `=`.
pub fn first<'q>(query: &'q str, key: &str) -> Option<Option<&'q str>> {
    query.split('&').find_map(|part| match part.split_once('=') {
        Some((found, value)) => (found == key).then_some(Some(value)),
        None => (part == key).then_some(None),
    })
}

/// Returns the parts of `query` that `names` keep: the first of each, in the order of the list.
pub fn narrow(query: &str, names: &[String]) -> String {
    let parts = names.iter().filter_map(|name| query.split('&').find(|part| part.split_once('=').map_or(*part, |it| it.0) == name));
    parts.collect::<Vec<_>>().join("&")
}

/// The keys that a rule matches: its shape, and conditions on the query.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    pub segments: Vec<Segment>,
    /// Sorted, each key once.
    pub conditions: Vec<Condition>,
}

impl Pattern {
    /// Returns the pattern of exactly `key`.
    pub fn exact(key: &str) -> Pattern {
        let segments = split(key).map(|it| Segment::Literal(it.to_owned())).collect();
        Pattern { segments, conditions: Vec::new() }
    }

    /// Returns the one key that it matches, unless it has placeholders.
    pub fn key(&self) -> Option<String> {
        let literals = self.segments.iter().map(|it| match it {
            Segment::Literal(text) => Some(text.as_str()),
            _ => None,
        });
        let literals: Option<Vec<&str>> = literals.collect();
        literals.map(|it| format!("/{}", it.join("/")))
    }

    /// Returns the names of its placeholders in order; a splat is `*`.
    pub fn names(&self) -> Vec<&str> {
        let name = |it| match it {
            &Segment::Literal(_) => None,
            Segment::Name(name) => Some(name.as_str()),
            Segment::Splat => Some("*"),
        };
        self.segments.iter().filter_map(name).collect()
    }

    /// Returns the values of the placeholders, in order, if the shape matches `key`.
    pub fn matches<'k>(&self, key: &'k str) -> Option<Vec<&'k str>> {
        let mut values = Vec::new();
        let mut rest = Some(key.strip_prefix('/')?);
        for segment in &self.segments {
            let here = rest?;
            let (part, after) = match here.split_once('/') {
                Some((part, after)) => (part, Some(after)),
                None => (here, None),
            };
            match segment {
                Segment::Literal(text) if text == part => {}
                Segment::Name(_) if !part.is_empty() => values.push(part),
                Segment::Splat => {
                    values.push(here);
                    return Some(values);
                }
                _ => return None,
            }
            rest = after;
        }
        rest.is_none().then_some(values)
    }

    /// Tells whether every condition holds for `query`.
    pub fn admits(&self, query: &str) -> bool {
        self.conditions.iter().all(|it| it.holds(query))
    }

    /// Compares shapes: segment by segment from the left, a literal before a placeholder before a splat.
    pub fn compare_shape(&self, other: &Pattern) -> Ordering {
        for (one, two) in self.segments.iter().zip(&other.segments) {
            let order = match (one, two) {
                (Segment::Literal(one), Segment::Literal(two)) => one.as_bytes().cmp(two.as_bytes()),
                _ => one.rank().cmp(&two.rank()),
            };
            if order != Ordering::Equal {
                return order;
            }
        }
        self.segments.len().cmp(&other.segments.len())
    }

    /// Tells whether two patterns have the same segments, whatever their placeholders are called.
    pub fn has_shape_of(&self, other: &Pattern) -> bool {
        self.compare_shape(other) == Ordering::Equal
    }

    /// The order in which rules of one site are asked: by shape, and of equal shapes from many conditions to few.
    pub fn rank(&self, other: &Pattern) -> Ordering {
        let shape = self.compare_shape(other);
        let many = || other.conditions.len().cmp(&self.conditions.len());
        shape.then_with(many).then_with(|| self.conditions.cmp(&other.conditions))
    }

    /// Tells whether whatever holds these conditions also holds those of `other`.
    pub fn implies_conditions_of(&self, other: &Pattern) -> bool {
        other.conditions.iter().all(|it| self.conditions.contains(it))
    }

    /// Tells whether some query holds the conditions of both.
    pub fn conditions_can_meet(&self, other: &Pattern) -> bool {
        let clash = |one: &Condition| other.conditions.iter().any(|two| one.key == two.key && one.value != two.value);
        !self.conditions.iter().any(clash)
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.segments {
            match segment {
                Segment::Literal(text) if text.starts_with(':') => write!(f, "/%3A{}", &text[1..])?,
                Segment::Literal(text) if text.starts_with('*') => write!(f, "/%2A{}", &text[1..])?,
                Segment::Literal(text) => write!(f, "/{text}")?,
                Segment::Name(name) => write!(f, "/:{name}")?,
                Segment::Splat => f.write_str("/*")?,
            }
        }
        for (at, condition) in self.conditions.iter().enumerate() {
            write!(f, "{}{condition}", if at == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}

/// Splits a key into its segments.
pub fn split(key: &str) -> std::str::Split<'_, char> {
    key.strip_prefix('/').unwrap_or(key).split('/')
}

/// One segment of a destination; numbers count the placeholders of the source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Literal(String),
    /// The value of a `:name`.
    Name(usize),
    /// The value of the `*`; only the last.
    Splat(usize),
}

/// A stretch of a destination's query.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    Text(String),
    Value(usize),
}

/// A destination, with the places where values of the source go.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Template {
    /// Scheme, host and port, as `https://www.mi.com`.
    pub origin: String,
    /// The segments of the path; at least one.
    pub path: Vec<Part>,
    pub query: Option<Vec<Piece>>,
    pub fragment: Option<String>,
}

impl Template {
    /// Returns the host without its port.
    pub fn host(&self) -> &str {
        let rest = self.origin.split_once("://").map_or(self.origin.as_str(), |it| it.1);
        rest.split_once(':').map_or(rest, |it| it.0)
    }

    /// Returns the destination as a sequence of fixed text and values.
    pub fn pieces(&self) -> Vec<Piece> {
        let mut pieces = Pieces(vec![Piece::Text(self.origin.clone())]);
        for part in &self.path {
            pieces.text("/");
            match part {
                Part::Literal(text) => pieces.text(text),
                Part::Name(at) | Part::Splat(at) => pieces.0.push(Piece::Value(*at)),
            }
        }
        if let Some(query) = &self.query {
            pieces.text("?");
            query.iter().for_each(|it| pieces.push(it));
        }
        if let Some(fragment) = &self.fragment {
            pieces.text("#");
            pieces.text(fragment);
        }
        pieces.0
    }

    /// Returns the URL that `values` make of it.
    pub fn fill(&self, values: &[&str]) -> String {
        let text = |it: &Piece| match it {
            Piece::Text(text) => text.clone(),
            Piece::Value(at) => values[*at].to_owned(),
        };
        self.pieces().iter().map(text).collect()
    }

    /// Tells whether no value stands in it.
    pub fn is_fixed(&self) -> bool {
        self.pieces().iter().all(|it| matches!(it, Piece::Text(_)))
    }

    /// Returns it with the source's names in place of their numbers.
    pub fn display(&self, names: &[&str]) -> String {
        let text = |it: &Piece| match it {
            Piece::Text(text) => text.clone(),
            Piece::Value(at) if names[*at] == "*" => "*".to_owned(),
            Piece::Value(at) => format!(":{}", names[*at]),
        };
        self.pieces().iter().map(text).collect()
    }
}

/// Pieces that are gathered, texts joined.
struct Pieces(Vec<Piece>);

impl Pieces {
    fn text(&mut self, more: &str) {
        match self.0.last_mut() {
            Some(Piece::Text(text)) => text.push_str(more),
            _ => self.0.push(Piece::Text(more.to_owned())),
        }
    }

    fn push(&mut self, piece: &Piece) {
        match piece {
            Piece::Text(text) => self.text(text),
            Piece::Value(_) => self.0.push(piece.clone()),
        }
    }
}

/// How a source lies to the keys that a destination can give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meeting {
    /// No key is matched.
    Never,
    /// Some are, some may not be.
    Sometimes,
    /// Every key is matched; what its placeholders then hold.
    Always(Vec<Vec<Part>>),
}

/// Tells how `pattern` lies to the keys that `path` can give, whatever the conditions are.
pub fn meet(path: &[Part], pattern: &[Segment]) -> Meeting {
    let mut values = Vec::new();
    let mut is_sure = true;
    for (at, segment) in pattern.iter().enumerate() {
        let Some(part) = path.get(at) else { return Meeting::Never };
        match (part, segment) {
            (_, Segment::Splat) => {
                values.push(path[at..].to_vec());
                return if is_sure { Meeting::Always(values) } else { Meeting::Sometimes };
            }
            (Part::Splat(_), _) => return Meeting::Sometimes,
            (Part::Literal(one), Segment::Literal(two)) if one == two => {}
            (Part::Literal(_), Segment::Literal(_)) => return Meeting::Never,
            (Part::Literal(text), Segment::Name(_)) if text.is_empty() => return Meeting::Never,
            (Part::Literal(_) | Part::Name(_), Segment::Name(_)) => values.push(vec![part.clone()]),
            (Part::Name(_), Segment::Literal(text)) if text.is_empty() => return Meeting::Never,
            (Part::Name(_), Segment::Literal(_)) => is_sure = false,
        }
    }
    match (path.len() == pattern.len(), is_sure) {
        (false, _) => Meeting::Never,
        (true, true) => Meeting::Always(values),
        (true, false) => Meeting::Sometimes,
    }
}

/// Puts what the placeholders of a hop hold into the destination of that hop.
pub fn compose(hop: &Template, values: &[Vec<Part>]) -> Template {
    let mut path = Vec::new();
    for part in &hop.path {
        match part {
            Part::Literal(_) => path.push(part.clone()),
            Part::Name(at) | Part::Splat(at) => path.extend(values[*at].iter().cloned()),
        }
    }
    let query = hop.query.as_ref().map(|query| {
        let mut pieces = Pieces(Vec::new());
        for piece in query {
            match piece {
                Piece::Text(text) => pieces.text(text),
                Piece::Value(at) => {
                    for (rank, part) in values[*at].iter().enumerate() {
                        if rank > 0 {
                            pieces.text("/");
                        }
                        match part {
                            Part::Literal(text) => pieces.text(text),
                            Part::Name(at) | Part::Splat(at) => pieces.0.push(Piece::Value(*at)),
                        }
                    }
                }
            }
        }
        pieces.0
    });
    Template { origin: hop.origin.clone(), path, query, fragment: hop.fragment.clone() }
}
