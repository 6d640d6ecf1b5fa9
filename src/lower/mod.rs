//! Graph → Plan.

pub mod notices;
