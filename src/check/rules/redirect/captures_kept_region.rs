//! Runs `redirect/captures-kept-region` over sources that an independent site owns; its page stands with the fault itself.

use crate::check::reach;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::Disposition;
use crate::model::plan::Plan;

pub use crate::diag::rules::redirect::captures_kept_region::CODE;

/// Reports rules whose every key lies on an independent site of the same host.
pub fn run(plan: &Plan, report: &mut Report) {
    for placed in reach::routes(plan).filter(|it| it.route.origin.made.is_empty()) {
        let literal: Vec<&str> = placed.route.pattern.segments.iter().map_while(reach::literal).collect();
        let key = format!("/{}", literal.join("/"));
        let kept = placed.routing.sites.iter().filter(|it| it.is_independent && it.path.len() > placed.site.path.len());
        for site in kept.filter(|it| it.holds(&key)) {
            let other = &plan.graph.sites[&site.site];
            if plan.graph.region_of(other).disposition == Disposition::Independent {
                let message = format!("the source `{}` belongs to `{}`, which is independent", placed.route.origin.text, other.region);
                let finding =
                    Diagnostic::new(&CODE, placed.route.origin.span, "would be taken", message).label(other.url_span, "is left alone");
                report.push(finding.help("take the rule out").about(format!("{}.redirects", plan.graph.sites[&placed.site.site].region)));
            }
        }
    }
}
