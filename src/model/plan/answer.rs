//! What a URL answers: the reference meaning, and the judge of every emitter.

use super::request::{Request, Scheme};
use super::routing::{Action, Base, Origin, Redirect, Route, Routing, SiteRouting, UpstreamUrl};
use super::rows::{Found, Rows};
use super::{Host, Plan};
use crate::model::graph::pattern::narrow;
use crate::model::spec::scalar::QueryPolicy;
use crate::source::Span;
use jiff::Timestamp;
use std::borrow::Cow;

/// The path below which certificates are proved (RFC 8555 section 8.3).
pub const ACME: &str = "/.well-known/acme-challenge/";
/// The paths that belong to every host itself (RFC 8615).
pub const WELL_KNOWN: &str = "/.well-known/";

/// The header that tells which of a host's answers a response belongs to, where the workspace asks for it.
pub const STAGE: &str = "Cutover-Stage";

/// What a request gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<'p> {
    pub outcome: Outcome,
    /// Those that we declare, by name; `Location` is in the outcome.
    pub headers: Vec<(&'static str, String)>,
    /// The rule that won; `None` where nothing was written for it.
    pub rule: Option<Winner<'p>>,
    /// The site that owns the key.
    pub site: Option<&'p str>,
}

/// The rule that won.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Winner<'p> {
    Route(&'p Route),
    Row(&'p Rows, Found),
}

impl<'p> Winner<'p> {
    /// Returns where the rule stands.
    pub fn span(&self) -> Span {
        match self {
            Winner::Route(route) => route.origin.span,
            Winner::Row(rows, found) => rows.index.span(found.number),
        }
    }

    /// Returns the rule as it answers `key`.
    pub fn route(&self, key: &str) -> Cow<'p, Route> {
        match self {
            Winner::Route(route) => Cow::Borrowed(route),
            Winner::Row(rows, found) => Cow::Owned(rows.route(key, *found)),
        }
    }
}

impl<'p> Answer<'p> {
    /// Returns where the rule that won comes from.
    pub fn origin(&self) -> Option<Cow<'p, Origin>> {
        Some(match self.rule.as_ref()? {
            Winner::Route(route) => Cow::Borrowed(&route.origin),
            Winner::Row(rows, found) => Cow::Owned(rows.origin(*found)),
        })
    }

    /// Returns the redirect that won, if one did.
    pub fn redirect(&self) -> Option<Cow<'p, Redirect>> {
        match (self.rule.as_ref()?, &self.outcome) {
            (_, Outcome::Serve { .. }) => None,
            (Winner::Route(Route { action: Action::Redirect(it), .. }), _) => Some(Cow::Borrowed(it)),
            (Winner::Route(_), _) => None,
            (Winner::Row(rows, found), _) => Some(Cow::Owned(rows.redirect(found.number))),
        }
    }
}

/// The answer itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Redirect {
        status: u16,
        location: String,
    },
    /// 410 with the page of that name.
    Gone {
        page: String,
    },
    /// 200 with the page of that name.
    Page {
        page: String,
    },
    /// 503 with the page of that name.
    Unavailable {
        page: String,
        until: Option<Timestamp>,
    },
    /// What the upstream says to the same request, under the canonical host's name.
    Serve {
        upstream: UpstreamUrl,
        host: String,
    },
    NotFound,
    /// The host is not ours to answer for.
    Untouched,
}

impl Outcome {
    /// Returns the word for it, as probes have it.
    pub fn word(&self) -> &'static str {
        match self {
            Outcome::Redirect { .. } => "redirect",
            Outcome::Gone { .. } => "gone",
            Outcome::Page { .. } => "page",
            Outcome::Unavailable { .. } => "unavailable",
            Outcome::Serve { .. } => "serve",
            Outcome::NotFound => "not-found",
            Outcome::Untouched => "untouched",
        }
    }

    /// Returns the status, unless another server says it.
    pub fn status(&self) -> Option<u16> {
        match self {
            Outcome::Redirect { status, .. } => Some(*status),
            Outcome::Gone { .. } => Some(410),
            Outcome::Page { .. } => Some(200),
            Outcome::Unavailable { .. } => Some(503),
            Outcome::NotFound => Some(404),
            Outcome::Serve { .. } | Outcome::Untouched => None,
        }
    }
}

impl<'p> Answer<'p> {
    fn bare(outcome: Outcome) -> Answer<'p> {
        Answer { outcome, headers: Vec::new(), rule: None, site: None }
    }
}

