//! `graph/successor-not-live`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, time};

crate::diag::code! {
    /// Customers are sent to a service before it is up.
    ///
    /// ## Why it matters
    ///
    /// A redirect into a page that does not answer yet is worse than the old page. The day from which a platform's
    /// service is up is read by the head office's clock.
    ///
    /// ## Example
    ///
    /// ```toml cutover.toml
    /// [platforms.xiaomi.services]
    /// late = { url = "https://www.mi.com/late/", live-since = 2025-02-01, owner = "platform-late" }
    /// ```
    ///
    /// ```toml regions/uk.toml
    /// [services.logistics]
    /// kind = "logistics"
    /// move = "transfer"
    /// to = "xiaomi/late"
    /// since = "migrate"
    /// until = "services-done"
    /// ```
    ///
    /// ## What to do
    ///
    /// Move the service later, or have the successor's service up earlier and write that day in `live-since`.
    "graph/successor-not-live" Error
}

/// Reports services that arrive before the platform's service is up.
pub fn run(graph: &Graph, report: &mut Report) {
    let Some(head_office) = &graph.program.zone else { return };
    for region in graph.retiring() {
        let Some(zone) = &region.zone else { continue };
        for service in region.services.values() {
            let Some(to) = &service.to else { continue };
            let platform = graph.platforms.get(&to.value.owner).and_then(|it| it.services.get(&to.value.name));
            let Some(live) = platform.and_then(|it| it.live_since.as_ref()) else { continue };
            let Ok(up) = time::start(live.value, head_office) else { continue };
            let Some(arrives) = service.until.as_ref().or(service.since.as_ref()) else { continue };
            let Some(instants) = graph.find_milestone(&arrives.value).and_then(|it| it.instants(zone)) else { continue };
            if instants.switch < up {
                let message = format!(
                    "`{}` arrives at {}, and `{}/{}` is up from {} only",
                    service.name,
                    time::utc(instants.switch),
                    to.value.owner,
                    to.value.name,
                    time::utc(up)
                );
                let finding = Diagnostic::new(&CODE, to.span, "not up yet", message)
                    .label(live.span, "up from this day")
                    .label(arrives.span, "arrives here");
                report.push(
                    finding
                        .help("move the service later, or have its successor up earlier")
                        .about(format!("{}.services.{}", region.id, service.name)),
                );
            }
        }
    }
}
