//! `proof/untouched.json`: that no rule of ours can reach a URL of an independent region, in any stage, and how it is shown.

use super::routes;
use super::shape::{VERSION, digest, json};
use crate::model::artifact::Artifacts;
use crate::model::graph::{Disposition, Region, Site};
use crate::model::plan::routing::{Base, SiteRouting};
use crate::model::plan::{Host, Plan};
use schemars::JsonSchema;
use serde::Serialize;

/// What is shown of the regions that are left alone.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Untouched {
    /// The version of this shape.
    pub version: u32,
    /// Whether it holds for every site of every independent region.
    pub holds: bool,
    pub regions: Vec<RegionProof>,
}

/// One independent region.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RegionProof {
    pub region: String,
    pub name: String,
    /// The day by which its independence is looked at again.
    pub review_by: Option<String>,
    pub sites: Vec<SiteProof>,
}

/// One site of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SiteProof {
    pub site: String,
    pub url: String,
    pub host: String,
    /// The host's other names.
    pub aliases: Vec<String>,
    pub shown_by: ShownBy,
    /// One a stage.
    pub stages: Vec<StageProof>,
}

/// How it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ShownBy {
    /// Only independent sites stand on the host: nothing is generated for it.
    NothingIsGenerated,
    /// The host is shared: the site has no rule, no header and no default, and its own server serves every key.
    OneServeRoute,
}

/// What is shown of one site in one stage.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StageProof {
    pub stage: String,
    /// The SHA-256 of all that the site answers by, as JSON: the same in every stage. None where nothing is generated.
    pub digest: Option<String>,
    pub holds: bool,
}

/// Writes the proof.
pub fn emit(plan: &Plan, out: &mut Artifacts) {
    json("proof/untouched.json", &untouched(plan), out);
}

/// Returns what is shown of the regions that are left alone.
pub fn untouched(plan: &Plan) -> Untouched {
    let independent = plan.graph.regions.values().filter(|it| it.disposition == Disposition::Independent);
    let regions: Vec<RegionProof> = independent.map(|it| of_region(plan, it)).collect();
    let holds = regions.iter().flat_map(|it| &it.sites).flat_map(|it| &it.stages).all(|it| it.holds);
    Untouched { version: VERSION, holds, regions }
}

fn of_region(plan: &Plan, region: &Region) -> RegionProof {
    let sites = plan.graph.sites_of(&region.id).filter_map(|it| Some(of_site(plan, it, plan.hosts.get(&it.host)?)));
    RegionProof {
        region: region.id.clone(),
        name: region.name.clone(),
        review_by: region.review_by.map(|it| it.value.to_string()),
        sites: sites.collect(),
    }
}

fn of_site(plan: &Plan, site: &Site, host: &Host) -> SiteProof {
    let mut stages: Vec<StageProof> = (0..plan.stages.len()).map(|it| of_stage(plan, site, host, it)).collect();
    let first = stages.first().and_then(|it| it.digest.clone());
    stages.iter_mut().for_each(|it| it.holds &= it.digest == first);
    SiteProof {
        site: site.id.clone(),
        url: site.url(),
        host: host.name.clone(),
        aliases: host.aliases.iter().map(|it| it.name.clone()).collect(),
        shown_by: if host.is_untouched { ShownBy::NothingIsGenerated } else { ShownBy::OneServeRoute },
        stages,
    }
}

fn of_stage(plan: &Plan, site: &Site, host: &Host, rank: usize) -> StageProof {
    let stage = plan.stages[rank].name.clone();
    // No other host may answer under one of its names.
    let names = || std::iter::once(host.name.as_str()).chain(host.aliases.iter().map(|it| it.name.as_str()));
    let is_its_own = names().all(|it| plan.aliases.get(it).map_or(it, String::as_str) == host.name);
    if host.is_untouched {
        return StageProof { stage, digest: None, holds: is_its_own };
    }
    let routing = host.routing(plan.instant_of(rank));
    let found = routing.sites.iter().find(|it| it.site == site.id);
    let is_owner = |it: &&SiteRouting| {
        let owns = |key: String| routing.owner(&key).is_some_and(|owner| std::ptr::eq(owner, *it));
        owns(format!("{}/", it.path)) && (it.path.is_empty() || owns(it.path.clone()))
    };
    let is_left_alone =
        |it: &&SiteRouting| it.is_independent && it.routes.is_empty() && it.headers.is_empty() && matches!(it.base, Base::Serve(_));
    let json = found.map(|it| serde_json::to_vec(&routes::site(plan, it)).expect("emit: a published shape has text for keys"));
    StageProof {
        stage,
        digest: json.map(|it| digest(&it)),
        holds: is_its_own && found.as_ref().is_some_and(|it| is_owner(it) && is_left_alone(it)),
    }
}
