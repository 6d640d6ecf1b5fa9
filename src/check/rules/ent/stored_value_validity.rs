//! `ent/stored-value-validity`

use crate::check::moves::{Moving, cite, moves};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::Graph;
use crate::model::spec::service::{Funding, Move, ServiceKind};
use crate::model::spec::table::Table;
use crate::source::Span;

crate::diag::code! {
    /// Credit that customers paid for is kept too short, or cannot be had back as money.
    ///
    /// ## Why it matters
    ///
    /// Gift cards are customers' own money. By the reports that this program knows, Ireland (since 2 December 2019) and
    /// the United States (CARD Act) let them expire after five years at the earliest, and except what was given away as a
    /// promotion. Whether such a law applies, and what it asks when a store closes, is a question for counsel.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [region]
    /// countries = ["IE"]
    ///
    /// [services.stored-value]
    /// move = "end"
    /// funding = "paid"
    /// since = "migrate"
    /// until = "sunset"
    /// ```
    ///
    /// ## What to do
    ///
    /// Ask counsel. Then write how long it is valid and how it is refunded; what was never paid for has
    /// `funding = "promotional"`:
    ///
    /// ```text
    /// valid-for = "5 years"
    /// refund = "to the card it was bought with, on request"
    /// ```
    "ent/stored-value-validity" Warning
}

/// Where a law is known to set a time.
const COUNTRIES: [&str; 2] = ["IE", "US"];

/// Reports paid credit of regions with such a law that is kept too short or cannot be refunded.
pub fn run(graph: &Graph, report: &mut Report) {
    for it in moves(graph).filter(is_paid) {
        let Some(country) = it.region.countries.iter().find(|it| COUNTRIES.contains(&it.value.as_str())) else { continue };
        let written = &it.service.written;
        let mut faults: Vec<(Span, String)> = Vec::new();
        let least = graph.policy.stored_value_validity;
        match &written.valid_for {
            Some(valid) if valid.value.nominal_seconds() < least.nominal_seconds() => {
                faults.push((valid.span, format!("is valid for {}, less than {least}", valid.value)));
            }
            None if it.movement != Move::End && written.open("valid-for").is_none() => {
                faults.push((it.service.span, format!("does not say that it is valid for {least}")));
            }
            _ => {}
        }
        if written.refund.is_none() && written.open("refund").is_none() {
            faults.push((it.service.span, "does not say how it is refunded".to_owned()));
        }
        let Some((place, _)) = faults.first() else { continue };
        let said: Vec<&str> = faults.iter().map(|it| it.1.as_str()).collect();
        let message = format!("ask counsel: paid credit in `{}` {}", it.service.name, said.join(", and "));
        let finding = Diagnostic::new(&CODE, *place, "customers' money", message).label(country.span, "may have a law on it");
        let finding = cite(graph, "stored-value-validity", finding);
        report.push(finding.help(format!("write `valid-for = \"{least}\"` and `refund = \"…\"` as counsel says")).about(it.subject()));
    }
}

/// Stored value was paid for unless it says otherwise; anything else only if it says so.
fn is_paid(it: &Moving) -> bool {
    match it.service.written.funding.map(|it| it.value) {
        Some(funding) => funding == Funding::Paid && it.kind.holds_value(),
        None => it.kind == ServiceKind::StoredValue,
    }
}
