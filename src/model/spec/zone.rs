//! Zone files (RFC 1035 section 5): their words, and what is kept of each record.

use crate::source::{FileId, Span};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::Range;

/// A zone as its file has it.
#[derive(Clone, Debug)]
pub struct ZoneFile {
    pub file: FileId,
    /// In the order of the file; the lines between them are comments, directives and nothing.
    pub entries: Vec<Entry>,
    /// How long records are kept that say nothing else (`$TTL`), in seconds.
    pub ttl: Option<u32>,
}

/// One record of a zone file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// All its lines, with the end of the last one.
    pub span: Span,
    /// Where its type begins: in front of it stand owner, TTL and class, or what stands for them.
    pub kind_at: u32,
    /// Whether owner and TTL stand in front of its type; else they are those of a record before.
    pub is_whole: bool,
    pub record: Record,
    /// Where the serial of a start of authority stands.
    pub serial: Option<Span>,
}

/// A record, its names made absolute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Record {
    /// In lower case, without a dot at its end.
    pub name: String,
    /// In capitals.
    pub kind: String,
    /// In seconds; `None` where it is not known.
    pub ttl: Option<u32>,
    /// As a zone file has it, and as `dig` shows it.
    pub data: String,
    pub span: Span,
}

/// A piece of a zone file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A word with its escapes, without quotes.
    Word { text: String, is_quoted: bool, range: Range<usize> },
    /// White space at the beginning of a line: the owner is that of the record before.
    Indent,
    /// The end of a line outside parentheses; the byte behind it.
    End(usize),
}

/// What keeps a zone file from being read further.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub what: &'static str,
    pub at: usize,
}

/// Takes a zone file, or the data of one record, apart.
pub struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// Where the parenthesis was opened that is still open.
    open: Option<usize>,
    is_line_start: bool,
}

impl<'t> Lexer<'t> {
    /// Begins at the start of `text`.
    pub fn new(text: &'t str) -> Lexer<'t> {
        Lexer { text, at: if text.starts_with('\u{feff}') { 3 } else { 0 }, open: None, is_line_start: true }
    }

    /// Returns the next piece; `None` at the end.
    pub fn token(&mut self) -> Result<Option<Token>, Broken> {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at).copied() {
            let was_start = std::mem::take(&mut self.is_line_start);
            match byte {
                b'\n' => {
                    self.at += 1;
                    if self.open.is_none() {
                        self.is_line_start = true;
                        return Ok(Some(Token::End(self.at)));
                    }
                }
                b' ' | b'\t' | b'\r' => {
                    self.at += 1;
                    if was_start && byte != b'\r' {
                        return Ok(Some(Token::Indent));
                    }
                }
                b';' => self.at = self.text[self.at..].find('\n').map_or(self.text.len(), |it| self.at + it),
                b'(' if self.open.is_some() => return Err(Broken { what: "a parenthesis within another", at: self.at }),
                b'(' => {
                    self.open = Some(self.at);
                    self.at += 1;
                }
                b')' if self.open.is_none() => return Err(Broken { what: "a parenthesis that closes nothing", at: self.at }),
                b')' => {
                    self.open = None;
                    self.at += 1;
                }
                b'"' => return self.quoted().map(Some),
                _ => return self.bare().map(Some),
            }
        }
        match self.open.take() {
            Some(at) => Err(Broken { what: "a parenthesis that nothing closes", at }),
            None => Ok(None),
        }
    }

    fn quoted(&mut self) -> Result<Token, Broken> {
        let start = self.at;
        let mut is_escaped = false;
        for (at, byte) in self.text.bytes().enumerate().skip(start + 1) {
            match byte {
                b'\n' => break,
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'"' => {
                    self.at = at + 1;
                    return Ok(Token::Word { text: self.text[start + 1..at].to_owned(), is_quoted: true, range: start..at + 1 });
                }
                _ => {}
            }
        }
        Err(Broken { what: "a quote that nothing closes", at: start })
    }

    fn bare(&mut self) -> Result<Token, Broken> {
        let start = self.at;
        let mut is_escaped = false;
        let end = self.text.bytes().enumerate().skip(start).find(|(_, byte)| match byte {
            b'\n' | b'\r' => true,
            _ if is_escaped => {
                is_escaped = false;
                false
            }
            b'\\' => {
                is_escaped = true;
                false
            }
            it => b" \t;()\"".contains(it),
        });
        if is_escaped {
            return Err(Broken { what: "a backslash that stands before nothing", at: start });
        }
        self.at = end.map_or(self.text.len(), |it| it.0);
        Ok(Token::Word { text: self.text[start..self.at].to_owned(), is_quoted: false, range: start..self.at })
    }
}

