//! Follows destinations through the hosts of the workspace, and takes hops together where every visitor takes the same.

use crate::model::graph::pattern::{Condition, Meeting, Part, Pattern, Piece, Segment, Template, compose, meet, narrow, split};
use crate::model::plan::answer::WELL_KNOWN;
use crate::model::plan::routing::{Action, Base, End, Hop, Redirect, Route, Routing, SiteRouting};
use crate::model::spec::scalar::QueryPolicy;
use std::collections::BTreeMap;

/// All hosts of the workspace in one epoch, as their rules are written.
pub struct World<'w> {
    pub hosts: &'w BTreeMap<String, Routing>,
    pub aliases: &'w BTreeMap<String, String>,
    /// Hosts that are left alone as a whole.
    pub untouched: &'w [String],
}

/// What is known of a query on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Query {
    /// Exactly this, whatever the request had.
    Fixed(Option<Vec<Piece>>),
    /// The request's, or the named parts of it; these conditions hold.
    Sent { only: Option<Vec<String>>, known: Vec<Condition> },
}

impl Query {
    /// Tells whether `condition` holds, if that is the same for every request.
    fn holds(&self, condition: &Condition) -> Option<bool> {
        match self {
            Query::Fixed(None) => Some(condition.holds("")),
            Query::Fixed(Some(pieces)) => match pieces.as_slice() {
                [Piece::Text(text)] => Some(condition.holds(text)),
                _ => None,
            },
            Query::Sent { only: Some(only), .. } if !only.contains(&condition.key) => Some(false),
            Query::Sent { known, .. } => known.iter().find(|it| it.key == condition.key).map(|it| it.value == condition.value),
        }
    }

    /// Tells whether all conditions hold, if that is the same for every request.
    fn admits(&self, pattern: &Pattern) -> Option<bool> {
        let all: Vec<Option<bool>> = pattern.conditions.iter().map(|it| self.holds(it)).collect();
        if all.contains(&Some(false)) { Some(false) } else { all.iter().all(|it| *it == Some(true)).then_some(true) }
    }
}

/// Where the next request goes.
enum Next<'w> {
    Outside,
    /// Served under this name; `is_own` where an alias answers for itself.
    Served {
        is_own: bool,
    },
    /// Served, after a hop to the canonical name.
    ServedAt(String),
    Nothing {
        why: &'static str,
        hop: Option<Hop>,
    },
    Route {
        route: &'w Route,
        values: Vec<Vec<Part>>,
    },
    Open(Vec<Hop>),
}

/// A route and what may be known of the requests that it matches.
pub fn settle(route: &mut Route, world: &World) {
    let Action::Redirect(redirect) = &route.action else { return };
    let known = route.pattern.conditions.clone();
    let settled = follow(redirect, known, world);
    route.action = Action::Redirect(Box::new(settled));
}

/// How often a path may come by one rule before it counts as one that only grows.
const TURNS: usize = 32;

fn follow(start: &Redirect, known: Vec<Condition>, world: &World) -> Redirect {
    let mut now = start.clone();
    let mut query = flow(start, known);
    let mut seen: Vec<(*const Route, Template, Query)> = Vec::new();
    loop {
        let next = world.next(&now.to, &query);
        match next {
            Next::Outside => {
                now.end = End::Outside;
                return now;
            }
            Next::Served { .. } => {
                now.end = End::Served;
                return now;
            }
            Next::ServedAt(origin) => {
                now.to.origin = origin;
                now.end = End::Served;
                return now;
            }
            Next::Nothing { why, hop } => {
                now.end = End::Nothing { why, span: hop.map(|it| it.span) };
                return now;
            }
            Next::Open(hops) => {
                now.end = End::Open(hops);
                return now;
            }
            Next::Route { route, values } => match &route.action {
                Action::Redirect(hop) => {
                    let here = (std::ptr::from_ref(route), now.to.clone(), query.clone());
                    let before: Vec<usize> = (0..seen.len()).filter(|it| seen[*it].0 == here.0).collect();
                    // A path may come by a rule again on its way out; one that only grows comes by for ever.
                    let returned = before.iter().copied().find(|it| seen[*it] == here);
                    if let Some(from) = returned.or(before.last().copied().filter(|_| before.len() >= TURNS)) {
                        let round = now.hops[from..].to_vec();
                        return Redirect { end: End::Cycle(round), hops: Vec::new(), ..start.clone() };
                    }
                    seen.push(here);
                    match take(&now, &query, hop, &values) {
                        Some((taken, after)) => {
                            now = taken;
                            now.hops.push(hop_of(route));
                            query = after;
                        }
                        None => {
                            now.end = End::Open(vec![hop_of(route)]);
                            return now;
                        }
                    }
                }
                Action::Page { .. } | Action::Unavailable { .. } => {
                    now.end = End::Page;
                    return now;
                }
                Action::Serve(_) => {
                    now.end = End::Served;
                    return now;
                }
                Action::Gone { .. } => {
                    now.end = End::Nothing { why: "gone", span: Some(route.origin.span) };
                    return now;
                }
                Action::NotFound => {
                    now.end = End::Nothing { why: "not found", span: Some(route.origin.span) };
                    return now;
                }
            },
        }
    }
}

