//! A workspace as text, in parts that can be taken out: paragraphs of TOML, rows of CSV, and their lines.

use cutover::load::Memory;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The files of a workspace, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(pub BTreeMap<String, String>);

/// What a paragraph that `check` names may begin with to be taken out for it.
const ENTRIES: [&str; 3] = ["[[redirects.rules]]", "[services.", "[notices]"];

impl Files {
    /// Adds a file, or replaces it.
    pub fn write(&mut self, path: &str, text: &str) {
        self.0.insert(path.to_owned(), text.to_owned());
    }

    /// Returns the files as the loader reads them.
    pub fn disk(&self) -> Memory {
        Memory(self.0.iter().map(|(path, text)| (path.clone(), text.clone().into_bytes())).collect())
    }

    /// Returns the files of a disk.
    pub fn of_disk(disk: &Memory) -> Files {
        let text = |it: &[u8]| String::from_utf8(it.to_vec()).expect("a file of text");
        Files(disk.0.iter().map(|(path, bytes)| (path.clone(), text(bytes))).collect())
    }

    /// Reads every file below a folder but those that `skips` names.
    pub fn of_folder(dir: &Path, skips: &[&str]) -> Files {
        let mut files = Files::default();
        let mut open = vec![dir.to_owned()];
        while let Some(folder) = open.pop() {
            for entry in std::fs::read_dir(&folder).expect("the folder can be read") {
                let path = entry.expect("it can be read").path();
                let name = path.strip_prefix(dir).expect("it is below").to_str().expect("a path in letters").to_owned();
                if path.is_dir() {
                    open.push(path);
                } else if !skips.contains(&name.as_str()) {
                    files.write(&name, &std::fs::read_to_string(&path).expect("a file of text"));
                }
            }
        }
        files
    }

    /// Writes every file below a folder.
    pub fn to_folder(&self, dir: &Path) {
        for (path, text) in &self.0 {
            let path = dir.join(path);
            std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder");
            std::fs::write(path, text).expect("a file");
        }
    }

    /// Returns the lines, from 0, of the rule, service or row that holds a line, from 1; none where it is none of these.
    pub fn entry_at(&self, path: &str, line: usize) -> Option<std::ops::Range<usize>> {
        let lines: Vec<&str> = self.0.get(path)?.lines().collect();
        let at = line - 1;
        if path.ends_with(".csv") {
            return (at > 0 && at < lines.len()).then_some(at..at + 1);
        }
        let start = (0..=at.min(lines.len() - 1)).rev().find(|it| *it == 0 || lines[*it - 1].is_empty())?;
        let end = (at..lines.len()).find(|it| lines[*it].is_empty()).unwrap_or(lines.len());
        ENTRIES.iter().any(|it| lines[start].starts_with(it)).then_some(start..end)
    }

    /// Returns how many rules, services and rows there are.
    pub fn entries(&self) -> usize {
        let is_entry = |path: &str, line: &str| path.ends_with(".csv") || ENTRIES.iter().any(|it| line.starts_with(it));
        self.0.iter().map(|(path, text)| text.lines().filter(|it| is_entry(path, it)).count()).sum()
    }

    /// Takes out the entries that hold these lines, by path and number from 1.
    pub fn drop_entries(&mut self, places: &[(String, usize)]) {
        let mut dropped: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (path, line) in places {
            let entry = self.entry_at(path, *line).expect("the line is in an entry");
            dropped.entry(path).or_default().extend(entry);
        }
        let dropped: Vec<(String, BTreeSet<usize>)> = dropped.into_iter().map(|(path, it)| (path.to_owned(), it)).collect();
        for (path, lines) in dropped {
            self.without(&path, &lines);
        }
    }

    /// Takes lines out of a file, by number from 0.
    pub fn without(&mut self, path: &str, lines: &BTreeSet<usize>) {
        if let Some(text) = self.0.get_mut(path) {
            *text = text.lines().enumerate().filter(|it| !lines.contains(&it.0)).map(|it| format!("{}\n", it.1)).collect();
        }
    }

    /// Returns what can be taken out together: runs of so many paragraphs; each line where `size` is 0, but for those
    /// that part paragraphs.
    pub fn pieces(&self, size: usize) -> Vec<Piece> {
        self.0.iter().flat_map(|(path, text)| pieces(path, text, size)).collect()
    }
}

fn pieces(path: &str, text: &str, size: usize) -> Vec<Piece> {
    let lines: Vec<&str> = text.lines().collect();
    let piece = |start: usize, end: usize| Piece { path: path.to_owned(), lines: start..end };
    // The rows of a table are its paragraphs.
    let is_end = |at: usize| path.ends_with(".csv") || lines[at].is_empty() || at + 1 == lines.len();
    let ends: Vec<usize> = (0..lines.len()).filter(|it| size == 0 || is_end(*it)).map(|it| it + 1).collect();
    let mut start = 0;
    let runs = ends.chunks(size.max(1)).map(|run| {
        let end = run[run.len() - 1];
        piece(std::mem::replace(&mut start, end), end)
    });
    runs.filter(|it| size > 0 || !lines[it.lines.start].is_empty()).collect()
}

/// A part of a workspace: lines of a file, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    pub path: String,
    pub lines: std::ops::Range<usize>,
}
