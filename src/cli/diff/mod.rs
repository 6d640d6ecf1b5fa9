//! `cutover diff`: what a change does to URLs, dates, services, notices and hosts.

mod json;
mod lines;
mod markdown;
mod text;

use super::files::open;
use super::judging::day;
use super::{Exit, Setting, Stop, planned, show};
use crate::bundle::held::hold;
use crate::compare::{self, Allowed, Stopped};
use crate::load::{Folder, Memory, WORKSPACE};
use crate::model::plan::Plan;
use crate::probe::git::{self, Fault};
use crate::{Checked, Options, diag};
use clap::Args;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

pub use json::DiffJson;

/// Tell what a change does: URLs that are answered otherwise, dates that move, services, notices and hosts.
#[derive(Args)]
pub struct Diff {
    /// What it is compared with: a git revision, as `origin/main`, a folder that holds a workspace, as `../before`, or a bundle
    base: String,
    /// How it is printed
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Form,
    /// Cut Markdown at so many bytes, and say what is left out; a comment on GitHub takes 65536
    #[arg(long, value_name = "BYTES", default_value = "65536", value_parser = clap::value_parser!(u32).range(1_000..))]
    limit: u32,
    /// Tell all that changes, however much it is, where text would be cut to a screen
    #[arg(long)]
    all: bool,
    /// End with 1 if anything changes
    #[arg(long)]
    exit_code: bool,
    /// Let pass what a guard of `[policy]` stops, up to this figure, as redirects-lost=3.2%; may be repeated
    #[arg(long, value_name = "GUARD=FIGURE", value_parser = allowed)]
    allow: Vec<Allowed>,
    /// Take this day as today: what is announced later was not told to anybody yet; `now` is today in UTC
    #[arg(long, value_name = "DATE|now", value_parser = day)]
    as_of: Option<Date>,
}

/// The form of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For a terminal, cut to a screen
    Text,
    /// For a pull request
    Markdown,
    /// For programs: everything; see schema/diff.schema.json
    Json,
}

fn allowed(text: &str) -> Result<Allowed, String> {
    text.parse()
}

/// The workspace that is compared with.
enum Base {
    Folder(PathBuf),
    /// The inputs inside a bundle.
    Bundle {
        path: PathBuf,
        inputs: BTreeMap<String, Vec<u8>>,
    },
    Revision {
        name: String,
        tree: git::Tree,
    },
}

impl Diff {
    /// Compares the workspace with another state of it, prints what changes, and holds it against the guards.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        if setting.dir.is_file() {
            return Err(Stop::usage(format!("{} is no folder; two bundles are compared by `cutover bundle diff`", setting.dir.display())));
        }
        let root = setting.root()?;
        let base = Base::find(&self.base, &root)?;
        let (before, after) = both(&base, &root)?;
        let old = before.plan.as_ref().filter(|_| !crate::is_broken(&before.report)).ok_or_else(|| Stop {
            exit: Exit::Found,
            text: format!("there is nothing to compare with: {} cannot be read or bound ({})", base.name(), first_fault(&before)),
        })?;
        let new = planned(&after)?;
        let difference = crate::compare(old, new);
        let stopped = compare::guards(&difference, [old, new], self.as_of, &self.allow);
        let shown = DiffJson::of((base.name(), base.commit()), &difference, &stopped, [old, new]);
        self.print(&shown)?;
        if !setting.is_quiet {
            note(&before, &base.name());
            note(&after, "the workspace");
        }
        let exit = self.end(&stopped, difference.is_empty(), setting);
        // The process ends here: the system takes memory back at once, we would do so piece by piece.
        std::mem::forget((before, after));
        Ok(exit)
    }

    fn print(&self, shown: &DiffJson) -> Result<(), Stop> {
        let text = match self.format {
            Form::Text => text::text(shown, self.all),
            Form::Markdown => {
                markdown::markdown(shown, self.limit as usize).map_err(|it| Stop { exit: Exit::Found, text: it.to_string() })?
            }
            Form::Json => serde_json::to_string_pretty(shown).expect("a published shape has text for keys") + "\n",
        };
        write!(anstream::stdout().lock(), "{text}")?;
        Ok(())
    }

    /// Tells on standard error which guards stop, each with what to type, and how the command ends.
    fn end(&self, stopped: &[Stopped], is_empty: bool, setting: &Setting) -> Exit {
        let open: Vec<&Stopped> = stopped.iter().filter(|it| !it.is_allowed).collect();
        for it in &open {
            let key = it.guard.key();
            anstream::eprintln!("error: {}; `{key}` of `[policy]` lets pass: {}", diag::printable(&it.found), it.limit);
        }
        if !open.is_empty() {
            let mut words = setting.words("diff");
            words.push(self.base.clone());
            let allowed = self.allow.iter().filter(|it| !open.iter().any(|open| is_same_guard(it, &open.allow)));
            let all = allowed.map(ToString::to_string).chain(open.iter().map(|it| it.allow.to_string()));
            words.extend(all.flat_map(|it| ["--allow".to_owned(), it]));
            anstream::eprintln!("if it is meant, type `{}`", super::judging::quoted(&words));
            return Exit::Found;
        }
        if self.exit_code && !is_empty { Exit::Found } else { Exit::Done }
    }
}

