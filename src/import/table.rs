//! Reads tables that people keep: CSV and TSV, whatever their columns are called.

use super::source::{self, OwnQuery, Value};
use super::{Carried, Import, Left, Order, Reader, Rule};
use crate::model::graph::pattern::Segment;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

pub const READER: Reader = Reader { name: "table", files: &[".csv", ".tsv", ".txt"], read };

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    From,
    To,
    Status,
    Host,
    Answer,
    Query,
    Note,
    /// How the source is to be read.
    Kind,
}

/// What people call the columns, in lower case and with spaces between words.
const NAMES: &[(Column, &[&str])] = &[
    (
        Column::From,
        &[
            "from",
            "source",
            "source url",
            "old",
            "old url",
            "old path",
            "old link",
            "url from",
            "from url",
            "redirect from",
            "url",
            "path",
            "request",
            "request path",
            "request url",
            "legacy url",
            "current url",
            "origin",
            "src",
            "match",
        ],
    ),
    (
        Column::To,
        &[
            "to",
            "target",
            "target url",
            "destination",
            "destination url",
            "new",
            "new url",
            "new path",
            "new link",
            "url to",
            "to url",
            "redirect to",
            "redirect",
            "redirect url",
            "location",
            "dest",
            "replacement",
        ],
    ),
    (Column::Status, &["status", "code", "status code", "http status", "http code", "statuscode", "type", "redirect type", "action code"]),
    (Column::Host, &["host", "hostname", "domain"]),
    (Column::Answer, &["answer"]),
    (Column::Query, &["query"]),
    (Column::Note, &["note", "notes", "comment", "comments", "description"]),
    (Column::Kind, &["syntax", "regex", "match type", "matching", "source type"]),
];

/// The columns of a table by their place; `None` for one that is not read.
pub struct Head(Vec<Option<Column>>);

impl Head {
    /// Reads a first line; `None` where it names no source or no destination.
    pub fn new(cells: &[String]) -> Option<Head> {
        let mut taken: Vec<Column> = Vec::new();
        let column = |cell: &String| {
            let name = cell.trim().trim_matches('*').to_lowercase().replace(['_', '-'], " ");
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            let found = NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|it| it.0)?;
            (!taken.contains(&found)).then(|| {
                taken.push(found);
                found
            })
        };
        let columns: Vec<Option<Column>> = cells.iter().map(column).collect();
        let has = |it| columns.contains(&Some(it));
        (has(Column::From) && (has(Column::To) || has(Column::Status) || has(Column::Answer))).then_some(Head(columns))
    }

    fn cell<'c>(&self, column: Column, cells: &'c [String]) -> &'c str {
        let at = self.0.iter().position(|it| *it == Some(column));
        at.and_then(|it| cells.get(it)).map_or("", |it| it.trim())
    }
}

fn read(bytes: &[u8]) -> Result<Import, String> {
    let (text, note) = decoded(bytes)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let told = text.lines().next().and_then(|it| it.strip_prefix("sep=")).and_then(|it| it.bytes().next());
    let body = if told.is_some() { text.split_once('\n').map_or("", |it| it.1) } else { text };
    let skipped = usize::from(told.is_some());
    let delimiter = told.unwrap_or_else(|| delimiter(body.lines().find(|it| !it.trim().is_empty()).unwrap_or_default()));
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(body.as_bytes());
    let mut rows = Vec::new();
    for record in reader.into_records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(0, |it| it.line() as usize) + skipped;
                rows.push((line, record.iter().map(str::to_owned).collect()));
            }
            Err(err) => return Err(format!("line {} cannot be read", err.position().map_or(0, |it| it.line()))),
        }
    }
    let mut import =
        import(&rows).ok_or("no column is called as a source is, such as `from`, and none as a destination is, such as `to`")?;
    import.notes.splice(0..0, note);
    Ok(import)
}

/// Returns the text of a file, and what is told of how it was read.
fn decoded(bytes: &[u8]) -> Result<(String, Option<String>), String> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok((text.to_owned(), None));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Err("it is a workbook or an archive: name it `….xlsx`, or say `--from xlsx`".to_owned());
    }
    if let Some((wide, _)) = Encoding::for_bom(bytes).filter(|it| it.0 != UTF_8) {
        return Ok((wide.decode(bytes).0.into_owned(), Some("it was read as UTF-16".to_owned())));
    }
    let text = WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned();
    Ok((text, Some("it is not UTF-8, and was read as Windows-1252: look at what is not ASCII".to_owned())))
}

/// Returns what stands most often between the cells of a first line.
fn delimiter(line: &str) -> u8 {
    let count = |it: &u8| line.bytes().filter(|byte| byte == it).count();
    // Of several that are as frequent the last is taken, so the comma stands there.
    *[b'|', b';', b'\t', b','].iter().max_by_key(|it| count(it)).unwrap_or(&b',')
}