/// Returns the words of a record's data, each with whether it stood between quotes.
pub fn words(data: &str) -> Result<Vec<(String, bool)>, &'static str> {
    let mut lexer = Lexer::new(data);
    let mut words = Vec::new();
    while let Some(token) = lexer.token().map_err(|it| it.what)? {
        match token {
            Token::Word { text, is_quoted, .. } => words.push((text, is_quoted)),
            Token::End(_) => return Err("more than one line"),
            Token::Indent => {}
        }
    }
    Ok(words)
}

/// Returns a name made absolute, without a dot at its end; `@` is `origin` itself, and the root is empty.
pub fn absolute(name: &str, origin: &str) -> Option<String> {
    let whole = match name.strip_suffix('.').filter(|it| !it.ends_with('\\')) {
        Some(whole) => whole.to_owned(),
        None if name == "@" => origin.to_owned(),
        None if origin.is_empty() => name.to_owned(),
        None => format!("{name}.{origin}"),
    };
    let is_label = |it: &str| (1..=63).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_graphic() && !b"\"();$@".contains(&it));
    let is_name = whole.is_empty() || (whole.len() <= 253 && whole.split('.').all(is_label));
    is_name.then_some(whole)
}

/// Which of a type's words are names.
fn names_of(kind: &str) -> &'static [usize] {
    match kind {
        "CNAME" | "DNAME" | "NS" | "PTR" | "ALIAS" => &[0],
        "MX" | "AFSDB" | "KX" | "RT" | "HTTPS" | "SVCB" => &[1],
        "SOA" | "RP" | "MINFO" => &[0, 1],
        "SRV" => &[3],
        "NAPTR" => &[5],
        _ => &[],
    }
}

/// Returns a record's data in one spelling, with its names absolute; or what it should be.
pub fn canonical(kind: &str, words: &[(String, bool)], origin: &str) -> Result<String, &'static str> {
    let [first, rest @ ..] = words else { return Err("data") };
    let number = |at: usize, most: u32| words.get(at).and_then(|it| it.0.parse::<u32>().ok()).is_some_and(|it| it <= most);
    let fits = match kind {
        "A" => return address::<Ipv4Addr>(first, rest).ok_or("an IPv4 address"),
        "AAAA" => return address::<Ipv6Addr>(first, rest).ok_or("an IPv6 address"),
        "TXT" | "SPF" => return Ok(text(words)),
        "CAA" => return caa(words).ok_or("flags, a tag and a value, as `0 issue \"letsencrypt.org\"`"),
        "CNAME" | "DNAME" | "NS" | "PTR" | "ALIAS" => rest.is_empty().then_some(()).ok_or("one name"),
        "MX" => (words.len() == 2 && number(0, 65_535)).then_some(()).ok_or("a preference and a name, as `10 mail.po.co.`"),
        "SRV" => {
            let fits = words.len() == 4 && (0..3).all(|it| number(it, 65_535));
            fits.then_some(()).ok_or("priority, weight, port and a name")
        }
        "SOA" => (words.len() == 7 && number(2, u32::MAX)).then_some(()).ok_or("two names, a serial and four times"),
        "HTTPS" | "SVCB" => (words.len() >= 2 && number(0, 65_535)).then_some(()).ok_or("a priority, a name and parameters"),
        _ => Ok(()),
    };
    fits?;
    let word = |(at, (text, is_quoted)): (usize, &(String, bool))| match names_of(kind).contains(&at) {
        true => absolute(text, origin).map(|it| format!("{it}.")).ok_or("a name of labels with dots between them"),
        false if *is_quoted => Ok(format!("\"{text}\"")),
        false => Ok(text.clone()),
    };
    let words: Result<Vec<String>, &'static str> = words.iter().enumerate().map(word).collect();
    Ok(words?.join(" "))
}

fn address<T: std::str::FromStr + ToString>(first: &(String, bool), rest: &[(String, bool)]) -> Option<String> {
    first.0.parse::<T>().ok().filter(|_| rest.is_empty()).map(|it| it.to_string())
}

