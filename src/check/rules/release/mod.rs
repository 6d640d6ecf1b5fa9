//! Rules on what a release must have.

pub mod no_rollback;
pub mod unverified_step;
