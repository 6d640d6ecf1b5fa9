//! Expectations × Plan → which hold, and which rules nobody tries.

mod coverage;
mod follow;
pub mod report;

pub use coverage::Coverage;

use crate::model::graph::time;
use crate::model::plan::Plan;
use crate::model::plan::answer::{Answer, Outcome};
use crate::model::plan::request::Request;
use crate::model::spec::expectation::{Expectation, Kind};
use crate::model::spec::scalar::At;
use follow::End;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use report::{Fault, Judged};

/// Asks what each entry asks, and tells what is otherwise than expected.
pub fn judge(plan: &Plan, expectations: &[Expectation], coverage: &mut Coverage) -> Vec<Judged> {
    expectations.iter().map(|it| one(plan, it, coverage)).collect()
}

fn one(plan: &Plan, expectation: &Expectation, coverage: &mut Coverage) -> Judged {
    let method = expectation.method.as_ref().map_or("GET", |it| it.value.word());
    let mut judged = Judged {
        place: plan.place(expectation.url.span).to_string(),
        url: expectation.url.value.clone(),
        method,
        at: None,
        stage: None,
        note: expectation.note.as_ref().map(|it| it.value.clone()),
        rule: None,
        remark: None,
        faults: Vec::new(),
    };
    let asked = Request::of_url(&expectation.url.value).map(|it| Request { method: method.to_owned(), ..it });
    let at = asked.and_then(|it| Ok((instant(plan, expectation, &it)?, it)));
    let (at, request) = match at {
        Ok(it) => it,
        Err(why) => {
            let wanted = expectation.at.as_ref().map_or_else(|| expectation.url.value.clone(), |it| word(&it.value));
            judged.faults.push(Fault { what: "at".to_owned(), found: why, wanted });
            return judged;
        }
    };
    let answer = plan.answer(&request, at);
    coverage.ask(&request, &answer);
    judged.at = Some(time::utc(at));
    judged.stage = Some(plan.stages[plan.stage_at(at)].name.clone());
    judged.rule = answer.origin().map(|it| plan.place(it.span).to_string());
    judged.faults = faults(expectation, &request, &answer);
    if let Some(ends) = &expectation.ends {
        let wanted = absolute(&request, &ends.value);
        match follow::end(plan, &request, at, coverage) {
            End::At(found) if found == wanted => {}
            found => judged.faults.push(Fault { what: "ends".to_owned(), found: found.to_string(), wanted }),
        }
    }
    judged.remark = judged.faults.iter().find_map(|it| remark(&Asked { plan, expectation, request: &request, answer: &answer }, it));
    judged
}

/// Returns when an entry is asked: in the last stage unless it says when.
fn instant(plan: &Plan, expectation: &Expectation, request: &Request) -> Result<Timestamp, String> {
    let Some(at) = &expectation.at else { return Ok(plan.instant_of(plan.stages.len() - 1)) };
    let zone = zone(plan, request);
    let clock = |found: Result<Timestamp, time::NoInstant>| {
        let name = zone.iana_name().unwrap_or("UTC");
        found.map_err(|_| format!("no such instant by the clock of {name}, or two: write it with its offset"))
    };
    match &at.value {
        At::Day(day) => clock(time::start(*day, &zone)),
        At::Moment(moment) => clock(time::at(*moment, &zone)),
        At::Name(name) => named(plan, request, name),
    }
}

/// Returns the instant of a milestone's switch, or of a stage.
fn named(plan: &Plan, request: &Request, name: &str) -> Result<Timestamp, String> {
    let graph = &plan.graph;
    let region = owner(plan, request).map_or("", |it| it.region.as_str());
    if let Some(milestone) = graph.milestone_named(region, name) {
        let own = owner(plan, request).filter(|it| it.region == milestone.region).and_then(|it| it.zone.clone());
        let zone = own.or_else(|| graph.regions[&milestone.region].zone.clone()).unwrap_or(TimeZone::UTC);
        return milestone.instants(&zone).map(|it| it.switch).ok_or_else(|| format!("the milestone `{name}` has no date"));
    }
    let ranks = || (0..plan.stages.len()).filter(|it| plan.stages[*it].name.starts_with(name));
    match (ranks().find(|it| plan.stages[*it].name == name).or_else(|| ranks().next()), ranks().count()) {
        (Some(rank), count) if count == 1 || plan.stages[rank].name == name => Ok(plan.instant_of(rank)),
        (Some(_), count) => Err(format!("{count} stages whose names begin so")),
        (None, _) => {
            let stages = plan.stages.iter().map(|it| it.name.clone());
            let milestones = graph.regions.values().flat_map(|it| it.milestones.keys().map(|name| format!("{}/{name}", it.id)));
            let own = graph.regions.get(region).into_iter().flat_map(|it| it.milestones.keys().cloned());
            let known: Vec<String> = own.chain(milestones).chain(stages).collect();
            let near = crate::diag::nearest(name, known.iter().map(String::as_str)).map(|it| format!("; did you mean `{it}`?"));
            Err(format!("no milestone and no stage of that name{}", near.unwrap_or_default()))
        }
    }
}

