//! Which requests a route wins: the shortest key that it takes and that no route before it does.

use crate::model::graph::pattern::{Condition, Pattern, Segment};
use crate::model::graph::{Inventoried, Site};
use crate::model::plan::Plan;
use crate::model::plan::request::{Request, Scheme};
use crate::model::plan::routing::{Route, Routing, SiteRouting};
use crate::source::Span;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A key and a query that a route wins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    pub key: String,
    pub query: String,
}

impl Witness {
    /// Returns the path and the query.
    pub fn target(&self) -> String {
        if self.query.is_empty() { self.key.clone() } else { format!("{}?{}", self.key, self.query) }
    }
}

/// Returns the shortest request that the route of `rank` wins at its site, or `None` if others take them all.
pub fn witness(routing: &Routing, site: &SiteRouting, rank: usize) -> Option<Witness> {
    let route = &site.routes[rank];
    let query = route.pattern.conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join("&");
    // Only what surely takes every query of the route can keep it from winning.
    let surely = |it: &Route| route.pattern.implies_conditions_of(&it.pattern);
    if let Some(key) = route.pattern.key() {
        let earlier = site.exact.get(&key).into_iter().flatten().filter(|it| **it < rank);
        let is_taken = earlier.map(|it| &site.routes[*it]).any(surely);
        let is_owned = routing.owner(&key).is_some_and(|it| std::ptr::eq(it, site));
        return (is_owned && !is_taken).then_some(Witness { key, query });
    }
    let before = site.routes[..rank].iter().filter(|it| surely(it) && may_meet(&it.pattern, &route.pattern));
    let mut rivals: Vec<Pattern> = before.map(|it| it.pattern.clone()).collect();
    rivals.extend(std::iter::once("/.well-known/").chain(site.reserved.iter().map(String::as_str)).map(reserved));
    let longer = routing.sites.iter().filter(|it| it.path.len() > site.path.len());
    rivals.extend(longer.flat_map(|it| owned(&it.path)));
    let key = search(&route.pattern, &rivals)?;
    Some(Witness { key, query })
}

fn reserved(path: &str) -> Pattern {
    let mut pattern = Pattern::exact(path);
    if path.ends_with('/') {
        pattern.segments.pop();
        pattern.segments.push(Segment::Splat);
    }
    pattern
}

fn owned(path: &str) -> [Pattern; 2] {
    let own = Pattern::exact(path);
    let mut below = own.clone();
    below.segments.push(Segment::Splat);
    [own, below]
}

/// How far the rivals that may still take the key have come; one in its splat stays there.
type Alive = BTreeSet<usize>;

/// Looks for the shortest key of `pattern` that none of `rivals` matches, breadth first over its segments.
fn search(pattern: &Pattern, rivals: &[Pattern]) -> Option<String> {
    let longest = rivals.iter().map(|it| it.segments.len()).max().unwrap_or_default();
    let depth = longest.max(pattern.segments.len()) + 1;
    let mut queue: VecDeque<(Vec<String>, Alive)> = VecDeque::from([(Vec::new(), (0..rivals.len()).collect())]);
    let mut seen: BTreeSet<(usize, Alive)> = BTreeSet::new();
    while let Some((key, alive)) = queue.pop_front() {
        let at = key.len();
        if at >= depth {
            continue;
        }
        for segment in choices(pattern, at, rivals, &alive) {
            let next: Alive = alive.iter().copied().filter(|it| takes(&rivals[*it], at, &segment)).collect();
            let mut key = key.clone();
            key.push(segment);
            if ends(pattern, at + 1) && !next.iter().any(|it| ends(&rivals[*it], at + 1)) {
                return Some(format!("/{}", key.join("/")));
            }
            // A rival in its splat takes whatever follows.
            if !next.iter().any(|it| is_in_splat(&rivals[*it], at)) && seen.insert((at + 1, next.clone())) {
                queue.push_back((key, next));
            }
        }
    }
    None
}

fn is_in_splat(pattern: &Pattern, at: usize) -> bool {
    at + 1 >= pattern.segments.len() && pattern.segments.last() == Some(&Segment::Splat)
}

