//! Holds a folder against what would be written there.

use super::at;
use super::digest::Digesting;
use crate::model::artifact::Artifacts;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

/// One file that is not as it would be written; its path is from the folder.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Difference {
    Different(String),
    Missing(String),
    /// Something that would not be written: a file, a link, or an empty folder.
    Surplus(String),
}

impl Difference {
    /// Returns the path of the file.
    pub fn path(&self) -> &str {
        match self {
            Difference::Different(path) | Difference::Missing(path) | Difference::Surplus(path) => path,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::Different(path) => write!(f, "{path}: differs"),
            Difference::Missing(path) => write!(f, "{path}: is missing"),
            Difference::Surplus(path) => write!(f, "{path}: would not be written"),
        }
    }
}

/// Returns how `dir` differs from `artifacts`, by path; of a folder that is not there, every file is missing.
pub fn compare(artifacts: &Artifacts, dir: &Path) -> io::Result<Vec<Difference>> {
    let mut found = BTreeSet::new();
    if dir.try_exists().map_err(|err| at(dir, err))? {
        walk(dir, "", &mut found)?;
    }
    let mut differences = Vec::new();
    for (path, bytes) in &artifacts.files {
        if !found.remove(path.as_str()) {
            differences.push(Difference::Missing(path.clone()));
        } else if !holds(&dir.join(path), bytes)? {
            differences.push(Difference::Different(path.clone()));
        }
    }
    let mut digests = BTreeMap::new();
    for (path, stream) in &artifacts.streams {
        let is_there = found.remove(path.as_str());
        let file = if is_there { plain(&dir.join(path))? } else { None };
        let is_file = file.is_some();
        let mut held = Digesting::new(Holding { file, is_same: true });
        stream.write(&mut held).map_err(|err| at(&dir.join(path), err))?;
        let (digested, held) = held.finish();
        if !is_there {
            differences.push(Difference::Missing(path.clone()));
        } else if !is_file || !held.ends_here()? {
            differences.push(Difference::Different(path.clone()));
        }
        digests.insert(path.clone(), digested);
    }
    if let Some(last) = &artifacts.last {
        if !found.remove(last.path.as_str()) {
            differences.push(Difference::Missing(last.path.clone()));
        } else if !holds(&dir.join(&last.path), &last.bytes(&digests))? {
            differences.push(Difference::Different(last.path.clone()));
        }
    }
    differences.extend(found.into_iter().map(Difference::Surplus));
    differences.sort_by(|one, two| one.path().cmp(two.path()));
    Ok(differences)
}

/// Gathers what is below `dir`; links are not followed.
fn walk(dir: &Path, prefix: &str, found: &mut BTreeSet<String>) -> io::Result<()> {
    let mut is_empty = true;
    for entry in fs::read_dir(dir).map_err(|err| at(dir, err))? {
        let entry = entry.map_err(|err| at(dir, err))?;
        is_empty = false;
        let path = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(|err| at(&entry.path(), err))?;
        if kind.is_dir() {
            walk(&entry.path(), &format!("{path}/"), found)?;
        } else {
            found.insert(path);
        }
    }
    if is_empty && !prefix.is_empty() {
        found.insert(prefix.to_owned());
    }
    Ok(())
}

/// Tells whether `path` is a plain file with just these bytes.
fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let meta = fs::symlink_metadata(path).map_err(|err| at(path, err))?;
    if !meta.is_file() || meta.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut file = fs::File::open(path).map_err(|err| at(path, err))?;
    let mut buffer = vec![0; 64 * 1024];
    let mut rest = bytes;
    loop {
        let count = file.read(&mut buffer).map_err(|err| at(path, err))?;
        if count == 0 {
            return Ok(rest.is_empty());
        }
        match rest.split_at_checked(count) {
            Some((here, after)) if *here == buffer[..count] => rest = after,
            _ => return Ok(false),
        }
    }
}

/// Opens `path` if it is a plain file.
fn plain(path: &Path) -> io::Result<Option<BufReader<fs::File>>> {
    let meta = fs::symlink_metadata(path).map_err(|err| at(path, err))?;
    let open = || fs::File::open(path).map(BufReader::new).map_err(|err| at(path, err));
    meta.is_file().then(open).transpose()
}

/// Holds a file against what is written to it.
struct Holding {
    file: Option<BufReader<fs::File>>,
    is_same: bool,
}

impl Holding {
    /// Tells whether the file is what was written, and no more.
    fn ends_here(mut self) -> io::Result<bool> {
        let is_behind = match &mut self.file {
            Some(file) => file.fill_buf()?.is_empty(),
            None => false,
        };
        Ok(self.is_same && is_behind)
    }
}

impl Write for Holding {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(file) = self.file.as_mut().filter(|_| self.is_same) else { return Ok(bytes.len()) };
        let there = file.fill_buf()?;
        let count = there.len().min(bytes.len());
        self.is_same = count > 0 && there[..count] == bytes[..count];
        file.consume(count);
        Ok(if self.is_same { count } else { bytes.len() })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_difference_is_told() {
        let root = tempfile::tempdir().unwrap();
        let mut artifacts = Artifacts::default();
        artifacts.add("a", "same");
        artifacts.add("b/c", "new");
        artifacts.add("d", "gone");
        fs::create_dir_all(root.path().join("b/empty")).unwrap();
        fs::write(root.path().join("a"), "same").unwrap();
        fs::write(root.path().join("b/c"), "old").unwrap();
        fs::write(root.path().join("e"), "extra").unwrap();
        let told: Vec<String> = compare(&artifacts, root.path()).unwrap().iter().map(Difference::to_string).collect();
        assert_eq!(told, ["b/c: differs", "b/empty/: would not be written", "d: is missing", "e: would not be written"]);
        assert_eq!(compare(&artifacts, &root.path().join("none")).unwrap().len(), 3);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_place_of_a_file_differs() {
        let root = tempfile::tempdir().unwrap();
        let mut artifacts = Artifacts::default();
        artifacts.add("a", "same");
        fs::write(root.path().join("elsewhere"), "same").unwrap();
        std::os::unix::fs::symlink("elsewhere", root.path().join("a")).unwrap();
        let told = compare(&artifacts, root.path()).unwrap();
        assert_eq!(told, [Difference::Different("a".into()), Difference::Surplus("elsewhere".into())]);
    }
}
