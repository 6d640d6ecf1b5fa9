//! HAProxy, as one process in the foreground.

use super::{Server, nothing};
use crate::model::spec::workspace::TargetKind;
use std::path::Path;
use std::process::Command;

/// How it is started.
pub const SERVER: Server =
    Server { kind: TargetKind::Haproxy, name: "haproxy", install: "apt-get install haproxy", prepare: nothing, check, serve, is_fault };

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

fn is_fault(line: &str) -> bool {
    ["[WARNING]", "[ALERT]"].iter().any(|it| line.contains(it))
}
