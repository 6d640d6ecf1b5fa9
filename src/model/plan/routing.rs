//! What one host answers by, through one epoch.

use super::answer::Winner;
use super::rows::{Found, Rows};
use crate::model::graph::pattern::{Pattern, Template};
use crate::model::spec::place::Closure;
use crate::model::spec::scalar::QueryPolicy;
use crate::source::Span;
use jiff::Timestamp;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What one host answers by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routing {
    /// Those with the longest path first.
    pub sites: Vec<SiteRouting>,
    /// What answers keys that no site owns.
    pub unowned: Base,
    /// The server of reserved paths.
    pub reserved_upstream: Option<UpstreamUrl>,
}

/// The server of a site, as `http` and `127.0.0.1:8081`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UpstreamUrl {
    pub scheme: String,
    pub authority: String,
}

impl UpstreamUrl {
    /// Returns the name or address of the server, as a socket takes it, and its port.
    pub fn address(&self) -> (String, u16) {
        let own = if self.scheme == "https" { 443 } else { 80 };
        let (host, port) = match self.authority.rsplit_once(':') {
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().unwrap_or(own)),
            _ => (self.authority.as_str(), own),
        };
        (host.trim_start_matches('[').trim_end_matches(']').to_owned(), port)
    }
}

/// What one site answers by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteRouting {
    /// As `uk/store`.
    pub site: String,
    /// Without a slash at its end: empty for the root.
    pub path: String,
    pub state: State,
    /// Nothing of it is touched: every key is served.
    pub is_independent: bool,
    /// Sorted: the first that matches is the answer.
    pub routes: Vec<Route>,
    /// The ranks in `routes` of those without placeholders, by key.
    pub exact: BTreeMap<String, Vec<usize>>,
    /// The ranks in `routes` of those with placeholders.
    pub patterns: Vec<usize>,
    /// Plain rows of tables: exact keys that `routes` does not have.
    pub rows: Option<Rows>,
    /// Whole paths below the host's root, without those of the host; a prefix if it ends in `/`.
    pub reserved: Vec<String>,
    /// What answers reserved paths that no exact route names, where the host has no server for them.
    pub reserved_base: Base,
    /// What answers when no route does.
    pub base: Base,
    /// On every response of the site, by name.
    pub headers: Vec<(&'static str, String)>,
    pub index: super::index::Index,
}

impl SiteRouting {
    /// Puts routes in their order, and notes which of them are found by their key.
    pub fn order(&mut self) {
        self.routes.sort_by(|one, two| {
            let made = || one.origin.made.len().cmp(&two.origin.made.len());
            one.pattern.rank(&two.pattern).then_with(made).then_with(|| one.origin.span.cmp(&two.origin.span))
        });
        // The same answer twice for the same requests is one route.
        self.routes.dedup_by(|two, one| one.pattern.rank(&two.pattern).is_eq() && one.action == two.action);
        (self.exact, self.patterns, self.index) = (BTreeMap::new(), Vec::new(), super::index::Index::default());
        for (rank, route) in self.routes.iter().enumerate() {
            match route.pattern.key() {
                Some(key) => self.exact.entry(key).or_default().push(rank),
                None => self.patterns.push(rank),
            }
        }
    }

    /// Returns every key that is answered by itself, with what answers it: first those of rules, each in its order.
    pub fn keys(&self) -> impl Iterator<Item = (Cow<'_, str>, Winner<'_>)> {
        self.rule_keys().chain(self.row_keys())
    }

    /// Returns the keys that rules answer by themselves.
    pub fn rule_keys(&self) -> impl Iterator<Item = (Cow<'_, str>, Winner<'_>)> {
        let routes = move |ranks: &'_ Vec<usize>| ranks.clone().into_iter().map(move |it| Winner::Route(&self.routes[it]));
        self.exact.iter().flat_map(move |(key, ranks)| routes(ranks).map(move |it| (Cow::Borrowed(key.as_str()), it)))
    }

    /// Returns the keys that plain rows answer.
    pub fn row_keys(&self) -> impl Iterator<Item = (Cow<'_, str>, Winner<'_>)> {
        self.rows.iter().flat_map(|rows| rows.all().map(move |(key, found)| (Cow::Owned(key), Winner::Row(rows, found))))
    }

