//! Makes the sources and destinations of a table out of what other programs write.

use crate::model::graph::pattern::{Condition, Pattern, Segment};

/// Returns the name of a host as this language writes it, if `text` is one; a port that its scheme has anyway is left out.
pub fn host(text: &str) -> Option<String> {
    let name = text.strip_suffix(":80").or_else(|| text.strip_suffix(":443")).unwrap_or(text);
    let name = name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase();
    let is_label = |it: &str| {
        let inner = it.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        !it.is_empty() && it.len() <= 63 && inner && !it.starts_with('-') && !it.ends_with('-')
    };
    let is_number = name.rsplit('.').next().is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()));
    (name.len() <= 253 && name.contains('.') && !is_number && name.split('.').all(is_label)).then_some(name)
}

/// A whole URL of `http` or `https`, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Whole<'t> {
    pub is_secure: bool,
    pub host: &'t str,
    /// All behind the host: empty, or it begins with `/`, `?` or `#`.
    pub rest: &'t str,
}

/// Takes a whole URL apart; `None` where `text` is none.
pub fn whole(text: &str) -> Option<Whole<'_>> {
    let scheme = |name: &str| text.get(..name.len()).filter(|it| it.eq_ignore_ascii_case(name)).map(|it| &text[it.len()..]);
    let (is_secure, rest) = match (scheme("https://"), scheme("http://")) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return None,
    };
    let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    Some(Whole { is_secure, host: &rest[..at], rest: &rest[at..] })
}

/// Returns the text of a source.
pub fn text(segments: &[Segment], conditions: &[Condition]) -> String {
    Pattern { segments: segments.to_vec(), conditions: conditions.to_vec() }.to_string()
}

/// Returns the segments that a literal path has: nothing in it stands for anything else.
pub fn literals(path: &str) -> Vec<Segment> {
    path.strip_prefix('/').unwrap_or(path).split('/').map(|it| Segment::Literal(it.to_owned())).collect()
}

/// Reads a source of this language, so far that it can be compared with others: escapes are spelled in one way.
pub fn pattern(text: &str) -> Pattern {
    let (path, query) = text.split_once('?').map_or((text, None), |(path, query)| (path, Some(query)));
    let parts: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
    let segment = |(at, part): (usize, &&str)| match part.strip_prefix(':') {
        Some(name) => Segment::Name(name.to_owned()),
        None if *part == "*" && at + 1 == parts.len() => Segment::Splat,
        None => Segment::Literal(canonical(part)),
    };
    let condition = |part: &str| match part.split_once('=') {
        Some((key, value)) => Condition { key: key.to_owned(), value: Some(value.to_owned()) },
        None => Condition { key: part.to_owned(), value: None },
    };
    let mut conditions: Vec<Condition> = query.map(|it| it.split('&').map(condition).collect()).unwrap_or_default();
    conditions.sort();
    Pattern { segments: parts.iter().enumerate().map(segment).collect(), conditions }
}

/// Returns a path with its escapes in capitals, unreserved characters as themselves and all that is not ASCII escaped.
fn canonical(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let escaped = rest.get(1..3).and_then(|it| std::str::from_utf8(it).ok()).and_then(|it| u8::from_str_radix(it, 16).ok());
        match (byte, escaped) {
            (b'%', Some(byte)) => {
                rest = &rest[3..];
                match byte {
                    it if it.is_ascii_alphanumeric() || b"-._~".contains(&it) => out.push(char::from(it)),
                    it => out.push_str(&format!("%{it:02X}")),
                }
                continue;
            }
            (it, _) if it.is_ascii() => out.push(char::from(*it)),
            (it, _) => out.push_str(&format!("%{it:02X}")),
        }
        rest = after;
    }
    out
}

/// Tells whether no value of a source stands in a destination of this language.
pub fn is_fixed(to: &str) -> bool {
    let path = whole(to).map_or(to, |it| it.rest);
    !path.split(['/', '?', '&', '=', '#']).any(|it| it.starts_with(':') || it == "*")
}

/// How another program names a value of the source, and how this language does: `:splat` and `*`.
pub type Value = (String, String);

