//! What a regular expression of another server takes, and which sources of this language say it.
//!
//! Those servers ask a path that they have decoded and whose slashes they have merged. All that is decided here is decided
//! of such paths: they begin with `/`, hold no `//` and no line end.

use regex_automata::dfa::Automaton;
use regex_automata::dfa::{StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::{start, syntax};
use regex_automata::{Anchored, MatchKind, nfa::thompson};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, ClassBytes, Hir, HirKind, Look};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// So many rows are made of one expression at most.
pub const MOST_ROWS: usize = 20_000;
/// What the automaton of one expression may take, in bytes.
const MOST_STATES: usize = 4 << 20;
/// So many pairs of states are looked at before a question counts as open.
const MOST_PAIRS: usize = 200_000;

pub const BEGINS_SO: &str = "it takes whatever begins so, and a source ends where a segment does";
pub const DOT: &str = "its `.` takes any character, and a source the dot alone";
pub const EITHER_CASE: &str = "it takes letters in either case, and a source only as they are written";
pub const LISTED: &str = "it takes any text of some characters, and is carried for those that the file itself lists there";
pub const BEGINS_ANYWHERE: &str = "it has no `^`, and a source begins where the path does";
const ANYWHERE: &str = "it may stand anywhere in a path, and a source begins where the path does";

/// The paths that an expression takes.
pub struct Language {
    automaton: dense::DFA<Vec<u32>>,
    /// What each of them begins with.
    prefix: Vec<u8>,
}

/// An answer about two languages; what is open is neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decided {
    Yes,
    No,
    Open,
}

impl Language {
    /// Returns what an expression finds anywhere in a path; `None` where it cannot be read, or is too large.
    pub fn new(pattern: &str, any_case: bool) -> Option<Language> {
        let text = format!(r"\A(?s-u:.*)(?:{pattern})(?s-u:.*)\z");
        let config = dense::Config::new().match_kind(MatchKind::All).start_kind(StartKind::Anchored);
        let config = config.dfa_size_limit(Some(MOST_STATES)).determinize_size_limit(Some(MOST_STATES));
        let syntax = syntax::Config::new().unicode(false).utf8(false).case_insensitive(any_case);
        let nfa = thompson::Config::new().utf8(false).nfa_size_limit(Some(MOST_STATES));
        let automaton = dense::Builder::new().configure(config).syntax(syntax).thompson(nfa).build(&text).ok()?;
        Some(Language { automaton, prefix: if any_case { Vec::new() } else { prefix(pattern) } })
    }

    fn start(&self) -> Option<StateID> {
        self.automaton.start_state(&start::Config::new().anchored(Anchored::Yes)).ok()
    }

    fn ends(&self, state: StateID) -> bool {
        self.automaton.is_match_state(self.automaton.next_eoi_state(state))
    }

    /// Tells whether it takes a path.
    pub fn has(&self, path: &[u8]) -> bool {
        let Some(state) = self.start() else { return false };
        let state = path.iter().fold(state, |state, byte| self.automaton.next_state(state, *byte));
        self.ends(state)
    }

    /// Tells whether some path is in both.
    pub fn meets(&self, other: &Language) -> Decided {
        let length = self.prefix.len().min(other.prefix.len());
        if self.prefix[..length] != other.prefix[..length] {
            return Decided::No;
        }
        self.finds(other, |one, two| one && two)
    }

    /// Tells whether every path of this one is in the other.
    pub fn is_within(&self, other: &Language) -> Decided {
        match self.finds(other, |one, two| one && !two) {
            Decided::Yes => Decided::No,
            Decided::No => Decided::Yes,
            Decided::Open => Decided::Open,
        }
    }

