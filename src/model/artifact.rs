//! What is written: files by their path below the output folder.

use std::collections::BTreeMap;

/// The files of one build, by path, with `/` between the parts.
#[derive(Clone, Debug, Default)]
pub struct Artifacts {
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Artifacts {
    /// Adds one file; a path is written once.
    pub fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        let path = path.into();
        let before = self.files.insert(path.clone(), bytes.into());
        assert!(before.is_none(), "emit: `{path}` is written once");
    }
}
