//! Where a workspace's files lie: a folder, or memory.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

/// The files of a workspace.
pub trait Disk {
    /// Returns the bytes of the file at `path` (from the root, with `/`), or `None` if there is no such file.
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>>;
    /// Returns the paths of the files right in `folder` that end in `.extension`, sorted.
    fn list(&self, folder: &str, extension: &str) -> io::Result<Vec<String>>;
    /// Returns the paths of all files below `folder`, sorted; links to folders are not followed.
    fn tree(&self, folder: &str) -> io::Result<Vec<String>>;
}

/// A folder on this machine.
pub struct Folder(pub PathBuf);

impl Disk for Folder {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let path = self.0.join(path);
        match std::fs::metadata(&path) {
            Ok(it) if !it.is_file() => return Ok(None),
            Err(err) if matches!(err.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(None),
            Err(err) => return Err(name(&path, err)),
            Ok(_) => {}
        }
        std::fs::read(&path).map(Some).map_err(|err| name(&path, err))
    }

    fn list(&self, folder: &str, extension: &str) -> io::Result<Vec<String>> {
        let path = self.0.join(folder);
        let entries = match std::fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(err) => return Err(name(&path, err)),
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|err| name(&path, err))?;
            let file = entry.file_name();
            let Some(file) = file.to_str() else { continue };
            if file.strip_suffix(extension).is_some_and(|it| it.ends_with('.') && it.len() > 1) {
                found.push(format!("{folder}/{file}"));
            }
        }
        found.sort();
        Ok(found)
    }

    fn tree(&self, folder: &str) -> io::Result<Vec<String>> {
        let mut found = Vec::new();
        let mut open = vec![folder.to_owned()];
        while let Some(folder) = open.pop() {
            let path = self.0.join(&folder);
            let entries = match std::fs::read_dir(&path) {
                Ok(entries) => entries,
                Err(err) if err.kind() == io::ErrorKind::NotFound => continue,
                Err(err) => return Err(name(&path, err)),
            };
            for entry in entries {
                let entry = entry.map_err(|err| name(&path, err))?;
                let kind = entry.file_type().map_err(|err| name(&entry.path(), err))?;
                let Some(file) = entry.file_name().to_str().map(|it| format!("{folder}/{it}")) else { continue };
                if kind.is_dir() {
                    open.push(file);
                } else if entry.path().is_file() {
                    found.push(file);
                }
            }
        }
        found.sort();
        Ok(found)
    }
}

fn name(path: &std::path::Path, err: io::Error) -> io::Error {
    io::Error::new(err.kind(), format!("{}: {err}", path.display()))
}

/// Another disk, and what was read from it.
pub struct Recorded<'d> {
    disk: &'d dyn Disk,
    read: RefCell<BTreeMap<String, Vec<u8>>>,
}

impl<'d> Recorded<'d> {
    /// Returns a disk that remembers what is read from `disk`.
    pub fn new(disk: &'d dyn Disk) -> Recorded<'d> {
        Recorded { disk, read: RefCell::default() }
    }

    /// Returns every file that was read, by path.
    pub fn into_read(self) -> BTreeMap<String, Vec<u8>> {
        self.read.into_inner()
    }
}

impl Disk for Recorded<'_> {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let bytes = self.disk.read(path)?;
        if let Some(bytes) = &bytes {
            self.read.borrow_mut().insert(path.to_owned(), bytes.clone());
        }
        Ok(bytes)
    }

    fn list(&self, folder: &str, extension: &str) -> io::Result<Vec<String>> {
        self.disk.list(folder, extension)
    }

    fn tree(&self, folder: &str) -> io::Result<Vec<String>> {
        self.disk.tree(folder)
    }
}

/// Files that are held in memory, by path.
#[derive(Clone, Debug, Default)]
pub struct Memory(pub BTreeMap<String, Vec<u8>>);

impl Disk for Memory {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        Ok(self.0.get(path).cloned())
    }

    fn list(&self, folder: &str, extension: &str) -> io::Result<Vec<String>> {
        let is_right = |it: &&String| {
            let rest = it.strip_prefix(folder).and_then(|it| it.strip_prefix('/'));
            rest.is_some_and(|it| !it.contains('/') && it.strip_suffix(extension).is_some_and(|it| it.ends_with('.') && it.len() > 1))
        };
        Ok(self.0.keys().filter(is_right).cloned().collect())
    }

    fn tree(&self, folder: &str) -> io::Result<Vec<String>> {
        let is_below = |it: &&String| it.strip_prefix(folder).is_some_and(|it| it.starts_with('/'));
        Ok(self.0.keys().filter(is_below).cloned().collect())
    }
}
