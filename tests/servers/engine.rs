//! The programs that read what is generated, each started here on a port of its own.

use crate::authority::Authority;
use cutover::emit::EMITTERS;
use cutover::emit::target::{Emitter, Subject, certificate, hosts};
use cutover::model::artifact::Artifacts;
use cutover::model::graph::Target;
use cutover::model::plan::Plan;
use cutover::model::spec::workspace::TargetKind;
use cutover::probe::local::{self, Server, free_port};
use cutover::template::Templates;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// Starts a program on one stage of a plan, with a body for each page.
type Boot = fn(TargetKind, &Plan, usize, &BTreeMap<String, Vec<u8>>) -> Running;

/// A program that can be started on one stage of a plan.
pub struct Engine {
    pub name: &'static str,
    pub kind: TargetKind,
    /// Whether everything passes through it to the shop as it came, the timing included.
    pub is_full: bool,
    /// Names the shop's servers as the engine's target wants them.
    pub name_servers: fn(&mut Plan),
    /// Takes out of a plan what the engine's target refuses.
    pub fit: fn(&mut Plan),
    /// Of so many stages, or workspaces, one is tried: a program that compiles its configuration takes its time.
    pub one_of: usize,
    pub boot: Boot,
}

/// Returns a server that holds every clause.
const fn full(name: &'static str, kind: TargetKind) -> Engine {
    Engine { name, kind, is_full: true, name_servers: |_| (), fit: |_| (), one_of: 1, boot: complete }
}

/// All of them.
pub const ENGINES: &[Engine] = &[
    full("nginx", TargetKind::Nginx),
    full("haproxy", TargetKind::Haproxy),
    full("envoy", TargetKind::Envoy),
    full("caddy", TargetKind::Caddy),
    full("apache", TargetKind::Apache),
    Engine { is_full: false, boot: worker, ..full("workerd", TargetKind::CloudflareWorker) },
    Engine {
        is_full: false,
        name_servers: by_name,
        fit: without_headers,
        boot: function,
        ..full("CloudFront's event in Node", TargetKind::CloudfrontFunction)
    },
    Engine { is_full: false, one_of: 5, boot: varnish, ..full("varnish", TargetKind::Template) },
];

/// A server that runs until it is dropped.
pub struct Running {
    pub port: u16,
    /// The port with TLS, where the plan names certificates.
    pub tls_port: Option<u16>,
    /// The folder that it runs in.
    pub dir: TempDir,
    /// It is stopped when this goes.
    _server: local::Running,
}

impl Running {
    /// Leaves the folder for a person to look at.
    pub fn keep(&mut self) -> PathBuf {
        self.dir.disable_cleanup(true);
        self.dir.path().to_owned()
    }
}

/// Writes what is generated below `dir`.
pub fn write(dir: &Path, out: &Artifacts) {
    for (path, bytes) in &out.files {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder for the configuration");
        fs::write(path, bytes).expect("a file of the configuration");
    }
    for (path, stream) in &out.streams {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder for the configuration");
        let mut file = std::io::BufWriter::new(fs::File::create(path).expect("a file of the configuration"));
        stream.write(&mut file).expect("a file of the configuration");
    }
}

/// Returns what writes for targets of `kind`.
pub fn emitter(kind: TargetKind) -> &'static Emitter {
    EMITTERS.iter().find(|it| it.kind == kind).expect("the kind has an emitter")
}

/// Returns the program that reads what is written for `kind`.
pub fn server(kind: TargetKind) -> &'static Server {
    local::server(kind).expect("the kind has a program")
}

