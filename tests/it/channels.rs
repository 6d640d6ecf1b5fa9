//! The channels beside mail and page: what each says on every occasion, and that it stays true for as long as it is read.

use cutover::emit::notices::{Printer, Shown, Text};
use cutover::load::Memory;
use cutover::model::plan::Plan;
use cutover::model::plan::notice::{Correction, Notice, Occasion, Told, ToldWord};
use cutover::model::spec::milestone::MilestoneKind;
use cutover::model::spec::notice::Channel;
use cutover::{Options, check_workspace};
use jiff::civil::date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const WORKSPACE: &str = r#"
spec = 1
[program]
name = "case"
brand = "Acme"
successor = "big"
[platforms.big]
name = "Big"
origins = ["https://www.big.example"]
umbrella = "https://www.big.example/"
[platforms.big.services]
identity = { url = "https://www.big.example/account/" }
rewards = { url = "https://www.big.example/rewards/?from=acme&keep=1" }
support = { url = "https://www.big.example/support/" }
"#;

const REGION: &str = r#"
[region]
name = "France"
disposition = "retire"
countries = ["FR"]
locales = ["fr-FR", "en-GB"]
time-zone = "Europe/Paris"
[[sites]]
id = "store"
url = "https://www.acme.example/fr/"
successor = "https://www.big.example/fr/"
upstream = "http://127.0.0.1:8080"
[hosts."www.acme.example"]
aliases = ["acme.example"]
default = { answer = "gone" }
[milestones]
announce = { by = 2024-10-01 }
migrate = { from = 2024-10-21 }
sales-stop = { from = 2024-10-21 }
freeze = { from = 2024-11-04 }
services-done = { kind = "restore", by = 2024-12-16 }
coupons-restored = { kind = "restore", before = 2024-12-12 }
sunset = { by = 2024-12-31 }
app-sunset = { on = 2024-12-31 }
[services.accounts]
kind = "accounts"
move = "transfer"
to = "big/identity"
since = "migrate"
until = "migrate"
match = { key = "verified e-mail address", unmatched = "claim page" }
[services.points]
kind = "loyalty-points"
move = "transfer"
to = "big/rewards"
since = "freeze"
until = "services-done"
needs = ["accounts"]
during = "unavailable"
routes = ["/points/*"]
cohort = { held = { on = 2024-11-03 } }
rate = { old = 1, new = 2, rounding = "up" }
[services.coupons]
kind = "coupons"
move = "reissue"
to = "big/rewards"
since = "freeze"
until = "coupons-restored"
cohort = { valid = { on = 2024-11-04 } }
[services.gift-cards]
kind = "stored-value"
move = "end"
since = "sunset"
[services.after-sales]
kind = "after-sales"
move = "reroute"
to = "big/support"
since = "migrate"
until = "migrate"
contact = { phone = "+33 1 23 45 67 89" }
[apps.store]
name = "Acme Store"
platforms = ["android"]
ends = "app-sunset"
replacement = { name = "Big Shop", platforms = ["android"] }
in-app-notice = "announce"
[notices]
sender = "Acme <notice@acme.example>"
reply-to = "care@big.example"
channels = ["banner", "page", "push", "sms", "support"]
reminders = ["30 days", "7 days"]
controller = { before = "Acme SAS", after = "Big SA", contact = "privacy@big.example" }
claims = ["brand-continues"]
page = "/closing/"
[brand]
landing = "https://www.big.example/fr/acme/"
"#;

const UNTOUCHED: &str = r#"
[region]
name = "Bharat"
disposition = "independent"
countries = ["IN"]
time-zone = "Asia/Kolkata"
[[sites]]
id = "store"
url = "https://www.acme.test/"
"#;

fn checked(workspace: &str, region: &str) -> cutover::Checked {
    let files = [("cutover.toml", workspace), ("regions/fr.toml", region), ("regions/in.toml", UNTOUCHED)];
    let disk = Memory(files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into_iter().collect());
    check_workspace(&disk, Options::default()).expect("it can be read")
}

fn plan(region: &str) -> Plan {
    checked(WORKSPACE, region).plan.expect("it has a plan")
}

fn texts(notices: &[Notice]) -> Vec<Text> {
    Printer::new(&BTreeMap::new()).of_notices(notices).expect("all can be said")
}

