//! Works out what customers are told, and on which day; the words are not its business.

mod correction;
mod ladder;

use crate::model::graph::promise;
use crate::model::graph::time::{self, Qualifier, When};
use crate::model::graph::{Graph, Milestone, Redirect, Region, RuleAnswer, Service};
use crate::model::plan::notice::{
    AppFate, Cohort, CohortBasis, ControllerChange, Correction, Missed, Notice, NoticePage, Occasion, OldData, OtherRegion, Rate,
    Reduction, ServiceFate, SiteMove, TermsChange, Told, ToldWord,
};
use crate::model::spec;
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::notice::{Channel, Promise};
use crate::model::spec::service::{Move, ServiceKind};
use crate::model::spec::table::Table;
use correction::Corrections;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use ladder::{Ladder, last_day, local};
use std::collections::BTreeSet;

/// What customers are told the date of; the other kinds are the operators' own business.
const TOLD: [MilestoneKind; 8] = [
    MilestoneKind::Migrate,
    MilestoneKind::SalesStop,
    MilestoneKind::Freeze,
    MilestoneKind::Restore,
    MilestoneKind::Sunset,
    MilestoneKind::AppDelist,
    MilestoneKind::AppSunset,
    MilestoneKind::RedirectsEnd,
];

/// The losses that customers are reminded of; by the others no sale, no service and no app ends.
const REMINDED: [MilestoneKind; 5] =
    [MilestoneKind::SalesStop, MilestoneKind::Freeze, MilestoneKind::Sunset, MilestoneKind::AppDelist, MilestoneKind::AppSunset];

/// Returns every notice of every retiring region, by region, locale as it was written, and day; and those that are left out.
pub fn notices(graph: &Graph) -> (Vec<Notice>, Vec<Missed>) {
    let (mut notices, mut missed) = (Vec::new(), Vec::new());
    for region in graph.retiring() {
        let (Some(written), Some(zone)) = (&region.notices, &region.zone) else { continue };
        let ladder = Ladder::of(region, written.reminders.as_deref().unwrap_or_default(), zone);
        let Some(facts) = facts(graph, region, &written.value, zone) else { continue };
        let corrections = Corrections::of(graph, region, &written.value, &facts);
        for locale in &region.locales {
            let corrected = corrections.as_ref().and_then(|it| Some((it.day, it.of.get(locale.value.as_str())?)));
            let mut days: Vec<(Date, Occasion)> = ladder.days.iter().map(|(day, occasion)| (*day, *occasion)).collect();
            days.extend(corrected.map(|(day, _)| (day, Occasion::Correction)));
            days.sort_unstable();
            notices.extend(days.iter().map(|(day, occasion)| {
                let next_day = days.iter().map(|it| it.0).find(|it| it > day);
                let is_correction = |_: &(Date, &Vec<Correction>)| *occasion == Occasion::Correction;
                let corrections = corrected.filter(is_correction).map_or_else(Vec::new, |it| it.1.clone());
                let notice =
                    Notice { locale: locale.value.clone(), day: *day, next_day, occasion: *occasion, corrections, ..facts.clone() };
                let genuine_hosts = genuine_hosts(graph, region, &notice);
                dated(&Notice { genuine_hosts, ..notice }, zone)
            }));
        }
        missed.extend(ladder.missed);
    }
    (notices, missed)
}

/// Returns how customers are reached: by mail and a page, unless it is written.
fn channels(written: &spec::notice::Notices) -> BTreeSet<Channel> {
    let usual = || BTreeSet::from([Channel::Mail, Channel::Page]);
    written.channels.as_ref().map_or_else(usual, |it| it.iter().map(|it| it.value).collect())
}

/// Returns a notice as its day sees it.
fn dated(notice: &Notice, zone: &TimeZone) -> Notice {
    let day = notice.day;
    let rank = |it: &Told| MilestoneKind::LOSSES.iter().position(|kind| *kind == it.kind);
    let is_ahead = |it: &&Told| time::start(day, zone).is_ok_and(|start| start < it.told);
    let losses = notice.dates.iter().filter(|it| REMINDED.contains(&it.kind)).filter(is_ahead);
    let next_loss = losses.min_by_key(|it| (it.told, rank(it))).cloned();
    let sunset = notice.date(MilestoneKind::Sunset).map(|it| local(it.told, zone));
    let days_left = sunset.and_then(|it| day.until(it).ok()).map_or(0, |it| i64::from(it.get_days()).max(0));
    Notice { next_loss, days_left, ..notice.clone() }
}

