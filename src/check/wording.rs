//! What a workspace's own messages, layouts and pages say: their words without markup, and the way back to their places.

use super::literal::HOLE;
use crate::model::plan::Plan;
use crate::source::{FileId, Span};
use crate::template;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use include_dir::{Dir, include_dir};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

static BUILT_IN: Dir = include_dir!("$CARGO_MANIFEST_DIR/templates/notices");

/// A stretch of words as a reader meets it; each variable in it is a [`HOLE`].
#[derive(Clone, Debug, Default)]
pub struct Passage<'t> {
    /// The message that says it; empty of layouts and pages.
    pub message: &'t str,
    pub text: String,
    /// What it says by variables.
    pub variables: Vec<&'t str>,
    /// Where each piece begins in `text`, and in the file.
    pieces: Vec<(usize, usize)>,
}

impl<'t> Passage<'t> {
    fn push(&mut self, whole: &str, piece: &str) {
        let at = (piece.as_ptr() as usize).saturating_sub(whole.as_ptr() as usize);
        self.pieces.push((self.text.len(), at));
        self.text.push_str(piece);
    }

    fn hole(&mut self, variable: Option<&'t str>) {
        self.text.push(HOLE);
        self.variables.extend(variable);
    }

    /// Returns the place of a part of its text.
    pub fn span(&self, file: FileId, range: Range<usize>) -> Span {
        let at = |it: usize| {
            let rank = self.pieces.partition_point(|piece| piece.0 <= it).saturating_sub(1);
            self.pieces.get(rank).map_or(0, |piece| piece.1 + it.saturating_sub(piece.0))
        };
        let start = at(range.start);
        // The last character's own place: behind it another piece may begin.
        let last = range.end.saturating_sub(1).max(range.start);
        Span::new(file, start..(at(last) + (range.end - last)).max(start))
    }
}

/// What a file of the workspace says in one language.
pub struct Wording<'p> {
    pub file: FileId,
    /// The locale of messages; `None` of layouts.
    pub locale: Option<&'p str>,
    pub passages: Vec<Passage<'p>>,
}

/// Returns what the workspace lays over the built-in messages, in the languages in which somebody is told; what is said
/// as this program says it is left out.
pub fn messages(plan: &Plan) -> Vec<Wording<'_>> {
    let told = plan.graph.retiring().filter(|it| it.notices.is_some());
    let locales: BTreeSet<&str> = told.flat_map(|it| &it.locales).map(|it| it.value.as_str()).collect();
    let mut wordings = Vec::new();
    for (file, source) in template::own(&plan.sources) {
        let below = source.path.strip_prefix("templates/notices/").filter(|it| it.ends_with(".ftl"));
        let Some((locale, _)) = below.and_then(|it| it.split_once('/')).filter(|it| locales.contains(it.0)) else { continue };
        let known = built_in(locale);
        let is_own = |it: &Passage| !known.contains(&(it.message.to_owned(), it.text.clone()));
        let passages = of_messages(&source.text).into_iter().filter(is_own).collect();
        wordings.push(Wording { file, locale: Some(locale), passages });
    }
    wordings
}

/// Returns the words that stand in the workspace's own layouts of notices, where somebody is told.
pub fn layouts(plan: &Plan) -> Vec<Wording<'_>> {
    if !plan.graph.retiring().any(|it| it.notices.is_some()) {
        return Vec::new();
    }
    let is_layout = |path: &str| path.starts_with("templates/notices/") && path.ends_with(".j2");
    let own = template::own(&plan.sources).filter(|(_, it)| is_layout(&it.path));
    own.map(|(file, it)| Wording { file, locale: None, passages: of_layout(&it.text) }).collect()
}

/// Returns what this program's own messages of a locale say, by message.
fn built_in(locale: &str) -> BTreeSet<(String, String)> {
    let files = BUILT_IN.get_dir(locale).into_iter().flat_map(|it| it.files()).filter_map(|it| it.contents_utf8());
    files.flat_map(of_messages).map(|it| (it.message.to_owned(), it.text)).collect()
}

/// Returns the variables that each of this program's own messages says, by its name.
pub fn given() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let files = BUILT_IN.get_dir("en-GB").into_iter().flat_map(|it| it.files()).filter_map(|it| it.contents_utf8());
    let mut given: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for passage in files.flat_map(of_messages) {
        let said = passage.variables.into_iter().filter(|it| !it.ends_with("-form") && !matches!(*it, "word" | "half"));
        given.entry(passage.message).or_default().extend(said);
    }
    given
}

