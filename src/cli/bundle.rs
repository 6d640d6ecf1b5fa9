//! `cutover bundle`: a release in one file; and what such a file is.

use super::build::stage;
use super::files::{open, read};
use super::judging::day;
use super::show::{self, Form};
use super::{Exit, Setting, Stop, diff};
use crate::Outcome;
use crate::bundle::held::{Held, hold};
use crate::bundle::minisign::{Guarded, PublicKey, SecretKey, Signature};
use crate::bundle::statement::{Statement, differences};
use crate::bundle::{Digests, PREVIOUS, write_file};
use crate::diag::{plural, printable};
use crate::emit::Selection;
use crate::load::Folder;
use crate::model::plan::Plan;
use clap::{Args, Subcommand};
use jiff::civil::Date;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

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
    Verify(Verify),
    /// Tell what a bundle holds, and what it was made of
    Show(Show),
    /// Tell what two bundles hold otherwise
    Diff(Diff),
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

#[derive(Args)]
struct Verify {
    /// The bundle
    file: PathBuf,
    /// The signer's key, as `minisign -G` writes it; without one a signature is not judged
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
}

#[derive(Args)]
struct Show {
    /// The bundle
    file: PathBuf,
}

#[derive(Args)]
struct Diff {
    /// The bundle before
    before: PathBuf,
    /// The bundle after
    after: PathBuf,
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
            told: &diff::documents,
        };
        let path = self.out.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.tar.zst")));
        let mut bytes = Vec::new();
        let bundled = crate::bundle(&Folder(setting.root()?), &asked, &mut bytes)?;
        if let Some(stop) = refusal.take() {
            return Err(stop);
        }
        show::findings(&bundled.checked, Form::Terminal, setting)?;
        let nothing = |why: &str| Stop { exit: Exit::Found, text: format!("nothing was packed: {why}") };
        let statement = match bundled.outcome {
            Outcome::Packed(statement) => statement,
            Outcome::Found => return Err(nothing(&show::summary(&bundled.checked))),
            Outcome::Faults(faults) => {
                let text: Vec<String> = faults.into_iter().map(|it| it.0).collect();
                return Err(nothing(&text.join("\nerror: ")));
            }
            Outcome::Base(why) => return Err(refused(self.base.as_deref().unwrap_or(&path), &why)),
        };
        write_file(&path, &bytes)?;
        let signature = signature_of(&path);
        match &key {
            Some(key) => {
                let signed = key.sign(&bytes[..], &format!("cutover bundle {name} as of {as_of}"))?;
                write_file(&signature, signed.as_bytes())?;
            }
            // A signature of another bundle must not stand beside this one.
            None if signature.exists() => {
                let text = format!("{} is the signature of another bundle: remove it, or sign with `--key FILE`", signature.display());
                return Err(Stop { exit: Exit::Machine, text });
            }
            None => {}
        }
        if !setting.is_quiet {
            let files = plural(statement.subject.len(), "file", "files");
            let signed = key.map_or_else(|| "not signed: `--key FILE` signs it".to_owned(), |it| format!("signed with key {}", it.id));
            anstream::eprintln!("packed {files} into {} ({} kB), {signed}", path.display(), bytes.len().div_ceil(1_000));
            anstream::eprintln!("{}", show::summary(&bundled.checked));
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

impl Verify {
    fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let held = match hold(open(&self.file)?, |it| it.starts_with(PREVIOUS)) {
            Ok(held) => held,
            Err(why) => return Err(refused(&self.file, &why.to_string())),
        };
        let signed = self.signature()?;
        let stated = &held.statement.predicate.build_definition.external_parameters;
        let select = |plan: &Plan| selected(&stated.stages, &stated.regions, plan).unwrap_or_default();
        let asked = crate::Bundle {
            name: String::new(),
            as_of: Date::ZERO,
            stages: Vec::new(),
            regions: Vec::new(),
            base: None,
            select: &select,
            told: &diff::documents,
        };
        let mut again = Digests::default();
        let mut differences = crate::rebuild(&held, &asked, &mut again)?;
        let mut whole = Digests::default();
        io::copy(&mut open(&self.file)?, &mut whole)?;
        if differences.is_empty() && again.finish() != whole.finish() {
            differences.push("the same files, packed otherwise".to_owned());
        }
        if !differences.is_empty() {
            return Err(refused(&self.file, &format!("built once more from its inputs it is another:\n  {}", differences.join("\n  "))));
        }
        if !setting.is_quiet {
            let name = &held.statement.predicate.build_definition.external_parameters.name;
            let mut out = anstream::stdout().lock();
            writeln!(out, "{}: {} is whole: {} have the digests that are stated", self.file.display(), name, files(&held.statement))?;
            writeln!(out, "built once more from the {} inside, it is the same", plural(held.inputs.len(), "input", "inputs"))?;
            writeln!(out, "{signed}")?;
        }
        Ok(Exit::Done)
    }

    /// Judges the signature beside the bundle, and says what it is.
    fn signature(&self) -> Result<String, Stop> {
        let path = signature_of(&self.file);
        let Some(key) = &self.public_key else {
            return Ok(match path.exists() {
                true => format!("{} was not judged: name the signer's key with `--public-key FILE`", path.display()),
                false => "it is not signed".to_owned(),
            });
        };
        if !path.exists() {
            return Err(refused(&self.file, &format!("it is not signed: there is no {}", path.display())));
        }
        let of = |path: &Path| {
            let path = path.to_owned();
            move |it: crate::bundle::minisign::Fault| refused(&path, &it.to_string())
        };
        let key = PublicKey::parse(&text(key)?).map_err(of(key))?;
        let signature = Signature::parse(&text(&path)?).map_err(of(&path))?;
        signature.verify(&key, open(&self.file)?)?.map_err(of(&path))?;
        Ok(format!("signed with key {}: {}", key.id, printable(&signature.comment)))
    }
}

