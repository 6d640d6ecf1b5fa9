//! URLs whose answer changes, as classes: exact for tables, by witnesses for patterns.

use super::meetings::{Meeting, meetings};
use super::rules::{By, Candidate, Deed, Row, Rule, Rules, Said, Tier, rows};
use super::witness::{Found, find_witness, generic, meet};
use super::{Class, Kind, Side, Time};
use crate::model::graph::pattern::{Condition, Pattern};
use crate::model::plan::routing::{Action, Origin, OriginKind, Redirect, SiteRouting};
use crate::model::plan::{Host, Plan};
use crate::model::spec::scalar::QueryPolicy;
use crate::source::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};

/// The URLs of a host that are known to exist, path and query, with their hits.
pub type Inventory = BTreeMap<String, Option<u64>>;

/// What changes at one host.
#[derive(Debug, Default)]
pub struct Changes {
    pub classes: Vec<Class>,
    /// How many redirects were written for it, and how many of them no longer redirect.
    pub redirects: usize,
    pub lost: usize,
    /// How many of its known URLs change, and their hits.
    pub urls: usize,
    pub hits: u64,
    /// The regions that were left alone and whose URLs answer otherwise.
    pub touched: BTreeSet<String>,
}

/// Compares what both plans answer at one host.
pub fn of_host(plans: [&Plan; 2], name: &str, inventory: &Inventory) -> Changes {
    let hosts = plans.map(|it| it.hosts.get(name));
    let mut changes = Changes { redirects: hosts[0].map_or(0, redirects), ..Changes::default() };
    if hosts.iter().all(|it| it.is_none_or(|it| it.is_untouched)) && hosts[0].is_some() == hosts[1].is_some() {
        return changes;
    }
    let meetings = meetings(plans, name);
    let mut held: BTreeMap<[usize; 2], Held> = BTreeMap::new();
    for meeting in &meetings {
        let alone = meeting.alone;
        held.entry(meeting.epochs).or_insert_with(|| {
            let mut held = Held::new(plans, hosts, meeting.epochs);
            held.compare();
            alone.into_iter().for_each(|it| held.forget_moved(hosts, it));
            held
        });
    }
    let mut all: BTreeMap<ClassKey, Gathered> = BTreeMap::new();
    for (at, meeting) in meetings.iter().enumerate() {
        for (key, part) in &held[&meeting.epochs].parts {
            all.entry(*key).or_default().add(at, part);
        }
    }
    count(inventory, &held, &mut all, &mut changes);
    changes.lost = held.values().flat_map(|it| &it.lost).collect::<BTreeSet<_>>().len();
    changes.touched = held.values().flat_map(|it| &it.touched).cloned().collect();
    let telling = Telling { plans, name, meetings: &meetings };
    changes.classes = all.into_iter().map(|(key, it)| telling.class(key, it)).collect();
    changes
}

/// Returns how many redirects people wrote for a host: the most that it has at any time.
fn redirects(host: &Host) -> usize {
    let is_one = |origin: &Origin, action: &Action| {
        matches!(action, Action::Redirect(_)) && origin.made.is_empty() && origin.kind != OriginKind::Default
    };
    let of_site = |site: &SiteRouting| {
        let plain = site.rows.as_ref().map_or(0, |it| it.len());
        let exact = plain + rows(site).flat_map(|it| it.routes()).filter(|it| is_one(&it.origin, &it.action)).count();
        exact + site.patterns.iter().map(|it| &site.routes[*it]).filter(|it| is_one(&it.origin, &it.action)).count()
    };
    host.epochs.iter().map(|it| it.routing.sites.iter().map(of_site).sum()).max().unwrap_or_default()
}

/// What makes two changes the same one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ClassKey {
    kind: Kind,
    by: [Source; 2],
}

/// What answered, as people know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Source {
    /// A row of a table.
    Row(FileId),
    /// A rule, a service's route or a default.
    Written(Span),
    /// Nothing that was written for it: what then answers.
    Unwritten(&'static str),
}

/// One of the requests of a class, with both answers.
#[derive(Clone, Debug)]
struct Example {
    target: String,
    said: [Said; 2],
    origins: [Option<(String, Span)>; 2],
    sites: [Option<String>; 2],
    /// Whether its spelling is one that people wrote.
    is_written: bool,
}

impl Example {
    fn rank(&self) -> (bool, usize, &str) {
        (!self.is_written, self.target.len(), &self.target)
    }
}

