//! `cutover build`: tmp
use super::{Exit, Setting, Stop};
use clap::Args;
/// tmp
#[derive(Args)]
pub struct Build {}
impl Build {
    /// tmp
    pub fn run(&self, _: &Setting) -> Result<Exit, Stop> {
        Ok(Exit::Done)
    }
}
