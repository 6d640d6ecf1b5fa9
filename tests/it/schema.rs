//! The schemas: as committed, and of one mind with the loader.

use crate::overlay::{base, check, folder, lay, short};
use crate::rules::example;
use cutover::diag::Diagnostic;
use cutover::load::Memory;
use cutover::{Checked, Options, check_workspace, schemas};
use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::LocationSegment;
use jsonschema::{ValidationError, Validator};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use toml_edit::{DocumentMut, Item, TableLike};

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

/// Taplo refuses a schema whose `$id` is no whole address, its server runs out of its stack on an `allOf`, and of branches an
/// editor says only that none fits.
#[test]
fn schemas_of_what_people_write_are_flat() {
    for (name, text) in schemas().into_iter().filter(|it| ["region.", "workspace.", "tests."].iter().any(|kind| it.0.starts_with(kind))) {
        for word in ["$id", "allOf", "anyOf", "oneOf"] {
            assert!(!text.contains(&format!("\"{word}\":")), "{name} has `{word}`");
        }
    }
}

/// Returns a TOML file as JSON has it, dates as text; `None` if it is no TOML.
fn json(text: &str) -> Option<Value> {
    fn value(it: toml::Value) -> Value {
        match it {
            toml::Value::Datetime(it) => Value::String(it.to_string()),
            toml::Value::Array(list) => Value::Array(list.into_iter().map(value).collect()),
            toml::Value::Table(table) => Value::Object(table.into_iter().map(|(key, it)| (key, value(it))).collect()),
            other => serde_json::to_value(other).expect("plain values are JSON"),
        }
    }
    text.parse().ok().map(|it| value(toml::Value::Table(it)))
}

/// The validators of one kind of file, by the name of their schema: another's program, in both drafts.
type Validators = Vec<(String, Validator)>;

static WORKSPACE: LazyLock<Validators> = LazyLock::new(|| validators("workspace"));
static REGION: LazyLock<Validators> = LazyLock::new(|| validators("region"));

fn validators(kind: &str) -> Validators {
    let all: BTreeMap<String, String> = schemas().into_iter().collect();
    let names = [format!("{kind}.schema.json"), format!("{kind}.draft-07.schema.json")];
    let validator = |name: String| {
        let schema: Value = serde_json::from_str(&all[&name]).expect("a schema is JSON");
        jsonschema::meta::validate(&schema).expect("a schema is one");
        let built = jsonschema::options().should_validate_formats(true).build(&schema).expect("the schema can be used");
        (name, built)
    };
    names.into_iter().map(validator).collect()
}

fn of_file(path: &str) -> Option<&'static Validators> {
    match path {
        "cutover.toml" => Some(&WORKSPACE),
        _ => path.strip_prefix("regions/").filter(|it| it.ends_with(".toml") && !it.contains('/')).map(|_| &*REGION),
    }
}

/// Returns what a validator refuses: the name of each place, as `milestones.sunset`, and why.
fn refused(validator: &Validator, file: &Value) -> BTreeMap<String, String> {
    validator.iter_errors(file).map(|it| (name(&it), it.to_string())).collect()
}

/// Returns the name of the place that an error is about; for a key that is not known, of the key.
fn name(error: &ValidationError) -> String {
    let mut name = String::new();
    for part in &error.instance_path().into_iter().collect::<Vec<_>>() {
        match part {
            LocationSegment::Property(key) => name.extend([if name.is_empty() { "" } else { "." }, key.as_ref()]),
            LocationSegment::Index(at) => name.extend(["[", &at.to_string(), "]"]),
        }
    }
    if let ValidationErrorKind::PropertyNames { error } = error.kind()
        && let Some(key) = error.instance().as_str()
    {
        name.extend([if name.is_empty() { "" } else { "." }, key]);
    }
    name
}

