//! CloudFront Functions: one function on viewer requests, with rows and pages in its key-value store.

use super::{HostAnswers, RouteAnswer, SiteAnswers, js, literal, pages, rows};
use crate::emit::refuse::{Report, refusals};
use crate::emit::target::{Clause, Emitter, Holding, Refusal, Subject, hosts, names};
use crate::model::artifact::Artifacts;
use crate::model::graph::Target;
use crate::model::plan::routing::{Routing, SiteRouting, UpstreamUrl};
use crate::model::plan::{Host, Plan};
use crate::model::spec::workspace::TargetKind;
use crate::template::{Failure, Templates, Verbatim};
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// What writes for CloudFront Functions.
pub const EMITTER: Emitter = Emitter { kind: TargetKind::CloudfrontFunction, fidelity, cannot, emit };

/// The most bytes of a function's code: 10 KB, as Amazon's announcement of the store has it, read in a copy on 2026-11-21.
/// Its 1 KB is 1,024.
const LONGEST_CODE: usize = 10_240;
/// The most bytes of a key of the store, of a value (characters, it says), and of the file that fills it (5 MB):
/// <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/kvs-with-functions-create-s3-kvp.html>, looked up
/// on 2026-11-21.
const LONGEST_KEY: usize = 512;
const LONGEST_VALUE: usize = 1_024;
const LARGEST_STORE: usize = 5 * 1_024 * 1_024;

const NO_HEADERS: &str = "CloudFront runs no function on what the shop answers with 400 or more, so headers would be missing there";

/// Returns what a function makes of a clause.
fn fidelity(clause: Clause) -> Holding {
    match clause {
        Clause::Headers | Clause::Hsts => Holding::Refused(NO_HEADERS),
        _ => Holding::Holds,
    }
}

fn cannot(plan: &Plan, target: &Target) -> Vec<Refusal> {
    let mut refused = refusals(plan, target, |routing, report| {
        headers(plan, routing, report);
        servers(routing, report);
        lengths(plan, routing, report);
    });
    refused.extend(too_long(plan, target));
    refused
}

/// Refuses headers where the shop's own server answers too.
fn headers(plan: &Plan, routing: &Routing, report: &mut Report<'_>) {
    let has_reserved = routing.reserved_upstream.is_some();
    let is_served = |site: &&SiteRouting| !site.is_independent && (has_reserved || super::servers_of(site).next().is_some());
    let has_hsts = plan.hosts.get(report.host()).is_some_and(|it| it.hsts.is_some());
    if routing.sites.iter().filter(is_served).any(|it| !it.headers.is_empty()) {
        report.lack(Clause::Headers, NO_HEADERS);
    }
    // It binds the whole host: keys that no site owns too.
    let is_host_served = has_reserved || super::server_of(&routing.unowned).is_some();
    if has_hsts && (is_host_served || routing.sites.iter().any(|it| is_served(&it))) {
        report.lack(Clause::Hsts, NO_HEADERS);
    }
}

/// Refuses servers that CloudFront cannot be sent to.
fn servers(routing: &Routing, report: &mut Report<'_>) {
    let mut all = BTreeSet::new();
    super::servers(routing, &mut all);
    for upstream in all.iter().filter(|it| origin(it).is_none()) {
        report.refuse(Clause::Serve, None, format!("`{upstream}` is an address, and CloudFront asks servers by name alone"));
    }
}

