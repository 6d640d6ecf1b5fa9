//! `svc/after-sales-gap`

use crate::check::moves::{Moving, moves};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, promise, time};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::service::{During, Move, ServiceKind};
use crate::model::spec::table::Table;
use crate::source::Span;

crate::diag::code! {
    /// There is a time in which customers reach no support.
    ///
    /// ## Why it matters
    ///
    /// Guarantees outlive stores, and a closing makes people ask. From the announcement to long behind the sunset there is
    /// at each instant a page, a telephone number or an address at which somebody answers.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [services.customer-service]
    /// kind = "customer-service"
    /// move = "end"
    /// since = "sunset"
    /// until = "sunset"
    /// ```
    ///
    /// ## What to do
    ///
    /// Write where customers ask, or let the service move at one instant to one that has an address:
    ///
    /// ```text
    /// contact = { mail = "care@mi.example" }
    /// ```
    "svc/after-sales-gap" Error
}

/// Reports support that ends, pauses or moves with no contact to ask at.
pub fn run(graph: &Graph, report: &mut Report) {
    for it in moves(graph).filter(|it| matches!(it.kind, ServiceKind::AfterSales | ServiceKind::CustomerService)) {
        let written = &it.service.written;
        let reaches = |it: &crate::model::spec::service::Contact| {
            [&it.url, &it.phone, &it.mail].into_iter().any(|it| it.is_some()) || !it.unknown.is_empty()
        };
        if written.contact.as_ref().is_some_and(|it| reaches(&it.value)) || written.open("contact").is_some() {
            continue;
        }
        if let Some((place, label, message)) = silence(graph, &it) {
            let finding = Diagnostic::new(&CODE, place, label, format!("`{}` {message}", it.service.name));
            report.push(finding.help("write `contact = { url = \"https://…\" }`, or `phone` or `mail`").about(it.subject()));
        }
    }
}

/// Returns when nobody is reached, where no contact is written.
fn silence(graph: &Graph, it: &Moving) -> Option<(Span, &'static str, String)> {
    let (service, zone) = (it.service, it.region.zone.as_ref());
    let end = it.region.instants(MilestoneKind::Sunset);
    let (since, until) = (it.instants(graph, service.since.as_ref()), it.instants(graph, service.until.as_ref()));
    if it.movement == Move::End {
        let movement = service.movement.as_ref()?;
        return Some((movement.span, "nobody from then", "ends, and leaves no contact".to_owned()));
    }
    if let (Some(gap), Some(place), true) = (promise::gap(graph, it.region, service), &service.since, service.during != During::Serve) {
        let (from, to) = (time::local(gap.since, zone?), time::local(gap.until, zone?));
        return Some((place.span, "nobody from here", format!("is reached by nobody from {from} to {to}, and has no contact")));
    }
    if let (Some(since), Some(until), Some(end), Some(place)) = (since, until, end, &service.until)
        && since.switch < until.switch
        && end.switch < until.switch
    {
        let (from, to) = (time::local(end.switch, zone?), time::local(until.switch, zone?));
        return Some((place.span, "only from here", format!("is reached by nobody from {from}, when the store is dark, to {to}")));
    }
    // A destination that could not be bound is a fault of its own.
    let to = service.to.as_ref().filter(|_| service.destination.is_none())?;
    let is_open =
        graph.platforms.get(&to.value.owner).is_some_and(|it| it.services.get(&to.value.name).is_some_and(|it| graph.is_damaged(it.span)));
    (!is_open).then(|| (to.span, "without address", "goes where no address is written, and has no contact".to_owned()))
}
