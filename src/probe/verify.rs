//! Puts a stage's probes to a server, and gathers what is to be said of it.

use super::asking::{Asking, Outcome};
use super::certificate::{Trust, Watch};
use super::client::{Found, Way};
use super::judge::{Behind, faults};
use super::node::{Address, Node, resolve};
use super::report::{AnswersAs, CertificateFacts, Difference, Fault, HostFacts, Run, Unasked};
use super::stage::{self, Headers};
use crate::diag;
use crate::model::graph::{Disposition, Graph};
use crate::model::plan::Plan;
use crate::model::plan::answer::STAGE;
use crate::model::plan::probe::Probe;
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::place::Renewal;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_rustls::rustls::pki_types::UnixTime;

/// What servers are held against.
pub struct Subject<'a> {
    pub plan: &'a Plan,
    /// The rank of the stage that they must answer.
    pub stage: usize,
    /// Makes the probes of the stage of that rank.
    pub probes: &'a (dyn Fn(usize) -> Vec<Probe> + Sync),
    pub behind: Behind,
}

/// How servers are asked.
#[derive(Clone)]
pub struct Settings<'a> {
    /// How many requests are under way at once, over all servers.
    pub jobs: usize,
    /// How long one request may take.
    pub timeout: Duration,
    pub trust: Trust,
    /// The day that counts as today; without it the end of a certificate is told and not judged.
    pub as_of: Option<Date>,
    pub progress: Progress<'a>,
}

/// Is told of each request that is over, with how many of its server's there are.
pub type Progress<'a> = &'a (dyn Fn(usize) + Sync);

/// Holds each server against the stage, several at once.
pub fn verify(subject: &Subject<'_>, nodes: &[Node], settings: &Settings<'_>) -> io::Result<Vec<Run>> {
    let probes = (subject.probes)(subject.stage);
    let mut runs = Vec::new();
    for some in nodes.chunks(AT_ONCE) {
        let jobs = (settings.jobs / some.len()).max(1);
        let of_node = |node| Verifying { subject, node, settings, progress: settings.progress, jobs }.run(&probes);
        let found: Vec<io::Result<Run>> = std::thread::scope(|scope| {
            let running: Vec<_> = some.iter().map(|node| scope.spawn(move || of_node(node))).collect();
            running.into_iter().map(|it| it.join().unwrap_or_else(|it| std::panic::resume_unwind(it))).collect()
        });
        runs.extend(found.into_iter().collect::<io::Result<Vec<Run>>>()?);
    }
    Ok(runs)
}

/// So many servers are asked at once.
const AT_ONCE: usize = 16;
/// So many stages are tried by their own probes where the server answers as none that was asked for.
const TRIED: usize = 3;
/// What a request that may have a body brings to a stand-in.
pub(super) const BODY: &[u8] = b"a=1&b=2";

#[derive(Clone, Copy)]
struct Verifying<'a> {
    subject: &'a Subject<'a>,
    node: &'a Node,
    settings: &'a Settings<'a>,
    progress: Progress<'a>,
    jobs: usize,
}

/// The ways to a server that could be found.
struct Ways {
    plain: Option<Way>,
    tls: Option<Way>,
    watch: Arc<Watch>,
}