/// Where CloudFront asks, as `updateRequestOrigin` takes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Origin {
    domain_name: String,
    custom_origin_config: OriginConfig,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OriginConfig {
    port: u16,
    protocol: String,
    ssl_protocols: [&'static str; 1],
}

/// Returns where CloudFront asks for a server that has a name.
fn origin(upstream: &str) -> Option<Origin> {
    let upstream: UpstreamUrl = crate::model::plan::upstream(upstream)?;
    let (domain_name, port) = upstream.address();
    let custom_origin_config = OriginConfig { port, protocol: upstream.scheme, ssl_protocols: ["TLSv1.2"] };
    domain_name.parse::<IpAddr>().is_err().then_some(Origin { domain_name, custom_origin_config })
}

/// Refuses rows that the store does not take.
fn lengths(plan: &Plan, routing: &Routing, report: &mut Report<'_>) {
    let sites = routing.sites.iter().filter(|it| !it.is_independent);
    let spans: BTreeMap<String, _> = sites.flat_map(|site| site.keys().map(|(key, rule)| (key.into_owned(), rule.span()))).collect();
    for route in routing.sites.iter().filter(|it| !it.is_independent).flat_map(|it| it.patterns.iter().map(|at| &it.routes[*at])) {
        let text = js(&RouteAnswer { like: Some(super::like(route)), ..RouteAnswer::of(route) });
        if text.len() + 2 > LONGEST_VALUE {
            let why = format!("`{}` with its answer is longer than a value of the store, {LONGEST_VALUE} bytes", route.pattern);
            report.exceed(Clause::Source, Some(route.origin.span), why);
        }
    }
    for (key, value) in stored(plan, routing) {
        let span = spans.get(&*key).copied();
        if report.host().len() + key.len() > LONGEST_KEY {
            report.exceed(
                Clause::Source,
                span,
                format!("with the host's name, `{key}` is longer than a key of the store, {LONGEST_KEY} bytes"),
            );
        }
        if value.len() > LONGEST_VALUE {
            report.exceed(Clause::Source, span, format!("what `{key}` answers is longer than a value of the store, {LONGEST_VALUE} bytes"));
        }
    }
}

/// Returns the rows of a host as the store holds them.
fn stored<'p>(plan: &Plan, routing: &'p Routing) -> impl Iterator<Item = (Cow<'p, str>, String)> {
    rows(plan, routing).map(move |(key, answers)| (key, js(&answers.iter().map(RouteAnswer::unplaced).collect::<Vec<_>>())))
}

/// Returns the patterns of a site as the store holds them: lists, in order, as many to a value as fit.
fn packed(site: &SiteAnswers) -> Vec<String> {
    let mut packed: Vec<String> = Vec::new();
    for pattern in &site.patterns {
        let text = js(&pattern.unplaced());
        match packed.last_mut() {
            Some(list) if list.len() + text.len() < LONGEST_VALUE => {
                list.pop();
                list.push_str(&format!(",{text}]"));
            }
            _ => packed.push(format!("[{text}]")),
        }
    }
    packed
}

/// Refuses what is too long for one function, or too large for its store, in any stage.
fn too_long(plan: &Plan, target: &Target) -> BTreeSet<Refusal> {
    let templates = Templates::new(BTreeMap::new());
    let mut refused = BTreeSet::new();
    let mut seen = BTreeSet::new();
    for stage in 0..plan.stages.len() {
        let hosts: Vec<(&Host, &Routing)> = hosts(plan, target).map(|it| (it, it.routing(plan.instant_of(stage)))).collect();
        let same: Vec<*const Routing> = hosts.iter().map(|it| std::ptr::from_ref(it.1)).collect();
        let Some((first, _)) = hosts.first().filter(|_| seen.insert(same)) else { continue };
        let mut exceed = |why: String| {
            let (host, clause, ground) = (first.name.clone(), Clause::Source, crate::emit::target::Ground::Limit);
            refused.insert(Refusal { host, clause, span: None, why, ground });
        };
        let row = |host: &Host, key: &str, value| js(&Item { key: format!("{}{key}", host.name), value }).len() + 2;
        let rows: usize = hosts.iter().flat_map(|(host, it)| stored(plan, it).map(|(key, it)| row(host, &key, it))).sum();
        if rows > LARGEST_STORE {
            exceed(format!("its table is larger than a store, {} MB", LARGEST_STORE / 1_024 / 1_024));
        }
        let pages = pages(hosts.iter().map(|it| it.1)).into_iter().map(|it| (it, 1)).collect();
        let code = Function { plan, target, stage, hosts: &hosts, pages }.code(&templates);
        if code.is_ok_and(|it| it.len() > LONGEST_CODE) {
            exceed(format!("its sites make a function of more than {LONGEST_CODE} bytes; a target for each host may do"));
        }
    }
    refused
}

