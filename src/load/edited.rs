//! A workspace as if some of its values were written otherwise: nothing is changed on disk.

use super::{Disk, WORKSPACE};
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value};

/// A value to be taken instead of what is written, as `uk.milestones.sunset=2025-01-07`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set {
    /// The parts of the name; the first is a region, or a table of `cutover.toml`.
    pub path: Vec<String>,
    pub value: String,
}

/// Why a value cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit(pub String);

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Set {
    /// Reads `path=value`.
    pub fn parse(text: &str) -> Result<Set, Unfit> {
        let (path, value) =
            text.split_once('=').ok_or_else(|| Unfit(format!("`{text}` has no `=`; write `uk.milestones.sunset=2025-01-07`")))?;
        let path: Vec<String> = path.trim().split('.').map(|it| it.trim().trim_matches('"').to_owned()).collect();
        if path.len() < 2 || path.iter().any(String::is_empty) {
            return Err(Unfit(format!("`{text}` names no value; write `uk.milestones.sunset=2025-01-07`")));
        }
        Ok(Set { path, value: value.trim().to_owned() })
    }

    /// Returns the same with another value.
    pub fn with(&self, value: impl Into<String>) -> Set {
        Set { path: self.path.clone(), value: value.into() }
    }

    /// Returns the region and the milestone, where one is named.
    pub fn milestone(&self) -> Option<(&str, &str)> {
        match self.path.as_slice() {
            [region, table, name] if table == "milestones" => Some((region, name)),
            [region, table, name, word] if table == "milestones" && WORDS.contains(&word.as_str()) => Some((region, name)),
            _ => None,
        }
    }
}

impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.path.join("."), self.value)
    }
}

/// The files of a workspace, some of them with other values.
pub struct Edited<'d> {
    disk: &'d dyn Disk,
    files: BTreeMap<String, Vec<u8>>,
}

/// The words of a milestone's date; one slot.
const WORDS: [&str; 7] = ["on", "from", "by", "before", "after", "at", "never"];