/// Returns every workspace that there is to judge: ours, those to begin with, every case, and the example on every page.
fn workspaces() -> Vec<(String, Memory)> {
    let own =
        |folder: &str| folder_below(folder).0.into_iter().map(|(path, bytes)| (format!("{folder}/{path}"), bytes)).collect::<Vec<_>>();
    let mut ours: BTreeMap<String, Vec<u8>> = own("regions").into_iter().collect();
    ours.insert("cutover.toml".to_owned(), std::fs::read(root().join("cutover.toml")).expect("the file is there"));
    let mut all = vec![("the root".to_owned(), Memory(ours))];
    for place in
        ["templates/init/full", "templates/init/minimal", "tests/workspaces/ending", "tests/workspaces/harsh", "tests/zones/workspace"]
    {
        all.push((place.to_owned(), folder_below(place)));
    }
    let facts = folder_below("tests/cases/facts_only");
    let mut cases: Vec<PathBuf> = vec![root().join("tests/cases")];
    while let Some(case) = cases.pop() {
        let name = case.strip_prefix(root()).expect("inside").display().to_string();
        if case.join("regions").is_dir() || case.join("cutover.toml").is_file() {
            let below = if name.contains("facts_only") { facts.clone() } else { base() };
            all.push((name.clone(), lay(below, folder(&case))));
        } else {
            let inner = std::fs::read_dir(&case).expect("the folder is there").map(|it| it.expect("an entry").path());
            cases.extend(inner.filter(|it| it.is_dir()));
        }
    }
    all.extend(cutover::codes().into_iter().map(|code| (format!("the page of {}", code.name), lay(base(), example(code)))));
    all
}

fn folder_below(path: &str) -> Memory {
    folder(&root().join(path))
}

/// What the loader says of a shape that no schema can say; why none can; and a region that has it.
const BEYOND: [(&str, &str, &str); 12] = [
    ("without `", "what is not known may be marked so", "[domains.\"po.co\"]\nrecords = [{ type = \"A\" }]"),
    (
        "which is no data of",
        "what a record's data is depends on its type",
        "[domains.\"po.co\"]\nrecords = [{ type = \"A\", value = \"x\" }]",
    ),
    (
        "beside its zone file",
        "an editor would say only that the whole domain does not fit",
        "[domains.\"po.co\"]\nzone = \"uk/po.co.zone\"\nrecords = [{ type = \"A\", value = \"192.0.2.1\" }]",
    ),
    (
        "does not say its kind",
        "a milestone may take its kind from its name, or over from another region",
        "[milestones]\nend = { by = 2024-12-31 }",
    ),
    (
        "has more than one date",
        "a `not` for each of 21 pairs would say it, and an editor would show all of them",
        "[milestones]\nsunset = { by = 2024-12-31, on = 2024-12-31 }",
    ),
    ("has no URL", "a site may have its URL marked as not known", "[[sites]]\nid = \"a\""),
    (
        "and has a value",
        "what is marked as not known is beside the value",
        "[milestones]\nsunset = { by = 2024-12-31, unknown = { by = \"x\" } }",
    ),
    ("a date written as text", "JSON has no dates, so a schema sees no quotes", "[milestones]\nsunset = { by = \"2024-12-31\" }"),
    ("found a date, wanted", "JSON has no dates, so a schema sees text", "[region]\nname = 2024-12-31"),
    (
        "found a number with a fraction",
        "to JSON 301.0 is a whole number",
        "[[redirects.rules]]\nfrom = \"/a\"\nto = \"/b\"\nstatus = 301.0",
    ),
    ("the text holds", "no text holds control characters, wherever it stands", "[region]\nname = \"a\\nb\""),
    ("wanted at most 200 years", "a pattern that counts could not be read", "[redirects]\ntrial = \"201 years\""),
];

#[test]
fn what_no_schema_can_say_the_loader_says() {
    for (part, why, text) in BEYOND {
        let disk =
            [("cutover.toml", "spec = 1"), ("regions/uk.toml", text)].map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()));
        let checked = check(&Memory(disk.into()));
        assert!(checked.report.findings.iter().any(|it| it.message.contains(part)), "{part}: {why}\n{}", short(&checked));
        for (name, validator) in REGION.iter() {
            assert!(validator.is_valid(&json(text).expect("it is TOML")), "{name} can say it after all: {part}");
        }
    }
}

