//! The Kubernetes Gateway API: routes for each host, to be applied beside the `Gateway` that has the target's name.
//!
//! The routes are read back with a model of what the specification says of them before anything is written.

mod dialect;
mod parser;

use crate::emit::dialect::{self as table, Line, Reply, lines, try_out, without_idle};
use crate::emit::refuse::{Asked, Report, of_hosts};
use crate::emit::target::{Clause, Emitter, Holding, Refusal, Subject, hosts, names};
use crate::model::artifact::Artifacts;
use crate::model::graph::Target;
use crate::model::graph::pattern::{Piece, Segment};
use crate::model::plan::answer::Answer;
use crate::model::plan::request::Request;
use crate::model::plan::{Host, Plan};
use crate::model::spec::workspace::TargetKind;
use crate::template::Failure;
use dialect::{HEADER, HEADERS, Names, PATH, RULES, Rule, say};
use serde::Serialize;
use std::borrow::Cow;

/// What writes for gateways.
pub const EMITTER: Emitter = Emitter { kind: TargetKind::GatewayApi, fidelity, cannot, emit };

/// Returns what a gateway makes of a clause.
fn fidelity(clause: Clause) -> Holding {
    match clause {
        Clause::Key => Holding::Within("paths without escapes and `//`, which gateways compare each in its own way"),
        Clause::Scheme => Holding::Refused("one route cannot lead http to https first"),
        Clause::Source => Holding::Refused("it compares whole paths and prefixes, and has no placeholders"),
        Clause::Condition => Holding::Refused("it leaves open which of two parameters of one name is taken"),
        Clause::Reserved => Holding::Refused("it has no 404 where another rule would answer"),
        Clause::Default => Holding::Within("a site's 404 is refused where another rule would answer"),
        Clause::Serve | Clause::Independent => Holding::Within("an upstream is a service of the cluster"),
        Clause::QueryDrop => Holding::Refused("it keeps the visitor's query"),
        Clause::QueryOnly => Holding::Refused("it keeps the whole query"),
        Clause::Gone => Holding::Refused("it has no 410"),
        Clause::Page => Holding::Refused("it shows no page"),
        Clause::Unavailable => Holding::Refused("it has no 503"),
        Clause::Hsts => Holding::Refused("a route cannot tell https from http"),
        Clause::DotSegments | Clause::EmptyQuery | Clause::BrokenEscapes => Holding::Differs("gateways do as their programs do"),
        _ => Holding::Holds,
    }
}

/// Says why a request is one that a gateway is not held to.
fn outside(request: &Request, _: &Answer<'_>) -> Option<&'static str> {
    let key = request.key();
    (key.contains('%') || key.contains("//")).then_some("gateways compare escapes each in its own way")
}

fn cannot(plan: &Plan, target: &Target) -> Vec<Refusal> {
    of_hosts(plan, target, |asked, report| {
        let lines = with_fronts(lines(asked));
        let said = without_idle(&lines);
        if lines.iter().any(|it| it.header("Strict-Transport-Security").is_some()) {
            report.lack(Clause::Hsts, "a route cannot tell https from http");
        }
        if asked.host.is_preloaded || asked.host.aliases.iter().any(|it| it.is_preloaded) {
            report.refuse(Clause::Scheme, None, "one route cannot lead http to https first");
        }
        if !is_label(&target.name) {
            report.refuse(Clause::Host, None, "the target is named as no `Gateway` can be: write lower-case letters, digits and `-`");
        }
        if is_sayable(&said, report) {
            read_back(asked, &said, report);
        }
    })
}

/// Adds, for each prefix that would take the path in front of its slash too, a line for that path with its own answer.
fn with_fronts<'p>(lines: Vec<Line<'p>>) -> Vec<Line<'p>> {
    let mut fronts = Vec::new();
    for line in lines.iter().filter(|it| it.segments.len() > 1 && it.is_pattern()) {
        let front = &line.segments[..line.segments.len() - 1];
        let key: String = line.literals().map(|it| format!("/{it}")).collect();
        let is_taken = |it: &Line<'_>| !it.is_pattern() && it.conditions.is_empty() && it.segments.as_ref() == front;
        if front.iter().any(|it| !matches!(it, Segment::Literal(_))) || lines.iter().any(is_taken) {
            continue;
        }
        let found = lines.iter().find_map(|it| Some((it, table::capture(&table::tokens(&it.segments), &key)?)));
        let Some((answer, values)) = found else { continue };
        let mut answer = Line { segments: Cow::Owned(front.to_vec()), ..answer.clone() };
        if let Reply::Redirect { to, .. } = &mut answer.reply {
            *to = vec![Piece::Text(table::fill(to, &values))];
        }
        fronts.push(answer);
    }
    fronts.into_iter().chain(lines).collect()
}

