//! Workspaces of which every text is hostile, each with a twin whose texts are harmless: what the compiler refuses is
//! left as it was, all else is replaced in both.

use cutover::emit::EMITTERS;
use cutover::emit::target::{Clause, Holding};
use cutover::load::Memory;
use cutover::{Options, check_workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use toml::{Table, Value};

/// What would break out of a server's language, HTML, a template, a path, Markdown, CSV or iCalendar if it could.
pub const TEXT: &str =
    "x\"'; } ]] return 200; # $host ${uri} {{ 7919 * 7907 }} {% raw %} </script><b id=hostile>&amp; \\ ../../x |*_`[a](b) =1+1,é";
/// What would do so and is a URL: it is put behind each path that may hold it.
pub const URL: &str = "/x';$uri,(a)*!+&=@:~%22%7D%3B%0D%0A%5C%7B%7B1%7D%7D%25";
/// What is put there in the twin: escapes that have as many other spellings.
const HARMLESS: &str = "/harmless%2C%C3%A9";

/// A workspace with hostile texts.
pub struct Hostile {
    pub disk: Memory,
    /// The same with harmless ones in the same places.
    pub twin: Memory,
    /// The keys that took [`TEXT`], and those that took [`URL`] behind what they held.
    pub taken: BTreeSet<String>,
    pub longer: BTreeSet<String>,
}

/// Returns the workspace in a folder with hostile texts wherever they may stand, for every kind of full target.
pub fn workspace(folder: &str) -> Hostile {
    let disk = with_targets(read(folder));
    let mut keys = BTreeSet::new();
    for (_, value) in values(&disk) {
        gather("", &value, &mut keys);
    }
    let columns = ["from", "to", "note"].map(|it| format!("{CSV}{it}"));
    let mut hostile = Hostile { twin: disk.clone(), disk, taken: BTreeSet::new(), longer: BTreeSet::new() };
    for key in keys.iter().chain(&columns) {
        if hostile.changes(key, |_| TEXT.to_owned(), |_| "harmless".to_owned()) {
            hostile.taken.insert(key.clone());
        } else if hostile.changes(key, |it| longer(it, URL), |it| longer(it, HARMLESS)) {
            hostile.longer.insert(key.clone());
        }
    }
    hostile
}

/// How a column of a table is called beside the keys of the language.
const CSV: &str = "csv:";

impl Hostile {
    /// Changes every text under a key in both workspaces, if both then have no error.
    fn changes(&mut self, key: &str, hostile: impl Fn(&str) -> String, harmless: impl Fn(&str) -> String) -> bool {
        let (disk, twin) = (changed(&self.disk, key, &hostile), changed(&self.twin, key, &harmless));
        let is_free = |it: &Memory| !check_workspace(it, Options::default()).expect("memory can be read").report.has_errors();
        let are_free = disk != self.disk.0 && is_free(&Memory(disk.clone())) && is_free(&Memory(twin.clone()));
        if are_free {
            (self.disk, self.twin) = (Memory(disk), Memory(twin));
        }
        are_free
    }
}

/// Returns a URL or a path with more behind its path; a splat, a query and a fragment stay where they are.
fn longer(text: &str, more: &str) -> String {
    let (path, rest) = text.split_at(text.find(['?', '#']).unwrap_or(text.len()));
    let (path, splat) = path.strip_suffix("/*").map_or((path, ""), |it| (it, "/*"));
    format!("{}{more}{splat}{rest}", path.strip_suffix('/').unwrap_or(path))
}

/// Reads the files of a workspace.
fn read(folder: &str) -> Memory {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut files = BTreeMap::from([("cutover.toml".to_owned(), std::fs::read(root.join("cutover.toml")).expect("it can be read"))]);
    let mut open = vec![root.join("regions")];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(&root).expect("it is below").to_string_lossy().into_owned();
                let bytes = std::fs::read(path).expect("it can be read");
                // A push has no room for such text; what customer service answers has.
                let bytes = match String::from_utf8(bytes) {
                    Ok(text) => text.replace("\"push\"", "\"support\"").into_bytes(),
                    Err(other) => other.into_bytes(),
                };
                files.insert(name, bytes);
            }
        }
    }
    Memory(files)
}