/// Returns all files by path.
fn files(texts: &[Text]) -> BTreeMap<String, String> {
    let files = texts.iter().flat_map(|it| &it.files);
    files.map(|(path, bytes)| (path.clone(), String::from_utf8(bytes.clone()).expect("it is text"))).collect()
}

/// Returns what is read, each with its time; lines end in what they end in.
fn read(texts: &[Text], locale: &str, channel: Channel) -> String {
    let mut all = String::new();
    for text in texts.iter().filter(|it| it.locale == locale && it.channel == channel) {
        for Shown { since, until, words, ahead } in &text.shown {
            let until = until.map_or("…".to_owned(), |it| it.to_string());
            let ahead: Vec<&str> = ahead.iter().map(|it| it.milestone.as_str()).collect();
            write!(all, "== {} {since} to {until} [{}]\n{}\n\n", text.name, ahead.join(", "), words.trim_end()).expect("it is text");
        }
    }
    all
}

/// Returns a correction of the sunset, a week after the announcement, as it is told of a date that has moved.
fn corrected(notices: &[Notice]) -> Vec<Notice> {
    let of_announcement = notices.iter().filter(|it| it.occasion == Occasion::Announcement);
    let moved = |it: &Notice| {
        let is = it.date(MilestoneKind::Sunset).expect("there is one").clone();
        let was = Told { day: date(2024, 12, 15), told: is.told - SignedDuration::from_hours(16 * 24), ..is.clone() };
        let never = Told { milestone: "app-delist".into(), kind: MilestoneKind::AppDelist, ..was.clone() };
        let corrections = vec![Correction { was, is: Some(is) }, Correction { was: never, is: None }];
        Notice { day: date(2024, 10, 8), occasion: Occasion::Correction, corrections, ..it.clone() }
    };
    of_announcement.map(moved).collect()
}

#[test]
fn every_channel_reads_well_on_every_occasion() {
    let notices = plan(REGION).notices;
    let occasions: BTreeSet<&str> = notices.iter().map(|it| it.occasion.word()).collect();
    assert_eq!(occasions.into_iter().collect::<Vec<_>>(), ["afterwards", "announcement", "closed", "last-day", "reminder"]);
    let (plain, corrected) = (texts(&notices), texts(&corrected(&notices)));
    for locale in ["en-GB", "fr-FR"] {
        for channel in [Channel::Banner, Channel::Push, Channel::Sms] {
            let all = read(&plain, locale, channel) + &read(&corrected, locale, channel);
            insta::assert_snapshot!(format!("{}-{locale}", channel.word()), all);
        }
        let (plain, corrected) = (files(&plain), files(&corrected));
        let path = |name: &str| format!("notices/fr/{locale}/{name}");
        insta::assert_snapshot!(format!("faq-{locale}"), plain[&path("2024-10-01-announcement.faq.md")]);
        insta::assert_snapshot!(format!("faq-closed-{locale}"), plain[&path("2025-01-01-closed.faq.md")]);
        let macros = ["2024-10-01-announcement.macro.txt", "2025-01-01-closed.macro.txt"].map(|it| plain[&path(it)].as_str());
        let macros = [macros[0], macros[1], &corrected[&path("2024-10-08-correction.macro.txt")]].join("\n== \n\n");
        insta::assert_snapshot!(format!("macro-{locale}"), macros);
    }
    insta::assert_snapshot!("banner-html", files(&plain)["notices/fr/en-GB/2024-10-01-announcement.banner.html"]);
    insta::assert_snapshot!("push-json", files(&plain)["notices/fr/en-GB/2024-10-01-announcement.push.json"]);
    insta::assert_snapshot!("sms-json", files(&plain)["notices/fr/fr-FR/2024-10-01-announcement.sms.json"]);
}

/// Returns the region with another of its lines.
fn with(line: &str, other: &str) -> String {
    assert!(REGION.contains(line), "{line}");
    REGION.replace(line, other)
}

/// Returns the day as messages in English have it.
fn in_words(told: &Told) -> String {
    told.day.strftime("%-d %B %Y").to_string()
}

