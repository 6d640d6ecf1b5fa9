//! A server that stays while its configurations change, as on the night.

use super::{LOG, Running, Server, await_ports, spawn};
use rustix::process::{Pid, Signal};
use std::collections::BTreeSet;
use std::fs;
use std::future::poll_fn;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::task::Poll;
use std::time::{Duration, Instant};
use tokio::signal::unix::{SignalKind, signal};

/// How a program serves through switches.
#[derive(Clone, Copy)]
pub struct Night {
    /// Has it serve in the foreground, so that it can be given another configuration.
    pub serve: fn(&Place) -> Command,
    pub laying: Laying,
    pub reload: Reload,
    /// How it is switched, in words.
    pub how: &'static str,
    /// Why its switch cannot but refuse some requests, if that is so.
    pub refuses: Option<&'static str>,
    /// Takes away what it leaves outside its folders.
    pub tidy: fn(&Place),
}

/// How the next configuration is laid where a program finds it. What still answers by the one before may read that one's
/// files until it is gone.
#[derive(Clone, Copy)]
pub enum Laying {
    /// A name leads to its folder, and is changed in one step: for programs that read all of it when they are told to.
    Lead,
    /// Its files are laid over those of the one before; what is left of these goes once nothing reads it.
    Over,
    /// A file with this text includes it, by the path of its own folder.
    Include(&'static str, fn(&Path) -> String),
}

/// How a program is given the configuration that now lies in the place of the one before.
#[derive(Clone, Copy)]
pub enum Reload {
    /// Its first process is sent a signal, and has others in the place of those that answer.
    Signal(Signal),
    /// Another command hands it over.
    Command(fn(&Place) -> Command),
    /// A new process, the so-manieth after the first, takes over the sockets of the one before.
    Relay(fn(&Place, usize) -> io::Result<Command>),
}

/// Where a server that stays finds what it needs.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    /// Leads to the configuration that it is to read.
    pub live: PathBuf,
    /// A folder that stays, for what it keeps while it runs.
    pub run: PathBuf,
}

impl Place {
    /// Lays a configuration where the program finds it.
    fn lay(&self, laying: Laying, dir: &Path) -> io::Result<()> {
        match laying {
            Laying::Lead => {
                let next = self.live.with_extension("next");
                match fs::remove_file(&next) {
                    Err(err) if err.kind() != io::ErrorKind::NotFound => return Err(err),
                    _ => symlink(dir, &next)?,
                }
                fs::rename(&next, &self.live)
            }
            Laying::Over => files_of(dir)?.iter().try_for_each(|file| {
                let place = self.live.join(file);
                fs::create_dir_all(place.parent().unwrap_or(&self.live))?;
                let next = place.with_extension("next");
                fs::copy(dir.join(file), &next)?;
                fs::rename(next, place)
            }),
            Laying::Include(name, text) => {
                fs::create_dir_all(&self.live)?;
                let next = self.live.join("next");
                fs::write(&next, text(dir))?;
                fs::rename(next, self.live.join(name))
            }
        }
    }

    /// Takes away what only the configuration before had.
    fn clear(&self, laying: Laying, before: &Path, now: &Path) -> io::Result<()> {
        if let Laying::Over = laying {
            for file in files_of(before)?.difference(&files_of(now)?) {
                fs::remove_file(self.live.join(file))?;
            }
        }
        Ok(())
    }
}

/// Returns every file below a folder, by its path in it.
fn files_of(dir: &Path) -> io::Result<BTreeSet<PathBuf>> {
    let (mut files, mut open) = (BTreeSet::new(), vec![PathBuf::new()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(dir.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            let kind = entry.file_type()?;
            if kind.is_dir() {
                open.push(path);
            } else if kind.is_file() {
                files.insert(path);
            }
        }
    }
    Ok(files)
}

/// How long a server may take until those that answered by the configuration before are gone.
const PATIENCE: Duration = Duration::from_secs(60);
/// So often is tried to take away a folder that may still be written to.
const TRIES: usize = 20;
/// How often is looked whether they are.
const PAUSE: Duration = Duration::from_millis(10);

/// A server that stays; it is stopped, with all its processes, when this goes.
pub struct Kept {
    server: &'static Server,
    night: Night,
    ports: Vec<u16>,
    place: Place,
    /// The folder of the configuration that it answers by.
    dir: PathBuf,
    /// The process that answers, or the first of those that do.
    running: Running,
    switches: usize,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.running.end();
        (self.night.tidy)(&self.place);
        OPEN.lock().unwrap_or_else(PoisonError::into_inner).left.retain(|it| it.place != self.place);
    }
}