    /// Looks for a path of which `wanted` holds, given whether each of the two takes it.
    fn finds(&self, other: &Language, wanted: fn(bool, bool) -> bool) -> Decided {
        let (Some(one), Some(two)) = (self.start(), other.start()) else { return Decided::Open };
        let bytes = self.bytes(other);
        let first = (self.automaton.next_state(one, b'/'), other.automaton.next_state(two, b'/'), true);
        let mut seen = HashSet::from([first]);
        let mut open = vec![first];
        while let Some((one, two, is_slash)) = open.pop() {
            if wanted(self.ends(one), other.ends(two)) {
                return Decided::Yes;
            }
            if seen.len() > MOST_PAIRS {
                return Decided::Open;
            }
            for byte in bytes.iter().filter(|it| !(is_slash && **it == b'/')) {
                let next = (self.automaton.next_state(one, *byte), other.automaton.next_state(two, *byte), *byte == b'/');
                if seen.insert(next) {
                    open.push(next);
                }
            }
        }
        Decided::No
    }

    /// Returns a byte for each of those that both automata treat alike.
    fn bytes(&self, other: &Language) -> Vec<u8> {
        let (one, two) = (self.automaton.byte_classes(), other.automaton.byte_classes());
        let mut seen = BTreeSet::new();
        let is_new = |it: &u8| *it == b'/' || seen.insert((one.get(*it), two.get(*it)));
        (1..=u8::MAX).filter(|it| !b"\n\r/".contains(it)).chain([b'/']).filter(is_new).collect()
    }
}

/// Returns what every path begins with that an expression takes.
fn prefix(pattern: &str) -> Vec<u8> {
    let Ok(hir) = parsed(pattern) else { return Vec::new() };
    let HirKind::Concat(parts) = hir.kind() else { return Vec::new() };
    match (parts.first().map(Hir::kind), parts.get(1).map(Hir::kind)) {
        (Some(HirKind::Look(Look::Start)), Some(HirKind::Literal(it))) => it.0.to_vec(),
        _ => Vec::new(),
    }
}

/// Returns a path that an expression takes, as `below` draws it; `None` where none was found.
pub fn sample(pattern: &str, below: &mut impl FnMut(usize) -> usize) -> Option<Vec<u8>> {
    let (plain, _) = without_look_around(pattern);
    let hir = parsed(&plain).ok()?;
    let mut path = Vec::new();
    draw(&hir, below, &mut path);
    if path.first() != Some(&b'/') {
        path.insert(0, b'/');
    }
    path.retain(|it| !it.is_ascii_control());
    Some(path)
}

fn draw(hir: &Hir, below: &mut impl FnMut(usize) -> usize, out: &mut Vec<u8>) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(it) => out.extend(&it.0[..]),
        HirKind::Class(class) => {
            let all: Vec<u8> =
                bytes_of(class).iter().flat_map(|it| it.iter().flat_map(|it| it.start()..=it.end()).collect::<Vec<_>>()).collect();
            let plain: Vec<u8> = all.iter().copied().filter(|it| it.is_ascii_alphanumeric() || b"-._".contains(it)).collect();
            let some = if plain.is_empty() { &all } else { &plain };
            out.extend(some.get(below(some.len().max(1))));
        }
        HirKind::Repetition(it) => {
            let most = it.max.unwrap_or(it.min.saturating_add(3)).min(it.min.saturating_add(8)).min(64);
            let times = it.min as usize + below((most.saturating_sub(it.min) + 1) as usize);
            (0..times.min(64)).for_each(|_| draw(&it.sub, below, out));
        }
        HirKind::Capture(it) => draw(&it.sub, below, out),
        HirKind::Concat(all) => all.iter().for_each(|it| draw(it, below, out)),
        HirKind::Alternation(all) => draw(&all[below(all.len())], below, out),
    }
}

