//! Taking hops together never changes where a request ends: held against rules that are followed one hop at a time.

use super::asking::check;
use cutover::model::graph::pattern::Pattern;
use cutover::model::plan::Plan;
use cutover::model::plan::answer::{Outcome, location};
use cutover::model::plan::request::Request;
use cutover::model::plan::routing::{Action, Base, End, Redirect, Route};
use cutover::{Checked, Options};
use jiff::Timestamp;
use proptest::prelude::*;
use proptest::strategy::ValueTree;

pub const PROGRAM: &str = "[platforms.new]\norigins = [\"https://new.example\"]\n";

/// Two regions on two hosts, an alias each; a site below another, and keys that nobody owns.
pub const ONE: &str = r#"
[region]
disposition = "retire"
time-zone = "Europe/London"
[[sites]]
id = "root"
url = "https://shop.example/"
successor = "https://new.example/one/"
upstream = "http://127.0.0.1:8081"
default = { to = "/d/*" }
[hosts."shop.example"]
aliases = ["old.example"]
[milestones]
announce = { from = 2024-10-15 }
migrate = { from = 2024-11-15 }
sunset = { by = 2024-12-31 }
"#;

pub const TWO: &str = r#"
[region]
disposition = "retire"
time-zone = "Europe/Paris"
[[sites]]
id = "below"
url = "https://shop.example/b/"
successor = "https://new.example/two/"
upstream = "http://127.0.0.1:8082"
default = { to = "https://shop.example/a", query = ["l"], status = 308 }
[[sites]]
id = "other"
url = "https://two.example/a/"
successor = "https://new.example/other/"
upstream = "http://127.0.0.1:8083"
time-zone = "Asia/Shanghai"
default = { answer = "gone" }
[hosts."two.example"]
aliases = ["second.example"]
default = { to = "https://old.example/c/*", query = "drop", since = "migrate" }
upstream = "http://127.0.0.1:8084"
[milestones]
announce = { from = 2024-10-15 }
migrate = { from = 2024-11-20 }
sunset = { by = 2024-12-31 }
"#;

pub const INSTANTS: [&str; 5] =
    ["2024-10-01T00:00:00Z", "2024-10-20T00:00:00Z", "2024-11-22T00:00:00Z", "2025-01-05T00:00:00Z", "2025-03-01T00:00:00Z"];

pub fn rule() -> impl Strategy<Value = String> {
    let literal = || prop_oneof![Just("a"), Just("b"), Just("c")];
    let segments = proptest::collection::vec(prop_oneof![3 => literal(), 1 => Just(":x"), 1 => Just(":y")], 0..3);
    let end = prop_oneof![3 => Just(None), 2 => Just(Some("*")), 1 => Just(Some(""))];
    let conditions = prop_oneof![3 => Just(""), 1 => Just("?k=1"), 1 => Just("?l=2"), 1 => Just("?k=1&l=2")];
    let host = prop_oneof![
        3 => Just("https://shop.example"),
        2 => Just("https://old.example"),
        2 => Just("https://two.example"),
        1 => Just("https://second.example"),
        1 => Just(""),
    ];
    let to = proptest::collection::vec(prop_oneof![2 => literal().prop_map(Some), 2 => Just(None)], 1..4);
    let query = prop_oneof![
        4 => Just(("", "")),
        2 => Just(("", "query = \"drop\"\n")),
        1 => Just(("?k=1", "query = \"drop\"\n")),
        1 => Just(("#f", "query = \"drop\"\n")),
        1 => Just(("?l=2&k=1#g", "query = \"drop\"\n")),
        1 => Just(("?k=:x", "query = \"drop\"\n")),
        1 => Just(("", "query = [\"k\"]\n")),
        1 => Just(("", "query = [\"l\", \"k\"]\n")),
    ];
    let status = prop_oneof![3 => Just(301), 1 => Just(302), 1 => Just(307), 2 => Just(308)];
    let since = prop_oneof![Just("announce"), Just("migrate"), Just("sunset"), Just("one/migrate"), Just("two/migrate")];
    let answer = prop_oneof![8 => Just(""), 1 => Just("gone"), 1 => Just("page"), 1 => Just("serve")];
    (segments, end, conditions, host, to, query, status, since, answer).prop_map(
        |(mut from, end, conditions, host, to, (suffix, query), status, since, answer)| {
            from.dedup();
            from.extend(end);
            if from.is_empty() {
                from.push("");
            }
            let source = format!("/{}{conditions}", from.join("/"));
            let rest = format!("since = \"{since}\"\n");
            if !answer.is_empty() {
                return format!("[[redirects.rules]]\nfrom = \"{source}\"\nanswer = \"{answer}\"\n{rest}");
            }
            let mut values = from.iter().filter(|it| it.starts_with(':'));
            let mut path: Vec<&str> = to.iter().map(|it| it.or_else(|| values.next().copied()).unwrap_or("c")).collect();
            if from.last() == Some(&"*") && path.len() > 1 {
                path.push("*");
            }
            let suffix = if suffix.contains(":x") && !from.contains(&":x") { "?k=1" } else { suffix };
            format!(
                "[[redirects.rules]]\nfrom = \"{source}\"\nto = \"{host}/{}{suffix}\"\nstatus = {status}\n{query}{rest}",
                path.join("/")
            )
        },
    )
}

