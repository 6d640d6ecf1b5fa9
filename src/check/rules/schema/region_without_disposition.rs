//! `schema/region-without-disposition`

use crate::diag::{Diagnostic, Report, Severity};
use crate::model::graph::{Disposition, Graph, Region};

crate::diag::code! {
    /// A region does not say whether it closes, or closes without naming a site.
    ///
    /// ## Why it matters
    ///
    /// “Other regional sites” cannot be deployed: each market that closes has a URL, and one that stays is told apart.
    /// An independent region that is looked at again some day carries that day, and is reported as a note.
    ///
    /// ## Example
    ///
    /// ```toml regions/other.toml
    /// [region]
    /// name = "Other markets"
    /// disposition = "retire"
    /// time-zone = "Europe/Berlin"
    /// ```
    ///
    /// ## What to do
    ///
    /// Write `disposition = "retire"` or `"independent"`, and under `[[sites]]` each market's URL. A region that only
    /// hands values on has `layer = true`.
    "schema/region-without-disposition" Error
}

/// Reports regions that leave open what becomes of them.
pub fn run(graph: &Graph, report: &mut Report) {
    for region in graph.regions.values() {
        let subject = region.id.clone();
        // What was refused in the region's file may be what seems to be missing.
        let is_touched = graph.damaged.touch(region.span.file)
            || report.findings.iter().any(|it| it.severity == Severity::Error && it.span().file == region.span.file);
        match region.disposition {
            Disposition::Unsaid if !is_touched => {
                let finding = Diagnostic::new(
                    &CODE,
                    region.span,
                    "retires or stays?",
                    format!("the region `{}` does not say what becomes of it", region.id),
                );
                report.push(finding.help(disposed(graph, region)).about(subject));
            }
            Disposition::Retire if graph.sites_of(&region.id).next().is_none() && !is_touched && !has_open_site(region) => {
                let members = if region.countries.is_empty() { "neither countries nor sites" } else { "no site" };
                let message = format!("the region `{}` closes and names {members}", region.id);
                let finding = Diagnostic::new(&CODE, region.span, "of which markets?", message);
                report.push(finding.help(sited(graph)).about(subject));
            }
            Disposition::Independent => {
                let dated = region.review_by.as_ref().map(|it| (it.span, format!("it is looked at again by {}", it.value)));
                let open = region.unknowns.iter().find(|it| it.0.ends_with(".region.review-by"));
                let open = open.map(|(_, why)| (why.span, format!("when it is looked at again is not known, {}", why.value)));
                if let Some((span, until)) = dated.or(open) {
                    let message = format!("the independence of `{}` is provisional: {until}", region.id);
                    report.push(
                        Diagnostic::new(&CODE, span, "provisional", message)
                            .severity(Severity::Info)
                            .help("nothing is generated for it until then")
                            .about(subject),
                    );
                }
            }
            Disposition::Unsaid | Disposition::Retire => {}
        }
    }
}

/// Says what to write in a region that says nothing; one without a head begins with it, as others of its kind do.
fn disposed(graph: &Graph, region: &Region) -> String {
    let alike = graph.retiring().find(|it| !it.extends.is_empty());
    let base = alike.map_or_else(String::new, |it| format!(", `extends = \"{}\"`", it.extends[0]));
    match region.span.start == region.span.end {
        true => format!("begin the file with `[region]`{base} and `disposition = \"retire\"`; one that stays has `\"independent\"`"),
        false => "write `disposition = \"retire\"` or `disposition = \"independent\"`".to_owned(),
    }
}

/// Says how a site is written, by one that there is.
fn sited(graph: &Graph) -> String {
    let alike = graph.sites.values().find_map(|it| Some((it.url(), it.successor.as_ref()?, it)));
    let Some((url, successor, site)) = alike else { return "add each market's URL under `[[sites]]`, or `layer = true`".to_owned() };
    let upstream = site.upstream.as_ref().map_or_else(String::new, |it| format!(", `upstream = \"{}\"`", it.value));
    let keys = format!("`url = \"{url}\"`, `successor = \"{}/\"`{upstream}", successor.value);
    format!("add `[[sites]]` for each market, as `{}` has one with {keys}; or `layer = true`", site.region)
}

/// Tells whether a site is named whose URL is an open point: `schema/open-unknown` tells that.
fn has_open_site(region: &Region) -> bool {
    region.unknowns.iter().any(|(path, _)| path.contains(".sites[") && path.ends_with(".url"))
}