/// Returns an expression without what it only looks at, and whether there was any: what is left takes all that it took.
pub fn without_look_around(pattern: &str) -> (String, bool) {
    let bytes = pattern.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let (mut at, mut has_any) = (0, false);
    while at < bytes.len() {
        let rest = &bytes[at..];
        if [&b"(?="[..], b"(?!", b"(?<=", b"(?<!"].iter().any(|it| rest.starts_with(it)) {
            at += group(rest);
            has_any = true;
        } else if rest[0] == b'\\' {
            out.extend(&rest[..2.min(rest.len())]);
            at += 2;
        } else {
            let length = if rest[0] == b'[' { class(rest) } else { 1 };
            out.extend(&rest[..length]);
            at += length;
        }
    }
    (String::from_utf8_lossy(&out).into_owned(), has_any)
}

/// Returns the length of the group that a text begins with.
fn group(text: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while at < text.len() {
        match text[at] {
            b'\\' => at += 1,
            b'[' => at += class(&text[at..]) - 1,
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        at += 1;
        if depth == 0 {
            break;
        }
    }
    at.min(text.len())
}

/// Returns the length of the class in brackets that a text begins with.
fn class(text: &[u8]) -> usize {
    let mut at = if text.get(1) == Some(&b'^') { 2 } else { 1 };
    // Right behind the bracket `]` is one of the class.
    if text.get(at) == Some(&b']') {
        at += 1;
    }
    while at < text.len() && text[at] != b']' {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(text.len())
}

/// A stretch of a path that an expression takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Piece {
    Byte(u8),
    /// A whole segment, whatever it is; the first of a row is 1.
    Name(usize),
    /// All that follows.
    Rest,
    /// A group begins.
    Open(u32),
    /// It ends.
    Close(u32),
}

/// One source.
pub type Row = Vec<Piece>;

/// Returns a row without its groups.
pub fn visible(row: &[Piece]) -> impl DoubleEndedIterator<Item = Piece> + '_ {
    row.iter().copied().filter(|it| !matches!(it, Piece::Open(_) | Piece::Close(_)))
}

/// Returns what a group holds; nothing where it took no part.
pub fn captured(row: &[Piece], group: u32) -> Row {
    // Of a group that is repeated the last time counts.
    let Some(from) = row.iter().rposition(|it| *it == Piece::Open(group)) else { return Row::new() };
    let to = row[from..].iter().position(|it| *it == Piece::Close(group)).map_or(row.len(), |it| from + it);
    visible(&row[from..to]).collect()
}

/// The sources of one expression.
#[derive(Debug, Default)]
pub struct Spread {
    pub rows: Vec<Row>,
    /// Paths that a row takes beyond the expression: the one in front of its rest.
    pub holes: Vec<Vec<u8>>,
    /// Why the rows are not all that the expression takes.
    pub lacks: BTreeSet<String>,
    pub names: BTreeMap<String, u32>,
}

/// What the alternatives of a file stand for, by the rank of their segment: where an expression takes any word, these are
/// the words that somebody meant.
pub type Words = BTreeMap<usize, BTreeSet<BTreeSet<Vec<u8>>>>;

fn parsed(pattern: &str) -> Result<Hir, String> {
    let (_, looks) = without_look_around(pattern);
    if looks {
        return Err("it looks around itself (`(?!…)`), which no source can".to_owned());
    }
    let mut parser = ParserBuilder::new().unicode(false).utf8(false).nest_limit(100).build();
    parser.parse(pattern).map_err(|_| "its regular expression cannot be read here".to_owned())
}

