//! `proof/inventory.json`: what becomes of the URLs that exist today, by host and by list, and which get no answer.

use super::shape::{VERSION, json};
use crate::model::artifact::Artifacts;
use crate::model::graph::time;
use crate::model::plan::Plan;
use crate::model::plan::inventory::{Fate, Listed};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// What becomes of the URLs of all inventories once their sites are dark.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Proof {
    /// The version of this shape.
    pub version: u32,
    /// Of all lists together.
    pub all: Figures,
    /// By name.
    pub hosts: Vec<OfHost>,
    /// The lists, by path.
    pub inventories: Vec<OfList>,
    /// The URLs that nothing answers, the most asked for first.
    pub unanswered: Vec<Unanswered>,
}

/// URLs, and how often they are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Count {
    pub urls: usize,
    /// Nought where no list says it.
    pub hits: u64,
}

impl Count {
    /// Counts one URL more.
    fn add(&mut self, hits: Option<u64>) {
        self.urls += 1;
        self.hits = self.hits.saturating_add(hits.unwrap_or_default());
    }
}

/// What becomes of some URLs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Figures {
    pub listed: Count,
    /// Answered by a rule, a service's route, a notice, or as gone where the site is closed.
    pub ruled: Count,
    /// Answered by the default alone, as any URL is.
    pub by_default: Count,
    /// Served on.
    pub served: Count,
    /// Answered by nothing.
    pub unanswered: Count,
}

impl Figures {
    fn add(&mut self, listed: &Listed, fate: Fate) {
        let count = match fate {
            Fate::Ruled => &mut self.ruled,
            Fate::Default => &mut self.by_default,
            Fate::Served => &mut self.served,
            Fate::Unanswered => &mut self.unanswered,
        };
        count.add(listed.url.hits);
        self.listed.add(listed.url.hits);
    }
}

/// What becomes of the URLs of one host.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct OfHost {
    pub host: String,
    pub figures: Figures,
}

/// What becomes of the URLs of one list.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct OfList {
    /// From the workspace's root, as `regions/uk/inventory.csv`.
    pub path: String,
    pub figures: Figures,
}

/// A URL that nothing answers.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Unanswered {
    pub url: String,
    pub hits: Option<u64>,
    /// Where it is listed, as `regions/uk/inventory.csv:14`.
    pub place: String,
    /// The instant at which it was asked.
    pub at: String,
}

/// Writes the proof.
pub fn emit(plan: &Plan, out: &mut Artifacts) {
    json("proof/inventory.json", &proof(plan), out);
}

fn proof(plan: &Plan) -> Proof {
    let mut all = Figures::default();
    let (mut hosts, mut lists) = (BTreeMap::<&str, Figures>::new(), BTreeMap::<&str, Figures>::new());
    let mut unanswered: Vec<Listed> = Vec::new();
    for listed in plan.listed() {
        let fate = listed.fate();
        all.add(&listed, fate);
        hosts.entry(&listed.site.host).or_default().add(&listed, fate);
        lists.entry(&plan.sources.file(listed.url.span.file).path).or_default().add(&listed, fate);
        if fate == Fate::Unanswered {
            unanswered.push(listed);
        }
    }
    unanswered.sort_by_key(|it| (std::cmp::Reverse(it.url.hits), it.url.span));
    let told =
        |it: &Listed| Unanswered { url: it.url(), hits: it.url.hits, place: plan.place(it.url.span).to_string(), at: time::utc(it.at) };
    Proof {
        version: VERSION,
        all,
        hosts: hosts.into_iter().map(|(host, figures)| OfHost { host: host.to_owned(), figures }).collect(),
        inventories: lists.into_iter().map(|(path, figures)| OfList { path: path.to_owned(), figures }).collect(),
        unanswered: unanswered.iter().map(told).collect(),
    }
}
