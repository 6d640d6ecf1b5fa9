//! `cutover schema`: the schemas that editors read.

use super::{Exit, Setting, Stop, files};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Write the schemas that editors read.
#[derive(Args)]
pub struct Schema {
    /// The one to print, as `region`; without it all are listed
    name: Option<String>,
    /// Write all of them into this folder
    #[arg(long, value_name = "DIR", conflicts_with = "name")]
    out: Option<PathBuf>,
}

impl Schema {
    /// Prints one schema, lists all, or writes them.
    pub fn run(&self, _: &Setting) -> Result<Exit, Stop> {
        let all = crate::schemas();
        let mut out = anstream::stdout().lock();
        match (&self.name, &self.out) {
            (_, Some(dir)) => {
                files::write(dir, &all)?;
                writeln!(out, "wrote {} into {}", crate::diag::plural(all.len(), "schema", "schemas"), dir.display())?;
            }
            (Some(name), None) => {
                let file = if name.ends_with(".json") { name.clone() } else { format!("{name}.schema.json") };
                let Some((_, text)) = all.iter().find(|(it, _)| *it == file) else {
                    return Err(Stop::usage(format!("there is no schema `{name}`; `cutover schema` lists them")));
                };
                write!(out, "{text}")?;
            }
            (None, None) => all.iter().try_for_each(|(name, _)| writeln!(out, "{name}"))?,
        }
        Ok(Exit::Done)
    }
}
