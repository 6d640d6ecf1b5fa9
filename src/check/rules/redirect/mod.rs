//! Faults in what URLs answer.

pub mod captures_kept_region;
pub mod chain;
pub mod cycle;
pub mod duplicate;
pub mod home_page_dump;
pub mod method_loss;
pub mod never_reached;
pub mod overlap;
pub mod same_key;
pub mod stale_permanent;
pub mod target_retiring;
pub mod unanswered;
pub mod unmapped_url;
pub mod unsafe_pattern;
pub mod well_known_swallowed;
