//! `app/link-files-dropped`

use crate::check::moves::cite;
use crate::check::rules::schema::host_claimed_twice;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, Milestone, Region, Site, time};
use crate::model::plan::Plan;
use crate::model::plan::answer::Outcome;
use crate::model::plan::request::{Request, Scheme};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::notice::{App, AppPlatform};
use crate::source::{Located, Span};
use jiff::Timestamp;
use std::collections::BTreeSet;

crate::diag::code! {
    /// The files that tie links to an app go before the app does.
    ///
    /// ## Why it matters
    ///
    /// Phones fetch `/.well-known/assetlinks.json` (Android) and `/.well-known/apple-app-site-association` (iOS) from the
    /// host itself and follow no redirect. While copies of the app are installed, losing them changes where links open.
    /// They stay for some time behind its end, this program's own advice (`app-links-tail` under `[policy]`), and are then
    /// taken away on purpose, at the milestone `app-links-end`: from there links open in the browser.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones]
    /// app-sunset = { by = 2024-12-31 }
    ///
    /// [apps.store]
    /// name = "Store"
    /// platforms = ["android"]
    /// ends = "app-sunset"
    /// delist = "migrate"
    /// in-app-notice = "announce"
    /// api-until = "app-sunset"
    /// replacement = { name = "Mi Store", platforms = ["android"] }
    /// ```
    ///
    /// ## What to do
    ///
    /// Say until when they are served, and give the host a server for them that outlives the store:
    ///
    /// ```text
    /// [milestones]
    /// app-links-end = { from = "app-sunset + 90 days" }
    ///
    /// [hosts."www.po.co"]
    /// reserved-upstream = "http://127.0.0.1:8402"
    /// ```
    "app/link-files-dropped" Error
}

/// Reports apps whose association files have no stated end, end too early, or are not served until it.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    let contested = host_claimed_twice::contested(report);
    for region in graph.retiring() {
        for (id, app) in region.apps.iter().filter(|(_, app)| !graph.is_damaged(app.span)) {
            let files = files(app);
            let ends = app.ends.as_ref().and_then(|it| Some((it, graph.milestone_named(&region.id, &it.value)?)));
            let (Some((written, ends)), false) = (ends, files.is_empty()) else { continue };
            let linked = Linked { id, app, files };
            let Some(finding) = judge(plan, region, &linked, (written, ends), &contested) else { continue };
            report.push(finding.about(format!("{}.apps.{id}", region.id)));
        }
    }
}

/// An app with the files that tie links to it.
struct Linked<'g> {
    id: &'g str,
    app: &'g Located<App>,
    files: Vec<&'static str>,
}

fn files(app: &App) -> Vec<&'static str> {
    let platforms: BTreeSet<AppPlatform> = app.platforms.iter().flatten().map(|it| it.value).collect();
    let file = |it: AppPlatform| match it {
        AppPlatform::Android => Some("/.well-known/assetlinks.json"),
        AppPlatform::Ios => Some("/.well-known/apple-app-site-association"),
        AppPlatform::Web => None,
    };
    platforms.into_iter().filter_map(file).collect()
}

fn judge(
    plan: &Plan,
    region: &Region,
    app: &Linked,
    ends: (&Located<String>, &Milestone),
    contested: &BTreeSet<Span>,
) -> Option<Diagnostic> {
    let (written, ends) = ends;
    let graph = &plan.graph;
    let zone = region.zone.as_ref()?;
    let tail = graph.policy.app_links_tail;
    let origin = graph.policy.origin("app-links-tail");
    let Some(links) = region.of_kind(MilestoneKind::AppLinksEnd) else {
        let message = format!("nothing says until when links open the app `{}`; {tail} behind its end are wanted, {origin}", app.id);
        let finding = Diagnostic::new(&CODE, written.span, "ends here", message);
        let help = format!("add `app-links-end = {{ from = \"{} + {tail}\" }}` to `[milestones]`", ends.name);
        return Some(cite(graph, "app-links-tail", finding).help(help));
    };
    // Counted from the day that is told, as a date relative to it is.
    let (ended, gone) = (ends.instants(zone)?.told, links.instants(zone)?.switch);
    let place = links.when.as_ref().map_or(links.span, |it| it.span);
    // Its end before the app's is `date/out-of-order`'s, where both are milestones of an app.
    let is_ordered = ends.kind == Some(MilestoneKind::AppSunset) && gone < ended;
    if !is_ordered && time::shift(ended, tail, false, zone).is_ok_and(|least| gone < least) {
        let message = format!(
            "links open the app `{}` until {}, and it ends at {}; {tail} behind that are wanted, {origin}",
            app.id,
            time::local(gone, zone),
            time::local(ended, zone)
        );
        let finding = Diagnostic::new(&CODE, place, "too early", message).label(written.span, "ends here");
        let help = format!("write `{{ from = \"{} + {tail}\" }}`", ends.name);
        return Some(cite(graph, "app-links-tail", finding).help(help));
    }
    let mut sites = graph.sites_of(&region.id).filter(|it| !contested.contains(&it.url_span));
    sites.find_map(|site| unserved(plan, site, app, gone).map(|it| it.label(place, "wanted until here")))
}

/// Returns the first stage up to `gone` in which the host of `site` does not serve a file itself.
fn unserved(plan: &Plan, site: &Site, app: &Linked, gone: Timestamp) -> Option<Diagnostic> {
    let graph: &Graph = &plan.graph;
    let host = graph.find_host(&site.host)?;
    // One table answers for many stages: only its own switches are asked.
    let epochs = plan.hosts.get(&host.name)?.epochs.iter().map(|it| it.since.unwrap_or(Timestamp::MIN));
    for (file, at) in epochs.take_while(|it| *it < gone).flat_map(|at| app.files.iter().map(move |file| (file, at))) {
        let request = Request { scheme: Scheme::Https, method: "GET".to_owned(), host: host.name.clone(), target: (*file).to_owned() };
        let answer = plan.answer(&request, at);
        let what = match &answer.outcome {
            Outcome::Serve { .. } | Outcome::Page { .. } | Outcome::Untouched => continue,
            Outcome::Redirect { status, .. } => format!("redirected with {status}, which phones do not follow"),
            other => format!("answered with {}", other.status().unwrap_or_default()),
        };
        let from = if at == Timestamp::MIN { String::new() } else { format!(" from {}", time::utc(at)) };
        let place = answer.origin().map_or(host.span, |it| it.span);
        let message = format!("`https://{}{file}` is {what}{from}, while links still open the app `{}`", host.name, app.id);
        let finding = Diagnostic::new(&CODE, place, "not served", message).label(app.app.span, "needs it");
        let help = match answer.origin() {
            Some(_) => "take the rule out, or let it begin at `app-links-end`".to_owned(),
            None => format!("write `reserved-upstream = \"http://…\"` under `[hosts.\"{}\"]`", host.name),
        };
        return Some(finding.help(help));
    }
    None
}
