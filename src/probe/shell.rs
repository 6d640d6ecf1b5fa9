//! Runs one line of the runbook that looks at something, and gathers what it prints.

use std::io::{self, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// What a line printed, and how it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ran {
    /// `None` where it was ended from outside, or took too long.
    pub status: Option<i32>,
    /// What it printed, errors last; not more than `MOST` bytes of each.
    pub output: String,
}

/// So many bytes of what a line prints are kept.
const MOST: u64 = 1 << 16;

/// Runs `line` by the system's shell, without input, and waits for it no longer than `timeout`.
pub fn run(line: &str, timeout: Duration) -> io::Result<Ran> {
    let mut child = Command::new("sh").args(["-c", line]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let printed = [child.stdout.take().map(gather), child.stderr.take().map(gather)];
    let mut output = String::new();
    let mut is_late = false;
    for part in printed.into_iter().flatten() {
        match part.recv_timeout(if is_late { Duration::ZERO } else { timeout }) {
            Ok(bytes) => output.push_str(&String::from_utf8_lossy(&bytes)),
            Err(_) => is_late = true,
        }
    }
    if is_late {
        child.kill()?;
        child.wait()?;
        output.push_str(&format!("\nit took longer than {} s, and was ended\n", timeout.as_secs()));
        return Ok(Ran { status: None, output });
    }
    Ok(Ran { status: child.wait()?.code(), output })
}

/// Reads on until the end, so that nobody waits for a reader, and keeps the beginning.
fn gather(mut from: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (to, gathered) = channel();
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        let _ = from.by_ref().take(MOST).read_to_end(&mut kept);
        let _ = io::copy(&mut from, &mut io::sink());
        let _ = to.send(kept);
    });
    gathered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_told_by_its_status_and_what_it_prints() {
        let long = Duration::from_secs(60);
        let ran = run("echo seen; echo wrong >&2; exit 3", long).expect("a shell");
        assert_eq!(ran, Ran { status: Some(3), output: "seen\nwrong\n".to_owned() });
        assert_eq!(run("cat", long).expect("a shell").status, Some(0), "there is no input to wait for");
        let much = run("head -c 1000000 /dev/zero | tr '\\0' a", long).expect("a shell");
        assert_eq!((much.status, much.output.len() as u64), (Some(0), MOST));
    }

    #[test]
    fn nobody_waits_for_ever() {
        let ran = run("echo begun; exec sleep 600", Duration::from_millis(200)).expect("a shell");
        assert_eq!(ran.status, None);
        assert!(ran.output.contains("was ended"), "{}", ran.output);
    }
}
