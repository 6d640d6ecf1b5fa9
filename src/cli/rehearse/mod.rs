//! `cutover rehearse`: the night, walked through with real servers here.

mod text;

use super::started::{Line, report, stopped, target_of};
use super::{Exit, Setting, Stop, build, planned, show};
use crate::model::plan::{Cause, Plan};
use crate::model::spec::milestone::MilestoneKind;
use crate::probe::Settings;
use crate::probe::certificate::Trust;
use crate::probe::local::{SERVERS, Server, kept};
use crate::probe::rehearsal::{Rehearsal, Walk};
use crate::{Checked, Local, Options, Rehearsing, diag};
use clap::Args;
use clap::builder::PossibleValuesParser;
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Walk real servers, started here, through all stages as on the night.
///
/// Each program is started once, on the configuration of the workspace's target of its kind, and is switched from stage to
/// stage while clients keep asking it. At each stage it is asked what proves the stage, and what proves the stages before
/// and after it.
#[derive(Args)]
pub struct Rehearse {
    /// Start this program here, on free ports; may be repeated
    #[arg(long, value_name = "PROGRAM", required = true, value_parser = PossibleValuesParser::new(SERVERS.iter().map(|it| it.name)))]
    local: Vec<String>,
    /// The configuration of this target, by its name
    #[arg(long, value_name = "TARGET")]
    target: Option<String>,
    /// This stage only, and the switch to it: its name, the beginning of its name, or an instant
    #[arg(long, value_name = "STAGE", conflicts_with_all = ["from", "until"])]
    stage: Option<String>,
    /// Begin with this stage
    #[arg(long, value_name = "STAGE")]
    from: Option<String>,
    /// End with this stage
    #[arg(long, value_name = "STAGE")]
    until: Option<String>,
    /// Go back and forward again behind these switches: `all`, `none`, or a stage, which may be repeated; unless given, behind
    /// each region's sunset
    #[arg(long, value_name = "all|none|STAGE")]
    roll: Vec<String>,
    /// Stop and start the program at each switch, and count who is refused meanwhile
    #[arg(long)]
    restart: bool,
    /// How many requests are under way at once
    #[arg(long, value_name = "COUNT", default_value = "32", value_parser = clap::value_parser!(u16).range(1..=1_024))]
    jobs: u16,
    /// How many seconds one request may take
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = clap::value_parser!(u16).range(1..=3_600))]
    timeout: u16,
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
    /// For programs: everything; see schema/rehearsal.schema.json
    Json,
}

/// How a program ends that was interrupted, as shells have it.
const INTERRUPTED: i32 = 130;

