//! Faults in what waits for what.

pub mod irreversible_before_gate;
pub mod kept_region_needs_retired;
pub mod needs_cycle;
pub mod no_owner;
pub mod service_without_successor;
pub mod shared_host_split;
pub mod starts_before_dependency;
pub mod successor_not_live;
pub mod thin_slack;
pub mod too_early;
