//! What one site answers by, through one epoch: its rules, services and notice, closed and put in order.

use super::closure::{self, Spelled};
use super::timeline::{self, Life, Switch};
use crate::model::graph;
use crate::model::graph::pattern::{Part, Pattern, Piece, Segment, Template};
use crate::model::graph::{Disposition, Fallback, Graph, Host, MilestoneRef, RuleAnswer, Site, is_active};
use crate::model::plan::answer::http_date;
use crate::model::plan::routing::{Action, Base, End, Origin, OriginKind, Redirect, Route, SiteRouting, State, UpstreamUrl};
use crate::model::plan::rows::{self, Front, Index, Laid, Rows};
use crate::model::plan::{self, PageKind};
use crate::model::rows::PlainRows;
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::place::Closure;
use crate::model::spec::scalar::{Duration, QueryPolicy};
use crate::model::spec::service::{During, Move};
use crate::source::Span;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A source with its spellings and its answer, and when it holds.
pub struct Prepared {
    spelled: Spelled,
    answer: Answer,
    origin: Origin,
    trial_end: Option<Timestamp>,
    is_never: bool,
}

/// What a source answers, joined to its site.
#[derive(Clone)]
enum Answer {
    Redirect { to: Template, status: u16, query: QueryPolicy },
    Gone,
    Page { file: Option<String> },
    Unavailable,
    Serve,
}

/// Tells whether an answer is a redirect that is temporary while it is on trial.
pub fn may_be_on_trial(answer: &RuleAnswer) -> bool {
    matches!(answer, RuleAnswer::Redirect { status: 301 | 308, .. })
}

/// One site with all that it answers by, whenever that holds.
pub struct PreparedSite<'g> {
    graph: &'g Graph,
    site: &'g Site,
    life: Life,
    sources: Vec<Prepared>,
    default: Option<Prepared>,
    rows: Option<PreparedRows>,
}

/// The plain rows of a site, whenever they hold.
struct PreparedRows {
    index: Arc<Index>,
    trial_end: Option<Timestamp>,
}

impl PreparedRows {
    fn is_on_trial(&self, at: Option<Timestamp>) -> bool {
        at.zip(self.index.since).zip(self.trial_end).is_some_and(|((at, since), end)| since <= at && at < end)
    }
}

