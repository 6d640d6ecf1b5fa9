//! A real set of redirects as judge: what its publisher's tests assert, asked of every full target.
//!
//! `tests/corpora/golang-website/README.md` tells what is whose. A chain that we take together is held by where it ends.

use crate::compare::{Asking, Clients, Judgement, Shop, pages};
use crate::engine::{ENGINES, Engine};
use crate::generate;
use crate::sayable;
use crate::text::Files;
use crate::upstream::Seen;
use cutover::diag::Severity;
use cutover::model::plan::Plan;
use cutover::model::plan::request::Request;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The most hops that are followed.
const HOPS: usize = 10;

/// One answer that the publisher asserts.
#[derive(Clone, Debug, Deserialize)]
struct Expected {
    /// A path is go.dev's.
    url: String,
    /// Empty where it is not found.
    expected_location: String,
    /// None where any redirect will do.
    expected_status: Option<u16>,
}

/// A prefix in the publisher's own syntax.
#[derive(Deserialize)]
struct Prefix {
    from: String,
    to: String,
    status: String,
}

/// An expected answer that is not given.
#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
struct Unsaid {
    url: String,
    reason: String,
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora/golang-website")
}

fn rows<T: for<'r> Deserialize<'r>>(name: &str) -> Vec<T> {
    let mut reader = csv::Reader::from_path(home().join(name)).expect("the table is there");
    reader.deserialize().map(|it| it.expect("a row of the table")).collect()
}

/// Returns the workspace, with the rows as they stand and the prefixes as patterns.
fn plan() -> Plan {
    let mut files = Files::of_folder(&home().join("workspace"), &[]);
    files.write("regions/go/redirects.csv", &std::fs::read_to_string(home().join("redirects.csv")).expect("the rows"));
    let pattern = |it: &Prefix| {
        let splat = if it.from.ends_with('/') { "*" } else { "" };
        format!("{}{splat},{},{}\n", it.from.replace("{id}", ":id"), it.to.replace("{id}", ":id"), it.status)
    };
    let patterns: String = rows::<Prefix>("patterns.csv").iter().map(pattern).collect();
    files.write("regions/go/patterns.csv", &format!("from,to,status\n{patterns}"));
    let checked = generate::check(&files);
    let errors = checked.report.findings.iter().filter(|it| it.severity == Severity::Error);
    let errors: Vec<String> = errors.map(|it| format!("{}: {}", checked.sources.place(it.span()), it.message)).collect();
    assert_eq!(errors, [""; 0]);
    checked.plan.expect("a workspace without an error has a plan")
}

#[test]
fn what_a_publisher_asserts_is_answered_by_every_full_target() {
    let plan = plan();
    let expected: Vec<Expected> = rows("expected.csv");
    let unsaid: BTreeMap<String, String> = rows::<Unsaid>("unsaid.csv").into_iter().map(|it| (it.url, it.reason)).collect();
    assert_eq!(expected.len(), 223);
    let mut told = String::new();
    for engine in ENGINES.iter().filter(|it| sayable::is_full(sayable::emitter(it))) {
        let found = ask(engine, &plan, &expected);
        let missed: BTreeSet<&String> = found.missed.keys().collect();
        for url in missed.iter().filter(|it| !unsaid.contains_key(**it)) {
            told += &format!("\n{}: {url}: {}", engine.name, found.missed[*url]);
        }
        for url in unsaid.keys().filter(|it| !missed.contains(it)) {
            told += &format!("\n{}: {url} is listed as unsaid, and is answered as expected", engine.name);
        }
        println!(
            "corpus {}: {} expected answers, {} as written, {} by where they end, {} by the shop's own server, {} unsaid",
            engine.name,
            expected.len(),
            found.as_written,
            found.by_end,
            found.by_shop,
            found.missed.len()
        );
    }
    unsaid.iter().for_each(|(url, reason)| println!("  unsaid: {url}: {reason}"));
    assert!(told.is_empty(), "{told}");
}

/// How the expected answers are given.
#[derive(Default)]
struct Found {
    as_written: usize,
    by_end: usize,
    by_shop: usize,
    /// Those that are not, by URL, with what is answered.
    missed: BTreeMap<String, String>,
}

fn ask(engine: &Engine, plan: &Plan, expected: &[Expected]) -> Found {
    let shop = Shop::behind(plan);
    let pages = pages(&shop.plan);
    let running = (engine.boot)(engine.kind, &shop.plan, 0, &pages);
    let at = shop.plan.instant_of(0);
    let mut asking = Asking { plan: &shop.plan, pages: &pages, at, clients: Clients::of(&running) };
    let mut found = Found::default();
    for it in expected {
        let url = absolute("http://go.dev/", &it.url);
        let Some(answer) = answer(&mut asking, &url) else {
            found.missed.insert(it.url.clone(), "it cannot be sent, or leads to a host that is not ours".to_owned());
            continue;
        };
        match (&answer, it.expected_location.as_str()) {
            (Answer::Shop, "") => found.by_shop += 1,
            (Answer::Leads(status, to), location) if !location.is_empty() => {
                let wanted = absolute(&url, location);
                if same(to, &wanted) && it.expected_status.is_none_or(|it| it == *status) {
                    found.as_written += 1;
                } else if !same(to, &wanted) && same(&end(&mut asking, to), &end(&mut asking, &wanted)) {
                    found.by_end += 1;
                } else {
                    found.missed.insert(it.url.clone(), format!("{answer:?}, wanted {:?} {wanted}", it.expected_status));
                }
            }
            _ => drop(found.missed.insert(it.url.clone(), format!("{answer:?}, wanted {:?} {}", it.expected_status, it.expected_location))),
        }
    }
    found
}

/// What a URL gets.
#[derive(Debug)]
enum Answer {
    Shop,
    Leads(u16, String),
    Nowhere,
}

/// Asks for a URL of the workspace, and holds the answer against the plan.
fn answer(asking: &mut Asking<'_>, url: &str) -> Option<Answer> {
    let request = Request::of_url(&url.replacen("https://", "http://", 1)).ok()?;
    if !asking.knows(&request) || request.target.contains([' ', '"']) {
        return None;
    }
    if let (None, Judgement::Differs(text)) = (request.outside(), asking.judge(&request)) {
        panic!("{text}");
    }
    let response = asking.send(&request).expect("a response");
    Some(match response.header("Location") {
        _ if Seen::of(&response).is_some() => Answer::Shop,
        Some(to) => Answer::Leads(response.status, to.to_owned()),
        None => Answer::Nowhere,
    })
}

/// Returns where a visitor who follows a URL ends.
fn end(asking: &mut Asking<'_>, url: &str) -> String {
    let mut url = url.to_owned();
    for _ in 0..HOPS {
        match answer(asking, &url) {
            Some(Answer::Leads(_, to)) => url = to,
            _ => return url,
        }
    }
    panic!("{url} does not end");
}

/// Returns a URL that may be written relative to another.
fn absolute(base: &str, url: &str) -> String {
    let host = &base[..base.match_indices('/').nth(2).map_or(base.len(), |it| it.0)];
    if url.starts_with('/') { format!("{host}{url}") } else { url.to_owned() }
}

/// Tells whether two URLs are one but for their scheme, the slash of an empty path, and a bare `?`.
fn same(one: &str, two: &str) -> bool {
    let plain = |it: &str| {
        let it = it.trim_start_matches("https://").trim_start_matches("http://");
        if it.contains('/') { it.to_owned() } else { format!("{it}/") }
    };
    plain(one) == plain(two)
}
