//! Days, zones and instants: each clause of the language's chapter on time, the hard clocks among them.

use cutover::load::Memory;
use cutover::model::graph::time::{self, Instants, NoInstant, Qualifier, When};
use cutover::model::plan::Plan;
use cutover::model::spec::scalar::{Duration, Moment};
use cutover::{Options, check_workspace};
use jiff::civil::{Date, date};
use jiff::tz::{TimeZone, TimeZoneDatabase};

fn zone(name: &str) -> TimeZone {
    TimeZoneDatabase::bundled().get(name).expect("a zone")
}

fn start(day: Date, name: &str) -> String {
    time::start(day, &zone(name)).map_or_else(|it| format!("{it:?}"), time::utc)
}

fn end(day: Date, name: &str) -> String {
    time::end(day, &zone(name)).map_or_else(|it| format!("{it:?}"), time::utc)
}

#[test]
fn a_day_is_the_clocks_own() {
    let closing = date(2024, 12, 31);
    assert_eq!(start(date(2024, 10, 21), "Europe/London"), "2024-10-20T23:00:00Z");
    assert_eq!(start(date(2024, 10, 21), "Europe/Paris"), "2024-10-20T22:00:00Z");
    assert_eq!(start(closing, "Europe/Paris"), "2024-12-30T23:00:00Z");
    assert_eq!(end(closing, "Europe/London"), "2025-01-01T00:00:00Z");
    assert_eq!(end(closing, "Europe/Paris"), "2024-12-31T23:00:00Z");
    assert_eq!(end(closing, "Asia/Kolkata"), "2024-12-31T18:30:00Z");
    assert_eq!(end(closing, "Asia/Shanghai"), "2024-12-31T16:00:00Z");
}

#[test]
fn a_midnight_that_the_clock_skips_is_no_fault() {
    // Cairo goes from 23:59:59 on the 25th to 01:00 on the 26th.
    assert_eq!(start(date(2024, 4, 26), "Africa/Cairo"), "2024-04-25T22:00:00Z");
    assert_eq!(end(date(2024, 4, 25), "Africa/Cairo"), "2024-04-25T22:00:00Z");
}

#[test]
fn a_midnight_that_comes_twice_is_the_first() {
    // Havana shows 00:00 to 00:59 twice on 3 November 2024.
    assert_eq!(start(date(2024, 11, 3), "America/Havana"), "2024-11-03T04:00:00Z");
    assert_eq!(end(date(2024, 11, 3), "America/Havana"), "2024-11-04T05:00:00Z");
}

#[test]
fn a_day_that_never_was_has_no_instant() {
    assert_eq!(start(date(2011, 12, 30), "Pacific/Apia"), "MissingDay");
    assert_eq!(end(date(2011, 12, 29), "Pacific/Apia"), start(date(2011, 12, 31), "Pacific/Apia"));
}

#[test]
fn local_times_are_skipped_or_shown_twice() {
    let at = |civil: &str, offset: Option<i8>, name: &str| {
        let moment = Moment { civil: civil.parse().expect("a time"), offset: offset.map(jiff::tz::offset) };
        time::at(moment, &zone(name)).map(time::utc)
    };
    assert_eq!(at("2024-03-31T01:30", None, "Europe/London"), Err(NoInstant::Skipped));
    assert_eq!(at("2024-10-27T01:30", None, "Europe/London"), Err(NoInstant::Repeated));
    assert_eq!(at("2024-10-27T01:30", Some(1), "Europe/London"), Ok("2024-10-27T00:30:00Z".to_owned()));
    assert_eq!(at("2024-10-27T01:30", Some(0), "Europe/London"), Ok("2024-10-27T01:30:00Z".to_owned()));
    assert_eq!(at("2024-12-31T18:00", None, "Europe/London"), Ok("2024-12-31T18:00:00Z".to_owned()));
}

#[test]
fn each_qualifier_gives_two_instants() {
    let day = date(2024, 12, 12);
    let instants = |qualifier, is_gain| {
        let Instants { told, switch } =
            time::instants(When::Day(qualifier, day), is_gain, false, &zone("Europe/London")).expect("instants");
        let short = |it| if it == time::start(day, &zone("Europe/London")).expect("start") { "start" } else { "end" };
        (short(told), short(switch))
    };
    let table = [
        (Qualifier::On, ("start", "end"), ("end", "start")),
        (Qualifier::By, ("start", "end"), ("end", "end")),
        (Qualifier::Before, ("start", "start"), ("start", "start")),
        (Qualifier::From, ("start", "start"), ("start", "start")),
        (Qualifier::After, ("end", "end"), ("end", "end")),
    ];
    for (qualifier, loss, gain) in table {
        assert_eq!(instants(qualifier, false), loss, "{qualifier:?} of a loss");
        assert_eq!(instants(qualifier, true), gain, "{qualifier:?} of a gain");
    }
    let announced = time::instants(When::Day(Qualifier::By, day), false, true, &zone("Europe/London")).expect("instants");
    assert_eq!(announced.told, announced.switch);
}

