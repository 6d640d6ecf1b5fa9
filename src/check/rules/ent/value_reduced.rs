//! `ent/value-reduced`

use crate::check::moves::{Moving, moves};
use crate::diag::{Diagnostic, Report, listed};
use crate::model::graph::Graph;
use crate::model::spec::service::{Rate, Reduced};
use crate::model::spec::table::Table;
use crate::source::Located;

crate::diag::code! {
    /// What customers get back is worse than what they had, and nobody tells them.
    ///
    /// ## Why it matters
    ///
    /// Fewer units, a shorter validity, a higher minimum spend or a narrower use is a loss, and customers find it out. Said
    /// beforehand it is a condition; found out afterwards it is a complaint. Whether it may be done at all is counsel's
    /// question.
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
    /// rate = { old = 2, new = 1, on = 2024-10-21, rounding = "up" }
    /// reconcile = { tolerance = 0, sign-off = "store-uk" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write under `reduced` what is worse: the notices then say so. Where fewer units are worth the same, write
    /// `because` in the rate. The keys are `value`, `validity`, `minimum-spend` and `scope`:
    ///
    /// ```text
    /// reduced = { value = "half as many, worth as much each" }
    /// ```
    "ent/value-reduced" Warning
}

/// Reports what becomes worse and is not said, or is said and told to nobody.
pub fn run(graph: &Graph, report: &mut Report) {
    for it in moves(graph).filter(|it| it.kind.holds_value() && it.is_carried()) {
        let written = &it.service.written;
        let reduced = written.reduced.as_ref();
        if let Some(rate) = written.rate.as_ref().filter(|_| reduced.is_none_or(|it| !is_said(&it.value, "value"))) {
            fewer(&it, rate, report);
        }
        let worse: Vec<&str> = reduced.map_or_else(Vec::new, |it| KEYS.into_iter().filter(|key| it.holds(key)).collect());
        if let Some(reduced) = reduced.filter(|_| !worse.is_empty() && it.region.notices.is_none()) {
            let message = format!("`{}` is reduced in {}, and no notice tells customers", it.service.name, listed(&worse));
            let finding = Diagnostic::new(&CODE, reduced.span, "told to nobody", message);
            report.push(finding.help("add `[notices]` to the region, whose notices say it").about(it.subject()));
        }
    }
}

const KEYS: [&str; 4] = ["value", "validity", "minimum-spend", "scope"];

fn is_said(reduced: &Reduced, key: &str) -> bool {
    reduced.holds(key) || reduced.open(key).is_some()
}

fn fewer(it: &Moving, rate: &Located<Rate>, report: &mut Report) {
    let (Some(old), Some(new)) = (rate.old, rate.new) else { return };
    if new.value == 0 || new.value >= old.value || rate.because.is_some() {
        return;
    }
    let message = format!("{} of `{}` become {}, and customers are not told that this is less", old.value, it.service.name, new.value);
    let finding = Diagnostic::new(&CODE, rate.span, "fewer than before", message);
    report.push(finding.help("write `reduced = { value = \"…\" }`, or `because = \"…\"` in the rate").about(it.subject()));
}
