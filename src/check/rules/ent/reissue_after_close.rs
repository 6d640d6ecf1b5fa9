//! `ent/reissue-after-close`

use crate::check::moves::moves;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, time};
use crate::model::spec::milestone::MilestoneKind;

crate::diag::code! {
    /// What customers hold comes back only once the store is closed.
    ///
    /// ## Why it matters
    ///
    /// Whoever finds points or coupons missing then has nobody to complain to, and nothing to show. What is promised is
    /// done, by what customers are told, before they are told that the store closes.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [services.coupons]
    /// move = "transfer"
    /// to = "xiaomi/coupons"
    /// since = "migrate"
    /// until = "sunset"
    /// cohort = { valid = { on = 2024-10-21 } }
    /// reconcile = { tolerance = 0, sign-off = "store-uk" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Let `until` be a milestone some time before the sunset.
    "ent/reissue-after-close" Error
}

/// Reports points, coupons and credit that are restored no earlier than the store closes.
pub fn run(graph: &Graph, report: &mut Report) {
    for it in moves(graph).filter(|it| it.kind.holds_value() && it.is_carried()) {
        let (Some(zone), Some(until)) = (&it.region.zone, &it.service.until) else { continue };
        let Some(closing) = it.region.of_kind(MilestoneKind::Sunset) else { continue };
        let (Some(back), Some(close)) = (it.instants(graph, Some(until)), closing.instants(zone)) else { continue };
        let restored = back.told.max(back.switch);
        let is_restore = graph.find_milestone(&until.value).is_some_and(|it| it.kind == Some(MilestoneKind::Restore));
        // A restore that servers switch behind the sunset is `graph/too-early`'s.
        if restored < close.told || (is_restore && back.switch > close.switch) {
            continue;
        }
        let message = format!(
            "customers have `{}` back at {}, and are told that the store closes at {}",
            it.service.name,
            time::local(restored, zone),
            time::local(close.told, zone)
        );
        let finding = Diagnostic::new(&CODE, until.span, "back only here", message)
            .label(closing.when.as_ref().map_or(closing.span, |it| it.span), "closed by then");
        report.push(finding.help("let `until` be a milestone before the sunset").about(it.subject()));
    }
}
