//! Writes a folder so that a reader sees the old one or the new one, never a half.
//!
//! The files are written into a new folder beside it, `.NAME.cutover-PROCESS`, and reach the disk there; then the two
//! folders change places in one step and the old one is removed. Where the file system cannot do that, the old
//! folder first steps aside as `.NAME.cutover-old`; a run that finds the place empty puts it back before it begins.
//! A run holds a lock on its new folder, so that the next run can tell what a killed one left behind.

use super::beside::Beside;
use super::digest::Digesting;
use super::{MANIFEST, at, refusal};
use crate::model::artifact::{Artifacts, Digested, Stream};
use rustix::fs::{CWD, FlockOperation, RenameFlags, flock, renameat_with};
use rustix::io::Errno;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many bytes are written at once.
const BUFFER: usize = 1 << 20;

/// Makes `dir` hold just `artifacts`, and returns the size of each file. A folder with files, but no manifest of ours, is
/// refused.
pub fn write(artifacts: &Artifacts, dir: &Path) -> io::Result<Vec<usize>> {
    check_paths(artifacts)?;
    let place = Place::of(dir)?;
    place.recover()?;
    place.check_ours()?;
    place.clean()?;
    let new = NewFolder::create(&place)?;
    let sizes = new.fill(artifacts)?;
    place.put(&new)?;
    place.sync()?;
    Ok(sizes)
}

/// Removes what killed runs left beside a folder that is as it should be.
pub fn tidy(dir: &Path) -> io::Result<()> {
    Place::of(dir)?.clean()
}

/// Writes one file, so that a reader sees the old one or the new one; what is no file, such as a pipe, is written to.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = &fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if fs::metadata(path).is_ok_and(|it| !it.is_file() && !it.is_dir()) {
        return OpenOptions::new().write(true).open(path).and_then(|mut it| it.write_all(bytes)).map_err(|err| at(path, err));
    }
    let mut new = Beside::create(path)?;
    new.file.write_all(bytes).map_err(|err| at(path, err))?;
    new.sync()?;
    new.put()
}

/// Refuses paths that lead out of the folder, and files that would have to be folders too.
fn check_paths(artifacts: &Artifacts) -> io::Result<()> {
    for path in artifacts.paths() {
        let is_plain = |it: &str| !matches!(it, "" | "." | "..") && !it.contains(['\\', '\0']);
        if !path.split('/').all(is_plain) {
            return Err(refusal(Path::new(path), "leads out of the folder that is written"));
        }
        let mut parents = Path::new(path).ancestors().skip(1).filter_map(Path::to_str);
        if let Some(parent) = parents.find(|it| artifacts.files.contains_key(*it) || artifacts.streams.contains_key(*it)) {
            return Err(refusal(Path::new(path), &format!("lies below `{parent}`, which is a file")));
        }
    }
    Ok(())
}

/// Where the folder stands, and the names beside it that are ours.
struct Place {
    dir: PathBuf,
    parent: PathBuf,
    name: String,
}

