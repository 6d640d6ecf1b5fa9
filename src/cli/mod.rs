//! The commands, one file each.

mod ask;
mod build;
mod bundle;
mod check;
mod completions;
mod diff;
mod explain;
mod files;
mod fix;
mod graph;
mod import;
mod init;
mod judging;
mod man;
mod notices;
mod plan;
mod prove;
mod rehearse;
mod runbook;
mod schema;
mod show;
mod started;
mod test;
mod verify;
mod why;

pub use ask::{Line as AnswerLine, Question};
pub use bundle::ShownJson;
pub use diff::DiffJson;
pub use import::Report as ImportReport;
pub use notices::NoticesJson;
pub use plan::SlipJson;
pub use runbook::{LogRecord, RunbookJson, StatusJson};

use crate::Checked;
use crate::load::{Disk, Folder, Memory};
use crate::model::plan::Plan;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Compiles the closing of an online store: what every URL answers, and what servers and people need for it.
#[derive(Parser)]
#[command(name = "cutover", version, max_term_width = 100, after_help = EXITS, subcommand_required = true, arg_required_else_help = true)]
struct Arguments {
    /// Look for the workspace in DIR, and upwards from there; commands that only read take a bundle too
    #[arg(short = 'C', value_name = "DIR", global = true, default_value = ".")]
    dir: PathBuf,
    /// Print errors only
    #[arg(short, long, global = true)]
    quiet: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,
    #[command(subcommand)]
    command: Command,
}

const EXITS: &str = "Exit status: 0 done, warnings included; 1 findings of severity error or denied, or differences asked for; \
2 the command was not understood; 3 a file cannot be read or written, or a server cannot be reached.";

/// When to use colour.
#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Subcommand)]
enum Command {
    /// Begin a workspace, explained by comments
    Init(init::Init),
    /// Tell all that is wrong, each fault with its place and the way out
    Check(check::Check),
    /// Check, then write configurations, tables, notices and the runbook
    Build(build::Build),
    /// Tell what a URL answers, by which rule, and where it ends
    Ask(ask::Ask),
    /// Ask what the workspace expects of its own URLs, and tell which rules nobody tries
    Test(test::Test),
    /// Repair in place what needs nobody's judgement: spellings, chains, rules that are there twice
    Fix(fix::Fix),
    /// Take over redirects of another program, and list what could not be carried over
    Import(import::ImportCommand),
    /// Show dates, what they wait for, and the steps in order; or what a changed date would do
    Plan(plan::PlanCommand),
    /// Pack a release into one file, verify one, or show what it holds
    Bundle(bundle::BundleCommand),
    /// Print the runbook, follow it step by step, or show how far it is
    Runbook(Box<runbook::RunbookCommand>),
    /// Tell what customers are told, text by text, and who signed it
    Notices(notices::Notices),
    /// Walk real servers, started here, through all stages as on the night: switches, the way back, and what stays untouched
    Rehearse(rehearse::Rehearse),
    /// Hold running servers against what they must answer at a stage
    Verify(verify::Verify),
    /// Tell what a change does to URLs, dates, services, notices and hosts
    Diff(diff::Diff),
    /// Tell where a value came from: every layer that writes it, and which one wins
    Why(why::Why),
    /// Print what waits for what, or what happens when, as a picture
    Graph(graph::Graph),
    /// Print the page of a rule, or list all rules
    Explain(explain::Explain),
    /// Write the schemas that editors read
    Schema(schema::Schema),
    /// Print a shell's completions
    Completions(completions::Completions),
    /// Print the manual, or write a page for each command
    Man(man::Man),
}

/// How a command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    Done,
    /// Findings of severity error, or differences that were asked for.
    Found,
    /// The command was not understood.
    Usage,
    /// A file cannot be read or written, a server cannot be reached, a program is missing.
    Machine,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// What every command knows.
pub struct Setting {
    pub dir: PathBuf,
    pub is_quiet: bool,
}

impl Setting {
    /// Returns the workspace's root: the nearest folder upwards that holds `cutover.toml`.
    fn root(&self) -> Result<PathBuf, Stop> {
        let start = std::path::absolute(&self.dir).map_err(|err| Stop::machine(&self.dir, &err))?;
        if start.is_file() {
            return Err(Stop::usage(format!("{} is no folder: this command works on a workspace's own files", start.display())));
        }
        let found = start.ancestors().find(|it| it.join(crate::load::WORKSPACE).is_file());
        found.map(Path::to_path_buf).ok_or_else(|| match start.is_dir() {
            true => Stop::usage(format!("no `cutover.toml` in {} or above it; `cutover init` begins a workspace", start.display())),
            false => Stop::usage(format!("there is no folder {}, nor a `cutover.toml` above it", start.display())),
        })
    }

    /// Returns the workspace that a command reads: that of a folder, or the inputs inside a bundle whose files are what it
    /// says.
    fn disk(&self) -> Result<Box<dyn Disk>, Stop> {
        if !self.dir.is_file() {
            return Ok(Box::new(Folder(self.root()?)));
        }
        let held = crate::bundle::held::hold(files::open(&self.dir)?, |_| false);
        let held = held.map_err(|why| Stop { exit: Exit::Found, text: format!("{} is refused: {why}", self.dir.display()) })?;
        Ok(Box::new(Memory(held.inputs)))
    }

