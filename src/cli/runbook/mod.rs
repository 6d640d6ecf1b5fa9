//! `cutover runbook`: the steps, narrowed to what somebody asks for; followed one by one; and how far they are.

mod checks;
mod choice;
mod follow;
mod json;
mod log;
mod present;
mod text;

pub use json::{RunbookJson, StatusJson};
pub use log::Record as LogRecord;

use super::plan::page::{Page, Section};
use super::{Exit, Setting, Stop, files, planned};
use crate::Options;
use crate::bundle::digest_of;
use crate::diag::{plural, printable};
use crate::emit::Selection;
use crate::load::{Disk, Memory};
use crate::model::plan::Plan;
use crate::probe::certificate::Trust;
use crate::probe::node::Node;
use checks::{Checking, print};
use choice::{Choice, Numbered};
use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use follow::Following;
use jiff::Timestamp;
use log::{Event, Log, Runbook, State, VERSION, Writing};
use present::Wall;
use std::path::{Path, PathBuf};

/// Print the runbook, follow it step by step, or show how far it is.
#[derive(Args)]
#[command(after_help = FOLLOWING)]
pub struct RunbookCommand {
    /// Show one step after the other, wait, look whether it took, and keep what happened
    #[arg(long, requires = "log", conflicts_with_all = ["status", "format"])]
    follow: bool,
    /// Show what is done, open, failed and skipped, by whom and when
    #[arg(long, requires = "log")]
    status: bool,
    /// The log, a JSON record a line: it is only ever added to, and who gives it again goes on where they were
    #[arg(long, value_name = "FILE")]
    log: Option<PathBuf>,
    #[command(flatten)]
    choice: Choice,
    /// Begin at this step, by its id or its number
    #[arg(long, value_name = "STEP", requires = "follow")]
    from: Option<String>,
    /// Put a stage's probes to this server, as `cutover verify` does: http://HOST:PORT or https://HOST:PORT; may be
    /// repeated. Without one a person says whether they agree
    #[arg(long, value_name = "HOST:PORT", requires = "follow", value_parser = node)]
    connect: Vec<Node>,
    /// Trust the authorities in this file too (PEM), besides those that browsers trust; may be repeated
    #[arg(long, value_name = "FILE", requires = "connect")]
    ca: Vec<PathBuf>,
    /// Never run a check's command here, even if asked to
    #[arg(long, requires = "follow")]
    no_run: bool,
    /// Who follows it, as the log has it; `$USER` unless given
    #[arg(long, value_name = "NAME", requires = "follow", value_parser = NonEmptyStringValueParser::new())]
    who: Option<String>,
    /// Go on by a log of other steps: those with the same id count as done
    #[arg(long, requires = "follow")]
    adopt: bool,
    /// Take this instant for the present, as 2024-12-31T23:00:00Z: for a rehearsal
    #[arg(long, value_name = "INSTANT", requires = "follow")]
    now: Option<Timestamp>,
    /// How it is printed
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Form,
}

const FOLLOWING: &str = "With --follow nothing is changed on any server. A check's command only looks; it is shown, and run by sh \
after you say so. `help` lists what can be answered; the end of the input leaves, and the same command goes on.";

/// The form of the runbook.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For a terminal
    Text,
    /// `runbook.md` as it is built; narrowed, its steps alone
    Markdown,
    /// For programs; see schema/runbook.schema.json, and with `--status` schema/runbook-status.schema.json
    Json,
}

fn node(text: &str) -> Result<Node, String> {
    text.parse()
}

