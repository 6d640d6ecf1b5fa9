//! The schemas: as committed, and of one mind with the loader.

use cutover::load::Memory;
use cutover::{Options, check_workspace, schemas};
use jsonschema::Validator;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_committed_schemas_are_those_of_the_types() {
    let made: BTreeMap<String, String> = schemas().into_iter().collect();
    let committed: BTreeMap<String, String> = std::fs::read_dir(root().join("schema"))
        .expect("the folder is there")
        .map(|it| it.expect("it can be read"))
        .map(|it| (it.file_name().to_string_lossy().into_owned(), std::fs::read_to_string(it.path()).expect("it is text")))
        .collect();
    assert_eq!(made.keys().collect::<Vec<_>>(), committed.keys().collect::<Vec<_>>(), "`cargo run -- schema --out schema` writes them");
    for (name, text) in &made {
        assert!(committed[name] == *text, "schema/{name} is not of these types; `cargo run -- schema --out schema` writes it");
    }
}

/// Returns a TOML file as JSON has it: dates as text.
fn json(text: &str) -> Value {
    fn value(it: toml::Value) -> Value {
        match it {
            toml::Value::Datetime(it) => Value::String(it.to_string()),
            toml::Value::Array(list) => Value::Array(list.into_iter().map(value).collect()),
            toml::Value::Table(table) => Value::Object(table.into_iter().map(|(key, it)| (key, value(it))).collect()),
            other => serde_json::to_value(other).expect("plain values are JSON"),
        }
    }
    value(toml::Value::Table(text.parse().expect("it is TOML")))
}

fn validators(kind: &str) -> Vec<(String, Validator)> {
    let of = |name: &str| schemas().into_iter().find(|it| it.0 == name).expect("the schema is there").1;
    let names = [format!("{kind}.schema.json"), format!("{kind}.draft-07.schema.json")];
    let validator = |name: String| {
        let schema: Value = serde_json::from_str(&of(&name)).expect("a schema is JSON");
        jsonschema::meta::validate(&schema).expect("a schema is one");
        let built = jsonschema::options().should_validate_formats(true).build(&schema).expect("the schema can be used");
        (name, built)
    };
    names.into_iter().map(validator).collect()
}

fn files(dir: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![dir.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(&dir).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|it| it == "toml") {
                found.push((path.display().to_string(), std::fs::read_to_string(&path).expect("it is text")));
            }
        }
    }
    found
}

#[test]
fn our_own_workspaces_are_valid() {
    let (workspace, region) = (validators("workspace"), validators("region"));
    let mut files = files(&root().join("regions"));
    files.extend(self::files(&root().join("templates/init")));
    files.push(("cutover.toml".to_owned(), std::fs::read_to_string(root().join("cutover.toml")).expect("it is text")));
    assert!(files.len() >= 8);
    for (path, text) in files {
        let validators = if path.ends_with("cutover.toml") { &workspace } else { &region };
        for (name, validator) in validators {
            let errors: Vec<String> = validator.iter_errors(&json(&text)).map(|it| format!("{}: {it}", it.instance_path())).collect();
            assert!(errors.is_empty(), "{path} under {name}: {errors:#?}");
        }
    }
}

/// Tells whether the loader refuses the shape of a file, whatever its names may mean.
fn is_refused(workspace: &str, region: &str) -> bool {
    let files = [("cutover.toml", workspace), ("regions/uk.toml", region)];
    let disk = Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect());
    let report = check_workspace(&disk, Options::default()).expect("memory can be read").report;
    // `kind` is wanted where a milestone's name does not say it, which no schema knows.
    report.findings.iter().any(|it| {
        matches!(it.code.name, "schema/unknown-key" | "schema/wrong-type" | "schema/bad-version") && !it.message.contains("does not say")
    })
}

