//! What notices promise, in which languages, and whether their words fit every number and are set as people set them.

pub mod inaccessible;
pub mod overpromise;
pub mod plural_form;
pub mod required_language;
pub mod typography;
pub mod undeclared_field;