/// Returns the strings of a text, each between quotes.
fn text(words: &[(String, bool)]) -> String {
    words.iter().map(|it| format!("\"{}\"", it.0)).collect::<Vec<_>>().join(" ")
}

/// Returns the parts of an authorization (RFC 8659), its value between quotes.
fn caa(words: &[(String, bool)]) -> Option<String> {
    let [flags, tag, value] = words else { return None };
    let is_tag = !tag.0.is_empty() && tag.0.bytes().all(|it| it.is_ascii_alphanumeric());
    let flags = flags.0.parse::<u8>().ok().filter(|_| is_tag)?;
    Some(format!("{flags} {} \"{}\"", tag.0.to_ascii_lowercase(), value.0))
}

/// Returns the text of a TXT record's data: its strings taken together, quotes and escapes of quotes taken off.
pub fn unquoted(data: &str) -> String {
    let words = words(data).unwrap_or_default();
    words.iter().map(|it| it.0.replace("\\\"", "\"")).collect()
}

/// Reads a TTL as zone files have it: seconds, or numbers with `w`, `d`, `h`, `m` and `s`.
pub fn ttl(word: &str) -> Option<u32> {
    let mut total: u64 = 0;
    let mut count: Option<u64> = None;
    for byte in word.bytes() {
        let scale = match byte.to_ascii_lowercase() {
            digit @ b'0'..=b'9' => {
                count = Some(count.unwrap_or(0).checked_mul(10)?.checked_add(u64::from(digit - b'0')).filter(|it| *it < 1 << 32)?);
                continue;
            }
            b'w' => 604_800,
            b'd' => 86_400,
            b'h' => 3_600,
            b'm' => 60,
            b's' => 1,
            _ => return None,
        };
        total += count.take()? * scale;
    }
    total += if word.bytes().last()?.is_ascii_digit() { count? } else { 0 };
    u32::try_from(total).ok().filter(|it| *it <= i32::MAX as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn data(kind: &str, text: &str) -> Result<String, &'static str> {
        canonical(kind, &words(text).expect("words"), "po.co")
    }

    #[test]
    fn data_has_one_spelling() {
        assert_eq!(data("AAAA", "2001:DB8:0::1").as_deref(), Ok("2001:db8::1"));
        assert_eq!(data("MX", "10 mail").as_deref(), Ok("10 mail.po.co."));
        assert_eq!(data("MX", "0 .").as_deref(), Ok("0 ."));
        assert_eq!(data("CNAME", "@").as_deref(), Ok("po.co."));
        assert_eq!(data("TXT", r#""a;b" c "d\"e""#).as_deref(), Ok(r#""a;b" "c" "d\"e""#));
        assert_eq!(data("CAA", "0 Issue letsencrypt.org").as_deref(), Ok("0 issue \"letsencrypt.org\""));
        assert_eq!(data("A", "192.0.2.300"), Err("an IPv4 address"));
        assert_eq!(data("A", "192.0.2.3 4"), Err("an IPv4 address"));
        assert_eq!(data("MX", "mail"), Err("a preference and a name, as `10 mail.po.co.`"));
        assert!(data("CNAME", "a..b").is_err());
    }

    #[test]
    fn times_are_read_as_servers_do() {
        assert_eq!((ttl("300"), ttl("1h30m"), ttl("1W"), ttl("1d1")), (Some(300), Some(5_400), Some(604_800), Some(86_401)));
        assert_eq!((ttl(""), ttl("h"), ttl("A"), ttl("99999999999999999999"), ttl("2147483648")), (None, None, None, None, None));
    }

    #[test]
    fn what_nothing_closes_is_told() {
        let mut lexer = Lexer::new("a ( b\nc");
        let found = std::iter::from_fn(|| lexer.token().transpose()).last();
        assert_eq!(found, Some(Err(Broken { what: "a parenthesis that nothing closes", at: 2 })));
        assert_eq!(words("\"a"), Err("a quote that nothing closes"));
        assert_eq!(words("a\nb"), Err("more than one line"));
        assert_eq!((words(r"a\"), words(r"a\ b").map(|it| it.len())), (Err("a backslash that stands before nothing"), Ok(1)));
    }

    #[test]
    fn text_is_read_as_one() {
        assert_eq!(unquoted(r#""v=spf1 " "-all""#), "v=spf1 -all");
    }
}
