//! Faults in where the brand goes.

pub mod ends_wording;
pub mod range_lost;
pub mod unplaced;
pub mod unsafe_logo;