impl Server {
    /// Starts the program on the configuration in `dir`, below `home`, to stay through switches.
    pub fn keep(&'static self, home: &Path, dir: &Path, ports: &[u16]) -> io::Result<Kept> {
        let night = self.night.ok_or_else(|| io::Error::other(format!("{} cannot be switched while it runs", self.name)))?;
        let place = Place { live: home.join("live"), run: home.join("run") };
        fs::create_dir_all(&place.run)?;
        OPEN.lock().unwrap_or_else(PoisonError::into_inner).left.push(Left { place: place.clone(), tidy: night.tidy });
        (self.prepare)(dir)?;
        place.lay(night.laying, dir)?;
        let mut running = spawn(self, (night.serve)(&place), &place.run.join(LOG), true)?;
        await_ports(self, &mut running, ports)?;
        let kept = Kept { server: self, night, ports: ports.to_vec(), place, dir: dir.to_owned(), running, switches: 0 };
        kept.is_silent(0)?;
        Ok(kept)
    }
}

impl Kept {
    /// Gives the server the configuration in `dir`; returns once nothing answers by the one before. A configuration that
    /// the program refuses is not given to it. If it is stopped and started instead, nobody answers in between.
    pub fn switch(&mut self, dir: &Path, is_restart: bool) -> io::Result<()> {
        let (status, said) = self.server.check(dir)?;
        if !status.success() {
            return Err(io::Error::other(format!("{} refuses the configuration: it ended with {status}\n{said}", self.server.name)));
        }
        self.place.lay(self.night.laying, dir)?;
        self.switches += 1;
        match self.night.reload {
            _ if is_restart => self.restart(),
            Reload::Signal(signal) => self.signal(signal),
            Reload::Command(command) => self.hand_over(command(&self.place)),
            Reload::Relay(command) => self.relay(command(&self.place, self.switches)?),
        }?;
        let before = std::mem::replace(&mut self.dir, dir.to_owned());
        self.place.clear(self.night.laying, &before, dir)
    }

    fn signal(&mut self, signal: Signal) -> io::Result<()> {
        let said = self.running.said().len();
        let first = self.running.process();
        let before = processes_of(first)?;
        if let Some(pid) = i32::try_from(first).ok().and_then(Pid::from_raw) {
            rustix::process::kill_process(pid, signal)?;
        }
        let end = Instant::now() + PATIENCE;
        loop {
            let now = processes_of(first)?;
            if !now.is_empty() && now.is_disjoint(&before) {
                return self.is_silent(said);
            }
            if let Some(status) = self.running.ended()? {
                return Err(self.running.fault(&format!("{} ended with {status}", self.server.name)));
            }
            if Instant::now() > end {
                self.is_silent(said)?;
                let text = format!(
                    "{} still answers by the configuration before, {} s after {}",
                    self.server.name,
                    PATIENCE.as_secs(),
                    self.night.how
                );
                return Err(self.running.fault(&text));
            }
            std::thread::park_timeout(PAUSE);
        }
    }

    fn hand_over(&mut self, mut command: Command) -> io::Result<()> {
        let output = command.output().map_err(|err| self.server.missing(&command, &err))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        Err(io::Error::other(format!("{} does not take the configuration: {said}", self.server.name)))
    }

