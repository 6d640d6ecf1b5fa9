//! The same requests, put to the plan and to a server.

use crate::client::{Client, Response};
use crate::engine::{self, Engine, Running};
use crate::near::{self, Near, Random};
use crate::upstream::{Seen, Upstream, digest};
use cutover::model::plan::Plan;
use cutover::model::plan::answer::{Answer, Outcome};
use cutover::model::plan::request::{Request, Scheme};
use cutover::model::plan::routing::{Action, Base, Route, Routing, UpstreamUrl};
use cutover::source::Located;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;
use std::sync::Arc;

/// The headers that are ours to say: none of them stands where the plan declares none.
const OURS: &[&str] = &["Cache-Control", "Deprecation", "Link", "Retry-After", "Strict-Transport-Security", "Sunset", "X-Robots-Tag"];
/// How many differences are told in full.
const TOLD: usize = 10;

/// Counts over all workspaces of one engine.
pub struct Differential<'e> {
    engine: &'e Engine,
    workspaces: usize,
    stages: usize,
    requests: usize,
    differences: usize,
    told: String,
    /// How many requests had which kind of answer.
    kinds: BTreeMap<&'static str, usize>,
}

impl<'e> Differential<'e> {
    pub fn new(engine: &'e Engine) -> Differential<'e> {
        Differential { engine, workspaces: 0, stages: 0, requests: 0, differences: 0, told: String::new(), kinds: BTreeMap::new() }
    }

    /// Boots every stage of `plan`, and asks at least `requests` over all of them.
    pub fn workspace(&mut self, name: &str, plan: &Plan, requests: usize) {
        let mut shop = Shop::behind(plan);
        (self.engine.fit)(&mut shop.plan);
        let plan = &shop.plan;
        let pages = pages(plan);
        let before = self.requests;
        self.workspaces += 1;
        for (stage, it) in plan.stages.iter().enumerate().filter(|it| it.0 % self.engine.one_of == self.engine.one_of / 2) {
            self.stages += 1;
            let at = plan.instant_of(stage);
            let mut running = (self.engine.boot)(self.engine.kind, plan, stage, &pages);
            let mut asking = Asking { plan, pages: &pages, at, clients: Clients::of(&running) };
            let mut random = Random::new(stage as u64 + 1);
            let hosts: Vec<Near<'_>> = near::hosts(plan).into_iter().map(Near::of).collect();
            let hits: Vec<Request> = hosts.iter().flat_map(|it| it.hits(at, &mut random)).collect();
            let count = (requests / plan.stages.len() + 1).max(2 * hits.len());
            let drawn = count - hits.len();
            let draws = (0..drawn).map(|rank| hosts[rank % hosts.len()].draw(&mut random)).collect::<Vec<_>>();
            for mut request in hits.into_iter().chain(draws) {
                if running.tls_port.is_some() && asking.knows(&request) && random.one_in(2) {
                    request.scheme = Scheme::Https;
                }
                self.ask(&mut asking, &request, &format!("{name}, stage {}", it.name), &mut running);
            }
        }
        let asked = (self.requests - before) * self.engine.one_of;
        assert!(asked >= 4_000, "{name} is asked {asked} times, which is not enough");
    }

    /// Asks one request, and tells where it was if the answer differs.
    fn ask(&mut self, asking: &mut Asking<'_>, request: &Request, place: &str, running: &mut Running) {
        match asking.judge(request) {
            Judgement::Unasked => {}
            Judgement::Agrees(kind) => {
                self.requests += 1;
                *self.kinds.entry(kind).or_default() += 1;
            }
            Judgement::Differs(text) => {
                self.requests += 1;
                self.differences += 1;
                if self.differences <= TOLD {
                    let _ = write!(self.told, "\n{place}: {text}  it ran in {}\n", running.keep().display());
                }
            }
        }
    }

    /// Tells what was found; any difference is a failure.
    pub fn finish(self) {
        println!("answers asked for: {:?}", self.kinds);
        println!(
            "differential {}: {} workspaces, {} stages, {} requests, {} differences",
            self.engine.name, self.workspaces, self.stages, self.requests, self.differences
        );
        assert_eq!(self.differences, 0, "{}", self.told);
    }
}

/// What came of one request.
pub enum Judgement {
    /// Nothing is promised of it.
    Unasked,
    /// The server answers as the plan does, in this way.
    Agrees(&'static str),
    /// What was asked, wanted and found.
    Differs(String),
}

/// A running server that is asked what a plan is asked.
pub struct Asking<'a> {
    pub plan: &'a Plan,
    pub pages: &'a BTreeMap<String, Vec<u8>>,
    pub at: Timestamp,
    pub clients: Clients,
}

impl Asking<'_> {
    /// Puts a request of domain N to both.
    pub fn judge(&mut self, request: &Request) -> Judgement {
        let answer = self.plan.answer(request, self.at);
        // Where nothing is generated nothing is answered, and a path of two slashes is promised to redirects alone.
        let is_served = matches!(answer.outcome, Outcome::Serve { .. });
        if matches!(answer.outcome, Outcome::Untouched) || (is_served && request.target.starts_with("//")) {
            return Judgement::Unasked;
        }
        let response = self.send(request);
        let faults = match &response {
            Ok(response) => faults(&answer, request, response, self.pages),
            Err(err) => vec![format!("no response: {err}")],
        };
        if faults.is_empty() {
            return Judgement::Agrees(kind(&answer.outcome));
        }
        let mut text = format!("{} {:?} {}{}\n", request.method, request.scheme, request.host, request.target);
        text.extend(faults.iter().map(|it| format!("  {it}\n")));
        let _ = writeln!(text, "  plan:   {:?} {:?}\n  site:   {:?}", answer.outcome, answer.headers, answer.site);
        if let Some(origin) = answer.origin() {
            let _ = writeln!(text, "  rule:   `{}` at {}", origin.text, self.plan.place(origin.span));
        }
        if let Ok(response) = &response {
            let _ = writeln!(text, "  server: {} {:?}", response.status, response.headers);
        }
        Judgement::Differs(text)
    }