impl Verifying<'_> {
    fn run(self, probes: &[Probe]) -> io::Result<Run> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(runtime.block_on(self.asked(probes)))
    }

    async fn asked(self, probes: &[Probe]) -> Run {
        let plan = self.subject.plan;
        let stage = plan.stages[self.subject.stage].name.clone();
        let mut run = Run { node: self.node.name.clone(), stage, ..Run::default() };
        let (probes, unasked) = self.askable(probes);
        run.unasked = unasked;
        let ways = match self.ways().await {
            Ok(ways) => ways,
            Err(why) => return Run { unreachable: Some(why), ..run },
        };
        let outcomes = self.put(&ways, &probes).await;
        let is_silent = !outcomes.iter().flatten().any(Result::is_ok);
        if let (true, Some(Err(why))) = (is_silent, outcomes.iter().flatten().next()) {
            return Run { unreachable: Some(format!("no request was answered: {why}")), ..run };
        }
        let headers = self.judge(&probes, &outcomes, &mut run);
        run.answers_as = self.answers_as(&headers, &ways, &probes, &outcomes).await;
        run.hosts = self.hosts(&headers, &ways.watch.seen());
        run
    }

    /// Returns what can be asked of the server, and what is left out.
    fn askable<'p>(&self, probes: &'p [Probe]) -> (Vec<&'p Probe>, Vec<Unasked>) {
        let mut left: BTreeMap<&str, usize> = BTreeMap::new();
        let mut asked = Vec::new();
        for probe in probes {
            let is_https = probe.url.starts_with("https:");
            let why = match (is_https, &self.node.plain, &self.node.tls) {
                (true, _, None) => "are https, and it is asked over http",
                (false, None, _) => "are http, and it is asked over https",
                // The shop still sells: nobody orders by a probe.
                _ if probe.served.is_some() && probe.method == "POST" && self.subject.behind == Behind::Shop => {
                    "would be a POST to the shop itself"
                }
                _ => {
                    asked.push(probe);
                    continue;
                }
            };
            *left.entry(why).or_default() += 1;
        }
        (asked, left.into_iter().map(|(why, count)| Unasked { count, why: why.to_owned() }).collect())
    }

    async fn ways(&self) -> Result<Ways, String> {
        let now = self.settings.as_of.and_then(|it| it.to_zoned(jiff::tz::TimeZone::UTC).ok());
        let now = now.and_then(|it| u64::try_from(it.timestamp().as_second()).ok());
        let now = now.map(|it| UnixTime::since_unix_epoch(Duration::from_secs(it)));
        let watch = Arc::new(Watch::new(&self.settings.trust, now));
        let mut ways = Ways { plain: None, tls: None, watch: Arc::clone(&watch) };
        if let Some(address) = &self.node.plain {
            ways.plain = Some(self.way(address).await?);
        }
        if let Some(address) = &self.node.tls {
            ways.tls = Some(Way { tls: Some(watch.config()), ..self.way(address).await? });
        }
        Ok(ways)
    }

    /// Finds a server, and sees whether it takes connections.
    async fn way(&self, address: &Address) -> Result<Way, String> {
        let late = |_| format!("{address} did not answer within {} s", self.settings.timeout.as_secs_f32());
        let addresses = tokio::time::timeout(self.settings.timeout, resolve(address)).await.map_err(late)??;
        let connected = tokio::time::timeout(self.settings.timeout, TcpStream::connect(addresses.as_slice())).await.map_err(late)?;
        connected.map_err(|err| format!("{address} takes no connection: {err}"))?;
        Ok(Way { addresses: addresses.into(), tls: None })
    }

    async fn put(&self, ways: &Ways, probes: &[&Probe]) -> Vec<Outcome> {
        let asking = Asking {
            requests: probes.iter().map(|it| it.request()).collect(),
            plain: ways.plain.clone(),
            tls: ways.tls.clone(),
            jobs: self.jobs,
            timeout: self.settings.timeout,
            body: self.body(),
        };
        asking.run(|| (self.progress)(probes.len())).await
    }

    fn body(&self) -> &'static [u8] {
        if self.subject.behind == Behind::StandIns { BODY } else { b"" }
    }

    /// Counts what agrees, and tells what does not.
    fn judge(&self, probes: &[&Probe], outcomes: &[Outcome], run: &mut Run) -> Headers {
        let mut headers = Headers::default();
        let mut given_up = 0;
        for (probe, outcome) in probes.iter().zip(outcomes) {
            let found = match outcome {
                None => {
                    given_up += 1;
                    continue;
                }
                Some(Ok(found)) => {
                    if probe.headers.contains_key(STAGE) {
                        headers.note(&probe.request().host, found);
                    }
                    faults(self.subject.plan, probe, found, self.subject.behind, self.body())
                }
                Some(Err(why)) => vec![Fault { what: "answer".to_owned(), wanted: probe.answer.to_owned(), found: why.clone() }],
            };
            run.asked += 1;
            if found.is_empty() {
                run.agreed += 1;
                run.served += usize::from(probe.served.is_some());
                let is_failure = |it: &Found| probe.served.is_some() && matches!(it.status, 502..=504);
                run.unserved += usize::from(outcome.iter().flatten().any(is_failure));
            } else {
                let (url, rule) = (probe.url.clone(), probe.rule.clone());
                run.differences.push(Difference { method: probe.method, url, faults: found, rule });
            }
        }
        if given_up > 0 {
            run.unasked.push(Unasked { count: given_up, why: "were left out, for those before them got no answer".to_owned() });
        }
        headers
    }

    async fn answers_as(&self, headers: &Headers, ways: &Ways, probes: &[&Probe], outcomes: &[Outcome]) -> Option<AnswersAs> {
        let (plan, asked) = (self.subject.plan, self.subject.stage);
        if let Some(said) = headers.answers_as(plan, asked) {
            return Some(said);
        }
        let responses: Vec<(&Probe, &Found)> =
            probes.iter().zip(outcomes).filter_map(|(probe, it)| Some((*probe, it.as_ref()?.as_ref().ok()?))).collect();
        let by_answers =
            |rank: Option<usize>, text: String| Some(AnswersAs { by: "answers", stage: rank.map(|it| plan.stages[it].name.clone()), text });
        let agrees = |(probe, found): &(&Probe, &Found)| faults(plan, probe, found, self.subject.behind, self.body()).is_empty();
        if responses.iter().all(agrees) {
            return by_answers(Some(asked), stage::told(plan, asked, asked));
        }
        if self.subject.behind == Behind::StandIns {
            return None;
        }
        for rank in stage::candidates(plan, asked, &responses).into_iter().take(TRIED) {
            if self.holds(rank, ways).await {
                return by_answers(Some(rank), stage::told(plan, rank, asked));
            }
        }
        by_answers(None, "no stage of this plan as a whole".to_owned())
    }

    /// Asks what proves another stage, and tells whether all of it comes back.
    async fn holds(&self, rank: usize, ways: &Ways) -> bool {
        let probes = (self.subject.probes)(rank);
        let (probes, _) = self.askable(&probes);
        let quiet = Verifying { progress: &|_| {}, ..*self };
        let outcomes = quiet.put(ways, &probes).await;
        probes.iter().zip(&outcomes).all(|(probe, outcome)| match outcome {
            Some(Ok(found)) => faults(self.subject.plan, probe, found, Behind::Shop, b"").is_empty(),
            _ => false,
        })
    }

    /// Returns what is to be said of each name.
    fn hosts(&self, headers: &Headers, certificates: &BTreeMap<String, CertificateFacts>) -> Vec<HostFacts> {
        let plan = self.subject.plan;
        let headers = headers.by_host(plan);
        let names: BTreeSet<&String> = headers.keys().chain(certificates.keys()).collect();
        let stage = &plan.stages[self.subject.stage].name;
        let of_host = |host: &String| {
            let stage_headers = headers.get(host).cloned().unwrap_or_default();
            let mut faults: Vec<String> = Vec::new();
            for said in stage_headers.iter().filter(|it| !it.stages.contains(stage)) {
                let what = match (&said.value, said.stages.first(), said.stages.last()) {
                    (None, _, _) => format!("no `{STAGE}`"),
                    (Some(value), Some(first), Some(last)) if first == last => format!("`{STAGE}: {value}`, which is {first}"),
                    (Some(value), Some(first), Some(last)) => format!("`{STAGE}: {value}`, which is {first} to {last}"),
                    (Some(value), _, _) => format!("`{STAGE}: {value}`, which is no stage of this plan"),
                };
                let responses = diag::plural(said.responses, "response carries", "responses carry");
                faults.push(format!("{responses} {what}"));
            }
            let certificate = certificates.get(host).cloned();
            if let Some(facts) = &certificate {
                faults.extend(facts.faults.iter().map(|it| format!("its certificate: {it}")));
                faults.extend(self.settings.as_of.and_then(|today| too_short(&plan.graph, host, facts, today)));
            }
            HostFacts { host: host.clone(), stage_headers, certificate, faults }
        };
        names.into_iter().map(of_host).collect()
    }
}

