//! Faults in dates and their order.

pub mod boundary_missing;
pub mod close_on_holiday;
pub mod duration_arithmetic;
pub mod out_of_order;
pub mod qualifier_lost;
pub mod region_spread;
pub mod short_lead;
pub mod sunset_before_deprecation;
pub mod zone_missing;
