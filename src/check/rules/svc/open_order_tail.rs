//! `svc/open-order-tail`

use crate::check::moves::{Moving, cite, moves};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, time};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::scalar::Duration;
use crate::model::spec::service::{Move, ServiceKind};
use crate::model::spec::table::Table;
use crate::source::Located;

crate::diag::code! {
    /// Nobody answers for the last orders until they can no longer be returned.
    ///
    /// ## Why it matters
    ///
    /// A sales stop ends selling, not duties: what was ordered a minute before is still delivered, tracked, and may be sent
    /// back. Fourteen days to withdraw and thirty to settle are this program's own advice (a law may ask for more: counsel
    /// knows); change it with `withdrawal-tail` under `[policy]`.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [services.returns]
    /// move = "end"
    /// since = "migrate"
    /// until = "sunset"
    /// tail = "44 days"
    ///
    /// [services.returns.old-data]
    /// export-until = 2024-12-31
    /// keep-until = 2030-12-31
    /// erase-on = 2031-01-31
    /// ```
    ///
    /// ## What to do
    ///
    /// Write how long after its delivery an order is looked after, and let a service that ends be there as long:
    ///
    /// ```text
    /// tail = "44 days"
    /// ```
    "svc/open-order-tail" Error
}

/// Reports open orders and returns that nobody looks after long enough.
pub fn run(graph: &Graph, report: &mut Report) {
    for it in moves(graph).filter(|it| matches!(it.kind, ServiceKind::OpenOrders | ServiceKind::Returns)) {
        let written = &it.service.written;
        let wanted = graph.policy.withdrawal_tail;
        let origin = graph.policy.origin("withdrawal-tail");
        let finding = match &written.tail {
            None if written.open("tail").is_none() => {
                let message =
                    format!("`{}` does not say how long after delivery it answers; {wanted} are wanted, {origin}", it.service.name);
                Some(Diagnostic::new(&CODE, it.service.span, "until when?", message))
            }
            Some(tail) if tail.value.nominal_seconds() < wanted.nominal_seconds() => {
                let message = format!("`{}` answers for {} after delivery; {wanted} are wanted, {origin}", it.service.name, tail.value);
                Some(Diagnostic::new(&CODE, tail.span, "too short", message))
            }
            Some(tail) => {
                ends_early(graph, &it, tail, report);
                None
            }
            None => None,
        };
        let help = format!("write `tail = \"{wanted}\"`, or longer");
        report.findings.extend(finding.map(|finding| cite(graph, "withdrawal-tail", finding).help(help).about(it.subject())));
    }
}

/// A service that ends is there for an order of the last minute, even if that is delivered at once.
fn ends_early(graph: &Graph, it: &Moving, tail: &Located<Duration>, report: &mut Report) {
    let (Some(zone), Some(until)) = (&it.region.zone, it.service.until.as_ref().filter(|_| it.movement == Move::End)) else { return };
    let stop = [MilestoneKind::SalesStop, MilestoneKind::Sunset].into_iter().find_map(|kind| it.region.of_kind(kind));
    let Some((stop, sold)) = stop.and_then(|stop| Some((stop, stop.instants(zone)?.switch))) else { return };
    let (Some(ends), Ok(least)) = (it.instants(graph, Some(until)), time::shift(sold, tail.value, false, zone)) else { return };
    let ends = ends.told.min(ends.switch);
    if ends < least {
        let message = format!(
            "`{}` ends at {}, and the last order may come back until {} at least",
            it.service.name,
            time::local(ends, zone),
            time::local(least, zone)
        );
        let finding = Diagnostic::new(&CODE, until.span, "ends too early", message)
            .label(stop.when.as_ref().map_or(stop.span, |it| it.span), "sold until here")
            .label(tail.span, "looked after so long");
        report.push(finding.help("let `until` be a later milestone, or hand it over: `move = \"transfer\"`").about(it.subject()));
    }
}