/// A class at one meeting.
#[derive(Debug, Default)]
struct Part {
    /// Exact keys, and those of them that people wrote.
    keys: usize,
    rows: usize,
    is_pattern: bool,
    /// `None` where none was found and there may be some.
    example: Option<Example>,
    /// The keys that both sources have, where the search for one was given up.
    open: Option<String>,
}

/// A class through all meetings.
#[derive(Debug, Default)]
struct Gathered {
    part: Part,
    /// The ranks of its meetings.
    at: Vec<usize>,
    urls: usize,
    hits: u64,
    /// The hits of the example, where it is a URL that is known to exist.
    known: Option<Option<u64>>,
}

impl Gathered {
    fn add(&mut self, at: usize, part: &Part) {
        self.at.push(at);
        self.part.keys = self.part.keys.max(part.keys);
        self.part.rows = self.part.rows.max(part.rows);
        self.part.is_pattern |= part.is_pattern;
        // The last answers stay longest.
        self.part.example = part.example.clone().or(self.part.example.take());
        self.part.open = part.open.clone().or(self.part.open.take());
    }
}

/// Counts the known URLs of each class, and has the one that is asked for most speak for it.
fn count(inventory: &Inventory, held: &BTreeMap<[usize; 2], Held>, all: &mut BTreeMap<ClassKey, Gathered>, changes: &mut Changes) {
    for (target, hits) in inventory {
        let (key, query) = target.split_once('?').unwrap_or((target, ""));
        let mut classes: BTreeMap<ClassKey, Example> = BTreeMap::new();
        for held in held.values().filter(|it| !it.parts.is_empty()) {
            let matching = [held.rules[0].matching(key), held.rules[1].matching(key)];
            let Some(found) = winners(&matching, query) else { continue };
            if let Some((class, example)) = held.judge(key, query, found)
                && held.parts.contains_key(&class)
            {
                classes.insert(class, example);
            }
        }
        if classes.is_empty() {
            continue;
        }
        changes.urls += 1;
        changes.hits += hits.unwrap_or_default();
        for (class, example) in classes {
            let Some(gathered) = all.get_mut(&class) else { continue };
            gathered.urls += 1;
            gathered.hits += hits.unwrap_or_default();
            if gathered.known.is_none_or(|it| it < *hits) {
                gathered.known = Some(*hits);
                gathered.part.example = Some(example);
            }
        }
    }
}

