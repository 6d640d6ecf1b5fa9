//! Faults in what a release is packed into.

pub mod not_reproducible;
