//! `ent/kind-undeclared`

use crate::diag::{Diagnostic, Report, listed, plural};
use crate::model::graph::{Graph, Region, promise};
use crate::model::spec::service::ServiceKind;
use crate::model::spec::table::Table;

crate::diag::code! {
    /// A store that closes does not say what becomes of something that customers have there.
    ///
    /// ## Why it matters
    ///
    /// Nobody misses a class of services until a customer asks: returns, saved addresses and gift cards are what closings
    /// forget. A store answers for each of accounts, orders, open orders, returns, after-sales, logistics, feedback,
    /// loyalty points, coupons, stored value, addresses and consent, if only by saying that it never had it.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [services.points]
    /// kind = "loyalty-points"
    /// move = "none"
    /// ```
    ///
    /// ## What to do
    ///
    /// Say for each class what becomes of it; what the store never had has `move = "none"`:
    ///
    /// ```text
    /// [services.returns]
    /// kind = "returns"
    /// move = "none"
    /// ```
    "ent/kind-undeclared" Error
}

/// Reports regions that speak of services and leave a class out, and services without a class.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.retiring() {
        without_class(graph, region, report);
        // What could not be read may be the class that seems to be left out.
        if region.services.values().any(|it| graph.is_damaged(it.span)) {
            continue;
        }
        let missing: Vec<&str> = promise::unanswered(region).into_iter().map(ServiceKind::word).collect();
        let begins = promise::services_begin(region);
        let (Some(first), Some((place, layers))) = (missing.first(), begins.split_first()) else { continue };
        let message = format!("nothing is said of {}", listed(&missing));
        let classes = plural(missing.len(), "class is", "classes are");
        let finding = Diagnostic::new(&CODE, *place, format!("{classes} left out"), message);
        let finding = layers.iter().fold(finding, |finding, span| finding.label(*span, "nor with these"));
        let more = if missing.len() > 1 { ", and so on for each" } else { "" };
        let help = format!("add `[services.{first}]` with `kind = \"{first}\"` and `move = \"none\"`, or what becomes of it{more}");
        report.push(finding.help(help).about(format!("{}.services", region.id)));
    }
}

fn without_class(graph: &Graph, region: &Region, report: &mut Report) {
    let open = |it: &crate::model::graph::Service| it.kind.is_some() || it.written.open("kind").is_some() || graph.is_damaged(it.span);
    for service in region.services.values().filter(|it| !open(it)) {
        let message = format!("the service `{}` does not say its class", service.name);
        let known = ServiceKind::ANSWERED.map(ServiceKind::word);
        let near = crate::diag::nearest(&service.name, known).unwrap_or("other");
        let finding = Diagnostic::new(&CODE, service.span, "no class", message);
        report.push(finding.help(format!("add `kind = \"{near}\"`")).about(format!("{}.services.{}", region.id, service.name)));
    }
}
