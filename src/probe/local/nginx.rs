//! nginx, as one process in the foreground.

use super::{Server, nothing};
use crate::model::spec::workspace::TargetKind;
use std::path::Path;
use std::process::Command;

/// How it is started.
pub const SERVER: Server =
    Server { kind: TargetKind::Nginx, name: "nginx", install: "apt-get install nginx-light", prepare: nothing, check, serve, is_fault };

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

fn is_fault(line: &str) -> bool {
    ["[warn]", "[emerg]", "[alert]", "[crit]"].iter().any(|it| line.contains(it))
}
