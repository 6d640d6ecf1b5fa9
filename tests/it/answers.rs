//! What a URL answers, row by row: the worked examples of the language.

use cutover::load::Memory;
use cutover::model::plan::answer::{Answer, Outcome};
use cutover::model::plan::request::Request;
use cutover::{Checked, Options};
use jiff::Timestamp;

const WORKSPACE: &str = r#"
spec = 1
[program]
successor = "xiaomi"
[platforms.xiaomi]
origins = ["https://www.mi.com"]
# What URLs answer is asked here, not whether that serves customers.
[lint.severity]
"redirect/home-page-dump" = "allow"
"redirect/unmapped-url" = "allow"
"#;

const GLOBAL: &str = r#"
[region]
disposition = "retire"
time-zone = "Europe/London"
owner = "store-global"
staffed = [2024-12-31]

[[sites]]
id = "store"
url = "https://www.po.co/"
successor = "https://www.mi.com/global/"
upstream = "http://127.0.0.1:8080"
default = { to = "/", query = "drop" }

[hosts."www.po.co"]
aliases = ["po.co"]

[redirects]
trial = "14 days"

[milestones]
announce = { on = 2024-10-15 }
migrate = { from = 2024-10-21 }
sunset = { by = 2024-12-31, because = "decided", claims = [{ source = "A", from = 2024-12-31 }, { source = "B", by = 2024-12-31 }] }
redirects-end = { at = 2027-01-01T00:00 }
"#;

const UK: &str = r#"
[region]
extends = "global"
disposition = "retire"
time-zone = "Europe/London"

[[sites]]
id = "store"
url = "https://www.po.co/uk/"
successor = "https://www.mi.com/uk/"
upstream = "http://127.0.0.1:8081"
default = { to = "/poco/" }
"#;

const FR: &str = r#"
[region]
extends = "global"
disposition = "retire"
time-zone = "Europe/Paris"

[[sites]]
id = "store"
url = "https://www.po.co/fr/"
successor = "https://www.mi.com/fr/"
upstream = "http://127.0.0.1:8082"
default = { to = "/poco/" }
"#;

const IN: &str = r#"
[region]
disposition = "independent"
time-zone = "Asia/Kolkata"

[[sites]]
id = "ix"
url = "https://www.po.co/in/"
upstream = "http://127.0.0.1:8083"
"#;

/// A workspace with rules added: `uk: /a -> /x status=302 …`, a line each.
pub fn workspace(rules: &str) -> Checked {
    let mut regions = [("global", GLOBAL.to_owned()), ("uk", UK.to_owned()), ("fr", FR.to_owned()), ("in", IN.to_owned())];
    for line in rules.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let (region, rule) = line.split_once(": ").expect("a region");
        let mut words = rule.split(' ');
        let (from, to) = (words.next().expect("from"), words.nth(1).expect("to"));
        let mut entry = format!("\n[[redirects.rules]]\nfrom = \"{from}\"\nto = \"{to}\"\n");
        for word in words {
            let (key, value) = word.split_once('=').expect("key=value");
            let value = if key == "status" { value.to_owned() } else { format!("\"{value}\"") };
            entry += &format!("{key} = {value}\n");
        }
        regions.iter_mut().find(|(id, _)| *id == region).expect("a region").1.push_str(&entry);
    }
    let mut disk = Memory::default();
    disk.0.insert("cutover.toml".to_owned(), WORKSPACE.as_bytes().to_vec());
    disk.0.extend(regions.into_iter().map(|(id, text)| (format!("regions/{id}.toml"), text.into_bytes())));
    cutover::check_workspace(&disk, Options::default()).expect("memory can be read")
}

pub fn at(name: &str) -> Timestamp {
    let text = match name {
        "L" => "2024-10-01T12:00:00Z",
        "M" => "2024-10-25T12:00:00Z",
        "P" => "2024-11-10T12:00:00Z",
        "T" => "2025-01-05T12:00:00Z",
        "D" => "2025-03-01T12:00:00Z",
        "E" => "2027-01-01T00:00:00Z",
        other => other,
    };
    text.parse().expect("an instant")
}

pub fn request(text: &str) -> Request {
    let (method, url) = text.split_once(' ').unwrap_or(("GET", text));
    let url = if url.starts_with('/') { format!("https://www.po.co{url}") } else { url.to_owned() };
    Request { method: method.to_owned(), ..Request::of_url(&url).expect("a URL") }
}