impl<'d> Edited<'d> {
    /// Returns the workspace with `sets` in the place of what is written; an inner `Err` says why one cannot be taken.
    pub fn new(disk: &'d dyn Disk, sets: &[Set]) -> io::Result<Result<Edited<'d>, Unfit>> {
        let mut edited = Edited { disk, files: BTreeMap::new() };
        for set in sets {
            if let Err(unfit) = edited.apply(set)? {
                return Ok(Err(unfit));
            }
        }
        Ok(Ok(edited))
    }

    /// Returns the workspace with `files`, by path, in the place of what lies there.
    pub fn with_files(disk: &'d dyn Disk, files: BTreeMap<String, Vec<u8>>) -> Edited<'d> {
        Edited { disk, files }
    }

    fn apply(&mut self, set: &Set) -> io::Result<Result<(), Unfit>> {
        let own = format!("regions/{}.toml", set.path[0]);
        let (file, path) = match self.read(&own)? {
            Some(_) => (own, &set.path[1..]),
            None => (WORKSPACE.to_owned(), &set.path[..]),
        };
        let mut doc = match self.document(&file)? {
            Some(doc) => doc,
            None => return Ok(Err(Unfit(format!("`{file}` cannot be read as TOML; `cutover check` says why")))),
        };
        if file == WORKSPACE && !doc.contains_key(&set.path[0]) && set.path[0] != "policy" {
            let message = format!("`{}` is no region, and no table of {WORKSPACE}", set.path[0]);
            return Ok(Err(Unfit(message)));
        }
        let done = match set.milestone().filter(|_| file != WORKSPACE) {
            Some((region, name)) => match self.word(set, region, name)? {
                Ok((word, value)) => date(&mut doc, name, &word, &value),
                Err(unfit) => Err(unfit),
            },
            None => value(&set.value).and_then(|it| put(doc.as_table_mut(), path, it, &set.path.join("."))),
        };
        self.files.insert(file, doc.to_string().into_bytes());
        Ok(done)
    }

    fn document(&self, path: &str) -> io::Result<Option<DocumentMut>> {
        let bytes = self.read(path)?;
        Ok(bytes.and_then(|it| String::from_utf8(it).ok()).and_then(|it| it.parse().ok()))
    }

    /// Returns the word that a milestone's date is written with, and the date: the word of `value` itself, else that of
    /// the nearest layer which writes one.
    fn word(&self, set: &Set, region: &str, name: &str) -> io::Result<Result<(String, String), Unfit>> {
        let value = set.value.as_str();
        if let Some(word) = set.path.get(3) {
            return Ok(Ok((word.clone(), value.to_owned())));
        }
        if let Some((word, date)) = value.trim_matches('"').split_once(' ')
            && WORDS.contains(&word)
        {
            return Ok(Ok((word.to_owned(), date.trim().to_owned())));
        }
        let mut known = Vec::new();
        let mut layers = vec![region.to_owned()];
        while let Some(doc) = self.document(&format!("regions/{}.toml", layers[layers.len() - 1]))? {
            let milestones = doc.get("milestones").and_then(Item::as_table_like);
            known.extend(milestones.into_iter().flat_map(|it| it.iter().map(|(key, _)| key.to_owned())));
            if let Some(word) = milestones.and_then(|it| it.get(name)).and_then(Item::as_table_like).and_then(written) {
                return Ok(Ok((word.to_owned(), value.to_owned())));
            }
            let base = doc.get("region").and_then(|it| it.get("extends")).and_then(Item::as_str);
            match base.filter(|it| !layers.iter().any(|layer| layer == it)) {
                Some(base) => layers.push(base.to_owned()),
                None => break,
            }
        }
        let near = crate::diag::nearest(name, known.iter().map(String::as_str)).filter(|it| *it != name);
        Ok(Err(Unfit(match near {
            Some(near) => format!("`{region}` has no milestone `{name}`; did you mean `{near}`?"),
            None => format!("`{region}.milestones.{name}` has no date yet; write `{region}.milestones.{name}=by {value}`"),
        })))
    }
}

/// Returns the word of a milestone's date, known or open.
fn written(milestone: &dyn TableLike) -> Option<&'static str> {
    let open = milestone.get("unknown").and_then(Item::as_table_like);
    WORDS.into_iter().find(|it| milestone.contains_key(it) || open.is_some_and(|open| open.contains_key(it)))
}

fn date(doc: &mut DocumentMut, name: &str, word: &str, text: &str) -> Result<(), Unfit> {
    let value = value(text)?;
    // Counted from another milestone, or a reason never to do it.
    let is_said = value.as_str().is_some_and(|it| it.contains(" + ") || it.contains(" - ") || word == "never");
    if !value.is_datetime() && !is_said {
        return Err(Unfit(format!("`{text}` is no date; write it as 2025-01-07, or `\"sunset + 90 days\"`")));
    }
    let path = format!("milestones.{name}");
    let milestones = doc.as_table_mut().entry("milestones").or_insert_with(|| Item::Table(Table::new()));
    let milestones = milestones.as_table_like_mut().ok_or_else(|| Unfit("`milestones` is no table".into()))?;
    let milestone = milestones.entry(name).or_insert_with(|| Item::Value(Value::InlineTable(InlineTable::new())));
    let milestone = milestone.as_table_like_mut().ok_or_else(|| Unfit(format!("`{path}` is no table")))?;
    for other in WORDS.iter().filter(|it| **it != word) {
        milestone.remove(other);
    }
    if let Some(open) = milestone.get_mut("unknown").and_then(Item::as_table_like_mut) {
        WORDS.iter().for_each(|it| {
            open.remove(it);
        });
    }
    milestone.insert(word, Item::Value(value));
    Ok(())
}

/// Reads a value as TOML has it; what is none is taken as text.
fn value(text: &str) -> Result<Value, Unfit> {
    if text.is_empty() {
        return Err(Unfit("there is nothing behind the `=`".into()));
    }
    Ok(text.parse().unwrap_or_else(|_| Value::from(text)))
}

fn put(table: &mut dyn TableLike, path: &[String], value: Value, whole: &str) -> Result<(), Unfit> {
    match path {
        [] => Err(Unfit(format!("`{whole}` names a table, not a value"))),
        [key] if table.get(key).is_some_and(|it| it.is_table() || it.is_array_of_tables()) => {
            Err(Unfit(format!("`{whole}` is a table; name a value in it")))
        }
        [key] => {
            table.insert(key, Item::Value(value));
            Ok(())
        }
        [key, rest @ ..] => {
            let inner = table.entry(key).or_insert_with(|| Item::Value(Value::InlineTable(InlineTable::new())));
            let inner = inner.as_table_like_mut().ok_or_else(|| Unfit(format!("`{key}` in `{whole}` is no table")))?;
            put(inner, rest, value, whole)
        }
    }
}

impl Disk for Edited<'_> {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        match self.files.get(path) {
            Some(bytes) => Ok(Some(bytes.clone())),
            None => self.disk.read(path),
        }
    }

    fn list(&self, folder: &str, extension: &str) -> io::Result<Vec<String>> {
        self.disk.list(folder, extension)
    }

    fn tree(&self, folder: &str) -> io::Result<Vec<String>> {
        self.disk.tree(folder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Memory;

    fn after(set: &str) -> Result<String, String> {
        let files = [
            ("cutover.toml", "spec = 1\n\n[policy]\ntrial = \"14 days\"\n"),
            (
                "regions/global.toml",
                "[region]\nname = \"G\"\n\n[milestones]\nsunset = { by = 2024-12-31, because = \"so\" }\nopen = { unknown = { from = \"?\" } }\n",
            ),
            ("regions/uk.toml", "[region]\nextends = \"global\" # ours\n\n[milestones.freeze]\nfrom = 2024-10-21\n"),
        ];
        let disk = Memory(files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into());
        let set = Set::parse(set).map_err(|it| it.0)?;
        let edited = Edited::new(&disk, &[set]).expect("memory").map_err(|it| it.0)?;
        let file = edited.files.into_values().next().expect("one file");
        Ok(String::from_utf8(file).expect("TOML is UTF-8"))
    }

    #[test]
    fn a_date_keeps_the_word_of_the_layer_that_wrote_it() {
        assert!(after("uk.milestones.sunset=2025-01-07").is_ok_and(|it| it.contains("sunset = { by = 2025-01-07 }\n")));
        assert!(after("global.milestones.sunset=2025-01-07").is_ok_and(|it| it.contains("sunset = { by = 2025-01-07, because = \"so\" }")));
        assert!(after("uk.milestones.freeze=before 2024-11-01").is_ok_and(|it| it.ends_with("[milestones.freeze]\nbefore = 2024-11-01\n")));
        assert!(after("global.milestones.open=2025-01-07").is_ok_and(|it| it.contains("from = 2025-01-07")));
    }

    #[test]
    fn any_other_value_can_be_set_too() {
        assert!(after("policy.trial=7 days").is_ok_and(|it| it.contains("trial = \"7 days\"")));
        assert!(after("policy.chain-warn=2").is_ok_and(|it| it.contains("chain-warn = 2")));
        assert!(
            after("uk.services.orders.takes=\"3 weeks\"").is_ok_and(|it| it.contains("services = { orders = { takes = \"3 weeks\" } }"))
        );
    }

    #[test]
    fn what_cannot_be_set_says_why() {
        for (set, why) in [
            ("uk.milestones.sunset", "has no `=`"),
            ("uk=1", "names no value"),
            ("fr.milestones.sunset=2025-01-07", "is no region"),
            ("uk.milestones.sunsett=2025-01-07", "did you mean `sunset`?"),
            ("uk.milestones.migrate=2025-01-07", "write `uk.milestones.migrate=by 2025-01-07`"),
            ("uk.milestones.sunset=7", "is no date"),
            ("uk.milestones=7", "is a table"),
            ("uk.region.extends.x=7", "is no table"),
            ("uk.milestones.sunset=", "nothing behind"),
        ] {
            let told = after(set).expect_err(set);
            assert!(told.contains(why), "{set}: {told}");
        }
    }
}
