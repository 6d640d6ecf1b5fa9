//! `cutover import`: redirects of other programs, as a table or a whole workspace.

use super::{Exit, Setting, Stop, files, prove};
use crate::bundle;
use crate::diag::{plural, printable};
use crate::import::apache::{self, Scope};
use crate::import::nginx;
use crate::import::proof::Old;
use crate::import::taken::{Of, Taken};
use crate::import::workspace::{self, Place};
use crate::import::{Import, READERS, Reader, find_reader, reader_of, source};
use crate::model::artifact::Artifacts;
use crate::{Imported, NotStarted};
use clap::Args;
use clap::builder::PossibleValuesParser;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Take over redirects of another program; each that cannot be carried over is listed with the reason.
#[derive(Args)]
pub struct ImportCommand {
    /// The files, in the order in which the other program asks them
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What they are; unless written, what their names say
    #[arg(long, value_name = "FORMAT", value_parser = PossibleValuesParser::new(READERS.iter().map(|it| it.name)))]
    from: Option<String>,
    /// The site of rules that name no host, as `https://www.po.co/`
    #[arg(long, value_name = "URL")]
    site: Option<String>,
    /// Where a destination without a host leads; unless written, to the site itself
    #[arg(long, value_name = "URL")]
    successor: Option<String>,
    /// Take `https` where a destination says `http`
    #[arg(long)]
    https: bool,
    /// Write a whole workspace into this new folder
    #[arg(long, value_name = "DIR", conflicts_with_all = ["out", "left"])]
    into: Option<PathBuf>,
    /// Write the table into FILE, and not to standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Write the list of what was left into FILE (CSV), and not to standard error
    #[arg(long, value_name = "FILE")]
    left: Option<PathBuf>,
    /// Start the old configuration (nginx, Apache) and what is written here of it, put so many requests near its rules to
    /// both, and tell where they part; 20,000 unless a number is given
    #[arg(long, value_name = "REQUESTS", num_args = 0..=1, default_missing_value = "20000", require_equals = true)]
    prove: Option<usize>,
    /// How it is told what was carried over and what was left
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Form,
}

/// How it is told.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    Text,
    Json,
}