impl<'g> PreparedSite<'g> {
    /// Lays the rules of a site's region on the site.
    pub fn new(graph: &'g Graph, site: &'g Site) -> PreparedSite<'g> {
        let region = graph.region_of(site);
        let preparing = Preparing { graph, site };
        let mut sources = Vec::new();
        let mut rows = None;
        if region.disposition == Disposition::Retire {
            sources.extend(preparing.rules());
            sources.extend(preparing.services());
            sources.extend(preparing.notice());
            rows = preparing.rows(&mut sources);
        }
        let default = site.default.as_ref().map(|it| preparing.default(it));
        PreparedSite { graph, site, life: Life::of(region, timeline::zone(graph, site)), sources, default, rows }
    }

    /// Returns the site.
    pub fn site(&self) -> &'g Site {
        self.site
    }

    /// Returns the instants at which something of the site changes.
    pub fn switches(&self) -> BTreeSet<Timestamp> {
        let of_sources = self.sources.iter().chain(&self.default).flat_map(|it| [it.origin.since, it.origin.until, it.trial_end]);
        let of_rows = self.rows.iter().flat_map(|it| [it.index.since, it.index.until, it.trial_end]);
        of_sources.chain(of_rows).flatten().chain(self.life.switches()).collect()
    }

    /// Returns the hosts that its redirects lead to.
    pub fn destinations(&self) -> BTreeSet<&str> {
        let all = self.sources.iter().chain(&self.default).filter_map(|it| match &it.answer {
            Answer::Redirect { to, .. } => Some(to.host()),
            _ => None,
        });
        let of_rows = self.rows.iter().flat_map(|it| it.index.tables()).flat_map(|it| &it.fronts);
        all.chain(of_rows.filter_map(|it| it.origin.strip_prefix("https://"))).collect()
    }

    /// Returns what the site answers by at `at`; `None` is the time before every switch.
    pub fn routing(&self, at: Option<Timestamp>) -> SiteRouting {
        let region = self.graph.region_of(self.site);
        let is_independent = region.disposition == Disposition::Independent;
        let state = if is_independent { State::Live } else { self.life.state(at) };
        let upstream = self.upstream();
        let rows = self.rows.as_ref().filter(|it| state < State::Closed && holds(it.index.since, it.index.until, at));
        let routes = if state < State::Closed { self.routes(at, upstream.as_ref()) } else { Vec::new() };
        let served = || upstream.clone().map_or(Base::NotFound, Base::Serve);
        let mut routing = SiteRouting {
            site: self.site.id.clone(),
            path: self.site.path.clone(),
            state,
            is_independent,
            rows: rows.map(|it| Rows { index: Arc::clone(&it.index), is_on_trial: it.is_on_trial(at), odd: BTreeSet::new() }),
            exact: BTreeMap::new(),
            patterns: Vec::new(),
            routes,
            reserved: self.site.reserved.iter().filter(|_| state < State::LetGo).map(|it| it.value.clone()).collect(),
            reserved_base: if state < State::Dark { served() } else { Base::NotFound },
            base: if is_independent { served() } else { self.base(state, at, upstream.as_ref()) },
            headers: if is_independent { Vec::new() } else { self.headers(state, at) },
            index: Default::default(),
        };
        routing.order();
        routing
    }

    fn upstream(&self) -> Option<UpstreamUrl> {
        let own = self.site.upstream.as_ref();
        let of_host = || self.graph.hosts.get(&self.site.host).and_then(|it| it.upstream.as_ref());
        let is_independent = self.graph.region_of(self.site).disposition == Disposition::Independent;
        let found = own.or_else(|| if is_independent { of_host() } else { None });
        found.and_then(|it| plan::upstream(&it.value))
    }

    fn base(&self, state: State, at: Option<Timestamp>, upstream: Option<&UpstreamUrl>) -> Base {
        let has_begun = |it: &&Prepared| state == State::Dark || it.origin.since.zip(at).is_some_and(|(since, at)| since <= at);
        match state {
            State::LetGo => Base::NotFound,
            State::Closed => Base::Gone(page_name(&self.site.region, PageKind::Gone)),
            _ => match self.default.as_ref().filter(|it| !it.is_never).filter(has_begun) {
                Some(Prepared { answer: Answer::Serve, .. }) => upstream.cloned().map_or(Base::NotFound, Base::Serve),
                Some(default) => Base::Default(Box::new(self.route(default, default.spelled.written[0].clone(), Vec::new(), at, upstream))),
                None if state < State::Dark => upstream.cloned().map_or(Base::NotFound, Base::Serve),
                None => Base::NotFound,
            },
        }
    }

    /// Returns the routes that hold at `at`, closed and in order.
    fn routes(&self, at: Option<Timestamp>, upstream: Option<&UpstreamUrl>) -> Vec<Route> {
        let holds = |it: &&Prepared| !it.is_never && holds(it.origin.since, it.origin.until, at);
        let active: Vec<&Prepared> = self.sources.iter().filter(holds).collect();
        let shapes: BTreeSet<String> = active.iter().flat_map(|it| &it.spelled.written).map(shape).collect();
        let mut routes = Vec::new();
        for prepared in active {
            let written = prepared.spelled.written.iter().map(|it| (it, Vec::new()));
            let is_free = |it: &Pattern| !shapes.contains(&shape(it)) && !self.leads_to_itself(it, &prepared.answer);
            let made = prepared.spelled.made.iter().filter(|(it, _)| is_free(it));
            for (pattern, made) in written.chain(made.map(|(it, made)| (it, made.clone()))) {
                routes.push(self.route(prepared, pattern.clone(), made, at, upstream));
            }
        }
        routes
    }

    /// Tells whether a made spelling would only be sent to itself.
    fn leads_to_itself(&self, pattern: &Pattern, answer: &Answer) -> bool {
        let Answer::Redirect { to, query, .. } = answer else { return false };
        let host = to.origin.strip_prefix("https://").and_then(|it| self.graph.find_host(it));
        let is_here = host.is_some_and(|it| it.name == self.site.host) && self_path(pattern) == to.path;
        is_here
            && match (query, to.query.as_deref()) {
                (QueryPolicy::Keep, _) => true,
                (QueryPolicy::Only(names), _) => pattern.conditions.iter().all(|it| names.contains(&it.key)),
                (QueryPolicy::Drop, Some([Piece::Text(text)])) => pattern.admits(text),
                (QueryPolicy::Drop, _) => pattern.conditions.is_empty(),
            }
    }

    fn route(
        &self,
        prepared: &Prepared,
        pattern: Pattern,
        made: Vec<Closure>,
        at: Option<Timestamp>,
        upstream: Option<&UpstreamUrl>,
    ) -> Route {
        let page = |kind| page_name(&self.site.region, kind);
        let action = match &prepared.answer {
            Answer::Redirect { to, status, query } => redirect(self.graph, to, *status, query, prepared.is_on_trial(at)),
            Answer::Gone => Action::Gone { page: page(PageKind::Gone) },
            Answer::Page { file: Some(file) } => Action::Page { page: file_page(file) },
            Answer::Page { file: None } if self.life.state(at) >= State::Dark => Action::Page { page: page(PageKind::Closed) },
            Answer::Page { file: None } => Action::Page { page: page(PageKind::Notice) },
            Answer::Unavailable => Action::Unavailable { page: page(PageKind::Moving), until: prepared.origin.until },
            Answer::Serve => upstream.cloned().map_or(Action::NotFound, Action::Serve),
        };
        Route { pattern, action, origin: Origin { made, ..prepared.origin.clone() } }
    }

    /// Returns the headers of every response of the site (RFC 8594, RFC 9745, RFC 8288).
    fn headers(&self, state: State, at: Option<Timestamp>) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        let is_announced = self.life.announced.zip(at).is_some_and(|(it, at)| it <= at);
        if state >= State::Closed || !is_announced {
            return headers;
        }
        if state < State::Dark {
            headers.extend(self.life.moving.map(|it| ("Deprecation", format!("@{}", it.as_second()))));
            headers.extend(self.life.sunset_told.map(|it| ("Sunset", http_date(it))));
        } else {
            headers.extend(self.life.redirects_end_told.map(|it| ("Sunset", http_date(it))));
        }
        let region = self.graph.region_of(self.site);
        let notice = region.notice_page.as_ref().and_then(|it| it.pattern.key());
        let notice = notice.map(|it| format!("<{}{}{it}>; rel=\"deprecation sunset\"", self.site.scheme_and_host, self.site.path));
        let successor = self.site.successor.as_ref().map(|it| format!("<{}/>; rel=\"successor-version\"", it.value));
        let links: Vec<String> = notice.into_iter().chain(successor).collect();
        if !links.is_empty() {
            headers.push(("Link", links.join(", ")));
        }
        headers
    }
}

