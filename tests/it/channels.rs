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
