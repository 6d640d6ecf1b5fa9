//! Writes a few files into a folder that the user names.

use super::Stop;
use std::path::Path;

/// Writes `files`, by their names, into `dir`, which is made if it is not there.
pub fn write<N: AsRef<str>, B: AsRef<[u8]>>(dir: &Path, files: &[(N, B)]) -> Result<(), Stop> {
    std::fs::create_dir_all(dir).map_err(|err| Stop::machine(dir, &err))?;
    for (name, bytes) in files {
        let path = dir.join(name.as_ref());
        std::fs::write(&path, bytes).map_err(|err| Stop::machine(&path, &err))?;
    }
    Ok(())
}