/// Returns what is generated for `target`: `complete/…` and `include/…`.
pub fn files(target: &Target, plan: &Plan, stage: usize, pages: &BTreeMap<String, Vec<u8>>) -> Artifacts {
    let emitter = emitter(target.kind);
    assert_eq!((emitter.cannot)(plan, target), [], "the plan can be said in full");
    let path = "targets/varnish/default.vcl.j2";
    let example = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src/examples/varnish/default.vcl.j2"));
    let templates = Templates::new(BTreeMap::from([(path.to_owned(), example.expect("the book's example is there"))]));
    let mut out = Artifacts::default();
    (emitter.emit)(&Subject { plan, target, stage, pages, templates: &templates }, "", &mut out).expect("the templates fit");
    out
}

/// Starts the program of `kind` on the complete configuration of a stage, with TLS where each host has a certificate.
pub fn complete(kind: TargetKind, plan: &Plan, stage: usize, pages: &BTreeMap<String, Vec<u8>>) -> Running {
    let port = free_port().expect("a port on loopback");
    let mut target = crate::plans::target(kind, port);
    let is_certified = hosts(plan, &target).all(|it| certificate(plan, it).is_some());
    let tls_port = (is_certified && hosts(plan, &target).next().is_some()).then(|| free_port().expect("a port on loopback"));
    target.listen_tls.extend(tls_port);
    let dir = TempDir::new().expect("a folder");
    write(dir.path(), &files(&target, plan, stage, pages));
    start(kind, dir, "complete", port, tls_port)
}

/// Varnish, by the templates that the book shows.
const VARNISH: Server = Server {
    kind: TargetKind::Template,
    name: "varnish",
    install: "apt-get install varnish varnish-modules",
    prepare: local::nothing,
    check: |home| varnishd(home, &["-C"]),
    serve: |home| varnishd(home, &["-F", "-s", "malloc,16m"]),
    is_fault: |line| line.contains("Error") || line.contains("Warning"),
    night: None,
};

fn varnishd(home: &Path, more: &[&str]) -> Command {
    let home = fs::canonicalize(home).expect("the folder is there");
    let port = fs::read_to_string(home.join("port")).expect("its port was written");
    let mut command = Command::new("varnishd");
    command.current_dir(&home).args(["-a", &format!("127.0.0.1:{port}"), "-f"]).arg(home.join("default.vcl")).args(more);
    command.arg("-n").arg(home.join("run"));
    command
}

/// A Worker in Cloudflare's own runtime; a binding leads to each server of the shop.
const WORKERD: Server = Server {
    kind: TargetKind::CloudflareWorker,
    name: "workerd",
    install: "tests/install",
    prepare: local::nothing,
    check: |home| workerd(home, "test"),
    serve: |home| workerd(home, "serve"),
    is_fault: |line| line.contains("rror"),
    night: None,
};

fn workerd(home: &Path, verb: &str) -> Command {
    let mut command = Command::new("workerd");
    command.arg(verb).arg(home.join("workerd.capnp"));
    command
}

fn worker(kind: TargetKind, plan: &Plan, stage: usize, pages: &BTreeMap<String, Vec<u8>>) -> Running {
    let port = free_port().expect("a port on loopback");
    let dir = TempDir::new().expect("a folder");
    let out = files(&crate::plans::target(kind, port), plan, stage, pages);
    let answers = String::from_utf8(out.files["complete/answers.js"].clone()).expect("text");
    write(dir.path(), &out);
    let bound = answers.lines().filter_map(|it| it.trim().strip_prefix("\"http://")?.strip_suffix("',")?.split_once("\": '"));
    let bound: Vec<(&str, &str)> = bound.collect();
    let services: String =
        bound.iter().map(|(address, name)| format!("(name = \"{name}\", external = (address = \"{address}\", http = ())), ")).collect();
    let bindings: String = bound.iter().map(|(_, name)| format!("(name = \"{name}\", service = \"{name}\"), ")).collect();
    let modules =
        ["worker.js", "answers.js", "pages.js"].map(|it| format!("(name = \"{it}\", esModule = embed \"complete/{it}\")")).join(", ");
    let config = format!(
        "using Workerd = import \"/workerd/workerd.capnp\";\n\
         const config :Workerd.Config = (\n\
           services = [{services}(name = \"main\", worker = .main)],\n\
           sockets = [(name = \"http\", address = \"127.0.0.1:{port}\", http = (), service = \"main\")]);\n\
         const main :Workerd.Worker = (modules = [{modules}], bindings = [{bindings}], compatibilityDate = \"2026-04-01\");\n"
    );
    fs::write(dir.path().join("workerd.capnp"), config).expect("a file");
    started(&WORKERD, dir, "", port, None)
}

