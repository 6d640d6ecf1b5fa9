//! `services/<region>.json`: where each service is reached, stage by stage, for apps and support.

use super::shape::{Instant, VERSION, json};
use crate::model::artifact::Artifacts;
use crate::model::graph::{MilestoneRef, Region, Service};
use crate::model::plan::Plan;
use crate::model::spec::service::{During, Move};
use crate::source::Located;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;

/// The services of one region.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Services {
    /// The version of this shape.
    pub version: u32,
    pub region: String,
    pub name: String,
    /// By name.
    pub services: Vec<ServiceLife>,
}

/// One service, through the whole change.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ServiceLife {
    pub name: String,
    /// Its class, as `loyalty-points`; none where it is not written.
    pub kind: Option<&'static str>,
    /// `transfer`, `reissue`, `reroute`, `end` or `none`; none where it is not written.
    pub movement: Option<&'static str>,
    /// Where it goes, as `xiaomi/rewards`.
    pub to: Option<String>,
    pub contact: Contact,
    /// In order of time, without a gap.
    pub times: Vec<Time>,
}

/// Where customers ask.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Contact {
    pub url: Option<String>,
    pub phone: Option<String>,
    pub mail: Option<String>,
}

/// A time through which a service is reached in one way.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Time {
    /// None where it holds from the beginning.
    pub since: Option<Instant>,
    /// None where nothing ends it.
    pub until: Option<Instant>,
    /// The stages that lie in it, by name.
    pub stages: Vec<String>,
    pub state: State,
    /// What the store's own paths of the service answer: `serve`, `unavailable` or `page`; none once it has moved.
    pub during: Option<&'static str>,
    /// Where it is reached: the store's paths (as patterns), or the successor's page.
    pub urls: Vec<String>,
}

/// Where a service is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    Here,
    Moving,
    There,
    Ended,
    /// The store never had it.
    Never,
}

/// Writes the services of every region that retires and has some.
pub fn emit(plan: &Plan, out: &mut Artifacts) {
    for region in plan.graph.retiring().filter(|it| !it.services.is_empty()) {
        let services = region.services.values().map(|it| life(plan, region, it)).collect();
        let view = Services { version: VERSION, region: region.id.clone(), name: region.name.clone(), services };
        json(&format!("services/{}.json", region.id), &view, out);
    }
}

fn life(plan: &Plan, region: &Region, service: &Service) -> ServiceLife {
    let written = service.written.contact.as_ref();
    let contact = written.map_or_else(Contact::default, |it| {
        let text = |it: &Option<Located<String>>| it.as_ref().map(|it| it.value.clone());
        Contact { url: text(&it.url), phone: text(&it.phone), mail: text(&it.mail) }
    });
    ServiceLife {
        name: service.name.clone(),
        kind: service.kind.map(|it| it.value.word()),
        movement: service.movement.map(|it| it.value.word()),
        to: service.to.as_ref().map(|it| it.value.to_string()),
        contact,
        times: times(plan, region, service),
    }
}

fn times(plan: &Plan, region: &Region, service: &Service) -> Vec<Time> {
    let zone = region.zone.clone().unwrap_or(TimeZone::UTC);
    let movement = service.movement.map(|it| it.value);
    if movement == Some(Move::None) {
        return vec![time(plan, (None, None), &zone, State::Never, None, Vec::new())];
    }
    let (since, until) = (switch(plan, &service.since), switch(plan, &service.until));
    let own = own_urls(plan, region, service);
    let there: Vec<String> = service.destination.iter().filter(|it| it.is_fixed()).map(|it| it.fill(&[])).collect();
    let after = if movement == Some(Move::End) { State::Ended } else { State::There };
    let during = match service.during {
        During::Serve => "serve",
        During::Unavailable => "unavailable",
        During::Page => "page",
    };
    let mut times = vec![time(plan, (None, since.or(until)), &zone, State::Here, Some("serve"), own.clone())];
    if let Some(since) = since.filter(|it| until.is_none_or(|until| *it < until)) {
        times.push(time(plan, (Some(since), until), &zone, State::Moving, Some(during), own));
    }
    if let Some(until) = until {
        times.push(time(plan, (Some(until), None), &zone, after, None, there));
    }
    times
}

fn time(
    plan: &Plan,
    (since, until): (Option<Timestamp>, Option<Timestamp>),
    zone: &TimeZone,
    state: State,
    during: Option<&'static str>,
    urls: Vec<String>,
) -> Time {
    let is_in = |rank: &usize| {
        let begins = plan.stages[*rank].since;
        let is_after = since.is_none_or(|since| begins.is_some_and(|it| since <= it));
        is_after && until.is_none_or(|until| begins.is_none_or(|it| it < until))
    };
    let stages = (0..plan.stages.len()).filter(is_in).map(|it| plan.stages[it].name.clone()).collect();
    let instant = |it: Timestamp| Instant::of(it, zone);
    Time { since: since.map(instant), until: until.map(instant), stages, state, during, urls }
}

fn switch(plan: &Plan, name: &Option<Located<MilestoneRef>>) -> Option<Timestamp> {
    let name = &name.as_ref()?.value;
    let zone = plan.graph.regions.get(&name.region)?.zone.as_ref()?;
    Some(plan.graph.find_milestone(name)?.instants(zone)?.switch)
}

/// Returns the service's paths on each site of its region; the sites themselves where it has none.
fn own_urls(plan: &Plan, region: &Region, service: &Service) -> Vec<String> {
    let mut urls = Vec::new();
    for site in plan.graph.sites_of(&region.id) {
        let root = format!("{}{}", site.scheme_and_host, site.path);
        let routes = service.routes.iter().filter(|it| it.site.as_ref().is_none_or(|it| *it == site.id));
        urls.extend(routes.map(|it| format!("{root}{}", it.pattern)));
        urls.extend(service.routes.is_empty().then(|| site.url()));
    }
    urls
}
