//! What notices promise, and whether their words fit every number.

pub mod inaccessible;
pub mod overpromise;
pub mod plural_form;
pub mod undeclared_field;
