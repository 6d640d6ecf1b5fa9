//! What a host answers by through one epoch, as one list of rules in the order in which they are asked.

use crate::model::graph::pattern::{Pattern, Segment};
use crate::model::plan::answer::{WELL_KNOWN, location};
use crate::model::plan::routing::{Action, Base, Origin, OriginKind, Redirect, Route, Routing, SiteRouting, UpstreamUrl};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// Stands where no site's path can: keys that no site owns.
const NOBODY: &str = "*";

/// What answers a host's keys; the first rule that matches is the answer.
pub struct Rules<'p> {
    routing: Option<&'p Routing>,
    /// All but exact routes: reserved paths, patterns, and what answers where no rule does.
    pub list: Vec<Rule<'p>>,
    trie: Trie,
    ranks: HashMap<(&'p str, Tier, Pattern), usize>,
}

/// One rule that is no exact route.
pub struct Rule<'p> {
    pub pattern: Pattern,
    pub by: By<'p>,
    pub tier: Tier,
    /// The path of the site whose keys it takes; `None` for keys that no site owns.
    pub path: Option<&'p str>,
}

/// Which of a site's rules are asked first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tier {
    Reserved,
    Pattern,
    Base,
}

/// What answers: a deed, and whose it is.
#[derive(Clone, Copy)]
pub struct By<'p> {
    pub deed: Deed<'p>,
    pub origin: Option<&'p Origin>,
    /// The site that owns the key.
    pub site: Option<&'p SiteRouting>,
    /// Whether the source has no placeholder and one value is meant all the same: a default's at its site's own path.
    is_bare: bool,
}

