//! What notices promise, in which languages, whether their words fit every number and are set as people set them, and who
//! signed them.

pub mod correction_due;
pub mod inaccessible;
pub mod overpromise;
pub mod plural_form;
pub mod required_language;
pub mod stray_approval;
pub mod typography;
pub mod undeclared_field;
pub mod unreviewed;
pub mod unsigned;
