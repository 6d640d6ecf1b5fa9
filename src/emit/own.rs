//! A program that is not written for here: templates of the workspace's own, over the answers of a stage.

use super::routes;
use crate::emit::target::{Emitter, Holding, Subject, hosts};
use crate::model::artifact::Artifacts;
use crate::model::spec::workspace::TargetKind;
use crate::template::{Failure, TARGETS};
use serde::Serialize;
use std::collections::BTreeSet;

/// What writes for a workspace's own targets.
pub const EMITTER: Emitter = Emitter { kind: TargetKind::Template, fidelity: |_| Holding::Open, cannot: |_, _| Vec::new(), emit };

/// What a template gets: the stage as `routes.json` has it, with the hosts of the target alone, and the target's own words.
#[derive(Debug, Serialize)]
struct View {
    stage: String,
    since: Option<String>,
    until: Option<String>,
    hosts: Vec<routes::Host>,
    /// The servers that answers name.
    upstreams: Vec<Upstream>,
    /// The pages that answers name; they lie in `pages/`, beside what the templates make.
    pages: Vec<Page>,
    target: String,
    listen: Vec<u16>,
    listen_tls: Vec<u16>,
    home: String,
}

/// A page that answers name.
#[derive(Debug, Serialize)]
struct Page {
    name: String,
    /// What its response carries: type, how long it may be kept, and that it is not to be indexed.
    headers: Vec<routes::Header>,
}

/// A server that answers name.
#[derive(Debug, Serialize)]
struct Upstream {
    /// A name for it within the configuration: `upstream_1`, …
    name: String,
    /// As answers name it: `http://127.0.0.1:8081`.
    url: String,
    scheme: String,
    host: String,
    port: u16,
}

impl Upstream {
    fn new(rank: usize, url: &str) -> Option<Upstream> {
        let upstream = crate::model::plan::upstream(url)?;
        let (host, port) = upstream.address();
        Some(Upstream { name: format!("upstream_{}", rank + 1), url: url.to_owned(), scheme: upstream.scheme.clone(), host, port })
    }
}

/// Renders every template of the target, and lays the pages beside it that its answers name.
fn emit(subject: &Subject<'_>, prefix: &str, out: &mut Artifacts) -> Result<(), Failure> {
    let (plan, target) = (subject.plan, subject.target);
    let names: BTreeSet<&str> = hosts(plan, target).map(|it| it.name.as_str()).collect();
    let routes = routes::routes(plan, subject.stage);
    let hosts: Vec<routes::Host> = routes.hosts.into_iter().filter(|it| names.contains(it.name.as_str())).collect();
    let upstreams: BTreeSet<&str> = hosts.iter().flat_map(routes::Host::upstreams).collect();
    let pages: BTreeSet<&str> = hosts.iter().flat_map(routes::Host::pages).collect();
    for page in &pages {
        let body = subject.pages.get(*page).expect("lower: every page that an answer names has its bytes");
        out.add(format!("{prefix}pages/{page}"), body.clone());
    }
    let headers = |page: &str| plan.page_headers(page).into_iter().map(|(name, value)| routes::Header { name, value }).collect();
    let view = View {
        pages: pages.iter().map(|it| Page { name: (*it).to_owned(), headers: headers(it) }).collect(),
        upstreams: upstreams.iter().enumerate().filter_map(|(rank, url)| Upstream::new(rank, url)).collect(),
        stage: routes.stage,
        since: routes.since,
        until: routes.until,
        hosts,
        target: target.name.clone(),
        listen: target.listen.clone(),
        listen_tls: target.listen_tls.clone(),
        home: target.home.clone(),
    };
    let folder = format!("{TARGETS}{}/", target.name);
    for (name, file) in subject.templates.below(&folder) {
        out.add(format!("{prefix}{file}"), subject.templates.render(name, &view)?);
    }
    Ok(())
}
