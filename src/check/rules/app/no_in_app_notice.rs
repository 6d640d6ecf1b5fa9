//! `app/no-in-app-notice`

use crate::check::moves::cite;
use crate::diag::{Diagnostic, Report, plural};
use crate::model::graph::{Graph, Region, time};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::notice::App;
use crate::model::spec::table::Table;
use crate::source::Located;

crate::diag::code! {
    /// An app of a store that closes does not tell its users in time, or stores offer it to the last, or nobody says when it
    /// ends.
    ///
    /// ## Why it matters
    ///
    /// Some people know the store only by its app: mail does not reach them. They are told there, some time before it ends,
    /// and nobody new installs what is about to end. The time is this program's own advice; change it with
    /// `in-app-notice-lead` under `[policy]`.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones]
    /// app-sunset = { by = 2024-12-31 }
    /// app-links-end = { from = 2025-04-01 }
    ///
    /// [apps.store]
    /// name = "Store"
    /// platforms = ["web"]
    /// ends = "app-sunset"
    /// delist = "migrate"
    /// api-until = "app-links-end"
    /// replacement = { name = "Mi Store", platforms = ["web"] }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the milestones from which the app tells it, and at which stores stop offering it:
    ///
    /// ```text
    /// in-app-notice = "announce"
    /// delist = "sales-stop"
    /// ```
    "app/no-in-app-notice" Warning
}

/// Reports apps that tell their end too late or not at all, apps that are offered until it, and apps without one.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.retiring() {
        for (id, app) in region.apps.iter().filter(|(_, app)| !graph.is_damaged(app.span)) {
            let subject = format!("{}.apps.{id}", region.id);
            let findings = [ending(id, app), notice(graph, region, id, app), delisting(graph, region, id, app)];
            report.findings.extend(findings.into_iter().flatten().map(|it| it.about(subject.clone())));
        }
    }
}

fn ending(id: &str, app: &Located<App>) -> Option<Diagnostic> {
    let message = format!("the store of the app `{id}` closes, and nothing says when the app ends");
    let finding = || Diagnostic::new(&CODE, app.span, "works until when?", message).help("write `ends = \"app-sunset\"`, a milestone");
    (app.ends.is_none() && app.open("ends").is_none()).then(finding)
}

fn notice(graph: &Graph, region: &Region, id: &str, app: &Located<App>) -> Option<Diagnostic> {
    let Some(written) = &app.in_app_notice else {
        let message = format!("the app `{id}` does not tell its users that it ends");
        let finding = || Diagnostic::new(&CODE, app.span, "nobody is told", message).help("write `in-app-notice = \"announce\"`");
        return app.open("in-app-notice").is_none().then(finding);
    };
    let zone = region.zone.as_ref()?;
    let instants = |name: &Located<String>| graph.milestone_named(&region.id, &name.value)?.instants(zone);
    let ends = app.ends.as_ref()?;
    let (told, ended) = (instants(written)?.told, instants(ends)?.told);
    let lead = graph.policy.in_app_notice_lead;
    if time::shift(told, lead, false, zone).is_ok_and(|earliest| earliest <= ended) {
        return None;
    }
    let day = |it: jiff::Timestamp| it.to_zoned(zone.clone()).date();
    let days = day(told).until(day(ended)).map_or(0, |it| it.get_days());
    let side = if told > ended { "after" } else { "before" };
    let early = plural(days.unsigned_abs() as usize, "day", "days");
    let origin = graph.policy.origin("in-app-notice-lead");
    let message = format!("the app `{id}` tells its users {early} {side} it ends; {lead} before are wanted, {origin}");
    let finding = Diagnostic::new(&CODE, written.span, "told here", message).label(ends.span, "ends here");
    Some(cite(graph, "in-app-notice-lead", finding).help("let the app tell it earlier: `in-app-notice = \"announce\"`"))
}

fn delisting(graph: &Graph, region: &Region, id: &str, app: &Located<App>) -> Option<Diagnostic> {
    let Some(delist) = &app.delist else {
        let message = format!("stores are not said to stop offering the app `{id}`");
        let finding = || Diagnostic::new(&CODE, app.span, "offered to the last", message).help("write `delist = \"sales-stop\"`");
        return app.open("delist").is_none().then(finding);
    };
    let zone = region.zone.as_ref()?;
    let ends = app.ends.as_ref()?;
    let (first, second) = (graph.milestone_named(&region.id, &delist.value)?, graph.milestone_named(&region.id, &ends.value)?);
    // Two milestones of an app in the wrong order are `date/out-of-order`'s.
    let is_ordered = first.kind == Some(MilestoneKind::AppDelist) && second.kind == Some(MilestoneKind::AppSunset);
    let (offered, ended) = (first.instants(zone)?.switch, second.instants(zone)?.switch);
    if is_ordered || offered < ended {
        return None;
    }
    let message = format!("stores offer the app `{id}` until {}, and it ends at {}", time::local(offered, zone), time::local(ended, zone));
    let finding = Diagnostic::new(&CODE, delist.span, "offered until here", message).label(ends.span, "ends here");
    Some(finding.help("let `delist` be a milestone before it ends"))
}
