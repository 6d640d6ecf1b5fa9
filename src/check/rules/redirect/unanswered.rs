//! `redirect/unanswered`

use crate::check::reach;
use crate::check::rules::schema::host_claimed_twice;
use crate::diag::{Code, Diagnostic, Report, Severity, plural};
use crate::model::plan::Plan;
use crate::model::plan::routing::{Action, Base, State};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

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
    // What could not be read or bound may be what seems to be missing here.
    let broken: BTreeSet<&str> = crate::diag::rules::CODES.iter().map(|it: &&Code| it.name).collect();
    let is_cause =
        |it: &Diagnostic| it.severity == Severity::Error && (broken.contains(it.code.name) || it.code == &host_claimed_twice::CODE);
    if report.findings.iter().any(is_cause) {
        return;
    }
    let mut missing = Missing::default();
    for host in plan.hosts.values().filter(|it| !it.is_untouched) {
        let described = &plan.graph.hosts[&host.name];
        for epoch in &host.epochs {
            let root_is_owned = epoch.routing.owner("/").is_some();
            let carries = epoch.routing.sites.iter().any(|it| !it.is_independent);
            if !root_is_owned && carries && epoch.routing.unowned == Base::NotFound {
                missing.add(
                    Lack::Root,
                    described.span,
                    format!("https://{}/", host.name),
                    &format!("{}.hosts.{}", described.region, host.name),
                );
            }
            for site in &epoch.routing.sites {
                let written = &plan.graph.sites[&site.site];
                let lack = match (site.is_independent, site.state) {
                    (true, _) => Lack::StandIn,
                    (false, State::Live | State::Announced | State::Moving) => Lack::Server,
                    (false, State::Dark) => Lack::Default,
                    (false, State::Closed | State::LetGo) => continue,
                };
                // What is not known yet has its own finding, and a draft goes on.
                let key = if lack == Lack::Default { "default" } else { "upstream" };
                let is_open = plan.graph.region_of(written).unknowns.iter().any(|(path, _)| path.split('.').any(|it| it == key));
                if site.base == Base::NotFound && !is_open {
                    missing.add(lack, written.span, written.url(), &written.region);
                }
            }
        }
    }
    for placed in reach::routes(plan).filter(|it| it.route.action == Action::NotFound) {
        let written = &plan.graph.sites[&placed.site.site];
        missing.add(Lack::Server, written.span, written.url(), &written.region);
    }
    missing.report(report);
}

/// What is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Lack {
    /// An answer for a host's `/`.
    Root,
    /// A server that stands in for an independent site.
    StandIn,
    /// A server of a site that is served.
    Server,
    /// An answer for what no rule names, once a site is dark.
    Default,
}

/// Where something is missing: URL and subject, by what is missing and its place.
#[derive(Default)]
struct Missing(BTreeMap<Lack, BTreeMap<Span, (String, String)>>);

impl Missing {
    fn add(&mut self, lack: Lack, span: Span, url: String, subject: &str) {
        self.0.entry(lack).or_default().entry(span).or_insert_with(|| (url, subject.to_owned()));
    }

    /// Reports each lack once, with every place that has it.
    fn report(self, report: &mut Report) {
        for (lack, places) in self.0 {
            let mut places = places.into_iter();
            let Some((span, (url, subject))) = places.next() else { continue };
            let more = places.len();
            let also = if more == 0 { String::new() } else { format!(", nor for {}", plural(more, "more site", "more sites")) };
            let (label, message, help) = match lack {
                Lack::Root => {
                    let message = format!("nothing answers `{url}`, the address that people type");
                    ("says nothing for `/`", message, "add `default = { to = \"https://…\" }` to the host")
                }
                Lack::StandIn => {
                    let message = format!("the independent site `{url}` shares a host, and no server stands in for it{also}");
                    ("no server", message, "add `upstream` to the site or to its host")
                }
                Lack::Server => {
                    let message = format!("the site `{url}` is served, and no server is named for it{also}");
                    ("no server", message, "add `upstream = \"http://…\"` to the site")
                }
                Lack::Default => {
                    let message = format!("the site `{url}` goes dark, and nothing is written for paths that no rule names{also}");
                    ("no default", message, "add `default = { to = \"/…\" }` under `[redirects]` or to the site")
                }
            };
            let finding = Diagnostic::new(&CODE, span, label, message).help(help).about(subject);
            report.push(places.fold(finding, |finding, (span, _)| finding.label(span, label)));
        }
    }
}
