//! `brand/unplaced`

use crate::check::rules::date::out_of_order::Disorder;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, MilestoneRef, time};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::table::Table;

crate::diag::code! {
    /// The brand has no place on the successor when the old store stops selling.
    ///
    /// ## Why it matters
    ///
    /// A brand that goes on must be found: on a page of its own, in the menu, by search and by support, from the day on
    /// which nothing can be bought at the old store any more.
    ///
    /// ## Example
    ///
    /// ```toml cutover.toml
    /// [program]
    /// brand = "POCO"
    /// ```
    ///
    /// ## What to do
    ///
    /// Add `[brand]` with `landing = "https://…"` to the region, standing there from `migrate` or earlier.
    "brand/unplaced" Error
}

/// Reports regions in which the brand stands nowhere, or too late.
pub fn run(graph: &Graph, report: &mut Report) {
    let disorder = Disorder::of(report);
    let Some(name) = &graph.program.brand else { return };
    for region in graph.retiring() {
        let subject = format!("{}.brand", region.id);
        let brand = region.brand.as_ref();
        let is_open = brand.is_some_and(|it| it.open("landing").is_some() || graph.is_damaged(it.span));
        let Some(landing) = brand.and_then(|it| it.landing.as_ref()) else {
            if !is_open {
                let finding = Diagnostic::new(
                    &CODE,
                    region.span,
                    "no place",
                    format!("{} has no page on the successor for `{}`", name.value, region.id),
                );
                report.push(finding.help("add `[brand]` with `landing = \"https://…\"`").about(subject));
            }
            continue;
        };
        let written = brand.and_then(|it| it.since.as_ref());
        let since = written.map_or("migrate", |it| it.value.as_str());
        let (owner, since) = since.split_once('/').unwrap_or((&region.id, since));
        let since = MilestoneRef { region: owner.to_owned(), name: since.to_owned() };
        let Some(zone) = &region.zone else { continue };
        let since = graph.find_milestone(&since).filter(|it| !disorder.has(it));
        let stands = since.and_then(|it| it.instants(zone));
        let stop =
            [MilestoneKind::SalesStop, MilestoneKind::Sunset].into_iter().find_map(|it| Some((region.of_kind(it)?, region.instants(it)?)));
        if let (Some(stands), Some((ends, stop))) = (stands, stop)
            && stands.switch > stop.switch
        {
            let message = format!(
                "{} stands on the successor from {}, and the store stops selling at {}",
                name.value,
                time::local(stands.switch, zone),
                time::local(stop.switch, zone)
            );
            report.push(
                Diagnostic::new(&CODE, written.map_or(landing.span, |it| it.span), "stands there too late", message)
                    .label(ends.when.as_ref().map_or(ends.span, |it| it.span), "sells until then")
                    .help("let `since` be a milestone no later than the sales stop")
                    .about(subject),
            );
        }
    }
}
