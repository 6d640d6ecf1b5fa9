//! Puts a bundle and its signature in their places, so that none stands for the other's neighbour.
//!
//! Both are written beside their places and reach the disk there. Then the signature takes its place, and only once that is on
//! the disk the bundle takes its own. So a reader sees one of three things, and a run that is killed leaves one of them:
//!
//! 1. the old bundle and the old signature;
//! 2. the old bundle and the new signature, which is not its own: whoever judges it refuses the bundle, and the next run
//!    makes it good;
//! 3. the new bundle and the new signature.
//!
//! A new bundle never stands beside an old signature: where it is not to be signed and a signature is there, nothing is put.

use super::beside::{self, Beside};
use super::digest::Digesting;
use super::held::is_ours;
use super::minisign::Signature;
use super::{at, refusal, signature_of};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// How many bytes are written at once.
const BUFFER: usize = 1 << 18;

/// A bundle that is being written beside its place.
pub struct Place {
    path: PathBuf,
    signature: PathBuf,
    new: Beside,
}

/// A bundle that is whole, and still beside its place.
pub struct Whole {
    path: PathBuf,
    signature: PathBuf,
    new: Beside,
    /// As `sha256sum` prints it.
    pub sha256: String,
    /// In bytes.
    pub size: u64,
}

impl Place {
    /// Begins a bundle that is to stand at `path`; what stands there and is none of ours is refused.
    pub fn of(path: &Path) -> io::Result<Place> {
        if !is_free(path)? && !is_ours(File::open(path).map_err(|err| at(path, err))?) {
            return Err(refusal(path, "is no bundle of cutover; take it away, or write elsewhere with `--out FILE`"));
        }
        let signature = signature_of(path);
        if !is_free(&signature)? && Signature::parse(&text(&signature)?).is_err() {
            return Err(refusal(&signature, "is no signature of minisign; take it away, or write elsewhere with `--out FILE`"));
        }
        let new = Beside::create(path)?;
        beside::clean(&signature)?;
        Ok(Place { path: path.to_owned(), signature, new })
    }

    /// Writes the bundle by `write`; its own refusals come back as they are.
    pub fn fill<T>(self, write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<(T, Whole)> {
        let mut out = BufWriter::with_capacity(BUFFER, Digesting::new(Told { file: &self.new.file, path: &self.path }));
        let made = write(&mut out)?;
        let (digested, _) = out.into_inner().map_err(io::IntoInnerError::into_error)?.finish();
        let Place { path, signature, new } = self;
        Ok((made, Whole { path, signature, new, sha256: digested.sha256, size: digested.size as u64 }))
    }
}

impl Whole {
    /// Returns the bytes, to sign them.
    pub fn bytes(&self) -> io::Result<impl Read> {
        let mut file = File::open(self.new.path()).map_err(|err| at(&self.path, err))?;
        file.seek(SeekFrom::Start(0))?;
        Ok(file)
    }

    /// Puts the bundle in its place, with its signature if it has one.
    pub fn put(self, signature: Option<&str>) -> io::Result<()> {
        self.new.sync()?;
        match signature {
            Some(text) => {
                let mut beside = Beside::create(&self.signature)?;
                beside.file.write_all(text.as_bytes()).map_err(|err| at(&self.signature, err))?;
                beside.sync()?;
                beside.put()?;
            }
            // The signature that is there stays good where the bundle stays what it is.
            None if !self.signature.exists() || self.is_as_it_was()? => {}
            None => {
                let why = "is the signature of another bundle, and nothing was written; remove it, or sign with `--key FILE`";
                return Err(refusal(&self.signature, why));
            }
        }
        self.new.put()
    }