/// Returns the site that owns what is asked for.
fn owner<'p>(plan: &'p Plan, request: &Request) -> Option<&'p crate::model::graph::Site> {
    let name = request.host_name();
    let host = plan.aliases.get(&name).unwrap_or(&name);
    plan.graph.sites.owner(host, request.key()).or_else(|| plan.graph.sites.on(host).next())
}

/// Returns the clock that days are read by: that of the site, of its region, or of the program.
fn zone(plan: &Plan, request: &Request) -> TimeZone {
    let site = owner(plan, request);
    let own = site.and_then(|it| it.zone.clone().or_else(|| plan.graph.region_of(it).zone.clone()));
    own.or_else(|| plan.graph.program.zone.clone()).unwrap_or(TimeZone::UTC)
}

fn word(at: &At) -> String {
    match at {
        At::Day(day) => day.to_string(),
        At::Moment(moment) => moment.civil.to_string(),
        At::Name(name) => name.clone(),
    }
}

/// Returns a URL that may be written from the host's root.
fn absolute(request: &Request, url: &str) -> String {
    if url.starts_with('/') && !url.starts_with("//") { format!("https://{}{url}", request.host) } else { url.to_owned() }
}

/// Returns what is otherwise than expected of the answer itself.
fn faults(expectation: &Expectation, request: &Request, answer: &Answer) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut hold = |what: &str, found: String, wanted: String| {
        if found != wanted {
            faults.push(Fault { what: what.to_owned(), found, wanted });
        }
    };
    if let Some(kind) = &expectation.answer {
        hold("answer", kind_of(&answer.outcome).word().to_owned(), kind.value.word().to_owned());
    }
    if let Some(status) = &expectation.status {
        let found = answer.outcome.status().map_or_else(|| kind_of(&answer.outcome).word().to_owned(), |it| it.to_string());
        hold("status", found, status.value.to_string());
    }
    if let Some(location) = &expectation.location {
        let found = match &answer.outcome {
            Outcome::Redirect { location, .. } => location.clone(),
            _ => String::new(),
        };
        hold("Location", found, absolute(request, &location.value));
    }
    for (name, value) in &expectation.header {
        let found = answer.headers.iter().find(|it| it.0.eq_ignore_ascii_case(&name.value));
        hold(&name.value, found.map_or_else(String::new, |it| it.1.clone()), value.value.clone());
    }
    faults
}

fn kind_of(outcome: &Outcome) -> Kind {
    match outcome {
        Outcome::Redirect { .. } => Kind::Redirect,
        Outcome::Gone { .. } => Kind::Gone,
        Outcome::Page { .. } => Kind::Page,
        Outcome::Unavailable { .. } => Kind::Unavailable,
        Outcome::Serve { .. } => Kind::Serve,
        Outcome::NotFound => Kind::NotFound,
        Outcome::Untouched => Kind::Untouched,
    }
}

/// What was asked, and what came back.
struct Asked<'a> {
    plan: &'a Plan,
    expectation: &'a Expectation,
    request: &'a Request,
    answer: &'a Answer<'a>,
}

/// Says what may explain a fault.
fn remark(asked: &Asked<'_>, fault: &Fault) -> Option<String> {
    let Asked { plan, expectation, request, answer } = asked;
    let name = request.host_name();
    if !plan.hosts.contains_key(&name) && !plan.aliases.contains_key(&name) {
        return Some(format!("the host `{name}` is none of this workspace"));
    }
    let redirect = answer.redirect()?;
    if fault.what == "status" && redirect.is_on_trial {
        return Some("the redirect is temporary while it is on trial".to_owned());
    }
    let wanted = absolute(request, &expectation.location.as_ref().filter(|_| fault.what == "Location")?.value);
    let hop = redirect.hops.first()?;
    let is_first = redirect.written_to.is_fixed() && redirect.written_to.fill(&[]) == wanted;
    let through = format!("hops are taken together, through `{}` in {}", hop.text, plan.place(hop.span));
    Some(if is_first { format!("{through}: write `ends` for where a visitor ends") } else { through })
}