/// Returns a destination with its values as this language writes them; a value must be a whole segment of the path or a
/// whole value of the query, and `*` the last segment.
pub fn destination(text: &str, values: &[Value]) -> Result<String, String> {
    let (front, rest) = match whole(text) {
        Some(it) => text.split_at(text.len() - it.rest.len()),
        None => ("", text),
    };
    let holds_value = |it: &str| values.iter().any(|(theirs, _)| it.contains(theirs.as_str()));
    if holds_value(front) {
        return Err("its destination has a value of the source in the name of a host".to_owned());
    }
    let (rest, fragment) = rest.split_once('#').map_or((rest, None), |(rest, it)| (rest, Some(it)));
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, it)| (path, Some(it)));
    if fragment.is_some_and(holds_value) {
        return Err("its destination has a value of the source in its fragment".to_owned());
    }
    let place = |part: &str| match values.iter().find(|(theirs, _)| part == theirs) {
        Some((_, ours)) => Ok(ours.clone()),
        None if holds_value(part) => {
            Err(format!("its destination has a value of the source within `{part}`, and a value is a whole segment here"))
        }
        None if part == "*" => Err("its destination has a `*` that is no value of the source".to_owned()),
        None => Ok(part.to_owned()),
    };
    let path: Vec<String> = path.split('/').map(place).collect::<Result<_, String>>()?;
    if path.iter().rev().skip(1).any(|it| it == "*") {
        return Err("its destination goes on behind the rest of the source, which is the last segment here".to_owned());
    }
    let mut out = format!("{front}{}", path.join("/"));
    if let Some(query) = query {
        let part = |part: &str| match part.split_once('=') {
            Some((key, value)) if !holds_value(key) => place(value).map(|it| format!("{key}={it}")),
            _ if holds_value(part) => Err("its destination has a value of the source as a name in its query".to_owned()),
            _ => Ok(part.to_owned()),
        };
        let parts: Vec<String> = query.split('&').map(part).collect::<Result<_, String>>()?;
        out.push_str(&format!("?{}", parts.join("&")));
    }
    if let Some(fragment) = fragment {
        out.push_str(&format!("#{fragment}"));
    }
    Ok(out)
}

/// Returns a destination of this language with nothing in the place of its `*`.
pub fn without_splat(to: &str) -> String {
    let at = to.find(['?', '#']).unwrap_or(to.len());
    let (path, rest) = to.split_at(at);
    let path = path.strip_suffix('*').unwrap_or(path);
    format!("{path}{}", rest.replace("=*", "="))
}

/// What becomes of the visitor's query where a destination has a query or a fragment of its own.
pub enum OwnQuery {
    /// It stands in the place of the visitor's.
    Instead,
    /// The visitor's is joined to it.
    Joined,
    /// It is not known.
    Unknown,
}

/// Returns what `query` says for a destination, and what is told of it: beside a query or a fragment of its own, this
/// language keeps none.
pub fn query(to: &str, own: &OwnQuery) -> (Option<String>, Option<String>) {
    let is_fragment = to.contains('#');
    let has_query = to.split('#').next().is_some_and(|it| it.contains('?'));
    let dropped = |note: &str| (Some("drop".to_owned()), Some(note.to_owned()));
    match own {
        _ if !is_fragment && !has_query => (None, None),
        OwnQuery::Instead if has_query => (Some("drop".to_owned()), None),
        OwnQuery::Instead => dropped("the visitor's query was kept before the fragment, and is dropped"),
        OwnQuery::Joined => dropped("the visitor's query was joined to the destination's own, and is dropped"),
        OwnQuery::Unknown => dropped("the visitor's query is dropped: the destination has a query or a fragment of its own"),
    }
}

/// Returns `text` on one line, cut where it is longer than anybody reads.
pub fn one_line(text: &str) -> String {
    const MOST: usize = 400;
    let line: String = text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
    let line = line.trim();
    match line.char_indices().nth(MOST) {
        Some((at, _)) => format!("{} …", &line[..at]),
        None => line.to_owned(),
    }
}

/// Returns the line, from 1, on which the byte `at` of a text stands.
pub fn line_of(text: &str, at: usize) -> usize {
    1 + text.as_bytes().iter().take(at).filter(|it| **it == b'\n').count()
}

/// Reads a file as text, without a byte order mark.
pub fn utf8(bytes: &[u8]) -> Result<&str, String> {
    let text = std::str::from_utf8(bytes).map_err(|err| format!("it is not UTF-8 from byte {} on", err.valid_up_to()))?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_named_as_the_language_has_it() {
        assert_eq!(host("WWW.Shop.example:443").as_deref(), Some("www.shop.example"));
        for text in ["", "shop", "127.0.0.1", "a..b", "*.shop.example", "shop.example:8080", "é.example"] {
            assert_eq!(host(text), None, "{text}");
        }
    }

    #[test]
    fn spellings_of_one_source_are_one_pattern() {
        assert_eq!(pattern("/%7eann/é?b=1&a"), pattern("/~ann/%c3%A9?a&b=1"));
        assert_eq!(pattern("/a/*").to_string(), "/a/*");
        assert_ne!(pattern("/a/%2A"), pattern("/a/*"));
    }
}
