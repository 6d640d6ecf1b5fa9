//! The folder in which servers run that are started here.

use crate::model::artifact::Artifacts;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A folder that nobody else can write; it is gone with this, unless it is kept.
pub struct Home {
    dir: TempDir,
}

impl Home {
    /// Makes an empty one.
    pub fn new() -> io::Result<Home> {
        Ok(Home { dir: tempfile::Builder::new().prefix("cutover-").tempdir()? })
    }

    /// Returns where it is.
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Writes files into a folder of it, which is returned.
    pub fn write(&self, folder: &str, files: &Artifacts) -> io::Result<PathBuf> {
        let dir = self.dir.path().join(folder);
        for (path, bytes) in &files.files {
            let path = dir.join(path);
            fs::create_dir_all(path.parent().unwrap_or(&dir))?;
            fs::write(path, bytes)?;
        }
        for (path, stream) in &files.streams {
            let path = dir.join(path);
            fs::create_dir_all(path.parent().unwrap_or(&dir))?;
            let mut out = BufWriter::new(fs::File::create(path)?);
            stream.write(&mut out)?;
            out.flush()?;
        }
        Ok(dir)
    }

    /// Takes a folder of it away, for it was in order.
    pub fn forget(&self, folder: &str) {
        let _ = fs::remove_dir_all(self.dir.path().join(folder));
    }

    /// Leaves it for a person to look at.
    pub fn keep(&mut self) {
        self.dir.disable_cleanup(true);
    }
}
