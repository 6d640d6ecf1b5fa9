//! What was imported, asked of the server that it came from and of ours; and a publisher's own expectations as judge.

use crate::compare::{Asking, Clients, Shop, pages};
use crate::engine;
use crate::python_docs;
use cutover::import::apache::Scope;
use cutover::import::proof::{self, Old, Proof};
use cutover::import::steps::Carry;
use cutover::import::{Import, proof::Difference};
use cutover::load::Memory;
use cutover::model::plan::Plan;
use cutover::model::plan::answer::Outcome;
use cutover::model::plan::request::Request;
use cutover::model::spec::workspace::TargetKind;
use cutover::{NotStarted, Options, check_workspace, prove};
use serde::Deserialize;
use std::collections::BTreeMap;

/// So many requests are put to both servers.
const REQUESTS: usize = 20_000;

#[derive(Deserialize)]
struct Expected {
    url: String,
    expected_location: String,
    expected_status: u16,
}

#[test]
fn what_is_carried_of_python_docs_answers_as_its_publisher_asserts() {
    let (text, _) = python_docs::nginx();
    let old = Old::Nginx { bytes: text.as_bytes(), files: &[] };
    let read = old.read(None).expect("a configuration");
    let workspace = proof::workspace(&read.import, None);
    let checked = check_workspace(&Memory(workspace.files), Options::default()).expect("files in memory");
    let shop = Shop::behind(&checked.plan.expect("what was imported can be planned"));
    let pages = pages(&shop.plan);
    let running = engine::complete(TargetKind::Nginx, &shop.plan, 0, &pages);
    let at = shop.plan.instant_of(0);
    let mut asking = Asking { plan: &shop.plan, pages: &pages, at, clients: Clients::of(&running) };
    let mut reader = csv::Reader::from_path(python_docs::home().join("expected.csv")).expect("the expectations");
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for it in reader.deserialize() {
        let it: Expected = it.expect("a row");
        let request = Request::of_url(&format!("http://{}{}", python_docs::HOST, it.url)).expect("a URL");
        let answer = shop.plan.answer(&request, at);
        let is_carried = answer.redirect().is_some();
        // Its tests ask the locations over http: `$scheme` is that of the request.
        let own = format!("https://{}/", python_docs::HOST);
        let wanted = it.expected_location.replace("https://localhost/", &own).replace("http://localhost/", &own);
        let kind = match (is_carried, it.expected_status) {
            (true, status) => {
                let response = asking.send(&request).expect("an answer");
                let found = (response.status, response.header("Location").unwrap_or_default().to_owned());
                let authored = (status, wanted.clone());
                if found == authored {
                    "answered as authored".to_owned()
                } else if Some(found.clone()) == next(&shop.plan, &wanted) {
                    // A chain is taken together: its first hop was authored, its last is answered.
                    "answered by where what was authored leads".to_owned()
                } else {
                    wrong.push(format!("{}: {found:?}, wanted {authored:?}", it.url));
                    "answered otherwise".to_owned()
                }
            }
            (false, 200 | 404) => "no redirect, there and here".to_owned(),
            (false, _) => {
                let winner = read.winner(python_docs::HOST, it.url.as_bytes(), "");
                let line = winner.filter(|it| it.carry != Carry::Whole).map(|it| it.line);
                let left =
                    read.import.left.iter().find(|it| Some(it.line) == line).unwrap_or_else(|| panic!("{} is lost: {winner:?}", it.url));
                format!("left: {}", left.why)
            }
        };
        *counts.entry(kind).or_default() += 1;
    }
    counts.iter().for_each(|(kind, count)| println!("python-docs: {count} {kind}"));
    assert_eq!(wrong, [""; 0]);
    let found: Vec<(usize, &str)> = counts.iter().map(|(kind, count)| (*count, kind.as_str())).collect();
    assert_eq!(found, EXPECTATIONS);
}

