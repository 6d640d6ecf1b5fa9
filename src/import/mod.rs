//! Other formats → tables and regions: one file a format.
//!
//! A reader takes the text of another program and returns every rule that it holds, in the order in which that program
//! asks them: *carried* where this language says the same, *left* with the reason where it does not. Nothing is dropped:
//! what was read is the sum of both.

pub mod apache;
pub mod cloudflare;
pub mod firebase;
pub mod netlify;
pub mod nginx;
pub mod order;
pub mod proof;
pub mod regex;
pub mod source;
pub mod steps;
pub mod table;
pub mod taken;
pub mod vercel;
pub mod workspace;
pub mod xlsx;

use crate::model::spec::place::Closure;

/// The formats, in the order in which a file's name is looked up.
pub const READERS: &[Reader] = &[
    netlify::REDIRECTS,
    netlify::TOML,
    cloudflare::PAGES,
    cloudflare::BULK,
    firebase::READER,
    vercel::READER,
    nginx::READER,
    apache::READER,
    apache::HTACCESS,
    xlsx::READER,
    table::READER,
];

/// Returns the reader that is called `name`.
pub fn find_reader(name: &str) -> Option<&'static Reader> {
    READERS.iter().find(|it| it.name == name)
}

/// Returns the reader of a file by its name, without its folder.
pub fn reader_of(file: &str) -> Option<&'static Reader> {
    let takes = |it: &str| if it.starts_with('.') { file.to_ascii_lowercase().ends_with(it) } else { file == it };
    READERS.iter().find(|reader| reader.files.iter().any(|it| takes(it)))
}

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
    pub order: Order,
    /// The other spellings that the program answers alike; `None` as this language has it: all.
    pub closure: Option<Vec<Closure>>,
    /// What is told of the file as a whole.
    pub notes: Vec<String>,
}

/// Which of two rules that match wins in the other program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// The earlier.
    #[default]
    First,
    /// The earlier; but of one that is written twice, word for word, only the later one is there.
    FirstOfLast,
    /// Nothing is said but of two with the same source: the earlier.
    Source,
}

impl Import {
    /// Returns how many rules were read.
    pub fn read(&self) -> usize {
        self.carried.len() + self.left.len()
    }
}

/// A rule that this language can say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Carried {
    /// The line of the file, from 1; of a format without lines the rank of the rule.
    pub line: usize,
    /// The host that it holds on, where the file says so.
    pub host: Option<String>,
    /// As it stands in the file, on one line.
    pub text: String,
    pub rule: Rule,
    /// More rows of the same rule, where one cannot say all that it takes.
    pub also: Vec<Rule>,
    /// What is told of it though it was carried: what was made explicit, what cannot be seen any more.
    pub notes: Vec<String>,
}

/// A rule as a table of this language has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
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

impl Carried {
    /// Returns its rows, the one that is most like it first.
    pub fn rows(&self) -> impl Iterator<Item = &Rule> {
        std::iter::once(&self.rule).chain(&self.also)
    }
}

/// A rule that was not carried over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Left {
    pub line: usize,
    /// As it stands in the file, on one line.
    pub text: String,
    /// What keeps it from being said here, in one sentence without a full stop.
    pub why: String,
    /// The host that it holds on, where the file says so.
    pub host: Option<String>,
    /// Sources of this language for all that it takes there, whatever else holds: later rules never get that. None where
    /// it is not known, or not all.
    pub takes: Vec<String>,
}