impl Place {
    fn of(dir: &Path) -> io::Result<Place> {
        // A link stays a link: what it leads to is replaced.
        let dir = match fs::canonicalize(dir) {
            Ok(real) => real,
            Err(err) if err.kind() == io::ErrorKind::NotFound && !dir.is_symlink() => dir.to_owned(),
            Err(err) => return Err(at(dir, err)),
        };
        let Some(Component::Normal(name)) = dir.components().next_back() else {
            return Err(refusal(&dir, "is no name for a folder"));
        };
        let name = name.to_str().ok_or_else(|| refusal(&dir, "its name is not UTF-8"))?.to_owned();
        let parent = match dir.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&parent).map_err(|err| at(&parent, err))?;
        Ok(Place { dir, parent, name })
    }

    fn beside(&self, what: &str) -> PathBuf {
        self.parent.join(format!("{}{what}", self.prefix()))
    }

    fn prefix(&self) -> String {
        format!(".{}.cutover-", self.name)
    }

    fn aside(&self) -> PathBuf {
        self.beside("old")
    }

    /// Puts the old folder back where a run was killed between its two steps.
    fn recover(&self) -> io::Result<()> {
        match self.dir.symlink_metadata() {
            Err(err) if err.kind() == io::ErrorKind::NotFound && self.aside().is_dir() => {
                fs::rename(self.aside(), &self.dir).map_err(|err| at(&self.dir, err))
            }
            _ => Ok(()),
        }
    }

    fn check_ours(&self) -> io::Result<()> {
        match self.dir.symlink_metadata() {
            Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(err) => return Err(at(&self.dir, err)),
            Ok(it) if !it.is_dir() => return Err(refusal(&self.dir, "is no folder")),
            Ok(it) if it.permissions().readonly() => {
                return Err(refusal(&self.dir, "may not be written to; make it writable, or write elsewhere"));
            }
            Ok(_) => {}
        }
        let mut entries = fs::read_dir(&self.dir).map_err(|err| at(&self.dir, err))?;
        let is_ours = || is_manifest_of_ours(&fs::read(self.dir.join(MANIFEST)).unwrap_or_default());
        match entries.next().is_none() || is_ours() {
            true => Ok(()),
            false => Err(refusal(&self.dir, "holds files but no `manifest.json` of cutover; empty it, or write elsewhere")),
        }
    }

    /// Removes what killed runs left beside the folder.
    fn clean(&self) -> io::Result<()> {
        for entry in fs::read_dir(&self.parent).map_err(|err| at(&self.parent, err))? {
            let path = entry.map_err(|err| at(&self.parent, err))?.path();
            let is_named_so = path.file_name().and_then(|it| it.to_str()).is_some_and(|it| it.starts_with(&self.prefix()));
            let is_folder = || path.symlink_metadata().is_ok_and(|it| it.is_dir());
            if is_named_so && is_folder() && !is_in_use(&path) {
                remove(&path)?;
            }
        }
        Ok(())
    }

    /// Puts the new folder in the place of the old one.
    fn put(&self, new: &NewFolder) -> io::Result<()> {
        if !self.dir.exists() {
            return fs::rename(&new.path, &self.dir).map_err(|err| at(&self.dir, err));
        }
        match renameat_with(CWD, &new.path, CWD, &self.dir, RenameFlags::EXCHANGE) {
            Ok(()) => remove(&new.path),
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => self.put_in_two_steps(new),
            Err(Errno::BUSY | Errno::XDEV) => {
                Err(refusal(&self.dir, "is a mount point and cannot be replaced; write into a folder below it"))
            }
            Err(err) => Err(at(&self.dir, err.into())),
        }
    }

    fn put_in_two_steps(&self, new: &NewFolder) -> io::Result<()> {
        fs::rename(&self.dir, self.aside()).map_err(|err| at(&self.dir, err))?;
        if let Err(err) = fs::rename(&new.path, &self.dir) {
            fs::rename(self.aside(), &self.dir).map_err(|err| at(&self.dir, err))?;
            return Err(at(&self.dir, err));
        }
        remove(&self.aside())
    }

    fn sync(&self) -> io::Result<()> {
        File::open(&self.parent).and_then(|it| it.sync_all()).map_err(|err| at(&self.parent, err))
    }
}

/// Tells whether a manifest was written by this tool, of whichever version.
fn is_manifest_of_ours(bytes: &[u8]) -> bool {
    let manifest: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    manifest["tool"]["name"] == "cutover"
}

/// Tells whether a run that still lives is filling the folder.
fn is_in_use(path: &Path) -> bool {
    File::open(path).is_ok_and(|it| flock(&it, FlockOperation::NonBlockingLockExclusive) == Err(Errno::WOULDBLOCK))
}

/// Removes a folder; another run may be doing the same.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(err) if err.kind() != io::ErrorKind::NotFound => Err(at(path, err)),
        _ => Ok(()),
    }
}

