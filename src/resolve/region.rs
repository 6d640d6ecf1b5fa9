//! Binds each region: what it is, what is open in it, and the URLs that it has today.

use super::bind::{Binding, Strangers};
use super::looks;
use super::milestone::{bind_milestone, milestone_ref};
use super::redirect::{bind_redirects, host_defaults, path_source};
use super::route::{self};
use super::service::{bind_service, orphans};
use crate::diag::Help;
use crate::diag::rules::redirect::bad_source;
use crate::diag::rules::schema::{bad_locale_or_zone, wrong_type};
use crate::model::graph::{Alternate, Disposition, Graph, Inventoried, Region};
use crate::model::spec::region::Weekday;
use crate::model::spec::scalar::Day;
use crate::model::spec::{self, region as written};
use crate::source::{Located, Span};
use icu_locale::LocaleCanonicalizer;

/// Adds all regions that are no layers, and what hosts and sites answer by default.
pub fn bind(graph: &mut Graph, binding: &mut Binding) {
    let ids: Vec<String> = binding.inherited.keys().cloned().collect();
    for id in &ids {
        let mut region = binding.inherited[id].region.clone();
        let head = region.region.as_ref().map(|it| it.value.clone()).unwrap_or_default();
        if head.layer.is_some_and(|it| it.value) {
            continue;
        }
        let orphans = orphans(id, binding);
        region.services.retain(|name, _| !orphans.contains(&name.value));
        let bound = bind_region(id, &region, &head, graph, binding);
        graph.regions.insert(id.clone(), bound);
        bind_redirects(id, &region, graph, binding);
        inventory(id, &region, graph, binding);
        alternates(id, &region, graph, binding);
    }
    let alone: Vec<&String> = binding.spec.regions.keys().filter(|it| !binding.inherited.contains_key(*it)).collect();
    alone.into_iter().for_each(|it| judge_alone(it, binding));
    host_defaults(graph, binding);
}

/// Judges what a region writes itself where it is not known what it takes over: what is missing may stand in its layer.
fn judge_alone(id: &str, binding: &mut Binding) {
    let Some(region) = &binding.spec.regions[id].region else { return };
    if let Some(head) = &region.region {
        let path = format!("{id}.region");
        codes(head, &path, binding);
        head.time_zone.as_ref().map(|it| binding.zone(it, &path));
    }
    if let Some(brand) = &region.brand {
        brand.landing.as_ref().map(|it| binding.url(it, &format!("{id}.brand")));
    }
    let path = format!("{id}.redirects");
    let rules = region.redirects.iter().flat_map(|it| it.rules.iter().flatten());
    for from in rules.filter_map(|it| it.from.as_ref()).filter(|it| it.value.starts_with('/')) {
        path_source(from, &path, binding);
    }
}

