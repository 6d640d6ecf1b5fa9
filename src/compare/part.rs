//! Parts the plain rows of two plans: those that are the same on both sides stay rows, all others become routes.

use crate::model::plan::Plan;
use crate::model::plan::routing::SiteRouting;
use crate::model::plan::rows::{Index, Rows};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Leaves as plain rows in both plans only what answers alike in both.
pub fn part(one: &mut Plan, two: &mut Plan) {
    let trial = |plan: &Plan, site: &str| Some(plan.graph.region_of(plan.graph.sites.get(site)?).rows.as_ref()?.trial);
    let is_tried_alike = |site: &str, one: &Plan, two: &Plan| trial(one, site) == trial(two, site);
    let (old, new) = (indices(one), indices(two));
    let mut left: [BTreeMap<String, BTreeSet<u32>>; 2] = Default::default();
    for site in old.keys().chain(new.keys()).collect::<BTreeSet<_>>() {
        let [before, after] = match (old.get(site), new.get(site)) {
            (Some(before), Some(after)) if before.is_like(after) && is_tried_alike(site, one, two) => differing(before, after),
            (before, after) => [before, after].map(|it| it.map_or_else(BTreeSet::new, |it| it.index.order().iter().copied().collect())),
        };
        left[0].insert(site.clone(), before);
        left[1].insert(site.clone(), after);
    }
    leave(one, &left[0]);
    leave(two, &left[1]);
}

/// The rows of a site through all epochs of its host.
struct Through {
    index: Arc<Index>,
    /// Rows that are kept as routes at some time.
    odd: BTreeSet<u32>,
    /// In which epochs they are there, and on trial.
    epochs: Vec<Option<bool>>,
}

impl Through {
    /// Tells whether rows of the same words answer alike.
    fn is_like(&self, other: &Through) -> bool {
        let (one, two) = (&self.index, &other.index);
        self.epochs == other.epochs
            && (&one.path, one.is_slash_closed, &one.query, one.max_age) == (&two.path, two.is_slash_closed, &two.query, two.max_age)
    }
}

fn indices(plan: &Plan) -> BTreeMap<String, Through> {
    let mut found: BTreeMap<String, Through> = BTreeMap::new();
    for host in plan.hosts.values() {
        for site in host.epochs.iter().flat_map(|it| &it.routing.sites) {
            if let Some(rows) = &site.rows {
                let index = || Through { index: Arc::clone(&rows.index), odd: BTreeSet::new(), epochs: Vec::new() };
                found.entry(site.site.clone()).or_insert_with(index).odd.extend(&rows.odd);
            }
        }
        for site in host.epochs.iter().flat_map(|it| &it.routing.sites) {
            if let Some(through) = found.get_mut(&site.site) {
                through.epochs.push(site.rows.as_ref().map(|it| it.is_on_trial));
            }
        }
    }
    found
}

/// Returns the rows of each side that are not the same on the other.
fn differing(before: &Through, after: &Through) -> [BTreeSet<u32>; 2] {
    let (one, two) = (&before.index, &after.index);
    let mut found: [BTreeSet<u32>; 2] = Default::default();
    let (mut left, mut right) = (one.order(), two.order());
    while let Some(order) = match (left.first(), right.first()) {
        (None, None) => None,
        (Some(_), None) => Some(Ordering::Less),
        (None, Some(_)) => Some(Ordering::Greater),
        (Some(a), Some(b)) => Some(one.source(*a).cmp(two.source(*b))),
    } {
        if order == Ordering::Equal {
            let (a, b) = (left[0], right[0]);
            let is_same = one.status(a) == two.status(b) && one.front(a) == two.front(b) && one.to_path(a) == two.to_path(b);
            if !is_same || before.odd.contains(&a) || after.odd.contains(&b) {
                found[0].insert(a);
                found[1].insert(b);
            }
        } else if order == Ordering::Less {
            found[0].insert(left[0]);
        } else {
            found[1].insert(right[0]);
        }
        left = &left[usize::from(order.is_le())..];
        right = &right[usize::from(order.is_ge())..];
    }
    // The spelling that is made of a source hangs on whether the other is written.
    for (numbers, index) in found.iter_mut().zip([one, two]) {
        let others = numbers.iter().filter_map(|it| index.search(&crate::model::plan::rows::toggled(index.source(*it))?));
        let others: Vec<u32> = others.collect();
        numbers.extend(others);
    }
    let others = |numbers: &BTreeSet<u32>, from: &Index, to: &Index| -> Vec<u32> {
        numbers.iter().filter_map(|it| to.search(from.source(*it))).collect()
    };
    let (of_two, of_one) = (others(&found[0], one, two), others(&found[1], two, one));
    found[0].extend(of_one);
    found[1].extend(of_two);
    found
}

/// Makes routes of rows, in every epoch.
fn leave(plan: &mut Plan, left: &BTreeMap<String, BTreeSet<u32>>) {
    for epoch in plan.hosts.values_mut().flat_map(|it| &mut it.epochs) {
        let is_asked = |it: &SiteRouting| it.rows.is_some() && left.get(&it.site).is_some_and(|it| !it.is_empty());
        if !epoch.routing.sites.iter().any(is_asked) {
            continue;
        }
        for site in Arc::make_mut(&mut epoch.routing).sites.iter_mut().filter(|it| is_asked(it)) {
            let Some(rows) = site.rows.take() else { continue };
            let numbers = &left[&site.site];
            for number in numbers.iter().copied().filter(|it| !rows.odd.contains(it)) {
                site.routes.extend(rows.keys(number).map(|(key, found)| rows.route(&key, found)));
            }
            let odd = rows.odd.union(numbers).copied().collect();
            site.rows = Some(Rows { odd, ..rows });
            site.order();
        }
    }
}
