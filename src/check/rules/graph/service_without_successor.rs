//! `graph/service-without-successor`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::Graph;
use crate::model::spec::service::Move;
use crate::model::spec::table::Table;

crate::diag::code! {
    /// A service of a region that closes goes nowhere.
    ///
    /// ## Why it matters
    ///
    /// What is neither moved nor ended is lost without a word: customers find a dead page.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [services.logistics]
    /// kind = "logistics"
    /// move = "transfer"
    /// ```
    ///
    /// ## What to do
    ///
    /// Name where it goes, `to = "platform/service"`, or say that it ends (`move = "end"`) or never was (`move = "none"`).
    "graph/service-without-successor" Error
}

/// Reports services that have neither a successor nor an end.
pub fn run(graph: &Graph, report: &mut Report) {
    for service in graph.retiring().flat_map(|it| it.services.values()) {
        if graph.is_damaged(service.span) {
            continue;
        }
        let subject = format!("{}.services.{}", service.region, service.name);
        match service.movement.map(|it| it.value) {
            None if service.written.open("move").is_none() => {
                let finding = Diagnostic::new(
                    &CODE,
                    service.span,
                    "moves or ends?",
                    format!("the service `{}` does not say what becomes of it", service.name),
                );
                report.push(finding.help("write `move` as one of `transfer`, `reissue`, `reroute`, `end`, `none`").about(subject));
            }
            Some(Move::Transfer | Move::Reissue | Move::Reroute)
                if service.written.to.is_none() && service.written.open("to").is_none() =>
            {
                let finding = Diagnostic::new(
                    &CODE,
                    service.span,
                    "goes nowhere",
                    format!("the service `{}` moves and does not say where to", service.name),
                );
                let known = graph.platforms.values().flat_map(|it| it.services.keys().map(|name| format!("`\"{}/{name}\"`", it.id)));
                let known: Vec<String> = known.take(8).collect();
                let help = if known.is_empty() {
                    "add a platform's service and name it in `to`".to_owned()
                } else {
                    format!("write `to` as one of {}", known.join(", "))
                };
                report.push(finding.help(help).about(subject));
            }
            _ => {}
        }
    }
}