#[test]
fn a_length_in_days_is_a_step_of_the_calendar() {
    let london = zone("Europe/London");
    let from = time::start(date(2024, 10, 21), &london).expect("a day");
    let fourteen = time::shift(from, Duration::days(14), false, &london).expect("a day");
    assert_eq!(fourteen.duration_since(from).as_hours(), 337);
    let hours: Duration = "336 hours".parse().expect("a duration");
    assert_eq!(time::utc(time::shift(from, hours, false, &london).expect("an instant")), "2024-11-03T23:00:00Z");
    // A start of day stays one, also where the day begins at one o'clock, or where the day never was.
    let cairo = zone("Africa/Cairo");
    let before = time::start(date(2024, 4, 25), &cairo).expect("a day");
    assert_eq!(time::utc(time::shift(before, Duration::days(1), false, &cairo).expect("a day")), "2024-04-25T22:00:00Z");
    let skipped = time::start(date(2024, 4, 26), &cairo).expect("a day");
    assert_eq!(time::utc(time::shift(skipped, Duration::days(1), false, &cairo).expect("a day")), "2024-04-26T21:00:00Z");
    let apia = zone("Pacific/Apia");
    let last = time::start(date(2011, 12, 29), &apia).expect("a day");
    assert_eq!(time::shift(last, Duration::days(1), false, &apia), time::start(date(2011, 12, 31), &apia));
    let late = time::start(date(2025, 1, 31), &london).expect("a day");
    assert_eq!(time::utc(time::shift(late, "1 month".parse().expect("a month"), false, &london).expect("a day")), "2025-02-28T00:00:00Z");
}

fn plan(program: &str, regions: &[(&str, &str)]) -> Plan {
    let mut disk = Memory::default();
    disk.0.insert("cutover.toml".to_owned(), format!("spec = 1\n{program}").into_bytes());
    disk.0.extend(regions.iter().map(|(id, text)| (format!("regions/{id}.toml"), (*text).to_owned().into_bytes())));
    let checked = check_workspace(&disk, Options::default()).expect("memory can be read");
    let errors: Vec<_> =
        checked.report.findings.iter().filter(|it| it.severity == cutover::diag::Severity::Error).map(|it| &it.message).collect();
    assert!(errors.is_empty(), "{errors:?}");
    checked.plan.expect("a plan")
}

fn region(id: &str, zone: &str, milestones: &str, more: &str) -> String {
    format!(
        "[region]\ndisposition = \"retire\"\ntime-zone = \"{zone}\"\n[[sites]]\nid = \"store\"\nurl = \"https://shop.example/{id}/\"\n\
         successor = \"https://new.example/{id}/\"\nupstream = \"http://127.0.0.1:8081\"\n{more}\n[redirects]\ndefault = {{ to = \"/\" }}\n[milestones]\n{milestones}"
    )
}

const HOST: &str = "[hosts.\"shop.example\"]\ndefault = { to = \"https://new.example/\" }";

fn names(plan: &Plan) -> Vec<&str> {
    plan.stages.iter().map(|it| it.name.as_str()).collect()
}

#[test]
fn two_zones_on_one_host_go_dark_an_hour_apart() {
    let sunset = "sunset = { by = 2024-12-31 }";
    let plan = plan(
        "[program]\nsync = \"local\"",
        &[("fr", &region("fr", "Europe/Paris", sunset, HOST)), ("uk", &region("uk", "Europe/London", sunset, ""))],
    );
    assert_eq!(
        names(&plan),
        [
            "start",
            "2024-12-31T2300Z-fr-sunset",
            "2025-01-01T0000Z-uk-sunset",
            "2025-01-14T2300Z-fr-sunset-trial-end",
            "2025-01-15T0000Z-uk-sunset-trial-end"
        ]
    );
}

