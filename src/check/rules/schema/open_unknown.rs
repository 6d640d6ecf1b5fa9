//! `schema/open-unknown`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Disposition, Graph, Region};

crate::diag::code! {
    /// Something is marked as not known yet.
    ///
    /// ## Why it matters
    ///
    /// Writing an open point down is right: a draft goes on with it. A release does not, for a customer will ask.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [brand]
    /// landing = "https://www.mi.com/uk/poco/"
    /// unknown = { placement = "to be decided by the brand team" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Find out, write the value, and take the key out of `unknown`.
    "schema/open-unknown" Release
}

/// Reports every open point, with its reason.
pub fn run(graph: &Graph, report: &mut Report) {
    // That a region's independence is open is told by `schema/region-without-disposition`, as a note: nothing is made for it.
    let is_asked = |region: &Region, path: &str| region.disposition != Disposition::Independent || !path.ends_with(".region.review-by");
    let regions = graph.regions.values().flat_map(|region| region.unknowns.iter().filter(move |it| is_asked(region, &it.0)));
    for (path, why) in graph.unknowns.iter().chain(regions) {
        let key = path.rsplit('.').next().unwrap_or(path);
        // An heir's open point is that of the region which wrote it.
        let name = path.split_once('.').filter(|(region, _)| graph.regions.contains_key(*region)).map_or(path.as_str(), |it| it.1);
        let finding = Diagnostic::new(&CODE, why.span, "not known yet", format!("`{name}` is not known: {}", why.value));
        report.push(finding.help(format!("write `{key} = …` and take it out of `unknown`")).about(path.clone()));
    }
}
