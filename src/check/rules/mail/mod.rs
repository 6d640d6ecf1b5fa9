//! Faults in what becomes of mail.

pub mod no_plan;
pub mod null_mx_conflict;