    /// Returns the plain row that answers a key.
    pub fn row(&self, key: &str) -> Option<Winner<'_>> {
        let rows = self.rows.as_ref()?;
        Some(Winner::Row(rows, rows.find(key)?))
    }

    /// Returns every route in an order in which the first that matches is the answer: those with a key of their own, of
    /// which plain rows' are made on demand, then those with placeholders.
    pub fn all_routes(&self) -> impl Iterator<Item = Cow<'_, Route>> {
        let exact = self.keys().map(|(key, rule)| rule.route(&key));
        exact.chain(self.patterns.iter().map(|it| Cow::Borrowed(&self.routes[*it])))
    }

    /// Returns every route, of plain rows one for all that answer alike but for the place: those are redirects that keep
    /// the query as the site does.
    pub fn kinds_of_routes(&self) -> impl Iterator<Item = Cow<'_, Route>> {
        let of_rows = |rows: &Rows| {
            let found = Found { number: rows.numbers().next()?, is_made: false };
            Some(Cow::Owned(rows.route(&rows.key(found.number), found)))
        };
        self.routes.iter().map(Cow::Borrowed).chain(self.rows.iter().filter_map(of_rows))
    }

    /// Returns how many routes there are.
    pub fn route_count(&self) -> usize {
        self.routes.len() + self.rows.as_ref().map_or(0, |it| it.all().count())
    }

    /// Tells whether `key` is the site's, if no site with a longer path owns it.
    pub fn holds(&self, key: &str) -> bool {
        key.strip_prefix(&self.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Where a site is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Live,
    Announced,
    Moving,
    Dark,
    Closed,
    LetGo,
}

impl State {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            State::Live => "live",
            State::Announced => "announced",
            State::Moving => "moving",
            State::Dark => "dark",
            State::Closed => "closed",
            State::LetGo => "let go",
        }
    }
}

/// What answers where no route does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// The server of the site, or of the host.
    Serve(UpstreamUrl),
    /// The default: of a site the source `/*` and its own path, of a host `/*`.
    Default(Box<Route>),
    /// 410 with the page of that name.
    Gone(String),
    #[default]
    NotFound,
}

/// One source with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// Behind the host's root.
    pub pattern: Pattern,
    pub action: Action,
    pub origin: Origin,
}

/// Where a route comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub kind: OriginKind,
    /// The rule, the service's route or the default as it was written.
    pub span: Span,
    /// The source as it was written.
    pub text: String,
    /// The spelling that the compiler made of it; empty for a written one.
    pub made: Vec<Closure>,
    /// When it begins and ends, by the clock of its site.
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

/// What a route was made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OriginKind {
    Rule,
    Service,
    Notice,
    Default,
}

/// What a route does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    Redirect(Box<Redirect>),
    /// 410 with the page of that name.
    Gone {
        page: String,
    },
    /// 200 with the page of that name.
    Page {
        page: String,
    },
    /// 503 with the page of that name, until an instant if there is an end.
    Unavailable {
        page: String,
        until: Option<Timestamp>,
    },
    /// What the site's own server says.
    Serve(UpstreamUrl),
    /// The rule is served, and the site has no server: a finding.
    NotFound,
}

/// A redirect as it is answered, its hops within the workspace taken together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    pub to: Template,
    pub status: u16,
    pub query: QueryPolicy,
    /// How long it may be kept, in seconds: the value of `Cache-Control: max-age`.
    pub max_age: u64,
    /// The destination as its rule says, before hops are taken together.
    pub written_to: Template,
    /// The status as its rule says at this time, before hops are taken together.
    pub written_status: u16,
    pub written_query: QueryPolicy,
    /// Whether it is answered as temporary because it has only begun.
    pub is_on_trial: bool,
    /// The hops behind this one that were taken together with it: the first of them, and how many there are.
    pub hops: Vec<Hop>,
    pub hop_count: usize,
    pub end: End,
}

/// How many hops of a chain are kept; of longer ones it is only known how long they are.
pub const KEPT: usize = 16;

/// One hop of a chain: where the rule was written, and its source.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hop {
    pub span: Span,
    pub text: String,
}

/// Where a redirect ends, as far as the workspace knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Outside the workspace.
    Outside,
    /// At a host of the workspace that serves it, or that is left alone.
    Served,
    /// At a page of ours.
    Page,
    /// At an answer that is none: `gone`, 404, let go. The place is that of the rule that says so, if one does.
    Nothing { why: &'static str, span: Option<Span> },
    /// The next hop is not the same for every request; these rules may take it.
    Open(Vec<Hop>),
    /// It comes back to itself; the round, which all that lead into it share.
    Cycle(Arc<[Hop]>),
}
