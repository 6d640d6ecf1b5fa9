//! What customers are promised, held against what happens to them: times without a service, and what else a promise hides.

use super::{Graph, Region, Service, time};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::notice::Promise;
use crate::model::spec::service::{During, Move, ServiceKind};
use crate::model::spec::table::Table;
use crate::source::Span;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// A time without a service, as customers may meet it at the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap {
    /// The earlier of what is told of its begin and when servers switch.
    pub since: Timestamp,
    /// The later of what is told of its end and when servers switch.
    pub until: Timestamp,
    /// How many days that is, a begun day counted as one.
    pub days: i64,
}

/// Returns the time without `service`; `None` where it is served all the while, or its dates are not known.
pub fn gap(graph: &Graph, region: &Region, service: &Service) -> Option<Gap> {
    // As many days by every clock: that none is written is told elsewhere.
    let zone = &region.zone.clone().unwrap_or(TimeZone::UTC);
    let movement = service.movement.as_ref().map(|it| it.value).filter(|it| *it != Move::None)?;
    let since = graph.find_milestone(&service.since.as_ref()?.value)?;
    let until = graph.find_milestone(&service.until.as_ref()?.value)?;
    let is_frozen = movement == Move::Reissue || service.during != During::Serve || since.kind == Some(MilestoneKind::Freeze);
    let (lost, back) = (since.instants(zone)?, until.instants(zone)?);
    let (since, until) = (lost.told.min(lost.switch), back.told.max(back.switch));
    let whole = first_whole_day(until, zone).filter(|_| is_frozen && since < until)?;
    let days = since.to_zoned(zone.clone()).date().until(whole).map_or(0, |it| i64::from(it.get_days()).max(0));
    Some(Gap { since, until, days }).filter(|it| it.days > 0)
}

/// Returns the first day that lies behind `at` as a whole: what is said on it is true through all of it.
pub fn first_whole_day(at: Timestamp, zone: &TimeZone) -> Option<jiff::civil::Date> {
    let day = at.to_zoned(zone.clone()).date();
    if time::start(day, zone) == Ok(at) { Some(day) } else { time::end(day, zone).ok().map(|it| it.to_zoned(zone.clone()).date()) }
}

/// Returns the classes that `region` says nothing of; none where it speaks of no service at all.
pub fn unanswered(region: &Region) -> Vec<ServiceKind> {
    if region.services.is_empty() {
        return Vec::new();
    }
    let answered: BTreeSet<&str> = region
        .services
        .values()
        // What says no class is a fault of its own; its name may tell which was meant.
        .map(|it| it.kind.as_ref().map_or(it.name.as_str(), |kind| kind.value.word()))
        .collect();
    ServiceKind::ANSWERED.into_iter().filter(|it| !answered.contains(it.word())).collect()
}

/// Returns where the services of `region` begin, in its own file and in each of its layers', its own first.
pub fn services_begin(region: &Region) -> Vec<Span> {
    let mut first: BTreeMap<_, Span> = BTreeMap::new();
    for span in region.services.values().map(|it| it.span) {
        first.entry(span.file).and_modify(|it| *it = span.min(*it)).or_insert(span);
    }
    let own = first.remove(&region.span.file);
    own.into_iter().chain(first.into_values()).collect()
}

/// Tells whether the model says the same as a promise: nothing contradicts it, and what it speaks of is there.
pub fn is_borne_out(graph: &Graph, region: &Region, promise: Promise) -> bool {
    let has = |kind: ServiceKind| {
        let is_had = |it: &Service| it.movement.as_ref().is_some_and(|it| it.value != Move::None);
        region.services.values().any(|it| it.kind.as_ref().is_some_and(|it| it.value == kind) && is_had(it))
    };
    let is_there = match promise {
        Promise::BrandContinues => region.brand.is_some(),
        Promise::SupportUninterrupted => has(ServiceKind::AfterSales) && has(ServiceKind::CustomerService),
        Promise::ProductsAvailable => has(ServiceKind::Catalogue),
        Promise::NoAction | Promise::NothingChanges | Promise::Uninterrupted => true,
    };
    is_there && contradictions(graph, region, promise).is_empty()
}

/// Returns what contradicts a promise: each place, with what happens there; the kinds in a fixed order, each by name.
pub fn contradictions(graph: &Graph, region: &Region, promise: Promise) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    match promise {
        Promise::BrandContinues => return found,
        Promise::SupportUninterrupted => return support(graph, region),
        Promise::ProductsAvailable => return products(graph, region),
        Promise::NoAction | Promise::NothingChanges | Promise::Uninterrupted => {}
    }
    let is_action = promise == Promise::NoAction;
    if !is_action {
        found.extend(losses(region, promise));
    }
    for service in region.services.values() {
        found.extend(of_service(graph, region, service, promise));
    }
    found.extend(region.apps.values().map(|it| (it.ends.as_ref().map_or(it.span, |it| it.span), "the app ends".to_owned())));
    let silent = if unanswered(region).is_empty() { None } else { services_begin(region).first().copied() };
    found.extend(silent.filter(|_| !is_action).map(|it| (it, "classes without answer".to_owned())));
    found
}