/// Adds the words that the alternatives of an expression list for a whole segment.
pub fn add_words(pattern: &str, words: &mut Words) {
    let Ok(hir) = parsed(pattern) else { return };
    let HirKind::Concat(parts) = hir.kind() else { return };
    let mut before: Vec<u8> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        let inner = match part.kind() {
            HirKind::Capture(it) => &it.sub,
            _ => part,
        };
        match inner.kind() {
            HirKind::Look(Look::Start) if at == 0 => {}
            HirKind::Literal(it) => before.extend(&it.0[..]),
            HirKind::Alternation(all) if before.ends_with(b"/") => {
                let literal = |it: &Hir| match it.kind() {
                    HirKind::Literal(it) if !it.0.contains(&b'/') => Some(it.0.to_vec()),
                    _ => None,
                };
                let list: Option<BTreeSet<Vec<u8>>> = all.iter().map(literal).collect();
                let is_whole = match parts.get(at + 1).map(Hir::kind) {
                    Some(HirKind::Literal(it)) => it.0.starts_with(b"/"),
                    it => matches!(it, None | Some(HirKind::Look(Look::End))),
                };
                if let (Some(list), true) = (list, is_whole) {
                    words.entry(before.iter().filter(|it| **it == b'/').count() - 1).or_default().insert(list);
                }
                return;
            }
            _ => return,
        }
    }
}

/// A stretch of what an expression takes, before its place in the path is looked at.
#[derive(Clone, Debug)]
enum Token {
    Piece(Piece),
    Start,
    End,
    /// Any text at all; of so many characters at least.
    Any(u32),
    /// A text of these characters; of one at least.
    Class(ClassBytes),
}

/// Returns the sources that say what an expression takes, or a part of it. In the order in which the expression tries them.
pub fn spread(pattern: &str, any_case: bool, words: &Words) -> Result<Spread, String> {
    let hir = parsed(pattern)?;
    let mut spread = Spread::default();
    if any_case && pattern.bytes().any(|it| it.is_ascii_alphabetic()) {
        spread.lacks.insert(EITHER_CASE.to_owned());
    }
    name_groups(&hir, &mut spread.names);
    let mut rows: Vec<Row> = Vec::new();
    let mut seen: HashSet<Row> = HashSet::new();
    for tokens in each(&hir, &mut spread.lacks)? {
        for row in place(&tokens, words, &mut spread) {
            if seen.insert(visible(&row).collect()) {
                rows.push(row);
            }
            if rows.len() > MOST_ROWS {
                return Err(too_many());
            }
        }
    }
    spread.rows = rows;
    Ok(spread)
}

fn too_many() -> String {
    format!("it stands for more than {MOST_ROWS} sources")
}

fn name_groups(hir: &Hir, names: &mut BTreeMap<String, u32>) {
    match hir.kind() {
        HirKind::Capture(it) => {
            if let Some(name) = &it.name {
                names.insert(name.to_string(), it.index);
            }
            name_groups(&it.sub, names);
        }
        HirKind::Repetition(it) => name_groups(&it.sub, names),
        HirKind::Concat(all) | HirKind::Alternation(all) => all.iter().for_each(|it| name_groups(it, names)),
        _ => {}
    }
}

/// So many characters of a class are written out.
const MOST_OF_CLASS: usize = 12;
/// A part that may be repeated without end is written so often at most.
const MOST_TIMES: u32 = 8;

/// Returns every text that an expression takes, what it tries first in front; what cannot be written down is told.
fn each(hir: &Hir, lacks: &mut BTreeSet<String>) -> Result<Vec<Vec<Token>>, String> {
    match hir.kind() {
        HirKind::Empty => Ok(vec![Vec::new()]),
        HirKind::Literal(it) => Ok(vec![it.0.iter().map(|it| Token::Piece(Piece::Byte(*it))).collect()]),
        HirKind::Look(Look::Start) => Ok(vec![vec![Token::Start]]),
        HirKind::Look(Look::End) => Ok(vec![vec![Token::End]]),
        HirKind::Look(_) => Err("it asks where a word ends, which no source can".to_owned()),
        HirKind::Class(class) => Ok(of_class(class, lacks)),
        HirKind::Capture(it) => {
            let mut all = each(&it.sub, lacks)?;
            for tokens in &mut all {
                tokens.insert(0, Token::Piece(Piece::Open(it.index)));
                tokens.push(Token::Piece(Piece::Close(it.index)));
            }
            Ok(all)
        }
        HirKind::Concat(parts) => {
            let mut all = vec![Vec::new()];
            for part in parts {
                all = product(&all, &each(part, lacks)?)?;
            }
            Ok(all)
        }
        HirKind::Alternation(parts) => {
            let mut all = Vec::new();
            for part in parts {
                all.extend(each(part, lacks)?);
            }
            if all.len() > MOST_ROWS { Err(too_many()) } else { Ok(all) }
        }
        HirKind::Repetition(it) => repeated(it.min, it.max, &it.sub, lacks),
    }
}

