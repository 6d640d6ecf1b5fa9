//! What customers read: facts in their places, words of their language, nothing that breaks out.

use cutover::diag::Report;
use cutover::emit::language::Fault;
use cutover::emit::notices::Printer;
use cutover::load::{Memory, load};
use cutover::lower;
use cutover::model::graph::Graph;
use cutover::model::plan::PageKind;
use cutover::model::plan::notice::{Notice, Occasion};
use cutover::source::Sources;
use std::collections::{BTreeMap, BTreeSet};

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
rewards = { url = "https://www.big.example/rewards/" }
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
"#;

const TOLD: &str = r#"
[milestones]
announce = { by = 2024-10-15 }
migrate = { from = 2024-10-21 }
sales-stop = { from = 2024-10-21 }
freeze = { from = 2024-10-21 }
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
[services.orders]
kind = "orders"
move = "transfer"
to = "big/identity"
since = "migrate"
until = "services-done"
[services.points]
kind = "loyalty-points"
move = "transfer"
to = "big/rewards"
since = "freeze"
until = "services-done"
needs = ["accounts"]
during = "unavailable"
routes = ["/points/*"]
cohort = { held = { on = 2024-10-20 } }
rate = { old = 1, new = 2, rounding = "up" }
compensation = "validity extended by the gap"
[services.coupons]
kind = "coupons"
move = "reissue"
to = "big/rewards"
since = "freeze"
until = "coupons-restored"
cohort = { valid = { on = 2024-10-21 } }
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
[services.newsletter]
kind = "consent"
move = "none"
[apps.store]
name = "Acme Store"
platforms = ["android"]
ends = "app-sunset"
delist = "sales-stop"
replacement = { name = "Big Shop", platforms = ["android"] }
[notices]
sender = "Acme <notice@acme.example>"
reply-to = "care@big.example"
reminders = ["30 days", "7 days", "1 day"]
controller = { before = "Acme SAS", after = "Big SA", contact = "privacy@big.example" }
claims = ["brand-continues"]
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

fn graph_of(workspace: &str, region: &str) -> Graph {
    let files = [("cutover.toml", workspace), ("regions/fr.toml", region), ("regions/in.toml", UNTOUCHED)];
    let disk = Memory(files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into_iter().collect());
    let (mut sources, mut report) = (Sources::default(), Report::default());
    let spec = load(&disk, &mut sources, &mut report).unwrap();
    cutover::resolve::resolve(&spec, &mut report).unwrap()
}

fn graph() -> Graph {
    graph_of(WORKSPACE, &format!("{REGION}{TOLD}"))
}

fn notices(graph: &Graph) -> Vec<Notice> {
    lower::notices::notices(graph).0
}

fn printed(notices: &[Notice]) -> BTreeMap<String, String> {
    let files = Printer::new(&BTreeMap::new()).of_notices(notices).unwrap().into_iter().flat_map(|it| it.files);
    files.map(|(path, bytes)| (path, String::from_utf8(bytes).unwrap())).collect()
}

