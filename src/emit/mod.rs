//! Plan → Artifacts: one file an emitter, one template folder of the same name.

pub mod language;
pub mod nginx;
pub mod notices;