fn bind_region(id: &str, region: &spec::Region, head: &written::Head, graph: &Graph, binding: &mut Binding) -> Region {
    let own = binding.spec.regions[id].region.as_ref().and_then(|it| it.region.as_ref());
    let span = own.map_or(Span::new(binding.spec.regions[id].file, 0..0), |it| it.span);
    let path = format!("{id}.region");
    let disposition = match head.disposition.map(|it| it.value) {
        Some(written::Disposition::Retire) => Disposition::Retire,
        Some(written::Disposition::Independent) => Disposition::Independent,
        None => Disposition::Unsaid,
    };
    codes(head, &path, binding);
    let controller = region.notices.as_ref().and_then(|it| it.controller.as_ref());
    let countries = controller.into_iter().flat_map(|it| it.countries.iter().flatten());
    countries.for_each(|it| country(it, &format!("{id}.notices.controller"), binding));
    let mut unknowns = Vec::new();
    open_points(id, region, head, &mut unknowns, binding);
    let is_file_name = id.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it));
    if !is_file_name {
        let message = format!("`{id}` cannot be the id of a region");
        binding.fault(&wrong_type::CODE, span, "from the file's name", message, "name the file with letters, digits, `-` and `_`", &path);
    }
    let milestones = region.milestones.iter().map(|(name, it)| (name.value.clone(), bind_milestone(id, name, it, binding))).collect();
    let services = region.services.iter().map(|(name, it)| (name.value.clone(), bind_service(id, name, it, graph, binding))).collect();
    for (name, app) in &region.apps {
        for milestone in [&app.ends, &app.delist, &app.in_app_notice, &app.api_until].into_iter().flatten() {
            milestone_ref(milestone, id, &format!("{id}.apps.{}", name.value), binding);
        }
        if let Some(url) = app.replacement.as_ref().and_then(|it| it.url.as_ref()) {
            binding.url(url, &format!("{id}.apps.{}.replacement", name.value));
        }
    }
    if let Some(brand) = &region.brand {
        let path = format!("{id}.brand");
        brand.since.as_ref().map(|it| milestone_ref(it, id, &path, binding));
        brand.landing.as_ref().map(|it| binding.url(it, &path));
        for (name, line) in &brand.lines {
            line.landing.as_ref().map(|it| binding.url(it, &format!("{path}.lines.{}", name.value)));
        }
    }
    looks::merge_fields(id, region, binding);
    Region {
        id: id.to_owned(),
        span,
        name: head.name.as_ref().map_or_else(|| id.to_owned(), |it| it.value.clone()),
        extends: binding.inherited[id].extends.clone(),
        disposition,
        review_by: head.review_by.map(|it| it.map(|day| day.0)),
        countries: head.countries.clone().unwrap_or_default(),
        locales: head.locales.clone().unwrap_or_default(),
        zone: head.time_zone.as_ref().and_then(|it| binding.zone(it, &path)),
        owner: head.owner.clone(),
        holidays: days(&head.holidays),
        staffed: days(&head.staffed),
        weekend: head.weekend.as_ref().map_or_else(|| WEEKEND.to_vec(), |it| it.iter().map(|it| it.value).collect()),
        is_dated: !region.milestones.is_empty() || binding.spec.written.contains(&format!("{id}.milestones")),
        milestones,
        services,
        apps: region.apps.iter().map(|(name, it)| (name.value.clone(), it.clone())).collect(),
        redirects: Vec::new(),
        rows: None,
        trial: region.redirects.as_ref().and_then(|it| it.trial).map_or(graph.policy.trial, |it| it.value),
        notice_page: region
            .notices
            .as_ref()
            .and_then(|it| it.page.as_ref())
            .and_then(|it| path_source(it, &format!("{id}.notices.page"), binding)),
        notices: region.notices.clone(),
        brand: region.brand.clone(),
        looks: looks::bind(id, region, binding),
        has_inventory: region.redirects.as_ref().is_some_and(|it| it.inventory.as_ref().is_some_and(|it| !it.is_empty())),
        unknowns,
    }
}

/// The days of the weekend, where a region says nothing else.
const WEEKEND: [Weekday; 2] = [Weekday::Saturday, Weekday::Sunday];

fn days(written: &Option<Vec<Located<Day>>>) -> Vec<jiff::civil::Date> {
    written.iter().flatten().map(|it| it.value.0).collect()
}

/// Checks language tags and countries.
fn codes(head: &written::Head, path: &str, binding: &mut Binding) {
    let canonicalizer = LocaleCanonicalizer::new_extended();
    let canonical = |tag: &str| {
        let mut locale: icu_locale::Locale = tag.parse().ok()?;
        canonicalizer.canonicalize(&mut locale);
        Some(locale.to_string())
    };
    for locale in head.locales.iter().flatten() {
        match canonical(&locale.value) {
            Some(right) if right == locale.value => {}
            Some(right) => {
                let message = format!("`{}` is not how this language is tagged", locale.value);
                binding.fault(&bad_locale_or_zone::CODE, locale.span, "another tag", message, Help::write(&locale.value, &right), path);
            }
            None => {
                let message = format!("`{}` is not a language tag", locale.value);
                let help = match canonical(&locale.value.replace('_', "-")) {
                    Some(right) => Help::write(&locale.value, &right),
                    None => Help::from("write a BCP 47 tag, as `en-GB`"),
                };
                binding.fault(&bad_locale_or_zone::CODE, locale.span, "no tag", message, help, path);
            }
        }
    }
    head.countries.iter().flatten().for_each(|it| country(it, path, binding));
}

