//! Binds what is known of each domain's zone, and what its names are to lead to.

use super::bind::Binding;
use super::milestone::milestone_ref;
use super::route;
use crate::diag::Diagnostic;
use crate::diag::rules::redirect::captures_kept_region;
use crate::diag::rules::schema::{bad_host, wrong_type};
use crate::model::graph::zone::{Edge, Ending, Zone, is_address, names};
use crate::model::graph::{Graph, MilestoneRef};
use crate::model::spec::place::{self, Domain};
use crate::model::spec::zone::{Record, absolute, canonical, words};
use crate::source::{FileId, Located};
use std::collections::BTreeMap;

/// Adds the zone of every domain.
pub fn bind(graph: &mut Graph, binding: &mut Binding) {
    let domains: Vec<(String, Located<Domain>)> = graph.domains.iter().map(|(name, it)| (name.clone(), it.clone())).collect();
    let regions: BTreeMap<FileId, String> = binding.spec.regions.iter().map(|(id, it)| (it.file, id.clone())).collect();
    for (name, domain) in &domains {
        let region = regions.get(&domain.span.file).cloned().unwrap_or_default();
        let bound = bind_zone(&Of { region: &region, name, domain }, binding);
        graph.zones.insert(name.clone(), bound);
    }
    left_alone(graph, binding);
    for (name, certificate) in &graph.certificates {
        if let Some(zone) = &certificate.challenge_zone
            && let Err(wrong) = route::host_name(&zone.value)
        {
            binding.fault(&bad_host::CODE, zone.span, "no zone", wrong.message, wrong.help, &format!("certificates.{name}"));
        }
    }
}

/// The domain whose zone is bound.
struct Of<'d> {
    /// The region that describes it.
    region: &'d str,
    name: &'d str,
    domain: &'d Located<Domain>,
}

fn bind_zone(of: &Of, binding: &mut Binding) -> Zone {
    let (name, domain) = (of.name, of.domain);
    let path = format!("{}.domains.{name}", of.region);
    let mut zone = Zone { file: binding.spec.zones.get(name).cloned(), ..Zone::default() };
    if let (Some(file), Some(first)) = (&domain.zone, domain.records.iter().flatten().next()) {
        let message = format!("found `records` of `{name}` beside its zone file, which holds them all");
        let finding = Diagnostic::new(&wrong_type::CODE, file.span, "the whole zone", message).label(first.span, "and a part of it");
        binding.report.push(finding.help("take `records` out, or `zone`").about(path.clone()));
    }
    for (rank, written) in domain.records.iter().flatten().enumerate() {
        let path = format!("{path}.records[{rank}]");
        if let Some(record) = record(of, written, &path, binding) {
            let ends = ends(of, written, &path, binding);
            zone.ends.extend(ends.map(|ends| Ending { record: record.clone(), ends, is_edge: false }));
            zone.records.push(record);
        }
    }
    if let Some(file) = &zone.file {
        // What lies outside the zone is passed over by servers too.
        zone.records = file.entries.iter().map(|it| &it.record).filter(|it| is_inside(&it.name, name)).cloned().collect();
    }
    for (rank, written) in domain.edge.iter().flatten().enumerate() {
        let path = format!("{path}.edge[{rank}]");
        if let Some(record) = record(of, written, &path, binding) {
            let ends = ends(of, written, &path, binding);
            zone.ends.extend(ends.map(|ends| Ending { record: record.clone(), ends, is_edge: true }));
            zone.edge.push(Edge { record, is_for_all: written.name.is_none() });
        }
    }
    let next = domain.dns.as_ref().and_then(|it| it.next_since.as_ref());
    zone.next_since = next.and_then(|it| milestone_ref(it, of.region, &format!("{path}.dns"), binding));
    zone
}

/// Returns the milestone with which what a record leads to ends.
fn ends(of: &Of, written: &place::Record, path: &str, binding: &mut Binding) -> Option<Located<MilestoneRef>> {
    milestone_ref(written.ends.as_ref()?, of.region, path, binding)
}

