//! `tls/expires-in-period`

use crate::check::held;
use crate::diag::{Diagnostic, Report, Severity};
use crate::model::graph::{Graph, Milestone, Region};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::place::{Certificate, Renewal};
use crate::source::{Located, Span};
use jiff::civil::Date;
use std::collections::BTreeMap;

crate::diag::code! {
    /// A certificate ends while its names still redirect, and nothing renews it.
    ///
    /// ## Why it matters
    ///
    /// Behind a certificate that has ended stands a warning page, not a redirect. What is issued lives 200 days since
    /// March 2026, and 47 from March 2029: a year of redirects cannot be kept by hand.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [hosts."www.po.co"]
    /// certificate = "po-co"
    ///
    /// [certificates.po-co]
    /// names = ["po.co", "www.po.co"]
    /// renewal = "manual"
    /// not-after = 2025-03-31
    /// ```
    ///
    /// ## What to do
    ///
    /// Let it be renewed without people, and say so: `renewal = "automatic"`.
    "tls/expires-in-period" Error
}

/// Reports certificates of closing hosts that end before the redirects do; renewal by hand is a warning at least.
pub fn run(graph: &Graph, report: &mut Report) {
    let mut regions: BTreeMap<&str, Vec<&Region>> = BTreeMap::new();
    for site in graph.sites.values().filter(|it| held::is_closing(graph, it)) {
        if let Some(name) = graph.find_host(&site.host).and_then(|it| it.certificate.as_ref()) {
            regions.entry(&name.value).or_default().push(graph.region_of(site));
        }
    }
    for (name, regions) in regions {
        let Some(certificate) = graph.certificates.get(name).filter(|it| !graph.is_damaged(it.span)) else { continue };
        let is_automatic = certificate.renewal.is_some_and(|it| it.value == Renewal::Automatic);
        if !is_automatic {
            judge(name, certificate, &Period::of(&regions), report);
        }
    }
}

/// How long names redirect.
struct Period {
    /// `None` where nothing ends it.
    last: Option<Date>,
    /// Where its end is written, if it is.
    span: Option<Span>,
}

impl Period {
    fn of(regions: &[&Region]) -> Period {
        let ends: Vec<(Option<Date>, Option<Span>)> = regions.iter().map(|it| end(it)).collect();
        // Where one of them never ends, the whole does not.
        let endless = ends.iter().find(|it| it.0.is_none());
        let (last, span) = endless.or_else(|| ends.iter().max_by_key(|it| it.0)).copied().unwrap_or_default();
        Period { last, span }
    }
}

fn end(region: &Region) -> (Option<Date>, Option<Span>) {
    let Some(milestone) = region.of_kind(MilestoneKind::RedirectsEnd) else { return (None, None) };
    let day = |it: &Milestone| Some(it.instants(region.zone.as_ref()?)?.switch.to_zoned(region.zone.clone()?).date());
    let span = milestone.never.as_ref().map_or(milestone.place(), |it| it.span);
    (day(milestone), Some(span))
}

fn judge(name: &str, certificate: &Located<Certificate>, period: &Period, report: &mut Report) {
    let manual = certificate.renewal.filter(|it| it.value == Renewal::Manual);
    let ends = certificate.not_after.filter(|it| period.last.is_none_or(|last| it.value.0 < last));
    let finding = match (ends, manual) {
        (Some(ends), _) => {
            let until = period.last.map_or_else(|| "for good".to_owned(), |it| format!("until {it}"));
            let message = format!("the certificate `{name}` ends on {}, and its names redirect {until}", ends.value.0);
            let finding = Diagnostic::new(&CODE, ends.span, "ends within that time", message);
            let finding = manual.into_iter().fold(finding, |finding, it| finding.label(it.span, "renewed by hand"));
            period.span.into_iter().fold(finding, |finding, it| finding.label(it, "how long they redirect"))
        }
        (None, Some(manual)) => {
            let message = format!("the certificate `{name}` is renewed by hand");
            Diagnostic::new(&CODE, manual.span, "forgotten one day", message).severity(Severity::Warning)
        }
        (None, None) => return,
    };
    report
        .push(finding.help("let it be renewed without people, and write `renewal = \"automatic\"`").about(format!("certificates.{name}")));
}
