//! Binds sites, hosts, domains and certificates.

use super::bind::{Binding, is_whole_path};
use super::inherit::suggestion;
use super::redirect::is_independent;
use super::route;
use crate::diag::Diagnostic;
use crate::diag::rules::redirect::bad_source;
use crate::diag::rules::schema::{bad_host, dangling_ref, duplicate_id, wrong_type};
use crate::model::graph::{Graph, Host, Site};
use crate::model::spec::place;
use crate::model::spec::place::Closure;
use crate::model::spec::scalar::QueryPolicy;
use crate::source::{Located, Span};
use std::collections::{BTreeMap, BTreeSet};

/// Adds the sites and hosts of all regions, and what hangs on hosts. Defaults are bound with the regions.
pub fn bind(graph: &mut Graph, binding: &mut Binding) {
    for (id, file) in &binding.spec.regions {
        let Some(region) = &file.region else { continue };
        let is_layer = region.region.as_ref().is_some_and(|it| it.layer.is_some_and(|it| it.value));
        for (name, host) in &region.hosts {
            bind_host(id, name, host, graph, binding);
        }
        for (name, domain) in &region.domains {
            once(&mut graph.domains, "domain", id, name, domain, binding);
        }
        for (name, certificate) in &region.certificates {
            once(&mut graph.certificates, "certificate", id, name, certificate, binding);
            certificate_files(id, name, certificate, binding);
        }
        if !is_layer && binding.inherited.contains_key(id) {
            for (rank, site) in region.sites.iter().flatten().enumerate() {
                bind_site(id, rank, site, graph, binding);
            }
        }
    }
    undescribed(graph);
    certificates_exist(graph, binding);
}

/// Adds a thing that is described once in the whole workspace.
fn once<T: Clone>(
    all: &mut BTreeMap<String, Located<T>>,
    what: &str,
    region: &str,
    name: &Located<String>,
    thing: &Located<T>,
    binding: &mut Binding,
) {
    let path = format!("{region}.{what}s.{}", name.value);
    if what == "domain"
        && let Err(wrong) = route::host_name(&name.value)
    {
        binding.fault(&bad_host::CODE, name.span, "no domain", wrong.message, wrong.help, &path);
        return;
    }
    match all.get(&name.value) {
        Some(first) => twice(what, name, first.span, &path, binding),
        None => drop(all.insert(name.value.clone(), Located::new(thing.value.clone(), name.span))),
    }
}

fn twice(what: &str, name: &Located<String>, first: Span, path: &str, binding: &mut Binding) {
    let finding =
        Diagnostic::new(&duplicate_id::CODE, name.span, "and here again", format!("the {what} `{}` is described twice", name.value));
    binding.report.push(finding.label(first, "described here").help("describe it once, in whichever region").about(path));
}

/// Returns the finding of a host that an independent region describes and another one too: the other is the fault.
fn described_for(region: &str, name: &Located<String>, first: &(String, Span), binding: &Binding) -> Option<Diagnostic> {
    let (kept, other) = match (is_independent(region, binding), is_independent(&first.0, binding)) {
        (true, false) => ((region, name.span), (first.0.as_str(), first.1)),
        (false, true) => ((first.0.as_str(), first.1), (region, name.span)),
        _ => return None,
    };
    let message = format!("the host `{}` belongs to `{}`, which is independent", name.value, kept.0);
    let finding = Diagnostic::new(&duplicate_id::CODE, other.1, "described again", message).label(kept.1, "is left alone");
    Some(finding.help(format!("take `[hosts.\"{}\"]` out of `regions/{}.toml`", name.value, other.0)))
}

