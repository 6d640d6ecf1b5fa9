//! Faults in certificates.

pub mod expires_in_period;
pub mod host_not_covered;
pub mod hsts_strands_host;
pub mod renewal_blocked;
