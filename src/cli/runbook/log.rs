//! The log of a runbook that is followed: a record a line, only ever added to.

use crate::cli::Stop;
use crate::cli::files::Appended;
use crate::model::plan::step::Step;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The version of a record's shape: a key is never renamed or removed under the same number.
pub const VERSION: u32 = 1;

/// What each record begins with.
const BEGIN: &[u8] = b"{\"at\":\"";

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// When it was written (UTC, RFC 3339).
    pub at: String,
    /// Who followed the runbook.
    pub who: String,
    #[serde(flatten)]
    pub event: Event,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "event", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Event {
    /// The first record: which runbook is followed.
    Begun {
        /// The version of this shape.
        version: u32,
        #[serde(flatten)]
        runbook: Runbook,
        clock: Clock,
        /// Whether the line before this one was cut off, and is none.
        #[serde(default, skip_serializing_if = "is_false")]
        cut: bool,
    },
    /// It is followed again, by the same log.
    Resumed {
        #[serde(flatten)]
        runbook: Runbook,
        clock: Clock,
        /// Whether the steps were others before, and a person went on by these.
        #[serde(default, skip_serializing_if = "is_false")]
        adopted: bool,
        #[serde(default, skip_serializing_if = "is_false")]
        cut: bool,
    },
    /// A step was shown.
    Shown { step: String },
    /// One of its checks was made.
    Check {
        step: String,
        /// Which one, from 1.
        check: usize,
        way: Looked,
        /// Whether it shows that the step took.
        took: bool,
        /// The exit status of a command that was run.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<i32>,
        /// The beginning of what was found.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        output: String,
    },
    /// It is done, and what shows it was seen.
    Done { step: String },
    /// It is left out.
    Skipped { step: String, reason: String },
    /// It did not take; it stays open.
    Failed { step: String, reason: String },
    /// Something to remember.
    Note { step: String, text: String },
    /// It may be done although something speaks against it.
    Overridden {
        step: String,
        /// The steps before it that were open.
        waiting: Vec<String>,
        /// Whether its window had not begun.
        early: bool,
        reason: String,
    },
    /// It was gone back behind the step, which is open again.
    Undone { step: String },
    /// Whoever followed it left.
    Left,
}

/// How a check was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Looked {
    /// A person looked, and said so.
    Person,
    /// Its command was run here.
    Command,
    /// The stage's probes were put to servers.
    Probes,
}

/// The clock by which instants were taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Clock {
    Real,
    /// One instant throughout, given by `--now`.
    Simulated,
}

/// Which runbook is followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Runbook {
    /// What is changed, by its name.
    pub program: String,
    /// The SHA-256 of all steps: another number is another runbook.
    pub steps: String,
    /// How many steps there are.
    pub count: usize,
    /// The version of this program.
    pub tool: String,
    /// The bundle that it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundle: Option<Bundle>,
}

/// A bundle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Bundle {
    pub name: String,
    /// Of the whole file, as `sha256sum` prints it.
    pub sha256: String,
}

fn is_false(it: &bool) -> bool {
    !it
}

/// What stands in a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Log {
    pub records: Vec<Record>,
    /// Whether the last line was cut off, and is none.
    pub is_cut: bool,
}

impl Log {
    /// Reads a log; a line that was cut off is passed over where the next one says so, and at the end.
    pub fn read(bytes: &[u8]) -> Result<Log, String> {
        let mut log = Log::default();
        let mut broken: Option<(usize, String)> = None;
        let is_whole = bytes.is_empty() || bytes.ends_with(b"\n");
        for (at, line) in bytes.split(|it| *it == b'\n').enumerate().filter(|it| !it.1.is_empty()) {
            match (record(line), broken.take()) {
                (Ok(record), None) => log.records.push(record),
                (Ok(record), Some(_)) if record.event.is_behind_a_cut() => log.records.push(record),
                (_, Some((line, why))) => return Err(format!("line {line} is no record of ours: {why}")),
                (Err(why), None) => broken = Some((at + 1, why)),
            }
        }
        match broken {
            Some((line, why)) if is_whole => return Err(format!("line {line} is no record of ours: {why}")),
            // Who names another file by mistake has a last line there without an end.
            Some((1, _)) if !bytes.iter().zip(BEGIN).all(|it| it.0 == it.1) => return Err("it does not begin as a log does".to_owned()),
            Some(_) => log.is_cut = true,
            None => {}
        }
        if let Some(first) = log.records.first()
            && !matches!(first.event, Event::Begun { .. })
        {
            return Err("its first record does not say which runbook it is of".to_owned());
        }
        Ok(log)
    }

