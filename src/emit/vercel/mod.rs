//! Vercel: a project a host, with its routes and the pages that they show.
//!
//! The routes are read back with a model of the program's own matcher before anything is written.

mod dialect;
mod parser;

use crate::emit::dialect::{self as table, Line, Reply, Rule, lines, try_out};
use crate::emit::refuse::{Asked, Report, of_hosts};
use crate::emit::target::{Clause, Emitter, Holding, Refusal, Subject, hosts};
use crate::model::artifact::Artifacts;
use crate::model::graph::Target;
use crate::model::graph::pattern::Piece;
use crate::model::plan::Plan;
use crate::model::plan::answer::{Answer, Outcome};
use crate::model::plan::request::Request;
use crate::model::spec::workspace::TargetKind;
use crate::template::Failure;
use dialect::{PAGES, ROUTES, SOURCE, Vercel, say};

/// What writes for Vercel.
pub const EMITTER: Emitter = Emitter { kind: TargetKind::Vercel, fidelity, cannot, emit };

/// Returns what Vercel makes of a clause.
fn fidelity(clause: Clause) -> Holding {
    match clause {
        Clause::Key => Holding::Within("paths without `%`, of which it is not told how they are compared"),
        Clause::Host => Holding::Within("a project is a host's, and answers under a name of Vercel's too"),
        Clause::Scheme => Holding::Within("http is led to https first, whatever the host"),
        Clause::Condition => Holding::Refused("it is not told which of two parameters of one name it takes"),
        Clause::Serve | Clause::Independent => Holding::Refused("what it fetches from another server is not handed on unchanged"),
        Clause::QueryKeep => Holding::Within("queries of `name=value` without escapes"),
        Clause::QueryDrop => Holding::Refused("it hands the visitor's query on"),
        Clause::QueryOnly => Holding::Refused("it hands the whole query on"),
        Clause::Method => Holding::Within("redirects; elsewhere GET and HEAD"),
        Clause::DotSegments => Holding::Differs("they are resolved"),
        Clause::BrokenEscapes => Holding::Differs("it gets 400"),
        _ => Holding::Holds,
    }
}

/// Says why a request is one that Vercel is not held to.
pub fn outside(request: &Request, answer: &Answer<'_>) -> Option<&'static str> {
    let is_redirect = matches!(answer.outcome, Outcome::Redirect { .. });
    if request.key().contains('%') {
        Some("it is not told how an escape in a path is compared")
    } else if is_redirect && !table::is_plain_query(request.query()) {
        Some("it may write the query anew")
    } else if !is_redirect && !matches!(request.method.as_str(), "GET" | "HEAD") {
        Some("a page is shown to GET and HEAD")
    } else {
        None
    }
}

fn cannot(plan: &Plan, target: &Target) -> Vec<Refusal> {
    of_hosts(plan, target, |asked, report| {
        let lines = lines(asked);
        if is_sayable(&lines, report) {
            read_back(asked, &lines, report);
        }
    })
}

/// Refuses what it has no words for, or too few; tells whether all was said.
fn is_sayable(lines: &[Line<'_>], report: &mut Report<'_>) -> bool {
    let mut is_sayable = true;
    if let Some(why) = ROUTES.exceeded(lines.len()) {
        report.exceed(Clause::Source, lines[ROUTES.most].span, why);
        is_sayable = false;
    }
    for line in lines {
        match say(line) {
            Ok(route) => {
                let longest = route.headers.values().map(String::len).chain([route.src.len()]).max().unwrap_or_default();
                if let Some(why) = SOURCE.exceeded(longest) {
                    report.exceed(Clause::Source, line.span, why);
                    is_sayable = false;
                }
            }
            Err(why) => {
                table::refuse_line(line, why, report);
                is_sayable = false;
            }
        }
    }
    is_sayable
}

/// Reads our own routes as the program does, and refuses what it would take otherwise than it was meant.
fn read_back(asked: &Asked<'_>, lines: &[Line<'_>], report: &mut Report<'_>) {
    let Some(read) = parser::read(&routes(lines)) else {
        return report.refuse(Clause::Source, None, "its routes are read otherwise than they are meant");
    };
    for (rank, line) in lines.iter().enumerate() {
        if read.rules.get(rank) != Some(&meant(line)) {
            let why = format!("`{}` is read as another rule than it is meant", line.source());
            return report.refuse(Clause::Source, line.span, why);
        }
    }
    let lines: Vec<&Line<'_>> = lines.iter().collect();
    try_out(asked, &lines, outside, |path| parser::answer(&read, path), report);
}

/// Returns a line as it is to be read.
fn meant(line: &Line<'_>) -> Rule {
    let page = |it: &str| vec![Piece::Text(format!("{PAGES}{it}"))];
    let (status, to) = match &line.reply {
        Reply::Redirect { status, to, .. } => (*status, to.clone()),
        Reply::Gone(it) => (410, page(it)),
        Reply::Page(it) => (200, page(it)),
        Reply::Unavailable(it) => (503, page(it)),
        Reply::Serve(_) | Reply::NotFound => (404, Vec::new()),
    };
    Rule { source: table::tokens(&line.segments), status, to }
}

/// Returns `vercel.json`.
fn routes(lines: &[Line<'_>]) -> String {
    let routes = lines.iter().filter_map(|it| say(it).ok()).collect();
    let vercel = Vercel { schema: "https://openapi.vercel.sh/vercel.json".to_owned(), routes };
    let mut text = serde_json::to_string_pretty(&vercel).expect("maps with text as keys");
    text.push('\n');
    text
}

/// Writes a project for each host below `complete/`, and its routes to put before one's own below `include/`.
fn emit(subject: &Subject<'_>, prefix: &str, out: &mut Artifacts) -> Result<(), Failure> {
    let at = subject.plan.instant_of(subject.stage);
    for host in hosts(subject.plan, subject.target) {
        let lines = lines(&Asked { plan: subject.plan, host, routing: host.routing(at), at });
        let text = routes(&lines);
        for form in ["complete", "include"] {
            let folder = format!("{prefix}{form}/{}", host.name);
            out.add(format!("{folder}/vercel.json"), text.clone());
            for page in table::pages(&lines) {
                let body = subject.pages.get(page).expect("lower: every page that an answer names has its bytes");
                out.add(format!("{folder}{PAGES}{page}"), body.clone());
            }
        }
    }
    Ok(())
}
