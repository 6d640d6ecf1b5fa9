//! Values that stand in the workspace of this repository and in the rules' examples, by the key that they are of.

use super::language::{Language, Shape};
use crate::diag::Code;
use serde_json::Value as Schema;
use std::collections::{BTreeMap, BTreeSet};

/// A key of the language: the table's type, and the key's name.
pub(super) type KeyOf = (String, String);

/// The workspace of this repository, file by file.
pub(super) const WORKSPACE: [(&str, &str); 5] = [
    ("cutover.toml", include_str!("../../cutover.toml")),
    ("regions/global.toml", include_str!("../../regions/global.toml")),
    ("regions/uk.toml", include_str!("../../regions/uk.toml")),
    ("regions/in.toml", include_str!("../../regions/in.toml")),
    ("regions/other.toml", include_str!("../../regions/other.toml")),
];

/// Returns a value for each key that is written somewhere, the first that is met.
pub(super) fn values(language: &Language) -> BTreeMap<KeyOf, String> {
    let mut values = BTreeMap::new();
    let mut take = |key: KeyOf, value: &toml::Value| {
        let text = value.to_string();
        if text.chars().count() <= LONGEST {
            values.entry(key).or_insert(text);
        }
    };
    for (file, text) in WORKSPACE {
        walk_file(language, file, text, &mut take);
    }
    for code in crate::codes() {
        for (file, text) in blocks(code) {
            walk_file(language, &file, &text, &mut take);
        }
    }
    values
}

/// A value that is longer says less than its type.
const LONGEST: usize = 90;

/// Returns the keys that a rule's page names, or writes in its example.
pub(super) fn of_page(code: &Code, language: &Language) -> BTreeSet<KeyOf> {
    let quoted = code.page.split('`').skip(1).step_by(2).filter(|it| it.contains('-') && !it.contains(' '));
    let mut keys: BTreeSet<KeyOf> = quoted.flat_map(|it| language.named(it.rsplit('.').next().unwrap_or(it))).collect();
    for (file, text) in blocks(code) {
        walk_file(language, &file, &text, &mut |key, _| {
            keys.insert(key);
        });
    }
    keys
}

/// Returns the TOML files in the fenced blocks of a page.
fn blocks(code: &Code) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in code.page.lines().map(|it| it.strip_prefix(' ').unwrap_or(it)) {
        match (&mut open, line.strip_prefix("```")) {
            (Some(_), Some(_)) => found.extend(open.take()),
            (Some((_, text)), None) => text.extend([line, "\n"]),
            (None, Some(info)) => open = Some((info.strip_prefix("toml ").unwrap_or_default().to_owned(), String::new())),
            (None, None) => {}
        }
    }
    found.retain(|it| it.0.ends_with(".toml"));
    found
}

fn walk_file(language: &Language, file: &str, text: &str, take: &mut dyn FnMut(KeyOf, &toml::Value)) {
    // An example may be one of a file that cannot be read.
    let Ok(table) = text.parse::<toml::Table>() else { return };
    let root = language.root(file == crate::load::WORKSPACE);
    walk(language, root, &toml::Value::Table(table), take);
}

fn walk(language: &Language, schema: &Schema, value: &toml::Value, take: &mut dyn FnMut(KeyOf, &toml::Value)) {
    let Some((name, properties)) = language.table(schema) else { return };
    for (key, value) in value.as_table().into_iter().flatten() {
        let Some(schema) = properties.get(key) else { continue };
        take((name.to_owned(), key.clone()), value);
        match (language.shape(schema), value) {
            (Shape::Table(inner), value) => walk(language, inner, value, take),
            (Shape::Tables(inner), toml::Value::Array(list)) => list.iter().for_each(|it| walk(language, inner, it, take)),
            (Shape::Named(inner), toml::Value::Table(named)) => named.values().for_each(|it| walk(language, inner, it, take)),
            _ => {}
        }
    }
}
