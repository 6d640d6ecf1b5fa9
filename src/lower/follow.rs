//! Follows destinations through the hosts of the workspace, and takes hops together where every visitor takes the same.

use crate::model::graph::pattern::{Condition, Meeting, Part, Pattern, Piece, Segment, Template, compose, meet, narrow, split};
use crate::model::plan::answer::WELL_KNOWN;
use crate::model::plan::routing::{Action, Base, End, Hop, KEPT, Redirect, Route, Routing, SiteRouting};
use crate::model::plan::rows::{Found, Index, Rows};
use crate::model::spec::scalar::QueryPolicy;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// All hosts of the workspace in one epoch, as their rules are written.
pub struct World<'w> {
    pub hosts: &'w BTreeMap<String, Routing>,
    pub aliases: &'w BTreeMap<String, String>,
    /// Hosts that are left alone as a whole.
    pub untouched: &'w [String],
}

/// What is known of a query on its way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Query {
    /// Exactly this, whatever the request had.
    Fixed(Option<Vec<Piece>>),
    /// The request's, or the named parts of it; these conditions hold.
    Sent { only: Option<Vec<String>>, known: Vec<Condition> },
}

impl Query {
    /// Returns what a redirect does to a query that is then this.
    fn policy(&self) -> QueryPolicy {
        match self {
            Query::Fixed(_) => QueryPolicy::Drop,
            Query::Sent { only, .. } => only.clone().map_or(QueryPolicy::Keep, QueryPolicy::Only),
        }
    }

    /// Returns it, if it is the same for every request.
    fn text(&self) -> Option<&str> {
        match self {
            Query::Fixed(None) => Some(""),
            Query::Fixed(Some(pieces)) => match pieces.as_slice() {
                [Piece::Text(text)] => Some(text),
                _ => None,
            },
            Query::Sent { .. } => None,
        }
    }

    /// Tells whether `condition` holds, if that is the same for every request.
    fn holds(&self, condition: &Condition) -> Option<bool> {
        if let Some(text) = self.text() {
            return Some(condition.holds(text));
        }
        match self {
            Query::Fixed(_) => None,
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
        taken: Taken<'w>,
        values: Vec<Vec<Part>>,
    },
    Open(Vec<Hop>),
}

/// A route on the way.
struct Taken<'w> {
    route: Cow<'w, Route>,
    id: Id,
}

/// What tells one rule from another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Id {
    Route(*const Route),
    Row(*const Index, u32),
}

