//! Faults in the shape of a file.

pub mod bad_version;
pub mod duplicate_id;
pub mod file_missing;
pub mod syntax;
pub mod unknown_key;
pub mod wrong_type;
