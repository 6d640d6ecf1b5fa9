//! Cloudflare Bulk Redirects: one list for all hosts of an account, in front of whatever answers there.
//!
//! It stands before the shop's own server: what no row takes goes on to it, as it came.

mod dialect;
mod parser;

use crate::emit::dialect::{self as table, Line, Part, Reply, lines, try_out};
use crate::emit::refuse::{Asked, Report, of_hosts};
use crate::emit::target::{Clause, Emitter, Holding, Refusal, Subject, hosts, names};
use crate::model::artifact::Artifacts;
use crate::model::graph::Target;
use crate::model::plan::Plan;
use crate::model::plan::answer::Answer;
use crate::model::plan::request::Request;
use crate::model::spec::workspace::TargetKind;
use crate::template::Failure;
use dialect::{ITEMS, Item, URL, say};

/// What writes for Bulk Redirects.
pub const EMITTER: Emitter = Emitter { kind: TargetKind::CloudflareBulkRedirects, fidelity, cannot, emit };

const NO_HEADERS: &str = "a redirect has no header of ours";

/// Returns what Bulk Redirects make of a clause.
fn fidelity(clause: Clause) -> Holding {
    match clause {
        Clause::Key => Holding::Within("paths without escapes and `//`, unless its rule compares URLs as they came"),
        Clause::Alias => Holding::Within("a host that redirects alone; where it is served, an alias is not led to it, and is refused"),
        Clause::Scheme => Holding::Refused("it does not lead http to https first"),
        Clause::Source => Holding::Refused("it has no placeholders"),
        Clause::Condition => Holding::Refused("it compares a query as a whole"),
        Clause::Default | Clause::Reserved => Holding::Refused("what its list does not name goes on to the zone's own server"),
        Clause::Serve | Clause::Independent => Holding::Within("the zone's own server is the site's"),
        Clause::QueryOnly => Holding::Refused("it keeps a query whole, or not at all"),
        Clause::Gone => Holding::Refused("it has no 410"),
        Clause::Page => Holding::Refused("it shows no page"),
        Clause::Unavailable => Holding::Refused("it has no 503"),
        Clause::Headers | Clause::Hsts => Holding::Refused(NO_HEADERS),
        Clause::DotSegments => Holding::Differs("they are resolved"),
        _ => Holding::Holds,
    }
}

/// Says why a request is one that Bulk Redirects are not held to.
pub fn outside(request: &Request, _: &Answer<'_>) -> Option<&'static str> {
    let key = request.key();
    (key.contains('%') || key.contains("//")).then_some("URLs are made uniform before they are compared")
}

fn cannot(plan: &Plan, target: &Target) -> Vec<Refusal> {
    of_hosts(plan, target, |asked, report| {
        let lines = lines(asked);
        table::refuse_headers(lines.iter(), NO_HEADERS, report);
        if let Some(alias) = names(asked.plan, asked.host).nth(1).filter(|_| lines.iter().any(is_served)) {
            report.refuse(Clause::Alias, None, format!("`{alias}` is not led to `{}` where that is served", asked.host.name));
        }
        if asked.host.is_preloaded || asked.host.aliases.iter().any(|it| it.is_preloaded) {
            report.refuse(Clause::Scheme, None, "it does not lead http to https first");
        }
        if is_sayable(&lines, report) {
            read_back(asked, &lines, report);
        }
    })
}

fn is_served(line: &Line<'_>) -> bool {
    matches!(line.reply, Reply::Serve(_)) && line.part != Part::Reserved
}

/// Refuses what it has no words for, or too many; tells whether all was said.
fn is_sayable(lines: &[Line<'_>], report: &mut Report<'_>) -> bool {
    let mut is_sayable = true;
    if let Some(why) = ITEMS.exceeded(lines.len()) {
        report.exceed(Clause::Source, lines[ITEMS.most].span, why);
        is_sayable = false;
    }
    for line in lines {
        match say(line) {
            Ok(item) => {
                if let Some(why) = item.and_then(|it| URL.exceeded(it.key.len().max(it.to.len()))) {
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

/// Reads our own rows as the program does, and refuses what it would take otherwise than it was meant.
fn read_back(asked: &Asked<'_>, lines: &[Line<'_>], report: &mut Report<'_>) {
    let host = asked.host.name.as_str();
    let items = parser::read(&rows(asked, lines));
    for line in lines {
        let Ok(Some(item)) = say(line) else { continue };
        if items.get(&format!("{host}{}", item.key)) != Some(&item) {
            let why = format!("`{}` is read as another row than it is meant", line.source());
            return report.refuse(Clause::Source, line.span, why);
        }
    }
    let lines: Vec<&Line<'_>> = lines.iter().collect();
    try_out(asked, &lines, outside, |path| parser::answer(&items, host, path), report);
}

/// Returns the rows of a host and its aliases: source, destination, status, whether the query is kept; then, always no,
/// whether names below the host, paths below the path, and the rest of a path are taken.
fn rows(asked: &Asked<'_>, lines: &[Line<'_>]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for name in names(asked.plan, asked.host) {
        for Item { key, to, status, keeps_query } in lines.iter().filter_map(|it| say(it).ok().flatten()) {
            let keeps_query = if keeps_query { "TRUE" } else { "FALSE" };
            let row = [format!("{name}{key}"), to, status.to_string(), keeps_query.to_owned()];
            let no = ["FALSE"; 3].map(str::to_owned);
            writer.write_record(row.iter().chain(&no)).expect("memory takes all");
        }
    }
    String::from_utf8(writer.into_inner().expect("memory takes all")).expect("rows are made of text")
}

/// Writes one list for all hosts; it is the same beside one's own.
fn emit(subject: &Subject<'_>, prefix: &str, out: &mut Artifacts) -> Result<(), Failure> {
    let at = subject.plan.instant_of(subject.stage);
    let mut text = String::new();
    for host in hosts(subject.plan, subject.target) {
        let asked = Asked { plan: subject.plan, host, routing: host.routing(at), at };
        text.push_str(&rows(&asked, &lines(&asked)));
    }
    for form in ["complete", "include"] {
        out.add(format!("{prefix}{form}/bulk-redirects.csv"), text.clone());
    }
    Ok(())
}