impl Prepared {
    fn is_on_trial(&self, at: Option<Timestamp>) -> bool {
        at.is_some_and(|at| self.origin.since.is_some_and(|it| it <= at) && self.trial_end.is_some_and(|it| at < it))
    }
}

/// Tells whether what begins and ends then holds at `at`; `None` is the time before every switch.
fn holds(since: Option<Timestamp>, until: Option<Timestamp>, at: Option<Timestamp>) -> bool {
    since.is_none_or(|since| at.is_some_and(|at| since <= at)) && until.is_none_or(|until| at.is_none_or(|at| at < until))
}

/// Returns the name of a page that the program makes.
pub fn page_name(region: &str, kind: PageKind) -> String {
    format!("{region}-{}.html", kind.word())
}

/// Returns the name of a page that is a file of the workspace.
pub fn file_page(file: &str) -> String {
    file.replace('/', "-")
}

/// Returns the redirect as it is answered, its hops not yet taken together.
pub fn redirect(graph: &Graph, to: &Template, status: u16, query: &QueryPolicy, is_on_trial: bool) -> Action {
    let is_on_trial = is_on_trial && matches!(status, 301 | 308);
    let now = match (status, is_on_trial) {
        (301, true) => 302,
        (308, true) => 307,
        (status, _) => status,
    };
    let max_age = if matches!(now, 301 | 308) { graph.policy.redirect_max_age } else { graph.policy.trial_max_age };
    Action::Redirect(Box::new(Redirect {
        to: to.clone(),
        status: now,
        query: query.clone(),
        max_age: max_age.nominal_seconds(),
        written_to: to.clone(),
        written_status: now,
        written_query: query.clone(),
        is_on_trial,
        hops: Vec::new(),
        hop_count: 0,
        end: End::Outside,
    }))
}

