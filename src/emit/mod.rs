//! Plan → Artifacts: one file an emitter, one template folder of the same name.

pub mod calendar;
pub mod index;
pub mod manifest;
pub mod nginx;
pub mod placement;
pub mod plan_json;
pub mod probes;
pub mod proof;
pub mod redirects;
pub mod routes;
pub mod runbook;
pub mod services;
pub mod shape;

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

/// Returns the schemas of what is published, by the name of their file.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    vec![
        ("manifest.schema.json", schema::<manifest::Manifest>()),
        ("placement.schema.json", schema::<placement::Placement>()),
        ("plan.schema.json", schema::<plan_json::PlanJson>()),
        ("probe.schema.json", schema::<probes::Probe>()),
        ("probes-proof.schema.json", schema::<probes::Proof>()),
        ("redirects.schema.json", schema::<redirects::Redirects>()),
        ("routes.schema.json", schema::<routes::Routes>()),
        ("services.schema.json", schema::<services::Services>()),
        ("untouched.schema.json", schema::<proof::Untouched>()),
    ]
}

/// Returns the schema of what `T` is written as (draft 2020-12).
fn schema<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}
