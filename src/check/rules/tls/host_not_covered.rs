//! `tls/host-not-covered`

use crate::check::rules::schema::host_claimed_twice;
use crate::diag::{Diagnostic, Report};
use crate::model::graph::Graph;
use crate::model::graph::name::{self, Need};
use crate::source::Located;

crate::diag::code! {
    /// A name redirects, and no certificate holds it.
    ///
    /// ## Why it matters
    ///
    /// Every link begins with `https` today. Behind a name that its certificate does not hold stands a warning page, and
    /// nobody gets as far as the redirect. A wildcard stands for one label: `*.po.co` holds `www.po.co`, neither `po.co`
    /// nor `m.www.po.co`. A workspace without `[certificates]` is not asked.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [hosts."www.po.co"]
    /// certificate = "po-co"
    ///
    /// [certificates.po-co]
    /// names = ["*.po.co"]
    /// renewal = "automatic"
    /// ```
    ///
    /// ## What to do
    ///
    /// Add the name to `names` of the certificate, and have it issued before the name moves.
    "tls/host-not-covered" Error
}

/// Reports names of closing stores that no certificate holds.
pub fn run(graph: &Graph, report: &mut Report) {
    if graph.certificates.is_empty() {
        return;
    }
    let contested = host_claimed_twice::contested(report);
    let is_told = |it: &Need| graph.is_damaged(it.span) || contested.contains(&it.span);
    for need in name::needs(graph).into_iter().filter(|it| it.certificate.is_none() && !is_told(it)) {
        let host = &graph.hosts[&need.host];
        let finding = match &host.certificate {
            Some(named) => of_named(graph, &need, named),
            None => Some(of_none(&need)),
        };
        report.findings.extend(finding.map(|it| it.about(format!("{}.hosts.{}", host.region, host.name))));
    }
}

/// Returns the fault of a host's own certificate; `None` where that is a fault of its own.
fn of_named(graph: &Graph, need: &Need, named: &Located<String>) -> Option<Diagnostic> {
    let certificate =
        graph.certificates.get(&named.value).filter(|it| !graph.is_damaged(it.span) && !it.unknown.keys().any(|it| it.value == "names"))?;
    let names = certificate.names.iter().flatten();
    let message = format!("the certificate `{}` does not hold `{}`", named.value, need.name);
    let finding = Diagnostic::new(&CODE, need.span, "gets a warning page", message);
    let finding = names.last().into_iter().fold(finding, |finding, it| finding.label(it.span, "the names that it holds"));
    Some(finding.help(format!("add `\"{}\"` to `names` of `[certificates.{}]`", need.name, named.value)))
}

fn of_none(need: &Need) -> Diagnostic {
    let message = format!("no certificate holds `{}`", need.name);
    let finding = Diagnostic::new(&CODE, need.span, "gets a warning page", message);
    finding.help(format!("add `\"{}\"` to `names` of a certificate", need.name))
}
