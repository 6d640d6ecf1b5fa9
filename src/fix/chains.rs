//! Destinations that lead on by rules of the workspace, written as where those end.
//!
//! A default is no such rule, nor is one from `/*`: a row that names a page of its own must not become one that names the
//! home page. Nor is a service, whose address is written with its platform.

use super::judge::routes;
use super::rows::{Written, at};
use super::{Edit, Found, Repair, Subject};
use crate::model::graph::pattern::{Segment, Template};
use crate::model::graph::{self, Graph, RuleAnswer};
use crate::model::plan::Plan;
use crate::model::plan::routing::{Action, End, Redirect};
use crate::model::spec::redirect::Status;
use crate::model::spec::scalar::QueryPolicy;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// Where a rule ends, as far as that is the same wherever and whenever it holds.
struct Way {
    to: Template,
    /// The destination as it is written, joined.
    written: Template,
    query: QueryPolicy,
    written_query: QueryPolicy,
    names: Vec<String>,
    /// The statuses that, written in the rule, are answered as its hops are now.
    statuses: BTreeSet<u16>,
    /// Why it cannot be written in the rule.
    unfit: Option<&'static str>,
}

/// Finds rules whose hops are the same for every request and at all times.
pub fn find(subject: &Subject) -> Found {
    let mut found = Found::default();
    if !leads_on(subject.plan) {
        return found;
    }
    let ways = ways(&(subject.lower)(rules_alone(&subject.plan.graph)));
    for rule in at(subject.spec, &ways.keys().copied().collect()) {
        let Some((from, way)) = rule.rule.from.as_ref().and_then(|it| Some((it, ways.get(&it.span)?))) else { continue };
        let edits = match way.unfit {
            Some(why) => Err(why.to_owned()),
            None => edits(subject, &rule, way),
        };
        match edits {
            Ok(edits) => found.repairs.push(Repair { rule: rule.span(), edits, is_mend: false }),
            Err(why) => found.leave(from.span, format!("`{}` leads on, but {why}", from.value)),
        }
    }
    found
}

/// Tells whether any rule leads to another answer of the workspace.
fn leads_on(plan: &Plan) -> bool {
    let mut leads = false;
    each(plan, &mut |_, _, redirect| leads |= !redirect.hops.is_empty() || matches!(redirect.end, End::Open(_)));
    leads
}

/// Returns the graph without all that redirects but is no rule of its own path.
fn rules_alone(graph: &Graph) -> Graph {
    let mut graph = graph.clone();
    let sites: Vec<String> = graph.sites.keys().cloned().collect();
    sites.iter().for_each(|it| graph.sites.set_default(it, None));
    graph.hosts.values_mut().for_each(|it| it.default = None);
    for region in graph.regions.values_mut() {
        region.services.clear();
        region.redirects.retain(|it| it.source.pattern.segments != [Segment::Splat]);
    }
    graph.policy.has_stage_header = false;
    graph
}

/// Returns, by the place of its source, where each rule ends that leads on.
fn ways(plan: &Plan) -> BTreeMap<Span, Way> {
    let mut leading: BTreeSet<Span> = BTreeSet::new();
    each(plan, &mut |span, _, redirect| {
        if !redirect.hops.is_empty() {
            leading.insert(span);
        }
    });
    let statuses = statuses(plan, &leading);
    let mut ways: BTreeMap<Span, Way> = BTreeMap::new();
    if leading.is_empty() {
        return ways;
    }
    each(plan, &mut |span, names, redirect| {
        let Some(own) = statuses.get(&span).filter(|_| leading.contains(&span)) else { return };
        let way = ways.entry(span).or_insert_with(|| Way {
            to: redirect.to.clone(),
            written: redirect.written_to.clone(),
            query: redirect.query.clone(),
            written_query: redirect.written_query.clone(),
            names: names.iter().map(|it| (*it).to_owned()).collect(),
            statuses: Status::ALL.into_iter().collect(),
            unfit: None,
        });
        let is_on_trial = redirect.written_status != *own;
        way.statuses.retain(|it| tried(*it, is_on_trial) == redirect.status);
        way.unfit = way.unfit.or(match &redirect.end {
            End::Cycle(_) => Some("it comes back to itself"),
            End::Nothing { why: "gone", .. } => Some("it ends where nothing is any more"),
            End::Open(_) => Some("the next hop is not the same for every request"),
            _ if way.to != redirect.to || way.query != redirect.query => Some("not to the same end at all times, or on every site"),
            _ if way.statuses.is_empty() => Some("its hops do not last as long as it does"),
            _ => None,
        });
    });
    ways
}

/// Calls `take` with the place, the names and the redirect of each route that a rule made.
fn each<'p>(plan: &'p Plan, take: &mut dyn FnMut(Span, Vec<&str>, &Redirect)) {
    let epochs = plan.hosts.values().filter(|it| !it.is_untouched).flat_map(|it| &it.epochs);
    for site in epochs.flat_map(|it| &it.routing.sites) {
        for route in routes(site) {
            if let Action::Redirect(redirect) = &route.action {
                take(route.origin.span, route.pattern.names(), redirect);
            }
        }
    }
}

/// Returns the status that each rule has written.
fn statuses(plan: &Plan, asked: &BTreeSet<Span>) -> BTreeMap<Span, u16> {
    let rules = super::duplicates::rules(&plan.graph).filter(|(_, it)| asked.contains(&it.span));
    let status = |it: &graph::Redirect| match it.answer {
        RuleAnswer::Redirect { status, .. } => Some((it.span, status)),
        _ => None,
    };
    rules.filter_map(|(_, it)| status(it)).collect()
}

/// Returns what a status is answered as.
fn tried(status: u16, is_on_trial: bool) -> u16 {
    match (status, is_on_trial) {
        (301, true) => 302,
        (308, true) => 307,
        (status, _) => status,
    }
}

fn edits(subject: &Subject, rule: &Written, way: &Way) -> Result<Vec<Edit>, String> {
    let own = rule.rule.status.as_ref().map_or(301, |it| it.value.0);
    let status = way.statuses.get(&own).or(way.statuses.first()).copied().unwrap_or(own);
    let to = rule.rule.to.as_ref().ok_or("it has no destination of its own")?;
    let names: Vec<&str> = way.names.iter().map(String::as_str).collect();
    let mut edits = Vec::new();
    if way.to != way.written {
        edits.push(subject.layout.rewrite(rule, to, &way.to.display(&names))?);
    }
    // Two keys of an entry are added at one place.
    let mut added: Vec<Edit> = Vec::new();
    if status != own {
        added.push(subject.layout.status(rule, status)?);
    }
    if way.query != way.written_query {
        added.push(subject.layout.query(rule, &way.query)?);
    }
    for edit in added {
        match edits.iter_mut().find(|it: &&mut Edit| it.span == edit.span && edit.span.start == edit.span.end) {
            Some(same) => same.text.push_str(&edit.text),
            None => edits.push(edit),
        }
    }
    Ok(edits)
}
