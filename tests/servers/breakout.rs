//! Hostile text in every field: no configuration changes its structure by it, each loads, and each answers as the plan.

use crate::compare::{Differential, pages};
use crate::engine::{self, ENGINES};
use crate::generate::{self, Drawn};
use crate::hostile::{self, Hostile};
use crate::sayable;
use crate::text::Files;
use cutover::emit::target::Emitter;
use cutover::emit::{EMITTERS, Selection};
use cutover::load::Memory;
use cutover::model::artifact::Artifacts;
use cutover::model::plan::Plan;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const WORKSPACES: [&str; 3] = [".", "tests/workspaces/harsh", "tests/workspaces/secure"];
/// How many requests each hostile workspace is asked, over all its stages.
const REQUESTS: usize = 6_000;

/// At how many moments of a workspace a target that takes a part of it is looked at.
const MOMENTS: usize = 4;

#[test]
fn hostile_text_leaves_every_configuration_as_it_is() {
    let (mut plans, mut partial) = (Vec::new(), BTreeMap::new());
    for folder in WORKSPACES {
        let found = hostile::workspace(folder);
        let (plan, hostile) = built(&found.disk);
        let (_, twin) = built(&found.twin);
        println!("{folder}: hostile text in {:?}\n  behind paths in {:?}", found.taken, found.longer);
        for target in plan.graph.targets.values() {
            let of = |out: &Artifacts| structure(out, &format!("/{}/", target.name));
            let (found, wanted) = (of(&hostile), of(&twin));
            assert!(wanted.values().sum::<usize>() > 100, "{folder}: {} is looked at", target.name);
            let differs: Vec<_> =
                found.iter().filter(|it| wanted.get(it.0) != Some(it.1)).map(|it| (it, wanted.get(it.0))).take(5).collect();
            assert!(found == wanted, "{folder}: hostile text changes what {} is written: {differs:?}", target.name);
        }
        for emitter in EMITTERS.iter().filter(|it| !sayable::is_full(it)) {
            *partial.entry(emitter.kind.word()).or_insert(0) += of_moments(emitter, &found);
        }
        plans.push((folder, plan));
    }
    for (kind, moments) in &partial {
        println!("hostile text {kind}: {moments} moments");
    }
    assert!(partial.values().filter(|it| **it > 0).count() > 1, "targets that take a part are told something hostile");
    for engine in ENGINES.iter().filter(|it| sayable::is_full(sayable::emitter(it))) {
        let mut differential = Differential::new(engine);
        plans.iter().for_each(|(folder, plan)| differential.workspace(&format!("hostile {folder}"), plan, REQUESTS));
        differential.finish();
    }
}

/// Compares what a target that takes only a part is written at each moment, where it takes as much of both; returns how
/// many moments these are.
fn of_moments(emitter: &Emitter, hostile: &Hostile) -> usize {
    let drawn = |disk: &Memory| {
        let files = Files::of_disk(disk);
        let plan = generate::check(&files).plan.expect("a plan");
        Drawn { seed: 0, files, plan, thrown_away: 0, taken_out: 0 }
    };
    let (found, wanted) = (drawn(&hostile.disk), drawn(&hostile.twin));
    let mut moments = 0;
    let count = found.plan.stages.len();
    for at in (0..count).step_by(count.div_ceil(MOMENTS)).map(|it| found.plan.instant_of(it)) {
        let (Ok(found), Ok(wanted)) = (sayable::mend(emitter, &found, at), sayable::mend(emitter, &wanted, at)) else { continue };
        // What only hostile text is refused for leaves less to write.
        if found.refused != wanted.refused {
            continue;
        }
        let written = |plan: &Plan| {
            let plan = &sayable::named(emitter, plan);
            let out = engine::files(&sayable::target(emitter, plan), plan, 0, &pages(plan));
            Artifacts {
                files: out.files.into_iter().map(|(path, bytes)| (format!("stages/{path}"), bytes)).collect(),
                ..Default::default()
            }
        };
        assert_eq!(structure(&written(&found.plan), "/"), structure(&written(&wanted.plan), "/"), "{}", emitter.kind.word());
        moments += 1;
    }
    moments
}

fn built(disk: &Memory) -> (Plan, Artifacts) {
    let built = cutover::build(disk, cutover::Options::default(), |_| Selection::default()).expect("memory can be read");
    (built.checked.plan.expect("a plan"), built.artifacts.expect("no error").expect("it can be written"))
}

