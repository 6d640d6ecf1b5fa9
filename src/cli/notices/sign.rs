//! Signs texts: writes who signed which words on which day into `approvals.toml`.

use super::pattern::Pattern;
use super::{Setting, Stop, matching, planned, said};
use crate::Options;
use crate::cli::Exit;
use crate::cli::files::{self, Rewritten};
use crate::diag::{nearest, plural};
use crate::emit::notices::Text;
use crate::fix::diff;
use crate::load::{APPROVALS, Disk, Edited, Folder};
use crate::model::graph::history::Name;
use crate::model::plan::Plan;
use crate::model::plan::notice::{Occasion, Told};
use crate::model::plan::text::{as_told, roles};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use toml_edit::{ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value};

/// What is asked for.
pub struct Asked<'a> {
    pub role: &'a str,
    pub on: Date,
    pub texts: &'a [Pattern],
    pub is_dry: bool,
}

/// Signed texts may make a correction come or go, and that is a text itself: so often the workspace is read anew.
const ROUNDS: usize = 4;
/// What a new file begins with.
const HEAD: &str = "#:schema schema/approvals.schema.json\n";

/// Signs the texts that are meant, and says what was done.
pub fn sign(root: &Path, asked: &Asked, setting: &Setting) -> Result<Exit, Stop> {
    let disk = Folder(root.to_owned());
    let before = disk.read(APPROVALS)?;
    let mut book = Book::read(before.as_deref())?;
    for round in 0..ROUNDS {
        let files = BTreeMap::from([(APPROVALS.to_owned(), book.document.to_string().into_bytes())]);
        let checked = crate::check_workspace(&Edited::with_files(&disk, files), Options::default())?;
        let plan = planned(&checked)?;
        let all = said(plan)?;
        let known: BTreeSet<String> = all.iter().map(Text::id).collect();
        let texts = matching(all, asked.texts)?;
        is_asked(plan, &texts, asked.role)?;
        let was = book.document.to_string();
        book.forget(asked, &known);
        // What is corrected is known once the texts themselves are signed.
        for text in texts.iter().filter(|it| round > 0 || it.occasion != Some(Occasion::Correction)) {
            book.sign(asked, plan, text);
        }
        if round > 0 && book.document.to_string() == was {
            break;
        }
    }
    let after = book.document.to_string();
    if asked.is_dry {
        let before = before.as_deref().map_or_else(String::new, |it| String::from_utf8_lossy(it).into_owned());
        write!(anstream::stdout().lock(), "{}", diff::unified(APPROVALS, &before, &after))?;
    } else if before.as_deref() != Some(after.as_bytes()) {
        write(root, before.as_deref(), after.as_bytes())?;
    }
    if !setting.is_quiet {
        book.tell(asked);
    }
    Ok(Exit::Done)
}

/// A role that nobody asks is a slip, where others are asked.
fn is_asked(plan: &Plan, texts: &[Text], role: &str) -> Result<(), Stop> {
    let regions: BTreeSet<&str> = texts.iter().map(|it| it.region.as_str()).collect();
    let asked: BTreeSet<&str> = regions.iter().flat_map(|it| roles(&plan.graph, it)).map(|it| it.value.as_str()).collect();
    if asked.is_empty() || asked.contains(role) {
        return Ok(());
    }
    let list = || format!("asked are {}", asked.iter().copied().collect::<Vec<_>>().join(", "));
    let near = nearest(role, asked.iter().copied()).map_or_else(list, |it| format!("did you mean `{it}`?"));
    Err(Stop::usage(format!("nobody asks `{role}` to sign; {near}")))
}

fn write(root: &Path, before: Option<&[u8]>, after: &[u8]) -> Result<(), Stop> {
    let path = root.join(APPROVALS);
    match before {
        Some(before) => files::rewrite(&[Rewritten { path, before, after }]),
        None => crate::bundle::write_file(&path, after).map_err(|err| Stop::machine(&path, &err)),
    }
}

/// `approvals.toml` as it is written anew, and what was done to it.
struct Book {
    document: DocumentMut,
    /// The names of texts, by what was done.
    new: BTreeSet<String>,
    anew: BTreeSet<String>,
    same: BTreeSet<String>,
    forgotten: BTreeSet<String>,
    late: BTreeSet<String>,
}

impl Book {
    fn read(bytes: Option<&[u8]>) -> Result<Book, Stop> {
        let wrong = |text: String| Stop { exit: Exit::Found, text: format!("{APPROVALS}: {text}") };
        let text = match bytes {
            Some(bytes) => std::str::from_utf8(bytes).map_err(|_| wrong("found what is not UTF-8".to_owned()))?,
            None => HEAD,
        };
        let mut document: DocumentMut =
            text.parse().map_err(|err: toml_edit::TomlError| wrong(format!("{}; `cutover check` says where", err.message())))?;
        let list = document.entry("approvals").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        if !list.is_array_of_tables() {
            return Err(wrong("found another shape of `approvals`, wanted `[[approvals]]` in front of each".to_owned()));
        }
        let none = BTreeSet::new;
        Ok(Book { document, new: none(), anew: none(), same: none(), forgotten: none(), late: none() })
    }