/// Checks the code of a country.
fn country(country: &Located<String>, path: &str, binding: &mut Binding) {
    let canonicalizer = LocaleCanonicalizer::new_extended();
    let is_code = country.value.len() == 2 && country.value.bytes().all(|it| it.is_ascii_uppercase());
    let right = format!("und-{}", country.value).parse().ok().map(|mut it: icu_locale::Locale| {
        canonicalizer.canonicalize(&mut it);
        it.to_string()
    });
    let right = right.and_then(|it| it.strip_prefix("und-").map(str::to_owned));
    if is_code && right.as_deref() == Some(&country.value) {
        return;
    }
    let help = match right.filter(|it| it.len() == 2) {
        Some(right) => Help::write(&country.value, &right),
        None => Help::from("write two letters of ISO 3166-1, as `GB`"),
    };
    let message = format!("`{}` is not the code of a country", country.value);
    binding.fault(&bad_locale_or_zone::CODE, country.span, "no country", message, help, path);
}

/// Gathers the open points of every table of a region.
fn open_points(id: &str, region: &spec::Region, head: &written::Head, all: &mut Vec<(String, Located<String>)>, binding: &mut Binding) {
    binding.unknowns(head, &format!("{id}.region"), all);
    for (rank, site) in region.sites.iter().flatten().enumerate() {
        binding.unknowns(&site.value, &format!("{id}.sites[{rank}]"), all);
        if let Some(it) = &site.default {
            binding.unknowns(&it.value, &format!("{id}.sites[{rank}].default"), all);
        }
    }
    for (name, host) in &region.hosts {
        binding.unknowns(&host.value, &format!("{id}.hosts.{}", name.value), all);
        if let Some(it) = &host.default {
            binding.unknowns(&it.value, &format!("{id}.hosts.{}.default", name.value), all);
        }
        if let Some(hsts) = &host.hsts {
            binding.unknowns(&hsts.value, &format!("{id}.hosts.{}.hsts", name.value), all);
        }
    }
    for (name, domain) in &region.domains {
        let path = format!("{id}.domains.{}", name.value);
        binding.unknowns(&domain.value, &path, all);
        if let Some(dns) = &domain.dns {
            binding.unknowns(&dns.value, &format!("{path}.dns"), all);
        }
        if let Some(mail) = &domain.mail {
            binding.unknowns(&mail.value, &format!("{path}.mail"), all);
        }
        for (key, records) in [("records", &domain.records), ("edge", &domain.edge)] {
            for (rank, record) in records.iter().flatten().enumerate() {
                binding.unknowns(&record.value, &format!("{path}.{key}[{rank}]"), all);
            }
        }
    }
    for (name, certificate) in &region.certificates {
        binding.unknowns(&certificate.value, &format!("{id}.certificates.{}", name.value), all);
    }
    for (name, milestone) in &region.milestones {
        let path = format!("{id}.milestones.{}", name.value);
        binding.unknowns(&milestone.value, &path, all);
        if let Some(gate) = &milestone.gate {
            binding.unknowns(&gate.value, &format!("{path}.gate"), all);
        }
        for (rank, claim) in milestone.claims.iter().flatten().enumerate() {
            binding.unknowns(&claim.value, &format!("{path}.claims[{rank}]"), all);
        }
    }
    for (name, service) in &region.services {
        let path = format!("{id}.services.{}", name.value);
        binding.unknowns(&service.value, &path, all);
        if let Some(it) = &service.cohort {
            binding.unknowns(&it.value, &format!("{path}.cohort"), all);
            for (key, cutoff) in [("held", &it.held), ("valid", &it.valid), ("issued", &it.issued)] {
                if let Some(cutoff) = cutoff {
                    binding.unknowns(&cutoff.value, &format!("{path}.cohort.{key}"), all);
                }
            }
        }
        if let Some(it) = &service.rate {
            binding.unknowns(&it.value, &format!("{path}.rate"), all);
        }
        if let Some(it) = &service.r#match {
            binding.unknowns(&it.value, &format!("{path}.match"), all);
        }
        if let Some(it) = &service.reconcile {
            binding.unknowns(&it.value, &format!("{path}.reconcile"), all);
        }
        if let Some(it) = &service.reduced {
            binding.unknowns(&it.value, &format!("{path}.reduced"), all);
        }
        if let Some(it) = &service.old_data {
            binding.unknowns(&it.value, &format!("{path}.old-data"), all);
            if let Some(gate) = &it.gate {
                binding.unknowns(&gate.value, &format!("{path}.old-data.gate"), all);
            }
        }
        if let Some(it) = &service.contact {
            binding.unknowns(&it.value, &format!("{path}.contact"), all);
        }
    }
    for (name, app) in &region.apps {
        let path = format!("{id}.apps.{}", name.value);
        binding.unknowns(&app.value, &path, all);
        if let Some(it) = &app.replacement {
            binding.unknowns(&it.value, &format!("{path}.replacement"), all);
        }
    }
    if let Some(redirects) = &region.redirects {
        binding.unknowns(&redirects.value, &format!("{id}.redirects"), all);
        if let Some(it) = &redirects.default {
            binding.unknowns(&it.value, &format!("{id}.redirects.default"), all);
        }
        for (rank, rule) in redirects.rules.iter().flatten().enumerate() {
            binding.unknowns(&rule.value, &format!("{id}.redirects.rules[{rank}]"), all);
        }
    }
    if let Some(notices) = &region.notices {
        binding.unknowns(&notices.value, &format!("{id}.notices"), all);
        if let Some(it) = &notices.controller {
            binding.unknowns(&it.value, &format!("{id}.notices.controller"), all);
        }
        if let Some(it) = &notices.terms {
            binding.unknowns(&it.value, &format!("{id}.notices.terms"), all);
        }
    }
    if let Some(brand) = &region.brand {
        binding.unknowns(&brand.value, &format!("{id}.brand"), all);
        if let Some(it) = &brand.colours {
            binding.unknowns(&it.value, &format!("{id}.brand.colours"), all);
        }
        for (name, line) in &brand.lines {
            binding.unknowns(&line.value, &format!("{id}.brand.lines.{}", name.value), all);
        }
    }
}

