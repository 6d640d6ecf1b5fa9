//! Reads sources and destinations out of their text.

use crate::diag::Help;
use crate::model::graph::pattern::{Condition, Part, Pattern, Piece, Segment, Template};
use crate::model::plan::request::escapes_are_whole;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What is wrong with a text, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    pub message: String,
    pub help: Help,
}

impl Wrong {
    pub fn new(message: impl Into<String>, help: impl Into<Help>) -> Wrong {
        Wrong { message: message.into(), help: help.into() }
    }
}

/// A whole URL, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absolute<'t> {
    /// Scheme, host and port, as `https://www.mi.com`.
    pub origin: &'t str,
    /// All behind the host: empty, or it begins with `/`, `?` or `#`.
    pub rest: &'t str,
}

/// Takes a whole `https` URL apart.
pub fn absolute(text: &str) -> Result<Absolute<'_>, Wrong> {
    if let Some(rest) = text.strip_prefix("http://") {
        return Err(Wrong::new(format!("`{text}` is not encrypted"), Help::write(text, &format!("https://{rest}"))));
    }
    let Some(rest) = text.strip_prefix("https://") else {
        return Err(Wrong::new(format!("`{text}` is neither a path nor a whole URL"), "begin with `/` or with `https://`"));
    };
    let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..at];
    if authority.contains('@') {
        return Err(Wrong::new(format!("`{text}` names a user"), "write the host alone"));
    }
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    host_name(host)?;
    match port.map(|it| if it.starts_with('+') { Ok(0) } else { it.parse::<u16>() }) {
        None | Some(Ok(1..=442 | 444..)) => {}
        Some(Ok(443)) => return Err(Wrong::new(format!("`{text}` names the port that `https` has anyway"), "write the host alone")),
        Some(_) => return Err(Wrong::new(format!("`{text}` has a port that is none"), "write a number from 1 to 65535, or no port")),
    }
    Ok(Absolute { origin: &text[.."https://".len() + at], rest: &rest[at..] })
}

/// Says what is wrong with the name of a host (RFC 1123 section 2.1).
pub fn host_name(name: &str) -> Result<(), Wrong> {
    let is_label = |it: &str| {
        let inner = it.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        !it.is_empty() && it.len() <= 63 && inner && !it.starts_with('-') && !it.ends_with('-')
    };
    let is_address = name.split('.').next_back().is_some_and(|it| it.bytes().all(|byte| byte.is_ascii_digit()));
    if name.len() <= 253 && name.split('.').all(is_label) && name.contains('.') && !is_address {
        return Ok(());
    }
    let message = format!("`{name}` is not the name of a host");
    if name.contains('*') {
        return Err(Wrong::new(message, "name each host by itself: a wildcard would take in hosts that are not yours"));
    }
    if let Some(bare) = name.split("://").nth(1).and_then(|it| it.split(['/', ':', '?']).next())
        && host_name(bare).is_ok()
    {
        return Err(Wrong::new(message, Help::write(name, bare)));
    }
    let bare = name.split(['/', ':']).next().unwrap_or(name);
    let found = url::Host::parse(bare).ok().map(|it| it.to_string());
    let help = match found.map(|it| it.trim_end_matches('.').to_owned()).filter(|it| it != name && host_name(it).is_ok()) {
        Some(better) => Help::write(name, &better),
        None => Help::from("write labels of lower-case letters, digits and hyphens with dots between them, as `www.po.co`"),
    };
    Err(Wrong::new(message, help))
}

/// What a path may hold unescaped, besides what [`PATH`] lists: nothing else.
const PATH: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}').add(b'[').add(b']');

fn is_path_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/%".contains(&byte)
}

fn is_query_byte(byte: u8) -> bool {
    is_path_byte(byte) || byte == b'?'
}

/// A source: the canonical spelling, and the one that was written where it is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spellings {
    pub canonical: Pattern,
    pub written: Option<Pattern>,
}