fn product(one: &[Vec<Token>], two: &[Vec<Token>]) -> Result<Vec<Vec<Token>>, String> {
    if one.len().saturating_mul(two.len()) > MOST_ROWS {
        return Err(too_many());
    }
    Ok(one.iter().flat_map(|one| two.iter().map(|two| [&one[..], two].concat())).collect())
}

fn bytes_of(class: &Class) -> Option<ClassBytes> {
    match class {
        Class::Bytes(it) => Some(it.clone()),
        Class::Unicode(it) => it.to_byte_class(),
    }
}

fn count(class: &ClassBytes) -> usize {
    class.iter().map(|it| usize::from(it.end() - it.start()) + 1).sum()
}

fn holds(class: &ClassBytes, byte: u8) -> bool {
    class.iter().any(|it| (it.start()..=it.end()).contains(&byte))
}

/// Tells whether a class has every character, a line end and those of `but` aside.
fn has_all(class: &ClassBytes, but: &[u8]) -> bool {
    (1..=u8::MAX).all(|it| b"\n\r".contains(&it) || holds(class, it) != but.contains(&it))
}

fn of_class(class: &Class, lacks: &mut BTreeSet<String>) -> Vec<Vec<Token>> {
    let Some(class) = bytes_of(class) else { return Vec::new() };
    if has_all(&class, b"") {
        lacks.insert(DOT.to_owned());
        return vec![vec![Token::Piece(Piece::Byte(b'.'))]];
    }
    if count(&class) <= MOST_OF_CLASS {
        let bytes = class.iter().flat_map(|it| it.start()..=it.end());
        return bytes.map(|it| vec![Token::Piece(Piece::Byte(it))]).collect();
    }
    lacks.insert("it takes one character of many, which no source can".to_owned());
    Vec::new()
}

fn repeated(min: u32, max: Option<u32>, sub: &Hir, lacks: &mut BTreeSet<String>) -> Result<Vec<Vec<Token>>, String> {
    if let (HirKind::Class(class), None) = (sub.kind(), max)
        && let Some(class) = bytes_of(class)
    {
        let all = if has_all(&class, b"") { Token::Any(min) } else { Token::Class(class) };
        return match min {
            // A segment is one character at least: none at all is a text of its own.
            0 if matches!(all, Token::Class(_)) => Ok(vec![vec![all], Vec::new()]),
            0 | 1 => Ok(vec![vec![all]]),
            _ => {
                lacks.insert("it counts characters, which no source can".to_owned());
                Ok(Vec::new())
            }
        };
    }
    if max.is_none() {
        lacks.insert("a part of it may be repeated without end, and is carried once".to_owned());
    }
    let most = max.unwrap_or(min.max(1));
    if most > MOST_TIMES {
        lacks.insert("a part of it is repeated more often than rows are written".to_owned());
        return Ok(Vec::new());
    }
    let one = each(sub, lacks)?;
    let mut all = Vec::new();
    for times in (min..=most).rev() {
        let mut some = vec![Vec::new()];
        for _ in 0..times {
            some = product(&some, &one)?;
        }
        all.extend(some);
    }
    if all.len() > MOST_ROWS { Err(too_many()) } else { Ok(all) }
}

