//! Binds each region: what it is, its milestones, services, redirects and defaults.

use super::bind::Binding;
use super::inherit::suggestion;
use super::route::{self, Wrong};
use crate::diag::Diagnostic;
use crate::diag::rules::redirect::{bad_destination, bad_source, captures_kept_region};
use crate::diag::rules::schema::{bad_host, bad_locale_or_zone, dangling_ref, wrong_type};
use crate::model::graph::pattern::Template;
use crate::model::graph::time::{Qualifier, When};
use crate::model::graph::{
    Claim, Counted, Destination, Disposition, Fallback, Graph, Inventoried, Milestone, MilestoneRef, Redirect, Region, RuleAnswer, Service,
    ServiceRef, Site, Source,
};
use crate::model::spec::milestone::{self, MilestoneKind};
use crate::model::spec::redirect::{self, AnswerKind, Rule};
use crate::model::spec::scalar::{DayOrRelative, Duration, Moment, QueryPolicy};
use crate::model::spec::service::During;
use crate::model::spec::table::Table;
use crate::model::spec::{self, region as written};
use crate::source::{Located, Span};
use icu_locale::LocaleCanonicalizer;

/// Adds all regions that are no layers, and what hosts and sites answer by default.
pub fn bind(graph: &mut Graph, binding: &mut Binding) {
    let ids: Vec<String> = binding.inherited.keys().cloned().collect();
    for id in &ids {
        let region = binding.inherited[id].region.clone();
        let head = region.region.as_ref().map(|it| it.value.clone()).unwrap_or_default();
        if head.layer.is_some_and(|it| it.value) {
            continue;
        }
        let bound = bind_region(id, &region, &head, graph, binding);
        graph.regions.insert(id.clone(), bound);
        bind_redirects(id, &region, graph, binding);
        inventory(id, &region, graph, binding);
    }
    host_defaults(graph, binding);
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
        for milestone in [&app.ends, &app.delist, &app.in_app_notice].into_iter().flatten() {
            milestone_ref(milestone, id, &format!("{id}.apps.{}", name.value), binding);
        }
    }
    if let Some(brand) = &region.brand {
        let path = format!("{id}.brand");
        brand.since.as_ref().map(|it| milestone_ref(it, id, &path, binding));
        brand.landing.as_ref().map(|it| binding.url(it, &path));
    }
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
        is_dated: !region.milestones.is_empty() || binding.spec.written.contains(&format!("{id}.milestones")),
        milestones,
        services,
        apps: region.apps.iter().map(|(name, it)| (name.value.clone(), it.clone())).collect(),
        redirects: Vec::new(),
        trial: region.redirects.as_ref().and_then(|it| it.trial).map_or(graph.policy.trial, |it| it.value),
        notice_page: region
            .notices
            .as_ref()
            .and_then(|it| it.page.as_ref())
            .and_then(|it| path_source(it, &format!("{id}.notices.page"), binding)),
        notices: region.notices.clone(),
        brand: region.brand.clone(),
        unknowns,
    }
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
                binding.fault(&bad_locale_or_zone::CODE, locale.span, "another tag", message, format!("write `{right}`"), path);
            }
            None => {
                let message = format!("`{}` is not a language tag", locale.value);
                let help = match canonical(&locale.value.replace('_', "-")) {
                    Some(right) => format!("write `{right}`"),
                    None => "write a BCP 47 tag, as `en-GB`".to_owned(),
                };
                binding.fault(&bad_locale_or_zone::CODE, locale.span, "no tag", message, help, path);
            }
        }
    }
    for country in head.countries.iter().flatten() {
        let is_code = country.value.len() == 2 && country.value.bytes().all(|it| it.is_ascii_uppercase());
        let right = canonical(&format!("und-{}", country.value)).and_then(|it| it.strip_prefix("und-").map(str::to_owned));
        if !is_code || right.as_deref() != Some(&country.value) {
            let help = match right.filter(|it| it.len() == 2) {
                Some(right) => format!("write `{right}`"),
                None => "write two letters of ISO 3166-1, as `GB`".to_owned(),
            };
            let message = format!("`{}` is not the code of a country", country.value);
            binding.fault(&bad_locale_or_zone::CODE, country.span, "no country", message, help, path);
        }
    }
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
    }
    for (name, certificate) in &region.certificates {
        binding.unknowns(&certificate.value, &format!("{id}.certificates.{}", name.value), all);
    }
    for (name, milestone) in &region.milestones {
        let path = format!("{id}.milestones.{}", name.value);
        binding.unknowns(&milestone.value, &path, all);
        for (rank, claim) in milestone.claims.iter().flatten().enumerate() {
            binding.unknowns(&claim.value, &format!("{path}.claims[{rank}]"), all);
        }
    }
    for (name, service) in &region.services {
        let path = format!("{id}.services.{}", name.value);
        binding.unknowns(&service.value, &path, all);
        if let Some(it) = &service.cohort {
            binding.unknowns(&it.value, &format!("{path}.cohort"), all);
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
    }
    if let Some(brand) = &region.brand {
        binding.unknowns(&brand.value, &format!("{id}.brand"), all);
    }
}

