//! JSON as a person reads it: what fits stands on one line, and a row of a table always does.

use super::table::Rows;
use serde::Serialize;
use std::io::Write;

/// The longest line that is not broken.
const WIDTH: usize = 120;

/// A value.
#[derive(Clone, Debug)]
pub enum Json<'a> {
    Text(String),
    Number(i64),
    Flag(bool),
    List(Vec<Json<'a>>),
    /// In the order in which it is printed.
    Object(Vec<(String, Json<'a>)>),
    /// One line, however long it is.
    Line(Box<Json<'a>>),
    /// The rows of a table, a line each.
    Rows(Rows<'a>),
    /// A value that stands in several places.
    Shared(&'a Json<'a>),
}

/// Returns a text.
pub fn text<'a>(text: impl Into<String>) -> Json<'a> {
    Json::Text(text.into())
}

/// Returns a list of texts.
pub fn texts<'a, T: Into<String>>(list: impl IntoIterator<Item = T>) -> Json<'a> {
    Json::List(list.into_iter().map(text).collect())
}

/// Returns an object with these keys.
pub fn object<'a, const COUNT: usize>(pairs: [(&str, Json<'a>); COUNT]) -> Json<'a> {
    Json::Object(pairs.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

impl Json<'_> {
    /// Returns the text of a file.
    pub fn print(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out, 0);
        out.push(b'\n');
        out
    }

    fn write(&self, out: &mut Vec<u8>, depth: usize) {
        match self {
            fitting if fitting.room(WIDTH.saturating_sub(2 * depth)).is_some() => fitting.flat(out),
            Json::Shared(value) => value.write(out, depth),
            // The only object of a list begins and ends with it.
            Json::List(list) if matches!(list[..], [Json::Object(_)]) => {
                out.push(b'[');
                list[0].write(out, depth);
                out.push(b']');
            }
            Json::List(list) => {
                out.push(b'[');
                for (rank, it) in list.iter().enumerate() {
                    line(out, depth + 1, rank);
                    it.write(out, depth + 1);
                }
                line(out, depth, 0);
                out.push(b']');
            }
            Json::Object(pairs) => {
                out.push(b'{');
                for (rank, (key, it)) in pairs.iter().enumerate() {
                    line(out, depth + 1, rank);
                    string(out, key);
                    out.extend(b": ");
                    it.write(out, depth + 1);
                }
                line(out, depth, 0);
                out.push(b'}');
            }
            Json::Rows(rows) => {
                out.push(b'[');
                // At the margin, however deep the table lies: a row is long as it is.
                rows.write(out, |out, rank| line(out, 1, rank));
                line(out, depth, 0);
                out.push(b']');
            }
            other => other.flat(out),
        }
    }

    /// Writes it on one line.
    fn flat(&self, out: &mut Vec<u8>) {
        match self {
            Json::Text(text) => string(out, text),
            Json::Number(number) => write!(out, "{number}").expect("memory takes all"),
            Json::Flag(flag) => write!(out, "{flag}").expect("memory takes all"),
            Json::List(list) => {
                out.push(b'[');
                for (rank, it) in list.iter().enumerate() {
                    out.extend(if rank == 0 { "" } else { ", " }.as_bytes());
                    it.flat(out);
                }
                out.push(b']');
            }
            Json::Object(pairs) => {
                out.push(b'{');
                for (rank, (key, it)) in pairs.iter().enumerate() {
                    out.extend(if rank == 0 { "" } else { ", " }.as_bytes());
                    string(out, key);
                    out.extend(b": ");
                    it.flat(out);
                }
                out.push(b'}');
            }
            Json::Line(value) => value.flat(out),
            Json::Shared(value) => value.flat(out),
            Json::Rows(rows) => {
                out.push(b'[');
                rows.write(out, |out, rank| out.extend(if rank == 0 { "" } else { ", " }.as_bytes()));
                out.push(b']');
            }
        }
    }

    /// Returns what is left of `room` once it stands on one line, or `None` where it does not fit or must not.
    fn room(&self, room: usize) -> Option<usize> {
        match self {
            Json::Text(text) => room.checked_sub(text.len() + 4),
            Json::Number(_) | Json::Flag(_) => room.checked_sub(7),
            Json::List(list) => list.iter().try_fold(room.checked_sub(2)?, |room, it| it.room(room)),
            Json::Object(pairs) => pairs.iter().try_fold(room.checked_sub(2)?, |room, (key, it)| it.room(room.checked_sub(key.len() + 6)?)),
            Json::Shared(value) => value.room(room),
            Json::Line(_) | Json::Rows(_) => None,
        }
    }
}

/// Begins a line: the first in its list, or a further one.
fn line(out: &mut Vec<u8>, depth: usize, rank: usize) {
    out.extend(if rank == 0 { "\n" } else { ",\n" }.as_bytes());
    out.extend(std::iter::repeat_n(b' ', 2 * depth));
}

/// Writes `text` between quotes.
pub fn string(out: &mut Vec<u8>, text: &str) {
    let mut writer = serde_json::Serializer::new(out);
    text.serialize(&mut writer).expect("memory takes all");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stands_on_one_line() {
        let short = object([("a", texts(["b", "\"\n"])), ("c", Json::Number(1)), ("d", Json::Flag(true))]);
        assert_eq!(String::from_utf8(short.print()).unwrap(), "{\"a\": [\"b\", \"\\\"\\n\"], \"c\": 1, \"d\": true}\n");
        let long = object([("a", text("x".repeat(WIDTH))), ("b", Json::List(vec![Json::Line(Box::new(texts(["y"])))]))]);
        let wanted = format!("{{\n  \"a\": \"{}\",\n  \"b\": [\n    [\"y\"]\n  ]\n}}\n", "x".repeat(WIDTH));
        assert_eq!(String::from_utf8(long.print()).unwrap(), wanted);
    }

    #[test]
    fn what_is_printed_is_json() {
        let value = Json::List(vec![object([("</script>\u{7f}\u{0}", text("\\ é \u{2028}"))]), Json::List(Vec::new()), object([])]);
        let read: serde_json::Value = serde_json::from_slice(&value.print()).unwrap();
        assert_eq!(read, serde_json::json!([{ "</script>\u{7f}\u{0}": "\\ é \u{2028}" }, [], {}]));
    }
}