    /// Returns the first words of a command in this setting.
    fn words(&self, command: &str) -> Vec<String> {
        let mut words = vec!["cutover".to_owned()];
        if self.dir != Path::new(".") {
            words.extend(["-C".to_owned(), self.dir.display().to_string()]);
        }
        words.push(command.to_owned());
        words
    }
}

/// Returns the plan of a workspace that can be planned.
fn planned(checked: &Checked) -> Result<&Plan, Stop> {
    checked.plan.as_ref().filter(|_| !crate::is_broken(&checked.report)).ok_or_else(|| Stop {
        exit: Exit::Found,
        text: "there is no plan: something cannot be read or bound; `cutover check` says what".to_owned(),
    })
}

/// Says that what was printed holds what cannot be kept, where it does; returns how the command ends.
fn warned(checked: &Checked) -> Exit {
    if checked.report.has_errors() {
        anstream::eprintln!("error: this cannot be kept as it is: {}; `cutover check` tells them", show::summary(checked));
        return Exit::Found;
    }
    Exit::Done
}

/// Why a command cannot go on.
pub struct Stop {
    pub exit: Exit,
    pub text: String,
}

impl Stop {
    /// Returns a stop for the machine's fault at `path`.
    pub fn machine(path: &Path, err: &io::Error) -> Stop {
        let shown = path.display().to_string();
        let text = err.to_string();
        Stop { exit: Exit::Machine, text: if text.contains(&shown) { text } else { format!("{shown}: {text}") } }
    }

    /// Returns a stop for a command that was not understood.
    pub fn usage(text: impl Into<String>) -> Stop {
        Stop { exit: Exit::Usage, text: text.into() }
    }
}

impl From<io::Error> for Stop {
    fn from(err: io::Error) -> Stop {
        // Whoever reads our output may have seen enough.
        let exit = if err.kind() == io::ErrorKind::BrokenPipe { Exit::Done } else { Exit::Machine };
        Stop { exit, text: err.to_string() }
    }
}

/// The commands as `--help` shows them.
const GROUPS: [(&str, &[&str]); 3] = [
    ("Every day", &["init", "check", "build", "ask", "why", "diff", "test", "fix", "import"]),
    ("The night", &["plan", "notices", "bundle", "rehearse", "runbook", "verify"]),
    ("More", &["graph", "explain", "schema", "completions", "man"]),
];

/// Returns the command line, with its help in groups.
fn command() -> clap::Command {
    let command = Arguments::command();
    let mut listed = String::new();
    for (title, names) in GROUPS {
        listed.push_str(&format!("{title}:\n"));
        for found in names.iter().filter_map(|it| command.find_subcommand(it)) {
            let about = found.get_about().map_or_else(String::new, ToString::to_string);
            listed.push_str(&format!("  {:<12} {about}\n", found.get_name()));
        }
        listed.push('\n');
    }
    command.help_template(format!("{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{listed}Options:\n{{options}}{{after-help}}"))
}

/// Runs the command that the arguments name.
pub fn main() -> ExitCode {
    let parsed = command().try_get_matches().and_then(|it| Arguments::from_arg_matches(&it));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(err) => {
            let is_help = !err.use_stderr();
            let _ = err.print();
            return if is_help { Exit::Done } else { Exit::Usage }.into();
        }
    };
    match arguments.color {
        Color::Auto => {}
        Color::Always => anstream::ColorChoice::Always.write_global(),
        Color::Never => anstream::ColorChoice::Never.write_global(),
    }
    let setting = Setting { dir: arguments.dir, is_quiet: arguments.quiet };
    let ended = match arguments.command {
        Command::Init(it) => it.run(&setting),
        Command::Check(it) => it.run(&setting),
        Command::Build(it) => it.run(&setting),
        Command::Ask(it) => it.run(&setting),
        Command::Test(it) => it.run(&setting),
        Command::Fix(it) => it.run(&setting),
        Command::Import(it) => it.run(&setting),
        Command::Plan(it) => it.run(&setting),
        Command::Bundle(it) => it.run(&setting),
        Command::Runbook(it) => it.run(&setting),
        Command::Notices(it) => it.run(&setting),
        Command::Rehearse(it) => it.run(&setting),
        Command::Verify(it) => it.run(&setting),
        Command::Diff(it) => it.run(&setting),
        Command::Why(it) => it.run(&setting),
        Command::Graph(it) => it.run(&setting),
        Command::Explain(it) => it.run(&setting),
        Command::Schema(it) => it.run(&setting),
        Command::Completions(it) => it.run(&setting),
        Command::Man(it) => it.run(&setting),
    };
    match ended {
        Ok(exit) => exit.into(),
        Err(stop) if stop.exit == Exit::Done => Exit::Done.into(),
        Err(stop) => {
            anstream::eprintln!("error: {}", crate::diag::printable_lines(&stop.text));
            stop.exit.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_one_group_of_the_help() {
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|it| it.1).copied().collect();
        let command = Arguments::command();
        let mut known: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
        grouped.sort_unstable();
        known.sort_unstable();
        assert_eq!(grouped, known);
    }
}