/// The date of a milestone or a claim as it was written, a relative one not yet counted.
enum Written {
    Day(Qualifier, DayOrRelative),
    At(Moment),
}

/// Returns the dates that are written, with their places.
fn dates(slots: [(Qualifier, &Option<Located<DayOrRelative>>); 5], at: &Option<Located<Moment>>) -> Vec<Located<Written>> {
    let days = slots.into_iter().filter_map(|(qualifier, slot)| slot.clone().map(|it| it.map(|day| Written::Day(qualifier, day))));
    days.chain(at.map(|it| it.map(Written::At))).collect()
}

fn bind_milestone(region: &str, name: &Located<String>, milestone: &Located<milestone::Milestone>, binding: &mut Binding) -> Milestone {
    let path = format!("{region}.milestones.{}", name.value);
    let it = &milestone.value;
    let kind = it.kind.map(|it| it.value).or_else(|| MilestoneKind::find(&name.value));
    if kind.is_none() && !binding.spec.is_damaged(milestone.span) {
        let known = MilestoneKind::ALL.map(MilestoneKind::word);
        let help = match crate::diag::nearest(&name.value, known) {
            Some(near) => format!("did you mean `{near}`? else add `kind = \"…\"`"),
            None => format!("add `kind = \"…\"`, one of {}", known.map(|it| format!("`{it}`")).join(", ")),
        };
        binding.fault(
            &wrong_type::CODE,
            name.span,
            "what does it do?",
            format!("the milestone `{}` does not say its kind", name.value),
            help,
            &path,
        );
    }
    let slots = [
        (Qualifier::On, &it.on),
        (Qualifier::From, &it.from),
        (Qualifier::By, &it.by),
        (Qualifier::Before, &it.before),
        (Qualifier::After, &it.after),
    ];
    let found = dates(slots, &it.at);
    let too_many = found.len() + usize::from(it.never.is_some()) > 1;
    if too_many {
        let message = format!("the milestone `{}` has more than one date", name.value);
        let finding = Diagnostic::new(&wrong_type::CODE, found[0].span, "one date", message);
        let second = found.get(1).map(|it| it.span).or(it.never.as_ref().map(|it| it.span));
        let finding = second.into_iter().fold(finding, |finding, span| finding.label(span, "and another"));
        binding.report.push(
            finding
                .help("keep one of `on`, `from`, `by`, `before`, `after`, `at`, `never`; what sources say goes into `claims`")
                .about(path.clone()),
        );
    }
    let (when, counted_from) = match found.into_iter().next().filter(|_| !too_many) {
        Some(found) => settle(found, region, &path, binding),
        None => (None, None),
    };
    let claims = it.claims.iter().flatten().filter_map(|claim| bind_claim(claim, region, &path, binding)).collect();
    Milestone {
        name: name.value.clone(),
        region: region.to_owned(),
        kind,
        span: name.span,
        when,
        counted_from,
        never: it.never.clone(),
        switch: it.switch,
        because: it.because.clone(),
        claims,
    }
}

fn settle(found: Located<Written>, region: &str, path: &str, binding: &mut Binding) -> (Option<Located<When>>, Option<Located<Counted>>) {
    let span = found.span;
    match found.value {
        Written::At(moment) => (Some(Located::new(When::At(moment), span)), None),
        Written::Day(qualifier, DayOrRelative::Day(day)) => (Some(Located::new(When::Day(qualifier, day), span)), None),
        Written::Day(qualifier, DayOrRelative::Relative(relative)) => {
            let name = Located::new(relative.milestone, span);
            let counted = milestone_ref(&name, region, path, binding);
            (None, counted.map(|it| it.map(|milestone| Counted { milestone, qualifier, is_earlier: relative.earlier, by: relative.by })))
        }
    }
}

