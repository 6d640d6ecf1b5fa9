//! `cutover fix`: repairs in place.

use super::files::{self, Rewritten};
use super::{Exit, Setting, Stop};
use crate::diag::{listed, plural, printable, printable_lines};
use crate::fix::{Asked, Fixed, Kind, diff};
use crate::load::Folder;
use crate::source::Place;
use clap::Args;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Repair in place what needs nobody's judgement: spellings, chains, rules that are there twice.
///
/// Before a file is written the workspace is read again with the repairs in it, and every repair after which any URL would
/// be answered otherwise at any time is let go and told. A rule that could not be read until now is the exception: it begins
/// to answer. What was repaired once has nothing left to repair.
#[derive(Args)]
pub struct Fix {
    /// The files or folders in which anything may be changed; all unless written
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Show what would be changed, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// As --dry-run, and fail if anything would be changed
    #[arg(long)]
    check: bool,
    /// Repair these alone: http, encoding, chains, duplicates, sort; separated by commas
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    only: Vec<Word>,
    /// Put the rows of tables in the order of their sources too; empty lines part groups
    #[arg(long)]
    sort: bool,
}

/// What can be repaired.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Word {
    /// `http://` where `https://` is known to say the same
    Http,
    /// Characters that must be escaped, and escapes that need not be
    Encoding,
    /// Destinations that lead on within the workspace
    Chains,
    /// Rules that another says already
    Duplicates,
    /// Rows of tables that are not in the order of their sources
    Sort,
}

impl Word {
    fn kind(self) -> Kind {
        match self {
            Word::Http => Kind::Http,
            Word::Encoding => Kind::Encoding,
            Word::Chains => Kind::Chains,
            Word::Duplicates => Kind::Duplicates,
            Word::Sort => Kind::Sort,
        }
    }
}

impl Fix {
    /// Repairs the workspace, or shows what would be repaired.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let root = setting.root()?;
        let within = self.within(&root, setting)?;
        let may_change = |path: &str| within.is_empty() || within.iter().any(|it| Path::new(path).starts_with(it));
        let fixed = crate::fix(&Folder(root.clone()), &Asked { kinds: &self.kinds(), may_change: &may_change })?;
        let Some(fixed) = fixed else {
            let text = "there is no plan to prove a repair by: something cannot be read; `cutover check` says what".to_owned();
            return Err(Stop { exit: Exit::Found, text });
        };
        let is_shown = self.dry_run || self.check;
        match is_shown {
            true => show(&fixed)?,
            false => write(&root, &fixed)?,
        }
        tell(&fixed, is_shown, setting)?;
        let is_found = fixed.faults > 0 || (self.check && !fixed.files.is_empty());
        Ok(if is_found { Exit::Found } else { Exit::Done })
    }

    fn kinds(&self) -> BTreeSet<Kind> {
        let all = [Kind::Http, Kind::Encoding, Kind::Chains, Kind::Duplicates];
        let asked: BTreeSet<Kind> = self.only.iter().map(|it| it.kind()).collect();
        let kinds = if asked.is_empty() { all.into() } else { asked };
        kinds.into_iter().chain(self.sort.then_some(Kind::Sort)).collect()
    }

    /// Returns the paths that are asked for, as they lie in the workspace.
    fn within(&self, root: &Path, setting: &Setting) -> Result<Vec<PathBuf>, Stop> {
        let absolute = |it: &Path| std::path::absolute(it).map_err(|err| Stop::machine(it, &err));
        let base = absolute(&setting.dir)?;
        let inside = |path: &PathBuf| {
            let found =
                [base.join(path), root.join(path)].into_iter().map(|it| lexical(&it)).find(|it| it.starts_with(root) && it.exists());
            let found = found.and_then(|it| it.strip_prefix(root).ok().map(Path::to_path_buf));
            found.ok_or_else(|| Stop::usage(format!("there is no file or folder `{}` in the workspace {}", path.display(), root.display())))
        };
        self.paths.iter().map(inside).collect()
    }
}

/// Returns a path without `.` and `..`.
fn lexical(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut path, part| {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => drop(path.pop()),
            part => path.push(part),
        }
        path
    })
}

/// Prints what would be changed, as `patch` reads it.
fn show(fixed: &Fixed) -> Result<(), Stop> {
    // What steers a terminal is spelled out where there is one.
    let is_terminal = std::io::stdout().is_terminal();
    let mut out = anstream::stdout().lock();
    for (path, (before, after)) in &fixed.files {
        let (before, after) = (String::from_utf8_lossy(before), String::from_utf8_lossy(after));
        let text = diff::unified(path, &before, &after);
        match is_terminal {
            true => write!(out, "{}", printable_lines(&text.replace("\r\n", "\n")))?,
            false => write!(out, "{text}")?,
        }
    }
    Ok(())
}

fn write(root: &Path, fixed: &Fixed) -> Result<(), Stop> {
    let rewritten = fixed.files.iter().map(|(path, (before, after))| Rewritten { path: root.join(path), before, after });
    files::rewrite(&rewritten.collect::<Vec<_>>())
}

/// Tells how much was repaired, and what was not.
fn tell(fixed: &Fixed, is_shown: bool, setting: &Setting) -> Result<(), Stop> {
    let mut out = anstream::stderr().lock();
    if !setting.is_quiet {
        let origins = if is_shown { origins(fixed) } else { BTreeMap::new() };
        for left in &fixed.left {
            let at = |it: &Place| {
                let line = origins.get(it.path.as_str()).and_then(|lines| lines.get(it.line - 1)).map_or(it.line, |it| it + 1);
                format!("{}:{line}", printable(&it.path))
            };
            let other = left.other.as_ref().map_or_else(String::new, |it| format!(" (see {})", at(it)));
            writeln!(out, "left {}: {}: {}{other}", at(&left.place), left.kind.word(), printable(&left.why))?;
        }
        let counts: Vec<String> = fixed.mended.iter().map(|(kind, count)| format!("{} ({count})", kind.word())).collect();
        let files = plural(fixed.files.len(), "file", "files");
        let left = if fixed.left.is_empty() { String::new() } else { format!("; {} left", fixed.left.len()) };
        match (counts.is_empty(), is_shown) {
            (true, _) => writeln!(out, "nothing to repair{left}")?,
            (false, true) => writeln!(out, "would repair {} in {files}{left}", counts.join(", "))?,
            (false, false) => writeln!(out, "repaired {} in {files}{left}", counts.join(", "))?,
        }
    }
    if fixed.faults > 0 {
        let faults = plural(fixed.faults, "thing", "things");
        let kinds = listed(&[Kind::Chains.word(), Kind::Duplicates.word(), Kind::Sort.word()]);
        writeln!(out, "error: {faults} cannot be read or bound, and {kinds} wait until that is mended; `cutover check` says what")?;
    }
    Ok(())
}

/// Returns, by path, where each line of a repaired file stands in the one on disk.
fn origins(fixed: &Fixed) -> BTreeMap<&str, Vec<usize>> {
    let texts = |(before, after): &(Vec<u8>, Vec<u8>)| diff::origins(&String::from_utf8_lossy(before), &String::from_utf8_lossy(after));
    fixed.files.iter().map(|(path, it)| (path.as_str(), texts(it))).collect()
}