fn inventory(id: &str, region: &spec::Region, graph: &mut Graph, binding: &mut Binding) {
    let names: Vec<_> = region.redirects.iter().flat_map(|it| it.inventory.iter().flatten()).cloned().collect();
    let (mut found, mut strangers) = (Vec::new(), Vec::new());
    // Where a site of the region was refused, its URLs would be nobody's.
    let is_whole = region.sites.iter().flatten().count() == graph.sites_of(id).count();
    let names = if is_whole { names } else { Vec::new() };
    for row in names.iter().filter_map(|it| binding.spec.inventories.get(&it.value)).flatten() {
        let text = row.url.value.replacen("http://", "https://", 1);
        let is_url = text.starts_with("https://");
        let place = if is_url {
            route::absolute(&text).ok().and_then(|url| {
                let host = url.origin.trim_start_matches("https://");
                let host = graph.find_host(host).map_or(host, |it| it.name.as_str());
                let target = if url.rest.starts_with('/') { url.rest.to_owned() } else { format!("/{}", url.rest) };
                let key = target.split('?').next().unwrap_or(&target).to_owned();
                let owner = graph.sites.owner(host, &key)?;
                Some((owner.id.clone(), target))
            })
        } else {
            let first = graph.sites_of(id).next().filter(|_| text.starts_with('/'));
            first.map(|it| (it.id.clone(), format!("{}{text}", it.path)))
        };
        match place {
            Some((site, target)) => {
                let (methods, hits, kind, valid_for) = (row.methods.clone(), row.hits, row.kind, row.valid_for);
                found.push(Inventoried { span: row.url.span, site, target, methods, hits, kind, valid_for });
            }
            None => strangers.push(row.url.clone()),
        }
    }
    let help = "remove the row, or add the site that serves it";
    let told = Strangers { all: &strangers, what: "is on no site of the workspace", help };
    binding.report.findings.extend(told.told(&format!("{id}.redirects.inventory")));
    graph.inventory.extend(found);
}

/// Adds what pages that stay say of others. A page that closes says nothing then.
fn alternates(id: &str, region: &spec::Region, graph: &mut Graph, binding: &mut Binding) {
    let names: Vec<_> = region.redirects.iter().flat_map(|it| it.alternates.iter().flatten()).cloned().collect();
    let path = format!("{id}.redirects.alternates");
    for row in names.iter().filter_map(|it| binding.spec.alternates.get(&it.value)).flatten() {
        let whole = |url: &Located<String>| {
            let bare = url.value.split('#').next().unwrap_or_default().replacen("http://", "https://", 1);
            route::absolute(&bare).map(|_| Located::new(bare.clone(), url.span)).map_err(|wrong| (url.span, wrong))
        };
        match (whole(&row.url), whole(&row.href)) {
            (Ok(url), Ok(href)) => graph.alternates.push(Alternate { region: id.to_owned(), rel: row.rel, url, href }),
            (Err((span, wrong)), _) | (_, Err((span, wrong))) => {
                binding.fault(&bad_source::CODE, span, "no URL", wrong.message, wrong.help, &path);
            }
        }
    }
}
