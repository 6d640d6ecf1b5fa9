//! What another server asks of a request, in its order, made into rules whose order is ours.
//!
//! Here the first step that takes a path answers it; in this language the most specific source does. A row is carried only
//! where both give the same winner: every earlier step takes none of its paths, or says so in rows that are more specific.

use super::regex::{Decided, Language, Piece, Row, Spread, Words, add_words, captured, spread, visible, without_look_around};
use super::{Carried, Import, Left, Rule};
use crate::model::graph::pattern::{Condition, Pattern, Segment};
use crate::model::spec::place::Closure;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// Takes some paths, and does one thing with them.
#[derive(Clone, Debug)]
pub struct Step {
    pub line: usize,
    /// As it stands in the file, on one line.
    pub text: String,
    /// The name that it is asked under; any, where there is none.
    pub host: Option<String>,
    /// A regular expression that is looked for in the decoded path.
    pub pattern: String,
    pub any_case: bool,
    /// What the query must hold besides.
    pub conditions: Vec<Condition>,
    pub does: Does,
    /// Why a source cannot say all that it takes, beyond what the expression shows.
    pub lacks: Vec<String>,
    /// What is told of each of its rows.
    pub notes: Vec<String>,
    /// The line of the block that it is one of many in: what they lack alike is told once.
    pub family: Option<usize>,
    pub order: Order,
}

/// Which later steps a step comes before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Every one.
    Before,
    /// Those alone that are not [`Order::Beside`].
    Soft,
    /// It is asked whatever a soft step did.
    Beside,
}

/// Why the hop from http to https is no rule.
pub const HOP: &str = "it leads from http to https on the same host, and here http answers as https does";
/// What is told of a rule that was asked of the path and the query in one.
pub const WITH_QUERY: &str = "it was asked without a query there, and is asked with any here";

/// What becomes of a request.
#[derive(Clone, Debug)]
pub enum Does {
    Redirect {
        to: Vec<Text>,
        status: u16,
        query: Query,
    },
    Gone,
    /// It is answered there, and not by a redirect; the text is empty where the step only ends another.
    Serves(String),
    /// It cannot be said here, for this reason.
    Unsaid(String),
    /// It takes nothing that is asked here, for this reason.
    Aside(String),
}

/// A stretch of a destination.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    Fixed(String),
    Group(u32),
    Named(String),
    /// The path of the request.
    Path,
    /// The host of the request.
    Host,
}

/// What happens to the query of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Query {
    Keep,
    Drop,
    /// Kept unless the destination has its own.
    KeepUnlessOwn,
}

/// How much of a step is said by rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carry {
    Whole,
    Part,
    Nothing,
}

/// What was made of all steps.
pub struct Read {
    pub import: Import,
    taking: Vec<Taking>,
}

/// What a step takes, and how much of that was carried.
struct Taking {
    line: usize,
    host: Option<String>,
    conditions: Vec<Condition>,
    /// None where it cannot be decided: it may take anything.
    language: Option<Language>,
    /// Whether the language is what it takes, not more.
    is_exact: bool,
    is_aside: bool,
    carry: Carry,
    pattern: String,
    rows: Vec<Pattern>,
    order: Order,
}

/// Who answers a request over there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Winner {
    pub line: usize,
    pub carry: Carry,
    /// Whether one of its rows takes it.
    pub is_said: bool,
    /// Whether an earlier step may take it that cannot be decided.
    pub is_sure: bool,
}

impl Read {
    /// Returns the step that answers a decoded path over there.
    pub fn winner(&self, host: &str, path: &[u8], query: &str) -> Option<Winner> {
        let key = String::from_utf8(path.to_vec()).ok();
        let mut is_sure = true;
        let mut soft = None;
        for it in self.taking.iter().filter(|it| !it.is_aside && it.host.as_ref().is_none_or(|it| it == host)) {
            let takes = it.language.as_ref().is_none_or(|it| it.has(path)) && it.conditions.iter().all(|it| it.holds(query));
            if takes && it.language.is_some() && it.is_exact {
                let is_said = key.as_ref().is_some_and(|key| it.rows.iter().any(|it| it.matches(key).is_some()));
                let winner = Winner { line: it.line, carry: it.carry, is_said, is_sure };
                match it.order {
                    Order::Soft => drop(soft.get_or_insert(winner)),
                    Order::Before if soft.is_some() => {}
                    _ => return Some(winner),
                }
            }
            is_sure &= !takes;
        }
        soft
    }

