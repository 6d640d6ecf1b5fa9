//! Targets that are programmed: JavaScript which a person can read, and the answers that it looks up.

pub mod cloudflare_worker;
pub mod cloudfront_function;

use crate::emit::expression;
use crate::model::graph::pattern::{Condition, Piece, Segment};
use crate::model::plan::answer::http_date;
use crate::model::plan::routing::{Action, Base, Route, Routing, SiteRouting, UpstreamUrl};
use crate::model::plan::{Host, Plan};
use crate::model::spec::scalar::QueryPolicy;
use crate::source::Span;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What one host answers, as `answer.js` reads it.
#[derive(Debug, Serialize)]
struct HostAnswers {
    name: String,
    /// Those of its names that browsers come to by https alone.
    preloaded: Vec<String>,
    hsts: Option<String>,
    /// How long a redirect to the host's own name or to https may be kept, in seconds.
    age: u64,
    /// The server of reserved paths.
    reserved: Option<String>,
    sites: Vec<SiteAnswers>,
    /// What keys that no site owns get.
    unowned: RouteAnswer,
}

/// What one site answers where no row of the table does.
#[derive(Debug, Serialize)]
struct SiteAnswers {
    site: String,
    path: String,
    #[serde(rename = "isIndependent")]
    is_independent: bool,
    headers: Vec<(&'static str, String)>,
    reserved: Vec<String>,
    #[serde(rename = "reservedBase")]
    reserved_base: RouteAnswer,
    patterns: Vec<RouteAnswer>,
    base: RouteAnswer,
}

/// A source with its answer; what is absent is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
struct RouteAnswer {
    /// The expression for a key; none in a table and for a base.
    #[serde(skip_serializing_if = "Option::is_none")]
    like: Option<String>,
    /// What the first parameter of that name must be; `null` for one without a value.
    #[serde(rename = "if", skip_serializing_if = "Vec::is_empty")]
    conditions: Vec<(String, Option<String>)>,
    /// Of a page or a redirect; a default's is its route's.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    /// The destination: text, and values by rank.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    to: Vec<Stretch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    query: Option<Kept>,
    #[serde(skip_serializing_if = "Option::is_none")]
    age: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<String>,
    /// The value of `Retry-After`.
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    serve: Option<String>,
    /// Whether it is a default: aliases answer by it too.
    #[serde(rename = "isDefault", skip_serializing_if = "std::ops::Not::not")]
    is_default: bool,
    /// Where the rule was written; of a row, in the region's table.
    #[serde(rename = "rule", skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

/// A stretch of a destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Stretch {
    Text(String),
    Value(usize),
}

/// What becomes of the query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Kept {
    Word(&'static str),
    Names(Vec<String>),
}

impl HostAnswers {
    fn of(plan: &Plan, host: &Host, routing: &Routing) -> HostAnswers {
        let own = host.is_preloaded.then_some(&host.name);
        let aliases = host.aliases.iter().filter(|it| it.is_preloaded).map(|it| &it.name);
        HostAnswers {
            name: host.name.clone(),
            preloaded: own.into_iter().chain(aliases).cloned().collect(),
            hsts: host.hsts.clone(),
            age: host.max_age,
            reserved: routing.reserved_upstream.as_ref().map(address),
            sites: routing.sites.iter().map(|it| SiteAnswers::of(plan, it)).collect(),
            unowned: RouteAnswer::of_base(plan, &routing.unowned),
        }
    }
}

impl SiteAnswers {
    fn of(plan: &Plan, site: &SiteRouting) -> SiteAnswers {
        let patterns = site.patterns.iter().map(|it| &site.routes[*it]).filter(|_| !site.is_independent);
        let place = |route: &Route| Some(plan.place(route.origin.span).to_string());
        let pattern = |route: &Route| RouteAnswer { like: Some(like(route)), place: place(route), ..RouteAnswer::of(route) };
        SiteAnswers {
            site: site.site.clone(),
            path: site.path.clone(),
            is_independent: site.is_independent,
            headers: if site.is_independent { Vec::new() } else { site.headers.clone() },
            reserved: site.reserved.clone(),
            reserved_base: RouteAnswer::of_base(plan, &site.reserved_base),
            patterns: patterns.map(pattern).collect(),
            base: RouteAnswer::of_base(plan, &site.base),
        }
    }
}

/// Returns the expression for a key that the route's source is.
fn like(route: &Route) -> String {
    let segment = |it: &Segment| match it {
        Segment::Literal(text) => expression::literal(text),
        Segment::Name(_) => "([^/]+)".to_owned(),
        Segment::Splat => "(.*)".to_owned(),
    };
    format!("^/{}$", route.pattern.segments.iter().map(segment).collect::<Vec<_>>().join("/"))
}

impl RouteAnswer {
    fn of(route: &Route) -> RouteAnswer {
        let condition = |it: &Condition| (it.key.clone(), it.value.clone());
        let conditions = route.pattern.conditions.iter().map(condition).collect();
        let page = |status: u16, page: &String| RouteAnswer { status: Some(status), page: Some(page.clone()), ..RouteAnswer::default() };
        let answer = match &route.action {
            Action::Redirect(it) => {
                let stretch = |it: Piece| match it {
                    Piece::Text(text) => Stretch::Text(text),
                    Piece::Value(rank) => Stretch::Value(rank),
                };
                let query = match &it.query {
                    QueryPolicy::Keep => Kept::Word("keep"),
                    QueryPolicy::Drop => Kept::Word("drop"),
                    QueryPolicy::Only(names) => Kept::Names(names.clone()),
                };
                RouteAnswer {
                    status: Some(it.status),
                    to: it.to.pieces().into_iter().map(stretch).collect(),
                    query: Some(query),
                    age: Some(it.max_age),
                    ..RouteAnswer::default()
                }
            }
            Action::Gone { page: name } => page(410, name),
            Action::Page { page: name } => page(200, name),
            Action::Unavailable { page: name, until } => RouteAnswer { until: until.map(http_date), ..page(503, name) },
            Action::Serve(upstream) => RouteAnswer { serve: Some(address(upstream)), ..RouteAnswer::default() },
            Action::NotFound => RouteAnswer::default(),
        };
        RouteAnswer { conditions, ..answer }
    }