    /// Returns the runbook that was followed last.
    pub fn runbook(&self) -> Option<&Runbook> {
        self.records.iter().rev().find_map(|it| match &it.event {
            Event::Begun { runbook, .. } | Event::Resumed { runbook, .. } => Some(runbook),
            _ => None,
        })
    }

    /// Returns where things stand.
    pub fn standing(&self) -> Standing {
        let mut standing = Standing::default();
        self.records.iter().for_each(|it| standing.take(it));
        standing
    }
}

impl Event {
    fn is_behind_a_cut(&self) -> bool {
        matches!(self, Event::Begun { cut: true, .. } | Event::Resumed { cut: true, .. })
    }
}

fn record(line: &[u8]) -> Result<Record, String> {
    let record: Record = serde_json::from_slice(line).map_err(|err| err.to_string())?;
    match (&record.event, record.at.parse::<Timestamp>()) {
        (_, Err(_)) => Err(format!("`{}` is no instant", crate::diag::printable(&record.at))),
        (Event::Begun { version, .. }, _) if *version != VERSION => Err(format!("its shape is version {version}, and not {VERSION}")),
        _ => Ok(record),
    }
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Open,
    Done,
    Skipped,
    /// It did not take, and is open.
    Failed,
}

/// What was said last of a step, by whom and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    pub state: State,
    pub at: String,
    pub who: String,
    /// Why, where a person said so.
    pub reason: String,
}

/// Where things stand.
#[derive(Clone, Debug, Default)]
pub struct Standing {
    said: BTreeMap<String, Said>,
    pub notes: BTreeMap<String, Vec<Said>>,
    overridden: BTreeMap<String, (BTreeSet<String>, bool)>,
}

impl Standing {
    /// Takes one more record into account.
    pub fn take(&mut self, record: &Record) {
        let said = |state, reason: &str| Said { state, at: record.at.clone(), who: record.who.clone(), reason: reason.to_owned() };
        let (step, said) = match &record.event {
            Event::Done { step } => (step, said(State::Done, "")),
            Event::Skipped { step, reason } => (step, said(State::Skipped, reason)),
            Event::Failed { step, reason } => (step, said(State::Failed, reason)),
            Event::Undone { step } => {
                self.overridden.remove(step);
                (step, said(State::Open, "gone back"))
            }
            Event::Note { step, text } => return self.notes.entry(step.clone()).or_default().push(said(State::Open, text)),
            Event::Overridden { step, waiting, early, .. } => {
                let known = self.overridden.entry(step.clone()).or_default();
                known.0.extend(waiting.iter().cloned());
                known.1 |= early;
                return;
            }
            _ => return,
        };
        self.said.insert(step.clone(), said);
    }

    pub fn of(&self, step: &str) -> Option<&Said> {
        self.said.get(step)
    }

    pub fn state(&self, step: &str) -> State {
        self.of(step).map_or(State::Open, |it| it.state)
    }

    /// Tells whether nothing is left to do for a step.
    pub fn is_over(&self, step: &str) -> bool {
        matches!(self.state(step), State::Done | State::Skipped)
    }

    /// Returns the steps of which something was said.
    pub fn steps(&self) -> impl Iterator<Item = &str> {
        self.said.keys().map(String::as_str)
    }

    /// Returns the steps before `step` that are open, and were not overridden.
    pub fn waiting<'s>(&self, step: &'s Step) -> Vec<&'s str> {
        let may = self.overridden.get(&step.id);
        let open = step.after.iter().filter(|it| !self.is_over(it));
        open.filter(|it| may.is_none_or(|may| !may.0.contains(*it))).map(String::as_str).collect()
    }

    /// Tells whether a step may be done before its window.
    pub fn may_be_early(&self, step: &str) -> bool {
        self.overridden.get(step).is_some_and(|it| it.1)
    }
}

