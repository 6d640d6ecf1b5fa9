//! Reads a bundle of which nothing is known, and holds each file against what the bundle says of itself.

use super::archive::{Member, unpack};
use super::digest::Digesting;
use super::statement::{BUILD, PREDICATE, Statement, TYPE};
use super::{INPUTS, MANIFEST, Refused, SUMS, refused};
use serde::Deserialize;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};
use std::rc::Rc;

/// The largest statement: a million files fit.
const LARGEST: u64 = 1 << 28;
/// The most bytes that a bundle may unpack to.
const MOST: u64 = 1 << 36;
/// The most bytes of inputs: they are held in memory, to build from them.
const MOST_INPUTS: u64 = 1 << 32;
/// What is held in memory may be so many times as much as was read of the bundle, and this much in any case.
const RATIO: u64 = 1_000;
const LITTLE: u64 = 1 << 26;

/// A bundle whose files are what it says that they are.
pub struct Held {
    pub statement: Statement,
    /// What it was made of, by path in the workspace.
    pub inputs: BTreeMap<String, Vec<u8>>,
    /// The files that were asked for, by path below the bundle's folder.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Reads a bundle through: every file has the digest that is stated, none is missing, none is more. Keeps the inputs, and the
/// files that `is_wanted`.
pub fn hold(packed: impl Read, is_wanted: impl Fn(&str) -> bool) -> Result<Held, Refused> {
    let mut reading: Option<Reading> = None;
    let read = Rc::new(Cell::new(0));
    unpack(Metered { inner: packed, read: Rc::clone(&read) }, |member| {
        match &mut reading {
            None => reading = Some(Reading::begin(member, Rc::clone(&read))?),
            Some(it) => it.member(member, &is_wanted)?,
        }
        Ok::<(), Refused>(())
    })?;
    let reading = reading.ok_or_else(|| refused("it holds no file".to_owned()))?;
    if let Some(missing) = reading.statement.subject.get(reading.next) {
        return Err(refused(format!("`{}` is stated, and missing", missing.name)));
    }
    let held = Held { statement: reading.statement, inputs: reading.inputs, files: reading.files };
    if reading.sums != Some(sums(&held.statement)) {
        return Err(refused(format!("`{SUMS}` does not list what is stated")));
    }
    Ok(held)
}

/// Tells whether a file begins as a bundle does: with a statement of ours, of whichever version. The rest is not read.
pub fn is_ours(packed: impl Read) -> bool {
    let mut is_ours = false;
    let _ = unpack(packed, |member| {
        let mut bytes = Vec::new();
        if member.path.ends_with(MANIFEST) && member.size <= LARGEST && member.bytes.read_to_end(&mut bytes).is_ok() {
            let begun = serde_json::from_slice::<Begun>(&bytes);
            is_ours = begun.is_ok_and(|it| it.predicate.build_definition.build_type.starts_with("urn:cutover:bundle:"));
        }
        // One is enough.
        Err::<(), Refused>(refused(String::new()))
    });
    is_ours
}

/// As much of a statement as all versions have; the rest, which may be anything, is passed over.
#[derive(Deserialize)]
struct Begun {
    predicate: BegunPredicate,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BegunPredicate {
    build_definition: BegunDefinition,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct BegunDefinition {
    build_type: String,
}

struct Reading {
    folder: String,
    statement: Statement,
    /// How many of the subjects were read.
    next: usize,
    inputs: BTreeMap<String, Vec<u8>>,
    files: BTreeMap<String, Vec<u8>>,
    sums: Option<Vec<u8>>,
    /// How many bytes were read of the bundle, and how many are held in memory.
    read: Rc<Cell<u64>>,
    kept: u64,
}

/// Counts what is read of a bundle.
struct Metered<R> {
    inner: R,
    read: Rc<Cell<u64>>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(bytes)?;
        self.read.set(self.read.get() + count as u64);
        Ok(count)
    }
}

impl Reading {
    /// Reads the statement, which comes first.
    fn begin(member: Member, read: Rc<Cell<u64>>) -> Result<Reading, Refused> {
        let folder = member.path.strip_suffix(MANIFEST).and_then(|it| it.strip_suffix('/')).filter(|it| !it.contains('/'));
        let folder = folder.ok_or_else(|| refused(format!("it begins with `{}`, and not with its `{MANIFEST}`", member.path)))?.to_owned();
        if member.size > LARGEST {
            return Err(refused(format!("its `{MANIFEST}` is larger than any of ours")));
        }
        let mut bytes = Vec::new();
        member.bytes.read_to_end(&mut bytes).map_err(|err| refused(format!("it cannot be unpacked: {err}")))?;
        let statement: Statement =
            serde_json::from_slice(&bytes).map_err(|err| refused(format!("its `{MANIFEST}` is no statement of ours: {err}")))?;
        let reading = Reading { folder, statement, next: 0, inputs: BTreeMap::new(), files: BTreeMap::new(), sums: None, read, kept: 0 };
        reading.judge()?;
        Ok(reading)
    }

