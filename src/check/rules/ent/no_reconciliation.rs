//! `ent/no-reconciliation`

use crate::check::moves::moves;
use crate::diag::{Diagnostic, Report, listed};
use crate::model::graph::Graph;
use crate::model::spec::table::{Table, unwritten};

crate::diag::code! {
    /// Nobody holds the totals before a move against those after it.
    ///
    /// ## Why it matters
    ///
    /// Points, coupons and credit that got lost on the way show in the sum long before customers complain. Count and sum
    /// are written down before and after; a difference beyond the tolerance stops the move, and a team signs.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [services.coupons]
    /// move = "transfer"
    /// to = "xiaomi/coupons"
    /// since = "migrate"
    /// until = "migrate"
    /// cohort = { valid = { on = 2024-10-21 } }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write what difference is let pass, and which team signs:
    ///
    /// ```text
    /// reconcile = { tolerance = 0, sign-off = "store-uk" }
    /// ```
    "ent/no-reconciliation" Error
}

/// Reports points, coupons and credit that move without a tolerance or a team that signs.
pub fn run(graph: &Graph, report: &mut Report) {
    for it in moves(graph).filter(|it| it.kind.holds_value() && it.is_carried()) {
        let written = &it.service.written;
        let reconcile = written.reconcile.as_ref();
        let missing = unwritten(reconcile.map(|it| &it.value), &["tolerance", "sign-off"]);
        if missing.is_empty() || written.open("reconcile").is_some() {
            continue;
        }
        let message = match reconcile {
            Some(_) => format!("how the totals of `{}` are held against each other does not say {}", it.service.name, listed(&missing)),
            None => format!("`{}` moves and its totals are not held against each other", it.service.name),
        };
        let finding = Diagnostic::new(&CODE, reconcile.map_or(it.service.span, |it| it.span), "nobody counts", message);
        let team = it.region.owner.as_ref().map_or("…", |it| it.value.as_str());
        report.push(finding.help(format!("write `reconcile = {{ tolerance = 0, sign-off = \"{team}\" }}`")).about(it.subject()));
    }
}