/// What is done with a request.
#[derive(Clone, Copy)]
pub enum Deed<'p> {
    Redirect(&'p Redirect),
    Gone(&'p str),
    Page(&'p str),
    Unavailable(&'p str),
    Serve(&'p UpstreamUrl),
    NotFound,
    /// The host is left alone.
    Untouched,
    /// The host is not in the workspace.
    Absent,
}

impl<'p> Deed<'p> {
    fn of(action: &'p Action) -> Deed<'p> {
        match action {
            Action::Redirect(redirect) => Deed::Redirect(redirect),
            Action::Gone { page } => Deed::Gone(page),
            Action::Page { page } => Deed::Page(page),
            // The end of its window is a date, and told as one.
            Action::Unavailable { page, .. } => Deed::Unavailable(page),
            Action::Serve(upstream) => Deed::Serve(upstream),
            Action::NotFound => Deed::NotFound,
        }
    }

    /// Tells whether two rules with the same source answer alike.
    fn is_same(self, other: Deed) -> bool {
        match (self, other) {
            (Deed::Redirect(one), Deed::Redirect(two)) => {
                one.to == two.to && one.status == two.status && one.query == two.query && one.max_age == two.max_age
            }
            (Deed::Gone(one), Deed::Gone(two)) | (Deed::Page(one), Deed::Page(two)) => one == two,
            (Deed::Unavailable(one), Deed::Unavailable(two)) => one == two,
            (Deed::Serve(one), Deed::Serve(two)) => one == two,
            (Deed::NotFound, Deed::NotFound) | (Deed::Untouched, Deed::Untouched) | (Deed::Absent, Deed::Absent) => true,
            _ => false,
        }
    }
}

/// What is answered to one request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    Redirect {
        status: u16,
        location: String,
        max_age: u64,
    },
    Gone(String),
    Page(String),
    Unavailable(String),
    Serve(String),
    NotFound,
    Untouched,
    Absent,
    /// What every response of a site carries.
    Headers(Vec<String>),
}

impl Said {
    /// Returns it in a few words.
    pub fn words(&self) -> String {
        match self {
            Said::Redirect { status, location, .. } => format!("{status} {location}"),
            Said::Gone(page) => format!("410 {page}"),
            Said::Page(page) => format!("200 {page}"),
            Said::Unavailable(page) => format!("503 {page}"),
            Said::Serve(upstream) => format!("served by {upstream}"),
            Said::NotFound => "404".to_owned(),
            Said::Untouched => "left alone".to_owned(),
            Said::Absent => "not a host of the workspace".to_owned(),
            Said::Headers(all) if all.is_empty() => "no headers".to_owned(),
            Said::Headers(all) => all.join("; "),
        }
    }
}

impl<'p> By<'p> {
    /// Returns what it answers to `key`, which `pattern` matches.
    pub fn say(&self, pattern: &Pattern, key: &str, query: &str) -> Said {
        match self.deed {
            Deed::Redirect(redirect) => {
                let values = if self.is_bare { vec![""] } else { pattern.matches(key).unwrap_or_default() };
                Said::Redirect { status: redirect.status, location: location(redirect, &values, query), max_age: redirect.max_age }
            }
            Deed::Gone(page) => Said::Gone(page.to_owned()),
            Deed::Page(page) => Said::Page(page.to_owned()),
            Deed::Unavailable(page) => Said::Unavailable(page.to_owned()),
            Deed::Serve(it) => Said::Serve(format!("{}://{}", it.scheme, it.authority)),
            Deed::NotFound => Said::NotFound,
            Deed::Untouched => Said::Untouched,
            Deed::Absent => Said::Absent,
        }
    }

    /// Tells whether somebody wrote it for these keys: it is no default, and not what stands where nothing is written.
    pub fn is_rule(&self) -> bool {
        self.origin.is_some_and(|it| it.kind != OriginKind::Default)
    }

    /// Tells whether a region that is left alone answers.
    pub fn is_independent(&self) -> bool {
        matches!(self.deed, Deed::Untouched) || self.site.is_some_and(|it| it.is_independent)
    }
}

/// The exact routes of one key, in the order in which they are asked.
#[derive(Clone, Copy)]
pub struct Row<'p> {
    pub key: &'p str,
    site: &'p SiteRouting,
    ranks: &'p [usize],
}

impl<'p> Row<'p> {
    /// Returns them, each shape and condition once: of two the first answers.
    pub fn routes(&self) -> impl Iterator<Item = &'p Route> + use<'p> {
        let site = self.site;
        self.ranks.iter().map(move |it| &site.routes[*it])
    }

    /// Tells whether the same is written on both sides.
    pub fn is_same(&self, other: &Row) -> bool {
        self.ranks.len() == other.ranks.len()
            && self
                .routes()
                .zip(other.routes())
                .all(|(one, two)| one.pattern.conditions == two.pattern.conditions && Deed::of(&one.action).is_same(Deed::of(&two.action)))
    }
}

/// Returns the exact routes of a site, by key in order.
pub fn rows(site: &SiteRouting) -> impl Iterator<Item = Row<'_>> {
    // Nothing of an independent site is ever asked.
    site.exact.iter().filter(|_| !site.is_independent).map(move |(key, ranks)| Row { key, site, ranks })
}

fn row<'p>(site: &'p SiteRouting, key: &str) -> Option<Row<'p>> {
    let (key, ranks) = site.exact.get_key_value(key).filter(|_| !site.is_independent)?;
    Some(Row { key, site, ranks })
}

/// Something that may answer a key, with the source that it has.
pub struct Candidate<'r, 'p> {
    pub pattern: &'r Pattern,
    pub by: By<'p>,
    /// Its rank in the list; `None` for an exact route.
    pub rank: Option<usize>,
}

