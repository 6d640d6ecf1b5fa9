//! `dns/apex-cname`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::zone::{self, Zone, is_address};
use crate::model::graph::{Graph, order};
use crate::model::spec::zone::Record;
use std::collections::BTreeMap;

crate::diag::code! {
    /// An alias stands at a domain's own name, or beside other records.
    ///
    /// ## Why it matters
    ///
    /// A name with a CNAME can have nothing else (RFC 1034 section 3.6.2), and a domain's own name always has its SOA and
    /// NS. Servers refuse such a zone, or answer one record and lose the others, such as the MX.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [domains."po.co"]
    /// retain = "forever"
    /// owner = "domains@mi.example"
    /// budget = "store-global"
    /// mail = { then = "keep" }
    /// edge = [{ type = "CNAME", value = "edge.example.net." }]
    /// ```
    ///
    /// ## What to do
    ///
    /// Lead the domain's own name to addresses (A and AAAA), or to what the provider offers instead (`ALIAS`); let the
    /// CNAME stand at the names below it, alone.
    "dns/apex-cname" Error
}

/// Reports aliases that cannot stand where they do, today or once our servers answer.
pub fn run(graph: &Graph, report: &mut Report) {
    let names = zone::names(graph);
    for (domain, written) in graph.domains.iter().filter(|(_, it)| !order::is_kept(graph, it)) {
        let Some(zone) = graph.zones.get(domain) else { continue };
        let ours: Vec<&str> = names.get(domain.as_str()).map(|it| it.ours.iter().copied().collect()).unwrap_or_default();
        let mut by_name: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
        zone.records.iter().for_each(|it| by_name.entry(&it.name).or_default().push(it));
        let mut found = today(domain, &by_name);
        found.extend(then(domain, zone, &ours, &by_name));
        let region = order::region_at(graph, written.span).map_or("", |it| it.id.as_str());
        for (alias, name, other) in found {
            report.push(finding(alias, name, other).about(format!("{region}.domains.{domain}")));
        }
    }
}

/// An alias, the name that it is for, and what stands beside it: nothing where that is the start of the zone.
type Fault<'z> = (&'z Record, &'z str, Option<&'z Record>);

/// Returns the aliases that cannot stand in the zone as it is.
fn today<'z>(domain: &str, by_name: &BTreeMap<&'z str, Vec<&'z Record>>) -> Vec<Fault<'z>> {
    let fault = |(name, records): (&&'z str, &Vec<&'z Record>)| {
        let alias = records.iter().copied().find(|it| it.kind == "CNAME")?;
        let other = records.iter().copied().find(|it| *it != alias && !proves(it));
        (other.is_some() || *name == domain).then_some((alias, *name, other.filter(|_| *name != domain)))
    };
    by_name.iter().filter_map(fault).collect()
}

/// Returns the aliases that names of ours cannot have, each once.
fn then<'z>(domain: &str, zone: &'z Zone, ours: &[&'z str], by_name: &BTreeMap<&'z str, Vec<&'z Record>>) -> Vec<Fault<'z>> {
    let aliases = zone.edge.iter().filter(|it| it.record.kind == "CNAME");
    let fault = |edge: &'z zone::Edge| {
        let names: Vec<&'z str> = if edge.is_for_all { ours.to_vec() } else { vec![edge.record.name.as_str()] };
        names.into_iter().find_map(|name| {
            let is_ours = ours.contains(&name);
            let beside = zone.edge_of(name, is_ours).find(|it| **it != edge.record);
            // What leads there today gives way.
            let stays = || by_name.get(name).into_iter().flatten().copied().find(|it| !is_address(it) && !proves(it));
            match name == domain {
                true => Some((&edge.record, name, None)),
                false => beside.or_else(stays).map(|other| (&edge.record, name, Some(other))),
            }
        })
    };
    aliases.filter_map(fault).collect()
}

/// Tells whether a record only proves others: it may stand beside an alias (RFC 4034 section 4).
fn proves(record: &Record) -> bool {
    matches!(record.kind.as_str(), "RRSIG" | "NSEC")
}

fn finding(alias: &Record, name: &str, other: Option<&Record>) -> Diagnostic {
    match other {
        None => {
            let message = format!("`{name}` would be an alias of `{}`, and has its SOA and NS", alias.data);
            let help = "lead it to addresses (A, AAAA), or write `type = \"ALIAS\"` where the provider has it";
            Diagnostic::new(&CODE, alias.span, "at the domain's own name", message).help(help)
        }
        Some(other) => {
            let message = format!("`{name}` would be an alias of `{}`, and has a record of type `{}`", alias.data, other.kind);
            let finding = Diagnostic::new(&CODE, alias.span, "stands alone or not at all", message).label(other.span, "stands there too");
            finding.help("keep one of the two, or lead the name to addresses (A, AAAA)")
        }
    }
}