#[test]
fn equal_instants_are_one_cut_named_by_what_changes_a_site() {
    let dates =
        "freeze = { from = 2024-10-21 }\nmigrate = { from = 2024-10-21 }\nsales-stop = { from = 2024-10-21 }\nsunset = { by = 2024-12-31 }";
    let both = plan("", &[("uk", &region("uk", "Europe/London", dates, HOST)), ("ie", &region("ie", "Europe/Dublin", dates, ""))]);
    assert_eq!(names(&both)[1], "2024-10-20T2300Z-ie-migrate");
    let causes: Vec<String> = both.stages[1].causes.iter().map(|it| it.name()).collect();
    assert_eq!(causes, ["ie-freeze", "ie-migrate", "ie-sales-stop", "uk-freeze", "uk-migrate", "uk-sales-stop"]);
}

#[test]
fn a_new_date_renames_no_other_stage() {
    let one = plan("", &[("uk", &region("uk", "Europe/London", "sunset = { by = 2024-12-31 }", HOST))]);
    let two = plan("", &[("uk", &region("uk", "Europe/London", "freeze = { from = 2024-11-01 }\nsunset = { by = 2024-12-31 }", HOST))]);
    assert!(names(&one).iter().all(|it| names(&two).contains(it)));
    assert_eq!(names(&two).len(), names(&one).len() + 1);
}

#[test]
fn one_clock_can_be_everybodys() {
    let sunset = "sunset = { by = 2024-12-31 }";
    let plan = plan(
        "[program]\nsync = \"program\"\ntime-zone = \"Asia/Shanghai\"",
        &[("fr", &region("fr", "Europe/Paris", sunset, HOST)), ("uk", &region("uk", "Europe/London", sunset, ""))],
    );
    assert_eq!(names(&plan), ["start", "2024-12-31T1600Z-fr-sunset", "2025-01-14T1600Z-fr-sunset-trial-end"]);
}

#[test]
fn a_date_is_counted_from_another_and_a_switch_may_be_written() {
    let dates = "sunset = { by = 2024-12-31, switch = 2025-01-02T09:30 }\nend = { kind = \"redirects-end\", from = \"sunset + 1 year\" }";
    let plan = plan("", &[("uk", &region("uk", "Europe/London", dates, HOST))]);
    assert_eq!(names(&plan), ["start", "2025-01-02T0930Z-uk-sunset", "2025-01-16T0930Z-uk-sunset-trial-end", "2025-12-31T0000Z-uk-end"]);
}

#[test]
fn another_regions_milestone_is_read_by_its_own_clock() {
    let uk = region("uk", "Europe/London", "migrate = { from = 2024-10-21 }\nsunset = { by = 2024-12-31 }", HOST);
    let rule = "[[redirects.rules]]\nfrom = \"/a\"\nto = \"/x\"\nsince = \"uk/migrate\"\nstatus = 302\n";
    let fr = region("fr", "Europe/Paris", "sunset = { by = 2024-12-31 }", "").replace("[milestones]", &format!("{rule}[milestones]"));
    let plan = plan("", &[("fr", &fr), ("uk", &uk)]);
    let request = cutover::model::plan::request::Request::of_url("https://shop.example/fr/a").expect("a URL");
    let status = |at: &str| plan.answer(&request, at.parse().expect("an instant")).outcome.status();
    assert_eq!(status("2024-10-20T22:59:59Z"), None);
    assert_eq!(status("2024-10-20T23:00:00Z"), Some(302));
}

#[test]
fn a_year_of_redirects_is_counted_in_days_as_people_write_them() {
    let dates = |end: &str| format!("sunset = {{ by = 2024-12-31 }}\nredirects-end = {{ {end} }}");
    let found = |end: &str| {
        let disk = [
            ("cutover.toml".to_owned(), b"spec = 1".to_vec()),
            ("regions/uk.toml".to_owned(), region("uk", "Europe/London", &dates(end), HOST).into()),
        ];
        let checked = crate::overlay::check(&cutover::load::Memory(disk.into()));
        checked.report.findings.iter().find(|it| it.code.name == "redirect/period-too-short").map(|it| (it.severity, it.message.clone()))
    };
    let severity = |end: &str| found(end).map(|it| it.0);
    assert_eq!(severity("from = \"sunset + 1 year\""), Some(cutover::diag::Severity::Info));
    assert_eq!(severity("from = 2025-12-30"), Some(cutover::diag::Severity::Error));
    assert_eq!(severity("never = \"links are kept\""), None);
    let (_, message) = found("from = 2025-01-30").expect("a finding");
    assert!(message.contains("end 30 days after it closes; 365 days are wanted"), "{message}");
}
