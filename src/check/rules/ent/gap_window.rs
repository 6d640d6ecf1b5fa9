//! `ent/gap-window`

use crate::check::moves::{cite, moves};
use crate::diag::{Diagnostic, Report, Severity, plural};
use crate::model::graph::{Graph, promise, time};
use crate::model::spec::table::Table;

crate::diag::code! {
    /// Customers cannot use what they hold for a time.
    ///
    /// ## Why it matters
    ///
    /// Points and coupons that are frozen before they come back elsewhere are worth nothing in between, and a coupon may
    /// expire there. Best is a move at one instant. A longer time than `entitlement-gap` under `[policy]`, which is this
    /// program's own advice, needs a compensation.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [services.coupons]
    /// move = "reissue"
    /// to = "xiaomi/coupons"
    /// since = "migrate"
    /// until = "services-done"
    /// cohort = { valid = { on = 2024-10-21 } }
    /// reconcile = { tolerance = 0, sign-off = "store-uk" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Let the service move at one instant, or freeze it later. If the time is as it is, write what customers get for it,
    /// and waive the finding with the reason:
    ///
    /// ```text
    /// compensation = "validity extended by the gap"
    /// ```
    "ent/gap-window" Warning
}

/// Reports points, coupons and credit that are of no use for a time.
pub fn run(graph: &Graph, report: &mut Report) {
    for it in moves(graph).filter(|it| it.kind.holds_value() && it.is_carried()) {
        let Some(gap) = promise::gap(graph, it.region, it.service) else { continue };
        let (Some(zone), Some(since), Some(until)) = (&it.region.zone, &it.service.since, &it.service.until) else { continue };
        let limit = graph.policy.entitlement_gap;
        let is_long = time::shift(gap.since, limit, false, zone).is_ok_and(|latest| latest < gap.until);
        let written = &it.service.written;
        let is_paid = written.compensation.is_some() || written.open("compensation").is_some();
        let days = plural(usize::try_from(gap.days).unwrap_or(usize::MAX), "day", "days");
        let name = &it.service.name;
        let message = if is_long {
            let origin = graph.policy.origin("entitlement-gap");
            format!("customers are without `{name}` for up to {days}; at most {limit} are let pass, {origin}")
        } else {
            format!("customers are without `{name}` for up to {days}")
        };
        let finding = Diagnostic::new(&CODE, since.span, "of no use from here", message).label(until.span, "until then");
        let finding = if is_long { cite(graph, "entitlement-gap", finding) } else { finding };
        let finding = if is_long && !is_paid { finding.severity(Severity::Release) } else { finding };
        let help = match is_paid {
            true => "let it move at one instant, or waive it with the reason",
            false => "let it move at one instant, or write `compensation = \"…\"`",
        };
        report.push(finding.help(help).about(it.subject()));
    }
}
