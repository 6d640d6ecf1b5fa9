//! Envoy: a whole configuration that runs by itself, and the same rules as a filter for one's own.
//!
//! Envoy's own routes are compared one by one, and its matchers see path and query as one text, so a script in front
//! of the router decides: `edge.lua` looks a key up as it was sent, answers what is ours, and names the server of what
//! is not. Routes then lead there by that name, which stands in the request's metadata, where no client can write.

mod refuse;
mod table;
mod words;

use crate::emit::shape::digest;
use crate::emit::table::{OnAlias, tables};
use crate::emit::target::{Clause, Emitter, Holding, Subject, certificate, hosts, names};
use crate::model::artifact::Artifacts;
use crate::model::plan::routing::{Action, Base, Route, Routing, SiteRouting, UpstreamUrl};
use crate::model::plan::{Host, Plan};
use crate::model::spec::workspace::TargetKind;
use crate::template::Failure;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;

/// What writes for Envoy.
pub const EMITTER: Emitter = Emitter { kind: TargetKind::Envoy, fidelity, cannot: refuse::cannot, emit };

/// Returns what Envoy makes of a clause.
fn fidelity(_: Clause) -> Holding {
    Holding::Holds
}

/// Writes `complete/` and `include/` below `prefix`.
fn emit(subject: &Subject<'_>, prefix: &str, out: &mut Artifacts) -> Result<(), Failure> {
    let (plan, target, templates) = (subject.plan, subject.target, subject.templates);
    let stage = &plan.stages[subject.stage].name;
    let at = plan.instant_of(subject.stage);
    let hosts: Vec<(&Host, &Routing)> = hosts(plan, target).map(|it| (it, it.routing(at))).collect();
    let mut found = Found::default();
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for (host, routing) in &hosts {
        found.routing(routing);
        let view = HostView::new(plan, stage, host, routing, &mut files);
        files.insert(format!("hosts/{}.lua", host.name), templates.render("envoy/host.lua.j2", &view)?.into_bytes());
    }
    let pages = found.pages.iter().map(|it| PageView { page: it.clone(), headers: plan.page_headers(it) }).collect();
    for page in &found.pages {
        let body = subject.pages.get(page).expect("lower: every page that an answer names has its bytes");
        files.insert(format!("pages/{page}"), body.clone());
    }
    let names = hosts.iter().map(|it| it.0.name.clone()).collect();
    let edge = EdgeView { stage, target: &target.name, home: &target.home, hosts: names, pages };
    files.insert("edge.lua".to_owned(), templates.render("envoy/edge.lua.j2", &edge)?.into_bytes());
    let view = Configuration {
        stage,
        target: &target.name,
        home: &target.home,
        digest: of_all(&files),
        hosts: edge.hosts,
        listeners: listeners(subject),
        upstreams: upstreams(subject),
    };
    out.add(format!("{prefix}complete/envoy.json"), templates.render("envoy/envoy.json.j2", &view)?);
    for (name, template) in
        [("filter.json", "envoy/filter.json.j2"), ("routes.json", "envoy/routes.json.j2"), ("clusters.json", "envoy/clusters.json.j2")]
    {
        out.add(format!("{prefix}include/cutover/{name}"), templates.render(template, &view)?);
    }
    for form in ["complete", "include"] {
        for (path, bytes) in &files {
            out.add(format!("{prefix}{form}/cutover/{path}"), bytes.clone());
        }
    }
    Ok(())
}

/// Returns a word that is another one as soon as any byte is.
fn of_all(files: &BTreeMap<String, Vec<u8>>) -> String {
    let digests: String = files.iter().map(|(path, bytes)| format!("{path} {}\n", digest(bytes))).collect();
    digest(digests.as_bytes())[..16].to_owned()
}

/// Pages and servers that answers name.
#[derive(Debug, Default)]
struct Found {
    pages: BTreeSet<String>,
    upstreams: BTreeSet<UpstreamUrl>,
}

impl Found {
    fn routing(&mut self, routing: &Routing) {
        self.upstreams.extend(routing.reserved_upstream.clone());
        self.base(&routing.unowned);
        for site in &routing.sites {
            site.kinds_of_routes().for_each(|it| self.route(&it));
            self.base(&site.reserved_base);
            self.base(&site.base);
        }
    }

    fn route(&mut self, route: &Route) {
        match &route.action {
            Action::Gone { page } | Action::Page { page } | Action::Unavailable { page, .. } => self.page(page),
            Action::Serve(upstream) => drop(self.upstreams.insert(upstream.clone())),
            Action::Redirect(_) | Action::NotFound => {}
        }
    }

