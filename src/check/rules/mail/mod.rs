//! Faults in what becomes of mail.

pub mod circular_contact;
pub mod no_plan;
pub mod null_mx_conflict;
pub mod parked_unprotected;
