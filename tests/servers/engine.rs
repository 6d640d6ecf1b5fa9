//! The programs that read what is generated, each started here on a port of its own.

use cutover::emit::nginx;
use cutover::model::artifact::Artifacts;
use cutover::model::plan::Plan;
use cutover::template::Templates;
use std::collections::BTreeMap;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A program that can be started on one stage of a plan.
pub struct Engine {
    pub name: &'static str,
    pub boot: fn(&Plan, usize, &BTreeMap<String, Vec<u8>>) -> Running,
}

/// All of them.
pub const ENGINES: &[Engine] = &[Engine { name: "nginx", boot: nginx_complete }];

/// A server that runs until it is dropped.
pub struct Running {
    pub port: u16,
    /// The folder that it runs in.
    pub dir: TempDir,
    child: Child,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Returns a port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port on loopback").port()
}

/// Writes what is generated below `dir`.
pub fn write(dir: &Path, out: &Artifacts) {
    for (path, bytes) in &out.files {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("a folder for the configuration");
        fs::write(path, bytes).expect("a file of the configuration");
    }
}

/// Returns what is generated for nginx.
pub fn nginx_files(plan: &Plan, stage: usize, pages: &BTreeMap<String, Vec<u8>>, port: u16) -> Artifacts {
    let target = crate::plans::target(port);
    assert_eq!(nginx::cannot(plan, &target), [], "the plan can be said in full");
    let templates = Templates::new(BTreeMap::new());
    let mut out = Artifacts::default();
    nginx::emit(&nginx::Subject { plan, target: &target, stage, pages, templates: &templates }, "", &mut out).expect("the templates fit");
    out
}

fn nginx_complete(plan: &Plan, stage: usize, pages: &BTreeMap<String, Vec<u8>>) -> Running {
    let port = free_port();
    let dir = TempDir::new().expect("a folder");
    write(dir.path(), &nginx_files(plan, stage, pages, port));
    start_nginx(dir, "complete", port)
}

/// Starts nginx on the configuration in a folder below `dir`; whatever it says about it is a fault.
pub fn start_nginx(dir: TempDir, folder: &str, port: u16) -> Running {
    let home = dir.path().join(folder);
    let child = nginx_command(&home)
        .args(["-g", "daemon off; master_process off;"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(fs::File::create(home.join("said.txt")).expect("a file"))
        .spawn()
        .expect("nginx is installed (`apt-get install nginx-light`)");
    let mut running = Running { port, dir, child };
    running.wait(&home.join("said.txt"));
    running
}

fn nginx_command(home: &Path) -> Command {
    let mut command = Command::new("nginx");
    command.arg("-p").arg(home).args(["-c", "nginx.conf"]);
    command
}

impl Running {
    /// Waits until the server takes connections.
    fn wait(&mut self, said: &Path) {
        let end = Instant::now() + Duration::from_secs(30);
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let is_over = self.child.try_wait().expect("the process is ours").is_some() || Instant::now() > end;
            if is_over {
                let kept = self.keep();
                panic!("the server did not start in {}: {}", kept.display(), fs::read_to_string(said).unwrap_or_default());
            }
            std::thread::park_timeout(Duration::from_millis(2));
        }
        let said = fs::read_to_string(said).unwrap_or_default();
        assert!(!said.contains("[warn]") && !said.contains("[emerg]"), "the server warns: {said}");
    }

    /// Leaves the folder for a person to look at.
    pub fn keep(&mut self) -> PathBuf {
        self.dir.disable_cleanup(true);
        self.dir.path().to_owned()
    }
}
