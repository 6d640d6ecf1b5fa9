//! Faults in what a server can be told.

pub mod cannot;
pub mod limit;