/// Tells whether `pattern` matches a key that ends behind `length` segments it has taken.
fn ends(pattern: &Pattern, length: usize) -> bool {
    match pattern.segments.last() {
        Some(Segment::Splat) => length >= pattern.segments.len(),
        _ => length == pattern.segments.len(),
    }
}

/// Tells whether `pattern` takes `segment` as its segment of rank `at`.
fn takes(pattern: &Pattern, at: usize, segment: &str) -> bool {
    match pattern.segments.get(at) {
        Some(Segment::Literal(text)) => text == segment,
        Some(Segment::Name(_)) => !segment.is_empty(),
        Some(Segment::Splat) => true,
        None => pattern.segments.last() == Some(&Segment::Splat),
    }
}

/// Returns the segments worth trying: one that no rival names, an empty one, and those that they name.
fn choices(pattern: &Pattern, at: usize, rivals: &[Pattern], alive: &Alive) -> Vec<String> {
    let named = || {
        alive.iter().filter_map(|it| match rivals[*it].segments.get(at) {
            Some(Segment::Literal(text)) => Some(text.clone()),
            _ => None,
        })
    };
    let fresh = || {
        let taken: BTreeSet<String> = named().collect();
        (0_u32..).map(|it| it.to_string()).find(|it| !taken.contains(it))
    };
    match pattern.segments.get(at) {
        Some(Segment::Literal(text)) => vec![text.clone()],
        Some(Segment::Name(_)) => fresh().into_iter().chain(named().filter(|it| !it.is_empty())).collect(),
        Some(Segment::Splat) => fresh().into_iter().chain([String::new()]).chain(named()).collect(),
        None if pattern.segments.last() == Some(&Segment::Splat) => fresh().into_iter().chain([String::new()]).chain(named()).collect(),
        None => Vec::new(),
    }
}

/// One route, and where and when it holds.
#[derive(Clone)]
pub struct Placed<'p> {
    pub host: &'p crate::model::plan::Host,
    pub epoch: usize,
    pub routing: &'p Routing,
    pub site: &'p SiteRouting,
    pub rank: usize,
    pub route: &'p Route,
}

/// Returns every route of every epoch, but those of hosts that are left alone.
pub fn routes(plan: &crate::model::plan::Plan) -> impl Iterator<Item = Placed<'_>> {
    plan.hosts.values().filter(|it| !it.is_untouched).flat_map(|host| {
        host.epochs.iter().enumerate().flat_map(move |(epoch, it)| {
            let routing: &Routing = &it.routing;
            routing.sites.iter().flat_map(move |site| {
                site.routes.iter().enumerate().map(move |(rank, route)| Placed { host, epoch, routing, site, rank, route })
            })
        })
    })
}

/// Returns every redirect of every epoch, the defaults' among them.
pub fn redirects(plan: &crate::model::plan::Plan) -> impl Iterator<Item = (&Route, &crate::model::plan::routing::Redirect)> {
    use crate::model::plan::routing::{Action, Base};
    let defaults = plan.hosts.values().filter(|it| !it.is_untouched).flat_map(|it| &it.epochs).flat_map(|it| {
        it.routing.sites.iter().map(|it| &it.base).chain([&it.routing.unowned]).filter_map(|it| match it {
            Base::Default(route) => Some(route.as_ref()),
            _ => None,
        })
    });
    routes(plan).map(|it| it.route).chain(defaults).filter_map(|it| match &it.action {
        Action::Redirect(redirect) => Some((it, redirect.as_ref())),
        _ => None,
    })
}

/// Returns, by site, an instant at which it is dark, and whether anything is written for what no rule names then.
pub fn dark(plan: &Plan) -> BTreeMap<&str, (Timestamp, bool)> {
    plan.dark()
}

/// Returns the request for a URL of an inventory.
pub fn request(site: &Site, url: &Inventoried) -> Request {
    Request { scheme: Scheme::Https, method: "GET".to_owned(), host: site.host.clone(), target: url.target.clone() }
}

/// Returns the text of a literal segment.
pub fn literal(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Literal(text) => Some(text),
        Segment::Name(_) | Segment::Splat => None,
    }
}

