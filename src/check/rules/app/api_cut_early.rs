//! `app/api-cut-early`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, time};
use crate::model::spec::table::Table;
use crate::source::Located;

crate::diag::code! {
    /// The servers that an app calls fall silent before the app ends.
    ///
    /// ## Why it matters
    ///
    /// Installed copies go on calling, old versions among them, and cannot say that they have ended when nobody answers.
    /// The servers answer until the app's end at least; afterwards they say `410` with a word of help.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones]
    /// app-sunset = { by = 2024-12-31 }
    ///
    /// [apps.store]
    /// name = "Store"
    /// platforms = ["web"]
    /// ends = "app-sunset"
    /// delist = "migrate"
    /// in-app-notice = "announce"
    /// api-until = "services-done"
    /// replacement = { name = "Mi Store", platforms = ["web"] }
    /// ```
    ///
    /// ## What to do
    ///
    /// Let them answer until the app ends, or until its links do:
    ///
    /// ```text
    /// api-until = "app-links-end"
    /// ```
    "app/api-cut-early" Warning
}

/// Reports apps whose servers have no stated end, or end first.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.retiring() {
        let Some(zone) = &region.zone else { continue };
        let switch = |name: &Located<String>| Some(graph.milestone_named(&region.id, &name.value)?.instants(zone)?.switch);
        for (id, app) in region.apps.iter().filter(|(_, app)| !graph.is_damaged(app.span)) {
            let subject = format!("{}.apps.{id}", region.id);
            let Some(until) = &app.api_until else {
                if app.open("api-until").is_none() {
                    let message = format!("the app `{id}` does not say until when its servers answer");
                    let finding = Diagnostic::new(&CODE, app.span, "called until when?", message);
                    report.push(finding.help("write `api-until = \"…\"`, a milestone no earlier than `ends`").about(subject));
                }
                continue;
            };
            let Some(ends) = &app.ends else { continue };
            if let (Some(silent), Some(ended)) = (switch(until), switch(ends))
                && silent < ended
            {
                let message = format!(
                    "the servers of the app `{id}` answer until {}, and it works until {}",
                    time::local(silent, zone),
                    time::local(ended, zone)
                );
                let finding = Diagnostic::new(&CODE, until.span, "silent from here", message).label(ends.span, "works until here");
                report.push(finding.help(format!("write `api-until = \"{}\"`, or a later one", ends.value)).about(subject));
            }
        }
    }
}