    /// Tells whether the request is for a host of the plan.
    pub fn knows(&self, request: &Request) -> bool {
        let name = request.host_name();
        self.plan.hosts.contains_key(&name) || self.plan.aliases.contains_key(&name)
    }

    /// Puts a request to the server alone.
    pub fn send(&mut self, request: &Request) -> io::Result<Response> {
        self.clients.to(request).ask(&request.method, &request.target, &request.host, "", body(request))
    }
}

/// Returns what a request carries.
fn body(request: &Request) -> &'static [u8] {
    if matches!(request.method.as_str(), "POST" | "PUT" | "PATCH") { b"a=1&b=2" } else { b"" }
}

/// A client for http, and one for each name that is asked for over TLS.
pub struct Clients {
    plain: Client,
    tls_port: Option<u16>,
    secure: BTreeMap<String, Client>,
}

impl Clients {
    pub fn of(running: &Running) -> Clients {
        Clients { plain: Client::new(running.port), tls_port: running.tls_port, secure: BTreeMap::new() }
    }

    fn to(&mut self, request: &Request) -> &mut Client {
        match (request.scheme, self.tls_port) {
            (Scheme::Https, Some(port)) => {
                let client = |name: &String| Client::with_tls(port, engine::authority().client(), name);
                let name = request.host_name();
                self.secure.entry(name.clone()).or_insert_with(|| client(&name))
            }
            _ => &mut self.plain,
        }
    }
}

fn kind(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Redirect { status, .. } => match status {
            301 => "301",
            302 => "302",
            307 => "307",
            _ => "308",
        },
        Outcome::Gone { .. } => "gone",
        Outcome::Page { .. } => "page",
        Outcome::Unavailable { .. } => "unavailable",
        Outcome::Serve { .. } => "serve",
        Outcome::NotFound => "not found",
        Outcome::Untouched => "untouched",
    }
}

/// Returns what the response says otherwise than the answer.
pub fn faults(answer: &Answer<'_>, request: &Request, response: &Response, pages: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |what: &str, wanted: &str, found: &str| {
        if wanted != found {
            faults.push(format!("{what}: wanted `{wanted}`, found `{found}`"));
        }
    };
    let location = match &answer.outcome {
        Outcome::Redirect { location, .. } => location.as_str(),
        _ => "",
    };
    expect("Location", location, &response.values("Location").join(" and "));
    for name in OURS.iter().copied().chain(["Content-Type"]) {
        let mut wanted: Vec<&str> = answer.headers.iter().filter(|it| it.0 == name).map(|it| it.1.as_str()).collect();
        wanted.sort_unstable();
        // A type that nobody declared is the server's own.
        if name != "Content-Type" || !wanted.is_empty() {
            let found = response.values(name);
            // Several lines of one name are as good as one with commas between (RFC 9110 section 5.3).
            let is_folded = |it: &str| wanted.iter().all(|one| it.contains(one)) && it.len() == wanted.join(", ").len();
            if !matches!(found[..], [one] if wanted.len() > 1 && is_folded(one)) {
                expect(name, &wanted.join(" and "), &found.join(" and "));
            }
        }
    }
    let seen = Seen::of(response);
    match &answer.outcome {
        Outcome::Serve { upstream, host } => {
            let wanted = Seen {
                server: upstream.authority.clone(),
                method: request.method.clone(),
                target: request.target.clone(),
                host: host.clone(),
                length: body(request).len(),
                digest: digest(body(request)),
            };
            expect("served", &format!("{:?}", Some(wanted)), &format!("{seen:?}"));
        }
        outcome => {
            expect("status", &format!("{:?}", outcome.status()), &format!("{:?}", Some(response.status)));
            expect("served", "None", &format!("{seen:?}"));
        }
    }
    if let Outcome::Gone { page } | Outcome::Page { page } | Outcome::Unavailable { page, .. } = &answer.outcome {
        let wanted: &[u8] = if request.method == "HEAD" { b"" } else { &pages[page] };
        expect("body", &String::from_utf8_lossy(wanted), &String::from_utf8_lossy(&response.body));
    }
    faults
}

