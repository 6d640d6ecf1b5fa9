//! Running servers, held against what was generated: the only user of the network and of other programs.

pub mod local;