fn hop_of(route: &Route) -> Hop {
    Hop { span: route.origin.span, text: route.origin.text.clone() }
}

fn flow(redirect: &Redirect, known: Vec<Condition>) -> Query {
    match &redirect.query {
        QueryPolicy::Drop => Query::Fixed(redirect.to.query.clone()),
        QueryPolicy::Keep => Query::Sent { only: None, known },
        QueryPolicy::Only(names) => {
            Query::Sent { only: Some(names.clone()), known: known.into_iter().filter(|it| names.contains(&it.key)).collect() }
        }
    }
}

/// Returns two hops as one; `None` where their queries cannot be said in one.
fn take(now: &Redirect, query: &Query, hop: &Redirect, values: &[Vec<Part>]) -> Option<(Redirect, Query)> {
    let mut to = compose(&hop.to, values);
    to.fragment = to.fragment.or_else(|| now.to.fragment.clone());
    let (policy, after) = match (query, &hop.query) {
        (_, QueryPolicy::Drop) => (QueryPolicy::Drop, Query::Fixed(to.query.clone())),
        (Query::Fixed(pieces), QueryPolicy::Keep) => {
            to.query.clone_from(pieces);
            (QueryPolicy::Drop, Query::Fixed(pieces.clone()))
        }
        (Query::Fixed(pieces), QueryPolicy::Only(names)) => {
            let text = match pieces.as_deref() {
                None => String::new(),
                Some([Piece::Text(text)]) => narrow(text, names),
                Some(_) => return None,
            };
            to.query = (!text.is_empty()).then(|| vec![Piece::Text(text)]);
            (QueryPolicy::Drop, Query::Fixed(to.query.clone()))
        }
        (Query::Sent { only, known }, policy) => {
            let only = match (only, policy) {
                (only, QueryPolicy::Keep) => only.clone(),
                (None, QueryPolicy::Only(names)) => Some(names.clone()),
                (Some(only), QueryPolicy::Only(names)) => Some(names.iter().filter(|it| only.contains(it)).cloned().collect()),
                (_, QueryPolicy::Drop) => None,
            };
            let known = known.iter().filter(|it| only.as_ref().is_none_or(|only| only.contains(&it.key))).cloned().collect();
            let policy = only.clone().map_or(QueryPolicy::Keep, QueryPolicy::Only);
            (policy, Query::Sent { only, known })
        }
    };
    let taken = Redirect {
        to,
        status: together(now.status, hop.status),
        query: policy,
        max_age: now.max_age.min(hop.max_age),
        is_on_trial: now.is_on_trial || hop.is_on_trial,
        ..now.clone()
    };
    Some((taken, after))
}

/// Returns the status of two hops as one: permanent, and keeping the method, only if both are.
fn together(one: u16, two: u16) -> u16 {
    let is_permanent = matches!(one, 301 | 308) && matches!(two, 301 | 308);
    let keeps_method = matches!(one, 307 | 308) && matches!(two, 307 | 308);
    match (is_permanent, keeps_method) {
        (true, true) => 308,
        (true, false) => 301,
        (false, true) => 307,
        (false, false) => 302,
    }
}