/// Returns a body for each page of a plan.
pub fn pages(plan: &Plan) -> BTreeMap<String, Vec<u8>> {
    plan.pages.keys().map(|it| (it.clone(), format!("this is {it}\n").into_bytes())).collect()
}

/// A plan whose servers are in this process.
pub struct Shop {
    pub plan: Plan,
    /// By the address that the plan now has.
    pub servers: BTreeMap<String, Upstream>,
}

impl Shop {
    /// Starts a server for each that `plan` names, and puts it in its place.
    pub fn behind(plan: &Plan) -> Shop {
        let mut shop = Shop { plan: plan.clone(), servers: BTreeMap::new() };
        let mut ports: BTreeMap<UpstreamUrl, UpstreamUrl> = BTreeMap::new();
        let mut plan = shop.plan.clone();
        let mut place = |upstream: &mut UpstreamUrl| {
            let here = ports.entry(upstream.clone()).or_insert_with(|| {
                // The name is the address: what reached a server tells which one it was.
                let server = Upstream::start();
                let authority = format!("127.0.0.1:{}", server.port);
                shop.servers.insert(authority.clone(), server);
                UpstreamUrl { scheme: "http".to_owned(), authority }
            });
            *upstream = here.clone();
        };
        each_upstream(&mut plan, &mut place);
        certify(&mut plan);
        shop.plan = plan;
        shop
    }
}

/// Hands over every server that a plan names.
pub fn each_upstream(plan: &mut Plan, mut take: impl FnMut(&mut UpstreamUrl)) {
    for epoch in plan.hosts.values_mut().flat_map(|it| &mut it.epochs) {
        let mut routing = Routing::clone(&epoch.routing);
        routing.reserved_upstream.iter_mut().for_each(&mut take);
        of_base(&mut routing.unowned, &mut take);
        for site in &mut routing.sites {
            of_base(&mut site.base, &mut take);
            of_base(&mut site.reserved_base, &mut take);
            site.routes.iter_mut().for_each(|it| of_route(it, &mut take));
        }
        epoch.routing = Arc::new(routing);
    }
}

/// Has the local authority issue the certificates that the workspace names.
fn certify(plan: &mut Plan) {
    let named: Vec<(String, Vec<String>)> = plan
        .hosts
        .values()
        .filter_map(|host| {
            let certificate = plan.graph.find_host(&host.name)?.certificate.as_ref()?.value.clone();
            Some((certificate, std::iter::once(&host.name).chain(host.aliases.iter().map(|it| &it.name)).cloned().collect()))
        })
        .collect();
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (certificate, more) in named {
        names.entry(certificate).or_default().extend(more);
    }
    let graph = Arc::make_mut(&mut plan.graph);
    for (name, certificate) in &mut graph.certificates {
        let files = engine::authority().issue(name, names.remove(name).unwrap_or_default());
        let at = |path: &std::path::Path| Some(Located::new(path.to_str().expect("a path in letters").to_owned(), certificate.span));
        (certificate.value.chain, certificate.value.key) = (at(&files.chain), at(&files.key));
    }
}

fn of_base(base: &mut Base, place: &mut impl FnMut(&mut UpstreamUrl)) {
    match base {
        Base::Serve(upstream) => place(upstream),
        Base::Default(route) => of_route(route, place),
        Base::Gone(_) | Base::NotFound => {}
    }
}

fn of_route(route: &mut Route, place: &mut impl FnMut(&mut UpstreamUrl)) {
    if let Action::Serve(upstream) = &mut route.action {
        place(upstream);
    }
}
