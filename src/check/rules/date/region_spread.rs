//! `date/region-spread`

use crate::diag::{Diagnostic, Report, Severity};
use crate::model::graph::time;
use crate::model::graph::{Graph, Milestone};
use crate::model::spec::milestone::MilestoneKind;
use crate::source::Span;
use jiff::Timestamp;
use std::collections::BTreeMap;

crate::diag::code! {
    /// One date is several instants, because several zones read it.
    ///
    /// ## Why it matters
    ///
    /// Staff and press ask when exactly. The note tells the first and the last instant. Where the workspace does not
    /// say whether that is meant (`sync`), and they lie more than an hour apart, it is a warning.
    ///
    /// ## Example
    ///
    /// ```toml regions/other.toml
    /// [region]
    /// name = "Other markets"
    /// extends = "uk"
    /// disposition = "retire"
    /// time-zone = "Asia/Jakarta"
    ///
    /// [[sites]]
    /// url = "https://www.po.co/id/"
    /// successor = "https://www.mi.com/id/"
    /// upstream = "http://127.0.0.1:8083"
    /// ```
    ///
    /// ## What to do
    ///
    /// Write `sync = "local"` or `sync = "program"` under `[program]`, and give the press both instants.
    "date/region-spread" Info
}

/// Reports closings and moves that many zones read at different instants.
pub fn run(graph: &Graph, report: &mut Report) {
    let mut spreads: BTreeMap<(MilestoneKind, String), BTreeMap<Timestamp, (String, Span)>> = BTreeMap::new();
    for region in graph.retiring() {
        for site in graph.sites_of(&region.id) {
            let Some(zone) = site.zone.as_ref().or(region.zone.as_ref()) else { continue };
            for kind in [MilestoneKind::Migrate, MilestoneKind::Sunset] {
                let Some(milestone) = region.of_kind(kind) else { continue };
                let Some((instants, when)) = milestone.instants(zone).zip(written(milestone)) else { continue };
                let name = zone.iana_name().unwrap_or("UTC").to_owned();
                spreads.entry((kind, when)).or_default().entry(instants.switch).or_insert((name, milestone.span));
            }
        }
    }
    for ((kind, when), instants) in spreads {
        let (Some((first, (one, span))), Some((last, (two, _)))) = (instants.first_key_value(), instants.last_key_value()) else {
            continue;
        };
        if first == last {
            continue;
        }
        let is_wide = last.duration_since(*first).as_secs() > 3_600;
        let severity = if is_wide && graph.program.sync.is_none() { Severity::Warning } else { Severity::Info };
        let message = format!(
            "`{}` {when} is {} instants: first {} ({one}), last {} ({two})",
            kind.word(),
            instants.len(),
            time::utc(*first),
            time::utc(*last)
        );
        let help = if graph.program.sync.is_some() {
            "give the press both instants"
        } else {
            "write `sync = \"local\"` or `sync = \"program\"` under `[program]`"
        };
        report.push(Diagnostic::new(&CODE, *span, "read by several clocks", message).severity(severity).help(help).about(String::new()));
    }
}

fn written(milestone: &Milestone) -> Option<String> {
    milestone.when.as_ref().map(|it| it.value.to_string())
}