    /// Returns the expressions of all steps, with the host that each is asked under.
    pub fn expressions(&self) -> impl Iterator<Item = (Option<&str>, &str)> {
        self.taking.iter().filter(|it| !it.is_aside).map(|it| (it.host.as_deref(), it.pattern.as_str()))
    }
}

/// What an expression takes beyond its rows where nobody meant it: a broader rule of a later line may take that here.
const NARROW: &[&str] =
    &[super::regex::BEGINS_SO, super::regex::BEGINS_ANYWHERE, super::regex::DOT, super::regex::EITHER_CASE, super::regex::LISTED];

/// A row with all that became of it.
struct Said {
    pattern: Pattern,
    /// A path, where it is one.
    path: Option<Vec<u8>>,
    language: Option<Language>,
    rule: Rule,
    notes: Vec<String>,
}

struct Reading<'s> {
    step: &'s Step,
    spread: Result<Spread, String>,
    taking: Taking,
    /// The rows that were carried.
    said: Vec<Said>,
    lacks: BTreeSet<String>,
    /// Rows are told only where a broader one would take them: what is served needs no rule.
    needed: BTreeSet<usize>,
}

/// Makes rules of steps; `site` is the host that they are asked under where they name none.
pub fn read(steps: &[Step], site: Option<&str>) -> Read {
    let mut words = Words::new();
    steps.iter().for_each(|it| add_words(&it.pattern, &mut words));
    let mut done: Vec<Reading<'_>> = Vec::new();
    for step in steps {
        let mut reading = Reading::new(step, &words);
        let earlier: Vec<usize> = (0..done.len()).filter(|at| may_meet(&done[*at], &reading)).collect();
        reading.say(&mut done, &earlier, site);
        done.push(reading);
    }
    fill_holes(&mut done);
    finish(done)
}

/// Tells whether two steps may take the same request.
fn may_meet(one: &Reading<'_>, two: &Reading<'_>) -> bool {
    let hosts = match (&one.taking.host, &two.taking.host) {
        (Some(one), Some(two)) => one == two,
        _ => true,
    };
    let languages = || match (&one.taking.language, &two.taking.language) {
        (Some(one), Some(two)) => one.meets(two) != Decided::No,
        _ => true,
    };
    let is_beside = one.taking.order == Order::Soft && two.taking.order == Order::Beside;
    !is_beside && !one.taking.is_aside && hosts && languages()
}

