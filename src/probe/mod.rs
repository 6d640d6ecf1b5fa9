//! Running servers, held against what was generated: the only user of the network and of other programs.

mod asking;
pub mod authority;
pub mod both;
pub mod certificate;
mod client;
pub mod git;
pub mod judge;
pub mod local;
pub mod node;
pub mod rehearsal;
pub mod rehearse;
pub mod report;
pub mod shell;
pub mod shop;
mod stage;
mod steady;
mod untouched;
mod verify;

pub use verify::{Progress, Settings, Subject, verify};
