//! `cutover bundle verify`: whether a bundle is what it says, and what its inputs give.

use super::seal::Seal;
use super::{files, hold, refused, selected};
use crate::bundle::held::Held;
use crate::bundle::{Digests, PREVIOUS};
use crate::cli::files::open;
use crate::cli::{Exit, Setting, Stop, diff};
use crate::diag::plural;
use crate::emit::manifest::versions;
use crate::model::plan::Plan;
use clap::Args;
use jiff::civil::Date;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::PathBuf;

#[derive(Args)]
pub struct Verify {
    /// The bundle
    file: PathBuf,
    /// The signer's key, as `minisign -G` writes it; without one a signature is not judged
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
}

impl Verify {
    /// Holds a bundle against its digests and its signature, and builds it once more.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        // One file from here on: another bundle may take its place meanwhile.
        let mut file = open(&self.file)?;
        let seal = Seal::of(&self.file, &file, self.public_key.as_deref())?;
        file.seek(SeekFrom::Start(0))?;
        let mut digests = Digests::default();
        io::copy(&mut file, &mut digests).map_err(|err| Stop::machine(&self.file, &err))?;
        file.seek(SeekFrom::Start(0))?;
        let held = hold(&self.file, &file, |it| it.starts_with(PREVIOUS))?;
        let stated = &held.statement.predicate.build_definition.external_parameters;
        let select = |plan: &Plan| selected(&stated.stages, &stated.regions, plan).unwrap_or_default();
        let asked = crate::Bundle {
            name: String::new(),
            as_of: Date::ZERO,
            stages: Vec::new(),
            regions: Vec::new(),
            base: None,
            select: &select,
            told: &diff::documents,
        };
        let differences = crate::rebuild(&held, &digests.finish(), &asked)?;
        if !differences.is_empty() {
            let why = format!("built once more from its inputs it is another:\n  {}", differences.join("\n  "));
            return Err(refused(&self.file, &why, &way_out(&held)));
        }
        if !setting.is_quiet {
            let mut out = anstream::stdout().lock();
            writeln!(
                out,
                "{}: {} is whole: {} have the digests that are stated",
                self.file.display(),
                stated.name,
                files(&held.statement)
            )?;
            writeln!(out, "built once more from the {} inside, it is the same", plural(held.inputs.len(), "input", "inputs"))?;
            writeln!(out, "{}", seal.sentence())?;
        }
        Ok(Exit::Done)
    }
}

/// Says what to do about a bundle that its inputs do not give.
fn way_out(held: &Held) -> String {
    let made = &held.statement.predicate.run_details.builder.version;
    let (was, is) = (made.get("cutover").map_or("another", String::as_str), env!("CARGO_PKG_VERSION"));
    match *made == versions() {
        true => "do not use it: somebody changed what stands in it; pack it anew from what was reviewed".to_owned(),
        false => format!("verify it with the program that made it, cutover {}; this is {is}", crate::diag::printable(was)),
    }
}
