//! Netlify: a site a host, with its table of redirects.
//!
//! The table is read back with a model of the program's own parser and matcher before anything is written.

mod dialect;
mod parser;

use crate::emit::dialect::{self as table, Line, Reply, lines, try_out, without_idle};
use crate::emit::refuse::{Asked, Report, of_hosts};
use crate::emit::target::{Clause, Emitter, Holding, Refusal, Subject, hosts};
use crate::model::artifact::Artifacts;
use crate::model::graph::Target;
use crate::model::graph::pattern::{Piece, Segment};
use crate::model::plan::Plan;
use crate::model::plan::answer::{Answer, Outcome};
use crate::model::plan::request::Request;
use crate::model::spec::workspace::TargetKind;
use crate::template::Failure;
use dialect::{NONE, RULES, say};
use parser::Rule;

/// What writes for Netlify.
pub const EMITTER: Emitter = Emitter { kind: TargetKind::Netlify, fidelity, cannot, emit };

const NO_HEADERS: &str = "its answers have no header of ours";

/// Returns what Netlify makes of a clause.
fn fidelity(clause: Clause) -> Holding {
    match clause {
        Clause::Key => Holding::Within("paths without `%` and `//`; it takes `/a/` for `/a`, refused where their answers differ"),
        Clause::Host => Holding::Within("a site is a host's, and answers under a name of Netlify's too"),
        Clause::Scheme => Holding::Within("http is led to https first, whatever the host"),
        Clause::Source => Holding::Within("a splat takes the path in front of it too, refused where its answer is another"),
        Clause::Condition => Holding::Refused("of two parameters of one name it takes the last"),
        Clause::Reserved => Holding::Within("`/.well-known` itself is taken for what is below it"),
        Clause::Serve | Clause::Independent => Holding::Refused("what it fetches from another server is not handed on unchanged"),
        Clause::QueryKeep => Holding::Within("queries of `name=value` in letters, digits and `*-._`, as it writes the others anew"),
        Clause::QueryDrop => Holding::Refused("it hands the visitor's query on, unless the destination has one"),
        Clause::QueryOnly => Holding::Refused("it hands the whole query on"),
        Clause::Redirect => Holding::Refused("it redirects by 301 and 302 alone"),
        Clause::Gone => Holding::Refused("it has no 410"),
        Clause::Page => Holding::Refused("a page that a rule shows has none of our headers"),
        Clause::Unavailable => Holding::Refused("it has no 503"),
        Clause::Headers => Holding::Refused(NO_HEADERS),
        Clause::Hsts => Holding::Refused(NO_HEADERS),
        Clause::DotSegments => Holding::Differs("they are resolved"),
        Clause::BrokenEscapes => Holding::Differs("it fails"),
        _ => Holding::Holds,
    }
}

/// Says why a request is one that Netlify is not held to.
pub fn outside(request: &Request, answer: &Answer<'_>) -> Option<&'static str> {
    let is_redirect = matches!(answer.outcome, Outcome::Redirect { .. });
    if request.key().contains('%') {
        Some("it compares paths decoded")
    } else if request.key().contains("//") {
        Some("it takes two slashes for one in some rules")
    } else if request.key() == "/.well-known" {
        Some("it takes `/.well-known` for what is below it")
    } else if is_redirect && !table::is_plain_query(request.query()) {
        Some("it writes the query anew")
    } else {
        None
    }
}

fn cannot(plan: &Plan, target: &Target) -> Vec<Refusal> {
    of_hosts(plan, target, |asked, report| {
        let lines = lines(asked);
        let said = without_idle(&lines);
        table::refuse_headers(lines.iter(), NO_HEADERS, report);
        if is_sayable(&said, report) {
            read_back(asked, &said, report);
        }
    })
}

/// Refuses what it has no words for, or too few; tells whether all was said.
fn is_sayable(lines: &[&Line<'_>], report: &mut Report<'_>) -> bool {
    let mut is_sayable = true;
    if let Some(why) = RULES.exceeded(lines.len()) {
        report.exceed(Clause::Source, lines[RULES.most].span, why);
        is_sayable = false;
    }
    for line in lines {
        if let Err(why) = say(line) {
            table::refuse_line(line, why, report);
            is_sayable = false;
        }
    }
    is_sayable
}

/// Reads our own table as the program does, and refuses what it would take otherwise than it was meant.
fn read_back(asked: &Asked<'_>, said: &[&Line<'_>], report: &mut Report<'_>) {
    let read = parser::redirects(&redirects(asked.plan, said));
    for (rank, line) in said.iter().enumerate() {
        if !read.get(rank).is_some_and(|it| is_meant(line, it)) {
            let why = format!("`{}` is read as another rule than it is meant", line.source());
            return report.refuse(Clause::Source, line.span, why);
        }
    }
    try_out(asked, said, outside, |path| parser::answer(&read, path), report);
}

/// Tells whether `read` is what a line means, whatever its placeholders are called.
fn is_meant(line: &Line<'_>, read: &Rule) -> bool {
    let is_same = |(one, two): (&Segment, &Segment)| match (one, two) {
        (Segment::Literal(one), Segment::Literal(two)) => one == two,
        (Segment::Name(_), Segment::Name(_)) | (Segment::Splat, Segment::Splat) => true,
        _ => false,
    };
    let (status, to) = match &line.reply {
        Reply::Redirect { status, to, .. } => (*status, to.clone()),
        _ => (404, vec![Piece::Text(NONE.to_owned())]),
    };
    let has_source = line.segments.len() == read.source.len() && line.segments.iter().zip(&read.source).all(is_same);
    has_source && read.status == status && read.to == to
}

/// Returns `_redirects`.
fn redirects(plan: &Plan, lines: &[&Line<'_>]) -> String {
    let mut out = String::new();
    for line in lines {
        let Ok(said) = say(line) else { continue };
        out.push_str(&table::place(plan, line.span));
        out.push_str(&said);
        out.push('\n');
    }
    out
}

/// Writes a folder for each host below `complete/`, and its lines to put above one's own below `include/`.
fn emit(subject: &Subject<'_>, prefix: &str, out: &mut Artifacts) -> Result<(), Failure> {
    let at = subject.plan.instant_of(subject.stage);
    for host in hosts(subject.plan, subject.target) {
        let asked = Asked { plan: subject.plan, host, routing: host.routing(at), at };
        let lines = lines(&asked);
        let text = format!("{}{}", table::head(subject, host), redirects(subject.plan, &without_idle(&lines)));
        for form in ["complete", "include"] {
            out.add(format!("{prefix}{form}/{}/_redirects", host.name), text.clone());
        }
    }
    Ok(())
}