/// Returns the sources that one text stands for.
fn place(tokens: &[Token], words: &Words, spread: &mut Spread) -> Vec<Row> {
    let is_mark = |it: &Token| matches!(it, Token::Piece(Piece::Open(_) | Piece::Close(_)));
    let first = tokens.iter().position(|it| !is_mark(it));
    let is_bound = first.is_some_and(|it| matches!(tokens[it], Token::Start));
    let last = tokens.iter().rposition(|it| !is_mark(it));
    let ends = last.is_some_and(|it| matches!(tokens[it], Token::End));
    let mut whole: Vec<Token> = Vec::new();
    // Where it says itself that anything may stand there, its own groups hold that.
    let is_any = |it: Option<usize>| it.is_none_or(|it| matches!(tokens[it], Token::Any(0)));
    if !is_bound && !is_any(first) {
        whole.push(Token::Any(0));
    }
    for (at, token) in tokens.iter().enumerate() {
        match token {
            Token::Start if Some(at) == first => {}
            Token::End if Some(at) == last => {}
            // A start or an end within the text: nothing is such a path.
            Token::Start | Token::End => return Vec::new(),
            it => whole.push(it.clone()),
        }
    }
    if !ends && (!is_any(last) || last.is_none()) {
        whole.push(Token::Any(0));
    }
    let mut rows = vec![Row::new()];
    for at in 0..whole.len() {
        let next = whole[at + 1..].iter().find(|it| !is_mark(it));
        rows = rows.iter().flat_map(|row| one(row, &whole[at], next, words, spread)).collect();
    }
    rows.retain(|row| visible(row).next() == Some(Piece::Byte(b'/')));
    rows
}

/// Puts one token behind a row.
fn one(row: &Row, token: &Token, next: Option<&Token>, words: &Words, spread: &mut Spread) -> Vec<Row> {
    let with = |more: &[Piece]| [&row[..], more].concat();
    let last = visible(row).next_back();
    let is_behind_slash = last == Some(Piece::Byte(b'/'));
    let ends_segment = matches!(next, None | Some(Token::Piece(Piece::Byte(b'/'))));
    match token {
        Token::Piece(Piece::Byte(b'/')) if is_behind_slash => Vec::new(),
        Token::Piece(it) => vec![with(&[*it])],
        Token::Start | Token::End => Vec::new(),
        Token::Any(min) => match (last, next) {
            // Every path begins with a slash.
            (None, None) => vec![with(&[Piece::Byte(b'/'), Piece::Rest])],
            (None, Some(next)) if *min == 0 => {
                let is_path = matches!(next, Token::Piece(Piece::Byte(b'/')));
                spread.lacks.insert(if is_path { BEGINS_ANYWHERE } else { ANYWHERE }.to_owned());
                if is_path || matches!(next, Token::Piece(Piece::Byte(b'.'))) {
                    vec![row.clone()]
                } else {
                    vec![row.clone(), with(&[Piece::Byte(b'/')])]
                }
            }
            (Some(_), None) if is_behind_slash => {
                if *min > 0 {
                    spread.holes.push(visible(row).filter_map(|it| if let Piece::Byte(it) = it { Some(it) } else { None }).collect());
                }
                vec![with(&[Piece::Rest])]
            }
            (Some(_), None) => {
                spread.lacks.insert(BEGINS_SO.to_owned());
                let below = with(&[Piece::Byte(b'/'), Piece::Rest]);
                if *min == 0 { vec![row.clone(), below] } else { vec![below] }
            }
            _ if is_behind_slash && ends_segment => {
                spread.lacks.insert("its `.*` takes several segments, and a placeholder one".to_owned());
                vec![with(&[name(row)])]
            }
            _ => {
                spread.lacks.insert("it takes any text within a segment, which no source can".to_owned());
                Vec::new()
            }
        },
        Token::Class(class) if has_all(class, b"/") && is_behind_slash && ends_segment => vec![with(&[name(row)])],
        Token::Class(class) => {
            let at = visible(row).filter(|it| *it == Piece::Byte(b'/')).count();
            let fits = |it: &&BTreeSet<Vec<u8>>| it.iter().flatten().all(|it| holds(class, *it));
            let lists = words.get(&at.saturating_sub(1)).into_iter().flatten();
            let found: BTreeSet<&Vec<u8>> = lists.filter(fits).flatten().collect();
            if found.is_empty() || !is_behind_slash || !ends_segment {
                spread.lacks.insert("it takes any text of some characters, which no source can".to_owned());
                return Vec::new();
            }
            let listed: Vec<String> = found.iter().map(|it| String::from_utf8_lossy(it).into_owned()).collect();
            spread.lacks.insert(format!("{LISTED}: {}", listed.join(", ")));
            found.iter().map(|it| with(&it.iter().map(|it| Piece::Byte(*it)).collect::<Vec<_>>())).collect()
        }
    }
}

