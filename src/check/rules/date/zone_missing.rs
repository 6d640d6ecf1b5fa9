//! `date/zone-missing`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::Graph;

crate::diag::code! {
    /// A date has no clock to be read by.
    ///
    /// ## Why it matters
    ///
    /// A day is no instant: 31 December ends in Shanghai while London is at tea. Without a zone nothing can be switched.
    ///
    /// ## Example
    ///
    /// ```toml regions/other.toml
    /// [region]
    /// name = "Other markets"
    /// disposition = "retire"
    ///
    /// [[sites]]
    /// url = "https://www.po.co/de/"
    /// successor = "https://www.mi.com/de/"
    /// upstream = "http://127.0.0.1:8083"
    /// default = { to = "/poco/" }
    ///
    /// [milestones]
    /// sunset = { by = 2024-12-31 }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write `time-zone` under `[region]` or at the site, and under `[program]` for the dates of platforms.
    "date/zone-missing" Error
}

/// Reports regions and platforms whose dates have no zone.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.retiring() {
        let dated = region.milestones.values().find_map(|it| it.when.as_ref());
        let is_known = region.zone.is_some()
            || (graph.sites_of(&region.id).next().is_some() && graph.sites_of(&region.id).all(|it| it.zone.is_some()));
        let is_said = graph.regions[&region.id].unknowns.iter().any(|(path, _)| path.ends_with(".region.time-zone"));
        // A zone that was written and is none has its own finding.
        let is_refused =
            report.findings.iter().any(|it| it.code.name == "schema/bad-locale-or-zone" && it.subject == format!("{}.region", region.id));
        if let Some(when) = dated.filter(|_| !is_known && !is_said && !is_refused) {
            let finding =
                Diagnostic::new(&CODE, region.span, "no zone", format!("the dates of `{}` have no clock to be read by", region.id));
            report.push(
                finding
                    .label(when.span, "a date")
                    .help("add `time-zone = \"Europe/London\"` or another IANA name")
                    .about(format!("{}.region", region.id)),
            );
        }
    }
    let live = graph.platforms.values().flat_map(|it| it.services.values()).find_map(|it| it.live_since.as_ref());
    let is_refused = report.findings.iter().any(|it| it.subject == "program.time-zone");
    if let Some(live) = live.filter(|_| graph.program.zone.is_none() && !is_refused) {
        let finding = Diagnostic::new(&CODE, live.span, "no zone", "the dates of platforms have no clock to be read by".to_owned());
        report.push(finding.help("add `time-zone` under `[program]`").about("program.time-zone"));
    }
}
