//! Types → JSON Schema: for editors that help to write, and for programs that read what is written.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::{Value, json};

/// Returns every schema by its file name: 2020-12, and draft-07 beside it for the files that people write.
///
/// None has an `$id`: there is no address to name, and readers that want a whole one (taplo) refuse a file's name there.
pub fn schemas() -> Vec<(String, String)> {
    let written = [both::<crate::model::spec::Workspace>("workspace"), both::<crate::model::spec::Region>("region")];
    let written = written.into_iter().chain([both::<crate::model::spec::expectation::Expectations>("tests")]);
    let written = written.chain([both::<crate::model::spec::approval::Approvals>("approvals")]);
    let read = [
        one::<crate::diag::render::json::Findings>("findings"),
        one::<crate::cli::AnswerLine>("answer"),
        one::<crate::import::proof::Proof>("import-proof"),
        one::<crate::judge::report::Tested>("tested"),
        one::<crate::cli::ImportReport>("import"),
        one::<crate::cli::NoticesJson>("notices"),
        one::<crate::probe::report::Verification>("verify"),
        one::<crate::probe::rehearsal::Rehearsal>("rehearsal"),
        one::<crate::cli::LogRecord>("runbook-log"),
        one::<crate::cli::StatusJson>("runbook-status"),
    ];
    let question = printed(generate::<crate::cli::Question>(SchemaSettings::draft2020_12().for_deserialize()));
    let nullable = [
        with_null::<crate::cli::SlipJson>("slip"),
        with_null::<crate::cli::DiffJson>("diff"),
        with_null::<crate::bundle::statement::Statement>("bundle"),
        with_null::<crate::cli::ShownJson>("bundle-shown"),
        with_null::<crate::cli::RunbookJson>("runbook"),
    ];
    let asked = ("question.schema.json".to_owned(), question);
    let published = crate::emit::schemas().into_iter().map(|(name, schema)| (name.to_owned(), printed(schema)));
    let mut all: Vec<(String, String)> = written.flatten().chain(read).chain([asked]).chain(nullable).chain(published).collect();
    all.sort();
    all
}

/// Returns the two schemas of a file that people write.
fn both<T: JsonSchema>(name: &str) -> [(String, String); 2] {
    let written = |settings: SchemaSettings| {
        let mut schema = generate::<T>(settings.for_deserialize());
        RecursiveTransform(in_one_list).transform(&mut schema);
        RecursiveTransform(only_known_keys).transform(&mut schema);
        RecursiveTransform(no_greater).transform(&mut schema);
        RecursiveTransform(without_quotes).transform(&mut schema);
        RecursiveTransform(without_wrapper).transform(&mut schema);
        printed(schema)
    };
    [
        (format!("{name}.schema.json"), written(SchemaSettings::draft2020_12())),
        (format!("{name}.draft-07.schema.json"), written(SchemaSettings::draft07())),
    ]
}

fn one<T: JsonSchema>(name: &str) -> (String, String) {
    (format!("{name}.schema.json"), printed(generate::<T>(SchemaSettings::draft2020_12().for_serialize())))
}

/// Returns the schema of what programs read where an absent value is written as `null`.
fn with_null<T: JsonSchema>(name: &str) -> (String, String) {
    let schema = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>();
    (format!("{name}.schema.json"), printed(schema))
}

/// Returns the schemas of what people write, `cutover.toml` first, with [`ORDER`] left in: the manual is made from them.
pub(crate) fn written() -> [Value; 2] {
    let keep = |mut schema: Schema| {
        RecursiveTransform(without_null).transform(&mut schema);
        schema.to_value()
    };
    let generator = || SchemaSettings::draft2020_12().for_deserialize().into_generator();
    [
        keep(generator().into_root_schema_for::<crate::model::spec::Workspace>()),
        keep(generator().into_root_schema_for::<crate::model::spec::Region>()),
    ]
}

/// Where a table's schema holds the order in which its keys are declared; it is not published.
pub(crate) const ORDER: &str = "x-keys";

fn generate<T: JsonSchema>(settings: SchemaSettings) -> Schema {
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    RecursiveTransform(without_null).transform(&mut schema);
    RecursiveTransform(|it: &mut Schema| drop(it.remove(ORDER))).transform(&mut schema);
    schema
}