/// Returns a record that was written, if it is one.
fn record(of: &Of, written: &Located<place::Record>, path: &str, binding: &mut Binding) -> Option<Record> {
    let domain = of.name;
    let (kind, value) = (written.r#type.as_ref(), written.value.value.as_ref());
    let (Some(kind), Some(value)) = (kind, value) else {
        let missing = if kind.is_none() { "type" } else { "value" };
        if !binding.is_damaged(written.span) && !written.unknown.keys().any(|it| it.value == missing) {
            let message = format!("found a record of `{domain}` without `{missing}`");
            binding.fault(&wrong_type::CODE, written.span, "no record", message, format!("add `{missing} = \"…\"`"), path);
        }
        return None;
    };
    let own = written.name.as_ref().map_or(Some(domain.to_owned()), |it| match it.value.as_str() {
        "" => Some(domain.to_owned()),
        name => absolute(&name.to_ascii_lowercase(), domain),
    });
    let Some(name) = own.filter(|it| is_inside(it, domain)) else {
        let name = written.name.as_ref().map_or(value, |it| it);
        let message = format!("found `{}`, which is no name in the zone of `{domain}`", name.value);
        binding.fault(
            &bad_host::CODE,
            name.span,
            "no name of it",
            message,
            "write the name within the zone, as `www`; `@` is the zone's own",
            path,
        );
        return None;
    };
    let kind = kind_of(kind, path, binding)?;
    match data(&kind, &value.value, domain) {
        Ok(data) => {
            let ttl = written.ttl.or(of.domain.dns.as_ref().and_then(|it| it.ttl));
            let ttl = ttl.and_then(|it| u32::try_from(it.value.nominal_seconds()).ok());
            Some(Record { name, kind, ttl, data, span: written.span })
        }
        Err(message) => {
            let help = match message.split_once(", wanted ") {
                Some((_, wanted)) => format!("write {wanted}"),
                None => "write it as a zone file has it".to_owned(),
            };
            binding.fault(&wrong_type::CODE, value.span, "no data of it", message, help, path);
            None
        }
    }
}

/// Returns the type of a record in capitals, if it is one.
fn kind_of(kind: &Located<String>, path: &str, binding: &mut Binding) -> Option<String> {
    let is_type = kind.value.starts_with(|it: char| it.is_ascii_alphabetic()) && kind.value.bytes().all(|it| it.is_ascii_alphanumeric());
    if !is_type {
        let message = format!("found `{}`, which is no type of a record", kind.value);
        binding.fault(&wrong_type::CODE, kind.span, "no type", message, "write a type, as `A`", path);
    }
    is_type.then(|| kind.value.to_ascii_uppercase())
}

/// Returns a record's data in one spelling, or what is wrong with it.
fn data(kind: &str, value: &str, domain: &str) -> Result<String, String> {
    let wrong = |wanted: &str| format!("found `{value}`, which is no data of `{kind}`, wanted {wanted}");
    if !value.bytes().all(|it| it.is_ascii_graphic() || it == b' ') {
        return Err(wrong("ASCII on one line"));
    }
    // A text without quotes is meant as one string, whatever a zone file would make of it.
    let is_bare = matches!(kind, "TXT" | "SPF") && !value.contains('"');
    let parts = if is_bare { Ok(vec![(value.replace('\\', "\\\\"), true)]) } else { words(value) };
    canonical(kind, &parts.map_err(|it| format!("found {it}"))?, domain).map_err(wrong)
}

fn is_inside(name: &str, domain: &str) -> bool {
    name == domain || name.strip_suffix(domain).is_some_and(|it| it.ends_with('.'))
}

/// Reports records that lead away a name by which only an independent region answers.
fn left_alone(graph: &Graph, binding: &mut Binding) {
    let names = names(graph);
    for (domain, zone) in &graph.zones {
        let Some(kept) = names.get(domain.as_str()).map(|it| &it.kept) else { continue };
        for edge in zone.edge.iter().filter(|it| !it.is_for_all && is_address(&it.record) && kept.contains(it.record.name.as_str())) {
            let name = &edge.record.name;
            let host = graph.find_host(name);
            let message = format!("the record leads `{name}` away, which belongs to an independent region");
            let finding = Diagnostic::new(&captures_kept_region::CODE, edge.record.span, "leads it away", message);
            let finding = host.into_iter().fold(finding, |finding, it| finding.label(it.span, "is left alone"));
            binding.report.push(finding.help("take the record out").about(format!("domains.{domain}.edge")));
        }
    }
}
