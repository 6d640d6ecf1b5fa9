//! What notices promise, whether their words fit every number, and who signed them.

pub mod correction_due;
pub mod overpromise;
pub mod plural_form;
pub mod stray_approval;
pub mod unreviewed;
pub mod unsigned;