/// Makes one `enum` of words that stand in branches, each with what it means: an editor then names the words where another
/// is written, and would say of the branches only that none fits. What the words mean goes to the description.
fn in_one_list(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    let Some(Value::Array(branches)) = object.get("oneOf") else { return };
    let mut words: Vec<(Value, Option<String>)> = Vec::new();
    for branch in branches {
        let meaning = branch.get("description").and_then(Value::as_str).map(str::to_owned);
        match (branch.get("const"), branch.get("enum")) {
            (Some(word), _) => words.push((word.clone(), meaning)),
            (None, Some(Value::Array(more))) => words.extend(more.iter().map(|it| (it.clone(), None))),
            _ => return,
        }
    }
    let lines = words.iter().filter_map(|(word, it)| Some(format!("\n- `{}`: {}", word.as_str()?, it.as_ref()?)));
    let list: String = lines.collect();
    let whole = format!("{}\n{list}", object.get("description").and_then(Value::as_str).unwrap_or("One of:"));
    object.remove("oneOf");
    object.insert("type".to_owned(), Value::from("string"));
    object.insert("description".to_owned(), Value::from(whole));
    object.insert("enum".to_owned(), words.into_iter().map(|(word, _)| word).collect());
}

/// Closes a table by the names of its keys, which an editor then shows beside one that is not known; of
/// `additionalProperties` it would only say that there are none. What can be open (`unknown`) are its other keys.
fn only_known_keys(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if object.get("additionalProperties") != Some(&Value::Bool(false)) {
        return;
    }
    let Some(Value::Object(properties)) = object.get_mut("properties") else { return };
    let names: Vec<Value> = properties.keys().map(|it| Value::from(it.as_str())).collect();
    if let Some(Value::Object(open)) = properties.get_mut("unknown") {
        let others: Vec<&Value> = names.iter().filter(|it| *it != "unknown").collect();
        open.insert("propertyNames".to_owned(), json!({ "enum": others }));
    }
    object.remove("additionalProperties");
    object.insert("propertyNames".to_owned(), json!({ "enum": names }));
}

/// Says how great a number can be where only the name of its type says so.
fn no_greater(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if object.get("format").is_some_and(|it| it == "uint32") {
        object.entry("maximum").or_insert(Value::from(u32::MAX));
    }
}

/// Lists the one type of what can be a date: taplo then puts no quotes behind a key that it completes, and TOML's dates
/// have none.
fn without_quotes(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    let begins = |it: &str| it.trim_start_matches(['^', '(']).starts_with("[0-9]{4}-");
    let is_date = object.get("format").is_some_and(|it| it == "date") || object.get("pattern").and_then(Value::as_str).is_some_and(begins);
    if is_date {
        object.insert("type".to_owned(), json!(["string"]));
    }
}

/// Takes a reference out of the `allOf` that draft-07 has it in beside a description: taplo's server runs out of its stack
/// on any `allOf`. Who reads the draft to the letter loses the description.
fn without_wrapper(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(Value::Array(all)) = object.get("allOf")
        && let [Value::Object(only)] = all.as_slice()
    {
        let only = only.clone();
        object.remove("allOf");
        object.extend(only);
    }
}

/// TOML has no null, so an optional key is one that is not written: editors complete better without the other half.
fn without_null(schema: &mut Schema) {
    let Some(object) = schema.as_object_mut() else { return };
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|it| it != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".to_owned(), only);
        }
    }
    if let Some(Value::Array(choices)) = object.get_mut("enum") {
        choices.retain(|it| !it.is_null());
    }
    let Some(Value::Array(choices)) = object.get_mut("anyOf") else { return };
    choices.retain(|it| it.get("type").is_none_or(|it| it != "null"));
    if let [Value::Object(only)] = choices.as_slice() {
        let only = only.clone();
        object.remove("anyOf");
        for (key, value) in only {
            object.entry(key).or_insert(value);
        }
    }
    if object.get("default").is_some_and(Value::is_null) {
        object.remove("default");
    }
}

fn printed(schema: Schema) -> String {
    serde_json::to_string_pretty(&schema).expect("a schema is JSON") + "\n"
}