#[test]
fn schema_and_loader_are_of_one_mind() {
    let regions = [
        ("[region]\ndisposition = \"retire\"", true),
        ("[region]\ndisposition = \"retires\"", false),
        ("[regoin]\nname = \"x\"", false),
        ("[milestones]\nsunset = { on = 2024-12-31 }", true),
        ("[milestones]\nsunset = { onn = 2024-12-31 }", false),
        ("[milestones]\nsunset = { on = 31 }", false),
        ("[milestones]\nsunset = { on = \"soon\" }", false),
        ("[milestones]\nsunset = { at = 2024-12-31T10:00 }", true),
        ("[milestones]\nsunset = { at = 2024-12-31 }", false),
        ("[milestones]\nsunset = { on = 2024-12-31T10:00:00 }", false),
        ("[milestones]\nend = { kind = \"redirects-end\", from = \"sunset + 90 days\" }\nsunset = { on = 2024-12-31 }", true),
        ("[milestones]\nend = { kind = \"redirects-end\", from = \"sunset + 90 hours\" }\nsunset = { on = 2024-12-31 }", false),
        ("[milestones]\nsunset = { never = true }", false),
        ("[milestones]\nsunset = { kind = \"sunrise\", on = 2024-12-31 }", false),
        ("[redirects]\ntrial = \"14 days\"", true),
        ("[redirects]\ntrial = \"14\"", false),
        ("[redirects]\ntrial = 14", false),
        ("[redirects]\nquery = [\"id\", \"page\"]", true),
        ("[redirects]\nquery = \"kept\"", false),
        ("[[redirects.rules]]\nfrom = \"/a\"\nto = \"/b\"\nstatus = 308", true),
        ("[[redirects.rules]]\nfrom = \"/a\"\nto = \"/b\"\nstatus = 303", false),
        ("[[redirects.rules]]\nfrom = \"/a\"\nto = \"/b\"\nstatus = \"301\"", false),
        ("[redirects.rules]\nfrom = \"/a\"", false),
        ("[services.points]\nkind = \"loyalty-points\"\nmove = \"none\"\nunknown = { rate = \"not published\" }", true),
        ("[services.points]\nkind = \"points\"\nmove = \"none\"", false),
        ("[services.points]\nkind = \"loyalty-points\"\nmove = \"none\"\nrate = { old = -1 }", false),
        ("[notices]\nchannels = [\"mail\", \"fax\"]", false),
        ("[domains.\"po.co\"]\nretain = \"forever\"", true),
        ("[domains.\"po.co\"]\nretain = \"for ever\"", false),
        ("[domains.\"po.co\"]\nmail = { then = \"null-mx\", receive-until = 2026-12-31 }", true),
        ("[hosts.\"www.po.co\"]\nhsts = { max-age = \"1 year\", preload = \"yes\" }", false),
        ("[brand]\nsurfaces = [\"menu\", \"search\"]", true),
        ("[brand]\nsurfaces = \"menu\"", false),
    ];
    for (text, is_good) in regions {
        assert_eq!(!is_refused("spec = 1", text), is_good, "the loader on\n{text}");
        for (name, validator) in validators("region") {
            assert_eq!(validator.is_valid(&json(text)), is_good, "{name} on\n{text}");
        }
    }
    let workspaces = [
        ("spec = 1", true),
        ("spec = 2", false),
        ("spec = \"1\"", false),
        ("program = { name = \"x\" }", false),
        ("spec = 1\n[program]\nsync = \"local\"", true),
        ("spec = 1\n[program]\nsync = \"both\"", false),
        ("spec = 1\n[targets.edge]\nkind = \"nginx\"\nlisten = [80, 8080]", true),
        ("spec = 1\n[targets.edge]\nkind = \"nginx\"\nlisten = 80", false),
        ("spec = 1\n[targets.edge]\nkind = \"nginx\"\nlisten = [70000]", false),
        ("spec = 1\n[policy]\nchain-warn = 2", true),
        ("spec = 1\n[policy]\nchain-warn = \"2\"", false),
        ("spec = 1\n[lint.severity]\n\"redirect/chain\" = \"fatal\"", false),
        ("spec = 1\n[[lint.waivers]]\nrule = \"redirect/chain\"\nat = \"uk\"\nbecause = \"x\"\napprover = \"y\"", false),
    ];
    for (text, is_good) in workspaces {
        assert_eq!(!is_refused(text, ""), is_good, "the loader on\n{text}");
        for (name, validator) in validators("workspace") {
            assert_eq!(validator.is_valid(&json(text)), is_good, "{name} on\n{text}");
        }
    }
}
