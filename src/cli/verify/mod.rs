//! `cutover verify`: running servers, held against what they must answer at a stage.

pub(super) mod text;

use super::judging::day;
use super::started::{Line, named, report, stopped, target_of};
use super::{Exit, Setting, Stop, build, planned, show};
use crate::model::plan::Plan;
use crate::probe::certificate::Trust;
use crate::probe::local::{SERVERS, Server};
use crate::probe::node::Node;
use crate::probe::report::{Run, Verification};
use crate::probe::{Progress, Settings};
use crate::{Checked, Local, Options, diag};
use clap::builder::PossibleValuesParser;
use clap::{ArgGroup, Args};
use jiff::civil::Date;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Hold running servers against what they must answer at a stage.
#[derive(Args)]
#[command(group(ArgGroup::new("servers").required(true).args(["connect", "local"])))]
#[command(group(ArgGroup::new("stages").required(true).args(["stage", "all_stages"])))]
pub struct Verify {
    /// Ask this server, whatever names lead to: http://HOST:PORT or https://HOST:PORT; without a scheme https on port 443
    /// and http on any other. May be repeated: each is asked everything
    #[arg(long, value_name = "HOST:PORT", value_parser = node)]
    connect: Vec<Node>,
    /// Start this program here, on free ports and on the configuration of the workspace's target of that kind; may be
    /// repeated
    #[arg(long, value_name = "PROGRAM", value_parser = PossibleValuesParser::new(SERVERS.iter().map(|it| it.name)))]
    local: Vec<String>,
    /// The stage that servers must answer: its name, the beginning of its name, or an instant
    #[arg(long, value_name = "STAGE")]
    stage: Option<String>,
    /// Every stage, one after the other
    #[arg(long, conflicts_with = "connect")]
    all_stages: bool,
    /// The hosts of this target only, by its name; with `--local`, this one's configuration
    #[arg(long, value_name = "TARGET")]
    target: Option<String>,
    /// Trust the authorities in this file too (PEM), besides those that browsers trust; may be repeated
    #[arg(long, value_name = "FILE", conflicts_with = "local")]
    ca: Vec<PathBuf>,
    /// How many requests are under way at once
    #[arg(long, value_name = "COUNT", default_value = "32", value_parser = clap::value_parser!(u16).range(1..=1_024))]
    jobs: u16,
    /// How many seconds one request may take
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = clap::value_parser!(u16).range(1..=3_600))]
    timeout: u16,
    /// Judge as of this day whether certificates last as long as they are needed; `now` is today in UTC
    #[arg(long, value_name = "DATE|now", value_parser = day)]
    as_of: Option<Date>,
    /// The form of what is printed
    #[arg(long, value_name = "FORM", default_value = "terminal")]
    format: Form,
    /// Write everything into a file too, as json=FILE; may be repeated
    #[arg(long, value_name = "json=FILE", value_parser = report)]
    report: Vec<PathBuf>,
}

/// The form of what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For people; long lists are cut, with a count
    Terminal,
    /// For programs: everything; see schema/verify.schema.json
    Json,
}

fn node(text: &str) -> Result<Node, String> {
    text.parse()
}

