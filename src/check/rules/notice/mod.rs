//! What customers are told: whether it is said in time, is true, in their language and legible, and who signed it.

pub mod controller_change;
pub mod correction_due;
pub mod fact_mismatch;
pub mod inaccessible;
pub mod missing_stage;
pub mod mixed_marketing;
pub mod overpromise;
pub mod plural_form;
pub mod required_language;
pub mod stray_approval;
pub mod terms_change;
pub mod typography;
pub mod undeclared_field;
pub mod unreviewed;
pub mod unsigned;
pub mod vague_instant;