/// Returns what the loader refuses of the shape of `path`: the name of each place, and why.
fn unfit(checked: &Checked, path: &str) -> BTreeMap<String, String> {
    let is_shape = |it: &&Diagnostic| matches!(it.code.name, "schema/unknown-key" | "schema/wrong-type" | "schema/bad-version");
    let here = checked.report.findings.iter().filter(|it| checked.sources.file(it.span().file).path == path);
    // Which rules can be let pass is no shape.
    let shapes = here.filter(is_shape).filter(|it| !it.message.contains("wanted a rule that can be let pass"));
    shapes.map(|it| (place(checked, it, path), it.message.clone())).collect()
}

/// Returns the name of the place that a finding is about, within its file.
fn place(checked: &Checked, finding: &Diagnostic, path: &str) -> String {
    let name = checked.sources.names_of(finding.span()).last().copied().unwrap_or_default();
    let region = path.trim_start_matches("regions/").trim_end_matches(".toml");
    name.strip_prefix(&format!("{region}.")).unwrap_or(name).to_owned()
}

/// Returns in what the schemas and the loader differ over the files of a workspace, and how many files were judged and bad.
fn differences(case: &str, disk: &Memory) -> (Vec<String>, usize, usize) {
    let checked = check(disk);
    let (mut wrong, mut files, mut bad) = (Vec::new(), 0, 0);
    for (path, bytes) in &disk.0 {
        let Some(validators) = of_file(path) else { continue };
        let Some(file) = std::str::from_utf8(bytes).ok().and_then(json) else {
            assert!(checked.report.has_errors(), "{case}: {path} is no TOML, and nothing says so");
            continue;
        };
        let unfit = unfit(&checked, path);
        // Of what looks like a secret the loader says nothing else.
        let secrets = checked.report.findings.iter().filter(|it| it.code.name == "schema/secret");
        let secrets: Vec<String> = secrets.map(|it| place(&checked, it, path)).collect();
        files += 1;
        bad += usize::from(!unfit.is_empty());
        for (name, validator) in validators {
            let mut refused = refused(validator, &file);
            refused.retain(|it, _| !secrets.contains(it));
            // What is missing beside a fault in the same table is no second one.
            let is_damaged = |at: &str| unfit.keys().any(|it| it.strip_prefix(at).is_some_and(|it| it.starts_with('.')));
            refused.retain(|at, why| !why.ends_with("is a required property") || !is_damaged(at));
            let only_schema: Vec<_> = refused.iter().filter(|it| !unfit.contains_key(it.0)).collect();
            let is_beyond = |why: &str| BEYOND.iter().any(|(part, _, _)| why.contains(part));
            let only_loader: Vec<_> = unfit.iter().filter(|it| !refused.contains_key(it.0) && !is_beyond(it.1)).collect();
            if !only_schema.is_empty() || !only_loader.is_empty() {
                wrong
                    .push(format!("{case}: {path} under {name}\n  only the schema: {only_schema:#?}\n  only the loader: {only_loader:#?}"));
            }
        }
    }
    (wrong, files, bad)
}