impl<'p> Rules<'p> {
    /// Returns the rules of a host through an epoch.
    pub fn of(routing: &'p Routing) -> Rules<'p> {
        let mut list = Vec::new();
        for site in &routing.sites {
            of_site(site, routing, &mut list);
        }
        let by = |deed, origin| By { deed, origin, site: None, is_bare: false };
        let well_known = match (&routing.reserved_upstream, &routing.unowned) {
            (Some(upstream), _) | (None, Base::Serve(upstream)) => Deed::Serve(upstream),
            _ => Deed::NotFound,
        };
        list.push(Rule { pattern: below(WELL_KNOWN.trim_end_matches('/')), by: by(well_known, None), tier: Tier::Reserved, path: None });
        let (deed, origin) = of_base(&routing.unowned);
        list.push(Rule { pattern: below(""), by: by(deed, origin), tier: Tier::Base, path: None });
        Rules::new(Some(routing), list)
    }

    /// Returns the one rule of a host that is not ours, or that is left alone.
    pub fn only(deed: Deed<'p>) -> Rules<'p> {
        let by = By { deed, origin: None, site: None, is_bare: false };
        Rules::new(None, vec![Rule { pattern: below(""), by, tier: Tier::Base, path: None }])
    }

    fn new(routing: Option<&'p Routing>, list: Vec<Rule<'p>>) -> Rules<'p> {
        let mut trie = Trie { nodes: vec![Node::default()] };
        let mut ranks = HashMap::new();
        for (at, rule) in list.iter().enumerate() {
            // What has the same source as another is never asked.
            if let Entry::Vacant(it) = ranks.entry((rule.path.unwrap_or(NOBODY), rule.tier, rule.pattern.clone())) {
                it.insert(at);
                trie.add(&rule.pattern.segments, at);
            }
        }
        Rules { routing, list, trie, ranks }
    }

    /// Returns the sites, the longest path first.
    pub fn sites(&self) -> &'p [SiteRouting] {
        self.routing.map_or(&[], |it| &it.sites)
    }

    /// Returns the path of the site that owns `key`.
    pub fn owner(&self, key: &str) -> Option<&'p str> {
        self.routing?.owner(key).map(|it| it.path.as_str())
    }

    /// Returns the rank of the rule with the source of `rule`, and whether it answers the same.
    pub fn twin(&self, rule: &Rule) -> Option<(usize, bool)> {
        let at = *self.ranks.get(&(rule.path.unwrap_or(NOBODY), rule.tier, rule.pattern.clone()))?;
        let other = &self.list[at];
        Some((at, other.by.deed.is_same(rule.by.deed) && other.by.is_independent() == rule.by.is_independent()))
    }

    /// Tells whether a rule is asked at all: none with the same source stands before it.
    pub fn is_asked(&self, at: usize) -> bool {
        self.twin(&self.list[at]).is_some_and(|it| it.0 == at)
    }

    /// Returns the ranks of the rules that may match a key which `pattern` matches, whatever the conditions are.
    pub fn meeting(&self, pattern: &Pattern) -> Vec<usize> {
        let mut found = Vec::new();
        self.trie.meeting(0, &pattern.segments, &mut found);
        found.sort_unstable();
        found
    }

    /// Returns all that matches `key`, in order, up to the first that asks nothing of the query.
    pub fn matching<'r>(&'r self, key: &str) -> Vec<Candidate<'r, 'p>> {
        let mut found: Vec<Candidate> = Vec::new();
        let owner = self.routing.and_then(|it| it.owner(key));
        // What is a plain row still is the same on both sides.
        if owner.is_some_and(|it| it.row(key).is_some()) {
            return found;
        }
        let exact = owner.and_then(|it| row(it, key));
        for route in exact.iter().flat_map(Row::routes) {
            let by = By { deed: Deed::of(&route.action), origin: Some(&route.origin), site: owner, is_bare: false };
            found.push(Candidate { pattern: &route.pattern, by, rank: None });
        }
        let mut ranks = Vec::new();
        self.trie.matching(0, key.strip_prefix('/'), &mut ranks);
        ranks.sort_unstable();
        found.extend(ranks.into_iter().map(|at| Candidate { pattern: &self.list[at].pattern, by: self.list[at].by, rank: Some(at) }));
        let end = found.iter().position(|it| it.pattern.conditions.is_empty());
        found.truncate(end.map_or(found.len(), |it| it + 1));
        found
    }
}