/// Returns the next segment of a row that may be anything.
fn name(row: &[Piece]) -> Piece {
    Piece::Name(1 + row.iter().filter(|it| matches!(it, Piece::Name(_))).count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(pattern: &str) -> (Vec<String>, bool) {
        let spread = spread(pattern, false, &Words::new()).expect("an expression");
        let text = |row: &Row| {
            visible(row)
                .map(|it| match it {
                    Piece::Byte(it) => char::from(it).to_string(),
                    Piece::Name(_) => ":".to_owned(),
                    _ => "*".to_owned(),
                })
                .collect()
        };
        (spread.rows.iter().map(text).collect(), spread.lacks.is_empty())
    }

    #[test]
    fn an_expression_becomes_the_sources_that_it_stands_for() {
        for (pattern, wanted, is_whole) in [
            (r"^/a$", &["/a"][..], true),
            (r"^/a/?$", &["/a/", "/a"], true),
            (r"^/a/(.*)$", &["/a/*"], true),
            (r"^/a(/.*)?$", &["/a/*", "/a"], true),
            (r"^/(a|b)/([^/]+)/c$", &["/a/:/c", "/b/:/c"], true),
            (r"^/v[12]$", &["/v1", "/v2"], true),
            (r"^/a\.html$", &["/a.html"], true),
            (r"^/a.html$", &["/a.html"], false),
            (r"^/a", &["/a", "/a/*"], false),
            (r"/a$", &["/a"], false),
            (r"^/a/.*/b$", &["/a/:/b"], false),
            (r"^/a/\d+$", &[], false),
            (r"^/a-([^/]+)$", &[], false),
            (r"^/a|^/b$", &["/a", "/a/*", "/b"], false),
            (r"", &["/*"], true),
        ] {
            assert_eq!(rows(pattern), (wanted.iter().map(|it| (*it).to_owned()).collect(), is_whole), "{pattern}");
        }
        assert!(spread("^/(?!a).*$", false, &Words::new()).is_err());
    }

    #[test]
    fn languages_are_compared() {
        let of = |it: &str| Language::new(it, false).expect("an expression");
        assert_eq!(of("^/a/.*$").meets(&of("^/[^/]+/b$")), Decided::Yes);
        assert_eq!(of("^/a/.*$").meets(&of("^/b/")), Decided::No);
        assert_eq!(of("^/a/b$").is_within(&of("^/a/")), Decided::Yes);
        assert_eq!(of("^/a").is_within(&of("^/a/")), Decided::No);
        assert_eq!(of("^/a//b$").meets(&of("^/a")), Decided::No);
        assert!(of("b").has(b"/abc") && !of("^b").has(b"/abc"));
    }

    #[test]
    fn what_is_only_looked_at_is_taken_out() {
        assert_eq!(without_look_around(r"^/a(?!\.html|[)])x(?<n>b)$"), (r"^/ax(?<n>b)$".to_owned(), true));
        assert_eq!(without_look_around(r"^/\(?[(?!]$"), (r"^/\(?[(?!]$".to_owned(), false));
    }
}