fn bind_claim(claim: &Located<milestone::Claim>, region: &str, path: &str, binding: &mut Binding) -> Option<Claim> {
    let it = &claim.value;
    let slots = [
        (Qualifier::On, &it.on),
        (Qualifier::From, &it.from),
        (Qualifier::By, &it.by),
        (Qualifier::Before, &it.before),
        (Qualifier::After, &it.after),
    ];
    let found = dates(slots, &it.at).into_iter().next()?;
    let source = it.source.as_ref().map_or_else(|| "a source".to_owned(), |it| it.value.clone());
    match settle(found, region, path, binding) {
        (Some(when), _) => Some(Claim { source, when: when.value, span: when.span }),
        (None, Some(counted)) => {
            binding.fault(
                &wrong_type::CODE,
                counted.span,
                "a relative date",
                "a claim gives no date of its own".to_owned(),
                "write the date that the source says",
                path,
            );
            None
        }
        (None, None) => None,
    }
}

/// Returns the milestone that `name` means in `region`; a name that nothing has is a finding.
fn milestone_ref(name: &Located<String>, region: &str, path: &str, binding: &mut Binding) -> Option<Located<MilestoneRef>> {
    let (owner, milestone) = name.value.split_once('/').unwrap_or((region, &name.value));
    let Some(inherited) = binding.inherited.get(owner) else {
        if !binding.spec.regions.contains_key(owner) {
            let help = suggestion(owner, binding.inherited.keys().map(String::as_str), "regions");
            binding.fault(&dangling_ref::CODE, name.span, "no such region", format!("there is no region `{owner}`"), help, path);
        }
        return None;
    };
    if owner != region && inherited.region.region.as_ref().is_some_and(|it| it.layer.is_some_and(|it| it.value)) {
        let message = format!("`{owner}` is a layer, which has no dates of its own");
        binding.fault(&dangling_ref::CODE, name.span, "a layer's", message, format!("write `{milestone}`, or name a region"), path);
        return None;
    }
    if inherited.region.milestones.keys().any(|it| it.value == milestone) {
        return Some(Located::new(MilestoneRef { region: owner.to_owned(), name: milestone.to_owned() }, name.span));
    }
    let is_damaged = std::iter::once(owner)
        .chain(inherited.extends.iter().map(String::as_str))
        .any(|it| binding.is_written(&format!("{it}.milestones.{milestone}")));
    if !is_damaged {
        let known = inherited.region.milestones.keys().map(|it| it.value.as_str());
        let help = suggestion(milestone, known, "milestones");
        binding.fault(&dangling_ref::CODE, name.span, "no such milestone", format!("there is no milestone `{}`", name.value), help, path);
    }
    None
}

fn service_ref(name: &Located<String>, region: &str, path: &str, graph: &Graph, binding: &mut Binding) -> Option<Located<ServiceRef>> {
    let (owner, service) = name.value.split_once('/').unwrap_or((region, &name.value));
    let reference = || Some(Located::new(ServiceRef { owner: owner.to_owned(), name: service.to_owned() }, name.span));
    let (known, layers): (Vec<String>, Vec<String>) = if let Some(platform) = graph.platforms.get(owner) {
        (platform.services.keys().cloned().collect(), vec![format!("platforms.{owner}.services")])
    } else if let Some(inherited) = binding.inherited.get(owner) {
        let layers = std::iter::once(owner).chain(inherited.extends.iter().map(String::as_str));
        (inherited.region.services.keys().map(|it| it.value.clone()).collect(), layers.map(|it| format!("{it}.services")).collect())
    } else {
        if !binding.spec.regions.contains_key(owner) && !binding.is_written(&format!("platforms.{owner}")) {
            let known = graph.platforms.keys().chain(binding.inherited.keys());
            let help = suggestion(owner, known.map(String::as_str), "platforms and regions");
            binding.fault(&dangling_ref::CODE, name.span, "no such owner", format!("there is no platform or region `{owner}`"), help, path);
        }
        return None;
    };
    if known.iter().any(|it| it == service) {
        return reference();
    }
    if !layers.iter().any(|it| binding.is_written(&format!("{it}.{service}"))) {
        let prefix = if name.value.contains('/') { format!("{owner}/") } else { String::new() };
        let known: Vec<String> = known.iter().map(|it| format!("{prefix}{it}")).collect();
        let help = suggestion(&name.value, known.iter().map(String::as_str), "services");
        binding.fault(&dangling_ref::CODE, name.span, "no such service", format!("there is no service `{}`", name.value), help, path);
    }
    None
}

