//! `domain/no-retention-plan`

use crate::check::held::{self, Held};
use crate::check::rules::schema::host_claimed_twice;
use crate::diag::{Diagnostic, Report, Severity, listed};
use crate::model::graph::{Graph, order};
use crate::model::spec::scalar::DayOrForever;
use crate::model::spec::table::Table;
use crate::source::Span;
use std::collections::BTreeMap;

crate::diag::code! {
    /// Nobody has said how long the old name is kept, who sees to it, or who pays.
    ///
    /// ## Why it matters
    ///
    /// A lapsed store name comes back as a false shop, or as mail that asks for passwords: the national cyber security
    /// centre of Switzerland has described it. Five years are this program's own advice; change them with
    /// `domain-retention` under `[policy]`. A workspace that has no `[domains]` at all is not asked.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [domains."po.co"]
    /// retain = 2026-12-31
    /// owner = "domains@mi.example"
    /// mail = { receive-until = 2026-06-30, send-until = 2025-01-31, then = "forward" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write `retain` (a day, or `"forever"`), `owner` and `budget` in the domain's table.
    "domain/no-retention-plan" Error
}

/// Reports domains of closing stores without a plan, or with one that ends too early.
pub fn run(graph: &Graph, report: &mut Report) {
    // A table that was refused is not one that is missing.
    let is_refused = report.findings.iter().any(|it| it.severity == Severity::Error && it.subject.contains(".domains."));
    if graph.domains.is_empty() || is_refused {
        return;
    }
    for held in held::domains(graph) {
        incomplete(graph, &held, report);
        early(graph, &held, report);
    }
    unnamed(graph, report);
}

fn incomplete(graph: &Graph, held: &Held, report: &mut Report) {
    let missing: Vec<&str> = ["retain", "owner", "budget"].into_iter().filter(|it| !held.domain.holds(it)).collect();
    if missing.is_empty() || graph.is_damaged(held.domain.span) {
        return;
    }
    // What is written down as not known lets a draft go on; a name without a plan does not.
    let is_open = missing.iter().all(|it| held.domain.open(it).is_some());
    let severity = if is_open { Severity::Release } else { Severity::Error };
    let message = format!("`{}` does not say its {}", held.name, listed(&missing));
    let example = |key: &str| if key == "retain" { "`retain = \"forever\"`".to_owned() } else { format!("`{key} = \"…\"`") };
    let help = format!("add {}", missing.iter().map(|it| example(it)).collect::<Vec<_>>().join(", "));
    report
        .push(Diagnostic::new(&CODE, held.domain.span, "no plan for it", message).severity(severity).help(help).about(held.subject(graph)));
}

fn early(graph: &Graph, held: &Held, report: &mut Report) {
    let (Some(retain), Some((closes, sunset))) = (&held.domain.retain, held.closes()) else { return };
    let DayOrForever::Day(day) = retain.value else { return };
    let wanted = graph.policy.domain_retention;
    let Some(earliest) = closes.checked_add(wanted.span()).ok().filter(|it| day < *it) else { return };
    let origin = graph.policy.origin("domain-retention");
    let message = format!("`{}` is kept until {day}; {wanted} after the sunset are wanted, {origin}", held.name);
    let finding = Diagnostic::new(&CODE, retain.span, "let go too early", message).label(sunset, "the store closes");
    let written = graph.policy.written.get("domain-retention");
    let finding = written.into_iter().fold(finding, |finding, span| finding.label(*span, "asked for here"));
    let help = format!("write `retain = {earliest}` or later, or `retain = \"forever\"`");
    report.push(finding.help(help).about(format!("{}.retain", held.subject(graph))));
}

/// Reports names of closing stores that lie below no domain with a table; names that lie below one another are one.
fn unnamed(graph: &Graph, report: &mut Report) {
    let contested = host_claimed_twice::contested(report);
    let closing = graph.sites.values().filter(|it| held::is_closing(graph, it) && !contested.contains(&it.url_span));
    let names: BTreeMap<&str, (Span, &str)> = closing
        .flat_map(|site| held::names(graph, site).into_iter().map(|(name, span)| (name, (span, site.region.as_str()))))
        .filter(|(name, (span, _))| order::domain_of(graph, name).is_none() && !contested.contains(span))
        .collect();
    let is_below_another = |name: &str| {
        let parents = name.match_indices('.').map(|(at, _)| &name[at + 1..]);
        parents.into_iter().any(|it| names.contains_key(it))
    };
    for (name, (span, region)) in names.iter().filter(|(name, _)| !is_below_another(name)) {
        let domain = name.strip_prefix("www.").unwrap_or(name);
        let message = format!("`{name}` closes, and no table says what becomes of its domain");
        let help = format!("add `[domains.\"{domain}\"]`, by its registered name, with `retain`, `owner` and `budget`");
        let finding = Diagnostic::new(&CODE, *span, "on no domain", message);
        report.push(finding.help(help).about(format!("{region}.hosts.{name}")));
    }
}
