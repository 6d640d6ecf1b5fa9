//! Applies what the workspace thinks of the rules: other severities, and waivers.

use super::rules::RULES;
use super::{Doors, Run};
use crate::diag::rules::CODES;
use crate::diag::rules::schema::{dangling_ref, wrong_type};
use crate::diag::{Diagnostic, Help, Report, Severity};
use crate::model::graph::Graph;
use crate::model::spec::workspace::{Level, Waiver};
use crate::source::{Located, Sources};

/// Marks what is waived and changes severities; a rule that nobody knows is a finding, and so is a waiver of nothing.
/// `known` are all rules' names; a waiver that is over on the day of the run lets nothing pass.
pub fn waive(graph: &Graph, sources: &Sources, known: &[&str], doors: Doors, report: &mut Report) {
    check_names(graph, known, report);
    let mut unused: Vec<&Located<Waiver>> = Vec::new();
    let holds = |it: &&Located<Waiver>| !is_binding(&it.rule) && doors.as_of.is_none_or(|day| it.expires.value.0 >= day);
    for waiver in graph.waivers.iter().filter(holds) {
        let mut covered = report.findings.iter_mut().filter(|it| covers(waiver, it, sources)).peekable();
        let was_judged = known.contains(&waiver.rule.value.as_str()) && doors.judge(&waiver.rule.value);
        if covered.peek().is_none() && was_judged {
            unused.push(waiver);
        }
        covered.for_each(|it| it.waived = Some(waiver.because.value.clone()));
    }
    // What could not be read or bound may hide what a waiver is for.
    unused.retain(|it| !moved(it, graph, sources, report) && !is_at_a_fault(it, sources, report));
    let is_whole = !report.findings.iter().any(|it| CODES.contains(&it.code) && it.severity == Severity::Error);
    for rule in RULES.iter().filter(|_| is_whole) {
        if let Run::Waivers(run) = rule.run {
            run(&unused, sources, report);
        }
    }
    change_severities(graph, report);
}

/// Returns every waiver with what it lets pass, in the order in which they were written.
pub fn let_pass<'a>(graph: &'a Graph, sources: &Sources, report: &'a Report) -> Vec<(&'a Waiver, Vec<&'a Diagnostic>)> {
    let waived = |waiver: &'a Located<Waiver>| report.findings.iter().filter(|it| it.waived.is_some() && covers(waiver, it, sources));
    graph.waivers.iter().map(|it| (&it.value, waived(it).collect())).collect()
}

/// Tells whether a waiver's place has another name by now: its finding then names the place to write, and is the one to mend.
fn moved(waiver: &Located<Waiver>, graph: &Graph, sources: &Sources, report: &mut Report) -> bool {
    let at = waiver.at.value.as_str();
    let (region, tail) = at.split_once('.').unwrap_or((at, ""));
    let layers = graph.regions.get(region).map_or(&[] as &[String], |it| &it.extends);
    let is_named = sources.is_named(at) || layers.iter().any(|it| sources.is_named(&format!("{it}.{tail}")));
    if at.contains([':', '/']) || is_named {
        return false;
    }
    let depth = at.split('.').count();
    // A place as deep as the one that was written, in the file where the fault is.
    let place = |it: &Diagnostic| {
        let names = sources.names_of(it.span()).into_iter().find(|name| name.split('.').count() == depth);
        names.filter(|name| shares_a_word(name, at)).map(str::to_owned)
    };
    let is_open = |it: &&mut Diagnostic| it.code.name == waiver.rule.value && it.waived.is_none();
    let open: Vec<(&mut Diagnostic, Option<String>)> = report
        .findings
        .iter_mut()
        .filter(is_open)
        .map(|it| {
            let name = place(it);
            (it, name)
        })
        .collect();
    let Some(Some(wanted)) = open.first().map(|it| it.1.clone()) else { return false };
    if open.iter().any(|it| it.1.as_deref() != Some(&wanted)) {
        return false;
    }
    for (finding, _) in open {
        let told = std::mem::replace(finding, Diagnostic::new(finding.code, finding.span(), "", ""));
        let help = format!("write `{wanted}` in the waiver, if it is meant for this");
        *finding = told.label(waiver.at.span, "a waiver of what is not there").help(help).instead(waiver.at.span, at, wanted.clone());
    }
    true
}

