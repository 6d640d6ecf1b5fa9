//! What customers hold: accounts, points, coupons, credit.

pub mod cohort_unclear;
pub mod expiry_not_extended;
pub mod gap_window;
pub mod kind_undeclared;
pub mod no_reconciliation;
pub mod rate_missing;
pub mod reissue_after_close;
pub mod stored_value_validity;
pub mod unmatched_accounts;
pub mod value_reduced;
