//! Faults in what customers are told.

pub mod silent_fallback;