/// Reads a source behind a site: a path with placeholders, and conditions.
pub fn source(text: &str) -> Result<Spellings, Wrong> {
    if !text.starts_with('/') {
        let help = match (text.strip_prefix("http://"), text.starts_with(|it: char| it.is_ascii_alphanumeric())) {
            (Some(rest), _) => Help::write(text, &format!("https://{rest}")),
            (None, true) if !text.contains(':') && !text.starts_with("www.") => Help::write(text, &format!("/{text}")),
            (None, _) => match text.trim_matches(QUOTES) {
                bare if bare != text && bare.starts_with('/') => Help::write(text, bare),
                _ => Help::from("begin with `/` or with `https://`"),
            },
        };
        return Err(Wrong::new(format!("the source `{text}` does not begin with `/`"), help));
    }
    if let Some((before, _)) = text.split_once('#') {
        return Err(Wrong::new(format!("the source `{text}` has a fragment, which browsers never send"), Help::write(text, before)));
    }
    let (path, query) = text.split_once('?').map_or((text, None), |(path, query)| (path, Some(query)));
    check_bytes(text, path, is_path_byte, true)?;
    let conditions = query.map_or(Ok(Vec::new()), |it| conditions(text, it))?;
    let segments = segments(text, path)?;
    let respell = |spell: fn(&str) -> String| {
        let segments = segments.iter().map(|it| match it {
            Segment::Literal(text) => Segment::Literal(spell(text)),
            other => other.clone(),
        });
        Pattern { segments: segments.collect(), conditions: conditions.clone() }
    };
    let canonical = respell(canonical);
    let is_dots = |it: &Segment| matches!(it, Segment::Literal(text) if text == "." || text == "..");
    if canonical.segments.iter().any(is_dots) {
        return Err(Wrong::new(
            format!("the source `{text}` has a segment `.` or `..`, which browsers resolve"),
            "write the path that they arrive at",
        ));
    }
    let written = path.is_ascii().then(|| respell(str::to_owned)).filter(|it| *it != canonical);
    Ok(Spellings { canonical, written })
}

/// What stands round a text that was copied out of another.
const QUOTES: &[char] = &['"', '\'', '`', '“', '”', '„', '‘', '’', '«', '»', ' ', '\u{a0}', '\u{202f}'];

/// What a spreadsheet or a web page leaves in a text, and nobody sees.
const INVISIBLE: &[(char, &str)] = &[
    ('\u{a0}', "a no-break space"),
    ('\u{202f}', "a narrow no-break space"),
    ('\u{200b}', "a space without width"),
    ('\u{feff}', "a byte order mark"),
    ('\u{ad}', "a soft hyphen"),
];

fn check_bytes(text: &str, part: &str, is_allowed: fn(u8) -> bool, may_be_wide: bool) -> Result<(), Wrong> {
    if let Some((wrong, name)) = part.chars().find_map(|it| INVISIBLE.iter().find(|(known, _)| *known == it)) {
        let escaped = utf8_percent_encode(&wrong.to_string(), PATH).to_string();
        let help = format!("take it out, or write `%20` for a space; `{escaped}` if the URL truly has it");
        return Err(Wrong::new(format!("`{text}` holds {name}, which looks like nothing or like a space"), help));
    }
    let wrong = part.chars().find(|it| if it.is_ascii() { !is_allowed(*it as u8) } else { !may_be_wide });
    if let Some(wrong) = wrong {
        let spelled = utf8_percent_encode(text, PATH).to_string();
        return Err(Wrong::new(format!("`{text}` holds the character `{wrong}`, which must be escaped"), Help::write(text, &spelled)));
    }
    if !escapes_are_whole(part.as_bytes()) {
        return Err(Wrong::new(
            format!("`{text}` holds a `%` that is not followed by two hex digits, or escapes the byte 0"),
            "write `%25` for a percent sign",
        ));
    }
    Ok(())
}