fn bind_service(
    region: &str,
    name: &Located<String>,
    service: &Located<spec::service::Service>,
    graph: &Graph,
    binding: &mut Binding,
) -> Service {
    let path = format!("{region}.services.{}", name.value);
    let it = service.value.clone();
    if let Some(url) = it.contact.as_ref().and_then(|it| it.url.as_ref()) {
        binding.url(url, &path);
    }
    let to = it.to.as_ref().and_then(|it| service_ref(it, region, &path, graph, binding));
    Service {
        name: name.value.clone(),
        region: region.to_owned(),
        span: name.span,
        destination: to.as_ref().and_then(|to| reached_at(&to.value, graph, binding)),
        kind: it.kind,
        movement: it.r#move,
        to,
        since: it.since.as_ref().and_then(|it| milestone_ref(it, region, &path, binding)),
        until: it.until.as_ref().and_then(|it| milestone_ref(it, region, &path, binding)),
        needs: it.needs.iter().flatten().filter_map(|it| service_ref(it, region, &path, graph, binding)).collect(),
        routes: it.routes.iter().flatten().filter_map(|it| bind_source(it, None, region, &path, graph, binding)).collect(),
        during: it.during.map_or(During::Serve, |it| it.value),
        written: it,
    }
}

/// Returns where a service is reached: at its platform's URL, or where another region says that customers ask.
fn reached_at(service: &ServiceRef, graph: &Graph, binding: &Binding) -> Option<Template> {
    let url = match graph.platforms.get(&service.owner) {
        Some(platform) => platform.services.get(&service.name)?.url.as_ref()?.value.clone(),
        None => {
            let services = &binding.inherited.get(&service.owner)?.region.services;
            let (_, found) = services.iter().find(|(name, _)| name.value == service.name)?;
            found.contact.as_ref()?.url.as_ref()?.value.clone()
        }
    };
    route::destination(&url, &[]).ok()
}

/// Reads a source that can only be a path of the region's sites.
fn path_source(text: &Located<String>, path: &str, binding: &mut Binding) -> Option<Located<Source>> {
    match route::source(&text.value) {
        Ok(it) => {
            Some(Located::new(Source { site: None, pattern: it.canonical, spelling: it.written, text: text.value.clone() }, text.span))
        }
        Err(wrong) => {
            binding.fault(&bad_source::CODE, text.span, "no source", wrong.message, wrong.help, path);
            None
        }
    }
}

fn bind_redirects(id: &str, region: &spec::Region, graph: &mut Graph, binding: &mut Binding) {
    let written = region.redirects.as_ref().map(|it| it.value.clone()).unwrap_or_default();
    let path = format!("{id}.redirects");
    let of_tables: Vec<Located<Rule>> =
        written.tables.iter().flatten().filter_map(|it| binding.spec.tables.get(&it.value)).flatten().cloned().collect();
    let rules = written.rules.iter().flatten().cloned().chain(of_tables);
    let defaults = Defaults::new(id, &written, graph, binding);
    if graph.regions[id].disposition == Disposition::Independent {
        idle(id, &path, binding);
    }
    let mut bound = Vec::new();
    for rule in rules {
        bound.extend(bind_rule(&rule, id, &path, &defaults, graph, binding));
    }
    if bound.iter().any(|it| it.since.is_none())
        && graph.regions[id].is_dated
        && !graph.regions[id].milestones.contains_key("sunset")
        && defaults.sunset.is_none()
    {
        no_sunset(id, region, &path, binding);
    }
    if let Some(it) = graph.regions.get_mut(id) {
        it.redirects = bound;
    }
    let sites: Vec<String> = graph.sites_of(id).map(|it| it.id.clone()).collect();
    for site in sites {
        let own = binding.spec.regions[id].region.as_ref().and_then(|it| it.sites.as_ref());
        let own = own
            .into_iter()
            .flatten()
            .find(|it| graph.sites[&site].span == it.id.as_ref().map_or(it.span, |it| it.span))
            .and_then(|it| it.default.clone());
        let Some(default) = own.or_else(|| written.default.clone()) else { continue };
        let defaults = defaults.with_query(&graph.sites[&site].query);
        let bound = bind_fallback(&default, id, &defaults, true, binding);
        if let Some(it) = graph.sites.get_mut(&site) {
            it.default = bound;
        }
    }
}

