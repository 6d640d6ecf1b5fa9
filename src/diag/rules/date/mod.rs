//! Faults in dates that no clock shows.

pub mod nonexistent_local_time;
