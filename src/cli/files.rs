//! Writes a few files into a folder that the user names.

use super::Stop;
use std::path::Path;

/// Writes `files`, by their paths, below `dir`; folders are made where they are not there.
pub fn write<N: AsRef<str>, B: AsRef<[u8]>>(dir: &Path, files: &[(N, B)]) -> Result<(), Stop> {
    for (name, bytes) in files {
        let path = dir.join(name.as_ref());
        let parent = path.parent().unwrap_or(dir);
        std::fs::create_dir_all(parent).map_err(|err| Stop::machine(parent, &err))?;
        std::fs::write(&path, bytes).map_err(|err| Stop::machine(&path, &err))?;
    }
    Ok(())
}
