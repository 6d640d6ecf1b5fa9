//! HAProxy, as one process in the foreground.

use super::kept::{Laying, Night, Place, Reload};
use super::{Server, nothing};
use crate::model::spec::workspace::TargetKind;
use rustix::process::Signal;
use std::path::Path;
use std::process::Command;

/// How it is started.
pub const SERVER: Server = Server {
    kind: TargetKind::Haproxy,
    name: "haproxy",
    install: "apt-get install haproxy",
    prepare: nothing,
    check,
    serve,
    is_fault,
    night: Some(Night {
        serve: stay,
        laying: Laying::Lead,
        reload: Reload::Signal(Signal::USR2),
        how: "a reload of its master (SIGUSR2)",
        refuses: None,
        tidy: |_| (),
    }),
};

/// What it says of every process that makes way for another.
const OF_RELOADS: [&str; 3] = ["Reexecuting Master process", ") : Proxy ", ") : Former worker "];

fn command(home: &Path) -> Command {
    let mut command = Command::new("haproxy");
    command.arg("-f").arg(home.join("haproxy.cfg"));
    // Beside a configuration of one's own.
    let included = home.join("cutover/cutover.cfg");
    if included.is_file() {
        command.arg("-f").arg(included);
    }
    command
}

fn check(home: &Path) -> Command {
    let mut command = command(home);
    command.arg("-c");
    command
}

fn serve(home: &Path) -> Command {
    let mut command = command(home);
    command.arg("-db");
    command
}

fn stay(place: &Place) -> Command {
    let mut command = command(&place.live);
    command.arg("-W");
    command
}

fn is_fault(line: &str) -> bool {
    line.contains("[ALERT]") || (line.contains("[WARNING]") && !OF_RELOADS.iter().any(|it| line.contains(it)))
}