/// Tells whether a message is the name of something, and no more: of a country, or of a zone's time.
pub fn is_name(message: &str) -> bool {
    message.starts_with("country-") || message.starts_with("zone-")
}

/// Returns what each message of a file of messages says: a passage a value and a variant. Of a text that cannot be read
/// that is nothing: it is told where the messages are put together.
pub fn of_messages(text: &str) -> Vec<Passage<'_>> {
    let mut passages = Vec::new();
    if template::is_too_deep(text) {
        return passages;
    }
    let Ok(messages) = fluent_syntax::parser::parse(text) else { return passages };
    for entry in &messages.body {
        let (name, patterns): (&str, Vec<&Pattern<&str>>) = match entry {
            Entry::Message(it) => (it.id.name, it.value.iter().chain(it.attributes.iter().map(|it| &it.value)).collect()),
            Entry::Term(it) => (it.id.name, std::iter::once(&it.value).chain(it.attributes.iter().map(|it| &it.value)).collect()),
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => continue,
        };
        patterns.into_iter().for_each(|it| of_pattern(text, name, it, &mut passages));
    }
    passages
}

fn of_pattern<'t>(whole: &'t str, message: &'t str, pattern: &Pattern<&'t str>, passages: &mut Vec<Passage<'t>>) {
    let mut passage = Passage { message, ..Passage::default() };
    let mut inner = Vec::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => passage.push(whole, value),
            PatternElement::Placeable { expression } => of_expression(whole, message, expression, &mut passage, &mut inner),
        }
    }
    passages.push(passage);
    passages.append(&mut inner);
}

fn of_expression<'t>(
    whole: &'t str,
    message: &'t str,
    expression: &Expression<&'t str>,
    passage: &mut Passage<'t>,
    inner: &mut Vec<Passage<'t>>,
) {
    let mut expression = expression;
    while let Expression::Inline(InlineExpression::Placeable { expression: next }) = expression {
        expression = next;
    }
    match expression {
        Expression::Inline(InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value }) => {
            passage.push(whole, value);
        }
        Expression::Inline(InlineExpression::VariableReference { id }) => passage.hole(Some(id.name)),
        Expression::Inline(InlineExpression::FunctionReference { arguments, .. }) => {
            let first = arguments.positional.iter().find_map(|it| match it {
                InlineExpression::VariableReference { id } => Some(id.name),
                _ => None,
            });
            passage.hole(first);
        }
        Expression::Inline(_) => passage.hole(None),
        Expression::Select { selector, variants } => {
            let chosen = if let InlineExpression::VariableReference { id } = selector { Some(id.name) } else { None };
            passage.hole(chosen);
            variants.iter().for_each(|it| of_pattern(whole, message, &it.value, inner));
        }
    }
}

/// The attributes that a reader reads, and those that lead somewhere.
const READ: [&str; 4] = ["alt", "title", "aria-label", "placeholder"];
const LEADING: [&str; 3] = ["href", "src", "action"];

/// Returns what a layout, or a page of HTML, says itself: not what stands in `{{ }}`, styles, scripts, comments and tags,
/// but what attributes say to readers, and where they lead.
pub fn of_layout(text: &str) -> Vec<Passage<'_>> {
    let mut passages = Vec::new();
    let mut words = Passage::default();
    let mut rest = text;
    while let Some(at) = rest.find(['<', '{', '&']) {
        words.push(text, &rest[..at]);
        rest = &rest[at..];
        let (taken, is_hole) = mark(rest);
        match taken {
            Some(length) => {
                let tag = &rest[..length];
                if tag.starts_with('<') {
                    of_tag(text, tag, &mut passages);
                }
                if is_hole {
                    words.hole(None)
                } else {
                    words.text.push(' ')
                }
                rest = &rest[length..];
            }
            None => {
                words.push(text, &rest[..1]);
                rest = &rest[1..];
            }
        }
    }
    words.push(text, rest);
    passages.push(words);
    passages
}