/// The folder that is being filled. What is still at its path when it is dropped is removed.
struct NewFolder {
    path: PathBuf,
    /// Locked as long as it is open.
    lock: File,
}

impl Drop for NewFolder {
    fn drop(&mut self) {
        // The place is good or the error is told already; the next run cleans what this one could not.
        let _ = fs::remove_dir_all(&self.path);
    }
}

impl NewFolder {
    fn create(place: &Place) -> io::Result<NewFolder> {
        let taken = |err: &io::Error| err.kind() == io::ErrorKind::AlreadyExists;
        for attempt in 0_u32.. {
            let path = place.beside(&format!("{}-{attempt}", std::process::id()));
            match fs::create_dir(&path) {
                Err(err) if taken(&err) => continue,
                Err(err) => return Err(at(&path, err)),
                Ok(()) => {}
            }
            let lock = File::open(&path).map_err(|err| at(&path, err))?;
            flock(&lock, FlockOperation::LockExclusive).map_err(|err| at(&path, err.into()))?;
            let new = NewFolder { path, lock };
            // Another run may have taken it for a left-over before it was locked.
            if new.path.is_dir() {
                new.allow(&new.path, 0o755)?;
                return Ok(new);
            }
        }
        unreachable!("bundle: a free name is found")
    }

    fn fill(&self, artifacts: &Artifacts) -> io::Result<Vec<usize>> {
        let mut folders = BTreeSet::new();
        for (path, bytes) in &artifacts.files {
            let path = Path::new(path);
            self.make_folders(path.parent(), &mut folders)?;
            self.add(&self.path.join(path), bytes)?;
        }
        for path in artifacts.streams.keys() {
            self.make_folders(Path::new(path).parent(), &mut folders)?;
        }
        let digests = self.streams(&artifacts.streams)?;
        let mut sizes: Vec<usize> = artifacts.files.values().map(Vec::len).chain(digests.values().map(|it| it.size)).collect();
        if let Some(last) = &artifacts.last {
            let bytes = last.bytes(&digests);
            self.add(&self.path.join(&last.path), &bytes)?;
            sizes.push(bytes.len());
        }
        self.sync()?;
        Ok(sizes)
    }