impl RunbookCommand {
    /// Prints the runbook, guides through it, or tells how far it is.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let (disk, bundle) = opened(setting)?;
        let checked = crate::plan_workspace(disk.as_ref(), Options::default())?;
        let plan = planned(&checked)?;
        let all = choice::all(plan);
        let asked = self.choice.of(&all)?;
        if self.follow && checked.report.has_errors() {
            anstream::eprintln!("note: the workspace has errors ({}); `cutover check` shows them", super::show::summary(&checked));
        }
        match (&self.log, self.follow, self.status) {
            (Some(path), true, _) => self.follow(path, plan, (&all, &asked), bundle),
            (Some(path), _, true) => self.status(path, plan, &picked(&all, &asked)),
            (Some(_), ..) => Err(Stop::usage("say what the log is for: `--follow` or `--status`")),
            (None, ..) => {
                self.print(plan, &picked(&all, &asked))?;
                Ok(super::warned(&checked))
            }
        }
    }

    fn print(&self, plan: &Plan, steps: &[Numbered]) -> Result<(), Stop> {
        let found = |it: String| Stop { exit: Exit::Found, text: it };
        match self.format {
            Form::Text => print(&text::of(steps)),
            Form::Json => print(&String::from_utf8_lossy(&crate::emit::shape::pretty(&json::of(plan, steps)))),
            Form::Markdown if self.choice.is_narrowed() => print(&page(plan, steps).markdown().map_err(|it| found(it.to_string()))?),
            Form::Markdown => print(&String::from_utf8_lossy(&built(plan)?)),
        }
    }

    fn follow(&self, path: &Path, plan: &Plan, (all, asked): (&[Numbered], &[usize]), bundle: Option<log::Bundle>) -> Result<Exit, Stop> {
        let from = self.from.as_ref().map(|it| choice::find(all, it)).transpose().map_err(Stop::usage)?.unwrap_or(0);
        let asked: Vec<usize> = asked.iter().copied().filter(|it| *it >= from).collect();
        let mut trust = Trust::browsers();
        for file in &self.ca {
            trust.add_file(file)?;
        }
        let runbook = Runbook {
            program: plan.graph.program.name.clone(),
            steps: json::of_steps(plan),
            count: all.len(),
            tool: env!("CARGO_PKG_VERSION").to_owned(),
            bundle,
        };
        let wall = Wall::new(self.now);
        let (mut log, found) = Writing::open(path, &self.who.clone().unwrap_or_else(present::user))?;
        log.add(wall.now(), self.beginning(path, runbook, &found, wall)?)?;
        let over = asked.iter().filter(|it| log.standing.is_over(&all[**it].step.id)).count();
        let of = |count| plural(count, "step", "steps");
        let banner = format!("{}: {}, {over} over; log {}\n", printable(&plan.graph.program.name), of(asked.len()), path.display());
        print(&banner)?;
        if found.is_cut {
            print("the log's last line was cut off, as by a crash; it is left as it is, and counts for nothing\n")?;
        }
        let lost: Vec<&str> = log.standing.steps().filter(|it| !all.iter().any(|all| all.step.id == **it)).collect();
        if !lost.is_empty() {
            print(&format!("the log speaks of steps that are no longer there: {}\n", printable(&lost.join(", "))))?;
        }
        let checking = Checking { plan, servers: &self.connect, trust, may_run: !self.no_run };
        Following { all, asked: &asked, checking, wall, log }.run()
    }

    /// Returns the first record of a run; refuses the log of other steps.
    fn beginning(&self, path: &Path, runbook: Runbook, log: &Log, wall: Wall) -> Result<Event, Stop> {
        let (clock, cut) = (wall.kind(), log.is_cut);
        let Some(known) = log.runbook() else { return Ok(Event::Begun { version: VERSION, runbook, clock, cut }) };
        let adopted = known.steps != runbook.steps;
        if adopted && !self.adopt {
            let whose = if known.program == runbook.program { String::new() } else { format!(" of `{}`", printable(&known.program)) };
            let text = format!(
                "{} is the log of other steps{whose} (sha256:{}, and not sha256:{}); `--adopt` goes on by these, or give another log",
                path.display(),
                printable(&known.steps),
                runbook.steps
            );
            return Err(Stop { exit: Exit::Found, text });
        }
        Ok(Event::Resumed { runbook, clock, adopted, cut })
    }

    fn status(&self, path: &Path, plan: &Plan, steps: &[Numbered]) -> Result<Exit, Stop> {
        let log = log::read(path, &files::read(path)?)?;
        let status = json::status(plan, steps, &log);
        match self.format {
            Form::Json => print(&String::from_utf8_lossy(&crate::emit::shape::pretty(&status)))?,
            Form::Text => print(&status_page(plan, &status).text())?,
            Form::Markdown => {
                let text = status_page(plan, &status).markdown();
                print(&text.map_err(|it| Stop { exit: Exit::Found, text: it.to_string() })?)?;
            }
        }
        Ok(Exit::Done)
    }
}

