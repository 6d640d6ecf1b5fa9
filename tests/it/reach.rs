//! Which rules are never reached, held against every key that a few words make: asked one by one, rule by rule.

use cutover::load::Memory;
use cutover::model::graph::pattern::{Condition, Meeting, Part, Pattern, Segment, meet};
use cutover::model::graph::shapes::{Entries, Reach, Rival, Rivals, Shapes, Steps};
use cutover::model::plan::request::Request;
use cutover::{Options, check_workspace};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What keys are made of: words that patterns name, words that none does, and the empty one.
const WORDS: [&str; 5] = ["", "0", "1", "a", "b"];
/// How many segments the longest key has: one more than the longest pattern.
const LONGEST: usize = 4;
const QUERIES: [&str; 6] = ["", "k=1", "k=2", "l=1", "k=1&l=1", "k=2&l=1"];

/// Returns every key of `WORDS`, short ones first.
fn keys() -> Vec<String> {
    let mut keys = Vec::new();
    let mut level = vec![String::new()];
    for _ in 0..LONGEST {
        level = level.iter().flat_map(|key| WORDS.iter().map(move |it| format!("{key}/{it}"))).collect();
        keys.extend(level.iter().cloned());
    }
    keys
}

fn pattern(text: &str) -> Pattern {
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let segments = path[1..].split('/').map(|it| match it {
        "*" => Segment::Splat,
        it if it.starts_with(':') => Segment::Name(it[1..].to_owned()),
        it => Segment::Literal(it.to_owned()),
    });
    let condition = |it: &str| {
        let (key, value) = it.split_once('=').expect("a condition");
        Condition { key: key.to_owned(), value: Some(value.to_owned()) }
    };
    let conditions = query.split('&').filter(|it| !it.is_empty()).map(condition).collect();
    Pattern { segments: segments.collect(), conditions }
}

/// All that stands on one site: patterns in order, rules without placeholders, and what goes before all patterns.
#[derive(Clone, Debug)]
struct Stage {
    patterns: Vec<Pattern>,
    exact: Vec<Pattern>,
    front: Vec<Pattern>,
}

impl Stage {
    fn new(patterns: Vec<Pattern>, exact: Vec<Pattern>, front: Vec<Pattern>) -> Stage {
        let mut patterns: Vec<Pattern> = patterns.into_iter().filter(|it| it.key().is_none()).collect();
        let mut exact: Vec<Pattern> = exact.into_iter().filter(|it| it.key().is_some()).collect();
        patterns.sort_by(Pattern::rank);
        exact.sort_by(Pattern::rank);
        Stage { patterns, exact, front }
    }

    fn of(patterns: &[&str], exact: &[&str], front: &[&str]) -> Stage {
        let all = |texts: &[&str]| texts.iter().map(|it| pattern(it)).collect::<Vec<_>>();
        Stage::new(all(patterns), all(exact), all(front))
    }

    fn shapes(&self) -> Shapes {
        Shapes::of(self.patterns.iter().enumerate())
    }

    /// Returns which keys the pattern of `id` wins, as the search says.
    fn reach(&self, id: usize) -> Reach {
        let asked = &self.patterns[id];
        let front = Shapes::of(self.front.iter().enumerate());
        let exact =
            |key: &str, _: &mut Steps| self.exact.iter().position(|it| it.key().as_deref() == Some(key) && asked.implies_conditions_of(it));
        Rivals { patterns: &self.shapes(), front: &front, exact: &exact }.reach(asked, id, &mut Steps::default())
    }

    /// Returns the pattern that answers a request, by a look at all of them.
    fn winner(&self, key: &str, query: &str) -> Option<usize> {
        let takes = |it: &Pattern| it.matches(key).is_some() && it.admits(query);
        let is_before = self.front.iter().any(|it| it.matches(key).is_some()) || self.exact.iter().any(takes);
        if is_before { None } else { self.patterns.iter().position(takes) }
    }

    fn takes(&self, rival: &Rival, key: &str) -> bool {
        let pattern = match rival {
            Rival::Pattern(id) => &self.patterns[*id],
            Rival::Front(id) => &self.front[*id],
            Rival::Exact(id) => &self.exact[*id],
        };
        pattern.matches(key).is_some()
    }
}

