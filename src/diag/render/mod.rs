//! The forms of a report, one file a form.

pub mod json;
pub mod short;
pub mod terminal;
