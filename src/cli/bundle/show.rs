//! `cutover bundle show`: what a release manager asks of a bundle first.

use super::hold;
use super::seal::Seal;
use crate::bundle::held::Held;
use crate::bundle::statement::{Statement, Subject};
use crate::bundle::{INPUTS, OUTPUT, PREVIOUS};
use crate::cli::files::open;
use crate::cli::{Exit, Stop};
use crate::diag::{plural, printable};
use crate::emit::release::{Waiver, Waivers};
use crate::emit::shape::VERSION;
use clap::Args;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

#[derive(Args)]
pub struct Show {
    /// The bundle
    file: PathBuf,
    /// The signer's key, as `minisign -G` writes it; without one a signature is not judged
    #[arg(long, value_name = "FILE")]
    public_key: Option<PathBuf>,
    /// List every file, with its digest and size
    #[arg(long)]
    files: bool,
    /// The form of what is printed
    #[arg(long, value_name = "FORM", default_value = "terminal")]
    format: Form,
}

/// The form of what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For people
    Terminal,
    /// For programs, every file included; see schema/bundle-shown.schema.json
    Json,
}

/// What a bundle is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Shown")]
pub struct ShownJson {
    /// The version of this shape.
    pub version: u32,
    pub name: String,
    /// The day that counted as today.
    pub as_of: String,
    /// The stages that it is narrowed to; all where none is named.
    pub stages: Vec<String>,
    /// The regions that it is narrowed to; all where none is named.
    pub regions: Vec<String>,
    pub signature: Seal,
    /// The bundle before it, where there is one.
    pub base: Option<Base>,
    /// By what it was made: each program or set of data, with its version.
    pub made_by: BTreeMap<String, String>,
    /// The folders, `.` for files beside them.
    pub folders: Vec<FolderShown>,
    /// How many findings it was packed with.
    pub findings: Findings,
    pub waivers: Vec<Waiver>,
    pub files: Vec<Subject>,
}

/// The bundle before.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Base {
    pub name: String,
    /// As `sha256sum` prints it.
    pub sha256: String,
}

/// A folder of a bundle.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Folder")]
pub struct FolderShown {
    pub path: String,
    pub files: usize,
    /// Of all its files together.
    pub bytes: u64,
}

/// How many findings there are.
#[derive(Clone, Copy, Debug, Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Findings {
    pub warnings: usize,
    pub notes: usize,
    pub waived: usize,
}

impl Show {
    /// Prints what a bundle is.
    pub fn run(&self) -> Result<Exit, Stop> {
        let file = open(&self.file)?;
        let held = hold(&self.file, &file, |it| matches!(it, "waivers.json" | "findings.json"))?;
        let shown = shown(held, Seal::of(&self.file, &file, self.public_key.as_deref())?);
        let printed = match self.format {
            Form::Json => serde_json::to_string_pretty(&shown).expect("a published shape has text for keys") + "\n",
            Form::Terminal => text(&shown, self.files),
        };
        write!(anstream::stdout().lock(), "{printed}")?;
        Ok(Exit::Done)
    }
}

fn shown(held: Held, signature: Seal) -> ShownJson {
    let Held { statement, files, .. } = held;
    let file = |name: &str| files.get(name).map_or(&[] as &[u8], Vec::as_slice);
    let asked = statement.predicate.build_definition.external_parameters.clone();
    let in_previous = |it: &Subject| it.name.strip_prefix(PREVIOUS).and_then(|it| it.strip_prefix('/')).map(str::to_owned);
    let before = statement.subject.iter().find_map(in_previous);
    let base = before.zip(asked.base).map(|(file, sha256)| Base { name: file.trim_end_matches(".tar.zst").to_owned(), sha256 });
    ShownJson {
        version: VERSION,
        name: asked.name,
        as_of: asked.as_of,
        stages: asked.stages,
        regions: asked.regions,
        signature,
        base,
        made_by: statement.predicate.run_details.builder.version.clone(),
        folders: folders(&statement),
        findings: findings(file("findings.json")),
        waivers: serde_json::from_slice::<Waivers>(file("waivers.json")).map_or_else(|_| Vec::new(), |it| it.waivers),
        files: statement.subject,
    }
}

/// Counts the files of each folder, those of the output one step deeper.
fn folders(statement: &Statement) -> Vec<FolderShown> {
    let mut folders: BTreeMap<String, FolderShown> = BTreeMap::new();
    for subject in &statement.subject {
        let mut parts = subject.name.split('/').rev().skip(1).collect::<Vec<_>>().into_iter().rev();
        let path = match (parts.next(), parts.next()) {
            (Some(OUTPUT), Some(inner)) => format!("{OUTPUT}/{inner}"),
            (Some(outer), _) => outer.to_owned(),
            (None, _) => ".".to_owned(),
        };
        let folder = folders.entry(path.clone()).or_insert_with(|| FolderShown { path, ..FolderShown::default() });
        folder.files += 1;
        folder.bytes = folder.bytes.saturating_add(subject.annotations.size);
    }
    folders.into_values().collect()
}

fn findings(bytes: &[u8]) -> Findings {
    let all: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    let mut found = Findings::default();
    for it in all["findings"].as_array().into_iter().flatten() {
        match it["severity"].as_str() {
            _ if it["waived"].is_string() => found.waived += 1,
            Some("warning") => found.warnings += 1,
            _ => found.notes += 1,
        }
    }
    found
}

/// Returns it for a terminal.
fn text(shown: &ShownJson, with_files: bool) -> String {
    let mut lines = vec![format!("{}, as of {}", shown.name, shown.as_of)];
    let narrowed = |names: &[String]| if names.is_empty() { "all".to_owned() } else { names.join(", ") };
    lines.push(format!("stages    {}", narrowed(&shown.stages)));
    lines.push(format!("regions   {}", narrowed(&shown.regions)));
    lines.push(format!("signature {}", shown.signature.sentence()));
    let base = shown.base.as_ref().map_or_else(|| "none".to_owned(), |it| format!("{} (sha256:{})", it.name, it.sha256));
    lines.push(format!("base      {base}"));
    let made: Vec<String> = shown.made_by.iter().map(|(name, version)| format!("{name} {version}")).collect();
    lines.push(format!("made by   {}", made.join(", ")));
    lines.push(format!("holds     {}", plural(shown.files.len(), "file", "files")));
    lines.extend(shown.folders.iter().map(|it| format!("  {:>6}  {:>9} kB  {}", it.files, it.bytes.div_ceil(1_000), it.path)));
    let Findings { warnings, notes, waived } = shown.findings;
    lines.push(format!("findings  {}, {}, {waived} waived", plural(warnings, "warning", "warnings"), plural(notes, "note", "notes")));
    lines.push(format!("waivers   {}", if shown.waivers.is_empty() { "none".to_owned() } else { shown.waivers.len().to_string() }));
    for it in &shown.waivers {
        let left = plural(usize::try_from(it.days_left).unwrap_or_default(), "day", "days");
        lines.push(format!("  until {} ({left})  {} at {}: {}", it.expires, it.rule, it.at, it.because));
    }
    if with_files {
        lines.push("files".to_owned());
        lines.extend(shown.files.iter().map(|it| format!("  {}  {:>9}  {}", it.digest.sha256, it.annotations.size, it.name)));
    } else {
        lines.push(format!("every file with its digest: `--files`; what was read lies in `{INPUTS}/`"));
    }
    lines.iter().map(|it| printable(it) + "\n").collect()
}