/// Tells whether an object in a cluster can have that name (RFC 1123).
fn is_label(name: &str) -> bool {
    let is_end = |it: Option<&u8>| it.is_some_and(|it| it.is_ascii_lowercase() || it.is_ascii_digit());
    let bytes = name.as_bytes();
    let is_plain = bytes.iter().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || *it == b'-');
    is_plain && name.len() <= 63 && is_end(bytes.first()) && is_end(bytes.last())
}

/// Refuses what it has no words for, or too few; tells whether all was said.
fn is_sayable(lines: &[&Line<'_>], report: &mut Report<'_>) -> bool {
    let mut is_sayable = true;
    for line in lines {
        match say(line, Names::Own) {
            Ok(rule) => {
                let headers: Vec<usize> = line.headers.iter().map(|it| it.1.len()).collect();
                let over = PATH
                    .exceeded(rule.matches[0].path.value.len())
                    .or_else(|| HEADERS.exceeded(headers.len()))
                    .or_else(|| HEADER.exceeded(headers.into_iter().max().unwrap_or_default()));
                if let Some(why) = over {
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

/// Reads our own rules as a gateway does, and refuses what it would take otherwise than it was meant.
fn read_back(asked: &Asked<'_>, lines: &[&Line<'_>], report: &mut Report<'_>) {
    let rules = rules(lines, Names::Own);
    let text = serde_json::to_string(&rules).expect("structs of text");
    let read: Vec<Rule> = serde_json::from_str(&text).unwrap_or_default();
    if read != rules {
        return report.refuse(Clause::Source, None, "its rules are read otherwise than they are meant");
    }
    try_out(asked, lines, outside, |path| parser::answer(&read, path), report);
    // A whole path wins whatever the order; of prefixes the longest must be the first that was meant.
    let mut before: Vec<&Line<'_>> = Vec::new();
    for line in lines.iter().filter(|it| matches!(it.reply, Reply::Serve(_)) && it.is_pattern()) {
        if before.iter().any(|it| table::covers(&it.segments, &line.segments)) {
            report.refuse(Clause::Order, line.span, format!("`{}` would win over what stands above it", line.source()));
        }
        before.push(line);
    }
}

fn rules(lines: &[&Line<'_>], names: Names<'_>) -> Vec<Rule> {
    lines.iter().filter_map(|it| say(it, names).ok()).collect()
}

/// A list of routes, as `kubectl apply -f` takes it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct List {
    api_version: &'static str,
    kind: &'static str,
    items: Vec<HttpRoute>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct HttpRoute {
    api_version: &'static str,
    kind: &'static str,
    metadata: Metadata,
    spec: Spec,
}

#[derive(Debug, Serialize)]
struct Metadata {
    name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Spec {
    parent_refs: Vec<Parent>,
    hostnames: Vec<String>,
    rules: Vec<Rule>,
}

#[derive(Debug, Serialize)]
struct Parent {
    name: String,
}

/// Returns the routes of a host, then those of its aliases.
fn routes(asked: &Asked<'_>, target: &Target) -> List {
    let host: &Host = asked.host;
    let lines = with_fronts(lines(asked));
    let said = without_idle(&lines);
    let aliases: Vec<String> = names(asked.plan, host).skip(1).cloned().collect();
    let mut items = Vec::new();
    let mut add = |what: &str, hostnames: &[String], rules: &[Rule]| {
        for (rank, rules) in rules.chunks(RULES.most).enumerate() {
            let name = format!("cutover-{}-{what}{}", host.name, rank + 1);
            let parent = Parent { name: target.name.clone() };
            let spec = Spec { parent_refs: vec![parent], hostnames: hostnames.to_vec(), rules: rules.to_vec() };
            items.push(HttpRoute { api_version: "gateway.networking.k8s.io/v1", kind: "HTTPRoute", metadata: Metadata { name }, spec });
        }
    };
    add("", std::slice::from_ref(&host.name), &rules(&said, Names::Own));
    if !aliases.is_empty() {
        // A route takes sixteen names.
        for (rank, some) in aliases.chunks(16).enumerate() {
            add(&format!("alias{}-", rank + 1), some, &rules(&said, Names::Aliases(&host.name, host.max_age)));
        }
    }
    List { api_version: "v1", kind: "List", items }
}

/// Writes the routes of each host; they are the same beside one's own.
fn emit(subject: &Subject<'_>, prefix: &str, out: &mut Artifacts) -> Result<(), Failure> {
    let at = subject.plan.instant_of(subject.stage);
    for host in hosts(subject.plan, subject.target) {
        let asked = Asked { plan: subject.plan, host, routing: host.routing(at), at };
        let mut text = serde_json::to_string_pretty(&routes(&asked, subject.target)).expect("structs of text");
        text.push('\n');
        for form in ["complete", "include"] {
            out.add(format!("{prefix}{form}/{}.json", host.name), text.clone());
        }
    }
    Ok(())
}
