//! `stages/<stage>/routes.json`: every answer of a stage, in a published shape.

use super::Selection;
use super::big::is_big;
use super::shape::{Origin, VERSION, json};
use crate::model::artifact::{Artifacts, Stream};
use crate::model::graph::pattern::{Piece, Segment};
use crate::model::graph::time::utc;
use crate::model::plan::answer::http_date;
use crate::model::plan::routing::{self, Action, Base, UpstreamUrl};
use crate::model::plan::rows::Rows;
use crate::model::plan::{Plan, routing::Routing};
use crate::model::spec::scalar::QueryPolicy;
use crate::source::Sources;
use schemars::JsonSchema;
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::sync::Arc;

/// Every answer of one stage.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Routes {
    /// The version of this shape.
    pub version: u32,
    /// As `2024-12-31T2300Z-fr-sunset`; the first is `start`.
    pub stage: String,
    /// The instant from which the stage holds; none for the first.
    pub since: Option<String>,
    /// The instant from which the next stage holds; none for the last.
    pub until: Option<String>,
    /// By name.
    pub hosts: Vec<Host>,
}

/// One host.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Host {
    pub name: String,
    /// Names that answer as this one does.
    pub aliases: Vec<Alias>,
    /// Whether http first gets 308 to https.
    pub preloaded: bool,
    /// The value of `Strict-Transport-Security`, over https only.
    pub hsts: Option<String>,
    /// How long a redirect to the host's own name or to https may be kept, in seconds.
    pub max_age: u64,
    /// Nothing is made for it.
    pub untouched: bool,
    /// The server of reserved paths, as `http://127.0.0.1:8402`.
    pub reserved_upstream: Option<String>,
    /// Those with the longest path first: the first that holds a key owns it.
    pub sites: Vec<Site>,
    /// What keys that no site owns get.
    pub unowned: Otherwise,
}

/// A name that answers as its host does.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Alias {
    pub name: String,
    pub preloaded: bool,
}

/// One site.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Site {
    /// As `uk/store`.
    pub site: String,
    /// Without a slash at its end: empty for the root.
    pub path: String,
    /// `live`, `announced`, `moving`, `dark`, `closed` or `let go`.
    pub state: &'static str,
    /// Nothing of it is touched: every key is served.
    pub independent: bool,
    /// On every response of the site.
    pub headers: Vec<Header>,
    /// Whole paths; a prefix if it ends in `/`. No pattern and no default takes them.
    pub reserved: Vec<String>,
    /// What reserved paths get that no exact route names, unless the host has a server for them.
    pub reserved_otherwise: Otherwise,
    /// In order: the first that matches is the answer.
    #[schemars(with = "Vec<Route>")]
    pub routes: RouteList,
    /// What is answered where no route matches.
    pub otherwise: Otherwise,
}

/// The routes of a site; those of a big table are made as they are written.
#[derive(Clone, Debug, Default)]
pub struct RouteList {
    pub exact: Vec<Route>,
    big: Option<Rows>,
    pub patterns: Vec<Route>,
    sources: Arc<Sources>,
}

impl RouteList {
    fn of(plan: &Plan, site: &routing::SiteRouting) -> RouteList {
        let big = if is_big(site) { site.rows.clone() } else { None };
        let rows = big.is_none().then(|| site.row_keys());
        let exact = site.rule_keys().chain(rows.into_iter().flatten());
        RouteList {
            exact: exact.map(|(key, rule)| route(&plan.sources, &rule.route(&key))).collect(),
            big,
            patterns: site.patterns.iter().map(|it| route(&plan.sources, &site.routes[*it])).collect(),
            sources: Arc::clone(&plan.sources),
        }
    }

    /// Returns those whose answers may name a server or a page.
    fn named(&self) -> impl Iterator<Item = &Route> {
        self.exact.iter().chain(&self.patterns)
    }
}

impl Serialize for RouteList {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let made = |rows: &'_ Rows, key: &str, found| route(&self.sources, &rows.route(key, found));
        let big = self.big.iter().flat_map(|rows| rows.all().map(move |(key, found)| Cow::Owned(made(rows, &key, found))));
        serializer.collect_seq(self.exact.iter().map(Cow::Borrowed).chain(big).chain(self.patterns.iter().map(Cow::Borrowed)))
    }
}

/// A header of a response.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Header {
    pub name: &'static str,
    pub value: String,
}

/// What answers where no route does.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "answer", rename_all = "kebab-case")]
pub enum Otherwise {
    /// What the server says.
    Serve { upstream: String },
    /// The default; its splat is the path behind the site's.
    Default { route: Box<Route> },
    /// 410 with the page of that name.
    Gone { page: String },
    /// 404.
    NotFound,
}