    /// Holds the statement against itself, before anything is read by it.
    fn judge(&self) -> Result<(), Refused> {
        let statement = &self.statement;
        let definition = &statement.predicate.build_definition;
        let forms = [(&statement.form, TYPE), (&statement.predicate_type, PREDICATE), (&definition.build_type, BUILD)];
        if let Some((found, wanted)) = forms.iter().find(|it| it.0 != it.1) {
            return Err(refused(format!("its statement is a `{found}`, and no `{wanted}`")));
        }
        if self.folder != definition.external_parameters.name {
            return Err(refused(format!("it is called `{}`, and says `{}`", self.folder, definition.external_parameters.name)));
        }
        if statement.bytes() > MOST {
            return Err(refused("it would unpack to more bytes than any of ours".to_owned()));
        }
        let prefix = format!("{INPUTS}/");
        let inputs: BTreeMap<&str, &str> =
            statement.subject.iter().filter_map(|it| Some((it.name.strip_prefix(&prefix)?, it.digest.sha256.as_str()))).collect();
        let stated: BTreeMap<&str, &str> =
            definition.resolved_dependencies.iter().map(|it| (it.name.as_str(), it.digest.sha256.as_str())).collect();
        if inputs != stated {
            return Err(refused("the inputs that it was made of are not those that it holds".to_owned()));
        }
        let of_inputs = statement.subject.iter().filter(|it| it.name.starts_with(&prefix)).map(|it| it.annotations.size);
        if of_inputs.fold(0, u64::saturating_add) > MOST_INPUTS {
            return Err(refused("its inputs are larger than any of ours".to_owned()));
        }
        let names: BTreeSet<&String> = statement.subject.iter().map(|it| &it.name).collect();
        if names.len() < statement.subject.len() || names.contains(&MANIFEST.to_owned()) {
            return Err(refused("it states a file twice".to_owned()));
        }
        Ok(())
    }

    fn member(&mut self, member: Member, is_wanted: &impl Fn(&str) -> bool) -> Result<(), Refused> {
        let name = member.path.strip_prefix(&self.folder).and_then(|it| it.strip_prefix('/'));
        let name = name.ok_or_else(|| refused(format!("`{}` lies outside `{}`", member.path, self.folder)))?;
        let Some(stated) = self.statement.subject.get(self.next) else { return Err(refused(format!("`{name}` is more than is stated"))) };
        if stated.name != name {
            return Err(refused(format!("`{name}` stands where `{}` is stated", stated.name)));
        }
        if stated.annotations.size != member.size {
            return Err(refused(format!("`{name}` has {} bytes, and {} are stated", member.size, stated.annotations.size)));
        }
        let input = name.strip_prefix(INPUTS).and_then(|it| it.strip_prefix('/'));
        let is_kept = input.is_some() || name == SUMS || is_wanted(name);
        let kept = Kept { bytes: Vec::new(), before: self.kept, read: Rc::clone(&self.read) };
        let mut digesting = Digesting::new(if is_kept { Sink::Kept(kept) } else { Sink::Passed });
        io::copy(member.bytes, &mut digesting).map_err(|err| refused(format!("it cannot be unpacked: {err}")))?;
        let (digested, sink) = digesting.finish();
        if digested.sha256 != stated.digest.sha256 {
            return Err(refused(format!("`{name}` is not the file that is stated: its digest is {}", digested.sha256)));
        }
        if let Sink::Kept(Kept { bytes, .. }) = sink {
            self.kept += bytes.len() as u64;
            match input {
                Some(path) => drop(self.inputs.insert(path.to_owned(), bytes)),
                None if name == SUMS => self.sums = Some(bytes),
                None => drop(self.files.insert(name.to_owned(), bytes)),
            }
        }
        self.next += 1;
        Ok(())
    }
}

/// Where the bytes of a member go.
enum Sink {
    Kept(Kept),
    Passed,
}

/// What is held in memory.
struct Kept {
    bytes: Vec<u8>,
    /// How much was held before.
    before: u64,
    read: Rc<Cell<u64>>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if let Sink::Kept(it) = self {
            let kept = it.before + (it.bytes.len() + bytes.len()) as u64;
            if kept > LITTLE && kept / RATIO > it.read.get() {
                return Err(io::Error::other("it unpacks to more than a thousand times its size"));
            }
            it.bytes.extend_from_slice(bytes);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Returns what `sha256sum -c` reads: each file but the list itself and the statement, which says the same and more.
fn sums(statement: &Statement) -> Vec<u8> {
    let listed = statement.subject.iter().filter(|it| it.name != SUMS);
    listed.map(|it| format!("{}  {}\n", it.digest.sha256, it.name)).collect::<String>().into_bytes()
}
