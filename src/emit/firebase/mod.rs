//! Firebase Hosting: a site a host, with its redirects, headers and the pages that it shows.
//!
//! The file is read back with a model of the program's own matcher before anything is written.

mod dialect;
mod parser;

use crate::emit::dialect::{self as table, Line, Reply, header_rules, lines, regex, try_out};
use crate::emit::refuse::{Asked, Report, of_hosts};
use crate::emit::target::{Clause, Emitter, Holding, Refusal, Subject, hosts};
use crate::model::artifact::Artifacts;
use crate::model::graph::Target;
use crate::model::plan::Plan;
use crate::model::plan::answer::{Answer, Outcome};
use crate::model::plan::request::Request;
use crate::model::spec::workspace::TargetKind;
use crate::template::Failure;
use dialect::{Firebase, Header, Headers, Hosting, PAGES, REGEX, Rewrite};
use std::collections::BTreeMap;

/// What writes for Firebase Hosting.
pub const EMITTER: Emitter = Emitter { kind: TargetKind::Firebase, fidelity, cannot, emit };

const NO_HEADERS: &str = "a redirect has no header of ours";

/// Returns what Firebase Hosting makes of a clause.
fn fidelity(clause: Clause) -> Holding {
    match clause {
        Clause::Key => Holding::Within("paths without escapes, brackets and `//`, as it compares them decoded; none below `/__/`"),
        Clause::Host => Holding::Within("a site is a host's, and answers under a name of Firebase's too"),
        Clause::Scheme => Holding::Within("http is led to https first, whatever the host"),
        Clause::Order => Holding::Within("where it would take a page's path or a 404's, a redirect with a placeholder is refused"),
        Clause::Reserved => Holding::Within("where it would take a reserved path, a redirect with a placeholder is refused"),
        Clause::Condition => Holding::Refused("it does not look at the query"),
        Clause::Serve | Clause::Independent => Holding::Refused("it shows files of its own, and no other server's answer"),
        Clause::QueryKeep => Holding::Within("queries of `name=value` without escapes"),
        Clause::QueryDrop => Holding::Refused("it hands the visitor's query on"),
        Clause::QueryOnly => Holding::Refused("it hands the whole query on"),
        Clause::Redirect => Holding::Refused("it redirects by 301 and 302 alone"),
        Clause::Gone => Holding::Refused("it has no 410"),
        Clause::Unavailable => Holding::Refused("it has no 503"),
        Clause::Method => Holding::Within("redirects; elsewhere GET and HEAD"),
        Clause::Headers | Clause::Hsts => Holding::Refused(NO_HEADERS),
        Clause::DotSegments => Holding::Differs("they are resolved"),
        Clause::BrokenEscapes => Holding::Differs("it fails"),
        _ => Holding::Holds,
    }
}

