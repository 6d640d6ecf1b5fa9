//! Makes the checks of a step: asks servers, runs what only looks, and asks the person where no program can tell.

use super::log::{Event, Looked};
use super::present::ask;
use super::text;
use crate::cli::verify::text as verify_text;
use crate::cli::{Exit, Stop};
use crate::diag::{plural, printable};
use crate::model::plan::Plan;
use crate::model::plan::step::{Check, Step, Way};
use crate::probe::certificate::Trust;
use crate::probe::node::Node;
use crate::probe::report::{Run, Verification};
use crate::probe::{Settings, shell};
use jiff::Timestamp;
use std::io::Write;
use std::time::Duration;

/// How checks are made.
pub struct Checking<'a> {
    pub plan: &'a Plan,
    /// The servers that are asked; a person is where there is none.
    pub servers: &'a [Node],
    pub trust: Trust,
    /// Whether commands may be run, each after a person says so.
    pub may_run: bool,
}

/// How the checks of a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Took,
    DidNot,
    /// The person broke off.
    Stopped,
    /// The input ended.
    Ended,
}

/// What one look found.
struct Found {
    way: Looked,
    took: bool,
    status: Option<i32>,
    output: String,
}

/// What a person says of a check.
enum Word {
    Yes,
    No,
    Run,
    Stop,
    End,
}

/// So many requests are under way at once.
const JOBS: usize = 32;
/// So long may one request take.
const REQUEST: Duration = Duration::from_secs(10);
/// So long may one command take.
const COMMAND: Duration = Duration::from_secs(60);
/// So many characters of what is found go into the log.
const LOGGED: usize = 1_000;

impl Checking<'_> {
    /// Makes the checks of a step one after the other, until one shows that it did not take; `add` keeps what each found.
    pub fn of(&self, step: &Step, now: Timestamp, add: &mut dyn FnMut(Event) -> Result<(), Stop>) -> Result<Outcome, Stop> {
        for (rank, check) in step.check.iter().enumerate() {
            print(&format!("   check {} of {}: {}\n", rank + 1, step.check.len(), text::check(check)))?;
            let mut keep = |it: &Found| {
                let (way, took, status, output) = (it.way, it.took, it.status, short(&it.output));
                add(Event::Check { step: step.id.clone(), check: rank + 1, way, took, status, output })
            };
            match self.one(check, now, &mut keep)? {
                Outcome::Took => {}
                other => return Ok(other),
            }
        }
        Ok(Outcome::Took)
    }

    /// Makes one check: by the servers where there are any, else as often as the person runs it, until they say how it is.
    fn one(&self, check: &Check, now: Timestamp, keep: &mut dyn FnMut(&Found) -> Result<(), Stop>) -> Result<Outcome, Stop> {
        let outcome = |it: &Found| if it.took { Outcome::Took } else { Outcome::DidNot };
        if let (Way::Probes(stage), false) = (&check.way, self.servers.is_empty()) {
            let found = self.probes(stage, now)?;
            keep(&found)?;
            return Ok(outcome(&found));
        }
        let mut is_first = true;
        loop {
            let found = match (self.person(check, is_first)?, &check.way) {
                (Word::Stop, _) => return Ok(Outcome::Stopped),
                (Word::End, _) => return Ok(Outcome::Ended),
                (Word::Run, Way::Command(line)) => run(line)?,
                (word, _) => Found { way: Looked::Person, took: matches!(word, Word::Yes), status: None, output: String::new() },
            };
            keep(&found)?;
            // A command that went well still has to have shown what is expected.
            if found.way == Looked::Person || !found.took {
                return Ok(outcome(&found));
            }
            is_first = false;
        }
    }

    /// Asks the person until the answer is one.
    fn person(&self, check: &Check, is_first: bool) -> Result<Word, Stop> {
        let can_run = self.may_run && matches!(check.way, Way::Command(_));
        let prompt = match (can_run, is_first) {
            (true, true) => "   is it so? r runs the command here, y yes, n no",
            (true, false) => "   is it so? y yes, n no, r runs it again",
            (false, _) => "   is it so? y yes, n no",
        };
        loop {
            let Some(line) = ask(prompt)? else { return Ok(Word::End) };
            match line.as_str() {
                "y" | "yes" => return Ok(Word::Yes),
                "n" | "no" => return Ok(Word::No),
                "r" | "run" if can_run => return Ok(Word::Run),
                "q" | "quit" | "stop" => return Ok(Word::Stop),
                _ => print("   answer y or n; stop goes back to the step\n")?,
            }
        }
    }

    /// Puts the probes of a stage to the servers.
    fn probes(&self, stage: &str, now: Timestamp) -> Result<Found, Stop> {
        let rank = self.plan.stages.iter().position(|it| it.name == stage);
        let rank = rank.ok_or_else(|| Stop { exit: Exit::Found, text: format!("there is no stage `{}`", printable(stage)) })?;
        let as_of = Some(now.to_zoned(jiff::tz::TimeZone::UTC).date());
        let settings = Settings { jobs: JOBS, timeout: REQUEST, trust: self.trust.clone(), as_of, progress: &|_| {} };
        let runs = crate::verify(self.plan, rank, None, self.servers, &settings)?;
        let took = runs.iter().all(Run::is_in_order) && runs.iter().any(|it| it.asked > 0);
        let output = runs.iter().map(summary).collect::<Vec<_>>().join("; ");
        let told = verify_text::of(&Verification::new(runs), false);
        print(&told.lines().map(|it| format!("     {it}\n")).collect::<String>())?;
        Ok(Found { way: Looked::Probes, took, status: None, output })
    }
}

fn summary(run: &Run) -> String {
    match (&run.unreachable, run.faults()) {
        (Some(why), _) => format!("{}: {why}", run.node),
        (None, 0) => format!("{}: {} asked, all agree", run.node, run.asked),
        (None, faults) => format!("{}: {} asked, {} agree, {}", run.node, run.asked, run.agreed, plural(faults, "fault", "faults")),
    }
}

/// Runs a command that looks, and shows what it prints.
fn run(line: &str) -> Result<Found, Stop> {
    let ran = shell::run(line, COMMAND).map_err(|err| Stop { exit: Exit::Machine, text: format!("sh: {err}") })?;
    print(&text::output(&ran.output))?;
    let took = ran.status == Some(0);
    match ran.status {
        Some(status) => print(&format!("     exit status {status}\n"))?,
        None => print("     it was ended\n")?,
    }
    Ok(Found { way: Looked::Command, took, status: ran.status, output: ran.output })
}

/// Returns the beginning of what is long.
fn short(text: &str) -> String {
    let mut kept: String = text.trim_end().chars().take(LOGGED).collect();
    if kept.len() < text.trim_end().len() {
        kept.push('…');
    }
    kept
}

pub(super) fn print(text: &str) -> Result<(), Stop> {
    let mut out = anstream::stdout().lock();
    write!(out, "{text}")?;
    out.flush()?;
    Ok(())
}
