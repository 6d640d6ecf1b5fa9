//! What is written: files by their path below the output folder.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Write};
use std::sync::Arc;

/// The files of one build, by path, with `/` between the parts.
#[derive(Clone, Debug, Default)]
pub struct Artifacts {
    pub files: BTreeMap<String, Vec<u8>>,
    /// Those that are too big to be kept: they are made as they are written.
    pub streams: BTreeMap<String, Stream>,
    /// What is written last, once the digests of all streams are known.
    pub last: Option<Last>,
}

/// A file that is made as it is written: the same bytes each time.
#[derive(Clone)]
pub struct Stream {
    write: Arc<Writing>,
    /// The same for streams of the same bytes: they may be one file.
    pub identity: String,
}

type Writing = dyn Fn(&mut dyn Write) -> io::Result<()> + Send + Sync;

/// A file that tells the digests of all others.
#[derive(Clone)]
pub struct Last {
    pub path: String,
    make: Arc<Making>,
}

type Making = dyn Fn(&BTreeMap<String, Digested>) -> Vec<u8> + Send + Sync;

/// What is known of a stream once it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digested {
    /// As `sha256sum` prints it.
    pub sha256: String,
    /// In bytes.
    pub size: usize,
}

impl Stream {
    /// Returns a stream that `write` makes.
    pub fn new(identity: String, write: impl Fn(&mut dyn Write) -> io::Result<()> + Send + Sync + 'static) -> Stream {
        Stream { write: Arc::new(write), identity }
    }

    /// Makes the bytes.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        (self.write)(out)
    }
}

impl fmt::Debug for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Stream({})", self.identity)
    }
}

impl Last {
    /// Returns a file whose bytes `make` knows from the digests of all streams, by path.
    pub fn new(path: &str, make: impl Fn(&BTreeMap<String, Digested>) -> Vec<u8> + Send + Sync + 'static) -> Last {
        Last { path: path.to_owned(), make: Arc::new(make) }
    }

    /// Returns the bytes.
    pub fn bytes(&self, digests: &BTreeMap<String, Digested>) -> Vec<u8> {
        (self.make)(digests)
    }
}

impl fmt::Debug for Last {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Last({})", self.path)
    }
}

impl Artifacts {
    /// Adds one file; a path is written once.
    pub fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        let path = path.into();
        assert!(!self.streams.contains_key(&path), "emit: `{path}` is written once");
        let before = self.files.insert(path.clone(), bytes.into());
        assert!(before.is_none(), "emit: `{path}` is written once");
    }

    /// Adds one file that is made as it is written.
    pub fn add_stream(&mut self, path: impl Into<String>, stream: Stream) {
        let path = path.into();
        assert!(!self.files.contains_key(&path), "emit: `{path}` is written once");
        let before = self.streams.insert(path.clone(), stream);
        assert!(before.is_none(), "emit: `{path}` is written once");
    }

    /// Returns all paths, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        let mut paths: Vec<&String> = self.files.keys().chain(self.streams.keys()).chain(self.last.iter().map(|it| &it.path)).collect();
        paths.sort();
        paths.into_iter()
    }
}