/// Tells whether a date may be told as ahead at `at`, by the clock of `zone`; worked out from its word alone.
fn is_ahead(date: &Told, at: Timestamp, zone: &str) -> bool {
    let here = at.to_zoned(TimeZone::get(zone).expect("a zone"));
    match date.word {
        ToldWord::On => here.date() <= date.day && (zone != "Europe/Paris" || at < date.switch),
        ToldWord::From | ToldWord::Before => here.date() < date.day,
        ToldWord::By | ToldWord::After => here.date() <= date.day,
        ToldWord::At => at < date.told,
    }
}

/// Returns instants of a time at which something may turn false: its ends, and a second on both sides of each switch in it.
fn instants(shown: &Shown, notice: &Notice) -> BTreeSet<Timestamp> {
    let second = SignedDuration::from_secs(1);
    let last = shown.until.map(|it| it - second);
    let all = notice.dates.iter().flat_map(|it| [it.told, it.switch]).flat_map(|it| [it - second, it, it + second]);
    let hours = (0..24 * 12).map(|it| shown.since + SignedDuration::from_hours(it * 7));
    let within = |it: &Timestamp| shown.since <= *it && last.is_none_or(|last| *it <= last);
    all.chain(hours).chain([shown.since]).chain(last).filter(within).collect()
}

/// Holds every short text of `region` against the dates, at every instant at which it may be read.
fn hold(region: &str, zones: &[&str]) {
    let plan = plan(region);
    let notices: Vec<Notice> = plan.notices.iter().filter(|it| it.locale == "en-GB").cloned().collect();
    let mut judged = 0;
    for text in texts(&notices).iter().filter(|it| it.channel != Channel::Support) {
        let notice = notices.iter().find(|it| Some(it.day) == text.day).expect("its notice");
        let sunset = notice.date(MilestoneKind::Sunset).expect("it closes");
        let (since, until) = notice.window();
        for shown in &text.shown {
            assert!(shown.since >= since && shown.until.is_none_or(|it| shown.since < it), "{}", text.id());
            assert!(until.is_none_or(|until| shown.until.is_some_and(|it| it <= until)), "{}: it outlives its notice", text.id());
            let told = |it: &Told| shown.words.contains(&in_words(it));
            for date in &shown.ahead {
                assert!(told(date), "{}: {} is not told", text.id(), date.milestone);
            }
            for at in instants(shown, notice) {
                judged += 1;
                for date in notice.dates.iter().filter(|it| told(it)) {
                    let is_named = shown.ahead.iter().any(|it| it.day == date.day);
                    assert!(is_named, "{}: {} is told and not among the dates ahead", text.id(), date.milestone);
                    let same = shown.ahead.iter().filter(|it| it.day == date.day);
                    for date in same {
                        let is_true = zones.iter().all(|zone| is_ahead(date, at, zone));
                        assert!(is_true, "{} at {at}: {} is over in {:?}", text.id(), date.milestone, shown.words);
                    }
                }
                let (closing, closed) = (shown.words.contains("is closing"), shown.words.contains("has closed"));
                assert!(closing != closed, "{}", shown.words);
                assert!(if closed { sunset.switch <= at } else { at < sunset.switch || zones.len() > 1 }, "{} at {at}", text.id());
            }
        }
    }
    assert!(judged > 100, "only {judged} instants were judged");
}

#[test]
fn no_short_text_is_false_at_any_instant_at_which_it_is_read() {
    hold(REGION, &["Europe/Paris"]);
    for word in ["on", "from", "by", "before", "after"] {
        let mut region = REGION.to_owned();
        for (name, day) in [("sales-stop", "2024-10-21"), ("freeze", "2024-11-04"), ("sunset", "2024-12-31"), ("app-sunset", "2024-12-31")]
        {
            let line = REGION.lines().find(|it| it.starts_with(&format!("{name} ="))).expect("a date").to_owned();
            region = region.replace(&line, &format!("{name} = {{ {word} = {day} }}"));
        }
        hold(&region, &["Europe/Paris"]);
    }
    // An hour within a day, and a day on which the clock has changed.
    hold(&with("sales-stop = { from = 2024-10-21 }", "sales-stop = { at = 2024-10-27T12:00:00 }"), &["Europe/Paris"]);
    hold(&with("sunset = { by = 2024-12-31 }", "sunset = { at = 2024-12-31T18:00:00 }"), &["Europe/Paris"]);
    // Without a page of its own, and with one that is not served for ever.
    hold(&with("page = \"/closing/\"\n", ""), &["Europe/Paris"]);
    hold(&with("app-sunset = {", "redirects-end = { from = 2025-01-20 }\napp-sunset = {"), &["Europe/Paris"]);
}