impl<'w> World<'w> {
    fn next(&self, to: &Template, query: &Query) -> Next<'w> {
        let name = to.origin.strip_prefix("https://").unwrap_or_default();
        let canonical = self.aliases.get(name).map_or(name, String::as_str);
        if self.untouched.iter().any(|it| it == canonical) {
            return Next::Served { is_own: true };
        }
        let Some(routing) = self.hosts.get(canonical) else { return Next::Outside };
        let is_alias = canonical != name;
        match self.at_host(routing, &to.path, query) {
            Next::Served { is_own: false } if is_alias => Next::ServedAt(format!("https://{canonical}")),
            Next::Route { route, .. } if is_alias && matches!(route.action, Action::Serve(_)) => {
                Next::ServedAt(format!("https://{canonical}"))
            }
            other => other,
        }
    }

    fn at_host(&self, routing: &'w Routing, path: &[Part], query: &Query) -> Next<'w> {
        for site in &routing.sites {
            match lies_in(path, &site.path) {
                Some(true) => return self.at_site(routing, site, path, query),
                Some(false) => {}
                None => return Next::Open(Vec::new()),
            }
        }
        match meet(path, &reserved(WELL_KNOWN)) {
            Meeting::Always(_) => return served_if(routing.reserved_upstream.is_some() || matches!(routing.unowned, Base::Serve(_))),
            Meeting::Sometimes => return Next::Open(Vec::new()),
            Meeting::Never => {}
        }
        base(&routing.unowned, path, "")
    }

    fn at_site(&self, routing: &'w Routing, site: &'w SiteRouting, path: &[Part], query: &Query) -> Next<'w> {
        if site.is_independent {
            return Next::Served { is_own: true };
        }
        let key = literal(path);
        let exact: Vec<&Route> = match &key {
            Some(key) => site.exact.get(key).into_iter().flatten().map(|it| &site.routes[*it]).collect(),
            None => site.exact.values().flatten().map(|it| &site.routes[*it]).collect(),
        };
        let may_take = |route: &'w Route| match (meet(path, &route.pattern.segments), query.admits(&route.pattern)) {
            (Meeting::Never, _) | (_, Some(false)) => None,
            (Meeting::Always(values), Some(true)) => Some(Next::Route { route, values }),
            _ => Some(Next::Open(vec![hop_of(route)])),
        };
        if let Some(next) = exact.into_iter().find_map(may_take) {
            return match (&next, &key) {
                // A reserved path is each name's own.
                (Next::Route { route, .. }, Some(key)) if site.is_reserved(key) && matches!(route.action, Action::Serve(_)) => {
                    Next::Served { is_own: true }
                }
                _ => next,
            };
        }
        for prefix in std::iter::once(WELL_KNOWN).chain(site.reserved.iter().map(String::as_str)) {
            match meet(path, &reserved(prefix)) {
                Meeting::Always(_) => {
                    return served_if(routing.reserved_upstream.is_some() || matches!(site.reserved_base, Base::Serve(_)));
                }
                Meeting::Sometimes => return Next::Open(Vec::new()),
                Meeting::Never => {}
            }
        }
        let found = site.patterns.iter().map(|it| &site.routes[*it]).find_map(may_take);
        found.unwrap_or_else(|| base(&site.base, path, &site.path))
    }
}

fn served_if(is_served: bool) -> Next<'static> {
    if is_served { Next::Served { is_own: true } } else { Next::Nothing { why: "not found", hop: None } }
}

fn base<'w>(base: &'w Base, path: &[Part], site: &str) -> Next<'w> {
    match base {
        Base::Serve(_) => Next::Served { is_own: false },
        Base::Gone(_) => Next::Nothing { why: "closed", hop: None },
        Base::NotFound => Next::Nothing { why: "not found", hop: None },
        Base::Default(route) => {
            let rest = path.get(split(site).filter(|_| !site.is_empty()).count()..).unwrap_or_default();
            let rest = if rest.is_empty() { vec![Part::Literal(String::new())] } else { rest.to_vec() };
            Next::Route { route, values: vec![rest] }
        }
    }
}

/// Tells whether every key that `path` gives lies below `site`, if that is the same for all.
fn lies_in(path: &[Part], site: &str) -> Option<bool> {
    if site.is_empty() {
        return Some(true);
    }
    for (at, segment) in split(site).enumerate() {
        match path.get(at) {
            Some(Part::Literal(text)) if text == segment => {}
            Some(Part::Literal(_)) | None => return Some(false),
            Some(Part::Name(_) | Part::Splat(_)) => return None,
        }
    }
    Some(true)
}

fn literal(path: &[Part]) -> Option<String> {
    let parts: Option<Vec<&str>> = path
        .iter()
        .map(|it| match it {
            Part::Literal(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    parts.map(|it| format!("/{}", it.join("/")))
}

/// Returns the keys that a reserved path takes: itself, or all below it if it ends in `/`.
fn reserved(path: &str) -> Vec<Segment> {
    let mut segments: Vec<Segment> = split(path).map(|it| Segment::Literal(it.to_owned())).collect();
    if path.ends_with('/') {
        segments.pop();
        segments.push(Segment::Splat);
    }
    segments
}
