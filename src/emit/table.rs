//! Tables of sources without placeholders, as every server with look-ups asks them: one row a key.

use crate::model::plan::Plan;
use crate::model::plan::answer::Winner;
use crate::model::plan::routing::{Route, Routing, SiteRouting};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// How an answer behaves on an alias, where it is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnAlias {
    /// It is asked for again under the canonical name.
    Again,
    /// The alias serves it too.
    Served,
}

/// The rows whose conditions name the same keys of a query.
#[derive(Debug)]
pub struct Table<'p> {
    /// The keys of the query that its rows look at, sorted.
    pub arguments: Vec<&'p str>,
    pub rows: Vec<Row<'p>>,
}

/// One row.
#[derive(Debug)]
pub struct Row<'p> {
    /// What is looked up: the key, and behind `?` the first parts of the query with the names that the table looks at.
    pub lookup: Cow<'p, str>,
    rule: Winner<'p>,
    pub on_alias: OnAlias,
}

impl<'p> Row<'p> {
    /// Returns what answers.
    pub fn route(&self) -> Cow<'p, Route> {
        self.rule.route(&self.lookup)
    }

    /// Returns the place of a rule that stands in a region's file; a row of a table is looked for by its key.
    pub fn place(&self, plan: &Plan) -> Option<String> {
        let Winner::Route(route) = &self.rule else { return None };
        let span = route.origin.span;
        let is_rule = !plan.sources.file(span.file).path.ends_with(".csv");
        is_rule.then(|| plan.place(span).to_string())
    }
}

/// Returns the tables of a host, in the order in which they are asked.
pub fn tables(routing: &Routing) -> Vec<Table<'_>> {
    tables_but(routing, |_| None)
}

/// Returns the tables of a host, of sites whose plain rows are written elsewhere with the named ones alone.
pub fn tables_but<'p, 'k>(routing: &'p Routing, named: impl Fn(&SiteRouting) -> Option<&'k BTreeSet<String>>) -> Vec<Table<'p>> {
    let mut conditional: BTreeMap<(Reverse<usize>, Vec<&str>), Vec<Row<'_>>> = BTreeMap::new();
    let mut plain = Vec::new();
    for site in routing.sites.iter().filter(|it| !it.is_independent) {
        let row = |key: &'k String| -> Option<(Cow<'p, str>, Winner<'p>)> { Some((Cow::Owned(key.clone()), site.row(key)?)) };
        let some = named(site).map(|it| it.iter().filter_map(row));
        let all = some.is_none().then(|| site.row_keys());
        for (key, rule) in site.rule_keys().chain(some.into_iter().flatten()).chain(all.into_iter().flatten()) {
            if !routing.owner(&key).is_some_and(|it| std::ptr::eq(it, site)) {
                continue;
            }
            let on_alias = if site.is_reserved(&key) { OnAlias::Served } else { OnAlias::Again };
            let conditions = match &rule {
                Winner::Route(route) => route.pattern.conditions.as_slice(),
                Winner::Row(..) => &[],
            };
            if conditions.is_empty() {
                plain.push(Row { lookup: key, rule, on_alias });
                continue;
            }
            let arguments: Vec<&str> = conditions.iter().map(|it| it.key.as_str()).collect();
            let parts: String = conditions.iter().map(|it| format!("&{it}")).collect();
            let row = Row { lookup: Cow::Owned(format!("{key}?{parts}")), rule: rule.clone(), on_alias };
            conditional.entry((Reverse(arguments.len()), arguments)).or_default().push(row);
        }
    }
    let conditional = conditional.into_iter().map(|((_, arguments), rows)| Table { arguments, rows });
    let plain = (!plain.is_empty()).then_some(Table { arguments: Vec::new(), rows: plain });
    conditional.chain(plain).collect()
}
