//! The engines of providers that read tables, asked the same questions as the plan.

use crate::client::{Client, Response};
use crate::compare::pages;
use crate::engine::{emitter, write};
use crate::near::{Near, Random};
use cutover::emit::dialect::outside;
use cutover::emit::target::{Subject, hosts, is_used};
use cutover::model::artifact::Artifacts;
use cutover::model::graph::Target;
use cutover::model::plan::answer::{Answer, Outcome};
use cutover::model::plan::request::{Request, Scheme};
use cutover::model::plan::{Host, Plan};
use cutover::model::spec::workspace::{Lack, TargetKind};
use cutover::probe::local::free_port;
use cutover::template::Templates;
use std::collections::BTreeMap;
use std::fs::File;
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A provider's own code, as a server of the folder of one host.
pub struct Engine {
    pub kind: TargetKind,
    pub name: &'static str,
    /// The program that serves a host's folder, given the folder and a port.
    serve: fn(&Path, u16) -> Command,
    /// How many requests each stage is asked.
    requests: usize,
}

/// All of them.
pub const ENGINES: &[Engine] = &[
    Engine { kind: TargetKind::Netlify, name: "netlify", serve: |dir, port| node("netlify.mjs", dir, port), requests: 3_000 },
    Engine { kind: TargetKind::Vercel, name: "vercel", serve: |dir, port| node("vercel.mjs", dir, port), requests: 3_000 },
    Engine { kind: TargetKind::Firebase, name: "firebase", serve: |dir, port| node("firebase.mjs", dir, port), requests: 3_000 },
    Engine { kind: TargetKind::CloudflarePages, name: "cloudflare-pages", serve: wrangler, requests: 1_200 },
];

/// What an engine makes of lines that are refused: a table, a request, and the status and `Location` that come back.
type Anyway = (TargetKind, &'static str, &'static str, u16, &'static str);

const ANYWAY: &[Anyway] = &[
    (TargetKind::Netlify, "/a https://x.test/ 301", "GET /a?q=1", 301, "https://x.test/?q=1"),
    (TargetKind::Netlify, "/a id=42 https://x.test/ 301", "GET /a?id=43&id=42", 301, "https://x.test/?id=43&id=42"),
    (TargetKind::Netlify, "/a https://x.test/ 301", "GET /%61", 301, "https://x.test/"),
    (TargetKind::Netlify, "/a/:b https://x.test/:b 301", "GET /a//b", 301, "https://x.test/b"),
    (TargetKind::CloudflarePages, "/a https://x.test/ 301", "GET /a?q=1", 301, "https://x.test/?q=1"),
    (TargetKind::CloudflarePages, "/a https://x.test/ 301", "GET /a?q='1'", 301, "https://x.test/?q=%271%27"),
    (TargetKind::CloudflarePages, "/a /gone 410", "GET /a", 404, ""),
    (TargetKind::CloudflarePages, "/a https://x.test/ 301", "POST /b", 405, ""),
];

/// Shows that what is refused, or kept out of the promise, is answered otherwise where it is written all the same.
pub fn refusals_are_real() {
    for engine in ENGINES {
        for (_, table, request, status, location) in ANYWAY.iter().filter(|it| it.0 == engine.kind) {
            let dir = TempDir::new().expect("a folder");
            let site = dir.path().join("site");
            std::fs::create_dir(&site).expect("a folder");
            std::fs::write(site.join("_redirects"), format!("{table}\n")).expect("a file");
            let running = Running::start(engine, &site);
            let (method, target) = request.split_once(' ').expect("a method and a target");
            let response = Client::new(running.port).ask(method, target, "www.shop.test", "", b"").expect("a response");
            let found = (response.status, response.values("Location").join(" and "));
            assert_eq!(found, (*status, (*location).to_owned()), "{}: {table}, {request}", engine.name);
        }
    }
}

/// Has the published schema of the Gateway API judge every route that is written, and one that is broken.
pub fn routes_are_as_their_schema_asks(plan: &Plan) {
    let target = plan.graph.targets.values().find(|it| it.kind == TargetKind::GatewayApi).expect("the workspace has such a target");
    assert_eq!((emitter(target.kind).cannot)(plan, target), [], "it can be said in full");
    let dir = TempDir::new().expect("a folder");
    let mut judged = 0;
    for stage in 0..plan.stages.len() {
        let out = written(plan, target, stage);
        write(dir.path(), &out);
        for path in out.files.keys().filter(|it| it.starts_with("complete/")) {
            let (is_fine, said) = judge(&dir.path().join(path));
            assert!(is_fine, "{}, {path}: {said}", plan.stages[stage].name);
            judged += said.lines().count();
            let broken = String::from_utf8_lossy(&out.files[path]).replace("\"PathPrefix\"", "\"Prefix\"");
            let file = dir.path().join("broken.json");
            std::fs::write(&file, broken).expect("a file");
            let (is_fine, said) = judge(&file);
            assert!(!is_fine && said.contains("matches"), "a broken route is let pass: {said}");
        }
    }
    println!("tables gateway-api: {judged} routes are as their schema asks");
    assert!(judged > plan.stages.len());
}

fn judge(file: &Path) -> (bool, String) {
    let output = Command::new("node").arg(packages().join("gateway.mjs")).arg(file).output().expect("node is installed");
    (output.status.success(), String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

/// The headers that are ours to say: none of them stands where the plan declares none.
const OURS: &[&str] = &["Deprecation", "Link", "Retry-After", "Strict-Transport-Security", "Sunset", "X-Robots-Tag"];
const PATIENCE: Duration = Duration::from_secs(60);
const TOLD: usize = 10;

/// Returns the folder with the packages, where `tests/install` puts them.
pub fn packages() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("target"), PathBuf::from);
    target.join("tools/servers")
}

fn node(script: &str, dir: &Path, port: u16) -> Command {
    let mut command = Command::new("node");
    command.arg(packages().join(script)).arg(dir).arg(port.to_string());
    command
}

fn wrangler(dir: &Path, port: u16) -> Command {
    let mut command = Command::new("node");
    command.arg(packages().join("node_modules/wrangler/bin/wrangler.js")).args(["pages", "dev"]).arg(dir).args([
        "--port",
        &port.to_string(),
        "--ip",
        "127.0.0.1",
        "--compatibility-date",
        "2026-04-01",
    ]);
    // What it keeps of itself lies beside the host's folder and goes with it.
    let home = dir.parent().unwrap_or(dir);
    command.current_dir(home).env("HOME", home).envs([("CI", "1"), ("NO_COLOR", "1"), ("WRANGLER_SEND_METRICS", "false")]);
    command
}

/// A program that runs until it is dropped, with all that it has started.
struct Running {
    child: Child,
    port: u16,
    log: PathBuf,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = Command::new("kill").args(["-KILL", "--", &format!("-{}", self.child.id())]).status();
        let _ = self.child.wait();
    }
}

