//! Reads and writes a few files that the user names.

use super::Stop;
use std::io::ErrorKind;
use std::path::Path;

/// Reads a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    std::fs::read(path).map_err(|err| Stop::machine(path, &err))
}

/// Tells whether a folder holds nothing, or is not there.
pub fn is_empty(dir: &Path) -> Result<bool, Stop> {
    match std::fs::read_dir(dir) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(err) if err.kind() == ErrorKind::NotFound => Ok(true),
        Err(err) => Err(Stop::machine(dir, &err)),
    }
}

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
