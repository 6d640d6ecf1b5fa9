//! What customers use while a store closes, and the data that stay behind.

pub mod after_sales_gap;
pub mod legacy_data_fate;
pub mod open_order_tail;