/// A function called by Node with CloudFront's event, for each request.
const FUNCTION: Server = Server {
    kind: TargetKind::CloudfrontFunction,
    name: "node",
    install: "apt-get install nodejs",
    prepare: local::nothing,
    check: |home| node(home),
    serve: |home| node(home),
    is_fault: |line| line.contains("rror"),
    night: None,
};

/// CloudFront asks servers by name alone.
fn by_name(plan: &mut Plan) {
    crate::compare::each_upstream(plan, |it| it.authority = it.authority.replace("127.0.0.1", "localhost"));
}

/// CloudFront runs no function on what the shop says with 400 or more.
fn without_headers(plan: &mut Plan) {
    for host in plan.hosts.values_mut() {
        host.hsts = None;
        for epoch in &mut host.epochs {
            std::sync::Arc::make_mut(&mut epoch.routing).sites.iter_mut().for_each(|it| it.headers.clear());
        }
    }
}

fn node(home: &Path) -> Command {
    let mut command = Command::new("node");
    command.arg(home.join("cloudfront.mjs")).arg(home.join("complete")).arg(fs::read_to_string(home.join("port")).expect("its port"));
    command
}

fn function(kind: TargetKind, plan: &Plan, stage: usize, pages: &BTreeMap<String, Vec<u8>>) -> Running {
    let port = free_port().expect("a port on loopback");
    let dir = TempDir::new().expect("a folder");
    let mut named = plan.clone();
    by_name(&mut named);
    write(dir.path(), &files(&crate::plans::target(kind, port), &named, stage, pages));
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/servers/js/cloudfront.mjs"), dir.path().join("cloudfront.mjs"))
        .expect("a file");
    fs::write(dir.path().join("port"), port.to_string()).expect("a file");
    started(&FUNCTION, dir, "", port, None)
}

fn varnish(kind: TargetKind, plan: &Plan, stage: usize, pages: &BTreeMap<String, Vec<u8>>) -> Running {
    let port = free_port().expect("a port on loopback");
    let dir = TempDir::new().expect("a folder");
    let home = dir.path().to_str().expect("a path in letters").to_owned();
    let target = Target { name: "varnish".to_owned(), home, ..crate::plans::target(kind, port) };
    write(dir.path(), &files(&target, plan, stage, pages));
    fs::write(dir.path().join("port"), port.to_string()).expect("a file");
    started(&VARNISH, dir, "", port, None)
}

/// Starts the program of `kind` on the configuration in a folder below `dir`; whatever it says about it is a fault.
pub fn start(kind: TargetKind, dir: TempDir, folder: &str, port: u16, tls_port: Option<u16>) -> Running {
    started(server(kind), dir, folder, port, tls_port)
}

fn started(server: &Server, mut dir: TempDir, folder: &str, port: u16, tls_port: Option<u16>) -> Running {
    let ports: Vec<u16> = std::iter::once(port).chain(tls_port).collect();
    match server.start(&dir.path().join(folder), &ports) {
        Ok(server) => Running { port, tls_port, dir, _server: server },
        Err(err) => {
            dir.disable_cleanup(true);
            panic!("in {}: {err}", dir.path().display());
        }
    }
}

/// The authority of all certificates in these tests.
pub fn authority() -> &'static Authority {
    static AUTHORITY: std::sync::OnceLock<Authority> = std::sync::OnceLock::new();
    AUTHORITY.get_or_init(Authority::new)
}
