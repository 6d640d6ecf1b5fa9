//! `redirect/unanswered`

use crate::check::reach;
use crate::diag::rules::schema::{duplicate_id, syntax};
use crate::diag::{Diagnostic, Report};
use crate::model::plan::Plan;
use crate::model::plan::routing::{Action, Base, State};
use crate::source::Span;
use std::collections::BTreeSet;

crate::diag::code! {
    /// Something is asked for, and nothing is written that would answer.
    ///
    /// ## Why it matters
    ///
    /// A site that is served needs a server, one that is dark a default, and a host an answer for `/`: it is the address
    /// that people type.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[sites]]
    /// id = "club"
    /// url = "https://club.po.co/uk/"
    /// successor = "https://www.mi.com/uk/"
    /// upstream = "http://127.0.0.1:8081"
    /// ```
    ///
    /// ## What to do
    ///
    /// Add `upstream` to the site, `default` under `[redirects]` or at the site, and `default` at the host.
    "redirect/unanswered" Error
}

/// Reports sites, hosts and rules that lack what would answer.
pub fn run(plan: &Plan, report: &mut Report) {
    // Where a file could not be read, the host may be described in it.
    let is_blind = report.findings.iter().any(|it| it.code == &syntax::CODE || it.code == &duplicate_id::CODE);
    let mut told: BTreeSet<(Span, &str)> = BTreeSet::new();
    let mut tell = |span: Span, label: &'static str, message: String, help: &str, subject: String, report: &mut Report| {
        if !plan.graph.is_damaged(span) && told.insert((span, label)) {
            report.push(Diagnostic::new(&CODE, span, label, message).help(help).about(subject));
        }
    };
    for host in plan.hosts.values().filter(|it| !it.is_untouched) {
        let described = &plan.graph.hosts[&host.name];
        for epoch in &host.epochs {
            let root_is_owned = epoch.routing.owner("/").is_some();
            let carries = epoch.routing.sites.iter().any(|it| !it.is_independent);
            if (described.is_described || !is_blind) && !root_is_owned && carries && epoch.routing.unowned == Base::NotFound {
                let message = format!("nothing answers `https://{}/`, the address that people type", host.name);
                tell(
                    described.span,
                    "says nothing for `/`",
                    message,
                    "add `default = { to = \"https://…\" }` to the host",
                    format!("{}.hosts.{}", described.region, host.name),
                    report,
                );
            }
            for site in &epoch.routing.sites {
                let written = &plan.graph.sites[&site.site];
                let what = match (site.is_independent, site.state) {
                    (true, _) => Some(("no server", "add `upstream` to the site or to its host: it stands in for what is left alone")),
                    (false, State::Live | State::Announced | State::Moving) => {
                        Some(("no server", "add `upstream = \"http://…\"` to the site"))
                    }
                    (false, State::Dark) => Some(("no default", "add `default = { to = \"/…\" }` under `[redirects]` or to the site")),
                    (false, State::Closed | State::LetGo) => None,
                };
                // What is not known yet has its own finding, and a draft goes on.
                let is_open =
                    |key: &str| plan.graph.region_of(written).unknowns.iter().any(|(path, _)| path.split('.').any(|it| it == key));
                let what = what.filter(|(label, _)| !is_open(if *label == "no server" { "upstream" } else { "default" }));
                if let Some((label, help)) = what.filter(|_| site.base == Base::NotFound) {
                    let message = match label {
                        "no server" => format!("the site `{}` is served, and no server is named for it", written.url()),
                        _ => format!("the site `{}` goes dark, and nothing answers paths that no rule names", written.url()),
                    };
                    tell(written.span, label, message, help, written.region.clone(), report);
                }
            }
        }
    }
    for placed in reach::routes(plan).filter(|it| it.route.action == Action::NotFound) {
        let message = format!("`{}` is served, and no server is named for the site", placed.route.origin.text);
        tell(placed.route.origin.span, "no server", message, "add `upstream = \"http://…\"` to the site", placed.site.site.clone(), report);
    }
}
