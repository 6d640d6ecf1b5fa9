//! Tells whether a folder is what would be written anyway: of the same inputs, and as it was written.

use super::{MANIFEST, at};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// What a manifest says of one file: path, digest and size.
pub type Entry = (String, String, u64);

/// A folder of ours, by its manifest.
pub struct Current {
    manifest: Value,
}

impl Current {
    /// Reads the manifest of a folder; `None` where there is none that this program, as it is, wrote: one that is older than
    /// the program says nothing.
    pub fn of(dir: &Path) -> io::Result<Option<Current>> {
        let path = dir.join(MANIFEST);
        let written = match fs::metadata(&path) {
            Ok(it) => it.modified(),
            Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(err) => return Err(at(&path, err)),
        };
        let program = std::env::current_exe().and_then(fs::metadata).and_then(|it| it.modified());
        let is_newer = written.and_then(|written| Ok(written > program?)).unwrap_or(false);
        let manifest: Value = serde_json::from_slice(&fs::read(&path).map_err(|err| at(&path, err))?).unwrap_or_default();
        let is_ours = manifest["tool"]["name"] == "cutover" && manifest["tool"]["version"] == env!("CARGO_PKG_VERSION");
        Ok((is_newer && is_ours).then_some(Current { manifest }))
    }

    /// Returns one value of the manifest.
    pub fn value(&self, key: &str) -> &Value {
        &self.manifest[key]
    }

    /// Returns the files that were read.
    pub fn inputs(&self) -> Vec<Entry> {
        entries(&self.manifest["inputs"])
    }

    /// Tells whether `dir` holds just the files that the manifest names, as it names them.
    pub fn holds(&self, dir: &Path) -> io::Result<bool> {
        let files = entries(&self.manifest["files"]);
        if count(dir)? != files.len() + 1 {
            return Ok(false);
        }
        let (next, is_same) = (AtomicUsize::new(0), AtomicBool::new(true));
        let work = || -> io::Result<()> {
            let mut buffer = vec![0; 1 << 18];
            while let Some((path, sha256, size)) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
                if !is_same.load(Ordering::Relaxed) {
                    break;
                }
                let path = dir.join(path);
                let is_plain = fs::symlink_metadata(&path).is_ok_and(|it| it.is_file() && it.len() == *size);
                if !is_plain || digest(&path, &mut buffer)? != *sha256 {
                    is_same.store(false, Ordering::Relaxed);
                }
            }
            Ok(())
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        std::thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            running.into_iter().try_for_each(|it| it.join().unwrap_or_else(|it| std::panic::resume_unwind(it)))
        })?;
        Ok(is_same.into_inner())
    }
}

fn entries(list: &Value) -> Vec<Entry> {
    let text = |it: &Value| it.as_str().unwrap_or_default().to_owned();
    let entry = |it: &Value| (text(&it["path"]), text(&it["sha256"]), it["size"].as_u64().unwrap_or_default());
    list.as_array().into_iter().flatten().map(entry).collect()
}

/// Counts all that is below `dir` and is no folder.
fn count(dir: &Path) -> io::Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(dir).map_err(|err| at(dir, err))? {
        let entry = entry.map_err(|err| at(dir, err))?;
        let is_dir = entry.file_type().map_err(|err| at(&entry.path(), err))?.is_dir();
        count += if is_dir { self::count(&entry.path())? } else { 1 };
    }
    Ok(count)
}

/// Returns the digest of a file, as `sha256sum` prints it.
fn digest(path: &Path, buffer: &mut [u8]) -> io::Result<String> {
    let mut file = File::open(path).map_err(|err| at(path, err))?;
    let mut digest = Sha256::new();
    loop {
        match file.read(buffer).map_err(|err| at(path, err))? {
            0 => break,
            count => digest.update(&buffer[..count]),
        }
    }
    Ok(hex(&digest.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|it| format!("{it:02x}")).collect()
}

/// Tells whether bytes have a digest.
pub fn has(bytes: &[u8], (_, sha256, size): &Entry) -> bool {
    bytes.len() as u64 == *size && hex(&Sha256::digest(bytes)) == *sha256
}
