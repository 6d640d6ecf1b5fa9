//! Artifacts → folder: the only writer of files.

pub mod archive;
mod beside;
mod compare;
pub mod current;
mod digest;
pub mod held;
pub mod minisign;
pub mod pack;
mod place;
pub mod statement;
mod write;

pub use compare::{Difference, compare};
pub use digest::Digesting;
pub use place::{Place, Whole};
pub use write::{tidy, write, write_file};

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The file that tells a folder of ours from others.
pub const MANIFEST: &str = "manifest.json";
/// The folder of a bundle in which what was built lies.
pub const OUTPUT: &str = "output";
/// The folder of a bundle in which what it was made of lies.
pub const INPUTS: &str = "inputs";
/// The folder of a bundle in which the bundle before it lies.
pub const PREVIOUS: &str = "previous";
/// The digests of a bundle's files, as `sha256sum -c` reads them.
pub const SUMS: &str = "SHA256SUMS";

/// Returns where the signature of a bundle stands: beside it.
pub fn signature_of(bundle: &Path) -> PathBuf {
    let mut name = bundle.as_os_str().to_owned();
    name.push(".minisig");
    PathBuf::from(name)
}

/// Returns `err` with the path that it speaks of.
fn at(path: &Path, err: io::Error) -> io::Error {
    let (shown, text) = (path.display().to_string(), err.to_string());
    // What was told with a path is not told with it twice.
    if text.starts_with(&format!("{shown}: ")) { err } else { io::Error::new(err.kind(), format!("{shown}: {text}")) }
}

fn refusal(path: &Path, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("{}: {why}", path.display()))
}

/// Why a bundle is not what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused(pub String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refused {}

/// Returns the SHA-256 of `bytes`, as `sha256sum` prints it.
pub fn digest_of(bytes: &[u8]) -> String {
    let mut digesting = Digests::default();
    digesting.write_all(bytes).expect("a sink takes all");
    digesting.finish()
}

/// The SHA-256 of all that is written to it.
pub struct Digests(digest::Digesting<io::Sink>);

impl Default for Digests {
    fn default() -> Digests {
        Digests(digest::Digesting::new(io::sink()))
    }
}

impl Digests {
    /// Returns the digest, as `sha256sum` prints it.
    pub fn finish(self) -> String {
        self.0.finish().0.sha256
    }
}

impl Write for Digests {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn refused(why: String) -> Refused {
    Refused(why)
}
