//! `cutover init`: a new workspace.

use super::{Exit, Setting, Stop};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Begin a workspace, explained by comments.
#[derive(Args)]
pub struct Init {
    /// The folder to begin in
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// One host and one table, nothing else
    #[arg(long)]
    minimal: bool,
}

/// The files of a new workspace, by path.
const FULL: &[(&str, &str)] = &[
    ("cutover.toml", include_str!("../../templates/init/full/cutover.toml")),
    ("regions/global.toml", include_str!("../../templates/init/full/regions/global.toml")),
    ("regions/uk.toml", include_str!("../../templates/init/full/regions/uk.toml")),
    ("regions/uk/redirects.csv", include_str!("../../templates/init/full/regions/uk/redirects.csv")),
    ("regions/uk/inventory.csv", include_str!("../../templates/init/full/regions/uk/inventory.csv")),
];
const MINIMAL: &[(&str, &str)] = &[
    ("cutover.toml", include_str!("../../templates/init/minimal/cutover.toml")),
    ("regions/shop.toml", include_str!("../../templates/init/minimal/regions/shop.toml")),
    ("regions/shop/redirects.csv", include_str!("../../templates/init/minimal/regions/shop/redirects.csv")),
];

impl Init {
    /// Writes the files of a new workspace; a file that is there is never touched.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let folder = self.folder.as_ref().map_or_else(|| setting.dir.clone(), |it| setting.dir.join(it));
        let mut files: Vec<(String, String)> =
            (if self.minimal { MINIMAL } else { FULL }).iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        let of_people = |name: &str| name.starts_with("region.") || name.starts_with("workspace.");
        files.extend(crate::schemas().into_iter().filter(|(name, _)| of_people(name)).map(|(name, text)| (format!("schema/{name}"), text)));
        if let Some((path, _)) = files.iter().find(|(path, _)| folder.join(path).exists()) {
            return Err(Stop::usage(format!("{} is already there; begin in an empty folder", folder.join(path).display())));
        }
        for (path, text) in &files {
            let path = folder.join(path);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent).map_err(|err| Stop::machine(parent, &err))?;
            }
            std::fs::write(&path, text).map_err(|err| Stop::machine(&path, &err))?;
        }
        let mut out = anstream::stdout().lock();
        for (path, _) in files.iter().filter(|(path, _)| !path.starts_with("schema/")) {
            writeln!(out, "wrote {}", folder.join(path).display())?;
        }
        writeln!(out, "next: `cutover -C {} check`, then `cutover -C {} build`", folder.display(), folder.display())?;
        Ok(Exit::Done)
    }
}
