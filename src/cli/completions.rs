//! `cutover completions`: what a shell needs to complete commands.

use super::{Exit, Setting, Stop};
use clap::Args;
use std::io::Write;

/// Print a shell's completions, to be put where it looks for them.
#[derive(Args)]
pub struct Completions {
    /// The shell
    shell: clap_complete::Shell,
}

impl Completions {
    /// Prints the script.
    pub fn run(&self, _: &Setting) -> Result<Exit, Stop> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut super::command(), "cutover", &mut script);
        anstream::stdout().lock().write_all(&script)?;
        Ok(Exit::Done)
    }
}
