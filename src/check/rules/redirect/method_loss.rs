//! `redirect/method-loss`

use crate::check::rules::date::out_of_order::Disorder;
use crate::check::rules::schema::host_claimed_twice;
use crate::diag::rules::schema::file_missing;
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::graph::{Disposition, Site};
use crate::model::plan::Plan;
use crate::model::plan::answer::Outcome;
use crate::model::plan::request::{Request, Scheme};

crate::diag::code! {
    /// A URL that takes more than GET is redirected with a status that loses the method.
    ///
    /// ## Why it matters
    ///
    /// Behind a 301 or a 302 a POST becomes a GET without its body (RFC 9110 section 15.4): an order that is sent to the
    /// old address is lost. 308 and 307 keep the method.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [redirects]
    /// inventory = ["uk/inventory.csv"]
    ///
    /// [[redirects.rules]]
    /// from = "/cart"
    /// to = "/cart"
    /// ```
    ///
    /// ```csv regions/uk/inventory.csv
    /// url,methods
    /// /cart,GET POST
    /// ```
    ///
    /// ## What to do
    ///
    /// Write `status = 308` where the new address takes the same request, or answer with a page that says what to do.
    "redirect/method-loss" Warning
}

/// Reports URLs of the inventory whose method is lost at some time.
pub fn run(plan: &Plan, report: &mut Report) {
    let (contested, disorder) = (host_claimed_twice::contested(report), Disorder::of(report));
    // Of a site that two claim, or that goes through stages which none will see, nothing is known yet.
    let is_moot = |it: &&Site| contested.contains(&it.url_span) || disorder.is_of(&it.region);
    if read_in_part(plan, report) {
        return;
    }
    for entry in &plan.graph.inventory {
        let Some(method) = entry.methods.iter().find(|it| !matches!(it.as_str(), "GET" | "HEAD")) else { continue };
        let Some(site) = plan.graph.sites.get(&entry.site).filter(|it| !is_moot(it)) else { continue };
        let Some(host) = plan.hosts.get(&site.host).filter(|_| plan.graph.region_of(site).disposition == Disposition::Retire) else {
            continue;
        };
        let request = Request { scheme: Scheme::Https, method: method.clone(), host: site.host.clone(), target: entry.target.clone() };
        for epoch in &host.epochs {
            let answer = plan.answer(&request, epoch.since.unwrap_or_else(|| plan.instant_of(0)));
            let (Outcome::Redirect { status: status @ (301 | 302), .. }, Some(origin)) = (&answer.outcome, answer.origin()) else {
                continue;
            };
            let message = format!("`{}` takes {method}, and is redirected with {status}, which makes it a GET", entry.target);
            let better = if *status == 301 { 308 } else { 307 };
            let finding = Diagnostic::new(&CODE, entry.span, "takes more than GET", message).label(origin.span, "redirected here");
            let written = if answer.redirect().is_some_and(|it| it.is_on_trial) { 308 } else { better };
            report.push(finding.help(format!("write `status = {written}`")).about(format!("{}.redirects.inventory", site.region)));
            break;
        }
    }
}

/// Tells whether rules are missing from the plan: one that could not be read may be the one that keeps the method.
fn read_in_part(plan: &Plan, report: &Report) -> bool {
    let errors = report.findings.iter().filter(|it| it.severity == Severity::Error && it.code.name.starts_with("schema/"));
    errors.into_iter().any(|it| {
        let tail = it.subject.split_once('.').map_or("", |it| it.1);
        let is_of_rules = tail.starts_with("redirects") || tail.starts_with("milestones");
        is_of_rules || it.code == &file_missing::CODE || plan.sources.file(it.span().file).path.ends_with(".csv")
    })
}