#[test]
fn where_clocks_differ_a_date_is_ahead_only_while_it_is_by_each_of_them() {
    let site = "[[sites]]\nid = \"id\"\nurl = \"https://www.acme.example/id/\"\nsuccessor = \"https://www.big.example/id/\"\n\
                upstream = \"http://127.0.0.1:8080\"\ntime-zone = \"Asia/Jakarta\"\n[hosts.";
    let region = with("[hosts.", site);
    hold(&region, &["Europe/Paris", "Asia/Jakarta"]);
    let banners = read(&texts(&plan(&region).notices), "en-GB", Channel::Banner);
    assert!(banners.contains("No new orders from 21 October 2024 (local time)."), "{banners}");
    // The day begins in Jakarta seven hours before it does in Paris, summer time there.
    assert!(banners.contains("to 2024-10-20T17:00:00Z [sales-stop]"), "{banners}");
}

#[test]
fn of_dates_on_one_day_only_those_are_told_that_are_spoken_of() {
    let all = texts(&plan(REGION).notices);
    let told = |id: &str| {
        let text = all.iter().find(|it| it.id() == id).unwrap_or_else(|| panic!("{id}"));
        text.told.keys().map(String::as_str).collect::<Vec<_>>()
    };
    // The move begins on that day too.
    assert_eq!(told("fr/en-GB/2024-10-01-announcement.sms"), ["sales-stop"]);
    assert_eq!(told("fr/en-GB/2024-10-20-last-day.banner"), ["freeze", "sales-stop", "sunset"]);
    assert!(told("fr/en-GB/2024-10-01-announcement.support").contains(&"migrate"));
    assert!(told("fr/en-GB/2025-01-01-closed.sms").is_empty());
}

#[test]
fn strips_follow_each_other_without_a_gap_until_the_store_closes() {
    let texts = texts(&plan(REGION).notices);
    let files = files(&texts);
    let schedule: serde_json::Value = serde_json::from_str(&files["notices/fr/fr-FR/banners.json"]).expect("it is JSON");
    let banners = schedule["banners"].as_array().expect("a list");
    for pair in banners.windows(2) {
        assert_eq!(pair[0]["until"], pair[1]["since"]);
    }
    assert_eq!(banners[0]["since"]["local"], "2024-10-01 00:00 Europe/Paris");
    assert_eq!(banners.last().expect("one")["until"]["local"], "2025-01-01 00:00 Europe/Paris");
    for banner in banners {
        let html = &files[&format!("notices/fr/fr-FR/{}", banner["file"].as_str().expect("a name"))];
        for (name, key) in [("since", "since"), ("until", "until")] {
            assert!(html.contains(&format!("data-{name}=\"{}\"", banner[key]["utc"].as_str().expect("an instant"))), "{html}");
        }
        assert!(html.contains(banner["text"].as_str().expect("text")));
    }
    let of_strips = files.keys().filter(|it| it.starts_with("notices/fr/fr-FR/") && it.ends_with("banner.html")).count();
    assert_eq!(of_strips, banners.len());
}

#[test]
fn who_cannot_be_reached_is_told_nothing() {
    let said = |region: &str, name: &str| {
        let files = files(&texts(&plan(region).notices));
        files.contains_key(&format!("notices/fr/en-GB/{name}"))
    };
    assert!(!said(REGION, "2025-01-01-closed.banner.html"), "nothing is served on which it could stand");
    assert!(!said(REGION, "2025-01-01-closed.push.json"), "the app has ended");
    assert!(said(REGION, "2025-01-01-closed.sms.txt") && said(REGION, "2025-01-01-closed.faq.md"));
    // A rule that keeps something served.
    let help = format!("{REGION}\n[[redirects.rules]]\nfrom = \"/help/*\"\nanswer = \"serve\"\n");
    assert!(said(&help, "2025-01-01-closed.banner.html"));
    hold(&help, &["Europe/Paris"]);
    let going = with("ends = \"app-sunset\"\n", "");
    assert!(said(&going, "2025-01-01-closed.push.json"));
    // What is not listed is not written.
    let few = with("[\"banner\", \"page\", \"push\", \"sms\", \"support\"]", "[\"sms\"]");
    let endings: BTreeSet<String> = files(&texts(&plan(&few).notices))
        .into_keys()
        .filter_map(|it| Some(it.rsplit('/').next()?.split_once('.')?.1.to_owned()))
        .collect();
    assert_eq!(endings.into_iter().collect::<Vec<_>>(), ["sms.json", "sms.txt"]);
}

