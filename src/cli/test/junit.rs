//! What a run found as JUnit's XML: a suite a file of expectations, a case an entry.

use crate::diag::render::junit::{Figures, document, escape};
use crate::judge::report::{Judged, Tested};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Returns the report; `least` is the coverage that is asked for, and whether it is missed.
pub fn render(tested: &Tested, least: Option<(u8, bool)>) -> String {
    let mut files: BTreeMap<&str, Vec<&Judged>> = BTreeMap::new();
    for it in &tested.results {
        files.entry(it.place.rsplit_once(':').map_or(it.place.as_str(), |it| it.0)).or_default().push(it);
    }
    let (mut suites, mut all) = (String::new(), Figures::default());
    for (file, results) in files {
        let (mut cases, mut figures) = (String::new(), Figures::default());
        results.into_iter().for_each(|it| case(it, &mut figures, &mut cases));
        suite(file, &cases, &figures, &mut suites);
        all.add(&figures);
    }
    if let Some((least, is_short)) = least {
        let mut figures = Figures { tests: 1, ..Figures::default() };
        let name = format!("at least {least} % of the rules are tried");
        let mut cases = format!("    <testcase classname=\"cutover.coverage\" name=\"{name}\"");
        if is_short {
            figures.failures = 1;
            let message = format!("{} % of the rules are tried", tested.coverage.rules.per_cent);
            let _ =
                writeln!(cases, ">\n      <failure type=\"coverage\" message=\"{message}\">{}</failure>\n    </testcase>", untried(tested));
        } else {
            cases.push_str("/>\n");
        }
        suite("coverage", &cases, &figures, &mut suites);
        all.add(&figures);
    }
    document(&suites, &all)
}

fn suite(name: &str, cases: &str, figures: &Figures, out: &mut String) {
    let _ =
        writeln!(out, "  <testsuite name=\"{}\" {} skipped=\"{}\">\n{cases}  </testsuite>", escape(name), figures.shown(), figures.skipped);
}

fn case(it: &Judged, figures: &mut Figures, out: &mut String) {
    figures.tests += 1;
    let when = it.stage.as_ref().map_or_else(String::new, |it| format!(" in {it}"));
    let name = format!("{} {}{when} at {}", it.method, it.url, it.place);
    let _ = write!(out, "    <testcase classname=\"cutover.test\" name=\"{}\"", escape(&name));
    if it.holds() {
        out.push_str("/>\n");
        return;
    }
    figures.failures += 1;
    let said = it.faults.iter().map(|it| format!("{}: found `{}`, wanted `{}`", it.what, it.found, it.wanted));
    let lines: Vec<String> = said.collect();
    let rule = it.rule.iter().map(|it| format!("by the rule in {it}"));
    let more: Vec<String> = lines.iter().cloned().chain(rule).chain(it.remark.clone()).chain(it.note.clone()).collect();
    let (message, text) = (escape(&lines.join("; ")), escape(&more.join("\n")));
    let _ = writeln!(out, ">\n      <failure type=\"expectation\" message=\"{message}\">{text}</failure>\n    </testcase>");
}

/// How many rules that nobody tries a report names; the JSON has all.
const NAMED: usize = 100;

fn untried(tested: &Tested) -> String {
    let all = &tested.coverage.unreached;
    let named: Vec<String> = all.iter().take(NAMED).map(|it| format!("{} `{}`", it.place, it.text)).collect();
    let more = if all.len() > NAMED { format!("\n… and {} more", all.len() - NAMED) } else { String::new() };
    escape(&format!("nobody tries:\n{}{more}", named.join("\n")))
}