/// Returns what a URL of the plan is redirected to.
fn next(plan: &Plan, url: &str) -> Option<(u16, String)> {
    let answer = plan.answer(&Request::of_url(url).ok()?, plan.instant_of(0)).outcome;
    if let Outcome::Redirect { status, location } = answer { Some((status, location)) } else { None }
}

/// What becomes of the 8,976 expectations.
const EXPECTATIONS: &[(usize, &str)] = &[
    (8_789, "answered as authored"),
    (13, "answered by where what was authored leads"),
    (
        6,
        "left: carried in part: it takes any text of some characters, which no source can; its `.` takes any character, and a source the dot alone",
    ),
    (2, "left: it takes any text of some characters, which no source can"),
    (2, "left: what visitors write would stand right behind the host; say it as the site's `default`"),
    (164, "no redirect, there and here"),
];

/// Proves an import, and says where the servers part.
fn proved(old: &Old<'_>, import: &Import, site: Option<&str>) -> Proof {
    match prove(old, import, site, REQUESTS) {
        Ok(proof) => proof,
        Err(NotStarted::Refused(why)) => panic!("refused: {why:?}"),
        Err(NotStarted::Faults(why)) => panic!("{} faults", why.len()),
        Err(NotStarted::Machine(err)) => panic!("{err}"),
    }
}

fn agrees(name: &str, old: &Old<'_>, site: Option<&str>) -> Proof {
    let import = old.read(site).expect("a configuration").import;
    let proof = proved(old, &import, site);
    println!("proof {name}: {}", serde_json::to_string(&Proof { differences: Vec::new(), ..proof.clone() }).expect("plain values"));
    assert_eq!(proof.differences, [] as [Difference; 0], "{name}");
    assert_eq!(proof.asked, REQUESTS, "{name}");
    assert!(proof.led_alike > REQUESTS / 4, "{name} is led alike {} times alone", proof.led_alike);
    proof
}

#[test]
fn python_docs_of_nginx_and_of_apache_are_as_before() {
    let (nginx, _) = python_docs::nginx();
    agrees("python-docs, nginx", &Old::Nginx { bytes: nginx.as_bytes(), files: &[] }, None);
    let (apache, _) = python_docs::apache();
    let old = Old::Apache { bytes: apache.as_bytes(), scope: Scope::Server };
    agrees("python-docs, Apache", &old, Some(python_docs::OLD_HOST));
}

const FORMS: &str = include_str!("import/forms.conf");
const FOLDER: &str = include_str!("import/forms.htaccess");

#[test]
fn forms_that_people_write_are_as_before() {
    agrees("forms of nginx", &Old::Nginx { bytes: FORMS.as_bytes(), files: &[] }, None);
    agrees("forms of Apache", &Old::Apache { bytes: FOLDER.as_bytes(), scope: Scope::Folder }, Some("www.example.com"));
}

#[test]
fn a_rule_that_was_imported_wrongly_is_found() {
    let old = Old::Nginx { bytes: FORMS.as_bytes(), files: &[] };
    let sound = old.read(None).expect("a configuration").import;
    let plant = |change: &dyn Fn(&mut Import)| {
        let mut import = sound.clone();
        change(&mut import);
        assert_ne!(import, sound);
        let found = proved(&old, &import, None).differences;
        assert!(!found.is_empty(), "the plant is not found");
        found
    };
    let at = |from: &str| sound.carried.iter().position(|it| it.rule.from == from).expect("the rule is carried");
    // A wrong destination, a wrong status, a query that is lost, a rule that takes too much, and one that is gone.
    let found = plant(&|it| it.carried[at("/exact")].rule.to = Some("https://www.example.com/wrong".to_owned()));
    assert!(found.iter().all(|it| it.line == it.imported_from && it.url.contains("/exact")), "{found:?}");
    plant(&|it| it.carried[at("/Case/a")].rule.status = Some(301));
    plant(&|it| it.carried[at("/r/*")].rule.query = Some("drop".to_owned()));
    plant(&|it| it.carried[at("/search?q=hats")].rule.from = "/search".to_owned());
    plant(&|it| drop(it.carried.remove(at("/u/:s1/posts/:s2"))));
}
