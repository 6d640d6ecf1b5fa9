//! Reads a few files, and writes them: into a folder that the user names, those of a workspace that are repaired, and logs
//! that are added to.

use super::{Exit, Stop};
use rustix::fs::{FlockOperation, flock};
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// Reads a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Stop> {
    std::fs::read(path).map_err(|err| Stop::machine(path, &err))
}

/// Opens a file to be read.
pub fn open(path: &Path) -> Result<File, Stop> {
    File::open(path).map_err(|err| Stop::machine(path, &err))
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

/// A file of the workspace as it was read, and as it is to be.
pub struct Rewritten<'b> {
    pub path: PathBuf,
    pub before: &'b [u8],
    pub after: &'b [u8],
}

/// Writes files of the workspace anew: all are prepared before the first is changed, each is the old one or the new one,
/// and none is written that somebody has changed since it was read.
pub fn rewrite(files: &[Rewritten]) -> Result<(), Stop> {
    let mut prepared: Vec<Prepared> = Vec::new();
    for file in files {
        prepared.push(Prepared::new(file).map_err(|err| Stop::machine(&file.path, &err))?);
    }
    for file in files {
        let now = std::fs::read(&file.path).map_err(|err| Stop::machine(&file.path, &err))?;
        if now != file.before {
            let text = format!("{}: changed while it was repaired, and nothing was written; run it again", file.path.display());
            return Err(Stop { exit: Exit::Machine, text });
        }
    }
    for file in &mut prepared {
        std::fs::rename(&file.new, &file.path).map_err(|err| Stop::machine(&file.path, &err))?;
        file.is_done = true;
    }
    Ok(())
}

/// A file beside the one that it is to replace; taken away again if it does not.
struct Prepared {
    path: PathBuf,
    new: PathBuf,
    is_done: bool,
}

impl Prepared {
    fn new(file: &Rewritten) -> io::Result<Prepared> {
        // A link stays a link: what it leads to is replaced.
        let path = std::fs::canonicalize(&file.path)?;
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        let new = path.with_file_name(format!(".{name}.cutover-{}", std::process::id()));
        let permissions = std::fs::metadata(&path)?.permissions();
        let prepared = Prepared { path, new, is_done: false };
        let mut out = File::create(&prepared.new)?;
        out.write_all(file.after)?;
        out.set_permissions(permissions)?;
        out.sync_all()?;
        Ok(prepared)
    }
}

impl Drop for Prepared {
    fn drop(&mut self) {
        if !self.is_done {
            let _ = std::fs::remove_file(&self.new);
        }
    }
}

/// A file that is only ever added to, by one process at a time.
pub struct Appended {
    path: PathBuf,
    file: File,
    /// Whether its last line has no end.
    is_cut: bool,
}

impl Appended {
    /// Opens or makes a file, for this process alone; returns what stands in it.
    pub fn open(path: &Path) -> Result<(Appended, Vec<u8>), Stop> {
        let at = |err: &io::Error| Stop::machine(path, err);
        // What is no file may never end, or wait for a reader.
        if std::fs::metadata(path).is_ok_and(|it| !it.is_file()) {
            return Err(Stop { exit: Exit::Machine, text: format!("{}: is no file", path.display()) });
        }
        let mut file = OpenOptions::new().read(true).append(true).create(true).open(path).map_err(|err| at(&err))?;
        if let Err(err) = flock(&file, FlockOperation::NonBlockingLockExclusive) {
            let err = io::Error::from(err);
            let is_held = err.kind() == ErrorKind::WouldBlock;
            let text = format!("{}: another process writes it", path.display());
            return Err(if is_held { Stop { exit: Exit::Machine, text } } else { at(&err) });
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(|err| at(&err))?;
        if bytes.is_empty() {
            let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
            File::open(folder).and_then(|it| it.sync_all()).map_err(|err| Stop::machine(folder, &err))?;
        }
        let is_cut = !bytes.is_empty() && !bytes.ends_with(b"\n");
        Ok((Appended { path: path.to_path_buf(), file, is_cut }, bytes))
    }

    /// Adds a line, behind the end of one that was cut off, in one piece; it is on the disk when this returns.
    pub fn add(&mut self, line: &[u8]) -> Result<(), Stop> {
        let whole = [if self.is_cut { &b"\n"[..] } else { b"" }, line].concat();
        let written = loop {
            match self.file.write(&whole) {
                Err(err) if err.kind() == ErrorKind::Interrupted => {}
                other => break other,
            }
        };
        let failed = |err: &io::Error| Stop {
            text: format!("{}; the last record is not there", Stop::machine(&self.path, err).text),
            exit: Exit::Machine,
        };
        let written = written.map_err(|err| failed(&err))?;
        if written < whole.len() {
            return Err(failed(&io::Error::other(format!("only {written} of {} bytes were taken; is the disk full?", whole.len()))));
        }
        self.file.sync_data().map_err(|err| failed(&err))?;
        self.is_cut = false;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_one_file_has_changed_none_is_written() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = |name: &str| dir.path().join(name);
        std::fs::write(path("a"), "old").expect("it can be written");
        std::fs::write(path("b"), "another's").expect("it can be written");
        let file = |name: &str| Rewritten { path: path(name), before: b"old", after: b"new" };
        let stop = rewrite(&[file("a"), file("b")]).expect_err("it changed");
        assert!(stop.exit == Exit::Machine && stop.text.contains("changed while it was repaired"), "{}", stop.text);
        let read = |name: &str| std::fs::read_to_string(path(name)).expect("it is text");
        assert_eq!((read("a").as_str(), read("b").as_str()), ("old", "another's"));
        assert_eq!(std::fs::read_dir(dir.path()).expect("a folder").count(), 2);
        rewrite(&[file("a")]).map_err(|it| it.text).expect("it is as it was");
        assert_eq!(read("a"), "new");
    }
}
