//! `tls/renewal-blocked`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::name::{self, Need, domain_end};
use crate::model::graph::{Graph, order, time};
use crate::model::plan::Plan;
use crate::model::plan::answer::{ACME, Outcome};
use crate::model::plan::request::{Request, Scheme};
use crate::model::spec::place::{Certificate, Challenge};
use crate::model::spec::zone::Record;
use crate::source::Located;
use jiff::Timestamp;
use std::collections::BTreeMap;

crate::diag::code! {
    /// A certificate cannot be renewed while its names still redirect.
    ///
    /// ## Why it matters
    ///
    /// The issuer asks for a file below `/.well-known/acme-challenge/`, or for a record in a zone, and reads the CAA
    /// records of the name (RFC 8659). If the file is answered by nobody once the shop is off, if the zone is gone, or if
    /// CAA names another issuer, the next renewal fails, and the name ends behind a warning page.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [hosts."www.po.co"]
    /// certificate = "po-co"
    ///
    /// [certificates.po-co]
    /// names = ["po.co", "www.po.co"]
    /// renewal = "automatic"
    /// challenge = "http-01"
    /// ```
    ///
    /// ## What to do
    ///
    /// Give the host a `reserved-upstream`, which answers challenges for good; lay the challenge's zone on a domain that
    /// stays; let CAA name the issuer.
    "tls/renewal-blocked" Error
}

/// Reports certificates whose issuer cannot see that the names are ours, or may not issue.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    let needs = name::needs(graph);
    let grouped = name::by_certificate(&needs);
    let mut caa: Authorised = BTreeMap::new();
    graph.zones.values().flat_map(|it| &it.records).filter(|it| it.kind == "CAA").for_each(|it| caa.entry(&it.name).or_default().push(it));
    for (name, certificate) in graph.certificates.iter().filter(|(_, it)| !graph.is_damaged(it.span)) {
        let Some(mine) = grouped.get(name.as_str()) else { continue };
        let mut found: Vec<Diagnostic> = excluded(&caa, name, certificate, mine).into_iter().collect();
        match certificate.challenge.map(|it| it.value) {
            Some(Challenge::Http) => found.extend(unanswered(plan, certificate, mine)),
            Some(Challenge::Dns) => found.extend(without_zone(graph, name, certificate, mine)),
            Some(Challenge::TlsAlpn) | None => {}
        }
        found.into_iter().for_each(|it| report.push(it.about(format!("certificates.{name}"))));
    }
}

/// CAA records by name.
type Authorised<'g> = BTreeMap<&'g str, Vec<&'g Record>>;

/// Returns the fault of each host whose challenges nobody answers at some time.
fn unanswered(plan: &Plan, certificate: &Certificate, needs: &[&Need]) -> Vec<Diagnostic> {
    let mut found: Vec<Diagnostic> = Vec::new();
    for need in needs {
        let Some((since, what)) = first_refused(plan, need) else { continue };
        let host = &plan.graph.hosts[&need.host];
        let since = since.map_or_else(|| "from the beginning".to_owned(), |it| format!("from {} on", time::utc(it)));
        let message = format!("`{}` answers the issuer's challenges with {what} {since}", host.name);
        let challenge = certificate.challenge.map_or(host.span, |it| it.span);
        let finding =
            Diagnostic::new(&CODE, host.span, "cannot be renewed from then on", message).label(challenge, "asks for a file there");
        let help = "add `reserved-upstream = \"http://127.0.0.1:8402\"` to the host, the server that answers challenges";
        // Of a host and its aliases the first says it all.
        if !found.iter().any(|it| it.span() == host.span) {
            found.push(finding.help(help));
        }
    }
    found
}

/// Returns since when a challenge is answered by no server of the owner's, and what it gets.
fn first_refused(plan: &Plan, need: &Need) -> Option<(Option<Timestamp>, String)> {
    let host = plan.hosts.get(&need.host)?;
    let request = Request { scheme: Scheme::Http, method: "GET".into(), host: need.name.clone(), target: format!("{ACME}x") };
    let is_needed = |it: Option<Timestamp>| need.until.is_none_or(|until| it.is_none_or(|it| it < until));
    host.epochs.iter().filter(|it| is_needed(it.since)).find_map(|epoch| {
        let at = epoch.since.unwrap_or_else(|| plan.instant_of(0));
        let what = match plan.answer(&request, at).outcome {
            Outcome::Serve { .. } | Outcome::Untouched => return None,
            Outcome::Redirect { location, .. } => format!("a redirect to `{location}`"),
            other => other.status().map_or_else(String::new, |it| it.to_string()),
        };
        Some((epoch.since, what))
    })
}

/// Returns the fault of a challenge that is answered in a zone that goes before the certificate does.
fn without_zone(graph: &Graph, name: &str, certificate: &Certificate, needs: &[&Need]) -> Option<Diagnostic> {
    let zone = certificate.challenge_zone.as_ref()?;
    let domain = order::domain_of(graph, &zone.value)?;
    let end = domain_end(graph, domain)?;
    let need = needs.iter().find(|it| it.until.is_none_or(|until| end < until))?;
    let until = need.until.map_or_else(|| "for good".to_owned(), |it| format!("until {}", time::utc(it)));
    let message =
        format!("the challenges of `{name}` are answered below `{domain}` until {}, and `{}` needs it {until}", time::utc(end), need.name);
    let finding = Diagnostic::new(&CODE, zone.span, "gone before", message).label(graph.domains[domain].span, "let go then");
    Some(finding.help("answer challenges in a zone that stays, or in that of the name itself"))
}

/// Returns the fault of CAA records that name other issuers.
fn excluded(caa: &Authorised, name: &str, certificate: &Certificate, needs: &[&Need]) -> Option<Diagnostic> {
    let issuer = certificate.issuer.as_ref()?;
    let named = needs.iter().find_map(|it| Some((it.name.as_str(), refusing(caa, &it.name, certificate, issuer)?)));
    let (host, record) = named?;
    let message = format!("CAA lets `{host}` have no certificate of `{}`, which issues `{name}`", issuer.value);
    let finding = Diagnostic::new(&CODE, issuer.span, "may not issue it", message).label(record.span, "names who may");
    Some(finding.help(format!("add the record `0 issue \"{}\"`, or name the issuer that renews it", issuer.value)))
}

/// Returns a record that forbids `issuer` to issue for `name`: those of the nearest name that has any decide (RFC 8659
/// section 3).
fn refusing<'g>(caa: &Authorised<'g>, name: &str, certificate: &Certificate, issuer: &Located<String>) -> Option<&'g Record> {
    let parents = name.match_indices('.').map(|(at, _)| &name[at + 1..]);
    let nearest = std::iter::once(name).chain(parents).find_map(|it| caa.get(it))?;
    let is_wild = !certificate.names.iter().flatten().any(|it| it.value.eq_ignore_ascii_case(name));
    let of = |tag: &str| nearest.iter().copied().filter(|it| it.data.split(' ').nth(1) == Some(tag)).collect::<Vec<_>>();
    let wild = of("issuewild");
    let deciding = if is_wild && !wild.is_empty() { wild } else { of("issue") };
    let allows = |it: &&&Record| {
        let value = it.data.splitn(3, ' ').nth(2).unwrap_or_default().trim_matches('"');
        value.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(issuer.value.trim())
    };
    if deciding.iter().any(|it| allows(&it)) { None } else { deciding.first().copied() }
}
