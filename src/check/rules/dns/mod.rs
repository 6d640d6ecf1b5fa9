//! Faults in zones: what names lead to, and for how long others remember it.

pub mod apex_cname;
pub mod dangling_record;
pub mod dnssec_handover;
pub mod host_uncovered;
pub mod ttl_too_long;
