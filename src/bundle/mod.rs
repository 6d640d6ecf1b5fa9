//! Artifacts → folder: the only writer of files.

mod compare;
pub mod current;
mod digest;
mod write;

pub use compare::{Difference, compare};
pub use write::{write, write_file};

use std::io;
use std::path::Path;

/// The file that tells a folder of ours from others.
pub const MANIFEST: &str = "manifest.json";

/// Returns `err` with the path that it speaks of.
fn at(path: &Path, err: io::Error) -> io::Error {
    io::Error::new(err.kind(), format!("{}: {err}", path.display()))
}

fn refusal(path: &Path, why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, format!("{}: {why}", path.display()))
}
