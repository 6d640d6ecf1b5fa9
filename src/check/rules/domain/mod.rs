//! Faults in how long a name is kept, and by whom.

pub mod lapses_early;
pub mod no_retention_plan;