/// Says that a certificate ends before its name may, where nobody renews it, or before today.
fn too_short(graph: &Graph, name: &str, facts: &CertificateFacts, today: Date) -> Option<String> {
    let ends = facts.not_after.parse::<Timestamp>().ok()?.to_zoned(jiff::tz::TimeZone::UTC).date();
    let host = graph.find_host(name)?;
    let written = host.certificate.as_ref().and_then(|it| graph.certificates.get(&it.value));
    if written.is_some_and(|it| it.renewal.is_some_and(|it| it.value == Renewal::Automatic)) {
        return None;
    }
    let until = needed_until(graph, &host.name)?;
    let is_short = until.is_none_or(|until| ends < until && today <= until);
    let until = until.map_or_else(|| "for good".to_owned(), |it| format!("until {it}"));
    is_short.then(|| format!("its certificate ends on {ends}, its redirects are needed {until}, and no one says that it is renewed"))
}

/// Returns the last day on which a host redirects; within it `None` where nothing ends that, and `None` where it closes nothing.
fn needed_until(graph: &Graph, host: &str) -> Option<Option<Date>> {
    let regions = graph.sites.on(host).map(|it| graph.region_of(it)).filter(|it| it.disposition == Disposition::Retire);
    let ends = regions.map(|it| {
        let zone = it.zone.clone()?;
        Some(it.instants(MilestoneKind::RedirectsEnd)?.switch.to_zoned(zone).date())
    });
    // One that never ends is the last of all.
    ends.max_by_key(|it| (it.is_none(), *it))
}