fn segments(splat: f64) -> impl Strategy<Value = String> {
    let segment = prop_oneof![3 => Just("a"), 2 => Just("b"), 2 => Just("0"), 5 => Just(":x"), 4 => Just("")];
    (prop::collection::vec(segment, 0..3), prop::bool::weighted(splat), prop_oneof![Just("a"), Just(":x"), Just("")]).prop_map(
        |(mut segments, is_splat, last)| -> String {
            segments.push(if is_splat { "*" } else { last });
            // A name stands once in a source.
            let named = segments.iter().enumerate().map(|(at, it)| if *it == ":x" { format!("/:x{at}") } else { format!("/{it}") });
            named.collect()
        },
    )
}

fn conditions() -> impl Strategy<Value = &'static str> {
    prop_oneof![6 => Just(""), 1 => Just("?k=1"), 1 => Just("?k=2"), 1 => Just("?l=1"), 1 => Just("?k=1&l=1")]
}

fn stage() -> impl Strategy<Value = Stage> {
    let text = |splat| (segments(splat), conditions()).prop_map(|(path, conditions)| pattern(&format!("{path}{conditions}")));
    let exact = prop::collection::vec("/(a|0|)(/(a|0|))?(/)?", 0..5).prop_map(|it| it.iter().map(|it| pattern(it)).collect::<Vec<_>>());
    let front = prop::collection::vec("/(a|0|)(/(a|))?(/[*])?", 0..2).prop_map(|it| it.iter().map(|it| pattern(it)).collect::<Vec<_>>());
    (prop::collection::vec(text(0.4), 1..12), exact, front).prop_map(|(patterns, exact, front)| Stage::new(patterns, exact, front))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_pattern_wins_a_key_if_and_only_if_the_search_finds_one(stage in stage()) {
        let keys = keys();
        for (id, asked) in stage.patterns.iter().enumerate() {
            let query = asked.conditions.iter().map(ToString::to_string).collect::<Vec<_>>().join("&");
            let won = keys.iter().filter(|key| stage.winner(key, &query) == Some(id));
            let length = |key: &str| (key.split('/').count(), key.len());
            match stage.reach(id) {
                Reach::Won(key) => {
                    prop_assert_eq!(stage.winner(&key, &query), Some(id), "{} is said to win {}", asked, key);
                    let shortest = won.map(|it| length(it)).min();
                    prop_assert!(shortest.is_none_or(|it| length(&key) <= it), "{asked} wins a shorter key than {key}");
                }
                Reach::Taken(rivals) => {
                    prop_assert_eq!(won.count(), 0, "{} is said to win nothing", asked);
                    for query in QUERIES {
                        prop_assert!(keys.iter().all(|key| stage.winner(key, query) != Some(id)), "{asked} wins a key with {query}");
                    }
                    // Together the rivals that are named take every key, and none of them for nothing.
                    let mine: Vec<&String> = keys.iter().filter(|key| asked.matches(key).is_some()).collect();
                    prop_assert!(mine.iter().all(|key| rivals.iter().any(|it| stage.takes(it, key))), "{asked}: {rivals:?}");
                    prop_assert!(rivals.iter().all(|it| mine.iter().any(|key| stage.takes(it, key))), "{asked}: {rivals:?}");
                }
                Reach::Unknown => prop_assert!(false, "{asked} has few rivals"),
            }
        }
    }

    #[test]
    fn the_tree_finds_what_a_look_at_all_patterns_finds(stage in stage(), path in prop::collection::vec(0..5_usize, 1..5), splat in any::<bool>()) {
        let shapes = stage.shapes();
        for key in keys() {
            for query in QUERIES {
                let first = stage.patterns.iter().position(|it| it.matches(&key).is_some() && it.admits(query));
                prop_assert_eq!(shapes.first(&key, query), first, "{}?{}", key, query);
            }
        }
        // A destination whose values are not known yet.
        let part = |it: &usize| [Part::Literal("a".into()), Part::Literal("0".into()), Part::Literal(String::new()), Part::Name(0), Part::Name(1)][*it].clone();
        let path: Vec<Part> = path.iter().map(part).chain(splat.then_some(Part::Splat(2))).collect();
        let meets = |id: usize| (meet(&path, &stage.patterns[id].segments) != Meeting::Never).then_some(id);
        prop_assert_eq!(shapes.first_meeting(&path, meets), (0..stage.patterns.len()).find_map(meets), "{:?}", path);
    }
}

