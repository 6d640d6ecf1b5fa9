//! Reads files as a revision of a git repository has them, without touching what lies in the folder.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Why a revision cannot be read.
#[derive(Debug)]
pub enum Fault {
    /// What was asked for is not there: no repository, no such revision. What to type stands beside it.
    Unknown(String),
    /// The program is missing, or it cannot be read.
    Machine(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Unknown(text) | Fault::Machine(text) => f.write_str(text),
        }
    }
}

/// Files by their paths from the folder that was asked for.
pub type Files = BTreeMap<String, Vec<u8>>;

/// The revision of a folder.
pub struct Tree {
    /// The whole name of the commit.
    pub commit: String,
    pub files: Files,
}

/// Returns the files at and below `paths` of the folder `dir`, as `revision` has them.
pub fn tree(dir: &Path, revision: &str, paths: &[&str]) -> Result<Tree, Fault> {
    let git = Git { dir };
    let prefix = git.prefix()?;
    let commit = git.commit(revision)?;
    let entries = git.entries(&commit, &prefix, paths)?;
    let found = git.contents(&entries, revision)?;
    let mut files = Files::new();
    for (entry, bytes) in entries.iter().zip(found) {
        if bytes.starts_with(b"version https://git-lfs.github.com/spec/") {
            let text = format!("`{}` lies outside the repository (git-lfs) at `{revision}`", entry.path);
            return Err(Fault::Unknown(format!(
                "{text}: check it out elsewhere (`git worktree add ../base {revision}`) and name that folder"
            )));
        }
        files.insert(entry.path.clone(), bytes);
    }
    follow(&mut files, &entries);
    Ok(Tree { commit, files })
}

/// Has links to files hold what they lead to, as far as it was read; others are not there.
fn follow(files: &mut Files, entries: &[Entry]) {
    for entry in entries.iter().filter(|it| it.is_link) {
        let Some(to) = files.remove(&entry.path) else { continue };
        let folder = entry.path.rsplit_once('/').map_or("", |it| it.0);
        let mut parts: Vec<&str> = folder.split('/').filter(|it| !it.is_empty()).collect();
        let to = String::from_utf8_lossy(&to).into_owned();
        for part in to.split('/') {
            match part {
                "" | "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        if let Some(bytes) = files.get(&parts.join("/")).cloned() {
            files.insert(entry.path.clone(), bytes);
        }
    }
}

/// A file in the repository.
struct Entry {
    path: String,
    object: String,
    is_link: bool,
}

struct Git<'d> {
    dir: &'d Path,
}