    fn list(&mut self) -> &mut ArrayOfTables {
        self.document["approvals"].as_array_of_tables_mut().expect("cli: the shape was asked for when it was read")
    }

    /// Takes out what is neither made any more nor was sent, whoever signed it: nobody was told it, and it corrects nothing.
    fn forget(&mut self, asked: &Asked, known: &BTreeSet<String>) {
        let mut forgotten = BTreeSet::new();
        self.list().retain(|it| {
            let text = of(it, "text");
            let is_meant = asked.texts.is_empty() || asked.texts.iter().any(|it| it.is_of(text));
            let is_ahead = Name::of(text).and_then(|it| it.day).is_some_and(|it| it >= asked.on);
            let goes = is_meant && is_ahead && !known.contains(text);
            if goes {
                forgotten.insert(text.to_owned());
            }
            !goes
        });
        self.new.retain(|it| !forgotten.contains(it));
        self.forgotten.extend(forgotten);
    }

    /// Signs a text as it stands. What was signed of it before its day stays, for it went out so.
    fn sign(&mut self, asked: &Asked, plan: &Plan, text: &Text) {
        let (id, digest) = (text.id(), text.digest());
        let is_sent = text.day.is_some_and(|it| it < asked.on);
        let is_known = self.list().iter().any(|it| of(it, "text") == id);
        if is_sent && !is_known && text.occasion == Some(Occasion::Correction) {
            self.late.insert(id);
            return;
        }
        let is_of_role = |it: &&mut Table| of(it, "text") == id && of(it, "role") == asked.role;
        let mut signed: Vec<&mut Table> =
            self.document["approvals"].as_array_of_tables_mut().into_iter().flat_map(ArrayOfTables::iter_mut).filter(is_of_role).collect();
        if signed.iter().any(|it| of(it, "digest") == digest) {
            if !self.new.contains(&id) && !self.anew.contains(&id) {
                self.same.insert(id);
            }
            return;
        }
        if let Some(table) = signed.pop().filter(|_| !is_sent) {
            fill(table, asked, plan, text);
            self.anew.insert(id);
            return;
        }
        let mut table = Table::new();
        for (key, text) in [("text", id.as_str()), ("digest", &digest), ("role", asked.role)] {
            set(&mut table, key, Value::from(text));
        }
        fill(&mut table, asked, plan, text);
        if self.list().is_empty() {
            // What stands in a file without entries, such as the line that names the schema, stays above the first.
            let head = self.document.trailing().as_str().unwrap_or_default().trim_end().to_owned();
            self.document.set_trailing("");
            table.decor_mut().set_prefix(if head.is_empty() { head } else { format!("{head}\n\n") });
        }
        self.list().push(table);
        self.new.insert(id);
    }

    /// Says what was done.
    fn tell(&self, asked: &Asked) {
        let role = asked.role;
        let verb = if asked.is_dry { "would sign" } else { "signed" };
        let signed = self.new.len() + self.anew.len();
        let mut parts = vec![format!("{verb} {} as `{role}` on {}", plural(signed, "text", "texts"), asked.on)];
        let others = [(self.anew.len(), "of them anew"), (self.same.len(), "signed already as they stand")];
        parts.extend(others.iter().filter(|it| it.0 > 0).map(|(count, what)| format!("{count} {what}")));
        anstream::eprintln!("{}", parts.join(", "));
        for it in &self.forgotten {
            anstream::eprintln!("taken out: {it} is not made any more, and was not sent");
        }
        for it in &self.late {
            anstream::eprintln!("left: {it}: its day is over; write `correction = {}` under `[notices]`", asked.on);
        }
    }
}

/// Returns the text under a key.
fn of<'t>(table: &'t Table, key: &str) -> &'t str {
    table.get(key).and_then(Item::as_str).unwrap_or_default()
}

/// Writes what is signed.
fn fill(table: &mut Table, asked: &Asked, plan: &Plan, text: &Text) {
    set(table, "digest", Value::from(text.digest()));
    set(table, "on", Value::from(toml_date(asked.on)));
    let zone = plan.graph.regions.get(&text.region).and_then(|it| it.zone.clone()).unwrap_or(TimeZone::UTC);
    let mut dates: Vec<&Told> = text.told.values().collect();
    dates.sort_by_key(|it| (it.told, &it.milestone));
    match dates.is_empty() {
        true => drop(table.remove("told")),
        false => {
            let pairs = dates.into_iter().map(|it| (it.milestone.clone(), Value::from(as_told(it, &zone))));
            set(table, "told", Value::from(pairs.collect::<InlineTable>()));
        }
    }
}

/// Writes a value under a key; a comment behind the one that was there stays.
fn set(table: &mut Table, key: &str, mut value: Value) {
    if let Some(was) = table.get(key).and_then(Item::as_value) {
        *value.decor_mut() = was.decor().clone();
    }
    table.insert(key, Item::Value(value));
}

fn toml_date(day: Date) -> toml_edit::Datetime {
    let date = toml_edit::Date { year: day.year().unsigned_abs(), month: day.month().unsigned_abs(), day: day.day().unsigned_abs() };
    toml_edit::Datetime { date: Some(date), time: None, offset: None }
}
