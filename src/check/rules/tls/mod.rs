//! Faults in certificates.

pub mod expires_in_period;