/// Reports redirects that an independent region wrote: they answer nothing. What it takes over says nothing of it.
fn idle(id: &str, path: &str, binding: &mut Binding) {
    let own = binding.spec.regions[id].region.as_ref().and_then(|it| it.redirects.as_ref());
    let rules = own.and_then(|it| it.rules.as_ref()).and_then(|it| it.first()).map(|it| it.span);
    let tables = own.and_then(|it| it.tables.as_ref()).and_then(|it| it.first()).map(|it| it.span);
    if let Some(span) = rules.or(tables) {
        let message = format!("the region `{id}` is independent, and redirects are written for it");
        binding.fault(&captures_kept_region::CODE, span, "would never answer", message, "take the redirects out", path);
    }
}

fn no_sunset(id: &str, region: &spec::Region, path: &str, binding: &mut Binding) {
    let known = region.milestones.keys().map(|it| it.value.as_str());
    let span = region.redirects.as_ref().map_or(Span::new(binding.spec.regions[id].file, 0..0), |it| it.span);
    let help = format!("add `sunset` under `[milestones]`, or write `since` at each rule; {}", suggestion("sunset", known, "milestones"));
    binding.fault(
        &dangling_ref::CODE,
        span,
        "rules begin at `sunset`",
        "redirects begin at `sunset` unless they say otherwise, and there is no such milestone".to_owned(),
        help,
        path,
    );
}

/// What the rules of a region have where they write nothing.
#[derive(Clone)]
struct Defaults {
    sunset: Option<Located<MilestoneRef>>,
    redirects_end: Option<Located<MilestoneRef>>,
    trial: Duration,
    trial_span: Option<Span>,
    query: QueryPolicy,
}

impl Defaults {
    fn new(id: &str, written: &redirect::Redirects, graph: &Graph, binding: &Binding) -> Defaults {
        let region = &graph.regions[id];
        let named = |name: &str| {
            let found = region.milestones.get(name)?;
            Some(Located::new(MilestoneRef { region: id.to_owned(), name: name.to_owned() }, found.span))
        };
        let is_damaged = std::iter::once(id)
            .chain(region.extends.iter().map(String::as_str))
            .any(|it| binding.is_written(&format!("{it}.milestones.sunset")));
        let damaged = || Located::new(MilestoneRef { region: id.to_owned(), name: "sunset".to_owned() }, region.span);
        Defaults {
            sunset: named("sunset").or_else(|| is_damaged.then(damaged)),
            redirects_end: named("redirects-end"),
            trial: written.trial.map_or(graph.policy.trial, |it| it.value),
            trial_span: written.trial.map(|it| it.span).or_else(|| graph.policy.written.get("trial").copied()),
            query: written.query.as_ref().map_or(QueryPolicy::Keep, |it| it.value.clone()),
        }
    }

    fn with_query(&self, query: &QueryPolicy) -> Defaults {
        Defaults { query: query.clone(), ..self.clone() }
    }
}

/// Returns the sites of a region that a rule is laid on.
fn sites_of<'g>(source: &Source, id: &str, graph: &'g Graph) -> impl Iterator<Item = &'g Site> {
    graph.sites_of(id).filter(move |it| source.site.as_ref().is_none_or(|site| *site == it.id))
}

fn bind_rule(rule: &Located<Rule>, id: &str, path: &str, defaults: &Defaults, graph: &Graph, binding: &mut Binding) -> Option<Redirect> {
    // A rule of which something is not known yet is listed with the open points, and answers nothing.
    if rule.unknown.keys().any(|it| it.value != "note") {
        return None;
    }
    let Some(from) = &rule.from else {
        if !graph.is_damaged(rule.span) {
            binding.fault(&bad_source::CODE, rule.span, "no source", "the rule has no `from`".to_owned(), "add `from = \"/…\"`", path);
        }
        return None;
    };
    let source = bind_source(from, rule.site.as_ref(), id, path, graph, binding);
    let names: Vec<String> = source.as_ref().map(|it| it.pattern.names().into_iter().map(str::to_owned).collect()).unwrap_or_default();
    let answer = rule_answer(rule, from, &names, source.as_ref().map(|it| &it.value), id, defaults, graph, path, binding);
    let since = match &rule.since {
        Some(name) => Some(milestone_ref(name, id, path, binding)?),
        None => defaults.sunset.clone(),
    };
    let until = match &rule.until {
        Some(name) => Some(milestone_ref(name, id, path, binding)?),
        None => defaults.redirects_end.clone(),
    };
    Some(Redirect {
        span: from.span,
        source: source?,
        answer: answer?,
        query: rule.query.clone(),
        since,
        until,
        trial: rule.trial.map_or(defaults.trial, |it| it.value),
        trial_span: rule.trial.map(|it| it.span).or(defaults.trial_span),
        note: rule.note.clone(),
    })
}

