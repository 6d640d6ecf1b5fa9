//! Which requests a route wins: the shortest key that it takes and that no route before it does.

use crate::model::graph::pattern::{Condition, Pattern, Segment};
use crate::model::graph::shapes::{Reach, Rival, Rivals, Shapes, Steps};
use crate::model::graph::{self, Fallback, Graph, Inventoried, RuleAnswer, Site};
use crate::model::plan::answer::WELL_KNOWN;
use crate::model::plan::request::{Request, Scheme};
use crate::model::plan::routing::{Action, Base, Redirect, Route, Routing, SiteRouting};
use crate::model::plan::{Host, Plan};
use crate::model::rows::{PlainRows, Row};
use crate::source::Span;
use jiff::Timestamp;
use std::cell::{Cell, OnceCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

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

/// Which requests a route wins.
#[derive(Clone, Debug, PartialEq)]
pub enum Reached<'p> {
    /// This one is the shortest.
    Won(Witness),
    /// None: these take them all.
    Taken(Vec<Winner<'p>>),
    /// It would take too long to find out.
    Unknown,
}

impl Reached<'_> {
    fn won(self) -> Option<Witness> {
        match self {
            Reached::Won(witness) => Some(witness),
            Reached::Taken(_) | Reached::Unknown => None,
        }
    }
}

/// What takes the requests of a route.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Winner<'p> {
    Route(&'p Route),
    /// A path that no pattern takes.
    Reserved,
    /// A site with a longer path.
    Site(&'p SiteRouting),
}

/// One site in one epoch, with what goes before its patterns.
pub struct Stand<'p> {
    routing: &'p Routing,
    site: &'p SiteRouting,
    front: OnceCell<(Shapes, Vec<Winner<'p>>)>,
    steps: Cell<Steps>,
}

impl<'p> Stand<'p> {
    /// Returns the site with a whole allowance of steps.
    pub fn new(routing: &'p Routing, site: &'p SiteRouting) -> Stand<'p> {
        Stand { routing, site, front: OnceCell::new(), steps: Cell::default() }
    }

    /// Returns which requests the route of `rank` wins.
    pub fn reach(&self, rank: usize) -> Reached<'p> {
        let pattern = &self.site.routes[rank].pattern;
        let Some(key) = pattern.key() else { return self.reach_of(pattern, rank) };
        let taken = self.before(&key, rank);
        if taken.is_empty() { Reached::Won(Witness { key, query: query(pattern) }) } else { Reached::Taken(taken) }
    }

    /// Returns which requests a pattern with placeholders would win if it stood at `rank`.
    fn reach_of(&self, pattern: &Pattern, rank: usize) -> Reached<'p> {
        let (front, winners) = self.front.get_or_init(|| self.in_front());
        let exact = |key: &str, steps: &mut Steps| self.surely(key, pattern, steps);
        let rivals = Rivals { patterns: self.site.shapes(), front, exact: &exact };
        let mut steps = self.steps.get();
        let reach = rivals.reach(pattern, rank, &mut steps);
        self.steps.set(steps);
        let winner = |it| match it {
            Rival::Pattern(rank) | Rival::Exact(rank) => Winner::Route(&self.site.routes[rank]),
            Rival::Front(at) => winners[at],
        };
        match reach {
            Reach::Won(key) => Reached::Won(Witness { key, query: query(pattern) }),
            Reach::Taken(rivals) => Reached::Taken(rivals.into_iter().map(winner).collect()),
            Reach::Unknown => Reached::Unknown,
        }
    }

    /// Returns what takes `key` before the route of `rank`, which is one without placeholders, if that surely does.
    fn before(&self, key: &str, rank: usize) -> Vec<Winner<'p>> {
        let owner = self.routing.owner(key).filter(|it| !std::ptr::eq(*it, self.site));
        let ranks = self.site.exact.get(key).map_or(&[] as &[usize], Vec::as_slice);
        // What is asked earlier has as many conditions or more: it takes every query of the route only with the same ones.
        let earlier = ranks.partition_point(|it| *it < rank).checked_sub(1).map(|it| &self.site.routes[ranks[it]]);
        let earlier = earlier.filter(|it| it.pattern.conditions == self.site.routes[rank].pattern.conditions);
        owner.map(Winner::Site).into_iter().chain(earlier.map(Winner::Route)).collect()
    }

    /// Returns the route without placeholders that takes `key` with every query of `pattern`.
    fn surely(&self, key: &str, pattern: &Pattern, steps: &mut Steps) -> Option<usize> {
        let ranks = self.site.exact.get(key)?.iter().rev().copied();
        ranks.inspect(|_| steps.0 = steps.0.saturating_sub(1)).find(|it| pattern.implies_conditions_of(&self.site.routes[*it].pattern))
    }

    /// Returns the keys that go before all patterns, with what takes them: reserved paths, and sites below this one.
    fn in_front(&self) -> (Shapes, Vec<Winner<'p>>) {
        let reserved = std::iter::once(WELL_KNOWN).chain(self.site.reserved.iter().map(String::as_str));
        let reserved = reserved.map(|it| (reserved_keys(it), Winner::Reserved));
        let longer = self.routing.sites.iter().filter(|it| it.path.len() > self.site.path.len() && self.site.holds(&it.path));
        let longer = longer.flat_map(|it| owned(&it.path).map(|keys| (keys, Winner::Site(it))));
        let (patterns, winners): (Vec<Pattern>, Vec<Winner>) = reserved.chain(longer).unzip();
        (Shapes::of(patterns.iter().enumerate()), winners)
    }
}

