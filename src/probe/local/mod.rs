//! Starts a server on a configuration that was written for it, here on this machine, and stops it.

pub mod apache;
pub mod caddy;
pub mod envoy;
pub mod haproxy;
pub mod home;
pub mod nginx;

use crate::model::spec::workspace::TargetKind;
use std::fs::{self, File};
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A program that reads what is generated for one kind of target.
pub struct Server {
    pub kind: TargetKind,
    /// Its name, as `--local` takes it.
    pub name: &'static str,
    /// What to type where it is missing.
    pub install: &'static str,
    /// Makes what the configuration in a folder needs beside it, such as an index of a table.
    pub prepare: fn(&Path) -> io::Result<()>,
    /// Has the program judge the configuration in a folder, and end.
    pub check: fn(&Path) -> Command,
    /// Has it serve, in the foreground, as one process where that can be.
    pub serve: fn(&Path) -> Command,
    /// Tells whether a line of what it says is a fault or a warning.
    pub is_fault: fn(&str) -> bool,
}

/// All of them, in the order in which they are shown.
pub const SERVERS: &[Server] = &[nginx::SERVER, apache::SERVER, haproxy::SERVER, caddy::SERVER, envoy::SERVER];

/// Returns the program that reads what is generated for `kind`, if it can be started here.
pub fn server(kind: TargetKind) -> Option<&'static Server> {
    SERVERS.iter().find(|it| it.kind == kind)
}

/// How long a server may take until it answers: large tables are read first.
const PATIENCE: Duration = Duration::from_secs(120);
/// What it says is kept here, beside its configuration.
const LOG: &str = "said.txt";

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
    /// What it says.
    pub log: PathBuf,
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Running {
    /// Returns the number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }
}

impl Server {
    /// Starts the program on the configuration in `home`, and waits until it takes connections on `ports`. Whatever it
    /// says about its configuration is a fault.
    pub fn start(&self, home: &Path, ports: &[u16]) -> io::Result<Running> {
        (self.prepare)(home)?;
        let log = home.join(LOG);
        let said = File::create(&log)?;
        let mut command = (self.serve)(home);
        command.stdin(Stdio::null()).stdout(said.try_clone()?).stderr(said);
        let child = command.spawn().map_err(|err| self.missing(&command, &err))?;
        let mut running = Running { child, log };
        let end = Instant::now() + PATIENCE;
        for port in ports {
            while TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], *port))).is_err() {
                if let Some(status) = running.child.try_wait()? {
                    return Err(running.fault(&format!("{} ended with {status}", self.name)));
                }
                if Instant::now() > end {
                    return Err(running.fault(&format!("{} did not answer on port {port} for {} s", self.name, PATIENCE.as_secs())));
                }
                std::thread::park_timeout(Duration::from_millis(2));
            }
        }
        match running.said().lines().find(|it| (self.is_fault)(it)) {
            Some(line) => Err(running.fault(&format!("{} warns: {line}", self.name))),
            None => Ok(running),
        }
    }

    /// Returns how the program judges the configuration in `home`, and what it says of it.
    pub fn check(&self, home: &Path) -> io::Result<(ExitStatus, String)> {
        (self.prepare)(home)?;
        let mut command = (self.check)(home);
        let output = command.output().map_err(|err| self.missing(&command, &err))?;
        let said = [output.stdout, output.stderr].concat();
        Ok((output.status, String::from_utf8_lossy(&said).into_owned()))
    }

    /// Says what to install where a program cannot be started.
    fn missing(&self, command: &Command, err: &io::Error) -> io::Error {
        let program = command.get_program().display();
        io::Error::new(err.kind(), format!("{program} cannot be started: {err}; install it with `{}`", self.install))
    }
}

impl Running {
    /// Returns what the server has said so far.
    pub fn said(&self) -> String {
        fs::read(&self.log).map(|it| String::from_utf8_lossy(&it).into_owned()).unwrap_or_default()
    }

    fn fault(&self, what: &str) -> io::Error {
        io::Error::other(format!("{what}\n{}", self.said()))
    }
}

/// The ports that are given to programs here: below those that systems give to whoever asks for any.
const PORTS: std::ops::Range<u32> = 10_000..32_000;

/// Returns a port that nobody listens on, each time another one: what is started a moment later still finds it free.
pub fn free_port() -> io::Result<u16> {
    static GIVEN: AtomicU32 = AtomicU32::new(0);
    let count = PORTS.end - PORTS.start;
    // Programs that run beside this one begin elsewhere.
    let first = std::process::id().wrapping_mul(61) % count;
    let ports = (0..count).map(|_| PORTS.start + (first + GIVEN.fetch_add(1, Ordering::Relaxed)) % count);
    let mut free = ports.filter_map(|it| u16::try_from(it).ok()).filter(|it| TcpListener::bind(("127.0.0.1", *it)).is_ok());
    free.next().ok_or_else(|| io::Error::other("no port is free"))
}

/// Returns as many ports that nobody listens on, no two the same.
pub fn free_ports(count: usize) -> io::Result<Vec<u16>> {
    let taken = (0..count).map(|_| TcpListener::bind("127.0.0.1:0")).collect::<io::Result<Vec<_>>>()?;
    taken.iter().map(|it| Ok(it.local_addr()?.port())).collect()
}

/// Needs nothing beside the configuration.
pub fn nothing(_: &Path) -> io::Result<()> {
    Ok(())
}