/// A log that is written.
pub struct Writing {
    file: Appended,
    who: String,
    pub standing: Standing,
}

impl Writing {
    /// Opens a log, for this process alone, with what stands in it.
    pub fn open(path: &Path, who: &str) -> Result<(Writing, Log), Stop> {
        let (file, bytes) = Appended::open(path)?;
        let log = read(path, &bytes)?;
        let standing = log.standing();
        Ok((Writing { file, who: who.to_owned(), standing }, log))
    }

    /// Adds a record, and returns when it is on the disk.
    pub fn add(&mut self, at: Timestamp, event: Event) -> Result<(), Stop> {
        let record = Record { at: crate::model::graph::time::utc(at), who: self.who.clone(), event };
        let mut line = serde_json::to_vec(&record).expect("a published shape has text for keys");
        line.push(b'\n');
        self.file.add(&line)?;
        self.standing.take(&record);
        Ok(())
    }
}

/// Reads the bytes of the log at `path`.
pub fn read(path: &Path, bytes: &[u8]) -> Result<Log, Stop> {
    let shown = path.display();
    Log::read(bytes).map_err(|why| Stop { exit: crate::cli::Exit::Found, text: format!("{shown} is not taken for a log: {why}") })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(event: Event) -> Vec<u8> {
        let record = Record { at: "2024-10-14T17:00:00Z".to_owned(), who: "anna".to_owned(), event };
        let mut line = serde_json::to_vec(&record).expect("JSON");
        line.push(b'\n');
        line
    }

    fn runbook() -> Runbook {
        Runbook { program: "é".to_owned(), steps: "00".to_owned(), count: 1, tool: "1".to_owned(), bundle: None }
    }

    fn begun(cut: bool) -> Vec<u8> {
        line(Event::Begun { version: VERSION, runbook: runbook(), clock: Clock::Real, cut })
    }

    #[test]
    fn a_log_that_is_cut_anywhere_is_read_up_to_there_and_can_be_gone_on_with() {
        let note = |text: &str| line(Event::Note { step: "a".to_owned(), text: text.to_owned() });
        let whole = [begun(false), note("one \" \\ é"), note("two")].concat();
        let lines = |bytes: &[u8]| bytes.iter().filter(|it| **it == b'\n').count();
        for end in 0..=whole.len() {
            let cut = &whole[..end];
            let log = Log::read(cut).unwrap_or_else(|it| panic!("{end}: {it}"));
            // A record that lacks its line end alone is one.
            let is_record = whole.get(end) == Some(&b'\n');
            assert_eq!(log.records.len(), lines(cut) + usize::from(is_record), "{end}");
            assert_eq!(log.is_cut, !cut.is_empty() && !cut.ends_with(b"\n") && !is_record, "{end}");
            let more = match log.records.is_empty() {
                true => begun(log.is_cut),
                false => line(Event::Resumed { runbook: runbook(), clock: Clock::Real, adopted: false, cut: log.is_cut }),
            };
            let between = if cut.is_empty() || cut.ends_with(b"\n") { &b""[..] } else { b"\n" };
            let again = Log::read(&[cut, between, &more].concat()).unwrap_or_else(|it| panic!("{end}: {it}"));
            assert_eq!((again.records.len(), again.is_cut), (log.records.len() + 1, false), "{end}");
        }
    }

    #[test]
    fn what_was_spoiled_is_no_log() {
        let done = line(Event::Done { step: "a".to_owned() });
        for (spoiled, why) in [
            ([&begun(false), &b"{\"at\"\n"[..], &done].concat(), "line 2"),
            ([&begun(false), &b"{}\n"[..]].concat(), "line 2"),
            (b"my notes".to_vec(), "does not begin"),
            (done.clone(), "which runbook"),
            (String::from_utf8(begun(false)).expect("text").replace("2024-10-14T", "x").into_bytes(), "no instant"),
            (String::from_utf8(begun(false)).expect("text").replace("\"version\":1", "\"version\":2").into_bytes(), "version 2"),
        ] {
            let told = Log::read(&spoiled).expect_err("it is spoiled");
            assert!(told.contains(why), "{told}");
        }
    }
}
