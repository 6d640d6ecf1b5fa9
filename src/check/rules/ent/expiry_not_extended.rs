//! `ent/expiry-not-extended`

use crate::check::moves::{Moving, cite, moves};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, time};
use jiff::Timestamp;

crate::diag::code! {
    /// What customers get back expires before they can use it.
    ///
    /// ## Why it matters
    ///
    /// A coupon that runs out while it is frozen, or a week after it is back, was taken away. How long it must at least
    /// be of use is this program's own advice; change it with `validity-after-restore` under `[policy]`.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [services.coupons]
    /// move = "transfer"
    /// to = "xiaomi/coupons"
    /// since = "migrate"
    /// until = "services-done"
    /// cohort = { valid = { on = 2024-10-21 } }
    /// expires = 2024-11-30
    /// reconcile = { tolerance = 0, sign-off = "store-uk" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Let it be valid for some time from the day on which it is back:
    ///
    /// ```text
    /// valid-for = "60 days"
    /// ```
    "ent/expiry-not-extended" Warning
}

/// Reports points, coupons and credit that are of use for too short a time behind their return.
pub fn run(graph: &Graph, report: &mut Report) {
    for it in moves(graph).filter(|it| it.kind.holds_value() && it.is_carried()) {
        let Some(back) = it.instants(graph, it.service.until.as_ref()).map(|it| it.told.max(it.switch)) else { continue };
        if let Some(finding) = judge(graph, &it, back) {
            let finding = cite(graph, "validity-after-restore", finding);
            let help = format!("write `valid-for = \"{}\"`, or longer", graph.policy.validity_after_restore);
            report.push(finding.help(help).about(it.subject()));
        }
    }
}

fn judge(graph: &Graph, it: &Moving, back: Timestamp) -> Option<Diagnostic> {
    let (zone, written, name) = (it.region.zone.as_ref()?, &it.service.written, &it.service.name);
    let wanted = graph.policy.validity_after_restore;
    let least = time::shift(back, wanted, false, zone).ok()?;
    let asked = format!("{wanted} are wanted, {}", graph.policy.origin("validity-after-restore"));
    let until = it.service.until.as_ref()?.span;
    if let Some(valid) = &written.valid_for {
        let ends = time::shift(back, valid.value, false, zone).ok()?;
        let message = format!("`{name}` can be used for {} once it is back; {asked}", valid.value);
        return (ends < least).then(|| Diagnostic::new(&CODE, valid.span, "too short", message).label(until, "back here"));
    }
    let expires = written.expires.as_ref()?;
    let ends = time::end(expires.value.0, zone).ok()?;
    let message = if ends <= back {
        format!("`{name}` begins to expire on {}, before it is back at {}", expires.value.0, time::local(back, zone))
    } else {
        format!("`{name}` begins to expire on {}, soon after it is back at {}; {asked}", expires.value.0, time::local(back, zone))
    };
    (ends < least).then(|| Diagnostic::new(&CODE, expires.span, "expires here", message).label(until, "back here"))
}
