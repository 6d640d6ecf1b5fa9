//! Faults in how a source or a destination is written.

pub mod bad_destination;
pub mod bad_source;
pub mod captures_kept_region;