fn query(pattern: &Pattern) -> String {
    pattern.conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join("&")
}

fn reserved_keys(path: &str) -> Pattern {
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

/// One route, and where and when it holds.
#[derive(Clone)]
pub struct Placed<'p> {
    pub host: &'p Host,
    pub epoch: usize,
    pub routing: &'p Routing,
    pub site: &'p SiteRouting,
    pub rank: usize,
    pub route: &'p Route,
    stand: Rc<Stand<'p>>,
}

impl<'p> Placed<'p> {
    /// Returns which requests it wins.
    pub fn reach(&self) -> Reached<'p> {
        self.stand.reach(self.rank)
    }

    /// Returns the shortest request that it and another one of its shape match and nothing else wins, if there is one.
    pub fn meeting(&self, other: &Placed) -> Option<Witness> {
        let (one, two) = (&self.route.pattern, &other.route.pattern);
        let both: BTreeSet<&Condition> = one.conditions.iter().chain(&two.conditions).collect();
        let both = Pattern { segments: one.segments.clone(), conditions: both.into_iter().cloned().collect() };
        match both.key() {
            Some(key) => Some(Witness { key, query: query(&both) }),
            None => self.stand.reach_of(&both, 0).won(),
        }
    }

    /// Returns the shortest request that it wins, if it is known to win one.
    pub fn witness(&self) -> Option<Witness> {
        self.reach().won()
    }
}

/// Returns every route of every epoch, but those of hosts that are left alone.
pub fn routes(plan: &Plan) -> impl Iterator<Item = Placed<'_>> {
    plan.hosts.values().filter(|it| !it.is_untouched).flat_map(|host| {
        host.epochs.iter().enumerate().flat_map(move |(epoch, it)| {
            let routing: &Routing = &it.routing;
            routing.sites.iter().flat_map(move |site| {
                let stand = Rc::new(Stand::new(routing, site));
                let placed = move |(rank, route)| Placed { host, epoch, routing, site, rank, route, stand: Rc::clone(&stand) };
                site.routes.iter().enumerate().map(placed)
            })
        })
    })
}

