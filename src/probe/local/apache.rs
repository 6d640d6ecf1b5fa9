//! Apache httpd, as one process in the foreground.

use super::Server;
use super::kept::{Laying, Night, Place, Reload};
use crate::model::spec::workspace::TargetKind;
use rustix::process::Signal;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// How it is started.
pub const SERVER: Server = Server {
    kind: TargetKind::Apache,
    name: "apache",
    install: "apt-get install apache2-bin apache2-utils",
    prepare,
    check,
    serve,
    is_fault,
    night: Some(Night {
        serve: stay,
        laying: Laying::Include(MAIN, main),
        reload: Reload::Signal(Signal::USR1),
        how: "a graceful restart (SIGUSR1)",
        refuses: None,
        tidy: |_| (),
    }),
};

/// Has the tables made into what Apache looks up, by the script beside them.
fn prepare(home: &Path) -> io::Result<()> {
    let mut script = Command::new("sh");
    script.arg("cutover/build-maps.sh").current_dir(home).stdin(Stdio::null());
    let output = script.output().map_err(|err| SERVER.missing(&script, &err))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(io::Error::other(format!("cutover/build-maps.sh ended with {}: {said}; install it with `{}`", output.status, SERVER.install)))
}

fn command(home: &Path) -> Command {
    let mut command = Command::new("apache2");
    command.arg("-d").arg(home).args(["-f", "httpd.conf"]);
    command
}

fn check(home: &Path) -> Command {
    let mut command = command(home);
    command.arg("-t");
    command
}

/// It stays the user that started it, for a folder of one's own is not everybody's to read; and the one process stays.
fn serve(home: &Path) -> Command {
    let mut command = command(home);
    command.args(["-X", "-c", "User \"#-1\"", "-c", "Group \"#-1\"", "-c", "MaxConnectionsPerChild 0"]);
    command
}

/// Started as root it becomes the user that its configuration names, who must find the way to it.
fn stay(place: &Place) -> Command {
    if let Some(home) = place.run.parent().filter(|_| rustix::process::geteuid().is_root()) {
        // Where that is refused its answers differ, and are told.
        let _ = fs::set_permissions(home, Permissions::from_mode(0o711));
    }
    let mut command = command(&place.live);
    command.args(["-D", "FOREGROUND"]);
    command
}

/// The file that it is started on.
const MAIN: &str = "httpd.conf";

/// Its tables are read as requests come, so that each configuration stays in its own folder.
fn main(dir: &Path) -> String {
    let dir = dir.display().to_string().replace(['"', '\\'], "");
    format!("ServerRoot \"{dir}\"\nInclude \"{dir}/httpd.conf\"\n")
}

fn is_fault(line: &str) -> bool {
    let is_level = |it: &&str| line.contains(&format!(":{it}]"));
    line.starts_with("AH") || ["warn", "error", "crit", "alert", "emerg"].iter().any(is_level)
}
