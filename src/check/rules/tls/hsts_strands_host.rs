//! `tls/hsts-strands-host`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::name::{self, Covering, domain_end};
use crate::model::graph::zone::{self, Names, is_address};
use crate::model::graph::{Graph, Host, order, time};
use crate::model::spec::place::Hsts;
use crate::source::Located;
use std::collections::{BTreeMap, BTreeSet};

crate::diag::code! {
    /// Browsers are told to come by https alone, to names that have no certificate, or will have none.
    ///
    /// ## Why it matters
    ///
    /// `includeSubDomains` and the browsers' own list bind every name below, for as long as `max-age` says and for the list
    /// for months. A name without a certificate cannot be reached any more, and no server can take that back. A domain on
    /// the list that is let go keeps whoever comes next, and every parking page, from being reached too.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [hosts."www.po.co"]
    /// aliases = ["po.co"]
    /// certificate = "po-co"
    /// hsts = { max-age = "365 days", include-subdomains = true }
    ///
    /// [certificates.po-co]
    /// names = ["po.co", "www.po.co"]
    /// renewal = "automatic"
    ///
    /// [domains."po.co"]
    /// retain = "forever"
    /// owner = "domains@mi.example"
    /// budget = "store-global"
    /// mail = { then = "keep" }
    /// records = [{ name = "status", type = "A", value = "192.0.2.30" }]
    /// ```
    ///
    /// ## What to do
    ///
    /// Put the name into a certificate, or write `include-subdomains = false` and wait for `max-age` to pass. Before a
    /// listed name is let go, write `preload = false` and ask for its removal from the list, months ahead.
    "tls/hsts-strands-host" Error
}

/// Reports names that a policy binds to https and that have no certificate, and listed names that are let go.
pub fn run(graph: &Graph, report: &mut Report) {
    let needs: BTreeSet<String> = name::needs(graph).into_iter().map(|it| it.host).collect();
    let known = Known { names: zone::names(graph), covering: Covering::new(graph) };
    for host in graph.hosts.values().filter(|it| needs.contains(&it.name) && !graph.is_damaged(it.span)) {
        let Some(hsts) = &host.hsts else { continue };
        let subject = format!("{}.hosts.{}.hsts", host.region, host.name);
        let found = stranded(graph, &known, host, hsts).into_iter().chain(let_go(graph, host, hsts));
        found.for_each(|it| report.push(it.about(subject.clone())));
    }
}

/// What is known of all names.
struct Known<'g> {
    names: BTreeMap<&'g str, Names<'g>>,
    covering: Covering<'g>,
}

fn is_set(flag: Option<Located<bool>>) -> bool {
    flag.is_some_and(|it| it.value)
}

/// Returns the names below a host that its policy binds, and no certificate holds. Names of closing stores are judged by
/// `tls/host-not-covered`.
fn stranded(graph: &Graph, known: &Known, host: &Host, hsts: &Located<Hsts>) -> Vec<Diagnostic> {
    if graph.certificates.is_empty() || !(is_set(hsts.include_subdomains) || is_set(hsts.preload)) {
        return Vec::new();
    }
    let binding: Vec<&str> = std::iter::once(host.name.as_str()).chain(host.aliases.iter().map(|it| it.value.as_str())).collect();
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    let domains: BTreeSet<&str> = binding.iter().filter_map(|it| order::domain_of(graph, it)).collect();
    for domain in domains {
        let is_host = |it: &str| known.names.get(domain).is_some_and(|all| all.ours.contains(it) || all.kept.contains(it));
        let records = graph
            .zones
            .get(domain)
            .into_iter()
            .flat_map(|it| it.records.iter().chain(it.edge.iter().filter(|it| !it.is_for_all).map(|it| &it.record)));
        for record in records.filter(|it| is_address(it) && !is_host(&it.name) && !it.name.starts_with('*')) {
            let Some(parent) = binding.iter().find(|it| record.name.strip_suffix(**it).is_some_and(|it| it.ends_with('.'))) else {
                continue;
            };
            let is_held = known.covering.any(&record.name).is_some();
            if !is_held && told.insert(record.name.as_str()) {
                let message = format!("browsers come to `{}` by https alone, as `{parent}` says, and no certificate holds it", record.name);
                let finding = Diagnostic::new(&CODE, hsts.span, "binds all names below", message).label(record.span, "cannot be reached");
                let help = format!("add `\"{}\"` to `names` of a certificate, or write `include-subdomains = false`", record.name);
                found.push(finding.help(help));
            }
        }
    }
    found
}

/// Returns the fault of a name on the browsers' list whose domain is let go.
fn let_go(graph: &Graph, host: &Host, hsts: &Located<Hsts>) -> Option<Diagnostic> {
    let preload = hsts.preload.filter(|it| it.value)?;
    let domain = order::domain_of(graph, &host.name)?;
    let end = domain_end(graph, domain)?;
    let message = format!("`{}` is on the browsers' list, and `{domain}` is let go at {}", host.name, time::utc(end));
    let finding = Diagnostic::new(&CODE, preload.span, "stays there for months", message).label(graph.domains[domain].span, "let go then");
    Some(finding.help("write `preload = false` and ask for its removal from the list (hstspreload.org), months before"))
}