pub fn url() -> impl Strategy<Value = String> {
    let host = prop_oneof![Just("shop.example"), Just("old.example"), Just("two.example"), Just("second.example")];
    let segments =
        proptest::collection::vec(prop_oneof![4 => Just("a"), 4 => Just("b"), 4 => Just("c"), 1 => Just("z"), 1 => Just("")], 1..5);
    let query = prop_oneof![3 => Just(""), 2 => Just("?k=1"), 1 => Just("?l=2"), 1 => Just("?k=2&k=1"), 2 => Just("?m=3&l=2&k=1")];
    (host, segments, query).prop_map(|(host, segments, query)| format!("https://{host}/{}{query}", segments.join("/")))
}

/// Where a browser is: a URL, and the fragment that it carries along.
#[derive(Clone, Debug, PartialEq)]
struct Here {
    url: String,
    fragment: Option<String>,
}

impl Here {
    fn at(url: &str) -> Here {
        Here { url: url.to_owned(), fragment: None }
    }

    /// Goes on to a `Location` (RFC 9110 section 10.2.2: a fragment stays unless there is another).
    fn to(&self, location: &str) -> Here {
        match location.split_once('#') {
            Some((url, fragment)) => Here { url: url.to_owned(), fragment: Some(fragment.to_owned()) },
            None => Here { url: location.to_owned(), fragment: self.fragment.clone() },
        }
    }
}

/// The route that takes a request, from the order of the rules alone.
fn winner<'p>(plan: &'p Plan, request: &Request, at: Timestamp) -> Option<(&'p Route, Vec<String>)> {
    let name = request.host_name();
    let host = plan.hosts.get(plan.aliases.get(&name).unwrap_or(&name))?;
    let routing = host.routing(at);
    let key = request.key();
    let owned = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect();
    let matched = |it: &Pattern| it.matches(key).filter(|_| it.admits(request.query()));
    let (base, path) = match routing.owner(key) {
        Some(site) => {
            if let Some(found) = site.routes.iter().find_map(|it| Some((it, owned(matched(&it.pattern)?)))) {
                return Some(found);
            }
            (&site.base, site.path.as_str())
        }
        None => (&routing.unowned, ""),
    };
    match base {
        Base::Default(route) => {
            // One slash stands between the site and what is behind it; all that follows is the value.
            let rest = key[path.len()..].strip_prefix('/').unwrap_or_default().to_owned();
            Some((route, vec![rest]))
        }
        _ => None,
    }
}

/// Returns the next hop as it was written, with its status; `None` where the way ends.
fn written_hop(plan: &Plan, here: &Here, at: Timestamp) -> Option<(Here, u16)> {
    let request = Request::of_url(&here.url).expect("a URL");
    if let Some((Route { action: Action::Redirect(redirect), .. }, values)) = winner(plan, &request, at) {
        let written = Redirect { to: redirect.written_to.clone(), query: redirect.written_query.clone(), ..(**redirect).clone() };
        let values: Vec<&str> = values.iter().map(String::as_str).collect();
        return Some((here.to(&location(&written, &values, request.query())), redirect.written_status));
    }
    hop(plan, here, at)
}

/// Returns the next hop as it is answered.
fn hop(plan: &Plan, here: &Here, at: Timestamp) -> Option<(Here, u16)> {
    match plan.answer(&Request::of_url(&here.url).expect("a URL"), at).outcome {
        Outcome::Redirect { status, location } => Some((here.to(&location), status)),
        _ => None,
    }
}