#[allow(clippy::too_many_arguments, reason = "a rule's answer hangs on its source, its region and what both write")]
fn rule_answer(
    rule: &Located<Rule>,
    from: &Located<String>,
    names: &[String],
    source: Option<&Source>,
    id: &str,
    defaults: &Defaults,
    graph: &Graph,
    path: &str,
    binding: &mut Binding,
) -> Option<RuleAnswer> {
    let wrong = |span: Span, label: &str, message: String, help: &str, binding: &mut Binding| {
        binding.fault(&bad_destination::CODE, span, label, message, help, path);
        None
    };
    if let Some(page) = rule.page.as_ref().filter(|_| rule.answer.is_none_or(|it| it.value != AnswerKind::Page)) {
        let message = "a file belongs to `answer = \"page\"`, and this rule answers otherwise".to_owned();
        return wrong(page.span, "no page", message, "take `page` out", binding);
    }
    match (&rule.to, &rule.answer) {
        (Some(to), None) => {
            let status = rule.status.map_or(301, |it| it.value.0);
            // Without its source nothing is known of the names that a destination may use.
            let source = source?;
            // Where its sites differ, the one that keeps most of the query decides what a destination may have.
            let of_sites = || sites_of(source, id, graph).map(|it| &it.query).max_by_key(|it| **it != QueryPolicy::Drop);
            let query = rule.query.as_ref().map(|it| &it.value).or_else(of_sites).unwrap_or(&defaults.query);
            let to = bind_destination(to, names, query, path, binding)?;
            if to.template.origin.is_empty()
                && let Some(site) = sites_of(source, id, graph).find(|it| has_no_successor(it, binding))
            {
                let message = format!("`{}` is joined to the successor of `{}`, which has none", to.text, site.url());
                return wrong(to.span, "joined to nothing", message, "add `successor` to the site, or write `https://…`", binding);
            }
            Some(RuleAnswer::Redirect { to, status })
        }
        (None, Some(answer)) => {
            if let Some(status) = &rule.status {
                return wrong(
                    status.span,
                    "no redirect",
                    "a status belongs to a redirect, and this rule is none".to_owned(),
                    "take `status` out",
                    binding,
                );
            }
            Some(match RuleAnswer::of(answer.value) {
                RuleAnswer::Page { .. } => RuleAnswer::Page { file: rule.page.as_ref().map(|it| it.value.clone()) },
                other => other,
            })
        }
        (Some(to), Some(answer)) => {
            let finding =
                Diagnostic::new(&bad_destination::CODE, to.span, "leads there", "the rule has a destination and another answer".to_owned());
            binding.report.push(finding.label(answer.span, "and answers this").help("keep one of `to` and `answer`").about(path));
            None
        }
        (None, None) if graph.is_damaged(rule.span) => None,
        (None, None) => {
            let message = format!("the rule from `{}` says neither where it leads nor what it answers", from.value);
            wrong(from.span, "no answer", message, "write where it leads as `to`, or `gone` as `answer`", binding)
        }
    }
}

/// Tells whether nobody said where a site goes.
fn has_no_successor(site: &Site, binding: &Binding) -> bool {
    let all = binding.spec.regions[&site.region].region.iter().flat_map(|it| it.sites.iter().flatten());
    let mut mine = all.filter(|it| it.url.as_ref().is_some_and(|it| it.span == site.url_span));
    mine.any(|it| it.successor.is_none() && it.open("successor").is_none() && !binding.spec.is_damaged(it.span))
}

fn bind_destination(to: &Located<String>, names: &[String], query: &QueryPolicy, path: &str, binding: &mut Binding) -> Option<Destination> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = route::destination(&to.value, &names).and_then(|template| {
        let own = match (&template.query, &template.fragment) {
            (Some(_), _) => "query",
            (None, Some(_)) => "fragment",
            (None, None) => return Ok(template),
        };
        if *query == QueryPolicy::Drop {
            return Ok(template);
        }
        let message = format!("the destination `{}` has a {own} of its own, and the request's query is kept", to.value);
        Err(Wrong { message, help: "add `query = \"drop\"`".to_owned() })
    });
    match found {
        Ok(template) => Some(Destination { span: to.span, text: to.value.clone(), template }),
        Err(wrong) => {
            binding.fault(&bad_destination::CODE, to.span, "no destination", wrong.message, wrong.help, path);
            None
        }
    }
}

