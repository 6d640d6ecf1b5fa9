//! Rules about what a workspace lets pass.

pub mod waiver_expired;
pub mod waiver_unused;