    fn base(&mut self, base: &Base) {
        match base {
            Base::Serve(upstream) => drop(self.upstreams.insert(upstream.clone())),
            Base::Default(route) => self.route(route),
            Base::Gone(page) => self.page(page),
            Base::NotFound => {}
        }
    }

    fn page(&mut self, page: &str) {
        if !self.pages.contains(page) {
            self.pages.insert(page.to_owned());
        }
    }
}

/// What `edge.lua.j2` prints.
#[derive(Debug, Serialize)]
struct EdgeView<'a> {
    stage: &'a str,
    target: &'a str,
    home: &'a str,
    hosts: Vec<String>,
    pages: Vec<PageView>,
}

#[derive(Debug, Serialize)]
struct PageView {
    page: String,
    headers: Vec<(&'static str, String)>,
}

/// What `host.lua.j2` prints.
#[derive(Debug, Serialize)]
struct HostView<'a> {
    stage: &'a str,
    host: &'a str,
    /// Its name, and those of its aliases.
    names: Vec<&'a String>,
    /// Those that browsers come to by https alone.
    preloaded: Vec<&'a String>,
    /// Empty where there is none.
    hsts: &'a str,
    max_age: u64,
    tables: Vec<TableView>,
    /// Those of the host, the longest path first, and at last what answers keys that no site owns.
    sites: Vec<SiteView<'a>>,
}

#[derive(Debug, Serialize)]
struct TableView {
    file: String,
    /// The keys of the query that its rows look at.
    arguments: Vec<String>,
}

#[derive(Debug, Serialize)]
struct SiteView<'a> {
    /// Empty for keys that no site owns.
    site: &'a str,
    path: &'a str,
    state: &'static str,
    is_independent: bool,
    headers: &'a [(&'static str, String)],
    reserved: &'a [String],
    reserved_answer: String,
    patterns: Vec<PatternView>,
    base: String,
    /// Where the default was written; empty where none was.
    base_place: String,
}

#[derive(Debug, Serialize)]
struct PatternView {
    pattern: String,
    /// Parts of the query, as they must stand there.
    conditions: Vec<String>,
    answer: String,
    /// Where its rule was written.
    place: String,
}

impl<'a> HostView<'a> {
    /// Returns the view of one host, and adds its tables to `files`.
    fn new(plan: &'a Plan, stage: &'a str, host: &'a Host, routing: &'a Routing, files: &mut BTreeMap<String, Vec<u8>>) -> HostView<'a> {
        let names: Vec<&String> = names(plan, host).collect();
        let is_preloaded = |name: &String| match *name == host.name {
            true => host.is_preloaded,
            false => host.aliases.iter().any(|it| it.name == *name && it.is_preloaded),
        };
        let mut views = Vec::new();
        for (at, table) in tables(routing).into_iter().enumerate() {
            let file = format!("tables/{}-{}.tsv", host.name, at + 1);
            files.insert(file.clone(), table::write(&table, plan));
            views.push(TableView { file, arguments: table.arguments.iter().map(|it| (*it).to_owned()).collect() });
        }
        let sites = routing.sites.iter().map(|it| SiteView::new(plan, routing, it));
        HostView {
            stage,
            host: &host.name,
            preloaded: names.iter().copied().filter(|it| is_preloaded(it)).collect(),
            names,
            hsts: host.hsts.as_deref().unwrap_or_default(),
            max_age: host.max_age,
            tables: views,
            sites: sites.chain([SiteView::unowned(plan, routing)]).collect(),
        }
    }
}

