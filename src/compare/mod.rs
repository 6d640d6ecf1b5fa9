//! Plan × Plan → differences: what another plan does that this one does not.

mod dates;

pub use dates::{FalseDate, MovedDate, MovedStep, Slip, slip};