/// Counts what the files of a target are made of, by their ending: lines without what stands in quotes, shapes of JSON,
/// tags of pages. Their order is left out, for rows are sorted by the text itself.
fn structure(out: &Artifacts, target: &str) -> BTreeMap<(String, String), usize> {
    let mut counts = BTreeMap::new();
    for (path, bytes) in out.files.iter().filter(|it| it.0.starts_with("stages/") && it.0.contains(target)) {
        let text = std::str::from_utf8(bytes).expect("it is text");
        let file = path.rsplit('/').next().unwrap_or(path);
        let ending = file.rsplit_once('.').map_or(file, |it| it.1).to_owned();
        let parts = match ending.as_str() {
            // In how many values a page lies goes by its length.
            "json" if file == "store.json" => {
                let shapes = text.lines().map(|it| it.trim_end_matches(',')).filter_map(|it| serde_json::from_str(it).ok());
                shapes.map(|it| shape(&it)).collect::<BTreeSet<_>>().into_iter().collect()
            }
            "json" => vec![shape(&serde_json::from_str(text).expect("it is JSON"))],
            "html" => text.matches('<').map(str::to_owned).collect(),
            // Rows of tables that know no quotes: words, fields between tabs, or a key with all that stands behind it.
            "txt" => text.lines().map(|it| format!("{} words", it.split_whitespace().count())).collect(),
            "tsv" => text.lines().map(|it| format!("{} fields", it.split('\t').count())).collect(),
            "lua" => text.lines().map(|it| skeleton(it.split("-- ").next().unwrap_or(it))).collect(),
            // Nothing is read between single quotes, and one of them stands outside, escaped.
            "cfg" => haproxy(text),
            "map" if !text.contains("\";") => text.lines().map(row).collect(),
            _ => text.lines().map(skeleton).collect(),
        };
        parts.into_iter().for_each(|it| *counts.entry((ending.clone(), it)).or_default() += 1);
    }
    counts
}

/// Returns the lines of HAProxy's language: nothing is read between single quotes, and one of them stands outside, escaped.
/// How large its buffers are goes by the length of texts.
fn haproxy(text: &str) -> Vec<String> {
    let lines = text.lines().filter(|it| *it != "global" && !it.contains("tune.bufsize"));
    lines.map(|it| skeleton(&it.replace('"', "w").replace("'\\''", "w").replace('\'', "\""))).collect()
}

/// Returns what a row is that ends its key at the first space.
fn row(line: &str) -> String {
    let kind = match line.trim_start() {
        it if it.starts_with('#') => "#",
        it if it.contains(' ') => "key and value",
        "" => "",
        _ => "key",
    };
    kind.to_owned()
}

/// Returns a line with every quoted text as `""`, every other word as `w`, and the signs that open, close and end.
fn skeleton(line: &str) -> String {
    let mut found = String::new();
    let mut chars = line.trim().chars().peekable();
    if chars.peek() == Some(&'#') {
        return "#".to_owned();
    }
    while let Some(char) = chars.next() {
        match char {
            '"' => {
                while let Some(inner) = chars.next().filter(|it| *it != '"') {
                    if inner == '\\' {
                        chars.next();
                    }
                }
                found.push_str("\"\"");
            }
            '#' if found.ends_with(' ') => return found + "#",
            ';' | '{' | '}' => found.push(char),
            char if char.is_whitespace() => found.push(' '),
            _ if found.ends_with('w') => {}
            _ => found.push('w'),
        }
    }
    found
}

/// Returns JSON with every text as `s`; keys of objects are texts too.
fn shape(value: &Value) -> String {
    match value {
        Value::Object(entries) => {
            let mut shapes: Vec<String> = entries.values().map(shape).collect();
            shapes.sort();
            format!("{{{}}}", shapes.join(","))
        }
        Value::Array(list) => {
            let mut shapes: Vec<String> = list.iter().map(shape).collect();
            shapes.sort();
            format!("[{}]", shapes.join(","))
        }
        Value::String(_) => "s".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{of_moments, shape, skeleton};
    use crate::hostile;
    use crate::sayable::tests::partial;

    #[test]
    fn target_that_takes_a_part_is_held_where_it_takes_as_much() {
        assert!(of_moments(&partial(), &hostile::workspace("tests/workspaces/secure")) > 0);
    }

    #[test]
    fn text_in_quotes_is_no_structure_and_what_breaks_out_is() {
        let line = |value: &str| skeleton(&format!("    \"~^/a\" \"{value}\"; # regions/uk.toml:14"));
        assert_eq!(line("301 keep https://x.test/;{}"), "\"\" \"\"; #");
        assert_eq!(line("a\\\"; } return"), line("b"));
        assert_ne!(line("a\"; } return 200; #"), line("b"));
        let json = |text: &str| shape(&serde_json::from_str(text).expect("JSON"));
        assert_eq!(json(r#"{"a":["x",1]}"#), json(r#"{"b":["\"y",1]}"#));
        assert_ne!(json(r#"{"a":["x",1]}"#), json(r#"{"a":["x","y",1]}"#));
    }
}
