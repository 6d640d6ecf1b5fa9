//! The person who follows a runbook, and the clock on the wall: what one run is told besides its files.

use super::log::Clock;
use jiff::Timestamp;
use std::io::{BufRead, IsTerminal, Read, Write};

/// The clock by which steps are early or late.
#[derive(Clone, Copy, Debug)]
pub struct Wall {
    simulated: Option<Timestamp>,
}

impl Wall {
    /// Returns the real clock, or one that stands at an instant.
    pub fn new(simulated: Option<Timestamp>) -> Wall {
        Wall { simulated }
    }

    pub fn now(self) -> Timestamp {
        // No answer and no output depends on it: it says how late a person is, and stands in that person's log.
        self.simulated.unwrap_or_else(Timestamp::now)
    }

    pub fn kind(self) -> Clock {
        if self.simulated.is_some() { Clock::Simulated } else { Clock::Real }
    }
}

/// Returns the name under which a person works here.
pub fn user() -> String {
    std::env::var("USER").ok().filter(|it| !it.is_empty()).unwrap_or_else(|| "unknown".to_owned())
}

/// So many bytes may an answer have.
const LONGEST: u64 = 1 << 14;

/// Asks on standard output, and reads a line; `None` at the end of the input.
pub fn ask(prompt: &str) -> std::io::Result<Option<String>> {
    let mut out = anstream::stdout().lock();
    let stdin = std::io::stdin();
    let line = loop {
        write!(out, "{prompt}> ")?;
        out.flush()?;
        let mut line = Vec::new();
        let read = stdin.lock().take(LONGEST).read_until(b'\n', &mut line)?;
        if read == 0 {
            writeln!(out)?;
            return Ok(None);
        }
        if (line.len() as u64) < LONGEST || line.ends_with(b"\n") {
            break line;
        }
        // What is left of it is no answer of its own.
        stdin.lock().skip_until(b'\n')?;
        writeln!(out, "\n   an answer has at most {LONGEST} bytes; this one is left out")?;
    };
    let line = String::from_utf8_lossy(&line).trim().to_owned();
    // A terminal shows what is typed; what comes by a pipe is shown here.
    if !stdin.is_terminal() {
        writeln!(out, "{}", crate::diag::printable(&line))?;
    }
    Ok(Some(line))
}