fn segments(text: &str, path: &str) -> Result<Vec<Segment>, Wrong> {
    let parts: Vec<&str> = path[1..].split('/').collect();
    let mut segments = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        let segment = match part.strip_prefix(':') {
            Some(name) if is_name(name) => Segment::Name(name.to_owned()),
            Some(_) => {
                return Err(Wrong::new(
                    format!("the source `{text}` has a placeholder `{part}` without a proper name"),
                    "name it with letters, digits, `-` and `_`, or write `%3A` for a colon",
                ));
            }
            None if *part == "*" && at + 1 == parts.len() => Segment::Splat,
            None if *part == "*" => {
                return Err(Wrong::new(
                    format!("the source `{text}` has a `*` that is not its last segment"),
                    "use `:name` for a segment in between, or write `%2A` for a star",
                ));
            }
            None if part.starts_with('*') => {
                return Err(Wrong::new(format!("the source `{text}` has a segment that only begins with `*`"), "write `%2A` for a star"));
            }
            None => Segment::Literal((*part).to_owned()),
        };
        if segments.contains(&segment) && matches!(segment, Segment::Name(_)) {
            return Err(Wrong::new(format!("the source `{text}` has two placeholders `{part}`"), "give one of them another name"));
        }
        segments.push(segment);
    }
    Ok(segments)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_' || it == b'-')
}

fn conditions(text: &str, query: &str) -> Result<Vec<Condition>, Wrong> {
    check_bytes(text, query, is_query_byte, false)?;
    let mut conditions: Vec<Condition> = Vec::new();
    for part in query.split('&') {
        let (key, value) = part.split_once('=').map_or((part, None), |(key, value)| (key, Some(value.to_owned())));
        if key.is_empty() {
            return Err(Wrong::new(
                format!("the source `{text}` has a condition without a name"),
                "write conditions as `?key=value&key=value`",
            ));
        }
        if conditions.iter().any(|it| it.key == key) {
            return Err(Wrong::new(
                format!("the source `{text}` has two conditions on `{key}`, and only its first occurrence counts"),
                "keep one of them",
            ));
        }
        conditions.push(Condition { key: key.to_owned(), value });
    }
    conditions.sort();
    Ok(conditions)
}