fn shown(answer: &Answer) -> String {
    match &answer.outcome {
        Outcome::Redirect { status, location } => {
            let short = location.replacen("https://www.mi.com/uk", "~", 1).replacen("https://www.mi.com/global", "g", 1);
            format!("{status} {short}")
        }
        Outcome::Serve { upstream, .. } => format!("served by {}", upstream.authority.rsplit(':').next().unwrap_or_default()),
        Outcome::Gone { .. } => "410".to_owned(),
        other => format!("{:?}", other.status()),
    }
}

/// Asks `lines` of a workspace with `rules`: `request at answer`, a line each.
fn answers(rules: &str, lines: &str) {
    let checked = workspace(rules);
    let errors: Vec<&str> = checked.report.findings.iter().map(|it| it.message.as_str()).collect();
    assert!(!checked.report.has_errors(), "{rules}: {errors:?}");
    let plan = checked.plan.expect("a plan");
    for line in lines.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let (question, wanted) = line.split_once(" => ").expect("an answer");
        let (url, instant) = question.rsplit_once(" @").expect("an instant");
        let found = shown(&plan.answer(&request(url), at(instant)));
        assert_eq!(found, wanted, "{url} at {instant}\n{rules}");
    }
}

#[test]
fn row_1_and_2_a_rule_is_joined_and_keeps_the_query() {
    answers("uk: /a -> /x", "/uk/a @D => 301 ~/x\n/uk/a?u=%20z @D => 301 ~/x?u=%20z");
}

#[test]
fn row_4_and_5_a_literal_goes_before_a_placeholder_in_either_order() {
    answers("uk: /a -> /x\nuk: /:s -> /s/:s", "/uk/a @D => 301 ~/x");
    answers("uk: /:s -> /s/:s\nuk: /a -> /x", "/uk/a @D => 301 ~/x");
}

#[test]
fn row_6_to_9_shapes_are_compared_from_the_left() {
    answers(
        "uk: /blog/* -> /n/*\nuk: /blog/:s -> /p/:s\nuk: /blog/2024/* -> /y/*",
        "/uk/blog/2024/q @D => 301 ~/y/q
         /uk/blog/2024 @D => 301 ~/p/2024
         /uk/blog/ @D => 301 ~/n/
         /uk/blog @D => 301 ~/poco/",
    );
}

#[test]
fn row_10_the_leftmost_literal_wins() {
    answers("uk: /:a/x -> /1/:a\nuk: /b/:c -> /2/:c", "/uk/b/x @D => 301 ~/2/x");
}

#[test]
fn row_12_to_14_conditions_look_at_the_first_occurrence_and_fall_through() {
    answers(
        "uk: /q -> /0\nuk: /q?id=42 -> /1 query=drop",
        "/uk/q?a=1&id=42 @D => 301 ~/1
         /uk/q?id=43&id=42 @D => 301 ~/0?id=43&id=42",
    );
    answers("uk: /q?id=42 -> /1\nuk: /:s -> /s/:s", "/uk/q?id=7 @D => 301 ~/s/q?id=7");
}

#[test]
fn row_16_the_union_of_two_conditions_goes_first() {
    answers("uk: /q?id=42 -> /1\nuk: /q?l=fr -> /2\nuk: /q?id=42&l=fr -> /3", "/uk/q?l=fr&id=42 @D => 301 ~/3?l=fr&id=42");
}

#[test]
fn row_17_and_18_a_condition_goes_before_none_and_behind_shape() {
    answers("uk: /p/:s -> /1/:s\nuk: /p/:s?id=42 -> /2/:s query=drop", "/uk/p/k?id=42 @D => 301 ~/2/k");
    answers("uk: /p/k -> /1\nuk: /p/:s?id=42 -> /2", "/uk/p/k?id=42 @D => 301 ~/1?id=42");
}

#[test]
fn row_19_to_21_spellings_are_made_and_values_left_alone() {
    answers(
        "uk: /caf%C3%A9/:s -> /c/:s",
        "/uk/caf%c3%a9/%c3%a9 @D => 301 ~/c/%c3%a9
         /uk/caf%c3%A9/z @D => 301 ~/poco/",
    );
    answers("uk: /%7Eann -> /ann", "/uk/%7Eann @D => 301 ~/ann\n/uk/~ann @D => 301 ~/ann");
}

#[test]
fn row_22_and_23_what_is_written_goes_before_what_is_made() {
    answers("uk: /a -> /1\nuk: /a/ -> /2", "/uk/a/ @D => 301 ~/2\n/uk/a @D => 301 ~/1");
    answers("uk: /a/:x/ -> /1/:x\nuk: /a/* -> /2/*", "/uk/a/b @D => 301 ~/1/b");
}