fn bind_source(
    from: &Located<String>,
    site: Option<&Located<String>>,
    id: &str,
    path: &str,
    graph: &Graph,
    binding: &mut Binding,
) -> Option<Located<Source>> {
    if let Some(site) = site {
        let full = format!("{id}/{}", site.value);
        if !graph.sites.contains_key(&full) {
            let known: Vec<String> = graph.sites_of(id).filter_map(|it| it.id.split_once('/').map(|it| it.1.to_owned())).collect();
            let help = suggestion(&site.value, known.iter().map(String::as_str), "sites");
            binding.fault(&dangling_ref::CODE, site.span, "no such site", format!("the region has no site `{}`", site.value), help, path);
            return None;
        }
    }
    let site = site.map(|it| format!("{id}/{}", it.value));
    let (site, rest) = match from.value.starts_with("https://") {
        true => within(from, id, path, graph, binding)?,
        false if from.value.starts_with('/') => (site, from.value.clone()),
        false => {
            let Err(wrong) = route::source(&from.value) else { return None };
            binding.fault(&bad_source::CODE, from.span, "no source", wrong.message, wrong.help, path);
            return None;
        }
    };
    // A whole URL may name the site's own path, which is nothing behind it.
    let is_own_path = !rest.starts_with('/');
    match route::source(&if is_own_path { format!("/{rest}") } else { rest }) {
        Ok(mut it) => {
            if is_own_path {
                it.canonical.segments.clear();
            }
            Some(Located::new(Source { site, pattern: it.canonical, spelling: it.written, text: from.value.clone() }, from.span))
        }
        Err(wrong) => {
            binding.fault(&bad_source::CODE, from.span, "no source", wrong.message, wrong.help, path);
            None
        }
    }
}

/// Returns the site of the region that a whole URL stands in, and what is behind the site's path: nothing but
/// conditions for that path itself.
fn within(from: &Located<String>, id: &str, path: &str, graph: &Graph, binding: &mut Binding) -> Option<(Option<String>, String)> {
    let url = match route::absolute(&from.value) {
        Ok(url) => url,
        Err(wrong) => {
            binding.fault(&bad_source::CODE, from.span, "no source", wrong.message, wrong.help, path);
            return None;
        }
    };
    let host = url.origin.trim_start_matches("https://");
    let host = graph.find_host(host).map_or(host, |it| it.name.as_str());
    let rest = if url.rest.is_empty() { "/" } else { url.rest };
    let key = rest.split('?').next().unwrap_or(rest);
    let owner = graph.sites.values().filter(|it| it.host == host && it.holds(key)).max_by_key(|it| it.path.len());
    match owner {
        Some(site) if site.region == id => Some((Some(site.id.clone()), rest[site.path.len()..].to_owned())),
        Some(site) if is_independent(&site.region, binding) => {
            let message = format!("the source `{}` belongs to `{}`, which is independent", from.value, site.region);
            let finding = Diagnostic::new(&captures_kept_region::CODE, from.span, "would be taken", message);
            binding.report.push(finding.label(site.url_span, "is left alone").help("take the rule out").about(path));
            None
        }
        Some(site) => {
            let message = format!("the source `{}` belongs to the site `{}`", from.value, site.id);
            let finding = Diagnostic::new(&bad_source::CODE, from.span, "another region's", message);
            binding.report.push(
                finding.label(site.url_span, "owned here").help(format!("move the rule to `regions/{}.toml`", site.region)).about(path),
            );
            None
        }
        None => {
            let known: Vec<String> = graph.sites_of(id).map(|it| format!("`{}`", it.url())).collect();
            let message = format!("the source `{}` is in none of the region's sites", from.value);
            let help = if known.is_empty() {
                "the region has no site; add one under `[[sites]]`".to_owned()
            } else {
                format!("its sites are {}", known.join(", "))
            };
            binding.fault(&bad_source::CODE, from.span, "nobody's", message, help, path);
            None
        }
    }
}

fn is_independent(region: &str, binding: &Binding) -> bool {
    let head = binding.inherited.get(region).and_then(|it| it.region.region.as_ref());
    head.and_then(|it| it.disposition).is_some_and(|it| it.value == written::Disposition::Independent)
}