    fn relay(&mut self, command: Command) -> io::Result<()> {
        let log = self.place.run.join(format!("{}-{LOG}", self.switches));
        let next = spawn(self.server, command, &log, true)?;
        // Until the one before is gone, either is the server.
        let mut before = std::mem::replace(&mut self.running, next);
        let end = Instant::now() + PATIENCE;
        while before.ended()?.is_none() {
            if let Some(status) = self.running.ended()? {
                return Err(self.running.fault(&format!("{} ended with {status}", self.server.name)));
            }
            if Instant::now() > end {
                return Err(before.fault(&format!(
                    "{} has not ended {} s after another one took over",
                    self.server.name,
                    PATIENCE.as_secs()
                )));
            }
            std::thread::park_timeout(PAUSE);
        }
        self.is_silent(0)
    }

    fn restart(&mut self) -> io::Result<()> {
        self.running.end();
        self.running = spawn(self.server, (self.night.serve)(&self.place), &self.place.run.join(LOG), true)?;
        await_ports(self.server, &mut self.running, &self.ports)?;
        self.is_silent(0)
    }

    /// Whatever the server says of its configuration is a fault.
    fn is_silent(&self, from: usize) -> io::Result<()> {
        let said = self.running.said();
        match said.get(from..).unwrap_or_default().lines().find(|it| (self.server.is_fault)(it)) {
            Some(line) => Err(self.running.fault(&format!("{} warns: {line}", self.server.name))),
            None => Ok(()),
        }
    }
}

/// Returns the processes that `first` has started and that still run.
fn processes_of(first: u32) -> io::Result<BTreeSet<u32>> {
    let output = Command::new("ps").args(["-A", "-o", "ppid=,pid=,stat="]).output();
    let output = output
        .map_err(|err| io::Error::new(err.kind(), format!("ps cannot be started: {err}; install it with `apt-get install procps`")))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let of_line = |line: &str| {
        let mut words = line.split_whitespace();
        let (parent, own, state) = (words.next()?.parse::<u32>().ok()?, words.next()?.parse().ok()?, words.next()?);
        (parent == first && !state.starts_with('Z')).then_some(own)
    };
    Ok(text.lines().filter_map(of_line).collect())
}

/// What is to be ended if this program is, and what is to be taken away then.
static OPEN: Mutex<Open> = Mutex::new(Open { groups: BTreeSet::new(), left: Vec::new() });

struct Open {
    /// Groups of processes, by their first.
    groups: BTreeSet<u32>,
    /// What servers leave, in the order in which they were started.
    left: Vec<Left>,
}

/// What a server leaves, and how it is taken away.
struct Left {
    place: Place,
    tidy: fn(&Place),
}

/// Notes a group of processes, by its first.
pub(super) fn open(group: u32) {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner).groups.insert(group);
}

/// Forgets a group that was ended.
pub(super) fn closed(group: u32) {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner).groups.remove(&group);
}

/// Ends a group of processes at once.
pub(super) fn kill(group: u32) {
    if let Some(pid) = i32::try_from(group).ok().and_then(Pid::from_raw) {
        let _ = rustix::process::kill_process_group(pid, Signal::KILL);
    }
}

/// Asks a process to end.
pub(super) fn ask_to_end(process: u32) {
    if let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) {
        let _ = rustix::process::kill_process(pid, Signal::TERM);
    }
}

/// Has every server that stays ended if this program is interrupted; `then` says how the program ends.
pub fn end_with_interrupts(then: fn()) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().spawn(move || {
        let is_over = runtime.block_on(interrupted());
        if is_over.is_ok() {
            let open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
            open.groups.iter().for_each(|it| kill(*it));
            for Left { place, tidy } in &open.left {
                tidy(place);
                // Nobody is told of a run that was cut short, so nobody looks for it; it may still be writing.
                let home = place.run.parent().unwrap_or(&place.run);
                let is_gone = || matches!(fs::remove_dir_all(home), Err(err) if err.kind() == io::ErrorKind::NotFound);
                (0..TRIES).take_while(|_| !is_gone()).for_each(|_| std::thread::park_timeout(PAUSE));
            }
            then();
        }
    })?;
    Ok(())
}

async fn interrupted() -> io::Result<()> {
    let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()];
    let mut signals = kinds.into_iter().map(signal).collect::<io::Result<Vec<_>>>()?;
    poll_fn(|context| match signals.iter_mut().any(|it| it.poll_recv(context).is_ready()) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
    Ok(())
}