impl Verify {
    /// Asks the servers, prints what was found, and writes the reports.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let mut checked = crate::check_workspace(setting.disk()?.as_ref(), Options { as_of: self.as_of, ..Options::default() })?;
        let plan = planned(&checked)?;
        let stages = match &self.stage {
            Some(text) => vec![build::stage(text, plan)?],
            None => (0..plan.stages.len()).collect(),
        };
        let line = Line::new(setting);
        let runs = match self.local.is_empty() {
            true => self.connected(plan, stages[0], &line)?,
            false => self.started(checked.plan.take(), &stages, &line)?,
        };
        line.end();
        let found = Verification::new(runs);
        self.print(&found, setting)?;
        if checked.report.has_errors() && !setting.is_quiet {
            anstream::eprintln!("note: the workspace has errors ({}); `cutover check` shows them", show::summary(&checked));
        }
        self.end(&found, &checked, setting)
    }

    fn settings<'a>(&self, progress: Progress<'a>) -> Result<Settings<'a>, Stop> {
        let mut trust = Trust::browsers();
        for file in &self.ca {
            trust.add_file(file)?;
        }
        let timeout = Duration::from_secs(u64::from(self.timeout));
        Ok(Settings { jobs: usize::from(self.jobs), timeout, trust, as_of: self.as_of, progress })
    }

    fn connected(&self, plan: &Plan, stage: usize, line: &Line) -> Result<Vec<Run>, Stop> {
        let target = self.target.as_ref().map(|name| named(plan, name)).transpose()?;
        let over = AtomicUsize::new(0);
        let progress = |of| line.say(&plan.stages[stage].name, over.fetch_add(1, Ordering::Relaxed) + 1, of * self.connect.len());
        Ok(crate::verify(plan, stage, target, &self.connect, &self.settings(&progress)?)?)
    }

    /// Starts each program; the plan is handed over, so that for the last one it need not be copied.
    fn started(&self, mut plan: Option<Plan>, stages: &[usize], line: &Line) -> Result<Vec<Run>, Stop> {
        let mut runs = Vec::new();
        let asked: Vec<&Server> = SERVERS.iter().filter(|it| self.local.iter().any(|name| name == it.name)).collect();
        for (rank, server) in asked.iter().enumerate() {
            let own = if rank + 1 == asked.len() { plan.take() } else { plan.clone() };
            let own = own.expect("cli: there is a plan until the last server");
            let target = target_of(&own, server, self.target.as_deref())?;
            let mut local = Local::new(own, &target, server).map_err(|it| stopped(it, &target.name))?;
            for (at, stage) in stages.iter().enumerate() {
                let over = AtomicUsize::new(0);
                let words = format!("{}, stage {} of {}", server.name, at + 1, stages.len());
                let progress = |of| line.say(&words, over.fetch_add(1, Ordering::Relaxed) + 1, of);
                let settings = self.settings(&progress)?;
                let held = local.write(*stage).and_then(|it| local.hold(&it, &settings));
                runs.push(held.map_err(|it| stopped(it, &target.name))?);
            }
        }
        Ok(runs)
    }

    fn print(&self, found: &Verification, setting: &Setting) -> Result<(), Stop> {
        let json = serde_json::to_string_pretty(found).map_err(|err| Stop { exit: Exit::Machine, text: err.to_string() })? + "\n";
        let mut out = anstream::stdout().lock();
        match self.format {
            Form::Json => write!(out, "{json}")?,
            Form::Terminal => write!(out, "{}", text::of(found, setting.is_quiet))?,
        }
        for file in &self.report {
            crate::bundle::write_file(file, json.as_bytes()).map_err(|err| Stop::machine(file, &err))?;
        }
        Ok(())
    }

    /// Says how it ends: what is wrong, and how to repeat it.
    fn end(&self, found: &Verification, checked: &Checked, setting: &Setting) -> Result<Exit, Stop> {
        let runs = &found.runs;
        let faults: usize = runs.iter().map(Run::faults).sum();
        let refused = runs.iter().filter(|it| it.refused.is_some()).count();
        let silent = runs.iter().filter(|it| it.unreachable.is_some()).count();
        let parts = [
            (faults, "difference", "differences"),
            (refused, "configuration that its program refuses", "configurations that their programs refuse"),
            (silent, "server that cannot be reached", "servers that cannot be reached"),
        ];
        let parts: Vec<String> = parts.iter().filter(|it| it.0 > 0).map(|(count, one, many)| diag::plural(*count, one, many)).collect();
        if parts.is_empty() {
            if !setting.is_quiet {
                let asked: usize = runs.iter().map(|it| it.asked).sum();
                anstream::eprintln!("no difference in {}", diag::plural(asked, "answer", "answers"));
            }
            return Ok(Exit::Done);
        }
        anstream::eprintln!("error: {}", parts.join(", "));
        show::repeat(checked, &self.words(setting))?;
        Ok(if silent > 0 { Exit::Machine } else { Exit::Found })
    }

    /// Returns the words that repeat the run; reports are left out.
    fn words(&self, setting: &Setting) -> Vec<String> {
        let mut words = setting.words("verify");
        let mut add = |flag: &str, value: String| words.extend([flag.to_owned(), value]);
        self.connect.iter().for_each(|it| add("--connect", it.name.clone()));
        self.local.iter().for_each(|it| add("--local", it.clone()));
        self.stage.iter().for_each(|it| add("--stage", it.clone()));
        self.target.iter().for_each(|it| add("--target", it.clone()));
        self.ca.iter().for_each(|it| add("--ca", it.display().to_string()));
        self.as_of.iter().for_each(|it| add("--as-of", it.to_string()));
        words.extend(self.all_stages.then(|| "--all-stages".to_owned()));
        words
    }
}