#[derive(Serialize)]
struct View {
    stage: String,
    target: String,
    answers: Verbatim,
}

/// A row of the store.
#[derive(Serialize)]
struct Item {
    key: String,
    value: String,
}

/// What one function is made of.
struct Function<'a> {
    plan: &'a Plan,
    target: &'a Target,
    stage: usize,
    hosts: &'a [(&'a Host, &'a Routing)],
    /// In how many parts each page lies in the store.
    pages: BTreeMap<&'a str, usize>,
}

impl Function<'_> {
    fn code(&self, templates: &Templates) -> Result<String, Failure> {
        let mut upstreams = BTreeSet::new();
        self.hosts.iter().for_each(|it| super::servers(it.1, &mut upstreams));
        let names = self.hosts.iter().flat_map(|(host, _)| names(self.plan, host).map(|it| (js(it), js(&host.name))));
        let pages = self.pages.iter().map(|(page, parts)| {
            let headers = js(&self.plan.page_headers(page));
            (js(page), format!("{{ parts: {parts}, headers: {headers} }}"))
        });
        let hosts = self.hosts.iter().map(|(host, it)| {
            (
                js(&host.name),
                literal(&HostAnswers::of(self.plan, host, it), "  ", |site| vec![format!("patterns: {},", packed(site).len())]),
            )
        });
        let answers = [
            table("names", names),
            table("upstreams", upstreams.iter().map(|it| (js(it), js(&origin(it))))),
            table("pages", pages),
            table("hosts", hosts),
        ];
        let stage = self.plan.stages[self.stage].name.clone();
        let view = View { stage, target: self.target.name.clone(), answers: Verbatim(answers.join("\n")) };
        templates.render("code/function.js.j2", &view)
    }
}

fn table(name: &str, rows: impl Iterator<Item = (String, String)>) -> String {
    format!("const {name} = {{\n{}}};\n", rows.map(|(key, value)| format!("  {key}: {value},\n")).collect::<String>())
}

fn emit(subject: &Subject<'_>, prefix: &str, out: &mut Artifacts) -> Result<(), Failure> {
    let plan = subject.plan;
    let at = plan.instant_of(subject.stage);
    let hosts: Vec<(&Host, &Routing)> = hosts(plan, subject.target).map(|it| (it, it.routing(at))).collect();
    let mut items = Vec::new();
    for (host, routing) in &hosts {
        items.extend(stored(plan, routing).map(|(key, value)| Item { key: format!("{}{key}", host.name), value }));
        for site in HostAnswers::of(plan, host, routing).sites {
            let named = |(rank, value)| Item { key: format!("{}#{}#{rank}", host.name, site.site), value };
            items.extend(packed(&site).into_iter().enumerate().map(named));
        }
    }
    let mut parts = BTreeMap::new();
    for page in pages(hosts.iter().map(|it| it.1)) {
        let body = subject.pages.get(page).expect("lower: every page that an answer names has its bytes");
        let body = String::from_utf8_lossy(body);
        let pieces = pieces(&body);
        parts.insert(page, pieces.len());
        items.extend(pieces.iter().enumerate().map(|(rank, it)| Item { key: format!("{page}#{rank}"), value: (*it).to_owned() }));
    }
    let rows: Vec<String> = items.iter().map(js).collect();
    let text = format!("{{\"data\": [\n{}\n]}}\n", rows.join(",\n"));
    if text.len() > LARGEST_STORE {
        let message = format!("rows and pages have {} bytes together, and a store takes {LARGEST_STORE}", text.len());
        return Err(Failure { template: "code/function.js.j2".to_owned(), line: None, message });
    }
    let code = Function { plan, target: subject.target, stage: subject.stage, hosts: &hosts, pages: parts }.code(subject.templates)?;
    out.add(format!("{prefix}complete/function.js"), code);
    out.add(format!("{prefix}complete/store.json"), text);
    Ok(())
}

/// Returns a page in parts that each fit into a value of the store.
fn pieces(body: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = body;
    while !rest.is_empty() {
        let end = (0..=rest.len().min(LONGEST_VALUE)).rev().find(|it| rest.is_char_boundary(*it)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces
}