/// One source with its answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Route {
    /// As it would be written: `/uk/product/:slug?type=x`.
    pub pattern: String,
    /// Whether it names one path: then it answers before reserved paths do.
    pub exact: bool,
    /// The pattern's parts between slashes.
    pub segments: Vec<Part>,
    /// What the first parameter of that name must be in the query.
    pub conditions: Vec<Condition>,
    pub answer: Answer,
    pub origin: Origin,
}

/// One segment of a pattern.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// This text, byte for byte.
    Literal(String),
    /// A whole segment, not empty.
    Name(String),
    /// All that follows, at least one segment, which may be empty.
    Splat,
}

/// A condition on the query.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Condition {
    pub key: String,
    /// None for a parameter without `=`.
    pub value: Option<String>,
}

/// What a route does.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Answer {
    Redirect(Redirect),
    /// 410 with the page of that name.
    Gone {
        page: String,
    },
    /// 200 with the page of that name.
    Page {
        page: String,
    },
    /// 503 with the page of that name, and the value of `Retry-After`.
    Unavailable {
        page: String,
        retry_after: Option<String>,
    },
    /// What the site's own server says.
    Serve {
        upstream: String,
    },
    /// 404: the rule is served, and the site has no server.
    NotFound,
}

/// A redirect, its hops within the workspace taken together.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Redirect {
    pub status: u16,
    /// The destination with the names of its placeholders.
    pub to: String,
    /// The destination in pieces: text, and values of the source's placeholders by rank.
    pub pieces: Vec<To>,
    pub query: Query,
    /// How long it may be kept, in seconds.
    pub max_age: u64,
    /// Whether it is answered as temporary because it has only begun.
    pub on_trial: bool,
    /// The destination as its rule says, before hops are taken together.
    pub written_to: String,
    /// The places of the rules that were taken together with it, in order; at most the first 16.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hops: Vec<String>,
}

/// A stretch of a destination.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum To {
    Text(String),
    /// The rank of a placeholder, from 0.
    Value(usize),
}

/// What happens to the query.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Query {
    Keep,
    Drop,
    /// Only the first of each of these is kept, in this order.
    Only(Vec<String>),
}

impl Query {
    /// Returns the published form of a policy.
    pub fn of(policy: &QueryPolicy) -> Query {
        match policy {
            QueryPolicy::Keep => Query::Keep,
            QueryPolicy::Drop => Query::Drop,
            QueryPolicy::Only(names) => Query::Only(names.clone()),
        }
    }
}

impl Host {
    /// Returns the servers that its answers name, as `http://127.0.0.1:8081`.
    pub fn upstreams(&self) -> impl Iterator<Item = &str> {
        let of_sites = self.sites.iter().flat_map(|it| {
            let bases = [&it.reserved_otherwise, &it.otherwise].into_iter().filter_map(Otherwise::upstream);
            it.routes.named().filter_map(|it| it.answer.upstream()).chain(bases)
        });
        of_sites.chain(self.unowned.upstream()).chain(self.reserved_upstream.as_deref())
    }

    /// Returns the pages that its answers name.
    pub fn pages(&self) -> impl Iterator<Item = &str> {
        let of_sites = self.sites.iter().flat_map(|it| {
            let bases = [&it.reserved_otherwise, &it.otherwise].into_iter().filter_map(Otherwise::page);
            it.routes.named().filter_map(|it| it.answer.page()).chain(bases)
        });
        of_sites.chain(self.unowned.page())
    }
}

impl Otherwise {
    fn upstream(&self) -> Option<&str> {
        match self {
            Otherwise::Serve { upstream } => Some(upstream),
            Otherwise::Default { route } => route.answer.upstream(),
            Otherwise::Gone { .. } | Otherwise::NotFound => None,
        }
    }

    fn page(&self) -> Option<&str> {
        match self {
            Otherwise::Gone { page } => Some(page),
            Otherwise::Default { route } => route.answer.page(),
            Otherwise::Serve { .. } | Otherwise::NotFound => None,
        }
    }
}

impl Answer {
    fn upstream(&self) -> Option<&str> {
        match self {
            Answer::Serve { upstream } => Some(upstream),
            _ => None,
        }
    }

    fn page(&self) -> Option<&str> {
        match self {
            Answer::Gone { page } | Answer::Page { page } | Answer::Unavailable { page, .. } => Some(page),
            Answer::Redirect(_) | Answer::Serve { .. } | Answer::NotFound => None,
        }
    }
}

/// Writes the routes of every stage.
pub fn emit(plan: &Plan, selection: &Selection, out: &mut Artifacts) {
    for (rank, stage) in plan.stages.iter().enumerate().filter(|(rank, _)| selection.has_stage(*rank)) {
        let path = format!("stages/{}/routes.json", stage.name);
        let routes = routes(plan, rank);
        if routes.hosts.iter().flat_map(|it| &it.sites).all(|it| it.routes.big.is_none()) {
            json(&path, &routes, out);
            continue;
        }
        out.add_stream(
            path.clone(),
            Stream::new(path, move |out| {
                serde_json::to_writer_pretty(&mut *out, &routes)?;
                out.write_all(b"\n")
            }),
        );
    }
}

