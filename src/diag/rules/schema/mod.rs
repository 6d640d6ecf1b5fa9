//! Faults in the shape of a file, and in the names that it uses.

pub mod bad_host;
pub mod bad_locale_or_zone;
pub mod bad_version;
pub mod dangling_ref;
pub mod duplicate_id;
pub mod file_missing;
pub mod secret;
pub mod syntax;
pub mod unknown_key;
pub mod wrong_type;
