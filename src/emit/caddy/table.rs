//! Tables of sources without placeholders. Caddy asks the rows of a `map` one after the other, so a large table is
//! parted by the beginnings of its keys until few rows are left to ask.

use super::json::{self, Json, object, text, texts};
use super::words::{self, Form, Vocabulary, placeholder};
use crate::emit::expression;
use crate::emit::table::{Row, Table};
use crate::model::plan::Plan;

/// How many rows are asked one after the other: as many take about as long as one step down.
const LEAF: usize = 512;
/// Into how many parts a step divides.
const PARTS: usize = 8;
/// The most steps. Only keys that each begin with the one before need more; those are then asked one after the other.
const DEPTH: usize = 24;

/// One table, as it is parted.
#[derive(Clone, Copy, Debug)]
pub struct Look<'a> {
    pub plan: &'a Plan,
    pub vocabulary: &'a Vocabulary,
    /// Its number on its host, from 1.
    pub number: usize,
    /// The variable that is looked up.
    pub variable: &'static str,
}

/// Rows that are asked one after the other.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a> {
    look: Look<'a>,
    rows: &'a [&'a Row<'a>],
}

/// Returns the rows of a table by what they look up; of the same, the first wins.
pub fn sorted<'t, 'p>(table: &'t Table<'p>) -> Vec<&'t Row<'p>> {
    let mut rows: Vec<&Row<'_>> = table.rows.iter().collect();
    rows.sort_by(|one, two| one.lookup.as_bytes().cmp(two.lookup.as_bytes()));
    rows.dedup_by(|later, first| later.lookup == first.lookup);
    rows
}

impl<'a> Look<'a> {
    /// Returns the handlers that set `cutover_answer` if one of `rows` is what is looked up.
    pub fn handlers(self, rows: &'a [&'a Row<'a>]) -> Vec<Json<'a>> {
        self.step(rows, 0)
    }

    fn step(self, rows: &'a [&'a Row<'a>], depth: usize) -> Vec<Json<'a>> {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Vec::new() };
        if rows.len() <= LEAF || depth == DEPTH {
            return self.leaf(rows);
        }
        // All keys between the first and the last begin as those two do.
        let start = first.lookup.bytes().zip(last.lookup.bytes()).take_while(|(one, two)| one == two).count();
        let ended = rows.partition_point(|it| it.lookup.len() == start);
        let mut routes = Vec::new();
        let beginning = first.lookup.get(..start).expect("refuse: a key is ASCII");
        if ended > 0 {
            let is_key = object([("vars", object([(self.variable, texts([beginning]))]))]);
            routes.push(route(is_key, self.leaf(&rows[..ended])));
        }
        for part in parts(&rows[ended..], start) {
            let (from, to) = (part[0].lookup.as_bytes()[start], part[part.len() - 1].lookup.as_bytes()[start]);
            let regex = format!("^{}{}", expression::literal(beginning), class(from, to));
            let begins = object([("vars_regexp", object([(self.variable, object([("pattern", text(regex))]))]))]);
            routes.push(route(begins, self.step(part, depth + 1)));
        }
        vec![object([("handler", text("subroute")), ("routes", Json::List(routes))])]
    }

    fn leaf(self, rows: &'a [&'a Row<'a>]) -> Vec<Json<'a>> {
        let row = placeholder(&format!("row{}", self.number));
        vec![
            object([
                ("handler", text("map")),
                ("source", text(format!("{{http.vars.{}}}", self.variable))),
                ("destinations", texts([row.as_str()])),
                ("mappings", Json::Rows(Rows { look: self, rows })),
            ]),
            object([("handler", text("vars")), ("cutover_answer", text(row))]),
        ]
    }
}

fn route<'a>(matcher: Json<'a>, handlers: Vec<Json<'a>>) -> Json<'a> {
    object([("match", Json::List(vec![matcher])), ("handle", Json::List(handlers))])
}

/// Divides sorted rows by the byte at `at`, into parts of about the same size where the keys allow it.
fn parts<'r, 'a>(rows: &'r [&'a Row<'a>], at: usize) -> Vec<&'r [&'a Row<'a>]> {
    let byte = |it: &&Row<'_>| it.lookup.as_bytes()[at];
    let most = rows.len().div_ceil(PARTS).max(LEAF);
    let mut parts = Vec::new();
    let (mut start, mut end) = (0, 0);
    for same in rows.chunk_by(|one, two| byte(one) == byte(two)) {
        if end > start && end - start + same.len() > most {
            parts.push(&rows[start..end]);
            start = end;
        }
        end += same.len();
    }
    parts.push(&rows[start..end]);
    parts
}

/// Returns the expression for one byte of a key, from one to another.
fn class(from: u8, to: u8) -> String {
    let of = |it: u8| match it {
        it if it.is_ascii_alphanumeric() => char::from(it).to_string(),
        it => format!("\\x{{{it:02x}}}"),
    };
    let one = |it: u8| if it.is_ascii() { expression::literal(&char::from(it).to_string()) } else { of(it) };
    if from == to { one(from) } else { format!("[{}-{}]", of(from), of(to)) }
}

impl Rows<'_> {
    /// Writes each row on a line that `begin` begins.
    pub fn write(&self, out: &mut Vec<u8>, begin: impl Fn(&mut Vec<u8>, usize)) {
        let mut answer = String::new();
        for (rank, row) in self.rows.iter().enumerate() {
            begin(out, rank);
            answer.clear();
            self.look.vocabulary.write_route(&mut answer, &row.route(), row.on_alias, Form::Text);
            if let Some(place) = row.place(self.look.plan) {
                words::write_place(&mut answer, &place);
            }
            out.extend(b"{\"input\": ");
            json::string(out, &row.lookup);
            out.extend(b", \"outputs\": [");
            json::string(out, &answer);
            out.extend(b"]}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_is_one_byte_or_a_range() {
        assert_eq!((class(b'a', b'a').as_str(), class(b'.', b'.').as_str()), ("a", "\\."));
        assert_eq!((class(b'a', b'z').as_str(), class(b'$', b']').as_str()), ("[a-z]", "[\\x{24}-\\x{5d}]"));
    }
}
