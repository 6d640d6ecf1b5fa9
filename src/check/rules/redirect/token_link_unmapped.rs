//! `redirect/token-link-unmapped`

use crate::check::rows::Rows;
use crate::check::{held, reach};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, Inventoried, Site, order, time};
use crate::model::plan::answer::{Answer, Outcome};
use crate::model::plan::routing::OriginKind;
use crate::model::plan::{Host, Plan};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::redirect::UrlKind;
use crate::source::Span;
use jiff::Timestamp;

crate::diag::code! {
    /// A link that customers hold in old mail, on paper or on a box has no answer of its own for as long as it works.
    ///
    /// ## Why it matters
    ///
    /// Nobody can take such a link back: to reset a password, to confirm an address, to unsubscribe, to follow a parcel, to
    /// read an invoice, to claim a warranty. What is left for all other pages, a home page or a 410, is no answer to it. The
    /// last one is given out at the sunset, and works for the inventory's `valid-for`; without that it is judged as the site
    /// goes dark. A link to unsubscribe works for 30 days behind the domain's last mail (`send-until`), as the FTC's guide to
    /// CAN-SPAM asks; change it with `opt-out-tail` under `[policy]`.
    ///
    /// ## Example
    ///
    /// ```csv regions/uk/inventory.csv
    /// url,kind,valid-for
    /// /warranty/register,warranty,10 years
    /// ```
    ///
    /// ## What to do
    ///
    /// Write a rule of its own, also for all of a kind: `from = "/warranty/*"` with `to`, or with `answer = "page"` and a
    /// page that says what to do. Where `redirects-end` comes too soon for it, end the redirects later.
    "redirect/token-link-unmapped" Warning
}

/// Reports such links of the inventory, with the instant from which they lack an answer.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    let dark = reach::dark(plan);
    let mut rows = Rows::new();
    for (url, kind) in graph.inventory.iter().filter_map(|it| Some((it, it.kind.filter(|it| it.is_held())?))) {
        let site = &graph.sites[&url.site];
        let Some((at, _)) = dark.get(site.id.as_str()).filter(|_| held::is_closing(graph, site)) else { continue };
        let Some(host) = plan.hosts.get(&site.host) else { continue };
        if let Some((since, how, by)) = lacking(plan, host, site, url, *at, works_until(graph, site, url, kind, *at)) {
            let told = || Told { region: site.region.clone(), url: format!("https://{}{}", site.host, url.target), kind, since, how, by };
            rows.add(url.span, url.hits, told);
        }
    }
    rows.tell("nor has this", report, |span, it, more| {
        let since = it.since.map_or_else(|| "once its site is dark".to_owned(), |it| format!("from {} on", time::utc(it)));
        let message = format!("`{}`, a {} link that customers hold, {} {since}{more}", it.url, it.kind.word(), it.how);
        let finding = Diagnostic::new(&CODE, span, "has no answer of its own", message);
        let finding = it.by.into_iter().fold(finding, |finding, by| finding.label(by, "answers it"));
        let help = "write a rule of its own: `to = \"/…\"`, or `answer = \"page\"` with what to do";
        finding.help(help).about(format!("{}.redirects.inventory", it.region))
    });
}

/// What a finding tells of a link.
struct Told {
    region: String,
    url: String,
    kind: UrlKind,
    /// `None` where that is from the first dark instant on.
    since: Option<Timestamp>,
    how: &'static str,
    by: Option<Span>,
}

/// Returns until when the last such link works, if that is known.
fn works_until(graph: &Graph, site: &Site, url: &Inventoried, kind: UrlKind, dark: Timestamp) -> Option<Timestamp> {
    let region = graph.region_of(site);
    let zone = site.zone.as_ref().or(region.zone.as_ref())?;
    let sunset = region.instants(MilestoneKind::Sunset).map_or(dark, |it| it.switch);
    let (last, tail) = match kind {
        UrlKind::Unsubscribe => {
            let mail = order::domain_of(graph, &site.host).and_then(|it| graph.domains[it].mail.as_ref()?.send_until);
            let last_mail = mail.and_then(|it| time::end(it.value.0, zone).ok());
            (last_mail.map_or(sunset, |it| it.max(sunset)), Some(graph.policy.opt_out_tail))
        }
        _ => (sunset, None),
    };
    let longest = url.valid_for.into_iter().chain(tail).max_by_key(|it| it.nominal_seconds())?;
    time::shift(last, longest, false, zone).ok()
}

/// Returns the first instant, from `dark` on and before `until`, at which a link has no answer of its own, and what it gets.
fn lacking(
    plan: &Plan,
    host: &Host,
    site: &Site,
    url: &Inventoried,
    dark: Timestamp,
    until: Option<Timestamp>,
) -> Option<(Option<Timestamp>, &'static str, Option<Span>)> {
    let request = reach::request(site, url);
    let later = host.epochs.iter().filter_map(|it| it.since).filter(|it| *it > dark && until.is_some_and(|until| *it < until));
    std::iter::once(dark).chain(later).find_map(|at| {
        let answer = plan.answer(&request, at);
        let how = wanting(&answer)?;
        Some(((at != dark).then_some(at), how, answer.origin().map(|it| it.span)))
    })
}

/// Returns what is wrong with an answer to a link that customers hold; `None` where somebody wrote it for that.
fn wanting(answer: &Answer) -> Option<&'static str> {
    let is_written = answer.origin().is_some_and(|it| it.kind != OriginKind::Default);
    match answer.outcome {
        Outcome::Serve { .. } | Outcome::Untouched => None,
        Outcome::Redirect { .. } | Outcome::Page { .. } | Outcome::Unavailable { .. } if is_written => None,
        Outcome::NotFound => Some("is not found"),
        Outcome::Gone { .. } => Some("is said to be gone"),
        _ => Some("gets what is left for all other pages"),
    }
}