/// Says why a request is one that Firebase Hosting is not held to.
pub fn outside(request: &Request, answer: &Answer<'_>) -> Option<&'static str> {
    let is_redirect = matches!(answer.outcome, Outcome::Redirect { .. });
    let key = request.key();
    if key.contains(['%', '[', ']']) || key.contains("//") {
        Some("it compares paths decoded, and writes them anew")
    } else if key.starts_with("/__/") {
        Some("what is below `/__/` is its own")
    } else if is_redirect && !table::is_plain_query(request.query()) {
        Some("it writes the query anew")
    } else if !is_redirect && !matches!(request.method.as_str(), "GET" | "HEAD") {
        Some("a page is shown to GET and HEAD")
    } else {
        None
    }
}

fn cannot(plan: &Plan, target: &Target) -> Vec<Refusal> {
    of_hosts(plan, target, |asked, report| {
        let lines = lines(asked);
        table::refuse_headers(lines.iter().filter(|it| matches!(it.reply, Reply::Redirect { .. })), NO_HEADERS, report);
        if is_sayable(&lines, report) {
            read_back(asked, &lines, report);
        }
    })
}

/// Refuses what it has no words for, or too many; tells whether all was said.
fn is_sayable(lines: &[Line<'_>], report: &mut Report<'_>) -> bool {
    let mut is_sayable = true;
    let mut above: Vec<&Line<'_>> = Vec::new();
    for line in lines {
        match dialect::cannot(line).map_or_else(|| dialect::redirects(line, &above), Err) {
            Ok(redirects) => {
                let longest = redirects.iter().map(|it| it.regex.len()).max().unwrap_or_default();
                if let Some(why) = REGEX.exceeded(longest) {
                    report.exceed(Clause::Source, line.span, why);
                    is_sayable = false;
                }
            }
            Err(why) => {
                table::refuse_line(line, why, report);
                is_sayable = false;
            }
        }
        above.extend((!matches!(line.reply, Reply::Redirect { .. })).then_some(line));
    }
    is_sayable
}

/// Reads our own file as the program does, and refuses what it would take otherwise than it was meant.
fn read_back(asked: &Asked<'_>, lines: &[Line<'_>], report: &mut Report<'_>) {
    let Some(read) = parser::read(&text(lines)) else {
        return report.refuse(Clause::Source, None, "its file is read otherwise than it is meant");
    };
    let all: Vec<&Line<'_>> = lines.iter().collect();
    try_out(asked, &all, outside, |path| read.answer(path), report);
    for line in lines.iter().filter(|it| !it.is_pattern()) {
        let path: String = line.literals().map(|it| format!("/{it}")).collect();
        let wanted: BTreeMap<String, String> =
            table::gathered(line).into_iter().map(|(name, it)| (name.to_ascii_lowercase(), it)).collect();
        let mut found: BTreeMap<String, String> = read.headers(&path).into_iter().collect();
        if line.reply == Reply::NotFound {
            found.retain(|name, _| name != "cache-control");
        }
        if found != wanted {
            let why = format!("what an earlier line sets cannot be taken away for `{}`", line.source());
            report.refuse(Clause::Headers, line.span, why);
        }
    }
}

/// Returns `firebase.json`.
fn text(lines: &[Line<'_>]) -> String {
    let mut hosting = Hosting { public: "public".to_owned(), ignore: vec!["firebase.json".to_owned()], ..Hosting::default() };
    let mut above: Vec<&Line<'_>> = Vec::new();
    for line in lines {
        hosting.redirects.extend(dialect::redirects(line, &above).unwrap_or_default());
        if let Reply::Page(page) = line.reply {
            hosting.rewrites.push(Rewrite { regex: regex(&line.segments), destination: format!("{PAGES}{page}") });
        }
        above.extend((!matches!(line.reply, Reply::Redirect { .. })).then_some(line));
    }
    for rule in header_rules(lines, usize::MAX) {
        let headers: Vec<Header> = rule.headers.into_iter().map(|(key, value)| Header { key: key.to_owned(), value }).collect();
        if !headers.is_empty() {
            hosting.headers.push(Headers { regex: regex(rule.segments), headers });
        }
    }
    let mut text = serde_json::to_string_pretty(&Firebase { hosting }).expect("maps with text as keys");
    text.push('\n');
    text
}

/// Writes a site for each host below `complete/`, and its file to merge into one's own below `include/`.
fn emit(subject: &Subject<'_>, prefix: &str, out: &mut Artifacts) -> Result<(), Failure> {
    let at = subject.plan.instant_of(subject.stage);
    for host in hosts(subject.plan, subject.target) {
        let lines = lines(&Asked { plan: subject.plan, host, routing: host.routing(at), at });
        let text = text(&lines);
        for form in ["complete", "include"] {
            let folder = format!("{prefix}{form}/{}", host.name);
            out.add(format!("{folder}/firebase.json"), text.clone());
            for page in table::pages(&lines) {
                let body = subject.pages.get(page).expect("lower: every page that an answer names has its bytes");
                out.add(format!("{folder}/public{PAGES}{page}"), body.clone());
            }
        }
    }
    Ok(())
}