/// Returns what is true of a region's customers whatever the day; `None` where no site of theirs closes.
fn facts(graph: &Graph, region: &Region, written: &spec::notice::Notices, zone: &TimeZone) -> Option<Notice> {
    let name = zone_name(zone);
    let of_site = |it: &crate::model::graph::Site| SiteMove {
        url: it.url(),
        destination: it.successor.as_ref().map(|to| with_slash(&to.value)),
        zone: it.zone.as_ref().map_or_else(|| name.clone(), zone_name),
    };
    let sites: Vec<SiteMove> = graph.sites_of(&region.id).map(of_site).collect();
    let platform = graph.program.successor.as_ref().and_then(|it| graph.platforms.get(&it.value));
    let mut dates: Vec<Told> =
        region.milestones.values().filter(|it| it.kind.is_some_and(|kind| TOLD.contains(&kind))).filter_map(|it| told(it, zone)).collect();
    dates.sort_by(|a, b| (a.told, a.kind, &a.milestone).cmp(&(b.told, b.kind, &b.milestone)));
    let promised: BTreeSet<Promise> = written.claims.iter().flatten().map(|it| it.value).collect();
    let notice = Notice {
        region: region.id.clone(),
        region_name: region.name.clone(),
        locale: String::new(),
        day: Date::MIN,
        next_day: None,
        occasion: Occasion::Announcement,
        channels: channels(written),
        corrections: Vec::new(),
        zone: name.clone(),
        brand: graph.program.brand.as_ref().map_or_else(|| graph.program.name.clone(), |it| it.value.clone()),
        successor: platform.map(|it| it.name.clone()),
        landing: region.brand.as_ref().and_then(|it| it.value.landing.as_ref()).map(|it| it.value.clone()),
        announced: region.milestones.values().find(|it| it.kind == Some(MilestoneKind::Announce)).and_then(|it| told(it, zone)),
        next_loss: None,
        last_day: region.instants(MilestoneKind::Sunset).map(|it| last_day(it.told, zone)),
        services: services(graph, region, zone),
        apps: apps(graph, region, zone),
        genuine_hosts: Vec::new(),
        sender: written.sender.as_ref().map(|it| address(&it.value).to_owned()),
        sender_name: written.sender.as_ref().and_then(|it| name_before(&it.value)),
        reply_to: written.reply_to.as_ref().map(|it| address(&it.value).to_owned()),
        controller: written.controller.as_ref().and_then(|it| controller(&it.value)),
        terms: terms(graph, region, written),
        promises: promised.into_iter().filter(|it| promise::is_borne_out(graph, region, *it)).collect(),
        days_left: 0,
        untouched: untouched(graph),
        also_closing: also_closing(graph, region),
        reasons: graph.program.reasons.iter().map(|it| it.value).collect(),
        not_sold: not_sold(region),
        looks: region.looks.clone(),
        merge_fields: written.merge_fields.iter().map(|(name, it)| (name.value.clone(), it.value.clone())).collect(),
        page: page(graph, region, zone),
        serves_on: serves_on(graph, region),
        sites,
        dates,
    };
    if notice.sites.is_empty() { None } else { Some(notice) }
}

fn zone_name(zone: &TimeZone) -> String {
    zone.iana_name().unwrap_or("Etc/UTC").to_owned()
}

/// A root stands with its slash, as sites do.
fn with_slash(url: &str) -> String {
    if url.ends_with('/') || url.contains(['?', '#']) { url.to_owned() } else { format!("{url}/") }
}

/// Returns the address of `POCO <notice@po.co>`.
fn address(mailbox: &str) -> &str {
    mailbox.rsplit_once('<').map_or(mailbox, |it| it.1.trim_end().trim_end_matches('>')).trim()
}

