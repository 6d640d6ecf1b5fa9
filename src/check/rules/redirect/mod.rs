//! Faults in what URLs answer.

pub mod captures_kept_region;
pub mod chain;
pub mod crawl_blocked;
pub mod cycle;
pub mod duplicate;
pub mod gone_or_moved;
pub mod home_page_dump;
pub mod locale_mismatch;
pub mod method_loss;
pub mod never_reached;
pub mod overlap;
pub mod period_too_short;
pub mod query_dropped;
pub mod same_key;
pub mod scheme_hop_order;
pub mod soft_404;
pub mod stale_alternates;
pub mod stale_permanent;
pub mod target_retiring;
pub mod temporary_code;
pub mod token_link_unmapped;
pub mod unanswered;
pub mod unmapped_url;
pub mod unsafe_pattern;
pub mod well_known_swallowed;