/// Returns how long the mark is that `rest` begins with, if it does, and whether a value stands there.
fn mark(rest: &str) -> (Option<usize>, bool) {
    let until = |end: &str| Some(rest.find(end).map_or(rest.len(), |it| it + end.len()));
    let opens = |name: &str| rest.as_bytes().get(..name.len()).is_some_and(|it| it.eq_ignore_ascii_case(name.as_bytes()));
    let closed_by = |end: &str| {
        let at = rest.as_bytes().windows(end.len()).position(|it| it.eq_ignore_ascii_case(end.as_bytes()));
        Some(at.map_or(rest.len(), |it| it + end.len()))
    };
    match rest.as_bytes() {
        [b'{', b'{', ..] => (until("}}"), true),
        [b'{', b'%', ..] => (until("%}"), false),
        [b'{', b'#', ..] => (until("#}"), false),
        [b'{', ..] => (None, false),
        [b'<', b'!', b'-', b'-', ..] => (until("-->"), false),
        [b'<', ..] if opens("<style") => (closed_by("</style>"), false),
        [b'<', ..] if opens("<script") => (closed_by("</script>"), false),
        [b'<', next, ..] if next.is_ascii_alphabetic() || b"/!?".contains(next) => (end_of_tag(rest), false),
        [b'&', ..] => {
            let name = rest[1..].find(|it: char| !it.is_ascii_alphanumeric() && it != '#').unwrap_or(0);
            (rest[1 + name..].starts_with(';').then_some(name + 2).filter(|_| name > 0), false)
        }
        _ => (None, false),
    }
}

/// Returns where a tag ends: a `>` in quotes or in `{{ }}` is none of its own.
fn end_of_tag(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, it) in rest.bytes().enumerate() {
        match (quote, it) {
            (None, b'"' | b'\'') => quote = Some(it),
            (Some(open), it) if open == it => quote = None,
            (None, b'>') => return Some(at + 1),
            _ => {}
        }
    }
    Some(rest.len())
}

fn of_tag<'t>(whole: &'t str, tag: &'t str, passages: &mut Vec<Passage<'t>>) {
    for (name, is_leading) in READ.iter().map(|it| (*it, false)).chain(LEADING.iter().map(|it| (*it, true))) {
        let mut from = 0;
        while let Some(at) = tag.get(from..).and_then(|it| it.find(name)).map(|it| from + it) {
            from = at + name.len();
            let is_whole = tag[..at].ends_with(|it: char| it.is_ascii_whitespace());
            let Some(value) = tag[from..].trim_start().strip_prefix('=').map(str::trim_start).filter(|_| is_whole) else { continue };
            let Some(quote) = value.chars().next().filter(|it| "\"'".contains(*it)) else { continue };
            let value = value[1..].split(quote).next().unwrap_or_default();
            // A path of one's own leads nowhere else.
            let is_address = ["//", "http:", "https:", "mailto:", "tel:"].iter().any(|it| value.starts_with(it));
            if is_leading && !is_address {
                continue;
            }
            let mut passage = Passage::default();
            let mut left = value;
            while let Some(hole) = left.find("{{") {
                passage.push(whole, &left[..hole]);
                passage.hole(None);
                left = left[hole..].find("}}").map_or("", |it| &left[hole + it + 2..]);
            }
            passage.push(whole, left);
            passages.push(passage);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_is_read_without_what_chooses_and_with_its_places() {
        let text = "a = Until { $day ->\n    [31] the 31st\n   *[other] { \"then\" }\n }, { NUMBER($n) }.\n";
        let said: Vec<(String, Vec<&str>)> = of_messages(text).into_iter().map(|it| (it.text, it.variables)).collect();
        let expected = [("Until \u{FFFC}, \u{FFFC}.", vec!["day", "n"]), ("the 31st", vec![]), ("then", vec![])];
        assert_eq!(said, expected.map(|(text, of)| (text.to_owned(), of)));
        let variant = &of_messages(text)[1];
        let at = variant.text.find("31").unwrap();
        let span = variant.span(FileId(0), at..at + 2);
        assert_eq!(&text[span.start as usize..span.end as usize], "31");
        assert!(of_messages(&"a = { { { $b } } }\n".replace("{ ", &"{ ".repeat(60))).is_empty());
    }

    #[test]
    fn layout_is_read_without_its_markup() {
        let text = "<!-- 1 --><style>p { margin: 3px }</style><p style=\"top: 4px\" title=\"in 5 days\">{{ six[6] }} &#7; <a href=\"https://a.example/{{ x }}\" class=\"c8\">nine</a>{% if x > 10 %}</p>";
        let said: Vec<String> = of_layout(text).into_iter().map(|it| it.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(said, ["in 5 days", "https://a.example/\u{FFFC}", "\u{FFFC} nine"]);
        for odd in ["<", "<a href=\"", "{{", "&", "<style>", "<p title='"] {
            of_layout(odd);
        }
    }
}