/// Tells whether some request is matched by both.
pub fn may_meet(one: &Pattern, two: &Pattern) -> bool {
    if !one.conditions_can_meet(two) {
        return false;
    }
    let pairs = one.segments.iter().zip(&two.segments);
    for (one, two) in pairs {
        match (one, two) {
            (Segment::Splat, _) | (_, Segment::Splat) => return true,
            (Segment::Literal(one), Segment::Literal(two)) if one != two => return false,
            (Segment::Literal(text), Segment::Name(_)) | (Segment::Name(_), Segment::Literal(text)) if text.is_empty() => return false,
            _ => {}
        }
    }
    one.segments.len() == two.segments.len()
}

/// Returns the place where the destination of a rule or a default is written; `origin` is the place of the rule.
pub fn destination(plan: &crate::model::plan::Plan, origin: Span) -> Span {
    use crate::model::graph::{Fallback, RuleAnswer};
    let to = |answer: &RuleAnswer| match answer {
        RuleAnswer::Redirect { to, .. } => Some(to.span),
        _ => None,
    };
    let graph = &plan.graph;
    let mut rules = graph.regions.values().flat_map(|it| &it.redirects).filter(|it| it.span == origin);
    let of_default = |it: &Fallback| (it.span == origin).then(|| to(&it.answer)).flatten();
    let mut defaults =
        graph.sites.values().filter_map(|it| it.default.as_ref()).chain(graph.hosts.values().filter_map(|it| it.default.as_ref()));
    rules.find_map(|it| to(&it.answer)).or_else(|| defaults.find_map(of_default)).unwrap_or(origin)
}

/// Routes of one shape between which nothing decides, and whose answers differ.
pub struct Tie<'p> {
    /// Two of them, in the order of the files.
    pub one: Placed<'p>,
    pub two: Placed<'p>,
    /// The places of all others.
    pub others: BTreeSet<Span>,
}

impl Tie<'_> {
    /// Returns all its places.
    pub fn places(&self) -> impl Iterator<Item = Span> {
        [self.one.route.origin.span, self.two.route.origin.span].into_iter().chain(self.others.iter().copied())
    }

    /// Returns how the message of its finding ends: how many places no label shows.
    pub fn more(&self) -> String {
        if self.others.is_empty() { String::new() } else { format!(", and {} more", self.others.len()) }
    }
}

/// Returns the ties of every epoch: for each shape at most one among rules with the same conditions, and one among
/// rules whose conditions differ. Two places are told once, with the most others that they ever have.
pub fn ties(plan: &Plan) -> Vec<Tie<'_>> {
    let all: Vec<Placed> = routes(plan).collect();
    let is_of = |one: &Placed, two: &Placed| std::ptr::eq(one.site, two.site) && one.route.pattern.has_shape_of(&two.route.pattern);
    let mut ties: Vec<Tie> = Vec::new();
    let mut ranks: BTreeMap<(Span, Span, bool), usize> = BTreeMap::new();
    for shape in all.chunk_by(is_of).filter(|it| it.len() > 1) {
        let classes: Vec<&[Placed]> = shape.chunk_by(|one, two| one.route.pattern.conditions == two.route.pattern.conditions).collect();
        for tie in classes.iter().filter_map(|it| of_class(it)).chain(across(&classes)) {
            let (one, two) = (&tie.one.route.origin, &tie.two.route.origin);
            let rank = *ranks.entry((one.span, two.span, one.made.is_empty())).or_insert(ties.len());
            match ties.get_mut(rank) {
                Some(known) if known.others.len() < tie.others.len() => known.others = tie.others,
                Some(_) => {}
                None => ties.push(tie),
            }
        }
    }
    ties
}

/// Returns the tie among routes with the same conditions.
fn of_class<'p>(class: &[Placed<'p>]) -> Option<Tie<'p>> {
    let one = class.iter().min_by_key(|it| it.route.origin.span)?;
    let two = class.iter().filter(|it| it.route.action != one.route.action).min_by_key(|it| it.route.origin.span)?;
    // Each of the others differs from one of the two.
    Some(tie(one, two, class.iter().map(|it| it.route.origin.span).collect()))
}

