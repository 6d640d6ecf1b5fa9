//! Rules on what a release must have.

pub mod no_rollback;