    /// Writes the streams, those of the same bytes as one file with several names.
    fn streams(&self, streams: &BTreeMap<String, Stream>) -> io::Result<BTreeMap<String, Digested>> {
        let mut same: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
        streams.iter().for_each(|(path, it)| same.entry(&it.identity).or_default().push(path));
        let all: Vec<Vec<&String>> = same.into_values().collect();
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            while let Some(paths) = all.get(next.fetch_add(1, Ordering::Relaxed)) {
                let digested = self.stream(paths, &streams[paths[0]])?;
                done.extend(paths.iter().map(|it| ((*it).clone(), digested.clone())));
            }
            Ok(done)
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(all.len());
        let done: io::Result<Vec<_>> = std::thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            running.into_iter().map(|it| it.join().unwrap_or_else(|it| std::panic::resume_unwind(it))).collect()
        });
        Ok(done?.into_iter().flatten().collect())
    }

    fn stream(&self, paths: &[&String], stream: &Stream) -> io::Result<Digested> {
        let path = self.path.join(paths[0]);
        let file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(|err| at(&path, err))?;
        let mut out = BufWriter::with_capacity(BUFFER, Digesting::new(file));
        stream.write(&mut out).map_err(|err| at(&path, err))?;
        let (digested, _) = out.into_inner().map_err(|err| at(&path, err.into_error()))?.finish();
        self.allow(&path, 0o644)?;
        for other in paths[1..].iter().map(|it| self.path.join(it)) {
            // Not every file system has names for the same file.
            if fs::hard_link(&path, &other).is_err() {
                fs::copy(&path, &other).map_err(|err| at(&other, err))?;
                self.allow(&other, 0o644)?;
            }
        }
        Ok(digested)
    }

    fn make_folders<'p>(&self, folder: Option<&'p Path>, folders: &mut BTreeSet<&'p Path>) -> io::Result<()> {
        let Some(folder) = folder.filter(|it| !it.as_os_str().is_empty() && !folders.contains(it)) else { return Ok(()) };
        self.make_folders(folder.parent(), folders)?;
        let path = self.path.join(folder);
        fs::create_dir(&path).map_err(|err| at(&path, err))?;
        folders.insert(folder);
        self.allow(&path, 0o755)
    }

    fn add(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(|err| at(path, err))?;
        file.write_all(bytes).map_err(|err| at(path, err))?;
        self.allow(path, 0o644)
    }

    /// Sets the mode whatever the caller's umask is.
    fn allow(&self, path: &Path, mode: u32) -> io::Result<()> {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).map_err(|err| at(path, err))
    }

    /// Waits until every file is on the disk, all at once: one by one costs a flush of the device each.
    #[cfg(target_os = "linux")]
    fn sync(&self) -> io::Result<()> {
        rustix::fs::syncfs(&self.lock).map_err(|err| at(&self.path, err.into()))
    }

    #[cfg(not(target_os = "linux"))]
    fn sync(&self) -> io::Result<()> {
        rustix::fs::sync();
        self.lock.sync_all().map_err(|err| at(&self.path, err))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicBool;

    const OURS: &str = r#"{"tool":{"name":"cutover"}}"#;

    fn artifacts(files: &[(&str, &str)]) -> Artifacts {
        let mut artifacts = Artifacts::default();
        artifacts.add(MANIFEST, OURS);
        files.iter().for_each(|(path, text)| artifacts.add(*path, *text));
        artifacts
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(dir).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_folder_is_replaced_as_a_whole_and_nothing_is_left_beside_it() {
        let root = tempfile::tempdir().unwrap();
        let dist = root.path().join("below/dist");
        write(&artifacts(&[("a", "1"), ("x/y/z", "1")]), &dist).unwrap();
        write(&artifacts(&[("b", "2")]), &dist).unwrap();
        assert_eq!(names(&dist), ["b", "manifest.json"]);
        assert_eq!(names(&root.path().join("below")), ["dist"]);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&dist), mode(&dist.join("b"))), (0o755, 0o644));
    }

    #[test]
    fn a_folder_of_somebody_else_is_refused_and_untouched() {
        let root = tempfile::tempdir().unwrap();
        let dist = root.path().join("dist");
        for manifest in [None, Some("{}"), Some("no json"), Some(r#"{"tool":{"name":"other"}}"#)] {
            let _ = fs::remove_dir_all(&dist);
            fs::create_dir(&dist).unwrap();
            fs::write(dist.join("thesis"), "mine").unwrap();
            manifest.iter().for_each(|it| fs::write(dist.join(MANIFEST), it).unwrap());
            let err = write(&artifacts(&[]), &dist).unwrap_err().to_string();
            assert!(err.contains(dist.to_str().unwrap()), "{err}");
            assert_eq!(fs::read(dist.join("thesis")).unwrap(), b"mine");
        }
        assert_eq!(names(root.path()), ["dist"]);
    }

    #[test]
    fn an_empty_folder_is_taken() {
        let root = tempfile::tempdir().unwrap();
        let dist = root.path().join("dist");
        fs::create_dir(&dist).unwrap();
        write(&artifacts(&[]), &dist).unwrap();
        assert_eq!(names(&dist), ["manifest.json"]);
    }

    #[test]
    fn paths_that_lead_out_are_refused() {
        let root = tempfile::tempdir().unwrap();
        let dist = root.path().join("dist");
        for path in ["../a", "/a", "a//b", "a/./b", "a/", "", "a\\..\\b", "manifest.json/a"] {
            assert!(write(&artifacts(&[(path, "")]), &dist).unwrap_err().to_string().contains(path), "{path}");
        }
        assert!(names(root.path()).is_empty());
    }

    #[test]
    fn what_killed_runs_left_is_cleaned_and_what_lives_is_left_alone() {
        let root = tempfile::tempdir().unwrap();
        let dist = root.path().join("dist");
        write(&artifacts(&[]), &dist).unwrap();
        for left in [".dist.cutover-1-0", ".dist.cutover-2-0", ".dist.cutover-old"] {
            fs::create_dir_all(root.path().join(left).join("half")).unwrap();
        }
        fs::create_dir(root.path().join(".dist2.cutover-1-0")).unwrap();
        write(&artifacts(&[]), &dist).unwrap();
        fs::create_dir(root.path().join(".dist.cutover-3-0")).unwrap();
        let living = File::open(root.path().join(".dist.cutover-3-0")).unwrap();
        flock(&living, FlockOperation::LockExclusive).unwrap();
        write(&artifacts(&[]), &dist).unwrap();
        assert_eq!(names(root.path()), [".dist.cutover-3-0", ".dist2.cutover-1-0", "dist"]);
    }

    #[test]
    fn a_run_that_was_killed_between_two_steps_is_made_good() {
        let root = tempfile::tempdir().unwrap();
        let dist = root.path().join("dist");
        write(&artifacts(&[("a", "old")]), &dist).unwrap();
        fs::rename(&dist, root.path().join(".dist.cutover-old")).unwrap();
        Place::of(&dist).unwrap().recover().unwrap();
        assert_eq!(fs::read(dist.join("a")).unwrap(), b"old");
    }

    #[test]
    fn two_steps_lead_to_the_same_folder() {
        let root = tempfile::tempdir().unwrap();
        let dist = root.path().join("dist");
        write(&artifacts(&[("a", "old")]), &dist).unwrap();
        let place = Place::of(&dist).unwrap();
        let new = NewFolder::create(&place).unwrap();
        new.fill(&artifacts(&[("b", "new")])).unwrap();
        place.put_in_two_steps(&new).unwrap();
        drop(new);
        assert_eq!((names(&dist), names(root.path())), (vec!["b".into(), "manifest.json".into()], vec!["dist".to_owned()]));
    }

    #[test]
    fn a_failure_leaves_the_old_folder_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let dist = root.path().join("dist");
        write(&artifacts(&[("a", "old")]), &dist).unwrap();
        let long = "x".repeat(300);
        let err = write(&artifacts(&[("a", "new"), (&long, "")]), &dist).unwrap_err().to_string();
        assert!(err.contains(&long), "{err}");
        assert_eq!(fs::read(dist.join("a")).unwrap(), b"old");
        assert_eq!(names(root.path()), ["dist"]);
    }

    #[test]
    fn a_reader_never_finds_the_place_empty() {
        let root = tempfile::tempdir().unwrap();
        let dist = root.path().join("dist");
        write(&artifacts(&[("a", "0")]), &dist).unwrap();
        let is_done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let reader = scope.spawn(|| {
                let mut count = 0;
                while !is_done.load(Ordering::Relaxed) {
                    let text = fs::read_to_string(dist.join("a")).expect("the file is there at every moment");
                    assert_eq!(text.len(), 1);
                    count += 1;
                }
                count
            });
            (0..20).for_each(|it| drop(write(&artifacts(&[("a", &(it % 10).to_string())]), &dist).unwrap()));
            is_done.store(true, Ordering::Relaxed);
            assert!(reader.join().unwrap() > 0);
        });
    }

    #[test]
    fn a_link_stays_and_what_it_leads_to_is_replaced() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("real")).unwrap();
        std::os::unix::fs::symlink("real", root.path().join("dist")).unwrap();
        write(&artifacts(&[]), &root.path().join("dist")).unwrap();
        assert!(root.path().join("dist").is_symlink() && root.path().join("real/manifest.json").is_file());
    }
}