/// Returns the text of HTML: tags and style taken out, escapes undone, spaces joined.
fn read(html: &str) -> String {
    let body = html.split_once("<body").unwrap().1;
    let mut text = String::new();
    for part in body.split('<').skip(1) {
        text.push(' ');
        text.push_str(part.split_once('>').unwrap().1);
    }
    for (escape, char) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&#39;", "'"), ("&#x2f;", "/"), ("&amp;", "&")]
    {
        text = text.replace(escape, char);
    }
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn announcement_reads_as_a_customer_expects() {
    let files = printed(&notices(&graph()));
    for locale in ["en-GB", "fr-FR"] {
        insta::assert_snapshot!(format!("announcement-{locale}"), files[&format!("notices/fr/{locale}/2024-10-15-announcement.txt")]);
    }
}

#[test]
fn last_day_and_afterwards_read_as_a_customer_expects() {
    let files = printed(&notices(&graph()));
    insta::assert_snapshot!("last-day-en-GB", files["notices/fr/en-GB/2024-12-30-last-day.txt"]);
    insta::assert_snapshot!("closed-fr-FR", files["notices/fr/fr-FR/2025-01-01-closed.txt"]);
}

#[test]
fn every_occasion_has_its_mail_in_each_language() {
    let files = printed(&notices(&graph()));
    let stems: BTreeSet<&str> = files.keys().map(|it| it.split_once('.').unwrap().0).collect();
    assert_eq!(stems.len(), 2 * 7);
    for stem in stems {
        for extension in ["subject.txt", "txt", "html"] {
            assert!(files.contains_key(&format!("{stem}.{extension}")), "{stem}.{extension}");
        }
        let locale = stem.split('/').nth(2).unwrap();
        assert!(files[&format!("{stem}.html")].contains(&format!("<html lang=\"{locale}\"")));
    }
}

#[test]
fn text_and_html_of_a_notice_say_the_same() {
    let files = printed(&notices(&graph()));
    for (path, text) in files.iter().filter(|it| it.0.ends_with(".txt") && !it.0.ends_with(".subject.txt")) {
        let html = read(&files[&path.replace(".txt", ".html")]);
        for word in text.split_ascii_whitespace().filter(|it| !it.starts_with(['=', '-', '*', '·'])) {
            let shown = word.trim_start_matches("https://").trim_end_matches('/');
            assert!(html.contains(shown), "{path}: mail lacks `{shown}`");
        }
        let letters = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        // The hidden first line of a mail says its first sentence twice.
        let mail = letters(&html);
        assert!(mail.ends_with(&letters(text)), "{path}: {mail} / {}", letters(text));
    }
}

#[test]
fn subject_is_one_line() {
    for (path, text) in printed(&notices(&graph())).iter().filter(|it| it.0.ends_with(".subject.txt")) {
        assert_eq!(text.lines().count(), 1, "{path}");
    }
}

#[test]
fn nothing_is_asked_of_another_host_to_show_a_page() {
    let graph = graph();
    let notices = notices(&graph);
    let mut printer = Printer::new(&BTreeMap::new());
    let mut pages: Vec<String> = printed(&notices).into_iter().filter(|it| it.0.ends_with(".html")).map(|it| it.1).collect();
    for kind in [PageKind::Notice, PageKind::Gone, PageKind::Moving] {
        pages.push(String::from_utf8(printer.page(&graph, &notices, "fr", kind).unwrap()).unwrap());
    }
    for page in pages {
        for asks in ["<script", "<img", "<iframe", "src=", "@import", "url(", "<form", "srcset"] {
            assert!(!page.contains(asks), "{asks}");
        }
        assert_eq!(page.matches("<link").count(), page.matches("<link rel=\"icon\" href=\"data:,\">").count());
    }
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "</script><b onclick=\"x\">'{{ 7 }}' { $zone }\u{202E}\r\nBcc: all";
    let mut all = notices(&graph());
    for notice in &mut all {
        notice.brand = hostile.to_owned();
        notice.successor = Some(hostile.to_owned());
        notice.landing = Some(format!("javascript:alert(1)//{hostile}"));
        notice.reply_to = Some(format!("a@b\"><script>{hostile}"));
        notice.genuine_hosts = vec![hostile.to_owned()];
        notice.apps[0].name = hostile.to_owned();
        notice.services[0].url = Some(format!("https://h.example/\"><script>{hostile}"));
        notice.services[0].contact = vec!["javascript:alert(1)".to_owned(), format!("+1\r\n{hostile}")];
        notice.controller.as_mut().unwrap().before = hostile.to_owned();
    }
    for (path, text) in printed(&all) {
        if path.ends_with(".html") {
            assert!(!text.contains("<b ") && !text.contains("<script") && !text.contains("</script"), "{path}");
            assert!(!text.contains("href=\"javascript"), "{path}");
            assert!(read(&text).contains("</script><b onclick=\"x\">'{{ 7 }}' { $zone }"), "{path}");
            for tag in text.split('<').skip(1) {
                let tag = tag.split_once('>').unwrap().0;
                let names: String = tag.split('"').step_by(2).collect();
                assert!(!names.contains("onclick"), "{path}: {tag}");
            }
        } else if path.ends_with(".eml") {
            let (head, _) = text.split_once("\r\n\r\n").unwrap();
            let names: Vec<&str> =
                head.split("\r\n").filter(|it| !it.starts_with(' ')).filter_map(|it| it.split_once(": ")).map(|it| it.0).collect();
            let wanted = ["Date", "From", "Subject", "Message-ID", "Content-Language", "MIME-Version", "Content-Type"];
            assert_eq!(names, wanted, "{path}: an address that is none is not written");
            assert!(text.is_ascii() && !text.replace("\r\n", "").contains(['\r', '\n']), "{path}");
        } else {
            assert!(!text.contains('\r') && !text.contains('\u{202E}'), "{path}");
        }
        if path.ends_with(".subject.txt") {
            assert_eq!(text.lines().count(), 1);
        }
    }
}

#[test]
fn page_of_a_region_speaks_each_of_its_languages_and_leads_on() {
    let graph = graph();
    let notices = notices(&graph);
    let mut printer = Printer::new(&BTreeMap::new());
    for kind in [PageKind::Notice, PageKind::Gone, PageKind::Moving] {
        let page = String::from_utf8(printer.page(&graph, &notices, "fr", kind).unwrap()).unwrap();
        assert!(page.find("<article lang=\"fr-FR\"").unwrap() < page.find("<article lang=\"en-GB\"").unwrap());
        assert!(page.contains("https://www.big.example/fr/acme/"));
        let text = read(&page);
        let words: Vec<String> = text.split_ascii_whitespace().map(str::to_lowercase).collect();
        for fleeting in ["today", "tomorrow", "now", "soon", "aujourd’hui", "demain", "bientôt", "maintenant"] {
            assert!(!words.iter().any(|it| it == fleeting), "{} says `{fleeting}`", kind.word());
        }
    }
}

#[test]
fn region_of_which_little_is_known_has_plain_pages() {
    let mut printer = Printer::new(&BTreeMap::new());
    let cases = [
        (graph_of(WORKSPACE, REGION), "lang=\"fr-FR\"", true),
        (graph_of(WORKSPACE, &REGION.replace("[\"fr-FR\", \"en-GB\"]", "[\"cy-GB\"]")), "lang=\"en-GB\"", true),
        (graph_of(WORKSPACE, &REGION.replace("successor = \"https://www.big.example/fr/\"\n", "")), "lang=\"fr-FR\"", false),
    ];
    for (graph, lang, leads) in &cases {
        for kind in [PageKind::Notice, PageKind::Gone, PageKind::Moving] {
            let page = String::from_utf8(printer.page(graph, &[], "fr", kind).unwrap()).unwrap();
            assert!(page.contains(lang));
            assert_eq!(page.contains("href=\"https://www.big.example/fr"), *leads, "{page}");
        }
    }
}

#[test]
fn store_without_successor_is_never_said_to_move() {
    let workspace = WORKSPACE.replace("successor = \"big\"\n", "");
    let graph = graph_of(&workspace, &format!("{REGION}{TOLD}"));
    let all = notices(&graph);
    let subjects = printed(&all);
    assert_eq!(subjects["notices/fr/en-GB/2024-10-15-announcement.subject.txt"], "The Acme online store is closing\n");
    assert!(Printer::new(&BTreeMap::new()).page(&graph, &all, "fr", PageKind::Notice).is_ok());
}

#[test]
fn language_without_messages_is_an_error_that_names_it() {
    let graph = graph_of(WORKSPACE, &format!("{REGION}{TOLD}").replace("\"en-GB\"]", "\"cy-GB\"]"));
    let faults = Printer::new(&BTreeMap::new()).of_notices(&notices(&graph)).unwrap_err();
    let known = ["de-DE", "en-GB", "es-ES", "fr-FR", "id-ID", "it-IT"].map(str::to_owned);
    assert_eq!(faults, [Fault::NoLocale { locale: "cy-GB".into(), known: known.into() }]);
}

#[test]
fn layouts_state_no_fact() {
    for layout in ["mail.html.j2", "page.html.j2"] {
        let text = std::fs::read_to_string(format!("{}/templates/notices/{layout}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let body = text.split_once("<body").unwrap().1;
        let mut rest = body;
        while let Some(at) = rest.find('>') {
            let (said, behind) = rest[at + 1..].split_once('<').unwrap_or(("", ""));
            let said: String = said
                .split("{{")
                .enumerate()
                .map(|(rank, it)| if rank == 0 { it } else { it.split_once("}}").map_or("", |it| it.1) })
                .collect();
            let said: String = said
                .split("{%")
                .enumerate()
                .map(|(rank, it)| if rank == 0 { it } else { it.split_once("%}").map_or("", |it| it.1) })
                .collect();
            assert!(!said.contains(char::is_alphanumeric), "{layout}: {said}");
            rest = behind;
        }
        assert!(!text.contains("http"), "{layout}");
    }
}

#[test]
fn dates_by_several_clocks_say_whose() {
    let region = format!(
        "{REGION}\n[[sites]]\nid = \"id\"\nurl = \"https://www.acme.example/id/\"\nsuccessor = \"https://www.big.example/id/\"\nupstream = \"http://127.0.0.1:8080\"\ntime-zone = \"Asia/Jakarta\"\n{TOLD}"
    );
    let files = printed(&notices(&graph_of(WORKSPACE, &region)));
    let text = files["notices/fr/en-GB/2024-10-15-announcement.txt"].split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    assert!(text.contains("Paris time for www.acme.example/fr"), "{text}");
    assert!(text.contains("Jakarta time for www.acme.example/id"), "{text}");
    assert!(text.contains("(local time)"), "{text}");
}

#[test]
fn hour_of_closing_is_told_with_its_zone() {
    let region = format!("{REGION}{TOLD}").replace("sunset = { by = 2024-12-31 }", "sunset = { at = 2024-12-31T18:00:00 }");
    let all = notices(&graph_of(WORKSPACE, &region));
    let files = printed(&all);
    let last: Vec<&Notice> = all.iter().filter(|it| it.occasion == Occasion::LastDay).collect();
    assert_eq!(last[1].day.to_string(), "2024-12-31");
    assert!(files["notices/fr/fr-FR/2024-12-31-last-day.txt"].replace('\n', " ").contains("18\u{A0}h\u{A0}00 (heure de Paris)"));
    assert!(files["notices/fr/en-GB/2024-12-31-last-day.txt"].replace('\n', " ").contains("until 6:00pm (Paris time)"));
}

#[test]
fn every_word_in_front_of_a_date_can_be_said_of_every_loss() {
    for word in ["on", "from", "by", "before", "after"] {
        let mut region = format!("{REGION}{TOLD}");
        for (name, day) in [("sales-stop", "2024-10-21"), ("freeze", "2024-10-21"), ("sunset", "2024-12-31"), ("app-sunset", "2024-12-31")]
        {
            let line = region.lines().find(|it| it.starts_with(&format!("{name} ="))).unwrap().to_owned();
            region = region.replace(&line, &format!("{name} = {{ {word} = {day} }}"));
        }
        let files = printed(&notices(&graph_of(WORKSPACE, &region)));
        let said = match word {
            // What is due by a day is told as before it: nobody counts on that day.
            "by" | "before" => "please finish in the Acme online store before Tuesday 31 December 2024",
            "from" => "the Acme online store is closed from Tuesday 31 December 2024",
            "on" => "the Acme online store closes on Tuesday 31 December 2024",
            _ => "the Acme online store closes after Tuesday 31 December 2024",
        };
        let day = if word == "after" { "2024-12-25" } else { "2024-12-24" };
        assert_eq!(files[&format!("notices/fr/en-GB/{day}-reminder.subject.txt")], format!("Reminder: {said}\n"));
    }
}

#[test]
fn layout_that_asks_for_what_is_not_there_is_an_error_with_its_place() {
    let overlay = BTreeMap::from([("notices/mail.html.j2".to_owned(), "<p>\n{{ nothing }}</p>\n".to_owned())]);
    let faults = Printer::new(&overlay).of_notices(&notices(&graph())).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert!(faults[0].to_string().starts_with("templates/notices/mail.html.j2:2: "), "{}", faults[0]);
}
