//! Faults in where the brand goes.

pub mod unplaced;