/// Returns the name of `POCO <notice@po.co>`, without quotes around it.
fn name_before(mailbox: &str) -> Option<String> {
    let name = mailbox.rsplit_once('<')?.0.trim();
    let bare = name.strip_prefix('"').and_then(|it| it.strip_suffix('"')).unwrap_or(name);
    Some(bare.replace("\\\"", "\"")).filter(|it| !it.is_empty())
}

/// Returns a milestone's date as customers are told it; `None` where it has none.
fn told(milestone: &Milestone, zone: &TimeZone) -> Option<Told> {
    let (kind, when) = (milestone.kind?, milestone.when.as_ref()?.value);
    let instants = milestone.instants(zone)?;
    let day = match when {
        When::Day(_, day) => day,
        When::At(_) => local(instants.told, zone),
    };
    let word = word(when, kind.is_gain());
    Some(Told { kind, milestone: milestone.name.clone(), when, told: instants.told, switch: instants.switch, word, day })
}

/// Returns the word that is true of the instant told. A loss that is due by a day is told for the start of that day,
/// so customers have until before it; a gain that is due on a day is told for its end, so it is there by that day.
fn word(when: When, is_gain: bool) -> ToldWord {
    match when {
        When::At(_) => ToldWord::At,
        When::Day(Qualifier::On, _) if is_gain => ToldWord::By,
        When::Day(Qualifier::By, _) if !is_gain => ToldWord::Before,
        When::Day(Qualifier::On, _) => ToldWord::On,
        When::Day(Qualifier::From, _) => ToldWord::From,
        When::Day(Qualifier::By, _) => ToldWord::By,
        When::Day(Qualifier::Before, _) => ToldWord::Before,
        When::Day(Qualifier::After, _) => ToldWord::After,
    }
}

fn services(graph: &Graph, region: &Region, zone: &TimeZone) -> Vec<ServiceFate> {
    let fates = region.services.values().filter_map(|it| fate(graph, region, it, zone));
    let mut fates: Vec<ServiceFate> = fates.collect();
    fates.sort_by(|a, b| (a.kind, &a.name).cmp(&(b.kind, &b.name)));
    fates
}

fn fate(graph: &Graph, region: &Region, service: &Service, zone: &TimeZone) -> Option<ServiceFate> {
    let movement = service.movement.as_ref().map(|it| it.value).filter(|it| *it != Move::None)?;
    let dated = |it: &Option<crate::source::Located<crate::model::graph::MilestoneRef>>| {
        it.as_ref().and_then(|it| graph.find_milestone(&it.value)).and_then(|it| told(it, zone))
    };
    let (since, until) = (dated(&service.since), dated(&service.until));
    let to = service.to.as_ref().map(|it| &it.value);
    let platform = to.and_then(|it| graph.platforms.get(&it.owner));
    let written = &service.written;
    let contact = written.contact.as_ref().map(|it| &it.value);
    Some(ServiceFate {
        name: service.name.clone(),
        kind: service.kind.as_ref().map_or(ServiceKind::Other, |it| it.value),
        movement,
        successor: platform.map(|it| it.name.clone()).or_else(|| to.and_then(|it| graph.regions.get(&it.owner)).map(|it| it.name.clone())),
        url: platform.zip(to).and_then(|(it, to)| it.services.get(&to.name)).and_then(|it| it.url.as_ref()).map(|it| it.value.clone()),
        is_open: until.is_none() && (service.until.is_some() || written.open("until").is_some()),
        gap_days: promise::gap(graph, region, service).map_or(0, |it| it.days),
        since,
        until,
        cohort: written.cohort.as_ref().and_then(|it| cohort(&it.value)),
        rate: written.rate.as_ref().and_then(|it| {
            let (old, new) = (it.value.old.as_ref()?.value, it.value.new.as_ref()?.value);
            Some(Rate { old, new, rounding: it.value.rounding.as_ref().map(|it| it.value) })
        }),
        reduced: written.reduced.as_ref().map_or_else(Vec::new, |it| reduced(&it.value)),
        compensation: written.compensation.as_ref().map(|it| it.value.clone()),
        needs_match: needs_match(region, service),
        contact: [
            contact.and_then(|it| it.url.as_ref()),
            contact.and_then(|it| it.phone.as_ref()),
            contact.and_then(|it| it.mail.as_ref()),
        ]
        .into_iter()
        .flatten()
        .map(|it| it.value.clone())
        .collect(),
        old_data: written.old_data.as_ref().map(|it| OldData {
            export_until: it.value.export_until.map(|it| it.value.0),
            keep_until: it.value.keep_until.map(|it| it.value.0),
            erase_on: it.value.erase_on.map(|it| it.value.0),
        }),
        tail: written.tail.map(|it| it.value),
        valid_for: written.valid_for.map(|it| it.value),
    })
}

