//! What customers are told: whether it is said in time, is true, and fits every number.

pub mod controller_change;
pub mod fact_mismatch;
pub mod missing_stage;
pub mod mixed_marketing;
pub mod overpromise;
pub mod plural_form;
pub mod terms_change;
pub mod vague_instant;
