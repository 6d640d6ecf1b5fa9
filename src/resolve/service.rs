//! Binds services: what they need, where they go, and the paths that are theirs.

use super::bind::Binding;
use super::inherit::suggestion;
use super::milestone::milestone_ref;
use super::redirect::bind_source;
use super::route::{self};
use crate::diag::rules::schema::dangling_ref;
use crate::diag::{Help, nearest};
use crate::model::graph::pattern::Template;
use crate::model::graph::{Graph, Service, ServiceRef};
use crate::model::spec::service::During;
use crate::model::spec::{self};
use crate::source::Located;

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
        let help = match of_kind(service, owner, binding) {
            Some(meant) => Help::from(format!("did you mean `{prefix}{meant}`, by its kind?")),
            None => {
                let known: Vec<String> = known.iter().map(|it| format!("{prefix}{it}")).collect();
                suggestion(&name.value, known.iter().map(String::as_str), "services")
            }
        };
        binding.fault(&dangling_ref::CODE, name.span, "no such service", format!("there is no service `{}`", name.value), help, path);
    }
    None
}

/// Returns the only service of a region whose kind speaks of `name`, as `loyalty-points` does of `points`; not where the
/// name of one is near.
fn of_kind(name: &str, region: &str, binding: &Binding) -> Option<String> {
    let services = &binding.inherited.get(region)?.region.services;
    if nearest(name, services.keys().map(|it| it.value.as_str()).filter(|it| *it != name)).is_some() {
        return None;
    }
    let speaks = |it: &spec::service::Service| it.kind.is_some_and(|kind| kind.value.word().split('-').any(|it| it == name));
    let mut meant = services.iter().filter(|(_, it)| speaks(it)).map(|(name, _)| name.value.clone());
    meant.next().filter(|_| meant.next().is_none())
}

/// Reports the services of a region that change one which none of its layers has, and returns their names: with neither a
/// kind nor a move they are no services of their own.
pub fn orphans(region: &str, binding: &mut Binding) -> Vec<String> {
    let inherited = &binding.inherited[region];
    let layers = inherited.extends.join("`, `");
    let own = binding.spec.regions[region].region.as_ref().map(|it| it.services.clone()).unwrap_or_default();
    let mut orphans = Vec::new();
    for (name, service) in own.iter().filter(|_| !inherited.extends.is_empty()) {
        let whole = inherited.region.services.get(name);
        let says = |it: &Located<spec::service::Service>| it.kind.is_some() || it.r#move.is_some() || !it.unknown.is_empty();
        let is_layered = inherited.extends.iter().any(|it| binding.is_written(&format!("{it}.services.{}", name.value)));
        if whole.is_some_and(says) || is_layered || binding.is_damaged(service.span) {
            continue;
        }
        let others: Vec<String> = inherited.region.services.keys().map(|it| it.value.clone()).filter(|it| *it != name.value).collect();
        let help = match of_kind(&name.value, region, binding) {
            Some(meant) => Help::from(format!("write `[services.{meant}]`, or add `kind` and `move` to a service of its own")),
            None => suggestion(&name.value, others.iter().map(String::as_str), "services"),
        };
        let message = format!("`{region}` changes the service `{}`, which `{layers}` does not have", name.value);
        binding.fault(&dangling_ref::CODE, name.span, "changes nothing", message, help, &format!("{region}.services.{}", name.value));
        orphans.push(name.value.clone());
    }
    orphans
}

pub fn bind_service(
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
    if let Some(at) = it.old_data.as_ref().and_then(|it| it.gate.as_ref()).and_then(|it| it.at.as_ref()) {
        milestone_ref(at, region, &path, binding);
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
