//! Big tables of plain rows: they pass by templates and memory, and are written as they are asked for.

use crate::model::plan::routing::{Routing, SiteRouting};
use crate::model::plan::rows::{Found, Rows};
use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;

/// From how many rows on a table is big.
pub const MANY: usize = 4_096;

/// The big table of a site, as a stream of its own can keep it.
#[derive(Clone, Debug)]
pub struct Big {
    pub site: String,
    pub rows: Rows,
}

/// Tells whether the rows of a site are written as a stream. Where its path has capitals, another site's may differ from it
/// by them alone, and so may their keys: such rows are written together.
pub fn is_big(site: &SiteRouting) -> bool {
    !site.is_independent && !site.path.bytes().any(|it| it.is_ascii_uppercase()) && site.rows.as_ref().is_some_and(|it| it.len() > MANY)
}

/// Returns the big tables of a host.
pub fn tables(routing: &Routing) -> impl Iterator<Item = Big> {
    routing.sites.iter().filter(|it| is_big(it)).filter_map(|site| Some(Big { site: site.site.clone(), rows: site.rows.clone()? }))
}

impl Big {
    /// Hands over each key with its row, in the order of the rows' sources.
    pub fn each<E>(&self, mut take: impl FnMut(&str, Found) -> Result<(), E>) -> Result<(), E> {
        let index = &self.rows.index;
        let mut key = index.path.clone();
        for number in self.rows.numbers() {
            key.truncate(index.path.len());
            key.push_str(index.source(number));
            take(&key, Found { number, is_made: false })?;
            if let Some(made) = index.made(number) {
                key.truncate(index.path.len());
                key.push_str(&made);
                take(&key, Found { number, is_made: true })?;
            }
        }
        Ok(())
    }

    /// Returns the keys that others differ from only by case; `others` are keys that are written elsewhere.
    pub fn folded<'k>(&self, others: impl Iterator<Item = &'k str>) -> BTreeSet<String> {
        let mut upper: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut note = |key: &str| upper.entry(key.to_ascii_lowercase()).or_default().push(key.to_owned());
        if self.rows.index.has_upper() {
            let Ok(()) = self.each(|key, _| {
                if key.bytes().any(|it| it.is_ascii_uppercase()) {
                    note(key);
                }
                Ok::<(), Infallible>(())
            });
        }
        let mut folded = BTreeSet::new();
        for (lower, keys) in &upper {
            let is_row = self.rows.find(lower).is_some();
            if is_row || keys.len() > 1 {
                folded.extend(keys.iter().cloned());
            }
            if is_row {
                folded.insert(lower.clone());
            }
        }
        for other in others {
            let lower = other.to_ascii_lowercase();
            folded.extend(upper.get(&lower).into_iter().flatten().cloned());
            folded.extend(self.rows.find(&lower).map(|_| lower));
        }
        folded
    }
}