/// Binds a default; a site's begins at `sunset` unless it says otherwise, a host's at once.
fn bind_fallback(
    fallback: &Located<redirect::Fallback>,
    id: &str,
    defaults: &Defaults,
    is_site: bool,
    binding: &mut Binding,
) -> Option<Fallback> {
    let path = if is_site { format!("{id}.redirects.default") } else { format!("{id}.hosts") };
    let query = fallback.query.as_ref().map_or(&defaults.query, |it| &it.value);
    let answer = match (&fallback.to, &fallback.answer) {
        (Some(to), None) => {
            let status = fallback.status.map_or(301, |it| it.value.0);
            let to = bind_destination(to, &["*".to_owned()], query, &path, binding)?;
            if !is_site && to.template.origin.is_empty() {
                binding.fault(
                    &bad_destination::CODE,
                    to.span,
                    "joined to nothing",
                    format!("a host's default needs a whole URL, and `{}` is a path", to.text),
                    "write `https://…`",
                    &path,
                );
                return None;
            }
            RuleAnswer::Redirect { to, status }
        }
        (None, Some(answer)) => RuleAnswer::of(answer.value),
        (None, None) if fallback.open("to").or(fallback.open("answer")).is_some() => return None,
        _ => {
            if !binding.spec.is_damaged(fallback.span) {
                binding.fault(
                    &bad_destination::CODE,
                    fallback.span,
                    "no answer",
                    "a default says either where it leads or what it answers".to_owned(),
                    "write one of `to` and `answer`",
                    &path,
                );
            }
            return None;
        }
    };
    let since = match &fallback.since {
        Some(name) => Some(milestone_ref(name, id, &path, binding)?),
        None if is_site => defaults.sunset.clone(),
        // Of a host whose default begins who knows when, nothing has begun.
        None if fallback.open("since").is_some() => return None,
        None => None,
    };
    Some(Fallback { span: fallback.span, answer, query: fallback.query.clone(), since, trial: defaults.trial })
}

fn host_defaults(graph: &mut Graph, binding: &mut Binding) {
    for (id, file) in &binding.spec.regions {
        let Some(region) = &file.region else { continue };
        let redirects =
            binding.inherited.get(id).and_then(|it| it.region.redirects.as_ref()).map(|it| it.value.clone()).unwrap_or_default();
        for (name, host) in &region.hosts {
            let Some(default) = &host.default else { continue };
            if !graph.regions.contains_key(id) {
                let message = format!("the default of `{}` is written in a layer, which has no dates of its own", name.value);
                binding.fault(
                    &bad_host::CODE,
                    default.span,
                    "in a layer",
                    message,
                    "describe the host in a region",
                    &format!("{id}.hosts.{}", name.value),
                );
                continue;
            }
            let defaults = Defaults::new(id, &redirects, graph, binding).with_query(&QueryPolicy::Keep);
            let bound = bind_fallback(default, id, &defaults, false, binding);
            if let Some(it) = graph.hosts.get_mut(&name.value) {
                it.default = bound;
            }
        }
    }
}

fn inventory(id: &str, region: &spec::Region, graph: &mut Graph, binding: &mut Binding) {
    let names: Vec<_> = region.redirects.iter().flat_map(|it| it.inventory.iter().flatten()).cloned().collect();
    let mut found = Vec::new();
    for row in names.iter().filter_map(|it| binding.spec.inventories.get(&it.value)).flatten() {
        let text = row.url.value.replacen("http://", "https://", 1);
        let is_whole = text.starts_with("https://");
        let place = if is_whole {
            route::absolute(&text).ok().and_then(|url| {
                let host = url.origin.trim_start_matches("https://");
                let host = graph.find_host(host).map_or(host, |it| it.name.as_str());
                let target = if url.rest.starts_with('/') { url.rest.to_owned() } else { format!("/{}", url.rest) };
                let key = target.split('?').next().unwrap_or(&target).to_owned();
                let owner = graph.sites.values().filter(|it| it.host == host && it.holds(&key)).max_by_key(|it| it.path.len())?;
                Some((owner.id.clone(), target))
            })
        } else {
            let first = graph.sites_of(id).next().filter(|_| text.starts_with('/'));
            first.map(|it| (it.id.clone(), format!("{}{text}", it.path)))
        };
        match place {
            Some((site, target)) => {
                found.push(Inventoried { span: row.url.span, site, target, methods: row.methods.clone(), hits: row.hits })
            }
            None => {
                let message = format!("the URL `{}` is on no site of the workspace", row.url.value);
                binding.fault(
                    &bad_source::CODE,
                    row.url.span,
                    "nobody's",
                    message,
                    "remove the row, or add the site that serves it",
                    &format!("{id}.redirects.inventory"),
                );
            }
        }
    }
    graph.inventory.extend(found);
}
