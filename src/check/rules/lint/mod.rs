//! Rules about what a workspace lets pass.

pub mod owner_mismatch;
pub mod waiver_expired;
pub mod waiver_unused;
