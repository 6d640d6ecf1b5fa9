//! `date/sunset-before-deprecation`

use super::out_of_order::Disorder;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, time};
use crate::model::spec::milestone::MilestoneKind;

crate::diag::code! {
    /// The `Sunset` header would name an earlier time than the `Deprecation` header.
    ///
    /// ## Why it matters
    ///
    /// `Deprecation` is the switch of `migrate`, `Sunset` is what is told of `sunset`. RFC 9745 section 4 forbids a
    /// sunset that lies before the deprecation: nothing can stop before it is discouraged. A sunset `by` a day is told
    /// as its start, so a move within that day comes too late.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones]
    /// migrate = { at = 2024-12-31T12:00 }
    /// sunset = { by = 2024-12-31 }
    /// services-done = { kind = "restore", by = 2024-12-31 }
    ///
    /// [services.accounts]
    /// move = "none"
    /// ```
    ///
    /// ## What to do
    ///
    /// Let `migrate` come before `sunset`.
    "date/sunset-before-deprecation" Error
}

/// Reports regions whose move switches after what is told of their sunset.
pub fn run(graph: &Graph, report: &mut Report) {
    let disorder = Disorder::of(report);
    for region in graph.retiring() {
        let (Some(migrate), Some(sunset)) = (region.of_kind(MilestoneKind::Migrate), region.of_kind(MilestoneKind::Sunset)) else {
            continue;
        };
        let zone = region.zone.as_ref();
        let Some((one, two)) = zone.and_then(|zone| migrate.instants(zone).zip(sunset.instants(zone))) else { continue };
        if two.told < one.switch && !disorder.has(migrate) {
            let message = format!("`Sunset` would be {}, before `Deprecation` at {}", time::utc(two.told), time::utc(one.switch));
            let place = |it: &crate::model::graph::Milestone| it.when.as_ref().map_or(it.span, |it| it.span);
            let finding = Diagnostic::new(&CODE, place(sunset), "told earlier", message).label(place(migrate), "deprecated later");
            report.push(finding.help("let `migrate` come before `sunset`").about(format!("{}.milestones.{}", region.id, sunset.name)));
        }
    }
}
