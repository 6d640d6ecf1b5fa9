//! `ent/rate-missing`

use crate::check::moves::{Moving, moves};
use crate::diag::{Diagnostic, Report, Severity, listed};
use crate::model::graph::Graph;
use crate::model::spec::service::{Rate, Rounding, ServiceKind};
use crate::model::spec::table::{Table, unwritten};

crate::diag::code! {
    /// Points or credit go to another programme at no stated rate.
    ///
    /// ## Why it matters
    ///
    /// A balance is a number of units, and another programme has other units. Customers work out what they will have from
    /// four things: how many for how many, the day of that rate, what becomes of fractions, and, where those are lost, why.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [services.loyalty-points]
    /// move = "transfer"
    /// to = "xiaomi/coupons"
    /// since = "migrate"
    /// until = "migrate"
    /// cohort = { held = { on = 2024-10-20 } }
    /// reconcile = { tolerance = 0, sign-off = "store-uk" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the rate whole:
    ///
    /// ```text
    /// rate = { old = 1, new = 1, on = 2024-10-21, rounding = "up" }
    /// ```
    "ent/rate-missing" Error
}

/// Reports points and credit that move without a whole rate, or are rounded down without a reason.
pub fn run(graph: &Graph, report: &mut Report) {
    let is_asked = |it: &Moving| matches!(it.kind, ServiceKind::LoyaltyPoints | ServiceKind::StoredValue) && it.is_carried();
    let leaves = |it: &Moving| it.service.written.to.is_some() || it.service.written.open("to").is_some();
    for it in moves(graph).filter(|it| is_asked(it) && leaves(it)) {
        let written = &it.service.written;
        match (&written.rate, written.open("rate")) {
            (Some(rate), _) => whole(&it, &rate.value, rate.span, report),
            // An open point that customers' money hangs on is told here too, as what it costs them.
            (None, Some(open)) => {
                let message = format!("the rate of `{}` is not known: customers cannot work out what they will have", it.service.name);
                report.push(told(&it, Diagnostic::new(&CODE, open, "left open", message).severity(Severity::Release)));
            }
            (None, None) => {
                let message = format!("`{}` goes to another programme at no rate", it.service.name);
                let place = it.service.written.to.as_ref().map_or(it.service.span, |it| it.span);
                report.push(told(&it, Diagnostic::new(&CODE, place, "at what rate?", message)));
            }
        }
    }
}

fn told(it: &Moving, finding: Diagnostic) -> Diagnostic {
    finding.help("write `rate = { old = …, new = …, on = …, rounding = \"up\" }`").about(it.subject())
}

/// Reports what a rate leaves out, or takes without a word.
fn whole(it: &Moving, rate: &Rate, span: crate::source::Span, report: &mut Report) {
    let missing = unwritten(Some(rate), &["old", "new", "on", "rounding"]);
    let name = &it.service.name;
    if !missing.is_empty() {
        let message = format!("the rate of `{name}` does not say {}", listed(&missing));
        report.push(told(it, Diagnostic::new(&CODE, span, "not whole", message)));
    }
    if let Some(none) = [&rate.old, &rate.new].into_iter().flatten().find(|it| it.value == 0) {
        let message = format!("the rate of `{name}` counts 0 units");
        let finding = Diagnostic::new(&CODE, none.span, "nothing", message);
        report.push(finding.help("write how many, or `move = \"end\"` if they end").about(it.subject()));
    }
    let is_said = rate.because.is_some() || rate.open("because").is_some();
    if let Some(rounding) = rate.rounding.as_ref().filter(|it| it.value == Rounding::Down && !is_said) {
        let message = format!("`{name}` is rounded down, in the house's favour, and not said why");
        let finding = Diagnostic::new(&CODE, rounding.span, "fractions are lost", message);
        report.push(finding.help("write `rounding = \"up\"`, or `because = \"…\"` in the rate").about(it.subject()));
    }
}