    /// Returns the same without its place, for where every byte counts.
    fn unplaced(&self) -> RouteAnswer {
        RouteAnswer { place: None, ..self.clone() }
    }

    fn of_base(plan: &Plan, base: &Base) -> RouteAnswer {
        match base {
            Base::Serve(upstream) => RouteAnswer { serve: Some(address(upstream)), ..RouteAnswer::default() },
            Base::Default(route) => {
                let place = plan.place(route.origin.span).to_string();
                RouteAnswer { is_default: true, place: Some(place), conditions: Vec::new(), ..RouteAnswer::of(route) }
            }
            Base::Gone(page) => RouteAnswer { status: Some(410), page: Some(page.clone()), ..RouteAnswer::default() },
            Base::NotFound => RouteAnswer::default(),
        }
    }
}

fn address(upstream: &UpstreamUrl) -> String {
    format!("{}://{}", upstream.scheme, upstream.authority)
}

/// Returns the rows of a host's table by key, each with the answers in the order in which they are tried.
fn rows<'p>(plan: &Plan, routing: &'p Routing) -> impl Iterator<Item = (Cow<'p, str>, Vec<RouteAnswer>)> {
    let sites = routing.sites.iter().filter(|it| !it.is_independent);
    let keys = sites.flat_map(|site| site.keys().map(move |(key, rule)| (site, key, rule)));
    let owned = keys.filter(|(site, key, _)| routing.owner(key).is_some_and(|it| std::ptr::eq(it, *site)));
    let place = |span: Span| (!plan.sources.file(span.file).path.ends_with(".csv")).then(|| plan.place(span).to_string());
    let mut found: BTreeMap<Cow<'p, str>, Vec<RouteAnswer>> = BTreeMap::new();
    for (_, key, rule) in owned {
        let answer = RouteAnswer { place: place(rule.span()), ..RouteAnswer::of(&rule.route(&key)) };
        found.entry(key).or_default().push(answer);
    }
    found.into_iter()
}

