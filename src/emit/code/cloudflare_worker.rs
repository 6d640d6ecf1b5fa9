//! Cloudflare Workers: a module that answers, with its table beside it.

use super::{HostAnswers, SiteAnswers, js, literal, pages, rows};
use crate::emit::refuse::{Report, refusals};
use crate::emit::target::{Clause, Emitter, Holding, Refusal, Subject, hosts, names};
use crate::model::artifact::Artifacts;
use crate::model::graph::Target;
use crate::model::plan::routing::Routing;
use crate::model::plan::{Host, Plan};
use crate::model::spec::workspace::TargetKind;
use crate::template::Failure;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What writes for Cloudflare Workers.
pub const EMITTER: Emitter = Emitter { kind: TargetKind::CloudflareWorker, fidelity, cannot, emit };

/// The most bytes of the table of one stage: ours. A Worker may have 64 MiB, says the page as it was looked up on 2026-11-21:
/// <https://developers.cloudflare.com/workers/platform/limits/>. It must also start within a second and 128 MB; and until
/// 2026 it had 3 MB on the free plan, compressed, to which rows that shrink to a fifth keep this.
const LARGEST_TABLE: usize = 15_000_000;

/// Returns what a Worker makes of a clause.
fn fidelity(clause: Clause) -> Holding {
    match clause {
        Clause::DotSegments => Holding::Differs("they are resolved before a Worker sees the path"),
        _ => Holding::Holds,
    }
}

fn cannot(plan: &Plan, target: &Target) -> Vec<Refusal> {
    refusals(plan, target, |routing, report| size(plan, routing, report))
}

fn size(plan: &Plan, routing: &Routing, report: &mut Report<'_>) {
    let mut left = LARGEST_TABLE;
    let mut row = Vec::new();
    for (key, answers) in rows(plan, routing) {
        row.clear();
        write_row(&mut row, &key, &answers);
        match left.checked_sub(row.len()) {
            Some(rest) => left = rest,
            None => {
                let why = format!("its table is larger than a Worker is given: {} MB", LARGEST_TABLE / 1_000_000);
                report.exceed(Clause::Source, None, why);
                return;
            }
        }
    }
}

#[derive(Serialize)]
struct View {
    stage: String,
    target: String,
    names: Vec<Name>,
}

/// A name that the Worker answers for, and the zone it lies in.
#[derive(Serialize)]
struct Name {
    name: String,
    zone: String,
}

impl Name {
    fn new(plan: &Plan, name: &str) -> Name {
        let holds = |domain: &&String| name == **domain || name.strip_suffix(domain.as_str()).is_some_and(|it| it.ends_with('.'));
        let zone = plan.graph.domains.keys().filter(holds).max_by_key(|it| it.len());
        Name { name: name.to_owned(), zone: zone.map_or(name, String::as_str).to_owned() }
    }
}

/// A page as the Worker answers with it.
#[derive(Serialize)]
struct PageAnswer {
    headers: Vec<(&'static str, String)>,
    body: String,
}

fn emit(subject: &Subject<'_>, prefix: &str, out: &mut Artifacts) -> Result<(), Failure> {
    let plan = subject.plan;
    let at = plan.instant_of(subject.stage);
    let hosts: Vec<(&Host, &Routing)> = hosts(plan, subject.target).map(|it| (it, it.routing(at))).collect();
    let view = View {
        stage: plan.stages[subject.stage].name.clone(),
        target: subject.target.name.clone(),
        names: hosts.iter().flat_map(|it| names(plan, it.0)).map(|it| Name::new(plan, it)).collect(),
    };
    let name = |file: &str| format!("{prefix}complete/{file}");
    out.add(name("worker.js"), subject.templates.render("code/worker.js.j2", &view)?);
    out.add(name("wrangler.jsonc"), subject.templates.render("code/wrangler.json.j2", &view)?);
    out.add(name("answers.js"), answers(plan, &view.stage, &hosts));
    let mut bodies: BTreeMap<&str, PageAnswer> = BTreeMap::new();
    for page in pages(hosts.iter().map(|it| it.1)) {
        let body = subject.pages.get(page).expect("lower: every page that an answer names has its bytes");
        bodies.insert(page, PageAnswer { headers: plan.page_headers(page), body: String::from_utf8_lossy(body).into_owned() });
    }
    let lines: Vec<String> = bodies.iter().map(|(name, page)| format!("  {}: {},\n", js(name), js(page))).collect();
    out.add(
        name("pages.js"),
        format!("// The pages of worker.js, each with its own headers.\nexport const pages = {{\n{}}};\n", lines.concat()),
    );
    Ok(())
}

/// Returns what each host answers, as data.
fn answers(plan: &Plan, stage: &str, hosts: &[(&Host, &Routing)]) -> Vec<u8> {
    let mut out =
        format!("// What worker.js looks up at stage {stage}. A row is a whole path; a pattern is tried in order.\n").into_bytes();
    out.extend(b"\n// The host, by each of its names.\nexport const names = new Map([\n");
    for (host, _) in hosts {
        names(plan, host).for_each(|it| out.extend(format!("  [{}, {}],\n", js(it), js(&host.name)).into_bytes()));
    }
    out.extend(b"]);\n\n// The binding that stands for each server of the shop.\nexport const upstreams = {\n");
    for (rank, upstream) in upstreams(hosts).iter().enumerate() {
        out.extend(format!("  {}: 'UPSTREAM_{}',\n", js(upstream), rank + 1).into_bytes());
    }
    out.extend(b"};\n\nexport const hosts = {\n");
    for (host, routing) in hosts {
        out.extend(format!("  {}: {},\n", js(&host.name), literal(&HostAnswers::of(plan, host, routing), "  ", patterns)).into_bytes());
    }
    out.extend(b"};\n");
    for (host, routing) in hosts {
        out.extend(format!("\nhosts[{}].rows = new Map([\n", js(&host.name)).into_bytes());
        rows(plan, routing).for_each(|(key, answers)| write_row(&mut out, &key, &answers));
        out.extend(b"]);\n");
    }
    out
}

fn patterns(site: &SiteAnswers) -> Vec<String> {
    let rows = site.patterns.iter().map(|it| format!("  {},", js(it)));
    std::iter::once("patterns: [".to_owned()).chain(rows).chain(std::iter::once("],".to_owned())).collect()
}

fn write_row(out: &mut Vec<u8>, key: &str, answers: &[super::RouteAnswer]) {
    out.extend(b"  [");
    out.extend(js(&key).into_bytes());
    out.extend(b", ");
    out.extend(js(&answers).into_bytes());
    out.extend(b"],\n");
}

/// Returns the servers that the answers name.
pub(super) fn upstreams(hosts: &[(&Host, &Routing)]) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for (_, routing) in hosts {
        super::servers(routing, &mut all);
    }
    all
}
