//! Faults in what waits for what.

pub mod cycle;
