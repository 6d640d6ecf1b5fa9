//! The forms of a report, one file a form.

pub mod github;
pub mod gitlab;
pub mod json;
pub mod junit;
pub mod places;
pub mod sarif;
pub mod short;
pub mod terminal;
