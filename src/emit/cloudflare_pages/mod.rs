//! Cloudflare Pages: a project a host, with its tables of redirects and headers and the pages that they show.
//!
//! Both tables are read back with a model of the program's own parser before anything is written.

mod dialect;
mod parser;

use crate::emit::dialect::{self as table, HeaderRule, Line, Reply, Rule, gathered, header_rules, lines, try_out, without_idle};
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
use dialect::{DYNAMIC, HEADER_LINE, HEADER_RULES, LINE, NONE, PAGES, STATIC, Said, say};
use std::collections::{BTreeMap, BTreeSet};

/// What writes for Cloudflare Pages.
pub const EMITTER: Emitter = Emitter { kind: TargetKind::CloudflarePages, fidelity, cannot, emit };

/// Returns what Cloudflare Pages makes of a clause.
fn fidelity(clause: Clause) -> Holding {
    match clause {
        Clause::Scheme => Holding::Within("http is led to https first, whatever the host"),
        Clause::Host => Holding::Within("a project is a host's, and answers under a name of Cloudflare's too"),
        Clause::Condition => Holding::Refused("it does not look at the query"),
        Clause::Serve | Clause::Independent => Holding::Refused("it shows files of its own, and no other server's answer"),
        Clause::Destination => Holding::Within("paths without `$` and `:`, where values stand in the destination"),
        Clause::QueryKeep => Holding::Within("queries without `'`, which it escapes"),
        Clause::QueryDrop => Holding::Refused("it hands the visitor's query on, unless the destination has one"),
        Clause::QueryOnly => Holding::Refused("it hands the whole query on"),
        Clause::Gone => Holding::Refused("it has no 410"),
        Clause::Unavailable => Holding::Refused("it has no 503"),
        Clause::Method => Holding::Within("redirects; elsewhere methods other than GET and HEAD get 405"),
        Clause::Headers => Holding::Within("`Cache-Control` of a 404 is its own, which is `no-store`"),
        Clause::DotSegments => Holding::Differs("they are resolved"),
        _ => Holding::Holds,
    }
}

/// Says why a request is one that Cloudflare Pages is not held to.
pub fn outside(request: &Request, answer: &Answer<'_>) -> Option<&'static str> {
    let is_redirect = matches!(answer.outcome, Outcome::Redirect { .. });
    let has_values = answer.redirect().is_some_and(|it| !it.to.is_fixed());
    if is_redirect && request.query().contains('\'') {
        Some("it escapes `'` in a query")
    } else if has_values && request.key().contains(['$', ':']) {
        Some("it reads `$` and `:` in a value")
    } else if !is_redirect && !matches!(request.method.as_str(), "GET" | "HEAD") {
        Some("methods other than GET and HEAD get 405 where nothing redirects")
    } else {
        None
    }
}

fn cannot(plan: &Plan, target: &Target) -> Vec<Refusal> {
    of_hosts(plan, target, |asked, report| {
        let lines = lines(asked);
        let said = without_idle(&lines);
        if is_sayable(&said, report) {
            read_back(asked, &lines, &said, report);
        }
    })
}

/// Refuses what it has no words for, or too few; tells whether all was said.
fn is_sayable(lines: &[&Line<'_>], report: &mut Report<'_>) -> bool {
    let mut is_sayable = true;
    let (mut exact, mut others) = (0, 0);
    for line in lines {
        match say(line) {
            Ok(said) => {
                if let Some(why) = LINE.exceeded(said.line().len()) {
                    report.exceed(Clause::Source, line.span, why);
                    is_sayable = false;
                }
            }
            Err(why) => {
                table::refuse_line(line, why, report);
                is_sayable = false;
            }
        }
        let is_other = others > 0 || line.is_pattern();
        *if is_other { &mut others } else { &mut exact } += 1;
        let (limit, count) = if is_other { (DYNAMIC, others) } else { (STATIC, exact) };
        if count == limit.most + 1 {
            let all = lines.iter().filter(|it| it.is_pattern() == is_other).count();
            report.exceed(Clause::Source, line.span, limit.exceeded(all.max(count)).unwrap_or_default());
            is_sayable = false;
        }
    }
    is_sayable
}

/// Reads our own tables as the program does, and refuses what it would take otherwise than it was meant.
fn read_back(asked: &Asked<'_>, lines: &[Line<'_>], said: &[&Line<'_>], report: &mut Report<'_>) {
    let read = parser::redirects(&redirects(asked, said));
    for (rank, line) in said.iter().enumerate() {
        if read.rules.get(rank) != Some(&meant(line)) {
            let why = format!("`{}` is read as another rule than it is meant", line.source());
            return report.refuse(Clause::Source, line.span, why);
        }
    }
    let pages: BTreeSet<String> = pages(said).iter().map(|it| file(it).to_owned()).collect();
    try_out(asked, said, outside, |path| read.answer(path, &pages), report);
    let table = header_rules(lines, HEADER_RULES.most);
    if let Some(why) = HEADER_RULES.exceeded(table.len()) {
        return report.exceed(Clause::Headers, None, why);
    }
    let text = header_text(&table);
    if table.iter().any(|it| it.headers.values().any(|it| it.contains(":splat") || it.contains(":v"))) {
        return report.refuse(Clause::Headers, None, "it would put a value where a header has a `:`");
    }
    if let Some(why) = text.lines().find_map(|it| HEADER_LINE.exceeded(it.len())) {
        return report.exceed(Clause::Headers, None, why);
    }
    let read = parser::headers(&text);
    for line in lines {
        let Some(path) = path(line) else { continue };
        let wanted: BTreeMap<String, String> = gathered(line).into_iter().map(|(name, it)| (name.to_ascii_lowercase(), it)).collect();
        let is_same = |it: &BTreeMap<String, String>| it == &wanted;
        if !Some(parser::headers_for(&read, &path)).as_ref().is_some_and(is_same) {
            report.refuse(Clause::Headers, line.span, format!("the headers of `{}` are read otherwise than they are meant", line.source()));
        }
    }
}

/// Returns a path that a line takes, if no value stands in it.
fn path(line: &Line<'_>) -> Option<String> {
    let text = |it: &Segment| match it {
        Segment::Literal(text) => Some(text.clone()),
        _ => None,
    };
    let segments: Option<Vec<String>> = line.segments.iter().map(text).collect();
    segments.map(|it| format!("/{}", it.join("/")))
}

/// Returns a line as it is to be read.
fn meant(line: &Line<'_>) -> Rule {
    let (status, to) = match &line.reply {
        Reply::Redirect { status, to, .. } => (*status, to.clone()),
        Reply::Page(page) => (200, vec![Piece::Text(format!("{PAGES}{}", file(page)))]),
        _ => (200, vec![Piece::Text(NONE.to_owned())]),
    };
    Rule { source: table::tokens(&line.segments), status, to }
}

/// Returns the path below which a page is shown: without `.html`, or the program would lead there.
fn file(page: &str) -> &str {
    page.strip_suffix(".html").unwrap_or(page)
}

/// Returns the pages that lines show.
fn pages<'p>(lines: &[&Line<'p>]) -> BTreeSet<&'p str> {
    let page = |it: &&Line<'p>| match it.reply {
        Reply::Page(page) => Some(page),
        _ => None,
    };
    lines.iter().filter_map(page).collect()
}