fn bind_host(region: &str, name: &Located<String>, host: &Located<place::Host>, graph: &mut Graph, binding: &mut Binding) {
    let path = format!("{region}.hosts.{}", name.value);
    let mut aliases = Vec::new();
    for alias in host.aliases.iter().flatten() {
        match route::host_name(&alias.value) {
            Ok(()) => aliases.push(alias.clone()),
            Err(wrong) => binding.fault(&bad_host::CODE, alias.span, "no host", wrong.message, wrong.help, &path),
        }
    }
    let upstream = binding.upstream(host.upstream.as_ref(), &path);
    let reserved_upstream = binding.upstream(host.reserved_upstream.as_ref(), &path);
    if let Err(wrong) = route::host_name(&name.value) {
        binding.fault(&bad_host::CODE, name.span, "no host", wrong.message, wrong.help, &path);
        return;
    }
    if let Some(first) = graph.hosts.get(&name.value) {
        let first = (first.region.clone(), first.span);
        match described_for(region, name, &first, binding) {
            Some(finding) => binding.report.push(finding.about(path)),
            None => twice("host", name, first.1, &path, binding),
        }
        return;
    }
    let bound = Host {
        name: name.value.clone(),
        region: region.to_owned(),
        span: name.span,
        aliases,
        upstream,
        default: None,
        reserved_upstream,
        robots: host.robots.clone(),
        certificate: host.certificate.clone(),
        hsts: host.hsts.clone(),
        owner: host.owner.clone(),
        is_described: true,
    };
    graph.hosts.insert(name.value.clone(), bound);
}

/// Adds the hosts that sites stand on and no region describes.
fn undescribed(graph: &mut Graph) {
    let aliases: BTreeSet<String> = graph.hosts.values().flat_map(|it| &it.aliases).map(|it| it.value.clone()).collect();
    for site in graph.sites.values() {
        if !aliases.contains(&site.host) {
            graph.hosts.entry(site.host.clone()).or_insert_with(|| Host {
                name: site.host.clone(),
                region: site.region.clone(),
                span: site.url_span,
                aliases: Vec::new(),
                upstream: None,
                default: None,
                reserved_upstream: None,
                robots: None,
                certificate: None,
                hsts: None,
                owner: None,
                is_described: false,
            });
        }
    }
}

fn certificates_exist(graph: &Graph, binding: &mut Binding) {
    for host in graph.hosts.values() {
        let Some(name) = &host.certificate else { continue };
        if graph.certificates.contains_key(&name.value) {
            continue;
        }
        let written = format!(".certificates.{}", name.value);
        if !binding.spec.written.iter().any(|it| it.ends_with(&written)) {
            let help = suggestion(&name.value, graph.certificates.keys().map(String::as_str), "certificates");
            let path = format!("{}.hosts.{}", host.region, host.name);
            binding.fault(
                &dangling_ref::CODE,
                name.span,
                "no such certificate",
                format!("there is no certificate `{}`", name.value),
                help,
                &path,
            );
        }
    }
}

/// Reports files of a certificate that no server could be told of.
fn certificate_files(region: &str, name: &Located<String>, certificate: &place::Certificate, binding: &mut Binding) {
    let path = format!("{region}.certificates.{}", name.value);
    for file in [&certificate.chain, &certificate.key].into_iter().flatten().filter(|it| !is_whole_path(&it.value) || it.ends_with('/')) {
        let message = format!("`{}` is not the whole path of a file", file.value);
        let help = "write letters, digits, `-`, `_` and `.` between slashes, as `/etc/ssl/po-co/fullchain.pem`";
        binding.fault(&wrong_type::CODE, file.span, "no file", message, help, &path);
    }
}