/// Returns what a change does as `diff.md` and `diff.json`.
pub fn documents(name: &str, old: &Plan, new: &Plan) -> BTreeMap<String, Vec<u8>> {
    let difference = crate::compare(old, new);
    let stopped = compare::guards(&difference, [old, new], None, &[]);
    let shown = DiffJson::of((name.to_owned(), None), &difference, &stopped, [old, new]);
    let json = serde_json::to_string_pretty(&shown).expect("a published shape has text for keys") + "\n";
    let text = markdown::markdown(&shown, usize::MAX).unwrap_or_else(|it| it.to_string());
    BTreeMap::from([("diff.json".to_owned(), json.into_bytes()), ("diff.md".to_owned(), text.into_bytes())])
}

/// Returns what a change does, for a terminal.
pub fn told(name: &str, old: &Plan, new: &Plan) -> String {
    let difference = crate::compare(old, new);
    let stopped = compare::guards(&difference, [old, new], None, &[]);
    text::text(&DiffJson::of((name.to_owned(), None), &difference, &stopped, [old, new]), false)
}

/// Tells whether one override takes the place of another: a figure does, a name stands beside others.
fn is_same_guard(one: &Allowed, two: &Allowed) -> bool {
    match (one, two) {
        (Allowed::Share(one, _), Allowed::Share(two, _)) => one == two,
        (Allowed::Day(one, _), Allowed::Day(two, _)) => one == two,
        _ => one == two,
    }
}

/// Reads and plans both: they know nothing of each other.
fn both(base: &Base, root: &Path) -> Result<(Checked, Checked), Stop> {
    let (before, after) = std::thread::scope(|scope| {
        let before = scope.spawn(|| base.planned());
        let after = crate::plan_workspace(&Folder(root.to_path_buf()), Options::default());
        (before.join().unwrap_or_else(|it| std::panic::resume_unwind(it)), after)
    });
    Ok((before?, after?))
}

fn note(checked: &Checked, name: &str) {
    if checked.report.has_errors() {
        anstream::eprintln!("note: {name} has errors ({}); what they are about may be answered otherwise", show::summary(checked));
    }
}

/// Returns the first fault of a workspace that has no plan.
fn first_fault(checked: &Checked) -> String {
    let first = checked.report.findings.iter().find(|it| it.severity == diag::Severity::Error && it.waived.is_none());
    first.map_or_else(String::new, |it| format!("{}: {}", checked.sources.place(it.span()), it.message))
}

/// What of a workspace's folder is read.
const READ: [&str; 3] = [WORKSPACE, "regions", "templates"];

impl Base {
    /// Returns what `text` names: a folder with a workspace, or else a git revision of this one.
    fn find(text: &str, root: &Path) -> Result<Base, Stop> {
        let folder = Path::new(text);
        if folder.join(WORKSPACE).is_file() {
            return Ok(Base::Folder(folder.to_path_buf()));
        }
        if folder.is_file() {
            let held = hold(open(folder)?, |_| false).map_err(|why| Stop::usage(format!("{} is no bundle: {why}", folder.display())))?;
            return Ok(Base::Bundle { path: folder.to_path_buf(), inputs: held.inputs });
        }
        let tree = git::tree(root, text, &READ).map_err(|fault| match fault {
            Fault::Unknown(why) if folder.is_dir() => Stop::usage(format!("{} holds no `{WORKSPACE}`, and {why}", folder.display())),
            Fault::Unknown(why) => Stop::usage(why),
            Fault::Machine(why) => Stop { exit: Exit::Machine, text: why },
        })?;
        if !tree.files.contains_key(WORKSPACE) {
            return Err(Stop::usage(format!(
                "`{text}` holds no `{WORKSPACE}` where this workspace has its own: there is nothing to compare with"
            )));
        }
        Ok(Base::Revision { name: text.to_owned(), tree })
    }

    fn name(&self) -> String {
        match self {
            Base::Folder(path) | Base::Bundle { path, .. } => path.display().to_string(),
            Base::Revision { name, .. } => name.clone(),
        }
    }

    fn commit(&self) -> Option<String> {
        match self {
            Base::Folder(_) | Base::Bundle { .. } => None,
            Base::Revision { tree, .. } => Some(tree.commit.clone()),
        }
    }

    fn planned(&self) -> std::io::Result<Checked> {
        match self {
            Base::Folder(path) => crate::plan_workspace(&Folder(path.clone()), Options::default()),
            Base::Bundle { inputs, .. } => crate::plan_workspace(&Memory(inputs.clone()), Options::default()),
            Base::Revision { tree, .. } => crate::plan_workspace(&Memory(tree.files.clone()), Options::default()),
        }
    }
}
