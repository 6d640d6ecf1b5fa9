//! Apps that end with their store.

pub mod api_cut_early;
pub mod link_files_dropped;
pub mod no_in_app_notice;
pub mod replacement_missing;
