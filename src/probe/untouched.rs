//! Independent regions at every stage: their own server answers, and the same bytes.

use super::asking::Outcome;
use super::client::Found;
use super::judge::{Behind, OURS, digest, faults};
use super::rehearsal::Untouched;
use super::report::{Difference, Fault};
use super::shop;
use crate::model::graph::{Disposition, Region};
use crate::model::plan::probe::Probe;
use crate::model::plan::request::{Request, Scheme};
use crate::model::plan::routing::SiteRouting;
use crate::model::plan::{Host, Plan};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// What is asked of one independent region at every stage, and what it answered at the first.
pub(super) struct Watched {
    region: String,
    /// On hosts that are shared.
    sites: BTreeSet<String>,
    /// Names on which nothing of ours answers.
    hosts: BTreeSet<String>,
    pub requests: Vec<Request>,
    first: Vec<Option<Bytes>>,
    found: Untouched,
}

/// Bytes of a response that are an answer's: headers that tell of the connection, or of the time of day, are left out.
#[derive(Clone, PartialEq, Eq)]
struct Bytes {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

/// Headers that no two responses share.
const OF_THE_MOMENT: [&str; 5] = ["age", "connection", "date", "keep-alive", "x-envoy-upstream-service-time"];
/// Of the addresses of closing stores so many are asked below an independent site.
const MOST: usize = 100;
/// A path that nobody has.
const UNKNOWN: &str = "cutover-no-such-page";
/// A name that nobody has: it is what a host of which a server knows nothing is held against.
const NOBODY: &str = "nobody.invalid";

/// Returns what is asked of each independent region on hosts of `served`, and of hosts of its own; `others` are requests to
/// closing stores, which are asked once more below each of its sites.
pub(super) fn watched(plan: &Plan, served: &dyn Fn(&Host) -> bool, others: &BTreeSet<Request>) -> Vec<Watched> {
    let independent = plan.graph.regions.values().filter(|it| it.disposition == Disposition::Independent);
    let of_region = |region: &Region| {
        let mut watched = Watched {
            region: region.id.clone(),
            sites: BTreeSet::new(),
            hosts: BTreeSet::new(),
            requests: Vec::new(),
            first: Vec::new(),
            found: Untouched { region: region.id.clone(), ..Untouched::default() },
        };
        let mut requests = BTreeSet::new();
        for site in plan.graph.sites_of(&region.id) {
            let Some(host) = plan.hosts.get(&site.host) else { continue };
            if host.is_untouched {
                watched.of_host(host, &mut requests);
            } else if served(host) {
                let routing = host.routing(plan.instant_of(0));
                routing.sites.iter().filter(|it| it.site == site.id).for_each(|it| watched.of_site(host, it, others, &mut requests));
            }
        }
        watched.requests = requests.into_iter().filter(|it| it.outside().is_none()).collect();
        watched
    };
    independent.map(of_region).filter(|it| !it.requests.is_empty()).collect()
}

impl Watched {
    fn of_host(&mut self, host: &Host, requests: &mut BTreeSet<Request>) {
        for name in std::iter::once(&host.name).chain(host.aliases.iter().map(|it| &it.name)) {
            self.hosts.insert(name.clone());
            // Without a name in TLS that it knows a server need not even shake hands.
            requests.extend(["/".to_owned(), format!("/{UNKNOWN}")].map(|target| request(Scheme::Http, "GET", name, target)));
        }
    }

    fn of_site(&mut self, host: &Host, site: &SiteRouting, others: &BTreeSet<Request>, requests: &mut BTreeSet<Request>) {
        self.sites.insert(site.site.clone());
        let mut targets: BTreeSet<String> =
            ["/", "/.well-known/cutover", "/?utm_source=probe"].map(|it| format!("{}{it}", site.path)).into();
        targets.extend([format!("{}/{UNKNOWN}", site.path), format!("{}/{UNKNOWN}/below?a=1", site.path)]);
        targets.extend((!site.path.is_empty()).then(|| site.path.clone()));
        let on_host = |it: &&Request| it.host_name() == host.name && it.method == "GET";
        let all: BTreeSet<&str> = others.iter().filter(on_host).map(|it| it.target.as_str()).filter(|it| !it.starts_with("//")).collect();
        let step = all.len().div_ceil(MOST).max(1);
        for target in all.iter().step_by(step) {
            targets.insert(format!("{}{target}", site.path));
            // As if the site were the one that the rule is for.
            let key = target.split('?').next().unwrap_or(target);
            let of_owner = host.routing(Timestamp::MIN).owner(key).and_then(|it| target.strip_prefix(it.path.as_str()));
            targets.extend(of_owner.filter(|it| it.starts_with('/')).map(|it| format!("{}{it}", site.path)));
        }
        // What lies closer to another site is that site's.
        let is_own = |it: &String| {
            let request = request(Scheme::Https, "GET", &host.name, it.clone());
            site.holds(request.key())
                && !host.epochs.iter().any(|epoch| epoch.routing.owner(request.key()).is_none_or(|it| it.site != site.site))
        };
        for target in targets.into_iter().filter(is_own) {
            for (scheme, method) in [(Scheme::Https, "GET"), (Scheme::Http, "GET"), (Scheme::Http, "POST"), (Scheme::Https, "HEAD")] {
                requests.insert(request(scheme, method, &host.name, target.clone()));
            }
            requests.extend(host.aliases.iter().map(|it| request(Scheme::Http, "GET", &it.name, target.clone())));
        }
    }