/// Returns the key of a shape: equal for patterns whose segments are the same but for the placeholders' names.
fn shape(pattern: &Pattern) -> String {
    let segment = |it: &Segment| match it {
        Segment::Literal(text) => format!("/{text}"),
        // A space stands in no literal.
        Segment::Name(_) => "/ :".to_owned(),
        Segment::Splat => "/ *".to_owned(),
    };
    pattern.segments.iter().map(segment).collect()
}

/// Returns the path of a pattern as a destination that hands every value on.
fn self_path(pattern: &Pattern) -> Vec<Part> {
    let mut values = 0..;
    let part = |it: &Segment| match it {
        Segment::Literal(text) => Part::Literal(text.clone()),
        Segment::Name(_) => Part::Name(values.next().unwrap_or_default()),
        Segment::Splat => Part::Splat(values.next().unwrap_or_default()),
    };
    pattern.segments.iter().map(part).collect()
}

/// Lays what a region says on one of its sites.
struct Preparing<'g> {
    graph: &'g Graph,
    site: &'g Site,
}

impl Preparing<'_> {
    /// Returns when something begins, and whether it never does.
    fn since(&self, name: Option<&MilestoneRef>) -> (Option<Timestamp>, bool) {
        match name.map(|it| timeline::switch(self.graph, it, &self.site.region, timeline::zone(self.graph, self.site))) {
            None => (None, false),
            Some(Switch::At(at)) => (Some(at), false),
            Some(Switch::Never | Switch::Unknown) => (None, true),
        }
    }

    /// Returns when something ends, and whether that is not known. Redirects whose own end is not decided go on.
    fn until(&self, name: Option<&MilestoneRef>) -> (Option<Timestamp>, bool) {
        let Some(name) = name else { return (None, false) };
        let is_own_end = name.region == self.site.region && name.name == MilestoneKind::RedirectsEnd.word();
        match timeline::switch(self.graph, name, &self.site.region, timeline::zone(self.graph, self.site)) {
            Switch::At(at) => (Some(at), false),
            Switch::Never => (None, false),
            Switch::Unknown => (None, !is_own_end),
        }
    }

    #[allow(clippy::too_many_arguments, reason = "a source has as many sides")]
    fn prepare(
        &self,
        pattern: &Pattern,
        spelling: Option<&Pattern>,
        answer: Answer,
        kind: OriginKind,
        span: Span,
        text: &str,
        since: Option<Timestamp>,
        until: Option<Timestamp>,
        trial: Option<Duration>,
        is_never: bool,
    ) -> Prepared {
        let zone = timeline::zone(self.graph, self.site);
        let is_tried = matches!(answer, Answer::Redirect { status: 301 | 308, .. });
        Prepared {
            spelled: closure::close(pattern, spelling, &self.site.path, &self.site.closure),
            answer,
            origin: Origin { kind, span, text: text.to_owned(), made: Vec::new(), since, until },
            trial_end: trial.filter(|_| is_tried).and_then(|it| timeline::trial_end(since, it, zone)),
            is_never,
        }
    }

    fn joined(&self, to: &Template) -> Option<Template> {
        if to.origin.is_empty() { Some(join(&self.site.successor.as_ref()?.value, to)) } else { Some(to.clone()) }
    }

    fn answer(&self, answer: &RuleAnswer, query: Option<&QueryPolicy>) -> Option<Answer> {
        Some(match answer {
            RuleAnswer::Redirect { to, status } => {
                Answer::Redirect { to: self.joined(&to.template)?, status: *status, query: query.unwrap_or(&self.site.query).clone() }
            }
            RuleAnswer::Gone => Answer::Gone,
            RuleAnswer::Page { file } => Answer::Page { file: file.clone() },
            RuleAnswer::Unavailable => Answer::Unavailable,
            RuleAnswer::Serve => Answer::Serve,
        })
    }

    fn rules(&self) -> Vec<Prepared> {
        let region = self.graph.region_of(self.site);
        let mine = region.redirects.iter().filter(|it| it.source.site.as_ref().is_none_or(|it| *it == self.site.id));
        let prepare = |rule: &graph::Redirect| {
            let (since, never_begins) = self.since(rule.since.as_ref().map(|it| &it.value));
            let (until, is_open) = self.until(rule.until.as_ref().map(|it| &it.value));
            let answer = self.answer(&rule.answer, rule.query.as_ref().map(|it| &it.value))?;
            let source = &rule.source;
            Some(self.prepare(
                &source.pattern,
                source.spelling.as_ref(),
                answer,
                OriginKind::Rule,
                rule.span,
                &source.text,
                since,
                until,
                Some(rule.trial),
                never_begins || is_open,
            ))
        };
        mine.filter_map(prepare).collect()
    }

    /// Lays the plain rows of the region's tables on the site. Those that another source may have to do with join the
    /// other sources.
    fn rows(&self, sources: &mut Vec<Prepared>) -> Option<PreparedRows> {
        let region = self.graph.region_of(self.site);
        let rows = region.rows.as_ref()?;
        let (since, never_begins) = self.since(rows.since.as_ref().map(|it| &it.value));
        let (until, is_open) = self.until(rows.until.as_ref().map(|it| &it.value));
        if never_begins || is_open {
            return None;
        }
        let front = |url: &str| {
            let to = join(url, &Template { origin: String::new(), path: Vec::new(), query: None, fragment: None });
            let host = to.host().to_owned();
            let host = self.graph.find_host(&host);
            let path = url[to.origin.len()..].to_owned();
            Front { origin: to.origin, path, is_here: host.is_some_and(|it| it.name == self.site.host), is_inner: host.is_some() }
        };
        let nowhere = Front { origin: String::new(), path: String::new(), is_here: false, is_inner: false };
        let joined = self.site.successor.as_ref().filter(|_| rows.has_successor).map_or(nowhere, |it| front(&it.value));
        let laid = |table: &Arc<PlainRows>| {
            let fronts = std::iter::once(joined.clone()).chain(table.origins.iter().map(|it| front(it)));
            Laid { rows: Arc::clone(table), fronts: fronts.collect() }
        };
        let policy = &self.graph.policy;
        let max_age = (policy.redirect_max_age.nominal_seconds(), policy.trial_max_age.nominal_seconds());
        let is_slash_closed = self.site.closure.contains(&Closure::TrailingSlash);
        let site = rows::Site { path: self.site.path.clone(), is_slash_closed, query: self.site.query.clone(), since, until, max_age };
        let mut index = Index::new(site, rows.tables.iter().map(laid).collect());
        let met = self.met(&index, sources);
        for number in &met {
            let pattern = Pattern::exact(index.source(*number));
            let answer = Answer::Redirect { to: index.template(*number), status: index.status(*number), query: index.query.clone() };
            let (span, text) = (index.span(*number), index.source(*number));
            sources.push(self.prepare(&pattern, None, answer, OriginKind::Rule, span, text, since, until, Some(rows.trial), false));
        }
        index.leave(&met);
        let trial_end = timeline::trial_end(since, rows.trial, timeline::zone(self.graph, self.site));
        Some(PreparedRows { index: Arc::new(index), trial_end })
    }

    /// Returns the rows whose keys another row answers otherwise, another source has in any spelling, or another site owns.
    fn met(&self, index: &Index, sources: &[Prepared]) -> BTreeSet<u32> {
        let mut met: BTreeSet<u32> =
            index.again().iter().filter(|(one, two)| !index.is_same_answer(*one, *two)).flat_map(|it| [it.0, it.1]).collect();
        let patterns = sources.iter().flat_map(|it| it.spelled.written.iter().chain(it.spelled.made.iter().map(|it| &it.0)));
        for key in patterns.filter_map(Pattern::key) {
            let Some(source) = key.strip_prefix(self.site.path.as_str()) else { continue };
            met.extend(index.search(source));
            met.extend(rows::toggled(source).and_then(|it| index.search(&it)));
        }
        let below = self.graph.sites.on(&self.site.host).filter_map(|it| it.path.strip_prefix(self.site.path.as_str()));
        for path in below.filter(|it| it.starts_with('/')) {
            met.extend(index.search(path));
            met.extend(index.beginning_with(&format!("{path}/")));
        }
        // What is made of a source hangs on whether its other spelling is written.
        let others: Vec<u32> = met.iter().filter_map(|it| index.search(&rows::toggled(index.source(*it))?)).collect();
        met.extend(others);
        met
    }

    /// A service's routes are served, then answer by `during`, then lead to where the service went.
    fn services(&self) -> Vec<Prepared> {
        let region = self.graph.region_of(self.site);
        let end =
            region.milestones.get("redirects-end").map(|_| MilestoneRef { region: region.id.clone(), name: "redirects-end".to_owned() });
        let (end, _) = self.until(end.as_ref());
        let mut prepared = Vec::new();
        for service in region.services.values() {
            let movement = service.movement.map(|it| it.value);
            if movement == Some(Move::None) {
                continue;
            }
            let (since, never_begins) = self.since(service.since.as_ref().map(|it| &it.value));
            let (until, never_ends) = self.since(service.until.as_ref().map(|it| &it.value));
            let never_begins = never_begins || service.since.is_none();
            let never_ends = never_ends || service.until.is_none();
            let during = match service.during {
                During::Serve => Answer::Serve,
                During::Unavailable => Answer::Unavailable,
                During::Page => Answer::Page { file: None },
            };
            let after = match &service.destination {
                _ if movement == Some(Move::End) => Some(Answer::Gone),
                Some(to) => {
                    let query = if to.query.is_some() || to.fragment.is_some() { QueryPolicy::Drop } else { self.site.query.clone() };
                    Some(Answer::Redirect { to: to.clone(), status: 301, query })
                }
                None => None,
            };
            for route in service.routes.iter().filter(|it| it.site.as_ref().is_none_or(|it| *it == self.site.id)) {
                let mut add = |answer: Answer, since, until, is_never| {
                    let trial = Some(region.trial);
                    prepared.push(self.prepare(
                        &route.pattern,
                        route.spelling.as_ref(),
                        answer,
                        OriginKind::Service,
                        route.span,
                        &route.text,
                        since,
                        until,
                        trial,
                        is_never,
                    ));
                };
                add(Answer::Serve, None, since, false);
                add(during.clone(), since, until, never_begins);
                if let Some(after) = &after {
                    add(after.clone(), until, end, never_begins || never_ends);
                }
            }
        }
        prepared
    }

    fn notice(&self) -> Option<Prepared> {
        let region = self.graph.region_of(self.site);
        let page = region.notice_page.as_ref()?;
        let named = |kind| region.of_kind(kind).map(|it| MilestoneRef { region: region.id.clone(), name: it.name.clone() });
        let (since, is_never) = self.since(named(MilestoneKind::Announce).as_ref());
        let (until, _) = self.until(named(MilestoneKind::RedirectsEnd).as_ref());
        let answer = Answer::Page { file: None };
        Some(self.prepare(
            &page.pattern,
            page.spelling.as_ref(),
            answer,
            OriginKind::Notice,
            page.span,
            &page.text,
            since,
            until,
            None,
            is_never,
        ))
    }

    fn default(&self, default: &Fallback) -> Prepared {
        let since = timeline::default_begins(self.graph, self.site).map(|it| it.0);
        let answer = self.answer(&default.answer, default.query.as_ref().map(|it| &it.value));
        let is_never = answer.is_none();
        let pattern = Pattern { segments: vec![Segment::Splat], conditions: Vec::new() };
        self.prepare(
            &pattern,
            None,
            answer.unwrap_or(Answer::Gone),
            OriginKind::Default,
            default.span,
            "/*",
            since,
            None,
            Some(default.trial),
            is_never,
        )
    }
}

