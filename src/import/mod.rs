//! Other formats → tables and regions: one file a format.
//!
//! A reader takes the text of another program and returns every rule that it holds, in the order in which that program
//! asks them: *carried* where this language says the same, *left* with the reason where it does not. Nothing is dropped:
//! what was read is the sum of both.

pub mod apache;
pub mod nginx;
pub mod proof;
pub mod regex;
pub mod steps;

/// Reads one format.
pub struct Reader {
    /// As `--from` names it.
    pub name: &'static str,
    /// The names of files that are read so unless `--from` says otherwise: whole names, or endings that begin with `.`.
    pub files: &'static [&'static str],
    pub read: fn(&[u8]) -> Result<Import, String>,
}

/// What one file said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// In the order of the other program: of two that match, the earlier wins there.
    pub carried: Vec<Carried>,
    pub left: Vec<Left>,
}

impl Import {
    /// Returns how many rules were read.
    pub fn read(&self) -> usize {
        self.carried.len() + self.left.len()
    }
}

/// A rule that this language can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The line of the file, from 1; of a format without lines the rank of the rule.
    pub line: usize,
    /// The host that it holds on, where the file says so.
    pub host: Option<String>,
    pub rule: Rule,
    /// What is told of it though it was carried: what was made explicit, what cannot be seen any more.
    pub notes: Vec<String>,
}

/// A rule as a table of this language has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// A source: `/old`, `/blog/:slug`, `/blog/*`, with conditions behind a `?`.
    pub from: String,
    /// A destination; none where `answer` says what is answered.
    pub to: Option<String>,
    /// `gone`, `page`, `unavailable` or `serve`.
    pub answer: Option<String>,
    /// 301, 302, 307 or 308; none for an answer.
    pub status: Option<u16>,
    /// `keep`, `drop`, or the names that are kept, with spaces between them.
    pub query: Option<String>,
    pub note: Option<String>,
}

/// A rule that was not carried over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Left {
    pub line: usize,
    /// As it stands in the file, on one line.
    pub text: String,
    /// What keeps it from being said here, in one sentence without a full stop.
    pub why: String,
}