/// Returns what contradicts a promise of services of one class: as for all of them, but only what happens to these.
pub fn contradictions_of(graph: &Graph, region: &Region, kind: ServiceKind, promise: Promise) -> Vec<(Span, String)> {
    let of_kind = region.services.values().filter(|it| it.kind.as_ref().is_some_and(|it| it.value == kind));
    of_kind.filter_map(|it| of_service(graph, region, it, promise)).collect()
}

/// Returns the services that are worse for customers than before, each with the place and what happens: it ends, pauses or
/// is reduced. Consent is asked anew and is no service.
pub fn harmed<'g>(graph: &Graph, region: &'g Region) -> Vec<(&'g Service, Span, String)> {
    let is_service = |it: &&Service| it.kind.as_ref().is_some_and(|it| it.value != ServiceKind::Consent);
    let harm = |it: &'g Service| of_service(graph, region, it, Promise::NothingChanges).map(|(span, what)| (it, span, what));
    region.services.values().filter(is_service).filter_map(harm).collect()
}

/// Returns the times at which nobody repairs or answers, and the classes of which nobody says who does.
fn support(graph: &Graph, region: &Region) -> Vec<(Span, String)> {
    let is_support = |it: &ServiceKind| matches!(it, ServiceKind::AfterSales | ServiceKind::CustomerService);
    let of_kind = region.services.values().filter(|it| it.kind.as_ref().is_some_and(|it| is_support(&it.value)));
    let mut found: Vec<_> = of_kind.filter_map(|it| of_service(graph, region, it, Promise::Uninterrupted)).collect();
    let is_open = unanswered(region).iter().any(is_support);
    found.extend(services_begin(region).first().filter(|_| is_open).map(|it| (*it, "nobody is said to repair".to_owned())));
    found
}

/// Returns what keeps products from being bought all the while: an end, a pause, a line that is given up, or a successor
/// that sells later than the store stops.
fn products(graph: &Graph, region: &Region) -> Vec<(Span, String)> {
    let mut found = Vec::new();
    let is_catalogue = |it: &&Service| it.kind.as_ref().is_some_and(|it| it.value == ServiceKind::Catalogue);
    let stop = region.of_kind(MilestoneKind::SalesStop).or_else(|| region.of_kind(MilestoneKind::Sunset));
    let zone = region.zone.clone().unwrap_or(TimeZone::UTC);
    let stopped = stop.and_then(|it| it.instants(&zone));
    for service in region.services.values().filter(is_catalogue) {
        found.extend(of_service(graph, region, service, Promise::Uninterrupted));
        let until = service.until.as_ref().and_then(|it| Some((it.span, graph.find_milestone(&it.value)?.instants(&zone)?)));
        let to = service.to.as_ref().and_then(|it| graph.platforms.get(&it.value.owner)?.services.get(&it.value.name));
        let live = to.and_then(|it| it.live_since.as_ref()).and_then(|it| Some((it.span, time::start(it.value, &zone).ok()?)));
        let sold = until.map(|(span, it)| (span, it.switch)).into_iter().chain(live);
        let late = sold.filter(|(_, at)| stopped.is_some_and(|stop| stop.switch < *at));
        found.extend(late.map(|(span, _)| (span, "sold again only then".to_owned())));
    }
    let lines = region.brand.iter().flat_map(|it| it.lines.values()).filter_map(|it| it.not_sold.as_ref());
    found.extend(lines.map(|it| (it.span, "not sold any more".to_owned())));
    found
}

fn losses(region: &Region, promise: Promise) -> Vec<(Span, String)> {
    let word = |kind: MilestoneKind| match kind {
        MilestoneKind::SalesStop => Some("sales stop"),
        MilestoneKind::Freeze if promise == Promise::NothingChanges => Some("services freeze"),
        MilestoneKind::Sunset if promise == Promise::NothingChanges => Some("the store closes"),
        _ => None,
    };
    let dated = region.milestones.values().filter_map(|it| Some((it.when.as_ref()?.span, word(it.kind?)?.to_owned())));
    dated.collect()
}

fn of_service(graph: &Graph, region: &Region, service: &Service, promise: Promise) -> Option<(Span, String)> {
    let written = &service.written;
    let movement = service.movement.as_ref()?;
    let unmatched = written.r#match.as_ref().and_then(|it| it.unmatched.as_ref());
    match (promise, movement.value) {
        (_, Move::None) | (Promise::BrandContinues | Promise::SupportUninterrupted | Promise::ProductsAvailable, _) => None,
        (Promise::NoAction, Move::End | Move::Reroute) => Some((movement.span, "customers must go elsewhere".to_owned())),
        (Promise::NoAction, _) if service.kind.as_ref().is_some_and(|it| it.value == ServiceKind::Accounts) => {
            unmatched.map(|it| (it.span, "some must claim theirs".to_owned()))
        }
        (Promise::NoAction, _) => None,
        (_, Move::End) => Some((movement.span, "it ends".to_owned())),
        (promise, _) => {
            let reduced = written.reduced.as_ref().filter(|it| promise == Promise::NothingChanges && is_any(&it.value));
            let frozen = service.since.as_ref().zip(gap(graph, region, service));
            let without = frozen.map(|(it, gap)| {
                (it.span, if gap.days == 1 { "a day without it".to_owned() } else { format!("{} days without it", gap.days) })
            });
            without.or_else(|| reduced.map(|it| (it.span, "worse afterwards".to_owned())))
        }
    }
}

fn is_any<T: Table>(table: &T) -> bool {
    T::keys().iter().any(|it| table.holds(it))
}
