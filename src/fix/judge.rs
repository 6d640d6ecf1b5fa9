//! Holds the workspace after repairs against the one before: all that was answered must be answered alike, by any request
//! and at any time.
//!
//! Two sites answer alike where their routes, in the order in which they are asked, have the same sources and answers: no
//! request needs to be tried.

use super::rows::written;
use super::spelling::canonical;
use super::text::Moved;
use super::{Repair, Standing};
use crate::model::graph::pattern::{Part, Template};
use crate::model::plan::answer::STAGE;
use crate::model::plan::routing::{Action, Base, End, Redirect, Route, Routing, SiteRouting};
use crate::model::plan::{Host, Plan};
use crate::source::{FileId, Span};
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the repairs that cannot be kept, by their rules, each with the reason; all of them where none is to blame alone.
pub fn judge(before: &Standing, after: &Standing, repairs: &[Repair]) -> BTreeMap<Span, String> {
    let moved = Moved::new(repairs.iter().flat_map(|it| &it.edits));
    let blaming = Blaming { rules: repairs.iter().map(|it| it.rule).collect(), moved };
    let mends: BTreeSet<Span> = repairs.iter().filter(|it| it.is_mend).map(|it| it.rule).collect();
    let is_mended = |it: Span| blaming.rule(blaming.moved.before(it)).is_some_and(|it| mends.contains(&it));
    let mut refused = BTreeMap::new();
    if let Some(why) = outside(before, after, repairs) {
        return repairs.iter().map(|it| (it.rule, why.clone())).collect();
    }
    for (message, span) in faults(before, after) {
        match blaming.rule(blaming.moved.before(span)) {
            // What a mended rule has wrong besides can be seen now.
            Some(rule) if mends.contains(&rule) => {}
            Some(rule) => drop(refused.insert(rule, format!("it would be refused then: {message}"))),
            None => repairs.iter().for_each(|it| drop(refused.insert(it.rule, format!("something else would be refused then: {message}")))),
        }
    }
    let comparison = Comparison { before: &before.plan, after: &after.plan, is_mended: &is_mended, has_mends: !mends.is_empty() };
    for difference in comparison.differences() {
        let of_before = difference.before.iter().filter_map(|it| blaming.rule(*it));
        let of_after = difference.after.iter().filter_map(|it| blaming.rule(blaming.moved.before(*it)));
        let blamed: BTreeSet<Span> = of_before.chain(of_after).collect();
        let all = || repairs.iter().map(|it| it.rule).collect();
        for rule in if blamed.is_empty() { all() } else { blamed } {
            refused.entry(rule).or_insert_with(|| difference.what.clone());
        }
    }
    refused
}

/// Finds the repair that a place belongs to.
struct Blaming<'r> {
    rules: BTreeSet<Span>,
    moved: Moved<'r>,
}

impl Blaming<'_> {
    /// Returns the repaired rule in which a place of the old text lies.
    fn rule(&self, place: Span) -> Option<Span> {
        let before = self.rules.range(..=Span { end: u32::MAX, ..place }).next_back().copied();
        before.filter(|it| it.contains(place))
    }
}

/// Says what else repairs have changed: another part of a file, or a note.
fn outside(before: &Standing, after: &Standing, repairs: &[Repair]) -> Option<String> {
    let files: BTreeSet<FileId> = repairs.iter().map(|it| it.rule.file).collect();
    for file in files.iter().map(|it| before.plan.sources.file(*it)).filter(|it| it.path.ends_with(".toml")) {
        let now = after.plan.sources.find_file(&file.path).map_or("", |it| &after.plan.sources.file(it).text);
        if besides_rules(&file.text).is_none_or(|it| besides_rules(now) != Some(it)) {
            return Some(format!("something else in `{}` would be changed", file.path));
        }
    }
    (notes(before) != notes(after)).then(|| "a note would be lost".to_owned())
}

/// Returns all that a file says but its rules.
fn besides_rules(text: &str) -> Option<toml::Table> {
    let mut table: toml::Table = text.trim_start_matches('\u{feff}').parse().ok()?;
    if let Some(redirects) = table.get_mut("redirects").and_then(toml::Value::as_table_mut) {
        redirects.remove("rules");
    }
    Some(table)
}

fn notes(standing: &Standing) -> BTreeSet<&str> {
    written(&standing.spec).filter_map(|it| Some(it.rule.note.as_ref()?.value.as_str())).collect()
}