impl Plan {
    /// Returns what `request` gets at `at`.
    pub fn answer(&self, request: &Request, at: Timestamp) -> Answer<'_> {
        let name = request.host_name();
        let canonical = self.aliases.get(&name).unwrap_or(&name);
        let Some(host) = self.hosts.get(canonical) else { return Answer::bare(Outcome::NotFound) };
        if host.is_untouched {
            return Answer::bare(Outcome::Untouched);
        }
        Asking { plan: self, host, routing: host.routing(at), request, name: &name, is_alias: *canonical != name }.answer()
    }
}

/// One request, at one host, in one epoch.
struct Asking<'p, 'r> {
    plan: &'p Plan,
    host: &'p Host,
    routing: &'p Routing,
    request: &'r Request,
    name: &'r str,
    is_alias: bool,
}

impl<'p> Asking<'p, '_> {
    fn answer(&self) -> Answer<'p> {
        let key = self.request.key();
        let owner = self.routing.owner(key);
        if let Some(site) = owner.filter(|it| it.is_independent) {
            return Answer { site: Some(&site.site), ..self.base(&site.base, &[]) };
        }
        let is_preloaded = match self.is_alias {
            true => self.host.aliases.iter().any(|it| it.name == self.name && it.is_preloaded),
            false => self.host.is_preloaded,
        };
        if self.request.scheme == Scheme::Http && is_preloaded && !key.starts_with(ACME) {
            let location = format!("https://{}{}", self.name, self.request.target);
            return Answer { headers: self.max_age(), ..Answer::bare(Outcome::Redirect { status: 308, location }) };
        }
        let mut answer = match owner {
            Some(site) => self.of_site(site, key),
            None => self.unowned(key),
        };
        if self.request.scheme == Scheme::Https
            && let Some(hsts) = &self.host.hsts
        {
            answer.headers.push(("Strict-Transport-Security", hsts.clone()));
        }
        answer.headers.sort();
        answer
    }

    fn of_site(&self, site: &'p SiteRouting, key: &str) -> Answer<'p> {
        let query = self.request.query();
        let row = || site.rows.as_ref().and_then(|rows| Some((rows, rows.find(key)?)));
        let exact = site.of_key(key, query).map(|it| self.act(it, &[])).or_else(|| row().map(|(rows, found)| self.row(rows, found)));
        let is_exact = exact.is_some();
        let answer = if let Some(answer) = exact {
            answer
        } else if site.is_reserved(key) {
            match &self.routing.reserved_upstream {
                Some(upstream) => Answer::bare(self.serve(upstream)),
                None => self.base(&site.reserved_base, &[]),
            }
        } else {
            match (site.pattern(key, query), &site.base) {
                (Some((route, values)), _) => self.unless_alias(self.act(route, &values)),
                (None, Base::Default(route)) => {
                    let rest = key.strip_prefix(site.path.as_str()).unwrap_or_default();
                    self.act(route, &[rest.strip_prefix('/').unwrap_or_default()])
                }
                (None, base) => self.unless_alias(self.base(base, &[])),
            }
        };
        let answer = if is_exact && !site.is_reserved(key) { self.unless_alias(answer) } else { answer };
        self.with_headers(answer, site)
    }

    /// Adds what every response of the site carries.
    fn with_headers(&self, mut answer: Answer<'p>, site: &'p SiteRouting) -> Answer<'p> {
        answer.headers.extend(site.headers.iter().cloned());
        answer.site = Some(&site.site);
        answer
    }

    fn unowned(&self, key: &str) -> Answer<'p> {
        if key.starts_with(WELL_KNOWN) {
            return Answer::bare(match (&self.routing.reserved_upstream, &self.routing.unowned) {
                (Some(upstream), _) | (None, Base::Serve(upstream)) => self.serve(upstream),
                _ => Outcome::NotFound,
            });
        }
        match &self.routing.unowned {
            Base::Default(route) => self.act(route, &[key.strip_prefix('/').unwrap_or_default()]),
            base => self.unless_alias(self.base(base, &[])),
        }
    }

    fn base(&self, base: &'p Base, values: &[&str]) -> Answer<'p> {
        match base {
            Base::Serve(upstream) => Answer::bare(self.serve(upstream)),
            Base::Gone(page) => Answer { headers: self.page_headers(page), ..Answer::bare(Outcome::Gone { page: page.clone() }) },
            Base::NotFound => Answer::bare(Outcome::NotFound),
            Base::Default(route) => self.act(route, values),
        }
    }

    fn serve(&self, upstream: &UpstreamUrl) -> Outcome {
        Outcome::Serve { upstream: upstream.clone(), host: self.host.name.clone() }
    }

    fn act(&self, route: &'p Route, values: &[&str]) -> Answer<'p> {
        let (outcome, headers) = match &route.action {
            Action::Redirect(redirect) => {
                let location = location(redirect, values, self.request.query());
                let age = vec![("Cache-Control", format!("max-age={}", redirect.max_age))];
                (Outcome::Redirect { status: redirect.status, location }, age)
            }
            Action::Gone { page } => (Outcome::Gone { page: page.clone() }, self.page_headers(page)),
            Action::Page { page } => (Outcome::Page { page: page.clone() }, self.page_headers(page)),
            Action::Unavailable { page, until } => {
                let mut headers = self.page_headers(page);
                headers.extend(until.map(|it| ("Retry-After", http_date(it))));
                (Outcome::Unavailable { page: page.clone(), until: *until }, headers)
            }
            Action::Serve(upstream) => (self.serve(upstream), Vec::new()),
            Action::NotFound => (Outcome::NotFound, Vec::new()),
        };
        Answer { outcome, headers, rule: Some(Winner::Route(route)), site: None }
    }

    fn row(&self, rows: &'p Rows, found: Found) -> Answer<'p> {
        let query = self.request.query();
        let status = rows.status(found.number);
        let location = with_query(rows.index.to(found.number), &rows.index.query, query);
        let headers = vec![("Cache-Control", format!("max-age={}", rows.max_age(status)))];
        Answer { outcome: Outcome::Redirect { status, location }, headers, rule: Some(Winner::Row(rows, found)), site: None }
    }

    fn max_age(&self) -> Vec<(&'static str, String)> {
        vec![("Cache-Control", format!("max-age={}", self.host.max_age))]
    }

    fn page_headers(&self, page: &str) -> Vec<(&'static str, String)> {
        self.plan.page_headers(page)
    }

    /// On an alias, what would be served is asked for again under the canonical name.
    fn unless_alias(&self, answer: Answer<'p>) -> Answer<'p> {
        match (&answer.outcome, self.is_alias) {
            (Outcome::Serve { host, .. }, true) => {
                let query = self.request.query();
                let mark = if query.is_empty() { "" } else { "?" };
                let location = format!("https://{host}{}{mark}{query}", self.request.key());
                let outcome = Outcome::Redirect { status: 308, location };
                Answer { headers: self.max_age(), rule: answer.rule, ..Answer::bare(outcome) }
            }
            _ => answer,
        }
    }
}

impl Plan {
    /// Returns the headers of a page's own: its type, how long it may be kept, and that it is not to be indexed.
    pub fn page_headers(&self, page: &str) -> Vec<(&'static str, String)> {
        let content_type = self.pages.get(page).map_or("text/html; charset=utf-8", |it| it.content_type.as_str());
        let mut headers = vec![("Cache-Control", format!("max-age={PAGE_MAX_AGE}")), ("Content-Type", content_type.to_owned())];
        if content_type.starts_with("text/html") {
            headers.push(("X-Robots-Tag", "noindex".to_owned()));
        }
        headers
    }
}

/// How long a page of ours may be kept, in seconds: short, for its words change at the next switch.
pub const PAGE_MAX_AGE: u64 = 300;

impl Routing {
    /// Returns the site that owns `key`.
    pub fn owner(&self, key: &str) -> Option<&SiteRouting> {
        self.sites.iter().find(|it| it.holds(key))
    }
}

impl SiteRouting {
    /// Tells whether no pattern and no default may take `key`.
    pub fn is_reserved(&self, key: &str) -> bool {
        let is_in = |it: &String| if it.ends_with('/') { key.starts_with(it.as_str()) } else { key == it };
        key.starts_with(WELL_KNOWN) || self.reserved.iter().any(is_in)
    }
}

/// Returns the value of `Location`.
pub fn location(redirect: &Redirect, values: &[&str], query: &str) -> String {
    with_query(redirect.to.fill(values), &redirect.query, query)
}

/// Returns a destination with what a policy leaves of the request's query.
fn with_query(url: String, policy: &QueryPolicy, query: &str) -> String {
    let query = match policy {
        QueryPolicy::Keep => query.to_owned(),
        QueryPolicy::Drop => String::new(),
        QueryPolicy::Only(names) => narrow(query, names),
    };
    if query.is_empty() { url } else { format!("{url}?{query}") }
}

/// Returns an instant as HTTP writes it (RFC 9110 section 5.6.7).
pub fn http_date(at: Timestamp) -> String {
    jiff::fmt::rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).unwrap_or_default()
}