impl Show {
    fn run(&self) -> Result<Exit, Stop> {
        let Held { statement, .. } = hold(open(&self.file)?, |_| false).map_err(|it| refused(&self.file, &it.to_string()))?;
        let asked = &statement.predicate.build_definition.external_parameters;
        let mut out = anstream::stdout().lock();
        writeln!(out, "{}, as of {}", asked.name, asked.as_of)?;
        for (what, names) in [("stages", &asked.stages), ("regions", &asked.regions)] {
            if !names.is_empty() {
                writeln!(out, "narrowed to {what}: {}", printable(&names.join(", ")))?;
            }
        }
        let versions: Vec<String> =
            statement.predicate.run_details.builder.version.iter().map(|(name, version)| format!("{name} {version}")).collect();
        writeln!(out, "made by {}", printable(&versions.join(", ")))?;
        writeln!(out, "{}:", files(&statement))?;
        for subject in &statement.subject {
            writeln!(out, "  {}  {:>9}  {}", &subject.digest.sha256, subject.annotations.size, printable(&subject.name))?;
        }
        Ok(Exit::Done)
    }
}

impl Diff {
    fn run(&self) -> Result<Exit, Stop> {
        let statement = |path: &Path| -> Result<Statement, Stop> {
            Ok(hold(open(path)?, |_| false).map_err(|it| refused(path, &it.to_string()))?.statement)
        };
        let found = differences(&statement(&self.before)?, &statement(&self.after)?);
        let mut out = anstream::stdout().lock();
        for line in &found {
            writeln!(out, "{}", printable(line))?;
        }
        if found.is_empty() {
            writeln!(out, "they hold the same")?;
        }
        Ok(Exit::Done)
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

fn signature_of(bundle: &Path) -> PathBuf {
    let mut name = bundle.as_os_str().to_owned();
    name.push(".minisig");
    PathBuf::from(name)
}

fn text(path: &Path) -> Result<String, Stop> {
    let mut text = String::new();
    open(path)?.take(1 << 16).read_to_string(&mut text).map_err(|err| Stop::machine(path, &err))?;
    Ok(text)
}

fn refused(path: &Path, why: &str) -> Stop {
    Stop { exit: Exit::Found, text: format!("{} is refused: {}", path.display(), crate::diag::printable_lines(why)) }
}
