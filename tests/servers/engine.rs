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
use tempfile::TempDir;

/// A program that can be started on one stage of a plan.
pub struct Engine {
    pub name: &'static str,
    pub boot: fn(&Plan, usize, &BTreeMap<String, Vec<u8>>) -> Running,
}

/// All of them.
pub const ENGINES: &[Engine] = &[Engine { name: "nginx", boot: |plan, stage, pages| complete(TargetKind::Nginx, plan, stage, pages) }];

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
    let templates = Templates::new(BTreeMap::new());
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

/// Starts the program of `kind` on the configuration in a folder below `dir`; whatever it says about it is a fault.
pub fn start(kind: TargetKind, mut dir: TempDir, folder: &str, port: u16, tls_port: Option<u16>) -> Running {
    let ports: Vec<u16> = std::iter::once(port).chain(tls_port).collect();
    match server(kind).start(&dir.path().join(folder), &ports) {
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