fn reduced(written: &spec::service::Reduced) -> Vec<Reduction> {
    let all = [
        (Reduction::Value, &written.value),
        (Reduction::Validity, &written.validity),
        (Reduction::MinimumSpend, &written.minimum_spend),
        (Reduction::Scope, &written.scope),
    ];
    all.into_iter().filter(|(_, it)| it.is_some()).map(|(it, _)| it).collect()
}

fn cohort(written: &spec::service::Cohort) -> Option<Cohort> {
    let (basis, cutoff) =
        [(CohortBasis::Held, &written.held), (CohortBasis::Valid, &written.valid), (CohortBasis::Issued, &written.issued)]
            .into_iter()
            .find_map(|(basis, it)| it.as_ref().map(|it| (basis, &it.value)))?;
    let (word, day) = [
        (Qualifier::On, &cutoff.on),
        (Qualifier::From, &cutoff.from),
        (Qualifier::By, &cutoff.by),
        (Qualifier::Before, &cutoff.before),
        (Qualifier::After, &cutoff.after),
    ]
    .into_iter()
    .find_map(|(word, it)| it.as_ref().map(|it| (word, it.value.0)))?;
    Some(Cohort { basis, word, day })
}

/// Tells whether some account may match none of the successor's, and the service is of no use without one.
fn needs_match(region: &Region, service: &Service) -> bool {
    let is_unsure = |it: &Service| {
        let is_accounts = it.kind.as_ref().is_some_and(|it| it.value == ServiceKind::Accounts);
        is_accounts && it.written.r#match.as_ref().is_some_and(|it| it.value.unmatched.is_some())
    };
    let needed = service.needs.iter().filter(|it| it.value.owner == region.id).filter_map(|it| region.services.get(&it.value.name));
    is_unsure(service) || needed.into_iter().any(is_unsure)
}

fn apps(graph: &Graph, region: &Region, zone: &TimeZone) -> Vec<AppFate> {
    let dated = |it: &Option<crate::source::Located<String>>| {
        it.as_ref().and_then(|it| graph.milestone_named(&region.id, &it.value)).and_then(|it| told(it, zone))
    };
    let fate = |(id, it): (&String, &crate::source::Located<spec::notice::App>)| AppFate {
        name: it.value.name.as_ref().map_or_else(|| id.clone(), |it| it.value.clone()),
        delisted: dated(&it.value.delist),
        ends: dated(&it.value.ends),
        replacement: it.value.replacement.as_ref().and_then(|it| it.value.name.as_ref()).map(|it| it.value.clone()),
        url: it.value.replacement.as_ref().and_then(|it| it.value.url.as_ref()).map(|it| it.value.clone()),
        tells_since: dated(&it.value.in_app_notice).map(|it| it.told),
    };
    region.apps.iter().map(fate).collect()
}

fn controller(written: &spec::notice::Controller) -> Option<ControllerChange> {
    Some(ControllerChange {
        before: written.before.as_ref()?.value.clone(),
        after: written.after.as_ref()?.value.clone(),
        contact: written.contact.as_ref()?.value.clone(),
        purpose: written.purpose.as_ref().map(|it| it.value),
        countries: written.countries.iter().flatten().map(|it| it.value.clone()).collect(),
    })
}

/// Returns the right to end contracts on services that get worse; `None` where there is no such right, or no such service.
fn terms(graph: &Graph, region: &Region, written: &spec::notice::Notices) -> Option<TermsChange> {
    let right = written.terms.as_ref()?.right_to_end.as_ref()?.value;
    let services: Vec<String> = promise::harmed(graph, region).into_iter().map(|it| it.0.name.clone()).collect();
    let days = i64::try_from(right.nominal_seconds() / 86_400).unwrap_or(i64::MAX);
    (!services.is_empty()).then_some(TermsChange { days, services })
}