impl<'s> Reading<'s> {
    fn new(step: &'s Step, words: &Words) -> Reading<'s> {
        let (plain, looks) = without_look_around(&step.pattern);
        let language = Language::new(&plain, step.any_case);
        let taking = Taking {
            line: step.line,
            host: step.host.clone(),
            conditions: step.conditions.clone(),
            is_exact: language.is_some() && !looks,
            language,
            is_aside: matches!(step.does, Does::Aside(_)),
            carry: Carry::Nothing,
            pattern: step.pattern.clone(),
            rows: Vec::new(),
            order: step.order,
        };
        let spread = spread(&step.pattern, step.any_case, words);
        let lacks = step.lacks.iter().cloned().collect();
        Reading { step, spread, taking, said: Vec::new(), lacks, needed: BTreeSet::new() }
    }

    /// Says what can be said of a step, behind those that are asked before it.
    fn say(&mut self, done: &mut [Reading<'_>], earlier: &[usize], site: Option<&str>) {
        match &self.step.does {
            Does::Unsaid(why) | Does::Aside(why) => {
                self.lacks.insert(why.clone());
                return;
            }
            _ => {}
        }
        let rows = match &self.spread {
            Err(why) => {
                self.lacks.insert(why.clone());
                return;
            }
            Ok(spread) => {
                self.lacks.extend(spread.lacks.iter().cloned());
                spread.rows.clone()
            }
        };
        for row in &rows {
            match self.row(row, done, earlier, site) {
                Ok(said) => self.said.push(said),
                Err(why) => {
                    self.lacks.insert(why);
                }
            }
        }
        self.taking.carry = match (self.said.is_empty(), self.lacks.is_empty()) {
            (true, _) => Carry::Nothing,
            (false, true) => Carry::Whole,
            (false, false) => Carry::Part,
        };
    }

    fn row(&self, row: &Row, done: &mut [Reading<'_>], earlier: &[usize], site: Option<&str>) -> Result<Said, String> {
        let pattern = pattern(row, &self.step.conditions)?;
        let path = visible(row).map(|it| if let Piece::Byte(it) = it { Some(it) } else { None }).collect::<Option<Vec<u8>>>();
        let whole = expression(row);
        let language = if path.is_none() { Language::new(&whole, false) } else { None };
        // What the expression takes was read off its tree, and is asked again of its automaton.
        let is_taken = match (&self.taking.language, &path, &language) {
            (Some(all), Some(path), _) => all.has(path),
            // The empty rest of a hole is looked after by a row of its own.
            (Some(all), None, Some(row)) if !self.is_hole(&whole) => row.is_within(all) == Decided::Yes,
            (Some(all), None, Some(_)) => {
                let most = Language::new(&whole.replace("(?s-u:.*)", "(?s-u:.+)"), false);
                most.is_some_and(|it| it.is_within(all) == Decided::Yes)
            }
            _ => false,
        };
        if !is_taken {
            return Err("what it takes is larger than can be decided".to_owned());
        }
        let rule = self.rule(row, &pattern, site)?;
        let mut said = Said { pattern, path, language, rule, notes: Vec::new() };
        for at in earlier {
            self.yields(&mut said, &mut done[*at])?;
        }
        Ok(said)
    }

    /// Tells whether a row takes an empty rest that its expression does not.
    fn is_hole(&self, whole: &str) -> bool {
        let of = |it: &Vec<u8>| {
            format!("{}(?s-u:.*)$", expression(&it.iter().map(|it| Piece::Byte(*it)).collect::<Row>()).trim_end_matches('$'))
        };
        self.spread.as_ref().is_ok_and(|it| it.holes.iter().any(|it| of(it) == whole))
    }

    /// Says where an earlier step answers what a row would take.
    fn yields(&self, said: &mut Said, first: &mut Reading<'_>) -> Result<(), String> {
        let line = first.step.line;
        let (meets, is_within) = match (&first.taking.language, &said.path, &said.language) {
            (Some(all), Some(path), _) => (all.has(path), all.has(path)),
            (Some(all), None, Some(row)) => (row.meets(all) != Decided::No, row.is_within(all) == Decided::Yes),
            _ => (true, false),
        };
        if !meets {
            return Ok(());
        }
        if is_within && first.taking.is_exact && first.step.conditions.is_empty() {
            return Err(format!("never reached there either: line {line} comes first"));
        }
        if let Does::Serves(what) = &first.step.does
            && (first.taking.carry == Carry::Nothing || !first.lacks.is_empty())
        {
            let what = if what.is_empty() { String::new() } else { format!(": {what}") };
            said.notes.push(format!("line {line} serves a part of it there, which is redirected here{what}"));
        } else if first.taking.carry == Carry::Nothing {
            return Err(format!("line {line} comes first for a part of it, and is left"));
        }
        let is_served = matches!(first.step.does, Does::Serves(_));
        if !is_served && first.lacks.iter().any(|it| !NARROW.iter().any(|narrow| it.starts_with(narrow))) {
            return Err(format!("line {line} comes first for a part of it, and is carried in part"));
        }
        for (at, other) in first.said.iter().enumerate().filter(|(_, other)| meet(said, other)) {
            if other.pattern.rank(&said.pattern) != Ordering::Less {
                return Err(format!("line {line} comes first for a part of it, and here the more specific source would"));
            }
            first.needed.insert(at);
        }
        if !is_served && !first.lacks.is_empty() {
            said.notes.push(format!("line {line} takes more there than its rows say, and this takes that here"));
        }
        Ok(())
    }

    fn rule(&self, row: &Row, pattern: &Pattern, site: Option<&str>) -> Result<Rule, String> {
        let from = pattern.to_string();
        match &self.step.does {
            Does::Redirect { to, status, query } => {
                let names = &self.spread.as_ref().map(|it| it.names.clone()).unwrap_or_default();
                let host = self.step.host.as_deref().or(site);
                let to = destination(to, row, names, host)?;
                let has_own = to.contains('?');
                if host.is_some_and(|host| to == format!("https://{host}{from}")) {
                    return Err("it leads to itself".to_owned());
                }
                let query = match query {
                    Query::Keep if has_own || to.contains('#') => {
                        return Err("it keeps the query behind a destination with a query or fragment of its own".to_owned());
                    }
                    Query::KeepUnlessOwn if !has_own && to.contains('#') => {
                        return Err("it keeps the query behind a destination with a fragment".to_owned());
                    }
                    Query::Keep => "keep",
                    Query::KeepUnlessOwn if !has_own => "keep",
                    _ => "drop",
                };
                if ![301, 302, 307, 308].contains(status) {
                    return Err(format!("it answers {status}, and a redirect is 301, 302, 307 or 308"));
                }
                Ok(Rule { from, to: Some(to), status: Some(*status), query: Some(query.to_owned()), ..Rule::default() })
            }
            Does::Gone => Ok(Rule { from, answer: Some("gone".to_owned()), ..Rule::default() }),
            Does::Serves(_) | Does::Unsaid(_) | Does::Aside(_) => Ok(Rule { from, answer: Some("serve".to_owned()), ..Rule::default() }),
        }
    }
}

/// Tells whether two rows may take the same path.
fn meet(one: &Said, two: &Said) -> bool {
    match (&one.path, &two.path) {
        (Some(one), Some(two)) => one == two,
        (Some(path), None) => two.language.as_ref().is_none_or(|it| it.has(path)),
        (None, Some(path)) => one.language.as_ref().is_none_or(|it| it.has(path)),
        (None, None) => match (&one.language, &two.language) {
            (Some(one), Some(two)) => one.meets(two) != Decided::No,
            _ => true,
        },
    }
}

/// Keeps from a source what it takes beyond its expression: the empty rest.
fn fill_holes(done: &mut [Reading<'_>]) {
    let mut found: Vec<(usize, Vec<u8>)> = Vec::new();
    for (at, it) in done.iter().enumerate() {
        let Ok(spread) = &it.spread else { continue };
        let is_said =
            |hole: &&Vec<u8>| it.said.iter().any(|said| said.path.is_none() && said.language.as_ref().is_some_and(|it| it.has(hole)));
        found.extend(spread.holes.iter().filter(is_said).map(|hole| (at, hole.clone())));
    }
    for (at, hole) in found {
        let is_told = done.iter().any(|it| it.said.iter().any(|said| said.path.as_ref() == Some(&hole)));
        let takes = |it: &&Reading<'_>| it.taking.language.as_ref().is_none_or(|it| it.has(&hole)) && !it.taking.is_aside;
        let taken = done.iter().find(takes).filter(|it| !matches!(it.step.does, Does::Serves(_))).map(|it| it.step.line);
        let row: Row = hole.iter().map(|it| Piece::Byte(*it)).collect();
        match (is_told, taken, pattern(&row, &[])) {
            (true, ..) => {}
            (false, None, Ok(pattern)) => {
                let rule = Rule { from: pattern.to_string(), answer: Some("serve".to_owned()), ..Rule::default() };
                let rank = done[at].said.len();
                done[at].said.push(Said { pattern, path: Some(hole), language: None, rule, notes: Vec::new() });
                done[at].needed.insert(rank);
            }
            (false, ..) => {
                let text = String::from_utf8_lossy(&hole).into_owned();
                done[at].lacks.insert(format!("`{text}` itself is answered there by another rule, and here by this one"));
                done[at].taking.carry = Carry::Part;
            }
        }
    }
}

fn finish(done: Vec<Reading<'_>>) -> Read {
    // Whose turn it is was settled rule by rule, and paths are compared decoded.
    let closure = Some(vec![Closure::HexCase, Closure::Decoded]);
    let mut read = Read { import: Import { order: super::Order::Source, closure, ..Import::default() }, taking: Vec::new() };
    let mut told: BTreeSet<(Option<usize>, String)> = BTreeSet::new();
    for it in done {
        let step = it.step;
        let lacks: Vec<String> = it.lacks.iter().cloned().collect();
        let mut taking = it.taking;
        taking.rows = it.said.iter().map(|it| it.pattern.clone()).collect();
        let mut carried = 0;
        for (at, said) in it.said.into_iter().enumerate() {
            let is_serve = said.rule.answer.as_deref() == Some("serve");
            if is_serve && !it.needed.contains(&at) {
                continue;
            }
            carried += 1;
            let mut notes = [&step.notes[..], &said.notes[..]].concat();
            if matches!(&step.does, Does::Redirect { to, .. } if matches!(to.first(), Some(Text::Fixed(it)) if it.starts_with("http://"))) {
                notes.push("the destination was http, and is https here".to_owned());
            }
            if is_serve {
                notes.push("made explicit: it is served as before, and a broader source would take it".to_owned());
            }
            read.import.carried.push(Carried {
                line: step.line,
                host: step.host.clone(),
                text: step.text.clone(),
                rule: said.rule,
                also: Vec::new(),
                notes,
            });
        }
        let why = match (&step.does, lacks.is_empty()) {
            (Does::Serves(what), _) if what.is_empty() => {
                read.taking.push(taking);
                continue;
            }
            (Does::Serves(what), _) if carried == 0 => Some(format!("no redirect: {what}")),
            (_, true) => None,
            (_, false) if carried > 0 && step.family.is_some() => {
                Some(format!("carried in part, as others of its `map`: {}", lacks.join("; ")))
            }
            (_, false) if carried > 0 => Some(format!("carried in part: {}", lacks.join("; "))),
            (_, false) => Some(lacks.join("; ")),
        };
        if let Some(why) = why.or_else(|| (carried == 0).then(|| "it takes no path".to_owned())) {
            let is_told = carried > 0 && step.family.is_some() && !told.insert((step.family, why.clone()));
            if !is_told {
                read.import.left.push(Left { line: step.line, text: step.text.clone(), why, ..Left::default() });
            }
        }
        read.taking.push(taking);
    }
    read
}

/// Returns the source that a row is.
fn pattern(row: &[Piece], conditions: &[Condition]) -> Result<Pattern, String> {
    let mut segments = Vec::new();
    let mut text: Vec<u8> = Vec::new();
    let mut value: Option<Segment> = None;
    for piece in visible(row).skip(1).chain([Piece::Byte(b'/')]) {
        match piece {
            Piece::Byte(b'/') => segments.push(match value.take() {
                Some(value) => value,
                None => Segment::Literal(literal(&std::mem::take(&mut text))?),
            }),
            Piece::Byte(it) => text.push(it),
            Piece::Name(rank) => value = Some(Segment::Name(format!("s{rank}"))),
            _ => value = Some(Segment::Splat),
        }
    }
    let mut conditions = conditions.to_vec();
    conditions.sort();
    Ok(Pattern { segments, conditions })
}

/// Returns a segment as a source writes it.
fn literal(text: &[u8]) -> Result<String, String> {
    if matches!(text, b"." | b"..") {
        return Err("it has a segment `.` or `..`, which browsers resolve".to_owned());
    }
    if text.iter().any(u8::is_ascii_control) {
        return Err("it has a character that no address can show".to_owned());
    }
    Ok(text.iter().fold(String::new(), |out, it| match it {
        it if it.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@".contains(it) => out + &char::from(*it).to_string(),
        it => out + &format!("%{it:02X}"),
    }))
}

/// Returns the expression that takes what a row does.
fn expression(row: &[Piece]) -> String {
    let piece = |it: Piece| match it {
        Piece::Byte(it) => format!(r"\x{it:02X}"),
        Piece::Name(_) => "[^/]+".to_owned(),
        _ => "(?s-u:.*)".to_owned(),
    };
    format!("^{}$", visible(row).map(piece).collect::<String>())
}

/// Returns the destination that a row leads to.
fn destination(to: &[Text], row: &[Piece], names: &BTreeMap<String, u32>, host: Option<&str>) -> Result<String, String> {
    let mut pieces: Row = Row::new();
    for text in to {
        match text {
            Text::Fixed(it) => pieces.extend(it.bytes().map(Piece::Byte)),
            Text::Group(group) => pieces.extend(captured(row, *group)),
            Text::Named(name) => {
                let group = names.get(name).ok_or_else(|| format!("its destination holds `${name}`, which is not known here"))?;
                pieces.extend(captured(row, *group));
            }
            Text::Path => pieces.extend(visible(row)),
            Text::Host => match host {
                Some(host) => pieces.extend(host.bytes().map(Piece::Byte)),
                None => return Err("its destination takes the host from the request, and no name of the server is known".to_owned()),
            },
        }
    }
    let text = written(&pieces)?;
    let text = match text.strip_prefix('/') {
        Some(rest) if !rest.starts_with('/') => match host {
            Some(host) => format!("https://{host}{text}"),
            None => return Err("its destination is on the host of the request, and no name of the server is known".to_owned()),
        },
        _ => text.clone(),
    };
    let rest = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"));
    let text = match rest.map(|it| it.split_at(it.find(['/', '?', '#']).unwrap_or(it.len()))) {
        Some((host, rest)) => format!("https://{}{rest}", host.to_ascii_lowercase()),
        None => text,
    };
    checked(&text)?;
    Ok(text)
}

/// Writes the pieces of a destination, its values where values may stand.
fn written(pieces: &[Piece]) -> Result<String, String> {
    let mut text = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|it| pieces.get(it));
        let next = pieces.get(at + 1);
        let begins = matches!(before, Some(Piece::Byte(b'/' | b'=')));
        let ends = matches!(next, None | Some(Piece::Byte(b'/' | b'?' | b'#' | b'&')));
        match piece {
            Piece::Byte(b':' | b'*') if begins => return Err("its destination has a segment that begins with `:` or `*`".to_owned()),
            Piece::Byte(it) => text.push(char::from(*it)),
            Piece::Name(rank) if begins && ends => text.push_str(&format!(":s{rank}")),
            Piece::Rest if begins && matches!(next, None | Some(Piece::Byte(b'?' | b'#'))) => {
                if text.strip_prefix("https://").or(text.strip_prefix("http://")).is_some_and(|it| it.find('/') == Some(it.len() - 1)) {
                    return Err("what visitors write would stand right behind the host; say it as the site's `default`".to_owned());
                }
                text.push('*');
            }
            _ => return Err("its destination has a value within a segment, where none can stand".to_owned()),
        }
    }
    Ok(text)
}

/// Refuses what no destination can be.
fn checked(text: &str) -> Result<(), String> {
    let Some(rest) = text.strip_prefix("https://") else {
        return Err(format!("its destination `{text}` is neither a path nor a whole URL"));
    };
    let (host, rest) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let is_label = |it: &str| {
        !it.is_empty()
            && !it.starts_with('-')
            && !it.ends_with('-')
            && it.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-')
    };
    let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
    let is_port = port.is_none_or(|it| it != "443" && it.parse::<u16>().is_ok_and(|it| it > 0));
    if !name.contains('.') || !name.split('.').all(is_label) || !is_port {
        return Err(format!("its destination `{text}` names a host that is none"));
    }
    let (path, more) = rest.split_at(rest.find(['?', '#']).unwrap_or(rest.len()));
    let is_said = |it: u8| it.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&it);
    let is_more = |it: u8| is_said(it) || it == b'?' || it == b'#';
    if !path.bytes().all(is_said) || !more.bytes().all(is_more) || more.matches('#').count() > 1 {
        return Err(format!("its destination `{text}` holds a character that must be escaped"));
    }
    if !crate::model::plan::request::escapes_are_whole(rest.as_bytes()) {
        return Err(format!("its destination `{text}` holds a `%` that is not followed by two hex digits"));
    }
    let is_dots = |it: &str| matches!(it.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
    if path.split('/').any(is_dots) {
        return Err(format!("its destination `{text}` has a segment `.` or `..`"));
    }
    Ok(())
}

/// Returns the expression that takes one path.
pub fn exactly(path: &str) -> String {
    format!("^{}$", regex_syntax::escape(path))
}

/// Returns what an expression asks of a query as conditions, and what they do not take of it.
pub fn only_query(pattern: &str) -> Result<(Vec<Condition>, Vec<String>), String> {
    let (start, rest) = strip(pattern, &["(?:^|&)", "(^|&)", r"\b", "^"]);
    let (end, rest) = match ["(?:&|$)", "(&|$)", "($|&)", "(?:$|&)", r"\b", "$"].iter().find_map(|it| Some((*it, rest.strip_suffix(it)?))) {
        Some((end, rest)) => (end, rest),
        None => ("", rest),
    };
    let plain = rest.replace("\\.", ".").replace("\\-", "-").replace("\\=", "=");
    let is_plain = |it: u8| it.is_ascii_alphanumeric() || b"-._~=%".contains(&it);
    let (key, value) = plain.split_once('=').map_or((plain.as_str(), None), |(key, value)| (key, Some(value.to_owned())));
    // A bare dot of an expression is any character.
    let has_dot = rest.replace("\\.", "").contains('.');
    if key.is_empty() || !plain.bytes().all(is_plain) || has_dot {
        return Err("it asks of the query what no condition can".to_owned());
    }
    if start == "^" && end == "$" {
        return Err(format!("it asks that the query is `{plain}` alone, and a condition lets others stand beside it"));
    }
    let condition = Condition { key: key.to_owned(), value };
    let why = "it looks for the text anywhere in the query, and a condition at the first parameter of that name";
    Ok((vec![condition], vec![why.to_owned()]))
}

fn strip<'p>(pattern: &'p str, starts: &[&'static str]) -> (&'static str, &'p str) {
    starts.iter().find_map(|it| Some((*it, pattern.strip_prefix(it)?))).unwrap_or(("", pattern))
}