/// Returns what could not be read or bound before and cannot be now.
fn faults(before: &Standing, after: &Standing) -> Vec<(String, Span)> {
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for (message, _) in &before.faults {
        *known.entry(message).or_default() += 1;
    }
    let mut is_new = |message: &str| match known.get_mut(message).filter(|it| **it > 0) {
        Some(count) => {
            *count -= 1;
            false
        }
        None => true,
    };
    after.faults.iter().filter(|it| is_new(&it.0)).cloned().collect()
}

/// A source that is answered otherwise, and the places of all that has a part in it.
struct Difference {
    what: String,
    before: BTreeSet<Span>,
    after: BTreeSet<Span>,
}

/// Returns what a site's rules answer, in the order in which they are asked.
pub fn routes(site: &SiteRouting) -> impl Iterator<Item = Cow<'_, Route>> {
    site.routes.iter().map(Cow::Borrowed)
}

/// Two plans side by side.
struct Comparison<'p> {
    before: &'p Plan,
    after: &'p Plan,
    /// Tells whether a place of the new text belongs to a rule that could not be read before.
    is_mended: &'p dyn Fn(Span) -> bool,
    has_mends: bool,
}

impl Comparison<'_> {
    fn differences(&self) -> Vec<Difference> {
        let mut found = Vec::new();
        let whole = |what: &str| Difference { what: what.to_owned(), before: BTreeSet::new(), after: BTreeSet::new() };
        if !self.before.hosts.keys().eq(self.after.hosts.keys()) || self.before.aliases != self.after.aliases {
            found.push(whole("a host would come or go"));
        }
        for (one, two) in self.before.hosts.values().zip(self.after.hosts.values()) {
            let fields = |it: &Host| (it.name.clone(), it.is_preloaded, it.hsts.clone(), it.max_age, it.is_untouched);
            if fields(one) != fields(two) {
                found.push(whole("a host would answer otherwise"));
            }
            for (before, after) in abreast(one, two) {
                self.routing(&one.name, before, after, &mut found);
            }
        }
        found
    }

    fn routing(&self, host: &str, before: &Routing, after: &Routing, found: &mut Vec<Difference>) {
        let whole = || Difference { what: format!("`{host}` would answer otherwise"), before: BTreeSet::new(), after: BTreeSet::new() };
        let is_alike = before.reserved_upstream == after.reserved_upstream && before.sites.len() == after.sites.len();
        if !is_alike {
            return found.push(whole());
        }
        self.base(host, &before.unowned, &after.unowned, found);
        for (one, two) in before.sites.iter().zip(&after.sites) {
            let headers = |it: &SiteRouting| it.headers.iter().filter(|it| it.0 != STAGE).cloned().collect::<Vec<_>>();
            let is_alike = (&one.site, &one.path, one.state, one.is_independent) == (&two.site, &two.path, two.state, two.is_independent)
                && (&one.reserved, &one.reserved_base) == (&two.reserved, &two.reserved_base)
                && headers(one) == headers(two);
            if !is_alike {
                found.push(whole());
            }
            self.base(host, &one.base, &two.base, found);
            self.routes(host, one, two, found);
        }
    }

    fn base(&self, host: &str, before: &Base, after: &Base, found: &mut Vec<Difference>) {
        let is_alike = match (before, after) {
            (Base::Default(one), Base::Default(two)) => self.is_answer_alike(&one.action, &two.action),
            (one, two) => one == two,
        };
        if !is_alike {
            let places = |it: &Base| match it {
                Base::Default(route) => places(route),
                _ => BTreeSet::new(),
            };
            let what = format!("the default of `{host}` would lead elsewhere");
            found.push(Difference { what, before: places(before), after: places(after) });
        }
    }

    fn routes(&self, host: &str, before: &SiteRouting, after: &SiteRouting, found: &mut Vec<Difference>) {
        let (one, two): (Vec<_>, Vec<_>) = (routes(before).collect(), routes(after).collect());
        let (mut left, mut right) = (one.as_slice(), two.as_slice());
        while let Some(first) = [left.first(), right.first()].into_iter().flatten().min_by(|one, two| one.pattern.rank(&two.pattern)) {
            let alike = |all: &[Cow<Route>]| all.iter().take_while(|it| it.pattern.rank(&first.pattern).is_eq()).count();
            let (here, there) = (&left[..alike(left)], &right[..alike(right)]);
            if !self.are_alike(here, there) {
                let url = format!("`https://{host}{}`", first.pattern);
                let what = match there.first().map(|it| &it.action) {
                    None => format!("no rule would answer {url} any more"),
                    Some(Action::Redirect(it)) if matches!(it.end, End::Cycle(_)) => format!("{url} would come back to itself"),
                    Some(_) => format!("{url} would be answered otherwise, or by two rules"),
                };
                let all = |it: &[Cow<Route>]| it.iter().flat_map(|it| places(it)).collect();
                found.push(Difference { what, before: all(here), after: all(there) });
            }
            (left, right) = (&left[here.len()..], &right[there.len()..]);
        }
    }

    /// Tells whether the routes of one source answer as they did; one that was mended may answer what no rule named.
    fn are_alike(&self, before: &[Cow<Route>], after: &[Cow<Route>]) -> bool {
        let mended: Vec<&Cow<Route>> = after.iter().filter(|it| self.has_mends && (self.is_mended)(it.origin.span)).collect();
        let Some(first) = mended.first() else {
            let pairs = before.iter().zip(after);
            return before.len() == after.len() && pairs.into_iter().all(|(one, two)| self.is_answer_alike(&one.action, &two.action));
        };
        let is_round = matches!(&first.action, Action::Redirect(it) if matches!(it.end, End::Cycle(_)));
        // A spelling that the compiler made gives way to one that a person wrote.
        let is_free = before.iter().all(|it| !it.origin.made.is_empty() || self.is_answer_alike(&it.action, &first.action));
        !is_round && is_free && after.iter().all(|it| self.is_answer_alike(&it.action, &first.action))
    }

    fn is_answer_alike(&self, before: &Action, after: &Action) -> bool {
        let (Action::Redirect(one), Action::Redirect(two)) = (before, after) else { return before == after };
        // Where a rule is mended, others that lead to it may end elsewhere now; what they say themselves must stay.
        match self.has_mends {
            true => {
                let said = |it: &Redirect| (it.written_status, it.written_query.clone());
                said(one) == said(two) && self.is_place_alike(&one.written_to, &two.written_to)
            }
            false => {
                let said = |it: &Redirect| (it.status, it.query.clone(), it.max_age);
                said(one) == said(two) && self.is_place_alike(&one.to, &two.to)
            }
        }
    }

    /// Tells whether two destinations are one; outside the workspace another spelling is the same place (RFC 3986 section 6.2.2).
    fn is_place_alike(&self, one: &Template, two: &Template) -> bool {
        let is_ours = |it: &Template| self.before.hosts.contains_key(it.host()) || self.before.aliases.contains_key(it.host());
        one == two || (!is_ours(one) && respelled(one) == respelled(two))
    }
}

