//! The canonical spelling of sources and destinations.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// How a text is to be spelled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spelled {
    /// As it is; or what is wrong with it is not its spelling.
    Same,
    As(String),
    /// A person must say.
    Unclear(String),
}

/// What is escaped for certain in a destination: a browser that follows it does the same.
const DESTINATION: &[char] = &[' ', '"', '^', '`', '|', '[', ']'];
/// What is escaped for certain in a source: every browser sends it so.
const SOURCE: &[char] = &[' '];
/// What nobody sees, and nobody meant.
const INVISIBLE: &[char] = &['\u{a0}', '\u{202f}', '\u{200b}', '\u{feff}', '\u{ad}'];
/// What is escaped once it is known that it is to be.
const ALL: &AsciiSet = &CONTROLS.add(b' ').add(b'"').add(b'^').add(b'`').add(b'|').add(b'[').add(b']');

/// Returns the canonical spelling of a rule's `from`. Conditions are compared as they are sent: what is escaped there stays.
pub fn source(text: &str) -> Spelled {
    if text.contains('#') {
        return Spelled::Unclear("it has a fragment, which browsers never send".to_owned());
    }
    let (origin, rest) = parts(text);
    let (path, query) = split(rest, '?');
    let spelled = || Ok(format!("{}{}{}", host(origin), path_of(path, SOURCE)?, as_sent(query, &[])?));
    settled(text, spelled)
}

/// Returns the canonical spelling of a rule's `to`.
pub fn destination(text: &str) -> Spelled {
    let (origin, rest) = parts(text);
    let (rest, fragment) = split(rest, '#');
    let (path, query) = split(rest, '?');
    let spelled = || {
        let path = path_of(path, DESTINATION)?;
        Ok(format!("{}{path}{}{}", host(origin), as_sent(query, DESTINATION)?, as_sent(fragment, DESTINATION)?))
    };
    settled(text, spelled)
}

fn settled(text: &str, spelled: impl Fn() -> Result<String, String>) -> Spelled {
    let is_known = text.starts_with('/') && !text.starts_with("//") || text.starts_with("https://");
    if !is_known {
        return Spelled::Same;
    }
    match spelled() {
        Ok(spelled) if spelled == text => Spelled::Same,
        Ok(spelled) => Spelled::As(spelled),
        Err(why) => Spelled::Unclear(why),
    }
}

/// Returns the scheme and the host, which may be empty, and what follows.
fn parts(text: &str) -> (&str, &str) {
    let Some(rest) = text.strip_prefix("https://") else { return ("", text) };
    let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    text.split_at("https://".len() + at)
}

/// Returns what stands before the first `mark`, and the rest with it.
fn split(text: &str, mark: char) -> (&str, &str) {
    text.split_at(text.find(mark).unwrap_or(text.len()))
}

/// Returns a scheme and a host as servers and this program spell them; what is no host stays.
fn host(origin: &str) -> String {
    let Some(authority) = origin.strip_prefix("https://") else { return origin.to_owned() };
    let (name, port) = split(authority, ':');
    let is_plain = |it: char| it.is_alphanumeric() || matches!(it, '.' | '-');
    let found = Some(name).filter(|it| it.chars().all(is_plain)).and_then(|it| url::Host::parse(it).ok());
    match found {
        Some(url::Host::Domain(name)) => format!("https://{name}{}", if port == ":443" { "" } else { port }),
        _ => origin.to_owned(),
    }
}

/// Returns a path in which every segment is spelled canonically; placeholders stay.
fn path_of(path: &str, escaped: &[char]) -> Result<String, String> {
    let segments = path.split('/').map(|segment| {
        if segment.starts_with(' ') || segment.ends_with(' ') {
            return Err("a space stands beside a slash or at an end".to_owned());
        }
        let spelled = canonical(&as_sent(segment, escaped)?);
        match spelled.as_str() {
            "." | ".." if segment != spelled => Err("it has a segment `.` or `..`".to_owned()),
            _ => Ok(spelled),
        }
    });
    Ok(segments.collect::<Result<Vec<String>, String>>()?.join("/"))
}

/// Returns a text with `escaped` and all that is not ASCII escaped; what is escaped stays.
fn as_sent(text: &str, escaped: &[char]) -> Result<String, String> {
    let is_clear = |it: char| it.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/?%#".contains(it) || escaped.contains(&it);
    if let Some(wrong) = text.chars().find(|it| it.is_ascii() && !is_clear(*it)) {
        return Err(format!("it holds `{}`, and it is not certain what is meant", crate::diag::printable(&wrong.to_string())));
    }
    if text.chars().any(|it| INVISIBLE.contains(&it)) {
        return Err("it holds a character that nobody sees".to_owned());
    }
    let bytes = text.as_bytes();
    let after = |at: usize| bytes.get(at + 1..at + 3).is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit) && it != b"00");
    if !bytes.iter().enumerate().all(|(at, it)| *it != b'%' || after(at)) {
        return Err("it holds a `%` that escapes nothing".to_owned());
    }
    Ok(utf8_percent_encode(text, ALL).to_string())
}

/// Returns a path with escapes in capitals and unreserved characters as themselves (RFC 3986 section 6.2.2).
pub fn canonical(text: &str) -> String {
    let mut parts = text.split('%');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.get(..2).map(str::to_ascii_uppercase);
        match digits.as_deref().map(|it| (it, u8::from_str_radix(it, 16))) {
            Some((_, Ok(byte))) if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) => out.push(char::from(byte)),
            Some((digits, Ok(_))) => out.extend(["%", digits]),
            _ => {
                out.extend(["%", part]);
                continue;
            }
        }
        out.push_str(&part[2..]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_spelled_as_browsers_send_it() {
        for (text, spelled) in [
            ("/été 2024/:slug/*", "/%C3%A9t%C3%A9%202024/:slug/*"),
            ("/%7eann/caf%c3%a9?q=%7e&x=é", "/~ann/caf%C3%A9?q=%7e&x=%C3%A9"),
            ("https://WWW.Po.co:443/A", "https://www.po.co/A"),
        ] {
            assert_eq!(source(text), Spelled::As(spelled.to_owned()));
            assert_eq!(source(spelled), Spelled::Same);
        }
    }

    #[test]
    fn what_may_be_meant_otherwise_stays() {
        for text in ["/a#b", "/{id}", "/a|b", "/100%", "/%00", "/a\u{a0}b", "/a ", "/a /b", "/%2e%2e/b", "/a?b c", "/a[1]"] {
            assert!(matches!(source(text), Spelled::Unclear(_)), "{text}");
        }
        for text in ["sale", "http://po.co/a b", "//po.co/a b", "/%3Aname/%2A"] {
            assert_eq!(source(text), Spelled::Same, "{text}");
        }
    }

    #[test]
    fn a_destination_keeps_its_query_and_fragment() {
        let spelled = destination("https://Bücher.example/a b/[1]?q=ü&k=%7e#d é");
        assert_eq!(spelled, Spelled::As("https://xn--bcher-kva.example/a%20b/%5B1%5D?q=%C3%BC&k=%7e#d%20%C3%A9".to_owned()));
        assert!(matches!(destination("https://po.co/a\\b"), Spelled::Unclear(_)));
    }
}
