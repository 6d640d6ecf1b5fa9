//! Faults in what a workspace lays over the built-in templates.

pub mod literal_fact;