impl Rehearse {
    /// Walks each program through the stages, prints what was found, and writes the reports.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let mut checked = crate::check_workspace(setting.disk()?.as_ref(), Options::default())?;
        let plan = planned(&checked)?;
        let stages = self.stages(plan)?;
        let rolled = self.rolled(plan, stages)?;
        kept::end_with_interrupts(|| std::process::exit(INTERRUPTED))?;
        let line = Line::new(setting);
        let walks = self.walks(checked.plan.take(), stages, &rolled, &line);
        line.end();
        let found = Rehearsal::new(walks?);
        self.print(&found, setting)?;
        if checked.report.has_errors() && !setting.is_quiet {
            anstream::eprintln!("note: the workspace has errors ({}); `cutover check` shows them", show::summary(&checked));
        }
        self.end(&found, &checked, setting)
    }

    /// Returns the first stage and the last.
    fn stages(&self, plan: &Plan) -> Result<(usize, usize), Stop> {
        let rank = |text: &Option<String>| text.as_ref().map(|it| build::stage(it, plan)).transpose();
        if let Some(only) = rank(&self.stage)? {
            return Ok((only.saturating_sub(1), only));
        }
        let first = rank(&self.from)?.unwrap_or(0);
        let last = rank(&self.until)?.unwrap_or(plan.stages.len() - 1);
        match first <= last {
            true => Ok((first, last)),
            false => Err(Stop::usage(format!("`{}` is behind `{}`", plan.stages[first].name, plan.stages[last].name))),
        }
    }

    /// Returns the stages from which the way back is tried.
    fn rolled(&self, plan: &Plan, (first, last): (usize, usize)) -> Result<Vec<usize>, Stop> {
        let asked: Vec<&str> = self.roll.iter().map(String::as_str).collect();
        let all = first + 1..=last;
        match asked.as_slice() {
            [] => Ok(all.filter(|it| plan.stages[*it].causes.iter().any(|cause| is_sunset(plan, cause))).collect()),
            ["all"] => Ok(all.collect()),
            ["none"] => Ok(Vec::new()),
            several if several.iter().any(|it| ["all", "none"].contains(it)) => {
                Err(Stop::usage("`--roll all` and `--roll none` stand alone"))
            }
            stages => stages
                .iter()
                .map(|text| {
                    let rank = build::stage(text, plan)?;
                    match all.contains(&rank) {
                        true => Ok(rank),
                        false => Err(Stop::usage(format!("no switch to `{}` is rehearsed, so none can be undone", plan.stages[rank].name))),
                    }
                })
                .collect(),
        }
    }

    /// Starts each program; the plan is handed over, so that for the last one it need not be copied.
    fn walks(&self, mut plan: Option<Plan>, stages: (usize, usize), rolled: &[usize], line: &Line) -> Result<Vec<Walk>, Stop> {
        let asked: Vec<&'static Server> = SERVERS.iter().filter(|it| self.local.iter().any(|name| name == it.name)).collect();
        let mut walks = Vec::new();
        for (rank, server) in asked.iter().copied().enumerate() {
            let own = if rank + 1 == asked.len() { plan.take() } else { plan.clone() };
            let own = own.expect("cli: there is a plan until the last server");
            let target = target_of(&own, server, self.target.as_deref())?;
            let mut local = Local::new(own, &target, server).map_err(|it| stopped(it, &target.name))?;
            let over = AtomicUsize::new(0);
            let of = stages.1 - stages.0 + 1;
            let begun = |rank: usize| {
                over.store(rank - stages.0, Ordering::Relaxed);
                line.say(&format!("{}, stages", server.name), rank - stages.0, of);
            };
            let rehearsing = Rehearsing {
                stages,
                rolled: &|rank| rolled.contains(&rank),
                by_restart: self.restart,
                begun: &begun,
                written: &|_| Ok(()),
            };
            let timeout = Duration::from_secs(u64::from(self.timeout));
            let settings = Settings { jobs: usize::from(self.jobs), timeout, trust: Trust::nobody(), as_of: None, progress: &|_| () };
            walks.push(local.rehearse(&rehearsing, &settings).map_err(|it| stopped(it, &target.name))?);
        }
        Ok(walks)
    }

    fn print(&self, found: &Rehearsal, setting: &Setting) -> Result<(), Stop> {
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
    fn end(&self, found: &Rehearsal, checked: &Checked, setting: &Setting) -> Result<Exit, Stop> {
        let faults: usize = found.walks.iter().map(Walk::faults).sum();
        let stopped = found.walks.iter().filter(|it| it.stopped.is_some()).count();
        let parts = [(faults, "difference", "differences"), (stopped, "walk that could not go on", "walks that could not go on")];
        let parts: Vec<String> = parts.iter().filter(|it| it.0 > 0).map(|(count, one, many)| diag::plural(*count, one, many)).collect();
        if parts.is_empty() {
            if !setting.is_quiet {
                let asked: usize = found.walks.iter().map(Walk::asked).sum();
                anstream::eprintln!("no difference in {}", diag::plural(asked, "answer", "answers"));
            }
            return Ok(Exit::Done);
        }
        anstream::eprintln!("error: {}", parts.join(", "));
        show::repeat(checked, &self.words(setting))?;
        Ok(Exit::Found)
    }

    /// Returns the words that repeat the run; reports are left out.
    fn words(&self, setting: &Setting) -> Vec<String> {
        let mut words = setting.words("rehearse");
        let mut add = |flag: &str, value: String| words.extend([flag.to_owned(), value]);
        self.local.iter().for_each(|it| add("--local", it.clone()));
        self.target.iter().for_each(|it| add("--target", it.clone()));
        self.stage.iter().for_each(|it| add("--stage", it.clone()));
        self.from.iter().for_each(|it| add("--from", it.clone()));
        self.until.iter().for_each(|it| add("--until", it.clone()));
        self.roll.iter().for_each(|it| add("--roll", it.clone()));
        words.extend(self.restart.then(|| "--restart".to_owned()));
        words
    }
}

/// Tells whether a region goes dark by it.
fn is_sunset(plan: &Plan, cause: &Cause) -> bool {
    let region = plan.graph.regions.get(&cause.region);
    region.and_then(|it| it.milestones.get(&cause.event)).is_some_and(|it| it.kind == Some(MilestoneKind::Sunset))
}