fn untouched(graph: &Graph) -> Vec<OtherRegion> {
    let independent = graph.regions.values().filter(|it| it.disposition == crate::model::graph::Disposition::Independent);
    let hosts = |it: &Region| graph.sites_of(&it.id).map(|it| it.host.clone()).collect();
    independent.map(|it| other_region(it, hosts(it))).collect()
}

fn also_closing(graph: &Graph, region: &Region) -> Vec<OtherRegion> {
    let closes =
        |it: &&Region| it.id != region.id && it.instants(MilestoneKind::Sunset).is_some() && graph.sites_of(&it.id).next().is_some();
    let urls = |it: &Region| graph.sites_of(&it.id).map(|it| it.url()).collect();
    graph.retiring().filter(closes).map(|it| other_region(it, urls(it))).collect()
}

fn other_region(region: &Region, addresses: BTreeSet<String>) -> OtherRegion {
    OtherRegion {
        name: region.name.clone(),
        countries: region.countries.iter().map(|it| it.value.clone()).collect(),
        addresses: addresses.into_iter().collect(),
        is_provisional: region.review_by.is_some(),
    }
}

fn not_sold(region: &Region) -> Vec<String> {
    let lines = region.brand.iter().flat_map(|it| &it.value.lines).filter(|(_, it)| it.value.not_sold.is_some());
    lines.map(|(key, it)| it.value.name.as_ref().map_or_else(|| key.value.clone(), |it| it.value.clone())).collect()
}

/// Returns the notice's own page on the region's first site; `None` where none is served.
fn page(graph: &Graph, region: &Region, zone: &TimeZone) -> Option<NoticePage> {
    let key = region.notice_page.as_ref()?.pattern.key()?;
    let site = graph.sites_of(&region.id).next()?;
    let clock = site.zone.as_ref().unwrap_or(zone);
    let instants = |kind| region.of_kind(kind).and_then(|it| it.instants(clock));
    Some(NoticePage {
        url: format!("{}{}{key}", site.scheme_and_host, site.path),
        since: Some(instants(MilestoneKind::Announce)?.switch),
        until: instants(MilestoneKind::RedirectsEnd).map(|it| it.switch),
    })
}

/// Tells whether a rule or a default lets something of the region's sites be served behind its sunset.
fn serves_on(graph: &Graph, region: &Region) -> bool {
    let Some(sunset) = region.instants(MilestoneKind::Sunset) else { return true };
    let outlives = |it: &Redirect| {
        let until = it.until.as_ref().and_then(|it| graph.find_milestone(&it.value)).and_then(|it| it.instants(region.zone.as_ref()?));
        matches!(it.answer, RuleAnswer::Serve) && until.is_none_or(|it| sunset.switch < it.switch)
    };
    region.redirects.iter().any(outlives)
        || graph.sites_of(&region.id).any(|it| it.default.as_ref().is_some_and(|it| matches!(it.answer, RuleAnswer::Serve)))
}