#[test]
fn schema_and_loader_refuse_the_same_places_of_every_file() {
    let (mut wrong, mut files, mut bad) = (Vec::new(), 0, 0);
    for (case, disk) in workspaces() {
        let found = differences(&case, &disk);
        wrong.extend(found.0);
        files += found.1;
        bad += found.2;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(files > 500 && bad > 5, "of {files} files {bad} are bad");
}

/// Puts `junk` in the place of every value that is no table, but the version's.
fn spoil(table: &mut dyn TableLike, junk: &toml_edit::Value) {
    for (_, item) in table.iter_mut().filter(|it| it.0 != "spec") {
        if let Some(inner) = item.as_table_like_mut() {
            spoil(inner, junk);
        } else if let Some(list) = item.as_array_of_tables_mut() {
            list.iter_mut().for_each(|it| spoil(it, junk));
        } else {
            *item = Item::Value(junk.clone());
        }
    }
}

/// Adds a key that is nowhere known to every table, and to every list of names.
fn widen(table: &mut dyn TableLike, junk: &toml_edit::Value) {
    for (_, item) in table.iter_mut() {
        if let Some(inner) = item.as_table_like_mut() {
            widen(inner, junk);
        } else if let Some(list) = item.as_array_of_tables_mut() {
            list.iter_mut().for_each(|it| widen(it, junk));
        }
    }
    table.insert("zzz", Item::Value(junk.clone()));
}

/// What can stand where something else should.
const JUNK: [&str; 12] = ["true", "7", "-1", "1.5", "\"x y\"", "\"1 day\"", "[]", "[3]", "[\"x\"]", "{}", "{ x = 1 }", "[{ x = 1 }]"];

#[test]
fn schema_and_loader_refuse_the_same_junk_wherever_it_stands() {
    let ours = workspaces().into_iter().filter(|it| !it.0.contains("rules/") && !it.0.contains("page of"));
    let (mut wrong, mut bad) = (Vec::new(), 0);
    for (case, disk) in ours {
        for (change, junk) in JUNK.iter().flat_map(|it| [(spoil as fn(&mut dyn TableLike, &_), it), (widen, it)]) {
            let value: toml_edit::Value = junk.parse().expect("it is a value");
            let mut disk = disk.clone();
            for (_, bytes) in disk.0.iter_mut().filter(|it| of_file(it.0).is_some()) {
                let Some(mut doc) = std::str::from_utf8(bytes).ok().and_then(|it| it.parse::<DocumentMut>().ok()) else { continue };
                change(doc.as_table_mut(), &value);
                *bytes = doc.to_string().into_bytes();
            }
            let found = differences(&format!("{case} with {junk}"), &disk);
            wrong.extend(found.0);
            bad += found.2;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(bad > 500, "{bad} files are bad");
}

/// Tells whether the loader refuses the shape of a file, whatever its names may mean.
fn is_refused(workspace: &str, region: &str) -> bool {
    let files = [("cutover.toml", workspace), ("regions/uk.toml", region)];
    let disk = Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect());
    let report = check_workspace(&disk, Options::default()).expect("memory can be read").report;
    // `kind` is wanted where a milestone's name does not say it, which no schema knows.
    report.findings.iter().any(|it| {
        matches!(it.code.name, "schema/unknown-key" | "schema/wrong-type" | "schema/bad-version")
            && !it.message.contains("does not say its kind")
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
        ("[milestones]\nsunset = []", false),
        ("[milestones]\nsunset = { unknown = { bye = \"not published\" } }", false),
        ("[milestones]\nsunset = { claims = [{ source = \"x\", by = \"migrate + 3 days\" }] }\nmigrate = { on = 2024-12-31 }", false),
        ("[milestones]\n\"a + b\" = { on = 2024-01-01, kind = \"migrate\" }\nsunset = { by = \"a + b - 3 days\" }", true),
        ("[milestones]\nsunset = { by = \"migrate +3 days\" }\nmigrate = { on = 2024-12-31 }", false),
        ("[redirects]\ntrial = \"+14 days\"", false),
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
        for (name, validator) in REGION.iter() {
            assert_eq!(validator.is_valid(&json(text).expect("it is TOML")), is_good, "{name} on\n{text}");
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
        ("spec = 1\n[targets.edge]\nkind = \"nginx\"\nlisten = [0]", false),
        ("spec = 1\n[targets.edge]\nkind = \"nginx\"\nhome = \"/srv/.a/..b/\"", true),
        ("spec = 1\n[targets.edge]\nkind = \"nginx\"\nhome = \"/srv/../etc\"", false),
        ("spec = 1\n[targets.edge]\nhosts = []", false),
        ("spec = 1\n[targets.\"a b\"]\nkind = \"nginx\"", false),
        ("spec = 1\n[policy]\nchain-warn = 4294967296", false),
        ("spec = 1\n[policy.unknown]\nchain-worn = \"not decided\"", false),
        ("spec = 1\n[policy]\nchain-warn = 2", true),
        ("spec = 1\n[policy]\nchain-warn = \"2\"", false),
        ("spec = 1\n[lint.severity]\n\"redirect/chain\" = \"fatal\"", false),
        ("spec = 1\n[[lint.waivers]]\nrule = \"redirect/chain\"\nat = \"uk\"\nbecause = \"x\"\napprover = \"y\"", false),
    ];
    for (text, is_good) in workspaces {
        assert_eq!(!is_refused(text, ""), is_good, "the loader on\n{text}");
        for (name, validator) in WORKSPACE.iter() {
            assert_eq!(validator.is_valid(&json(text).expect("it is TOML")), is_good, "{name} on\n{text}");
        }
    }
}