/// Tells whether two places are alike but for one of their words.
fn shares_a_word(one: &str, other: &str) -> bool {
    one.split('.').zip(other.split('.')).filter(|(one, other)| one != other).count() == 1
}

fn check_names(graph: &Graph, known: &[&str], report: &mut Report) {
    let named = graph.levels.keys().chain(graph.waivers.iter().map(|it| &it.rule));
    for rule in named.filter(|it| !known.contains(&it.value.as_str())) {
        let finding = Diagnostic::new(&dangling_ref::CODE, rule.span, "no such rule", format!("there is no rule `{}`", rule.value));
        let help = Help::nearest(&rule.value, known.iter().copied(), || "`cutover explain` lists all rules".to_owned());
        report.push(finding.help(help).about("lint"));
    }
    let lowered = graph.levels.iter().filter(|(_, level)| level.value != Level::Error).map(|(rule, _)| rule);
    for rule in lowered.chain(graph.waivers.iter().map(|it| &it.rule)).filter(|it| is_binding(it)) {
        let message = format!("found `{}`, wanted a rule that can be let pass: what it finds is not compiled at all", rule.value);
        let finding = Diagnostic::new(&wrong_type::CODE, rule.span, "cannot be let pass", message);
        report.push(finding.help("mend what it finds, and take this out").about("lint"));
    }
}

fn change_severities(graph: &Graph, report: &mut Report) {
    for (rule, level) in graph.levels.iter().filter(|(rule, _)| !is_binding(rule)) {
        let severity = match level.value {
            Level::Allow => {
                report.findings.retain(|it| it.code.name != rule.value);
                continue;
            }
            Level::Info => Severity::Info,
            Level::Warning => Severity::Warning,
            Level::Release => Severity::Release,
            Level::Error => Severity::Error,
        };
        report.findings.iter_mut().filter(|it| it.code.name == rule.value).for_each(|it| it.severity = severity);
    }
}

/// Tells whether a rule finds what is left out of the graph: letting it pass would lose that without a word.
fn is_binding(rule: &Located<String>) -> bool {
    CODES.iter().any(|it| it.name == rule.value)
}

/// Tells whether a waiver's rule and place are those of the finding.
fn covers(waiver: &Located<Waiver>, finding: &Diagnostic, sources: &Sources) -> bool {
    waiver.rule.value == finding.code.name && is_at(waiver, finding, sources)
}

/// Tells whether something else at a waiver's place must change: what the waiver is for comes back with it, or not.
fn is_at_a_fault(waiver: &Located<Waiver>, sources: &Sources, report: &Report) -> bool {
    let mut grave = report.findings.iter().filter(|it| it.severity == Severity::Error && it.waived.is_none());
    let names = |it: &Diagnostic| it.labels.iter().any(|it| sources.is_called(it.span, |name| name == waiver.at.value));
    waiver.at.value.contains('.') && grave.any(|it| is_at(waiver, it, sources) || names(it))
}

/// Tells whether a finding is at the place of a waiver: that is what it is about, or where it was written.
fn is_at(waiver: &Located<Waiver>, finding: &Diagnostic, sources: &Sources) -> bool {
    let at = waiver.at.value.as_str();
    let is_below = |it: &str| it.strip_prefix(at).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', '/']));
    let place = sources.place(finding.span());
    let line = format!("{}:{}", place.path.trim_start_matches("regions/"), place.line);
    is_below(&finding.subject) || line == at || sources.is_called(finding.span(), is_below) || place.path == format!("regions/{at}.toml")
}