impl<'w> Taken<'w> {
    fn of(route: &'w Route) -> Taken<'w> {
        Taken { route: Cow::Borrowed(route), id: Id::Route(route) }
    }

    fn redirect(&self) -> Option<&Redirect> {
        match &self.route.action {
            Action::Redirect(hop) => Some(hop),
            _ => None,
        }
    }
}

/// A destination on its way, with what is known of its query: where it leads hangs on nothing else.
type Stop = (Template, Query);

/// What follows behind a stop.
#[derive(Clone)]
struct Way {
    to: Template,
    query: Query,
    /// Of the hops, if there are any.
    status: Option<u16>,
    max_age: u64,
    is_on_trial: bool,
    hops: VecDeque<Hop>,
    hop_count: usize,
    end: End,
}

/// The ways that are known in one epoch. A rule follows one of their stops at most, so none comes by a rule twice.
#[derive(Default)]
pub struct Ways {
    by_stop: BTreeMap<Stop, Way>,
    rules: BTreeSet<Id>,
}

/// Takes a route's redirect and the hops behind it together.
pub fn settle(route: &mut Route, world: &World, ways: &mut Ways) {
    let Action::Redirect(redirect) = &route.action else { return };
    let known = route.pattern.conditions.clone();
    let way = follow((redirect.to.clone(), flow(redirect, known)), world, ways);
    route.action = Action::Redirect(Box::new(joined(redirect, way)));
}

/// Takes the redirects of a site's plain rows and the hops behind them together. Those that hop on, or end where they
/// should not, are kept as routes from then on.
pub fn settle_rows(site: &mut SiteRouting, world: &World, ways: &mut Ways) {
    let Some(rows) = &mut site.rows else { return };
    let index = Arc::clone(&rows.index);
    let mut odd = BTreeSet::new();
    for number in index.order().iter().copied().filter(|it| index.front(*it).is_inner) {
        let redirect = rows.redirect(number);
        let settled = joined(&redirect, follow((redirect.to.clone(), flow(&redirect, Vec::new())), world, ways));
        if settled == redirect {
            continue;
        }
        odd.insert(number);
        for (key, found) in rows.keys(number) {
            let action = Action::Redirect(Box::new(settled.clone()));
            site.routes.push(Route { pattern: Pattern::exact(&key), action, origin: rows.origin(found) });
        }
    }
    if !odd.is_empty() {
        rows.odd = odd;
        site.order();
    }
}

/// Returns a redirect and the way behind it as one.
fn joined(start: &Redirect, way: Way) -> Redirect {
    if matches!(way.end, End::Cycle(_)) {
        return Redirect { end: way.end, ..start.clone() };
    }
    Redirect {
        status: way.status.map_or(start.status, |it| together(start.status, it)),
        query: way.query.policy(),
        max_age: start.max_age.min(way.max_age),
        is_on_trial: start.is_on_trial || way.is_on_trial,
        hops: way.hops.into(),
        hop_count: way.hop_count,
        end: way.end,
        to: way.to,
        ..start.clone()
    }
}

/// How often a path may come by one rule before it counts as one that only grows.
const TURNS: usize = 32;

/// A path from stop to stop.
#[derive(Default)]
struct Path<'w> {
    hops: Vec<(Stop, Taken<'w>)>,
    ranks: BTreeMap<Stop, usize>,
    /// The ranks at which it came by each rule.
    turns: BTreeMap<Id, Vec<usize>>,
    /// How often it came by the rule that it came by most.
    most: usize,
}

impl<'w> Path<'w> {
    /// Returns the rank from which on it would go round, if it came by `route` again.
    fn round(&self, stop: &Stop, id: Id) -> Option<usize> {
        let turns = self.turns.get(&id)?;
        // A path may come by a rule again on its way out; one that only grows comes by for ever.
        self.ranks.get(stop).copied().or_else(|| turns.last().copied().filter(|_| turns.len() >= TURNS))
    }

    fn push(&mut self, stop: Stop, taken: Taken<'w>) {
        let rank = self.hops.len();
        let turns = self.turns.entry(taken.id).or_default();
        turns.push(rank);
        self.most = self.most.max(turns.len());
        self.ranks.insert(stop.clone(), rank);
        self.hops.push((stop, taken));
    }

    /// Returns the way from the first stop on, `last` being what follows behind its hops, and notes what others may share.
    fn close(self, last: Way, ways: &mut Ways) -> Way {
        // Whether a path that comes by a rule again goes round hangs on where it began.
        let mut is_shared = self.most <= 1 || !matches!(last.end, End::Cycle(_));
        self.hops.into_iter().rev().fold(last, |way, (stop, taken)| {
            let way = way.behind(&taken.route, taken.redirect().expect("lower: every hop of a path redirects"));
            is_shared = is_shared && ways.rules.insert(taken.id);
            if is_shared {
                ways.by_stop.insert(stop, way.clone());
            }
            way
        })
    }
}

impl Way {
    fn end(stop: Stop, end: End) -> Way {
        let (to, query) = stop;
        Way { to, query, status: None, max_age: u64::MAX, is_on_trial: false, hops: VecDeque::new(), hop_count: 0, end }
    }