impl Git<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("git");
        command.arg("-C").arg(self.dir).args(arguments).stdin(Stdio::null());
        // Messages as they are known here, no lock, and nothing from the net: what is missing is told.
        command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0").env("GIT_NO_LAZY_FETCH", "1").env("GIT_TERMINAL_PROMPT", "0");
        command
    }

    fn run(&self, arguments: &[&str]) -> Result<Output, Fault> {
        self.command(arguments).output().map_err(|err| missing(&err))
    }

    /// Returns what it prints in one line, if it does so.
    fn line(&self, arguments: &[&str]) -> Result<Option<String>, Fault> {
        let output = self.run(arguments)?;
        let text = String::from_utf8_lossy(&output.stdout).trim_end_matches(['\n', '\r']).to_owned();
        Ok(output.status.success().then_some(text))
    }

    /// Returns the way from the repository's root to the folder, empty or ending in `/`.
    fn prefix(&self) -> Result<String, Fault> {
        let output = self.run(&["rev-parse", "--show-prefix"])?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).trim_end_matches(['\n', '\r']).to_owned());
        }
        let said = said(&output);
        if said.contains("not a git repository") {
            let text = format!("{} is in no git repository", self.dir.display());
            return Err(Fault::Unknown(format!("{text}; name a folder that holds the workspace as it was")));
        }
        Err(Fault::Machine(format!("git cannot read the repository of {}: {said}", self.dir.display())))
    }

    /// Returns the whole name of the commit that `revision` means.
    fn commit(&self, revision: &str) -> Result<String, Fault> {
        let wanted = format!("{revision}^{{commit}}");
        if let Some(commit) = self.line(&["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted])? {
            return Ok(commit);
        }
        let is_shallow = self.line(&["rev-parse", "--is-shallow-repository"])?.is_some_and(|it| it == "true");
        if is_shallow {
            return Err(Fault::Unknown(format!("this clone is shallow and does not have `{revision}`; {}", fetch(revision))));
        }
        let names = self.line(&["for-each-ref", "--format=%(refname:short)", "refs/heads", "refs/remotes", "refs/tags"])?;
        let names = names.unwrap_or_default();
        let near = crate::diag::nearest(revision, names.lines());
        let hint = near
            .map_or_else(|| "`git branch --all` and `git tag` list those that there are".to_owned(), |it| format!("did you mean `{it}`?"));
        Err(Fault::Unknown(format!("there is no folder and no git revision `{revision}`; {hint}")))
    }

    fn entries(&self, commit: &str, prefix: &str, paths: &[&str]) -> Result<Vec<Entry>, Fault> {
        let wanted: Vec<String> = paths.iter().map(|it| format!("{prefix}{it}")).collect();
        let mut arguments = vec!["--literal-pathspecs", "ls-tree", "-r", "-z", "--full-tree", commit, "--"];
        arguments.extend(wanted.iter().map(String::as_str));
        let output = self.run(&arguments)?;
        if !output.status.success() {
            return Err(Fault::Machine(format!("git cannot list the files of {commit}: {}", said(&output))));
        }
        let entry = |record: &[u8]| -> Option<Entry> {
            // `mode SP type SP object TAB path`
            let text = std::str::from_utf8(record).ok()?;
            let (about, path) = text.split_once('\t')?;
            let mut words = about.split(' ');
            let (mode, kind, object) = (words.next()?, words.next()?, words.next()?);
            let path = path.strip_prefix(prefix)?.to_owned();
            (kind == "blob").then(|| Entry { path, object: object.to_owned(), is_link: mode == "120000" })
        };
        Ok(output.stdout.split(|it| *it == 0).filter_map(entry).collect())
    }

    /// Returns what the files hold, in order.
    fn contents(&self, entries: &[Entry], revision: &str) -> Result<Vec<Vec<u8>>, Fault> {
        let mut command = self.command(&["cat-file", "--batch"]);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().map_err(|err| missing(&err))?;
        let (mut ask, mut answers) = (child.stdin.take(), child.stdout.take());
        let asked: String = entries.iter().map(|it| format!("{}\n", it.object)).collect();
        let mut bytes = Vec::new();
        let read = std::thread::scope(|scope| {
            // It answers while it is asked: whoever waited for the end of one would wait for ever.
            scope.spawn(move || ask.take().map(|mut it| it.write_all(asked.as_bytes())));
            answers.as_mut().map_or(Ok(0), |it| it.read_to_end(&mut bytes))
        });
        let ended = child.wait();
        read.and(ended).map_err(|err| Fault::Machine(format!("git cannot read the files of `{revision}`: {err}")))?;
        let mut rest = bytes.as_slice();
        let mut found = Vec::new();
        for entry in entries {
            let content = next(&mut rest).ok_or_else(|| {
                let text = format!("this clone does not have `{}` as it was at `{revision}`", entry.path);
                Fault::Unknown(format!("{text}; {}", fetch(revision)))
            })?;
            found.push(content);
        }
        Ok(found)
    }
}

/// Takes one answer of `git cat-file --batch` off; `None` where the object is missing.
fn next(rest: &mut &[u8]) -> Option<Vec<u8>> {
    let end = rest.iter().position(|it| *it == b'\n')?;
    let head = std::str::from_utf8(&rest[..end]).ok()?;
    let length: usize = head.rsplit_once(' ')?.1.parse().ok()?;
    let content = rest.get(end + 1..end + 1 + length)?.to_vec();
    *rest = rest.get(end + 2 + length..).unwrap_or_default();
    Some(content)
}

fn missing(err: &io::Error) -> Fault {
    let hint = if err.kind() == io::ErrorKind::NotFound { "; install it, or name a folder that holds the workspace as it was" } else { "" };
    Fault::Machine(format!("git cannot be started: {err}{hint}"))
}

/// Returns the last line that git says of a fault, without its own first word.
fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = text.lines().find(|it| it.starts_with("fatal:") || it.starts_with("error:")).or(text.lines().next()).unwrap_or("nothing");
    crate::diag::printable(line.trim_start_matches("fatal:").trim_start_matches("error:").trim())
}

/// Returns what to type to have a revision.
fn fetch(revision: &str) -> String {
    // What counts back from another revision has no name that a server knows.
    if revision.contains(['~', '^', '@', ':']) || revision == "HEAD" {
        return "`git fetch --unshallow` brings it".to_owned();
    }
    match revision.strip_prefix("origin/") {
        Some(branch) => {
            format!("`git fetch --depth=1 origin {branch}:refs/remotes/origin/{branch}` brings it, or `git fetch --unshallow` all")
        }
        None => {
            format!("`git fetch --depth=1 origin {revision}` brings it (compare with `FETCH_HEAD` then), or `git fetch --unshallow` all")
        }
    }
}
