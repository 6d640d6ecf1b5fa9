//! tmp
pub mod diag;
pub mod emit;
pub mod load;
pub mod model;
pub mod resolve;
pub mod source;
pub mod template;