fn respelled(to: &Template) -> Template {
    let part = |it: &Part| match it {
        Part::Literal(text) => Part::Literal(canonical(text)),
        other => other.clone(),
    };
    Template { path: to.path.iter().map(part).collect(), ..to.clone() }
}

/// Returns the places of all that has a part in what a route answers.
fn places(route: &Route) -> BTreeSet<Span> {
    let mut places = BTreeSet::from([route.origin.span]);
    if let Action::Redirect(redirect) = &route.action {
        places.extend(redirect.hops.iter().map(|it| it.span));
        match &redirect.end {
            End::Open(hops) => places.extend(hops.iter().map(|it| it.span)),
            End::Cycle(round) => places.extend(round.iter().map(|it| it.span)),
            End::Nothing { span, .. } => places.extend(*span),
            _ => {}
        }
    }
    places
}

/// Returns what two hosts answer by at the same times, each pair once.
fn abreast<'p>(one: &'p Host, two: &'p Host) -> Vec<(&'p Routing, &'p Routing)> {
    let instants: BTreeSet<Option<Timestamp>> = one.epochs.iter().chain(&two.epochs).map(|it| it.since).collect();
    let at = |host: &'p Host, at: Option<Timestamp>| {
        let rank = host.epochs.partition_point(|it| it.since <= at).saturating_sub(1);
        host.epochs.get(rank).map(|it| it.routing.as_ref())
    };
    instants.into_iter().filter_map(|it| Some((at(one, it)?, at(two, it)?))).collect()
}
