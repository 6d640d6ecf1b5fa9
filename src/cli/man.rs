//! `cutover man`: the manual, as pages in roff or as a book.

use super::{Exit, Setting, Stop, files};
use crate::manual;
use clap::Args;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Print the manual's first page, or write all of them.
#[derive(Args)]
pub struct Man {
    /// Write a page for each command into DIR
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write the book into DIR, as mdBook reads it
    #[arg(long, value_name = "DIR", conflicts_with = "out")]
    book: Option<PathBuf>,
}

impl Man {
    /// Prints or writes the pages.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let mut command = super::command();
        if let Some(dir) = &self.book {
            let book: Vec<(String, String)> = manual::book(&told(command)).into_iter().collect();
            files::write(dir, &book)?;
            return said(setting, book.len(), "file", "files", dir);
        }
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
        said(setting, pages.len(), "page", "pages", dir)
    }
}

/// Says how much was written where.
fn said(setting: &Setting, count: usize, word: &str, words: &str, dir: &Path) -> Result<Exit, Stop> {
    if !setting.is_quiet {
        anstream::eprintln!("wrote {} into {}", crate::diag::plural(count, word, words), dir.display());
    }
    Ok(Exit::Done)
}

/// Returns each command with its help, at a width that no terminal decides.
fn told(command: clap::Command) -> Vec<manual::Command> {
    let mut command = command.term_width(100);
    command.build();
    let names: Vec<String> = super::GROUPS.iter().flat_map(|it| it.1).map(|it| (*it).to_owned()).collect();
    let help = |name: String| {
        let found = command.find_subcommand_mut(&name)?;
        Some(manual::Command { help: found.render_long_help().to_string(), name })
    };
    names.into_iter().filter_map(help).collect()
}

fn page(command: clap::Command) -> Result<Vec<u8>, Stop> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(page)
}