fn of_site<'p>(site: &'p SiteRouting, routing: &'p Routing, list: &mut Vec<Rule<'p>>) {
    let path = Some(site.path.as_str());
    let by = |deed, origin| By { deed, origin, site: Some(site), is_bare: false };
    if !site.is_independent {
        let (base, origin) = of_base(&site.reserved_base);
        let (deed, origin) = routing.reserved_upstream.as_ref().map_or((base, origin), |it| (Deed::Serve(it), None));
        let all = std::iter::once(WELL_KNOWN).chain(site.reserved.iter().map(String::as_str));
        for reserved in all.filter(|it| site.holds(it)) {
            let pattern = reserved.strip_suffix('/').map_or_else(|| Pattern::exact(reserved), below);
            list.push(Rule { pattern, by: by(deed, origin), tier: Tier::Reserved, path });
        }
        for route in site.patterns.iter().map(|it| &site.routes[*it]) {
            let by = by(Deed::of(&route.action), Some(&route.origin));
            list.push(Rule { pattern: route.pattern.clone(), by, tier: Tier::Pattern, path });
        }
    }
    let (deed, origin) = of_base(&site.base);
    if !site.path.is_empty() {
        let by = By { is_bare: true, ..by(deed, origin) };
        list.push(Rule { pattern: Pattern::exact(&site.path), by, tier: Tier::Base, path });
    }
    list.push(Rule { pattern: below(&site.path), by: by(deed, origin), tier: Tier::Base, path });
}

fn of_base(base: &Base) -> (Deed<'_>, Option<&Origin>) {
    match base {
        Base::Serve(upstream) => (Deed::Serve(upstream), None),
        Base::Default(route) => (Deed::of(&route.action), Some(&route.origin)),
        Base::Gone(page) => (Deed::Gone(page), None),
        Base::NotFound => (Deed::NotFound, None),
    }
}

/// Returns the source of all keys below `path`, which has no slash at its end.
fn below(path: &str) -> Pattern {
    let mut pattern = if path.is_empty() { Pattern { segments: Vec::new(), conditions: Vec::new() } } else { Pattern::exact(path) };
    pattern.segments.push(Segment::Splat);
    pattern
}

/// Sources by their segments.
struct Trie {
    nodes: Vec<Node>,
}

#[derive(Default)]
struct Node {
    literals: BTreeMap<String, usize>,
    name: Option<usize>,
    /// The rules that end here, and those whose splat begins here.
    ends: Vec<usize>,
    splats: Vec<usize>,
}

impl Trie {
    fn add(&mut self, segments: &[Segment], rule: usize) {
        let mut at = 0;
        for segment in segments {
            let next = self.nodes.len();
            let node = &mut self.nodes[at];
            at = match segment {
                Segment::Literal(text) => *node.literals.entry(text.clone()).or_insert(next),
                Segment::Name(_) => *node.name.get_or_insert(next),
                Segment::Splat => return node.splats.push(rule),
            };
            if at == next {
                self.nodes.push(Node::default());
            }
        }
        self.nodes[at].ends.push(rule);
    }

    /// Collects the rules that match the rest of a key; `None` is its end.
    fn matching(&self, at: usize, rest: Option<&str>, found: &mut Vec<usize>) {
        let node = &self.nodes[at];
        let Some(rest) = rest else { return found.extend(&node.ends) };
        found.extend(&node.splats);
        let (part, rest) = rest.split_once('/').map_or((rest, None), |(part, rest)| (part, Some(rest)));
        if let Some(next) = node.literals.get(part) {
            self.matching(*next, rest, found);
        }
        if let Some(next) = node.name.filter(|_| !part.is_empty()) {
            self.matching(next, rest, found);
        }
    }

    /// Collects the rules that match some key of a source.
    fn meeting(&self, at: usize, segments: &[Segment], found: &mut Vec<usize>) {
        let node = &self.nodes[at];
        let Some((first, rest)) = segments.split_first() else { return found.extend(&node.ends) };
        found.extend(&node.splats);
        match first {
            Segment::Literal(text) => {
                let named = node.name.filter(|_| !text.is_empty());
                node.literals.get(text).copied().into_iter().chain(named).for_each(|it| self.meeting(it, rest, found));
            }
            Segment::Name(_) => {
                let literals = node.literals.iter().filter(|it| !it.0.is_empty()).map(|it| *it.1);
                literals.chain(node.name).for_each(|it| self.meeting(it, rest, found));
            }
            Segment::Splat => node.literals.values().copied().chain(node.name).for_each(|it| self.all(it, found)),
        }
    }

    fn all(&self, at: usize, found: &mut Vec<usize>) {
        let node = &self.nodes[at];
        found.extend(node.ends.iter().chain(&node.splats));
        node.literals.values().copied().chain(node.name).for_each(|it| self.all(it, found));
    }
}
