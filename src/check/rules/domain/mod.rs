//! Faults in how long a name is kept, and by whom.

pub mod no_retention_plan;