fn tie<'p>(one: &Placed<'p>, two: &Placed<'p>, mut all: BTreeSet<Span>) -> Tie<'p> {
    let (one, two) = if one.route.origin.span <= two.route.origin.span { (one, two) } else { (two, one) };
    all.remove(&one.route.origin.span);
    all.remove(&two.route.origin.span);
    Tie { one: one.clone(), two: two.clone(), others: all }
}

/// Returns the tie among routes of one shape whose conditions differ; each of `classes` has its own.
fn across<'p>(classes: &[&[Placed<'p>]]) -> Option<Tie<'p>> {
    let conditions: BTreeSet<&[Condition]> = classes.iter().map(|it| it[0].route.pattern.conditions.as_slice()).collect();
    let mut by_keys: BTreeMap<Vec<&str>, Vec<&Placed>> = BTreeMap::new();
    for placed in classes.iter().copied().flatten() {
        let keys = placed.route.pattern.conditions.iter().map(|it| it.key.as_str()).collect();
        by_keys.entry(keys).or_default().push(placed);
    }
    let mut tied: BTreeSet<Span> = BTreeSet::new();
    let mut first: Option<(&Placed, &Placed)> = None;
    let sets: Vec<(&Vec<&str>, &Vec<&Placed>)> = by_keys.iter().collect();
    for (rank, (keys, ones)) in sets.iter().enumerate() {
        // Conditions on the same keys cannot meet unless they are the same, and of two sets the wider wins.
        let is_within = |one: &[&str], two: &[&str]| one.iter().all(|it| two.contains(it));
        for (_, twos) in sets[rank + 1..].iter().filter(|(others, _)| !is_within(keys, others) && !is_within(others, keys)) {
            for (one, two) in ones.iter().flat_map(|one| twos.iter().map(move |two| (*one, *two))) {
                let is_known = tied.contains(&one.route.origin.span) && tied.contains(&two.route.origin.span);
                if !is_known && is_tie(one, two, &conditions) {
                    tied.extend([one.route.origin.span, two.route.origin.span]);
                    let key = |(one, two): (&Placed, &Placed)| {
                        let (one, two) = (one.route.origin.span, two.route.origin.span);
                        (one.min(two), one.max(two))
                    };
                    first = first.filter(|it| key(*it) <= key((one, two))).or(Some((one, two)));
                }
            }
        }
    }
    first.map(|(one, two)| tie(one, two, tied))
}

/// Tells whether nothing decides between two routes on different conditions, neither of which has all of the other's.
fn is_tie(one: &Placed, two: &Placed, conditions: &BTreeSet<&[Condition]>) -> bool {
    let (first, second) = (&one.route.pattern, &two.route.pattern);
    let both = || {
        let both: BTreeSet<&Condition> = first.conditions.iter().chain(&second.conditions).collect();
        both.into_iter().cloned().collect::<Vec<_>>()
    };
    first.conditions_can_meet(second) && one.route.action != two.route.action && !conditions.contains(both().as_slice())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Pattern {
        let segments = text[1..].split('/').map(|it| match it.strip_prefix(':') {
            Some(name) => Segment::Name(name.to_owned()),
            None if it == "*" => Segment::Splat,
            None => Segment::Literal(it.to_owned()),
        });
        Pattern { segments: segments.collect(), conditions: Vec::new() }
    }

    fn shortest(text: &str, rivals: &[&str]) -> Option<String> {
        search(&pattern(text), &rivals.iter().map(|it| pattern(it)).collect::<Vec<_>>())
    }

    #[test]
    fn a_witness_avoids_what_others_name() {
        assert_eq!(shortest("/a/:x", &["/a/0", "/a/1"]), Some("/a/2".to_owned()));
        assert_eq!(shortest("/a/*", &["/a/:x"]), Some("/a/".to_owned()));
        assert_eq!(shortest("/a/*", &["/a/", "/a/:x"]), Some("/a/0/0".to_owned()));
    }

    #[test]
    fn a_route_that_others_take_whole_has_none() {
        assert_eq!(shortest("/a/b", &["/a/*"]), None);
        assert_eq!(shortest("/a/*", &["/a/", "/a/:x", "/a/:x/*", "/a//*"]), None);
        assert_eq!(shortest("/a/*", &["/a/", "/a/:x", "/a/:x/*"]), Some("/a//0".to_owned()));
    }
}
