//! `ent/cohort-unclear`

use crate::check::moves::{Moving, moves};
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::graph::Graph;
use crate::model::spec::service::{Cohort, Cutoff, ServiceKind};
use crate::model::spec::table::Table;

crate::diag::code! {
    /// It is not said whose points or coupons are carried over, or by when.
    ///
    /// ## Why it matters
    ///
    /// "Coupons issued by 12 December" and "coupons reissued before 12 December" are two promises: one is a cut-off, the
    /// other a deadline. A customer must be able to tell from both whether a coupon counts.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [services.coupons]
    /// move = "transfer"
    /// to = "xiaomi/coupons"
    /// since = "migrate"
    /// until = "migrate"
    /// reconcile = { tolerance = 0, sign-off = "store-uk" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the cut-off as `cohort`, and the milestone by which they are back as `until`:
    ///
    /// ```text
    /// cohort = { valid = { on = 2024-10-21 } }
    /// ```
    "ent/cohort-unclear" Error
}

/// Reports points and coupons that move without a cut-off, or without a date on which they are back.
pub fn run(graph: &Graph, report: &mut Report) {
    let is_asked = |it: &Moving| matches!(it.kind, ServiceKind::LoyaltyPoints | ServiceKind::Coupons) && it.is_carried();
    for it in moves(graph).filter(is_asked) {
        cutoff(&it, report);
        deadline(&it, report);
    }
}

fn cutoff(it: &Moving, report: &mut Report) {
    let written = &it.service.written;
    let held = |it: &Cohort| [&it.held, &it.valid, &it.issued].into_iter().flatten().any(|it| has_day(&it.value));
    if written.cohort.as_ref().is_some_and(|it| held(&it.value)) {
        return;
    }
    let name = &it.service.name;
    let within = written.cohort.as_ref().and_then(|it| it.unknown.keys().next().map(|key| key.span));
    // An open point that customers' money hangs on is told here too, as what it costs them.
    let finding = match written.open("cohort").or(within) {
        Some(open) => {
            let message = format!("the cut-off of `{name}` is not known: customers cannot tell whether theirs count");
            Diagnostic::new(&CODE, open, "left open", message).severity(Severity::Release)
        }
        None => {
            let place = written.cohort.as_ref().map_or(it.service.span, |it| it.span);
            Diagnostic::new(&CODE, place, "whose?", format!("`{name}` is carried over without a cut-off"))
        }
    };
    let basis = if it.kind == ServiceKind::Coupons { "valid" } else { "held" };
    report.push(finding.help(format!("write `cohort = {{ {basis} = {{ on = … }} }}`")).about(it.subject()));
}

fn has_day(cutoff: &Cutoff) -> bool {
    [&cutoff.on, &cutoff.from, &cutoff.by, &cutoff.before, &cutoff.after].into_iter().any(|it| it.is_some())
}

fn deadline(it: &Moving, report: &mut Report) {
    let written = &it.service.written;
    if written.until.is_none() && written.open("until").is_none() {
        let message = format!("`{}` is carried over, and not said to be back at any date", it.service.name);
        let finding = Diagnostic::new(&CODE, it.service.span, "back when?", message);
        report.push(finding.help("write `until = \"…\"`, a milestone of kind `restore`").about(it.subject()));
    }
}