#[test]
fn app_tells_from_its_milestone_until_it_ends() {
    let region = with("in-app-notice = \"announce\"", "in-app-notice = \"migrate\"");
    let files = files(&texts(&plan(&region).notices));
    let in_app = |name: &str| {
        let push: serde_json::Value = serde_json::from_str(&files[&format!("notices/fr/en-GB/{name}.push.json")]).expect("it is JSON");
        push["in-app"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|it| (it["since"]["utc"].clone(), it["until"]["utc"].clone()))
            .collect::<Vec<_>>()
    };
    assert!(in_app("2024-10-01-announcement").is_empty());
    assert_eq!(in_app("2024-10-20-last-day")[0].0, "2024-10-20T22:00:00Z");
    assert_eq!(in_app("2024-12-30-last-day").last().expect("one").1, "2024-12-31T23:00:00Z");
}

#[test]
fn sms_of_the_usual_lengths_takes_one_or_two_messages_and_is_folded() {
    for notice in [plan(REGION).notices, corrected(&plan(REGION).notices)] {
        for (path, text) in files(&texts(&notice)).iter().filter(|it| it.0.ends_with(".sms.txt")) {
            let size: serde_json::Value =
                serde_json::from_str(&files(&texts(&notice))[&path.replace(".txt", ".json")]).expect("it is JSON");
            assert_eq!(size["text"], text.as_str());
            assert!(!text.ends_with('\n') && !text.contains(['\u{A0}', '\u{202F}', '’', '«']), "{text}");
            assert_eq!(size["encoding"], "gsm-7", "{text}");
            assert!(path.contains("correction") || size["segments"].as_u64() <= Some(2), "{text}");
            assert!(text.starts_with("Acme") && text.contains("https://"), "{text}");
        }
    }
    // August has a circumflex in French, which the alphabet does not: it stays, and is counted.
    let august = with("sales-stop = { from = 2024-10-21 }", "sales-stop = { from = 2025-08-01 }")
        .replace("by = 2024-12-31", "by = 2025-12-31")
        .replace("on = 2024-12-31", "on = 2025-12-31")
        .replace("freeze = { from = 2024-11-04 }", "freeze = { from = 2025-08-04 }")
        .replace("by = 2024-12-16", "by = 2025-12-16")
        .replace("before = 2024-12-12", "before = 2025-12-12");
    let texts = texts(&plan(&august).notices);
    let text = &files(&texts)["notices/fr/fr-FR/2024-10-01-announcement.sms.json"];
    let size: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
    assert_eq!((size["encoding"].as_str(), size["segments"].as_u64()), (Some("ucs-2"), Some(3)), "{text}");
    assert!(size["text"].as_str().expect("text").contains("1er août 2025"));
}

#[test]
fn push_that_phones_would_cut_is_an_error_that_names_its_message() {
    let found = |workspace: &str, region: &str| {
        let checked = checked(workspace, region);
        let found = checked.report.findings.iter().filter(|it| it.code.name == "notice/too-long");
        found.map(|it| it.message.clone()).collect::<Vec<_>>()
    };
    assert!(found(WORKSPACE, REGION).is_empty());
    let long = WORKSPACE.replace("\"Acme\"", "\"The Northern and Southern Equipment Company\"");
    let message = "the title of a push is 67 characters long with message `short-title-announcement` of `en-GB`, where phones show 50";
    assert!(found(&long, REGION).first().is_some_and(|it| it.starts_with(message)), "{:?}", found(&long, REGION));
    assert!(found(&long, &with("\"push\", ", "")).is_empty(), "nobody is sent a push");
    let usual = WORKSPACE.replace("\"Acme\"", "\"Acme of the North\"");
    assert!(found(&usual, REGION).is_empty(), "{:?}", found(&usual, REGION));
}

