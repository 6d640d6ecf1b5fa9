//! A difference for a terminal: as much as a screen takes, unless all is asked for.

use super::json::DiffJson;
use super::lines;
use crate::diag::{plural, printable};

/// How many classes of URLs are shown, and how many lines of anything else.
const CLASSES: usize = 8;
const LINES: usize = 12;
/// How many names stand in one line.
const NAMES: usize = 6;

/// Returns the difference as text.
pub fn text(diff: &DiffJson, is_all: bool) -> String {
    let commit = diff.commit.as_ref().map_or_else(String::new, |it| format!(" ({})", &it[..it.len().min(12)]));
    let mut out = Lines { text: String::new(), is_all };
    out.line(&format!("since {}{commit}: {}", diff.base, diff.summary));
    let classes: Vec<Vec<String>> = diff.urls.iter().map(class).collect();
    out.section("URLs", &classes, CLASSES);
    if !diff.aliases.is_empty() {
        let names: Vec<String> = diff.aliases.iter().map(|(host, it)| format!("{} as {host}", it.join(", "))).collect();
        out.line(&format!("  aliases answer alike: {}", names.join("; ")));
    }
    let dates: Vec<Vec<String>> = diff.dates.iter().map(|it| vec![lines::date(it).join("  ")]).collect();
    out.section("Dates", &dates, LINES);
    let facts: Vec<Vec<String>> = lines::facts(diff).iter().map(|it| fact(it, is_all)).collect();
    out.section("Beside URLs and dates", &facts, LINES);
    out.text
}

fn class(urls: &super::json::Urls) -> Vec<String> {
    let line = lines::url(urls);
    let about: Vec<&str> = [line.much.as_str(), line.when.as_str()].into_iter().filter(|it| !it.is_empty()).collect();
    vec![
        format!("{}: {}", line.kind, line.url),
        format!("  was {}", line.was),
        format!("  is  {}", line.is),
        format!("  {}", about.join("; ")),
    ]
}

fn fact(line: &lines::FactLine, is_all: bool) -> Vec<String> {
    let shown = if is_all { line.names.len() } else { NAMES.min(line.names.len()) };
    let more = line.names.len() - shown;
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let head = format!("{} {}: {}{more}", line.subject, line.what, line.names[..shown].join(", "));
    if line.changes.is_empty() { vec![head] } else { vec![head, format!("  {}", line.changes)] }
}

struct Lines {
    text: String,
    is_all: bool,
}

impl Lines {
    fn line(&mut self, line: &str) {
        self.text.push_str(&printable(&line.replace(['\n', '\r'], " ")));
        self.text.push('\n');
    }

    fn section(&mut self, heading: &str, entries: &[Vec<String>], most: usize) {
        if entries.is_empty() {
            return;
        }
        self.text.push('\n');
        self.line(heading);
        let shown = if self.is_all { entries.len() } else { most.min(entries.len()) };
        for line in entries[..shown].iter().flatten() {
            self.line(&format!("  {line}"));
        }
        if shown < entries.len() {
            self.line(&format!("  … and {}: `--all` shows them", plural(entries.len() - shown, "more", "more")));
        }
    }
}
