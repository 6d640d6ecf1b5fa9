//! What notices promise, and whether their words fit every number.

pub mod overpromise;
pub mod plural_form;