    /// Returns the way with a hop in front.
    fn behind(mut self, route: &Route, hop: &Redirect) -> Way {
        if matches!(self.end, End::Cycle(_)) {
            return self;
        }
        self.hops.truncate(KEPT - 1);
        self.hops.push_front(hop_of(route));
        Way {
            status: Some(self.status.map_or(hop.status, |it| together(hop.status, it))),
            max_age: self.max_age.min(hop.max_age),
            is_on_trial: self.is_on_trial || hop.is_on_trial,
            hop_count: self.hop_count + 1,
            ..self
        }
    }
}

fn follow(start: Stop, world: &World, ways: &mut Ways) -> Way {
    let mut path = Path::default();
    let mut stop = start;
    loop {
        // A known way comes by each rule once more at most, which is not too often.
        if let Some(known) = ways.by_stop.get(&stop).filter(|_| path.most < TURNS) {
            let known = known.clone();
            return path.close(known, ways);
        }
        let (taken, values) = match world.next(&stop.0, &stop.1) {
            Next::Route { taken, values } if taken.redirect().is_some() => (taken, values),
            Next::Route { taken, .. } => {
                let end = end_of(&taken.route.action, &taken.route);
                return path.close(Way::end(stop, end), ways);
            }
            Next::ServedAt(origin) => {
                stop.0.origin = origin;
                return path.close(Way::end(stop, End::Served), ways);
            }
            Next::Outside => return path.close(Way::end(stop, End::Outside), ways),
            Next::Served { .. } => return path.close(Way::end(stop, End::Served), ways),
            Next::Nothing { why, hop } => {
                let span = hop.map(|it| it.span);
                return path.close(Way::end(stop, End::Nothing { why, span }), ways);
            }
            Next::Open(hops) => return path.close(Way::end(stop, End::Open(hops)), ways),
        };
        if let Some(from) = path.round(&stop, taken.id) {
            let round = path.hops[from..].iter().map(|(_, taken)| hop_of(&taken.route)).collect();
            return path.close(Way::end(stop, End::Cycle(round)), ways);
        }
        let Some(next) = taken.redirect().and_then(|hop| take(&stop, hop, &values)) else {
            return path.close(Way::end(stop, End::Open(vec![hop_of(&taken.route)])), ways);
        };
        path.push(std::mem::replace(&mut stop, next), taken);
    }
}

/// Returns how a way ends at a route that redirects no further.
fn end_of(action: &Action, route: &Route) -> End {
    match action {
        Action::Page { .. } | Action::Unavailable { .. } => End::Page,
        Action::Gone { .. } => End::Nothing { why: "gone", span: Some(route.origin.span) },
        Action::NotFound => End::Nothing { why: "not found", span: Some(route.origin.span) },
        Action::Serve(_) | Action::Redirect(_) => End::Served,
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

/// Returns the stop behind a hop; `None` where what is left of the query cannot be said.
fn take((to, query): &Stop, hop: &Redirect, values: &[Vec<Part>]) -> Option<Stop> {
    let mut next = compose(&hop.to, values);
    next.fragment = next.fragment.or_else(|| to.fragment.clone());
    let after = match (query, &hop.query) {
        (_, QueryPolicy::Drop) => Query::Fixed(next.query.clone()),
        (Query::Fixed(pieces), QueryPolicy::Keep) => {
            next.query.clone_from(pieces);
            Query::Fixed(pieces.clone())
        }
        (Query::Fixed(pieces), QueryPolicy::Only(names)) => {
            let text = match pieces.as_deref() {
                None => String::new(),
                Some([Piece::Text(text)]) => narrow(text, names),
                Some(_) => return None,
            };
            next.query = (!text.is_empty()).then(|| vec![Piece::Text(text)]);
            Query::Fixed(next.query.clone())
        }
        (Query::Sent { only, known }, policy) => {
            let only = match (only, policy) {
                (only, QueryPolicy::Keep) => only.clone(),
                (None, QueryPolicy::Only(names)) => Some(names.clone()),
                (Some(only), QueryPolicy::Only(names)) => Some(names.iter().filter(|it| only.contains(it)).cloned().collect()),
                (_, QueryPolicy::Drop) => None,
            };
            let known = known.iter().filter(|it| only.as_ref().is_none_or(|only| only.contains(&it.key))).cloned().collect();
            Query::Sent { only, known }
        }
    };
    Some((next, after))
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
            Next::Route { taken, .. } if is_alias && matches!(taken.route.action, Action::Serve(_)) => {
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
            Some(key) if query.text().is_some() => query.text().and_then(|it| site.of_key(key, it)).into_iter().collect(),
            Some(key) => site.exact.get(key).into_iter().flatten().map(|it| &site.routes[*it]).collect(),
            None => below(site, path).collect(),
        };
        let may_take = |route: &'w Route| match (meet(path, &route.pattern.segments), query.admits(&route.pattern)) {
            (Meeting::Never, _) | (_, Some(false)) => None,
            (Meeting::Always(values), Some(true)) => Some(Next::Route { taken: Taken::of(route), values }),
            _ => Some(Next::Open(vec![hop_of(route)])),
        };
        let row = || site.rows.as_ref().and_then(|it| row(it, path, key.as_deref()));
        if let Some(next) = exact.into_iter().find_map(may_take).or_else(row) {
            return match (&next, &key) {
                // A reserved path is each name's own.
                (Next::Route { taken, .. }, Some(key)) if site.is_reserved(key) && matches!(taken.route.action, Action::Serve(_)) => {
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
        let found = match (&key, query.text()) {
            (Some(key), Some(text)) => site.pattern(key, text).and_then(|it| may_take(it.0)),
            _ => site.shapes().first_meeting(path, |rank| may_take(&site.routes[rank])),
        };
        found.unwrap_or_else(|| base(&site.base, path, &site.path))
    }
}

/// Returns the row that takes a path, or one that takes some of the keys that it gives.
fn row<'w>(rows: &'w Rows, path: &[Part], key: Option<&str>) -> Option<Next<'w>> {
    let taken = |key: &str, found: Found| {
        let id = Id::Row(Arc::as_ptr(&rows.index), found.number);
        Taken { route: Cow::Owned(rows.route(key, found)), id }
    };
    if let Some(key) = key {
        return Some(Next::Route { taken: taken(key, rows.find(key)?), values: Vec::new() });
    }
    let known: Vec<&str> = path.iter().map_while(|it| if let Part::Literal(text) = it { Some(text.as_str()) } else { None }).collect();
    let prefix: String = known.iter().flat_map(|it| ["/", it]).chain(["/"]).collect();
    let prefix = prefix.strip_prefix(rows.index.path.as_str()).unwrap_or("/");
    // What is made of a source may begin so where the source does not.
    let bare = prefix.strip_suffix('/').and_then(|it| rows.index.search(it));
    let numbers = rows.index.beginning_with(prefix).iter().copied().chain(bare).filter(|it| !rows.odd.contains(it));
    let mut keys = numbers.flat_map(|it| rows.keys(it));
    let (key, found) = keys.find(|(key, _)| meet(path, &Pattern::exact(key).segments) != Meeting::Never)?;
    Some(Next::Open(vec![hop_of(&taken(&key, found).route)]))
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
            Next::Route { taken: Taken::of(route), values: vec![rest] }
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

/// Returns the routes without placeholders whose keys begin as all keys of `path` do.
fn below<'w>(site: &'w SiteRouting, path: &[Part]) -> impl Iterator<Item = &'w Route> {
    let beginning: String = path.iter().map_while(text).map(|it| format!("/{it}")).collect::<String>() + "/";
    let keys = site.exact.range(beginning.clone()..).take_while(move |(key, _)| key.starts_with(&beginning));
    keys.flat_map(|it| it.1).map(|it| &site.routes[*it])
}

fn text(part: &Part) -> Option<&str> {
    match part {
        Part::Literal(text) => Some(text),
        Part::Name(_) | Part::Splat(_) => None,
    }
}

fn literal(path: &[Part]) -> Option<String> {
    let parts: Option<Vec<&str>> = path.iter().map(text).collect();
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
