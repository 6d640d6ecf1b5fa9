//! The sites of a workspace, found by id, by region, by host, and by the key that they own.

use super::Site;
use std::collections::BTreeMap;
use std::ops::Deref;

/// All sites, by id. Each index has every site: they only grow together.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    by_id: BTreeMap<String, Site>,
    /// Ids by host, then by path.
    on: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

impl Deref for Sites {
    type Target = BTreeMap<String, Site>;
    fn deref(&self) -> &BTreeMap<String, Site> {
        &self.by_id
    }
}

impl Sites {
    /// Adds a site.
    pub fn insert(&mut self, site: Site) {
        self.on.entry(site.host.clone()).or_default().entry(site.path.clone()).or_default().push(site.id.clone());
        self.by_id.insert(site.id.clone(), site);
    }

    /// Sets what a path that no rule names is answered with.
    pub fn set_default(&mut self, id: &str, default: Option<super::Fallback>) {
        if let Some(site) = self.by_id.get_mut(id) {
            site.default = default;
        }
    }

    /// Forgets the zones that sites have of their own.
    pub fn forget_zones(&mut self) {
        self.by_id.values_mut().for_each(|it| it.zone = None);
    }

    /// Returns the sites of `region`, by id.
    pub fn of(&self, region: &str) -> impl Iterator<Item = &Site> {
        let prefix = format!("{region}/");
        let from = self.by_id.range(prefix.clone()..);
        from.take_while(move |(id, _)| id.starts_with(&prefix)).map(|(_, it)| it)
    }

    /// Returns the sites on `host`, by path, then by id.
    pub fn on(&self, host: &str) -> impl Iterator<Item = &Site> {
        self.on.get(host).into_iter().flat_map(|it| it.values().flatten()).filter_map(|it| self.by_id.get(it))
    }

    /// Returns the site that owns `key` on `host`: of those that hold it, the one with the longest path.
    pub fn owner(&self, host: &str, key: &str) -> Option<&Site> {
        let paths = self.on.get(host)?;
        let mut path = key;
        loop {
            if let Some(id) = paths.get(path).and_then(|it| it.last()) {
                return self.by_id.get(id);
            }
            path = path.rsplit_once('/')?.0;
        }
    }
}