/// Returns the hosts at which these customers may be sent to: of their sites, and of what takes over.
fn genuine_hosts(graph: &Graph, region: &Region, notice: &Notice) -> Vec<String> {
    let mut hosts = BTreeSet::new();
    // A closed store asks for nothing any more: whoever does under its name is not the store.
    let is_closed = matches!(notice.occasion, Occasion::Closed | Occasion::Afterwards);
    for site in graph.sites_of(&region.id).filter(|_| !is_closed) {
        hosts.insert(site.host.clone());
        let host = graph.find_host(&site.host);
        hosts.extend(host.iter().flat_map(|it| &it.aliases).map(|it| it.value.clone()));
    }
    let destinations = notice.sites.iter().filter_map(|it| it.destination.as_ref());
    let services = notice.services.iter().flat_map(|it| it.url.iter().chain(&it.contact));
    let apps = notice.apps.iter().filter_map(|it| it.url.as_ref());
    let urls = destinations.chain(services).chain(apps).chain(&notice.landing);
    let parsed = urls.filter_map(|it| url::Url::parse(it).ok()).filter(|it| it.scheme() == "https");
    hosts.extend(parsed.filter_map(|it| it.host_str().map(str::to_owned)));
    hosts.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::Report;
    use crate::load::{Memory, load};
    use crate::source::Sources;

    const WORKSPACE: &str = r#"
        spec = 1
        [program]
        name = "case"
        brand = "Acme"
        successor = "big"
        [platforms.big]
        name = "Big"
        origins = ["https://big.example"]
        [platforms.big.services]
        points = { url = "https://big.example/points/" }
    "#;

    const REGION: &str = r#"
        [region]
        name = "Here"
        disposition = "retire"
        locales = ["en-GB", "fr-FR"]
        time-zone = "Europe/Paris"
        [[sites]]
        id = "store"
        url = "https://www.acme.example/fr/"
        successor = "https://big.example/fr/"
        upstream = "http://127.0.0.1:8080"
        [notices]
        sender = "Acme <notice@acme.example>"
        reminders = ["30 days", "7 days", "1 day"]
    "#;

    const DATES: &str = r#"
        [milestones]
        announce = { by = 2024-10-15 }
        migrate = { from = 2024-10-21 }
        sales-stop = { from = 2024-10-21 }
        freeze = { from = 2024-10-21 }
        back = { kind = "restore", before = 2024-12-12 }
        late = { kind = "restore", on = 2024-12-16 }
        sunset = { by = 2024-12-31 }
        app-sunset = { on = 2024-12-31 }
        redirects-end = { never = "old links are kept" }
        [services.points]
        kind = "loyalty-points"
        move = "transfer"
        to = "big/points"
        since = "freeze"
        until = "late"
        cohort = { held = { on = 2024-10-20 } }
        rate = { old = 1, new = 2, rounding = "up" }
        [services.coupons]
        kind = "coupons"
        move = "reissue"
        to = "big/points"
        since = "freeze"
        until = "back"
        [services.orders]
        kind = "orders"
        move = "transfer"
        to = "big/points"
        since = "migrate"
        until = "late"
        [services.vouchers]
        kind = "stored-value"
        move = "none"
    "#;

    const INDEPENDENT: &str = r#"
        [region]
        name = "There"
        disposition = "independent"
        locales = ["en-GB"]
        time-zone = "Asia/Kolkata"
        [[sites]]
        id = "store"
        url = "https://www.acme.test/"
        [notices]
        reminders = ["7 days"]
        [milestones]
        sunset = { by = 2024-12-31 }
    "#;

    fn made(region: &str, dates: &str) -> Vec<Notice> {
        let files = [
            ("cutover.toml", WORKSPACE.to_owned()),
            ("regions/here.toml", format!("{region}\n{dates}")),
            ("regions/there.toml", INDEPENDENT.to_owned()),
        ];
        let disk = Memory(files.map(|(path, text)| (path.to_owned(), text.into_bytes())).into_iter().collect());
        let (mut sources, mut report) = (Sources::default(), Report::default());
        let spec = load(&disk, &mut sources, &mut report).unwrap();
        let graph = crate::resolve::resolve(&spec, &mut report).unwrap();
        notices(&graph).0
    }

    fn days_of(notices: &[Notice]) -> Vec<String> {
        notices.iter().filter(|it| it.locale == "en-GB").map(|it| format!("{} {}", it.day, it.occasion.word())).collect()
    }

    fn told(notice: &Notice) -> Vec<String> {
        notice.dates.iter().map(|it| format!("{} {} {}", it.milestone, it.word.word(), it.day)).collect()
    }

    #[test]
    fn reminders_hang_on_first_loss_and_on_sunset_and_fall_behind_the_announcement() {
        let notices = made(REGION, DATES);
        let expected = [
            "2024-10-15 announcement",
            "2024-10-20 last-day",
            "2024-12-01 reminder",
            "2024-12-24 reminder",
            "2024-12-30 last-day",
            "2025-01-01 closed",
            "2025-01-31 afterwards",
        ];
        assert_eq!(days_of(&notices), expected);
        assert_eq!(notices.len(), 2 * expected.len());
        assert!(notices.iter().all(|it| it.region == "here"), "an independent region sends nothing");
    }

    #[test]
    fn dates_carry_a_word_that_is_true_of_the_instant_told() {
        let expected = [
            "migrate from 2024-10-21",
            "sales-stop from 2024-10-21",
            "freeze from 2024-10-21",
            "back before 2024-12-12",
            "late by 2024-12-16",
            "sunset before 2024-12-31",
            "app-sunset on 2024-12-31",
        ];
        assert_eq!(told(&made(REGION, DATES)[0]), expected);
    }

    #[test]
    fn gap_is_counted_in_days_from_freeze_to_return() {
        let notices = made(REGION, DATES);
        let gaps: Vec<_> = notices[0].services.iter().map(|it| (it.name.as_str(), it.gap_days)).collect();
        // 21 October to 12 December, excluded, are 52 days; to 16 December, included, 57. Orders are served on.
        assert_eq!(gaps, [("orders", 0), ("points", 57), ("coupons", 52)]);
        let points = &notices[0].services[1];
        assert_eq!(points.rate, Some(Rate { old: 1, new: 2, rounding: Some(spec::service::Rounding::Up) }));
        assert_eq!(
            points.cohort.map(|it| (it.basis, it.word, it.day.to_string())),
            Some((CohortBasis::Held, Qualifier::On, "2024-10-20".into()))
        );
        assert_eq!((points.successor.as_deref(), points.url.as_deref()), (Some("Big"), Some("https://big.example/points/")));
    }

    #[test]
    fn next_loss_is_the_one_still_ahead_and_days_are_counted_to_the_sunset() {
        let notices = made(REGION, DATES);
        let next = |at: usize| notices[at].next_loss.as_ref().map(|it| it.milestone.clone());
        assert_eq!((next(0), next(1)), (Some("sales-stop".into()), Some("sales-stop".into())));
        assert_eq!((next(2), next(4), next(5)), (Some("sunset".into()), Some("sunset".into()), None));
        assert_eq!(notices.iter().take(7).map(|it| it.days_left).collect::<Vec<_>>(), [77, 72, 30, 7, 1, 0, 0]);
        assert_eq!(notices[0].last_day.map(|it| it.to_string()).as_deref(), Some("2024-12-30"));
    }

    #[test]
    fn closing_hour_leaves_its_own_day_open_and_its_notice_waits_for_a_whole_day() {
        let dates = "[milestones]\nannounce = { on = 2024-10-01 }\nsunset = { at = 2024-12-31T18:00:00 }";
        let notices = made(REGION, dates);
        let expected = [
            "2024-10-01 announcement",
            "2024-12-01 reminder",
            "2024-12-24 reminder",
            "2024-12-30 reminder",
            "2024-12-31 last-day",
            "2025-01-01 closed",
            "2025-01-31 afterwards",
        ];
        assert_eq!(days_of(&notices), expected);
        assert_eq!(told(&notices[0]), ["sunset at 2024-12-31"]);
    }

    #[test]
    fn region_without_dates_or_without_notices_sends_nothing() {
        assert!(made(REGION, "").is_empty());
        let silent = REGION.split("[notices]").next().unwrap();
        assert!(made(silent, DATES).is_empty());
    }

    #[test]
    fn promise_that_the_model_contradicts_is_not_made() {
        let region = REGION.replace("[notices]", "[brand]\nlanding = \"https://big.example/acme/\"\n[notices]\nclaims = [\"brand-continues\", \"no-action\", \"nothing-changes\", \"uninterrupted\"]");
        assert_eq!(made(&region, DATES)[0].promises, [Promise::BrandContinues, Promise::NoAction]);
        let ended = DATES.replace("move = \"reissue\"", "move = \"end\"");
        assert_eq!(made(&region, &ended)[0].promises, [Promise::BrandContinues]);
    }

    #[test]
    fn sender_and_hosts_are_those_of_the_region_and_its_successor() {
        let notices = made(REGION, DATES);
        assert_eq!(notices[0].sender.as_deref(), Some("notice@acme.example"));
        assert_eq!(notices[0].genuine_hosts, ["big.example", "www.acme.example"]);
        assert_eq!(notices[0].untouched.iter().map(|it| it.addresses.join(" ")).collect::<Vec<_>>(), ["www.acme.test"]);
    }
}
