//! Digests of what passes by.

use crate::model::artifact::Digested;
use sha2::{Digest, Sha256};
use std::io::{self, Write};

/// Hands on what it is given, and computes its digest.
pub struct Digesting<W> {
    inner: W,
    digest: Sha256,
    size: usize,
}

impl<W: Write> Digesting<W> {
    pub fn new(inner: W) -> Digesting<W> {
        Digesting { inner, digest: Sha256::new(), size: 0 }
    }

    /// Returns the digest of all that passed, and where it went.
    pub fn finish(self) -> (Digested, W) {
        let sha256 = self.digest.finalize().iter().map(|it| format!("{it:02x}")).collect();
        (Digested { sha256, size: self.size }, self.inner)
    }
}

impl<W: Write> Write for Digesting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.digest.update(&bytes[..count]);
        self.size += count;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