/// Returns a destination joined to a successor's URL.
pub fn join(successor: &str, to: &Template) -> Template {
    let scheme_end = successor.find("://").map_or(0, |at| at + 3);
    let at = successor[scheme_end..].find('/').map_or(successor.len(), |at| scheme_end + at);
    let (origin, path) = successor.split_at(at);
    let base = path.split('/').skip(1).map(|it| Part::Literal(it.to_owned()));
    Template {
        origin: origin.to_owned(),
        path: base.chain(to.path.iter().cloned()).collect(),
        query: to.query.clone(),
        fragment: to.fragment.clone(),
    }
}

/// What answers the keys of a host that no site owns.
pub struct PreparedHost<'g> {
    graph: &'g Graph,
    host: &'g Host,
    since: Option<Timestamp>,
    is_never: bool,
    trial_end: Option<Timestamp>,
}

impl<'g> PreparedHost<'g> {
    /// Reads the host's default by the clock of the region that describes the host.
    pub fn new(graph: &'g Graph, host: &'g Host) -> PreparedHost<'g> {
        let zone = graph.regions.get(&host.region).and_then(|it| it.zone.as_ref());
        let since = host.default.as_ref().and_then(|it| it.since.as_ref()).map(|it| timeline::switch(graph, &it.value, &host.region, zone));
        let (since, is_never) = match since {
            None => (None, false),
            Some(Switch::At(at)) => (Some(at), false),
            Some(Switch::Never | Switch::Unknown) => (None, true),
        };
        let trial = host.default.as_ref().filter(|it| may_be_on_trial(&it.answer)).map(|it| it.trial);
        PreparedHost { graph, host, since, is_never, trial_end: trial.and_then(|it| timeline::trial_end(since, it, zone)) }
    }

    /// Returns the instants at which it changes.
    pub fn switches(&self) -> impl Iterator<Item = Timestamp> {
        [self.since, self.trial_end].into_iter().flatten()
    }

    /// Returns the host that its default leads to.
    pub fn destination(&self) -> Option<&str> {
        match &self.host.default.as_ref()?.answer {
            RuleAnswer::Redirect { to, .. } => Some(to.template.host()),
            _ => None,
        }
    }

    /// Returns what answers keys that no site owns at `at`.
    pub fn base(&self, at: Option<Timestamp>) -> Base {
        let has_begun = !self.is_never && self.since.is_none_or(|since| at.is_some_and(|at| since <= at));
        let upstream = self.host.upstream.as_ref().and_then(|it| plan::upstream(&it.value));
        let Some(default) = self.host.default.as_ref().filter(|_| has_begun) else {
            return upstream.map_or(Base::NotFound, Base::Serve);
        };
        let is_on_trial =
            at.is_some_and(|at| is_active(self.since, self.trial_end, at)) && self.since.is_some() && self.trial_end.is_some();
        let page = |kind| page_name(&self.host.region, kind);
        let action = match &default.answer {
            RuleAnswer::Redirect { to, status } => {
                let query = default.query.as_ref().map_or(QueryPolicy::Keep, |it| it.value.clone());
                redirect(self.graph, &to.template, *status, &query, is_on_trial)
            }
            RuleAnswer::Gone => Action::Gone { page: page(PageKind::Gone) },
            RuleAnswer::Page { .. } => Action::Page { page: page(PageKind::Notice) },
            RuleAnswer::Unavailable => Action::Unavailable { page: page(PageKind::Moving), until: None },
            RuleAnswer::Serve => return upstream.map_or(Base::NotFound, Base::Serve),
        };
        let origin = Origin {
            kind: OriginKind::Default,
            span: default.span,
            text: "/*".to_owned(),
            made: Vec::new(),
            since: self.since,
            until: None,
        };
        let pattern = Pattern { segments: vec![Segment::Splat], conditions: Vec::new() };
        Base::Default(Box::new(Route { pattern, action, origin }))
    }
}

