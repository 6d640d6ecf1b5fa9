//! nginx, as one process in the foreground.

use super::kept::{Laying, Night, Place, Reload};
use super::{Server, nothing};
use crate::model::spec::workspace::TargetKind;
use rustix::process::{Signal, geteuid};
use std::path::Path;
use std::process::Command;

/// How it is started.
pub const SERVER: Server = Server {
    kind: TargetKind::Nginx,
    name: "nginx",
    install: "apt-get install nginx-light",
    prepare: nothing,
    check,
    serve,
    is_fault,
    night: Some(Night {
        serve: stay,
        laying: Laying::Over,
        reload: Reload::Signal(Signal::HUP),
        how: "a reload (SIGHUP)",
        refuses: None,
        tidy: |_| (),
    }),
};

fn command(home: &Path) -> Command {
    let mut command = Command::new("nginx");
    command.arg("-p").arg(home).args(["-c", "nginx.conf"]);
    command
}

fn check(home: &Path) -> Command {
    let mut command = command(home);
    command.arg("-t");
    command
}

fn serve(home: &Path) -> Command {
    let mut command = command(home);
    command.args(["-g", "daemon off; master_process off;"]);
    command
}

/// Its processes stay the user that started it, for a folder of one's own is not everybody's to read.
fn stay(place: &Place) -> Command {
    let mut command = command(&place.live);
    command.args(["-g", if geteuid().is_root() { "daemon off; user root;" } else { "daemon off;" }]);
    command
}

fn is_fault(line: &str) -> bool {
    ["[warn]", "[emerg]", "[alert]", "[crit]"].iter().any(|it| line.contains(it))
}
