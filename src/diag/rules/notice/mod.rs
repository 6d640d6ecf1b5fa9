//! Faults in what customers are told.

pub mod silent_fallback;
pub mod too_long;