/// Returns the canonical spelling of a path: escapes in capitals, unreserved characters as themselves, UTF-8 escaped
/// (RFC 3986 section 6.2.2, RFC 3987 section 3.1).
pub fn canonical(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'%' => {
                let digits: Vec<u8> = bytes.by_ref().take(2).collect();
                let digits = String::from_utf8_lossy(&digits).to_ascii_uppercase();
                match u8::from_str_radix(&digits, 16) {
                    Ok(byte) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => out.push(char::from(byte)),
                    _ => out.push_str(&format!("%{digits}")),
                }
            }
            byte if byte.is_ascii() => out.push(char::from(byte)),
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// Reads a destination; `names` are the placeholders of its source. The origin is empty where the path is to be joined.
pub fn destination(text: &str, names: &[&str]) -> Result<Template, Wrong> {
    let (origin, rest) = match text.strip_prefix('/') {
        Some(rest) if rest.starts_with('/') => {
            return Err(Wrong::new(
                format!("the destination `{text}` begins with two slashes and would lead to another host"),
                "begin with one `/`, or with `https://`",
            ));
        }
        Some(_) => ("", text),
        None => {
            check_joint(text)?;
            absolute(text).map(|it| (it.origin, it.rest))?
        }
    };
    let (rest, fragment) = rest.split_once('#').map_or((rest, None), |(rest, fragment)| (rest, Some(fragment)));
    let (path, query) = rest.split_once('?').map_or((rest, None), |(path, query)| (path, Some(query)));
    let path = if path.is_empty() { "/" } else { path };
    check_bytes(text, path, is_path_byte, false)?;
    for part in [query, fragment].into_iter().flatten() {
        check_bytes(text, part, is_query_byte, false)?;
    }
    let is_dots = |it: &str| matches!(canonical(it).as_str(), "." | "..");
    if path.split('/').any(is_dots) {
        return Err(Wrong::new(format!("the destination `{text}` has a segment `.` or `..`"), "write the path that it resolves to"));
    }
    let parts: Vec<&str> = path[1..].split('/').collect();
    let part = |(at, part): (usize, &&str)| match value(text, part, names)? {
        Some(_) if *part == "*" && at + 1 < parts.len() => {
            Err(Wrong::new(format!("the destination `{text}` has a `*` that is not its last segment"), "put it last"))
        }
        Some(value) if *part == "*" => Ok(Part::Splat(value)),
        Some(value) => Ok(Part::Name(value)),
        None => Ok(Part::Literal((*part).to_owned())),
    };
    let path = parts.iter().enumerate().map(part).collect::<Result<Vec<_>, Wrong>>()?;
    let query = query.map(|it| query_pieces(text, it, names)).transpose()?;
    Ok(Template { origin: origin.to_owned(), path, query, fragment: fragment.map(str::to_owned) })
}

/// Refuses a value right behind the name of a host: it would lengthen the name.
fn check_joint(text: &str) -> Result<(), Wrong> {
    let authority = text.strip_prefix("https://").unwrap_or_default().split(['/', '?', '#']).next().unwrap_or_default();
    match authority.strip_suffix('*').map(|it| it.trim_end_matches('.')).filter(|it| host_name(it).is_ok()) {
        Some(host) => Err(Wrong::new(
            format!("the destination `{text}` puts a value into the host's name: it could become `{host}.evil.test`"),
            format!("end the host with `/` and a path of its own, as `https://{host}/help/*`"),
        )),
        None => Ok(()),
    }
}

/// Returns the rank of the placeholder that `part` stands for, if it is one.
fn value(text: &str, part: &str, names: &[&str]) -> Result<Option<usize>, Wrong> {
    let name = match part.strip_prefix(':') {
        Some(name) if is_name(name) => name,
        _ if part == "*" => "*",
        _ => return Ok(None),
    };
    names.iter().position(|it| *it == name).map(Some).ok_or_else(|| {
        let help = if names.is_empty() {
            "its source has no placeholders".to_owned()
        } else {
            format!(
                "its source has {}",
                names.iter().map(|it| if *it == "*" { "`*`".to_owned() } else { format!("`:{it}`") }).collect::<Vec<_>>().join(", ")
            )
        };
        Wrong::new(format!("the destination `{text}` uses `{part}`, which its source does not have"), help)
    })
}

fn query_pieces(text: &str, query: &str, names: &[&str]) -> Result<Vec<Piece>, Wrong> {
    let mut pieces = Vec::new();
    let mut fixed = String::new();
    for (at, part) in query.split('&').enumerate() {
        if at > 0 {
            fixed.push('&');
        }
        match part.split_once('=') {
            Some((key, word)) => match value(text, word, names)? {
                Some(value) => {
                    fixed.push_str(&format!("{key}="));
                    pieces.push(Piece::Text(std::mem::take(&mut fixed)));
                    pieces.push(Piece::Value(value));
                }
                None => fixed.push_str(part),
            },
            None => fixed.push_str(part),
        }
    }
    if !fixed.is_empty() {
        pieces.push(Piece::Text(fixed));
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_spelled_as_written_and_canonically() {
        let spellings = source("/%7Eann/caf%c3%a9/é").expect("a source");
        assert_eq!(spellings.canonical.to_string(), "/~ann/caf%C3%A9/%C3%A9");
        assert_eq!(spellings.written, None);
        assert_eq!(source("/%7Eann").expect("a source").written.expect("another spelling").to_string(), "/%7Eann");
    }

    #[test]
    fn what_no_request_can_spell_is_refused() {
        for text in ["a", "/a b", "/a#b", "/a/../b", "/%2e/x", "/*/x", "/:a/:a", "/%zz", "/%00", "/a?x=1&x=2", "/:", "/*x", "/a?=1"] {
            assert!(source(text).is_err(), "{text}");
        }
    }

    #[test]
    fn destinations_keep_values_where_they_may_stand() {
        assert_eq!(destination("/x/:s?q=:s&k=1", &["s"]).expect("a destination").fill(&["v"]), "/x/v?q=v&k=1");
        for text in [
            "//evil.test",
            "http://a.test/",
            "https://u@a.test/",
            "/x/:t",
            "/x/*",
            "/a b",
            "/é",
            "/../x",
            "https://a.test:99999/",
            "/%2E%2e/",
        ] {
            assert!(destination(text, &["s"]).is_err(), "{text}");
        }
    }

    #[test]
    fn hosts_are_named_one_by_one() {
        assert!(host_name("www.po.co").is_ok());
        for name in ["*.po.co", "WWW.po.co", "po", "127.0.0.1", "https://po.co", "po.co:80", "po.co.", "bücher.example", "-a.b"] {
            assert!(host_name(name).is_err(), "{name}");
        }
        assert_eq!(host_name("bücher.example").expect_err("not encoded").help.text, "write `xn--bcher-kva.example`");
    }
}