#[test]
fn among_many_conditions_on_one_shape_the_first_that_holds_is_found() {
    let ones = (0..40).flat_map(|it| [format!("/a?k={it}"), format!("/a?l={}", it / 2), format!("/a?k={it}&l={}", it % 7)]);
    let mut patterns: Vec<Pattern> = ones.map(|it| pattern(&it)).collect();
    patterns.push(Pattern { conditions: vec![Condition { key: "m".to_owned(), value: None }], ..pattern("/a") });
    patterns.sort_by(Pattern::rank);
    for is_open in [false, true] {
        patterns.extend(is_open.then(|| pattern("/a")));
        let entries = Entries::of(patterns.iter().enumerate());
        let query = |(k, l, m): (usize, usize, &str)| format!("l={l}&z&k={k}{m}&k=0");
        let all = (0..42).flat_map(|k| (0..22).flat_map(move |l| ["", "&m", "&m=1"].map(|m| (k, l, m)))).map(query);
        for query in all.chain(["".to_owned(), "m".to_owned(), "k".to_owned(), "k=0".to_owned()]) {
            assert_eq!(entries.first(&query), patterns.iter().position(|it| it.admits(&query)), "{query}");
        }
    }
}

/// Asks for the reach of the last pattern.
fn last(patterns: &[&str], exact: &[&str], front: &[&str]) -> Option<String> {
    let stage = Stage::of(patterns, exact, front);
    match stage.reach(stage.patterns.len() - 1) {
        Reach::Won(key) => Some(key),
        Reach::Taken(_) => None,
        Reach::Unknown => panic!("it has few rivals"),
    }
}

#[test]
fn a_witness_avoids_what_others_name() {
    let won = |it: &str| Some(it.to_owned());
    assert_eq!(last(&["/a/0/:y", "/a/1/:y", "/a/:x/:y"], &[], &[]), won("/a/2/0"));
    assert_eq!(last(&["/a/:x", "/a/*"], &[], &[]), won("/a/"));
    assert_eq!(last(&["/a/:x", "/a/*"], &["/a/"], &[]), won("/a//"));
    assert_eq!(last(&["/a/:x"], &["/a/0", "/a/1"], &[]), won("/a/2"));
    assert_eq!(last(&["/:x"], &[], &["/0", "/0/*"]), won("/1"));
    assert_eq!(last(&["/0/*", "/:x/*"], &[], &["/1", "/1/*"]), won("/2/"));
}

#[test]
fn a_pattern_that_others_take_whole_wins_nothing() {
    assert_eq!(last(&["/a/:x", "/a/:x/*", "/a//*", "/a/*"], &["/a/"], &[]), None);
    assert_eq!(last(&["/a/:x", "/a/:x/*", "/a/*"], &["/a/"], &[]), Some("/a//".to_owned()));
    assert_eq!(last(&["/a/:x"], &[], &["/a/*"]), None);
    assert_eq!(last(&["/a/:x", "/a/*?k=1"], &["/a/"], &["/a//*"]), Some("/a/0/".to_owned()));
}