impl ImportCommand {
    /// Reads the files, and writes what was carried over.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let place = self.place()?;
        if let Some(dir) = &self.into {
            refuse_full(dir)?;
        }
        // What nginx reads behind the first file is what that includes.
        let own = if self.reader(&self.files[0])?.name == nginx::READER.name { 1 } else { self.files.len() };
        let read: Result<Vec<(String, Import)>, Stop> =
            self.files[..own].iter().map(|it| Ok((it.display().to_string(), self.read(it)?))).collect();
        let imported = crate::import(read?, &place)?.map_err(Stop::usage)?;
        if self.into.is_some() && place.is_unnamed(&imported.taken) {
            return Err(Stop::usage("rules name no host; say which site they are of: `--site https://…/`"));
        }
        match &self.into {
            Some(dir) => self.write_workspace(dir, &imported, setting)?,
            None => self.write_table(&imported)?,
        }
        self.tell(&imported.taken, setting)?;
        match self.prove {
            Some(count) => self.prove(count, &place),
            None => Ok(Exit::Done),
        }
    }

    /// Puts requests to the old server and to ours.
    fn prove(&self, count: usize, place: &Place) -> Result<Exit, Stop> {
        let main = &self.files[0];
        let bytes = files::read(main)?;
        let others: Vec<(String, Vec<u8>)> = self.included()?;
        let included: Vec<nginx::File> = others.iter().map(|(path, bytes)| nginx::File { path, bytes }).collect();
        let old = match self.reader(main)?.name {
            "nginx" => Old::Nginx { bytes: &bytes, files: &included },
            "apache" | "htaccess" if self.files.len() > 1 => return Err(Stop::usage("`--prove` takes one file of Apache")),
            "apache" => Old::Apache { bytes: &bytes, scope: Scope::Server },
            "htaccess" => Old::Apache { bytes: &bytes, scope: Scope::Folder },
            other => return Err(Stop::usage(format!("`--prove` starts nginx and Apache, and this is {other}"))),
        };
        let site = place.host.as_deref();
        let import = self.read(main)?;
        let proof = crate::prove(&old, &import, site, count).map_err(|it| match it {
            NotStarted::Machine(err) => Stop::from(err),
            NotStarted::Refused(why) => Stop { exit: Exit::Found, text: format!("nothing was asked: {}", why.join("; ")) },
            NotStarted::Faults(faults) => {
                let why: Vec<String> = faults.into_iter().map(|it| it.0).collect();
                Stop { exit: Exit::Found, text: format!("nothing was asked: {}", why.join("; ")) }
            }
        })?;
        let mut out = anstream::stdout().lock();
        match self.format {
            Form::Text => write!(out, "{}", prove::text(&proof))?,
            Form::Json => write!(out, "{}", prove::json(&proof))?,
        }
        Ok(if proof.differences.is_empty() { Exit::Done } else { Exit::Found })
    }

    /// Returns the files that the first one may include: those of nginx behind it.
    fn included(&self) -> Result<Vec<(String, Vec<u8>)>, Stop> {
        self.files[1..].iter().map(|it| Ok((it.display().to_string(), files::read(it)?))).collect()
    }

    fn place(&self) -> Result<Place, Stop> {
        let host = |url: &String| {
            let whole = source::whole(url).filter(|it| matches!(it.rest, "" | "/"));
            let name = whole.map_or(url.as_str(), |it| it.host);
            source::host(name)
                .ok_or_else(|| Stop::usage(format!("`--site {url}` names no site: write a host alone, as `https://www.po.co/`")))
        };
        let successor =
            self.successor.as_ref().filter(|it| !source::whole(it).is_some_and(|it| it.is_secure && source::host(it.host).is_some()));
        if let Some(url) = successor {
            return Err(Stop::usage(format!("`--successor {url}` is no whole URL: write it as `https://www.mi.com/`")));
        }
        Ok(Place { host: self.site.as_ref().map(host).transpose()?, successor: self.successor.clone(), is_secure: self.https })
    }

    fn reader(&self, path: &Path) -> Result<&'static Reader, Stop> {
        let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        let by_name = || {
            reader_of(&name).ok_or_else(|| {
                let known: Vec<&str> = READERS.iter().map(|it| it.name).collect();
                Stop::usage(format!(
                    "{}: its name does not say what it is; say `--from` {}",
                    path.display(),
                    crate::diag::listed(&known).replace(" and ", " or ")
                ))
            })
        };
        match &self.from {
            Some(name) => find_reader(name).ok_or_else(|| Stop::usage(format!("there is no format `{name}`"))),
            None => by_name(),
        }
    }

    fn read(&self, path: &Path) -> Result<Import, Stop> {
        let bytes = files::read(path)?;
        let reader = self.reader(path)?;
        let site = self.place()?.host;
        let read = match reader.name {
            "nginx" => {
                let others = self.included()?;
                let included: Vec<nginx::File> = others.iter().map(|(path, bytes)| nginx::File { path, bytes }).collect();
                nginx::read(&bytes, &included, site.as_deref()).map(|it| it.import)
            }
            "apache" => apache::read(&bytes, Scope::Server, site.as_deref()).map(|it| it.import),
            "htaccess" => apache::read(&bytes, Scope::Folder, site.as_deref()).map(|it| it.import),
            _ => (reader.read)(&bytes),
        };
        let mut import = read.map_err(|why| Stop::usage(format!("{}: {why}", path.display())))?;
        if self.from.is_none() && path.file_name().is_some_and(|it| it == "_redirects") {
            import
                .notes
                .push("`_redirects` was read as Netlify reads it; `--from cloudflare-pages` reads it as Cloudflare does".to_owned());
        }
        Ok(import)
    }

    fn write_table(&self, imported: &Imported) -> Result<(), Stop> {
        let table = &imported.workspace.files[&imported.workspace.table];
        match &self.out {
            Some(path) => bundle::write_file(path, table)?,
            None if self.format == Form::Text => std::io::stdout().lock().write_all(table)?,
            None => {}
        }
        if let Some(path) = &self.left {
            bundle::write_file(path, &workspace::left(&imported.taken))?;
        }
        Ok(())
    }

    fn write_workspace(&self, dir: &Path, imported: &Imported, setting: &Setting) -> Result<(), Stop> {
        let mut all = imported.workspace.files.clone();
        let of_people = |name: &str| name.starts_with("region.") || name.starts_with("workspace.");
        let schemas = crate::schemas().into_iter().filter(|(name, _)| of_people(name));
        all.extend(schemas.map(|(name, text)| (format!("schema/{name}"), text.into_bytes())));
        all.insert("IMPORT.md".to_owned(), page(&imported.taken, &imported.workspace.left).into_bytes());
        if !imported.taken.left.is_empty() {
            all.insert(imported.workspace.left.clone(), workspace::left(&imported.taken));
        }
        let mut artifacts = Artifacts::default();
        all.iter().for_each(|(path, bytes)| artifacts.add(path.clone(), bytes.clone()));
        bundle::write(&artifacts, dir)?;
        if !setting.is_quiet && self.format == Form::Text {
            let mut out = anstream::stdout().lock();
            for path in all.keys().filter(|it| !it.starts_with("schema/")) {
                writeln!(out, "wrote {}", dir.join(path).display())?;
            }
            writeln!(out, "next: `cutover -C {} check`, then `cutover -C {} build`", dir.display(), dir.display())?;
        }
        Ok(())
    }

    fn tell(&self, taken: &Taken, setting: &Setting) -> Result<(), Stop> {
        if self.format == Form::Json {
            let text = serde_json::to_string_pretty(&Report::new(taken)).map_err(|err| Stop::usage(err.to_string()))?;
            writeln!(std::io::stdout().lock(), "{text}")?;
            return Ok(());
        }
        if setting.is_quiet {
            return Ok(());
        }
        let mut err = anstream::stderr().lock();
        if self.left.is_none() {
            for of in &taken.left {
                writeln!(err, "left {}:{}: {}", taken.files[of.file], of.it.line, printable(&of.it.text))?;
                writeln!(err, "  {}", printable(&of.it.why))?;
            }
        }
        for note in notes(taken) {
            writeln!(err, "note: {}", printable(&note))?;
        }
        writeln!(err, "{}", closing(taken))?;
        Ok(())
    }
}

