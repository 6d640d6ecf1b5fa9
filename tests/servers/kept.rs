//! Small workspaces on which a server once answered otherwise than the plan: each is asked of every engine, in each run.
//!
//! A case is a folder below `tests/servers/kept/`: the files of a workspace, and `request.txt` with an instant, a
//! method, a scheme, a host and a target on each line; an instant alone asks whether the server starts.

use crate::compare::{Asking, Clients, Judgement, Shop, pages};
use crate::engine::{ENGINES, Engine, Running};
use crate::generate::{self, Drawn};
use crate::sayable;
use crate::text::Files;
use cutover::diag::Severity;
use cutover::model::plan::Plan;
use cutover::model::plan::request::{Request, Scheme};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

/// A workspace, and what is asked of it.
pub struct Case {
    pub files: Files,
    /// No request asks only whether the server starts.
    pub asked: Vec<(Timestamp, Option<Request>)>,
}

const REQUESTS: &str = "request.txt";

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers/kept")
}

impl Case {
    /// Writes the case beside the others, and returns its folder.
    pub fn write(&self, name: &str) -> PathBuf {
        let dir = home().join(name);
        self.files.to_folder(&dir);
        let mut text = String::new();
        for (at, request) in &self.asked {
            let _ = match request {
                Some(it) => writeln!(text, "{at} {} {} {} {}", it.method, scheme(it.scheme), it.host, it.target),
                None => writeln!(text, "{at}"),
            };
        }
        std::fs::write(dir.join(REQUESTS), text).expect("the case can be written");
        dir
    }

    fn read(dir: &Path) -> Case {
        let text = std::fs::read_to_string(dir.join(REQUESTS)).expect("a case has requests");
        Case { files: Files::of_folder(dir, &[REQUESTS]), asked: text.lines().map(asked).collect() }
    }
}

fn scheme(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Http => "http",
        Scheme::Https => "https",
    }
}

fn asked(line: &str) -> (Timestamp, Option<Request>) {
    let words: Vec<&str> = line.split(' ').collect();
    let request = match words[1..] {
        [] => None,
        [method, scheme, host, target] => {
            let scheme = if scheme == "https" { Scheme::Https } else { Scheme::Http };
            Some(Request { scheme, method: method.to_owned(), host: host.to_owned(), target: target.to_owned() })
        }
        _ => panic!("`{line}` is an instant, a method, a scheme, a host and a target"),
    };
    (words[0].parse().expect("an instant"), request)
}

/// What an engine does otherwise than the plan.
pub enum Fault {
    Start,
    Answer(String),
}

/// Starts an engine; none where it does not start, however often it is tried: a port that was free may be taken meanwhile.
pub fn boot(engine: &Engine, plan: &Plan, stage: usize, pages: &BTreeMap<String, Vec<u8>>) -> Option<Running> {
    (0..TRIES).find_map(|_| catch_unwind(AssertUnwindSafe(|| (engine.boot)(engine.kind, plan, stage, pages))).ok())
}

/// How often an engine is started before it counts as one that does not start.
const TRIES: usize = 3;

/// Returns what an engine does otherwise than the plan; an `Err` says why it is not asked.
pub fn faults(engine: &Engine, case: &Case) -> Result<Vec<Fault>, String> {
    // Whatever goes while a case is made small, what is left must be a workspace.
    let checked = generate::check(&case.files);
    let error = checked.report.findings.iter().find(|it| it.severity == Severity::Error);
    if let Some(error) = error {
        return Err(format!("{}: {}", checked.sources.place(error.span()), error.message));
    }
    let plan = checked.plan.ok_or("nothing can be said of any URL")?;
    let drawn = Drawn { seed: 0, files: case.files.clone(), plan, thrown_away: 0, taken_out: 0 };
    let mut found = Vec::new();
    for (at, request) in &case.asked {
        let said = sayable::mend(sayable::emitter(engine), &drawn, *at).map_err(|it| format!("{} is not told {it:?}", engine.name))?;
        if !said.refused.is_empty() {
            return Err(format!("{} is not told {:?}", engine.name, said.refused));
        }
        let shop = Shop::behind(&said.plan);
        let pages = pages(&shop.plan);
        match (boot(engine, &shop.plan, said.stage, &pages), request) {
            (None, _) => found.push(Fault::Start),
            (Some(running), Some(request)) => {
                let mut asking = Asking { plan: &shop.plan, pages: &pages, at: *at, clients: Clients::of(&running) };
                if request.scheme == Scheme::Https && (running.tls_port.is_none() || !asking.knows(request)) {
                    return Err("no certificate speaks for the host".to_owned());
                }
                if let Judgement::Differs(text) = asking.judge(request) {
                    found.push(Fault::Answer(text));
                }
            }
            (Some(_), None) => {}
        }
    }
    Ok(found)
}

#[test]
fn kept_cases_are_answered_as_the_plan_does() {
    let mut dirs: Vec<PathBuf> = std::fs::read_dir(home()).expect("cases are kept").map(|it| it.expect("it can be read").path()).collect();
    dirs.sort();
    assert!(!dirs.is_empty(), "at least one case is kept");
    let mut told = String::new();
    for engine in ENGINES {
        let mut unasked = 0;
        for dir in &dirs {
            match faults(engine, &Case::read(dir)) {
                Ok(faults) => faults.iter().for_each(|it| {
                    let it = match it {
                        Fault::Start => "it does not start",
                        Fault::Answer(text) => text,
                    };
                    told += &format!("\n{}, {}: {it}", engine.name, dir.display());
                }),
                Err(why) => {
                    unasked += 1;
                    println!("{}: {why}", dir.display());
                    assert!(why.contains("is not told"), "{}: {why}", dir.display());
                }
            }
        }
        println!("kept {}: {} cases, {unasked} of them not told", engine.name, dirs.len());
    }
    assert!(told.is_empty(), "{told}");
}
