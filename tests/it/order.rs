//! The order of rules, held against a statement of its own: two rules at a time, segment by segment.

use cutover::load::Memory;
use cutover::model::plan::answer::Outcome;
use cutover::model::plan::request::Request;
use cutover::{Options, check_workspace};
use proptest::prelude::*;
use std::cmp::Ordering;

/// A rule as the test understands it, from its text alone.
#[derive(Clone, Debug, PartialEq)]
struct Rule {
    /// Behind the site.
    path: String,
    conditions: Vec<(String, String)>,
    site: &'static str,
}

const SITES: [&str; 3] = ["", "/a", "/a/b"];

impl Rule {
    fn source(&self) -> String {
        let query: Vec<String> = self.conditions.iter().map(|(key, value)| format!("{key}={value}")).collect();
        if query.is_empty() { self.path.clone() } else { format!("{}?{}", self.path, query.join("&")) }
    }

    fn segments(&self) -> Vec<String> {
        format!("{}{}", self.site, self.path)[1..].split('/').map(str::to_owned).collect()
    }

    fn matches(&self, key: &str, query: &str) -> bool {
        let (mut mine, mut theirs) = (self.segments().into_iter(), key[1..].split('/'));
        let shape = loop {
            match (mine.next(), theirs.next()) {
                (Some(one), Some(_)) if one == "*" => break true,
                (Some(one), Some(two)) if one.starts_with(':') && !two.is_empty() => {}
                (Some(one), Some(two)) if one == two => {}
                (None, None) => break true,
                _ => break false,
            }
        };
        let first = |key: &str| query.split('&').find(|part| part.split('=').next() == Some(key)).map(str::to_owned);
        shape && self.conditions.iter().all(|(key, value)| first(key) == Some(format!("{key}={value}")))
    }
}

fn rank(segment: &str) -> u8 {
    if segment == "*" { 2 } else { u8::from(segment.starts_with(':')) }
}

/// Tells which of two rules that match one request goes first; `None` where nothing decides.
fn first(one: &Rule, two: &Rule) -> Option<Ordering> {
    for (left, right) in one.segments().iter().zip(&two.segments()) {
        match rank(left).cmp(&rank(right)) {
            Ordering::Equal => {}
            decided => return Some(decided),
        }
    }
    let holds = |more: &Rule, less: &Rule| {
        more.conditions.len() > less.conditions.len() && less.conditions.iter().all(|it| more.conditions.contains(it))
    };
    if holds(one, two) {
        Some(Ordering::Less)
    } else if holds(two, one) {
        Some(Ordering::Greater)
    } else {
        None
    }
}

fn owner(key: &str) -> &'static str {
    let is_owner = |it: &&&str| key == **it || key.starts_with(&format!("{it}/"));
    SITES.iter().filter(is_owner).max_by_key(|it| it.len()).expect("the root owns all")
}

/// Returns the rules that no other goes before.
fn best<'r>(rules: &'r [Rule], key: &str, query: &str) -> Vec<&'r Rule> {
    let site = owner(key);
    let matching: Vec<&Rule> = rules.iter().filter(|it| it.site == site && it.matches(key, query)).collect();
    let is_beaten = |it: &&&Rule| matching.iter().any(|other| first(other, it) == Some(Ordering::Less));
    matching.iter().filter(|it| !is_beaten(it)).copied().collect()
}

fn rule() -> impl Strategy<Value = Rule> {
    let segment = prop_oneof![4 => "[a-c]", 3 => Just(":x".to_owned()), 1 => Just(String::new())];
    let segments = prop::collection::vec(segment, 1..4);
    let conditions = prop::collection::btree_map("[kl]", "[12]", 0..3);
    (segments, prop::bool::weighted(0.3), conditions, 0..SITES.len()).prop_map(|(mut segments, splat, conditions, site)| {
        for (at, it) in segments.iter_mut().enumerate() {
            if it == ":x" {
                *it = format!(":x{at}");
            }
        }
        if splat {
            segments.push("*".to_owned());
        }
        Rule { path: format!("/{}", segments.join("/")), conditions: conditions.into_iter().collect(), site: SITES[site] }
    })
}

fn workspace(rules: &[Rule]) -> Memory {
    let mut text = "[region]\ndisposition = \"retire\"\n".to_owned();
    for (at, path) in SITES.iter().enumerate() {
        text += &format!("[[sites]]\nid = \"s{at}\"\nurl = \"https://old.example{path}/\"\nsuccessor = \"https://new.example/{at}/\"\n");
    }
    text += "[redirects]\nclosure = []\nquery = \"drop\"\ndefault = { to = \"/default\" }\n";
    for (at, rule) in rules.iter().enumerate() {
        let site = SITES.iter().position(|it| *it == rule.site).expect("a site");
        text += &format!("[[redirects.rules]]\nfrom = \"{}\"\nto = \"/rule/{at}\"\nsite = \"s{site}\"\n", rule.source());
    }
    let files = [("cutover.toml", "spec = 1\n".to_owned()), ("regions/shop.toml", text)];
    Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_winner_is_the_one_that_beats_all_others(
        rules in prop::collection::vec(rule(), 1..9),
        requests in prop::collection::vec((prop::collection::vec("[a-c]|", 1..5), prop::collection::vec("[kl]=[12]", 0..3)), 40),
    ) {
        let checked = check_workspace(&workspace(&rules), Options::default()).expect("memory can be read");
        let plan = checked.plan.expect("a plan");
        for (segments, query) in requests {
            let (key, query) = (format!("/{}", segments.join("/")), query.join("&"));
            let target = if query.is_empty() { key.clone() } else { format!("{key}?{query}") };
            let request = Request::of_url(&format!("https://old.example{target}")).expect("a URL");
            let answer = plan.answer(&request, plan.instant_of(0));
            let Outcome::Redirect { location, .. } = answer.outcome else { panic!("{key} is answered by {:?}", answer.outcome) };
            let best = best(&rules, &key, &query);
            let found = location.rsplit("/rule/").next().and_then(|it| it.parse::<usize>().ok());
            match best.as_slice() {
                [] => prop_assert!(location.ends_with("/default"), "{target} is nobody's and went to {location}"),
                [only] => prop_assert_eq!(found.map(|it| &rules[it]), Some(*only), "{}", target),
                several => {
                    // Nothing decides: the compiler must say so, and still take one of them.
                    let told = checked.report.findings.iter().any(|it| matches!(it.code.name, "redirect/overlap" | "redirect/same-key"));
                    prop_assert!(told, "{target} is tied between {several:?}, and nobody is told");
                    prop_assert!(found.is_some_and(|it| several.contains(&&rules[it])));
                }
            }
        }
    }
}