/// Refuses a folder that holds anything: what a workspace is made of is never overwritten.
fn refuse_full(dir: &Path) -> Result<(), Stop> {
    let refuse = |what: &str| Err(Stop::usage(format!("{} {what}; name a new folder", dir.display())));
    if dir.join(crate::load::WORKSPACE).exists() {
        return refuse("holds a workspace");
    }
    if files::is_empty(dir)? { Ok(()) } else { refuse("is not empty") }
}

fn closing(taken: &Taken) -> String {
    format!("read {}, carried {}, left {}", plural(taken.read(), "rule", "rules"), taken.carried.len(), taken.left.len())
}

/// How many lines a note names.
const NAMED: usize = 5;

/// Returns what is told of the files, and of rules that were carried over: each note once, with the lines it is of.
fn notes(taken: &Taken) -> Vec<String> {
    let mut of_rules: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for Of { file, it } in &taken.carried {
        let place = if taken.files.len() > 1 { format!("{}:{}", taken.files[*file], it.line) } else { it.line.to_string() };
        it.notes.iter().for_each(|note| of_rules.entry(note).or_default().push(place.clone()));
    }
    let told = of_rules.into_iter().map(|(note, mut lines)| {
        lines.dedup();
        let more = lines.len().saturating_sub(NAMED);
        let word = if lines.len() == 1 { "line" } else { "lines" };
        let named = lines[..lines.len() - more].join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{note} ({word} {named}{more})")
    });
    taken.notes.iter().cloned().chain(told).collect()
}

/// Returns the page that tells what became of the rules.
fn page(taken: &Taken, list: &str) -> String {
    let mut text = format!(
        "# Taken over by `cutover import`\n\nFrom {}: {}.\n",
        crate::diag::listed(&taken.files.iter().map(|it| printable(it)).collect::<Vec<_>>().iter().map(String::as_str).collect::<Vec<_>>()),
        closing(taken)
    );
    let notes = notes(taken);
    if !notes.is_empty() {
        text.push_str("\n## What is told of those that were carried over\n\n");
        notes.iter().for_each(|it| text.push_str(&format!("- {}\n", printable(it))));
    }
    if !taken.left.is_empty() {
        text.push_str(&format!(
            "\n## What was left\n\n`{list}` lists each rule with its line and the reason.\n\n| rules | reason |\n|---:|---|\n"
        ));
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        taken.left.iter().for_each(|of| *reasons.entry(&of.it.why).or_default() += 1);
        let mut reasons: Vec<(&str, usize)> = reasons.into_iter().collect();
        reasons.sort_by_key(|it| std::cmp::Reverse(it.1));
        reasons.iter().for_each(|(why, count)| text.push_str(&format!("| {count} | {} |\n", printable(why).replace('|', "\\|"))));
    }
    text
}

/// What became of the rules that were read, for programs: what was read is the sum of both lists.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Report {
    /// The version of this form.
    version: u32,
    /// How many rules were read.
    read: usize,
    carried: Vec<CarriedJson>,
    left: Vec<LeftJson>,
    /// What is told of the files as a whole.
    notes: Vec<String>,
}

/// A rule that was carried over.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct CarriedJson {
    file: String,
    /// From 1; of a format without lines the rank of the rule.
    line: usize,
    /// The host that it holds on, where its file says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<String>,
    /// The rows of the table that say it.
    rows: Vec<RowJson>,
    /// What is told of it.
    notes: Vec<String>,
}

/// A row of the table.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct RowJson {
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<String>,
}

/// A rule that was not carried over.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct LeftJson {
    file: String,
    /// From 1; of a format without lines the rank of the rule.
    line: usize,
    /// The rule as it stands in the file, on one line.
    rule: String,
    /// What keeps it from being said.
    why: String,
}

impl Report {
    fn new(taken: &Taken) -> Report {
        let carried = taken.carried.iter().map(|Of { file, it }| CarriedJson {
            file: taken.files[*file].clone(),
            line: it.line,
            host: it.host.clone(),
            rows: it
                .rows()
                .map(|it| RowJson {
                    from: it.from.clone(),
                    to: it.to.clone(),
                    answer: it.answer.clone(),
                    status: it.status,
                    query: it.query.clone(),
                })
                .collect(),
            notes: it.notes.clone(),
        });
        let left = taken.left.iter().map(|Of { file, it }| LeftJson {
            file: taken.files[*file].clone(),
            line: it.line,
            rule: it.text.clone(),
            why: it.why.clone(),
        });
        Report { version: 1, read: taken.read(), carried: carried.collect(), left: left.collect(), notes: taken.notes.clone() }
    }
}