    fn is_as_it_was(&self) -> io::Result<bool> {
        let mut file = match File::open(&self.path) {
            Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(false),
            other => other.map_err(|err| at(&self.path, err))?,
        };
        let mut digesting = Digesting::new(io::sink());
        io::copy(&mut file, &mut digesting).map_err(|err| at(&self.path, err))?;
        Ok(digesting.finish().0.sha256 == self.sha256)
    }
}

/// Tells whether nothing stands at a place, or an empty file does.
fn is_free(path: &Path) -> io::Result<bool> {
    match fs::metadata(path) {
        Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(err) => Err(at(path, err)),
        Ok(it) if !it.is_file() => Err(refusal(path, "is no file; write elsewhere with `--out FILE`")),
        Ok(it) => Ok(it.len() == 0),
    }
}

fn text(path: &Path) -> io::Result<String> {
    let mut bytes = Vec::new();
    File::open(path).and_then(|it| it.take(1 << 16).read_to_end(&mut bytes)).map_err(|err| at(path, err))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A file whose faults are told with the path that the user gave.
struct Told<'f> {
    file: &'f File,
    path: &'f Path,
}

impl Write for Told<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes).map_err(|err| at(self.path, err))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::minisign::{Guarded, PublicKey, SecretKey};
    use crate::model::artifact::Artifacts;
    use std::collections::BTreeMap;

    fn key() -> SecretKey {
        Guarded::parse(include_str!("../../tests/keys/test.key")).unwrap().open(None).unwrap()
    }

    fn bytes(text: &str) -> Vec<u8> {
        let mut artifacts = Artifacts::default();
        artifacts.add("a", text);
        let asked =
            crate::bundle::statement::Asked { name: "b".into(), as_of: "2024-12-01".into(), stages: vec![], regions: vec![], base: None };
        let inputs = BTreeMap::new();
        let release =
            crate::bundle::pack::Release { asked, output: &artifacts, inputs: &inputs, beside: BTreeMap::new(), versions: BTreeMap::new() };
        let mut out = Vec::new();
        crate::bundle::pack::pack(&release, 0, &mut out).unwrap();
        out
    }

    fn put(path: &Path, text: &str, is_signed: bool) -> io::Result<()> {
        let (_, whole) = Place::of(path)?.fill(|out| out.write_all(&bytes(text)))?;
        let signature = is_signed.then(|| key().sign(whole.bytes().unwrap(), "b").unwrap());
        whole.put(signature.as_deref())
    }

    fn names(dir: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(dir).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_bundle_and_its_signature_replace_those_before_them() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("b.tar.zst");
        for text in ["one", "two"] {
            put(&path, text, true).unwrap();
            assert_eq!(fs::read(&path).unwrap(), bytes(text));
            let signature = Signature::parse(&fs::read_to_string(signature_of(&path)).unwrap()).unwrap();
            let public = PublicKey::parse(include_str!("../../tests/keys/test.pub")).unwrap();
            assert_eq!(signature.verify(&public, File::open(&path).unwrap()).unwrap(), Ok(()));
        }
        assert_eq!(names(root.path()), ["b.tar.zst", "b.tar.zst.minisig"]);
    }

    #[test]
    fn a_bundle_never_stands_beside_the_signature_of_another() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("b.tar.zst");
        put(&path, "one", true).unwrap();
        let err = put(&path, "two", false).unwrap_err().to_string();
        assert!(err.contains("b.tar.zst.minisig"), "{err}");
        assert_eq!(fs::read(&path).unwrap(), bytes("one"));
        // The same bundle once more keeps its signature.
        put(&path, "one", false).unwrap();
        assert_eq!(names(root.path()), ["b.tar.zst", "b.tar.zst.minisig"]);
        // A signature alone is that of another bundle too.
        fs::remove_file(&path).unwrap();
        assert!(put(&path, "one", false).is_err() && !path.exists());
    }

    #[test]
    fn what_is_no_bundle_is_refused_and_untouched() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("b.tar.zst");
        for foreign in ["my thesis", "\u{28}\u{b5}"] {
            fs::write(&path, foreign).unwrap();
            let err = put(&path, "one", true).unwrap_err().to_string();
            assert!(err.contains(path.to_str().unwrap()), "{err}");
            assert_eq!(fs::read_to_string(&path).unwrap(), foreign);
        }
        fs::remove_file(&path).unwrap();
        fs::create_dir(&path).unwrap();
        assert!(put(&path, "one", false).unwrap_err().to_string().contains("is no file"));
        fs::remove_dir(&path).unwrap();
        fs::write(signature_of(&path), "my notes").unwrap();
        assert!(put(&path, "one", true).unwrap_err().to_string().contains("is no signature"));
        assert_eq!(names(root.path()), ["b.tar.zst.minisig"]);
        // What is empty is nobody's.
        fs::remove_file(signature_of(&path)).unwrap();
        fs::write(&path, "").unwrap();
        put(&path, "one", false).unwrap();
        assert_eq!(fs::read(&path).unwrap(), bytes("one"));
    }

    #[test]
    fn a_failure_while_it_is_written_leaves_the_old_one_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("b.tar.zst");
        put(&path, "one", false).unwrap();
        let filled = Place::of(&path).unwrap().fill(|out| {
            out.write_all(b"half")?;
            Err::<(), _>(io::Error::other("the disk is full"))
        });
        assert!(filled.is_err());
        drop(filled);
        assert_eq!((names(root.path()), fs::read(&path).unwrap()), (vec!["b.tar.zst".to_owned()], bytes("one")));
    }
}