/// Returns `_redirects`.
fn redirects(asked: &Asked<'_>, lines: &[&Line<'_>]) -> String {
    let mut out = String::new();
    for line in lines {
        let Ok(said) = say(line) else { continue };
        out.push_str(&table::place(asked.plan, line.span));
        out.push_str(&said.line());
        out.push('\n');
    }
    if !pages(lines).is_empty() {
        // Nobody comes to the files of our pages but through the lines above.
        let guard = Said { from: format!("{PAGES}*"), to: NONE.to_owned(), status: 200 };
        out.push_str(&format!("{}\n", guard.line()));
    }
    out
}

/// Returns `_headers`.
fn header_text(rules: &[HeaderRule<'_>]) -> String {
    let all: BTreeSet<&str> = rules.iter().flat_map(|it| it.headers.keys().copied()).collect();
    let mut out = String::new();
    for (rank, rule) in rules.iter().enumerate().filter(|(rank, it)| *rank > 0 || !it.headers.is_empty()) {
        let Ok(source) = dialect::source(rule.segments) else { continue };
        out.push_str(&format!("{source}\n"));
        // What an earlier rule set is added to, unless it is taken away.
        for name in all.iter().filter(|_| rank > 0) {
            out.push_str(&format!("  ! {name}\n"));
        }
        for (name, value) in &rule.headers {
            out.push_str(&format!("  {name}: {value}\n"));
        }
    }
    out
}

/// Writes a folder for each host below `complete/`, and its lines to put above one's own below `include/`.
fn emit(subject: &Subject<'_>, prefix: &str, out: &mut Artifacts) -> Result<(), Failure> {
    let at = subject.plan.instant_of(subject.stage);
    for host in hosts(subject.plan, subject.target) {
        let asked = Asked { plan: subject.plan, host, routing: host.routing(at), at };
        let lines = lines(&asked);
        let said = without_idle(&lines);
        let head = table::head(subject, host);
        let redirects = format!("{head}{}", redirects(&asked, &said));
        let headers = format!("{head}{}", header_text(&header_rules(&lines, HEADER_RULES.most)));
        for form in ["complete", "include"] {
            let folder = format!("{prefix}{form}/{}", host.name);
            out.add(format!("{folder}/_redirects"), redirects.clone());
            out.add(format!("{folder}/_headers"), headers.clone());
            for page in pages(&said) {
                let body = subject.pages.get(page).expect("lower: every page that an answer names has its bytes");
                out.add(format!("{folder}{PAGES}{page}"), body.clone());
            }
        }
    }
    Ok(())
}
