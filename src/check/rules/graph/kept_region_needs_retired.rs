//! `graph/kept-region-needs-retired`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Disposition, Graph, Service};
use std::collections::BTreeSet;

crate::diag::code! {
    /// An independent region needs something that closes.
    ///
    /// ## Why it matters
    ///
    /// A shared sign-in or a shared order system takes the kept store down on the night when the others close.
    ///
    /// ## Example
    ///
    /// ```toml regions/in.toml
    /// [services.orders]
    /// kind = "orders"
    /// needs = ["uk/accounts"]
    /// ```
    ///
    /// ## What to do
    ///
    /// Give the independent region a service of its own, or one of a platform, before the other closes.
    "graph/kept-region-needs-retired" Error
}

/// Reports every step out of what independent regions need into a region that closes.
pub fn run(graph: &Graph, report: &mut Report) {
    let kept = graph.regions.values().filter(|it| it.disposition == Disposition::Independent);
    let mut seen = BTreeSet::new();
    for service in kept.flat_map(|it| it.services.values()) {
        walk(graph, service, service, &mut seen, report);
    }
}

fn walk(graph: &Graph, from: &Service, service: &Service, seen: &mut BTreeSet<(String, String)>, report: &mut Report) {
    if !seen.insert((service.region.clone(), service.name.clone())) {
        return;
    }
    for needed in service.needs.iter().chain(&service.to) {
        let Some(region) = graph.regions.get(&needed.value.owner) else { continue };
        let Some(next) = region.services.get(&needed.value.name) else { continue };
        if region.disposition == Disposition::Retire {
            let message = if graph.regions[&service.region].disposition == Disposition::Independent {
                format!("`{}/{}` is independent and needs `{}/{}`, which closes", service.region, service.name, region.id, next.name)
            } else {
                format!("`{}/{}` is independent and comes to need `{}/{}`, which closes", from.region, from.name, region.id, next.name)
            };
            let finding = Diagnostic::new(&CODE, needed.span, "needs what closes", message).label(next.span, "closes");
            report.push(
                finding
                    .help("let it need a service of a platform, or of its own region")
                    .about(format!("{}.services.{}", from.region, from.name)),
            );
        } else {
            walk(graph, from, next, seen, report);
        }
    }
}