impl Running {
    fn start(engine: &Engine, dir: &Path) -> Running {
        let port = free_port().expect("a port on loopback");
        let log = dir.with_extension("said");
        let said = File::create(&log).expect("a file");
        let mut command = (engine.serve)(dir, port);
        command.stdin(Stdio::null()).stdout(said.try_clone().expect("a file")).stderr(said).process_group(0);
        let child = command.spawn().unwrap_or_else(|err| panic!("{} cannot be started: {err}; run tests/install", engine.name));
        let mut running = Running { child, port, log };
        let end = Instant::now() + PATIENCE;
        while TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], port))).is_err() {
            let ended = running.child.try_wait().expect("a process");
            assert!(ended.is_none() && Instant::now() < end, "{} does not answer: {}", engine.name, running.said());
            std::thread::park_timeout(Duration::from_millis(20));
        }
        running
    }

    fn said(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap_or_default()).into_owned()
    }
}

/// Returns what is written for one target of a plan in a stage.
fn written(plan: &Plan, target: &Target, stage: usize) -> Artifacts {
    let mut out = Artifacts::default();
    let templates = Templates::new(BTreeMap::new());
    let pages = pages(plan);
    (emitter(target.kind).emit)(&Subject { plan, target, stage, pages: &pages, templates: &templates }, "", &mut out)
        .expect("it is written");
    out
}

/// What one engine was asked.
#[derive(Default)]
struct Tally {
    requests: usize,
    outside: usize,
    differences: usize,
    told: String,
    kinds: BTreeMap<u16, usize>,
}

