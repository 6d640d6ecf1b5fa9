//! Finds the route of a site that takes a key with a query, without a look at all of them.

use super::routing::{Route, SiteRouting};
use crate::model::graph::shapes::{Entries, Shapes};
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What is looked up of a site's routes, made when it is first asked for. Their patterns may not change after that; a copy of
/// the site, whose patterns may, makes its own.
#[derive(Debug, Default)]
pub struct Index {
    shapes: OnceLock<Shapes>,
    crowded: OnceLock<BTreeMap<String, Entries>>,
}

impl Clone for Index {
    fn clone(&self) -> Index {
        Index::default()
    }
}

/// It says nothing that the routes do not.
impl PartialEq for Index {
    fn eq(&self, _: &Index) -> bool {
        true
    }
}

impl Eq for Index {}

/// How many routes of one key are looked through one by one.
const FEW: usize = 16;

impl SiteRouting {
    /// Returns its patterns as a tree, by their ranks in `routes`.
    pub fn shapes(&self) -> &Shapes {
        self.index.shapes.get_or_init(|| Shapes::of(self.patterns.iter().map(|it| (*it, &self.routes[*it].pattern))))
    }

    /// Returns the first pattern that takes a key with a query, and the values of its placeholders.
    pub fn pattern<'k>(&self, key: &'k str, query: &str) -> Option<(&Route, Vec<&'k str>)> {
        let route = &self.routes[self.shapes().first(key, query)?];
        route.pattern.matches(key).map(|values| (route, values))
    }

    /// Returns the first route without placeholders that takes a key with a query.
    pub fn of_key(&self, key: &str, query: &str) -> Option<&Route> {
        let ranks = self.exact.get(key)?;
        if ranks.len() <= FEW {
            return ranks.iter().map(|it| &self.routes[*it]).find(|it| it.pattern.admits(query));
        }
        // As in a shop that names all its pages by one key and a number in the query.
        let crowded = self.index.crowded.get_or_init(|| {
            let crowded = self.exact.iter().filter(|(_, ranks)| ranks.len() > FEW);
            crowded.map(|(key, ranks)| (key.clone(), Entries::of(ranks.iter().map(|it| (*it, &self.routes[*it].pattern))))).collect()
        });
        crowded.get(key)?.first(query).map(|it| &self.routes[it])
    }
}
