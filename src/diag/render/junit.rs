//! JUnit's XML, for boards that show test runs: a suite a topic, a case a finding, and a passed case a rule that found nothing.
//!
//! Only what fails a run fails a case: an error. A warning or a note is a passed case that says it in its output, and a
//! waived finding is skipped with the reason.

use crate::diag::{Code, Diagnostic, Printing, Severity};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Returns the report as XML, with those elements and attributes alone that every reader knows.
pub fn render(printing: &Printing) -> String {
    let mut topics: BTreeMap<&str, Vec<&Code>> = BTreeMap::new();
    for code in printing.rules {
        topics.entry(code.name.split('/').next().unwrap_or_default()).or_default().push(code);
    }
    let mut suites = String::new();
    let mut all = Figures::default();
    for (topic, codes) in topics {
        let mut cases = String::new();
        let mut figures = Figures::default();
        for code in codes {
            let found: Vec<&Diagnostic> = printing.report.findings.iter().filter(|it| it.code.name == code.name).collect();
            if found.is_empty() {
                figures.tests += 1;
                let _ = writeln!(cases, "    <testcase classname=\"{}\" name=\"{}\"/>", class(code), escape(code.name));
            }
            found.into_iter().for_each(|it| case(printing, it, &mut figures, &mut cases));
        }
        all.add(&figures);
        let _ = writeln!(suites, "  <testsuite name=\"{}\" {} skipped=\"{}\">", escape(topic), figures.shown(), figures.skipped);
        let _ = writeln!(suites, "{cases}  </testsuite>");
    }
    document(&suites, &all)
}

/// Returns the whole report: its suites, and the figures of all.
pub fn document(suites: &str, all: &Figures) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"cutover\" {}>\n{suites}</testsuites>\n", all.shown())
}

/// How many cases there are, and how they ended.
#[derive(Default)]
pub struct Figures {
    pub tests: usize,
    pub failures: usize,
    pub skipped: usize,
}

impl Figures {
    /// Adds those of another suite.
    pub fn add(&mut self, other: &Figures) {
        self.tests += other.tests;
        self.failures += other.failures;
        self.skipped += other.skipped;
    }

    /// Returns the attributes that say them.
    pub fn shown(&self) -> String {
        format!("tests=\"{}\" failures=\"{}\" errors=\"0\"", self.tests, self.failures)
    }
}

/// Returns the name under which boards gather the cases of a rule.
fn class(code: &Code) -> String {
    format!("cutover.{}", escape(&code.name.replace('/', ".")))
}

fn case(printing: &Printing, finding: &Diagnostic, figures: &mut Figures, out: &mut String) {
    figures.tests += 1;
    let place = printing.sources.place(finding.span());
    let at = format!("{}:{}:{}", printing.path(finding.span().file), place.line, place.column);
    let _ = writeln!(out, "    <testcase classname=\"{}\" name=\"{} at {}\">", class(finding.code), finding.code.name, escape(&at));
    let (word, message) = (finding.severity.word(), escape(&finding.message));
    let text = escape(&format!("{at}: {word}[{}]: {}{}", finding.code.name, finding.message, more(printing, finding)));
    match (&finding.waived, finding.severity) {
        (Some(reason), _) => {
            figures.skipped += 1;
            let _ = writeln!(out, "      <skipped message=\"waived: {}\"/>", escape(reason));
        }
        (None, Severity::Error) => {
            figures.failures += 1;
            let _ = writeln!(out, "      <failure type=\"{word}\" message=\"{message}\">{text}</failure>");
        }
        (None, _) => drop(writeln!(out, "      <system-out>{text}</system-out>")),
    }
    out.push_str("    </testcase>\n");
}

/// Returns the other places, the help and the way to the page, a line each.
fn more(printing: &Printing, finding: &Diagnostic) -> String {
    let mut text = String::new();
    for label in &finding.labels {
        let place = printing.sources.place(label.span);
        let _ = write!(text, "\n  {}:{}:{}: {}", printing.path(label.span.file), place.line, place.column, label.text);
    }
    if let Some(help) = &finding.help {
        let _ = write!(text, "\nhelp: {help}");
    }
    let _ = write!(text, "\nsee `cutover explain {}`", finding.code.name);
    text
}

/// Returns `text` as XML can hold it, in an element and in an attribute: a character that XML has not is spelled out.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            other => out.push_str(&crate::diag::printable(other.encode_utf8(&mut [0; 4]))),
        }
    }
    out
}