impl<'a> SiteView<'a> {
    fn new(plan: &Plan, routing: &Routing, site: &'a SiteRouting) -> SiteView<'a> {
        let on_alias = if site.is_independent { OnAlias::Served } else { OnAlias::Again };
        let mut view = SiteView {
            site: &site.site,
            path: &site.path,
            state: site.state.word(),
            is_independent: site.is_independent,
            headers: &[],
            reserved: &[],
            reserved_answer: words::base(&site.base, OnAlias::Served),
            patterns: Vec::new(),
            base: words::base(&site.base, on_alias),
            base_place: default_place(plan, &site.base),
        };
        if !site.is_independent {
            view.headers = &site.headers;
            view.reserved = &site.reserved;
            view.reserved_answer = match &routing.reserved_upstream {
                Some(upstream) => words::serve(upstream, OnAlias::Served),
                None => words::base(&site.reserved_base, OnAlias::Served),
            };
            view.patterns = site.patterns.iter().map(|it| PatternView::new(plan, &site.routes[*it])).collect();
        }
        view
    }

    /// Returns what answers keys that no site owns.
    fn unowned(plan: &Plan, routing: &'a Routing) -> SiteView<'a> {
        let reserved_answer = match (&routing.reserved_upstream, &routing.unowned) {
            (Some(upstream), _) | (None, Base::Serve(upstream)) => words::serve(upstream, OnAlias::Served),
            _ => "none".to_owned(),
        };
        SiteView {
            site: "",
            path: "",
            state: "",
            is_independent: false,
            headers: &[],
            reserved: &[],
            reserved_answer,
            patterns: Vec::new(),
            base: words::base(&routing.unowned, OnAlias::Again),
            base_place: default_place(plan, &routing.unowned),
        }
    }
}

impl PatternView {
    fn new(plan: &Plan, route: &Route) -> PatternView {
        PatternView {
            pattern: words::pattern(&route.pattern),
            conditions: route.pattern.conditions.iter().map(ToString::to_string).collect(),
            answer: words::route(route, OnAlias::Again),
            place: plan.place(route.origin.span).to_string(),
        }
    }
}

fn default_place(plan: &Plan, base: &Base) -> String {
    match base {
        Base::Default(route) => plan.place(route.origin.span).to_string(),
        _ => String::new(),
    }
}

/// What the files that Envoy itself reads print.
#[derive(Debug, Serialize)]
struct Configuration<'a> {
    stage: &'a str,
    target: &'a str,
    home: &'a str,
    /// Of all that the script reads: Envoy reads it again only where the filter is another.
    digest: String,
    hosts: Vec<String>,
    listeners: Vec<Listener>,
    upstreams: Vec<Server>,
}

#[derive(Debug, Serialize)]
struct Listener {
    name: &'static str,
    /// At least one.
    ports: Vec<u16>,
    /// None without TLS.
    certificates: Vec<Certificate>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
struct Certificate {
    chain: String,
    key: String,
}

/// A server of the shop.
#[derive(Debug, Serialize)]
struct Server {
    /// As answers name it.
    url: String,
    host: String,
    port: u16,
    is_address: bool,
    is_tls: bool,
    /// The name that it is asked for over TLS; empty where it has none.
    tls_name: String,
}

fn listeners(subject: &Subject<'_>) -> Vec<Listener> {
    let (plan, target) = (subject.plan, subject.target);
    let files: BTreeSet<Certificate> = hosts(plan, target)
        .filter_map(|it| certificate(plan, it))
        .map(|it| Certificate { chain: it.chain.to_owned(), key: it.key.to_owned() })
        .collect();
    let plain = Listener { name: "http", ports: target.listen.clone(), certificates: Vec::new() };
    let tls = Listener { name: "https", ports: target.listen_tls.clone(), certificates: files.into_iter().collect() };
    let is_needed = |it: &Listener| !it.ports.is_empty() && (it.name == "http" || !it.certificates.is_empty());
    [plain, tls].into_iter().filter(is_needed).collect()
}

/// Returns the servers of all stages: what another configuration has of them stays the same through every switch.
fn upstreams(subject: &Subject<'_>) -> Vec<Server> {
    let mut found = Found::default();
    for host in hosts(subject.plan, subject.target) {
        host.epochs.iter().for_each(|it| found.routing(&it.routing));
    }
    found.upstreams.iter().map(Server::new).collect()
}

impl Server {
    fn new(upstream: &UpstreamUrl) -> Server {
        let is_tls = upstream.scheme == "https";
        let authority = upstream.authority.as_str();
        let end = authority.rfind(']').map_or(0, |it| it + 1);
        let port = authority[end..].rfind(':').map(|it| end + it);
        let host = &authority[..port.unwrap_or(authority.len())];
        let number = port.and_then(|it| authority[it + 1..].parse().ok());
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let is_address = host.parse::<IpAddr>().is_ok();
        Server {
            url: words::url(upstream),
            host: host.to_owned(),
            port: number.unwrap_or(if is_tls { 443 } else { 80 }),
            is_address,
            is_tls,
            tls_name: if is_tls && !is_address { host.to_owned() } else { String::new() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn server_has_an_address_and_a_port() {
        let server = |scheme: &str, authority: &str| {
            let it = Server::new(&UpstreamUrl { scheme: scheme.to_owned(), authority: authority.to_owned() });
            (it.host, it.port, it.is_address, it.tls_name)
        };
        assert_eq!(server("http", "shop.test"), ("shop.test".into(), 80, false, String::new()));
        assert_eq!(server("https", "shop.test:8443"), ("shop.test".into(), 8443, false, "shop.test".into()));
        assert_eq!(server("http", "[::1]:81"), ("::1".into(), 81, true, String::new()));
        assert_eq!(server("http", "[::1]"), ("::1".into(), 80, true, String::new()));
    }
}
