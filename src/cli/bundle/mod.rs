//! `cutover bundle`: a release in one file; and what such a file is.

mod diff;
mod seal;
mod show;
mod verify;

use super::build::stage;
use super::files::{open, read};
use super::judging::day;
use super::show::{self as shown, Form};
use super::{Exit, Setting, Stop, diff as differences};
use crate::Outcome;
use crate::bundle::Place;
use crate::bundle::held::{self, Held};
use crate::bundle::minisign::{Guarded, SecretKey};
use crate::bundle::statement::Statement;
use crate::diag::plural;
use crate::emit::Selection;
use crate::load::Folder;
use crate::model::plan::Plan;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

pub use show::ShownJson;

/// Pack a release into one file, verify one, or show what it holds.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct BundleCommand {
    #[command(subcommand)]
    action: Option<Action>,
    #[command(flatten)]
    pack: Pack,
}

#[derive(Subcommand)]
enum Action {
    /// Hold a bundle against its digests and its signature, and build it once more from the inputs inside
    Verify(verify::Verify),
    /// Tell what a bundle holds, and what it was made of
    Show(show::Show),
    /// Tell what changes from one bundle to another: what customers get first, then the files
    Diff(diff::Diff),
}

#[derive(Args)]
struct Pack {
    /// What it is called: letters, digits, `.`, `_` and `-`
    #[arg(value_name = "NAME", value_parser = name)]
    name: Option<String>,
    /// The day that counts as today; `now` is today in UTC
    #[arg(long, value_name = "DATE|now", value_parser = day)]
    as_of: Option<Date>,
    /// This stage only: its name, the beginning of its name, or an instant; may be repeated
    #[arg(long, value_name = "STAGE")]
    stage: Vec<String>,
    /// This region only, by its id, and those that share a host with it; may be repeated
    #[arg(long, value_name = "REGION")]
    region: Vec<String>,
    /// The bundle before it: what has changed since is told, and the file comes along
    #[arg(long, value_name = "BUNDLE")]
    base: Option<PathBuf>,
    /// Sign it with this secret key, as `minisign -G` writes it
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
    /// Read the key's passphrase from the first line of this file; it is asked for on the terminal unless given
    #[arg(long, value_name = "FILE", requires = "key")]
    passphrase_file: Option<PathBuf>,
    /// The file to write; `NAME.tar.zst` unless given
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

impl BundleCommand {
    /// Packs a release, or looks at one.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        match &self.action {
            None => self.pack.run(setting),
            Some(Action::Verify(it)) => it.run(setting),
            Some(Action::Show(it)) => it.run(),
            Some(Action::Diff(it)) => it.run(),
        }
    }
}

impl Pack {
    fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let name = self.name.clone().ok_or_else(|| Stop::usage("say what it is called: `cutover bundle NAME --as-of DATE`"))?;
        let as_of = self.as_of.ok_or_else(|| Stop::usage("a release is judged as of a day: add `--as-of DATE`"))?;
        let root = setting.root()?;
        let path = self.out.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.tar.zst")));
        // What cannot be written or opened is told before anything is built.
        let place = Place::of(&path)?;
        let key = self.key.as_ref().map(|it| self.secret_key(it)).transpose()?;
        let base = self.base.as_ref().map(|it| read(it)).transpose()?;
        let refusal = RefCell::new(None);
        let select = |plan: &Plan| {
            selected(&self.stage, &self.region, plan).unwrap_or_else(|stop| {
                *refusal.borrow_mut() = Some(stop);
                Selection { only: Some(BTreeSet::new()), ..Selection::default() }
            })
        };
        let asked = crate::Bundle {
            name: name.clone(),
            as_of,
            stages: self.stage.clone(),
            regions: self.region.clone(),
            base,
            select: &select,
            told: &differences::documents,
        };
        let (bundled, whole) = place.fill(|out| crate::bundle(&Folder(root), &asked, out))?;
        if let Some(stop) = refusal.take() {
            return Err(stop);
        }
        shown::findings(&bundled.checked, Form::Terminal, setting)?;
        let nothing = |why: &str| Stop { exit: Exit::Found, text: format!("nothing was packed: {why}") };
        let statement = match bundled.outcome {
            Outcome::Packed(statement) => statement,
            Outcome::Found => return Err(nothing(&shown::summary(&bundled.checked))),
            Outcome::Faults(faults) => {
                let text: Vec<String> = faults.into_iter().map(|it| it.0).collect();
                return Err(nothing(&text.join("\nerror: ")));
            }
            Outcome::Base(why) => return Err(refused(self.base.as_deref().unwrap_or(&path), &why, AGAIN)),
        };
        let sign = |key: &SecretKey| key.sign(whole.bytes()?, &format!("cutover bundle {name} as of {as_of}"));
        let signature = key.as_ref().map(sign).transpose()?;
        let size = whole.size;
        whole.put(signature.as_deref())?;
        if !setting.is_quiet {
            let signed = key.map_or_else(|| "not signed: `--key FILE` signs it".to_owned(), |it| format!("signed with key {}", it.id));
            anstream::eprintln!("packed {} into {} ({} kB), {signed}", files(&statement), path.display(), size.div_ceil(1_000));
            anstream::eprintln!("{}", shown::summary(&bundled.checked));
        }
        Ok(Exit::Done)
    }

    fn secret_key(&self, path: &Path) -> Result<SecretKey, Stop> {
        let fault = |it| Stop { exit: Exit::Machine, text: format!("{}: {it}", path.display()) };
        let key = Guarded::parse(&text(path)?).map_err(fault)?;
        let passphrase = match &self.passphrase_file {
            _ if !key.has_passphrase() => None,
            Some(file) => Some(text(file)?.lines().next().unwrap_or_default().to_owned()),
            None => {
                Some(rpassword::prompt_password(format!("passphrase of {}: ", path.display())).map_err(|err| Stop::machine(path, &err))?)
            }
        };
        key.open(passphrase.as_ref().map(|it| it.as_bytes())).map_err(fault)
    }
}