/// Returns whether a page name that a route uses stands for a notice, and whose.
pub fn pages(graph: &Graph) -> BTreeMap<String, plan::Page> {
    let mut pages = BTreeMap::new();
    for region in graph.retiring() {
        for kind in [PageKind::Notice, PageKind::Closed, PageKind::Gone, PageKind::Moving] {
            let name = page_name(&region.id, kind);
            let body = plan::PageBody::Notice { region: region.id.clone(), kind };
            pages.insert(name.clone(), plan::Page { name, content_type: "text/html; charset=utf-8".to_owned(), body });
        }
        let files = region.redirects.iter().filter_map(|it| match &it.answer {
            RuleAnswer::Page { file } => file.as_ref(),
            _ => None,
        });
        for file in files {
            let name = file_page(file);
            let page =
                plan::Page { name: name.clone(), content_type: content_type(file).to_owned(), body: plan::PageBody::File(file.clone()) };
            pages.insert(name, page);
        }
    }
    pages
}

/// Returns the media type of a file by its name; the association files of apps have none in theirs.
fn content_type(file: &str) -> &'static str {
    match file.rsplit('/').next().and_then(|it| it.rsplit_once('.')).map(|it| it.1) {
        Some("html" | "htm") => "text/html; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("xml") => "application/xml",
        Some("json") | None => "application/json",
        Some(_) => "application/octet-stream",
    }
}
