//! `release/unverified-step`

use super::super::graph::no_owner;
use crate::diag::{Diagnostic, Report, plural};
use crate::model::plan::Plan;
use crate::model::plan::step::Step;
use crate::source::Span;
use std::collections::BTreeMap;

crate::diag::code! {
    /// A step of the release has nobody who does it, no time, or nothing that shows that it took; or a waiver has no reason.
    ///
    /// ## Why it matters
    ///
    /// On the night nobody has the time to find out whose a step is, when it is due, and whether it worked. A step that waits
    /// for another and has no date of its own is due when that one is done. What was let pass without a reason cannot be
    /// judged by whoever reads the bundle. Where a workspace speaks of redirects alone nobody is asked who answers for them.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [region]
    /// owner = ""
    /// ```
    ///
    /// ## What to do
    ///
    /// Name the team, give what the step waits for a date, or write the reason down; in a draft it is not asked for.
    "release/unverified-step" Error
}

/// Reports steps that lack something, a finding a region and fault, and waivers without a reason.
pub fn run(plan: &Plan, report: &mut Report) {
    let mut nobodys: BTreeMap<&str, Vec<&Step>> = BTreeMap::new();
    for step in &plan.steps {
        if !step.has_owner() && is_asked(plan, &step.region) {
            nobodys.entry(&step.region).or_default().push(step);
        }
        let is_placed = step.at().is_some() || !step.after.is_empty();
        for (has, what) in [(is_placed, "a time"), (!step.check.is_empty(), "anything that shows that it took")] {
            if !has {
                let message = format!("the step `{}` has not {what}", step.id);
                let finding = Diagnostic::new(&CODE, span(plan, step), "of this", message);
                report.push(finding.help("give what it is for a date, or mark what is not known").about(step.region.clone()));
            }
        }
    }
    for (region, steps) in nobodys {
        let count = plural(steps.len(), "step", "steps");
        let message = format!("{count} of `{region}` have nobody who does them, `{}` among them", steps[0].id);
        // It is one fault: what a draft is warned of a release is refused for.
        let place = span(plan, steps[0]);
        report.findings.retain(|it| it.code != &no_owner::CODE || it.span() != place);
        let finding = Diagnostic::new(&CODE, place, "nobody's", message);
        report.push(finding.help("write `owner = \"…\"`, the name of a team").about(format!("{region}.region.owner")));
    }
    for waiver in plan.graph.waivers.iter().filter(|it| it.because.value.trim().is_empty()) {
        let message = format!("`{}` is let pass at `{}` for no reason", waiver.rule.value, waiver.at.value);
        let finding = Diagnostic::new(&CODE, waiver.because.span, "no reason", message);
        report.push(finding.help("write why under `because`, as whoever reads the release will ask").about("lint.waivers"));
    }
}

/// Tells whether anybody is asked who answers for what a step belongs to.
fn is_asked(plan: &Plan, region: &str) -> bool {
    plan.graph.regions.get(region).is_none_or(|it| no_owner::has_what_lasts(&plan.graph, it))
}

/// Returns the place where an owner is written or missing: that of the region, or of the platform's service.
fn span(plan: &Plan, step: &Step) -> Span {
    let graph = &plan.graph;
    let service = step.id.split('/').nth(2).unwrap_or_default();
    let of_platform = || Some(graph.platforms.get(&step.region)?.services.get(service)?.span);
    let of_region = || graph.regions.get(&step.region).map(|it| it.owner.as_ref().map_or(it.span, |it| it.span));
    of_region().or_else(of_platform).unwrap_or(Span::new(crate::source::FileId(0), 0..0))
}
