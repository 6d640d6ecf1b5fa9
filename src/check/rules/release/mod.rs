//! Rules on what a release must have.

pub mod unverified_step;
