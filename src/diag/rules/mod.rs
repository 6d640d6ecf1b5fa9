//! The faults that reading and binding find, before there is a graph to judge: one file a fault.

pub mod date;
pub mod graph;
pub mod notice;
pub mod redirect;
pub mod release;
pub mod schema;
pub mod target;

use crate::diag::Code;

/// All codes of reading and binding.
pub static CODES: &[&Code] = &[
    &date::nonexistent_local_time::CODE,
    &graph::cycle::CODE,
    &notice::silent_fallback::CODE,
    &notice::too_long::CODE,
    &redirect::bad_destination::CODE,
    &redirect::bad_source::CODE,
    &redirect::captures_kept_region::CODE,
    &release::not_reproducible::CODE,
    &schema::bad_host::CODE,
    &schema::bad_locale_or_zone::CODE,
    &schema::bad_version::CODE,
    &schema::dangling_ref::CODE,
    &schema::duplicate_id::CODE,
    &schema::file_missing::CODE,
    &schema::secret::CODE,
    &schema::syntax::CODE,
    &schema::unknown_key::CODE,
    &schema::wrong_type::CODE,
    &target::cannot::CODE,
    &target::limit::CODE,
];
