//! Writes a file so that a reader sees the old one or the new one, never a half.
//!
//! The new one is written beside its place as `.NAME.cutover-PROCESS-N`, reaches the disk there, and takes the place in one
//! step. A run holds a lock on it, so that the next run can tell what a killed one left behind.

use super::{at, refusal};
use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// A file beside the place that it is to take. What is still there when it is dropped is removed.
pub struct Beside {
    pub file: File,
    /// Where it is to stand.
    place: PathBuf,
    /// Where it is now.
    path: PathBuf,
}

impl Beside {
    /// Makes an empty file beside `place`, and removes what killed runs left there. A link stays a link: what it leads to is
    /// replaced.
    pub fn create(place: &Path) -> io::Result<Beside> {
        let place = match fs::canonicalize(place) {
            Ok(real) => real,
            Err(err) if err.kind() == io::ErrorKind::NotFound && !place.is_symlink() => place.to_owned(),
            Err(err) => return Err(at(place, err)),
        };
        let (parent, name) = split(&place)?;
        if fs::metadata(&place).is_ok_and(|it| it.permissions().readonly()) {
            return Err(refusal(&place, "may not be written to; make it writable, or write elsewhere"));
        }
        clean(&place)?;
        for attempt in 0_u32.. {
            let path = parent.join(format!("{}{}-{attempt}", prefix(&name), std::process::id()));
            let file = match OpenOptions::new().read(true).write(true).create_new(true).open(&path) {
                Err(err) if err.kind() == io::ErrorKind::AlreadyExists => continue,
                // What cannot be made is told by the name that the caller gave.
                Err(err) => return Err(at(&place, err)),
                Ok(file) => file,
            };
            let is_locked = flock(&file, FlockOperation::LockExclusive);
            let beside = Beside { file, place: place.clone(), path };
            is_locked.map_err(|err| at(&beside.place, err.into()))?;
            // Another run may have taken it for a left-over before it was locked.
            if beside.path.is_file() {
                return Ok(beside);
            }
        }
        unreachable!("bundle: a free name is found")
    }

    /// Returns where the file is now.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Waits until the file is on the disk.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_all().map_err(|err| at(&self.place, err))
    }

    /// Takes the place, for good: the folder is on the disk as well.
    pub fn put(self) -> io::Result<()> {
        fs::rename(&self.path, &self.place).map_err(|err| at(&self.place, err))?;
        let parent = self.place.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(parent).and_then(|it| it.sync_all()).map_err(|err| at(parent, err))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // It has its place or the error is told already; the next run cleans what this one could not.
        let _ = fs::remove_file(&self.path);
    }
}

fn prefix(name: &str) -> String {
    format!(".{name}.cutover-")
}

/// Returns the folder of a place and its name in there.
fn split(place: &Path) -> io::Result<(PathBuf, String)> {
    let name = place.file_name().ok_or_else(|| refusal(place, "is no file"))?.to_string_lossy().into_owned();
    Ok((place.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned(), name))
}

/// Removes what killed runs left beside a place.
pub fn clean(place: &Path) -> io::Result<()> {
    let (parent, name) = split(place)?;
    let prefix = prefix(&name);
    for entry in fs::read_dir(&parent).map_err(|err| at(&parent, err))? {
        let path = entry.map_err(|err| at(&parent, err))?.path();
        let is_named_so = path.file_name().and_then(|it| it.to_str()).is_some_and(|it| it.starts_with(&prefix));
        let is_file = || path.symlink_metadata().is_ok_and(|it| it.is_file());
        if is_named_so && is_file() && !is_in_use(&path) {
            match fs::remove_file(&path) {
                // Another run may be doing the same.
                Err(err) if err.kind() != io::ErrorKind::NotFound => return Err(at(&path, err)),
                _ => {}
            }
        }
    }
    Ok(())
}

/// Tells whether a run that still lives is writing the file.
fn is_in_use(path: &Path) -> bool {
    File::open(path).is_ok_and(|it| flock(&it, FlockOperation::NonBlockingLockExclusive) == Err(Errno::WOULDBLOCK))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(dir).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_not_put_in_its_place_is_taken_away() {
        let root = tempfile::tempdir().unwrap();
        let place = root.path().join("a");
        fs::write(&place, "old").unwrap();
        let mut new = Beside::create(&place).unwrap();
        new.file.write_all(b"new").unwrap();
        drop(new);
        assert_eq!((names(root.path()), fs::read_to_string(&place).unwrap()), (vec!["a".to_owned()], "old".to_owned()));
        let mut new = Beside::create(&place).unwrap();
        new.file.write_all(b"new").unwrap();
        new.put().unwrap();
        assert_eq!((names(root.path()), fs::read_to_string(&place).unwrap()), (vec!["a".to_owned()], "new".to_owned()));
    }

    #[test]
    fn what_killed_runs_left_is_cleaned_and_what_lives_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let place = root.path().join("a");
        for left in [".a.cutover-1-0", ".a.cutover-2", ".ab.cutover-1-0"] {
            fs::write(root.path().join(left), "half").unwrap();
        }
        let living = Beside::create(&place).unwrap();
        let second = Beside::create(&place).unwrap();
        let mine = |it: &Beside| it.path().file_name().unwrap().to_str().unwrap().to_owned();
        assert_eq!(names(root.path()), [mine(&living), mine(&second), ".ab.cutover-1-0".to_owned()]);
    }

    #[test]
    fn what_may_not_be_written_to_stays_as_it_is() {
        let root = tempfile::tempdir().unwrap();
        let place = root.path().join("a");
        fs::write(&place, "kept").unwrap();
        let mut permissions = fs::metadata(&place).unwrap().permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&place, permissions).unwrap();
        let err = Beside::create(&place).err().map(|it| it.to_string()).unwrap_or_default();
        assert!(err.contains(place.to_str().unwrap()), "{err}");
        assert_eq!(names(root.path()), ["a"]);
    }
}
