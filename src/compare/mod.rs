//! Plan × Plan → differences: what another plan does that this one does not.

mod dates;
mod facts;
mod guards;
mod meetings;
mod part;
mod rules;
mod urls;
mod witness;
mod words;

pub use dates::{FalseDate, MovedDate, MovedStep, Slip, slip};
pub use facts::{Change, Fact, Subject, What};
pub use guards::{Allowed, Guard, Stopped, guards};
pub use words::words;

use crate::model::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};

/// What a change does, from the plan before it to the plan with it.
#[derive(Clone, Debug, Default)]
pub struct Difference {
    /// URLs whose answer changes, those asked for most first.
    pub classes: Vec<Class>,
    pub counts: Counts,
    pub dates: Vec<MovedDate>,
    /// Regions, sites, hosts, services, notices, targets, records and what else there is, in the order of their subjects.
    pub facts: Vec<Fact>,
    /// Regions that were left alone and whose URLs answer otherwise.
    pub touched: BTreeSet<String>,
}

impl Difference {
    /// Tells whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.classes.is_empty() && self.dates.is_empty() && self.facts.is_empty()
    }
}

/// How much changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The URLs of the inventories of both, and those of them that are answered otherwise at some time.
    pub urls: usize,
    pub urls_changed: usize,
    /// Their hits; 0 where no inventory counts them.
    pub hits: u64,
    pub hits_changed: u64,
    /// The redirects that people wrote, before the change, and those of them that no longer redirect.
    pub redirects: usize,
    pub redirects_lost: usize,
}

/// URLs that change in the same way: what answered, what answers, by which rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    pub host: String,
    /// As `uk/store`.
    pub site: Option<String>,
    pub kind: Kind,
    pub before: Side,
    pub after: Side,
    /// The exact paths among them, with the spellings that the compiler makes.
    pub keys: usize,
    /// Those of them that people wrote.
    pub rows: usize,
    /// Whether a pattern or a default is among what answers: there is no end of such URLs.
    pub is_pattern: bool,
    /// The URL that is asked for most, or else the shortest. Both plans really answer it otherwise.
    pub witness: Option<String>,
    /// The sources that both rules have, where the search for a witness was given up: it cannot be told whether there is one.
    pub open: Option<String>,
    pub time: Time,
    /// How many URLs of the inventories are among them, and their hits.
    pub urls: usize,
    pub hits: u64,
}

/// What kind of change it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A redirect that answers no more, or only by a default.
    Lost,
    /// Another destination.
    Elsewhere,
    /// What was left to the shop, a default or nobody has a rule.
    New,
    /// The redirect may be kept for good.
    Permanent,
    /// It may not be kept for good any more.
    Temporary,
    /// Another status of the same permanence: whether a method is kept.
    Status,
    /// Another part of the query is handed on.
    Query,
    /// Only headers change.
    Headers,
    Other,
}

impl Kind {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Lost => "lost",
            Kind::Elsewhere => "elsewhere",
            Kind::New => "new",
            Kind::Permanent => "permanent now",
            Kind::Temporary => "temporary now",
            Kind::Status => "another status",
            Kind::Query => "another query",
            Kind::Headers => "other headers",
            Kind::Other => "another answer",
        }
    }
}

/// One side of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// What the witness gets, as `301 https://www.mi.com/uk/`.
    pub answer: String,
    /// The source of the rule as it was written, the table whose rows they are, or what answers where nothing is written.
    pub rule: String,
    pub place: Option<String>,
}

/// When a class holds; by stages, as the changed plan names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Time {
    /// `None` where it holds from the start.
    pub since: Option<String>,
    /// The stage with which it ends; `None` where it holds for good.
    pub until: Option<String>,
    /// The stages with which the host's answers change and in which it holds; there may be others between them.
    pub stages: Vec<String>,
}

/// Compares two plans.
pub fn compare(base: &Plan, head: &Plan) -> Difference {
    let (mut base, mut head) = (base.clone(), head.clone());
    part::part(&mut base, &mut head);
    let (base, head) = (&base, &head);
    let mut difference = Difference { dates: dates::dates(base, head), facts: facts::facts(base, head), ..Difference::default() };
    let inventory = inventory([base, head]);
    let names: BTreeSet<&String> = base.hosts.keys().chain(head.hosts.keys()).collect();
    let none = urls::Inventory::new();
    for name in names {
        let known = inventory.get(name.as_str()).unwrap_or(&none);
        let changes = urls::of_host([base, head], name, known);
        let counts = &mut difference.counts;
        counts.urls += known.len();
        counts.urls_changed += changes.urls;
        counts.hits += known.values().flatten().sum::<u64>();
        counts.hits_changed += changes.hits;
        counts.redirects += changes.redirects;
        counts.redirects_lost += changes.lost;
        difference.classes.extend(changes.classes);
        difference.touched.extend(changes.touched);
    }
    let weight = |it: &Class| (std::cmp::Reverse((it.hits, it.urls)), it.kind, std::cmp::Reverse(it.keys));
    difference.classes.sort_by(|one, two| weight(one).cmp(&weight(two)).then_with(|| one.witness.cmp(&two.witness)));
    difference
}

/// Returns the URLs that either side knows, by host; hits as the changed plan has them.
fn inventory(plans: [&Plan; 2]) -> BTreeMap<&str, urls::Inventory> {
    let mut all: BTreeMap<&str, urls::Inventory> = BTreeMap::new();
    for plan in plans {
        for url in &plan.graph.inventory {
            let Some(site) = plan.graph.sites.get(&url.site) else { continue };
            let known = all.entry(site.host.as_str()).or_default().entry(url.target.clone()).or_default();
            *known = url.hits.or(*known);
        }
    }
    all
}