/// Returns every answer of the stage of that rank.
pub fn routes(plan: &Plan, rank: usize) -> Routes {
    let stage = &plan.stages[rank];
    let at = plan.instant_of(rank);
    let hosts = plan.hosts.values().map(|it| host(plan, it, it.routing(at))).collect();
    let until = plan.stages.get(rank + 1).and_then(|it| it.since);
    Routes { version: VERSION, stage: stage.name.clone(), since: stage.since.map(utc), until: until.map(utc), hosts }
}

fn host(plan: &Plan, host: &crate::model::plan::Host, routing: &Routing) -> Host {
    let sites = routing.sites.iter().filter(|_| !host.is_untouched);
    Host {
        name: host.name.clone(),
        aliases: host.aliases.iter().map(|it| Alias { name: it.name.clone(), preloaded: it.is_preloaded }).collect(),
        preloaded: host.is_preloaded,
        hsts: host.hsts.clone(),
        max_age: host.max_age,
        untouched: host.is_untouched,
        reserved_upstream: routing.reserved_upstream.as_ref().map(upstream),
        sites: sites.map(|it| site(plan, it)).collect(),
        unowned: if host.is_untouched { Otherwise::NotFound } else { otherwise(&plan.sources, &routing.unowned) },
    }
}

/// Returns the published form of what a site answers by.
pub fn site(plan: &Plan, site: &routing::SiteRouting) -> Site {
    Site {
        site: site.site.clone(),
        path: site.path.clone(),
        state: site.state.word(),
        independent: site.is_independent,
        headers: site.headers.iter().map(|(name, value)| Header { name, value: value.clone() }).collect(),
        reserved: site.reserved.clone(),
        reserved_otherwise: otherwise(&plan.sources, &site.reserved_base),
        routes: RouteList::of(plan, site),
        otherwise: otherwise(&plan.sources, &site.base),
    }
}

fn otherwise(sources: &Sources, base: &Base) -> Otherwise {
    match base {
        Base::Serve(it) => Otherwise::Serve { upstream: upstream(it) },
        Base::Default(it) => Otherwise::Default { route: Box::new(route(sources, it)) },
        Base::Gone(page) => Otherwise::Gone { page: page.clone() },
        Base::NotFound => Otherwise::NotFound,
    }
}

fn route(sources: &Sources, route: &routing::Route) -> Route {
    let segment = |it: &Segment| match it {
        Segment::Literal(text) => Part::Literal(text.clone()),
        Segment::Name(name) => Part::Name(name.clone()),
        Segment::Splat => Part::Splat,
    };
    let condition = |it: &crate::model::graph::pattern::Condition| Condition { key: it.key.clone(), value: it.value.clone() };
    Route {
        pattern: route.pattern.to_string(),
        exact: route.pattern.key().is_some(),
        segments: route.pattern.segments.iter().map(segment).collect(),
        conditions: route.pattern.conditions.iter().map(condition).collect(),
        answer: answer(sources, route),
        origin: Origin::of(sources, &route.origin),
    }
}

fn answer(sources: &Sources, route: &routing::Route) -> Answer {
    match &route.action {
        Action::Redirect(it) => Answer::Redirect(redirect(sources, it, &route.pattern.names())),
        Action::Gone { page } => Answer::Gone { page: page.clone() },
        Action::Page { page } => Answer::Page { page: page.clone() },
        Action::Unavailable { page, until } => Answer::Unavailable { page: page.clone(), retry_after: until.map(http_date) },
        Action::Serve(it) => Answer::Serve { upstream: upstream(it) },
        Action::NotFound => Answer::NotFound,
    }
}

fn redirect(sources: &Sources, redirect: &routing::Redirect, names: &[&str]) -> Redirect {
    let piece = |it: Piece| match it {
        Piece::Text(text) => To::Text(text),
        Piece::Value(at) => To::Value(at),
    };
    Redirect {
        status: redirect.status,
        to: redirect.to.display(names),
        pieces: redirect.to.pieces().into_iter().map(piece).collect(),
        query: Query::of(&redirect.query),
        max_age: redirect.max_age,
        on_trial: redirect.is_on_trial,
        written_to: redirect.written_to.display(names),
        hops: redirect.hops.iter().map(|it| sources.place(it.span).to_string()).collect(),
    }
}

/// Returns the address of a server.
pub fn upstream(upstream: &UpstreamUrl) -> String {
    format!("{}://{}", upstream.scheme, upstream.authority)
}