fn bind_site(region: &str, rank: usize, site: &Located<place::Site>, graph: &mut Graph, binding: &mut Binding) {
    let name =
        site.id.as_ref().map_or_else(|| if rank == 0 { "site".to_owned() } else { format!("site-{}", rank + 1) }, |it| it.value.clone());
    let path = format!("{region}.sites[{rank}]");
    let successor = site.successor.as_ref().and_then(|it| successor(it, &path, binding));
    let upstream = binding.upstream(site.upstream.as_ref(), &path);
    let zone = site.time_zone.as_ref().and_then(|it| binding.zone(it, &path));
    let Some(url) = &site.url else {
        if !graph.is_damaged(site.span) && !site.unknown.keys().any(|it| it.value == "url") {
            binding.fault(
                &wrong_type::CODE,
                site.span,
                "no URL",
                format!("the site `{name}` of `{region}` has no URL"),
                "add `url = \"https://…/\"`",
                &path,
            );
        }
        return;
    };
    let (origin, rest) = match route::absolute(&url.value) {
        Ok(it) => (it.origin.to_owned(), it.rest.to_owned()),
        Err(wrong) => {
            binding.fault(&bad_host::CODE, url.span, "no site", wrong.message, wrong.help, &path);
            return;
        }
    };
    let host = origin.trim_start_matches("https://").to_owned();
    let is_literal = route::source(if rest.is_empty() { "/" } else { &rest }).is_ok_and(|it| {
        it.canonical.key().as_deref() == Some(if rest.is_empty() { "/" } else { &rest }) && it.canonical.conditions.is_empty()
    });
    if host.contains(':') || !is_literal || rest.contains("//") {
        let message = format!("`{}` is not the URL of a site", url.value);
        binding.fault(
            &bad_host::CODE,
            url.span,
            "no site",
            message,
            "write `https://`, a host and a literal path, as `https://www.po.co/uk/`",
            &path,
        );
        return;
    }
    let id = format!("{region}/{name}");
    if let Some(first) = graph.sites.get(&id) {
        let span = site.id.as_ref().map_or(site.span, |it| it.span);
        let finding = Diagnostic::new(&duplicate_id::CODE, span, "and here again", format!("two sites of `{region}` are called `{name}`"));
        binding.report.push(finding.label(first.span, "first here").help("give one of them another id").about(path));
        return;
    }
    let base = rest.trim_end_matches('/').to_owned();
    let redirects = binding.inherited[region].region.redirects.as_ref().map(|it| &it.value);
    let all = || [Closure::HexCase, Closure::Decoded, Closure::TrailingSlash].into_iter().collect();
    let closure = site.closure.as_ref().or(redirects.and_then(|it| it.closure.as_ref()));
    let query = site.query.as_ref().or(redirects.and_then(|it| it.query.as_ref()));
    let bound = Site {
        region: region.to_owned(),
        span: site.id.as_ref().map_or(site.span, |it| it.span),
        url_span: url.span,
        scheme_and_host: origin,
        host,
        successor,
        upstream,
        zone,
        query: query.map_or(QueryPolicy::Keep, |it| it.value.clone()),
        default: None,
        closure: closure.map_or_else(all, |it| it.iter().map(|it| it.value).collect()),
        reserved: reserved(site, &base, &path, binding),
        path: base,
        id: id.clone(),
    };
    graph.sites.insert(bound);
}

/// Returns where a site goes, without a slash at its end.
fn successor(url: &Located<String>, path: &str, binding: &mut Binding) -> Option<Located<String>> {
    let url = binding.url(url, path)?;
    if url.value.contains(['?', '#']) {
        let message = format!("the successor `{}` has a query or a fragment", url.value);
        binding.fault(&bad_host::CODE, url.span, "nothing can be joined to it", message, "write host and path alone", path);
        return None;
    }
    Some(url.map(|it| it.trim_end_matches('/').to_owned()))
}

fn reserved(site: &place::Site, base: &str, path: &str, binding: &mut Binding) -> Vec<Located<String>> {
    let mut all = Vec::new();
    for reserved in site.reserved.iter().flatten() {
        match route::source(&reserved.value) {
            Ok(it) if it.canonical.conditions.is_empty() && it.canonical.key().is_some() => {
                all.push(Located::new(format!("{base}{}", it.canonical.key().unwrap_or_default()), reserved.span));
            }
            Ok(_) => {
                let message = format!("the reserved path `{}` has a placeholder or a condition", reserved.value);
                binding.fault(
                    &bad_source::CODE,
                    reserved.span,
                    "not literal",
                    message,
                    "write a literal path; one that ends in `/` reserves all below it",
                    path,
                );
            }
            Err(wrong) => binding.fault(&bad_source::CODE, reserved.span, "no path", wrong.message, wrong.help, path),
        }
    }
    all
}