/// Reads rows by the first that names columns, or, where the first is a rule, as source, destination and status; `None`
/// where neither is so.
pub fn import(rows: &[(usize, Vec<String>)]) -> Option<Import> {
    let first = rows.iter().position(|(_, cells)| cells.iter().any(|it| !it.trim().is_empty()));
    let Some(first) = first else { return Some(Import { order: Order::Source, ..Import::default() }) };
    let is_place = |it: &String| it.starts_with('/') || source::whole(it.trim()).is_some();
    let (head, rules) = match Head::new(&rows[first].1) {
        Some(head) => (head, &rows[first + 1..]),
        None if rows[first].1.len() > 1 && rows[first].1.iter().take(2).all(is_place) => {
            (Head(vec![Some(Column::From), Some(Column::To), Some(Column::Status)]), &rows[first..])
        }
        None => return None,
    };
    let mut import = Import { order: Order::Source, ..Import::default() };
    let unread: Vec<String> =
        rows[first].1.iter().zip(&head.0).filter(|it| it.1.is_none()).map(|it| format!("`{}`", source::one_line(it.0))).collect();
    if !unread.is_empty() && rules.len() + 1 + first == rows.len() {
        import.notes.push(format!("not read: the columns {}", unread.join(", ")));
    }
    for (line, cells) in rules.iter().filter(|(_, cells)| cells.iter().any(|it| !it.trim().is_empty())) {
        let text = source::one_line(&cells.join(","));
        match carry(&head, cells) {
            Ok(carried) => import.carried.push(Carried { line: *line, text, ..carried }),
            Err(why) => import.left.push(Left { line: *line, text, why, ..Left::default() }),
        }
    }
    Some(import)
}

fn carry(head: &Head, cells: &[String]) -> Result<Carried, String> {
    let cell = |column| head.cell(column, cells);
    let from = cell(Column::From);
    if from.is_empty() {
        return Err("it has no source".to_owned());
    }
    let mut notes = Vec::new();
    let (host, path) = place(from, cell(Column::Host), &mut notes)?;
    if let Some((_, fragment)) = path.split_once('#') {
        return Err(format!("its source has the fragment `#{fragment}`, which browsers never send"));
    }
    let (path, query) = path.split_once('?').map_or((path.as_str(), None), |(path, query)| (path, Some(query)));
    let (from, values) = sources(path, cell(Column::Kind), &mut notes)?;
    let from = match query {
        Some("") | None => from,
        Some(query) => {
            notes.push("its source has a query: each of its parts is a condition, and other parts may stand beside them".to_owned());
            format!("{from}?{}", escaped(query))
        }
    };
    let note = Some(cell(Column::Note)).filter(|it| !it.is_empty()).map(str::to_owned);
    let answer = cell(Column::Answer).to_lowercase();
    let (status, to) = (status(cell(Column::Status))?, cell(Column::To));
    let rule = Rule { from, note, ..Rule::default() };
    let rule = match (status, answer.as_str(), to) {
        (_, "gone" | "page" | "unavailable" | "serve", _) => Rule { answer: Some(answer), ..rule },
        (_, other, _) if !other.is_empty() => return Err(format!("`{}` is no answer", source::one_line(other))),
        (Some(410), _, to) => {
            notes.extend((!to.is_empty()).then(|| "it is gone (410): where it would lead is left out".to_owned()));
            Rule { answer: Some("gone".to_owned()), ..rule }
        }
        (_, _, "") => return Err("it has no destination, and no 410".to_owned()),
        (status, _, to) => redirect(rule, status.unwrap_or(301), to, &values)?,
    };
    let rule = match (rule.to.as_deref(), cell(Column::Query)) {
        (None, _) => rule,
        (Some(to), "") => {
            let (query, note) = source::query(to, &OwnQuery::Unknown);
            notes.extend(note);
            Rule { query, ..rule }
        }
        (Some(_), query) => Rule { query: Some(query.to_owned()), ..rule },
    };
    Ok(Carried { host, rule, notes, ..Carried::default() })
}

fn redirect(rule: Rule, status: u16, to: &str, values: &[Value]) -> Result<Rule, String> {
    if ![301, 302, 307, 308].contains(&status) {
        return Err(format!("it answers {status}, which is none of 301, 302, 307, 308 and 410"));
    }
    if !to.starts_with('/') && source::whole(to).is_none() {
        return Err(format!("its destination `{}` is neither a path nor a whole URL", source::one_line(to)));
    }
    let to = source::destination(&escaped(to), values)?;
    Ok(Rule { to: Some(to), status: Some(status), ..rule })
}

/// Returns the host of a source, and all behind it.
fn place(from: &str, host: &str, notes: &mut Vec<String>) -> Result<(Option<String>, String), String> {
    let named = |name: &str| source::host(name).map(Some).ok_or_else(|| format!("`{}` is not the name of a host", source::one_line(name)));
    let beside = if host.is_empty() { None } else { named(source::whole(host).map_or(host, |it| it.host))? };
    let whole = source::whole(from).or_else(|| {
        let at = from.find('/').unwrap_or(from.len());
        from.starts_with("www.").then(|| source::Whole { is_secure: true, host: &from[..at], rest: &from[at..] })
    });
    match whole {
        Some(whole) => {
            let path = if whole.rest.starts_with('/') { whole.rest.to_owned() } else { format!("/{}", whole.rest) };
            Ok((named(whole.host)?, path))
        }
        None if from.starts_with('/') => Ok((beside, from.to_owned())),
        None if from.contains("://") => Err(format!("its source `{}` is no address of the web", source::one_line(from))),
        None => {
            notes.push("its source does not begin with `/`, and was read as if it did".to_owned());
            Ok((beside, format!("/{from}")))
        }
    }
}

