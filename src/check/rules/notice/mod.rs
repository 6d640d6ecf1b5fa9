//! What notices promise.

pub mod overpromise;