/// Returns the part of a plan that a narrowed bundle holds: a region comes with those that share a host with it.
fn selected(stages: &[String], regions: &[String], plan: &Plan) -> Result<Selection, Stop> {
    let mut selection = Selection::default();
    if !stages.is_empty() {
        selection.stages = Some(stages.iter().map(|it| stage(it, plan)).collect::<Result<_, _>>()?);
    }
    if let Some(unknown) = regions.iter().find(|it| !plan.graph.regions.contains_key(*it)) {
        let known: Vec<&str> = plan.graph.regions.keys().map(String::as_str).collect();
        return Err(Stop::usage(format!("there is no region `{unknown}`; there are {}", known.join(", "))));
    }
    if !regions.is_empty() {
        let mut closure: BTreeSet<String> = regions.iter().cloned().collect();
        loop {
            let hosts: BTreeSet<&str> = closure.iter().flat_map(|it| plan.graph.sites_of(it)).map(|it| it.host.as_str()).collect();
            let shared: Vec<String> = hosts.iter().flat_map(|it| plan.graph.sites.on(it)).map(|it| it.region.clone()).collect();
            let before = closure.len();
            closure.extend(shared);
            if closure.len() == before {
                break;
            }
        }
        selection.regions = Some(closure);
    }
    Ok(selection)
}

/// Reads the name of a bundle: it is a folder's name, and the beginning of a file's.
fn name(text: &str) -> Result<String, String> {
    let is_fit = |it: char| it.is_ascii_alphanumeric() || "._-".contains(it);
    match !text.is_empty() && text.len() <= 80 && text.chars().all(is_fit) && !text.starts_with(['.', '-']) {
        true => Ok(text.to_owned()),
        false => Err("write letters, digits, `.`, `_` and `-`, as poco-2024-12-31".to_owned()),
    }
}

fn files(statement: &Statement) -> String {
    plural(statement.subject.len(), "file", "files")
}

fn text(path: &Path) -> Result<String, Stop> {
    let mut text = String::new();
    open(path)?.take(1 << 16).read_to_string(&mut text).map_err(|err| Stop::machine(path, &err))?;
    Ok(text)
}

/// Returns a stop for a bundle that must not be used: why, and what to do.
fn refused(path: &Path, why: &str, help: &str) -> Stop {
    let why = crate::diag::printable_lines(why);
    Stop { exit: Exit::Found, text: format!("{} is refused: {why}\n  = help: {help}", path.display()) }
}

/// What to do about a bundle that is not what it says.
const AGAIN: &str = "fetch it once more; if it is the same, ask whoever packed it for its digest, and do not use it";

/// Holds the files of a bundle against what it says of itself.
fn hold(path: &Path, file: impl Read, is_wanted: impl Fn(&str) -> bool) -> Result<Held, Stop> {
    held::hold(file, is_wanted).map_err(|why| refused(path, &why.to_string(), AGAIN))
}
