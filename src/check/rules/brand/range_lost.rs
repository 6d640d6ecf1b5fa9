//! `brand/range-lost`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::Graph;
use crate::model::spec::table::Table;

crate::diag::code! {
    /// A product line that the old store sells is found nowhere afterwards, and nobody decided that.
    ///
    /// ## Why it matters
    ///
    /// A line that is not listed on the successor is lost to those who look for it, spare parts and all. It may be meant
    /// so; then it is a decision, and support can give its reason.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [brand.lines.phones]
    /// name = "Phones"
    /// ```
    ///
    /// ## What to do
    ///
    /// Add `landing = "https://…"`, the line's page on the successor, or `not-sold = "…"` with the reason.
    "brand/range-lost" Warning
}

/// Reports product lines with neither a page on the successor nor a decision.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.retiring() {
        for (name, line) in region.brand.iter().flat_map(|it| &it.lines) {
            let is_open = line.open("landing").is_some() || line.open("not-sold").is_some();
            if line.landing.is_some() || line.not_sold.is_some() || is_open || graph.is_damaged(line.span) {
                continue;
            }
            let called = line.name.as_ref().map_or(&name.value, |it| &it.value);
            let message = format!("the line `{called}` is sold in `{}`, and nothing says where it is found afterwards", region.id);
            let finding = Diagnostic::new(&CODE, name.span, "goes nowhere", message);
            report.push(
                finding
                    .help("add `landing = \"https://…\"`, or `not-sold = \"…\"` with the reason")
                    .about(format!("{}.brand.lines.{}", region.id, name.value)),
            );
        }
    }
}