#[test]
fn row_24_nothing_is_made_that_leads_to_itself() {
    answers(
        "uk: /shop/ -> https://www.po.co/uk/shop since=migrate until=sunset status=302",
        "/uk/shop @P => served by 8081\n/uk/shop/ @P => 302 https://www.po.co/uk/shop",
    );
}

#[test]
fn row_25_and_26_a_placeholder_is_one_raw_segment() {
    answers("uk: /p/:s -> /d/:s", "/uk/p/a%2Fb @D => 301 ~/d/a%2Fb\n/uk/p//a @D => 301 ~/poco/");
}

#[test]
fn row_28_to_30_the_longest_site_owns_its_keys() {
    answers(
        "global: /:l/sale -> /s",
        "/uk/sale @D => 301 ~/poco/
         /in/sale @L => served by 8083
         /in/sale @D => served by 8083
         /in @E => served by 8083
         /fr/sale @D => 301 https://www.mi.com/fr/poco/
         /de/sale @D => 301 g/s
         /uk @D => 301 ~/poco/
         /ukraine @D => 301 g/",
    );
}

#[test]
fn row_29_nothing_of_ours_is_on_an_independent_site() {
    let plan = workspace("global: /:l/sale -> /s").plan.expect("a plan");
    for instant in ["L", "M", "T", "D", "E"] {
        assert_eq!(plan.answer(&request("/in/sale"), at(instant)).headers, []);
    }
}

#[test]
fn row_31_only_the_hosts_own_well_known_is_reserved() {
    answers("", "/uk/.well-known/x @D => 301 ~/poco/\n/.well-known/x @D => Some(404)\n/.well-known/x @M => served by 8080");
}

#[test]
fn row_32_to_35_rules_begin_on_trial_by_the_sites_clock() {
    answers(
        "uk: /a -> /x since=migrate",
        "/uk/a @L => served by 8081
         /uk/a @M => 302 ~/x
         /uk/a @P => 301 ~/x
         /uk/zzz @M => served by 8081
         /uk/zzz @T => 302 ~/poco/
         /uk/zzz @D => 301 ~/poco/
         /uk/a @2024-10-20T22:59:59Z => served by 8081
         /uk/a @2024-10-20T23:00:00Z => 302 ~/x
         /uk/a @2024-11-03T23:59:59Z => 302 ~/x
         /uk/a @2024-11-04T00:00:00Z => 301 ~/x
         /fr/z @2024-12-31T23:30:00Z => 302 https://www.mi.com/fr/poco/
         /uk/z @2024-12-31T23:30:00Z => served by 8081",
    );
}

#[test]
fn row_36_hops_are_taken_together() {
    answers(
        "uk: /a -> https://www.po.co/fr/b?k=1 query=drop status=302\nfr: /b -> /c query=drop",
        "/uk/a?u=1 @D => 302 https://www.mi.com/fr/c",
    );
}

#[test]
fn row_37_a_condition_on_a_kept_query_keeps_the_chain() {
    answers("uk: /a -> https://www.po.co/fr/b\nfr: /b?id=1 -> /c\nfr: /b -> /d", "/uk/a?id=1 @D => 301 https://www.po.co/fr/b?id=1");
}

#[test]
fn row_38_a_dark_site_is_followed_like_any_other() {
    answers(
        "uk: /a -> https://www.po.co/fr/b since=migrate",
        "/uk/a @P => 301 https://www.po.co/fr/b\n/uk/a @D => 301 https://www.mi.com/fr/poco/",
    );
}

#[test]
fn row_39_an_alias_answers_as_its_host_in_one_hop() {
    answers(
        "uk: /a -> /x since=migrate",
        "https://po.co/uk/a?u=1 @P => 301 ~/x?u=1
         https://po.co/uk/z?u=1 @P => 308 https://www.po.co/uk/z?u=1
         https://PO.CO.:443/uk/a?u=1 @P => 301 ~/x?u=1
         http://po.co:80/uk/a?u=1 @P => 301 ~/x?u=1",
    );
}

#[test]
fn row_40_every_method_gets_the_same_and_a_closed_site_is_gone() {
    answers("uk: /a -> /x", "POST /uk/a @D => 301 ~/x\n/uk/a @E => 410\n/uk/zzz @E => 410\nhttps://unknown.example/ @D => Some(404)");
}
