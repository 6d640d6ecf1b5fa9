//! Finds the pattern of a site that takes a key, without a look at all of them.

use super::routing::{Route, SiteRouting};
use crate::model::graph::shapes::Shapes;
use std::sync::OnceLock;

/// The patterns of a site as a tree, made when it is first asked for. The patterns may not change after that; a copy of the
/// site, whose patterns may, makes its own.
#[derive(Debug, Default)]
pub struct Index(OnceLock<Shapes>);

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

impl SiteRouting {
    /// Returns its patterns as a tree, by their ranks in `routes`.
    pub fn shapes(&self) -> &Shapes {
        self.index.0.get_or_init(|| Shapes::of(self.patterns.iter().map(|it| (*it, &self.routes[*it].pattern))))
    }

    /// Returns the first pattern that takes a key with a query, and the values of its placeholders.
    pub fn pattern<'k>(&self, key: &'k str, query: &str) -> Option<(&Route, Vec<&'k str>)> {
        let found = self.shapes().first(key, |rank| self.routes[rank].pattern.admits(query))?;
        let route = &self.routes[found];
        route.pattern.matches(key).map(|values| (route, values))
    }
}
