//! A workspace of which every text is hostile: what the compiler refuses is left as it was, all else is replaced.

use cutover::load::Memory;
use cutover::{Options, check_workspace};
use std::collections::BTreeSet;
use std::path::Path;
use toml::{Table, Value};

/// What would break out of nginx's language, HTML, a template, a path, Markdown, CSV or iCalendar if it could.
pub const TEXT: &str =
    "x\"'; } return 200; # $host ${uri} {{ 7919 * 7907 }} {% raw %} </script><b id=hostile>&amp; \\ ../../x |*_`[a](b) =1+1,é";

/// A target of each kind that the root workspace has none of: the text must reach every language.
const TARGETS: &str = "
[targets.httpd]
kind = \"apache\"
";

/// Returns the root workspace with [`TEXT`] wherever a text may hold it, and the keys that took it.
pub fn workspace() -> (Memory, BTreeSet<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read(root.join(path)).expect("the root workspace can be read");
    let mut paths = vec!["cutover.toml".to_owned()];
    for dir in ["regions", "regions/global", "regions/uk", "regions/fr"] {
        let entries = std::fs::read_dir(root.join(dir)).expect("the folder is there").map(|it| it.expect("it can be read").path());
        paths.extend(entries.filter(|it| it.is_file()).map(|it| it.strip_prefix(root).expect("below").to_string_lossy().into_owned()));
    }
    let mut disk = Memory(paths.iter().map(|it| (it.clone(), read(it))).collect());
    disk.0.get_mut("cutover.toml").expect("it was read").extend(TARGETS.as_bytes());
    let mut keys = BTreeSet::new();
    for path in paths.iter().filter(|it| it.ends_with(".toml")) {
        gather("", &Value::Table(table(&disk, path)), &mut keys);
    }
    let mut taken = BTreeSet::new();
    for key in keys {
        let mut tried = disk.clone();
        for path in paths.iter().filter(|it| it.ends_with(".toml")) {
            let mut value = Value::Table(table(&disk, path));
            replace("", &key, &mut value);
            tried.0.insert(path.clone(), toml::to_string(&value).expect("a table is TOML").into_bytes());
        }
        let checked = check_workspace(&tried, Options::default()).expect("memory can be read");
        if !checked.report.has_errors() {
            disk = tried;
            taken.insert(key);
        }
    }
    (disk, taken)
}

fn table(disk: &Memory, path: &str) -> Table {
    std::str::from_utf8(&disk.0[path]).expect("it is text").parse().expect("it is TOML")
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

fn replace(prefix: &str, key: &str, value: &mut Value) {
    match value {
        Value::Table(table) => table.iter_mut().for_each(|(name, it)| replace(&join(prefix, name), key, it)),
        Value::Array(list) => list.iter_mut().for_each(|it| replace(prefix, key, it)),
        Value::String(text) if prefix == key => TEXT.clone_into(text),
        _ => {}
    }
}

fn join(prefix: &str, key: &str) -> String {
    let named = ["services", "platforms", "milestones", "apps", "hosts", "domains", "certificates", "targets"];
    let is_name = named.iter().any(|it| prefix == *it || prefix.ends_with(&format!(".{it}")));
    let key = if is_name { "*" } else { key };
    if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") }
}
