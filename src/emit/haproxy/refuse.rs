//! What HAProxy's language, or this emitter, cannot say exactly.

use super::size;
use super::words;
use crate::emit::expression;
use crate::emit::refuse::{Report, refusals, routes};
use crate::emit::target::{self, CertificateFiles, Clause, Ground, Refusal};
use crate::model::graph::Target;
use crate::model::plan::Plan;
use crate::model::plan::routing::{Action, Route, Routing};
use crate::model::spec::scalar::QueryPolicy;
use std::collections::BTreeMap;

/// Returns all that `target` cannot say of `plan`, through all its stages.
pub fn cannot(plan: &Plan, target: &Target) -> Vec<Refusal> {
    let mut refusals = refusals(plan, target, routing);
    if !target.listen_tls.is_empty() {
        refusals.extend(keys(plan, target));
        refusals.sort();
    }
    refusals
}

fn routing(routing: &Routing, report: &mut Report<'_>) {
    for (name, value) in routing.sites.iter().filter(|it| !it.is_independent).flat_map(|it| &it.headers) {
        if value.len() > size::LINE {
            report.exceed(Clause::Headers, None, format!("the value of `{name}` is longer than {} bytes", size::LINE));
        }
    }
    routes(routing).for_each(|it| route(it, report));
}

fn route(route: &Route, report: &mut Report<'_>) {
    let (span, pattern) = (Some(route.origin.span), &route.pattern);
    if let Action::Redirect(redirect) = &route.action {
        let most = words::VALUES;
        if words::values(&redirect.to).any(|it| it >= most) {
            let why = format!("the destination of `{pattern}` holds a placeholder behind the first {most}, and HAProxy numbers {most}");
            report.exceed(Clause::Destination, span, why);
        }
        if let QueryPolicy::Only(names) = &redirect.query
            && names.iter().any(|it| expression::first_argument(it).len() > size::LINE)
        {
            report.exceed(Clause::QueryOnly, span, format!("a key of the query that is kept is longer than {} bytes", size::LINE));
        }
    }
    let (written, answered) = size::length(route);
    if size::key(pattern) + written > size::LINE {
        let why = format!("source and destination are longer together than the lines that HAProxy reads, {} bytes", size::LINE);
        report.exceed(Clause::Source, span, why);
    } else if answered > size::LARGEST {
        let why = format!("a destination with its values may be longer than {} bytes, the most for which buffers are made", size::LARGEST);
        report.exceed(Clause::Destination, span, why);
    }
}

/// Refuses certificates whose key lies where HAProxy does not look for it: it is named after its chain.
fn keys(plan: &Plan, target: &Target) -> Vec<Refusal> {
    let hosts: Vec<_> = target::hosts(plan, target).filter_map(|it| Some((&it.name, target::certificate(plan, it)?))).collect();
    let strips_crt = hosts.iter().any(|it| is_beside_crt(&it.1));
    let mut refusals = BTreeMap::new();
    for (host, files) in hosts {
        let stem = files.chain.strip_suffix(".crt").filter(|_| strips_crt);
        let wanted = format!("{}.key", stem.unwrap_or(files.chain));
        if files.key == wanted {
            continue;
        }
        let span = plan.graph.certificates[files.name].key.as_ref().map(|it| it.span);
        let why = format!(
            "the key of `{}` is `{}`, and HAProxy 2.6 looks for it at `{wanted}`: write `key = \"{wanted}\"`, and there `ln -s {} {wanted}`",
            files.name, files.key, files.key
        );
        let refusal = Refusal { host: host.clone(), clause: Clause::Scheme, span, why, ground: Ground::Language };
        refusals.entry(files.name).or_insert(refusal);
    }
    refusals.into_values().collect()
}

/// Tells whether the key of `name.crt` is `name.key`, which HAProxy can be told to look for.
pub fn is_beside_crt(files: &CertificateFiles<'_>) -> bool {
    files.chain.strip_suffix(".crt").is_some_and(|it| files.key.strip_suffix(".key") == Some(it))
}
