//! Faults in what a region says of itself.

pub mod conflicting_claims;
pub mod host_claimed_twice;
pub mod open_unknown;
pub mod region_without_disposition;