/// Returns all the places of a way; `None` where it has no end.
fn way(plan: &Plan, url: &str, at: Timestamp, next: fn(&Plan, &Here, Timestamp) -> Option<(Here, u16)>) -> Option<Vec<(Here, u16)>> {
    let mut way = vec![(Here::at(url), 0)];
    while let Some(hop) = next(plan, &way.last()?.0, at) {
        way.push(hop);
        if way.len() > 60 || way.last()?.0.url.len() > 2_000 {
            return None;
        }
    }
    Some(way)
}

fn holds(checked: &Checked, url: &str, at: Timestamp) -> Result<(), TestCaseError> {
    let plan = checked.plan.as_ref().expect("a plan");
    let Some(written) = way(plan, url, at, written_hop) else { return Ok(()) };
    let answered = way(plan, url, at, hop);
    prop_assert!(answered.is_some(), "{url} at {at}: no end, and by the rules as written {written:?}");
    let answered = answered.expect("asserted");
    prop_assert_eq!(answered.last().map(|it| &it.0), written.last().map(|it| &it.0), "{} at {}: {:?}\n{:?}", url, at, answered, written);
    // Each answer stands for the hops that were taken together with it, and for their statuses.
    for (here, _) in &answered {
        let Some(redirect) = plan.answer(&Request::of_url(&here.url).expect("a URL"), at).redirect() else { continue };
        let (to, status) = hop(plan, here, at).expect("a redirect");
        let mut now = here.clone();
        let mut statuses = Vec::new();
        for _ in 0..=redirect.hop_count {
            let (next, status) = written_hop(plan, &now, at).expect("a hop");
            statuses.push(status);
            now = next;
        }
        if now != to {
            // The name itself is the last hop: what an alias would serve.
            let (next, status) = written_hop(plan, &now, at).expect("an alias");
            prop_assert_eq!(status, 308);
            now = next;
        }
        prop_assert_eq!(&now, &to, "{} at {}", here.url, at);
        let is_permanent = statuses.iter().all(|it| [301, 308].contains(it));
        let keeps_method = statuses.iter().all(|it| [307, 308].contains(it));
        prop_assert_eq!((is_permanent, keeps_method), ([301, 308].contains(&status), [307, 308].contains(&status)), "{:?}", statuses);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hops_that_are_taken_together_end_where_the_rules_end(
        one in proptest::collection::vec(rule(), 1..6),
        two in proptest::collection::vec(rule(), 1..5),
        urls in proptest::collection::vec(url(), 12),
    ) {
        let (one, two) = (format!("{ONE}{}", one.join("")), format!("{TWO}{}", two.join("")));
        let checked = check(PROGRAM, &[("one", &one), ("two", &two)], Options::default());
        let plan = checked.plan.as_ref().expect("a plan");
        for since in plan.hosts.values().flat_map(|it| &it.epochs).filter_map(|it| it.since) {
            prop_assert!(plan.stages.iter().any(|it| it.since == Some(since)), "answers change at {since}, which is no stage");
        }
        for at in INSTANTS.map(|it| it.parse::<Timestamp>().expect("an instant")) {
            for url in &urls {
                holds(&checked, url, at)?;
            }
        }
    }
}

#[test]
fn the_rules_that_are_tried_lead_into_each_other() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let rules = (proptest::collection::vec(rule(), 5), proptest::collection::vec(rule(), 4));
    let (mut collapsed, mut open, mut all) = (0, 0, 0);
    for _ in 0..40 {
        let (one, two) = rules.new_tree(&mut runner).expect("rules").current();
        let (one, two) = (format!("{ONE}{}", one.join("")), format!("{TWO}{}", two.join("")));
        let plan = check(PROGRAM, &[("one", &one), ("two", &two)], Options::default()).plan.expect("a plan");
        let routes = plan.hosts.values().flat_map(|it| &it.epochs).flat_map(|it| &it.routing.sites).flat_map(|it| &it.routes);
        for redirect in routes.filter_map(|it| if let Action::Redirect(it) = &it.action { Some(it) } else { None }) {
            all += 1;
            collapsed += usize::from(!redirect.hops.is_empty());
            open += usize::from(matches!(redirect.end, End::Open(_)));
        }
    }
    assert!(collapsed * 10 > all && open * 20 > all, "{collapsed} and {open} of {all}");
}
