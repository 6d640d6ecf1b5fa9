//! The nouns that pass between the phases.

pub mod artifact;
pub mod graph;
pub mod plan;
pub mod rows;
pub mod spec;
