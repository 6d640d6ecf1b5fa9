//! Artifacts → folder: the only writer of files.

pub mod archive;
mod compare;
pub mod current;
mod digest;
pub mod held;
pub mod minisign;
pub mod pack;
pub mod statement;
mod write;

pub use compare::{Difference, compare};
pub use write::{write, write_file};

use std::fmt;
use std::io;
use std::path::Path;

/// The file that tells a folder of ours from others.
pub const MANIFEST: &str = "manifest.json";
/// The folder of a bundle in which what was built lies.
pub const OUTPUT: &str = "output";
/// The folder of a bundle in which what it was made of lies.
pub const INPUTS: &str = "inputs";
/// The digests of a bundle's files, as `sha256sum -c` reads them.
pub const SUMS: &str = "SHA256SUMS";

/// Returns `err` with the path that it speaks of.
fn at(path: &Path, err: io::Error) -> io::Error {
    io::Error::new(err.kind(), format!("{}: {err}", path.display()))
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

fn refused(why: String) -> Refused {
    Refused(why)
}