/// Returns the workspace, and the bundle that it was read from: what is read is what its digest is of.
fn opened(setting: &Setting) -> Result<(Box<dyn Disk>, Option<log::Bundle>), Stop> {
    if !setting.dir.is_file() {
        return Ok((setting.disk()?, None));
    }
    let packed = files::read(&setting.dir)?;
    let held = crate::bundle::held::hold(packed.as_slice(), |_| false);
    let held = held.map_err(|why| Stop { exit: Exit::Found, text: format!("{} is refused: {why}", setting.dir.display()) })?;
    let name = held.statement.predicate.build_definition.external_parameters.name;
    Ok((Box::new(Memory(held.inputs)), Some(log::Bundle { name, sha256: digest_of(&packed) })))
}

fn picked<'p>(all: &[Numbered<'p>], asked: &[usize]) -> Vec<Numbered<'p>> {
    asked.iter().map(|it| all[*it]).collect()
}

/// Returns `runbook.md` as a build writes it.
fn built(plan: &Plan) -> Result<Vec<u8>, Stop> {
    let only = Selection { only: Some(["runbook".to_owned()].into()), ..Selection::default() };
    let made = crate::emit::emit(plan, &only);
    let mut made =
        made.map_err(|it| Stop { exit: Exit::Found, text: it.into_iter().map(|it| it.0).collect::<Vec<_>>().join("\nerror: ") })?;
    made.files.remove("runbook.md").ok_or_else(|| Stop { exit: Exit::Found, text: "no runbook is built".to_owned() })
}

/// Returns steps as a document, with the numbers that they have in the whole runbook.
fn page(plan: &Plan, steps: &[Numbered]) -> Page {
    let lines = |text: String| text.lines().map(|it| it.trim().to_owned()).collect::<Vec<_>>();
    let sections = steps.iter().map(|it| Section {
        heading: format!("{}. {}", it.number, it.step.title),
        lines: lines(text::whose(it.step) + &text::body(it.step)),
        ..Section::default()
    });
    Page { title: format!("{}: {}", plan.graph.program.name, plural(steps.len(), "step", "steps")), sections: sections.collect() }
}

/// Returns how far the steps are, for people.
fn status_page(plan: &Plan, status: &StatusJson) -> Page {
    let count = |state| status.steps.iter().filter(|it| it.state == state).count();
    let states = [State::Done, State::Skipped, State::Failed, State::Open];
    let counts = states.map(|it| format!("{} {}", count(it), follow::word(it)));
    let row = |it: &json::Standing| {
        let text = |it: &Option<String>| it.clone().unwrap_or_default();
        let notes = it.notes.iter().map(|it| format!("note by {}: {}", it.who, it.text));
        let why: Vec<String> = Some(it.reason.clone()).filter(|it| !it.is_empty()).into_iter().chain(notes).collect();
        vec![it.number.to_string(), follow::word(it.state).to_owned(), text(&it.at), text(&it.who), it.title.clone(), why.join("; ")]
    };
    let mut section = Section::table("Steps", &["", "state", "since", "by", "what", "why"], status.steps.iter().map(row).collect());
    if status.runbook.is_some() && !status.is_current {
        section.lines.push("The log is of other steps than the workspace has now.".to_owned());
    }
    if status.is_cut {
        section.lines.push("The log's last line was cut off, as by a crash.".to_owned());
    }
    if !status.unknown.is_empty() {
        section.lines.push(format!("The log speaks of steps that are no longer there: {}.", status.unknown.join(", ")));
    }
    Page { title: format!("{}: {}", plan.graph.program.name, counts.join(", ")), sections: vec![section] }
}