#[test]
fn files_for_programs_are_as_their_schemas_say() {
    let schemas: BTreeMap<String, String> = cutover::schemas().into_iter().collect();
    let notices = plan(REGION).notices;
    let files = files(&texts(&[notices.clone(), corrected(&notices)].concat()));
    for (ending, schema) in [("push.json", "push"), ("sms.json", "sms"), ("banners.json", "banners")] {
        let schema: serde_json::Value = serde_json::from_str(&schemas[&format!("{schema}.schema.json")]).expect("it is JSON");
        let validator = jsonschema::validator_for(&schema).expect("it is a schema");
        let of_kind: Vec<_> = files.iter().filter(|it| it.0.ends_with(ending)).collect();
        assert!(!of_kind.is_empty());
        for (path, text) in of_kind {
            let value: serde_json::Value = serde_json::from_str(text).expect("it is JSON");
            assert!(validator.is_valid(&value), "{path}: {:?}", validator.iter_errors(&value).next());
            let mut wrong = value.clone();
            wrong.as_object_mut().expect("a table").remove("locale");
            assert!(!validator.is_valid(&wrong));
        }
    }
}

#[test]
fn hostile_text_stays_text_in_every_channel() {
    let hostile = "  - x</div><script>{ $x }\u{202E}\r\n# h](javascript:alert(1)) `c` --> \"y\" &copy";
    let mut all = plan(REGION).notices;
    all.extend(corrected(&all));
    for notice in &mut all {
        // A title has room for no more; a push of a longer one is not written.
        notice.channels.remove(&Channel::Push);
        notice.brand = hostile.to_owned();
        notice.successor = Some(hostile.to_owned());
        notice.landing = Some(format!("https://h.example/?a=1&copy=2\\)\"><script>{hostile}"));
        notice.page = None;
        notice.sites[0].destination = Some(format!("javascript:alert(1)//{hostile}"));
        notice.genuine_hosts = vec![hostile.to_owned()];
        notice.apps[0].name = hostile.to_owned();
        notice.services[0].url = Some("https://h.example/a>b](javascript:alert(1))".to_owned());
        notice.controller.as_mut().expect("one").before = hostile.to_owned();
        notice.untouched[0].name = hostile.to_owned();
        notice.untouched[0].countries.clear();
    }
    for (path, text) in files(&texts(&all)) {
        assert!(!text.contains(['\r', '\u{202E}']), "{path}");
        if path.ends_with(".banner.html") {
            assert!(!text.contains("<script") && text.matches("</div").count() == 0 && text.matches('<').count() == 8, "{text}");
            assert!(!text.contains("href=\"javascript"), "{text}");
        } else if path.ends_with(".md") {
            held_in_markdown(&path, &text);
        } else if path.ends_with(".txt") && path.contains(".sms.") {
            assert_eq!(text.lines().count(), 1, "{text}");
        } else if path.ends_with(".json") {
            serde_json::from_str::<serde_json::Value>(&text).expect("it is JSON");
        }
    }
}

/// Reads Markdown as CommonMark has it: only our own headings, lists and links, and no HTML but the comment in front.
fn held_in_markdown(path: &str, text: &str) {
    let body = text.split_once(" -->\n").unwrap_or_else(|| panic!("{path}")).1;
    for line in body.lines() {
        let plain = line.replace("\\\\", "").replace("\\<", "").replace("\\[", "").replace("\\]", "").replace("\\`", "").replace("\\&", "");
        assert!(!plain.contains('`'), "{path}: {line}");
        assert!(!plain.contains('&'), "{path}: {line}");
        assert!(!line.starts_with([' ', '\t']), "{path}: {line}");
        let links = plain.matches("](<").count();
        assert_eq!(plain.matches('[').count(), links, "{path}: {line}");
        assert_eq!(plain.matches('<').count(), links, "{path}: {line}");
        for to in plain.split("](<").skip(1) {
            let to = to.split_once(">)").unwrap_or_else(|| panic!("{path}: {line}")).0;
            assert!(["https://", "mailto:", "tel:"].iter().any(|it| to.starts_with(it)) && !to.contains(['<', '>', ' ']), "{path}: {line}");
        }
    }
}