/// Returns the pages that the answers of hosts name.
fn pages<'p>(routings: impl Iterator<Item = &'p Routing>) -> BTreeSet<&'p str> {
    let of_action = |action: &'p Action| match action {
        Action::Gone { page } | Action::Page { page } | Action::Unavailable { page, .. } => Some(page.as_str()),
        _ => None,
    };
    let of_base = move |base: &'p Base| match base {
        Base::Gone(page) => Some(page.as_str()),
        Base::Default(route) => of_action(&route.action),
        _ => None,
    };
    let mut pages = BTreeSet::new();
    for routing in routings {
        pages.extend(of_base(&routing.unowned));
        for site in routing.sites.iter().filter(|it| !it.is_independent) {
            pages.extend(site.routes.iter().filter_map(|it| of_action(&it.action)));
            pages.extend([&site.base, &site.reserved_base].into_iter().filter_map(of_base));
        }
    }
    pages
}

/// Adds the servers that a host's answers name.
fn servers(routing: &Routing, all: &mut BTreeSet<String>) {
    all.extend(routing.reserved_upstream.iter().chain(server_of(&routing.unowned)).map(address));
    routing.sites.iter().for_each(|it| all.extend(servers_of(it).map(address)));
}

/// Returns the servers that a site's answers name.
fn servers_of(site: &SiteRouting) -> impl Iterator<Item = &UpstreamUrl> {
    let routes = site.routes.iter().filter(|_| !site.is_independent);
    routes.filter_map(|it| server(&it.action)).chain([&site.base, &site.reserved_base].into_iter().filter_map(server_of))
}

fn server_of(base: &Base) -> Option<&UpstreamUrl> {
    match base {
        Base::Serve(it) => Some(it),
        Base::Default(route) => server(&route.action),
        Base::Gone(_) | Base::NotFound => None,
    }
}

fn server(action: &Action) -> Option<&UpstreamUrl> {
    match action {
        Action::Serve(it) => Some(it),
        _ => None,
    }
}

/// Returns a value as JavaScript has it, on one line.
fn js(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).expect("emit: answers have text for keys");
    // Older readers end a line at these two, within a string too.
    text.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029")
}

/// Returns a host's answers as a literal over several lines; `patterns` writes those of a site.
fn literal(answers: &HostAnswers, indent: &str, patterns: impl Fn(&SiteAnswers) -> Vec<String>) -> String {
    let mut text = String::from("{\n");
    let mut line = |depth: usize, it: String| {
        text.push_str(indent);
        text.push_str(&"  ".repeat(depth));
        text.push_str(&it);
        text.push('\n');
    };
    line(
        1,
        format!("name: {}, preloaded: {}, hsts: {}, age: {},", js(&answers.name), js(&answers.preloaded), js(&answers.hsts), answers.age),
    );
    line(1, format!("reserved: {},", js(&answers.reserved)));
    line(1, "sites: [".to_owned());
    for site in &answers.sites {
        line(2, "{".to_owned());
        line(3, format!("site: {}, path: {}, isIndependent: {},", js(&site.site), js(&site.path), site.is_independent));
        line(3, format!("headers: {},", js(&site.headers)));
        line(3, format!("reserved: {}, reservedBase: {},", js(&site.reserved), js(&site.reserved_base)));
        patterns(site).into_iter().for_each(|it| line(3, it));
        line(3, format!("base: {},", js(&site.base)));
        line(2, "},".to_owned());
    }
    line(1, "],".to_owned());
    line(1, format!("unowned: {},", js(&answers.unowned)));
    text.push_str(indent);
    text.push('}');
    text
}
