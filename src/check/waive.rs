//! Applies what the workspace thinks of the rules: other severities, and waivers.

use crate::diag::rules::CODES;
use crate::diag::rules::schema::{dangling_ref, wrong_type};
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::graph::Graph;
use crate::model::spec::workspace::{Level, Waiver};
use crate::source::{Located, Sources};

/// Changes severities and marks what is waived; a rule that nobody knows is a finding. `known` are all rules' names.
pub fn waive(graph: &Graph, sources: &Sources, known: &[&str], report: &mut Report) {
    let named = graph.levels.keys().chain(graph.waivers.iter().map(|it| &it.rule));
    for rule in named.filter(|it| !known.contains(&it.value.as_str())) {
        let finding = Diagnostic::new(&dangling_ref::CODE, rule.span, "no such rule", format!("there is no rule `{}`", rule.value));
        let help = crate::diag::nearest(&rule.value, known.iter().copied())
            .map_or_else(|| "`cutover explain` lists all rules".to_owned(), |it| format!("did you mean `{it}`?"));
        report.push(finding.help(help).about("lint"));
    }
    let lowered = graph.levels.iter().filter(|(_, level)| level.value != Level::Error).map(|(rule, _)| rule);
    for rule in lowered.chain(graph.waivers.iter().map(|it| &it.rule)).filter(|it| is_binding(it)) {
        let message = format!("found `{}`, wanted a rule that can be let pass: what it finds is not compiled at all", rule.value);
        let finding = Diagnostic::new(&wrong_type::CODE, rule.span, "cannot be let pass", message);
        report.push(finding.help("mend what it finds, and take this out").about("lint"));
    }
    for (rule, level) in graph.levels.iter().filter(|(rule, _)| !is_binding(rule)) {
        let changed = |it: &&mut Diagnostic| it.code.name == rule.value;
        match level.value {
            Level::Allow => report.findings.retain(|it| it.code.name != rule.value),
            Level::Info => report.findings.iter_mut().filter(changed).for_each(|it| it.severity = Severity::Info),
            Level::Warning => report.findings.iter_mut().filter(changed).for_each(|it| it.severity = Severity::Warning),
            Level::Release => report.findings.iter_mut().filter(changed).for_each(|it| it.severity = Severity::Release),
            Level::Error => report.findings.iter_mut().filter(changed).for_each(|it| it.severity = Severity::Error),
        }
    }
    for waiver in graph.waivers.iter().filter(|it| !is_binding(&it.rule)) {
        for finding in report.findings.iter_mut().filter(|it| covers(waiver, it, sources)) {
            finding.waived = Some(waiver.because.value.clone());
        }
    }
}

/// Tells whether a rule finds what is left out of the graph: letting it pass would lose that without a word.
fn is_binding(rule: &Located<String>) -> bool {
    CODES.iter().any(|it| it.name == rule.value)
}

/// Tells whether a waiver's rule and place are those of the finding: the place is what it is about, or where it was written.
fn covers(waiver: &Located<Waiver>, finding: &Diagnostic, sources: &Sources) -> bool {
    let at = waiver.at.value.as_str();
    let is_below = |it: &str| it.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '/']));
    let place = sources.place(finding.span());
    let line = format!("{}:{}", place.path.trim_start_matches("regions/"), place.line);
    waiver.rule.value == finding.code.name
        && (is_below(&finding.subject)
            || line == at
            || sources.names_of(finding.span()).into_iter().any(is_below)
            || place.path == format!("regions/{at}.toml"))
}
