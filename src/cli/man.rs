//! `cutover man`: the manual's pages in roff.

use super::{Exit, Setting, Stop, files};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Print the manual's first page, or write all of them.
#[derive(Args)]
pub struct Man {
    /// Write a page for each command into DIR
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

impl Man {
    /// Prints or writes the pages.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let mut command = super::command();
        let Some(dir) = &self.out else {
            anstream::stdout().lock().write_all(&page(command)?)?;
            return Ok(Exit::Done);
        };
        // Gives each command its whole name, as `cutover-plan`.
        command.build();
        let all = std::iter::once(&command).chain(command.get_subcommands().filter(|it| it.get_name() != "help"));
        let pages = all.map(|it| Ok((format!("{}.1", it.get_display_name().unwrap_or(it.get_name())), page(it.clone())?)));
        let pages: Vec<(String, Vec<u8>)> = pages.collect::<Result<_, Stop>>()?;
        files::write(dir, &pages)?;
        if !setting.is_quiet {
            anstream::eprintln!("wrote {} into {}", crate::diag::plural(pages.len(), "page", "pages"), dir.display());
        }
        Ok(Exit::Done)
    }
}

fn page(command: clap::Command) -> Result<Vec<u8>, Stop> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}
