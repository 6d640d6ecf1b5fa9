//! The faults that reading finds, one file a fault.

pub mod schema;

use crate::diag::Code;

/// All codes of this phase.
pub static CODES: &[&Code] = &[
    &schema::bad_version::CODE,
    &schema::duplicate_id::CODE,
    &schema::file_missing::CODE,
    &schema::syntax::CODE,
    &schema::unknown_key::CODE,
    &schema::wrong_type::CODE,
];