/// Returns every redirect of every epoch, the defaults' among them.
pub fn redirects(plan: &Plan) -> impl Iterator<Item = (&Route, &Redirect)> {
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

/// The rules as they were written, by place: looked up once for each finding, of which there may be thousands.
pub struct Written<'p> {
    pub plan: &'p Plan,
    /// Sorted; of a rule that several regions have the first.
    rules: OnceCell<Vec<(Span, Option<Span>, &'p graph::Region)>>,
}

impl<'p> Written<'p> {
    /// Returns the rules of a plan.
    pub fn of(plan: &'p Plan) -> Written<'p> {
        Written { plan, rules: OnceCell::new() }
    }

    /// Returns the place where the destination of a rule or a default is written; `origin` is the place of the rule.
    pub fn destination(&self, origin: Span) -> Span {
        let graph = &self.plan.graph;
        let of_default = |it: &Fallback| (it.span == origin).then(|| destination(&it.answer)).flatten();
        let mut defaults =
            graph.sites.values().filter_map(|it| it.default.as_ref()).chain(graph.hosts.values().filter_map(|it| it.default.as_ref()));
        let row = self.row(origin).map(|(_, table, row)| table.to_span(row));
        row.or_else(|| self.find(origin).and_then(|it| it.1)).or_else(|| defaults.find_map(of_default)).unwrap_or(origin)
    }

    /// Returns the region that a rule is of.
    pub fn region(&self, origin: Span) -> Option<&'p graph::Region> {
        self.row(origin).map(|it| it.0).or_else(|| self.find(origin).map(|it| it.2))
    }

    /// Returns the plain row of a table that stands there.
    fn row(&self, origin: Span) -> Option<(&'p graph::Region, &'p PlainRows, Row)> {
        let mut tables = self.plan.graph.regions.values().flat_map(|region| {
            region.rows.iter().flat_map(|it| &it.tables).filter(move |it| it.file == origin.file).map(move |it| (region, &**it))
        });
        tables.find_map(|(region, table)| Some((region, table, table.at(origin)?)))
    }

    fn find(&self, origin: Span) -> Option<&(Span, Option<Span>, &'p graph::Region)> {
        let rules = self.rules.get_or_init(|| {
            let mut rules: Vec<_> = rules(&self.plan.graph).map(|(region, it)| (it.span, destination(&it.answer), region)).collect();
            rules.sort_by_key(|it| it.0);
            rules.dedup_by_key(|it| it.0);
            rules
        });
        rules.binary_search_by_key(&origin, |it| it.0).ok().map(|it| &rules[it])
    }
}

/// Returns every rule that was written, with its region.
fn rules(graph: &Graph) -> impl Iterator<Item = (&graph::Region, &graph::Redirect)> {
    graph.regions.values().flat_map(|region| region.redirects.iter().map(move |it| (region, it)))
}

fn destination(answer: &RuleAnswer) -> Option<Span> {
    match answer {
        RuleAnswer::Redirect { to, .. } => Some(to.span),
        _ => None,
    }
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
    let span = |it: &Placed| it.route.origin.span;
    by_keys.values_mut().for_each(|it| it.sort_by_key(|it| span(it)));
    let sets: Vec<(&Vec<&str>, &Vec<&Placed>)> = by_keys.iter().collect();
    for (rank, (keys, ones)) in sets.iter().enumerate() {
        // Conditions on the same keys cannot meet unless they are the same, and of two sets the wider wins.
        let is_within = |one: &[&str], two: &[&str]| one.iter().all(|it| two.contains(it));
        for (_, twos) in sets[rank + 1..].iter().filter(|(others, _)| !is_within(keys, others) && !is_within(others, keys)) {
            // One partner is enough to know that a route is tied; for each, the first that it meets.
            for (these, those) in [(ones, twos), (twos, ones)] {
                for one in these.iter() {
                    if tied.contains(&span(one)) {
                        continue;
                    }
                    let Some(two) = those.iter().find(|two| is_tie(one, two, &conditions)) else { continue };
                    tied.extend([span(one), span(two)]);
                    let key = |(one, two): (&Placed, &Placed)| (span(one).min(span(two)), span(one).max(span(two)));
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