/// Asks every engine all that its target holds, at every stage that it is used in, and wants no difference.
pub fn differential(plan: &Plan) {
    for engine in ENGINES {
        let mut tally = Tally::default();
        let target = plan.graph.targets.values().find(|it| it.kind == engine.kind).expect("the workspace has such a target");
        assert_eq!((emitter(target.kind).cannot)(plan, target), [], "{} can be said in full", target.name);
        for stage in (0..plan.stages.len()).filter(|it| is_used(plan, target, *it)) {
            let dir = TempDir::new().expect("a folder");
            write(dir.path(), &written(plan, target, stage));
            for host in hosts(plan, target) {
                let running = Running::start(engine, &dir.path().join("complete").join(&host.name));
                ask(engine, plan, (target, stage, host), &running, &mut tally);
            }
        }
        println!("answers asked for: {:?}", tally.kinds);
        println!(
            "tables {}: {} requests, {} more that it is not held to, {} differences",
            engine.name, tally.requests, tally.outside, tally.differences
        );
        assert_eq!(tally.differences, 0, "{}", tally.told);
        assert!(tally.requests > engine.requests, "{} is asked enough", engine.name);
    }
}

fn ask(engine: &Engine, plan: &Plan, (target, stage, host): (&Target, usize, &Host), running: &Running, tally: &mut Tally) {
    let at = plan.instant_of(stage);
    let mut client = Client::new(running.port);
    let near = Near::of(host);
    let mut random = Random::new(stage as u64 + 1);
    let hits = near.hits(at, &mut random);
    let drawn: Vec<Request> = (0..engine.requests).map(|_| near.draw(&mut random)).collect();
    let pages = pages(plan);
    for mut request in hits.into_iter().chain(drawn) {
        // The provider has taken the name apart, and leads http to https, before its table is asked.
        request.scheme = Scheme::Https;
        let name = request.host_name();
        if name != host.name && plan.aliases.get(&name) != Some(&host.name) {
            continue;
        }
        let answer = plan.answer(&request, at);
        if outside(engine.kind, &request, &answer).is_some() {
            tally.outside += 1;
            continue;
        }
        tally.requests += 1;
        *tally.kinds.entry(answer.outcome.status().unwrap_or_default()).or_default() += 1;
        let body: &[u8] = if matches!(request.method.as_str(), "POST" | "PUT" | "PATCH") { b"a=1" } else { b"" };
        let faults = match client.ask(&request.method, &request.target, &name, "", body) {
            Ok(response) => faults(target, &answer, &request, &response, &pages),
            Err(err) => vec![format!("no response: {err}")],
        };
        if !faults.is_empty() {
            tally.differences += 1;
            if tally.differences <= TOLD {
                let stage = &plan.stages[stage].name;
                tally.told.push_str(&format!("\n{stage}: {} {name}{}\n  {}\n", request.method, request.target, faults.join("\n  ")));
            }
        }
    }
}

/// Returns what the response says otherwise than the answer.
fn faults(target: &Target, answer: &Answer<'_>, request: &Request, response: &Response, pages: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut expect = |what: &str, wanted: &str, found: &str| {
        if wanted != found {
            faults.push(format!("{what}: wanted `{wanted}`, found `{found}`"));
        }
    };
    expect("status", &format!("{:?}", answer.outcome.status()), &format!("{:?}", Some(response.status)));
    let location = match &answer.outcome {
        Outcome::Redirect { location, .. } => location.as_str(),
        _ => "",
    };
    expect("Location", location, &response.values("Location").join(" and "));
    let own = ["Cache-Control", "Content-Type"];
    for name in OURS.iter().copied().chain(own) {
        let is_redirect = !location.is_empty();
        let may_lack = (is_redirect || target.kind == TargetKind::Netlify)
            && match name {
                "Strict-Transport-Security" => target.without.contains(&Lack::Hsts),
                _ => target.without.contains(&Lack::Headers),
            };
        let wanted: Vec<&str> = answer.headers.iter().filter(|it| it.0 == name).map(|it| it.1.as_str()).collect();
        // What nobody declared of these two is the provider's own.
        if !may_lack && (!wanted.is_empty() || !own.contains(&name)) {
            expect(name, &wanted.join(", "), &response.values(name).join(", "));
        }
    }
    if let Outcome::Gone { page } | Outcome::Page { page } | Outcome::Unavailable { page, .. } = &answer.outcome {
        let wanted: &[u8] = if request.method == "HEAD" { b"" } else { &pages[page] };
        expect("body", &String::from_utf8_lossy(wanted), &String::from_utf8_lossy(&response.body));
    }
    faults
}
