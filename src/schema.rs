//! Types → JSON Schema: for editors that help to write, and for programs that read what is written.

use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema};
use serde_json::Value;

/// Returns every schema by its file name: 2020-12, and draft-07 beside it for the files that people write.
pub fn schemas() -> Vec<(String, String)> {
    let written = [both::<crate::model::spec::Workspace>("workspace"), both::<crate::model::spec::Region>("region")];
    let read = [one::<crate::diag::render::json::Findings>("findings"), one::<crate::cli::AnswerLine>("answer")];
    let question = printed(generate::<crate::cli::Question>(SchemaSettings::draft2020_12().for_deserialize(), "question"));
    let mut slip = SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<crate::cli::SlipJson>();
    slip.insert("$id".to_owned(), Value::String("slip.schema.json".to_owned()));
    let slip = ("slip.schema.json".to_owned(), printed(slip));
    let asked = ("question.schema.json".to_owned(), question);
    let mut all: Vec<(String, String)> = written.into_iter().flatten().chain(read).chain([asked, slip]).chain(published()).collect();
    all.sort();
    all
}

/// Returns the schemas of what is built for programs.
fn published() -> impl Iterator<Item = (String, String)> {
    crate::emit::schemas().into_iter().map(|(name, mut schema)| {
        schema.insert("$id".to_owned(), Value::String(name.to_owned()));
        (name.to_owned(), printed(schema))
    })
}

fn both<T: JsonSchema>(name: &str) -> [(String, String); 2] {
    let draft = printed(generate::<T>(SchemaSettings::draft07().for_deserialize(), &format!("{name}.draft-07")));
    [
        (format!("{name}.schema.json"), printed(generate::<T>(SchemaSettings::draft2020_12().for_deserialize(), name))),
        (format!("{name}.draft-07.schema.json"), draft),
    ]
}

fn one<T: JsonSchema>(name: &str) -> (String, String) {
    (format!("{name}.schema.json"), printed(generate::<T>(SchemaSettings::draft2020_12().for_serialize(), name)))
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

fn generate<T: JsonSchema>(settings: SchemaSettings, name: &str) -> Schema {
    let mut schema = settings.into_generator().into_root_schema_for::<T>();
    RecursiveTransform(without_null).transform(&mut schema);
    RecursiveTransform(|it: &mut Schema| drop(it.remove(ORDER))).transform(&mut schema);
    schema.insert("$id".to_owned(), Value::String(format!("{name}.schema.json")));
    schema
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