/// Adds a target of each kind that takes every workspace, where there is none.
fn with_targets(mut disk: Memory) -> Memory {
    let mut table = table(&disk, "cutover.toml");
    let targets = table.entry("targets").or_insert_with(|| Value::Table(Table::new())).as_table_mut().expect("targets are a table");
    let model = targets.values().next().and_then(Value::as_table).cloned().unwrap_or_default();
    let is_full =
        |fidelity: fn(Clause) -> Holding| !Clause::ALL.iter().any(|it| matches!(fidelity(*it), Holding::Refused(_) | Holding::Open));
    for emitter in EMITTERS.iter().filter(|it| is_full(it.fidelity)) {
        let kind = emitter.kind.word();
        let has_one = targets.values().any(|it| it.get("kind").and_then(Value::as_str) == Some(kind.as_str()));
        if !has_one {
            let mut target = model.clone();
            target.insert("kind".to_owned(), Value::String(kind.clone()));
            target.remove("home");
            targets.insert(format!("hostile-{kind}"), Value::Table(target));
        }
    }
    disk.0.insert("cutover.toml".to_owned(), toml::to_string(&table).expect("a table is TOML").into_bytes());
    disk
}

fn table(disk: &Memory, path: &str) -> Table {
    std::str::from_utf8(&disk.0[path]).expect("it is text").parse().expect("it is TOML")
}

fn values(disk: &Memory) -> Vec<(String, Value)> {
    disk.0.keys().filter(|it| it.ends_with(".toml")).map(|it| (it.clone(), Value::Table(table(disk, it)))).collect()
}

/// Returns the files with every text under a key changed.
fn changed(disk: &Memory, key: &str, change: &impl Fn(&str) -> String) -> BTreeMap<String, Vec<u8>> {
    let mut files = disk.0.clone();
    if let Some(column) = key.strip_prefix(CSV) {
        for (path, bytes) in files.iter_mut().filter(|it| it.0.ends_with("redirects.csv")) {
            *bytes = column_changed(bytes, column, change).unwrap_or_else(|| panic!("{path} is a table"));
        }
        return files;
    }
    for (path, mut value) in values(disk) {
        if replace("", key, &mut value, change) {
            files.insert(path, toml::to_string(&value).expect("a table is TOML").into_bytes());
        }
    }
    files
}

fn column_changed(bytes: &[u8], column: &str, change: &impl Fn(&str) -> String) -> Option<Vec<u8>> {
    let mut reader = csv::Reader::from_reader(bytes);
    let headers = reader.headers().ok()?.clone();
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&headers).ok()?;
    for row in reader.records() {
        let row = row.ok()?;
        let cells = row.iter().zip(&headers).map(|(cell, it)| if it == column { change(cell) } else { cell.to_owned() });
        writer.write_record(cells).ok()?;
    }
    writer.into_inner().ok()
}

/// Gathers the keys of texts, as `services.*.compensation`: names of entries do not matter.
fn gather(prefix: &str, value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Table(table) => table.iter().for_each(|(key, it)| gather(&join(prefix, key), it, keys)),
        Value::Array(list) => list.iter().for_each(|it| gather(prefix, it, keys)),
        Value::String(_) => drop(keys.insert(prefix.to_owned())),
        _ => {}
    }
}

/// Changes every text under a key, and tells whether there is one.
fn replace(prefix: &str, key: &str, value: &mut Value, change: &impl Fn(&str) -> String) -> bool {
    match value {
        Value::Table(table) => table.iter_mut().fold(false, |any, (name, it)| replace(&join(prefix, name), key, it, change) | any),
        Value::Array(list) => list.iter_mut().fold(false, |any, it| replace(prefix, key, it, change) | any),
        Value::String(text) if prefix == key => {
            *text = change(text);
            true
        }
        _ => false,
    }
}

fn join(prefix: &str, key: &str) -> String {
    let named = ["services", "platforms", "milestones", "apps", "hosts", "domains", "certificates", "targets"];
    let is_name = named.iter().any(|it| prefix == *it || prefix.ends_with(&format!(".{it}")));
    let key = if is_name { "*" } else { key };
    if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") }
}