type Pair<'r, 'p> = [&'r Candidate<'r, 'p>; 2];

/// Returns what answers on each side.
fn winners<'r, 'p>(matching: &'r [Vec<Candidate<'r, 'p>>; 2], query: &str) -> Option<Pair<'r, 'p>> {
    let [one, two] = [0, 1].map(|it: usize| matching[it].iter().find(|it| it.pattern.admits(query)));
    Some([one?, two?])
}

/// One epoch of a host held against one of the other plan.
struct Held<'p> {
    plans: [&'p Plan; 2],
    name: &'p str,
    rules: [Rules<'p>; 2],
    parts: BTreeMap<ClassKey, Part>,
    /// The sources that redirected and do not any more.
    lost: BTreeSet<String>,
    touched: BTreeSet<String>,
}

impl<'p> Held<'p> {
    fn new(plans: [&'p Plan; 2], hosts: [Option<&'p Host>; 2], epochs: [usize; 2]) -> Held<'p> {
        let rules = [0, 1].map(|at| match hosts[at] {
            None => Rules::only(Deed::Absent),
            Some(host) if host.is_untouched => Rules::only(Deed::Untouched),
            Some(host) => Rules::of(&host.epochs[epochs[at]].routing),
        });
        let name = hosts.iter().flatten().next().map_or("", |it| it.name.as_str());
        Held { plans, name, rules, parts: BTreeMap::new(), lost: BTreeSet::new(), touched: BTreeSet::new() }
    }

    fn compare(&mut self) {
        self.exact();
        self.patterns();
        self.headers();
    }

    /// Compares the rows of both sides, key by key.
    fn exact(&mut self) {
        let [base, head] = [self.rules[0].sites(), self.rules[1].sites()];
        let paths: BTreeSet<&str> = base.iter().chain(head).map(|it| it.path.as_str()).collect();
        let is_like = |(one, two): (&SiteRouting, &SiteRouting)| one.path == two.path && one.is_independent == two.is_independent;
        let has_same_sites = base.len() == head.len() && base.iter().zip(head).all(is_like);
        let find = |sites: &'p [SiteRouting], path: &str| sites.iter().find(|it| it.path == path);
        for path in paths {
            let [mut one, mut two] = [base, head].map(|it| find(it, path).into_iter().flat_map(rows).peekable());
            loop {
                let order = match (one.peek(), two.peek()) {
                    (None, None) => break,
                    (Some(_), None) => std::cmp::Ordering::Less,
                    (None, Some(_)) => std::cmp::Ordering::Greater,
                    (Some(one), Some(two)) => one.key.cmp(two.key),
                };
                let one = one.next_if(|_| order.is_le());
                let two = two.next_if(|_| order.is_ge());
                let is_same = match (&one, &two) {
                    (Some(one), Some(two)) => one.is_same(two) && (has_same_sites || self.has_same_owner(one)),
                    _ => false,
                };
                if let Some(row) = one.or(two).filter(|_| !is_same) {
                    self.changed(row.key);
                }
            }
        }
    }

    fn has_same_owner(&self, row: &Row) -> bool {
        self.rules[0].owner(row.key) == self.rules[1].owner(row.key)
    }

    /// Judges a key whose rows are not the same on both sides, for every query that rules tell apart.
    fn changed(&mut self, key: &str) {
        let mut found: BTreeMap<ClassKey, (Example, [By<'p>; 2])> = BTreeMap::new();
        {
            let matching = [self.rules[0].matching(key), self.rules[1].matching(key)];
            // What decides between rules is which of their conditions hold together: two at a time are enough, one of each side.
            for (one, two) in matching[0].iter().flat_map(|one| matching[1].iter().map(move |two| (one, two))) {
                let Some(query) = both(one.pattern, two.pattern) else { continue };
                let Some(found_by) = winners(&matching, &spelled(&query)) else { continue };
                // What only patterns answer is judged with them.
                if found_by.iter().all(|it| it.rank.is_some()) {
                    continue;
                }
                if let Some((class, example)) = self.judge(key, &spelled(&query), found_by) {
                    found.entry(class).or_insert((example, found_by.map(|it| it.by)));
                }
            }
        }
        for (class, (example, [was, is])) in found {
            if class.kind == Kind::Lost && is_written_redirect(&was) {
                self.lost.insert(key.to_owned());
            }
            self.touch(&was, &is);
            let is_written = example.is_written;
            let part = self.parts.entry(class).or_default();
            part.keys += 1;
            part.rows += usize::from(is_written);
            if part.example.as_ref().is_none_or(|it| example.rank() < it.rank()) {
                part.example = Some(example);
            }
        }
    }

    /// Returns the class of a request that is not answered alike, with both answers.
    fn judge(&self, key: &str, query: &str, by: Pair<'_, 'p>) -> Option<(ClassKey, Example)> {
        let (query, said) = tell_apart(by, key, query)?;
        let kind = kind(by, &said);
        let class = ClassKey { kind, by: [0, 1].map(|at| self.source(at, by[at])) };
        let origin = |it: &Candidate| it.by.origin.map(|it| (it.text.clone(), it.span));
        let target = if query.is_empty() { key.to_owned() } else { format!("{key}?{query}") };
        let is_written = by.iter().any(|it| it.rank.is_none() && it.by.origin.is_some_and(|it| it.made.is_empty()));
        let sites = by.map(|it| it.by.site.map(|it| it.site.clone()));
        Some((class, Example { target, said, origins: by.map(origin), sites, is_written }))
    }

    fn source(&self, at: usize, by: &Candidate) -> Source {
        match by.by.origin {
            Some(origin) if by.rank.is_none() && !self.plans[at].sources.file(origin.span.file).path.ends_with(".toml") => {
                Source::Row(origin.span.file)
            }
            Some(origin) => Source::Written(origin.span),
            None => Source::Unwritten(match by.by.deed {
                Deed::Serve(_) if by.by.is_independent() => "left alone",
                Deed::Serve(_) => "served",
                Deed::Gone(_) => "gone",
                Deed::Untouched => "left alone",
                Deed::Absent => "no host",
                _ => "nothing",
            }),
        }
    }

    /// Compares all that is not exact: each pair of rules, one a side, that can answer the same request otherwise.
    fn patterns(&mut self) {
        let pairs = {
            let [base, head] = &self.rules;
            let is_kept = |of: &Rules, rule: &Rule| of.twin(rule).is_some_and(|it| it.1);
            let changed = |one: &Rules, two: &Rules| -> BTreeSet<usize> {
                (0..one.list.len()).filter(|at| one.is_asked(*at) && !is_kept(two, &one.list[*at])).collect()
            };
            let (old, new) = (changed(base, head), changed(head, base));
            // A rule that both sides have wins on one of them alone only if it stands behind the other's there.
            let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
            for one in &old {
                let may = |two: &usize| new.contains(two) || base.twin(&head.list[*two]).is_some_and(|it| it.0 > *one);
                pairs.extend(head.meeting(&base.list[*one].pattern).into_iter().filter(may).map(|two| (*one, two)));
            }
            for two in &new {
                let may = |one: &usize| old.contains(one) || head.twin(&base.list[*one]).is_some_and(|it| it.0 > *two);
                pairs.extend(base.meeting(&head.list[*two].pattern).into_iter().filter(may).map(|one| (one, *two)));
            }
            pairs
        };
        for (one, two) in pairs {
            self.pair(one, two);
        }
    }

    /// Looks for a request that one rule answers on one side and the other on the other, and not alike.
    fn pair(&mut self, one: usize, two: usize) {
        let (class, example, open) = {
            let [base, head] = &self.rules;
            let (was, is) = (&base.list[one], &head.list[two]);
            let (Some(query), Some(shared)) = (both(&was.pattern, &is.pattern), meet(&was.pattern, &is.pattern)) else { return };
            let asked = Pattern { segments: shared.segments.clone(), conditions: query.clone() };
            let candidates = [(was, one), (is, two)].map(|(it, at)| Candidate { pattern: &it.pattern, by: it.by, rank: Some(at) });
            let by = [&candidates[0], &candidates[1]];
            if tell_apart(by, &generic(&shared), &spelled(&query)).is_none() {
                return;
            }
            let before = |rules: &'_ Rules<'p>, end: usize| -> Vec<usize> {
                let ranks = rules.meeting(&shared).into_iter().filter(|it| *it < end);
                ranks.filter(|it| asked.implies_conditions_of(&rules.list[*it].pattern)).collect()
            };
            let rivals: Vec<&Pattern> = before(base, one)
                .into_iter()
                .map(|it| &base.list[it].pattern)
                .chain(before(head, two).into_iter().map(|it| &head.list[it].pattern))
                .collect();
            let mut found = None;
            let mut is_taken = |key: &str| {
                let matching = [base.matching(key), head.matching(key)];
                let wins = |it: &Pair<'_, 'p>| is_rank(base, it[0].rank, one) && is_rank(head, it[1].rank, two);
                let judged = winners(&matching, &spelled(&query)).filter(wins).and_then(|it| self.judge(key, &spelled(&query), it));
                // What is asked beside may be somebody's condition.
                found = judged.filter(|it| {
                    let query = it.1.target.split_once('?').map_or("", |it| it.1);
                    winners(&matching, query).is_some_and(|it| wins(&it))
                });
                found.is_some()
            };
            match find_witness(&shared, &rivals, &mut is_taken) {
                Found::Nothing => return,
                Found::Key(_) => match found {
                    Some((class, example)) => (class, Some(example), None),
                    None => return,
                },
                Found::GaveUp => {
                    let said = by.map(|it| it.by.say(it.pattern, &generic(&shared), ""));
                    let class = ClassKey { kind: kind(by, &said), by: [0, 1].map(|at| self.source(at, by[at])) };
                    (class, None, Some(asked.to_string()))
                }
            }
        };
        let was = &self.rules[0].list[one];
        let is_gone = class.kind == Kind::Lost && !self.rules[1].twin(was).is_some_and(|it| it.1);
        if is_gone && is_written_redirect(&was.by) {
            self.lost.insert(was.pattern.to_string());
        }
        let (was, is) = (was.by, self.rules[1].list[two].by);
        self.touch(&was, &is);
        let part = self.parts.entry(class).or_default();
        part.is_pattern = true;
        part.open = open.or(part.open.take());
        if let Some(example) = example
            && part.example.as_ref().is_none_or(|it| example.rank() < it.rank())
        {
            part.example = Some(example);
        }
    }

    /// Remembers the region whose URLs were left alone and are not any more, or answer otherwise.
    fn touch(&mut self, was: &By, is: &By) {
        if !was.is_independent() || matches!(is.deed, Deed::Absent) {
            return;
        }
        let graph = &self.plans[0].graph;
        let of_site = was.site.and_then(|it| graph.sites.get(&it.site)).map(|it| &it.region);
        self.touched.extend(of_site.or_else(|| graph.hosts.get(self.name).map(|it| &it.region)).cloned());
    }

    /// Compares what every response of a site carries, but for dates, which are told as dates.
    fn headers(&mut self) {
        let [base, head] = [self.rules[0].sites(), self.rules[1].sites()];
        for (one, two) in base.iter().filter_map(|one| Some((one, head.iter().find(|it| it.path == one.path)?))) {
            let said = [one, two].map(carried);
            if said[0] == said[1] {
                continue;
            }
            let class = ClassKey { kind: Kind::Headers, by: [Source::Unwritten("headers"); 2] };
            let key = if one.path.is_empty() { "/" } else { &one.path };
            let example = Example {
                target: key.to_owned(),
                said: said.map(Said::Headers),
                origins: [None, None],
                sites: [one, two].map(|it| Some(it.site.clone())),
                is_written: true,
            };
            let part = self.parts.entry(class).or_default();
            part.is_pattern = true;
            part.example.get_or_insert(example);
        }
    }

    /// Forgets what is answered so at some other time of the other plan: only dates have moved. `alone` is the plan that has
    /// this order of switches.
    fn forget_moved(&mut self, hosts: [Option<&'p Host>; 2], alone: usize) {
        let Some(host) = hosts[1 - alone].filter(|it| !it.is_untouched) else { return };
        let others: Vec<Rules> = host.epochs.iter().map(|it| Rules::of(&it.routing)).collect();
        let is_known = |example: &Example| {
            let (key, query) = example.target.split_once('?').unwrap_or((&example.target, ""));
            let says = |rules: &Rules| {
                rules
                    .matching(key)
                    .iter()
                    .find(|it| it.pattern.admits(query))
                    .is_some_and(|it| it.by.say(it.pattern, key, query) == example.said[alone])
            };
            matches!(example.said[alone], Said::Headers(_)) || others.iter().any(says)
        };
        self.parts.retain(|_, it| it.example.as_ref().is_none_or(|it| !is_known(it)));
        self.lost.clear();
    }
}

/// Tells whether what won is the rule of that rank, or a reserved path beside it, which answers the same.
fn is_rank(rules: &Rules, won: Option<usize>, rank: usize) -> bool {
    let is_beside = |one: &Rule, two: &Rule| one.tier == Tier::Reserved && two.tier == Tier::Reserved && one.path == two.path;
    won.is_some_and(|it| it == rank || is_beside(&rules.list[it], &rules.list[rank]))
}

/// Tells whether people wrote this redirect, in this spelling.
fn is_written_redirect(by: &By) -> bool {
    matches!(by.deed, Deed::Redirect(_)) && by.is_rule() && by.origin.is_some_and(|it| it.made.is_empty())
}

/// Returns what every response of a site carries beside dates and digests.
fn carried(site: &SiteRouting) -> Vec<String> {
    let is_date = |name: &str| matches!(name, "Deprecation" | "Sunset");
    let all = site.headers.iter().filter(|it| it.0 != crate::model::plan::answer::STAGE);
    all.map(|(name, value)| if is_date(name) { (*name).to_owned() } else { format!("{name}: {value}") }).collect()
}

/// Returns the conditions of both, unless no query holds all of them.
fn both(one: &Pattern, two: &Pattern) -> Option<Vec<Condition>> {
    let all: BTreeSet<&Condition> = one.conditions.iter().chain(&two.conditions).collect();
    one.conditions_can_meet(two).then(|| all.into_iter().cloned().collect())
}

fn spelled(conditions: &[Condition]) -> String {
    conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join("&")
}

/// Returns a query, the given one or more, by which two rules do not answer alike, and what they say.
fn tell_apart(by: Pair, key: &str, query: &str) -> Option<(String, [Said; 2])> {
    let tell = |query: String| {
        let said = by.map(|it| it.by.say(it.pattern, key, &query));
        let is_same = said[0] == said[1] && by[0].by.is_independent() == by[1].by.is_independent();
        (!is_same).then_some((query, said))
    };
    tell(query.to_owned()).or_else(|| match (by[0].by.deed, by[1].by.deed) {
        (Deed::Redirect(one), Deed::Redirect(two)) if one.query != two.query => more(one, two, query).into_iter().find_map(tell),
        _ => None,
    })
}

/// Returns queries that two policies may treat differently.
fn more(one: &Redirect, two: &Redirect, query: &str) -> Vec<String> {
    let names = |it: &Redirect| match &it.query {
        QueryPolicy::Only(names) => names.clone(),
        QueryPolicy::Keep | QueryPolicy::Drop => Vec::new(),
    };
    let names: Vec<String> = names(one).into_iter().chain(names(two)).chain(["x".to_owned()]).collect();
    let pairs: Vec<String> = names.iter().map(|it| format!("{it}=1")).collect();
    let all = pairs.join("&");
    let with = |it: &String| if query.is_empty() { it.clone() } else { format!("{query}&{it}") };
    pairs.iter().chain([&all]).map(with).collect()
}

/// Returns what kind of change it is.
fn kind(by: Pair, said: &[Said; 2]) -> Kind {
    let [was, is] = by.map(|it| it.by);
    let path = |url: &str| url.split(['?', '#']).next().unwrap_or(url).to_owned();
    let is_permanent = |it: u16| matches!(it, 301 | 308);
    match (&said[0], &said[1]) {
        (Said::Redirect { .. }, Said::Redirect { .. }) if was.is_rule() && !is.is_rule() => Kind::Lost,
        (Said::Redirect { .. }, Said::Redirect { .. }) if !was.is_rule() && is.is_rule() => Kind::New,
        (
            Said::Redirect { status: old, location: from, max_age: old_age },
            Said::Redirect { status: new, location: to, max_age: new_age },
        ) => {
            if path(from) != path(to) {
                Kind::Elsewhere
            } else if is_permanent(*old) != is_permanent(*new) {
                if is_permanent(*new) { Kind::Permanent } else { Kind::Temporary }
            } else if from != to {
                Kind::Query
            } else if old == new && old_age != new_age {
                Kind::Headers
            } else {
                Kind::Status
            }
        }
        (Said::Redirect { .. }, _) => Kind::Lost,
        (_, Said::Redirect { .. }) => Kind::New,
        (_, _) if was.is_rule() && !is.is_rule() => Kind::Lost,
        (_, _) if !was.is_rule() && is.is_rule() => Kind::New,
        (Said::Absent, _) => Kind::New,
        (_, Said::Absent) => Kind::Lost,
        _ => Kind::Other,
    }
}

/// Says what was found in the plans' own words.
struct Telling<'t> {
    plans: [&'t Plan; 2],
    name: &'t str,
    meetings: &'t [Meeting],
}

impl Telling<'_> {
    fn class(&self, key: ClassKey, gathered: Gathered) -> Class {
        let example = gathered.part.example.as_ref();
        let side = |at: usize| {
            let origin = example.and_then(|it| it.origins[at].clone());
            let place = |span: Span| self.plans[at].place(span);
            let (rule, place) = match (key.by[at], origin) {
                (Source::Row(file), Some((_, span))) => {
                    (format!("rows of {}", self.plans[at].sources.file(file).path), Some(place(span).to_string()))
                }
                (_, Some((text, span))) => (text, Some(place(span).to_string())),
                (Source::Written(span), None) => ("a rule".to_owned(), Some(place(span).to_string())),
                (Source::Row(file), None) => (format!("rows of {}", self.plans[at].sources.file(file).path), None),
                (Source::Unwritten(word), None) => (word.to_owned(), None),
            };
            Side { answer: example.map_or_else(String::new, |it| it.said[at].words()), rule, place }
        };
        Class {
            host: self.name.to_owned(),
            site: example.and_then(|it| it.sites[1].clone().or(it.sites[0].clone())),
            kind: key.kind,
            before: side(0),
            after: side(1),
            keys: gathered.part.keys,
            rows: gathered.part.rows,
            is_pattern: gathered.part.is_pattern,
            witness: example.map(|it| format!("https://{}{}", self.name, it.target)),
            open: gathered.part.open.filter(|_| example.is_none()).map(|it| format!("https://{}{it}", self.name)),
            time: self.time(&gathered.at),
            urls: gathered.urls,
            hits: gathered.hits,
        }
    }

    fn time(&self, at: &[usize]) -> Time {
        let (first, last) = (at.iter().min().copied().unwrap_or_default(), at.iter().max().copied().unwrap_or_default());
        let name = |it: usize| self.meetings.get(it).map(|it| it.stage.clone());
        let distinct: BTreeSet<&usize> = at.iter().collect();
        Time {
            since: if first == 0 { None } else { name(first) },
            until: name(last + 1),
            stages: distinct.into_iter().filter_map(|it| name(*it)).collect(),
        }
    }
}