#[test]
fn a_search_that_costs_too_much_says_so() {
    // Each of the many rivals has conditions of its own, and the rule has all of them.
    let keys: Vec<String> = (0..20).map(|it| format!("k{it}=1")).collect();
    let pairs = (0..20).flat_map(|one| (one + 1..20).map(move |two| (one, two)));
    let rivals = pairs.map(|(one, two)| format!("/a/:x?k{one}=1&k{two}=2"));
    let mut texts: Vec<String> = rivals.collect();
    texts.push(format!("/a/*?{}", keys.join("&")));
    let patterns: Vec<Pattern> = texts.iter().map(|it| pattern(it)).collect();
    let shapes = Shapes::of(patterns.iter().enumerate());
    let front = Shapes::of([]);
    let rivals = Rivals { patterns: &shapes, front: &front, exact: &|key, _| (key == "/a/").then_some(0) };
    let reach = |steps: u64| rivals.reach(&patterns[patterns.len() - 1], patterns.len() - 1, &mut Steps(steps));
    assert_eq!(reach(100), Reach::Unknown);
    assert_eq!(reach(1 << 20), Reach::Won("/a/0".to_owned()));
}

const SITES: [&str; 2] = ["", "/a"];

fn workspace(rules: &[(usize, String)]) -> Memory {
    let mut text = "[region]\ndisposition = \"retire\"\n".to_owned();
    for (at, path) in SITES.iter().enumerate() {
        text += &format!("[[sites]]\nid = \"s{at}\"\nurl = \"https://old.example{path}/\"\nsuccessor = \"https://new.example/{at}/\"\n");
        text += if at == 0 { "reserved = [\"/b/\"]\n" } else { "" };
    }
    text += "[redirects]\nclosure = []\nquery = \"drop\"\ndefault = { to = \"/default\" }\n";
    for (at, (site, from)) in rules.iter().enumerate() {
        text += &format!("[[redirects.rules]]\nfrom = \"{from}\"\nto = \"/rule/{at}\"\nsite = \"s{site}\"\n");
    }
    let files = [("cutover.toml", "spec = 1\n".to_owned()), ("regions/shop.toml", text)];
    Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_never_reached_is_told_and_nothing_else(rules in prop::collection::vec((0..SITES.len(), segments(0.3), conditions()), 1..9)) {
        let rules: Vec<(usize, String)> = rules.into_iter().map(|(site, path, conditions)| (site, format!("{path}{conditions}"))).collect();
        let checked = check_workspace(&workspace(&rules), Options::default()).expect("memory can be read");
        let plan = checked.plan.as_ref().expect("a plan");
        let at = |rule: &'static str| checked.report.findings.iter().filter(move |it| it.code.name == rule);
        let lines = |rule: &'static str| -> BTreeSet<usize> {
            at(rule).flat_map(|it| &it.labels).map(|it| checked.sources.place(it.span).line).collect()
        };
        let first = |rule: &'static str| -> BTreeSet<usize> { at(rule).map(|it| checked.sources.place(it.span()).line).collect() };
        let mut answered: BTreeSet<usize> = BTreeSet::new();
        for key in keys() {
            for query in QUERIES {
                let request = Request::of_url(&format!("https://old.example{key}?{query}")).expect("a URL");
                answered.extend(plan.answer(&request, plan.instant_of(0)).origin().map(|it| checked.sources.place(it.span).line));
            }
        }
        let never = first("redirect/never-reached");
        prop_assert!(never.is_disjoint(&answered), "{never:?} is never reached, and answers");
        // A tie has its own finding, and so has what lies inside a reserved path.
        let mut known = lines("redirect/overlap");
        known.extend(lines("redirect/same-key"));
        known.extend(first("redirect/well-known-swallowed"));
        // Of many that tie, a finding shows two and counts the others.
        let text = String::from_utf8(workspace(&rules).0["regions/shop.toml"].clone()).expect("text");
        let written = text.lines().enumerate().filter(|(_, it)| it.starts_with("from = ")).map(|(at, _)| at + 1);
        let written: Vec<usize> = written.collect();
        let tied: BTreeSet<&(usize, String)> = rules.iter().zip(&written).filter(|(_, it)| known.contains(it)).map(|it| it.0).collect();
        let is_told = |rule: &(usize, String), line: &usize| never.contains(line) || known.contains(line) || tied.contains(rule);
        for (_, line) in rules.iter().zip(&written).filter(|(rule, line)| !is_told(rule, line)) {
            // A rule that says the same as another is that one.
            prop_assert!(answered.contains(line), "the rule of line {line} never answers, and nobody is told:\n{text}");
        }
    }
}
