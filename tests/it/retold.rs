//! What two press reports say, fact by fact, in the notices of the workspace; and notices against servers, at every switch.

use cutover::emit::Selection;
use cutover::load::Folder;
use cutover::model::graph::time;
use cutover::model::plan::Plan;
use cutover::model::plan::answer::Outcome;
use cutover::model::plan::notice::{Notice, Occasion, ServiceFate};
use cutover::model::plan::request::Request;
use cutover::model::spec::milestone::MilestoneKind;
use cutover::{Options, build};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn workspace() -> Folder {
    Folder(Path::new(env!("CARGO_MANIFEST_DIR")).to_owned())
}

fn root() -> Plan {
    let checked = cutover::check_workspace(&workspace(), Options::default()).expect("the folder can be read");
    checked.plan.expect("the workspace has no fault")
}

/// Returns the notices of the workspace, as they are built, each as one line, without marks in front.
fn built() -> BTreeMap<String, String> {
    let only = Some(BTreeSet::from(["notices".to_owned()]));
    let built = build(&workspace(), Options::default(), |_| Selection { only, ..Selection::default() }).expect("the folder can be read");
    let files = built.artifacts.expect("no error").expect("it can be written").files;
    let line = |text: &str| text.split_whitespace().filter(|it| *it != "*" && *it != "-").collect::<Vec<_>>().join(" ");
    let texts = files.into_iter().filter(|it| it.0.ends_with(".txt"));
    texts.map(|(path, bytes)| (path, line(&String::from_utf8(bytes).expect("it is text")))).collect()
}

/// Returns the quotations of a cell.
fn quoted(cell: &str) -> Vec<&str> {
    cell.split('“').skip(1).map(|it| it.split_once('”').expect("a quotation ends").0).collect()
}

#[test]
fn every_fact_of_both_reports_is_retold_or_it_is_said_why_not() {
    let texts = built();
    let of_day = |name: &str| &texts[&format!("notices/global/en-GB/{name}.txt")];
    let (announcement, closing) = (of_day("2024-10-15-announcement"), of_day("2025-01-01-closed"));
    let page = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/src/retold.md")).expect("the chapter is there");
    let mut facts = Vec::new();
    for row in page.lines().filter(|it| it.starts_with("| F")) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [fact, of_b, of_a, why] = cells[..] else { panic!("{row}") };
        facts.push(fact.split_once(' ').expect("a fact has a number").0.to_owned());
        for (cell, text) in [(of_b, announcement), (of_a, closing)] {
            for quotation in quoted(cell) {
                assert!(text.contains(quotation), "{fact}: `{quotation}` stands nowhere in\n{text}");
            }
            let file = cell.strip_prefix('`').and_then(|it| it.strip_suffix('`'));
            assert!(file.is_none_or(|it| texts.contains_key(&format!("notices/global/en-GB/{it}"))), "{fact}: {cell}");
            assert!(!quoted(cell).is_empty() || file.is_some() || !why.is_empty(), "{fact} is told nowhere, and not said why");
        }
    }
    assert_eq!(facts, (1..=26).map(|it| format!("F{it:02}")).collect::<Vec<_>>());
}

#[test]
fn what_the_model_contradicts_is_said_in_no_notice() {
    for (path, text) in built() {
        let text = text.to_lowercase();
        for claim in [
            "no disruption",
            "nothing changes",
            "nothing to do",
            "automatically",
            "rien ne change pour vous",
            "automatiquement",
            "nichts ändert sich",
        ] {
            assert!(!text.contains(claim), "{path} says `{claim}`");
        }
    }
}

/// Returns the instants around every switch of the plan.
fn instants(plan: &Plan) -> Vec<Timestamp> {
    let second = SignedDuration::from_secs(1);
    let switches = plan.stages.iter().filter_map(|it| it.since);
    switches.flat_map(|it| [it - second, it, it + second]).collect()
}

fn outcome(plan: &Plan, url: &str, at: Timestamp) -> Outcome {
    plan.answer(&Request::of_url(url).expect("a URL of the workspace"), at).outcome
}

/// Returns a URL below a service's route, on the region's first site.
fn of_service(plan: &Plan, notice: &Notice, fate: &ServiceFate) -> Option<String> {
    let route = &plan.graph.regions[&notice.region].services[&fate.name].routes.first()?.value.text;
    Some(format!("{}{}", notice.sites[0].url, route.trim_start_matches('/').replace('*', "x")))
}

#[test]
fn no_notice_contradicts_the_servers_at_any_switch() {
    let plan = root();
    let (mut open, mut paused, mut moved, mut closed) = (0, 0, 0, 0);
    for notice in &plan.notices {
        let zone = time::zone(&notice.zone).unwrap_or(TimeZone::UTC);
        let sent = time::start(notice.day, &zone).expect("a day of the region");
        let until = notice.next_day.map_or(Timestamp::MAX, |it| time::start(it, &zone).expect("a day of the region"));
        let sunset = notice.date(MilestoneKind::Sunset).expect("the store closes");
        for at in instants(&plan).into_iter().filter(|it| (sent..until).contains(it)) {
            let is_open = !matches!(notice.occasion, Occasion::Closed | Occasion::Afterwards);
            for site in &notice.sites {
                let answer = outcome(&plan, &site.url, at);
                if is_open && at < sunset.told {
                    assert!(matches!(answer, Outcome::Serve { .. }), "{at}: {} is said to be open, and is {answer:?}", site.url);
                    open += 1;
                }
                if !is_open {
                    let Outcome::Redirect { location, .. } = &answer else { panic!("{at}: {} is {answer:?}", site.url) };
                    let told = site.destination.as_deref().expect("it is told where the store went");
                    assert!(location.starts_with(told), "{at}: told {told}, led to {location}");
                    closed += 1;
                }
            }
            for fate in &notice.services {
                let (Some(url), Some(since), Some(back)) = (of_service(&plan, notice, fate), &fate.since, &fate.until) else { continue };
                let answer = outcome(&plan, &url, at);
                if fate.gap_days > 0 && (since.switch..back.switch).contains(&at) {
                    assert!(matches!(answer, Outcome::Unavailable { .. }), "{at}: `{}` is said to pause, and is {answer:?}", fate.name);
                    paused += 1;
                }
                if at >= back.told.max(back.switch) {
                    let Outcome::Redirect { location, .. } = &answer else { panic!("{at}: `{}` is {answer:?}", fate.name) };
                    assert!(location.starts_with(fate.url.as_deref().expect("a new address is told")), "{at}: {location}");
                    moved += 1;
                }
            }
        }
    }
    // Each of the four was asked at all.
    assert!(open > 0 && paused > 0 && moved > 0 && closed > 0, "{open} {paused} {moved} {closed}");
}

#[test]
fn an_independent_region_sends_nothing() {
    let plan = root();
    let independent: Vec<&String> = plan.graph.regions.keys().filter(|it| !plan.graph.retiring().any(|region| region.id == **it)).collect();
    assert_eq!(independent, ["in"]);
    assert!(plan.notices.iter().all(|it| it.region != "in") && plan.missed.iter().all(|it| it.region != "in"));
    assert!(built().keys().all(|it| !it.starts_with("notices/in/")));
}
