//! `cutover bundle diff`: what changes from one bundle to another.

use super::{AGAIN, hold, refused};
use crate::bundle::statement::differences;
use crate::cli::files::open;
use crate::cli::{Exit, Stop, diff};
use crate::diag::printable;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

#[derive(Args)]
pub struct Diff {
    /// The bundle before
    before: PathBuf,
    /// The bundle after
    after: PathBuf,
    /// End with 1 if anything changes
    #[arg(long)]
    exit_code: bool,
}

impl Diff {
    /// Prints what URLs, dates and texts change, then the files.
    pub fn run(&self) -> Result<Exit, Stop> {
        let [before, after] = [hold(&self.before, &open(&self.before)?, |_| false)?, hold(&self.after, &open(&self.after)?, |_| false)?];
        let found = differences(&before.statement, &after.statement);
        let mut out = anstream::stdout().lock();
        if found.is_empty() {
            writeln!(out, "they hold the same")?;
            return Ok(Exit::Done);
        }
        let (_, old) = crate::plan_held(before)?.map_err(|why| refused(&self.before, &why, AGAIN))?;
        let (_, new) = crate::plan_held(after)?.map_err(|why| refused(&self.after, &why, AGAIN))?;
        write!(out, "{}", diff::told(&self.before.display().to_string(), &old, &new))?;
        writeln!(out, "Files")?;
        for line in &found {
            writeln!(out, "  {}", printable(line))?;
        }
        Ok(if self.exit_code { Exit::Found } else { Exit::Done })
    }
}