/// Returns the text of a source, and how its destination names its values; `kind` says how it is to be read.
fn sources(path: &str, kind: &str, notes: &mut Vec<String>) -> Result<(String, Vec<Value>), String> {
    let kind = kind.to_lowercase();
    let is = |words: &[&str]| words.iter().any(|it| kind.contains(it));
    let path = escaped(path);
    // As Go's `ServeMux` reads it: what ends in a slash takes all below it, and `{name}` is a segment.
    let is_go = is(&["go-", "servemux"]);
    let path = if is(&["subtree"]) && path.ends_with('/') { format!("{path}*") } else { path };
    if !kind.is_empty()
        && !is(&["exact", "literal", "plain", "url", "path", "equals", "netlify", "wildcard", "splat", "placeholder", "subtree"])
        && !is_go
        && !matches!(kind.as_str(), "0" | "false" | "no")
    {
        return Err(format!("its source is written as `{}`, and a table is read as paths", source::one_line(&kind)));
    }
    let parts: Vec<&str> = path[1..].split('/').collect();
    let (mut segments, mut values) = (Vec::new(), Vec::new());
    for (at, part) in parts.iter().enumerate() {
        let is_name = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-'));
        let braced = part.strip_prefix("%7B").and_then(|it| it.strip_suffix("%7D")).filter(|_| is_go);
        segments.push(match part.strip_prefix(':').or(braced) {
            Some(name) if is_name(name) => {
                values.push(((*part).to_owned(), format!(":{name}")));
                Segment::Name(name.to_owned())
            }
            None if *part == "*" && at + 1 == parts.len() => {
                values.extend([":splat", "$1", "*"].map(|it| (it.to_owned(), "*".to_owned())));
                Segment::Splat
            }
            _ => {
                if part.contains('*') {
                    notes.push("a `*` within a segment of its source is a letter".to_owned());
                }
                Segment::Literal((*part).to_owned())
            }
        });
    }
    Ok((source::text(&segments, &[]), values))
}

/// Escapes what a browser would.
fn escaped(text: &str) -> String {
    let escape = |it: char| matches!(it, ' ' | '"' | '<' | '>' | '`' | '{' | '}');
    text.chars().map(|it| if escape(it) { format!("%{:02X}", u32::from(it)) } else { it.to_string() }).collect()
}

/// Reads a status as people write it: `301`, `301.0`, `301 Moved Permanently`, `permanent`.
fn status(cell: &str) -> Result<Option<u16>, String> {
    let first = cell.split(|it: char| it.is_whitespace() || it == '.' || it == '!').next().unwrap_or_default().to_lowercase();
    match first.as_str() {
        "" => Ok(None),
        "permanent" | "moved" => Ok(Some(301)),
        "temporary" | "found" => Ok(Some(302)),
        "gone" => Ok(Some(410)),
        other => other.parse().map(Some).map_err(|_| format!("`{}` is no status", source::one_line(cell))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn froms(text: &str) -> Vec<String> {
        read(text.as_bytes()).expect("a table").carried.into_iter().map(|it| it.rule.from).collect()
    }

    #[test]
    fn a_table_is_read_as_a_spreadsheet_wrote_it() {
        assert_eq!(froms("\u{feff}Old URL;New URL;Status Code\r\n/a;/b;301\r\n\r\n/c;/d;\r\n"), ["/a", "/c"]);
        assert_eq!(froms("sep=;\nfrom;to\n/a;/b\n"), ["/a"]);
        assert_eq!(froms("/a\t/b\n/c\t/d\n"), ["/a", "/c"]);
        assert!(read(b"name,age\nx,1\n").is_err());
    }

    #[test]
    fn what_stands_in_a_cell_is_read_as_people_mean_it() {
        let text = "from,to,status\nhttp://Shop.example/a b,/c,301 Moved Permanently\n/d#x,/e,\n/f,,410\n/g,,404\n/h/*,/i/:splat,\nold.html,/x,\n/k,/l?m=1#n,\n";
        let import = read(text.as_bytes()).expect("a table");
        let rows: Vec<_> =
            import.carried.iter().map(|it| (it.rule.from.as_str(), it.rule.to.as_deref(), it.rule.query.as_deref())).collect();
        assert_eq!(
            rows,
            [
                ("/a%20b", Some("/c"), None),
                ("/f", None, None),
                ("/h/*", Some("/i/*"), None),
                ("/old.html", Some("/x"), None),
                ("/k", Some("/l?m=1#n"), Some("drop"))
            ]
        );
        assert_eq!(import.left.iter().map(|it| it.line).collect::<Vec<_>>(), [3, 5]);
        assert_eq!(import.carried[0].host.as_deref(), Some("shop.example"));
    }
}
