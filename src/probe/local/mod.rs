//! Starts a server on a configuration that was written for it, here on this machine, and stops it.

pub mod apache;
pub mod caddy;
pub mod envoy;
pub mod haproxy;
pub mod home;
pub mod kept;
pub mod nginx;

use crate::model::spec::workspace::TargetKind;
use kept::Night;
use std::fs::{self, File};
use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
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
    /// How it serves through switches, if it can.
    pub night: Option<Night>,
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
    /// Whether it is the first of a group of its own, which ends with it.
    is_group: bool,
    /// What it says.
    pub log: PathBuf,
}

impl Drop for Running {
    fn drop(&mut self) {
        match self.is_group {
            true => self.end(),
            false => {
                let _ = self.child.kill();
                let _ = self.child.wait();
            }
        }
    }
}

/// How long a group of processes may take to end by itself.
const FAREWELL: Duration = Duration::from_secs(3);

impl Running {
    /// Returns the number of its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Returns how it ended, if it did.
    fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        self.child.try_wait()
    }

    /// Ends the group: it is asked first, for some leave files behind otherwise.
    fn end(&mut self) {
        let first = self.process();
        if let Ok(None) = self.ended() {
            kept::ask_to_end(first);
        }
        let end = Instant::now() + FAREWELL;
        while matches!(self.ended(), Ok(None)) && Instant::now() < end {
            std::thread::park_timeout(Duration::from_millis(5));
        }
        kept::kill(first);
        let _ = self.child.wait();
        kept::closed(first);
    }
}

impl Server {
    /// Starts the program on the configuration in `home`, and waits until it takes connections on `ports`. Whatever it
    /// says about its configuration is a fault.
    pub fn start(&self, home: &Path, ports: &[u16]) -> io::Result<Running> {
        (self.prepare)(home)?;
        let mut running = spawn(self, (self.serve)(home), &home.join(LOG), false)?;
        await_ports(self, &mut running, ports)?;
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

/// Starts a command whose words go to `log`; as the first of a group of its own, if asked to.
fn spawn(server: &Server, mut command: Command, log: &Path, is_group: bool) -> io::Result<Running> {
    let said = File::create(log)?;
    command.stdin(Stdio::null()).stdout(said.try_clone()?).stderr(said);
    if is_group {
        command.process_group(0);
    }
    let child = command.spawn().map_err(|err| server.missing(&command, &err))?;
    if is_group {
        kept::open(child.id());
    }
    Ok(Running { child, is_group, log: log.to_owned() })
}

/// Waits until a server takes connections.
fn await_ports(server: &Server, running: &mut Running, ports: &[u16]) -> io::Result<()> {
    let end = Instant::now() + PATIENCE;
    for port in ports {
        while TcpStream::connect(SocketAddr::from(([127, 0, 0, 1], *port))).is_err() {
            if let Some(status) = running.ended()? {
                return Err(running.fault(&format!("{} ended with {status}", server.name)));
            }
            if Instant::now() > end {
                return Err(running.fault(&format!("{} did not answer on port {port} for {} s", server.name, PATIENCE.as_secs())));
            }
            std::thread::park_timeout(Duration::from_millis(2));
        }
    }
    Ok(())
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