    /// Returns the names on which nothing of ours answers, with one that nobody has.
    pub fn unknown(&self) -> Vec<Request> {
        if self.hosts.is_empty() { Vec::new() } else { vec![request(Scheme::Http, "GET", NOBODY, format!("/{UNKNOWN}"))] }
    }

    /// Holds what came back at `at` against the plan and against what came first; `nobody` is what a name gets that nobody has.
    pub fn judge(&mut self, plan: &Plan, at: Timestamp, outcomes: &[Outcome], nobody: Option<&Found>, body: &[u8]) {
        self.found.stages += 1;
        self.first.resize(self.requests.len(), None);
        for (rank, (request, outcome)) in self.requests.iter().zip(outcomes).enumerate() {
            let Some(outcome) = outcome else { continue };
            self.found.answers += 1;
            let mut wrong = match outcome {
                Ok(found) => self.wrong(plan, at, request, found, nobody, body),
                Err(why) => vec![Fault { what: "answer".to_owned(), wanted: "one".to_owned(), found: why.clone() }],
            };
            if let Ok(found) = outcome {
                let bytes = Bytes::of(found);
                match &self.first[rank] {
                    None => self.first[rank] = Some(bytes),
                    Some(first) if *first == bytes => {}
                    Some(first) => wrong.push(Fault { what: "bytes".to_owned(), wanted: first.told(), found: bytes.told() }),
                }
            }
            if !wrong.is_empty() {
                let scheme = if request.scheme == Scheme::Https { "https" } else { "http" };
                let method = METHODS.iter().copied().find(|it| *it == request.method).unwrap_or("GET");
                let url = format!("{scheme}://{}{}", request.host, request.target);
                self.found.differences.push(Difference { method, url, faults: wrong, rule: None });
            }
        }
    }

    fn wrong(&self, plan: &Plan, at: Timestamp, request: &Request, found: &Found, nobody: Option<&Found>, body: &[u8]) -> Vec<Fault> {
        if self.hosts.contains(&request.host_name()) {
            let mut wrong: Vec<Fault> = Vec::new();
            let mut none = |what: &str, found: String| {
                if !found.is_empty() {
                    wrong.push(Fault { what: what.to_owned(), wanted: String::new(), found });
                }
            };
            none("Location", found.values("Location").join(" and "));
            none("served", shop::seen(found));
            // How a server says that it knows nothing, it may say in any words.
            let is_ours = |it: &&&str| **it != "Content-Type" && **it != "Cache-Control";
            OURS.iter().filter(is_ours).for_each(|it| none(it, found.values(it).join(" and ")));
            let is_unknown = nobody.is_some_and(|it| Bytes::of(it) == Bytes::of(found));
            if !is_unknown {
                let wanted = nobody.map_or_else(|| "what a name gets that nobody has".to_owned(), |it| Bytes::of(it).told());
                wrong.push(Fault { what: "bytes".to_owned(), wanted, found: Bytes::of(found).told() });
            }
            return wrong;
        }
        let method = METHODS.iter().copied().find(|it| *it == request.method).unwrap_or("GET");
        match plan.probe(request, method, "independent", at) {
            Some(probe) => faults(plan, &probe, found, Behind::StandIns, if method == "POST" { body } else { b"" }),
            None => Vec::new(),
        }
    }

    /// Returns what was found of it.
    pub fn found(self) -> Untouched {
        Untouched {
            sites: self.sites.into_iter().collect(),
            hosts: self.hosts.into_iter().collect(),
            requests: self.requests.len(),
            region: self.region,
            ..self.found
        }
    }
}

const METHODS: [&str; 3] = ["GET", "HEAD", "POST"];

fn request(scheme: Scheme, method: &str, host: &str, target: String) -> Request {
    Request { scheme, method: method.to_owned(), host: host.to_owned(), target }
}

impl Bytes {
    fn of(found: &Found) -> Bytes {
        let is_lasting = |it: &&(String, String)| !OF_THE_MOMENT.contains(&it.0.as_str());
        let mut headers: Vec<(String, String)> = found.headers.iter().filter(is_lasting).cloned().collect();
        headers.sort();
        Bytes { status: found.status, headers, body: found.body.clone() }
    }

    /// Says it in one line.
    fn told(&self) -> String {
        let headers: BTreeMap<&str, &str> = self.headers.iter().map(|it| (it.0.as_str(), it.1.as_str())).collect();
        let said = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("; ");
        let body: String = self.body.chars().take(16).collect();
        let body = if self.body == digest(b"") { "no body".to_owned() } else { format!("a body ({body})") };
        format!("{}, {body}, {said}", self.status)
    }
}

/// Returns the requests of probes to closing stores, as they may be asked below another site.
pub(super) fn of_others(probes: &[Probe]) -> impl Iterator<Item = Request> + '_ {
    let is_rule = |it: &&Probe| matches!(it.purpose, "route" | "default" | "query" | "near-miss");
    probes.iter().filter(is_rule).map(Probe::request)
}
