//! Faults in what waits for what.

pub mod kept_region_needs_retired;
pub mod needs_cycle;
pub mod service_without_successor;
pub mod starts_before_dependency;
pub mod successor_not_live;
pub mod too_early;
