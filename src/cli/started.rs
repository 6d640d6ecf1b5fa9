//! Programs that a command starts here: for which target, and what is said while they run.

use super::{Exit, Setting, Stop};
use crate::model::graph::Target;
use crate::model::plan::Plan;
use crate::probe::local::Server;
use crate::{NotStarted, diag};
use std::io::IsTerminal;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Returns the target of that name.
pub(super) fn named<'p>(plan: &'p Plan, name: &str) -> Result<&'p Target, Stop> {
    plan.graph.targets.get(name).ok_or_else(|| {
        if plan.graph.targets.is_empty() {
            return Stop::usage(format!("there is no target `{name}`, nor any other; `[targets.NAME]` in `cutover.toml` makes one"));
        }
        let known: Vec<&str> = plan.graph.targets.keys().map(String::as_str).collect();
        let near = diag::nearest(name, known.iter().copied())
            .map_or_else(|| format!("there are {}", diag::listed(&known)), |it| format!("did you mean `{it}`?"));
        Stop::usage(format!("there is no target `{name}`; {near}"))
    })
}

/// Returns the target whose configuration a program is started on: the one that is `asked` for, or the only one of its kind.
pub(super) fn target_of(plan: &Plan, server: &Server, asked: Option<&str>) -> Result<Target, Stop> {
    if let Some(name) = asked {
        let target = named(plan, name)?;
        return match target.kind == server.kind {
            true => Ok(target.clone()),
            false => Err(Stop::usage(format!("the target `{name}` is not one that {} reads", server.name))),
        };
    }
    let all: Vec<&Target> = plan.graph.targets.values().filter(|it| it.kind == server.kind).collect();
    match all.as_slice() {
        [] => Ok(crate::unwritten(plan, server)),
        [only] => Ok((*only).clone()),
        several => {
            let names: Vec<&str> = several.iter().map(|it| it.name.as_str()).collect();
            Err(Stop::usage(format!("{} reads {}: say which with `--target`", server.name, diag::listed(&names))))
        }
    }
}

/// Says why no server could be started.
pub(super) fn stopped(why: NotStarted, target: &str) -> Stop {
    match why {
        NotStarted::Refused(said) => {
            let text = format!("the target `{target}` cannot be told all of this workspace:\n  {}", said.join("\n  "));
            Stop { exit: Exit::Found, text }
        }
        NotStarted::Faults(faults) => {
            let said: Vec<String> = faults.into_iter().map(|it| it.0).collect();
            Stop { exit: Exit::Found, text: format!("no configuration can be written: {}", said.join("\nerror: ")) }
        }
        NotStarted::Machine(err) => err.into(),
    }
}

/// Reads where a report goes, as `json=FILE`.
pub(super) fn report(text: &str) -> Result<PathBuf, String> {
    match text.split_once('=') {
        Some(("json", file)) if !file.is_empty() => Ok(PathBuf::from(file)),
        _ => Err("write a form and a file, as json=report.json; the one form is json".to_owned()),
    }
}

/// The line on a terminal that tells how far a long run is.
pub(super) struct Line {
    is_shown: bool,
    /// What it says last, in hundredths: it is written again only when that changes.
    last: AtomicUsize,
}

impl Line {
    pub fn new(setting: &Setting) -> Line {
        Line { is_shown: !setting.is_quiet && std::io::stderr().is_terminal(), last: AtomicUsize::new(usize::MAX) }
    }

    pub fn say(&self, what: &str, over: usize, of: usize) {
        let hundredth = over * 100 / of.max(1);
        if self.is_shown && self.last.swap(hundredth, Ordering::Relaxed) != hundredth {
            anstream::eprint!("\r\x1b[2K{what}: {over} of {of}");
        }
    }

    pub fn end(&self) {
        if self.is_shown {
            anstream::eprint!("\r\x1b[2K");
        }
    }
}
